//! serde types through the reader and the writer: the right value or an error, never undecoded text.
//!
//! serde-json-core 0.7, which is the usual choice without a heap, stands beside it: each table says
//! what it would have read or written instead.

#![cfg(feature = "serde")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::panic::catch_unwind;

use alipay_acquiring::json::{MAX_DEPTH, Reader, Writer};
use alipay_acquiring::{DecodeError, DecodeErrorKind as Kind};
use proptest::prelude::*;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_core::str::EscapedStr;

/// Reads a whole document with as much scratch as it has bytes, which always suffices.
fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DecodeError> {
    let scratch = Box::leak(vec![0; text.len()].into_boxed_slice());
    let mut reader = Reader::new(text.as_bytes(), scratch)?;
    let value = reader.deserialize()?;
    reader.finish()?;
    Ok(value)
}

fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let mut counter = Writer::new(&mut []);
    counter.serialize(value);
    let mut buffer = vec![0; counter.len()];
    let mut writer = Writer::new(&mut buffer);
    writer.serialize(value);
    assert_eq!(writer.len(), counter.len());
    assert_eq!(writer.has_failed(), counter.has_failed());
    let failed = writer.has_failed();
    (!failed).then(|| String::from_utf8(buffer).expect("UTF-8"))
}

/// What serde-json-core makes of a text: `None` if it refuses or panics.
fn peer<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    let text = std::panic::AssertUnwindSafe(text);
    catch_unwind(move || {
        let buffer = Box::leak(vec![0; text.len()].into_boxed_slice());
        serde_json_core::from_str_escaped(text.0, buffer).ok()
    })
    .ok()
    .flatten()
    .map(|(value, _)| value)
}

/// The same without a buffer to unescape into, as its plain `from_str` is.
fn plain_peer<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json_core::from_str(text).ok().map(|(value, _)| value)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Till<'a> {
    store: &'a str,
    till: u16,
}

const TILL: Till<'_> = Till {
    store: "上海😀",
    till: 7,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kinds<'a> {
    Unit,
    #[serde(borrow)]
    Newtype(&'a str),
    Tuple(u8, u8),
    Struct {
        member: u8,
    },
}

// Reading: what the peer gets wrong

