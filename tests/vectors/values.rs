//! The values of messages and claims as JSON, in the form of the test vectors.

use alipay_acquiring::{Claimed, Lenient, PayCancelRequest, PayCancelResponse, Timestamp};
use serde_json::{Map, Value, json};

pub(crate) fn present<const N: usize>(members: [(&str, Option<&str>); N]) -> Value {
    let members = members.into_iter();
    let members = members.filter_map(|(name, text)| Some((name.to_string(), text?.into())));
    members.collect::<Map<_, _>>().into()
}

pub(crate) fn head_claims(claimed: &Claimed<'_>) -> Value {
    present([
        ("version", claimed.version),
        ("function", claimed.function),
        ("clientId", claimed.client_id),
        ("reqMsgId", claimed.req_msg_id),
    ])
}

pub(crate) fn request_values(request: &PayCancelRequest<'_>) -> Value {
    let (head, body) = (&request.head, &request.body);
    let time = format!("{:?}", head.req_time);
    let ids = body.transaction;
    json!({
        "head": present([
            ("version", Some("2.0.2")),
            ("function", Some("alipay.intl.acquiring.common.payCancel")),
            ("clientId", Some(head.client_id.as_str())),
            ("reqTime", Some(&time)),
            ("reqMsgId", Some(head.req_msg_id.as_str())),
            ("reserve", head.reserve.as_ref().map(|text| text.as_str())),
            ("signType", head.sign_type.map(|of| of.as_str())),
        ]),
        "body": present([
            ("partnerId", Some(body.partner_id.as_str())),
            ("acquirementId", ids.acquirement_id().as_deref()),
            ("merchantTransId", ids.merchant_trans_id().as_deref()),
        ]),
    })
}

pub(crate) fn response_values(response: &PayCancelResponse<'_>) -> Value {
    let (head, body) = (&response.head, &response.body);
    let info = &body.result_info;
    let [resp_time, cancel_time] = [head.resp_time, body.cancel_time].map(|time| time.map(shown));
    let (status, id) = (
        info.result_status.to_string(),
        info.result_code_id.to_string(),
    );
    let mut values = json!({
        "head": present([
            ("version", Some("2.0.2")),
            ("function", Some("alipay.intl.acquiring.common.payCancel")),
            ("clientId", Some(head.client_id.as_str())),
            ("respTime", resp_time.as_deref()),
            ("reqMsgId", Some(head.req_msg_id.as_str())),
            ("reserve", head.reserve.as_ref().map(|text| text.as_str())),
        ]),
        "body": present([
            ("acquirementId", body.acquirement_id.as_deref()),
            ("merchantTransId", body.merchant_trans_id.as_deref()),
            ("cancelTime", cancel_time.as_deref()),
        ]),
    });
    values["body"]["resultInfo"] = present([
        ("resultStatus", Some(&status)),
        ("resultCodeId", Some(&id)),
        ("resultCode", Some(info.result_code.as_str())),
        (
            "resultMsg",
            info.result_msg.as_ref().map(|text| text.as_str()),
        ),
    ]);
    values
}

pub(crate) fn valid_times(response: &PayCancelResponse<'_>) -> Vec<(&'static str, Timestamp)> {
    let times = [
        ("head.respTime", response.head.resp_time),
        ("body.cancelTime", response.body.cancel_time),
    ];
    let valid = times
        .into_iter()
        .filter_map(|(name, time)| Some((name, time?.valid()?)));
    valid.collect()
}

/// All components of a time, or the text of an odd one.
fn shown(time: Lenient<'_, Timestamp>) -> String {
    time.valid()
        .map_or_else(|| time.to_string(), |time| format!("{time:?}"))
}

/// The expected values have times as they were sent. The components of many are in `times`, so that this
/// crate's own reader need not be trusted here.
pub(crate) fn with_times_as_shown(expected: &mut Value) {
    for part in ["head", "body"] {
        for name in ["reqTime", "respTime", "cancelTime"] {
            if let Some(Value::String(text)) =
                expected.pointer_mut(&format!("/values/{part}/{name}"))
                && let Ok(time) = Timestamp::parse(text)
            {
                *text = format!("{time:?}");
            }
        }
    }
}
