//! `Reader::deserialize` with types that hide errors, read too little or read too much.

#![cfg(feature = "serde")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;

use alipay_acquiring::DecodeErrorKind as Kind;
use common::serde_types::*;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
