//! `Writer::serialize`: serde types are written as JSON or refused, and are read back the same.
//!
//! The tests also show the result of serde-json-core 0.7 ("the peer"), the usual crate without a
//! heap.

#![cfg(feature = "serde")]

mod common;

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use alipay_acquiring::DecodeErrorKind;
use alipay_acquiring::json::{MAX_DEPTH, Reader, Writer};
use common::serde_types::*;
use proptest::prelude::*;
use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[test]
fn values_are_written_in_the_canonical_form() {
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

/// Returns an error of its own.
struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no"))
    }
}

/// Ignores the error of its element.
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
fn values_that_json_cannot_represent_are_refused() {
    struct FailsToDisplay;

    impl std::fmt::Display for FailsToDisplay {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("half")?;
            Err(std::fmt::Error)
        }
    }

    impl Serialize for FailsToDisplay {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    assert_eq!(write(&FailsToDisplay), None);
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
            write(&MapWithName(Kinds::Newtype("a"))),
        ),
        ("a nested value", write(&[Some(vec![f64::NAN])])),
    ];
    for (name, written) in rows {
        assert_eq!(written, None, "{name}");
    }
    // The peer writes `{null:null}`, which is not JSON, or panics.
    let mut buffer = [0; 32];
    let len = serde_json_core::to_slice(&BTreeMap::from([((), ())]), &mut buffer).unwrap();
    assert_eq!(&buffer[..len], b"{null:null}");
    assert!(catch_unwind(|| serde_json_core::to_slice(&Refuses, &mut [0; 32]).is_ok()).is_err());
    assert!(catch_unwind(|| serde_json_core::to_slice(&'a', &mut [0; 32]).is_ok()).is_err());
}

/// A map of one member with this name.
struct MapWithName<T>(T);

impl<T: Serialize> Serialize for MapWithName<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(&self.0, 1)])
    }
}

/// A map with these members, in this order.
struct Map<'a>(&'a [(&'a str, &'a dyn erased::Value)]);

/// Values of any type.
mod erased {
    pub(super) trait Value {
        fn written(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Value for T {
        fn written(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value.written())))
    }
}

/// The reader refuses a struct whose name occurs twice, so no such object is written.
#[test]
fn a_name_occurs_once_in_its_object() {
    #[derive(Serialize)]
    struct Outer {
        id: u8,
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Serialize)]
    struct Inner {
        #[serde(rename = "id")]
        other: u8,
    }
    #[derive(Serialize)]
    struct Extended {
        id: u8,
        #[serde(flatten)]
        more: BTreeMap<&'static str, u8>,
    }
    let twice = Map(&[("a", &1), ("b", &[1, 2]), ("a", &3)]);
    let rows = [
        (
            "flattened",
            write(&Outer {
                id: 1,
                inner: Inner { other: 2 },
            }),
        ),
        (
            "flattened map",
            write(&Extended {
                id: 1,
                more: BTreeMap::from([("id", 2)]),
            }),
        ),
        ("a map", write(&twice)),
        (
            "the first and the second",
            write(&Map(&[("a", &1), ("a", &2)])),
        ),
        (
            "the last two",
            write(&Map(&[("b", &1), ("a", &"}"), ("a", &2)])),
        ),
        (
            "an escaped name",
            write(&Map(&[("\"\n", &1), ("\"\n", &2)])),
        ),
        ("an empty name", write(&Map(&[("", &1), ("", &2)]))),
        ("in an array", write(&[Some(&twice)])),
        ("in an object", write(&MapWithValue(&twice))),
    ];
    for (name, written) in rows {
        assert_eq!(written, None, "{name}");
    }
    let rows = [
        (write(&Map(&[])), "{}"),
        (
            write(&Map(&[("a", &1), ("A", &2), ("a ", &3)])),
            r#"{"a":1,"A":2,"a ":3}"#,
        ),
        (
            write(&Extended {
                id: 1,
                more: BTreeMap::from([("ID", 2)]),
            }),
            r#"{"id":1,"ID":2}"#,
        ),
        (write(&MapWithValue(&Map(&[("a", &1)]))), r#"{"a":{"a":1}}"#),
        (write(&["a", "a"]), r#"["a","a"]"#),
        (
            write(&Map(&[("a", &"\"a\":"), ("b", &"a")])),
            r#"{"a":"\"a\":","b":"a"}"#,
        ),
    ];
    for (written, expected) in rows {
        assert_eq!(written.as_deref(), Some(expected));
    }
}

/// A map of the member `a` with this value.
struct MapWithValue<T>(T);

impl<T: Serialize> Serialize for MapWithValue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("a", &self.0)])
    }
}

