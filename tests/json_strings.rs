//! The strict JSON reader: strings (control characters, escapes, surrogates).

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use common::json::*;

/// Checks the content of a string as a value that is read, as a skipped value, and as a name.
fn assert_string(content: &str, expected: Result<&str, Fault>) {
    let skipped = expected.map(drop);
    // The offsets of `expected` count from the content, which follows a quote.
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
fn only_control_characters_quote_and_backslash_must_be_escaped() {
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
    for character in NOT_WHITE_SPACE
        .iter()
        .filter(|character| **character >= ' ')
    {
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
            // As the second half of a surrogate pair
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

/// Every UTF-16 code unit alone gives its character, or the error for a lone surrogate.
#[test]
fn every_code_unit_is_a_character_or_refused() {
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

/// The scan reads several bytes in one step. The result must not depend on where a step begins.
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
