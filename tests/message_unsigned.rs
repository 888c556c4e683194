//! `UnsignedFailure`: an envelope without a signature.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::UnsignedFailure;
use common::golden::*;

#[test]
fn an_envelope_without_a_signature_is_unsigned() {
    for direction in [Request, Response] {
        let whole = envelope(direction);
        let unsigned = (Kind::Unsigned, 0, Some("signature"));
        assert_refused(
            direction,
            &without(&whole, "signature"),
            unsigned,
            "left out",
        );
        for value in ["null", "\"\""] {
            let (text, _) = with(&whole, "signature", value);
            assert_refused(direction, &text, unsigned, value);
        }
        for value in ["0", "true", "[]", "[\"\"]", "{}"] {
            let (text, at) = with(&whole, "signature", value);
            let expected = (Kind::WrongType, at, Some("signature"));
            assert_refused(direction, &text, expected, value);
        }
    }
}

/// Anyone can write an unsigned text. It must not be able to start a new line in a log or move the
/// cursor of a console.
#[test]
fn claims_are_shown_without_control_characters() {
    let text = r#"{"response":{"body":{"resultInfo":{"resultCode":"X","resultMsg":"x\")\noutcome: success\\\u001b[2K"}}}}"#;
    let mut scratch = [0; 64];
    let unsigned = UnsignedFailure::decode(text.as_bytes(), &mut scratch).unwrap();
    let shown = unsigned.to_string();
    assert_eq!(
        shown,
        r#"unsigned, so only claimed: "X" ("x\")\u{a}outcome: success\\\u{1b}[2K")"#
    );
    assert!(!shown.contains(char::is_control));
}

#[test]
fn an_unsigned_failure_is_a_response_without_a_signature() {
    let unsigned = without(RESPONSE, "signature");
    let whole = [
        Some("S"),
        Some("00000000"),
        Some("SUCCESS"),
        Some("success"),
    ];
    let [status, id, code, msg] = whole;
    let (start, end) = object_span(&unsigned, "body");
    let with_body = |value: &str| format!("{}{value}{}", &unsigned[..start], &unsigned[end..]);
    let (start, end) = object_span(&unsigned, "resultInfo");
    let with_info = |value: &str| format!("{}{value}{}", &unsigned[..start], &unsigned[end..]);
    let rows = [
        ("left out", unsigned.clone(), Ok(whole)),
        ("null", with(RESPONSE, "signature", "null").0, Ok(whole)),
        ("empty", with(RESPONSE, "signature", "\"\"").0, Ok(whole)),
        ("signed", RESPONSE.to_string(), Err((Kind::Signed, None))),
        (
            "signed badly",
            with(RESPONSE, "signature", "\"?\"").0,
            Err((Kind::Signed, None)),
        ),
        ("a request", request(), Err((Kind::WrongMessage, None))),
        (
            "a request",
            without(&request(), "signature"),
            Err((Kind::WrongMessage, None)),
        ),
        (
            "no status",
            without(&unsigned, "resultStatus"),
            Ok([None, id, code, msg]),
        ),
        (
            "another status",
            with(&unsigned, "resultStatus", "\"X\"").0,
            Ok([Some("X"), id, code, msg]),
        ),
        (
            "a number",
            with(&unsigned, "resultCodeId", "7").0,
            Ok([status, None, code, msg]),
        ),
        (
            "another id",
            with(&unsigned, "resultCodeId", "\"7\"").0,
            Ok([status, Some("7"), code, msg]),
        ),
        (
            "null",
            with(&unsigned, "resultCode", "null").0,
            Ok([status, id, None, msg]),
        ),
        (
            "empty",
            with(&unsigned, "resultMsg", "\"\"").0,
            Ok([status, id, code, None]),
        ),
        ("no body", with_body("null"), Ok([None; 4])),
        ("body a list", with_body("[]"), Ok([None; 4])),
        ("resultInfo null", with_info("null"), Ok([None; 4])),
        ("resultInfo a string", with_info("\"{}\""), Ok([None; 4])),
        ("resultInfo empty", with_info("{}"), Ok([None; 4])),
        (
            "an empty response",
            "{\"response\":{}}".to_string(),
            Ok([None; 4]),
        ),
        ("null", "{\"response\":null}".to_string(), Ok([None; 4])),
        (
            "twice",
            edit(
                &unsigned,
                "\"resultMsg\"",
                "\"resultC\\u006fde\":\"\",\"resultMsg\"",
            ),
            Err((Kind::Duplicate, Some("resultCode"))),
        ),
        (
            "not JSON",
            edit(&unsigned, "\"resultMsg\":", "\"resultMsg\""),
            Err((Kind::UnexpectedByte, Some("resultInfo"))),
        ),
        (
            "two documents",
            unsigned.repeat(2),
            Err((Kind::TrailingBytes, None)),
        ),
    ];
    for (name, text, expected) in rows {
        let failure = UnsignedFailure::decode(text.as_bytes(), &mut []);
        let result = failure.map(|failure| {
            [
                failure.result_status,
                failure.result_code_id,
                failure.result_code,
                failure.result_msg,
            ]
        });
        let result = result.map_err(|error| (error.kind(), error.field()));
        assert_eq!(result, expected, "{name}: {text}");
    }
    // The text for staff says that it is unsigned.
    let failure = UnsignedFailure::decode(unsigned.as_bytes(), &mut []).unwrap();
    assert_eq!(
        failure.to_string(),
        "unsigned, so only claimed: \"SUCCESS\" (\"success\")"
    );
}
