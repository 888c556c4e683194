//! `alipay-envelope`: shows, verifies, signs, sends and diagnoses envelopes. `README.md` describes it.

#![forbid(unsafe_code)]

mod arguments;
mod claims;
mod doctor;
mod files;
mod inspect;
mod key;
mod key_file;
mod outcome;
mod output;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let name = arguments.command.name();
    let answer = match &arguments.command {
        Command::Inspect(inspect) => inspect::run(inspect),
        Command::Verify(verify) => verify::run(verify),
        Command::Outcome(outcome) => outcome::run(outcome),
        Command::Doctor(doctor) => doctor::run(doctor),
        Command::Key(key) => key::run(key),
    };
    output::print(name, answer, arguments.format)
}
