//! Every case of the test vectors in this folder: what this crate finds is what the case expects.
//!
//! What is found is put into JSON of the same form as the expectations of a case, and both are compared as
//! a whole. So a case cannot expect something that nobody looks at.
#![cfg(feature = "rsa")]

mod envelopes;
mod keys;
mod values;

use std::collections::BTreeSet;
use std::fs;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use values::with_times_as_shown;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");

/// The files, and how many cases each has at least.
const FILES: [(&str, usize); 10] = [
    ("attacks", 150),
    ("json_strictness", 250),
    ("keys", 150),
    ("matching", 50),
    ("outcomes", 50),
    ("signature_rule", 120),
    ("spelling_by_peers", 90),
    ("times", 100),
    ("triples", 120),
    ("value_rules", 400),
];

// Files and cases

fn file(name: &str) -> Value {
    let text = fs::read_to_string(format!("{FOLDER}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A case, with what it shares with others.
#[derive(Clone, Copy)]
pub(crate) struct Case<'f> {
    pub(crate) file: &'f Value,
    pub(crate) group: &'f Value,
    pub(crate) case: &'f Value,
}

impl<'f> Case<'f> {
    fn all(file: &'f Value) -> impl Iterator<Item = Self> {
        let groups = file["groups"].as_array().unwrap().iter();
        groups.flat_map(move |group| {
            let cases = group["cases"].as_array().unwrap().iter();
            cases.map(move |case| Self { file, group, case })
        })
    }

    pub(crate) fn id(&self) -> &'f str {
        self.case["id"].as_str().unwrap()
    }

    /// The bytes of the case: `text`, or `base64` if they are not UTF-8.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self.case["text"].as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => from_base64(&self.case["base64"]),
        }
    }

    /// The members of the case that say what must be found.
    fn expected(&self) -> Value {
        let mut expected = self.case.clone();
        for input in ["id", "comment", "flags", "text", "base64", "der", "form"] {
            expected.as_object_mut().unwrap().remove(input);
        }
        expected
    }

    fn found(&self) -> Value {
        match (self.group["type"].as_str(), self.group["message"].as_str()) {
            (Some("Envelope"), Some("request")) => self.request(),
            (Some("Envelope"), Some("response")) => self.response(),
            (Some("PublicKey"), _) => self.public_key(),
            (Some("PrivateKey"), _) => self.private_key(),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn from_base64(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    let mut buffer = vec![0; text.len()];
    Base64::decode(text, &mut buffer).unwrap().to_vec()
}

// Tests

/// Checks a file, and that a case with any other expectation would fail.
fn check(name: &str) {
    let file = file(name);
    let (mut count, mut ids, mut failures) = (0, BTreeSet::new(), Vec::new());
    for case in Case::all(&file) {
        let mut expected = case.expected();
        with_times_as_shown(&mut expected);
        let found = case.found();
        if found != expected {
            failures.push(format!(
                "{}\n  expected {expected}\n  found    {found}",
                case.id()
            ));
        }
        assert!(ids.insert(case.id()), "{}: twice", case.id());
        count += 1;
    }
    let shown: Vec<_> = failures.iter().take(20).map(String::as_str).collect();
    assert!(
        failures.is_empty(),
        "{} cases of {name} fail:\n{}",
        failures.len(),
        shown.join("\n")
    );
    let least = FILES.iter().find(|(file, _)| *file == name).unwrap().1;
    assert!(count >= least, "{name} has only {count} cases");
    assert_eq!(file["numberOfCases"], count, "{name}");
}

macro_rules! topics {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )+

        #[test]
        fn every_file_has_a_test() {
            let tested = BTreeSet::from([$(stringify!($name)),+].map(|name| format!("{name}.json")));
            let listed = FILES.map(|(name, _)| format!("{name}.json")).into();
            let mut found = BTreeSet::new();
            for entry in fs::read_dir(FOLDER).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(".json") && name != "schema.json" {
                    found.insert(name);
                }
            }
            assert_eq!((&found, &found), (&tested, &listed));
        }
    };
}
topics! {
    attacks json_strictness keys matching outcomes signature_rule spelling_by_peers times triples
    value_rules
}

/// Changes each expectation of some cases of each file: the comparison must see every change, unless the
/// expectation is for other readers only.
#[test]
fn a_changed_expectation_does_not_pass() {
    let mut changes = 0;
    for (name, _) in FILES {
        let file = file(name);
        for case in Case::all(&file).step_by(9) {
            let expected = case.expected();
            for (path, changed) in changes_of(&expected) {
                let mut other = case.case.clone();
                *other.pointer_mut(&path).unwrap() = changed;
                let other = Case {
                    case: &other,
                    ..case
                };
                let mut expected = other.expected();
                with_times_as_shown(&mut expected);
                let is_for_others = expected["verdict"]["stage"] == "decode"
                    && (path.starts_with("/plain/") || path.starts_with("/span/"))
                    && path != "/plain/json";
                let is_unknown =
                    expected["verdict"]["stage"] == "key" && !path.starts_with("/verdict");
                let is_of_no_signature =
                    expected["verdict"]["code"] == "signature-text" && path == "/plain/base64";
                if is_for_others || is_unknown || is_of_no_signature {
                    continue;
                }
                let found = std::panic::catch_unwind(|| other.found());
                assert!(
                    found.is_err() || found.is_ok_and(|found| found != expected),
                    "{}: {path} can be changed",
                    case.id()
                );
                changes += 1;
            }
        }
    }
    assert!(changes > 1000, "only {changes} changes");
}

/// A path to each text and number inside of these expectations, and another value for it.
fn changes_of(expected: &Value) -> Vec<(String, Value)> {
    match expected {
        Value::Object(members) => {
            let members = members.iter().flat_map(|(name, value)| {
                let inner = changes_of(value).into_iter();
                inner.map(move |(path, changed)| (format!("/{name}{path}"), changed))
            });
            members.collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().flat_map(|(index, value)| {
                let inner = changes_of(value).into_iter();
                inner.map(move |(path, changed)| (format!("/{index}{path}"), changed))
            });
            items.collect()
        }
        Value::String(text) => {
            let changed = match text.as_str() {
                "valid" => "invalid".to_string(),
                "invalid" => "valid".to_string(),
                text => format!("{text}x"),
            };
            vec![(String::new(), changed.into())]
        }
        Value::Number(number) => vec![(String::new(), (number.as_i64().unwrap() + 1).into())],
        Value::Bool(flag) => vec![(String::new(), (!flag).into())],
        Value::Null => vec![(String::new(), "x".into())],
    }
}
