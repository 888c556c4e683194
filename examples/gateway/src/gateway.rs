//! From a request to its response: which key to trust, what to decide, how to write it.

use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use alipay_acquiring::{
    Envelope, FreeText, MessageKind, PayCancel, PayCancelRequestBody, PayCancelResponse,
    PayCancelResponseBody, PayCancelResultCode, ResponseHead, ResultInfo, SignType, Text,
    Timestamp,
    function::Function,
    signature::{InvalidSignature, RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes},
};
use base64ct::{Base64, Encoding};

use crate::arrangement::{Arrangement, arrange};
use crate::fault::{Fault, Kind, unsign};
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
        let forced_code = match instructions.answer {
            Some(AnswerWith::Code(code)) => Some(code),
            Some(AnswerWith::Auto) | None => None,
        };
        // Anyone can post a request with a client's ids, so a signature would make the refusal an
        // authentic answer to that client's own request.
        let (decision, signed) = match self.verify(&envelope) {
            Ok(()) => (self.decide(&envelope, &mut other, forced_code, now), true),
            Err((code, why)) => (Decision::without_transaction(code, why), false),
        };
        let written = self.write(head, &decision, signed, instructions);
        written.unwrap_or(Reply::Http(500, "the response could not be written\n"))
    }

    /// Verifies that the client that the request names has sent it. The error is the code of the
    /// refusal, and its reason.
    fn verify(&self, envelope: &Envelope) -> Result<(), (PayCancelResultCode, String)> {
        use PayCancelResultCode as Code;
        let refuse = |code, why: &dyn Display| Err((code, why.to_string()));
        let claimed = envelope.claimed();
        let mut clients = self.clients.iter();
        let Some(client) = clients.find(|client| claimed.client_id == Some(client.id)) else {
            return refuse(Code::UnknownClient, &"unknown clientId");
        };
        // A signature of another type cannot be verified.
        if let Some(sign_type) = claimed.sign_type
            && sign_type != SignType::Rsa2.as_str()
        {
            return refuse(
                Code::SignTypeNotSupport,
                &"signType: only RSA2 is supported",
            );
        }
        let Some(key) = &client.key else {
            return refuse(Code::KeyNoFound, &"no key was uploaded");
        };
        match envelope.read_request_claims() {
            Ok(claims) if claims.verify(key).is_ok() => Ok(()),
            Ok(_) => refuse(Code::InvalidSignature, &InvalidSignature),
            Err(error) => refuse(Code::InvalidSignature, &error),
        }
    }

    /// Decides the result of a request whose signature holds. The head is checked before the body is
    /// read, so the order of the members makes no difference.
    fn decide<'a>(
        &self,
        envelope: &Envelope<'a>,
        scratch: &'a mut [u8],
        forced_code: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Decision {
        let claimed = envelope.claimed();
        let served = (Some(PayCancel::NAME), Some(PayCancel::VERSION));
        if (claimed.function, claimed.version) != served {
            let code = PayCancelResultCode::NoInterfaceDef;
            return Decision::without_transaction(code, "another function, or another version");
        }
        match envelope.read::<PayCancelRequestBody>(scratch) {
            Ok(request) => {
                let digest = request.signing_bytes().digest();
                let ledger = self.ledger.lock();
                let mut ledger = ledger.unwrap_or_else(PoisonError::into_inner);
                // `verify` has verified this envelope.
                let request = request.assume_verified_by_caller();
                ledger.decide(&request, digest, forced_code, now)
            }
            Err(error) => Decision::without_transaction(error.into(), error),
        }
    }

    /// Writes the response, correctly or with the requested fault. `None` if it cannot be written.
    fn write(
        &self,
        head: ResponseHead,
        decision: &Decision,
        signed: bool,
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
                acquirement_id: id(&decision.acquirement_id)?.map(Into::into),
                merchant_trans_id: id(&decision.merchant_trans_id)?.map(Into::into),
                cancel_time: decision.cancel_time.map(Into::into),
            },
        };
        let arrangement = instructions.arrangement.unwrap_or(Arrangement::COMPACT);
        let fault = instructions.fault.unwrap_or(Fault::NONE);
        let written = match (arrangement.name, &fault.kind) {
            ("compact", Kind::None | Kind::Transport(_)) => {
                let mut buffer = [0; PayCancelResponse::MAX_LEN];
                let written = match signed {
                    true => response.sign(&mut buffer, &self.platform_key).ok()?,
                    false => response.write_unsigned(&mut buffer).ok()?,
                };
                written.to_vec()
            }
            _ => self.write_from_parts(&response, signed, arrangement, &fault.kind)?,
        };
        Some(match fault.kind {
            Kind::Transport(send) => send(written),
            _ => Reply::Response(written),
        })
    }

    /// Writes an envelope that the crate would never write. If it is signed, the span is signed
    /// exactly as it is spelled; a [`Kind::Signed`] fault changes it only after signing.
    fn write_from_parts(
        &self,
        response: &PayCancelResponse,
        signed: bool,
        arrangement: &Arrangement,
        fault: &Kind,
    ) -> Option<Vec<u8>> {
        let mut parts = arrange(response, arrangement);
        if !signed {
            unsign(&mut parts);
        }
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
        let written = gateway.write_from_parts(&response, true, Arrangement::COMPACT, &Kind::None);
        assert_eq!(written.as_deref(), Some(&golden[..]));
        let written = gateway.write_from_parts(&response, false, Arrangement::COMPACT, &Kind::None);
        let mut buffer = [0; PayCancelResponse::MAX_LEN];
        let unsigned = response.write_unsigned(&mut buffer).ok();
        assert_eq!(written.as_deref(), unsigned);
        for arrangement in &ARRANGEMENTS[1..] {
            let written = gateway.write_from_parts(&response, true, arrangement, &Kind::None);
            assert_ne!(
                written.as_deref(),
                Some(&golden[..]),
                "{}",
                arrangement.name
            );
        }
    }
}
