//! What a diagnosis says besides its causes: the evidence, the certainty without keys, and the text.

mod common;

use std::fs;

use alipay_acquiring::signature::SigningBytes;
use alipay_acquiring_doctor::{Cause, Certainty, diagnose, diagnose_span};
use common::{diagnosis, fixture, public_key};

fn envelope(name: &str) -> Vec<u8> {
    fs::read(fixture(&format!("envelopes/{name}.json"))).unwrap()
}

fn hex_digest(bytes: &[u8]) -> String {
    common::spell::hex(&SigningBytes::new(bytes).digest())
}

/// The value of `request`, and the text of the signature.
fn parts(envelope: &[u8]) -> (&str, &str) {
    let text = str::from_utf8(envelope).unwrap();
    let text = text.strip_prefix("{\"request\":").unwrap();
    let (span, signature) = text.split_once(",\"signature\":\"").unwrap();
    (span, signature.strip_suffix("\"}").unwrap())
}

#[test]
fn the_evidence_names_key_hash_digests_and_place() {
    let sent = envelope("spaced");
    let (span, _) = parts(&sent);
    let found = diagnosis(&sent, &["client"]).evidence;
    let signed = found.signed.as_deref().unwrap();
    assert_eq!(found.key.as_deref(), Some("client"));
    assert_eq!(found.hash, Some("SHA-256"));
    assert_eq!(found.expected_digest, hex_digest(span.as_bytes()));
    assert_eq!(found.found_digest, Some(hex_digest(signed)));
    assert_eq!(
        (found.signature_len, found.expected_len),
        (Some(256), Some(256))
    );
    // `{"request":` and then `{"head":`, after which Python writes a space.
    assert_eq!((found.span_offset, found.first_difference), (11, Some(8)));
    let [sent, signed] = found.excerpts.unwrap();
    assert!(
        sent.starts_with("{\"version\":") && signed.starts_with(" {\"version\":"),
        "{sent} {signed}"
    );
}

#[test]
fn the_evidence_of_other_diagnoses() {
    let holds = diagnosis(&envelope("holds"), &["client"]).evidence;
    assert_eq!((holds.first_difference, holds.excerpts), (None, None));
    assert_eq!(holds.found_digest, Some(holds.expected_digest));

    let key_of = diagnosis(&envelope("key-of"), &["client", "platform"]).evidence;
    assert_eq!(key_of.key.as_deref(), Some("platform"));

    let changed = diagnosis(&envelope("changed-after-signing"), &["client"]).evidence;
    assert_eq!(
        (changed.key.as_deref(), changed.signed),
        (Some("client"), None)
    );
    assert_ne!(changed.found_digest, Some(changed.expected_digest));

    let pss = diagnosis(&envelope("pss"), &["client"]).evidence;
    assert_eq!((pss.hash, pss.found_digest), (Some("SHA-256"), None));

    let sha1 = diagnosis(&envelope("sha1"), &["client"]).evidence;
    assert_eq!(
        (sha1.hash, sha1.found_digest.map(|digest| digest.len())),
        (Some("SHA-1"), Some(40))
    );

    let other = diagnosis(&envelope("other-size"), &["client"]).evidence;
    assert_eq!(
        (other.key, other.signature_len, other.expected_len),
        (None, Some(384), Some(256))
    );
}

#[test]
fn without_keys_only_the_text_of_the_signature_is_diagnosed() {
    for (name, cause, certainty) in [
        ("holds", Cause::OtherKey, Certainty::None),
        ("sorted-members", Cause::OtherKey, Certainty::None),
        ("hex-signature", Cause::HexSignature, Certainty::Likely),
        ("url-safe-base64", Cause::UrlSafeBase64, Certainty::Likely),
        ("empty-signature", Cause::EmptySignature, Certainty::Proved),
        (
            "placeholder-signature",
            Cause::PlaceholderSignature,
            Certainty::Proved,
        ),
    ] {
        let diagnosis = diagnosis(&envelope(name), &[]);
        assert_eq!(
            (diagnosis.cause, diagnosis.certainty),
            (cause, certainty),
            "{name}"
        );
    }
}

#[test]
fn a_span_is_diagnosed_like_its_envelope() {
    let key = public_key("client");
    let keys = [("client", &key)];
    let mut compared = 0;
    for name in [
        "holds",
        "spaced",
        "with-name",
        "whole-envelope-spaced",
        "sha1",
        "pss",
        "gbk",
        "body-only",
    ] {
        let sent = envelope(name);
        let (span, signature) = parts(&sent);
        let of_envelope = diagnose(&sent, &keys).unwrap();
        let of_span = diagnose_span(span.as_bytes(), signature, &keys).unwrap();
        assert_eq!(of_span.cause, of_envelope.cause, "{name}");
        assert_eq!(of_span.also, of_envelope.also, "{name}");
        assert_eq!(
            of_span.evidence.signed, of_envelope.evidence.signed,
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 8);
}

#[test]
fn the_text_cannot_control_a_terminal() {
    let sent = envelope("spaced");
    let text = String::from_utf8(sent)
        .unwrap()
        .replace("\"2.0.2\"", "\"\u{9b}31m\"");
    let key = public_key("client");
    let diagnosis = diagnose(text.as_bytes(), &[("a \u{1b}[31m key", &key)]).unwrap();
    assert_eq!(diagnosis.cause, Cause::ChangedAfterSigning);
    let shown = diagnosis.to_string();
    assert!(shown.contains("a \\u{1b}[31m key"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{9b}']), "{shown}");
}

#[test]
fn every_prefix_of_a_signature() {
    let key = public_key("client");
    let keys = [("client", &key)];
    let sent = envelope("holds");
    let (span, signature) = parts(&sent);
    for len in 0..=signature.len() {
        let prefix = &signature[..len];
        let diagnosis = diagnose_span(span.as_bytes(), prefix, &keys).unwrap();
        // 256 bytes are 342 digits and `==`.
        let expected = match len {
            0 => Cause::EmptySignature,
            1..=24 => Cause::PlaceholderSignature,
            25..=341 => Cause::TruncatedSignature,
            342..=343 => Cause::Base64NoPadding,
            _ => Cause::Holds,
        };
        assert_eq!(diagnosis.cause, expected, "{len}: {diagnosis}");
        assert!(diagnosis.also.is_empty(), "{len}: {diagnosis}");
        let is_proved = matches!(len, 0 | 342..);
        assert_eq!(
            diagnosis.certainty == Certainty::Proved,
            is_proved,
            "{len}: {diagnosis}"
        );
    }
}
