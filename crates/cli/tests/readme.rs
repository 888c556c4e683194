//! The commands in `README.md` print what the README shows.

mod common;

use std::path::Path;

const README: &str = include_str!("../README.md");

#[test]
fn the_outputs_are_those_of_the_commands() {
    let mut seen = 0;
    for block in README.split("```text\n").skip(1) {
        let (block, _) = block.split_once("```").expect("the end of a block");
        let Some((line, expected)) = block.split_once('\n') else {
            panic!("an empty block");
        };
        let arguments = line.strip_prefix("$ alipay-envelope ").expect("a command");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut command = common::command();
        let command = command.args(arguments.split(' ')).current_dir(root);
        let output = command.output().expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{line}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn every_subcommand_is_described() {
    for name in [
        "inspect",
        "verify",
        "doctor",
        "outcome",
        "sign",
        "send",
        "key",
        "completions",
        "man",
        "schema",
    ] {
        assert!(README.contains(&format!("`{name}")), "{name}");
    }
}
