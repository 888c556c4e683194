//! `doctor`, started as a program.

mod common;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;

use common::{
    CLIENT, PLATFORM, assert_run, doctor_fixture, fixture, json_of, run, run_json, run_with_input,
    temporary,
};

fn arguments(file: &str, keys: &[&str]) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["doctor".into(), doctor_fixture(file).into()];
    for key in keys {
        arguments.extend(["--key".into(), fixture(key).into()]);
    }
    arguments
}

#[test]
fn every_cause_of_the_table_is_printed() {
    let table = fs::read_to_string(doctor_fixture("causes.tsv")).expect("the table");
    let mut seen = 0;
    for row in table.lines().skip(1) {
        let [name, keys, causes, certainty, _] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row has five columns: {row}");
        };
        let keys: Vec<String> = keys
            .split(',')
            .map(|key| match key {
                "" | "-" => panic!("{name}: no key"),
                key => format!("keys/{key}_public.spki.pem"),
            })
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let status = i32::from(causes != "holds");
        let object = run_json(
            name,
            arguments(&format!("envelopes/{name}.json"), &keys),
            status,
        );
        let also = object.get("also").and_then(|also| also.as_array());
        let mut found = vec![object["cause"].as_str().expect(name)];
        assert_eq!(found.first(), causes.split(' ').next().as_ref(), "{name}");
        found.extend(also.into_iter().flatten().filter_map(|id| id.as_str()));
        let expected: BTreeSet<&str> = causes.split(' ').collect();
        assert_eq!(also.is_some(), expected.len() > 1, "{name}");
        assert_eq!(BTreeSet::from_iter(found), expected, "{name}");
        assert_eq!(object["certainty"], certainty, "{name}");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} envelopes were diagnosed");
}

#[test]
fn the_text_says_what_to_do() {
    let output = run(arguments("envelopes/sha1.json", &[CLIENT]));
    let texts = [
        "cause: sha1 (proved)\n",
        "expected: the SHA-256 digest ",
        "what to do: Sign with",
    ];
    assert_run("sha1", &output, 1, &texts);
    let output = run(arguments("envelopes/holds.json", &[CLIENT]));
    assert_run("holds", &output, 0, &["cause: holds (proved)\n"]);
}

#[test]
fn another_function_is_diagnosed() {
    let golden = fs::read_to_string(fixture("golden/response.json")).expect("a fixture");
    let other = golden.replace("common.payCancel", "offline.payQuery");
    let key = fixture(PLATFORM);
    let mut arguments: Vec<OsString> = ["doctor", "-", "--key"].map(OsString::from).into();
    arguments.push(key.into());
    arguments.extend(["--format", "json"].map(OsString::from));
    let object = json_of("payQuery", &run_with_input(arguments, other.as_bytes()), 1);
    assert_eq!(object["cause"], "changed-after-signing");
    assert_eq!(object["certainty"], "likely");
}

#[test]
fn what_cannot_be_diagnosed_is_status_2() {
    let golden = fixture("golden/request.json");
    let text = temporary("no-envelope.json", b"[1]");
    for (name, file, key, error) in [
        (
            "no envelope",
            &text,
            CLIENT,
            "expected an envelope, found another text",
        ),
        ("no file", &fixture("none.json"), CLIENT, "none.json\": "),
        ("no key", &golden, "keys/none.pem", "none.pem\": "),
        (
            "a private key",
            &golden,
            "keys/client_private.pkcs8.pem",
            "is not a usable public key: expected an RSA public key, found a private key",
        ),
    ] {
        let key = fixture(key).into_os_string();
        let arguments = [
            "doctor".into(),
            file.clone().into_os_string(),
            "--key".into(),
            key,
        ];
        assert_run(name, &run(&arguments), 2, &[error]);
        let object = run_json(name, &arguments, 2);
        assert!(
            object["error"].as_str().expect(name).contains(error),
            "{name}"
        );
    }
}

#[test]
fn without_a_key_nothing_is_certain() {
    let object = run_json("no key", arguments("envelopes/sha1.json", &[]), 1);
    assert_eq!(object["certainty"], "none");
}
