//! What the gateway refuses, tested over a socket; and that no input makes it panic.

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, panic, thread};

use alipay_acquiring::{
    DecodeErrorKind, PayCancelResponse, PayCancelResultCode, UnsignedFailure, function::ResultCode,
};
use common::{
    GOLDEN, LONG, SPAN, connect, envelope, exchange, parse, post, sign, signed, verifying_key,
};
use gateway::{
    Gateway, Instructions, MAX_BODY, MAX_CONNECTIONS, Reply, SERVICE_PATH, Script, Server,
};

fn server(read_time: Duration) -> Server {
    let gateway = Gateway::new(Script::default());
    Server::start(gateway, 0, read_time, |_| {}).unwrap()
}

/// A response's code, and whether the response is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Signed(PayCancelResultCode),
    Unsigned(PayCancelResultCode),
}
use Answer::{Signed, Unsigned};

/// Posts a request.
fn post_for_answer(server: &Server, body: &str) -> Answer {
    let reply = exchange(server.address(), &post(body.as_bytes()));
    let (status, body) = parse(&reply);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&reply));
    answer(body)
}

/// Reads a response. If it is signed, its signature must hold.
fn answer(response: &[u8]) -> Answer {
    let (mut scratch, mut other) = (vec![0; response.len()], vec![0; response.len()]);
    let decoded = match PayCancelResponse::decode(response, &mut scratch) {
        Ok(decoded) => decoded,
        Err(error) => {
            assert_eq!(error.kind(), DecodeErrorKind::Unsigned);
            let claims = UnsignedFailure::decode(response, &mut other).unwrap();
            return Unsigned(
                PayCancelResultCode::from_name(claims.result.result_code.unwrap()).unwrap(),
            );
        }
    };
    let response = decoded.verify(&verifying_key("platform")).unwrap();
    Signed(response.body.result_info.code().unwrap().unwrap())
}

