//! `Reader::deserialize` with types that hide errors, read too little or read too much.

#![cfg(feature = "serde")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::JsonType;
use common::json::wrong_type;
use common::serde_types::*;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Ignores errors and reads on until the end of the array. Stops after 1000 elements.
struct IgnoresErrors(usize);

impl<'de> Deserialize<'de> for IgnoresErrors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ArrayVisitor;
        impl<'de> Visitor<'de> for ArrayVisitor {
            type Value = IgnoresErrors;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<IgnoresErrors, A::Error> {
                for count in 0..1000 {
                    if let Ok(None) = seq.next_element::<u8>() {
                        return Ok(IgnoresErrors(count));
                    }
                }
                Err(de::Error::custom("no end"))
            }
        }
        deserializer.deserialize_seq(ArrayVisitor)
    }
}

#[test]
fn an_ignored_error_is_still_returned() {
    // An error may be ignored if the reader is at the end of the value: 300 is no `u8`.
    assert_eq!(
        read::<IgnoresErrors>("[1,300,2]").map(|ignored| ignored.0),
        Ok(3)
    );
    // Other errors may not be ignored. The reader reports an end, so the loop stops; the peer's
    // loop does not.
    for (text, kind, at) in [
        ("[1,[2,x],3]", Kind::UnexpectedByte, 6),
        ("[1,2", Kind::UnexpectedEnd, 4),
        ("[1 2]", Kind::UnexpectedByte, 3),
    ] {
        let error = read::<IgnoresErrors>(text)
            .map(|ignored| ignored.0)
            .unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{text}");
        assert!(peer::<IgnoresErrors>(text).is_none(), "{text}");
    }
}

/// Returns without reading its value.
#[derive(Debug)]
struct ReadsNothing;

impl<'de> Deserialize<'de> for ReadsNothing {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Reads only the first name of an object.
#[derive(Debug)]
struct ReadsFirstName;

impl<'de> Deserialize<'de> for ReadsFirstName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FirstNameVisitor;
        impl<'de> Visitor<'de> for FirstNameVisitor {
            type Value = ReadsFirstName;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadsFirstName, A::Error> {
                map.next_key::<IgnoredAny>().map(|_| ReadsFirstName)
            }
        }
        deserializer.deserialize_map(FirstNameVisitor)
    }
}

#[test]
fn an_unread_value_is_an_error() {
    assert_eq!(kind(read::<ReadsNothing>("1")), Kind::Unread);
    assert_eq!(kind(read::<Vec<ReadsNothing>>("[1]")), Kind::Unread);
    assert_eq!(
        kind(read::<BTreeMap<&str, ReadsNothing>>(r#"{"a":1}"#)),
        Kind::Unread
    );
    assert!(read::<ReadsFirstName>("{}").is_ok());
    for text in [r#"{"a":1}"#, r#"{"a":}"#, r#"{"a":,"b":1}"#] {
        assert_eq!(kind(read::<ReadsFirstName>(text)), Kind::Unread, "{text}");
    }
    // The error has the field of the unread value.
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only its deserializing matters")]
        inner: ReadsNothing,
    }
    let error = read::<Outer>(r#"{"inner":1}"#).unwrap_err();
    assert_eq!((error.field(), error.offset()), (Some("inner"), 9));
}

/// Asks for the value of a member twice.
#[derive(Debug)]
struct ReadsValueTwice;

impl<'de> Deserialize<'de> for ReadsValueTwice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueTwiceVisitor;
        impl<'de> Visitor<'de> for ValueTwiceVisitor {
            type Value = ReadsValueTwice;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadsValueTwice, A::Error> {
                if map.next_key::<IgnoredAny>()?.is_none() {
                    assert!(
                        map.next_key::<IgnoredAny>()?.is_none(),
                        "the object has ended"
                    );
                }
                map.next_value::<u8>()?;
                // `ReadsNothing` reads nothing, so only the check in the map can report the second
                // read.
                map.next_value::<ReadsNothing>()?;
                map.next_key::<IgnoredAny>().map(|_| ReadsValueTwice)
            }
        }
        deserializer.deserialize_map(ValueTwiceVisitor)
    }
}

#[test]
fn a_value_is_read_once() {
    for text in [r#"{"a":1}"#, "{}"] {
        assert_eq!(kind(read::<ReadsValueTwice>(text)), Kind::Unread, "{text}");
    }
}

