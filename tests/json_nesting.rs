//! The strict JSON reader: the maximum depth is 32.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::MAX_DEPTH;
use common::json::*;

/// `depth` nested containers. The innermost one is empty.
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
fn the_maximum_depth_is_32() {
    assert_eq!(MAX_DEPTH, 32);
    let limit = MAX_DEPTH as usize;
    // Places for a value, and the depth of each.
    let places = [
        (
            "before response",
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
            "after a deep sibling",
            1,
            "{\"response\"",
            "{\"deep\":[[[[[]]]]],\"more\":@,\"response\"",
        ),
        ("last", 1, "==\"}", "==\",\"more\":@}"),
    ];
    for shape in SHAPES {
        for depth in 0..=limit + 3 {
            // The offset of the first bracket that exceeds the maximum depth.
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
fn a_million_nested_brackets_are_refused_a_million_siblings_accepted() {
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
        // In place of a text
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
