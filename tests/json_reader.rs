//! `json::Reader`, `Members` and `read_object!` by themselves: names, scratch, offsets, errors.

mod common;

use std::fmt::Write;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{MAX_DEPTH, Name, Names, Reader};
use alipay_acquiring::{DecodeError, Text, ValueError, names, read_object};
use common::json::fault;

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
