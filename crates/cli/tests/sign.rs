//! `sign`, started as a program.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{
    CLIENT, PLATFORM, assert_run, fixture, json_of, run, run_json, run_with_input, temporary,
    with_paths,
};

const KEY: &str = "keys/client_private.pkcs8.pem";
const GOLDEN: &[&str] = &[
    "sign",
    "--key",
    KEY,
    "--client-id",
    "211xxxxxxxxxxxxxxx044",
    "--partner-id",
    "218820000000000000023",
    "--acquirement-id",
    "2015xxxxxxxxxxxxxxxxxxxxx747",
    "--req-msg-id",
    "1234567asdfasdf1123fda",
    "--req-time",
    "2001-07-04T12:08:56+05:30",
    "--reserve",
    "{}",
];

#[test]
fn the_golden_request_is_signed_from_its_fields() {
    let golden = fs::read_to_string(fixture("golden/request.json")).expect("a fixture");
    let output = run(with_paths(GOLDEN));
    assert_run("golden", &output, 0, &[]);
    let printed = String::from_utf8(output.stdout).expect("text");
    assert_eq!(printed.trim_end(), golden.trim_end());
    let object = run_json("golden", with_paths(GOLDEN), 0);
    assert_eq!(object["envelope"], golden.trim_end());
    assert_eq!(object["claims"]["reqMsgId"], "1234567asdfasdf1123fda");
}

/// Signs, and verifies what was signed with `verify`.
fn sign_and_verify(
    name: &str,
    arguments: Vec<PathBuf>,
    input: &[u8],
    key: &str,
) -> serde_json::Value {
    let output = run_with_input(&arguments, input);
    assert_run(name, &output, 0, &[]);
    let file = temporary(&format!("signed-{name}.json"), &output.stdout);
    let verify = ["verify".into(), file, "--key".into(), fixture(key)];
    let object = run_json(name, verify, 0);
    assert_eq!(object["holds"], true, "{name}");
    object
}

#[test]
fn a_message_is_signed_byte_for_byte() {
    let span = fs::read(fixture("golden/response.span")).expect("a fixture");
    let key = "keys/platform_private.pkcs8.b64";
    let arguments = with_paths(&["sign", "--key", key, "--message", "-", "--response"]);
    let golden = fs::read_to_string(fixture("golden/response.json")).expect("a fixture");
    assert_run(
        "span",
        &run_with_input(&arguments, &span),
        0,
        &[golden.trim_end()],
    );
    let odd = br#" { "head" : {"function":"f/\/","x":1e9}, "body":[] } "#;
    let object = sign_and_verify("odd", arguments, odd, PLATFORM);
    assert_eq!(object["claims"]["function"], "f//");
    assert_eq!(object["claims"]["message"], "response");
}

#[test]
fn a_body_of_another_function_is_signed() {
    let arguments = with_paths(&[
        "sign",
        "--key",
        KEY,
        "--body",
        "-",
        "--function",
        "alipay.intl.acquiring.offline.payQuery",
        "--client-id",
        "211",
    ]);
    let object = sign_and_verify(
        "payQuery",
        arguments,
        b"{ \"partnerId\" : \"2188\" }\n",
        CLIENT,
    );
    assert_eq!(
        object["claims"]["function"],
        "alipay.intl.acquiring.offline.payQuery"
    );
    assert_eq!(object["claims"]["version"], "2.0.2");
    let id = object["claims"]["reqMsgId"].as_str().expect("an id");
    assert_eq!(id.len(), 32, "{id}");
}

#[test]
fn each_request_has_another_id() {
    let few = [&GOLDEN[..9], &["--merchant-trans-id", "1"]].concat();
    let id = || run_json("id", with_paths(&few), 0)["claims"]["reqMsgId"].clone();
    assert_ne!(id(), id());
}

#[test]
fn what_cannot_be_signed_is_status_2() {
    let without = |option: &str| {
        let at = GOLDEN
            .iter()
            .position(|argument| *argument == option)
            .expect("an option");
        with_paths(&[&GOLDEN[..at], &GOLDEN[at + 2..]].concat())
    };
    let with = |option: &str, value: &str| {
        let mut arguments = without(option);
        arguments.extend([option.into(), value.into()]);
        arguments
    };
    for (name, arguments, error) in [
        (
            "no client id",
            without("--client-id"),
            "expected --client-id, found none",
        ),
        (
            "no partner id",
            without("--partner-id"),
            "expected --partner-id, found none",
        ),
        (
            "no transaction",
            without("--acquirement-id"),
            "expected --acquirement-id or",
        ),
        ("empty id", with("--client-id", ""), "clientId: "),
        (
            "long id",
            with("--partner-id", &"1".repeat(33)),
            "partnerId: ",
        ),
        (
            "bad time",
            with("--req-time", "2001-07-04T12:08:56+0530"),
            "reqTime: no colon",
        ),
        (
            "a public key",
            with_paths(&["sign", "--key", CLIENT, "--message", "golden/request.span"]),
            "is not a usable private key: expected an RSA private key, found a public key",
        ),
        (
            "no JSON",
            with_paths(&["sign", "--key", KEY, "--message", CLIENT]),
            "nothing was signed: at byte 1 of the message: ",
        ),
    ] {
        let output = run(&arguments);
        assert_run(name, &output, 2, &[error]);
        let object = run_json(name, &arguments, 2);
        assert!(
            object["error"].as_str().expect(name).contains(error),
            "{name}"
        );
    }
    let several = with_paths(&["sign", "--key", KEY, "--message", "-"]);
    let output = run_with_input(several, br#"{"head":{},"body":{}},"more":{}"#);
    assert_run("several", &output, 2, &["expected one JSON object"]);
    let message = with_paths(&["sign", "--key", KEY, "--message", "a", "--client-id", "b"]);
    assert_run("both", &run(message), 2, &["cannot be used with"]);
}

#[test]
fn errors_about_the_private_key_do_not_show_it() {
    let pem = fs::read_to_string(fixture(KEY)).expect("a fixture");
    let damaged = pem.replacen("\nM", "\n?", 1);
    let file = temporary("damaged.pem", damaged.as_bytes());
    let arguments = [
        "sign".into(),
        "--key".into(),
        file,
        "--message".into(),
        fixture("golden/request.span"),
    ];
    let mut command = common::command();
    let output = command
        .args(arguments)
        .args(["--format", "json"])
        .output()
        .expect("a run");
    let object = json_of("damaged", &output, 2);
    let error = object["error"].as_str().expect("an error");
    assert!(error.contains("is not a usable private key"), "{error}");
    for line in pem
        .lines()
        .filter(|line| line.len() > 20 && !line.starts_with('-'))
    {
        assert!(!error.contains(line), "{error}");
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains(line),
            "{output:?}"
        );
    }
}
