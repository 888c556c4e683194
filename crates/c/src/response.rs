//! The members of a response.

use codec::{
    FreeText, Lenient, PayCancelResponse, PayCancelResponseBody, ResponseHead, ResultCodeId,
    ResultInfo, ResultStatus, ScalarText, Text as CodecText, Timestamp,
};

use crate::memory::{Plain, Reads};
use crate::problem::{Fault, in_field};
use crate::request::{optional_text, text};
use crate::text::Text;
use crate::time::Time;

/// The response to a request. Fill it with zeros first: a member that is all zeros is absent. Texts are
/// UTF-8; lengths are in characters.
///
/// In a response that was read, a member may be odd: a number where a text belongs, a status that is none
/// of the three. Its text is here then, as it is in JSON, and a violation names it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Response {
    /// clientId: 1 to 32 characters. Required.
    pub client_id: Text,
    /// reqMsgId: that of the request. Required.
    pub req_msg_id: Text,
    /// respTime. Required.
    pub resp_time: Time,
    /// reserve: up to 256 characters.
    pub reserve: Text,
    /// resultStatus: "S", "F" or "U". Required.
    pub result_status: Text,
    /// resultCodeId: eight digits. Required.
    pub result_code_id: Text,
    /// resultCode: 1 to 64 characters. Required.
    pub result_code: Text,
    /// resultMsg: up to 256 characters. Required unless the status is "S".
    pub result_msg: Text,
    /// acquirementId: 1 to 64 characters. Required if the status is "S".
    pub acquirement_id: Text,
    /// merchantTransId: 1 to 64 characters. Required if the status is "S".
    pub merchant_trans_id: Text,
    /// cancelTime.
    pub cancel_time: Time,
    /// Only in a response that was read: the text of a respTime that is no time.
    pub odd_resp_time: Text,
    /// Only in a response that was read: the text of a cancelTime that is no time.
    pub odd_cancel_time: Text,
}

// SAFETY: integers and pointers.
unsafe impl Plain for Response {}

impl Response {
    /// The response of the codec, to write it. The texts of odd times are ignored.
    ///
    /// # Safety
    ///
    /// Each text is as [`Reads::bytes`] needs it.
    pub(crate) unsafe fn get<'a>(&self, reads: &Reads) -> Result<PayCancelResponse<'a>, Fault> {
        // SAFETY: the caller promises it for each text.
        unsafe {
            let reserve: Option<FreeText<'_, 256>> = optional_text(self.reserve, reads, "reserve")?;
            let client_id: CodecText<'_, 32> = text(self.client_id, reads, "clientId")?;
            let req_msg_id: CodecText<'_, 64> = text(self.req_msg_id, reads, "reqMsgId")?;
            Ok(PayCancelResponse {
                head: ResponseHead {
                    client_id: client_id.into(),
                    resp_time: optional_time(&self.resp_time, "respTime")?,
                    req_msg_id: req_msg_id.into(),
                    reserve: reserve.map(Lenient::Valid),
                },
                body: PayCancelResponseBody {
                    result_info: self.result_info(reads)?,
                    acquirement_id: optional_id(self.acquirement_id, reads, "acquirementId")?,
                    merchant_trans_id: optional_id(
                        self.merchant_trans_id,
                        reads,
                        "merchantTransId",
                    )?,
                    cancel_time: optional_time(&self.cancel_time, "cancelTime")?,
                },
            })
        }
    }

    /// # Safety
    ///
    /// As [`get`](Self::get).
    unsafe fn result_info<'a>(&self, reads: &Reads) -> Result<ResultInfo<'a>, Fault> {
        // SAFETY: the caller promises it for each text.
        unsafe {
            let status = self.result_status.get(reads, "resultStatus")?;
            let status = ResultStatus::parse(status.unwrap_or_default());
            let id = self.result_code_id.get(reads, "resultCodeId")?;
            let id = ResultCodeId::parse(id.unwrap_or_default());
            let code: CodecText<'_, 64> = text(self.result_code, reads, "resultCode")?;
            let msg: Option<FreeText<'_, 256>> =
                optional_text(self.result_msg, reads, "resultMsg")?;
            Ok(ResultInfo {
                result_status: Lenient::Valid(in_field(status, "resultStatus")?),
                result_code_id: Lenient::Valid(in_field(id, "resultCodeId")?),
                result_code: code.into(),
                result_msg: msg.map(Lenient::Valid),
            })
        }
    }
}

fn optional_time<'a>(
    time: &Time,
    field: &'static str,
) -> Result<Option<Lenient<'a, Timestamp>>, Fault> {
    match time.is_absent() {
        true => Ok(None),
        false => Ok(Some(Lenient::Valid(in_field(time.get(), field)?))),
    }
}

/// # Safety
///
/// As [`Reads::bytes`].
unsafe fn optional_id<'a>(
    id: Text,
    reads: &Reads,
    field: &'static str,
) -> Result<Option<ScalarText<'a, 64>>, Fault> {
    // SAFETY: the caller promises it.
    let id: Option<CodecText<'_, 64>> = unsafe { optional_text(id, reads, field) }?;
    Ok(id.map(Into::into))
}

/// The texts live as long as those of the message, and as long as the message itself: it holds the digits
/// of `resultCodeId`.
impl From<&PayCancelResponse<'_>> for Response {
    fn from(response: &PayCancelResponse<'_>) -> Self {
        let PayCancelResponse { head, body } = response;
        let result = &body.result_info;
        let (resp_time, odd_resp_time) = time(&head.resp_time);
        let (cancel_time, odd_cancel_time) = time(&body.cancel_time);
        Self {
            client_id: Text::of(&head.client_id),
            req_msg_id: Text::of(&head.req_msg_id),
            resp_time,
            reserve: free_text(&head.reserve),
            result_status: match &result.result_status {
                Lenient::Valid(status) => Text::of_static(status.as_str()),
                Lenient::Odd(raw) => Text::of(raw.text),
            },
            result_code_id: match &result.result_code_id {
                Lenient::Valid(id) => Text::of(id.as_str()),
                Lenient::Odd(raw) => Text::of(raw.text),
            },
            result_code: Text::of(&result.result_code),
            result_msg: free_text(&result.result_msg),
            acquirement_id: Text::of_option(body.acquirement_id.as_deref()),
            merchant_trans_id: Text::of_option(body.merchant_trans_id.as_deref()),
            cancel_time,
            odd_resp_time,
            odd_cancel_time,
        }
    }
}

fn free_text(text: &Option<Lenient<'_, FreeText<'_, 256>>>) -> Text {
    Text::of_option(text.as_ref().map(|text| text.as_str()))
}

fn time(time: &Option<Lenient<'_, Timestamp>>) -> (Time, Text) {
    match time {
        Some(Lenient::Valid(time)) => (time.into(), Text::ABSENT),
        Some(Lenient::Odd(raw)) => (Time::ABSENT, Text::of(raw.text)),
        None => (Time::ABSENT, Text::ABSENT),
    }
}
