//! What a result table is, and the check of a result against it. payCancel's own table is in
//! `pay_cancel.rs`.

use core::error::Error;
use core::fmt;

use crate::values::result_code::{ResultCodeId, ResultMeaning, ResultStatus};
use crate::values::text::Text;

/// The result table of a function: an enum with a variant for each row. [`result_codes!`] defines one.
///
/// [`result_codes!`]: crate::result_codes!
pub trait ResultCode: Copy + Eq + 'static {
    /// All codes, in the order of the specification.
    const ALL: &'static [Self];

    /// The row of this code.
    fn row(self) -> ResultRow;

    /// The code with this name; `None` if it is not listed.
    fn from_name(name: &str) -> Option<Self> {
        let is_named = |listed: &&Self| *listed.row().name == *name;
        Self::ALL.iter().find(is_named).copied()
    }

    /// Looks up a triple of `resultStatus`, `resultCodeId` and `resultCode`. `None` means a text that is
    /// not a status, or not eight digits: no table lists it.
    ///
    /// Returns `Ok(None)` if neither the code nor the id is listed and the status is `F` or `U`. Such
    /// a result is accepted, because tables grow.
    ///
    /// # Errors
    ///
    /// [`Contradiction`] if the table lists the code with another id or status, or the id with
    /// another code, if the status is `S` and neither the code nor the id is listed, or if the status is
    /// none of `S`, `F` and `U`.
    ///
    /// ```
    /// use alipay_acquiring::function::ResultCode;
    /// use alipay_acquiring::{Contradiction, PayCancelResultCode, ResultCodeId, ResultStatus};
    ///
    /// let id = ResultCodeId::parse("12005004")?;
    /// assert_eq!(
    ///     PayCancelResultCode::check(Some(ResultStatus::Failure), Some(id), "ORDER_NOT_EXIST"),
    ///     Ok(Some(PayCancelResultCode::OrderNotExist)),
    /// );
    /// assert_eq!(
    ///     PayCancelResultCode::check(Some(ResultStatus::Success), Some(id), "SUCCESS"),
    ///     Err(Contradiction::CodeWithOtherId),
    /// );
    /// # Ok::<(), alipay_acquiring::ValueError>(())
    /// ```
    fn check(
        status: Option<ResultStatus>,
        id: Option<ResultCodeId>,
        code: &str,
    ) -> Result<Option<Self>, Contradiction> {
        let status = status.ok_or(Contradiction::UnlistedStatus)?;
        let is_code = |listed: &&Self| *listed.row().name == *code;
        // Usually the id is listed with this code. Then only ids, which are short, are compared.
        let by_id = id.and_then(|id| Self::ALL.iter().find(|listed| listed.row().id == id));
        match by_id
            .filter(is_code)
            .or_else(|| Self::ALL.iter().find(is_code))
        {
            Some(listed) if Some(listed.row().id) != id => Err(Contradiction::CodeWithOtherId),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResultRow {
    /// `resultCode`: the name of the code on the wire.
    pub name: Text<'static, 64>,
    /// `resultCodeId`.
    pub id: ResultCodeId,
    /// What the row means; its `resultStatus` follows from this.
    pub meaning: ResultMeaning,
}

/// How a triple of `resultCode`, `resultCodeId` and `resultStatus` contradicts the result table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Contradiction {
    /// The `resultCode` is listed with another `resultCodeId`.
    CodeWithOtherId,
    /// The `resultCodeId` is listed with another `resultCode`.
    IdWithOtherCode,
    /// Code and id belong together, but are listed with another `resultStatus`.
    OtherStatus,
    /// `resultStatus` is `S`, and neither the code nor the id is listed.
    UnlistedSuccess,
    /// `resultStatus` is none of `S`, `F` and `U`.
    UnlistedStatus,
}

impl Contradiction {
    /// A stable code for logs, metrics and alarms, such as `code-with-other-id`: the name of the variant
    /// in lower case, with hyphens. It never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CodeWithOtherId => "code-with-other-id",
            Self::IdWithOtherCode => "id-with-other-code",
            Self::OtherStatus => "other-status",
            Self::UnlistedSuccess => "unlisted-success",
            Self::UnlistedStatus => "unlisted-status",
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeWithOtherId => "resultCode: listed with another resultCodeId",
            Self::IdWithOtherCode => "resultCodeId: listed with another resultCode",
            Self::OtherStatus => "resultStatus: this resultCode is listed with another",
            Self::UnlistedSuccess => "resultStatus: S with a resultCode that is not listed",
            Self::UnlistedStatus => "resultStatus: expected S, F or U",
        })
    }
}

impl Error for Contradiction {}

