//! That the fast paths take what they are for. What they refuse is read all the same, only later, so
//! no other test would notice.

extern crate std;

use super::*;
use crate::json::names::{as_text, quoted};
use crate::names;

const NAMES: Names = names!["a", "bb", "ccc"];

/// A reader without scratch.
fn reader(text: &str) -> Reader<'_> {
    Reader::new(text.as_bytes(), &mut []).unwrap()
}

#[test]
fn objects_behind_no_white_space_or_one() {
    for (text, start) in [
        ("{}", Some(0)),
        (" {}", Some(1)),
        ("  {}", None),
        ("[", None),
    ] {
        assert_eq!(reader(text).plain_object(), start, "{text}");
    }
    let mut read = reader("{{");
    assert_eq!(read.plain_object(), Some(0));
    assert_eq!(read.plain_object(), None, "a member has to come first");
}

#[test]
fn strings_without_escapes() {
    for text in [r#""ab""#, r#" "ab""#] {
        assert_eq!(reader(text).plain_string(), Some("ab"), "{text}");
        let sized = |len| reader(text).sized_string(len, Ok::<_, ValueError>);
        assert_eq!([1, 2, 3].map(sized), [None, Some("ab"), None], "{text}");
    }
    assert_eq!(reader(r#""a\n""#).plain_string(), None);
    let mut read = reader(r#""a""b""#);
    assert_eq!(read.plain_string(), Some("a"));
    assert_eq!(read.plain_string(), None, "a value has to be due");
    assert_eq!(read.sized_string(1, Ok::<_, ValueError>), None);
}

#[test]
fn the_name_that_is_expected() {
    for text in [r#"{"bb":1,"a":2}"#, r#"{ "bb":1, "a":2}"#] {
        let mut read = reader(text);
        let mut members = read.object(NAMES).unwrap();
        assert!(!read.next_is(&mut members, 0, "\"a\":"));
        assert!(read.next_is(&mut members, 1, "\"bb\":"));
        assert!(!read.next_is(&mut members, 0, "\"a\":"), "a value is due");
        read.skip_value().unwrap();
        assert!(read.next_is(&mut members, 0, "\"a\":"));
    }
    assert_eq!(as_text(&quoted::<5>("bb")), "\"bb\":");
    assert_eq!(as_text(b"\xff"), "");
}

#[test]
fn any_name_that_is_listed() {
    let names = [
        ("a", Some((0, 4))),
        ("bb", Some((1, 5))),
        ("ccc", Some((2, 6))),
    ];
    for (name, found) in names.into_iter().chain([("d", None)]) {
        // As long as a window, at least.
        let text = std::format!("\"{name}\":{:32}", "");
        for met in 0..8 {
            let mut members = reader("{").object(NAMES).unwrap();
            members.met = met;
            assert_eq!(members.find(&text), found, "{name}, {met:b}");
        }
    }
}
