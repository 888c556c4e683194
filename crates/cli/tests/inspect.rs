//! `inspect`, started as a program: its exit status, and the lines that it must print.

mod common;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Output;

use common::{CLIENT, PLATFORM, assert_run, run_json};

/// A run: its name, its arguments, its exit status, and texts that it must print.
type Run = (
    &'static str,
    &'static [&'static str],
    i32,
    &'static [&'static str],
);

const VERIFIED: &str = "trust            verified with this key\n";
const CLAIMED: &str = "trust            not verified: no key was given\n";
const FORGED: &str = "1. signature: invalid for the signed span and this key\n";
const NO_PROBLEMS_UNVERIFIED: &str =
    "\nno problems found, but the signature was not checked: no key was given\n";
const NO_PROBLEMS: &str = "\nno problems found\n";

/// An argument that does not begin with `-` is a path in the fixtures.
const RUNS: &[Run] = &[
    (
        "help",
        &["--help"],
        0,
        &["Usage: alipay-envelope inspect", "--key <FILE>"],
    ),
    (
        "no arguments",
        &[],
        2,
        &["<FILE>", "Usage: alipay-envelope inspect"],
    ),
    (
        "no key",
        &["golden/request.json", "--key"],
        2,
        &["a value is required for '--key <FILE>'"],
    ),
    (
        "two files",
        &["golden/request.json", "golden/response.json"],
        2,
        &["unexpected argument"],
    ),
    (
        "two keys",
        &["--key", CLIENT, "--key", CLIENT, "golden/request.json"],
        2,
        &["cannot be used multiple times"],
    ),
    (
        "unknown option",
        &["--kee", CLIENT],
        2,
        &["unexpected argument '--kee'"],
    ),
    ("no such file", &["golden/none.json"], 2, &["none.json\": "]),
    ("a folder", &["golden/"], 2, &["golden/\": "]),
    (
        "no such key",
        &["golden/request.json", "--key", "keys/none.pem"],
        2,
        &["none.pem\": "],
    ),
    (
        "a private key",
        &[
            "golden/request.json",
            "--key",
            "keys/client_private.pkcs8.pem",
        ],
        2,
        &["is not a usable public key: expected an RSA public key, found a private key"],
    ),
    (
        "a short key",
        &[
            "golden/request.json",
            "--key",
            "keys/refused/rsa1024_public.spki.pem",
        ],
        2,
        &["is not a usable public key: expected a modulus"],
    ),
    (
        "a request",
        &["golden/request.json"],
        0,
        &[
            "request, not verified: no key was given\n",
            "  clientId         \"211xxxxxxxxxxxxxxx044\"\n",
            "  reqTime          \"2001-07-04T12:08:56+05:30\"\n",
            "  signType         \"RSA2\"\n",
            "  partnerId        \"218820000000000000023\"\n",
            "  merchantTransId  absent\n",
            "  base64           canonical, 256 bytes\n",
            "  form             canonical\n",
            "\n  | {\"head\":{\"version\":\"2.0.2\",",
            CLAIMED,
            NO_PROBLEMS_UNVERIFIED,
        ],
    ),
    (
        "a request and its key",
        &["golden/request.json", "--key", CLIENT],
        0,
        &[VERIFIED, NO_PROBLEMS],
    ),
    (
        "the key first",
        &["--key", CLIENT, "golden/request.json"],
        0,
        &[VERIFIED, NO_PROBLEMS],
    ),
    (
        "a key in DER",
        &[
            "golden/request.json",
            "--key",
            "keys/client_public.pkcs1.der",
        ],
        0,
        &[VERIFIED],
    ),
    (
        "a key in bare base64",
        &[
            "golden/request.json",
            "--key",
            "keys/client_public.spki.b64",
        ],
        0,
        &[VERIFIED],
    ),
    (
        "the wrong key",
        &["golden/request.json", "--key", PLATFORM],
        1,
        &[FORGED],
    ),
    (
        "a response",
        &["golden/response.json"],
        0,
        &[
            "response, not verified: no key was given\n",
            "  resultCodeId     \"00000000\"\n",
            "  cancelTime       \"2001-07-04T12:08:56+05:30\"\n",
            "  in the table   listed with this id and status\n",
            "  meaning        success\n",
            "  trust          not verified: no key was given\n",
            "  outcome        not known here",
        ],
    ),
    (
        "a response and its key",
        &["golden/response.json", "--key", PLATFORM],
        0,
        &[
            "  trust          verified with this key\n",
            VERIFIED,
            NO_PROBLEMS,
        ],
    ),
    (
        "a response and the wrong key",
        &["golden/response.json", "--key", CLIENT],
        1,
        &[
            "trust          not verified: the signature is invalid for this key\n",
            "  outcome        unknown: the signature is invalid\n",
            FORGED,
        ],
    ),
    (
        "another form of the span",
        &["golden/response.indented.json", "--key", PLATFORM],
        0,
        &[
            "  form             not canonical",
            "\n  | { \n  |         \"head\":{ \n",
            VERIFIED,
        ],
    ),
    (
        "the specification's sample",
        &["golden/response.printed.txt"],
        1,
        &["1. signature: not canonical base64 of 256 to 512 bytes\n"],
    ),
    (
        "the fraction of a time",
        &["peers/variant-time-fraction.response.json"],
        0,
        &["  respTime         \"2001-07-04T12:08:56.719000000+05:30\"\n"],
    ),
    (
        "a violation",
        &["peers/variant-no-message.response.json", "--key", PLATFORM],
        1,
        &[
            "  form             not compared",
            "1. resultMsg: required",
            VERIFIED,
        ],
    ),
    (
        "an unsigned response",
        &["refused/unsigned-short-head.json"],
        1,
        &[
            "  trust          none: an unsigned response proves nothing",
            "2. signature: the envelope is not",
        ],
    ),
    (
        "an unsigned success, with a key",
        &["refused/unsigned-success.json", "--key", PLATFORM],
        1,
        &[
            "  kind             Unsigned\n",
            "  resultCode       \"SUCCESS\"\n",
            "proves nothing",
        ],
    ),
    (
        "an unsigned request",
        &["refused/unsigned-request.json"],
        1,
        &[
            "request, not decoded",
            "  kind             Unsigned\n",
            "  reqMsgId         \"1234",
        ],
    ),
    (
        "both messages",
        &["refused/both-in-response-request-last-raw.json"],
        1,
        &[
            "request and response in one, not decoded",
            "claims: not readable either\n",
        ],
    ),
];