/// A type can print the error that it gets from the reader or the writer.
#[test]
fn types_can_print_their_errors() {
    #[derive(Debug)]
    struct PrintsErrors;

    impl<'de> Deserialize<'de> for PrintsErrors {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u8::deserialize(deserializer)
                .map(|_| Self)
                .inspect_err(|error| {
                    assert!(
                        error
                            .to_string()
                            .ends_with("expected a number, found a boolean"),
                        "{error}"
                    );
                })
        }
    }

    impl Serialize for PrintsErrors {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_f64(f64::NAN).inspect_err(|error| {
                assert_eq!(error.to_string(), "this value cannot be written as JSON");
            })
        }
    }

    let expected = wrong_type(JsonType::Number, "true");
    assert_eq!(kind(read::<PrintsErrors>("true")), expected);
    assert_eq!(write(&PrintsErrors), None);
}

/// Replaces an error with `None`.
#[derive(Debug, PartialEq)]
struct ErrorAsNone<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ErrorAsNone<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

/// Returns an error without reading its value.
#[derive(Debug, PartialEq)]
struct RefusesUnread;

impl<'de> Deserialize<'de> for RefusesUnread {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(de::Error::custom("no"))
    }
}

/// Ignores the error of the first element.
#[derive(Debug)]
struct IgnoresFirstError;

impl<'de> Deserialize<'de> for IgnoresFirstError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ElementsVisitor;
        impl<'de> Visitor<'de> for ElementsVisitor {
            type Value = IgnoresFirstError;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<IgnoresFirstError, A::Error> {
                assert!(seq.next_element::<RefusesUnread>().is_err());
                assert_eq!(seq.next_element::<u8>().ok().flatten(), None);
                Ok(IgnoresFirstError)
            }
        }
        deserializer.deserialize_seq(ElementsVisitor)
    }
}

#[test]
fn the_error_of_an_unread_value_cannot_be_ignored() {
    for (text, at) in [("[1]", 1), ("[ 1,2]", 2), (r#"[{"a":1}]"#, 1)] {
        let error = read::<IgnoresFirstError>(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset()),
            (Kind::Refused, at),
            "{text}"
        );
    }
}

/// The error of a value may be ignored only if the value was read to its end. Otherwise the rest of
/// the value could be read as members of the outer object.
#[test]
fn the_error_of_a_partly_read_value_cannot_be_ignored() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        number: u8,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: ErrorAsNone<Inner>,
        number: u8,
    }
    let ignored = Outer {
        inner: ErrorAsNone(None),
        number: 2,
    };
    // The inner object lacks its member. This error occurs at its end.
    let read_to_its_end = r#"{"inner":{"more":1},"number":2}"#;
    assert_eq!(read::<Outer>(read_to_its_end), Ok(ignored));
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

/// A text that is not JSON is refused, even if a type ignores the errors of its content.
#[test]
fn invalid_json_is_an_error_even_if_a_type_ignores_it() {
    fn assert_refused<'a, T: Deserialize<'a> + Debug>(texts: &[&'a str]) {
        #[derive(Debug, Deserialize)]
        #[serde(bound = "T: Deserialize<'de>")]
        struct Outer<T> {
            #[serde(rename = "a")]
            _a: ErrorAsNone<T>,
            #[serde(rename = "b")]
            _b: u8,
        }
        for text in texts {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            let read = read::<Outer<T>>(text);
            assert!(read.is_err(), "{text}: {read:?}");
        }
    }
    assert_refused::<String>(&[
        r#"{"a":nul,"b":1}"#,
        "{\"a\":\"x\n,\"b\":1}",
        r#"{"a":"\ud800","b":1}"#,
    ]);
    assert_refused::<Option<u8>>(&[r#"{"a":nul,"b":1}"#]);
    assert_refused::<bool>(&[r#"{"a":tru,"b":1}"#, r#"{"a":f ,"b":1}"#]);
    assert_refused::<f64>(&[
        r#"{"a":1.,"b":1}"#,
        r#"{"a":-,"b":1}"#,
        r#"{"a":1e+,"b":1}"#,
    ]);
    assert_refused::<IgnoredAny>(&[
        r#"{"a":[,"b":1}"#,
        r#"{"a":{"c":,"b":1}"#,
        r#"{"a":{"c","b":1}"#,
    ]);
    assert_refused::<Vec<u8>>(&[r#"{"a":{"c","b":1}"#, r#"{"a":[1,,"b":1}"#]);
    assert_refused::<BTreeMap<String, u8>>(&[r#"{"a":{"c","b":1}"#, r#"{"a":{"c":1,},"b":1}"#]);
}
