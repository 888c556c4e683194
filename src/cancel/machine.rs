//! The state machine.

use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use crate::cancel::error::{LoadError, MessageError, NotAsked};
use crate::cancel::evidence::Evidence;
use crate::cancel::policy::{
    After, AtEnd, End, Policy, Rules, Standard, Times, milliseconds_between,
};
use crate::cancel::record::{self, HEADER, OVERHEAD, Progress, Record, Status};
use crate::cancel::step::{Decision, PageWrite, Step, Stored, StoredRequest};
use crate::message::outcome::{Outcome, UnknownReason};
use crate::pay_cancel::{PayCancelRequest, PayCancelResponse};
use crate::signature::Verifier;

/// A cancel, or none: the state machine that a terminal asks what to do next.
/// [The module](crate::cancel) shows its loop.
///
/// `B` is the buffer that holds one record, for example `[u8; 1024]`, `&'static mut [u8]` or `Vec<u8>`.
/// `R` is for the tests of the machine; leave it out.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cancel<B, R = Standard> {
    policy: Policy,
    state: State,
    progress: Progress,
    evidence: Option<Evidence>,
    envelope_len: u16,
    record_len: usize,
    /// The page that the next record goes to.
    page: u8,
    store_failures: u8,
    /// The record; the envelope is always at its place.
    buffer: B,
    rules: PhantomData<fn() -> R>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    /// The machine has asked for this, or will ask for it.
    Asks(Asked),
    /// There was an answer. What follows depends on the time.
    Answered(After),
    /// An open cancel was found at power-up.
    Resumed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    Nothing,
    Store(AfterStore),
    Send,
    Wait(u64, AfterWait),
    /// `afresh`: with new counts and limits.
    NewMessage {
        afresh: bool,
    },
    Finished(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum AfterStore {
    Send,
    Finish(End),
    /// The cancel that ended like this is closed.
    Close(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum AfterWait {
    Send,
    NewMessage,
    Store(AfterStore),
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Cancel<B> {
    /// Loads what the two pages of the store hold. Call this at each power-up. A page that was never
    /// written may be empty, all zeros or all ones. A store with one page passes `&[]` as the other.
    ///
    /// An open cancel continues with the same bytes and the right counts. A cancel that has ended is
    /// [`Finished`](Step::Finished) again, until a person has decided.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if a cancel may be lost, or if the buffer is too small. Alert staff.
    pub fn load(policy: Policy, pages: [&[u8]; 2], buffer: B) -> Result<Self, LoadError> {
        Self::load_with_rules(policy, pages, buffer)
    }
}

impl<B: AsRef<[u8]> + AsMut<[u8]>, R: Rules> Cancel<B, R> {
    /// As [`load`](Cancel::load), with other rules.
    ///
    /// # Errors
    ///
    /// As [`load`](Cancel::load).
    #[doc(hidden)]
    pub fn load_with_rules(
        policy: Policy,
        pages: [&[u8]; 2],
        buffer: B,
    ) -> Result<Self, LoadError> {
        let mut cancel = Self {
            policy,
            state: State::Asks(Asked::Nothing),
            progress: Progress {
                status: Status::Closed,
                serial: 0,
                sent: 0,
                messages: 0,
                began: 0,
                window_end: i64::MAX,
            },
            evidence: None,
            envelope_len: 0,
            record_len: 0,
            page: 0,
            store_failures: 0,
            buffer,
            rules: PhantomData,
        };
        if let Some((page, record)) = record::newest(pages)? {
            cancel.page = page ^ 1;
            cancel.progress = record.progress;
            if record.progress.status != Status::Closed {
                cancel.resume(page, &record)?;
            }
        }
        Ok(cancel)
    }

    fn resume(&mut self, page: u8, record: &Record<'_>) -> Result<(), LoadError> {
        if let Err(error) = PayCancelRequest::decode(record.envelope, &mut []) {
            return Err(LoadError::Request { page, error });
        }
        let needed = record.len;
        if self.buffer.as_ref().len() < needed || !self.keep(record.envelope) {
            return Err(LoadError::BufferTooSmall { needed });
        }
        self.evidence = record.evidence;
        self.state = match record.progress.status {
            Status::Ended(end) => State::Asks(Asked::Finished(end)),
            Status::Open | Status::Closed => State::Resumed,
        };
        Ok(())
    }

    /// Begins a cancel with this signed request, which was never sent. The machine copies it.
    /// `window_end` is the Unix time, in seconds, until which the platform accepts cancels of this sale;
    /// `None` if there is no such limit. In Hong Kong it is 00:15 of the next day.
    ///
    /// # Errors
    ///
    /// [`MessageError::NotAsked`] unless the machine is idle, and the other errors of [`MessageError`].
    pub fn begin(&mut self, envelope: &[u8], window_end: Option<i64>) -> Result<(), MessageError> {
        if self.state != State::Asks(Asked::Nothing) {
            return Err(MessageError::NotAsked);
        }
        let began = check(envelope, None)?;
        self.replace(envelope)?;
        self.progress = Progress {
            sent: 0,
            messages: 1,
            began,
            window_end: window_end.unwrap_or(i64::MAX),
            ..self.progress
        };
        self.evidence = None;
        self.prepare_send();
        Ok(())
    }

    /// What to do now. `now` is the Unix time in seconds. `random` is any number, for the jitter: it
    /// shortens each wait by half at most, so that not all terminals return in the same second after an
    /// outage. 255 shortens nothing.
    ///
    /// Without a report in between, the machine asks for the same again.
    pub fn step(&mut self, now: i64, random: u8) -> Step<'_> {
        let asked = match self.state {
            State::Asks(asked) => asked,
            State::Answered(After::End(end)) => self.end(end),
            State::Answered(After::Retry(end)) => {
                let wait = self.policy.wait(self.progress.sent, random);
                self.retry(end, wait, now)
            }
            // After a power cut the terminal does not know when it last sent.
            State::Resumed => self.retry(End::GaveUp, self.policy.wait(1, random), now),
        };
        self.state = State::Asks(asked);
        match asked {
            Asked::Nothing => Step::Idle,
            Asked::Store(_) => Step::Store(PageWrite {
                page: self.page,
                bytes: self
                    .buffer
                    .as_ref()
                    .get(..self.record_len)
                    .unwrap_or_default(),
                serial: self.progress.serial,
            }),
            Asked::Send => Step::Send(StoredRequest {
                bytes: self.envelope(),
            }),
            Asked::Wait(milliseconds, _) => Step::Wait(Duration::from_millis(milliseconds)),
            Asked::NewMessage { .. } => match self.request() {
                Some(request) => Step::NewMessage(request),
                // Never: the request was read when it was taken over.
                None => Step::Finished(End::Unclear),
            },
            Asked::Finished(end) => Step::Finished(end),
        }
    }

    /// Reports that the record is in the store.
    pub fn stored(&mut self, stored: Stored) {
        let State::Asks(Asked::Store(then)) = self.state else {
            return;
        };
        if stored.serial != self.progress.serial {
            return;
        }
        self.page ^= 1;
        self.store_failures = 0;
        self.state = State::Asks(match then {
            AfterStore::Send => Asked::Send,
            AfterStore::Finish(end) => match R::at_end(end) {
                AtEnd::ReportAndKeep => Asked::Finished(end),
                AtEnd::Forget => self.close(end),
                AtEnd::Silent => Asked::Nothing,
            },
            AfterStore::Close(_) => Asked::Nothing,
        });
    }

    /// Reports that the record could not be written. The machine asks for the same write again after a
    /// wait, or ends with [`End::NotStored`]. It sends nothing that is not stored.
    pub fn store_failed(&mut self) {
        let State::Asks(Asked::Store(then)) = self.state else {
            return;
        };
        self.store_failures = self.store_failures.saturating_add(1);
        if self.store_failures < self.policy.store_attempts {
            let wait = self.policy.wait(self.store_failures.into(), u8::MAX);
            self.state = State::Asks(Asked::Wait(wait, AfterWait::Store(then)));
            return;
        }
        self.store_failures = 0;
        let end = match then {
            AfterStore::Send => End::NotStored,
            AfterStore::Finish(end) | AfterStore::Close(end) => end,
        };
        self.progress.status = Status::Ended(end);
        self.state = State::Asks(Asked::Finished(end));
    }

    /// Reports an answer, and returns what is concluded from it, for the log. `scratch` is as for
    /// [`Message::decode`](crate::Message::decode). `keys` are those of the platform, the usual one first.
    ///
    /// An answer that comes too late is welcome until the cancel has ended: if it says "success", the
    /// cancel ends with [`End::Void`]. After the end an answer changes nothing: show its outcome to staff.
    pub fn answer<K: Verifier + ?Sized>(
        &mut self,
        answer: &[u8],
        scratch: &mut [u8],
        keys: &[&K],
    ) -> Outcome {
        let Some(request) = self.request() else {
            return Outcome::Unknown(UnknownReason::NoAnswer);
        };
        let (outcome, evidence) = match conclude(&request, answer, scratch, keys) {
            Ok(concluded) => concluded,
            Err(reason) => {
                let id = &request.head.req_msg_id;
                let evidence = Evidence::of_other(answer, reason, id, scratch, keys);
                (Outcome::Unknown(reason), evidence)
            }
        };
        if self.progress.status == Status::Open {
            if let Some(evidence) = evidence
                && evidence.replaces(self.evidence.as_ref())
            {
                self.evidence = Some(evidence.after_send(self.progress.sent));
            }
            let after = R::after(&outcome);
            if self.state == State::Asks(Asked::Send) || after == After::End(End::Void) {
                self.state = State::Answered(after);
            }
        }
        outcome
    }

    /// Reports that there was no answer: a timeout, or no connection.
    pub fn no_answer(&mut self) {
        if self.state == State::Asks(Asked::Send) {
            let outcome = Outcome::Unknown(UnknownReason::NoAnswer);
            self.state = State::Answered(R::after(&outcome));
        }
    }

    /// Reports that the wait is over.
    pub fn waited(&mut self) {
        if let State::Asks(Asked::Wait(_, then)) = self.state {
            match then {
                AfterWait::Send => self.prepare_send(),
                AfterWait::NewMessage => {
                    self.state = State::Asks(Asked::NewMessage { afresh: false });
                }
                AfterWait::Store(then) => self.state = State::Asks(Asked::Store(then)),
            }
        }
    }

    /// Takes over the new message that [`Step::NewMessage`] asked for.
    ///
    /// # Errors
    ///
    /// [`MessageError`]. The machine still asks for a message then.
    pub fn message(&mut self, envelope: &[u8]) -> Result<(), MessageError> {
        let State::Asks(Asked::NewMessage { afresh }) = self.state else {
            return Err(MessageError::NotAsked);
        };
        let signed_at = check(envelope, self.request())?;
        self.replace(envelope)?;
        self.progress.messages = self.progress.messages.saturating_add(1);
        if afresh {
            self.progress.sent = 0;
            self.progress.began = signed_at;
        }
        self.prepare_send();
        Ok(())
    }

    /// Reports that no new message can be signed. The machine sends the old one again.
    pub fn no_message(&mut self) {
        if let State::Asks(Asked::NewMessage { afresh }) = self.state {
            if afresh {
                self.progress.sent = 0;
            }
            self.prepare_send();
        }
    }

    /// Reports what a person has decided about the cancel that has ended. After [`End::Void`] no person is
    /// needed: close it as soon as the cashier has seen the text.
    ///
    /// A closed cancel is stored as closed. If that fails, the machine reports the end again.
    ///
    /// # Errors
    ///
    /// [`NotAsked`] if the cancel has not ended, or for [`Decision::TryAgain`] after [`End::Void`].
    pub fn decided(&mut self, decision: Decision) -> Result<(), NotAsked> {
        let asked = match (self.state, decision) {
            (State::Asks(Asked::Finished(end)), Decision::Close) => self.close(end),
            (State::Asks(Asked::Finished(end)), Decision::TryAgain) if end.alerts_staff() => {
                Asked::NewMessage { afresh: true }
            }
            _ => return Err(NotAsked),
        };
        self.state = State::Asks(asked);
        Ok(())
    }

    /// Copies an envelope to its place; returns false if it does not fit.
    fn keep(&mut self, envelope: &[u8]) -> bool {
        let rest = self.buffer.as_mut().get_mut(HEADER..);
        let room = rest.and_then(|rest| rest.get_mut(..envelope.len()));
        match (room, u16::try_from(envelope.len())) {
            (Some(room), Ok(len)) => {
                room.copy_from_slice(envelope);
                self.envelope_len = len;
                true
            }
            _ => false,
        }
    }

    fn replace(&mut self, envelope: &[u8]) -> Result<(), MessageError> {
        let needed = envelope.len().saturating_add(OVERHEAD);
        match self.buffer.as_ref().len() >= needed && self.keep(envelope) {
            true => Ok(()),
            false => Err(MessageError::BufferTooSmall { needed }),
        }
    }

    /// Counts the next send, and asks to store the record first.
    fn prepare_send(&mut self) {
        self.progress.sent = self.progress.sent.saturating_add(1);
        self.progress.status = Status::Open;
        let asked = self.store(AfterStore::Send);
        self.state = State::Asks(match R::stores_before_sending() {
            true => asked,
            false => Asked::Send,
        });
    }

    fn retry(&mut self, end: End, wait: u64, now: i64) -> Asked {
        let signed_at = self
            .request()
            .map_or(0, |request| request.head.req_time.unix_seconds());
        let times = Times {
            sent: self.progress.sent,
            since_began: milliseconds_between(self.progress.began, now),
            since_signed: milliseconds_between(signed_at, now),
            until_window_end: milliseconds_between(now, self.progress.window_end),
        };
        if R::is_over(&self.policy, &times, wait) {
            self.end(end)
        } else if R::renews(&self.policy, &times, wait) {
            Asked::Wait(wait, AfterWait::NewMessage)
        } else {
            Asked::Wait(wait, AfterWait::Send)
        }
    }

    fn end(&mut self, end: End) -> Asked {
        self.progress.status = Status::Ended(end);
        self.store(AfterStore::Finish(end))
    }

    fn close(&mut self, end: End) -> Asked {
        self.progress.status = Status::Closed;
        self.store(AfterStore::Close(end))
    }

    /// Writes the record into the buffer.
    fn store(&mut self, then: AfterStore) -> Asked {
        self.progress.serial = self.progress.serial.wrapping_add(1);
        let (buffer, evidence) = (self.buffer.as_mut(), self.evidence.as_ref());
        self.record_len = record::write(buffer, &self.progress, self.envelope_len, evidence);
        Asked::Store(then)
    }
}

impl<B: AsRef<[u8]>, R> Cancel<B, R> {
    /// The request of this cancel, or `None` if there is no cancel.
    #[must_use]
    pub fn request(&self) -> Option<PayCancelRequest<'_>> {
        if self.state == State::Asks(Asked::Nothing) {
            return None;
        }
        let request = PayCancelRequest::decode(self.envelope(), &mut []).ok()?;
        Some(*request.assume_from_own_storage())
    }

    /// How often messages of this cancel were sent, counted together. After a power cut it may be one
    /// more than were sent.
    #[must_use]
    pub const fn sent(&self) -> u16 {
        self.progress.sent
    }

    /// How many messages were signed for this cancel.
    #[must_use]
    pub const fn messages(&self) -> u16 {
        self.progress.messages
    }

    /// What the latest answer said from which no "void" followed, for staff.
    #[must_use]
    pub const fn evidence(&self) -> Option<&Evidence> {
        self.evidence.as_ref()
    }

    fn envelope(&self) -> &[u8] {
        let rest = self.buffer.as_ref().get(HEADER..).unwrap_or_default();
        rest.get(..self.envelope_len.into()).unwrap_or_default()
    }
}

/// Checks a message to send, and returns when it was signed. `old` is the message that it replaces.
fn check(envelope: &[u8], old: Option<PayCancelRequest<'_>>) -> Result<i64, MessageError> {
    let request = PayCancelRequest::decode(envelope, &mut [])?;
    // The caller has just signed it.
    let request = request.assume_from_own_storage();
    if let Some(old) = old {
        if request.head.client_id != old.head.client_id || request.body != old.body {
            return Err(MessageError::OtherTransaction);
        }
        if request.head.req_msg_id == old.head.req_msg_id {
            return Err(MessageError::SameReqMsgId);
        }
    }
    Ok(request.head.req_time.unix_seconds())
}

/// From bytes to an outcome, with evidence unless it is a success.
// Not inlined: each of its callers would contain the reader, and flash is scarce.
#[inline(never)]
fn conclude<K: Verifier + ?Sized>(
    request: &PayCancelRequest<'_>,
    answer: &[u8],
    scratch: &mut [u8],
    keys: &[&K],
) -> Result<(Outcome, Option<Evidence>), UnknownReason> {
    let response = PayCancelResponse::decode(answer, scratch)?;
    let (_, response) = response.verify_any(keys.iter().map(|&key| ((), key)))?;
    let answer = response.answering(request)?;
    let outcome = answer.outcome();
    let evidence = match outcome {
        Outcome::Success => None,
        _ => Some(Evidence::of_answer(&answer.body.result_info)),
    };
    Ok((outcome, evidence))
}

/// Shows the state, and the envelope as text.
impl<B: AsRef<[u8]>, R> fmt::Debug for Cancel<B, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel")
            .field("state", &self.state)
            .field("progress", &self.progress)
            .field("evidence", &self.evidence)
            .field(
                "envelope",
                &StoredRequest {
                    bytes: self.envelope(),
                },
            )
            .finish_non_exhaustive()
    }
}
