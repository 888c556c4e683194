//! `verify`, started as a program.

mod common;

use std::fs;

use common::{
    CLIENT, PLATFORM, assert_run, fixture, json_of, run, run_json, run_with_input, with_paths,
};

/// A run: its name, its arguments, its exit status, and texts that it must print.
type Run = (
    &'static str,
    &'static [&'static str],
    i32,
    &'static [&'static str],
);

const RUNS: &[Run] = &[
    (
        "a request",
        &["golden/request.json", "--key", CLIENT],
        0,
        &[
            "holds: a request, signed with the key of \"",
            "  clientId         \"211xxx",
        ],
    ),
    (
        "a response",
        &["golden/response.indented.json", "--key", PLATFORM],
        0,
        &["holds: a response", "  resultCode       \"SUCCESS\"\n"],
    ),
    (
        "the second key",
        &["golden/request.json", "--key", PLATFORM, "--key", CLIENT],
        0,
        &["client_public.spki.pem"],
    ),
    (
        "the wrong key",
        &["golden/request.json", "--key", PLATFORM],
        1,
        &[
            "does not hold: the signature does not hold",
            "nobody has verified it",
            "doctor",
        ],
    ),
    (
        "unsigned",
        &["refused/unsigned-request.json", "--key", CLIENT],
        1,
        &["does not hold: signature at byte"],
    ),
    (
        "not JSON",
        &["refused/truncated-in-span.response.json", "--key", CLIENT],
        1,
        &["does not hold: head at byte 200: the input ends too early"],
    ),
    ("no key", &["golden/request.json"], 2, &["--key <FILE>"]),
    (
        "no file",
        &["golden/none.json", "--key", CLIENT],
        2,
        &["none.json\": "],
    ),
    (
        "a private key",
        &[
            "golden/request.json",
            "--key",
            "keys/client_private.pkcs8.pem",
        ],
        2,
        &["is not a usable public key"],
    ),
];

#[test]
fn runs_exit_with_the_expected_status_and_texts() {
    for (name, arguments, status, texts) in RUNS {
        let arguments = [&["verify"], *arguments].concat();
        assert_run(name, &run(with_paths(&arguments)), *status, texts);
        // Wrong usage is reported as text.
        if *name != "no key" {
            let object = run_json(name, with_paths(&arguments), *status);
            let expected = match status {
                0 => Some(true),
                1 => Some(false),
                _ => None,
            };
            let holds = object.get("holds").and_then(|holds| holds.as_bool());
            assert_eq!(holds, expected, "{name}");
        }
    }
}

#[test]
fn standard_input_of_another_function() {
    let golden = fs::read(fixture("golden/request.json")).expect("a fixture");
    let arguments = with_paths(&["verify", "-", "--key", CLIENT, "--format", "json"]);
    let object = json_of("golden", &run_with_input(&arguments, &golden), 0);
    assert_eq!(object["claims"]["reqMsgId"], "1234567asdfasdf1123fda");
    let other = String::from_utf8(golden)
        .expect("text")
        .replace("payCancel", "payQuery");
    let object = json_of("payQuery", &run_with_input(&arguments, other.as_bytes()), 1);
    assert_eq!(
        object["claims"]["function"],
        "alipay.intl.acquiring.common.payQuery"
    );
}
