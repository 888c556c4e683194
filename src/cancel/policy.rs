//! The policy: waits, limits, what follows each outcome, and how a cancel may end.

use core::time::Duration;

use crate::message::outcome::{Outcome, UnknownReason};
use crate::values::result_code::Failure;

/// How long to wait between sends, how often to send, and when to stop.
///
/// ```
/// use core::time::Duration;
/// use alipay_acquiring::cancel::Policy;
///
/// let patient = Policy { give_up_after: Duration::from_secs(3600), ..Policy::DEFAULT };
/// assert_eq!(patient.sends, 10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Policy {
    /// The wait before the first retry. Each later wait is twice as long as the one before.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// How often to send, counted over all messages of the cancel. No clock changes this limit.
    pub sends: u16,
    /// Limits of time apply only after this many sends. So a clock that jumps forward cannot end a
    /// cancel that was hardly tried.
    pub sends_at_least: u16,
    /// The terminal gives up if the next wait would end later than this after the first message.
    pub give_up_after: Duration,
    /// A message of this age is not sent again. The terminal signs a new message for the same
    /// transaction.
    pub renew_after: Duration,
    /// How often to try to write one record before staff are alerted.
    pub store_attempts: u8,
}

impl Policy {
    /// Ten sends in at most 15 minutes; a new message after 10 minutes.
    pub const DEFAULT: Self = Self {
        first_wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(60),
        sends: 10,
        sends_at_least: 3,
        give_up_after: Duration::from_secs(15 * 60),
        renew_after: Duration::from_secs(10 * 60),
        store_attempts: 3,
    };

    /// The wait after `sent` sends, in milliseconds. `random` shortens it by half at most.
    pub(super) fn wait(&self, sent: u16, random: u8) -> u64 {
        let doublings = sent.saturating_sub(1);
        let factor = 1_u64.checked_shl(doublings.into()).unwrap_or(u64::MAX);
        let wait = milliseconds(self.first_wait).saturating_mul(factor);
        // At most a month, so that nothing below can overflow.
        let wait = wait.min(milliseconds(self.longest_wait)).min(1 << 32);
        wait.saturating_mul(255 + u64::from(random)) / (2 * 255)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The whole milliseconds of a duration. It saturates.
fn milliseconds(duration: Duration) -> u64 {
    let seconds = duration.as_secs().saturating_mul(1000);
    seconds.saturating_add(duration.subsec_millis().into())
}

/// How a cancel ended. [`screen`](crate::cancel::screen) has texts for a cashier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum End {
    /// The platform says that the sale is void. The customer may go.
    Void,
    /// The cancel was refused. That is no proof that there is no payment: query the transaction; refund it,
    /// or call staff.
    Refused,
    /// The platform said until the end that it did not process the message. Anyone may have provoked that.
    /// Technical staff look for the cause: keys, rights, content. Then decide
    /// [`TryAgain`](crate::cancel::Decision::TryAgain).
    NotProcessed,
    /// An authentic answer from which nothing can be concluded: an unlisted code or status, a
    /// contradiction, or another transaction. Query the transaction, then call staff.
    Unclear,
    /// The outcome is still unknown after all retries. Query the transaction, or call staff.
    GaveUp,
    /// The store fails, so nothing more was sent. Earlier sends may have reached the platform.
    NotStored,
}

impl End {
    /// All variants.
    pub const ALL: [Self; 6] = [
        Self::Void,
        Self::Refused,
        Self::NotProcessed,
        Self::Unclear,
        Self::GaveUp,
        Self::NotStored,
    ];

    /// Whether a person must decide what happens to the sale. Only [`Void`](Self::Void) needs none.
    #[must_use]
    pub const fn alerts_staff(self) -> bool {
        !matches!(self, Self::Void)
    }

    /// A stable code for logs, metrics and alarms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Refused => "refused",
            Self::NotProcessed => "not-processed",
            Self::Unclear => "unclear",
            Self::GaveUp => "gave-up",
            Self::NotStored => "not-stored",
        }
    }
}

/// What follows an outcome.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum After {
    /// The cancel ends at once.
    End(End),
    /// The terminal sends again. If no send remains, the cancel ends like this.
    Retry(End),
}

/// The rules of the machine, each of which protects money. Only the tests of the machine replace one of
/// them, to show that they notice it.
#[doc(hidden)]
pub trait Rules {
    /// What follows an outcome.
    fn after(outcome: &Outcome) -> After {
        match outcome {
            Outcome::Success => After::End(End::Void),
            Outcome::Failed(Failure::Refused) => After::End(End::Refused),
            // The platform answered this request, and the same bytes would get the same answer.
            Outcome::Failed(Failure::Unlisted)
            | Outcome::Unknown(
                UnknownReason::UnlistedStatus
                | UnknownReason::Contradiction(_)
                | UnknownReason::Transaction(_),
            ) => After::End(End::Unclear),
            // Anyone can provoke this answer, even before the platform has seen this request. So it says
            // nothing certain: retry as if nothing had come.
            Outcome::Failed(Failure::NotProcessed) => After::Retry(End::NotProcessed),
            Outcome::Failed(Failure::TryLater) | Outcome::Unknown(_) => After::Retry(End::GaveUp),
        }
    }

    /// Whether there is no time for another send after the next wait of `wait` milliseconds.
    fn is_over(policy: &Policy, times: &Times, wait: u64) -> bool {
        let elapsed = times.since_began.saturating_add(wait);
        let too_late =
            elapsed > milliseconds(policy.give_up_after) || wait >= times.until_window_end;
        times.sent >= policy.sends || times.sent >= policy.sends_at_least && too_late
    }

    /// Whether the message will be too old for another send after the wait.
    fn renews(policy: &Policy, times: &Times, wait: u64) -> bool {
        times.since_signed.saturating_add(wait) >= milliseconds(policy.renew_after)
    }

    /// Whether a message and its counts are stored before each send.
    fn stores_before_sending() -> bool {
        true
    }

    /// What happens at this end.
    fn at_end(_: End) -> AtEnd {
        AtEnd::ReportAndKeep
    }
}

/// What happens at an end.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AtEnd {
    /// The end is reported, and the record remains until a person has decided.
    ReportAndKeep,
    /// The record is closed without a decision.
    Forget,
    /// The record remains, but nobody is informed.
    Silent,
}

/// Where a cancel is in time. Times are in milliseconds. If the clock went back, a time is 0.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// How often messages of this cancel were sent, counted together.
    pub sent: u16,
    /// Since the first message was signed.
    pub since_began: u64,
    /// Since the current message was signed.
    pub since_signed: u64,
    /// Until the platform no longer accepts cancels of this sale.
    pub until_window_end: u64,
}

/// The milliseconds from one Unix time in seconds to another; 0 if the other one is earlier.
pub(super) fn milliseconds_between(from: i64, to: i64) -> u64 {
    let seconds = u64::try_from(to.saturating_sub(from)).unwrap_or(0);
    seconds.saturating_mul(1000)
}

/// The rules as they are.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standard {}

impl Rules for Standard {}
