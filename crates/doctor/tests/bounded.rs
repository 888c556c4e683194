//! The work of a diagnosis is bounded for hostile input, too. The signatures here are real ones of another text,
//! so every candidate is tried.

mod common;

use std::time::{Duration, Instant};

use alipay_acquiring::signature::{Signer, SigningBytes};
use alipay_acquiring_doctor::{
    Certainty, DiagnoseError, MAX_CANDIDATES, MAX_LEN, MAX_WORK, diagnose, diagnose_span,
};
use common::spell::base64;
use common::{private_key, public_key};

/// A text of about `len` bytes with a pattern in it many times.
fn filled(before: &str, pattern: &str, after: &str, len: usize) -> String {
    let room = len - before.len() - after.len();
    let text = pattern.repeat(room / pattern.len());
    format!("{before}{}{after}", text.strip_suffix(',').unwrap_or(&text))
}

/// Spans that are expensive in one way each.
fn spans(len: usize) -> Vec<(&'static str, String)> {
    let members: String = (0..len / 24)
        .map(|count| format!(r#""name{count:05}":"{count}","#))
        .collect();
    let reversed: String = (0..len / 24)
        .rev()
        .map(|count| format!(r#""{count:015}":null,"#))
        .collect();
    let closed = |members: String| format!("{{{}}}", members.trim_end_matches(','));
    vec![
        ("one long string", filled(r#"{"a":""#, "a", r#""}"#, len)),
        ("characters of HTML", filled(r#"{"a":""#, "<", r#""}"#, len)),
        ("slashes", filled(r#"{"a":""#, "/", r#""}"#, len)),
        ("escapes", filled(r#"{"a":""#, r"\u4e2d", r#""}"#, len)),
        (
            "characters that GBK does not have",
            filled(r#"{"a":""#, "😀", r#""}"#, len),
        ),
        (
            "characters of two bytes",
            filled(r#"{"a":""#, "é", r#""}"#, len),
        ),
        ("numbers", filled("[", "0,", "]", len)),
        (
            "numbers as strings",
            filled(r#"{"a":["#, r#""12345678901234567890","#, "]}", len),
        ),
        (
            "times",
            filled(r#"{"a":["#, r#""2001-07-04T12:08:56Z","#, "]}", len),
        ),
        ("empty objects", filled("[", "{},", "]", len)),
        ("line breaks", filled("{", "\n", "}", len)),
        ("members", closed(members)),
        ("null members in reverse order", closed(reversed)),
        ("one long name", filled(r#"{""#, "n", r#"":1}"#, len)),
        (
            "nested",
            format!("{}{}", "[".repeat(len / 2), "]".repeat(len / 2)),
        ),
        ("opened", "[".repeat(len)),
        ("quotes", "\"".repeat(len)),
        ("backslashes", filled("\"", "\\", "", len)),
    ]
}

#[test]
fn hostile_spans_cost_no_more_than_the_bounds() {
    let key = public_key("client");
    let keys = [("client", &key)];
    let signature = private_key("client")
        .sign(SigningBytes::new(b"another text"))
        .unwrap();
    let signature = base64(signature.as_bytes());
    let (mut tried, mut slowest) = (0, Duration::ZERO);
    for len in [1000, MAX_LEN] {
        for (name, span) in spans(len) {
            assert!(
                span.len() <= MAX_LEN && span.len() * 2 > len,
                "{name}: {}",
                span.len()
            );
            let start = Instant::now();
            let diagnosis = diagnose_span(span.as_bytes(), &signature, &keys).unwrap();
            let work = diagnosis.work;
            slowest = slowest.max(start.elapsed());
            assert_eq!(diagnosis.certainty, Certainty::Likely, "{name}");
            assert!(work.candidates <= MAX_CANDIDATES, "{name}: {work:?}");
            assert!(
                work.bytes <= MAX_WORK + 64 * (len + 4096),
                "{name}: {work:?}"
            );
            assert_eq!(work.public_operations, 1, "{name}");
            tried += 1;
        }
    }
    println!("doctor: hostile spans tried {tried}");
    println!(
        "doctor: slowest hostile span, milliseconds {}",
        slowest.as_millis()
    );
}

#[test]
fn hostile_texts_of_a_signature_cost_no_more_than_the_bounds() {
    let key = public_key("client");
    let keys = [("client", &key), ("again", &key)];
    let digits = "ab ".repeat(300);
    for text in [
        "A".repeat(8192),
        "0".repeat(8192),
        "%41".repeat(2700),
        "%25".repeat(2700),
        " ".repeat(8192),
        "=".repeat(8192),
        digits.clone(),
        base64(digits.as_bytes()),
        base64(base64(digits.as_bytes()).as_bytes()),
        base64("A ".repeat(342).as_bytes()),
        "A".repeat(MAX_LEN),
    ] {
        let diagnosis = diagnose_span(b"{}", &text, &keys).unwrap();
        assert!(
            diagnosis.work.public_operations <= 2 * 16,
            "{text}: {:?}",
            diagnosis.work
        );
        assert_eq!(diagnosis.work.candidates, 0, "{text}");
    }
}

#[test]
fn an_input_that_is_too_long_is_refused() {
    let key = public_key("client");
    let keys = [("client", &key)];
    let error = DiagnoseError::TooLong { len: MAX_LEN + 1 };
    let long = vec![b' '; MAX_LEN + 1];
    assert_eq!(diagnose(&long, &keys), Err(error));
    assert_eq!(diagnose_span(&long, "", &keys), Err(error));
    assert_eq!(
        error.to_string(),
        "expected an envelope of at most 65536 bytes, found 65537 bytes"
    );
    let error = diagnose(b"{}", &keys).unwrap_err();
    assert!(matches!(error, DiagnoseError::Envelope(_)));
    assert!(
        error
            .to_string()
            .starts_with("expected an envelope, found another text: "),
        "{error}"
    );
}
