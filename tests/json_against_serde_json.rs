//! The strict JSON reader and `serde_json` accept the same texts: short ones and generated ones.

mod common;

use std::fmt::Write;

use alipay_acquiring::DecodeErrorKind as Kind;
use common::json::*;
use proptest::prelude::*;
use serde_json::Value;

/// Asserts that both readers accept the text, or both refuse it. There are two known differences:
/// this reader accepts numbers of any size, and its maximum depth is 32 instead of 127.
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
        // A document of three bytes must begin with one of these. The last one begins a byte order
        // mark.
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

/// The bytes with a meaning in JSON, and one of each other kind of byte.
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
        // A failure prints its input, so no file needs to store it.
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
