//! Decoding: the order of members, white space, escapes and unknown members do not change the
//! values.

mod common;

use std::fmt::Write;

use alipay_acquiring::{PayCancelRequest, PayCancelResponse};
use common::fixtures::fixture;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Choices for the arrangement, used one after the other. When none is left, each choice is 0.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % end
    }
}

const WHITE_SPACE: [&str; 8] = ["", "", "", " ", "\t", "\r\n", "\n    ", " \t\n\r "];

const UNKNOWN: [&str; 6] = [
    "null",
    "-0.1e+9",
    "\"{\\\"head\\\":[\"",
    "[[],{},[true,false]]",
    "{\"signature\":\"x\",\"response\":{},\"head\":0}",
    "{\"a\":1,\"a\":2}",
];

/// Writes `value` as JSON in the chosen arrangement.
fn arrange(value: &Value, choices: &mut Choices<'_>, text: &mut String) {
    *text += WHITE_SPACE[choices.below(WHITE_SPACE.len())];
    match value {
        Value::Object(members) => arrange_object(members, choices, text),
        Value::String(content) => arrange_string(content, choices, text),
        other => panic!("an envelope has only objects and strings, found {other}"),
    }
    *text += WHITE_SPACE[choices.below(WHITE_SPACE.len())];
}

fn arrange_object(members: &Map<String, Value>, choices: &mut Choices<'_>, text: &mut String) {
    let mut left: Vec<(&String, &Value)> = members.iter().collect();
    let mut unknown = 0;
    *text += "{";
    while !left.is_empty() {
        if choices.below(4) == 3 {
            unknown += 1;
            let value = UNKNOWN[choices.below(UNKNOWN.len())];
            write!(text, "\"unknown{unknown}\":{value},").expect("writing to a String cannot fail");
        }
        let (name, value) = left.remove(choices.below(left.len()));
        *text += WHITE_SPACE[choices.below(WHITE_SPACE.len())];
        arrange_string(name, choices, text);
        *text += WHITE_SPACE[choices.below(WHITE_SPACE.len())];
        *text += ":";
        arrange(value, choices, text);
        *text += if left.is_empty() { "}" } else { "," };
    }
}

fn arrange_string(content: &str, choices: &mut Choices<'_>, text: &mut String) {
    *text += "\"";
    for character in content.chars() {
        match (choices.below(8), character) {
            (7, _) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(text, "\\u{unit:04x}").expect("writing to a String cannot fail");
                }
            }
            (6, '/') => *text += "\\/",
            (_, '"' | '\\') => text.extend(['\\', character]),
            (_, '\0'..='\x1f') => panic!("unexpected control character: {character:?}"),
            _ => text.push(character),
        }
    }
    *text += "\"";
}

fn arranged(path: &str, choices: &[u8]) -> String {
    let envelope: Value = serde_json::from_slice(&fixture(path)).expect("a fixture");
    let mut text = String::new();
    arrange(&envelope, &mut Choices(choices.iter()), &mut text);
    text
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..1500)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_arrangement_of_a_request_gives_the_same_values(choices in choices()) {
        let text = arranged("golden/request.json", &choices);
        let mut scratch = vec![0; text.len()];
        let read = PayCancelRequest::decode(text.as_bytes(), &mut scratch);
        let golden = fixture("golden/request.json");
        let golden = PayCancelRequest::decode(&golden, &mut []).expect("golden");
        let read = read.map(|read| (*read.assume_verified_by_caller(), read.signature()));
        let golden = (*golden.assume_verified_by_caller(), golden.signature());
        prop_assert_eq!(read, Ok(golden), "{}", text);
    }

    #[test]
    fn any_arrangement_of_a_response_gives_the_same_values(choices in choices()) {
        // This fixture has characters outside ASCII and above U+FFFF.
        for path in ["golden/response.json", "peers/python-utf8.response.json"] {
            let text = arranged(path, &choices);
            let mut scratch = vec![0; text.len()];
            let read = PayCancelResponse::decode(text.as_bytes(), &mut scratch);
            let fixture = fixture(path);
            let mut scratch = vec![0; fixture.len()];
            let golden = PayCancelResponse::decode(&fixture, &mut scratch).expect("a fixture");
            let read = read.map(|read| (*read.assume_verified_by_caller(), read.signature()));
            let golden = (*golden.assume_verified_by_caller(), golden.signature());
            prop_assert_eq!(read, Ok(golden), "{}", text);
        }
    }
}
