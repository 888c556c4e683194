//! The strict JSON reader: the grammar of RFC 8259 (values, white space, encoding, whole
//! documents).

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::JsonType;
use common::json::*;
use serde_json::Value;

// Values of skipped members

const VALUES: &[&str] = &[
    // Literals
    "true",
    "false",
    "null",
    // Numbers of any size: skipping checks only their grammar.
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
    // The name of a skipped member may occur twice.
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    // Names that are known in other objects
    "{\"response\":{\"head\":null},\"signature\":1,\"request\":2}",
    // All four white space characters, in every place where they are allowed
    " \t\r\n1",
    "[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n]",
    "{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n, \t\r\n\"b\" \t\r\n: \t\r\n2 \t\r\n}",
];

/// Texts that are not a value, and the offset of the first wrong byte. A space follows each text.
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
    ("\u{0661}", 0), // ARABIC-INDIC DIGIT ONE
    ("1\u{0661}", 1),
    ("\u{2212}1", 0), // MINUS SIGN, which is not the hyphen of JSON
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

#[test]
fn valid_values_are_skipped_in_every_place() {
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

#[test]
fn invalid_values_are_refused_in_every_place() {
    for &(value, at) in FAULTS {
        assert_fault_in_every_place(value, Kind::UnexpectedByte, at);
        // As a whole document, some texts give another kind of error.
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
    for character in NOT_WHITE_SPACE {
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

// Whole documents

#[test]
fn documents_that_are_too_short_or_too_long_are_refused() {
    let rows: &[(&str, Kind, usize)] = &[
        ("", Kind::EmptyDocument, 0),
        (" \t\r\n", Kind::EmptyDocument, 4),
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
        ("{}\0", Kind::NulBytes, 2),
        ("{}\n\u{feff}", Kind::TrailingBytes, 3),
        ("{}\u{c}", Kind::TrailingBytes, 2),
        ("{} x", Kind::TrailingBytes, 3),
        ("}", Kind::UnexpectedByte, 0),
        ("]", Kind::UnexpectedByte, 0),
        (",{}", Kind::UnexpectedByte, 0),
        ("\0{}", Kind::Utf16, 0),
        ("\u{feff}{}", Kind::ByteOrderMark, 0),
        (" \u{feff}{}", Kind::ByteOrderMark, 1),
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
    let no_object = |value| wrong_type(JsonType::Object, value);
    for (text, kind, at) in [
        ("[]", no_object("[]"), 0),
        (" [{}]", no_object("[{}]"), 1),
        ("\"{}\"", Kind::EncodedTwice, 0),
        ("1", no_object("1"), 0),
        ("true", no_object("true"), 0),
        ("null", no_object("null"), 0),
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
fn invalid_utf8_is_refused_in_every_place() {
    let rows: &[(&str, &[u8])] = &[
        ("continuation alone", &[0x80]),
        ("first byte alone", &[0xC3]),
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
            // `put` replaced the `@` of the template, so the remaining one is that of the value.
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
    let utf16 = Kind::Utf16;
    for (name, input, kind, at) in [
        ("UTF-16LE", le.clone(), utf16, 0),
        ("UTF-16BE", be.clone(), utf16, 0),
        (
            "UTF-16LE with a mark",
            [vec![0xFF, 0xFE], le].concat(),
            utf16,
            0,
        ),
        (
            "UTF-16BE with a mark",
            [vec![0xFE, 0xFF], be].concat(),
            utf16,
            0,
        ),
        (
            "UTF-8 with a mark",
            [&[0xEF, 0xBB, 0xBF], RESPONSE.as_bytes()].concat(),
            Kind::ByteOrderMark,
            0,
        ),
    ] {
        assert_eq!(decode(&input).map_err(fault), Err((kind, at)), "{name}");
    }
}

/// Inserts each character at every offset of a valid envelope.
#[test]
fn only_white_space_is_allowed_between_tokens() {
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
        for character in NOT_WHITE_SPACE {
            let text = format!("{before}{character}{after}");
            let found = decode(text.as_bytes()).map_err(fault);
            let kind = match (in_string, *character) {
                (true, ..' ') => Kind::ControlCharacter,
                // An ordinary character in a string. Some fields accept it, others do not.
                (true, _) => continue,
                // The whole text is then something else.
                (false, '\0') if at <= 1 => Kind::Utf16,
                (false, '\u{feff}') if at == 0 => Kind::ByteOrderMark,
                (false, '\0') if after.is_empty() => Kind::NulBytes,
                (false, _) if after.is_empty() => Kind::TrailingBytes,
                (false, _) => Kind::UnexpectedByte,
            };
            let place = if kind == Kind::Utf16 { 0 } else { at };
            assert_eq!(found, Err((kind, place)), "{character:?} at {at}");
        }
        *if in_string { &mut inside } else { &mut outside } += 1;
    }
    assert!(
        inside > 500 && outside > 50,
        "{inside} inside, {outside} outside"
    );
}

/// The objects that are read follow the same grammar as skipped ones. At each offset outside of the
/// strings of a valid envelope, a byte is removed, and a token is inserted with and without
/// removing the byte.
#[test]
fn objects_that_are_read_follow_the_same_grammar() {
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
                // An error in the members may come before the error in the grammar.
                let semantic = matches!(
                    found.0,
                    Kind::Missing
                        | Kind::WrongType { .. }
                        | Kind::EncodedTwice
                        | Kind::Duplicate
                        | Kind::WrongMessage { .. }
                        | Kind::TwoMessages
                        | Kind::Value(_)
                );
                assert!(found == expected || semantic, "{text}: {found:?}");
            }
        }
    }
    assert!(good > 100 && bad > 1000, "{good} good, {bad} bad");
}
