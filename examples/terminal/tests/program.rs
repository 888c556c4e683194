//! The command line of the terminal, and its behaviour without a platform. The gateway's tests run
//! it with a platform.

use std::fs;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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
    let empty = temporary("empty");
    let empty = empty.to_str().unwrap();
    let damaged = store.path().parent().unwrap().to_str().unwrap();
    let rows: [(&[&str], &str); 13] = [
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
        (&["--window-end", "soon"], "--window-end: "),
        (
            &["--decided", "maybe"],
            "--decided: expected try-again or close, found \"maybe\"",
        ),
        (
            &["--store", damaged],
            "expected a record or an erased page, found other bytes in page 0 of the store; ",
        ),
        (
            &["--store", empty, "--decided", "close"],
            "the store: there is no cancel that waits for this decision (",
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
/// store. The next run only says so again, until a person has decided.
#[test]
fn no_platform() {
    let folder = temporary("no-platform");
    let _ = fs::remove_dir_all(&folder);
    let run = |decided: &[&str]| {
        let options = [
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
        ];
        let output = terminal(&[&options[..], decided].concat());
        let printed = String::from_utf8(output.stdout).unwrap();
        let count = |words| printed.matches(words).count();
        let counts = (count("no response: "), count("-> try again in"));
        (output.status.code().unwrap(), counts, printed)
    };
    let stored = || fs::read(Store::new(&folder).path()).unwrap();

    let rows: [(&str, &[&str], (usize, usize)); 3] = [
        ("the first run", &[], (4, 3)),
        ("the next run", &[], (0, 0)),
        ("try again", &["--decided", "try-again"], (4, 3)),
    ];
    for (name, decided, expected) in rows {
        let (status, counts, printed) = run(decided);
        assert_eq!((status, counts), (1, expected), "{name}: {printed}");
        let end = "\nIt is not known whether the sale is void, ";
        assert!(printed.contains(end), "{name}: {printed}");
        let id = br#""acquirementId":"2015xxxxxxxxxxxxxxxxxxxxx747""#;
        assert!(
            stored().windows(id.len()).any(|bytes| bytes == id),
            "{name}"
        );
    }
    let (status, _, printed) = run(&["--decided", "close"]);
    assert_eq!(
        (status, printed.as_str()),
        (0, "closed the stored cancel\n")
    );
    assert_eq!(run(&["--decided", "close"]).0, 2);
}

/// The program is killed while it waits for the answer. The next run sends the same bytes, and counts on.
#[test]
fn killed_while_it_waits() {
    let folder = temporary("killed");
    let _ = fs::remove_dir_all(&folder);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_terminal"));
    command.args(["--url", &url, "--store", folder.to_str().unwrap()]);
    command.args(["--first-wait", "1", "--attempts", "2"]);
    command.stdout(Stdio::piped());

    let mut first = command.spawn().unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let sent = body(&mut stream);
    first.kill().unwrap();
    first.wait().unwrap();

    let second = command.spawn().unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    assert_eq!(body(&mut stream), sent);
    drop(stream);
    let output = second.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("found a stored cancel, sent 1x"),
        "{printed}"
    );
    assert!(printed.contains("2. sent "), "{printed}");
    assert_eq!(output.status.code(), Some(1), "{printed}");
}

/// The body of a request: one envelope, which ends with the only `"}`.
fn body(stream: &mut TcpStream) -> String {
    let (mut received, mut part) = (Vec::new(), [0; 4096]);
    while !received.ends_with(b"\"}") {
        let len = stream.read(&mut part).unwrap();
        assert_ne!(len, 0, "the request is cut off");
        received.extend(&part[..len]);
    }
    let received = String::from_utf8(received).unwrap();
    received.split_once("\r\n\r\n").unwrap().1.to_owned()
}
