//! The result of a call: the triple, its check against a table, and the outcome.

use core::fmt;

use crate::api::ResultCode;
use crate::error::{
    Contradiction, DecodeError, DecodeErrorKind, InvalidSignature, Mismatch, ValueError, Violation,
};
use crate::json::{Reader, Writer, max_object_len, max_string_len};
use crate::text::{FreeText, Text};

/// `resultInfo` of a response's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ResultInfo<'a> {
    /// `resultStatus` (Y): `S`, `F` or `U`.
    pub result_status: ResultStatus,
    /// `resultCodeId` (Y): eight digits.
    pub result_code_id: ResultCodeId,
    /// `resultCode` (Y): 1 to 64 characters.
    pub result_code: Text<'a, 64>,
    /// `resultMsg`: up to 256 characters. Required, and not empty unless the status is `S`; but
    /// gateways leave it out, so its absence is only a [violation](ResultInfo::violations).
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub result_msg: Option<FreeText<'a, 256>>,
}

const NAMES: [&str; 4] = ["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

impl<'a> ResultInfo<'a> {
    /// The longest JSON text of a `resultInfo`, in bytes.
    pub const MAX_LEN: usize = max_object_len(&[
        ("resultStatus", 3),
        ("resultCodeId", 10),
        ("resultCode", max_string_len(64)),
        ("resultMsg", max_string_len(256)),
    ]);

    /// The triple of a listed code, with a message for people, which may be empty only for
    /// success.
    pub fn new<C: ResultCode>(code: C, result_msg: FreeText<'a, 256>) -> Self {
        let row = code.row();
        Self {
            result_status: row.meaning.status(),
            result_code_id: row.id,
            result_code: row.name,
            result_msg: Some(result_msg),
        }
    }

    /// Reads a `resultInfo` where a JSON value comes next.
    ///
    /// # Errors
    ///
    /// What is not JSON, of the wrong type or content, too long, or missing, but for `resultMsg`.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (mut status, mut id, mut code, mut msg) = (None, None, None, None);
        let mut members = reader.object(&NAMES)?;
        while let Some(index) = reader.next_member(&mut members)? {
            match index {
                0 => status = reader.parse_string(ResultStatus::from_code)?,
                1 => id = reader.parse_string(ResultCodeId::new)?,
                2 => code = Text::read(reader)?,
                _ => msg = FreeText::read(reader)?,
            }
        }
        Ok(Self {
            result_status: members.require(status, "resultStatus")?,
            result_code_id: members.require(id, "resultCodeId")?,
            result_code: members.require(code, "resultCode")?,
            result_msg: msg,
        })
    }

    /// Writes a `resultInfo`.
    pub fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.member("resultStatus", self.result_status.code());
        writer.name("resultCodeId");
        writer.raw("\"");
        writer.bytes(&self.result_code_id.digits());
        writer.raw("\"");
        writer.member("resultCode", &self.result_code);
        writer.optional_member("resultMsg", self.result_msg.as_deref());
        writer.end_object();
    }

    /// The typed code, from the result table of a function; `None` for one that is not listed.
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn code<C: ResultCode>(&self) -> Result<Option<C>, Contradiction> {
        C::check(self.result_status, self.result_code_id, &self.result_code)
    }

    /// What the result means. One that is not listed, which is tolerated with `F` and `U`, means
    /// [`Failure::Refused`] and [`Meaning::Unknown`].
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn meaning<C: ResultCode>(&self) -> Result<Meaning, Contradiction> {
        Ok(match (self.code::<C>()?, self.result_status) {
            (Some(code), _) => code.row().meaning,
            (None, ResultStatus::Failure) => Meaning::Failed(Failure::Refused),
            (None, _) => Meaning::Unknown,
        })
    }

    /// The rules between its members that it breaks: the triple, and `resultMsg`.
    pub fn violations<C: ResultCode>(&self) -> impl Iterator<Item = Violation> {
        let contradiction = self.code::<C>().err().map(Violation::Result);
        let has_msg = match self.result_msg {
            Some(msg) => self.result_status == ResultStatus::Success || !msg.is_empty(),
            None => false,
        };
        let missing = (!has_msg).then_some(Violation::Missing { field: "resultMsg" });
        contradiction.into_iter().chain(missing)
    }
}

/// `resultStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ResultStatus {
    /// `S`
    Success,
    /// `F`
    Failure,
    /// `U`
    Unknown,
}

impl ResultStatus {
    /// The status of this letter.
    ///
    /// # Errors
    ///
    /// [`ValueError::Unsupported`] for any other text than `S`, `F`, `U`.
    pub fn from_code(code: &str) -> Result<Self, ValueError> {
        match code {
            "S" => Ok(Self::Success),
            "F" => Ok(Self::Failure),
            "U" => Ok(Self::Unknown),
            _ => Err(ValueError::Unsupported),
        }
    }

    /// `S`, `F` or `U`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Success => "S",
            Self::Failure => "F",
            Self::Unknown => "U",
        }
    }
}

impl fmt::Display for ResultStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// `resultCodeId`: eight decimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResultCodeId(u32);

