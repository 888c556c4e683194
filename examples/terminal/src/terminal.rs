//! The terminal: it makes a message, keeps it, sends it, and concludes.

use std::fmt;
use std::io;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use alipay_acquiring::api::ResultCode;
use alipay_acquiring::{
    DecodeError, InvalidSignature, Outcome, PayCancelRequest, PayCancelRequestBody,
    PayCancelResponse, PayCancelResultCode, RequestHead, RsaSigningKey, RsaVerifyingKey, SignError,
    SigningFailed, Text, Timestamp, Unknown, UnsignedFailure,
};

use crate::decision::{End, Next, Policy, Progress, next};
use crate::line;
use crate::store::Store;

/// A payment terminal.
#[derive(Debug)]
pub struct Terminal<'a> {
    /// Where the platform listens.
    pub url: &'a str,
    /// `clientId`
    pub client_id: Text<'a, 32>,
    /// Signs requests.
    pub client_key: &'a RsaSigningKey,
    /// Verifies answers.
    pub platform_key: &'a RsaVerifyingKey,
    /// Keeps the message that is under way.
    pub store: &'a Store,
    /// How long to wait for an answer.
    pub timeout: Duration,
    /// When to repeat, and when to stop.
    pub policy: Policy,
}

/// How a cancel went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub end: End,
    /// The outcome of the last answer, or of the lack of one.
    pub outcome: Outcome,
    /// The code of the last answer, if that was authentic and its code is listed.
    pub code: Option<PayCancelResultCode>,
    /// The `resultMsg` of the last answer, if that was authentic.
    pub result_msg: Option<String>,
    /// How many messages there were.
    pub messages: u32,
    /// How often any of them was sent.
    pub sent: u32,
}

