//! From a request to its response: which key to trust, what to decide, how to write it.

use std::fmt::Display;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use alipay_acquiring::{
    Claimed, Envelope, FreeText, MessageKind, PayCancel, PayCancelRequest, PayCancelRequestBody,
    PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, ResponseHead, ResultInfo,
    SignType, Text, Timestamp, Unverified, ValueError,
    function::Function,
    signature::{InvalidSignature, RsaSigningKey, Signature, Signer, SigningBytes},
};
use base64ct::{Base64, Encoding};

use crate::arrangement::{Arrangement, arrange};
use crate::decision::{Decision, Refusal};
use crate::diagnosis::summary;
use crate::fault::{Fault, Kind, unsign};
use crate::ledger::Ledger;
use crate::setup::{Client, check_id, test_key};
use crate::shown::Shown;
use crate::{AnswerWith, Answered, Instructions, Reply, Script, Setup};

/// The gateway without its transport.
#[derive(Debug)]
pub struct Gateway {
    pub(crate) setup: Setup,
    ledger: Mutex<Ledger>,
    script: Script,
    served: AtomicUsize,
    /// The response that was written last.
    previous: Mutex<Option<Vec<u8>>>,
}

impl Gateway {
    /// Creates a gateway that knows only the test keys and the
    /// [test transactions](crate::TRANSACTIONS).
    pub fn new(script: Script) -> Self {
        Self::with_setup(Setup::default(), script)
    }

    /// Creates a gateway with this setup.
    pub fn with_setup(mut setup: Setup, script: Script) -> Self {
        let mut ledger = Ledger::new(setup.transactions());
        if let Some((journal, requests)) = setup.journal.take() {
            ledger.restore(journal, &requests);
        }
        Self {
            ledger: Mutex::new(ledger),
            setup,
            script,
            served: AtomicUsize::new(0),
            previous: Mutex::new(None),
        }
    }

