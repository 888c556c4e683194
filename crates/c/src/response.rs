//! The members of a response.

use codec::function::ResultCode;
use codec::{
    FreeText, Lenient, PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, ResponseHead,
    ResultCodeId, ResultInfo, ResultStatus, ScalarText, Text as CodecText, Timestamp,
};

use crate::members::Members;
use crate::memory::{Plain, Reads};
use crate::problem::Problem;
use crate::status::Status;
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
    pub(crate) unsafe fn get<'a>(
        &self,
        reads: Reads<'_>,
        problem: &mut Option<Problem>,
    ) -> Result<PayCancelResponse<'a>, Status> {
        let mut members = Members::new(reads, problem);
        // SAFETY: the caller promises it for each text.
        let response = unsafe {
            let client_id: CodecText<'_, 32> = members.text(self.client_id, "clientId");
            let req_msg_id: CodecText<'_, 64> = members.text(self.req_msg_id, "reqMsgId");
            let reserve: Option<FreeText<'_, 256>> = members.optional_text(self.reserve, "reserve");
            PayCancelResponse {
                head: ResponseHead {
                    client_id: client_id.into(),
                    resp_time: optional_time(&mut members, &self.resp_time, "respTime"),
                    req_msg_id: req_msg_id.into(),
                    reserve: reserve.map(Lenient::Valid),
                },
                body: PayCancelResponseBody {
                    result_info: self.result_info(&mut members),
                    acquirement_id: members
                        .optional_text(self.acquirement_id, "acquirementId")
                        .map(id),
                    merchant_trans_id: members
                        .optional_text(self.merchant_trans_id, "merchantTransId")
                        .map(id),
                    cancel_time: optional_time(&mut members, &self.cancel_time, "cancelTime"),
                },
            }
        };
        members.finish(response)
    }

    /// # Safety
    ///
    /// As [`get`](Self::get).
    unsafe fn result_info<'a>(&self, members: &mut Members<'_>) -> ResultInfo<'a> {
        // SAFETY: the caller promises it for each text.
        unsafe {
            let status = members.str(self.result_status, "resultStatus");
            let status = ResultStatus::parse(status.unwrap_or_default());
            let status = members.value(status, "resultStatus");
            let id = members.str(self.result_code_id, "resultCodeId");
            let id = ResultCodeId::parse(id.unwrap_or_default());
            let id = members.value(id, "resultCodeId");
            let code: CodecText<'_, 64> = members.text(self.result_code, "resultCode");
            let msg: Option<FreeText<'_, 256>> =
                members.optional_text(self.result_msg, "resultMsg");
            let any = PayCancelResultCode::UnknownException.row();
            ResultInfo {
                result_status: Lenient::Valid(status.unwrap_or(any.meaning.status())),
                result_code_id: Lenient::Valid(id.unwrap_or(any.id)),
                result_code: code.into(),
                result_msg: msg.map(Lenient::Valid),
            }
        }
    }
}

fn optional_time<'a>(
    members: &mut Members<'_>,
    time: &Time,
    field: &'static str,
) -> Option<Lenient<'a, Timestamp>> {
    match time.is_absent() {
        true => None,
        false => members.value(time.get(), field).map(Lenient::Valid),
    }
}

fn id(text: CodecText<'_, 64>) -> ScalarText<'_, 64> {
    text.into()
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
