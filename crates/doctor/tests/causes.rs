//! Every cause, made by the tools that make it in practice. `fixtures/make` calls them and writes
//! `fixtures/causes.tsv`.

mod common;

use std::collections::BTreeSet;
use std::fs;

use alipay_acquiring_doctor::{Cause, MAX_CANDIDATES, MAX_WORK};
use common::{diagnosis, fixture, ids};

/// A row of `causes.tsv`.
struct Row {
    name: String,
    keys: Vec<String>,
    /// The first one is `cause`, the others are `also`, in any order.
    causes: Vec<String>,
    certainty: String,
    tool: String,
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(fixture("causes.tsv")).unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("name\tkeys\tcauses\tcertainty\ttool"));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>()[..] {
            [name, keys, causes, certainty, tool] => Row {
                name: name.into(),
                keys: keys.split(',').map(str::to_owned).collect(),
                causes: causes.split(' ').map(str::to_owned).collect(),
                certainty: certainty.into(),
                tool: tool.into(),
            },
            _ => panic!("a row has five columns: {line}"),
        })
        .collect()
}

#[test]
fn each_cause_is_found() {
    let mut wrong = Vec::new();
    let rows = rows();
    for row in &rows {
        let envelope = fs::read(fixture(&format!("envelopes/{}.json", row.name))).unwrap();
        let keys: Vec<_> = row.keys.iter().map(String::as_str).collect();
        let diagnosis = diagnosis(&envelope, &keys);
        let mut found: Vec<_> = ids(&diagnosis);
        let mut expected: Vec<_> = row.causes.iter().map(String::as_str).collect();
        let first = (found[0], expected[0]);
        found.sort_unstable();
        expected.sort_unstable();
        let is_right = found == expected
            && first.0 == first.1
            && diagnosis.certainty.as_str() == row.certainty;
        if !is_right {
            wrong.push(format!(
                "{}: expected {:?} ({}), found {:?} first {} ({})",
                row.name,
                row.causes,
                row.certainty,
                ids(&diagnosis),
                first.0,
                diagnosis.certainty
            ));
        }
        let work = diagnosis.work;
        assert!(
            work.candidates <= MAX_CANDIDATES && work.bytes <= 2 * MAX_WORK,
            "{}",
            row.name
        );
        // The explanation names each cause, and says what to do.
        let text = diagnosis.to_string();
        for cause in diagnosis.causes() {
            assert!(text.contains(cause.what_to_do()), "{}: {text}", row.name);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_table_has_every_cause_and_every_tool() {
    let rows = rows();
    let causes: BTreeSet<_> = rows
        .iter()
        .flat_map(|row| row.causes.iter().map(String::as_str))
        .collect();
    let all: BTreeSet<_> = Cause::ALL.iter().map(|cause| cause.id()).collect();
    assert_eq!(causes, all);
    let tools: BTreeSet<_> = rows.iter().map(|row| row.tool.as_str()).collect();
    assert_eq!(
        tools,
        BTreeSet::from(["go", "node", "openssl", "php", "python"])
    );
}