    /// How many request bodies arrived here, refused ones included.
    pub fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }

    /// Answers the body of a request. The `instructions` of this request override the script.
    pub fn answer(&self, request: &[u8], instructions: Instructions) -> Answered {
        let index = self.served.fetch_add(1, Ordering::Relaxed);
        let instructions = instructions.or(self.script.for_request(index));
        let (mut scratch, mut other) = (vec![0; request.len()], vec![0; request.len()]);
        let now = now();
        let received = format!("{} bytes", request.len());
        let envelope = match decode(request, &mut scratch) {
            Ok(envelope) => envelope,
            Err(why) => return Answered::status(&received, 400, why),
        };
        let received = format!("{received}, {}", ids(envelope.claimed()));
        let head = match response_head(envelope.claimed(), now) {
            Ok(head) => head,
            Err(why) => return Answered::status(&received, 400, why),
        };
        let forced_code = match instructions.answer {
            Some(AnswerWith::Code(code)) => Some(code),
            Some(AnswerWith::Auto) | None => None,
        };
        // Anyone can post a request with a client's ids, so a signature would make the refusal an
        // authentic answer to that client's own request.
        let (decision, signed) = match self.verify(request, &envelope) {
            Ok(()) => match self.decide(request, &envelope, &mut other, forced_code, now) {
                Ok(decision) => (decision, true),
                Err(error) => {
                    let why = format!("the ledger cannot be written: {error}");
                    return Answered::status(&received, 500, why);
                }
            },
            Err(refusal) => (refusal.into(), false),
        };
        match self.write(head, &decision, signed, instructions) {
            Ok(reply) => {
                let unsigned = if signed { "" } else { "unsigned, " };
                Answered {
                    log: format!("{received}: {decision} -> {unsigned}{instructions}{reply}"),
                    reply,
                }
            }
            Err(why) => {
                let why = format!("the response could not be written: {why}");
                Answered::status(&received, 500, why)
            }
        }
    }

    /// Verifies that the client that the request names has sent it.
    fn verify(&self, body: &[u8], envelope: &Envelope) -> Result<(), Refusal> {
        use PayCancelResultCode as Code;
        let claimed = envelope.claimed();
        let Some(client) = self.setup.client(claimed.client_id) else {
            let why = format!(
                "clientId {} is unknown; known clients: {}",
                Shown(claimed.client_id),
                self.setup.client_ids()
            );
            return Err(Refusal::new(Code::UnknownClient, why));
        };
        // A signature of another type cannot be verified.
        let rsa2 = SignType::Rsa2.as_str();
        if claimed.sign_type.is_some_and(|sign_type| sign_type != rsa2) {
            let found = Shown(claimed.sign_type);
            let why = format!("signType: expected {rsa2:?}, found {found}");
            return Err(Refusal::new(Code::SignTypeNotSupport, why));
        }
        let Some(key) = &client.key else {
            let why = format!("client {} has no key here", client.id);
            return Err(Refusal::new(Code::KeyNoFound, why));
        };
        let why = match envelope.read_request_claims() {
            Ok(claims) if claims.verify(key).is_ok() => return Ok(()),
            Ok(claims) => match claims.signature() {
                Ok(signature) => self.why_invalid(client, claims.signing_bytes(), &signature),
                Err(error) => error.to_string(),
            },
            Err(error) => error.to_string(),
        };
        let diagnosis = self.setup.diagnose(body, claimed.client_id);
        let why = match diagnosis {
            Some(diagnosis) => format!("{why}; diagnosis: {}", summary(&diagnosis)),
            None => why,
        };
        Err(Refusal::new(Code::InvalidSignature, why))
    }

    /// Says with which key a signature does not hold, and with which it does.
    fn why_invalid(&self, client: &Client, bytes: SigningBytes, signature: &Signature) -> String {
        let mut why = format!("{InvalidSignature} with {}", client.key_name());
        if let Some(signer) = self.setup.find_signer(None, bytes, signature) {
            why += &format!("; it holds with {signer}");
        }
        why
    }

    /// Decides the result of a request whose signature holds.
    fn decide<'a>(
        &self,
        body: &[u8],
        envelope: &Envelope<'a>,
        scratch: &'a mut [u8],
        forced_code: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> io::Result<Decision> {
        let request = match read(envelope, scratch) {
            Ok(request) => request,
            Err(refusal) => return Ok(refusal.into()),
        };
        let digest = request.signing_bytes().digest();
        // `verify` has verified this envelope.
        let request = request.assume_verified_by_caller();
        let mut ledger = self.ledger();
        ledger.journal(body, forced_code, now)?;
        Ok(ledger.decide(&request, digest, forced_code, now))
    }

    /// What the service would do with this body, for an echo. Nothing is carried out.
    pub(crate) fn preview(&self, body: &[u8]) -> String {
        let (mut scratch, mut other) = (vec![0; body.len()], vec![0; body.len()]);
        let envelope = decode(body, &mut scratch);
        let envelope = envelope.and_then(|envelope| {
            response_head(envelope.claimed(), now())?;
            Ok(envelope)
        });
        let envelope = match envelope {
            Ok(envelope) => envelope,
            Err(why) => return format!("HTTP 400: {why}"),
        };
        let decided = self.verify(body, &envelope).and_then(|()| {
            let request = read(&envelope, &mut other)?;
            let digest = request.signing_bytes().digest();
            // `verify` has verified this envelope.
            let request = request.assume_verified_by_caller();
            Ok(self.ledger().preview(&request, digest, now()))
        });
        let decision = decided.unwrap_or_else(Decision::from);
        format!("would be: {decision}")
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the response, correctly or with the requested fault. The error says why it cannot be
    /// written.
    fn write(
        &self,
        head: ResponseHead,
        decision: &Decision,
        signed: bool,
        instructions: Instructions,
    ) -> Result<Reply, String> {
        fn id(id: &Option<String>) -> Result<Option<Text<'_, 64>>, ValueError> {
            id.as_deref().map(Text::new).transpose()
        }
        let show = |error: ValueError| error.to_string();
        let msg = FreeText::new(&decision.msg).map_err(show)?;
        let response = PayCancelResponse {
            head,
            body: PayCancelResponseBody {
                result_info: ResultInfo::new(decision.code, msg),
                acquirement_id: id(&decision.acquirement_id).map_err(show)?.map(Into::into),
                merchant_trans_id: id(&decision.merchant_trans_id)
                    .map_err(show)?
                    .map(Into::into),
                cancel_time: decision.cancel_time.map(Into::into),
            },
        };
        let arrangement = instructions.arrangement.unwrap_or(Arrangement::COMPACT);
        let fault = instructions.fault.unwrap_or(Fault::NONE);
        let written = match (arrangement.name, &fault.kind) {
            ("compact", Kind::None | Kind::Transport(_) | Kind::Previous | Kind::PowerCut) => {
                let mut buffer = [0; PayCancelResponse::MAX_LEN];
                let signed = signed.then(|| response.sign(&mut buffer, &self.setup.key));
                match signed {
                    Some(signed) => signed.map_err(|error| error.to_string())?.to_vec(),
                    None => {
                        let unsigned = response.write_unsigned(&mut buffer);
                        unsigned.map_err(|error| error.to_string())?.to_vec()
                    }
                }
            }
            _ => self.write_from_parts(&response, signed, arrangement, &fault.kind)?,
        };
        Ok(match fault.kind {
            Kind::Transport(send) => send(written),
            Kind::Previous => {
                let previous = self.previous.lock();
                let previous = previous.unwrap_or_else(PoisonError::into_inner).clone();
                previous.map_or(Reply::Silence, Reply::Response)
            }
            Kind::PowerCut => {
                (self.setup.power_cut)();
                Reply::Cut(Vec::new())
            }
            _ => {
                let previous = self.previous.lock();
                let mut previous = previous.unwrap_or_else(PoisonError::into_inner);
                Reply::Response(previous.insert(written).clone())
            }
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
    ) -> Result<Vec<u8>, String> {
        let mut parts = arrange(response, arrangement);
        if !signed {
            unsign(&mut parts);
        }
        if let Kind::Content(edit) = fault {
            edit(&mut parts);
        }
        let mut span = parts.span();
        let other_key;
        let key = match fault {
            Kind::Key => {
                other_key = self.other_key();
                &other_key
            }
            _ => &self.setup.key,
        };
        let signature = key.sign(SigningBytes::new(span.as_bytes()));
        let signature = signature.map_err(|error| error.to_string())?;
        let mut signature = signature.as_bytes().to_vec();
        if let Kind::Signed(change) = fault {
            change(&mut span, &mut signature);
        }
        let signature = Base64::encode_string(&signature);
        Ok(parts.envelope(&span, &signature).into_bytes())
    }

    /// A test key that is not the gateway's.
    fn other_key(&self) -> RsaSigningKey {
        let key = test_key("client");
        match key.fingerprint() == self.setup.key.fingerprint() {
            true => test_key("platform"),
            false => key,
        }
    }
}

/// Reads the envelope of a request. The error is the text of an HTTP status.
fn decode<'a>(body: &'a [u8], scratch: &'a mut [u8]) -> Result<Envelope<'a>, String> {
    let not_a_request = |why: &dyn Display| format!("the body is not a request: {why}");
    let envelope = Envelope::decode(body, scratch).map_err(|error| not_a_request(&error))?;
    match envelope.claimed().message {
        MessageKind::Request => Ok(envelope),
        MessageKind::Response => Err(not_a_request(&"expected a request, found a response")),
    }
}

/// The head of the response. The error is the text of an HTTP status.
fn response_head<'a>(claimed: Claimed<'a>, now: Timestamp) -> Result<ResponseHead<'a>, String> {
    fn check<const MAX: usize>(name: &str, id: Option<&str>) -> Result<(), String> {
        match id {
            Some(id) => check_id::<MAX>(name, id),
            None => Err(format!("{name}: absent, empty, or not a text")),
        }
    }
    let ids = check::<32>("clientId", claimed.client_id)
        .and_then(|()| check::<64>("reqMsgId", claimed.req_msg_id));
    ids.map_err(|why| format!("the request cannot be answered: {why}"))?;
    claimed
        .response_head(now)
        .map_err(|error| error.to_string())
}

