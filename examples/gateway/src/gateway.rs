//! From a request to its answer: whom to trust, what to conclude, how to write it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use alipay_acquiring::{
    DecodeError, Envelope, FreeText, InvalidSignature, MessageKind, PayCancelRequest,
    PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody, PayCancelResultCode,
    ResponseHead, ResultInfo, RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes, Text,
    Timestamp, Unverified,
};
use base64ct::{Base64, Encoding};

use crate::arrangement::{Arrangement, arrange};
use crate::fault::{Fault, Kind};
use crate::ledger::{Conclusion, Ledger};
use crate::{Answer, Reply, Script, Told};

/// A client that the platform knows.
#[derive(Debug)]
struct Client {
    id: &'static str,
    key: Option<RsaVerifyingKey>,
}

/// The client of the specification's sample, whose key is the test key `client`.
pub const CLIENT_ID: &str = "211xxxxxxxxxxxxxxx044";

/// A client that has not uploaded a key yet.
pub const CLIENT_WITHOUT_KEY: &str = "211xxxxxxxxxxxxxxx045";

/// The gateway, without a transport.
#[derive(Debug)]
pub struct Gateway {
    clients: [Client; 2],
    platform_key: RsaSigningKey,
    other_key: RsaSigningKey,
    ledger: Mutex<Ledger>,
    script: Script,
    served: AtomicUsize,
}

impl Gateway {
    /// A gateway with the test keys, its transactions as at the start.
    pub fn new(script: Script) -> Self {
        macro_rules! key {
            ($type:ident, $file:literal) => {
                $type::from_text(include_str!(concat!(
                    "../../../tests/fixtures/keys/",
                    $file
                )))
                .expect("a test key")
            };
        }
        Self {
            clients: [
                Client {
                    id: CLIENT_ID,
                    key: Some(key!(RsaVerifyingKey, "client_public.spki.pem")),
                },
                Client {
                    id: CLIENT_WITHOUT_KEY,
                    key: None,
                },
            ],
            platform_key: key!(RsaSigningKey, "platform_private.pkcs8.pem"),
            other_key: key!(RsaSigningKey, "client_private.pkcs8.pem"),
            ledger: Mutex::default(),
            script,
            served: AtomicUsize::new(0),
        }
    }