#[test]
fn strings_are_decoded_wherever_they_stand() {
    let rows = [
        ("an escaped letter", r#"{"store":"\u4e0a海😀","till":7}"#),
        (
            "a surrogate pair",
            r#"{"store":"上海\ud83d\ude00","till":7}"#,
        ),
        ("an escaped name", r#"{"s\u0074ore":"上海😀","till":7}"#),
        (
            "everything escaped",
            r#"{"\u0073tore":"\u4E0A\u6d77\uD83D\uDE00","till":7}"#,
        ),
        (
            "an unknown member",
            r#"{"store":"上海😀","x":{"a\"}":["]\\", nul1]},"till":7}"#,
        ),
        (
            "white space",
            " { \"store\" : \"上海😀\" ,\r\n\t\"till\" : 7 } ",
        ),
        ("another order", r#"{"till":7,"store":"上海😀"}"#),
    ];
    for (name, text) in rows {
        let text = text.replace("nul1", "null");
        assert_eq!(read(&text), Ok(TILL), "{name}");
    }
    // The peer's plain reading hands the escape out, the other one cannot lend the string.
    let text = r#"{"store":"A\u0042","till":7}"#;
    assert_eq!(read::<Till>(text).map(|till| till.store), Ok("AB"));
    assert_eq!(
        plain_peer::<Till>(text).map(|till| till.store),
        Some(r"A\u0042")
    );
    assert_eq!(peer::<Till>(text), None);
    // It refuses what PHP and Python write for anything beyond the first 65536 characters.
    let text = r#""\ud83d\ude00""#;
    assert_eq!(read(text), Ok("😀"));
    assert_eq!(peer::<heapless::String<8>>(text), None);
}

#[test]
fn every_character_that_must_be_escaped_can_be_borrowed() {
    let text = r#""\"\\\/\b\f\n\r\t\u001f\u00e9😀""#;
    let wanted = "\"\\/\u{8}\u{c}\n\r\t\u{1f}é😀";
    assert_eq!(read(text), Ok(wanted));
    assert_eq!(read::<heapless::String<32>>(text).as_deref(), Ok(wanted));
    assert_eq!(read::<String>(text).as_deref(), Ok(wanted));
    assert_eq!(read::<&[u8]>(text), Ok(wanted.as_bytes()));
    assert_eq!(peer::<&str>(text), None);
}

#[test]
fn identifiers_are_decoded_too() {
    assert_eq!(read(r#""\u0055nit""#), Ok(Kinds::Unit));
    assert_eq!(read(r#"{"\u0055nit":null}"#), Ok(Kinds::Unit));
    assert_eq!(
        read(r#"{"Newtyp\u0065":"\u0041"}"#),
        Ok(Kinds::Newtype("A"))
    );
    assert_eq!(read(r#""\u0041""#), Ok('A'));
    let map = read::<BTreeMap<&str, &str>>(r#"{"\u0041\"":"\u0042"}"#);
    assert_eq!(map, Ok(BTreeMap::from([("A\"", "B")])));
    // The peer lends a map's names as they stand.
    let map = plain_peer::<BTreeMap<&str, u8>>(r#"{"\u0041":1}"#);
    assert_eq!(map, Some(BTreeMap::from([(r"\u0041", 1)])));
    assert_eq!(plain_peer::<Kinds>(r#""\u0055nit""#), None);
}

/// Text that its type means to hold undecoded is refused: decoded, it would be decoded twice.
#[test]
fn no_type_asks_for_text_undecoded() {
    let text = r#""\\u0041""#;
    let escaped: EscapedStr<'_> = peer(text).expect("an EscapedStr");
    assert_eq!(escaped.0, r"\\u0041");
    assert_eq!(kind(read::<EscapedStr>(text)), Kind::Refused);
    assert_eq!(write(&escaped), None);
}

fn kind<T: Debug>(result: Result<T, DecodeError>) -> Kind {
    result.unwrap_err().kind()
}

#[test]
fn what_is_not_strict_json_is_refused() {
    // The last column: whether the peer takes it.
    let rows = [
        (
            "a raw control character",
            "{\"store\":\"a\tb\",\"till\":7}",
            Kind::ControlCharacter,
            11,
            true,
        ),
        (
            "a lone surrogate",
            r#"{"store":"\ud83d","till":7}"#,
            Kind::LoneSurrogate,
            10,
            true,
        ),
        (
            "a sign for a digit",
            r#"{"store":"\u+041","till":7}"#,
            Kind::InvalidEscape,
            10,
            true,
        ),
        (
            "a sign in a skipped member",
            r#"{"x":"\u+041","store":"a","till":7}"#,
            Kind::InvalidEscape,
            6,
            true,
        ),
        (
            "text behind it",
            r#"{"store":"a","till":7}}"#,
            Kind::TrailingBytes,
            22,
            false,
        ),
        ("no JSON", "store=a", Kind::UnexpectedByte, 0, false),
        ("nothing", "", Kind::UnexpectedEnd, 0, false),
        (
            "a comma too many",
            r#"{"store":"a","till":7,}"#,
            Kind::UnexpectedByte,
            22,
            false,
        ),
        (
            "rubbish in a skipped member",
            r#"{"x":01;-,"store":"a","till":7}"#,
            Kind::UnexpectedByte,
            6,
            true,
        ),
        (
            "a leading zero",
            r#"{"store":"a","till":07}"#,
            Kind::UnexpectedByte,
            21,
            false,
        ),
        (
            "a name that is none",
            r#"{"store":"a",1:2,"till":7}"#,
            Kind::UnexpectedByte,
            13,
            false,
        ),
        (
            "cut off",
            r#"{"store":"a","till":7"#,
            Kind::UnexpectedEnd,
            21,
            false,
        ),
    ];
    for (name, text, kind, at, peer_takes_it) in rows {
        let error = read::<Till>(text).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{name}");
        let taken = peer::<Till>(text).is_some() || plain_peer::<Till>(text).is_some();
        assert_eq!(taken, peer_takes_it, "{name}");
    }
}

/// Errors have the kind, the place and the field that a body read by hand gives them.
#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer<'a> {
        #[serde(borrow)]
        tills: Vec<Till<'a>>,
        note: Option<&'a str>,
    }
    let rows: [(&str, &str, Kind, usize, Option<&str>); 13] = [
        ("no object", "[]", Kind::WrongType, 0, None),
        ("null for an object", "null", Kind::Missing, 0, None),
        (
            "a missing member",
            r#" {"note":""}"#,
            Kind::Missing,
            1,
            Some("tills"),
        ),
        (
            "null for an array",
            r#"{"tills": null}"#,
            Kind::Missing,
            10,
            Some("tills"),
        ),
        (
            "another type",
            r#"{"tills":[],"note":7}"#,
            Kind::WrongType,
            19,
            Some("note"),
        ),
        (
            "a name twice",
            r#"{"note":"a","tills":[],"note":"b"}"#,
            Kind::Duplicate,
            23,
            Some("note"),
        ),
        (
            "a name twice, once escaped",
            r#"{"note":null,"tills":[],"\u006eote":null}"#,
            Kind::Duplicate,
            24,
            Some("note"),
        ),
        (
            "an inner member missing",
            r#"{"tills":[ {"store":"a"}]}"#,
            Kind::Missing,
            11,
            Some("till"),
        ),
        (
            "null for an inner member",
            r#"{"tills":[{"store":null,"till":7}]}"#,
            Kind::Missing,
            19,
            Some("store"),
        ),
        (
            "an inner number out of range",
            r#"{"tills":[{"store":"a","till": 70000}]}"#,
            Kind::Refused,
            31,
            Some("till"),
        ),
        (
            "a member of an inner member, unknown",
            r#"{"tills":[{"x":[{]}]}"#,
            Kind::UnexpectedByte,
            17,
            Some("tills"),
        ),
        (
            "a comma too many",
            r#"{"tills":[],"note":null,}"#,
            Kind::UnexpectedByte,
            24,
            None,
        ),
        (
            "a bracket too few",
            r#"{"tills":[}"#,
            Kind::UnexpectedByte,
            10,
            Some("tills"),
        ),
    ];
    for (name, text, kind, at, field) in rows {
        let error = read::<Outer>(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset(), error.field()),
            (kind, at, field),
            "{name}: {error}"
        );
    }
}

#[test]
fn numbers_are_what_they_are() {
    fn row<T: for<'a> Deserialize<'a> + Debug + PartialEq>(text: &str, wanted: Option<T>) {
        let text: &'static str = Box::leak(text.to_string().into_boxed_str());
        match (read::<T>(text), wanted) {
            (Ok(number), Some(wanted)) => assert_eq!(number, wanted, "{text}"),
            (Err(error), None) => assert!(
                matches!(
                    error.kind(),
                    Kind::Refused | Kind::WrongType | Kind::Missing
                ),
                "{text}: {error}"
            ),
            (number, wanted) => panic!("{text}: {number:?}, not {wanted:?}"),
        }
    }
    row("127", Some(127_i8));
    row::<i8>("128", None);
    row("-128", Some(-128_i8));
    row::<i8>("-129", None);
    row("255", Some(255_u8));
    row::<u8>("256", None);
    row::<u8>("-1", None);
    row::<u8>("-0", None);
    row("-0", Some(0_i8));
    row("65535", Some(65535_u16));
    row::<u16>("65536", None);
    row::<i16>("32768", None);
    row("4294967295", Some(u32::MAX));
    row::<u32>("4294967296", None);
    row::<i32>("-2147483649", None);
    row("18446744073709551615", Some(u64::MAX));
    row::<u64>("18446744073709551616", None);
    row("-9223372036854775808", Some(i64::MIN));
    row::<i64>("-9223372036854775809", None);
    row("18446744073709551616", Some(1_u128 << 64));
    row("-18446744073709551616", Some(-1_i128 << 64));
    // An integer has neither a fraction nor an exponent, nor quotes.
    for text in ["1.0", "1e2", "1E2", "\"1\"", "null", "true", "[1]"] {
        row::<i32>(text, None);
        row::<u64>(text, None);
    }
    row("1.5", Some(1.5_f64));
    row("7", Some(7.0_f32));
    row("-0", Some(-0.0_f64));
    row("1e308", Some(1e308_f64));
    row("123456789.125e-3", Some(123_456.789_125_f64));
    // The peer reads infinity, and not a number.
    for text in ["1e309", "-1e400"] {
        row::<f64>(text, None);
        assert!(peer::<f64>(text).is_some_and(f64::is_infinite), "{text}");
    }
    row::<f32>("1e39", None);
    assert!(peer::<f32>("1e39").is_some_and(f32::is_infinite));
    row::<f64>("null", None);
    assert!(peer::<f64>("null").is_some_and(f64::is_nan));
    row::<f64>("\"1\"", None);
    row("null", Some(None::<f64>));
    row("true", Some(true));
    row("false", Some(false));
    row::<bool>("1", None);
    row::<bool>("null", None);
    // A type that takes any number gets no integer that was rounded to a float.
    row("1.5", Some(serde_json::json!(1.5)));
    row("18446744073709551615", Some(serde_json::json!(u64::MAX)));
    row::<Value>("18446744073709551616", None);
    row::<Value>("-9223372036854775809", None);
}

#[test]
fn the_other_shapes() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Unit;
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Newtype<'a>(#[serde(borrow)] Option<&'a str>);
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct TupleStruct(u8, u8);
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        a: u8,
    }

    assert_eq!(read("null"), Ok(()));
    assert_eq!(read("null"), Ok(Unit));
    assert_eq!(kind(read::<Unit>("{}")), Kind::WrongType);
    assert_eq!(read("null"), Ok(Newtype(None)));
    assert_eq!(read(r#""a""#), Ok(Newtype(Some("a"))));
    assert_eq!(read("[1,[2,3]]"), Ok((1_u8, [2_u8, 3])));
    assert_eq!(read("[1,2]"), Ok(TupleStruct(1, 2)));
    assert_eq!(write(&TupleStruct(1, 2)).as_deref(), Some("[1,2]"));
    assert_eq!(write(&Unit).as_deref(), Some("null"));
    assert_eq!(kind(read::<(u8, u8)>("[1]")), Kind::Refused);
    assert_eq!(kind(read::<(u8, u8)>("[1,2,3]")), Kind::Refused);
    assert_eq!(read::<[u8; 0]>("[ ]"), Ok([]));
    assert_eq!(read("[]"), Ok(Vec::<u8>::new()));
    assert_eq!(read(r#"{"Tuple":[1,2]}"#), Ok(Kinds::Tuple(1, 2)));
    assert_eq!(
        read(r#"{"Struct":{"x":0,"member":1}}"#),
        Ok(Kinds::Struct { member: 1 })
    );
    for text in [
        r#""Other""#,
        r#""Newtype""#,
        r#"{"Unit":1}"#,
        r#"{"Newtype":"a","Unit":null}"#,
        "{}",
        "7",
        r#"{"Tuple":[1]}"#,
        r#"{"Struct":{}}"#,
    ] {
        assert!(read::<Kinds>(text).is_err(), "{text}");
    }
    assert_eq!(read(r#"{"a":1}"#), Ok(Closed { a: 1 }));
    assert_eq!(kind(read::<Closed>(r#"{"a":1,"b":2}"#)), Kind::Refused);
    assert_eq!(kind(read::<char>(r#""ab""#)), Kind::Refused);
    // Names of other types are refused; the peer panics.
    assert!(read::<BTreeMap<u8, u8>>(r#"{"1":1}"#).is_err());
    let panics =
        catch_unwind(|| serde_json_core::from_str::<BTreeMap<u8, u8>>(r#"{"1":1}"#).is_ok());
    assert!(panics.is_err());
    // A type that takes anything.
    let text = r#"{"a":[1,-2,1.5,true,null,"A"],"b":{}}"#;
    assert_eq!(read::<Value>(text), Ok(serde_json::from_str(text).unwrap()));
    assert!(read::<IgnoredAny>(text).is_ok());
}

#[test]
fn nesting_has_its_limit() {
    for (depth, is_read) in [(MAX_DEPTH as usize, true), (MAX_DEPTH as usize + 1, false)] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(read::<Value>(&text).is_ok(), is_read, "{depth}");
        assert_eq!(read::<IgnoredAny>(&text).is_ok(), is_read, "{depth}");
    }
}

// Types that do not play by the rules

/// A visitor that goes on after errors, until there is an end, or gives up after a thousand.
struct Stubborn(usize);

impl<'de> Deserialize<'de> for Stubborn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Goes;
        impl<'de> Visitor<'de> for Goes {
            type Value = Stubborn;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Stubborn, A::Error> {
                for met in 0..1000 {
                    if let Ok(None) = seq.next_element::<u8>() {
                        return Ok(Stubborn(met));
                    }
                }
                Err(de::Error::custom("no end"))
            }
        }
        deserializer.deserialize_seq(Goes)
    }
}

#[test]
fn an_error_that_is_hidden_is_one_all_the_same() {
    // What was read to its end may be given up.
    assert_eq!(
        read::<Stubborn>("[1,300,2]").map(|stubborn| stubborn.0),
        Ok(3)
    );
    // The rest may not; and there is an end, which the peer does not find.
    for (text, kind, at) in [
        ("[1,[2,x],3]", Kind::UnexpectedByte, 6),
        ("[1,2", Kind::UnexpectedEnd, 4),
        ("[1 2]", Kind::UnexpectedByte, 3),
    ] {
        let error = read::<Stubborn>(text)
            .map(|stubborn| stubborn.0)
            .unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{text}");
        assert!(peer::<Stubborn>(text).is_none(), "{text}");
    }
}

/// Reads nothing at all.
#[derive(Debug)]
struct Lazy;

impl<'de> Deserialize<'de> for Lazy {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Reads the first name of an object, and nothing else.
#[derive(Debug)]
struct Hasty;

impl<'de> Deserialize<'de> for Hasty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct First;
        impl<'de> Visitor<'de> for First {
            type Value = Hasty;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hasty, A::Error> {
                map.next_key::<IgnoredAny>().map(|_| Hasty)
            }
        }
        deserializer.deserialize_map(First)
    }
}

#[test]
fn what_a_type_leaves_unread_is_an_error() {
    assert_eq!(kind(read::<Lazy>("1")), Kind::Unread);
    assert_eq!(kind(read::<Vec<Lazy>>("[1]")), Kind::Unread);
    assert_eq!(
        kind(read::<BTreeMap<&str, Lazy>>(r#"{"a":1}"#)),
        Kind::Unread
    );
    assert!(read::<Hasty>("{}").is_ok());
    for text in [r#"{"a":1}"#, r#"{"a":}"#, r#"{"a":,"b":1}"#] {
        assert_eq!(kind(read::<Hasty>(text)), Kind::Unread, "{text}");
    }
    // The error names the member whose value it is.
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "it is never read")]
        inner: Lazy,
    }
    let error = read::<Outer>(r#"{"inner":1}"#).unwrap_err();
    assert_eq!((error.field(), error.offset()), (Some("inner"), 9));
}

/// Asks for the value of a name twice.
#[derive(Debug)]
struct Greedy;

impl<'de> Deserialize<'de> for Greedy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Twice;
        impl<'de> Visitor<'de> for Twice {
            type Value = Greedy;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Greedy, A::Error> {
                if map.next_key::<IgnoredAny>()?.is_none() {
                    assert!(map.next_key::<IgnoredAny>()?.is_none(), "it has ended");
                }
                map.next_value::<u8>()?;
                // It reads nothing, so only the map can object; else it would end well.
                map.next_value::<Lazy>()?;
                map.next_key::<IgnoredAny>().map(|_| Greedy)
            }
        }
        deserializer.deserialize_map(Twice)
    }
}

#[test]
fn a_value_is_read_once() {
    for text in [r#"{"a":1}"#, "{}"] {
        assert_eq!(kind(read::<Greedy>(text)), Kind::Unread, "{text}");
    }
}

/// What a type of the caller's that shows an error is shown.
#[test]
fn errors_have_words_for_the_types_that_ask() {
    #[derive(Debug)]
    struct Telling;

    impl<'de> Deserialize<'de> for Telling {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u8::deserialize(deserializer)
                .map(|_| Self)
                .inspect_err(|error| {
                    assert!(error.to_string().starts_with("wrong JSON type"), "{error}");
                })
        }
    }

    impl Serialize for Telling {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_f64(f64::NAN).inspect_err(|error| {
                assert_eq!(error.to_string(), "this value cannot be written as JSON");
            })
        }
    }

    assert_eq!(kind(read::<Telling>("true")), Kind::WrongType);
    assert_eq!(write(&Telling), None);
}

/// Bytes are the text of a string, or the numbers of an array.
#[test]
fn bytes_of_both_forms() {
    #[derive(Debug, PartialEq)]
    struct Bytes(Vec<u8>);

    struct BytesVisitor;

    impl<'de> Visitor<'de> for BytesVisitor {
        type Value = Bytes;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
            Ok(Bytes(bytes.to_vec()))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
            let mut bytes = Vec::new();
            while let Some(byte) = seq.next_element()? {
                bytes.push(byte);
            }
            Ok(Bytes(bytes))
        }
    }

    #[derive(Debug, PartialEq)]
    struct Owned(Bytes);

    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_bytes(BytesVisitor)
        }
    }

    impl<'de> Deserialize<'de> for Owned {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_byte_buf(BytesVisitor).map(Owned)
        }
    }

    for (text, bytes) in [
        (r#""ab""#, b"ab".as_slice()),
        ("[97,98]", b"ab"),
        ("[]", b""),
    ] {
        assert_eq!(read(text), Ok(Bytes(bytes.to_vec())), "{text}");
        assert_eq!(read(text), Ok(Owned(Bytes(bytes.to_vec()))), "{text}");
    }
    for text in ["[256]", "[-1]", "[1.5]", "[\"a\"]", "{}", "1"] {
        assert!(read::<Bytes>(text).is_err(), "{text}");
        assert!(read::<Owned>(text).is_err(), "{text}");
    }
}

/// Takes what can be read, and makes nothing of an error.
#[derive(Debug, PartialEq)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

/// Refuses whatever stands there, unread.
#[derive(Debug, PartialEq)]
struct Refusing;

impl<'de> Deserialize<'de> for Refusing {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(de::Error::custom("no"))
    }
}

/// Takes no notice of the first element's error.
#[derive(Debug)]
struct Deaf;

impl<'de> Deserialize<'de> for Deaf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = Deaf;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Deaf, A::Error> {
                assert!(seq.next_element::<Refusing>().is_err());
                assert_eq!(seq.next_element::<u8>().ok().flatten(), None);
                Ok(Deaf)
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

#[test]
fn what_is_refused_unread_cannot_be_given_up() {
    for (text, at) in [("[1]", 1), ("[ 1,2]", 2), (r#"[{"a":1}]"#, 1)] {
        let error = read::<Deaf>(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset()),
            (Kind::Refused, at),
            "{text}"
        );
    }
}

/// Only a value that was read to its end may be given up: nothing within it is taken for a member
/// beside it.
#[test]
fn a_value_is_given_up_whole_or_not_at_all() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        number: u8,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: Lenient<Inner>,
        number: u8,
    }
    let given_up = Outer {
        inner: Lenient(None),
        number: 2,
    };
    // Its member is missing, which is known at its end.
    let read_to_its_end = r#"{"inner":{"more":1},"number":2}"#;
    assert_eq!(read::<Outer>(read_to_its_end), Ok(given_up));
    for text in [
        r#"{"inner":{"number":"x","number":3},"number":2}"#,
        r#"{"inner":{"number":{}},"number":2}"#,
        r#"{"inner":{"number":300,"more":0},"number":2}"#,
    ] {
        match read::<Outer>(text) {
            Err(error) => assert_eq!(error.offset(), 9, "{text}: {error}"),
            Ok(outer) => panic!("{text}: {outer:?}"),
        }
    }
}

/// A type that hides the error of what it holds does not make JSON of what is none.
#[test]
fn what_is_no_json_stays_an_error_though_a_type_hides_it() {
    fn hidden<'a, T: Deserialize<'a> + Debug>(texts: &[&'a str]) {
        #[derive(Debug, Deserialize)]
        #[serde(bound = "T: Deserialize<'de>")]
        struct Outer<T> {
            #[serde(rename = "a")]
            _a: Lenient<T>,
            #[serde(rename = "b")]
            _b: u8,
        }
        for text in texts {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            let read = read::<Outer<T>>(text);
            assert!(read.is_err(), "{text}: {read:?}");
        }
    }
    hidden::<String>(&[
        r#"{"a":nul,"b":1}"#,
        "{\"a\":\"x\n,\"b\":1}",
        r#"{"a":"\ud800","b":1}"#,
    ]);
    hidden::<Option<u8>>(&[r#"{"a":nul,"b":1}"#]);
    hidden::<bool>(&[r#"{"a":tru,"b":1}"#, r#"{"a":f ,"b":1}"#]);
    hidden::<f64>(&[
        r#"{"a":1.,"b":1}"#,
        r#"{"a":-,"b":1}"#,
        r#"{"a":1e+,"b":1}"#,
    ]);
    hidden::<IgnoredAny>(&[
        r#"{"a":[,"b":1}"#,
        r#"{"a":{"c":,"b":1}"#,
        r#"{"a":{"c","b":1}"#,
    ]);
    hidden::<Vec<u8>>(&[r#"{"a":{"c","b":1}"#, r#"{"a":[1,,"b":1}"#]);
    hidden::<BTreeMap<String, u8>>(&[r#"{"a":{"c","b":1}"#, r#"{"a":{"c":1,},"b":1}"#]);
}

#[test]
fn every_scratch_length_from_none_to_enough() {
    let text = r#"{"\u0073tore":"\u4e0a海\ud83d\ude00","x\n":"\/","till":7}"#;
    let mut enough = None;
    for len in 0..=text.len() {
        let mut scratch = vec![0; len];
        let mut reader = Reader::new(text.as_bytes(), &mut scratch).unwrap();
        match reader.deserialize::<Till>() {
            Ok(till) => {
                assert_eq!(till, TILL);
                enough = enough.or(Some(len));
            }
            Err(error) => assert_eq!(
                (error.kind(), enough),
                (Kind::ScratchTooSmall, None),
                "{len}"
            ),
        }
    }
    // The names and the value that have escapes. What is skipped needs none.
    assert_eq!(enough, Some("store".len() + "上海😀".len() + "x\n".len()));
}

// Writing

#[test]
fn values_are_written_in_the_one_form() {
    #[derive(Serialize)]
    struct Every<'a> {
        text: &'a str,
        character: char,
        numbers: (i8, u64, i128, f32, f64),
        flags: [bool; 2],
        none: Option<u8>,
        some: Option<u8>,
        unit: (),
        wrapped: Wrapped,
        kinds: Vec<Kinds<'a>>,
        map: BTreeMap<char, u8>,
        bytes: Bytes,
        shown: Shown,
    }
    #[derive(Serialize)]
    struct Wrapped(u8);
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&[1, 2])
        }
    }
    struct Shown;
    impl Serialize for Shown {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str("a\"b")
        }
    }
    let value = Every {
        text: "\"\\/\u{8}\u{c}\n\r\t\u{1f}é😀\u{7f}",
        character: '\n',
        numbers: (i8::MIN, u64::MAX, -5, 1.5, 1e300),
        flags: [true, false],
        none: None,
        some: Some(1),
        unit: (),
        wrapped: Wrapped(7),
        kinds: vec![
            Kinds::Unit,
            Kinds::Newtype("a"),
            Kinds::Tuple(1, 2),
            Kinds::Struct { member: 3 },
        ],
        map: BTreeMap::from([('"', 1), ('b', 2)]),
        bytes: Bytes,
        shown: Shown,
    };
    let wanted = concat!(
        r#"{"text":"\"\\/\b\f\n\r\t\u001fé😀"#,
        "\u{7f}",
        r#"","character":"\n","#,
        r#""numbers":[-128,18446744073709551615,-5,1.5,1e300],"#,
        r#""flags":[true,false],"none":null,"some":1,"unit":null,"wrapped":7,"#,
        r#""kinds":["Unit",{"Newtype":"a"},{"Tuple":[1,2]},{"Struct":{"member":3}}],"#,
        r#""map":{"\"":1,"b":2},"bytes":[1,2],"shown":"a\"b"}"#
    );
    assert_eq!(write(&value).as_deref(), Some(wanted));
    let (ours, theirs) = (
        serde_json::from_str::<Value>(wanted),
        serde_json::to_value(&value),
    );
    assert_eq!(ours.unwrap(), theirs.unwrap());
}

/// A type with an error of its own, and one that hides it.
struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no"))
    }
}

struct Hides;

impl Serialize for Hides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        let _ = seq.serialize_element(&Refuses);
        seq.end()
    }
}

/// A name without its value.
struct HalfMember;

impl Serialize for HalfMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key("a")?;
        map.end()
    }
}

/// A value without its name.
struct NoName;

impl Serialize for NoName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_value("a")?;
        map.end()
    }
}

/// Two names in a row.
struct TwoNames;

impl Serialize for TwoNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key("a")?;
        map.serialize_key("b")?;
        map.serialize_value("c")?;
        map.end()
    }
}

#[test]
fn what_json_cannot_hold_is_not_written() {
    struct Wordless;

    impl std::fmt::Display for Wordless {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("half")?;
            Err(std::fmt::Error)
        }
    }

    impl Serialize for Wordless {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    assert_eq!(write(&Wordless), None);
    let rows: [(&str, Option<String>); 12] = [
        ("an error of its own", write(&Refuses)),
        ("an error that is hidden", write(&Hides)),
        ("a name without its value", write(&HalfMember)),
        ("a value without its name", write(&NoName)),
        ("two names", write(&TwoNames)),
        ("infinity", write(&f64::INFINITY)),
        ("not a number", write(&f32::NAN)),
        ("a number for a name", write(&BTreeMap::from([(1, 2)]))),
        ("null for a name", write(&BTreeMap::from([((), ())]))),
        ("an array for a name", write(&BTreeMap::from([([1], 2)]))),
        (
            "a variant with content for a name",
            write(&HashMapOf(Kinds::Newtype("a"))),
        ),
        ("in the depth", write(&[Some(vec![f64::NAN])])),
    ];
    for (name, written) in rows {
        assert_eq!(written, None, "{name}");
    }
    // The peer writes `{null:null}` and `null`, or panics.
    let mut buffer = [0; 32];
    let len = serde_json_core::to_slice(&BTreeMap::from([((), ())]), &mut buffer).unwrap();
    assert_eq!(&buffer[..len], b"{null:null}");
    assert!(catch_unwind(|| serde_json_core::to_slice(&Refuses, &mut [0; 32]).is_ok()).is_err());
    assert!(catch_unwind(|| serde_json_core::to_slice(&'a', &mut [0; 32]).is_ok()).is_err());
}

/// One member with this name.
struct HashMapOf<T>(T);

impl<T: Serialize> Serialize for HashMapOf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(&self.0, 1)])
    }
}

// Both ways

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Owned {
    text: String,
    number: i64,
    float: f64,
    list: Vec<Option<u8>>,
    map: BTreeMap<String, bool>,
}

fn owned() -> impl Strategy<Value = Owned> {
    let map = prop::collection::btree_map(any::<String>(), any::<bool>(), 0..4);
    let list = prop::collection::vec(any::<Option<u8>>(), 0..4);
    let float = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    (any::<String>(), any::<i64>(), float, list, map).prop_map(
        |(text, number, float, list, map)| Owned {
            text,
            number,
            float,
            list,
            map,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    /// What is written reads the same again, here and by serde_json, whatever is escaped.
    #[test]
    fn there_and_back(value in owned()) {
        let text = write(&value).expect("JSON");
        prop_assert_eq!(&read::<Owned>(&text).expect("the same"), &value);
        // serde_json rounds some floats to a neighbour of theirs.
        let peer = serde_json::from_str::<Owned>(&text).expect("the same");
        prop_assert_eq!(Owned { float: value.float, ..peer }, value.clone());
        let escaped: String = serde_json::to_string_pretty(&value).expect("JSON")
            .chars()
            .map(|character| match character {
                '\0'..='\x7f' => character.to_string(),
                _ => character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
            })
            .collect();
        prop_assert_eq!(&read::<Owned>(&escaped).expect("the same"), &value);
    }

    /// Any text reads as serde_json reads it, or is refused for a rule that is stricter here.
    #[test]
    fn as_serde_json_reads(text in r#"[{}\[\]",:0-9a-c\\un.eE -]{0,24}"#) {
        let text: &'static str = Box::leak(text.into_boxed_str());
        match (read::<Value>(text), serde_json::from_str::<Value>(text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{}: {:?} and {:?}", text, ours, theirs),
        }
    }
}