/// The reader refuses deeper nesting, so it is not written.
#[test]
fn nesting_has_a_limit() {
    /// An array in an array, this many times; or an object in an object.
    struct Nested {
        levels: u32,
        in_objects: bool,
    }

    impl Serialize for Nested {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let inner = self
                .levels
                .checked_sub(1)
                .map(|levels| Self { levels, ..*self });
            match (inner, self.in_objects) {
                (None, _) => serializer.serialize_unit(),
                (Some(inner), true) => serializer.collect_map([("a", inner)]),
                (Some(inner), false) => serializer.collect_seq([inner]),
            }
        }
    }

    for in_objects in [false, true] {
        for (levels, fits) in [
            (1, true),
            (MAX_DEPTH, true),
            (MAX_DEPTH + 1, false),
            (1000, false),
        ] {
            let written = write(&Nested { levels, in_objects });
            assert_eq!(written.is_some(), fits, "{levels}");
            if let Some(text) = written {
                let mut reader = Reader::new(text.as_bytes(), &mut []).unwrap();
                assert!(
                    reader.skip_value().is_ok() && reader.finish().is_ok(),
                    "{text}"
                );
            }
        }
        // Objects that are written without serde count, too.
        for (by_hand, levels, fits) in
            [(2, 30, true), (2, 31, false), (32, 0, true), (32, 1, false)]
        {
            let mut buffer = [0; 512];
            let mut writer = Writer::new(&mut buffer);
            for _ in 0..by_hand {
                writer.begin_object();
                writer.name("a");
            }
            writer.serialize(&Nested { levels, in_objects });
            assert_eq!(!writer.has_failed(), fits, "{by_hand} by hand, {levels}");
        }
    }
    // An object that was closed does not count.
    let siblings = [0; 100].map(|_| Nested {
        levels: MAX_DEPTH - 1,
        in_objects: true,
    });
    assert!(write(&siblings.as_slice()).is_some());
}

/// Types that other crates recognise by name have a meaning only in the format of that crate.
#[test]
fn private_types_of_other_crates_are_refused() {
    struct Token(&'static str);

    impl Serialize for Token {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut token = serializer.serialize_struct(self.0, 1)?;
            token.serialize_field(self.0, "12.34")?;
            token.end()
        }
    }

    struct Newtype(&'static str);

    impl Serialize for Newtype {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct(self.0, "12.34")
        }
    }

    for name in [
        "$serde_json::private::Number",
        "$serde_json::private::RawValue",
        "$__toml_private_datetime",
        "$__serde_spanned_private_Spanned",
        "__serde_json_core_escaped_string__",
    ] {
        assert_eq!(write(&Token(name)), None, "{name}");
        assert_eq!(write(&[Some(Token(name))]), None, "{name}");
        assert_eq!(write(&Newtype(name)), None, "{name}");
    }
    assert_eq!(
        write(&Token("Number")).as_deref(),
        Some(r#"{"Number":"12.34"}"#)
    );
    assert_eq!(write(&Newtype("Number")).as_deref(), Some("\"12.34\""));

    #[derive(Deserialize)]
    #[serde(rename = "$serde_json::private::RawValue")]
    struct ReadToken {}
    #[derive(Deserialize)]
    #[serde(rename = "$__toml_private_datetime")]
    struct ReadNewtype(#[allow(dead_code, reason = "it is never read")] u8);
    assert_eq!(
        kind(read::<ReadToken>("{}").map(|_| ())),
        DecodeErrorKind::Refused
    );
    assert_eq!(
        kind(read::<ReadNewtype>("7").map(|_| ())),
        DecodeErrorKind::Refused
    );
}

// Write and read back

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

/// `-0` is the integer 0 for this crate, and the float -0.0 for `serde_json`.
fn zeros_alike(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_f64() == Some(0.0) => Value::from(0),
        Value::Array(elements) => elements.into_iter().map(zeros_alike).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, zeros_alike(value)))
            .collect(),
        value => value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    /// A written value is read back the same by this crate and by serde_json, and also if every
    /// character outside ASCII is escaped.
    #[test]
    fn a_value_is_written_and_read_back(value in owned()) {
        let text = write(&value).expect("JSON");
        prop_assert_eq!(&read::<Owned>(&text).expect("the same"), &value);
        // serde_json rounds some floats to an adjacent one, so the float is not compared.
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

    /// Both readers return the same value for a text, or both refuse it.
    #[test]
    fn any_text_is_read_as_by_serde_json(text in r#"[{}\[\]",:0-9a-c\\un.eE -]{0,24}"#) {
        let text: &'static str = Box::leak(text.into_boxed_str());
        match (read::<Value>(text), serde_json::from_str::<Value>(text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(zeros_alike(ours), zeros_alike(theirs)),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{}: {:?} and {:?}", text, ours, theirs),
        }
    }
}
