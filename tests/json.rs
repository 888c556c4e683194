//! The strict JSON reader: RFC 8259, rule by rule, and against `serde_json`.

use std::fmt::Write;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{MAX_DEPTH, Name, Names, Reader};
use alipay_acquiring::{
    DecodeError, Envelope, PayCancelResponse, Text, ValueError, names, read_object,
};
use proptest::prelude::*;
use serde_json::Value;

const RESPONSE: &str = include_str!("fixtures/golden/response.json");

/// What is wrong with a text, and where.
type Fault = (Kind, usize);

fn fault(error: DecodeError) -> Fault {
    (error.kind(), error.offset())
}

/// Reads a whole document of any type and keeps nothing of it.
fn check_document(input: &[u8]) -> Result<(), Fault> {
    let check = || {
        let mut reader = Reader::new(input, &mut [])?;
        reader.skip_value()?;
        reader.finish()
    };
    check().map_err(fault)
}

/// Reads a document that is one string.
fn read_string(input: &[u8]) -> Result<String, Fault> {
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

fn decode(input: &[u8]) -> Result<(), DecodeError> {
    let mut scratch = vec![0; input.len()];
    PayCancelResponse::decode(input, &mut scratch).map(drop)
}

fn decode_claims(input: &[u8]) -> Result<(), DecodeError> {
    let mut scratch = vec![0; input.len()];
    Envelope::decode(input, &mut scratch)
        .map(|envelope| envelope.claimed())
        .map(drop)
}

// Values in members that nobody reads

/// Where a value is put, as edits of the golden response; `@` stands for the value. The field is
/// the one that an error in the value names.
const PLACES: &[(&str, Option<&str>, &str, &str)] = &[
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
fn put(text: &str, find: &str, place: &str) -> (String, usize) {
    assert_eq!(RESPONSE.matches(find).count(), 1, "{find}");
    let template = RESPONSE.replace(find, place);
    let offset = template.find('@').unwrap();
    (template.replace('@', text), offset)
}

const VALUES: &[&str] = &[
    // Literals
    "true",
    "false",
    "null",
    // Numbers: their range is nobody's business here.
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "1234567890",
    "0.0",
    "-0.5",
    "1.50",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1E-05",
    "0e0",
    "-0.0e-0",
    "12.34e56",
    "1e999999999",
    "-1e-999999999",
    "123456789012345678901234567890123456789012345678901234567890",
    // Strings
    "\"\"",
    "\"a\"",
    "\"\u{7f}\u{80}\u{ffff}\u{10ffff}\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\ud83d\\ude00\"",
    "\"}\"",
    "\"]\"",
    "\",\\\"signature\\\":\\\"\"",
    // Containers
    "[]",
    "{}",
    "[ ]",
    "{ }",
    "[1]",
    "[1,2]",
    "[[],[]]",
    "[{},{}]",
    "{\"a\":1}",
    "{\"a\":1,\"b\":[]}",
    "{\"a\":{\"b\":[{\"c\":null}]}}",
    "{\"\":0}",
    // A name that nobody reads may stand twice.
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    // Names that mean something elsewhere
    "{\"response\":{\"head\":null},\"signature\":1,\"request\":2}",
    // White space of all four kinds, wherever it may stand
    " \t\r\n1",
    "[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n]",
    "{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n, \t\r\n\"b\" \t\r\n: \t\r\n2 \t\r\n}",
];

/// What is no value, and the offset of the byte that may not stand there; a space follows the text.
const FAULTS: &[(&str, usize)] = &[
    // Literals
    ("tru", 3),
    ("fals", 4),
    ("nul", 3),
    ("n", 1),
    ("t rue", 1),
    ("True", 0),
    ("NULL", 0),
    ("fAlse", 1),
    ("truee", 4),
    ("nulltrue", 4),
    ("undefined", 0),
    ("NaN", 0),
    ("Infinity", 0),
    // Numbers
    ("01", 1),
    ("00", 1),
    ("-01", 2),
    ("+1", 0),
    ("-", 1),
    ("--1", 1),
    ("- 1", 1),
    ("-a", 1),
    ("-Infinity", 1),
    (".5", 0),
    ("-.5", 1),
    ("1.", 2),
    ("1.e5", 2),
    ("1.-5", 2),
    ("1.5.5", 3),
    ("1e", 2),
    ("1E+", 3),
    ("1e-", 3),
    ("1e+-5", 3),
    ("1e5.5", 3),
    ("1e 5", 2),
    ("1 2", 2),
    ("1a", 1),
    ("0x10", 1),
    ("1_000", 1),
    ("\u{0661}", 0), // an Arabic digit one
    ("1\u{0661}", 1),
    ("\u{2212}1", 0), // the minus sign of typography
    // Strings; more below
    ("'a'", 0),
    ("\u{201c}a\u{201d}", 0),
    ("\"a\"\"b\"", 3),
    ("\"a\"b", 3),
    ("\\u0022a\"", 0),
    // Arrays
    ("[,]", 1),
    ("[,1]", 1),
    ("[1,]", 3),
    ("[1, ]", 4),
    ("[1,,2]", 3),
    ("[1 2]", 3),
    ("[1;2]", 2),
    ("[\"a\":1]", 4),
    ("[1}", 2),
    ("[}", 1),
    ("[)", 1),
    ("[[1]}", 4),
    ("[{]}", 2),
    ("[{}}", 3),
    ("[[][]]", 3),
    // Objects
    ("{,}", 1),
    ("{\"a\":1,}", 7),
    ("{,\"a\":1}", 1),
    ("{\"a\":1,,\"b\":2}", 7),
    ("{\"a\":1 \"b\":2}", 7),
    ("{\"a\":1;\"b\":2}", 6),
    ("{\"a\"}", 4),
    ("{\"a\",\"b\"}", 4),
    ("{\"a\" 1}", 5),
    ("{\"a\"=1}", 4),
    ("{\"a\"::1}", 5),
    ("{\"a\":}", 5),
    ("{\"a\":,}", 5),
    ("{\"a\":1:2}", 6),
    ("{:1}", 1),
    ("{a:1}", 1),
    ("{'a':1}", 1),
    ("{1:2}", 1),
    ("{null:2}", 1),
    ("{[]:2}", 1),
    ("{\"a\":1]", 6),
    ("{]", 1),
    ("{\"a\":[}", 6),
    // Comments
    ("/**/1", 0),
    ("1/**/", 1),
    ("[1,/**/2]", 3),
    ("//\n1", 0),
    ("#\n1", 0),
];

/// What other languages take for white space, or what cannot be seen.
const NO_WHITE_SPACE: &[char] = &[
    '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1c}', '\u{1f}', '\u{7f}', '\u{85}', '\u{a0}',
    '\u{ad}', '\u{1680}', '\u{180e}', '\u{2000}', '\u{200b}', '\u{2028}', '\u{2029}', '\u{202f}',
    '\u{205f}', '\u{2060}', '\u{3000}', '\u{feff}',
];

#[test]
fn values_of_every_form_are_skipped_wherever_they_stand() {
    let mut count = 0;
    for value in VALUES {
        assert_eq!(check_document(value.as_bytes()), Ok(()), "{value}");
        for (name, _, find, place) in PLACES {
            let (text, _) = put(value, find, place);
            assert_eq!(decode(text.as_bytes()), Ok(()), "{value} {name}");
            assert_eq!(decode_claims(text.as_bytes()), Ok(()), "{value} {name}");
            count += 1;
        }
    }
    assert_eq!(count, VALUES.len() * PLACES.len());
}

/// A fault in a value that nobody reads is found, named and placed like any other.
fn assert_fault_in_every_place(value: &str, kind: Kind, at: usize) {
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

#[test]
fn what_is_no_value_is_refused_wherever_it_stands() {
    for &(value, at) in FAULTS {
        assert_fault_in_every_place(value, Kind::UnexpectedByte, at);
        // By itself, what is missing or too much shows in another way.
        let alone = if at == value.len() {
            Kind::UnexpectedEnd
        } else if serde_json::from_str::<Value>(&value[..at]).is_ok() {
            Kind::TrailingBytes
        } else {
            Kind::UnexpectedByte
        };
        assert_eq!(
            check_document(value.as_bytes()),
            Err((alone, at)),
            "{value}"
        );
    }
}

#[test]
fn only_four_characters_are_white_space() {
    for character in NO_WHITE_SPACE {
        for (before, after) in [
            ("", "1"),
            ("[", "]"),
            ("[1,", "2]"),
            ("[1", "]"),
            ("{", "}"),
            ("{\"a\"", ":1}"),
        ] {
            let value = format!("{before}{character}{after}");
            assert_fault_in_every_place(&value, Kind::UnexpectedByte, before.len());
        }
    }
}

// Strings

/// Checks the content of a string as a value that is read, as one that is skipped, and as a name.
fn assert_string(content: &str, expected: Result<&str, Fault>) {
    let skipped = expected.map(drop);
    // The quote stands before the content.
    let shift = |result: Result<(), Fault>, by| result.map_err(|(kind, at)| (kind, at + by));

    let value = format!("\"{content}\"");
    let read = read_string(value.as_bytes());
    assert_eq!(
        read.as_deref().map_err(|fault| *fault),
        expected.map_err(|(kind, at)| (kind, at + 1)),
        "{content:?}"
    );
    assert_eq!(
        check_document(value.as_bytes()),
        shift(skipped, 1),
        "{content:?} skipped"
    );
    let name = format!("{{\"{content}\":0}}");
    assert_eq!(
        check_document(name.as_bytes()),
        shift(skipped, 2),
        "{content:?} as a name"
    );
}

#[test]
fn control_characters_must_be_escaped_and_nothing_else_but_quote_and_backslash() {
    for byte in 0..=0x7f_u8 {
        let character = char::from(byte);
        let content = format!("ab{character}c");
        let expected = match byte {
            ..0x20 => Err((Kind::ControlCharacter, 2)),
            b'"' | b'\\' => continue,
            _ => Ok(content.as_str()),
        };
        assert_string(&content, expected);
    }
    for character in NO_WHITE_SPACE.iter().filter(|character| **character >= ' ') {
        let content = character.to_string();
        assert_string(&content, Ok(&content));
    }
    assert_fault_in_every_place("\"a\nb\"", Kind::ControlCharacter, 2);
    assert_fault_in_every_place("{\"a\tb\":1}", Kind::ControlCharacter, 3);
}

#[test]
fn the_escapes_are_those_of_the_rfc_and_no_others() {
    let short = [
        ('"', "\""),
        ('\\', "\\"),
        ('/', "/"),
        ('b', "\u{8}"),
        ('f', "\u{c}"),
        ('n', "\n"),
        ('r', "\r"),
        ('t', "\t"),
    ];
    let mut accepted = 0;
    for mark in (0..=0x7f_u8).map(char::from).chain(['é', '中', '😀']) {
        let content = format!("a\\{mark}b");
        match short.iter().find(|(known, _)| *known == mark) {
            Some((_, character)) => {
                assert_string(&content, Ok(&format!("a{character}b")));
                accepted += 1;
            }
            None => assert_string(&content, Err((Kind::InvalidEscape, 1))),
        }
    }
    assert_eq!(accepted, short.len());
    assert_fault_in_every_place("\"\\x41\"", Kind::InvalidEscape, 1);
}

#[test]
fn a_unicode_escape_has_four_hexadecimal_digits() {
    let digits = ['0', '0', '4', '1'];
    assert_string("\\u0041", Ok("A"));
    for at in 0..4 {
        for bad in [
            'g', 'G', ' ', '+', '-', 'x', '_', '/', ':', '@', '`', '"', '\\', '\n', 'é', '\u{0661}',
        ] {
            let mut digits = digits;
            digits[at] = bad;
            let content = format!("ab\\u{}", String::from_iter(digits));
            assert_string(&content, Err((Kind::InvalidEscape, 2)));
            // The second half of a pair
            let content = format!("\\ud83d\\u{}", String::from_iter(digits));
            assert_string(&content, Err((Kind::InvalidEscape, 0)));
        }
    }
    for content in ["\\u041", "\\u", "\\u{41}", "\\U0041", "\\u 041", "\\u+041"] {
        assert_string(content, Err((Kind::InvalidEscape, 0)));
    }
    assert_fault_in_every_place("\"\\u+041\"", Kind::InvalidEscape, 1);
    assert_fault_in_every_place("[{\"\\u00\":1}]", Kind::InvalidEscape, 3);
}

/// Every code unit by itself: the character, or a lone surrogate.
#[test]
fn every_code_unit_is_unescaped_or_refused() {
    let mut lone = 0;
    for unit in 0..=u16::MAX {
        for content in [format!("\"\\u{unit:04x}\""), format!("\"\\u{unit:04X}\"")] {
            let read = read_string(content.as_bytes());
            match char::from_u32(unit.into()) {
                Some(character) => assert_eq!(read, Ok(character.to_string()), "{content}"),
                None => {
                    assert_eq!(read, Err((Kind::LoneSurrogate, 1)), "{content}");
                    lone += 1;
                }
            }
        }
    }
    assert_eq!(lone, 2 * 2048);
}

#[test]
fn surrogates_are_refused_unless_they_are_a_pair() {
    for high in 0xD800..=0xDBFF_u16 {
        for low in [0xDC00, 0xDC01, 0xDE00, 0xDFFE, 0xDFFF] {
            let expected = String::from_utf16(&[high, low]).unwrap();
            let text = format!("\"\\u{high:04x}\\u{low:04X}\"");
            assert_eq!(read_string(text.as_bytes()), Ok(expected), "{text}");
            let swapped = format!("\"\\u{low:04x}\\u{high:04X}\"");
            assert_eq!(
                read_string(swapped.as_bytes()),
                Err((Kind::LoneSurrogate, 1)),
                "{swapped}"
            );
        }
    }
    for (content, at) in [
        ("\\ud800", 0),
        ("\\udfff", 0),
        ("ab\\ud83dcd", 2),
        ("\\ud83d\\n", 0),
        ("\\ud83d\\\"", 0),
        ("\\ud83d\\u0041", 0),
        ("\\ud83d\\ud83d\\ude00", 0),
        ("\\ud83d\\ude00\\ude00", 12),
        ("\\ud83d \\ude00", 0),
        ("\\ud83d\u{de}", 0),
        ("\\ud83d\\ud7ff", 0),
        ("\\ud83d\\ue000", 0),
        ("\\ud83d\\uDBFF", 0),
        ("\\ude00\\ud83d", 0),
    ] {
        assert_string(content, Err((Kind::LoneSurrogate, at)));
        assert_fault_in_every_place(&format!("\"{content}\""), Kind::LoneSurrogate, at + 1);
        assert_fault_in_every_place(&format!("{{\"{content}\":1}}"), Kind::LoneSurrogate, at + 2);
    }
}

/// The scan takes a machine word at a time; nothing may depend on where its steps fall.
#[test]
fn strings_of_every_length_are_read() {
    for len in 0..=40 {
        let plain = "x".repeat(len);
        assert_string(&plain, Ok(&plain));
        for at in 0..=len {
            let (before, after) = plain.split_at(at);
            assert_string(
                &format!("{before}é{after}"),
                Ok(&format!("{before}é{after}")),
            );
            assert_string(
                &format!("{before}\\n{after}"),
                Ok(&format!("{before}\n{after}")),
            );
            assert_string(
                &format!("{before}\u{1f}{after}"),
                Err((Kind::ControlCharacter, at)),
            );
            assert_string(
                &format!("{before}\\é{after}"),
                Err((Kind::InvalidEscape, at)),
            );
        }
    }
}

// Whole documents

#[test]
fn documents_that_end_early_or_go_on_too_long_are_refused() {
    let rows: &[(&str, Kind, usize)] = &[
        ("", Kind::UnexpectedEnd, 0),
        (" \t\r\n", Kind::UnexpectedEnd, 4),
        ("{", Kind::UnexpectedEnd, 1),
        ("{ ", Kind::UnexpectedEnd, 2),
        ("{\"", Kind::UnexpectedEnd, 2),
        ("{\"a", Kind::UnexpectedEnd, 3),
        ("{\"a\"", Kind::UnexpectedEnd, 4),
        ("{\"a\":", Kind::UnexpectedEnd, 5),
        ("{\"a\":1", Kind::UnexpectedEnd, 6),
        ("{\"a\":1,", Kind::UnexpectedEnd, 7),
        ("{\"a\":1.", Kind::UnexpectedEnd, 7),
        ("{\"a\":-", Kind::UnexpectedEnd, 6),
        ("{\"a\":1e", Kind::UnexpectedEnd, 7),
        ("{\"a\":tru", Kind::UnexpectedEnd, 8),
        ("{\"a\":\"\\", Kind::UnexpectedEnd, 6),
        ("{\"a\":\"\\u", Kind::UnexpectedEnd, 6),
        ("{\"a\":\"\\u004", Kind::UnexpectedEnd, 6),
        ("{\"a\":\"\\ud83d", Kind::UnexpectedEnd, 6),
        ("{\"a\":\"\\ud83d\\", Kind::UnexpectedEnd, 6),
        ("{\"a\":\"\\ud83d\\ude0", Kind::UnexpectedEnd, 6),
        ("{\"a\":[", Kind::UnexpectedEnd, 6),
        ("{\"a\":[1", Kind::UnexpectedEnd, 7),
        ("[", Kind::UnexpectedEnd, 1),
        ("[1,", Kind::UnexpectedEnd, 3),
        ("\"", Kind::UnexpectedEnd, 1),
        ("-", Kind::UnexpectedEnd, 1),
        ("{}{}", Kind::TrailingBytes, 2),
        ("{} {}", Kind::TrailingBytes, 3),
        ("{}}", Kind::TrailingBytes, 2),
        ("{}]", Kind::TrailingBytes, 2),
        ("{},", Kind::TrailingBytes, 2),
        ("{}\0", Kind::TrailingBytes, 2),
        ("{}\n\u{feff}", Kind::TrailingBytes, 3),
        ("{}\u{c}", Kind::TrailingBytes, 2),
        ("{} x", Kind::TrailingBytes, 3),
        ("}", Kind::UnexpectedByte, 0),
        ("]", Kind::UnexpectedByte, 0),
        (",{}", Kind::UnexpectedByte, 0),
        ("\0{}", Kind::UnexpectedByte, 0),
        ("\u{feff}{}", Kind::UnexpectedByte, 0),
        (" \u{feff}{}", Kind::UnexpectedByte, 1),
        ("(){}", Kind::UnexpectedByte, 0),
    ];
    for (text, kind, at) in rows {
        let expected = Err((*kind, *at));
        assert_eq!(check_document(text.as_bytes()), expected, "{text:?}");
        assert_eq!(decode(text.as_bytes()).map_err(fault), expected, "{text:?}");
        assert_eq!(
            decode_claims(text.as_bytes()).map_err(fault),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn a_document_of_another_type_is_no_envelope() {
    for (text, kind, at) in [
        ("[]", Kind::WrongType, 0),
        (" [{}]", Kind::WrongType, 1),
        ("\"{}\"", Kind::WrongType, 0),
        ("1", Kind::WrongType, 0),
        ("true", Kind::WrongType, 0),
        ("null", Kind::WrongType, 0),
        ("{}", Kind::Missing, 0),
    ] {
        assert_eq!(check_document(text.as_bytes()), Ok(()), "{text}");
        assert_eq!(
            decode(text.as_bytes()).map_err(fault),
            Err((kind, at)),
            "{text}"
        );
        assert_eq!(
            decode_claims(text.as_bytes()).map_err(fault),
            Err((kind, at)),
            "{text}"
        );
    }
}

#[test]
fn bad_utf8_is_refused_wherever_it_stands() {
    let rows: &[(&str, &[u8])] = &[
        ("continuation alone", &[0x80]),
        ("start alone", &[0xC3]),
        ("overlong slash", &[0xC0, 0xAF]),
        ("overlong NUL", &[0xC0, 0x80]),
        ("overlong, three bytes", &[0xE0, 0x80, 0xAF]),
        ("surrogate", &[0xED, 0xA0, 0x80]),
        ("surrogate pair", &[0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
        ("beyond U+10FFFF", &[0xF4, 0x90, 0x80, 0x80]),
        ("never a byte of UTF-8", &[0xFF]),
        ("cut short", &[0xF0, 0x9F, 0x98]),
    ];
    for (name, bytes) in rows {
        for (place, _, find, template) in PLACES {
            let (text, offset) = put("\"ab@cd\"", find, template);
            // `put` replaced its own mark; the one in the value is left.
            let at = text.find('@').unwrap();
            assert_eq!(at, offset + 3);
            let input = [&text.as_bytes()[..at], bytes, &text.as_bytes()[at + 1..]].concat();
            let expected = Err((Kind::InvalidUtf8, at));
            assert_eq!(decode(&input).map_err(fault), expected, "{name} {place}");
            assert_eq!(
                decode_claims(&input).map_err(fault),
                expected,
                "{name} {place}"
            );
        }
    }
}

#[test]
fn other_encodings_are_refused() {
    let units = |to_bytes: fn(u16) -> [u8; 2]| RESPONSE.encode_utf16().flat_map(to_bytes).collect();
    let le: Vec<u8> = units(u16::to_le_bytes);
    let be: Vec<u8> = units(u16::to_be_bytes);
    for (name, input, kind, at) in [
        ("UTF-16LE", le.clone(), Kind::UnexpectedByte, 1),
        ("UTF-16BE", be.clone(), Kind::UnexpectedByte, 0),
        (
            "UTF-16LE with a mark",
            [vec![0xFF, 0xFE], le].concat(),
            Kind::InvalidUtf8,
            0,
        ),
        (
            "UTF-16BE with a mark",
            [vec![0xFE, 0xFF], be].concat(),
            Kind::InvalidUtf8,
            0,
        ),
        (
            "UTF-8 with a mark",
            [&[0xEF, 0xBB, 0xBF], RESPONSE.as_bytes()].concat(),
            Kind::UnexpectedByte,
            0,
        ),
    ] {
        assert_eq!(decode(&input).map_err(fault), Err((kind, at)), "{name}");
    }
}

/// Each character is put at every offset of a good envelope.
#[test]
fn nothing_but_white_space_may_be_put_between_the_tokens() {
    assert!(
        !RESPONSE.contains('\\'),
        "every quote below begins or ends a string"
    );
    let (mut inside, mut outside) = (0, 0);
    for at in 0..=RESPONSE.len() {
        let (before, after) = RESPONSE.split_at(at);
        let in_string = before.matches('"').count() % 2 == 1;
        for space in [" ", "\t", "\r", "\n", " \r\n\t"] {
            let text = format!("{before}{space}{after}");
            if !in_string {
                assert_eq!(decode(text.as_bytes()), Ok(()), "{space:?} at {at}");
            }
        }
        for character in NO_WHITE_SPACE {
            let text = format!("{before}{character}{after}");
            let found = decode(text.as_bytes()).map_err(fault);
            let kind = match (in_string, *character) {
                (true, ..' ') => Kind::ControlCharacter,
                // Text like any other, though not in every field.
                (true, _) => continue,
                (false, _) if after.is_empty() => Kind::TrailingBytes,
                (false, _) => Kind::UnexpectedByte,
            };
            assert_eq!(found, Err((kind, at)), "{character:?} at {at}");
        }
        *if in_string { &mut inside } else { &mut outside } += 1;
    }
    assert!(
        inside > 500 && outside > 50,
        "{inside} inside, {outside} outside"
    );
}

/// The objects that are read have the same grammar as those that are skipped: at each place between
/// the strings of a good envelope a token is left out, put in, or put in place of another.
#[test]
fn the_objects_that_are_read_follow_the_grammar_too() {
    let (mut good, mut bad) = (0, 0);
    for at in
        (0..=RESPONSE.len()).filter(|at| RESPONSE[..*at].matches('"').count().is_multiple_of(2))
    {
        let (before, after) = RESPONSE.split_at(at);
        let rest = after.get(1..).unwrap_or("");
        let mut texts = vec![format!("{before}{rest}")];
        for token in ["{", "}", "[", "]", ",", ":", "\"", "0", "null", "\"\"", " "] {
            texts.push(format!("{before}{token}{after}"));
            texts.push(format!("{before}{token}{rest}"));
        }
        for text in texts {
            let Err(expected) = check_document(text.as_bytes()) else {
                good += 1;
                continue;
            };
            bad += 1;
            for found in [decode(text.as_bytes()), decode_claims(text.as_bytes())] {
                let found = fault(found.expect_err(&text));
                // A member may be missing or wrong before the grammar is broken.
                let semantic = matches!(
                    found.0,
                    Kind::Missing
                        | Kind::WrongType
                        | Kind::Duplicate
                        | Kind::WrongMessage
                        | Kind::Value(_)
                );
                assert!(found == expected || semantic, "{text}: {found:?}");
            }
        }
    }
    assert!(good > 100 && bad > 1000, "{good} good, {bad} bad");
}

// Nesting

/// `depth` containers one in another; the inner one is empty.
fn nested(shape: &str, depth: usize) -> String {
    let is_object = |level: usize| match shape {
        "arrays" => false,
        "objects" => true,
        "both" => level % 2 == 1,
        _ => panic!("{shape}"),
    };
    let mut text = String::new();
    for level in 0..depth {
        text += match is_object(level) {
            true if level + 1 < depth => "{\"a\":",
            true => "{",
            false => "[",
        };
    }
    for level in (0..depth).rev() {
        text += if is_object(level) { "}" } else { "]" };
    }
    text
}

const SHAPES: [&str; 3] = ["arrays", "objects", "both"];

#[test]
fn nesting_ends_at_32() {
    assert_eq!(MAX_DEPTH, 32);
    let limit = MAX_DEPTH as usize;
    // How deep each of these places lies.
    let places = [
        (
            "beside response",
            1,
            "{\"response\"",
            "{\"more\":@,\"response\"",
        ),
        ("in head", 3, "\"head\":{", "\"head\":{\"more\":@,"),
        ("in body", 3, "\"body\":{", "\"body\":{\"more\":@,"),
        (
            "in resultInfo",
            4,
            "\"resultMsg\"",
            "\"more\":@,\"resultMsg\"",
        ),
        (
            "in an array",
            2,
            "{\"response\"",
            "{\"more\":[[],@,[]],\"response\"",
        ),
        (
            "behind a deep sibling",
            1,
            "{\"response\"",
            "{\"deep\":[[[[[]]]]],\"more\":@,\"response\"",
        ),
        ("last", 1, "==\"}", "==\",\"more\":@}"),
    ];
    for shape in SHAPES {
        for depth in 0..=limit + 3 {
            // The offset of the opening bracket that is one too many.
            let deepest = |room: usize| {
                nested(shape, depth + 1)
                    .match_indices(['[', '{'])
                    .nth(room)
                    .unwrap()
                    .0
            };
            let text = nested(shape, depth);
            if depth > 0 {
                let expected = if depth <= limit {
                    Ok(())
                } else {
                    Err((Kind::TooDeep, deepest(limit)))
                };
                assert_eq!(check_document(text.as_bytes()), expected, "{depth} {shape}");
            }
            for (name, base, find, place) in places {
                if depth == 0 {
                    continue;
                }
                let (text, offset) = put(&text, find, place);
                let room = limit - base;
                let expected = if depth <= room {
                    Ok(())
                } else {
                    Err((Kind::TooDeep, offset + deepest(room)))
                };
                assert_eq!(
                    decode(text.as_bytes()).map_err(fault),
                    expected,
                    "{depth} {shape} {name}"
                );
                assert_eq!(
                    decode_claims(text.as_bytes()).map_err(fault),
                    expected,
                    "{depth} {shape} {name}"
                );
            }
        }
    }
}

#[test]
fn a_million_brackets_are_refused_and_a_million_siblings_are_not() {
    const MILLION: usize = 1_000_000;
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let text = open.repeat(MILLION);
        let error = check_document(text.as_bytes()).unwrap_err();
        assert_eq!(error.0, Kind::TooDeep, "{open}");
        for (name, _, find, place) in PLACES {
            let (text, _) = put(&text, find, place);
            let error = decode(text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), Kind::TooDeep, "{open} {name}");
        }
        // As the value of a member that should be text
        let (text, _) = put(&text, "\"211xxxxxxxxxxxxxxx044\"", "@");
        assert_eq!(
            decode(text.as_bytes()).unwrap_err().kind(),
            Kind::TooDeep,
            "{open}"
        );
    }
    for sibling in ["[],", "{},", "[{\"a\":[]}],"] {
        let text = format!("[{}0]", sibling.repeat(MILLION));
        assert_eq!(check_document(text.as_bytes()), Ok(()), "{sibling}");
    }
}

// Against `serde_json`

/// Both readers accept the text, or both refuse it. They are known to differ in two ways: this
/// reader has no range of numbers, and its nesting ends at 32 rather than 127.
fn assert_same_verdict(input: &[u8]) {
    let ours = check_document(input);
    let theirs = serde_json::from_slice::<Value>(input);
    match (&ours, &theirs) {
        (Ok(()), Ok(_)) | (Err(_), Err(_)) => {}
        (Ok(()), Err(error)) if error.to_string().starts_with("number out of range") => {}
        (Err((Kind::TooDeep, _)), Ok(_)) => {}
        _ => panic!(
            "{:?}: {ours:?}, serde_json: {theirs:?}",
            input.escape_ascii().to_string()
        ),
    }
}

#[test]
fn serde_json_agrees_on_every_text_of_two_bytes_and_on_most_of_three() {
    let mut count = 0;
    assert_same_verdict(b"");
    for first in 0..=u8::MAX {
        assert_same_verdict(&[first]);
        // A document of three bytes has to begin with one of these; the last is of a byte order mark.
        let three = b"{[\"-0123456789tfn \t\r\n\xEF".contains(&first);
        for second in 0..=u8::MAX {
            assert_same_verdict(&[first, second]);
            for third in (0..=u8::MAX).filter(|_| three) {
                assert_same_verdict(&[first, second, third]);
                count += 1;
            }
        }
    }
    assert_eq!(count, 22 * 65_536);
}

/// The bytes that mean something in JSON, and one of each kind that does not.
const ALPHABET: &[u8] = b"{}[],:\"\\/ \n0123-+.eEutrnfals\x00\x1f\x7f\x80\xC3\xA9";

#[test]
fn serde_json_agrees_on_every_short_text_of_json_symbols() {
    let symbols = b"{}[],:\"\\u 01-+.en\n\xC3";
    let mut count = 0;
    for len in 0..=4 {
        let mut digits = vec![0; len];
        'texts: loop {
            let text: Vec<u8> = digits.iter().map(|&digit: &usize| symbols[digit]).collect();
            assert_same_verdict(&text);
            count += 1;
            for digit in &mut digits {
                *digit += 1;
                if *digit < symbols.len() {
                    continue 'texts;
                }
                *digit = 0;
            }
            break;
        }
    }
    assert_eq!(
        count,
        1 + 19 + 19_usize.pow(2) + 19_usize.pow(3) + 19_usize.pow(4)
    );
}

fn white_space() -> impl Strategy<Value = String> + Clone {
    prop_oneof![4 => Just(String::new()), 1 => "[ \t\r\n]{1,2}"]
}

/// The content of a string: mostly valid.
fn string_content() -> impl Strategy<Value = String> + Clone {
    let piece = prop_oneof![
        8 => "[ -!#-\\[\\]-~]{1,9}",
        4 => any::<char>().prop_filter("plain", |c| *c >= ' ' && *c != '"' && *c != '\\').prop_map(String::from),
        4 => prop::sample::select(vec!["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]).prop_map(String::from),
        4 => any::<char>().prop_map(|c| {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().fold(String::new(), |mut text, unit| {
                write!(text, "\\u{unit:04x}").unwrap();
                text
            })
        }),
        1 => "\\\\u[0-9a-fA-FdDgG]{3,4}",
        1 => "\\\\[a-z]",
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A document, mostly valid.
fn document() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?";
    let scalar = prop_oneof![
        prop::sample::select(vec!["true", "false", "null"]).prop_map(String::from),
        number,
        string_content().prop_map(|content| format!("\"{content}\"")),
    ];
    scalar.prop_recursive(6, 40, 5, |value| {
        let spaced = (white_space(), value, white_space())
            .prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let member = (
            white_space(),
            string_content(),
            white_space(),
            spaced.clone(),
        )
            .prop_map(|(a, name, b, value)| format!("{a}\"{name}\"{b}:{value}"));
        prop_oneof![
            prop::collection::vec(spaced, 0..5)
                .prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::vec(member, 0..5)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        // A failure prints its input; no file has to keep it.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn serde_json_agrees_on_texts_of_json_symbols(text in prop::collection::vec(prop::sample::select(ALPHABET), 0..24)) {
        assert_same_verdict(&text);
    }

    #[test]
    fn serde_json_agrees_on_documents_and_on_documents_with_one_fault(
        text in document(),
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(ALPHABET),
    ) {
        assert_same_verdict(text.as_bytes());
        let at = at.index(text.len());
        let (before, after) = text.as_bytes().split_at(at);
        assert_same_verdict(&[before, &after[1..]].concat());
        assert_same_verdict(&[before, &[byte], after].concat());
        assert_same_verdict(&[before, &[byte], &after[1..]].concat());
        assert_same_verdict(before);
    }

    #[test]
    fn serde_json_reads_the_same_text_from_a_string(content in string_content()) {
        let text = format!("\"{content}\"");
        let ours = read_string(text.as_bytes()).ok();
        prop_assert_eq!(ours, serde_json::from_str::<String>(&text).ok());
    }
}

// `Reader` and `Members` by themselves

/// The strings that are read, by the index of their names.
fn read_members(
    text: &str,
    names: Names,
    scratch: &mut [u8],
) -> Result<Vec<(usize, String)>, DecodeError> {
    let mut reader = Reader::new(text.as_bytes(), scratch)?;
    let mut members = reader.object(names)?;
    let mut read = Vec::new();
    while let Some(index) = reader.next_member(&mut members)? {
        read.push((index, reader.string()?.unwrap_or("null").to_string()));
    }
    reader.finish()?;
    Ok(read)
}

/// One name begins another, one is empty, one needs more than a byte for a character.
const NAMES: [&str; 5] = ["name", "names", "", "é", "a/b"];
const READ: Names = names!["name", "names", "", "é", "a/b"];

/// A name as JSON text: as it is where that is possible, or every UTF-16 unit escaped.
fn spell(name: &str, escaped: bool) -> String {
    if !escaped {
        return serde_json::to_string(name).unwrap();
    }
    let mut text = String::from("\"");
    for unit in name.encode_utf16() {
        write!(text, "\\u{unit:04X}").unwrap();
    }
    text + "\""
}

#[test]
fn members_are_found_in_every_order_and_spelling() {
    let mut orders: Vec<Vec<usize>> = vec![vec![]];
    for index in 0..NAMES.len() {
        orders = orders
            .iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, index);
                    order
                })
            })
            .collect();
    }
    assert_eq!(orders.len(), 120);
    for order in &orders {
        for escaped in [false, true] {
            for others in [false, true] {
                let mut text = Vec::new();
                for index in order {
                    if others {
                        // Names that nobody reads, near to those that are, and twice.
                        let others =
                            r#""nam":{"name":"x"},"NAME":[1],"n\u0061m":3,"name ":1,"nam":2"#;
                        text.push(others.to_string());
                    }
                    text.push(format!("{}:\"{index}\"", spell(NAMES[*index], escaped)));
                }
                let text = format!("{{{}}}", text.join(","));
                let expected: Vec<_> = order
                    .iter()
                    .map(|index| (*index, index.to_string()))
                    .collect();
                // Names take no scratch.
                assert_eq!(read_members(&text, READ, &mut []), Ok(expected), "{text}");
            }
        }
    }
}

#[test]
fn a_name_that_is_read_stands_once_however_it_is_spelled() {
    let mut count = 0;
    for name in NAMES {
        for (first, second) in [(false, false), (false, true), (true, false), (true, true)] {
            for between in ["", "\"other\":{},"] {
                for (value, other) in [
                    ("\"a\"", "\"a\""),
                    ("null", "\"a\""),
                    ("\"\"", "null"),
                    ("\"a\"", "7"),
                ] {
                    let before = format!("{{{}: {value}, {between}", spell(name, first));
                    let text = format!("{before}{} :{other}}}", spell(name, second));
                    let error = read_members(&text, READ, &mut []).unwrap_err();
                    assert_eq!(fault(error), (Kind::Duplicate, before.len()), "{text}");
                    assert_eq!(error.field(), Some(name), "{text}");
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, NAMES.len() * 4 * 2 * 4);
}

#[test]
fn as_many_names_as_there_may_be_are_kept_apart() {
    const NAMES: &[&str] = &[
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
        "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30",
    ];
    let names = prepared(NAMES).expect("31 names");
    let members: Vec<_> = NAMES
        .iter()
        .map(|name| format!("\"{name}\":\"{name}\""))
        .collect();
    let members = members.join(",");
    let read = read_members(&format!("{{{members}}}"), names, &mut []).unwrap();
    assert_eq!(read.len(), 31);
    for (index, text) in read {
        assert_eq!(text, NAMES[index]);
    }
    for &name in NAMES {
        let text = format!("{{{members},\"{name}\":\"\"}}");
        let error = read_members(&text, names, &mut []).unwrap_err();
        assert_eq!((error.kind(), error.field()), (Kind::Duplicate, Some(name)));
    }
}

/// Short names are compared with the next 32 bytes at once, longer ones byte by byte.
#[test]
fn names_of_every_length_are_read() {
    for len in 0..40 {
        let name: &'static str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"[..len]
            .to_string()
            .leak();
        let names = prepared(&["other", name]).expect("two names");
        let near = format!("{name}x");
        let text = format!(r#"{{"{near}":"no","{name}":"yes"}}"#);
        let expected = vec![(1, "yes".to_string())];
        assert_eq!(read_members(&text, names, &mut []), Ok(expected), "{text}");
        let text = format!(r#"{{"{name}":"yes","{name}":"no"}}"#);
        let error = read_members(&text, names, &mut []).unwrap_err();
        assert_eq!(error.kind(), Kind::Duplicate, "{text}");
    }
}

/// Whoever keeps the place in an object that is closed reads no other with it.
#[test]
fn a_closed_object_stays_closed() {
    let text = br#"{"a":{},"b":{"x":2}}"#;
    let mut reader = Reader::new(text, &mut []).unwrap();
    let mut outer = reader.object(names!["a", "b"]).unwrap();
    assert_eq!(reader.next_member(&mut outer), Ok(Some(0)));
    let mut closed = reader.object(names!["y"]).unwrap();
    assert_eq!(reader.next_member(&mut closed), Ok(None));
    assert_eq!(reader.next_member(&mut outer), Ok(Some(1)));
    let _open = reader.object(names!["x"]).unwrap();
    let error = reader.next_member(&mut closed).unwrap_err();
    assert_eq!(error.kind(), Kind::Unread);
}

/// The member that `read_object!` expects next is not looked for in an object within.
#[test]
fn a_member_within_is_not_one_of_the_object_around_it() {
    fn read_first<'a>(reader: &mut Reader<'a>) -> Result<&'a str, DecodeError> {
        let mut members = reader.object(names!["a", "b"])?;
        assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
        Ok(reader.string()?.unwrap())
    }
    fn read<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
        read_object!(let _members = reader {
            "a" => first = Some(read_first(reader)?),
            "b" => second = reader.string()?,
        });
        Ok(first.and(second))
    }
    let mut reader = Reader::new(br#"{"a":{"a":"1","b":"2"},"b":"3"}"#, &mut []).unwrap();
    assert_eq!(read(&mut reader).unwrap_err().kind(), Kind::Unread);
    let mut reader = Reader::new(br#"{"a":{"a":"1","b":"2"}}"#, &mut []).unwrap();
    assert_eq!(read(&mut reader).unwrap_err().kind(), Kind::Unread);
}

/// Names of the caller's types are the caller's.
#[test]
fn read_object_takes_no_name() {
    struct Index<'a>(&'a str);
    impl<'a> Index<'a> {
        fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
            Ok(reader.string()?.map(Index))
        }
    }
    fn read<'a>(reader: &mut Reader<'a>) -> Result<Option<Index<'a>>, DecodeError> {
        read_object!(let _members = reader { "index" => index = Index::read(reader)? });
        Ok(index)
    }
    let mut reader = Reader::new(br#"{"index":"i"}"#, &mut []).unwrap();
    assert!(matches!(read(&mut reader), Ok(Some(Index("i")))));
}

fn prepared(names: &[&'static str]) -> Option<Names> {
    Names::new(
        names
            .iter()
            .copied()
            .map(Name::new)
            .collect::<Vec<_>>()
            .leak(),
    )
}

#[test]
fn no_names_at_all_skips_every_member() {
    assert_eq!(read_members("{}", READ, &mut []), Ok(vec![]));
    assert_eq!(
        read_members("{\"name\":1,\"name\":2}", names!["other"], &mut []),
        Ok(vec![])
    );
}

#[test]
fn the_scratch_is_shared_and_used_to_its_last_byte() {
    const READ: Names = names!["a", "b", "c", "d", "e"];
    let text = r#"{"a":"\n\u0078","skipped":"\n\n\n","b":"plain","c":"\u00e9\ud83d\ude00","\u0064":"","e":"\\"}"#;
    let expected = ["\nx", "plain", "é😀", "", "\\"];
    // After each string that has escapes, what has been used by then.
    let used = [
        ("a", 2, "\"\\n\\u0078\""),
        ("c", 8, "\"\\u00e9"),
        ("e", 9, "\"\\\\\""),
    ];
    for len in 0..=12 {
        let mut scratch = vec![0xAA; len];
        let read = read_members(text, READ, &mut scratch);
        match used.iter().find(|(_, used, _)| *used > len) {
            Some((name, _, string)) => {
                let error = read.unwrap_err();
                let at = text.find(string).unwrap();
                assert_eq!(fault(error), (Kind::ScratchTooSmall, at), "{len}");
                assert_eq!(error.field(), Some(*name), "{len}");
            }
            None => {
                let expected: Vec<_> = expected
                    .iter()
                    .map(|text| text.to_string())
                    .enumerate()
                    .collect();
                assert_eq!(read, Ok(expected), "{len}");
                assert!(scratch[9..].iter().all(|byte| *byte == 0xAA), "{len}");
            }
        }
    }
}

/// An earlier string is not overwritten by a later one.
#[test]
fn strings_stay_what_they_were() {
    let mut scratch = [0; 4];
    let mut reader = Reader::new(
        br#"{"name":"\u0041\u0042","names":"\u0043\u0044"}"#,
        &mut scratch,
    )
    .unwrap();
    let mut members = reader.object(READ).unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    let first = reader.string().unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(1)));
    let second = reader.string().unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(None));
    reader.finish().unwrap();
    assert_eq!((first, second), (Some("AB"), Some("CD")));
}

#[test]
fn a_reader_tells_where_it_is_and_what_comes_next() {
    let text = br#" { "name" : null , "names": [1, {}] ,"":"7"} "#;
    let mut reader = Reader::new(text, &mut []).unwrap();
    assert_eq!((reader.offset(), reader.peek_value()), (0, Some(b'{')));
    let mut members = reader.object(READ).unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    assert_eq!(reader.peek_value(), Some(b'n'));
    assert_eq!(reader.offset(), 12);
    assert_eq!(reader.string(), Ok(None));
    assert_eq!(reader.offset(), 16);

    assert_eq!(reader.next_member(&mut members), Ok(Some(1)));
    assert_eq!(reader.peek_value(), Some(b'['));
    let ((), raw) = reader.spanned(Reader::skip_value).unwrap();
    assert_eq!(raw, "[1, {}]");

    assert_eq!(reader.next_member(&mut members), Ok(Some(2)));
    let number = reader.parse_string(|text| match text {
        "7" => Ok(7),
        _ => Err(ValueError::Unsupported),
    });
    assert_eq!(number, Ok(Some(7)));
    assert_eq!(reader.next_member(&mut members), Ok(None));
    assert_eq!(members.require(Some(1), "name"), Ok(1));
    let error = members.require(None::<()>, "names").unwrap_err();
    assert_eq!(
        (fault(error), error.field()),
        ((Kind::Missing, 1), Some("names"))
    );
    assert_eq!(reader.peek_value(), None);
    assert_eq!(reader.finish(), Ok(()));
}

#[test]
fn errors_of_the_caller_point_at_the_value() {
    let mut reader = Reader::new(br#"{"name":  "x"}"#, &mut []).unwrap();
    let mut members = reader.object(READ).unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    let error = reader
        .parse_string(|_| Err::<(), _>(ValueError::Empty))
        .unwrap_err();
    assert_eq!(fault(error), (Kind::Value(ValueError::Empty), 10));
    assert_eq!(error.field(), Some("name"));
    assert_eq!(
        reader.error_at(Kind::WrongType, 3).to_string(),
        "name: wrong JSON type at byte 3"
    );
}

#[test]
fn a_text_of_two_characters_at_least_is_absent_only_where_it_is_empty() {
    for (text, expected) in [
        (r#""""#, Ok(None)),
        ("null", Ok(None)),
        (r#""a""#, Err(Kind::Value(ValueError::Empty))),
        (r#""é""#, Err(Kind::Value(ValueError::Empty))),
        (r#""ab""#, Ok(Text::new("ab").ok())),
    ] {
        let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
        let read = Text::<4, 2>::read(&mut reader);
        assert_eq!(read.map_err(|error| error.kind()), expected, "{text}");
    }
}

#[test]
fn objects_that_are_read_end_at_32_too() {
    let text = r#"{"name":"#.repeat(33);
    let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
    for _ in 0..MAX_DEPTH {
        let mut members = reader.object(READ).unwrap();
        assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    }
    let error = reader.object(READ).unwrap_err();
    assert_eq!(fault(error), (Kind::TooDeep, 32 * 8));

    let mut reader = Reader::new(br#"{"name":nul}"#, &mut []).unwrap();
    let mut members = reader.object(READ).unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    let error = reader.object(READ).unwrap_err();
    assert_eq!(fault(error), (Kind::UnexpectedByte, 11));
}

#[test]
fn a_string_is_wanted_and_something_else_stands_there() {
    for (value, kind, at) in [
        ("1", Kind::WrongType, 0),
        ("true", Kind::WrongType, 0),
        (" [\"a\"]", Kind::WrongType, 1),
        ("{}", Kind::WrongType, 0),
        ("nil", Kind::UnexpectedByte, 1),
        ("tru", Kind::UnexpectedEnd, 3),
        ("[1", Kind::UnexpectedEnd, 2),
        ("", Kind::UnexpectedEnd, 0),
        ("x", Kind::UnexpectedByte, 0),
    ] {
        let mut reader = Reader::new(value.as_bytes(), &mut []).unwrap();
        assert_eq!(reader.string().map_err(fault), Err((kind, at)), "{value}");
        // The same where an object is wanted, but for an object.
        if value != "{}" {
            let mut reader = Reader::new(value.as_bytes(), &mut []).unwrap();
            assert_eq!(
                reader.object(READ).map(drop).map_err(fault),
                Err((kind, at)),
                "{value}"
            );
        }
    }
}

#[test]
fn what_is_left_unread_is_an_error() {
    let text = br#"{"name":{"names":"1","a/b":"2"},"":"3"}"#;
    let unread = |result: Result<Option<usize>, DecodeError>| {
        let error = result.expect_err("left unread");
        assert_eq!(error.kind(), Kind::Unread, "{error}");
    };
    let begin = |reader: &mut Reader<'_>| {
        let mut members = reader.object(READ).unwrap();
        assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
        members
    };

    // A member's value.
    let mut reader = Reader::new(text, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    unread(reader.next_member(&mut outer));

    // The rest of an object within: its members are not those of the object around it, not even
    // the one that would come next there.
    for text in [text.as_slice(), br#"{"name":{"a/b":"1","names":"2"}}"#] {
        let mut reader = Reader::new(text, &mut []).unwrap();
        let mut outer = begin(&mut reader);
        let mut inner = reader.object(READ).unwrap();
        assert!(reader.next_member(&mut inner).unwrap().is_some());
        assert_eq!(reader.string(), Ok(Some("1")));
        unread(reader.next_member(&mut outer));
    }

    // All of an object within: its brace does not close the object around it, nor does a brace in
    // a value's place.
    let mut reader = Reader::new(br#"{"name":{}}"#, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    let _inner = reader.object(READ).unwrap();
    unread(reader.next_member(&mut outer));
    let mut reader = Reader::new(br#"{"name":}"#, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    unread(reader.next_member(&mut outer));

    // After the end of an object there are no more members in it.
    let mut reader = Reader::new(text, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    let mut inner = reader.object(READ).unwrap();
    for _ in 0..2 {
        assert!(reader.next_member(&mut inner).unwrap().is_some());
        assert!(reader.string().unwrap().is_some());
    }
    assert_eq!(reader.next_member(&mut inner), Ok(None));
    unread(reader.next_member(&mut inner));
    assert_eq!(reader.next_member(&mut outer), Ok(Some(2)));

    // A value is read once, and a document ends behind all of its one value.
    let mut reader = Reader::new(br#""a" "b""#, &mut []).unwrap();
    assert_eq!(reader.string(), Ok(Some("a")));
    assert_eq!(reader.string().unwrap_err().kind(), Kind::Unread);
    assert_eq!(reader.skip_value().unwrap_err().kind(), Kind::Unread);
    for text in ["{}", "{", " "] {
        let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
        let _ = reader.object(READ);
        let error = reader.finish().unwrap_err();
        assert_eq!(error.kind(), Kind::Unread, "{text}");
    }
}

#[test]
fn names_that_cannot_be_read() {
    const MANY: &[&str] = &[
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h",
        "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w",
    ];
    let rows: &[(&'static [&'static str], bool)] = &[
        (&[], true),
        (&["", "é", "a b", "\u{7f}", "a/b"], true),
        (&["a", "ab", "b"], true),
        (&MANY[..31], true),
        (&MANY[..32], false),
        (&["a", "b", "a"], false),
        (&["", ""], false),
        (&["a\"b"], false),
        (&["a\\b"], false),
        (&["a", "a\nb"], false),
        (&["\u{1f}"], false),
    ];
    for &(names, can_be_read) in rows {
        assert_eq!(prepared(names).is_some(), can_be_read, "{names:?}");
    }
}