#[test]
fn requests_that_get_a_response() {
    use PayCancelResultCode as Code;
    let other_reserve = signed(r#""reserve":"{}""#, r#""reserve":"{ }""#);
    let forged = GOLDEN.replace("747", "748");
    let unsigned = envelope(SPAN, "");
    // All rows in this order, to the same gateway.
    let rows = [
        ("good", GOLDEN.to_owned(), Signed(Code::Success)),
        ("repeated", GOLDEN.to_owned(), Signed(Code::Success)),
        (
            "the same reqMsgId, other bytes",
            other_reserve,
            Signed(Code::ParamIllegal),
        ),
        (
            "the same reqMsgId, forged",
            forged,
            Unsigned(Code::InvalidSignature),
        ),
        (
            "good, a third time",
            GOLDEN.to_owned(),
            Signed(Code::Success),
        ),
        ("unsigned", unsigned, Unsigned(Code::InvalidSignature)),
        (
            "another signType",
            GOLDEN.replace("RSA2", "RSA"),
            Unsigned(Code::SignTypeNotSupport),
        ),
        (
            "another function",
            signed("payCancel", "payQuery"),
            Signed(Code::NoInterfaceDef),
        ),
        (
            "another version",
            signed("2.0.2", "2.0.3"),
            Signed(Code::NoInterfaceDef),
        ),
        (
            "an unknown client",
            signed("211xxx", "212xxx"),
            Unsigned(Code::UnknownClient),
        ),
        (
            "a client without a key",
            signed("xx044", "xx045"),
            Unsigned(Code::KeyNoFound),
        ),
        (
            "no partner",
            signed("partnerId", "partner"),
            Signed(Code::ParamIllegal),
        ),
        (
            "no time",
            signed("reqTime", "time"),
            Signed(Code::ParamIllegal),
        ),
        (
            "a time without a colon",
            signed("05:30", "0530"),
            Signed(Code::ParamIllegal),
        ),
        (
            "no partner, and forged",
            GOLDEN.replace("partnerId", "partner"),
            Unsigned(Code::InvalidSignature),
        ),
        (
            "a member twice",
            signed(r#""body":{"#, r#""body":{"partnerId":"1","#),
            Signed(Code::ParamIllegal),
        ),
    ];
    let server = server(LONG);
    for (name, body, expected) in &rows {
        assert_eq!(post_for_answer(&server, body), *expected, "{name}");
    }
    assert_eq!(server.gateway().served(), rows.len());
}

/// Each request has a fault in its head and none, or another one, in its body. The answer is the same
/// whichever of the two comes first.
#[test]
fn the_order_of_the_members_makes_no_difference() {
    use PayCancelResultCode as Code;
    let (head, body) = SPAN.split_once(r#","body":"#).unwrap();
    let head = head.strip_prefix(r#"{"head":"#).unwrap();
    let body = body.strip_suffix('}').unwrap();
    let rows = [
        ("a good head", "", "", Signed(Code::Success)),
        (
            "another function",
            "payCancel",
            "x",
            Signed(Code::NoInterfaceDef),
        ),
        (
            "another version",
            "2.0.2",
            "9",
            Signed(Code::NoInterfaceDef),
        ),
        (
            "no function",
            "function",
            "fun",
            Signed(Code::NoInterfaceDef),
        ),
        (
            "a version that is a number",
            r#""2.0.2""#,
            "2",
            Signed(Code::NoInterfaceDef),
        ),
        (
            "another signType",
            "RSA2",
            "RSA",
            Unsigned(Code::SignTypeNotSupport),
        ),
        (
            "a signType that is a number",
            r#""RSA2""#,
            "2",
            Unsigned(Code::SignTypeNotSupport),
        ),
        (
            "a signType that is an object",
            r#""RSA2""#,
            "{}",
            Unsigned(Code::SignTypeNotSupport),
        ),
        (
            "a signType in lower case",
            "RSA2",
            "rsa2",
            Unsigned(Code::SignTypeNotSupport),
        ),
        (
            "an unknown client",
            "xxx044",
            "xxx046",
            Unsigned(Code::UnknownClient),
        ),
        ("no time", "reqTime", "time", Signed(Code::ParamIllegal)),
    ];
    for (name, from, to, expected) in rows {
        let head = head.replacen(from, to, 1);
        let bad_body = body.replacen("partnerId", "partner", 1);
        for body in [body, &bad_body, "[]", "null", r#""body""#] {
            let expected = match expected {
                Signed(Code::Success) if body.contains("partnerId") => expected,
                Signed(Code::Success) => Signed(Code::ParamIllegal),
                _ => expected,
            };
            let spans = [
                format!(r#"{{"head":{head},"body":{body}}}"#),
                format!(r#"{{"body":{body},"head":{head}}}"#),
                format!(r#"{{"x":{head},"body":{body},"b":{body},"head":{head}}}"#),
            ];
            for span in spans {
                let signature = sign(&span, "client");
                let envelopes = [
                    envelope(&span, &signature),
                    format!(r#"{{"signature":"{signature}","request":{span}}}"#),
                ];
                for envelope in envelopes {
                    let gateway = Gateway::new(Script::default());
                    match gateway
                        .answer(envelope.as_bytes(), Instructions::default())
                        .reply
                    {
                        Reply::Response(response) => {
                            assert_eq!(answer(&response), expected, "{name}: {envelope}");
                        }
                        other => panic!("{name}: {other:?}"),
                    }
                }
            }
        }
    }
}

/// Every request of the fixtures, each sent to a new gateway.
#[test]
fn fixtures() {
    use PayCancelResultCode as Code;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let index = fs::read_to_string(folder.join("index.tsv")).unwrap();
    let (mut read, mut refused) = (0, 0);
    for row in index.lines().skip(1) {
        let columns: Vec<_> = row.split('\t').collect();
        let [path, "request", _, _, reason, _] = columns[..] else {
            continue;
        };
        let body = fs::read(folder.join(path)).unwrap();
        let answered = match Gateway::new(Script::default())
            .answer(&body, Instructions::default())
            .reply
        {
            Reply::Response(response) => Some(answer(&response)),
            Reply::Http(400, _) => None,
            other => panic!("{path}: {other:?}"),
        };
        let expected = match reason {
            "-" => &[Some(Signed(Code::Success))][..],
            "sign-type" => &[Some(Unsigned(Code::SignTypeNotSupport))],
            "signature" | "unsigned" => &[Some(Unsigned(Code::InvalidSignature))],
            "missing" | "time" => &[Some(Signed(Code::ParamIllegal))],
            // No response if the duplicate makes the head unreadable; otherwise a signed refusal.
            "duplicate" => &[None, Some(Signed(Code::ParamIllegal))],
            "bom" | "both" | "surrogate" | "trailing" | "truncated" => &[None],
            _ => panic!("{path}: {reason}"),
        };
        assert!(expected.contains(&answered), "{path}: {answered:?}");
        match reason {
            "-" => read += 1,
            _ => refused += 1,
        }
    }
    assert!(
        read >= 40 && refused >= 30,
        "{read} read, {refused} refused"
    );
}

/// Requests without a readable `clientId` and `reqMsgId`, and bad HTTP: they get an HTTP status
/// only.
#[test]
fn requests_that_get_a_status() {
    let golden = GOLDEN.as_bytes();
    let http = |method: &str, path: &str, content_type: &str| {
        let length = golden.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\n\
             content-length: {length}\r\n\r\n{GOLDEN}"
        );
        head.into_bytes()
    };
    let json = "application/json";
    let with_query = |query: &str| http("POST", &format!("{SERVICE_PATH}?{query}"), json);
    let sized = |size: usize| post(&[golden, &vec![b' '; size - golden.len()]].concat());
    let response = include_bytes!("../../../tests/fixtures/golden/response.json");
    let rows = [
        ("good", http("POST", SERVICE_PATH, json), 200),
        (
            "with a charset",
            http("POST", SERVICE_PATH, "Application/JSON; charset=UTF-8"),
            200,
        ),
        ("the largest body", sized(MAX_BODY), 200),
        ("one byte larger", sized(MAX_BODY + 1), 413),
        ("far too large", sized(1_000_000), 413),
        ("another path", http("POST", "/", json), 404),
        (
            "a path below",
            http("POST", &format!("{SERVICE_PATH}/"), json),
            404,
        ),
        ("another method", http("PUT", SERVICE_PATH, json), 405),
        ("GET", http("GET", SERVICE_PATH, json), 405),
        ("a form", http("POST", SERVICE_PATH, "text/plain"), 415),
        (
            "another JSON media type",
            http("POST", SERVICE_PATH, "application/json-seq"),
            415,
        ),
        ("a query", with_query("answer=PROCESS_FAIL"), 200),
        ("an unknown word", with_query("answer=PROCESS"), 400),
        ("a word twice", with_query("fault=cut&fault=cut"), 400),
        ("an empty body", post(b""), 400),
        ("not JSON", post(b"request"), 400),
        ("truncated", post(&golden[..400]), 400),
        ("not UTF-8", post(b"{\"request\":\"\xff\"}"), 400),
        ("nested too deep", post("[".repeat(10_000).as_bytes()), 400),
        ("a response", post(response), 400),
        (
            "no client",
            post(signed("clientId", "client").as_bytes()),
            400,
        ),
        (
            "no message id",
            post(signed("reqMsgId", "msgId").as_bytes()),
            400,
        ),
        (
            "two heads",
            post(signed("{", r#"{"head":{},"#).as_bytes()),
            400,
        ),
        ("not HTTP", b"\x16\x03\x01\x02\x00\r\n\r\n".to_vec(), 400),
        ("an endless head", vec![b'a'; 1_000_000], 431),
    ];
    let server = server(LONG);
    for (name, bytes, status) in rows {
        assert_eq!(
            parse(&exchange(server.address(), &bytes)).0,
            status,
            "{name}"
        );
    }
}

/// A slow client cannot keep a connection open, neither by sending nothing nor byte by byte.
#[test]
fn slow_clients_are_cut_off() {
    let server = server(Duration::from_millis(50));
    let head = post(GOLDEN.as_bytes());
    for (name, sent) in [
        ("nothing", &[][..]),
        ("half a head", &head[..40]),
        ("half", &head[..400]),
    ] {
        let mut stream = connect(server.address());
        // On a slow machine the server may hang up before anything is sent.
        let _ = stream.write_all(sent);
        let mut reply = Vec::new();
        let ended = stream.read_to_end(&mut reply);
        let ended = ended.map_err(|error| error.kind());
        assert_ne!(ended, Err(ErrorKind::WouldBlock), "{name}");
        assert_ne!(parse(&reply).0, 200, "{name}");
    }
    let mut stream = connect(server.address());
    let refused = (0..100_000).any(|_| {
        thread::sleep(Duration::from_millis(5));
        stream.write_all(b"a").is_err()
    });
    assert!(refused);
}

#[test]
fn the_number_of_connections_is_limited() {
    let server = server(LONG);
    let mut held: Vec<_> = (0..MAX_CONNECTIONS)
        .map(|_| connect(server.address()))
        .collect();
    let mut one_more = connect(server.address());
    assert!(matches!(one_more.read(&mut [0]), Ok(0)));
    // The open connections are still served.
    for stream in &mut held {
        stream.write_all(&post(b"")).unwrap();
    }
    for stream in &mut held {
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        assert_eq!(parse(&reply).0, 400);
    }
}

/// For any request bytes the server replies or hangs up, and no thread panics.
#[test]
fn no_input_makes_it_panic() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // A panic in this file is a failed assertion of a test, not a panic of the gateway.
        if info
            .location()
            .is_none_or(|location| location.file() != file!())
        {
            PANICS.fetch_add(1, Ordering::Relaxed);
        }
        before(info);
    }));
    let server = server(LONG);
    let good = post(GOLDEN.as_bytes());
    let mut sent = 0;
    // The client hangs up in the middle. A sample of lengths, since all would take too long.
    for end in (0..good.len()).step_by(37) {
        let mut stream = connect(server.address());
        stream.write_all(&good[..end]).unwrap();
        sent += 1;
    }
    // One bit flipped in every fifth byte, in the HTTP head and in the body.
    for at in (0..good.len()).step_by(5) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 7);
        let mut stream = connect(server.address());
        // A changed content-length may make the server wait for more bytes, so end the stream.
        stream.write_all(&bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
        sent += 1;
    }
    assert!(sent > 150, "{sent}");
    let answered = post_for_answer(&server, GOLDEN);
    assert_eq!(answered, Signed(PayCancelResultCode::Success));
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}
