//! A payCancel response as a user of a JSON crate would declare it: every value is text.

use std::borrow::Cow;

use alipay_acquiring::{
    FreeText, Lenient, PayCancelResponse, PayCancelResponseBody, ResponseHead, ResultCodeId,
    ResultInfo, ResultStatus, ScalarText, Text, Timestamp,
};
use serde::{Deserialize, Serialize};

/// The `version` of every message here.
pub const VERSION: &str = "2.0.2";
/// The `function` of every message here.
pub const FUNCTION: &str = "alipay.intl.acquiring.common.payCancel";

/// `{"response":…,"signature":…}`. `R` is the type of the response: values or raw text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope<R, S> {
    pub response: R,
    pub signature: S,
}

/// The value of `response`, with strings of the type `S`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response<S> {
    pub head: Head<S>,
    pub body: Body<S>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head<S> {
    pub version: S,
    pub function: S,
    pub client_id: S,
    pub resp_time: S,
    pub req_msg_id: S,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve: Option<S>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body<S> {
    pub result_info: Info<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquirement_id: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_trans_id: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_time: Option<S>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Info<S> {
    pub result_status: S,
    pub result_code_id: S,
    pub result_code: S,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_msg: Option<S>,
}

/// Text that may have had escapes. It is borrowed if it had none.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Unescaped<'a>(#[serde(borrow)] pub Cow<'a, str>);

impl AsRef<str> for Unescaped<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<S> Response<S> {
    /// Converts all strings of the response.
    pub fn map<'s, T>(&'s self, text: impl Fn(&'s S) -> T) -> Response<T> {
        let Self { head, body } = self;
        let info = &body.result_info;
        let optional = |value: &'s Option<S>| value.as_ref().map(&text);
        Response {
            head: Head {
                version: text(&head.version),
                function: text(&head.function),
                client_id: text(&head.client_id),
                resp_time: text(&head.resp_time),
                req_msg_id: text(&head.req_msg_id),
                reserve: optional(&head.reserve),
            },
            body: Body {
                result_info: Info {
                    result_status: text(&info.result_status),
                    result_code_id: text(&info.result_code_id),
                    result_code: text(&info.result_code),
                    result_msg: optional(&info.result_msg),
                },
                acquirement_id: optional(&body.acquirement_id),
                merchant_trans_id: optional(&body.merchant_trans_id),
                cancel_time: optional(&body.cancel_time),
            },
        }
    }
}

impl<S: AsRef<str>> Response<S> {
    /// An owned copy.
    pub fn to_owned_texts(&self) -> Response<String> {
        self.map(|text| text.as_ref().to_owned())
    }
}

impl<'a> Response<&'a str> {
    /// Makes the same checks of the values as `PayCancelResponse::decode`: version, function,
    /// lengths, times, status and id. `None` if one fails.
    #[inline]
    pub fn typed(&self) -> Option<PayCancelResponse<'a>> {
        let Self { head, body } = self;
        if head.version != VERSION || head.function != FUNCTION {
            return None;
        }
        let info = &body.result_info;
        Some(PayCancelResponse {
            head: ResponseHead {
                client_id: scalar(head.client_id)?,
                resp_time: Some(Timestamp::parse(head.resp_time).ok()?.into()),
                req_msg_id: scalar(head.req_msg_id)?,
                reserve: optional_text(head.reserve)?,
            },
            body: PayCancelResponseBody {
                result_info: ResultInfo {
                    result_status: ResultStatus::parse(info.result_status).ok()?.into(),
                    result_code_id: ResultCodeId::parse(info.result_code_id).ok()?.into(),
                    result_code: scalar(info.result_code)?,
                    result_msg: optional_text(info.result_msg)?,
                },
                acquirement_id: optional_scalar(body.acquirement_id)?,
                merchant_trans_id: optional_scalar(body.merchant_trans_id)?,
                cancel_time: match body.cancel_time {
                    Some(time) => Some(Timestamp::parse(time).ok()?.into()),
                    None => None,
                },
            },
        })
    }
}

/// An id or a code. The outer `None` is a text that is too long, here and below.
#[inline]
fn scalar<const MAX: usize>(text: &str) -> Option<ScalarText<'_, MAX>> {
    Some(Text::new(text).ok()?.into())
}

#[inline]
fn optional_scalar(text: Option<&str>) -> Option<Option<ScalarText<'_, 64>>> {
    match text {
        Some(text) => scalar(text).map(Some),
        None => Some(None),
    }
}

#[inline]
fn optional_text(text: Option<&str>) -> Option<Option<Lenient<'_, FreeText<'_, 256>>>> {
    match text {
        Some(text) => Some(Some(Text::new(text).ok()?.into())),
        None => Some(None),
    }
}

/// The strings of a typed response. Times have the text that this crate writes.
pub fn texts(message: &PayCancelResponse<'_>) -> Response<String> {
    let PayCancelResponse { head, body } = message;
    let info = &body.result_info;
    Response {
        head: Head {
            version: VERSION.into(),
            function: FUNCTION.into(),
            client_id: head.client_id.to_string(),
            resp_time: head.resp_time.expect("a respTime").to_string(),
            req_msg_id: head.req_msg_id.to_string(),
            reserve: head.reserve.map(|text| text.to_string()),
        },
        body: Body {
            result_info: Info {
                result_status: info.result_status.to_string(),
                result_code_id: info.result_code_id.to_string(),
                result_code: info.result_code.to_string(),
                result_msg: info.result_msg.map(|text| text.to_string()),
            },
            acquirement_id: body.acquirement_id.map(|text| text.to_string()),
            merchant_trans_id: body.merchant_trans_id.map(|text| text.to_string()),
            cancel_time: body.cancel_time.map(|time| time.to_string()),
        },
    }
}
