//! The API of `json::Reader`, `Members` and `read_object!`: names, scratch, offsets, errors.

mod common;

use std::fmt::Write;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{JsonType, MAX_DEPTH, Name, Names, Reader};
use alipay_acquiring::{DecodeError, Text, ValueError, names, read_object};
use common::json::{fault, wrong_type};

/// Reads an object. Returns its strings, each with the index of its name.
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

/// One name is the start of another one, one is empty, one is not ASCII.
const NAMES: [&str; 5] = ["name", "names", "", "é", "a/b"];

const READ: Names = names!["name", "names", "", "é", "a/b"];

/// A name as a JSON string: with no escapes if possible, or with every UTF-16 unit escaped.
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
fn members_are_read_in_every_order_and_spelling() {
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
                        // Unknown names that are similar to known ones. One occurs twice.
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
                // Names need no scratch.
                assert_eq!(read_members(&text, READ, &mut []), Ok(expected), "{text}");
            }
        }
    }
}

#[test]
fn a_duplicate_name_is_refused_in_every_spelling() {
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
fn the_maximum_number_of_names() {
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

/// The reader compares short names in one step of 32 bytes, and longer ones byte by byte.
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

/// The `Members` of a closed object cannot be used to read another object.
#[test]
fn members_of_a_closed_object_cannot_read_another() {
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

/// `read_object!` expects a certain member next. It must not find that member in an inner object.
#[test]
fn read_object_does_not_read_members_of_an_inner_object() {
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

/// The macro defines no name that could conflict with a type of the caller.
#[test]
fn read_object_does_not_conflict_with_types_of_the_caller() {
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
fn unknown_members_are_skipped() {
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
    // For each string with escapes: its name, how much scratch is used after it, and its text.
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
                let enough = text.len();
                assert_eq!(
                    fault(error),
                    (Kind::ScratchTooSmall { enough }, at),
                    "{len}"
                );
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

/// A string stays valid while later ones are unescaped.
#[test]
fn later_strings_do_not_overwrite_earlier_ones() {
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
fn offset_and_peek_value() {
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
        _ => Err(ValueError::Unsupported {
            expected: "another",
        }),
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
        reader.error_at(Kind::Missing, 3).to_string(),
        "name at byte 3: required, but absent"
    );
}

#[test]
fn only_an_empty_text_is_absent() {
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
fn objects_that_are_read_have_the_same_maximum_depth() {
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
fn another_value_instead_of_a_string() {
    let wrong = |value| wrong_type(JsonType::String, value);
    for (value, kind, at) in [
        ("1", wrong("1"), 0),
        ("true", wrong("true"), 0),
        (" [\"a\"]", wrong("[]"), 1),
        ("{}", wrong("{}"), 0),
        ("nil", Kind::UnexpectedByte, 1),
        ("tru", Kind::UnexpectedEnd, 3),
        ("[1", Kind::UnexpectedEnd, 2),
        ("", Kind::EmptyDocument, 0),
        ("x", Kind::UnexpectedByte, 0),
    ] {
        let mut reader = Reader::new(value.as_bytes(), &mut []).unwrap();
        assert_eq!(reader.string().map_err(fault), Err((kind, at)), "{value}");
        // The same if an object is expected. `{}` is an object, so it is left out.
        if value != "{}" {
            let mut reader = Reader::new(value.as_bytes(), &mut []).unwrap();
            let kind = match kind {
                Kind::WrongType { .. } => wrong_type(JsonType::Object, value),
                kind => kind,
            };
            assert_eq!(
                reader.object(READ).map(drop).map_err(fault),
                Err((kind, at)),
                "{value}"
            );
        }
    }
}

#[test]
fn an_unread_value_is_an_error() {
    let text = br#"{"name":{"names":"1","a/b":"2"},"":"3"}"#;
    let unread = |result: Result<Option<usize>, DecodeError>| {
        let error = result.expect_err("an unread value is an error");
        assert_eq!(error.kind(), Kind::Unread, "{error}");
    };
    let begin = |reader: &mut Reader<'_>| {
        let mut members = reader.object(READ).unwrap();
        assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
        members
    };

    // The value of a member.
    let mut reader = Reader::new(text, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    unread(reader.next_member(&mut outer));

    // The rest of an inner object. Its members must not be read as members of the outer object,
    // even if it has the name that is expected next.
    for text in [text.as_slice(), br#"{"name":{"a/b":"1","names":"2"}}"#] {
        let mut reader = Reader::new(text, &mut []).unwrap();
        let mut outer = begin(&mut reader);
        let mut inner = reader.object(READ).unwrap();
        assert!(reader.next_member(&mut inner).unwrap().is_some());
        assert_eq!(reader.string(), Ok(Some("1")));
        unread(reader.next_member(&mut outer));
    }

    // A whole inner object. Its `}` does not close the outer object; neither does a `}` in the
    // place of a value.
    let mut reader = Reader::new(br#"{"name":{}}"#, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    let _inner = reader.object(READ).unwrap();
    unread(reader.next_member(&mut outer));
    let mut reader = Reader::new(br#"{"name":}"#, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    unread(reader.next_member(&mut outer));

    // After the end of an object, asking for its next member is an error.
    let mut reader = Reader::new(text, &mut []).unwrap();
    let mut outer = begin(&mut reader);
    let mut inner = reader.object(READ).unwrap();
    for _ in 0..2 {
        assert!(reader.next_member(&mut inner).unwrap().is_some());
        assert!(reader.string().unwrap().is_some());
    }
    assert_eq!(reader.next_member(&mut inner), Ok(None));
    unread(reader.next_member(&mut inner));
    unread(reader.next_member(&mut outer));

    // A value is read once. A document has one value, which must be read to its end.
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
fn sets_of_names_that_are_refused() {
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

/// A caller may ignore an error. It must not accept a document that is not valid because of that.
#[test]
fn after_an_error_that_ends_the_reading_every_further_read_fails() {
    type Read = for<'a> fn(&mut Reader<'a>) -> Result<(), DecodeError>;
    let reads: [(&str, Read); 4] = [
        ("string", |reader| reader.string().map(drop)),
        ("raw_value", |reader| reader.raw_value().map(drop)),
        ("skip_value", |reader| reader.skip_value()),
        ("object", |reader| reader.object(names!["a"]).map(drop)),
    ];
    const TOO_SMALL: &str = "a scratch buffer that is too small";
    let deep = "[".repeat(40);
    let rows = [
        ("a literal with an error", "tru}"),
        ("a literal that ends too early", "nul"),
        ("a number with an error", "-}"),
        ("an escape with an error", r#""\x"}"#),
        ("a lone surrogate", r#""\ud800"}"#),
        ("a control character", "\"\n\"}"),
        ("a string without an end", "\"abc"),
        ("an array with an error", "[1,]}"),
        ("an array that is not closed", "[1"),
        ("nested too deeply", &deep),
        ("nothing", ""),
        (TOO_SMALL, r#""\u0041"}"#),
    ];
    for (name, rest) in rows {
        for (first, read) in reads {
            let text = format!("{{\"a\":{rest}");
            let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
            let mut members = reader.object(names!["a"]).unwrap();
            assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
            if name == TOO_SMALL && !matches!(first, "string" | "raw_value") {
                continue; // These need no scratch buffer.
            }
            assert!(read(&mut reader).is_err(), "{name}, {first}");
            for (second, read) in reads {
                assert!(read(&mut reader).is_err(), "{name}, {first}, {second}");
            }
            assert!(reader.next_member(&mut members).is_err(), "{name}, {first}");
            assert!(reader.finish().is_err(), "{name}, {first}");
        }
    }
}

/// A duplicate and a read without a value end the reading, too.
#[test]
fn after_a_duplicate_or_misuse_every_further_read_fails() {
    let mut reader = Reader::new(br#"{"a":1,"a":2}"#, &mut []).unwrap();
    let mut members = reader.object(names!["a"]).unwrap();
    assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
    reader.skip_value().unwrap();
    assert_eq!(
        reader.next_member(&mut members).unwrap_err().kind(),
        Kind::Duplicate
    );
    assert!(reader.skip_value().is_err());
    assert!(reader.next_member(&mut members).is_err());
    assert!(reader.finish().is_err());

    let mut reader = Reader::new(br#"{"a":1}"#, &mut []).unwrap();
    let mut members = reader.object(names!["a"]).unwrap();
    assert_eq!(reader.skip_value().unwrap_err().kind(), Kind::Unread);
    assert!(reader.next_member(&mut members).is_err());
    assert!(reader.finish().is_err());
}

/// After an error about the content of a value, the reader is at the end of that value.
#[test]
fn an_error_about_the_content_of_a_value_can_be_ignored() {
    for wrong in ["7", "true", "[1,{}]", "{\"b\":[]}", "-0.5e3"] {
        let text = format!("{{\"a\":{wrong},\"b\":\"c\"}}");
        let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
        let mut members = reader.object(names!["a", "b"]).unwrap();
        assert_eq!(reader.next_member(&mut members), Ok(Some(0)));
        assert_eq!(
            reader.string().unwrap_err().kind(),
            wrong_type(JsonType::String, wrong),
            "{wrong}"
        );
        assert_eq!(reader.next_member(&mut members), Ok(Some(1)), "{wrong}");
        assert_eq!(reader.string(), Ok(Some("c")), "{wrong}");
        assert_eq!(reader.next_member(&mut members), Ok(None), "{wrong}");
        reader.finish().unwrap();
    }
}

#[test]
fn values_of_any_type_as_text() {
    let rows = [
        (r#""a""#, Some((JsonType::String, "a"))),
        (r#" "\u0041\/" "#, Some((JsonType::String, "A/"))),
        (r#""""#, Some((JsonType::String, ""))),
        ("-0.5e3", Some((JsonType::Number, "-0.5e3"))),
        (" 7 ", Some((JsonType::Number, "7"))),
        ("true", Some((JsonType::Boolean, "true"))),
        ("false", Some((JsonType::Boolean, "false"))),
        ("[ 1, 2]", Some((JsonType::Array, "[ 1, 2]"))),
        (
            r#"{"\u0041": null}"#,
            Some((JsonType::Object, r#"{"\u0041": null}"#)),
        ),
        ("null", None),
    ];
    for (text, expected) in rows {
        let mut scratch = [0; 8];
        let mut reader = Reader::new(text.as_bytes(), &mut scratch).unwrap();
        let value = reader.raw_value().unwrap();
        let found = value.map(|value| (value.json_type, value.text));
        assert_eq!(found, expected, "{text}");
        reader.finish().unwrap();
    }
    for text in ["", "tru", "[", "7.", "\"", "+7", "'a'"] {
        let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
        assert!(reader.raw_value().is_err(), "{text}");
    }
}
