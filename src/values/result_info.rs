//! The result of a call: `resultInfo`.

use crate::error::DecodeError;
use crate::json::{Reader, Writer, max_object_len, max_string_len};
use crate::read_object;
use crate::values::result_code::{Failure, Meaning, ResultCodeId, ResultStatus};
use crate::values::result_table::{Contradiction, ResultCode};
use crate::values::text::{FreeText, Text};
use crate::values::violation::Violation;

/// `resultInfo` of a response's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ResultInfo<'a> {
    /// `resultStatus` (Y): `S`, `F` or `U`.
    pub result_status: ResultStatus,
    /// `resultCodeId` (Y): eight digits.
    pub result_code_id: ResultCodeId,
    /// `resultCode` (Y): 1 to 64 characters.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub result_code: Text<'a, 64>,
    /// `resultMsg`: up to 256 characters. Required, and not empty unless the status is `S`; but
    /// gateways leave it out, so its absence is only a [violation](ResultInfo::violations).
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub result_msg: Option<FreeText<'a, 256>>,
}

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
        read_object!(let members = reader {
            "resultStatus" => status = reader.parse_sized(1, ResultStatus::from_code)?,
            "resultCodeId" => id = reader.parse_sized(8, ResultCodeId::new)?,
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

    /// Writes a `resultInfo`.
    pub fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.plain_member("resultStatus", self.result_status.code().as_bytes());
        writer.plain_member("resultCodeId", self.result_code_id.digits());
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
    #[inline]
    pub fn violations<C: ResultCode>(&self) -> impl Iterator<Item = Violation> {
        // One by one as they are asked for, since the writer asks for the first only.
        (0..2).filter_map(|rule| match (rule, self.result_msg) {
            (0, _) => self.code::<C>().err().map(Violation::Result),
            (_, Some(msg)) if !msg.is_empty() => None,
            (_, Some(_)) if self.result_status == ResultStatus::Success => None,
            _ => Some(Violation::Missing { field: "resultMsg" }),
        })
    }
}
