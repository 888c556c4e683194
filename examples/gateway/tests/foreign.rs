//! The gateway with a client that is not this project's codec: `client.mjs`, in Node.

use std::path::Path;
use std::process::Command;

use gateway::{ARRANGEMENTS, Gateway, READ_TIME, Script, Server, TRANSACTIONS};

/// What the client prints, and its exit status.
fn client(server: &Server, query: &str, options: &[&str]) -> (String, Option<i32>) {
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("client.mjs"))
        .arg(format!("{}?{query}", server.url()))
        .args(options)
        .output()
        .expect("Node runs the foreign client: install Debian's `nodejs`");
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
            "failed: INVALID_SIGNATURE",
            1,
        ),
        (
            "told",
            "answer=UNKNOWN_EXCEPTION",
            &[],
            "unknown: UNKNOWN_EXCEPTION",
            1,
        ),
        (
            "a changed answer",
            "fault=tamper-body",
            &[],
            "not believed: the signature does not hold",
            3,
        ),
        (
            "a changed signature",
            "fault=tamper-signature",
            &[],
            "not believed: the signature does not hold",
            3,
        ),
        (
            "another key",
            "fault=wrong-key",
            &[],
            "not believed: the signature does not hold",
            3,
        ),
        (
            "unsigned",
            "fault=unsigned",
            &[],
            "not believed: not signed",
            3,
        ),
        (
            "another request",
            "fault=other-request",
            &[],
            "not believed: reqMsgId is another",
            3,
        ),
        (
            "another transaction",
            "fault=other-transaction",
            &[],
            "not believed: merchantTransId is another",
            3,
        ),
        (
            "a forged response first",
            "arrange=twice-response-first",
            &[],
            "not believed: response stands twice",
            3,
        ),
        (
            "a forged response last",
            "arrange=twice-response-last",
            &[],
            "not believed: response stands twice",
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

/// Exactly the span that is sent is signed, whatever its spelling: so says a verifier and a span
/// finder that are not ours.
#[test]
fn every_arrangement_is_signed_as_it_is_sent() {
    let server = server();
    let mut signed = 0;
    for arrangement in ARRANGEMENTS {
        let name = arrangement.name;
        if name.starts_with("twice-response") || name == "request-beside" {
            continue; // Node's client refuses these before it looks at the signature.
        }
        let (line, status) = client(&server, &format!("arrange={name}"), &[]);
        assert_eq!((&*line, status), ("success: SUCCESS", Some(0)), "{name}");
        signed += 1;
    }
    assert_eq!(signed, ARRANGEMENTS.len() - 3);
}
