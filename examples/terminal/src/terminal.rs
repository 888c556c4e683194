//! The terminal: it does what the driver asks for.

use std::io;
use std::thread;
use std::time::{Duration, SystemTime};

use alipay_acquiring::cancel::{
    Cancel, Decision, End, MessageError, NotAsked, Policy, Step, StoredRequest,
};
use alipay_acquiring::{
    Outcome, PayCancelRequest, PayCancelRequestBody, RequestHead, Text, Timestamp, UnknownReason,
    signature::{RsaSigningKey, RsaVerifyingKey},
};
use ureq::Agent;

use crate::error::{Error, Ids};
use crate::http;
use crate::report::{Attempt, Report, for_staff};
use crate::store::Store;

/// The longest record: a request, and what the driver stores with it.
const RECORD: usize = PayCancelRequest::MAX_LEN + 256;

/// The driver, with its buffer.
type Driver = Cancel<Vec<u8>>;

/// A payment terminal.
#[derive(Debug)]
pub struct Terminal<'a> {
    /// The URL of the platform.
    pub url: &'a str,
    /// `clientId`
    pub client_id: Text<'a, 32>,
    /// Signs the requests.
    pub client_key: &'a RsaSigningKey,
    /// Verify the responses: the usual key, and others during a key rotation.
    pub platform_keys: &'a [RsaVerifyingKey],
    /// Keeps the cancel until it has ended, and a person has decided if one must.
    pub store: &'a Store,
    /// How long to wait for a response.
    pub timeout: Duration,
    /// When to retry, and when to stop.
    pub policy: Policy,
    /// Whether waits are shortened at random, by half at most.
    pub jitter: bool,
    /// Until when the platform accepts the cancel, in Unix seconds; `None` if there is no such limit.
    pub window_end: Option<i64>,
}

