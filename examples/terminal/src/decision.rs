//! What to do next: the whole retry policy of the terminal, as one pure function.

use std::fmt;
use std::time::Duration;

use alipay_acquiring::{Failure, Outcome, UnknownReason};

/// How long to wait between sends, how often to send, when to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The wait before the first retry. Each later wait is twice as long as the one before.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// A request of this age is not sent again; it is replaced by a new request.
    pub renew_after: Duration,
    /// How often to send, counted over all requests of the cancel.
    pub attempts: u32,
    /// The terminal gives up if the next wait would end later than this after the start.
    pub give_up_after: Duration,
    /// Whether each wait is multiplied by a random factor from 0.5 to 1, so that not all terminals
    /// return in the same second after an outage.
    pub jitter: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            renew_after: Duration::from_secs(10 * 60),
            attempts: 10,
            give_up_after: Duration::from_secs(15 * 60),
            jitter: true,
        }
    }
}

impl Policy {
    /// The wait after `sent` sends. `random` is any byte, for the jitter.
    fn wait(&self, sent: u32, random: u8) -> Duration {
        let doublings = sent.saturating_sub(1).min(31);
        let wait = self.first_wait.saturating_mul(1 << doublings);
        let wait = wait.min(self.longest_wait);
        match self.jitter {
            true => wait / 2 + wait.mul_f64(f64::from(random) / 255.0 / 2.0),
            false => wait,
        }
    }
}

/// The progress of a cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How often requests of this cancel were sent, counted together.
    pub sent: u32,
    /// The time since the current request was written.
    pub age: Duration,
    /// The time since the terminal started this cancel.
    pub elapsed: Duration,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Wait this long, then send the same bytes again.
    Resend(Duration),
    /// Wait this long, then send a new request for the same transaction.
    NewRequest(Duration),
    /// Stop.
    End(End),
}

/// How a cancel ends. `Display` is the message for the cashier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The sale is void.
    Void,
    /// The cancel was refused.
    Refused,
    /// The last response says that the request was not processed. The cancel stays stored.
    NotProcessed,
    /// The response is authentic, but the terminal cannot conclude from it.
    Unreliable,
    /// The outcome is still unknown after all retries. The cancel stays stored.
    GaveUp,
}

impl End {
    /// All variants.
    pub const ALL: [Self; 5] = [
        Self::Void,
        Self::Refused,
        Self::NotProcessed,
        Self::Unreliable,
        Self::GaveUp,
    ];

    /// Whether the cancel stays stored, so that the next run continues it.
    pub const fn keeps_cancel(self) -> bool {
        matches!(self, Self::NotProcessed | Self::GaveUp)
    }

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

/// Only a void sale lets the customer go. No other message says whether there was a payment.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Void => "The sale is void. Let the customer go.",
            Self::Refused => {
                "The cancel was refused, and the payment may be live. Look it up, refund it, or \
                 call staff."
            }
            Self::NotProcessed => {
                "The platform says that it did not process the request, and the payment may be \
                 live. Call technical staff. The cancel is stored, and the next run sends it again."
            }
            Self::Unreliable => {
                "The terminal cannot conclude from the response, and the payment may be live. Look it \
                 up, then call staff."
            }
            Self::GaveUp => {
                "It is not known whether the sale is void, and the payment may be live. Look it \
                 up, or call staff. The cancel is stored, and the next run sends it again."
            }
        })
    }
}

/// Decides what to do after an outcome. `random` is any byte, for [`Policy::jitter`].
pub fn next(outcome: Outcome, progress: &Progress, policy: &Policy, random: u8) -> Next {
    // How the cancel ends if there is no time for another send.
    let end = match outcome {
        Outcome::Success => return Next::End(End::Void),
        Outcome::Failed(Failure::Refused) => return Next::End(End::Refused),
        // The platform answered, and the same bytes would get the same answer.
        Outcome::Failed(Failure::Unlisted)
        | Outcome::Unknown(
            UnknownReason::UnlistedStatus
            | UnknownReason::Contradiction(_)
            | UnknownReason::Transaction(_),
        ) => return Next::End(End::Unreliable),
        // Most platforms decide this before they verify, and anyone can post a request with the ids of
        // this one. So it says nothing certain about this request: retry as if nothing had come.
        Outcome::Failed(Failure::NotProcessed) => End::NotProcessed,
        Outcome::Failed(Failure::TryLater) | Outcome::Unknown(_) => End::GaveUp,
    };
    let wait = policy.wait(progress.sent, random);
    if progress.sent >= policy.attempts || progress.elapsed + wait > policy.give_up_after {
        Next::End(end)
    } else if progress.age + wait >= policy.renew_after {
        Next::NewRequest(wait)
    } else {
        Next::Resend(wait)
    }
}

#[cfg(test)]
mod tests {
    use alipay_acquiring::function::ResultCode;
    use alipay_acquiring::{Contradiction, PayCancelResultCode, function::ResultMeaning};

