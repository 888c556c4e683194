//! A message of another function of the family. Envelope, head and signature are the same; the names of
//! its body are not known here, so all members are shown as they are.

use alipay_acquiring::function::Function;
use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring::{Envelope, MessageKind, PayCancel, Unverified};
use serde_json::Value;

use super::findings::Findings;
use super::signature;
use crate::output::row;

/// The names of all functions of the family begin so.
const FAMILY: &str = "alipay.intl.";

/// Reports the message and returns true, if it is a signed one of another function of the family.
pub(super) fn inspect(
    findings: &mut Findings,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
) -> bool {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
    let Ok(envelope) = Envelope::decode(input, &mut scratch) else {
        return false;
    };
    let function = envelope.claimed().function.unwrap_or_default();
    if function == PayCancel::NAME || !function.starts_with(FAMILY) {
        return false;
    }
    let kind = envelope.claimed().message;
    match kind {
        MessageKind::Request => {
            let Ok(claims) = envelope.read_request_claims() else {
                return false;
            };
            report(findings, input, key, &claims, kind);
        }
        MessageKind::Response => {
            let Ok(claims) = envelope.read_response_claims(&mut other) else {
                return false;
            };
            report(findings, input, key, &claims, kind);
        }
    }
    true
}

fn report<M>(
    findings: &mut Findings,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
    claims: &Unverified<'_, M>,
    kind: MessageKind,
) {
    findings.set("message", kind.as_str());
    findings.set("isDecoded", false);
    signature::check(findings, claims, key);
    let trust = findings.trust.map(|trust| trust.to_string());
    let trust = trust.unwrap_or_default();
    let title = format!("{} of another function, {trust}", kind.as_str());
    findings.section("members", &title);
    let span = claims.signing_bytes();
    match serde_json::from_slice::<Value>(span.as_bytes()) {
        Ok(message) => {
            members(&mut findings.text, "", &message);
            findings.set("members", message);
        }
        Err(_) => findings.text += "  nested too deeply; see the signed span\n",
    }
    findings.text += "  These members are claims: this command does not know their function, so it does\n  \
                      not check their values.\n";
    signature::report(findings, claims);
    signature::span(findings, input, span, "not compared: another function");
}

/// Prints each value with the names that lead to it.
fn members(text: &mut String, name: &str, value: &Value) {
    let inner = |inner: &str| match name {
        "" | "head" | "body" => inner.to_owned(),
        _ => format!("{name}.{inner}"),
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (member, value) in object {
                members(text, &inner(&member.escape_debug().to_string()), value);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                members(text, &format!("{name}[{index}]"), item);
            }
        }
        Value::String(string) => *text += &row(name, format!("{string:?}")),
        other => *text += &row(name, other),
    }
}
