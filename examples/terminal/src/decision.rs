//! What to do next: the whole policy of the terminal, as one function of what it knows.

use std::fmt;
use std::time::Duration;

use alipay_acquiring::{Failure, Outcome, PayCancelResultCode, Unknown};

/// How long to wait, how often to send, when to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The wait before the first repeat; each one after it is twice as long.
    pub first_wait: Duration,
    /// No wait is longer.
    pub longest_wait: Duration,
    /// A message this old is not repeated: a fresh one takes its place.
    pub fresh_after: Duration,
    /// How often to send, all messages together.
    pub attempts: u32,
    /// No wait that ends later than this after the start is begun.
    pub give_up_after: Duration,
    /// Whether waits are shortened by chance, to between a half and the whole: after an outage not
    /// all terminals shall come back in the same second.
    pub jitter: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            fresh_after: Duration::from_secs(10 * 60),
            attempts: 10,
            give_up_after: Duration::from_secs(15 * 60),
            jitter: true,
        }
    }
}

impl Policy {
    /// The wait after this many sends, with this much of chance.
    fn wait(&self, sent: u32, chance: u8) -> Duration {
        let doublings = sent.saturating_sub(1).min(31);
        let wait = self.first_wait.saturating_mul(1 << doublings);
        let wait = wait.min(self.longest_wait);
        match self.jitter {
            true => wait / 2 + wait.mul_f64(f64::from(chance) / 255.0 / 2.0),
            false => wait,
        }
    }
}

/// How far a cancel has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many messages there were, this one included.
    pub messages: u32,
    /// How often any of them was sent.
    pub sent: u32,
    /// The time since this message was made.
    pub age: Duration,
    /// The time since the terminal began.
    pub elapsed: Duration,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Wait this long, and send the same bytes.
    Repeat(Duration),
    /// Wait this long, and send a new message about the same transaction.
    Fresh(Duration),
    /// Stop.
    End(End),
}

/// How a cancel ends. `Display` is the word for the cashier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The sale is void.
    Void,
    /// The cancel was refused.
    Refused,
    /// The request was not processed, and only a person can mend that.
    NotProcessed,
    /// The answer is authentic, and cannot be relied on.
    Unreliable,
    /// Nothing is known after all repeats.
    GaveUp,
}

impl End {
    /// All ends.
    pub const ALL: [Self; 5] = [
        Self::Void,
        Self::Refused,
        Self::NotProcessed,
        Self::Unreliable,
        Self::GaveUp,
    ];

    /// The exit status of the program; 2 is for wrong usage.
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Void => 0,
            Self::GaveUp => 1,
            Self::Refused => 3,
            Self::NotProcessed => 4,
            Self::Unreliable => 5,
        }
    }
}

/// Only a void sale lets the customer go; nothing else says anything of the payment.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Void => "The sale is void. Let the customer go.",
            Self::Refused => {
                "The cancel was refused, and the payment may be live. Look it up, refund it, or \
                 call staff."
            }
            Self::NotProcessed => {
                "The platform did not take the request, and the payment may be live. Call \
                 technical staff, then cancel again."
            }
            Self::Unreliable => {
                "The answer cannot be relied on, and the payment may be live. Look it up, then \
                 call staff."
            }
            Self::GaveUp => {
                "Whether the sale is void is not known, and the payment may be live. Look it up, \
                 or call staff. The cancel is kept, and goes out again when this is run again."
            }
        })
    }
}

/// What follows an outcome. `code` is that of an authentic answer to this request; `chance` is any
/// byte, for [`Policy::jitter`].
pub fn next(
    outcome: Outcome,
    code: Option<PayCancelResultCode>,
    progress: &Progress,
    policy: &Policy,
    chance: u8,
) -> Next {
    // The request may be at fault in what a new message mends, its time or its id, but once only.
    let worth_a_fresh_one =
        code == Some(PayCancelResultCode::ParamIllegal) && progress.messages == 1;
    let fresh = match outcome {
        Outcome::Success => return Next::End(End::Void),
        Outcome::Failed(Failure::Refused) => return Next::End(End::Refused),
        Outcome::Failed(Failure::NotProcessed) if worth_a_fresh_one => true,
        Outcome::Failed(Failure::NotProcessed) => return Next::End(End::NotProcessed),
        Outcome::Unknown(Unknown::Contradiction(_) | Unknown::Transaction(_)) => {
            return Next::End(End::Unreliable);
        }
        Outcome::Failed(Failure::TryLater) | Outcome::Unknown(_) => false,
    };
    let wait = policy.wait(progress.sent, chance);
    if progress.sent >= policy.attempts || progress.elapsed + wait > policy.give_up_after {
        Next::End(match fresh {
            true => End::NotProcessed,
            false => End::GaveUp,
        })
    } else if fresh || progress.age + wait >= policy.fresh_after {
        Next::Fresh(wait)
    } else {
        Next::Repeat(wait)
    }
}

#[cfg(test)]
mod tests {
    use alipay_acquiring::api::ResultCode;
    use alipay_acquiring::{Contradiction, Meaning};

    use super::*;

    const POLICY: Policy = Policy {
        first_wait: seconds(1),
        longest_wait: seconds(10),
        fresh_after: seconds(100),
        attempts: 6,
        give_up_after: seconds(200),
        jitter: false,
    };