/// Reads a request. The head is checked before the body is read, so the order of the members makes no
/// difference.
fn read<'a>(
    envelope: &Envelope<'a>,
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, PayCancelRequest<'a>>, Refusal> {
    let claimed = envelope.claimed();
    let served = (Some(PayCancel::NAME), Some(PayCancel::VERSION));
    if (claimed.function, claimed.version) != served {
        let why = format!(
            "expected function {:?} and version {:?}; found function {} and version {}",
            PayCancel::NAME,
            PayCancel::VERSION,
            Shown(claimed.function),
            Shown(claimed.version)
        );
        return Err(Refusal::new(PayCancelResultCode::NoInterfaceDef, why));
    }
    let request = envelope.read::<PayCancelRequestBody>(scratch);
    request.map_err(|error| Refusal::new(error.into(), error))
}

/// The ids of a request, for a log.
pub(crate) fn ids(claimed: Claimed) -> String {
    let (client_id, req_msg_id) = (Shown(claimed.client_id), Shown(claimed.req_msg_id));
    format!("clientId {client_id}, reqMsgId {req_msg_id}")
}

/// The time of the machine's clock, in UTC.
fn now() -> Timestamp {
    SystemTime::now()
        .try_into()
        .expect("the clock shows a year before 10000")
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
        assert_eq!(written.as_deref(), Ok(&golden[..]));
        let written = gateway.write_from_parts(&response, false, Arrangement::COMPACT, &Kind::None);
        let mut buffer = [0; PayCancelResponse::MAX_LEN];
        let unsigned = response.write_unsigned(&mut buffer).unwrap();
        assert_eq!(written.as_deref(), Ok(unsigned));
        for arrangement in &ARRANGEMENTS[1..] {
            let written = gateway.write_from_parts(&response, true, arrangement, &Kind::None);
            assert_ne!(written.as_deref(), Ok(&golden[..]), "{}", arrangement.name);
        }
    }
}
