//! The terminal: it writes a request, stores it, sends it, and draws a conclusion.

use std::fmt;
use std::io;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use alipay_acquiring::{
    DecodeError, Envelope, Outcome, PayCancelRequest, PayCancelRequestBody, PayCancelResponse,
    PayCancelResultCode, RequestHead, SignError, Text, Timestamp, UnknownReason, UnsignedFailure,
    signature::{InvalidSignature, RsaSigningKey, RsaVerifyingKey, SigningFailed},
};

use crate::decision::{End, Next, Policy, Progress, next};
use crate::http;
use crate::store::Store;

/// A payment terminal.
#[derive(Debug)]
pub struct Terminal<'a> {
    /// The URL of the platform.
    pub url: &'a str,
    /// `clientId`
    pub client_id: Text<'a, 32>,
    /// Signs the requests.
    pub client_key: &'a RsaSigningKey,
    /// Verifies the responses.
    pub platform_key: &'a RsaVerifyingKey,
    /// Keeps the request until the cancel has ended.
    pub store: &'a Store,
    /// How long to wait for a response.
    pub timeout: Duration,
    /// When to retry, and when to stop.
    pub policy: Policy,
}

/// The result of a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub end: End,
    /// The outcome after the last send.
    pub outcome: Outcome,
    /// The code of the last response, if the response is authentic and the code is listed.
    pub code: Option<PayCancelResultCode>,
    /// The `resultMsg` of the last response, if the response is authentic.
    pub result_msg: Option<String>,
    /// How many requests were written.
    pub requests: u32,
    /// How often they were sent, counted together.
    pub sent: u32,
}

/// Why a cancel could not be sent or could not be completed. The payment may be live.
#[derive(Debug)]
pub enum Error {
    /// The store failed, or the system has no random numbers for a `reqMsgId`.
    Io(io::Error),
    /// The request could not be written or signed.
    Sign(SignError<SigningFailed>),
    /// The stored bytes are not a request.
    Stored(DecodeError),
    /// The stored request is not signed with this terminal's key.
    StoredSignature(InvalidSignature),
    /// The stored request cancels another transaction.
    OtherPending,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Sign(error) => error.fmt(f),
            Self::Stored(error) => write!(f, "the stored bytes are not a request: {error}"),
            Self::StoredSignature(error) => {
                write!(f, "the stored request is not signed with this key: {error}")
            }
            Self::OtherPending => {
                f.write_str("the store holds an unfinished cancel of another transaction")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What the terminal concludes after one send.
struct Conclusion {
    outcome: Outcome,
    /// Set only by an authentic response to this request.
    code: Option<PayCancelResultCode>,
    result_msg: Option<String>,
}

impl From<UnknownReason> for Conclusion {
    fn from(reason: UnknownReason) -> Self {
        Self {
            outcome: Outcome::Unknown(reason),
            code: None,
            result_msg: None,
        }
    }
}

impl Terminal<'_> {
    /// Cancels the transaction that `body` names, and calls `log` for each step. If the store holds
    /// an unfinished cancel of this transaction, that cancel is continued.
    ///
    /// The request is stored before it is sent. It remains in the store if the cancel ends without a
    /// certain result: see [`End::keeps_cancel`].
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub fn cancel(
        &self,
        body: PayCancelRequestBody,
        log: &mut dyn FnMut(&str),
    ) -> Result<Report, Error> {
        let agent = http::agent(self.timeout);
        let began = Instant::now();
        let stored = self.store.load()?;
        if let Some((stored, age)) = &stored {
            self.check_stored(stored, &body)?;
            log(&format!("found a stored cancel, {} s old", age.as_secs()));
        }
        let (mut bytes, mut stored_age) = match stored {
            Some((stored, age)) if age < self.policy.renew_after => (stored, age),
            _ => (self.new_request(body)?, Duration::ZERO),
        };
        let mut written = Instant::now();
        let (mut requests, mut sent) = (1, 0);
        loop {
            sent += 1;
            let conclusion = match http::post(&agent, self.url, &bytes) {
                Ok(response) => {
                    let (sent_len, got) = (bytes.len(), response.len());
                    log(&format!("{sent}. sent {sent_len} bytes, received {got}"));
                    self.conclude(&bytes, &response, log)?
                }
                Err(error) => {
                    let sent_len = bytes.len();
                    log(&format!(
                        "{sent}. sent {sent_len} bytes, no response: {error}"
                    ));
                    UnknownReason::NoAnswer.into()
                }
            };
            log(&format!("   {}", conclusion.outcome));
            let progress = Progress {
                sent,
                age: stored_age + written.elapsed(),
                elapsed: began.elapsed(),
            };
            let (outcome, code) = (conclusion.outcome, conclusion.code);
            match next(outcome, &progress, &self.policy, random_byte()) {
                Next::Resend(wait) => {
                    log(&format!("   -> resend the same bytes in {wait:.1?}"));
                    thread::sleep(wait);
                }
                Next::NewRequest(wait) => {
                    log(&format!("   -> send a new request in {wait:.1?}"));
                    thread::sleep(wait);
                    bytes = self.new_request(body)?;
                    (written, stored_age) = (Instant::now(), Duration::ZERO);
                    requests += 1;
                }
                Next::End(end) => {
                    if !end.keeps_cancel() {
                        self.store.clear()?;
                    }
                    return Ok(Report {
                        end,
                        outcome,
                        code,
                        result_msg: conclusion.result_msg,
                        requests,
                        sent,
                    });
                }
            }
        }
    }

    /// Writes and signs a request with a new id and the current time, and stores it.
    fn new_request(&self, body: PayCancelRequestBody) -> Result<Vec<u8>, Error> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(io::Error::other)?;
        let id = format!("{:032x}", u128::from_be_bytes(id));
        let id = Text::new(&id).expect("32 digits fit 64");
        let request = PayCancelRequest {
            head: RequestHead::new(self.client_id, now(), id),
            body,
        };
        let mut buffer = [0; PayCancelRequest::MAX_LEN];
        let envelope = request.sign(&mut buffer, self.client_key);
        let envelope = envelope.map_err(Error::Sign)?;
        self.store.save(envelope)?;
        Ok(envelope.to_vec())
    }

