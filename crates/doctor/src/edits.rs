//! Members and values that differ between two writers of the same message.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::cause::Cause;
use crate::document::{Document, Kind, ROOT, rank};
use crate::times::Time;

/// A change of members or values.
pub(crate) struct Edit {
    pub(crate) cause: Cause,
    /// It is tried together with other changes, too.
    pub(crate) is_common: bool,
    change: Change,
}

enum Change {
    /// Adds members with this value to objects.
    Add {
        members: Vec<(usize, &'static str)>,
        value: &'static str,
        at_end: bool,
    },
    /// Removes all members with one of these values.
    Remove(&'static [&'static str]),
    /// Replaces scalars.
    Replace(Vec<(usize, String)>),
}

/// Values of one kind that are changed one by one, too. More are only changed all at once.
const MAX_SINGLE: usize = 8;

impl Edit {
    /// The document after this change; `None` if nothing changes.
    pub(crate) fn apply(&self, document: &Document) -> Option<Document> {
        let mut edited = document.clone();
        match &self.change {
            Change::Add {
                members,
                value,
                at_end,
            } => {
                for &(parent, name) in members {
                    let place = rank(name);
                    edited.insert(parent, name, value, |other| !at_end && rank(other) > place);
                }
            }
            Change::Remove(values) => {
                if !edited.remove(values) {
                    return None;
                }
            }
            Change::Replace(values) => {
                for (index, value) in values {
                    edited.replace(*index, value);
                }
            }
        }
        Some(edited)
    }

    /// The changes that fit a document, at most about 300.
    pub(crate) fn all(document: &Document) -> Vec<Self> {
        let mut edits = Vec::new();
        for values in [
            &["null"][..],
            &["null", "\"\""],
            &["\"\""],
            &["null", "\"\"", "{}", "[]"],
        ] {
            edits.push(Self {
                cause: Cause::EmptyMembersDropped,
                is_common: true,
                change: Change::Remove(values),
            });
        }
        add_members(document, &mut edits);
        add_numbers(document, &mut edits);
        add_times(document, &mut edits);
        edits
    }
}

/// The optional members of the specification that are absent: all, and each alone.
fn add_members(document: &Document, edits: &mut Vec<Edit>) {
    let head = document.member(ROOT, "head");
    let body = document.member(ROOT, "body");
    let result = body.and_then(|body| document.member(body, "resultInfo"));
    let (of_head, of_body): (&[_], &[_]) = match result {
        Some(_) => (
            &["reserve"],
            &["acquirementId", "merchantTransId", "cancelTime"],
        ),
        None => (
            &["reserve", "signType"],
            &["acquirementId", "merchantTransId"],
        ),
    };
    let mut absent = Vec::new();
    for (parent, names) in [(head, of_head), (body, of_body), (result, &["resultMsg"])] {
        let Some(parent) = parent.filter(|&parent| is_object(document, parent)) else {
            continue;
        };
        let names = names.iter().copied();
        let names = names.filter(|name| document.member(parent, name).is_none());
        absent.extend(names.map(|name| (parent, name)));
    }
    let mut sets = vec![absent.clone()];
    if absent.len() > 1 {
        sets.extend(absent.iter().map(|&member| vec![member]));
    }
    for (is_all, members) in [true].into_iter().chain([false; 8]).zip(sets) {
        for (value, at_end) in [
            ("null", false),
            ("\"\"", false),
            ("null", true),
            ("\"\"", true),
        ] {
            let members = members.clone();
            if !members.is_empty() {
                edits.push(Edit {
                    cause: Cause::NullMembersAdded,
                    is_common: is_all && !at_end,
                    change: Change::Add {
                        members,
                        value,
                        at_end,
                    },
                });
            }
        }
    }
}

fn is_object(document: &Document, index: usize) -> bool {
    let node = document.nodes().get(index);
    node.is_some_and(|node| node.kind == Kind::Object)
}

/// Numbers for strings, and strings for numbers.
fn add_numbers(document: &Document, edits: &mut Vec<Edit>) {
    let strings = scalars(document, |raw| {
        let forms = number_forms(content(raw)?);
        (!forms.is_empty()).then_some(forms)
    });
    add_replacements(Cause::NumberForString, &strings, edits);
    let numbers = scalars(document, |raw| {
        let is_number = matches!(raw.bytes().next(), Some(b'-' | b'0'..=b'9'));
        is_number.then(|| vec![format!("\"{raw}\"")])
    });
    add_replacements(Cause::NumberForString, &numbers, edits);
}

/// The forms of a number: as it is, and as PHP and JavaScript write it.
fn number_forms(text: &str) -> Vec<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = |char: char| char.is_ascii_digit() || char == '.';
    let is_number = digits.len() <= 30
        && digits.chars().all(is_decimal)
        && digits.split('.').all(|part| !part.is_empty())
        && digits.split('.').count() <= 2;
    if !is_number {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let is_json = digits == "0" || digits.starts_with("0.") || !digits.starts_with('0');
    if is_json {
        forms.push(text.into());
    }
    if let Ok(number) = text.parse::<f64>() {
        let plain = format!("{number}");
        // PHP writes a large number as 2.1e+20, and an integer as 1.0e+20.
        let (mantissa, exponent) = match format!("{number:e}").split_once('e') {
            Some((mantissa, exponent)) => (String::from(mantissa), String::from(exponent)),
            None => (plain.clone(), String::from("0")),
        };
        let point = if mantissa.contains('.') { "" } else { ".0" };
        forms.push(plain);
        if digits.len() > 18 {
            forms.push(format!("{mantissa}{point}e+{exponent}"));
            forms.push(format!("{mantissa}e+{exponent}"));
        }
    }
    forms.dedup();
    forms
}

fn add_times(document: &Document, edits: &mut Vec<Edit>) {
    let times = scalars(document, |raw| Some(Time::parse(content(raw)?)?.forms()));
    add_replacements(Cause::TimeRewritten, &times, edits);
}

/// Scalars, and the forms that each of them may have.
type Forms = Vec<(usize, Vec<String>)>;

fn scalars(document: &Document, forms: impl Fn(&str) -> Option<Vec<String>>) -> Forms {
    let nodes = document.nodes().iter().enumerate();
    nodes
        .filter(|(_, node)| node.kind == Kind::Scalar)
        .filter_map(|(index, _)| Some((index, forms(document.value(index))?)))
        .collect()
}

/// The content of a string without escapes.
fn content(raw: &str) -> Option<&str> {
    let content = raw.strip_prefix('"')?.strip_suffix('"')?;
    (!content.contains('\\')).then_some(content)
}

/// All values in each form, and each value alone in each form.
fn add_replacements(cause: Cause, values: &Forms, edits: &mut Vec<Edit>) {
    let mut add = |is_common, values: &[(usize, String)]| {
        if !values.is_empty() {
            edits.push(Edit {
                cause,
                is_common,
                change: Change::Replace(values.to_vec()),
            });
        }
    };
    let count = values
        .iter()
        .map(|(_, forms)| forms.len())
        .max()
        .unwrap_or_default();
    for form in 0..count {
        let all: Vec<_> = values
            .iter()
            .filter_map(|(index, forms)| Some((*index, forms.get(form).or(forms.last())?.clone())))
            .collect();
        add(true, &all);
    }
    if values.len() > 1 {
        for (index, forms) in values.iter().take(MAX_SINGLE) {
            for form in forms {
                add(false, &[(*index, form.clone())]);
            }
        }
    }
}
