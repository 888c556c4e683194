//! Starts the program, and checks its JSON against `schema.json`.

#![allow(dead_code, reason = "each test program uses only some of the helpers")]

pub(crate) mod schema;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) const PLATFORM: &str = "keys/platform_public.spki.pem";
pub(crate) const CLIENT: &str = "keys/client_public.spki.pem";

/// The path of a fixture of the library.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures")).join(path)
}

/// The path of a fixture of the doctor.
pub(crate) fn doctor_fixture(path: &str) -> PathBuf {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../doctor/tests/fixtures"
    ))
    .join(path)
}

/// A file for this test run, with this content.
pub(crate) fn temporary(name: &str, content: &[u8]) -> PathBuf {
    let file = new_path(name);
    fs::write(&file, content).expect("a temporary file");
    file
}

/// The path of a file that does not exist.
pub(crate) fn new_path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alipay-envelope");
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    let file = folder.join(name.replace(' ', "-"));
    let _ = fs::remove_file(&file);
    file
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alipay-envelope"));
    command.stdin(Stdio::null()).env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    command()
        .args(arguments)
        .output()
        .expect("the program runs")
}

pub(crate) fn run_with_input(
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    input: &[u8],
) -> Output {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A program that does not read its input closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the program ends")
}

/// Each argument that contains a slash is a fixture.
pub(crate) fn with_paths(arguments: &[&str]) -> Vec<PathBuf> {
    let path = |argument: &&str| match argument.contains('/') && !argument.starts_with('/') {
        true => fixture(argument),
        false => PathBuf::from(argument),
    };
    arguments.iter().map(path).collect()
}

/// Asserts the exit status and the texts. A report goes to standard output, and an error to standard
/// error. The other stream must be empty.
pub(crate) fn assert_run(name: &str, output: &Output, status: i32, texts: &[&str]) {
    let (printed, other) = match status {
        2 => (&output.stderr, &output.stdout),
        _ => (&output.stdout, &output.stderr),
    };
    let printed = String::from_utf8_lossy(printed);
    assert_eq!(output.status.code(), Some(status), "{name}: {output:?}");
    assert!(other.is_empty(), "{name}: {output:?}");
    for text in texts {
        assert!(
            printed.contains(text),
            "{name}: {text:?} is not in:\n{printed}"
        );
    }
}

/// Runs the program with `--format json`. Checks the status, and the object against the schema.
pub(crate) fn run_json(
    name: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    status: i32,
) -> Value {
    let output = command()
        .args(arguments)
        .args(["--format", "json"])
        .output()
        .expect("the program runs");
    json_of(name, &output, status)
}

pub(crate) fn json_of(name: &str, output: &Output, status: i32) -> Value {
    assert_eq!(output.status.code(), Some(status), "{name}: {output:?}");
    let object: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{name}: {error}"));
    schema::check(name, &object);
    object
}