#[test]
fn runs_exit_with_the_expected_status_and_texts() {
    for (name, arguments, status, texts) in RUNS {
        let output = inspect(name, arguments.iter().map(|argument| fixture(argument)));
        assert_run(name, &output, *status, texts);
    }
}

/// A text that is refused: its name, its bytes, the field, the place, and the text above the caret.
type Refusal = (
    &'static str,
    &'static [u8],
    &'static str,
    &'static str,
    &'static str,
);

const REFUSALS: &[Refusal] = &[
    ("empty", b"", "none", "line 1, column 1 (byte 0)", ""),
    (
        "no object",
        b" null",
        "none",
        "line 1, column 2 (byte 1)",
        "null",
    ),
    (
        "no message",
        b"\n{}",
        "request",
        "line 2, column 1 (byte 1)",
        "{}",
    ),
    (
        "one line",
        b"{\"request\": 5}",
        "request",
        "line 1, column 13 (byte 12)",
        "5}",
    ),
    (
        "lines",
        b"{\n  \"response\":\n    7\n}",
        "response",
        "line 3, column 5 (byte 20)",
        "7",
    ),
    (
        "CRLF",
        b"{\r\n\t\"response\" 7}",
        "none",
        "line 2, column 13 (byte 15)",
        "7}",
    ),
    (
        "tab before it",
        b"{\t\t]",
        "none",
        "line 1, column 4 (byte 3)",
        "]",
    ),
    (
        "cut off",
        b"{\"a\":\"\xe4\xb8\xad\",",
        "none",
        "line 1, column 10 (byte 11)",
        "",
    ),
    (
        "wide before it",
        "{\"中\":\"é\" 1}".as_bytes(),
        "none",
        "line 1, column 10 (byte 12)",
        "1}",
    ),
    (
        "not UTF-8",
        b"{\"\xe4\xb8\xad\":\"\xff\xfe\"}",
        "none",
        "line 1, column 7 (byte 8)",
        "<FF><FE>\"}",
    ),
    (
        "control character",
        b"{\"a\":\"\x1b[2J\"}",
        "none",
        "line 1, column 7 (byte 6)",
        "<U+001B>[2J\"}",
    ),
    (
        "line break in a string",
        b"{\"a\n\":1}",
        "none",
        "line 1, column 4 (byte 3)",
        "<U+000A>",
    ),
    (
        "byte order mark",
        b"\xef\xbb\xbf{}",
        "none",
        "line 1, column 1 (byte 0)",
        "<U+FEFF>{}",
    ),
    (
        "hidden character",
        "{\"a\":1 \u{202e}\u{200b}}".as_bytes(),
        "none",
        "line 1, column 8 (byte 7)",
        "<U+202E><U+200B>}",
    ),
    (
        "many spaces before it",
        &[b' '; 200],
        "none",
        "line 1, column 201 (byte 200)",
        "",
    ),
];

