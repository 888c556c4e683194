//! The command line of the client.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{fs, thread};

use gateway::{Gateway, Script, Server, TRANSACTIONS};
use terminal::Store;

fn client(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_async-client"));
    command.args(arguments).stdout(Stdio::piped());
    command
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder for a store, which does not exist yet.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn server(fault: &str) -> Server {
    let mut script = Script::default();
    script.add("fault", fault).unwrap();
    Server::start(Gateway::new(script), 0, Duration::from_secs(600), |_| {}).unwrap()
}

#[test]
fn wrong_usage() {
    let rows: [(&[&str], &str); 4] = [
        (&["--url"], "--url needs a value"),
        (&["url", "x"], "unknown option \"url\""),
        (&["--transaction", ""], "--transaction: empty text"),
        (&["--store", "Cargo.toml"], "the store: "),
    ];
    for (arguments, why) in rows {
        let output = client(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(
            errors.starts_with(&format!("async-client: {why}")),
            "{errors}"
        );
    }
}

#[test]
fn results_and_exit_statuses() {
    let void = "1. success (SUCCESS: \"success\")\nsuccess\n";
    // Transaction, exit status, what is printed.
    let rows = [
        (TRANSACTIONS[0].1, 0, void),
        (
            TRANSACTIONS[2].1,
            3,
            "1. failed-refused (ORDER_CANCEL_WINDOW_EXPIRED: ",
        ),
    ];
    let server = server("none");
    for (transaction, status, expected) in rows {
        let folder = folder(&format!("program-{transaction}"));
        let store = folder.to_str().unwrap();
        let options = [
            "--url",
            &server.url(),
            "--store",
            store,
            "--transaction",
            transaction,
        ];
        let output = client(&options).output().unwrap();
        let printed = printed(&output);
        assert_eq!(output.status.code(), Some(status), "{printed}");
        assert!(printed.starts_with(expected), "{printed}");
        assert_eq!(Store::new(&folder).load().unwrap(), None, "{transaction}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_cancel_for_the_next_run() {
    let server = server("timeout,none");
    let folder = folder("program-ctrl-c");
    let options = ["--url", &server.url(), "--store", folder.to_str().unwrap()];
    let child = client(&options).spawn().unwrap();
    while server.gateway().served() == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    let kill = format!("kill -INT {}", child.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        printed(&output).starts_with("stopped: the cancel is stored"),
        "{output:?}"
    );
    let stored = Store::new(&folder).load().unwrap().unwrap();
    assert!(stored.starts_with(b"{\"request\":"));

    let output = client(&options).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(server.gateway().served(), 2);
    assert_eq!(Store::new(&folder).load().unwrap(), None);
}
