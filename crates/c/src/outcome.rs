//! What may be concluded from a response.

use core::mem::MaybeUninit;

use codec::{Failure, Outcome as CodecOutcome, UnknownReason};

use crate::status::Status;
use crate::text::Text;

/// What may be concluded from a response, or from no response. Test for ALIPAY_OUTCOME_SUCCESS with ==, and
/// treat every other value as "the payment may be live": never test for the failures and conclude success
/// from the rest.
///
/// "Failed" means that this cancel was refused. It never means that there is no payment.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There is no outcome yet.
    None = 0,
    /// An authentic answer to this request says that the payment was cancelled. The sale is void.
    Success = 0x5A,

    /// Wait, then send the same bytes again.
    FailedTryLater = 0x21,
    /// This cancel was refused. Look the payment up, refund it, or call staff.
    FailedRefused = 0x22,
    /// The platform did not process the request; anyone may have provoked this answer. Send the same bytes
    /// again within your limits, then alert staff.
    FailedNotProcessed = 0x23,
    /// The result table does not list this code. Look the payment up, then call staff.
    FailedUnlisted = 0x24,

    /// The platform itself does not know (status U). Send the same bytes again, after a longer wait each
    /// time.
    UnknownReported = 0x41,
    /// The status is none of S, F and U. Look the payment up, then call staff.
    UnknownUnlistedStatus = 0x42,
    /// Status, id and code contradict each other. Look the payment up, then call staff.
    UnknownContradiction = 0x43,
    /// The answer says success, but names no transaction or another one. Look the payment up, then call
    /// staff.
    UnknownTransaction = 0x44,
    /// There was no answer. Send the same bytes again, after a longer wait each time. So for every outcome
    /// below.
    UnknownNoAnswer = 0x45,
    /// The answer is not signed, so anyone can have written it.
    UnknownUnsigned = 0x46,
    /// The answer cannot be read.
    UnknownUndecodable = 0x47,
    /// The signature does not hold.
    UnknownInvalidSignature = 0x48,
    /// The answer belongs to another request.
    UnknownMismatch = 0x49,
}

impl Outcome {
    const ALL: [Self; 14] = [
        Self::Success,
        Self::FailedTryLater,
        Self::FailedRefused,
        Self::FailedNotProcessed,
        Self::FailedUnlisted,
        Self::UnknownReported,
        Self::UnknownUnlistedStatus,
        Self::UnknownContradiction,
        Self::UnknownTransaction,
        Self::UnknownNoAnswer,
        Self::UnknownUnsigned,
        Self::UnknownUndecodable,
        Self::UnknownInvalidSignature,
        Self::UnknownMismatch,
    ];

    /// The code of the same outcome in the codec.
    const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Success => "success",
            Self::FailedTryLater => "failed-try-later",
            Self::FailedRefused => "failed-refused",
            Self::FailedNotProcessed => "failed-not-processed",
            Self::FailedUnlisted => "failed-unlisted",
            Self::UnknownReported => "unknown-reported",
            Self::UnknownUnlistedStatus => "unknown-unlisted-status",
            Self::UnknownContradiction => "unknown-contradiction",
            Self::UnknownTransaction => "unknown-transaction",
            Self::UnknownNoAnswer => "unknown-no-answer",
            Self::UnknownUnsigned => "unknown-unsigned",
            Self::UnknownUndecodable => "unknown-undecodable",
            Self::UnknownInvalidSignature => "unknown-invalid-signature",
            Self::UnknownMismatch => "unknown-mismatch",
        }
    }
}

impl From<&CodecOutcome> for Outcome {
    fn from(outcome: &CodecOutcome) -> Self {
        match outcome {
            CodecOutcome::Success => Self::Success,
            CodecOutcome::Failed(failure) => match failure {
                Failure::TryLater => Self::FailedTryLater,
                Failure::Refused => Self::FailedRefused,
                Failure::NotProcessed => Self::FailedNotProcessed,
                Failure::Unlisted => Self::FailedUnlisted,
            },
            CodecOutcome::Unknown(reason) => match reason {
                UnknownReason::Reported => Self::UnknownReported,
                UnknownReason::UnlistedStatus => Self::UnknownUnlistedStatus,
                UnknownReason::Contradiction(_) => Self::UnknownContradiction,
                UnknownReason::Transaction(_) => Self::UnknownTransaction,
                UnknownReason::NoAnswer => Self::UnknownNoAnswer,
                UnknownReason::Unsigned => Self::UnknownUnsigned,
                UnknownReason::InvalidSignature => Self::UnknownInvalidSignature,
                UnknownReason::Mismatch(_) => Self::UnknownMismatch,
                // The others say why nothing could be read; so may a reason of a later version.
                _ => Self::UnknownUndecodable,
            },
        }
    }
}

/// Writes the outcome of a call, so that nobody reads an old one after an error.
pub(crate) fn write_outcome(
    result: &mut MaybeUninit<Outcome>,
    outcome: Result<Outcome, Status>,
) -> Result<(), Status> {
    match outcome {
        // The memory of the outcome may be in the way.
        Err(Status::Overlap) => {}
        _ => {
            result.write(outcome.unwrap_or(Outcome::None));
        }
    }
    outcome.map(|_| ())
}

/// The stable code of an outcome, for logs, metrics and alarms: "unknown-mismatch". Empty for a number that
/// is no outcome.
#[unsafe(no_mangle)]
pub extern "C" fn alipay_outcome_code(outcome: u32) -> Text {
    let listed = Outcome::ALL.iter().find(|other| **other as u32 == outcome);
    Text::of_static(listed.map_or("", |outcome| outcome.code()))
}