#[test]
fn the_caret_is_under_the_byte() {
    for (name, text, field, place, at_caret) in REFUSALS {
        let file = temporary(name, text);
        let output = inspect(name, [&file]);
        let field = format!("  field            {field}\n");
        let place = format!("  place            {place}\n");
        assert_run(name, &output, 1, &[&field, &place]);
        assert_eq!(text_above_caret(name, &output), *at_caret, "{name}");
    }
}

#[test]
fn the_caret_is_under_the_byte_of_a_long_line() {
    for (file, at_caret) in [
        (
            "refused/time-no-colon-req-time.json",
            "\"2001-07-04T12:08:56+0800\",\"reqM...",
        ),
        (
            "refused/sign-type-lower-case.json",
            "\"rsa2\"},\"body\":{\"partnerId\":\"218...",
        ),
        (
            "refused/twice-head-escaped.json",
            "\"hea\\u0064\":{\"version\":\"2.0.2\",\"...",
        ),
        ("refused/lone-surrogate-reserve.json", "\\ud83d"),
        ("refused/trailing-nul.request.json", "<U+0000>"),
        ("refused/truncated-in-span.response.json", ""),
        ("refused/utf8-surrogate-skipped.json", "<ED><A0><BD>\"}"),
    ] {
        let output = inspect(file, [fixture(file)]);
        assert_run(file, &output, 1, &["\n1 | ..."]);
        let under = text_above_caret(file, &output);
        assert!(under.starts_with(at_caret), "{file}: {under}");
    }
}

#[test]
fn the_excerpt_is_drawn_exactly() {
    let wide = format!("{{\"a\":\"{}\" 1}}", "中".repeat(1000));
    for (name, text, excerpt) in [
        ("nothing", &b""[..], "  |\n1 |\n  | ^\n"),
        ("one byte", b"{5}", "  |\n1 | {5}\n  |  ^\n"),
        ("the end", b"[", "  |\n1 | [\n  |  ^\n"),
        ("an escaped byte", b"{\xff}", "  |\n1 | {<FF>}\n  |  ^^^^\n"),
        (
            "an escaped character",
            b"{\x1b[2J}",
            "  |\n1 | {<U+001B>[2J}\n  |  ^^^^^^^^\n",
        ),
        (
            "a line with two digits",
            b"\n\n\n\n\n\n\n\n\n{5}",
            "   |\n10 | {5}\n   |  ^\n",
        ),
        (
            "a long line",
            wide.as_bytes(),
            concat!(
                "  |\n",
                "1 | ...E2D><U+4E2D><U+4E2D><U+4E2D>\" 1}\n",
                "  |                                  ^\n",
            ),
        ),
    ] {
        let file = temporary(&format!("excerpt of {name}"), text);
        let output = inspect(name, [&file]);
        assert_run(name, &output, 1, &[&format!("\n{excerpt}\nclaims")]);
    }
}

/// A golden envelope with one text replaced: its name, the two texts, and what must be printed.
type Change = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CHANGES: &[Change] = &[
    (
        "two violations",
        "\"00000000\",\"resultCode\":\"SUCCESS\",\"resultMsg\":\"success\"",
        "\"00000008\",\"resultCode\":\"SUCCESS\"",
        &[
            "  in the table   contradicts the table\n",
            "  meaning        unknown: resultCode: listed with another resultCodeId\n",
            "1. resultCode: listed with another resultCodeId\n",
            "2. resultMsg: required here, but absent\n",
        ],
    ),
    (
        "an unlisted code",
        "\"S\",\"resultCodeId\":\"00000000\",\"resultCode\":\"SUCCESS\"",
        "\"F\",\"resultCodeId\":\"99999999\",\"resultCode\":\"NEW_CODE\"",
        &[
            "  in the table   not listed",
            "  meaning        failed, the result table does not list the code: the payment may be live\n",
        ],
    ),
    (
        "another function",
        "alipay.intl.acquiring.common.payCancel",
        "alipay.other.payQuery",
        &[
            "response, not decoded",
            "  field            function\n",
            "  function         \"alipay.other.payQuery\"\n",
            "  expected         alipay.intl.acquiring.common.payCancel\n",
        ],
    ),
    (
        "another function of the family",
        "common.payCancel",
        "common.payQuery",
        &[
            "response of another function, not verified: the signature is invalid for this key\n",
            "  function         \"alipay.intl.acquiring.common.payQuery\"\n",
            "  resultInfo.resultCode  \"SUCCESS\"\n",
            FORGED,
        ],
    ),
    (
        "another version",
        "\"2.0.2\"",
        "\"2.0.4\"",
        &[
            "  version          \"2.0.4\"\n",
            "  expected         2.0.2\n",
        ],
    ),
    (
        "what a terminal would obey",
        "\"resultMsg\":\"success\"",
        "\"resultMsg\":\"\\u001b[2J\\u202e\"",
        &[
            "  resultMsg        \"\\u{1b}[2J\\u{202e}\"\n",
            "\"resultMsg\":\"\\u001b[2J\\u202e\"",
        ],
    ),
];