impl ResultCodeId {
    /// The id of these eight digits.
    ///
    /// # Errors
    ///
    /// [`ValueError::ResultCodeId`] for any other text.
    pub const fn new(digits: &str) -> Result<Self, ValueError> {
        if digits.len() != 8 {
            return Err(ValueError::ResultCodeId);
        }
        let mut number = 0;
        let mut rest = digits.as_bytes();
        while let [digit, tail @ ..] = rest {
            if !digit.is_ascii_digit() {
                return Err(ValueError::ResultCodeId);
            }
            number = number * 10 + (*digit - b'0') as u32;
            rest = tail;
        }
        Ok(Self(number))
    }

    fn digits(self) -> [u8; 8] {
        let mut digits = [b'0'; 8];
        let mut number = self.0;
        for digit in digits.iter_mut().rev() {
            *digit += (number % 10) as u8;
            number /= 10;
        }
        digits
    }
}

/// The eight digits.
impl fmt::Display for ResultCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl fmt::Debug for ResultCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// What a listed result means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Status `S`: done.
    Success,
    /// Status `F`: not done, in this way.
    Failed(Failure),
    /// Status `U`: the platform itself does not know.
    Unknown,
}

impl Meaning {
    /// The `resultStatus` that goes with it.
    pub const fn status(self) -> ResultStatus {
        match self {
            Self::Success => ResultStatus::Success,
            Self::Failed(_) => ResultStatus::Failure,
            Self::Unknown => ResultStatus::Unknown,
        }
    }
}

/// What may be concluded from an answer, or from the lack of one.
///
/// For payCancel, sent because a `pay` call had no clear result:
///
/// | outcome | what it means | what to do |
/// | --- | --- | --- |
/// | `Success` | the sale is void | let the customer go |
/// | `Failed(TryLater)` | the payment may be live | wait, repeat the cancel |
/// | `Failed(Refused)` | this cancel was refused; **no proof that there is no payment** | query, refund, call staff |
/// | `Failed(NotProcessed)` | the payment may be live, and the same bytes will not help | alarm, mend the cause, send a new message |
/// | `Unknown(Reported)` | the platform does not know | repeat the cancel, waiting longer each time |
/// | `Unknown(Contradiction)`, `Unknown(Transaction)` | an authentic answer that cannot be relied on | query, then staff |
/// | any other `Unknown` | no authentic answer | repeat the cancel |
///
/// "Failed" says that this cancel was refused. It never says that the payment is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[must_use = "an outcome decides what is believed about a customer's money"]
pub enum Outcome {
    /// An authentic answer to this request says that it was done, for the right transaction.
    Success,
    /// An authentic answer to this request says that it was refused. The payment may be live.
    Failed(Failure),
    /// Nothing is known: the payment may be live, or void.
    Unknown(Unknown),
}

/// The three kinds of failure. None of them says that there is no payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Failure {
    /// Too much traffic: wait, and repeat.
    TryLater,
    /// The request was processed and refused, for a reason of business.
    Refused,
    /// The request was not processed: its content, its signature, or the client's rights are at
    /// fault. The same bytes will not help.
    NotProcessed,
}

/// Why nothing is known.
///
/// Errors convert into it, so that one function can use `?` all the way from bytes to outcome and
/// end with `unwrap_or_else(Outcome::Unknown)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// The platform says so: status `U`.
    Reported,
    /// The triple of the result contradicts the function's table.
    Contradiction(Contradiction),
    /// Success is claimed, but this id of the transaction is missing or not the one that was sent.
    Transaction(&'static str),
    /// There was no answer: for the caller to say, after a time-out.
    NoAnswer,
    /// The answer is not signed: anyone may have written it.
    Unsigned,
    /// The answer could not be decoded.
    Undecodable(DecodeError),
    /// The signature does not hold.
    InvalidSignature,
    /// The answer belongs to another request.
    Mismatch(Mismatch),
}

impl From<DecodeError> for Unknown {
    fn from(error: DecodeError) -> Self {
        match error.kind() {
            DecodeErrorKind::Unsigned => Self::Unsigned,
            _ => Self::Undecodable(error),
        }
    }
}

impl From<InvalidSignature> for Unknown {
    fn from(_: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}

impl From<Mismatch> for Unknown {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("success"),
            Self::Failed(failure) => write!(f, "failed: {failure}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("success"),
            Self::Failed(failure) => write!(f, "failed: {failure}"),
            Self::Unknown(why) => write!(f, "unknown: {why}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TryLater => "too much traffic, try later",
            Self::Refused => "refused",
            Self::NotProcessed => "not processed",
        })
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported => f.write_str("the platform does not know"),
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

#[cfg(feature = "serde")]
mod serialize {
    use super::{ResultCodeId, ResultStatus, Unknown};
    use serde::{Serialize, Serializer};

    impl Serialize for ResultStatus {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.code())
        }
    }

    impl Serialize for ResultCodeId {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    /// As the text that `Display` gives.
    impl Serialize for Unknown {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }
}
