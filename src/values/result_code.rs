//! The status and the id of a result, and what a listed result means.

use core::fmt;
use core::str::FromStr;

use crate::error::ValueError;
use crate::values::digits::Digits;

/// `resultStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
// As long as a machine word, for the reason given at `JsonType`. The numbers are the letters: to parse is to copy
// the letter, and a glitch that skips the copy leaves no status `S`, as it could with 0.
#[repr(usize)]
pub enum ResultStatus {
    /// `S`
    Success = b'S' as usize,
    /// `F`
    Failure = b'F' as usize,
    /// `U`
    Unknown = b'U' as usize,
}

impl ResultStatus {
    /// The status with this letter.
    ///
    /// # Errors
    ///
    /// [`ValueError::Unsupported`] for any other text than `S`, `F`, `U`.
    pub const fn parse(text: &str) -> Result<Self, ValueError> {
        match text.as_bytes() {
            b"S" => Ok(Self::Success),
            b"F" => Ok(Self::Failure),
            b"U" => Ok(Self::Unknown),
            _ => Err(ValueError::Unsupported {
                expected: "S, F or U",
            }),
        }
    }

    /// `S`, `F` or `U`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "S",
            Self::Failure => "F",
            Self::Unknown => "U",
        }
    }
}

impl fmt::Display for ResultStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As [`ResultStatus::parse`].
impl TryFrom<&str> for ResultStatus {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// As [`ResultStatus::parse`].
impl FromStr for ResultStatus {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// `resultCodeId`: eight decimal digits. Ids are ordered as numbers.
// The digits are kept as text, because an id is only read, compared and written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResultCodeId([u8; 8]);

impl ResultCodeId {
    /// The id with these eight digits.
    ///
    /// # Errors
    ///
    /// [`ValueError::ResultCodeId`] for any other text.
    pub const fn parse(digits: &str) -> Result<Self, ValueError> {
        const DIGITS: Digits = Digits::new(b"00000000");
        match digits.as_bytes().split_first_chunk() {
            Some((digits, [])) if DIGITS.read(*digits).is_some() => Ok(Self(*digits)),
            _ => Err(ValueError::ResultCodeId),
        }
    }

    /// Eight zeros.
    pub(crate) const ZERO: Self = Self(*b"00000000");

    pub(crate) const fn digits(&self) -> &[u8; 8] {
        &self.0
    }

    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The eight digits.
impl fmt::Display for ResultCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ResultCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As [`ResultCodeId::parse`].
impl TryFrom<&str> for ResultCodeId {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// As [`ResultCodeId::parse`].
impl FromStr for ResultCodeId {
    type Err = ValueError;

    fn from_str(digits: &str) -> Result<Self, ValueError> {
        Self::parse(digits)
    }
}

/// The eight digits.
#[cfg(feature = "defmt")]
impl defmt::Format for ResultCodeId {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.as_str());
    }
}

/// What a row of a result table means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ResultMeaning {
    /// Status `S`: the platform did it.
    Success,
    /// Status `F`: the platform did not do it, for this kind of reason.
    Failed(Failure),
    /// Status `U`: the platform itself does not know.
    Unknown,
}

impl ResultMeaning {
    /// The `resultStatus` of such a row.
    #[must_use]
    pub const fn status(self) -> ResultStatus {
        match self {
            Self::Success => ResultStatus::Success,
            Self::Failed(_) => ResultStatus::Failure,
            Self::Unknown => ResultStatus::Unknown,
        }
    }
}

/// The kind of a failure. None of them means that there is no payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Failure {
    /// Too much traffic: wait, and send the same bytes again.
    TryLater,
    /// The platform processed the request and refused it, for a business reason.
    Refused,
    /// The platform did not process a request, because of its content, its signature, or the rights of
    /// the client. The platform gives most such codes before it checks the signature, so anyone can
    /// provoke them: a forged request with the same ids is enough. So this failure says nothing
    /// certain about the client's own request.
    NotProcessed,
    /// The platform reports a failure with a code that the result table does not list. The payment may
    /// be live. Some such codes mean that the message was never read as a request of this function, for
    /// example `MSG_PARSE_ERROR`: query the transaction, then ask staff. The code is in
    /// [`ResultInfo::result_code`](crate::ResultInfo::result_code) of the answer.
    Unlisted,
}

impl fmt::Display for ResultMeaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("success"),
            Self::Failed(failure) => write!(f, "failed: {failure}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TryLater => "too much traffic, send the request again later",
            Self::Refused => "the request was refused",
            Self::NotProcessed => "the request was not processed",
            Self::Unlisted => "the result table does not list the code",
        })
    }
}
