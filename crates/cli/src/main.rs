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
