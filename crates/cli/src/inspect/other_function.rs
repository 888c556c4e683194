//! A message of another function of the family. Envelope, head and signature are the same; the names of
//! its body are not known here, so all members are shown as they are.

use alipay_acquiring::function::Function;
use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring::{DecodeError, Envelope, MessageKind, PayCancel, Unverified};
use serde_json::Value;

use super::findings::Findings;
use super::signature;
use crate::output::row;

/// The names of all functions of the family begin so.
const FAMILY: &str = "alipay.intl.";

/// Reports the message and returns true, if it is one of another function of the family.
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
        MessageKind::Request => match envelope.read_request_claims() {
            Ok(claims) => signed(findings, input, key, &claims, kind),
            Err(error) => unsigned(findings, input, error, kind),
        },
        MessageKind::Response => match envelope.read_response_claims(&mut other) {
            Ok(claims) => signed(findings, input, key, &claims, kind),
            Err(error) => unsigned(findings, input, error, kind),
        },
    }
    true
}

fn signed<M>(
    findings: &mut Findings,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
    claims: &Unverified<'_, M>,
    kind: MessageKind,
) {
    let trust = signature::check(findings, claims, key);
    message(findings, input, kind, &trust.to_string());
    signature::report(findings, claims);
    let span = claims.signing_bytes();
    signature::span(findings, input, span, "not compared: another function");
}

/// There is no signature, or `resultInfo` has a duplicate.
fn unsigned(findings: &mut Findings, input: &[u8], error: DecodeError, kind: MessageKind) {
    findings.set("trust", Value::Null);
    message(
        findings,
        input,
        kind,
        "not verified: no signature can be read",
    );
    findings.text += &row("trust", "none: an unsigned message proves nothing");
    findings.problem(error);
}

/// Reports all members of the message.
fn message(findings: &mut Findings, input: &[u8], kind: MessageKind, trust: &str) {
    findings.set("message", kind.as_str());
    findings.set("isDecoded", false);
    let title = format!("{} of another function, {trust}", kind.as_str());
    findings.section("members", &title);
    let envelope: Result<Value, _> = serde_json::from_slice(input);
    match envelope
        .as_ref()
        .map(|envelope| envelope.get(kind.as_str()))
    {
        Ok(Some(message)) => {
            members(&mut findings.text, "", message);
            findings.set("members", message.clone());
        }
        _ => findings.text += "  nested too deeply to be shown here\n",
    }
    findings.text += "  These members are claims: this command does not know their function, so it does\n  \
                      not check their values.\n";
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
