//! `UnsignedFailure`: an envelope without a signature.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::JsonType;
use alipay_acquiring::{MessageKind, PayCancelResponse, UnsignedFailure};
use common::golden::*;
use common::json::wrong_type;

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
            let kind = wrong_type(JsonType::String, value);
            let expected = (kind, at, Some("signature"));
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
    let found = MessageKind::Request;
    let a_request = Kind::WrongMessage { found };
    let with_info = |value: &str| format!("{}{value}{}", &unsigned[..start], &unsigned[end..]);
    let rows = [
        ("left out", unsigned.clone(), Ok(whole)),
        ("null", with(RESPONSE, "signature", "null").0, Ok(whole)),
        ("empty", with(RESPONSE, "signature", "\"\"").0, Ok(whole)),
        ("signed", RESPONSE.to_string(), Err((Kind::Signed, None))),
        (
            "signed by another key",
            with(
                RESPONSE,
                "signature",
                &quoted(&"A".repeat(344).replace("AAA", "AAB")),
            )
            .0,
            Err((Kind::Signed, None)),
        ),
        (
            "a placeholder",
            with(RESPONSE, "signature", "\"no signature\"").0,
            Ok(whole),
        ),
        (
            "not base64",
            with(RESPONSE, "signature", "\"?\"").0,
            Ok(whole),
        ),
        (
            "not canonical base64",
            with(
                RESPONSE,
                "signature",
                &quoted(golden_signature().trim_end_matches('=')),
            )
            .0,
            Ok(whole),
        ),
        (
            "shorter than the signature of any key",
            with(RESPONSE, "signature", &quoted(&"A".repeat(340))).0,
            Ok(whole),
        ),
        (
            "longer than the signature of any key",
            with(RESPONSE, "signature", &quoted(&"A".repeat(684))).0,
            Ok(whole),
        ),
        ("an object", with(RESPONSE, "signature", "{}").0, Ok(whole)),
        ("a request", request(), Err((a_request, None))),
        (
            "a request",
            without(&request(), "signature"),
            Err((a_request, None)),
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
            Ok([status, Some("7"), code, msg]),
        ),
        (
            "an object",
            with(&unsigned, "resultCode", "{\"a\":[]}").0,
            Ok([status, id, Some("{\"a\":[]}"), msg]),
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
                failure.result.result_status,
                failure.result.result_code_id,
                failure.result.result_code,
                failure.result.result_msg,
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

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// A text that is not UTF-8 is refused everywhere else. Here its ASCII members can be read.
#[test]
fn an_unsigned_failure_that_is_not_utf8() {
    let text = |msg: &[u8]| {
        let unsigned = without(RESPONSE, "signature");
        let (before, after) = unsigned.split_once("\"success\"").unwrap();
        [before.as_bytes(), b"\"", msg, b"\"", after.as_bytes()].concat()
    };
    let unreadable = Ok((None, true));
    let not_utf8 = Err(Kind::InvalidUtf8);
    let rows: [(&str, &[u8], Result<_, Kind>); 12] = [
        ("GBK", b"\xCF\xB5\xCD\xB3\xB7\xB1\xC3\xA6", unreadable),
        (
            "GBK that begins like UTF-8",
            b"\xC3\xA6\xB7\xB1",
            unreadable,
        ),
        ("a backslash as the second byte", b"\x81\x5C", unreadable),
        ("the same, then an escape", b"\x81\x5C\\n", unreadable),
        (
            "a brace as the second byte",
            b"\x81\x7D\x81\x5B",
            unreadable,
        ),
        ("GB18030 with four bytes", b"\x81\x30\x89\x38", unreadable),
        ("Latin-1", b"annul\xE9", unreadable),
        ("Latin-1 before an escaped quote", b"\xE9\\\"x", unreadable),
        ("a single byte at the end", b"x\xFF", unreadable),
        ("a surrogate", b"\xED\xA0\x80", unreadable),
        ("a control character beside it", b"\xFF\n", not_utf8),
        ("a quote that ends the text", b"\xFF\"\"", not_utf8),
    ];
    for (name, msg, expected) in rows {
        let text = text(msg);
        let mut scratch = vec![0; 2 * text.len()];
        let failure = UnsignedFailure::decode(&text, &mut scratch);
        match (failure, expected) {
            (Ok(failure), Ok((msg, is_unreadable))) => {
                assert_eq!(failure.result.result_code, Some("SUCCESS"), "{name}");
                assert_eq!(failure.result.result_status, Some("S"), "{name}");
                assert_eq!(failure.result.result_msg, msg, "{name}");
                assert_eq!(failure.result_msg_is_unreadable, is_unreadable, "{name}");
            }
            (Err(error), Err(kind)) => assert_eq!(error.kind(), kind, "{name}"),
            (failure, _) => panic!("{name}: {failure:?}"),
        }
        let mut scratch = vec![0; text.len() - 1];
        let error = UnsignedFailure::decode(&text, &mut scratch).unwrap_err();
        let enough = 2 * text.len();
        assert_eq!(error.kind(), Kind::ScratchTooSmall { enough }, "{name}");
        let mut scratch = vec![0; 2 * text.len()];
        let error = PayCancelResponse::decode(&text, &mut scratch).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidUtf8, "{name}");
    }
    // A member of the head is absent if it is not ASCII. The message is readable then.
    let text = without(RESPONSE, "signature").replace("211xxxxxxxxxxxxxxx044", "\u{1}");
    let text: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == 1 { 0xE9 } else { byte })
        .collect();
    let mut scratch = vec![0; 2 * text.len()];
    let failure = UnsignedFailure::decode(&text, &mut scratch).unwrap();
    assert_eq!(failure.claimed.client_id, None);
    assert_eq!(failure.claimed.req_msg_id, Some("1234567asdfasdf1123fda"));
    assert_eq!(failure.result.result_msg, Some("success"));
    assert!(!failure.result_msg_is_unreadable);
    // A byte after the document is no part of it.
    let text = [without(RESPONSE, "signature").as_bytes(), b"\xFE"].concat();
    let error = UnsignedFailure::decode(&text, &mut vec![0; 2 * text.len()]).map(drop);
    assert_eq!(error.unwrap_err().kind(), Kind::InvalidUtf8);
    // A text that could be signed is not unsigned, whatever its encoding is.
    let text = RESPONSE.replace("success", "\u{1}");
    let text: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == 1 { 0xE9 } else { byte })
        .collect();
    let error = UnsignedFailure::decode(&text, &mut vec![0; 2 * text.len()]).map(drop);
    assert_eq!(error.unwrap_err().kind(), Kind::Signed);
}
