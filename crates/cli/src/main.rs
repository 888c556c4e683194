//! `alipay-envelope`: shows, verifies, signs, sends and diagnoses envelopes. `README.md` describes it.

#![forbid(unsafe_code)]

mod arguments;
mod claims;
mod doctor;
mod files;
mod generate;
mod inspect;
mod key;
mod key_file;
mod outcome;
mod output;
mod send;
mod sign;
mod verify;

use std::env;
use std::ffi::OsStr;
use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    // clap would print the argument.
    if env::args_os()
        .skip(1)
        .any(|argument| is_key_text(&argument))
    {
        eprintln!("error: expected the path of a key file, found the text of a key");
        return ExitCode::from(2);
    }
    let arguments = Arguments::parse();
    let name = arguments.command.name();
    let answer = match &arguments.command {
        Command::Inspect(inspect) => inspect::run(inspect),
        Command::Verify(verify) => verify::run(verify),
        Command::Outcome(outcome) => outcome::run(outcome),
        Command::Sign(sign) => sign::run(sign),
        Command::Send(send) => send::run(send),
        Command::Doctor(doctor) => doctor::run(doctor),
        Command::Completions(completions) => generate::completions(completions),
        Command::Man => generate::man(),
        Command::Schema => generate::schema(),
        Command::Key(key) => key::run(key),
    };
    output::print(name, answer, arguments.format)
}

/// Whether an argument is the text of a key, for example from `--key "$(cat key.pem)"`. An error that
/// repeats it would show a private key to logs.
fn is_key_text(argument: &OsStr) -> bool {
    let text = argument.to_string_lossy();
    let is_bare_base64 = text.len() > 300 && text.trim_start().starts_with("MI");
    text.contains("-----BEGIN ") || is_bare_base64
}
