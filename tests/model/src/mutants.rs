//! Mistakes in the rules of the machine. Each must violate a property.

use alipay_acquiring::cancel::rules::{After, AtEnd, Rules, Standard, Times};
use alipay_acquiring::cancel::{End, Policy};
use alipay_acquiring::{Failure, Outcome, UnknownReason};

macro_rules! mutants {
    ($($(#[$doc:meta])* $name:ident { $($rule:item)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub(crate) enum $name {}

            impl Rules for $name {
                $($rule)+
            }
        )+
    };
}

mutants! {
    /// It takes silence for success.
    SilenceIsVoid {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Unknown(UnknownReason::NoAnswer) => After::End(End::Void),
                _ => Standard::after(outcome),
            }
        }
    }

    /// It ignores what the answer says.
    AnyAnswerIsVoid {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Failed(_) => After::End(End::Void),
                _ => Standard::after(outcome),
            }
        }
    }

    /// It believes a success for another sale.
    OtherSaleIsVoid {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Unknown(UnknownReason::Transaction(_)) => After::End(End::Void),
                _ => Standard::after(outcome),
            }
        }
    }

    /// It believes an answer to another request.
    ReplayIsVoid {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Unknown(UnknownReason::Mismatch(_)) => After::End(End::Void),
                _ => Standard::after(outcome),
            }
        }
    }

    /// It believes a signature that does not hold.
    ForgeryIsVoid {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Unknown(UnknownReason::InvalidSignature) => After::End(End::Void),
                _ => Standard::after(outcome),
            }
        }
    }

    /// It sends without storing.
    SendsFirst {
        fn stores_before_sending() -> bool {
            false
        }
    }

    /// It deletes the record when the cancel was refused.
    ForgetsARefusal {
        fn at_end(end: End) -> AtEnd {
            match end {
                End::Refused => AtEnd::Forget,
                _ => AtEnd::ReportAndKeep,
            }
        }
    }

    /// It deletes the record when it gives up.
    ForgetsWhenItGivesUp {
        fn at_end(end: End) -> AtEnd {
            match end {
                End::GaveUp => AtEnd::Forget,
                _ => AtEnd::ReportAndKeep,
            }
        }
    }

    /// It sends a new id every time.
    NewIdEveryTime {
        fn renews(_: &Policy, _: &Times, _: u64) -> bool {
            true
        }
    }

    /// It never gives up.
    NeverGivesUp {
        fn is_over(_: &Policy, _: &Times, _: u64) -> bool {
            false
        }
    }

    /// Only the clock ends it, and a clock can go back.
    OnlyTheClockEnds {
        fn is_over(policy: &Policy, times: &Times, wait: u64) -> bool {
            Standard::is_over(&Policy { sends: u16::MAX, ..*policy }, times, wait)
        }
    }

    /// It stops without informing anybody.
    StopsInSilence {
        fn at_end(end: End) -> AtEnd {
            match end {
                End::GaveUp => AtEnd::Silent,
                _ => AtEnd::ReportAndKeep,
            }
        }
    }

    /// It gives up when the clock jumps.
    TrustsTheClock {
        fn is_over(policy: &Policy, times: &Times, wait: u64) -> bool {
            Standard::is_over(&Policy { sends_at_least: 0, ..*policy }, times, wait)
        }
    }

    /// It believes that the message was not processed, which anyone can provoke.
    BelievesNotProcessed {
        fn after(outcome: &Outcome) -> After {
            match outcome {
                Outcome::Failed(Failure::NotProcessed) => After::End(End::NotProcessed),
                _ => Standard::after(outcome),
            }
        }
    }
}