impl Terminal<'_> {
    /// Cancels the transaction that `body` names, and calls `log` for each step. If the store holds
    /// an unfinished cancel of this transaction, that cancel is continued. If that cancel has ended and
    /// waits for a person's decision, its end is reported again, and nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub fn cancel(
        &self,
        body: PayCancelRequestBody,
        log: &mut dyn FnMut(&str),
    ) -> Result<Report, Error> {
        let mut cancel = self.load(&body)?;
        if cancel.request().is_some() {
            log(&format!("found a stored cancel, sent {}x", cancel.sent()));
        } else {
            cancel.begin(&self.sign(body)?, self.window_end)?;
        }
        self.run(&mut cancel, log)
    }

    /// Tries again to cancel the transaction that `body` names: a person has fixed the cause why the
    /// stored cancel has ended.
    ///
    /// # Errors
    ///
    /// [`Error::NotAsked`] if the store holds no cancel that waits for a decision, and other errors.
    pub fn try_again(
        &self,
        body: PayCancelRequestBody,
        log: &mut dyn FnMut(&str),
    ) -> Result<Report, Error> {
        let mut cancel = self.load(&body)?;
        cancel.decided(Decision::TryAgain)?;
        self.run(&mut cancel, log)
    }

    /// Closes the stored cancel of the transaction that `body` names: a person has dealt with the sale.
    ///
    /// # Errors
    ///
    /// As [`try_again`](Self::try_again).
    pub fn close(&self, body: PayCancelRequestBody) -> Result<(), Error> {
        let mut cancel = self.load(&body)?;
        self.close_stored(&mut cancel)
    }

    /// Loads what the store holds. Fails if that is the cancel of another transaction.
    fn load(&self, body: &PayCancelRequestBody) -> Result<Driver, Error> {
        let stored = self.store.load()?;
        if stored.as_ref().is_some_and(|bytes| is_blank(bytes)) {
            return Err(Error::Blank);
        }
        let stored = stored.unwrap_or_default();
        // A file is replaced as a whole, so one page is enough.
        let cancel = Cancel::load(self.policy, [&stored, &[]], vec![0; RECORD])?;
        match cancel.request() {
            Some(other) if other.head.client_id != self.client_id || other.body != *body => {
                Err(Error::OtherPending(Box::new(Ids::of(&other))))
            }
            _ => Ok(cancel),
        }
    }

    /// Does what the driver asks for, until the cancel has ended.
    fn run(&self, cancel: &mut Driver, log: &mut dyn FnMut(&str)) -> Result<Report, Error> {
        let agent = http::agent(self.timeout);
        let mut last = Attempt::default();
        loop {
            let sent = cancel.sent();
            match cancel.step(unix_seconds(), self.random_byte()) {
                // Never: the cancel was begun or loaded.
                Step::Idle => return Err(Error::NotAsked(NotAsked)),
                Step::Store(write) => match self.store.save(write.bytes()).map(|()| write.done()) {
                    Ok(stored) => cancel.stored(stored),
                    Err(error) => {
                        log(&format!("   the store failed: {error}"));
                        cancel.store_failed();
                    }
                },
                Step::Send(request) => {
                    let answer = self.post(&agent, &request, sent, log)?;
                    last = self.conclude(cancel, answer.as_deref(), log);
                }
                Step::Wait(wait) => {
                    log(&format!("   -> try again in {wait:.1?}"));
                    thread::sleep(wait);
                    cancel.waited();
                }
                Step::NewMessage(old) => match self.sign(old.body) {
                    Ok(envelope) => {
                        log("   -> with a new request");
                        cancel.message(&envelope)?;
                    }
                    Err(error) => {
                        log(&format!("   -> with the old request: {error}"));
                        cancel.no_message();
                    }
                },
                Step::Finished(end) => return Ok(self.finish(cancel, end, last, log)),
            }
        }
    }

    /// Sends a request and returns the response; `None` if there is none.
    fn post(
        &self,
        agent: &Agent,
        request: &StoredRequest,
        sent: u16,
        log: &mut dyn FnMut(&str),
    ) -> Result<Option<Vec<u8>>, Error> {
        let request = request.as_bytes();
        self.check_own(request)?;
        let answer = http::post(agent, self.url, request);
        let got = match &answer {
            Ok(answer) => format!("received {}", answer.len()),
            Err(error) => format!("no response: {error}"),
        };
        log(&format!("{sent}. sent {} bytes, {got}", request.len()));
        Ok(answer.ok())
    }

    /// Checks that a request is signed with this terminal's key. It may come from the store, and the store
    /// may be older than the key.
    fn check_own(&self, request: &[u8]) -> Result<(), Error> {
        let request = PayCancelRequest::decode(request, &mut []).map_err(MessageError::from)?;
        match request.verify(&self.client_key.verifying_key()) {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::StoredSignature(error)),
        }
    }

    /// Passes the answer to the driver, and logs what it says.
    fn conclude(
        &self,
        cancel: &mut Driver,
        answer: Option<&[u8]>,
        log: &mut dyn FnMut(&str),
    ) -> Attempt {
        let Some(answer) = answer else {
            cancel.no_answer();
            let outcome = Outcome::Unknown(UnknownReason::NoAnswer);
            log(&format!("   {outcome}"));
            return Attempt::without_response(outcome);
        };
        let keys: Vec<_> = self.platform_keys.iter().collect();
        let mut scratch = vec![0; 2 * answer.len()];
        let outcome = cancel.answer(answer, &mut scratch, &keys);
        let attempt = cancel
            .request()
            .and_then(|request| Attempt::read(outcome, &request, answer, &keys, log));
        log(&format!("   {outcome}"));
        attempt.unwrap_or_else(|| Attempt::without_response(outcome))
    }

    /// Closes a void cancel, and logs what staff need to know about another one.
    fn finish(
        &self,
        cancel: &mut Driver,
        end: End,
        last: Attempt,
        log: &mut dyn FnMut(&str),
    ) -> Report {
        let report = Report {
            end,
            last,
            requests: cancel.messages(),
            sent: cancel.sent(),
        };
        if end.alerts_staff() {
            if let Some(evidence) = cancel.evidence() {
                log(&for_staff(evidence));
            }
        } else if let Err(error) = self.close_stored(cancel) {
            // The next run reports the end again.
            log(&format!("   the store failed: {error}"));
        }
        report
    }

    /// Reports to the driver that the cancel is dealt with, and stores that.
    fn close_stored(&self, cancel: &mut Driver) -> Result<(), Error> {
        cancel.decided(Decision::Close)?;
        while let Step::Store(write) = cancel.step(unix_seconds(), 0) {
            self.store.save(write.bytes())?;
            let stored = write.done();
            cancel.stored(stored);
        }
        Ok(())
    }

    /// Writes and signs a request with a new id and the current time.
    fn sign(&self, body: PayCancelRequestBody) -> Result<Vec<u8>, Error> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(io::Error::other)?;
        let id = format!("{:032x}", u128::from_be_bytes(id));
        let id = Text::new(&id).expect("32 digits fit 64");
        let now = SystemTime::now().try_into();
        let now: Timestamp = now.expect("the clock shows a year before 10000");
        let request = PayCancelRequest {
            head: RequestHead::new(self.client_id, now, id),
            body,
        };
        let mut buffer = [0; PayCancelRequest::MAX_LEN];
        let envelope = request.sign(&mut buffer, self.client_key)?;
        Ok(envelope.to_vec())
    }

    /// A random byte for the jitter. If the system has none, 0: then waits are at their shortest.
    fn random_byte(&self) -> u8 {
        let mut byte = [0];
        match self.jitter {
            true => _ = getrandom::fill(&mut byte),
            false => byte = [u8::MAX],
        }
        byte[0]
    }
}

/// Whether a file is as some systems leave it after a crash. The store never writes such a file.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}

/// The time of the terminal's clock.
fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs().try_into().unwrap_or(i64::MAX))
}
