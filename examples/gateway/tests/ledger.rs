//! A ledger in a file: what a gateway knows after a power cut.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{GOLDEN, Program, address, exchange, post, signed};
use gateway::{Gateway, Instructions, Reply, Script, Setup};

/// A file that does not exist yet.
fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gateway-ledger");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}

fn start(path: &Path) -> Gateway {
    let mut setup = Setup::default();
    setup.set_ledger(path).unwrap();
    Gateway::with_setup(setup, Script::default())
}

/// The log line after the ids.
fn answer(gateway: &Gateway, request: &str, query: &str) -> String {
    let instructions = Instructions::from_query(query).unwrap();
    let log = gateway.answer(request.as_bytes(), instructions).log;
    let (_, decision) = log.split_once("\": ").unwrap();
    decision.split(" -> ").next().unwrap().to_owned()
}

#[test]
fn a_gateway_that_starts_again_knows_what_it_did() {
    let path = file("restart");
    let another = signed("1234567asdfasdf1123fda", "another");
    let forced = signed("1234567asdfasdf1123fda", "forced");
    let first = start(&path);
    assert_eq!(answer(&first, GOLDEN, ""), "SUCCESS: cancelled");
    let asked = "refused PROCESS_FAIL: this answer was asked for, by an option or by the query";
    assert_eq!(answer(&first, &forced, "answer=PROCESS_FAIL"), asked);
    let before = answer(&first, &another, "");
    let cancelled = before
        .strip_prefix("SUCCESS: cancelled before, at ")
        .unwrap();
    drop(first);

    for _ in 0..3 {
        let again = start(&path);
        let repeated = "SUCCESS: as for the same request before: cancelled";
        assert_eq!(answer(&again, GOLDEN, ""), repeated);
        let repeated =
            format!("SUCCESS: as for the same request before: cancelled before, at {cancelled}");
        assert_eq!(answer(&again, &another, ""), repeated);
        // A code that was asked for is not the result of the request.
        let forced = answer(&again, &forced, "");
        assert!(forced.starts_with("SUCCESS: "), "{forced}");
        let other = signed("\"reserve\":\"{}\"", "\"reserve\":\"\"");
        let reused = answer(&again, &other, "");
        assert!(reused.contains("reqMsgId: already used"), "{reused}");
    }
}

/// A power cut while a line is written: the line does not count, and the lines before it do.
#[test]
fn a_file_that_is_torn_anywhere_is_read() {
    let path = file("torn");
    let gateway = start(&path);
    answer(&gateway, GOLDEN, "");
    answer(&gateway, &signed("1234567asdfasdf1123fda", "another"), "");
    drop(gateway);
    let whole = fs::read(&path).unwrap();
    let first = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    for end in (0..=whole.len())
        .step_by(97)
        .chain([first - 1, first, whole.len()])
    {
        fs::write(&path, &whole[..end]).unwrap();
        let gateway = start(&path);
        let expected = match end < first {
            true => "SUCCESS: cancelled",
            false => "SUCCESS: as for the same request before: cancelled",
        };
        assert_eq!(answer(&gateway, GOLDEN, ""), expected, "{end}");
        drop(gateway);
        // What was torn is gone, so the next line is whole.
        assert_eq!(fs::read(&path).unwrap().last(), Some(&b'\n'), "{end}");
        start(&path);
    }
}

#[test]
fn files_that_are_no_ledgers() {
    let time = "2001-07-04T12:08:56+05:30";
    let rows = [
        ("text", "hello\n".to_owned(), 1),
        ("another time", "2001-07-04 auto e30=\n".to_owned(), 1),
        (
            "another code",
            format!("{time} auto e30=\n{time} NO_CODE e30=\n"),
            2,
        ),
        ("no base64", format!("{time} auto {{}}\n"), 1),
        ("a fourth word", format!("{time} auto e30= x\n"), 1),
    ];
    for (name, text, line) in rows {
        let path = file("wrong");
        fs::write(&path, &text).unwrap();
        let refused = Setup::default().set_ledger(&path).unwrap_err();
        let expected = format!("{path:?}, line {line}: not a line of a ledger");
        assert_eq!(refused, expected, "{name}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}");
    }
    let missing = file("no-folder").join("ledger");
    let refused = Setup::default().set_ledger(&missing).unwrap_err();
    let expected = format!("cannot use {missing:?}: ");
    assert!(refused.starts_with(&expected), "{refused}");
}

#[test]
fn the_program_survives_a_power_cut() {
    let path = file("program");
    let ledger = ["--port", "0", "--ledger", path.to_str().unwrap()];
    let mut cut = Program::start(&[&ledger[..], &["--fault", "power-cut"]].concat());
    let request = post(GOLDEN.as_bytes());
    assert_eq!(exchange(address(&cut.url()), &request), b"");
    assert_eq!(cut.child.wait().unwrap().code(), Some(4));

    let mut again = Program::start(&ledger);
    let reply = exchange(address(&again.url()), &request);
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.contains(r#""resultCode":"SUCCESS""#), "{reply}");
    let lines = fs::read_to_string(&path).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
}

/// Without a ledger the fault closes the connection, so that a test in the same process continues.
#[test]
fn faults_of_an_answer() {
    let gateway = Gateway::new(Script::default());
    let send = |request: &str, fault: &str| {
        let instructions = Instructions::from_query(&format!("fault={fault}")).unwrap();
        gateway.answer(request.as_bytes(), instructions).reply
    };
    assert_eq!(send(GOLDEN, "previous"), Reply::Silence);
    assert_eq!(send(GOLDEN, "power-cut"), Reply::Cut(Vec::new()));
    let Reply::Response(first) = send(GOLDEN, "none") else {
        panic!("no response");
    };
    let other = signed("1234567asdfasdf1123fda", "another");
    assert_eq!(send(&other, "previous"), Reply::Response(first.clone()));
    let Reply::Response(twice) = send(GOLDEN, "twice") else {
        panic!("no response");
    };
    let (one, other) = twice.split_at(twice.len() / 2);
    assert!(
        one == other && one.starts_with(b"{\"response\":"),
        "{twice:?}"
    );
    assert!(matches!(send(GOLDEN, "late"), Reply::Late(late) if late.len() == first.len()));
    let Reply::Response(refused) = send(GOLDEN, "refused-though-cancelled") else {
        panic!("no response");
    };
    let refused = String::from_utf8(refused).unwrap();
    assert!(
        refused.contains(r#""resultCode":"ORDER_STATUS_INVALID""#),
        "{refused}"
    );
}
