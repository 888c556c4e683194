//! A text that is no message of payCancel.

use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Envelope, PayCancel, UnsignedFailure, function::Function,
};

use serde_json::Value;

use super::caret::{excerpt, visible};
use super::findings::Findings;

/// The members of a head that have the same value in every payCancel message.
const EXPECTED: [(&str, &str); 2] = [
    ("version", PayCancel::VERSION),
    ("function", PayCancel::NAME),
];

/// Reports a text that is neither a request nor a response that can be decoded. For a request, the
/// response decoder stops at the first member with `WrongMessage`, and the other way round. So the
/// other decoder's error is the one to show.
pub(super) fn refused(
    findings: &mut Findings,
    input: &[u8],
    request: DecodeError,
    response: DecodeError,
) {
    use DecodeErrorKind::{Missing, WrongMessage};
    const BOTH: &str = "request and response in one";
    let (what, error) = match (request.kind(), response.kind()) {
        (WrongMessage { .. }, WrongMessage { .. }) if request.offset() > response.offset() => {
            (BOTH, request)
        }
        (WrongMessage { .. }, WrongMessage { .. }) => (BOTH, response),
        (_, WrongMessage { .. }) => ("request", request),
        (WrongMessage { .. }, _) => ("response", response),
        (Missing, Missing) => ("neither request nor response", request),
        _ => ("unknown message", request),
    };
    let message = match what {
        "request" | "response" => Some(what),
        _ => None,
    };
    let (before, after) = input.split_at(error.offset().min(input.len()));
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let before = before.rsplit(|&byte| byte == b'\n').next();
    let before = visible(before.unwrap_or_default());
    let place = format!("line {line}, column {}", before.len() + 1);
    findings.set("message", message);
    findings.set("isDecoded", false);
    findings.set("trust", Value::Null);
    findings.section("error", &format!("{what}, not decoded, so not verified"));
    findings.row("error", error.kind());
    findings.row("kind", format!("{:?}", error.kind()));
    findings.row("field", error.field().unwrap_or("none"));
    for (name, expected) in EXPECTED {
        if error.field() == Some(name) {
            findings.row("expected", expected);
        }
    }
    findings.row("place", format!("{place} (byte {})", error.offset()));
    findings.set_in_group("field", error.field());
    findings.set_in_group("offset", error.offset());
    findings.set_in_group("line", line);
    findings.set_in_group("column", before.len() + 1);
    findings.text += &excerpt(line, &before, after);
    findings.problem(format!("{error}: {place}"));
    claims(findings, input, error);
}

/// Reports what an undecodable text claims about itself.
fn claims(findings: &mut Findings, input: &[u8], error: DecodeError) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; 2 * input.len()]];
    let unsigned = UnsignedFailure::decode(input, &mut other);
    let envelope = Envelope::decode(input, &mut scratch).map(|envelope| envelope.claimed());
    let Ok(claimed) = envelope.or(unsigned.map(|failure| failure.claimed)) else {
        findings.text += "\nclaims: not readable either\n";
        return;
    };
    findings.section("claims", "claims, not verified");
    findings.value("version", claimed.version);
    findings.value("function", claimed.function);
    findings.value("clientId", claimed.client_id);
    findings.value("reqMsgId", claimed.req_msg_id);
    let claims = [claimed.version, claimed.function];
    for ((name, expected), claimed) in EXPECTED.into_iter().zip(claims) {
        let is_reported = error.field() == Some(name);
        if !is_reported && claimed.is_some_and(|claimed| claimed != expected) {
            findings.problem(format!("{name}: not {expected}"));
        }
    }
    let Ok(failure) = unsigned else {
        return;
    };
    findings.value("resultStatus", failure.result.result_status);
    findings.value("resultCodeId", failure.result.result_code_id);
    findings.value("resultCode", failure.result.result_code);
    match failure.result_msg_is_unreadable {
        true => findings.value("resultMsg", Some("(not UTF-8, perhaps GBK)")),
        false => findings.value("resultMsg", failure.result.result_msg),
    }
    findings.row(
        "  trust",
        "none: an unsigned response proves nothing, and the outcome is unknown",
    );
    if error.kind() != DecodeErrorKind::Unsigned {
        findings.problem("signature: the envelope is not signed");
    }
}
