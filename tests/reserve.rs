//! The typed `reserve`: what is read is the right value or an error, never undecoded text.

#![cfg(feature = "serde-json-core")]

use alipay_acquiring::reserve::{ReserveError, from_text, to_text};
use alipay_acquiring::{DecodeErrorKind, FreeText, ValueError};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Till<'a> {
    store: &'a str,
    till: u16,
}

const TILL: Till<'_> = Till {
    store: "上海😀",
    till: 7,
};

fn read(text: &str) -> Result<Till<'_>, ReserveError> {
    let scratch = Box::leak(vec![0; 2 * text.len()].into_boxed_slice());
    from_text(FreeText::new(text).expect("a short text"), scratch)
}

#[test]
fn a_value_goes_there_and_back() {
    let mut buffer = [0; 64];
    let text = to_text(&TILL, &mut buffer).expect("it fits");
    assert_eq!(text, r#"{"store":"上海😀","till":7}"#);
    assert_eq!(read(&text), Ok(TILL));
}

/// Each of these serde-json-core 0.7 reads wrongly, or refuses, when it is given the text as it is.
#[test]
fn escapes_are_decoded_wherever_they_stand() {
    let table = [
        ("an escaped letter", r#"{"store":"\u4e0a海😀","till":7}"#),
        (
            "a surrogate pair",
            r#"{"store":"上海\ud83d\ude00","till":7}"#,
        ),
        ("an escaped name", r#"{"s\u0074ore":"上海😀","till":7}"#),
        (
            "everything escaped",
            r#"{"\u0073tore":"\u4E0A\u6d77\uD83D\uDE00","till":7}"#,
        ),
        (
            "an unknown member",
            r#"{"store":"上海😀","x":{"a\"}":["]\\"]},"till":7}"#,
        ),
        (
            "white space",
            " { \"store\" : \"上海😀\" ,\r\n\t\"till\" : 7 } ",
        ),
    ];
    for (name, text) in table {
        assert_eq!(read(text), Ok(TILL), "{name}");
    }
}

#[test]
fn what_is_not_strict_json_is_refused() {
    let table = [
        (
            "a raw control character",
            "{\"store\":\"a\tb\",\"till\":7}",
            DecodeErrorKind::ControlCharacter,
        ),
        (
            "a lone surrogate",
            r#"{"store":"\ud83d","till":7}"#,
            DecodeErrorKind::LoneSurrogate,
        ),
        (
            "no hexadecimal digits",
            r#"{"store":"\u+041","till":7}"#,
            DecodeErrorKind::InvalidEscape,
        ),
        (
            "text behind it",
            r#"{"store":"a","till":7}}"#,
            DecodeErrorKind::TrailingBytes,
        ),
        ("no JSON", "store=a", DecodeErrorKind::UnexpectedByte),
        ("nothing", "", DecodeErrorKind::UnexpectedEnd),
        (
            "a bad number in a skipped member",
            r#"{"x":01,"store":"a","till":7}"#,
            DecodeErrorKind::UnexpectedByte,
        ),
    ];
    for (name, text, kind) in table {
        match read(text) {
            Err(ReserveError::Json(error)) => assert_eq!(error.kind(), kind, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_does_not_fit_the_type_is_refused() {
    let table = [
        ("a name twice", r#"{"store":"a","store":"b","till":7}"#),
        (
            "a name twice, once escaped",
            r#"{"store":"a","stor\u0065":"b","till":7}"#,
        ),
        ("a missing member", r#"{"store":"a"}"#),
        ("another type", r#"{"store":1,"till":7}"#),
        ("a number out of range", r#"{"store":"a","till":70000}"#),
        (
            "a borrowed string that needs an escape",
            r#"{"store":"a\"b","till":7}"#,
        ),
    ];
    for (name, text) in table {
        assert_eq!(read(text), Err(ReserveError::Type), "{name}");
    }
}

/// What must be escaped cannot be borrowed, but an owned string holds it.
#[test]
fn an_owned_string_holds_every_character() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Owned {
        note: heapless::String<16>,
    }
    let text = FreeText::new(r#"{"note":"\"\\\/\b\u001f\u00e9😀"}"#).expect("a short text");
    let mut scratch = [0; 128];
    let owned: Owned = from_text(text, &mut scratch).expect("it fits");
    assert_eq!(owned.note, "\"\\/\u{8}\u{1f}é😀");
}

#[test]
fn every_scratch_length_from_none_to_enough() {
    let text = FreeText::new(r#"{"store":"\u4e0a海\ud83d\ude00","till":7}"#).expect("a short text");
    let mut refused = 0;
    for len in 0..=2 * text.len() {
        let mut scratch = vec![0; len];
        match from_text::<Till>(text, &mut scratch) {
            Ok(till) => assert_eq!(till, TILL),
            Err(error) => {
                assert_eq!(error, ReserveError::BufferTooSmall, "{len}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, r#"{"store":"上海😀","till":7}"#.len());
}

/// Behind the copy of the text there is room for the longest string that has an escape left.
#[test]
fn scratch_is_needed_for_what_must_be_escaped() {
    let text = FreeText::new(r#""a\"b""#).expect("a short text");
    let mut scratch = [0; 9];
    let read = from_text::<heapless::String<8>>(text, &mut scratch);
    assert_eq!(read.as_deref(), Ok("a\"b"));
    let read = from_text::<heapless::String<8>>(text, &mut scratch[..8]);
    assert_eq!(read, Err(ReserveError::BufferTooSmall));
}

/// serde-json-core writes `{null:null}` for this one.
#[test]
fn what_is_written_is_json() {
    let value = std::collections::BTreeMap::from([((), ())]);
    match to_text(&value, &mut [0; 32]) {
        Err(ReserveError::Json(error)) => assert_eq!(error.kind(), DecodeErrorKind::UnexpectedByte),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_that_is_too_long_is_not_written() {
    let mut buffer = [0; 600];
    let long = "x".repeat(256);
    assert_eq!(
        to_text(&long.as_str(), &mut buffer),
        Err(ReserveError::Value(ValueError::TooLong { max: 256 })),
    );
    assert_eq!(
        to_text(&TILL, &mut [0; 10]),
        Err(ReserveError::BufferTooSmall)
    );
}

#[test]
fn errors_in_words() {
    let json = read("[").unwrap_err();
    for (error, words) in [
        (json, "reserve: the input ends too early at byte 1"),
        (
            ReserveError::Value(ValueError::Empty),
            "reserve: empty text",
        ),
        (ReserveError::Type, "reserve: does not fit the type"),
        (
            ReserveError::BufferTooSmall,
            "reserve: the buffer is too small",
        ),
    ] {
        assert_eq!(error.to_string(), words);
    }
}
