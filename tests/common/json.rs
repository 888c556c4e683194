//! JSON documents, alone and as parts of the golden response.

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{JsonType, Reader};
use alipay_acquiring::{DecodeError, Envelope, PayCancelResponse};
use serde_json::Value;

pub(crate) use super::golden::RESPONSE;

/// The kind and the offset of an error.
pub(crate) type Fault = (Kind, usize);

/// The error for a JSON value of another type than the expected one.
pub(crate) fn wrong_type(expected: JsonType, value: &str) -> Kind {
    let found = match value.trim_start().as_bytes() {
        [b'"', ..] => JsonType::String,
        [b't' | b'f', ..] => JsonType::Boolean,
        [b'[', ..] => JsonType::Array,
        [b'{', ..] => JsonType::Object,
        [b'n', ..] => JsonType::Null,
        _ => JsonType::Number,
    };
    Kind::WrongType { expected, found }
}

pub(crate) fn fault(error: DecodeError) -> Fault {
    (error.kind(), error.offset())
}

/// Checks a whole document of any type.
pub(crate) fn check_document(input: &[u8]) -> Result<(), Fault> {
    let check = || {
        let mut reader = Reader::new(input, &mut [])?;
        reader.skip_value()?;
        reader.finish()
    };
    check().map_err(fault)
}

/// Reads a document that consists of one string.
pub(crate) fn read_string(input: &[u8]) -> Result<String, Fault> {
    let mut scratch = vec![0; input.len()];
    let mut read = || {
        let mut reader = Reader::new(input, &mut scratch)?;
        let string = reader.string()?.map(str::to_string);
        reader.finish()?;
        Ok(string)
    };
    read()
        .map_err(fault)
        .map(|string| string.expect("a string"))
}

pub(crate) fn decode(input: &[u8]) -> Result<(), DecodeError> {
    let mut scratch = vec![0; input.len()];
    PayCancelResponse::decode(input, &mut scratch).map(drop)
}

pub(crate) fn decode_claims(input: &[u8]) -> Result<(), DecodeError> {
    let mut scratch = vec![0; input.len()];
    Envelope::decode(input, &mut scratch)
        .map(|envelope| envelope.claimed())
        .map(drop)
}

/// Places for a value in the golden response: name, the field that an error in the value must have,
/// the text to find, and its replacement, in which `@` marks the value.
pub(crate) const PLACES: &[(&str, Option<&str>, &str, &str)] = &[
    (
        "before response",
        None,
        "{\"response\"",
        "{\"more\":@ ,\"response\"",
    ),
    (
        "between",
        None,
        ",\"signature\"",
        ",\"more\": @ ,\"signature\"",
    ),
    ("after signature", None, "==\"}", "==\",\"more\":\t@ }"),
    (
        "first in head",
        Some("head"),
        "\"head\":{",
        "\"head\":{\"more\":@ ,",
    ),
    (
        "last in head",
        Some("head"),
        "\"reserve\":\"{}\"",
        "\"reserve\":\"{}\",\"more\":@ ",
    ),
    (
        "in body",
        Some("body"),
        "\"body\":{",
        "\"body\":{\"more\":@ ,",
    ),
    (
        "in resultInfo",
        Some("resultInfo"),
        "\"resultMsg\"",
        "\"more\":@ ,\"resultMsg\"",
    ),
    (
        "in an array",
        None,
        "{\"response\"",
        "{\"more\":[[0,@ ],1],\"response\"",
    ),
    (
        "in an object",
        None,
        "{\"response\"",
        "{\"more\":{\"a\":{\"b\":@ }},\"response\"",
    ),
    (
        "in both",
        Some("body"),
        "\"body\":{",
        "\"body\":{\"more\":[{\"a\":[@ ]}],",
    ),
    (
        "in reserve",
        Some("reserve"),
        "\"reserve\":\"{}\"",
        "\"reserve\":{\"a\":@ }",
    ),
];

/// Puts a text into the golden response. Returns the response and the offset of the text.
pub(crate) fn put(text: &str, find: &str, place: &str) -> (String, usize) {
    assert_eq!(RESPONSE.matches(find).count(), 1, "{find}");
    let template = RESPONSE.replace(find, place);
    let offset = template.find('@').unwrap();
    (template.replace('@', text), offset)
}

/// Characters that other languages treat as white space, and characters that are invisible.
pub(crate) const NOT_WHITE_SPACE: &[char] = &[
    '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1c}', '\u{1f}', '\u{7f}', '\u{85}', '\u{a0}',
    '\u{ad}', '\u{1680}', '\u{180e}', '\u{2000}', '\u{200b}', '\u{2028}', '\u{2029}', '\u{202f}',
    '\u{205f}', '\u{2060}', '\u{3000}', '\u{feff}',
];

/// Asserts that an error in a skipped value is found in every place, with the right kind, offset
/// and field.
pub(crate) fn assert_fault_in_every_place(value: &str, kind: Kind, at: usize) {
    for (name, field, find, place) in PLACES {
        let (text, offset) = put(value, find, place);
        let error = decode(text.as_bytes()).expect_err(value);
        assert_eq!(fault(error), (kind, offset + at), "{value:?} {name}");
        assert_eq!(error.field(), *field, "{value:?} {name}");
        let error = decode_claims(text.as_bytes()).expect_err(value);
        assert_eq!(
            fault(error),
            (kind, offset + at),
            "{value:?} {name}, claims"
        );
    }
    // In a member that is read the error is the same, unless the value is of the wrong type and
    // ends before the error.
    let before = value.get(..at).unwrap();
    if matches!(serde_json::from_str(before), Err(_) | Ok(Value::Null)) {
        let (text, offset) = put(value, "\"211xxxxxxxxxxxxxxx044\"", "@ ");
        let error = decode(text.as_bytes()).expect_err(value);
        assert_eq!(fault(error), (kind, offset + at), "{value:?} as clientId");
    }
}