#[test]
fn problems_of_a_changed_response_are_printed() {
    let golden = fs::read_to_string(fixture("golden/response.json")).expect("a fixture");
    for (name, from, to, texts) in CHANGES {
        assert!(golden.contains(from), "{name}: the fixture has changed");
        let file = temporary(name, golden.replace(from, to).as_bytes());
        let output = inspect(name, [file, "--key".into(), fixture(PLATFORM)]);
        assert_run(name, &output, 1, texts);
    }
}

#[test]
fn a_dash_is_standard_input() {
    let run = |arguments: &[&str]| {
        let input = File::open(fixture("golden/request.json")).expect("a fixture");
        let arguments = arguments.iter().map(|argument| fixture(argument));
        common::command()
            .arg("inspect")
            .args(arguments)
            .stdin(input)
            .output()
            .expect("inspect runs")
    };
    assert_run("-", &run(&["-"]), 0, &[CLAIMED, NO_PROBLEMS_UNVERIFIED]);
    assert_run(
        "- and a key",
        &run(&["-", "--key", CLIENT]),
        0,
        &[VERIFIED, NO_PROBLEMS],
    );
}

/// Authentic answers without a violation among the odd ones.
const NOT_ODD: [&str; 2] = ["odd/code-unlisted.json", "odd/not-processed.json"];

/// The envelopes whose signature is valid, but whose `resultMsg` is missing.
const VIOLATIONS: [&str; 2] = [
    "peers/variant-no-message.response.json",
    "peers/variant-null-message.response.json",
];

#[test]
fn every_fixture_exits_with_the_expected_status() {
    let index = fs::read_to_string(fixture("index.tsv")).expect("the index of the fixtures");
    let mut seen = 0;
    for row in index.lines().skip(1) {
        let [path, direction, key, verdict, ..] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row has too few columns: {row}");
        };
        let key = match key {
            "-" => "platform",
            key => key,
        };
        let key = fixture("keys").join(format!("{key}_public.spki.pem"));
        let output = inspect(path, [fixture(path), "--key".into(), key.clone()]);
        let printed = String::from_utf8_lossy(&output.stdout);
        // A verified message can still have violations.
        let is_odd = path.starts_with("odd/") && !NOT_ODD.contains(&path);
        let violated = VIOLATIONS.contains(&path) || is_odd;
        let status = i32::from(verdict != "ok" || violated);
        assert_run(path, &output, status, &[]);
        let object = run_json(
            path,
            ["inspect".into(), fixture(path), "--key".into(), key],
            status,
        );
        assert_eq!(object["trust"] == "verified", verdict == "ok", "{path}");
        if verdict == "ok" {
            assert!(printed.starts_with(direction), "{path}: {printed}");
            assert!(printed.contains(VERIFIED), "{path}: {printed}");
        }
        seen += 1;
    }
    assert!(seen > 150, "only {seen} envelopes were inspected");
}

