//! `Reader::deserialize`: serde types get the right value or an error, never undecoded text.
//!
//! Most tests also show the result of serde-json-core 0.7 ("the peer"), the usual crate without a
//! heap.

#![cfg(feature = "serde")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::panic::catch_unwind;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::{JsonType, MAX_DEPTH, Reader};
use common::json::wrong_type;
use common::serde_types::*;
use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_core::str::EscapedStr;

#[test]
fn strings_are_unescaped_in_every_place() {
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
    // The peer's `from_str` returns the escape undecoded. Its function with a buffer refuses the
    // text, because it cannot return a borrowed string.
    let text = r#"{"store":"A\u0042","till":7}"#;
    assert_eq!(read::<Till>(text).map(|till| till.store), Ok("AB"));
    assert_eq!(
        plain_peer::<Till>(text).map(|till| till.store),
        Some(r"A\u0042")
    );
    assert_eq!(peer::<Till>(text), None);
    // The peer refuses surrogate pairs, which PHP and Python write for characters above U+FFFF.
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
fn names_variants_and_characters_are_unescaped() {
    assert_eq!(read(r#""\u0055nit""#), Ok(Kinds::Unit));
    assert_eq!(read(r#"{"\u0055nit":null}"#), Ok(Kinds::Unit));
    assert_eq!(
        read(r#"{"Newtyp\u0065":"\u0041"}"#),
        Ok(Kinds::Newtype("A"))
    );
    assert_eq!(read(r#""\u0041""#), Ok('A'));
    let map = read::<BTreeMap<&str, &str>>(r#"{"\u0041\"":"\u0042"}"#);
    assert_eq!(map, Ok(BTreeMap::from([("A\"", "B")])));
    // The peer returns the names of a map undecoded.
    let map = plain_peer::<BTreeMap<&str, u8>>(r#"{"\u0041":1}"#);
    assert_eq!(map, Some(BTreeMap::from([(r"\u0041", 1)])));
    assert_eq!(plain_peer::<Kinds>(r#""\u0055nit""#), None);
}

/// `EscapedStr` expects text that is still escaped, and decodes it itself. This reader's text is
/// already decoded, so it refuses the type: otherwise the text would be decoded twice.
#[test]
fn escaped_str_is_refused() {
    let text = r#""\\u0041""#;
    let escaped: EscapedStr<'_> = peer(text).expect("an EscapedStr");
    assert_eq!(escaped.0, r"\\u0041");
    assert_eq!(kind(read::<EscapedStr>(text)), Kind::Refused);
    assert_eq!(write(&escaped), None);
}

#[test]
fn texts_that_are_not_strict_json_are_refused() {
    // The last column: whether the peer accepts the text.
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
            "text after the document",
            r#"{"store":"a","till":7}}"#,
            Kind::TrailingBytes,
            22,
            false,
        ),
        ("not JSON", "store=a", Kind::UnexpectedByte, 0, false),
        ("an empty document", "", Kind::EmptyDocument, 0, false),
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
    for (name, text, kind, at, peer_accepts) in rows {
        let error = read::<Till>(text).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{name}");
        let accepted = peer::<Till>(text).is_some() || plain_peer::<Till>(text).is_some();
        assert_eq!(accepted, peer_accepts, "{name}");
    }
}

/// Errors have the same kind, offset and field as those of a body that is read without serde.
#[test]
fn errors_have_their_kind_offset_and_field() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer<'a> {
        #[serde(borrow)]
        tills: Vec<Till<'a>>,
        note: Option<&'a str>,
    }
    let rows: [(&str, &str, Kind, usize, Option<&str>); 13] = [
        (
            "no object",
            "[]",
            wrong_type(JsonType::Object, "[]"),
            0,
            None,
        ),
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
            wrong_type(JsonType::String, "7"),
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
fn numbers_are_exact_or_refused() {
    fn row<T: for<'a> Deserialize<'a> + Debug + PartialEq>(text: &str, wanted: Option<T>) {
        let text: &'static str = Box::leak(text.to_string().into_boxed_str());
        match (read::<T>(text), wanted) {
            (Ok(number), Some(wanted)) => assert_eq!(number, wanted, "{text}"),
            (Err(error), None) => assert!(
                matches!(
                    error.kind(),
                    Kind::Refused | Kind::WrongType { .. } | Kind::Missing
                ),
                "{text}: {error}"
            ),
            (number, wanted) => panic!("{text}: expected {wanted:?}, found {number:?}"),
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
    // An integer must have no fraction, no exponent and no quotes.
    for text in ["1.0", "1e2", "1E2", "\"1\"", "null", "true", "[1]"] {
        row::<i32>(text, None);
        row::<u64>(text, None);
    }
    row("1.5", Some(1.5_f64));
    row("7", Some(7.0_f32));
    row("-0", Some(-0.0_f64));
    row("1e308", Some(1e308_f64));
    row("123456789.125e-3", Some(123_456.789_125_f64));
    // The peer returns infinity, and NaN for `null`.
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
    // A type for any number never gets an integer that was rounded to a float.
    row("1.5", Some(serde_json::json!(1.5)));
    row("18446744073709551615", Some(serde_json::json!(u64::MAX)));
    row::<Value>("18446744073709551616", None);
    row::<Value>("-9223372036854775809", None);
    row("-0", Some(serde_json::json!(0)));
    // Nor a fraction that was rounded.
    for (text, float) in [
        ("0.1", 0.1),
        ("90071992547409.9", 90_071_992_547_409.9),
        ("123456789012345e-3", 123_456_789_012.345),
        ("0.000123456789012345", 0.000_123_456_789_012_345),
        ("1.50000000000000000000000", 1.5),
        ("100000000000000000000000000e1", 1e27),
        ("0.00000000000000000000e5", 0.0),
        ("-2.5E-3", -0.0025),
        ("1e308", 1e308),
    ] {
        row(text, Some(serde_json::json!(float)));
        row(text, Some(float));
    }
    for text in [
        "90071992547409.93",
        "0.1000000000000000055511151231257827",
        "1234567890123456e-3",
        "1000000000000000.5",
        "1e-320",
        "1e309",
    ] {
        row::<Value>(text, None);
    }
    // A type that asks for a float gets the nearest one.
    row("90071992547409.93", Some(90_071_992_547_409.94_f64));
    row("1e-320", Some(1e-320_f64));
}

#[test]
fn units_newtypes_tuples_and_enums() {
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
    assert_eq!(kind(read::<Unit>("{}")), wrong_type(JsonType::Null, "{}"));
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
    // Names that are not text are refused; the peer panics.
    assert!(read::<BTreeMap<u8, u8>>(r#"{"1":1}"#).is_err());
    let panics =
        catch_unwind(|| serde_json_core::from_str::<BTreeMap<u8, u8>>(r#"{"1":1}"#).is_ok());
    assert!(panics.is_err());
    // Types for any JSON value.
    let text = r#"{"a":[1,-2,1.5,true,null,"A"],"b":{}}"#;
    assert_eq!(read::<Value>(text), Ok(serde_json::from_str(text).unwrap()));
    assert!(read::<IgnoredAny>(text).is_ok());
}

#[test]
fn the_maximum_depth() {
    for (depth, is_read) in [(MAX_DEPTH as usize, true), (MAX_DEPTH as usize + 1, false)] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(read::<Value>(&text).is_ok(), is_read, "{depth}");
        assert_eq!(read::<IgnoredAny>(&text).is_ok(), is_read, "{depth}");
    }
}

/// Bytes are read from a string or from an array of numbers.
#[test]
fn bytes_are_read_from_strings_and_arrays() {
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

#[test]
fn every_scratch_length() {
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
                (Kind::ScratchTooSmall { enough: text.len() }, None),
                "{len}"
            ),
        }
    }
    // The names and the value with escapes need scratch; a skipped value needs none.
    assert_eq!(enough, Some("store".len() + "上海😀".len() + "x\n".len()));
}
