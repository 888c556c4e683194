//! What `inspect` finds, collected for people and for programs.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::signature::Trust;
use crate::output::{Report, heading, row, verdict};

#[derive(Default)]
pub(super) struct Findings {
    pub(super) text: String,
    json: Map<String, Value>,
    /// The member of `json` that new rows belong to.
    group: &'static str,
    /// `None` if the message could not be decoded.
    pub(super) trust: Option<Trust>,
    /// All problems: the last section of the report.
    problems: Vec<String>,
}

impl Findings {
    /// Begins a section. `group` is its member in the JSON.
    pub(super) fn section(&mut self, group: &'static str, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text += &format!("{gap}{}\n", heading(title));
        self.group(group);
    }

    /// The rows that follow belong to this member in the JSON.
    pub(super) const fn group(&mut self, group: &'static str) {
        self.group = group;
    }

    /// Sets a member of the whole object.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.json.insert(name.to_owned(), value.into());
    }

    /// Sets a member of the group.
    pub(super) fn set_in_group(&mut self, name: &str, value: impl Into<Value>) {
        let group = self.json.entry(self.group);
        let members = group.or_insert_with(|| Map::new().into());
        if let Value::Object(members) = members {
            members.insert(camel_case(name), value.into());
        }
    }

    /// Prints a value as a Rust string literal, so that control characters such as U+001B are
    /// escaped and cannot control the screen.
    pub(super) fn value(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        let value = value.as_ref().map(AsRef::as_ref);
        match value {
            Some(value) => self.text += &row(name, format!("{value:?}")),
            None => self.text += &row(name, "absent"),
        }
        self.set_in_group(name, value);
    }

    pub(super) fn row(&mut self, name: &str, value: impl Display) {
        self.text += &row(name, &value);
        self.set_in_group(name, value.to_string());
    }

    pub(super) fn problem(&mut self, problem: impl Display) {
        self.problems.push(problem.to_string());
    }

    pub(super) fn finish(mut self) -> Report {
        let is_yes = self.problems.is_empty();
        if is_yes {
            let without_key = match self.trust {
                Some(Trust::Verified) => "",
                _ => ", but the signature was not checked: no key was given",
            };
            let found = verdict(true, "no problems found");
            self.text += &format!("\n{found}{without_key}\n");
        } else {
            self.text += &format!("\n{}\n", verdict(false, "problems"));
            for (number, problem) in (1..).zip(&self.problems) {
                self.text += &format!("  {number}. {problem}\n");
            }
        }
        self.json
            .insert("problems".to_owned(), self.problems.into());
        Report {
            text: self.text,
            json: self.json.into(),
            is_yes,
        }
    }
}

/// The name of a row as that of a member: `in the table` is `inTheTable`.
fn camel_case(name: &str) -> String {
    let mut words = name.split([' ', '-']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let mut camel = match first.chars().all(char::is_uppercase) {
        true => first.to_lowercase(),
        false => first.to_owned(),
    };
    for word in words {
        let (head, tail) = word.split_at_checked(1).unwrap_or((word, ""));
        camel += &head.to_uppercase();
        camel += tail;
    }
    camel
}
