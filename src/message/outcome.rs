//! What may be concluded from an answer, or from no answer.

use core::error::Error;
use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::message::function::TransactionMatch;
use crate::signature::{InvalidSignature, SignatureTextError};
use crate::values::result_code::{Failure, ResultMeaning};
use crate::values::result_table::Contradiction;

/// What may be concluded from an answer, or from no answer.
///
/// For payCancel, sent because a `pay` call had no clear result:
///
/// | outcome | what it means | what to do |
/// | --- | --- | --- |
/// | `Success` | the sale is void | let the customer go |
/// | `Failed(TryLater)` | the payment may be live | wait, send the same bytes again |
/// | `Failed(Refused)` | this cancel was refused; **no proof that there is no payment** | query, refund, call staff |
/// | `Failed(Unlisted)` | the payment may be live; the result table does not list the code, and **perhaps the platform did not even read the message as a cancel** | query, then staff; the code is in the answer |
/// | `Failed(NotProcessed)` | the payment may be live; **anyone may have provoked this answer** with a forged request | keep the stored cancel, send the same bytes again within the limits, then alert staff; once the cause is fixed, send a new message |
/// | `Unknown(Reported)` | the platform does not know | send the same bytes again, after a longer wait each time |
/// | `Unknown(UnlistedStatus)`, `Unknown(Contradiction)`, `Unknown(Transaction)` | the answer is authentic, but its status is none of `S`, `F`, `U`, or it contradicts itself or names another transaction | query, then staff |
/// | any other `Unknown` | no authentic answer | send the same bytes again, after a longer wait each time; if [`UnsignedFailure`](crate::UnsignedFailure) can read the response, show it to staff: it may report a wrong key |
///
/// [`PayCancelResultCode`](crate::PayCancelResultCode) lists the outcome of each code.
///
/// "Failed" means that this cancel was refused. It never means that there is no payment.
///
/// For another function, `Success` means that the platform did what was asked. A query that succeeds says
/// nothing about the payment until its status is read.
///
/// For logs, metrics and alarms an outcome has a stable [`code`](Self::code). With the feature `serde` it is
/// serialised as this code with its details, for example
/// `{"code":"unknown-undecodable","detail":"missing","field":"clientId","offset":11}`. It is not
/// deserialised: an outcome is only ever concluded from an answer.
///
/// ```
/// use alipay_acquiring::{
///     Outcome, PayCancelRequest, PayCancelResponse, UnknownReason, signature::Verifier,
/// };
///
/// fn conclude(
///     request: &PayCancelRequest,
///     response: &[u8],
///     scratch: &mut [u8],
///     key: &impl Verifier,
/// ) -> Result<Outcome, UnknownReason> {
///     let response = PayCancelResponse::decode(response, scratch)?;
///     let response = response.verify(key)?;
///     Ok(response.answering(request)?.outcome())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "an outcome decides what is believed about a customer's money"]
pub enum Outcome {
    /// An authentic answer to this request says that the platform did what was asked, with the right
    /// transaction. For payCancel: it was cancelled. For a query: it was found, and its status is in the
    /// body of the answer.
    Success,
    /// An authentic answer to this request says that the request was refused. The payment may be live.
    Failed(Failure),
    /// Nothing is known: the payment may be live or void.
    Unknown(UnknownReason),
}

