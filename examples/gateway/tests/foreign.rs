//! The gateway against a client that shares no code with this crate: `client.mjs`, in Node.

use std::path::Path;
use std::process::Command;

use gateway::{ARRANGEMENTS, Gateway, READ_TIME, Script, Server, TRANSACTIONS};

/// Runs the client. Returns the line that it prints and its exit status.
fn client(server: &Server, query: &str, options: &[&str]) -> (String, Option<i32>) {
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("client.mjs"))
        .arg(format!("{}?{query}", server.url()))
        .args(options)
        .output()
        .expect("Node is needed to run client.mjs: install the Debian package `nodejs`");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(errors, "", "{query}");
    let line = String::from_utf8(output.stdout).unwrap();
    (line.trim_end().to_owned(), output.status.code())
}

fn server() -> Server {
    let gateway = Gateway::new(Script::default());
    Server::start(gateway, 0, READ_TIME, |_| {}).unwrap()
}

#[test]
fn cancels() {
    let settled = ["--merchant-trans-id", TRANSACTIONS[2].1];
    let rows: [(&str, &str, &[&str], &str, i32); 13] = [
        ("good", "", &[], "success: SUCCESS", 0),
        ("repeated", "", &[], "success: SUCCESS", 0),
        (
            "settled",
            "",
            &settled,
            "failed: ORDER_CANCEL_WINDOW_EXPIRED",
            1,
        ),
        (
            "a bad signature",
            "",
            &["--bad-signature"],
            "no valid response: not signed",
            3,
        ),
        (
            "a forced code",
            "answer=UNKNOWN_EXCEPTION",
            &[],
            "unknown: UNKNOWN_EXCEPTION",
            1,
        ),
        (
            "a changed response",
            "fault=tamper-body",
            &[],
            "no valid response: the signature is invalid",
            3,
        ),
        (
            "a changed signature",
            "fault=tamper-signature",
            &[],
            "no valid response: the signature is invalid",
            3,
        ),
        (
            "another key",
            "fault=wrong-key",
            &[],
            "no valid response: the signature is invalid",
            3,
        ),
        (
            "unsigned",
            "fault=unsigned",
            &[],
            "no valid response: not signed",
            3,
        ),
        (
            "another request",
            "fault=other-request",
            &[],
            "no valid response: reqMsgId differs from the request",
            3,
        ),
        (
            "another transaction",
            "fault=other-transaction",
            &[],
            "no valid response: merchantTransId differs from the request",
            3,
        ),
        (
            "a forged response first",
            "arrange=twice-response-first",
            &[],
            "no valid response: duplicate member response",
            3,
        ),
        (
            "a forged response last",
            "arrange=twice-response-last",
            &[],
            "no valid response: duplicate member response",
            3,
        ),
    ];
    let server = server();
    for (name, query, options, line, status) in rows {
        let expected = (line.to_owned(), Some(status));
        assert_eq!(client(&server, query, options), expected, "{name}");
    }
    assert_eq!(server.gateway().served(), rows.len());
}

/// In every arrangement the signature covers exactly the span that is sent. The client checks this
/// with its own search for the span and with Node's own verification.
#[test]
fn every_arrangement_is_signed_as_sent() {
    let server = server();
    let mut signed = 0;
    for arrangement in ARRANGEMENTS {
        let name = arrangement.name;
        if name.starts_with("twice-response") || name == "request-too" {
            continue; // The client refuses these before it checks the signature.
        }
        let (line, status) = client(&server, &format!("arrange={name}"), &[]);
        assert_eq!((&*line, status), ("success: SUCCESS", Some(0)), "{name}");
        signed += 1;
    }
    assert_eq!(signed, ARRANGEMENTS.len() - 3);
}
