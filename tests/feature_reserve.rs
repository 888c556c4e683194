//! `reserve` as a serde type. `json_deserialize.rs` and `json_serialize.rs` test which types work.

#![cfg(feature = "serde")]

mod common;

use alipay_acquiring::reserve::{from_text, to_text};
use alipay_acquiring::{DecodeErrorKind, EncodeError, FreeText};
use common::serde_types::{TILL, Till};

#[test]
fn a_value_is_written_and_read_back() {
    let mut buffer = [0; 64];
    let text = to_text(&TILL, &mut buffer).expect("it fits");
    assert_eq!(text, r#"{"store":"上海😀","till":7}"#);
    assert_eq!(from_text(text, &mut []), Ok(TILL));
}

#[test]
fn every_scratch_length() {
    let text = FreeText::new(r#"{"store":"\u4e0a海\ud83d\ude00","till":7}"#).expect("a short text");
    for len in 0..=text.len() {
        let mut scratch = vec![0; len];
        let till = from_text(text, &mut scratch);
        if len < "上海😀".len() {
            let error = till.unwrap_err();
            let too_small = DecodeErrorKind::ScratchTooSmall { enough: text.len() };
            assert_eq!(
                (error.kind(), error.offset(), error.field()),
                (too_small, 9, Some("store")),
                "{len}"
            );
        } else {
            assert_eq!(till, Ok(TILL), "{len}");
        }
    }
}

#[test]
fn texts_that_cannot_be_read() {
    for (text, kind, at) in [
        ("store=a", DecodeErrorKind::UnexpectedByte, 0),
        ("", DecodeErrorKind::EmptyDocument, 0),
        (
            r#"{"store":"a","till":7}}"#,
            DecodeErrorKind::TrailingBytes,
            22,
        ),
        (r#"{"store":"a"}"#, DecodeErrorKind::Missing, 0),
        (
            r#"{"store":"a","till":70000}"#,
            DecodeErrorKind::Refused,
            20,
        ),
    ] {
        let text = FreeText::new(text).expect("a short text");
        let error = from_text::<Till>(text, &mut []).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{text}");
    }
}

#[test]
fn values_that_cannot_be_written() {
    let mut buffer = [0; 600];
    let longest = "x".repeat(254);
    let text = to_text(longest.as_str(), &mut buffer).map(|text| text.len());
    assert_eq!(text, Ok(256));
    let too_long = "x".repeat(255);
    assert_eq!(
        to_text(too_long.as_str(), &mut buffer),
        Err(EncodeError::TooLong { max: 256 })
    );
    let needed = r#"{"store":"上海😀","till":7}"#.len();
    for len in 0..needed {
        assert_eq!(
            to_text(&TILL, &mut buffer[..len]),
            Err(EncodeError::BufferTooSmall { needed })
        );
    }
    assert_eq!(to_text(&f32::NAN, &mut buffer), Err(EncodeError::NotJson));
}

#[test]
fn error_messages() {
    for (error, words) in [
        (
            EncodeError::NotJson,
            "a value cannot be written as JSON: a float that is not finite, a name that is not a \
             string or occurs twice, nesting of more than 32, a private type of another crate, or \
             an error of the type itself",
        ),
        (
            EncodeError::TooLong { max: 256 },
            "longer than the 256 that are allowed",
        ),
    ] {
        assert_eq!(error.to_string(), words);
    }
}
