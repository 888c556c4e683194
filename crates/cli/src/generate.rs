//! `completions` and `man`, generated from the definition of the command line, and `schema`.

use std::io::Write;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use serde_json::json;

use crate::arguments::{Arguments, Completions};
use crate::output::{Answer, Report};

pub(crate) fn completions(arguments: &Completions) -> Answer {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    report(script, "script")
}

/// One page: that of the command, and then that of each subcommand.
pub(crate) fn man() -> Answer {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    write_man(&command, &mut page).map_err(|error| error.to_string())?;
    report(page, "page")
}

fn write_man(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    for subcommand in command.get_subcommands() {
        if subcommand.get_name() == "help" {
            continue;
        }
        let man = Man::new(subcommand.clone());
        writeln!(page, ".SH \"{}\"", subcommand.get_name().to_uppercase())?;
        // The sections of a subcommand are below its own heading.
        let mut sections = Vec::new();
        man.render_synopsis_section(&mut sections)?;
        man.render_description_section(&mut sections)?;
        man.render_options_section(&mut sections)?;
        let sections = String::from_utf8_lossy(&sections);
        let sections = sections.replace("\n.SH ", "\n.SS ");
        writeln!(page, "{}", sections.trim())?;
    }
    man.render_extra_section(page)?;
    man.render_version_section(page)
}

pub(crate) fn schema() -> Answer {
    report(include_bytes!("../schema.json").to_vec(), "schema")
}

fn report(text: Vec<u8>, member: &str) -> Answer {
    let text = String::from_utf8(text).map_err(|error| error.to_string())?;
    let json = json!({ member: text });
    Ok(Report {
        text,
        json,
        is_yes: true,
    })
}
