//! The terminal as a program: its command line, and what it says where there is no platform. The
//! gateway's tests show what it does where there is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn terminal(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terminal"));
    command.args(arguments).output().unwrap()
}

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn wrong_usage() {
    let public = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/keys/client_public.spki.pem"
    );
    let damaged = temporary("damaged.json");
    fs::write(&damaged, "{").unwrap();
    let damaged = damaged.to_str().unwrap();
    let rows: [(&[&str], &str); 10] = [
        (&["--url"], "--url needs a value"),
        (&["url", "x"], "\"url\" is no option"),
        (&["--timeout", "soon"], "--timeout: \"soon\" is no number"),
        (&["--attempts", "-1"], "--attempts: \"-1\" is no number"),
        (&["--jitter", "yes"], "--jitter: on or off, not \"yes\""),
        (&["--client-id", ""], "--client-id: empty text"),
        (
            &["--acquirement-id", ""],
            "the transaction's id: empty text",
        ),
        (&["--key", "/no/such/file"], "/no/such/file: "),
        (&["--key", public], "--key: "),
        (&["--store", damaged], "what is stored is no request: "),
    ];
    for (arguments, why) in rows {
        let output = terminal(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with(&format!("terminal: {why}")), "{errors}");
    }
    assert_eq!(fs::read(damaged).unwrap(), b"{");
}

#[test]
fn help() {
    let output = terminal(&["--help"]);
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.starts_with("usage: terminal "), "{help}");
}

/// Where nobody listens it sends as often as it was told, and keeps the cancel.
#[test]
fn no_platform() {
    let store = temporary("no-platform.json");
    let _ = fs::remove_file(&store);
    let output = terminal(&[
        "--url",
        "http://127.0.0.1:1/", // a port that only root could open
        "--store",
        store.to_str().unwrap(),
        "--first-wait",
        "1",
        "--attempts",
        "4",
        "--acquirement-id",
        "2015xxxxxxxxxxxxxxxxxxxxx747",
    ]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("no answer: ").count(), 4, "{said}");
    assert_eq!(
        said.matches("-> the same bytes again in").count(),
        3,
        "{said}"
    );
    assert!(
        said.contains("\nWhether the sale is void is not known, "),
        "{said}"
    );
    let stored = fs::read_to_string(&store).unwrap();
    assert!(stored.contains(r#""acquirementId":"2015xxxxxxxxxxxxxxxxxxxxx747""#));
}
