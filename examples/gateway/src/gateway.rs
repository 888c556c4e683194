//! From a request to its response: which key to trust, what to decide, how to write it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use alipay_acquiring::{
    DecodeError, Envelope, FreeText, MessageKind, PayCancelRequest, PayCancelRequestBody,
    PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, ResponseHead, ResultInfo, Text,
    Timestamp, Unverified,
    signature::{InvalidSignature, RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes},
};
use base64ct::{Base64, Encoding};

use crate::arrangement::{Arrangement, arrange};
use crate::fault::{Fault, Kind};
use crate::ledger::{Decision, Ledger};
use crate::{AnswerWith, Instructions, Reply, Script};

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

/// The gateway without its transport.
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
    /// Creates a gateway with the test keys and the initial [`TRANSACTIONS`](crate::TRANSACTIONS).
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

    /// How many request bodies arrived here, refused ones included.
    pub fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }

    /// Answers the body of a request. The `instructions` of this request override the script.
    pub fn answer(&self, request: &[u8], instructions: Instructions) -> Reply {
        let index = self.served.fetch_add(1, Ordering::Relaxed);
        let instructions = instructions.or(self.script.for_request(index));
        let (mut scratch, mut other) = (vec![0; request.len()], vec![0; request.len()]);
        let now = now();
        let envelope = match Envelope::decode(request, &mut scratch) {
            Ok(envelope) if envelope.claimed().message == MessageKind::Request => envelope,
            _ => return Reply::Http(400, "the body is not a request\n"),
        };
        let Ok(head) = envelope.claimed().response_head(now) else {
            return Reply::Http(400, "the request has no clientId or no reqMsgId\n");
        };
        let decoded = envelope.read::<PayCancelRequestBody>(&mut other);
        let forced_code = match instructions.answer {
            Some(AnswerWith::Code(code)) => Some(code),
            Some(AnswerWith::Auto) | None => None,
        };
        let decision = self.decide(&envelope, decoded, forced_code, now);
        let written = self.write(head, &decision, instructions);
        written.unwrap_or(Reply::Http(500, "the response could not be written\n"))
    }

    /// Decides the result of a request.
    ///
    /// The signature type and the function are checked first, because a signature of another type
    /// cannot be verified. All other faults of a request are reported only if its signature is
    /// valid.
    fn decide<'a>(
        &self,
        envelope: &Envelope,
        decoded: Result<Unverified<'a, PayCancelRequest<'a>>, DecodeError>,
        forced_code: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Decision {
        use PayCancelResultCode as Code;
        if let Err(error) = decoded
            && let code @ (Code::SignTypeNotSupport | Code::NoInterfaceDef) = Code::from(error)
        {
            return Decision::without_transaction(code, error);
        }
        let client_id = envelope.claimed().client_id;
        let mut clients = self.clients.iter();
        let Some(client) = clients.find(|client| client_id == Some(client.id)) else {
            return Decision::without_transaction(Code::UnknownClient, "unknown clientId");
        };
        let Some(key) = &client.key else {
            return Decision::without_transaction(Code::KeyNoFound, "no key was uploaded");
        };
        match decoded {
            Ok(request) => match request.verify(key) {
                Ok(verified) => {
                    let digest = request.signing_bytes().digest();
                    let ledger = self.ledger.lock();
                    let mut ledger = ledger.unwrap_or_else(PoisonError::into_inner);
                    ledger.decide(&verified, digest, forced_code, now)
                }
                Err(error) => Decision::without_transaction(Code::InvalidSignature, error),
            },
            Err(error) => {
                let claims = envelope.read_claims(MessageKind::Request);
                match claims.is_ok_and(|claims| claims.verify(key).is_ok()) {
                    true => Decision::without_transaction(error.into(), error),
                    false => {
                        Decision::without_transaction(Code::InvalidSignature, InvalidSignature)
                    }
                }
            }
        }
    }

    /// Writes the response, correctly or with the requested fault. `None` if it cannot be written.
    fn write(
        &self,
        head: ResponseHead,
        decision: &Decision,
        instructions: Instructions,
    ) -> Option<Reply> {
        fn id(id: &Option<String>) -> Option<Option<Text<'_, 64>>> {
            id.as_deref().map(Text::new).transpose().ok()
        }
        let msg = FreeText::new(&decision.msg).ok()?;
        let response = PayCancelResponse {
            head,
            body: PayCancelResponseBody {
                result_info: ResultInfo::new(decision.code, msg),
                acquirement_id: id(&decision.acquirement_id)?,
                merchant_trans_id: id(&decision.merchant_trans_id)?,
                cancel_time: decision.cancel_time,
            },
        };
        let arrangement = instructions.arrangement.unwrap_or(Arrangement::COMPACT);
        let fault = instructions.fault.unwrap_or(Fault::NONE);
        let written = match (arrangement.name, &fault.kind) {
            ("compact", Kind::None | Kind::Transport(_)) => {
                let mut buffer = [0; PayCancelResponse::MAX_LEN];
                let signed = response.sign(&mut buffer, &self.platform_key);
                signed.ok()?.to_vec()
            }
            _ => self.write_from_parts(&response, arrangement, &fault.kind)?,
        };
        Some(match fault.kind {
            Kind::Transport(send) => send(written),
            _ => Reply::Response(written),
        })
    }

    /// Writes an envelope that the crate would never write. The span is signed exactly as it is
    /// spelled; a [`Kind::Signed`] fault changes it only after signing.
    fn write_from_parts(
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
        if let Kind::Signed(change) = fault {
            change(&mut span, &mut signature);
        }
        let signature = Base64::encode_string(&signature);
        Some(parts.envelope(&span, &signature).into_bytes())
    }
}

/// The time of the machine's clock, in UTC.
fn now() -> Timestamp {
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    Timestamp::parse(&now.to_string()).expect("the clock shows a year from 1970 to 9999")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrangement::ARRANGEMENTS;

    /// Unchanged parts give exactly the bytes that the crate writes. So an arrangement differs from
    /// those bytes only by what its row says.
    #[test]
    fn unchanged_parts_give_the_bytes_that_the_crate_writes() {
        let golden = include_bytes!("../../../tests/fixtures/golden/response.json");
        let response = PayCancelResponse::decode(golden, &mut []).unwrap();
        let response = *response.assume_verified_by_caller();
        let gateway = Gateway::new(Script::default());
        let written = gateway.write_from_parts(&response, Arrangement::COMPACT, &Kind::None);
        assert_eq!(written.as_deref(), Some(&golden[..]));
        for arrangement in &ARRANGEMENTS[1..] {
            let written = gateway.write_from_parts(&response, arrangement, &Kind::None);
            assert_ne!(
                written.as_deref(),
                Some(&golden[..]),
                "{}",
                arrangement.name
            );
        }
    }
}