    /// Checks that the stored bytes are a whole request, signed by this terminal, for this
    /// transaction.
    fn check_stored(&self, stored: &[u8], body: &PayCancelRequestBody) -> Result<(), Error> {
        let mut scratch = vec![0; stored.len()];
        let request = PayCancelRequest::decode(stored, &mut scratch).map_err(Error::Stored)?;
        let request = request.verify(&self.client_key.verifying_key());
        let request = request.map_err(Error::StoredSignature)?;
        match request.head.client_id == self.client_id && request.body == *body {
            true => Ok(()),
            false => Err(Error::OtherPending),
        }
    }

    /// Draws a conclusion from the response to the request in `sent`, and logs the details.
    fn conclude(
        &self,
        sent: &[u8],
        response: &[u8],
        log: &mut dyn FnMut(&str),
    ) -> Result<Conclusion, Error> {
        let (mut scratch, mut other) = (vec![0; sent.len()], vec![0; 2 * response.len()]);
        let request = PayCancelRequest::decode(sent, &mut scratch).map_err(Error::Stored)?;
        // This terminal wrote the request itself, or verified it after loading it.
        let request = request.assume_from_own_storage();
        let conclusion = self
            .read(&request, response, &mut other, log)
            .unwrap_or_else(Conclusion::from);
        if let Outcome::Unknown(_) = conclusion.outcome {
            self.log_for_staff(response, &mut other, log);
        }
        Ok(conclusion)
    }

    /// Logs what a response claims from which nothing can be concluded. The claims are authentic only if
    /// its signature holds.
    fn log_for_staff(&self, response: &[u8], scratch: &mut [u8], log: &mut dyn FnMut(&str)) {
        if let Ok(failure) = UnsignedFailure::decode(response, scratch) {
            log(&format!("   for staff: {failure}"));
            return;
        }
        let (first, second) = scratch.split_at_mut(response.len());
        let envelope = Envelope::decode(response, first);
        let claims = envelope.and_then(|envelope| envelope.read_response_claims(second));
        if let Ok(claims) = claims
            && let Ok(claims) = claims.verify(self.platform_key)
        {
            log(&format!("   for staff, authentic: {}", claims.result));
        }
    }

    /// From bytes to an outcome. Each `?` returns a reason why the outcome is unknown.
    fn read(
        &self,
        request: &PayCancelRequest,
        response: &[u8],
        scratch: &mut [u8],
        log: &mut dyn FnMut(&str),
    ) -> Result<Conclusion, UnknownReason> {
        let response = PayCancelResponse::decode(response, scratch)?;
        let response = response.verify(self.platform_key)?;
        let answer = response.answering(request)?;
        for violation in answer.violations() {
            log(&format!("   {violation}"));
        }
        let result = &answer.body.result_info;
        let result_msg = result.result_msg.map(|msg| msg.as_str().to_owned());
        if let Some(msg) = &result_msg {
            log(&format!("   {}: {msg:?}", result.result_code));
        }
        Ok(Conclusion {
            outcome: answer.outcome(),
            code: result.code().ok().flatten(),
            result_msg,
        })
    }
}

/// A random byte. If the system has none, 0: then waits are at their shortest.
fn random_byte() -> u8 {
    let mut byte = [0];
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

/// The time of the terminal's clock, in UTC.
fn now() -> Timestamp {
    SystemTime::now()
        .try_into()
        .expect("the clock shows a year before 10000")
}