    const START: Progress = Progress {
        messages: 1,
        sent: 1,
        age: seconds(0),
        elapsed: seconds(0),
    };

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn what_follows_what() {
        use PayCancelResultCode::{KeyNoFound, ParamIllegal};
        let not_processed = Outcome::Failed(Failure::NotProcessed);
        let no_answer = Outcome::Unknown(Unknown::NoAnswer);
        let contradiction = Unknown::Contradiction(Contradiction::OtherStatus);
        let second = Progress {
            messages: 2,
            ..START
        };
        let sent = |sent| Progress { sent, ..START };
        let aged = |age| Progress {
            age: seconds(age),
            ..START
        };
        let late = |elapsed| Progress {
            elapsed: seconds(elapsed),
            ..START
        };
        let ended = Next::End;
        let repeat = |wait| Next::Repeat(seconds(wait));
        let fresh = |wait| Next::Fresh(seconds(wait));
        let rows = [
            ("success", Outcome::Success, None, START, ended(End::Void)),
            (
                "success, late",
                Outcome::Success,
                None,
                late(999),
                ended(End::Void),
            ),
            (
                "refused",
                Outcome::Failed(Failure::Refused),
                None,
                START,
                ended(End::Refused),
            ),
            (
                "try later",
                Outcome::Failed(Failure::TryLater),
                None,
                START,
                repeat(1),
            ),
            (
                "a missing key",
                not_processed,
                Some(KeyNoFound),
                START,
                ended(End::NotProcessed),
            ),
            (
                "an illegal member",
                not_processed,
                Some(ParamIllegal),
                START,
                fresh(1),
            ),
            (
                "again",
                not_processed,
                Some(ParamIllegal),
                second,
                ended(End::NotProcessed),
            ),
            (
                "at the end",
                not_processed,
                Some(ParamIllegal),
                sent(6),
                ended(End::NotProcessed),
            ),
            (
                "reported",
                Outcome::Unknown(Unknown::Reported),
                None,
                START,
                repeat(1),
            ),
            (
                "contradiction",
                Outcome::Unknown(contradiction),
                None,
                START,
                ended(End::Unreliable),
            ),
            (
                "transaction",
                Outcome::Unknown(Unknown::Transaction("acquirementId")),
                None,
                START,
                ended(End::Unreliable),
            ),
            (
                "unsigned",
                Outcome::Unknown(Unknown::Unsigned),
                None,
                START,
                repeat(1),
            ),
            (
                "forged",
                Outcome::Unknown(Unknown::InvalidSignature),
                None,
                START,
                repeat(1),
            ),
            ("silence", no_answer, None, START, repeat(1)),
            ("twice", no_answer, None, sent(2), repeat(2)),
            ("four times", no_answer, None, sent(4), repeat(8)),
            ("the longest wait", no_answer, None, sent(5), repeat(10)),
            ("all attempts", no_answer, None, sent(6), ended(End::GaveUp)),
            ("just young enough", no_answer, None, aged(98), repeat(1)),
            ("a long outage", no_answer, None, aged(99), fresh(1)),
            ("just early enough", no_answer, None, late(199), repeat(1)),
            ("too late", no_answer, None, late(200), ended(End::GaveUp)),
        ];
        for (name, outcome, code, progress, expected) in rows {
            assert_eq!(
                next(outcome, code, &progress, &POLICY, 0),
                expected,
                "{name}"
            );
        }
    }

    /// Only one of the 22 codes lets the customer go.
    #[test]
    fn each_code_by_its_meaning() {
        let mut ends = [0; 3];
        for &code in PayCancelResultCode::ALL {
            let outcome = match code.row().meaning {
                Meaning::Success => Outcome::Success,
                Meaning::Failed(failure) => Outcome::Failed(failure),
                Meaning::Unknown => Outcome::Unknown(Unknown::Reported),
            };
            ends[match next(outcome, Some(code), &START, &POLICY, 0) {
                Next::End(End::Void) => 0,
                Next::End(_) => 1,
                Next::Repeat(_) | Next::Fresh(_) => 2,
            }] += 1;
        }
        assert_eq!(ends, [1, 18, 3]);
    }

    #[test]
    fn chance_shortens_a_wait_by_half_at_most() {
        let jitter = Policy {
            jitter: true,
            ..POLICY
        };
        for (chance, expected) in [(0, 5000), (51, 6000), (255, 10_000)] {
            let wait = jitter.wait(9, chance);
            assert_eq!(wait, Duration::from_millis(expected), "{chance}");
        }
    }

    #[test]
    fn no_number_of_sends_overflows() {
        assert_eq!(POLICY.wait(u32::MAX, 0), POLICY.longest_wait);
        assert_eq!(POLICY.wait(0, 0), POLICY.first_wait);
    }

    #[test]
    fn a_cashier_is_never_told_that_nothing_was_paid() {
        for end in End::ALL {
            let words = end.to_string();
            assert!(
                !words.contains("not paid") && !words.contains("no payment"),
                "{words}"
            );
            let let_go = words.contains("Let the customer go");
            assert_eq!(let_go, end == End::Void, "{words}");
            assert_eq!(
                words.contains("the payment may be live"),
                end != End::Void,
                "{words}"
            );
            assert_eq!(end.exit_status() == 0, end == End::Void, "{words}");
        }
    }
}