/// Runs `inspect`. An argument that begins with `-` is unchanged.
fn inspect(name: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    let mut command = common::command();
    let command = command.arg("inspect").args(arguments);
    command
        .output()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The path of a fixture. An argument that begins with `-` is returned unchanged.
fn fixture(argument: &str) -> PathBuf {
    if argument.starts_with('-') {
        argument.into()
    } else {
        common::fixture(argument)
    }
}

fn temporary(name: &str, text: &[u8]) -> PathBuf {
    common::temporary(&format!("inspect-{name}.json"), text)
}

/// The text above the caret, up to the end of the line.
fn text_above_caret(name: &str, output: &Output) -> String {
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    let caret = lines
        .iter()
        .position(|line| line.ends_with('^') && line.trim_matches([' ', '|', '^']).is_empty())
        .expect(name);
    let column = lines[caret].find('^').expect(name);
    lines[caret - 1].chars().skip(column).collect()
}

#[test]
fn a_signed_message_of_another_function_has_no_problems() {
    use alipay_acquiring::signature::{RsaSigningKey, Signer, SigningBytes};
    use base64ct::{Base64, Encoding};

    let pem = fs::read_to_string(fixture("keys/client_private.pkcs8.pem")).expect("a fixture");
    let key = RsaSigningKey::from_text(&pem).expect("a key");
    let span = r#"{"head":{"version":"2.0.2","function":"alipay.intl.acquiring.offline.payQuery","clientId":"211","reqTime":"2001-07-04T12:08:56+05:30","reqMsgId":"12"},"body":{"partnerId":"2188","extendInfo":{"lines":[1,12345678901234567890123]}}}"#;
    let signature = key
        .sign(SigningBytes::new(span.as_bytes()))
        .expect("a signature");
    let signature = Base64::encode_string(signature.as_bytes());
    let text = format!(r#"{{"request":{span},"signature":"{signature}"}}"#);
    let file = temporary("payQuery", text.as_bytes());
    let arguments = [file, "--key".into(), fixture(CLIENT)];
    let texts = [
        "request of another function, verified with this key\n",
        "  partnerId        \"2188\"\n",
        "  extendInfo.lines[1]  12345678901234567890123\n",
        "These members are claims",
        VERIFIED,
        NO_PROBLEMS,
    ];
    assert_run("payQuery", &inspect("payQuery", &arguments), 0, &texts);
    let arguments = ["inspect".into()].into_iter().chain(arguments);
    let object = run_json("payQuery", arguments, 0);
    assert_eq!(object["trust"], "verified");
    assert_eq!(object["members"]["body"]["partnerId"], "2188");
}

#[test]
fn json_has_the_same_content() {
    let golden = fixture("golden/response.json");
    let key = fixture(PLATFORM);
    let arguments = ["inspect".into(), golden, "--key".into(), key];
    let object = run_json("golden", arguments, 0);
    assert_eq!(object["message"], "response");
    assert_eq!(object["trust"], "verified");
    assert_eq!(object["fields"]["resultCodeId"], "00000000");
    assert_eq!(object["result"]["meaning"], "success");
    assert_eq!(object["span"]["offset"], 12);
    assert_eq!(object["problems"].as_array().map(Vec::len), Some(0));

    let refused = fixture("refused/time-no-colon-req-time.json");
    let object = run_json("refused", ["inspect".into(), refused], 1);
    assert_eq!(object["error"]["offset"], 135);
    assert_eq!(object["error"]["column"], 136);
    assert_eq!(object["error"]["field"], "reqTime");
    assert_eq!(object["claims"]["clientId"], "211xxxxxxxxxxxxxxx044");
    assert_eq!(object["problems"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_unsigned_message_of_another_function_is_shown() {
    let text = br#"{"response":{"head":{"function":"alipay.intl.acquiring.offline.payQuery"},"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}}}"#;
    let file = temporary("unsigned-payQuery", text);
    let texts = [
        "response of another function, not verified: no signature can be read\n",
        "  resultInfo.resultCode  \"KEY_NO_FOUND\"\n",
        "  trust            none: an unsigned message proves nothing\n",
        "1. signature at byte 0: ",
    ];
    assert_run("unsigned", &inspect("unsigned", [&file]), 1, &texts);
    let object = run_json("unsigned", ["inspect".into(), file], 1);
    assert_eq!(object["message"], "response");
    assert_eq!(object["trust"], serde_json::Value::Null);
}

/// A text that is cut off or changed anywhere gives a report, never a panic.
#[test]
fn damaged_texts_are_reported() {
    let golden = fs::read(fixture("golden/response.json")).expect("a fixture");
    for len in (0..golden.len()).step_by(29) {
        let name = format!("{len} bytes");
        let file = temporary(&name, &golden[..len]);
        assert_run(&name, &inspect(&name, [&file]), 1, &["not decoded"]);
        let mut changed = golden.clone();
        changed[len] = 0xFF;
        let file = temporary(&name, &changed);
        let object = run_json(&name, ["inspect".into(), file], 1);
        assert_eq!(object["error"]["offset"], len, "{name}");
    }
}
