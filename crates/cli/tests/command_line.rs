//! What all subcommands have in common: help, colours, pipes, completions, the manual page, the schema.

mod common;

use std::process::Stdio;

use common::{PLATFORM, assert_run, run, run_json, schema, with_paths};
use serde_json::json;

/// The subcommands, as the help lists them.
fn subcommands() -> Vec<String> {
    let output = run(["--help"]);
    assert_run("help", &output, 0, &["Exit status:", "--format <FORMAT>"]);
    let help = String::from_utf8(output.stdout).expect("text");
    let (_, list) = help.split_once("Commands:\n").expect("a list");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() >= 7, "{names:?}");
    names
}

#[test]
fn every_subcommand_has_help_and_a_schema() {
    for name in subcommands() {
        let output = run([&name, "--help"]);
        assert_run(
            &name,
            &output,
            0,
            &[&format!("Usage: alipay-envelope {name}")],
        );
        let definition = &schema::schema()["$defs"][&name];
        assert_eq!(definition["properties"]["command"]["const"], name.as_str());
    }
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &[][..],
        &["none"],
        &["inspect"],
        &["man", "more"],
        &["man", "--format", "xml"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn completions_are_generated_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(["completions", shell]);
        assert_run(shell, &output, 0, &["alipay-envelope"]);
        let script = String::from_utf8(output.stdout).expect("text");
        for name in subcommands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        let object = run_json(shell, ["completions", shell], 0);
        assert_eq!(object["script"], script, "{shell}");
    }
}

#[test]
fn the_manual_page_describes_every_subcommand() {
    let output = run(["man"]);
    assert_run("man", &output, 0, &[".TH alipay-envelope 1", "Exit status"]);
    let page = String::from_utf8(output.stdout).expect("text");
    for name in subcommands() {
        assert!(
            page.contains(&format!(".SH \"{}\"", name.to_uppercase())),
            "{name}"
        );
    }
    assert_eq!(run_json("man", ["man"], 0)["page"], page);
}

#[test]
fn the_schema_is_printed() {
    let output = run(["schema"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(printed, schema::schema());
    run_json("schema", ["schema"], 0);
}

#[test]
fn colours_are_only_for_terminals() {
    for (name, arguments, status) in [
        (
            "verified",
            &["inspect", "golden/response.json", "--key", PLATFORM][..],
            0,
        ),
        (
            "an excerpt with a caret",
            &["inspect", "refused/time-no-colon-req-time.json"],
            1,
        ),
    ] {
        let arguments = with_paths(arguments);
        let has_colours = |variables: &[(&str, &str)]| {
            let mut command = common::command();
            command
                .args(&arguments)
                .env_remove("NO_COLOR")
                .envs(variables.iter().copied());
            let output = command.output().expect("a run");
            assert_eq!(output.status.code(), Some(status), "{name}: {output:?}");
            output.stdout.contains(&b'\x1b')
        };
        assert!(!has_colours(&[]), "{name}: a pipe");
        assert!(has_colours(&[("CLICOLOR_FORCE", "1")]), "{name}: forced");
        assert!(!has_colours(&[("NO_COLOR", "1")]), "{name}: NO_COLOR");
        assert!(
            !has_colours(&[("NO_COLOR", "1"), ("CLICOLOR", "1")]),
            "{name}: NO_COLOR is stronger"
        );
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let arguments = with_paths(&["inspect", "golden/response.json"]);
    let mut command = common::command();
    let mut child = command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// Without this, the check of the schema could accept everything.
#[test]
fn the_check_of_the_schema_finds_mistakes() {
    let good = json!({
        "command": "verify", "holds": true, "key": "a", "reason": null, "claims": null,
    });
    let errors = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut object = good.clone();
        change(&mut object);
        let root = schema::schema();
        let mut errors = Vec::new();
        schema::validate(&root, &root["$defs"]["verify"], &object, "$", &mut errors);
        errors
    };
    assert_eq!(errors(&|_| {}), Vec::<String>::new());
    assert_eq!(
        errors(&|object| object["holds"] = json!("yes")).len(),
        1,
        "type"
    );
    assert_eq!(
        errors(&|object| object["more"] = json!(1)).len(),
        1,
        "another member"
    );
    assert_eq!(
        errors(&|object| object["command"] = json!("key")).len(),
        1,
        "const"
    );
    assert_eq!(
        errors(&|object| object["claims"] = json!({ "message": "x" })).len(),
        8,
        "a reference"
    );
    let missing = |object: &mut serde_json::Value| {
        object.as_object_mut().expect("an object").remove("reason");
    };
    assert_eq!(errors(&missing).len(), 1, "required");
}
