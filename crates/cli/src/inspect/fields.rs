//! The fields of a message of payCancel.

use alipay_acquiring::{
    Lenient, PayCancel, PayCancelRequest, PayCancelResponse, PayCancelResultCode, ResultInfo,
    SignType, Timestamp,
    function::{Function, ResultMeaning},
};

use super::findings::Findings;
use super::signature::Trust;

pub(super) fn request_fields(findings: &mut Findings, request: &PayCancelRequest<'_>) {
    let (head, body) = (&request.head, &request.body);
    findings.section("fields", &format!("request, {}", trust(findings)));
    findings.value("version", Some(PayCancel::VERSION));
    findings.value("function", Some(PayCancel::NAME));
    findings.value("clientId", Some(head.client_id));
    findings.value("reqTime", Some(time_text(head.req_time)));
    findings.value("reqMsgId", Some(head.req_msg_id));
    findings.value("reserve", head.reserve);
    findings.value("signType", head.sign_type.map(SignType::as_str));
    findings.value("partnerId", Some(body.partner_id));
    findings.value("acquirementId", body.transaction.acquirement_id());
    findings.value("merchantTransId", body.transaction.merchant_trans_id());
}

pub(super) fn response_fields(findings: &mut Findings, response: &PayCancelResponse<'_>) {
    let (head, body) = (&response.head, &response.body);
    findings.section("fields", &format!("response, {}", trust(findings)));
    findings.value("version", Some(PayCancel::VERSION));
    findings.value("function", Some(PayCancel::NAME));
    findings.value("clientId", Some(head.client_id));
    findings.value("respTime", head.resp_time.map(lenient_time_text));
    findings.value("reqMsgId", Some(head.req_msg_id));
    findings.value("reserve", head.reserve.map(|text| text.as_str()));
    result(findings, &body.result_info);
    findings.value("acquirementId", body.acquirement_id);
    findings.value("merchantTransId", body.merchant_trans_id);
    findings.value("cancelTime", body.cancel_time.map(lenient_time_text));
}

/// Reports `resultInfo` and its meaning. This is not an outcome: an outcome also needs the request.
fn result(findings: &mut Findings, info: &ResultInfo<'_>) {
    findings.value("resultStatus", Some(info.result_status.to_string()));
    findings.value("resultCodeId", Some(info.result_code_id.to_string()));
    findings.value("resultCode", Some(info.result_code));
    findings.value("resultMsg", info.result_msg.map(|msg| msg.as_str()));
    findings.group("result");
    findings.row(
        "  in the table",
        match info.code::<PayCancelResultCode>() {
            Ok(Some(_)) => "listed with this id and status",
            Ok(None) => "not listed; allowed with F and U",
            Err(_) => "contradicts the table",
        },
    );
    findings.row(
        "  meaning",
        match info.meaning::<PayCancelResultCode>() {
            Ok(ResultMeaning::Success) => "success".to_owned(),
            Ok(ResultMeaning::Failed(failure)) => {
                format!("failed, {failure}: the payment may be live")
            }
            Ok(ResultMeaning::Unknown) => "unknown: the platform does not know".to_owned(),
            Err(contradiction) => format!("unknown: {contradiction}"),
        },
    );
    findings.row("  trust", trust(findings));
    let outcome = match findings.trust {
        Some(Trust::Forged) => "unknown: the signature is invalid",
        _ => "not known here: match the response to its request first",
    };
    findings.row("  outcome", outcome);
    findings.group("fields");
}

/// The time, or the text of an odd one.
fn lenient_time_text(time: Lenient<'_, Timestamp>) -> String {
    time.valid().map_or_else(|| time.to_string(), time_text)
}

/// The time with its fraction of a second, which `Display` leaves out.
fn time_text(time: Timestamp) -> String {
    format!("{time:?}")
}

fn trust(findings: &Findings) -> String {
    findings
        .trust
        .map_or_else(String::new, |trust| trust.to_string())
}