impl Outcome {
    /// A stable code for logs, metrics and alarms. A code never changes its meaning. A later version may
    /// add codes; each begins with `success`, `failed-` or `unknown-`.
    ///
    /// | code | outcome |
    /// | --- | --- |
    /// | `success` | `Success` |
    /// | `failed-try-later` | `Failed(TryLater)` |
    /// | `failed-refused` | `Failed(Refused)` |
    /// | `failed-not-processed` | `Failed(NotProcessed)` |
    /// | `failed-unlisted` | `Failed(Unlisted)` |
    /// | `unknown-reported` | `Unknown(Reported)` |
    /// | `unknown-unlisted-status` | `Unknown(UnlistedStatus)` |
    /// | `unknown-contradiction` | `Unknown(Contradiction)` |
    /// | `unknown-transaction` | `Unknown(Transaction)` |
    /// | `unknown-no-answer` | `Unknown(NoAnswer)` |
    /// | `unknown-unsigned` | `Unknown(Unsigned)` |
    /// | `unknown-undecodable` | `Unknown(Undecodable)` |
    /// | `unknown-invalid-signature` | `Unknown(InvalidSignature)` |
    /// | `unknown-mismatch` | `Unknown(Mismatch)` |
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failed(Failure::TryLater) => "failed-try-later",
            Self::Failed(Failure::Refused) => "failed-refused",
            Self::Failed(Failure::NotProcessed) => "failed-not-processed",
            Self::Failed(Failure::Unlisted) => "failed-unlisted",
            Self::Unknown(UnknownReason::Reported) => "unknown-reported",
            Self::Unknown(UnknownReason::UnlistedStatus) => "unknown-unlisted-status",
            Self::Unknown(UnknownReason::Contradiction(_)) => "unknown-contradiction",
            Self::Unknown(UnknownReason::Transaction(_)) => "unknown-transaction",
            Self::Unknown(UnknownReason::NoAnswer) => "unknown-no-answer",
            Self::Unknown(UnknownReason::Unsigned) => "unknown-unsigned",
            Self::Unknown(UnknownReason::Undecodable(_)) => "unknown-undecodable",
            Self::Unknown(UnknownReason::InvalidSignature) => "unknown-invalid-signature",
            Self::Unknown(UnknownReason::Mismatch(_)) => "unknown-mismatch",
        }
    }

    /// The conclusion from the result of a response and from the transaction that the response names.
    /// Only a success has to name the right transaction: the platform may refuse to cancel a transaction
    /// that it does not know.
    pub(crate) const fn conclude(
        meaning: Result<ResultMeaning, Contradiction>,
        named: TransactionMatch,
    ) -> Self {
        match (meaning, named) {
            (Err(Contradiction::UnlistedStatus), _) => Self::Unknown(UnknownReason::UnlistedStatus),
            (Err(contradiction), _) => Self::Unknown(UnknownReason::Contradiction(contradiction)),
            (Ok(ResultMeaning::Unknown), _) => Self::Unknown(UnknownReason::Reported),
            (Ok(ResultMeaning::Failed(failure)), _) => Self::Failed(failure),
            (Ok(ResultMeaning::Success), TransactionMatch::MissingOrDifferent(id)) => {
                Self::Unknown(UnknownReason::Transaction(id))
            }
            (
                Ok(ResultMeaning::Success),
                TransactionMatch::Same | TransactionMatch::SecondaryIdDiffers(_),
            ) => Self::Success,
        }
    }
}

/// Why nothing is known.
///
/// Errors convert into it. So one function can use `?` for every step from bytes to outcome, and its
/// caller ends with `unwrap_or_else(Outcome::Unknown)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum UnknownReason {
    /// The platform itself does not know: status `U`.
    Reported,
    /// `resultStatus` is none of `S`, `F` and `U`. The answer is authentic; its code and its message can
    /// be read.
    UnlistedStatus,
    /// The triple of the result contradicts the result table of the function.
    Contradiction(Contradiction),
    /// The answer says success, but this id of the transaction is missing or is not the one that was
    /// sent.
    Transaction(&'static str),
    /// There was no answer. The caller creates this value after a timeout; an answer without any text is
    /// none, either.
    NoAnswer,
    /// The answer is not signed, so anyone can have written it.
    Unsigned,
    /// The answer could not be decoded.
    Undecodable(DecodeError),
    /// The signature does not hold.
    InvalidSignature,
    /// The answer belongs to another request.
    Mismatch(Mismatch),
}

impl UnknownReason {
    /// The [code](Outcome::code) of the outcome that is unknown for this reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        Outcome::Unknown(*self).code()
    }
}

impl From<DecodeError> for UnknownReason {
    fn from(error: DecodeError) -> Self {
        match error.kind() {
            DecodeErrorKind::Unsigned => Self::Unsigned,
            DecodeErrorKind::EmptyDocument => Self::NoAnswer,
            _ => Self::Undecodable(error),
        }
    }
}

impl From<InvalidSignature> for UnknownReason {
    fn from(_: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}

/// If the text is not a signature, nothing is known, as if the signature did not hold.
impl From<SignatureTextError> for UnknownReason {
    fn from(_: SignatureTextError) -> Self {
        Self::InvalidSignature
    }
}

impl From<Mismatch> for UnknownReason {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("success"),
            Self::Failed(failure) => {
                write!(
                    f,
                    "failed: {failure}; this does not say whether there is a payment"
                )
            }
            Self::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported => f.write_str("the platform does not know"),
            Self::UnlistedStatus => Contradiction::UnlistedStatus.fmt(f),
            Self::Contradiction(contradiction) => contradiction.fmt(f),
            Self::Transaction(field) => write!(f, "{field}: missing, or not the one that was sent"),
            Self::NoAnswer => f.write_str("no answer"),
            Self::Unsigned => f.write_str("the answer is not signed"),
            Self::Undecodable(error) => error.fmt(f),
            Self::InvalidSignature => InvalidSignature.fmt(f),
            Self::Mismatch(mismatch) => mismatch.fmt(f),
        }
    }
}

/// The text already contains the text of the inner error, so `source` does not return that error.
impl Error for UnknownReason {}

/// A verified response answers another request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Mismatch {
    field: &'static str,
}

impl Mismatch {
    pub(crate) const fn new(field: &'static str) -> Self {
        Self { field }
    }

    /// The first member of the head that differs: `clientId` or `reqMsgId`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this answers another request: {} differs", self.field)
    }
}

impl Error for Mismatch {}
