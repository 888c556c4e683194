//! What a subcommand answers, and how it is printed.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use crate::arguments::Format;

/// The answer of a subcommand. An error means that it cannot answer: exit status 2.
pub(crate) type Answer = Result<Report, String>;

/// What is printed.
#[derive(Debug)]
pub(crate) struct Report {
    /// For people. It may have colours, which are removed if standard output is no terminal.
    pub(crate) text: String,
    /// For programs: the object that `schema.json` describes.
    pub(crate) json: Value,
    /// Whether the answer is yes: exit status 0, else 1.
    pub(crate) is_yes: bool,
}

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

pub(crate) fn heading(text: impl Display) -> String {
    styled(HEADING, text)
}

/// Green for yes, red for no.
pub(crate) fn verdict(is_yes: bool, text: impl Display) -> String {
    styled(if is_yes { GOOD } else { BAD }, text)
}

/// A row of a table.
pub(crate) fn row(name: &str, value: impl Display) -> String {
    format!("  {name:<15}  {value}\n")
}

/// Prints the answer and returns the exit status. A closed pipe, as with `head`, is ignored.
pub(crate) fn print(command: &str, answer: Answer, format: Format) -> ExitCode {
    let (text, json, status) = match answer {
        Ok(report) => (report.text, report.json, u8::from(!report.is_yes)),
        Err(error) => {
            let label = verdict(false, "error:");
            let _ = writeln!(anstream::stderr(), "{label} {error}");
            (String::new(), json!({ "error": error }), 2)
        }
    };
    let mut stdout = anstream::stdout();
    let _ = match format {
        Format::Text => stdout.write_all(text.as_bytes()),
        Format::Json => writeln!(stdout, "{:#}", with_command(command, json)),
    };
    ExitCode::from(status)
}

/// The object, with the name of the subcommand as its first member.
fn with_command(command: &str, json: Value) -> Value {
    let mut object = serde_json::Map::new();
    object.insert("command".to_owned(), command.into());
    if let Value::Object(members) = json {
        object.extend(members);
    }
    Value::Object(object)
}
