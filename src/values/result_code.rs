//! A function's result table: codes, ids, statuses, and what each row means.

use core::fmt;

use crate::error::{Contradiction, ValueError};
use crate::values::digits::Digits;
use crate::values::text::Text;

/// `resultStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
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

/// `resultCodeId`: eight decimal digits, in the order of their numbers.
// Kept as it is written: it is read, compared and written again, never calculated with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResultCodeId([u8; 8]);

impl ResultCodeId {
    /// The id of these eight digits.
    ///
    /// # Errors
    ///
    /// [`ValueError::ResultCodeId`] for any other text.
    pub const fn new(digits: &str) -> Result<Self, ValueError> {
        const DIGITS: Digits = Digits::new(b"00000000");
        match digits.as_bytes().split_first_chunk() {
            Some((digits, [])) if DIGITS.read(*digits).is_some() => Ok(Self(*digits)),
            _ => Err(ValueError::ResultCodeId),
        }
    }

    pub(crate) const fn digits(&self) -> &[u8; 8] {
        &self.0
    }

    fn as_str(&self) -> &str {
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

/// The eight digits.
#[cfg(feature = "defmt")]
impl defmt::Format for ResultCodeId {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.as_str());
    }
}

/// What a listed result means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

/// The three kinds of failure. None of them says that there is no payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Failure {
    /// Too much traffic: wait, and repeat.
    TryLater,
    /// The request was processed and refused, for a reason of business.
    #[cfg_attr(feature = "serde", serde(rename = "RequestRefused"))]
    Refused,
    /// The request was not processed: its content, its signature, or the client's rights are at
    /// fault. The same bytes will not help.
    #[cfg_attr(feature = "serde", serde(rename = "RequestNotProcessed"))]
    NotProcessed,
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

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TryLater => "too much traffic, try the request later",
            Self::Refused => "the request was refused",
            Self::NotProcessed => "the request was not processed",
        })
    }
}

/// A function's result table: an enum with a variant for each row. [`result_codes!`] makes one.
///
/// [`result_codes!`]: crate::result_codes!
pub trait ResultCode: Copy + Eq + 'static {
    /// All codes, in the specification's order.
    const ALL: &'static [Self];

    /// The row of this code.
    fn row(self) -> ResultRow;

    /// Looks up a triple of `resultStatus`, `resultCodeId` and `resultCode`.
    ///
    /// `Ok(None)`: neither the code nor the id is listed, and the status is `F` or `U`. That is
    /// tolerated, since tables grow.
    ///
    /// # Errors
    ///
    /// [`Contradiction`]: the table says otherwise, or the status is `S` with an unlisted pair.
    ///
    /// ```
    /// use alipay_acquiring::api::ResultCode;
    /// use alipay_acquiring::{Contradiction, PayCancelResultCode, ResultCodeId, ResultStatus};
    ///
    /// let id = ResultCodeId::new("12005004")?;
    /// assert_eq!(
    ///     PayCancelResultCode::check(ResultStatus::Failure, id, "ORDER_NOT_EXIST"),
    ///     Ok(Some(PayCancelResultCode::OrderNotExist)),
    /// );
    /// assert_eq!(
    ///     PayCancelResultCode::check(ResultStatus::Success, id, "SUCCESS"),
    ///     Err(Contradiction::CodeWithOtherId),
    /// );
    /// # Ok::<(), alipay_acquiring::ValueError>(())
    /// ```
    fn check(
        status: ResultStatus,
        id: ResultCodeId,
        code: &str,
    ) -> Result<Option<Self>, Contradiction> {
        let is_id = |listed: &&Self| listed.row().id == id;
        let is_code = |listed: &&Self| *listed.row().name == *code;
        // Most often the id is listed, and the code beside it: then the ids alone are compared.
        let by_id = Self::ALL.iter().find(is_id);
        match by_id
            .filter(is_code)
            .or_else(|| Self::ALL.iter().find(is_code))
        {
            Some(listed) if listed.row().id != id => Err(Contradiction::CodeWithOtherId),
            Some(listed) if listed.row().meaning.status() != status => {
                Err(Contradiction::OtherStatus)
            }
            Some(listed) => Ok(Some(*listed)),
            None => match status {
                _ if by_id.is_some() => Err(Contradiction::IdWithOtherCode),
                ResultStatus::Success => Err(Contradiction::UnlistedSuccess),
                ResultStatus::Failure | ResultStatus::Unknown => Ok(None),
            },
        }
    }
}

/// A row of a result table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultRow {
    /// `resultCode`: the code's name on the wire.
    pub name: Text<'static, 64>,
    /// `resultCodeId`.
    pub id: ResultCodeId,
    /// What may be concluded from it; the `resultStatus` follows from this.
    pub meaning: Meaning,
}

/// A result table: an enum that implements [`ResultCode`](crate::api::ResultCode), one line for
/// each row: the variant, `resultCode`, `resultCodeId`, and the
/// [`Meaning`](crate::Meaning). The form of both texts is checked when the program is compiled.
///
/// ```
/// use alipay_acquiring::{Failure, Meaning, api::ResultCode};
///
/// alipay_acquiring::result_codes! {
///     /// `resultCode` of some function.
///     pub enum SomeResultCode {
///         /// Success.
///         Success = "SUCCESS", "00000000", Meaning::Success;
///         /// General business failure.
///         ProcessFail = "PROCESS_FAIL", "00000019", Meaning::Failed(Failure::Refused);
///     }
/// }
///
/// assert_eq!(SomeResultCode::ALL.len(), 2);
/// assert_eq!(SomeResultCode::ProcessFail.row().id.to_string(), "00000019");
/// ```
#[macro_export]
macro_rules! result_codes {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $Enum:ident {
            $(
                $(#[$row_attribute:meta])*
                $Variant:ident = $name:literal, $id:literal, $meaning:expr;
            )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $Enum {
            $(
                $(#[$row_attribute])*
                #[doc = concat!("\n\n`", $name, "`, `", $id, "`: `", stringify!($meaning), "`.")]
                $Variant,
            )*
        }

        impl $crate::api::ResultCode for $Enum {
            const ALL: &'static [Self] = &[$(Self::$Variant),*];

            fn row(self) -> $crate::api::ResultRow {
                match self {
                    $(Self::$Variant => $crate::api::ResultRow {
                        name: $crate::text!($name),
                        id: const {
                            match $crate::ResultCodeId::new($id) {
                                Ok(id) => id,
                                Err(_) => panic!("a resultCodeId has eight digits"),
                            }
                        },
                        meaning: $meaning,
                    },)*
                }
            }
        }

        $crate::result_code_serde!($Enum);
    };
}

/// What [`result_codes!`](crate::result_codes!) adds with the feature `serde`, which is this crate's
/// and not that of the crate where the table stands.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! result_code_serde {
    ($Enum:ident) => {
        impl $crate::__serde::Serialize for $Enum {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::serialize_code(self, serializer)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $Enum {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::deserialize_code(deserializer)
            }
        }
    };
}

/// Nothing without it.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! result_code_serde {
    ($Enum:ident) => {};
}
