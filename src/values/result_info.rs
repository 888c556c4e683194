//! `resultInfo`, the result in the body of a response.

use crate::error::{DecodeError, FieldError};
use crate::json::{Reader, Stop, Writer, max_object_len, max_string_len};
use crate::read_object;
use crate::values::lenient::Lenient;
use crate::values::result_code::{Failure, ResultCodeId, ResultMeaning, ResultStatus};
use crate::values::result_table::{Contradiction, ResultCode};
use crate::values::scalar_text::ScalarText;
use crate::values::text::FreeText;
use crate::values::violation::Violation;

/// `resultInfo` in the body of a response. A member that is odd but readable is read, and is a
/// [violation](ResultInfo::violations): see [`Lenient`] and [`ScalarText`].
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
    /// `resultStatus` (Y): `S`, `F` or `U`. Odd if it is any other text, a number or a boolean, of up to
    /// 64 characters; then the outcome is unknown.
    pub result_status: Lenient<'a, ResultStatus>,
    /// `resultCodeId` (Y): eight digits. Odd if it is any other text, a number or a boolean, of 1 to 64
    /// characters. [`code_id`](Self::code_id) also reads eight digits that were sent as a number.
    pub result_code_id: Lenient<'a, ResultCodeId>,
    /// `resultCode` (Y): 1 to 64 characters.
    pub result_code: ScalarText<'a, 64>,
    /// `resultMsg`: up to 256 characters. Required; it may be empty only if the status is `S`. Real
    /// platforms leave it out, so its absence is only a [violation](ResultInfo::violations).
    pub result_msg: Option<Lenient<'a, FreeText<'a, 256>>>,
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
            result_status: Lenient::Valid(row.meaning.status()),
            result_code_id: Lenient::Valid(row.id),
            result_code: row.name.into(),
            result_msg: Some(Lenient::Valid(result_msg)),
        }
    }

    /// As [`new`](Self::new), from a text that is checked here.
    ///
    /// # Errors
    ///
    /// [`ValueError::TooLong`](crate::ValueError::TooLong) for a `resultMsg` of more than 256 characters.
    pub fn try_new(code: impl ResultCode, result_msg: &'a str) -> Result<Self, FieldError> {
        match FreeText::new(result_msg) {
            Ok(text) => Ok(Self::new(code, text)),
            Err(error) => Err(error.in_field("resultMsg")),
        }
    }

    /// Reads the next JSON value as a `resultInfo`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not JSON; if a member other than `resultMsg` is missing, is an array
    /// or an object, or has more than 64 characters; if a name occurs twice.
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut info = Self::ABSENT;
        let read = info.fill(reader);
        reader.result(read)?;
        Ok(info)
    }

    /// A result whose members are absent: only while a message is read.
    pub(crate) const ABSENT: Self = Self {
        result_status: Lenient::ABSENT,
        result_code_id: Lenient::ABSENT,
        result_code: ScalarText::ABSENT,
        result_msg: None,
    };

    /// As [`read`](Self::read), in the place of this result, which is [`ABSENT`](Self::ABSENT).
    #[inline(always)]
    pub(crate) fn fill(&mut self, reader: &mut Reader<'a>) -> Result<(), Stop> {
        // An empty status is not absent: it is a status that is not listed.
        read_object!(@slots let members = reader {
            "resultStatus" => status by self.result_status.fill_deciding(reader, 0)?,
            "resultCodeId" => id by self.result_code_id.fill_deciding(reader, 1)?,
            "resultCode" => code by self.result_code.fill(reader)?,
            "resultMsg" => msg by
                Lenient::<FreeText<'_, 256>>::read_to(reader, None, &mut self.result_msg)?,
        });
        reader.require(&members, self.result_status.present(), "resultStatus")?;
        reader.require(&members, self.result_code_id.present(), "resultCodeId")?;
        reader.require(&members, self.result_code.present(), "resultCode")?;
        Ok(())
    }

    /// Writes this `resultInfo`. Odd members are left out: a message with violations cannot be written.
    pub fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        if let Lenient::Valid(status) = self.result_status {
            writer.plain_member("resultStatus", status.as_str().as_bytes());
        }
        if let Lenient::Valid(id) = &self.result_code_id {
            writer.plain_member("resultCodeId", id.digits());
        }
        writer.member("resultCode", &self.result_code);
        if let Some(Lenient::Valid(msg)) = &self.result_msg {
            writer.member("resultMsg", msg);
        }
        writer.end_object();
    }

    /// `resultCodeId`, also if the eight digits were sent as a number; `None` for any other text.
    #[must_use]
    pub fn code_id(&self) -> Option<ResultCodeId> {
        match self.result_code_id {
            Lenient::Valid(id) => Some(id),
            Lenient::Odd(raw) => ResultCodeId::parse(raw.text).ok(),
        }
    }

    /// The code as a value of the function's result table; `None` if the table does not list it.
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn code<C: ResultCode>(&self) -> Result<Option<C>, Contradiction> {
        C::check(
            self.result_status.valid(),
            self.code_id(),
            &self.result_code,
        )
    }

    /// What the result means. A result that is not listed is accepted if its status is `F` or `U`: it
    /// means [`Failure::Unlisted`] or [`ResultMeaning::Unknown`].
    ///
    /// # Errors
    ///
    /// As [`ResultCode::check`].
    pub fn meaning<C: ResultCode>(&self) -> Result<ResultMeaning, Contradiction> {
        Ok(match self.code::<C>()? {
            Some(code) => code.row().meaning,
            None if self.result_status == ResultStatus::Failure => {
                ResultMeaning::Failed(Failure::Unlisted)
            }
            None => ResultMeaning::Unknown,
        })
    }

    /// The rules that this `resultInfo` breaks: an odd member, a triple that contradicts the result
    /// table, or a missing `resultMsg`.
    #[inline]
    pub fn violations<C: ResultCode>(&self) -> impl Iterator<Item = Violation> {
        // Usually only the triple needs a look. And the iterator is lazy: the writer asks only whether
        // there is a first violation.
        let is_usual = matches!(self.result_code_id, Lenient::Valid(_))
            && self.result_code.is_string()
            && matches!(self.result_msg, Some(Lenient::Valid(msg)) if !msg.is_empty());
        let rules: &[Rule] = match is_usual {
            true => &[Rule::Triple],
            false => &Rule::ALL,
        };
        rules.iter().filter_map(|rule| match rule {
            Rule::Triple => self.code::<C>().err().map(Violation::Result),
            Rule::ResultCodeId => self.result_code_id.violation("resultCodeId"),
            Rule::ResultCode => self.result_code.violation("resultCode"),
            Rule::ResultMsg => self.result_msg_violation(),
        })
    }

    fn result_msg_violation(&self) -> Option<Violation> {
        let missing = Violation::Missing { field: "resultMsg" };
        match self.result_msg {
            Some(Lenient::Valid(msg)) if msg.is_empty() => {
                (self.result_status != ResultStatus::Success).then_some(missing)
            }
            Some(msg) => msg.violation("resultMsg"),
            None => Some(missing),
        }
    }
}

/// The rules for a `resultInfo`. An odd `resultStatus` is a contradiction of its triple.
#[derive(Clone, Copy)]
enum Rule {
    Triple,
    ResultCodeId,
    ResultCode,
    ResultMsg,
}

impl Rule {
    /// All rules, in the order in which their violations are listed.
    const ALL: [Self; 4] = [
        Self::Triple,
        Self::ResultCodeId,
        Self::ResultCode,
        Self::ResultMsg,
    ];
}