/// The row with this index, which is less than the number of rows.
#[inline]
pub fn row(rows: &[ResultRow], index: usize) -> ResultRow {
    match rows.get(index) {
        Some(row) => *row,
        None => NO_ROW,
    }
}

/// Never returned: a variant of an enum is an index of its table.
const NO_ROW: ResultRow = ResultRow {
    name: crate::text!("-"),
    id: ResultCodeId::ZERO,
    meaning: ResultMeaning::Unknown,
};

/// Whether no `resultCode` and no `resultCodeId` occurs twice in these rows.
pub const fn are_distinct(rows: &[(&str, &str)]) -> bool {
    let mut rest = rows;
    while let [(name, id), tail @ ..] = rest {
        let mut others = tail;
        while let [(other_name, other_id), more @ ..] = others {
            if is_equal(name, other_name) || is_equal(id, other_id) {
                return false;
            }
            others = more;
        }
        rest = tail;
    }
    true
}

const fn is_equal(text: &str, other: &str) -> bool {
    let (mut left, mut right) = (text.as_bytes(), other.as_bytes());
    while let ([first, rest @ ..], [other, others @ ..]) = (left, right) {
        if *first != *other {
            return false;
        }
        (left, right) = (rest, others);
    }
    left.is_empty() && right.is_empty()
}

/// Defines a result table: an enum that implements [`ResultCode`](crate::function::ResultCode). Each row
/// is one line: the variant, `resultCode`, `resultCodeId` and the
/// [`ResultMeaning`](crate::function::ResultMeaning). The compiler checks the form of both texts, and
/// that neither occurs twice.
///
/// ```
/// use alipay_acquiring::Failure;
/// use alipay_acquiring::function::{ResultCode, ResultMeaning};
///
/// alipay_acquiring::result_codes! {
///     /// `resultCode` of some function.
///     pub enum SomeResultCode {
///         /// Success.
///         Success = "SUCCESS", "00000000", ResultMeaning::Success;
///         /// General business failure.
///         ProcessFail = "PROCESS_FAIL", "00000019", ResultMeaning::Failed(Failure::Refused);
///     }
/// }
///
/// assert_eq!(SomeResultCode::ALL.len(), 2);
/// assert_eq!(SomeResultCode::ProcessFail.row().id.to_string(), "00000019");
/// ```
///
/// ```compile_fail,E0080
/// use alipay_acquiring::function::ResultMeaning;
///
/// alipay_acquiring::result_codes! {
///     /// `resultCode` of some function.
///     pub enum SomeResultCode {
///         /// Success.
///         Success = "SUCCESS", "00000000", ResultMeaning::Success;
///         /// Unknown.
///         Unknown = "UNKNOWN_EXCEPTION", "00000000", ResultMeaning::Unknown; // does not compile: the id
///     }
/// }
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

        const _: () = assert!(
            $crate::__private::are_distinct(&[$(($name, $id)),*]),
            "a resultCode or a resultCodeId occurs twice"
        );

        impl $crate::function::ResultCode for $Enum {
            const ALL: &'static [Self] = &[$(Self::$Variant),*];

            #[inline]
            fn row(self) -> $crate::function::ResultRow {
                // In the order of the variants. A table takes less flash than a `match`.
                static ROWS: &[$crate::function::ResultRow] = &[$(
                    $crate::function::ResultRow {
                        name: $crate::text!($name),
                        id: const {
                            match $crate::ResultCodeId::parse($id) {
                                Ok(id) => id,
                                Err(_) => panic!("a resultCodeId has eight digits"),
                            }
                        },
                        meaning: $meaning,
                    },
                )*];
                $crate::__private::row(ROWS, self as usize)
            }
        }

        /// `resultCode`, the name of the code.
        impl ::core::fmt::Display for $Enum {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str($crate::function::ResultCode::row(*self).name.as_str())
            }
        }

        /// From the name of a listed code.
        impl ::core::str::FromStr for $Enum {
            type Err = $crate::ValueError;

            fn from_str(name: &str) -> Result<Self, $crate::ValueError> {
                $crate::function::ResultCode::from_name(name).ok_or($crate::ValueError::Unsupported {
                    expected: "a resultCode of the table",
                })
            }
        }

        $crate::result_code_serde!($Enum);
    };
}

/// What [`result_codes!`](crate::result_codes!) adds with the feature `serde` of this crate. A `cfg` in
/// the macro itself would test a feature of the crate that uses the macro.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! result_code_serde {
    ($Enum:ident) => {
        impl $crate::__private::serde::Serialize for $Enum {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::__private::serialize_code(self, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $Enum {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::__private::deserialize_code(deserializer)
            }
        }
    };
}

/// Adds nothing without the feature.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! result_code_serde {
    ($Enum:ident) => {};
}
