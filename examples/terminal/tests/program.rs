//! The command line of the terminal, and its behaviour without a platform. The gateway's tests run
//! it with a platform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use terminal::Store;

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
    let store = Store::new(temporary("damaged"));
    store.save(b"{").unwrap();
    let damaged = store.path().parent().unwrap().to_str().unwrap();
    let rows: [(&[&str], &str); 10] = [
        (&["--url"], "--url needs a value"),
        (&["url", "x"], "unknown option \"url\""),
        (
            &["--timeout", "soon"],
            "--timeout: expected a whole number, found \"soon\"",
        ),
        (
            &["--attempts", "-1"],
            "--attempts: expected a whole number, found \"-1\"",
        ),
        (
            &["--jitter", "yes"],
            "--jitter: expected on or off, found \"yes\"",
        ),
        (&["--client-id", ""], "--client-id: empty text"),
        (&["--acquirement-id", ""], "transaction id: empty text"),
        (&["--key", "/no/such/file"], "/no/such/file: "),
        (&["--key", public], "--key: "),
        (
            &["--store", damaged],
            "the stored bytes are not a request: ",
        ),
    ];
    for (arguments, why) in rows {
        let output = terminal(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with(&format!("terminal: {why}")), "{errors}");
    }
    assert_eq!(fs::read(store.path()).unwrap(), b"{");
}

#[test]
fn help() {
    let output = terminal(&["--help"]);
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.starts_with("usage: terminal "), "{help}");
}

/// If nothing listens at the URL, the terminal makes all attempts and keeps the cancel in its
/// store.
#[test]
fn no_platform() {
    let folder = temporary("no-platform");
    let _ = fs::remove_dir_all(&folder);
    let output = terminal(&[
        "--url",
        "http://127.0.0.1:1/", // a port that only root can open
        "--store",
        folder.to_str().unwrap(),
        "--first-wait",
        "1",
        "--attempts",
        "4",
        "--acquirement-id",
        "2015xxxxxxxxxxxxxxxxxxxxx747",
    ]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert_eq!(printed.matches("no response: ").count(), 4, "{printed}");
    assert_eq!(
        printed.matches("-> resend the same bytes in").count(),
        3,
        "{printed}"
    );
    assert!(
        printed.contains("\nIt is not known whether the sale is void, "),
        "{printed}"
    );
    let stored = fs::read_to_string(Store::new(folder).path()).unwrap();
    assert!(stored.contains(r#""acquirementId":"2015xxxxxxxxxxxxxxxxxxxxx747""#));
}
