//! JSON documents, by themselves and in the places of a golden response.

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::Reader;
use alipay_acquiring::{DecodeError, Envelope, PayCancelResponse};
use serde_json::Value;

pub(crate) use super::golden::RESPONSE;

/// What is wrong with a text, and where.
pub(crate) type Fault = (Kind, usize);

pub(crate) fn fault(error: DecodeError) -> Fault {
    (error.kind(), error.offset())
}

/// Reads a whole document of any type and keeps nothing of it.
pub(crate) fn check_document(input: &[u8]) -> Result<(), Fault> {
    let check = || {
        let mut reader = Reader::new(input, &mut [])?;
        reader.skip_value()?;
        reader.finish()
    };
    check().map_err(fault)
}

/// Reads a document that is one string.
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

/// Where a value is put, as edits of the golden response; `@` stands for the value. The field is
/// the one that an error in the value names.
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
    ("behind signature", None, "==\"}", "==\",\"more\":\t@ }"),
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

/// The golden response with a text in one of the places, and the text's offset.
pub(crate) fn put(text: &str, find: &str, place: &str) -> (String, usize) {
    assert_eq!(RESPONSE.matches(find).count(), 1, "{find}");
    let template = RESPONSE.replace(find, place);
    let offset = template.find('@').unwrap();
    (template.replace('@', text), offset)
}

/// What other languages take for white space, or what cannot be seen.
pub(crate) const NO_WHITE_SPACE: &[char] = &[
    '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1c}', '\u{1f}', '\u{7f}', '\u{85}', '\u{a0}',
    '\u{ad}', '\u{1680}', '\u{180e}', '\u{2000}', '\u{200b}', '\u{2028}', '\u{2029}', '\u{202f}',
    '\u{205f}', '\u{2060}', '\u{3000}', '\u{feff}',
];

/// A fault in a value that nobody reads is found, named and placed like any other.
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
    // In a member that is read it is the same fault, unless a value of the wrong type ends first.
    let before = value.get(..at).unwrap();
    if matches!(serde_json::from_str(before), Err(_) | Ok(Value::Null)) {
        let (text, offset) = put(value, "\"211xxxxxxxxxxxxxxx044\"", "@ ");
        let error = decode(text.as_bytes()).expect_err(value);
        assert_eq!(fault(error), (kind, offset + at), "{value:?} as clientId");
    }
}
