//! `doctor`: why a signature does not hold.

use alipay_acquiring_doctor::{Cause, Certainty, Diagnosis, diagnose};
use serde_json::{Map, Value, json};

use crate::arguments::Doctor;
use crate::files;
use crate::key_file;
use crate::output::{Answer, Report, verdict};

pub(crate) fn run(arguments: &Doctor) -> Answer {
    let keys = key_file::read_public_keys(&arguments.keys)?;
    let keys: Vec<_> = keys
        .iter()
        .map(|(name, key)| (name.as_str(), key))
        .collect();
    let input = files::read(&arguments.file)?;
    let file = &arguments.file;
    let diagnosis = diagnose(&input, &keys)
        .map_err(|error| format!("{file:?}: {error}; `alipay-envelope inspect` shows the place"))?;
    let is_yes = diagnosis.cause == Cause::Holds;
    Ok(Report {
        text: text(&diagnosis),
        json: json(&diagnosis),
        is_yes,
    })
}

/// The text of the diagnosis, with a coloured first line.
fn text(diagnosis: &Diagnosis) -> String {
    let text = diagnosis.to_string();
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let is_yes = diagnosis.cause == Cause::Holds;
    format!("{}\n{rest}\n", verdict(is_yes, first))
}

pub(crate) fn json(diagnosis: &Diagnosis) -> Value {
    let ids = |causes: &[Cause]| -> Value { causes.iter().map(|cause| cause.id()).collect() };
    let mut object = Map::new();
    object.insert("cause".into(), diagnosis.cause.id().into());
    object.insert("certainty".into(), diagnosis.certainty.as_str().into());
    if !diagnosis.also.is_empty() {
        object.insert("also".into(), ids(&diagnosis.also));
    }
    let explanations = diagnosis.causes().map(|cause| {
        json!({ "cause": cause.id(), "meaning": cause.meaning(), "whatToDo": cause.what_to_do() })
    });
    object.insert("explanations".into(), explanations.collect());
    object.insert("evidence".into(), evidence(diagnosis));
    Value::Object(object)
}

fn evidence(diagnosis: &Diagnosis) -> Value {
    let evidence = &diagnosis.evidence;
    let signed = evidence.signed.as_deref();
    let is_proved = diagnosis.certainty == Certainty::Proved;
    let [sent, signed_here] = match &evidence.excerpts {
        Some(excerpts) => excerpts.each_ref().map(|text| Some(text.as_str())),
        None => [None; 2],
    };
    json!({
        "key": evidence.key,
        "hash": evidence.hash,
        "foundDigest": evidence.found_digest,
        "expectedDigest": evidence.expected_digest,
        "signatureLength": evidence.signature_len,
        "expectedLength": evidence.expected_len,
        // Bytes that are not UTF-8 are shown as U+FFFD.
        "signed": signed.filter(|_| is_proved).map(String::from_utf8_lossy),
        "firstDifference": evidence.first_difference.map(|offset| evidence.span_offset + offset),
        "sentThere": sent,
        "signedThere": signed_here,
    })
}