/// Why a cancel could not be sent, or not be seen to its end. The payment may be live.
#[derive(Debug)]
pub enum Error {
    /// The store failed, or there are no random numbers for a `reqMsgId`.
    Io(io::Error),
    /// The message could not be written or signed.
    Sign(SignError<SigningFailed>),
    /// What the store holds is no request.
    Stored(DecodeError),
    /// What the store holds is not signed with this terminal's key.
    StoredSignature(InvalidSignature),
    /// The store holds a cancel of another transaction.
    OtherPending,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Sign(error) => error.fmt(f),
            Self::Stored(error) => write!(f, "what is stored is no request: {error}"),
            Self::StoredSignature(error) => write!(f, "what is stored is not ours: {error}"),
            Self::OtherPending => f.write_str("the cancel of another transaction is under way"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What was concluded from an answer, or from the lack of one.
struct Conclusion {
    outcome: Outcome,
    /// Of an authentic answer to this request only.
    code: Option<PayCancelResultCode>,
    result_msg: Option<String>,
}

impl From<Unknown> for Conclusion {
    fn from(why: Unknown) -> Self {
        Self {
            outcome: Outcome::Unknown(why),
            code: None,
            result_msg: None,
        }
    }
}

impl Terminal<'_> {
    /// Cancels the transaction that `body` names, and tells `log` of each step. If the store holds
    /// a cancel of it, that one goes on.
    ///
    /// The message is stored before it is sent. It remains there after [`End::GaveUp`].
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub fn cancel(
        &self,
        body: PayCancelRequestBody,
        log: &mut dyn FnMut(&str),
    ) -> Result<Report, Error> {
        let agent = line::agent(self.timeout);
        let began = Instant::now();
        let stored = self.store.load()?;
        if let Some((stored, age)) = &stored {
            self.check_stored(stored, &body)?;
            log(&format!("a cancel is stored, {} s old", age.as_secs()));
        }
        let (mut bytes, mut stored_age) = match stored {
            Some((stored, age)) if age < self.policy.fresh_after => (stored, age),
            _ => (self.make(body)?, Duration::ZERO),
        };
        let mut made = Instant::now();
        let (mut messages, mut sent) = (1, 0);
        loop {
            sent += 1;
            let conclusion = match line::post(&agent, self.url, &bytes) {
                Ok(answer) => {
                    let (sent_len, got) = (bytes.len(), answer.len());
                    log(&format!("{sent}. sent {sent_len} bytes, got {got}"));
                    self.conclude(&bytes, &answer, log)?
                }
                Err(error) => {
                    let sent_len = bytes.len();
                    log(&format!(
                        "{sent}. sent {sent_len} bytes, no answer: {error}"
                    ));
                    Unknown::NoAnswer.into()
                }
            };
            log(&format!("   {}", conclusion.outcome));
            let progress = Progress {
                messages,
                sent,
                age: stored_age + made.elapsed(),
                elapsed: began.elapsed(),
            };
            let (outcome, code) = (conclusion.outcome, conclusion.code);
            match next(outcome, code, &progress, &self.policy, chance()) {
                Next::Repeat(wait) => {
                    log(&format!("   -> the same bytes again in {wait:.1?}"));
                    thread::sleep(wait);
                }
                Next::Fresh(wait) => {
                    log(&format!("   -> a fresh message in {wait:.1?}"));
                    thread::sleep(wait);
                    bytes = self.make(body)?;
                    (made, stored_age) = (Instant::now(), Duration::ZERO);
                    messages += 1;
                }
                Next::End(end) => {
                    if end != End::GaveUp {
                        self.store.clear()?;
                    }
                    return Ok(Report {
                        end,
                        outcome,
                        code,
                        result_msg: conclusion.result_msg,
                        messages,
                        sent,
                    });
                }
            }
        }
    }

    /// Makes a message with an id and a time of its own, and keeps it.
    fn make(&self, body: PayCancelRequestBody) -> Result<Vec<u8>, Error> {
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

    /// Whether what is stored is whole, this terminal's, and about this transaction.
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

    /// What an answer to the request in `sent` lets the terminal believe.
    fn conclude(
        &self,
        sent: &[u8],
        answer: &[u8],
        log: &mut dyn FnMut(&str),
    ) -> Result<Conclusion, Error> {
        let (mut scratch, mut other) = (vec![0; sent.len()], vec![0; answer.len()]);
        let request = PayCancelRequest::decode(sent, &mut scratch).map_err(Error::Stored)?;
        // Made, or verified when it was loaded, by this terminal itself.
        let request = request.assume_verified_by_caller();
        let conclusion = self
            .read(&request, answer, &mut other)
            .unwrap_or_else(Conclusion::from);
        if let Some(msg) = &conclusion.result_msg {
            let code = conclusion.code.map(|code| code.row().name);
            let code = code.as_deref().unwrap_or("not a row of the table");
            log(&format!("   {code}: {msg:?}"));
        }
        if conclusion.outcome == Outcome::Unknown(Unknown::Unsigned)
            && let Ok(claims) = UnsignedFailure::decode(answer, &mut other)
        {
            log(&format!("   for staff: {claims}"));
        }
        Ok(conclusion)
    }

    /// From bytes to an outcome: each `?` is a reason why nothing is known.
    fn read(
        &self,
        request: &PayCancelRequest,
        answer: &[u8],
        scratch: &mut [u8],
    ) -> Result<Conclusion, Unknown> {
        let response = PayCancelResponse::decode(answer, scratch)?;
        let response = response.verify(self.platform_key)?;
        let answer = response.answering(request)?;
        let result = &answer.body.result_info;
        Ok(Conclusion {
            outcome: answer.outcome(),
            code: result.code().ok().flatten(),
            result_msg: result.result_msg.map(|msg| msg.as_str().to_owned()),
        })
    }
}

/// A byte of chance; without chance, waits are at their shortest.
fn chance() -> u8 {
    let mut byte = [0];
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

/// The time by the terminal's clock, in UTC.
fn now() -> Timestamp {
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    Timestamp::parse(&now.to_string()).expect("a clock that stands in the years 1970 to 9999")
}