    use super::*;

    const POLICY: Policy = Policy {
        first_wait: seconds(1),
        longest_wait: seconds(10),
        renew_after: seconds(100),
        attempts: 6,
        give_up_after: seconds(200),
        jitter: false,
    };

    const START: Progress = Progress {
        sent: 1,
        age: seconds(0),
        elapsed: seconds(0),
    };

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn next_step_for_each_outcome() {
        let not_processed = Outcome::Failed(Failure::NotProcessed);
        let no_response = Outcome::Unknown(UnknownReason::NoAnswer);
        let contradiction = UnknownReason::Contradiction(Contradiction::OtherStatus);
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
        let resend = |wait| Next::Resend(seconds(wait));
        let new_request = |wait| Next::NewRequest(seconds(wait));
        let rows = [
            ("success", Outcome::Success, START, ended(End::Void)),
            (
                "success, late",
                Outcome::Success,
                late(999),
                ended(End::Void),
            ),
            (
                "refused",
                Outcome::Failed(Failure::Refused),
                START,
                ended(End::Refused),
            ),
            (
                "try later",
                Outcome::Failed(Failure::TryLater),
                START,
                resend(1),
            ),
            ("not processed", not_processed, START, resend(1)),
            ("not processed, twice", not_processed, sent(2), resend(2)),
            (
                "not processed, a long outage",
                not_processed,
                aged(99),
                new_request(1),
            ),
            (
                "not processed, all attempts",
                not_processed,
                sent(6),
                ended(End::NotProcessed),
            ),
            (
                "not processed, too late",
                not_processed,
                late(200),
                ended(End::NotProcessed),
            ),
            (
                "reported",
                Outcome::Unknown(UnknownReason::Reported),
                START,
                resend(1),
            ),
            (
                "a code that is not listed",
                Outcome::Failed(Failure::Unlisted),
                START,
                ended(End::Unreliable),
            ),
            (
                "a status that is not listed",
                Outcome::Unknown(UnknownReason::UnlistedStatus),
                START,
                ended(End::Unreliable),
            ),
            (
                "contradiction",
                Outcome::Unknown(contradiction),
                START,
                ended(End::Unreliable),
            ),
            (
                "transaction",
                Outcome::Unknown(UnknownReason::Transaction("acquirementId")),
                START,
                ended(End::Unreliable),
            ),
            (
                "unsigned",
                Outcome::Unknown(UnknownReason::Unsigned),
                START,
                resend(1),
            ),
            (
                "forged",
                Outcome::Unknown(UnknownReason::InvalidSignature),
                START,
                resend(1),
            ),
            ("no response", no_response, START, resend(1)),
            ("no response, twice", no_response, sent(2), resend(2)),
            ("no response, four times", no_response, sent(4), resend(8)),
            ("the longest wait", no_response, sent(5), resend(10)),
            ("all attempts", no_response, sent(6), ended(End::GaveUp)),
            ("just young enough", no_response, aged(98), resend(1)),
            ("a long outage", no_response, aged(99), new_request(1)),
            ("just early enough", no_response, late(199), resend(1)),
            ("too late", no_response, late(200), ended(End::GaveUp)),
        ];
        for (name, outcome, progress, expected) in rows {
            assert_eq!(next(outcome, &progress, &POLICY, 0), expected, "{name}");
        }
    }

    /// Of the 22 codes only SUCCESS lets the customer go.
    #[test]
    fn each_code_by_its_meaning() {
        let mut ends = [0; 3];
        for &code in PayCancelResultCode::ALL {
            let outcome = match code.row().meaning {
                ResultMeaning::Success => Outcome::Success,
                ResultMeaning::Failed(failure) => Outcome::Failed(failure),
                ResultMeaning::Unknown => Outcome::Unknown(UnknownReason::Reported),
            };
            ends[match next(outcome, &START, &POLICY, 0) {
                Next::End(End::Void) => 0,
                Next::End(_) => 1,
                Next::Resend(_) | Next::NewRequest(_) => 2,
            }] += 1;
        }
        assert_eq!(ends, [1, 7, 14]);
    }

    #[test]
    fn jitter_shortens_a_wait_by_half_at_most() {
        let jitter = Policy {
            jitter: true,
            ..POLICY
        };
        for (random, expected) in [(0, 5000), (51, 6000), (255, 10_000)] {
            let wait = jitter.wait(9, random);
            assert_eq!(wait, Duration::from_millis(expected), "{random}");
        }
    }

    #[test]
    fn no_number_of_sends_overflows() {
        assert_eq!(POLICY.wait(u32::MAX, 0), POLICY.longest_wait);
        assert_eq!(POLICY.wait(0, 0), POLICY.first_wait);
    }

    #[test]
    fn no_message_says_that_there_is_no_payment() {
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
            assert_eq!(
                words.contains("The cancel is stored"),
                end.keeps_cancel(),
                "{words}"
            );
        }
    }
}
