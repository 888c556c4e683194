//! The table of causes in the README. `cargo test -p alipay-acquiring-doctor --test readme -- --nocapture`
//! prints the right one if it differs.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use alipay_acquiring_doctor::{Cause, MAX_CANDIDATES, MAX_LEN, MAX_WORK};
use common::{diagnosis, fixture};

const START: &str = "| id | meaning | what to do |\n| --- | --- | --- |\n";

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

#[test]
fn the_readme_lists_every_cause() {
    let readme = readme();
    let (_, table) = readme.split_once(START).expect("the heading of the table");
    let (table, _) = table
        .split_once("\n\n")
        .expect("an empty line after the table");
    let mut expected = String::new();
    for cause in Cause::ALL {
        let (meaning, to_do) = (cause.meaning(), cause.what_to_do());
        writeln!(expected, "| `{cause}` | {meaning} | {to_do} |").unwrap();
    }
    if table != expected.trim_end() {
        println!("{START}{expected}");
    }
    assert_eq!(table, expected.trim_end());
}

#[test]
fn the_readme_shows_a_diagnosis() {
    let envelope = fs::read(fixture("envelopes/spaced-and-url-safe.json")).unwrap();
    let expected = diagnosis(&envelope, &["client"]).to_string();
    let readme = readme();
    let (_, block) = readme.split_once("```text\n").expect("a block of text");
    let (block, _) = block.split_once("\n```").unwrap();
    assert_eq!(block, expected);
}

#[test]
fn the_readme_states_the_limits() {
    let readme = readme();
    for limit in [
        format!("{} KiB", MAX_LEN / 1024),
        format!("{MAX_CANDIDATES} texts"),
        format!("{} MiB", MAX_WORK / 1024 / 1024),
    ] {
        assert!(readme.contains(&limit), "{limit}");
    }
}

#[test]
fn each_id_is_kebab_case_and_occurs_once() {
    let ids: BTreeSet<_> = Cause::ALL.iter().map(|cause| cause.id()).collect();
    assert_eq!(ids.len(), Cause::ALL.len());
    for id in ids {
        let is_kebab =
            |byte: u8| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
        assert!(id.bytes().all(is_kebab), "{id}");
    }
}
