//! `resultInfo`, the result in the body of a response.

use crate::error::DecodeError;
use crate::json::{Reader, Writer, max_object_len, max_string_len};
use crate::read_object;
use crate::values::result_code::{Failure, ResultCodeId, ResultMeaning, ResultStatus};
use crate::values::result_table::{Contradiction, ResultCode};
use crate::values::text::{FreeText, Text};
use crate::values::violation::Violation;

/// `resultInfo` in the body of a response.
///
/// ```
/// use alipay_acquiring::{FreeText, PayCancelResultCode, ResultInfo, ResultStatus};
///
/// let info = ResultInfo::new(PayCancelResultCode::OrderNotExist, FreeText::new("no such order")?);
/// assert_eq!(info.result_status, ResultStatus::Failure);
/// assert_eq!(info.result_code, "ORDER_NOT_EXIST");
/// assert_eq!(info.code(), Ok(Some(PayCancelResultCode::OrderNotExist)));
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ResultInfo<'a> {
    /// `resultStatus` (Y): `S`, `F` or `U`.
    pub result_status: ResultStatus,
    /// `resultCodeId` (Y): eight digits.
    pub result_code_id: ResultCodeId,
    /// `resultCode` (Y): 1 to 64 characters.
    pub result_code: Text<'a, 64>,
    /// `resultMsg`: up to 256 characters. Required; it may be empty only if the status is `S`. Real
    /// platforms leave it out, so its absence is only a [violation](ResultInfo::violations).
    pub result_msg: Option<FreeText<'a, 256>>,
}

impl<'a> ResultInfo<'a> {
    /// The length of the longest JSON text of a `resultInfo`, in bytes.
    pub const MAX_LEN: usize = max_object_len(&[
        ("resultStatus", 3),
        ("resultCodeId", 10),
        ("resultCode", max_string_len(64)),
        ("resultMsg", max_string_len(256)),
    ]);

    /// The triple of a listed code, with a message for people. The message may be empty only for
    /// success.
    #[must_use]
    pub fn new<C: ResultCode>(code: C, result_msg: FreeText<'a, 256>) -> Self {
        let row = code.row();
        Self {
            result_status: row.meaning.status(),
            result_code_id: row.id,
            result_code: row.name,
            result_msg: Some(result_msg),
        }
    }

    /// Reads the next JSON value as a `resultInfo`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not JSON, or if a member has the wrong type or content or is too
    /// long, or if a member other than `resultMsg` is missing.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            "resultStatus" => status = reader.parse_sized(1, ResultStatus::parse)?,
            "resultCodeId" => id = reader.parse_sized(8, ResultCodeId::parse)?,
            "resultCode" => code = Text::read(reader)?,
            "resultMsg" => msg = FreeText::read(reader)?,
        });
        Ok(Self {
            result_status: members.require(status, "resultStatus")?,
            result_code_id: members.require(id, "resultCodeId")?,
            result_code: members.require(code, "resultCode")?,
            result_msg: msg,
        })
    }

    /// Writes this `resultInfo`.
    pub fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.plain_member("resultStatus", self.result_status.as_str().as_bytes());
        writer.plain_member("resultCodeId", self.result_code_id.digits());
        writer.member("resultCode", &self.result_code);
        writer.optional_member("resultMsg", self.result_msg.as_deref());
        writer.end_object();
    }

    /// The code as a value of the function's result table; `None` if the table does not list it.
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn code<C: ResultCode>(&self) -> Result<Option<C>, Contradiction> {
        C::check(self.result_status, self.result_code_id, &self.result_code)
    }

    /// What the result means. A result that is not listed is accepted if its status is `F` or `U`: it
    /// means [`Failure::Refused`] or [`ResultMeaning::Unknown`].
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn meaning<C: ResultCode>(&self) -> Result<ResultMeaning, Contradiction> {
        Ok(match (self.code::<C>()?, self.result_status) {
            (Some(code), _) => code.row().meaning,
            (None, ResultStatus::Failure) => ResultMeaning::Failed(Failure::Refused),
            (None, _) => ResultMeaning::Unknown,
        })
    }

    /// The rules between its members that this `resultInfo` breaks: the triple contradicts the
    /// result table, or `resultMsg` is missing.
    #[inline]
    pub fn violations<C: ResultCode>(&self) -> impl Iterator<Item = Violation> {
        // Lazy: the writer asks only whether there is a first violation.
        [Rule::Triple, Rule::ResultMsg]
            .into_iter()
            .filter_map(|rule| match rule {
                Rule::Triple => self.code::<C>().err().map(Violation::Result),
                Rule::ResultMsg => self.missing_result_msg(),
            })
    }

    fn missing_result_msg(&self) -> Option<Violation> {
        let is_present = match self.result_msg {
            Some(msg) => !msg.is_empty() || self.result_status == ResultStatus::Success,
            None => false,
        };
        (!is_present).then_some(Violation::Missing { field: "resultMsg" })
    }
}

/// The rules between the members of a `resultInfo`.
#[derive(Clone, Copy)]
enum Rule {
    Triple,
    ResultMsg,
}