    /// How many requests were answered, or met a fault.
    pub fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }

    /// Answers the body of a request, as the script says or as it was `told` with this request.
    pub fn answer(&self, request: &[u8], told: Told) -> Reply {
        let turn = self.served.fetch_add(1, Ordering::Relaxed);
        let told = told.or(self.script.turn(turn));
        let (mut scratch, mut other) = (vec![0; request.len()], vec![0; request.len()]);
        let now = now();
        let envelope = match Envelope::decode(request, &mut scratch) {
            Ok(envelope) if envelope.claimed().message == MessageKind::Request => envelope,
            _ => return Reply::Http(400, "no request\n"),
        };
        let Ok(head) = envelope.claimed().response_head(now) else {
            return Reply::Http(400, "no clientId or no reqMsgId: nobody to answer\n");
        };
        let decoded = envelope.read::<PayCancelRequestBody>(&mut other);
        let code = match told.answer {
            Some(Answer::Code(code)) => Some(code),
            Some(Answer::Auto) | None => None,
        };
        let conclusion = self.conclude(&envelope, decoded, code, now);
        let written = self.write(head, &conclusion, told);
        written.unwrap_or(Reply::Http(500, "the answer could not be written\n"))
    }

    /// What to answer.
    ///
    /// Signature type and function come first: a signature of another type cannot hold. What else
    /// is wrong with a request is told to those only whose signature holds.
    fn conclude<'a>(
        &self,
        envelope: &Envelope,
        decoded: Result<Unverified<'a, PayCancelRequest<'a>>, DecodeError>,
        told: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Conclusion {
        use PayCancelResultCode as Code;
        if let Err(error) = decoded
            && let code @ (Code::SignTypeNotSupport | Code::NoInterfaceDef) = Code::from(error)
        {
            return Conclusion::refusal(code, error);
        }
        let client_id = envelope.claimed().client_id;
        let mut clients = self.clients.iter();
        let Some(client) = clients.find(|client| client_id == Some(client.id)) else {
            return Conclusion::refusal(Code::UnknownClient, "unknown clientId");
        };
        let Some(key) = &client.key else {
            return Conclusion::refusal(Code::KeyNoFound, "no key was uploaded");
        };
        match decoded {
            Ok(request) => match request.verify(key) {
                Ok(verified) => {
                    let digest = request.signing_bytes().digest();
                    let ledger = self.ledger.lock();
                    let mut ledger = ledger.unwrap_or_else(PoisonError::into_inner);
                    ledger.conclude(&verified, digest, told, now)
                }
                Err(error) => Conclusion::refusal(Code::InvalidSignature, error),
            },
            Err(error) => {
                let claims = envelope.read_claims(MessageKind::Request);
                match claims.is_ok_and(|claims| claims.verify(key).is_ok()) {
                    true => Conclusion::refusal(error.into(), error),
                    false => Conclusion::refusal(Code::InvalidSignature, InvalidSignature),
                }
            }
        }
    }

    /// Writes the answer, as well or as badly as told: `None` if it cannot be written at all.
    fn write(&self, head: ResponseHead, conclusion: &Conclusion, told: Told) -> Option<Reply> {
        fn id(id: &Option<String>) -> Option<Option<Text<'_, 64>>> {
            id.as_deref().map(Text::new).transpose().ok()
        }
        let msg = FreeText::new(&conclusion.msg).ok()?;
        let response = PayCancelResponse {
            head,
            body: PayCancelResponseBody {
                result_info: ResultInfo::new(conclusion.code, msg),
                acquirement_id: id(&conclusion.acquirement_id)?,
                merchant_trans_id: id(&conclusion.merchant_trans_id)?,
                cancel_time: conclusion.cancel_time,
            },
        };
        let arrangement = told.arrangement.unwrap_or(Arrangement::COMPACT);
        let fault = told.fault.unwrap_or(Fault::NONE);
        let answer = match (arrangement.name, &fault.kind) {
            ("compact", Kind::None | Kind::Way(_)) => {
                let mut buffer = [0; PayCancelResponse::MAX_LEN];
                let answer = response.sign(&mut buffer, &self.platform_key);
                answer.ok()?.to_vec()
            }
            _ => self.misbehave(&response, arrangement, &fault.kind)?,
        };
        Some(match fault.kind {
            Kind::Way(way) => way(answer),
            _ => Reply::Answer(answer),
        })
    }

    /// Writes what the codec would not: the span is signed as it is sent, and what is spoilt
    /// afterwards was signed before.
    fn misbehave(
        &self,
        response: &PayCancelResponse,
        arrangement: &Arrangement,
        fault: &Kind,
    ) -> Option<Vec<u8>> {
        let mut parts = arrange(response, arrangement);
        if let Kind::Content(edit) = fault {
            edit(&mut parts);
        }
        let mut span = parts.span();
        let key = match fault {
            Kind::Key => &self.other_key,
            _ => &self.platform_key,
        };
        let signature = key.sign(SigningBytes::new(span.as_bytes())).ok()?;
        let mut signature = signature.as_bytes().to_vec();
        if let Kind::Signed(spoil) = fault {
            spoil(&mut span, &mut signature);
        }
        let signature = Base64::encode_string(&signature);
        Some(parts.envelope(&span, &signature).into_bytes())
    }
}

/// The time by the machine's clock, in UTC.
fn now() -> Timestamp {
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    Timestamp::parse(&now.to_string()).expect("a clock that stands in the years 1970 to 9999")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrangement::ARRANGEMENTS;

    /// The parts put together again are what the codec writes, so an arrangement differs from it
    /// only in what its row says.
    #[test]
    fn an_answer_taken_apart_is_the_same_again() {
        let golden = include_bytes!("../../../tests/fixtures/golden/response.json");
        let response = PayCancelResponse::decode(golden, &mut []).unwrap();
        let response = *response.assume_verified_by_caller();
        let gateway = Gateway::new(Script::default());
        let written = gateway.misbehave(&response, Arrangement::COMPACT, &Kind::None);
        assert_eq!(written.as_deref(), Some(&golden[..]));
        for arrangement in &ARRANGEMENTS[1..] {
            let written = gateway.misbehave(&response, arrangement, &Kind::None);
            assert_ne!(
                written.as_deref(),
                Some(&golden[..]),
                "{}",
                arrangement.name
            );
        }
    }
}
