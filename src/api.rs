//! What a function of the family is: its name and version, its two bodies, its result table.
//!
//! Envelope, heads, signature, matching and outcome are written against these traits only, so they
//! work unchanged for whatever implements them. `pay_cancel.rs` is the example to copy.

use crate::error::{Contradiction, DecodeError, Violation};
use crate::head::{Head, ResponseHead};
use crate::json::{Reader, Writer};
use crate::result_info::{Meaning, ResultCodeId, ResultInfo, ResultStatus};
use crate::text::Text;

/// A function of the family, such as [`PayCancel`](crate::PayCancel).
pub trait Function: 'static {
    /// Its full name, the `function` of its heads.
    const NAME: &'static str;
    /// The `version` of its heads.
    const VERSION: &'static str;
    /// Its result table.
    type ResultCode: ResultCode;
}

/// The body of a request or of a response.
pub trait Body<'a>: Sized {
    /// The function that it belongs to.
    type Function: Function;
    /// The head that stands before it, which makes it a request's or a response's:
    /// [`RequestHead<'a>`](crate::RequestHead) or [`ResponseHead<'a>`](crate::ResponseHead).
    type Head: Head<'a>;
    /// The longest JSON text of such a body, in bytes; see
    /// [`max_object_len`](crate::json::max_object_len).
    const MAX_LEN: usize;

    /// Reads a body where a JSON value comes next.
    ///
    /// # Errors
    ///
    /// What is not JSON, of the wrong type, too long, or missing though always required.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Writes the body: its members in the specification's order, absent ones left out.
    fn write(&self, writer: &mut Writer<'_>);

    /// The rules between members that this body breaks.
    fn violations(&self) -> impl Iterator<Item = Violation>;
}

/// The body of a response.
pub trait ResponseBody<'a>: Body<'a, Head = ResponseHead<'a>> {
    /// Its `resultInfo`.
    fn result_info(&self) -> &ResultInfo<'a>;
}

/// A response body that answers requests with the body `Q`.
pub trait Answers<Q> {
    /// How the transaction that this body names compares to the one that was asked for.
    fn transaction(&self, request: &Q) -> TransactionMatch;
}

/// How the transaction that a response names compares to the one that its request named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMatch {
    /// The same.
    Same,
    /// The same by the preferred id; a less preferred one, named here, differs.
    OtherDiffers(&'static str),
    /// Not the same: this id is missing or wrong.
    Not(&'static str),
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
        let mut id_is_listed = false;
        for &listed in Self::ALL {
            let row = listed.row();
            id_is_listed |= row.id == id;
            if *row.name == *code {
                return if row.id != id {
                    Err(Contradiction::CodeWithOtherId)
                } else if row.meaning.status() != status {
                    Err(Contradiction::OtherStatus)
                } else {
                    Ok(Some(listed))
                };
            }
        }
        match status {
            _ if id_is_listed => Err(Contradiction::IdWithOtherCode),
            ResultStatus::Success => Err(Contradiction::UnlistedSuccess),
            ResultStatus::Failure | ResultStatus::Unknown => Ok(None),
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
            $($(#[$row_attribute])* $Variant,)*
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
    };
}
