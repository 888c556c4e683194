//! `send`, started as a program, against a server in this test.

mod common;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread;

use common::{CLIENT, PLATFORM, assert_run, fixture, run, run_json, with_paths};

const REQUEST: &str = "golden/request.json";

/// Starts a server that answers each of two connections in the same way. It checks what is posted.
fn server(answer: Vec<u8>, posted: Vec<u8>) -> (String, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !request.ends_with(&posted) {
                let len = stream.read(&mut buffer).expect("a request");
                assert!(len > 0, "the request has another body");
                request.extend(&buffer[..len]);
            }
            let text = String::from_utf8_lossy(&request);
            assert!(text.starts_with("POST /gateway HTTP/1.1\r\n"), "{text}");
            stream.write_all(&answer).expect("the answer is sent");
        }
    };
    (format!("http://{address}/gateway"), thread::spawn(serve))
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let len = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {len}\r\nX-Trace: abc\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A run: its name, what is answered, the options, the exit status, the code of the outcome, and a text.
type Run<'a> = (
    &'a str,
    Vec<u8>,
    &'a [&'a str],
    i32,
    Option<&'a str>,
    &'a str,
);

#[test]
fn answers_are_shown_and_concluded() {
    let golden = fs::read(fixture("golden/response.json")).expect("a fixture");
    let runs: &[Run<'_>] = &[
        (
            "success",
            http("200 OK", &golden),
            &["--key", PLATFORM],
            0,
            Some("success"),
            "  x-trace          \"abc\"\n",
        ),
        (
            "the status decides nothing",
            http("500 Oops", &golden),
            &["--key", PLATFORM],
            0,
            Some("success"),
            "HTTP status      500\n",
        ),
        (
            "another key",
            http("200 OK", &golden),
            &["--key", CLIENT],
            1,
            Some("unknown-invalid-signature"),
            "unknown: ",
        ),
        (
            "no key",
            http("200 OK", &golden),
            &[],
            0,
            None,
            "was not verified: no key was given",
        ),
        (
            "HTML",
            http("502 Bad Gateway", b"<html>\x1b[2J</html>"),
            &["--key", PLATFORM],
            1,
            Some("unknown-undecodable"),
            "  | <html>\\u{1b}[2J</html>\n",
        ),
        (
            "HTML, no key",
            http("502 Bad Gateway", b"<html>"),
            &[],
            1,
            None,
            "the answer is no signed envelope",
        ),
        (
            "an empty answer",
            http("200 OK", b""),
            &["--key", PLATFORM],
            1,
            Some("unknown-no-answer"),
            "length           0 bytes",
        ),
        (
            "a closed connection",
            Vec::new(),
            &["--key", PLATFORM],
            1,
            Some("unknown-no-answer"),
            "no answer: ",
        ),
    ];
    let request = fs::read(fixture(REQUEST)).expect("a fixture");
    for (name, answer, options, status, code, text) in runs {
        let (url, server) = server(answer.clone(), request.clone());
        let mut arguments = vec![PathBuf::from("send"), url.clone().into(), fixture(REQUEST)];
        arguments.extend(with_paths(options));
        assert_run(name, &run(&arguments), *status, &[text, "POST \""]);
        let object = run_json(name, &arguments, *status);
        assert_eq!(object["outcome"]["outcome"].as_str(), *code, "{name}");
        assert_eq!(object["url"], url.as_str(), "{name}");
        server.join().expect(name);
    }
}

#[test]
fn another_function_is_concluded_from_its_claims() {
    let sign = |key: &str, input: &str, options: &[&str]| {
        let arguments = [&["sign", "--key", key, "--message", "-"], options].concat();
        let output = common::run_with_input(with_paths(&arguments), input.as_bytes());
        assert_run(input, &output, 0, &[]);
        output.stdout
    };
    let span = fs::read_to_string(fixture("golden/response.span")).expect("a fixture");
    let span = span.replace("payCancel", "payQuery");
    let request = fs::read_to_string(fixture("golden/request.span")).expect("a fixture");
    let request = sign(
        "keys/client_private.pkcs8.pem",
        &request.replace("payCancel", "payQuery"),
        &[],
    );
    let file = common::temporary("payQuery-request.json", &request);
    for (name, from, to, status, text) in [
        (
            "success",
            "",
            "",
            0,
            "authentic, with the resultStatus \"S\"",
        ),
        (
            "failed",
            "\"S\"",
            "\"F\"",
            1,
            "authentic, with the resultStatus \"F\"",
        ),
        (
            "another request",
            "1234567",
            "7654321",
            1,
            "belongs to another request",
        ),
    ] {
        let answer = sign(
            "keys/platform_private.pkcs8.pem",
            &span.replace(from, to),
            &["--response"],
        );
        let (url, server) = server(http("200 OK", &answer), request.clone());
        let arguments = [
            "send".into(),
            url.into(),
            file.clone(),
            "--key".into(),
            fixture(PLATFORM),
        ];
        assert_run(name, &run(&arguments), status, &[text]);
        let object = run_json(name, &arguments, status);
        assert!(
            object["key"].as_str().expect(name).contains("platform"),
            "{name}"
        );
        server.join().expect(name);
    }
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url = format!("http://{address}/");
    let arguments = [
        "send".into(),
        url.into(),
        fixture(REQUEST),
        "--key".into(),
        fixture(PLATFORM),
    ];
    assert_run(
        "nobody",
        &run(&arguments),
        1,
        &["no answer: ", "unknown-no-answer"],
    );
    let object = run_json("nobody", &arguments, 1);
    assert!(object["transportError"].is_string());
}

#[test]
fn wrong_usage_is_status_2() {
    let file = fixture(REQUEST);
    let arguments = ["send".into(), "https://example.com/".into(), file];
    assert_run(
        "https",
        &run(&arguments),
        2,
        &["expected a URL that begins with http://"],
    );
    let arguments = [
        "send".into(),
        "http://127.0.0.1:9/".into(),
        fixture("none.json"),
    ];
    assert_run("no file", &run(&arguments), 2, &["none.json\": "]);
}
