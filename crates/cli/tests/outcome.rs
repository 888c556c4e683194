//! `outcome`, started as a program.

mod common;

use common::{CLIENT, PLATFORM, assert_run, run, run_json, temporary, with_paths};

const REQUEST: &str = "golden/request.json";

/// A run: its answer, its key, its exit status, its code, and a text that it must print.
type Run = (&'static str, &'static str, i32, &'static str, &'static str);

const RUNS: &[Run] = &[
    (
        "golden/response.json",
        PLATFORM,
        0,
        "success",
        "let the customer go",
    ),
    (
        "golden/response.indented.json",
        PLATFORM,
        0,
        "success",
        "success\n",
    ),
    (
        "golden/response.json",
        CLIENT,
        1,
        "unknown-invalid-signature",
        "send the same bytes again",
    ),
    (
        "odd/unsigned-placeholder.json",
        PLATFORM,
        1,
        "unknown-invalid-signature",
        "unknown: ",
    ),
    (
        "odd/not-processed.json",
        PLATFORM,
        1,
        "failed-not-processed",
        "then alert staff",
    ),
    (
        "odd/code-unlisted.json",
        PLATFORM,
        1,
        "failed-unlisted",
        "the payment may be live",
    ),
    (
        "odd/status-accepted.json",
        PLATFORM,
        1,
        "unknown-unlisted-status",
        "query the payment",
    ),
    (
        "golden/request.json",
        CLIENT,
        1,
        "unknown-undecodable",
        "unknown: ",
    ),
];

#[test]
fn outcomes_are_concluded() {
    for (answer, key, status, code, text) in RUNS {
        let arguments = with_paths(&["outcome", REQUEST, answer, "--key", key]);
        assert_run(answer, &run(&arguments), *status, &[code, text]);
        let object = run_json(answer, &arguments, *status);
        assert_eq!(object["outcome"], *code, "{answer}");
        assert_eq!(object["isSuccess"], *status == 0, "{answer}");
    }
}

#[test]
fn an_unsigned_answer_is_shown_as_a_claim() {
    let answer = br#"{"response":{"head":{},"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}}}"#;
    let file = temporary("unsigned-answer", answer);
    let file = file.to_str().expect("a path");
    let arguments = with_paths(&["outcome", REQUEST, file, "--key", PLATFORM]);
    let texts = [
        "unknown-",
        "it claims        \"KEY_NO_FOUND\"",
        "perhaps not true",
    ];
    assert_run("unsigned", &run(&arguments), 1, &texts);
    let object = run_json("unsigned", &arguments, 1);
    let claim = object["unsignedClaim"].as_str().expect("a claim");
    assert!(claim.contains("KEY_NO_FOUND"), "{claim}");
    let signed = with_paths(&["outcome", REQUEST, "golden/response.json", "--key", CLIENT]);
    assert!(run_json("signed", signed, 1)["unsignedClaim"].is_null());
}

#[test]
fn an_empty_answer_is_none() {
    let empty = temporary("no-answer", b"");
    let empty = empty.to_str().expect("a path");
    let object = run_json(
        "empty",
        with_paths(&["outcome", REQUEST, empty, "--key", PLATFORM]),
        1,
    );
    assert_eq!(object["outcome"], "unknown-no-answer");
}

#[test]
fn what_is_no_request_is_status_2() {
    for (name, arguments, error) in [
        (
            "a response",
            [
                "golden/response.json",
                "golden/response.json",
                "--key",
                PLATFORM,
            ],
            "expected a request of payCancel: ",
        ),
        (
            "no file",
            [REQUEST, "golden/none.json", "--key", PLATFORM],
            "none.json\": ",
        ),
        (
            "no key",
            [REQUEST, "golden/response.json", "--key", "keys/none.pem"],
            "none.pem\": ",
        ),
    ] {
        let arguments = [&["outcome"][..], &arguments].concat();
        assert_run(name, &run(with_paths(&arguments)), 2, &[error]);
        let object = run_json(name, with_paths(&arguments), 2);
        assert!(
            object["error"].as_str().expect(name).contains(error),
            "{name}"
        );
    }
}
