//! What the gateway refuses, by what comes over the socket; and that nothing brings it down.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, panic, thread};

use alipay_acquiring::{
    PayCancelResponse, PayCancelResultCode, RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes,
};
use base64ct::{Base64, Encoding};
use gateway::{Gateway, MAX_BODY, MAX_CONNECTIONS, Reply, SERVICE_PATH, Script, Server, Told};

/// The specification's sample, signed with the client's key.
const GOLDEN: &str = include_str!("../../../tests/fixtures/golden/request.json");
const SPAN: &str = include_str!("../../../tests/fixtures/golden/request.span");
const CLIENT: &str = include_str!("../../../tests/fixtures/keys/client_private.pkcs8.pem");
const PLATFORM: &str = include_str!("../../../tests/fixtures/keys/platform_public.spki.pem");

/// Longer than any machine takes.
const LONG: Duration = Duration::from_secs(600);

fn server(read_time: Duration) -> Server {
    let gateway = Gateway::new(Script::default());
    Server::start(gateway, 0, read_time, |_| {}).unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// Sends bytes, and reads until the server hangs up.
fn exchange(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(server);
    // The server may have hung up before all was sent; what it said until then counts.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

fn post(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {SERVICE_PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

/// The status of an HTTP answer, and its body.
fn parse(answer: &[u8]) -> (u16, &[u8]) {
    let text = String::from_utf8_lossy(answer);
    let status = text.get(9..12).and_then(|status| status.parse().ok());
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let body = body.map_or(&[][..], |at| &answer[at + 4..]);
    (status.unwrap_or(0), body)
}

/// The sample with another text in its span, signed anew.
fn signed(from: &str, to: &str) -> String {
    let span = SPAN.replacen(from, to, 1);
    assert_ne!(span, SPAN, "{from}");
    envelope(&span, &sign(&span))
}

fn envelope(span: &str, signature: &str) -> String {
    format!(r#"{{"request":{span},"signature":"{signature}"}}"#)
}

fn sign(span: &str) -> String {
    let key = RsaSigningKey::from_text(CLIENT).unwrap();
    let signature = key.sign(SigningBytes::new(span.as_bytes())).unwrap();
    Base64::encode_string(signature.as_bytes())
}

/// The code that the gateway answers; its signature has to hold.
fn code(server: &Server, body: &str) -> PayCancelResultCode {
    let answer = exchange(server, &post(body.as_bytes()));
    let (status, body) = parse(&answer);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    answered(body)
}

fn answered(answer: &[u8]) -> PayCancelResultCode {
    let mut scratch = vec![0; answer.len()];
    let response = PayCancelResponse::decode(answer, &mut scratch).unwrap();
    let key = RsaVerifyingKey::from_text(PLATFORM).unwrap();
    let response = response.verify(&key).unwrap();
    response.body.result_info.code().unwrap().unwrap()
}

#[test]
fn requests_that_get_a_signed_answer() {
    use PayCancelResultCode as Code;
    let other_reserve = signed(r#""reserve":"{}""#, r#""reserve":"{ }""#);
    let forged = GOLDEN.replace("747", "748");
    let unsigned = envelope(SPAN, "");
    // One after the other, to the same gateway.
    let rows = [
        ("good", GOLDEN.to_owned(), Code::Success),
        ("repeated", GOLDEN.to_owned(), Code::Success),
        ("its id, other bytes", other_reserve, Code::ParamIllegal),
        ("forged under the same id", forged, Code::InvalidSignature),
        ("good once more", GOLDEN.to_owned(), Code::Success),
        ("unsigned", unsigned, Code::InvalidSignature),
        (
            "another type of signature",
            GOLDEN.replace("RSA2", "RSA"),
            Code::SignTypeNotSupport,
        ),
        (
            "another function",
            signed("payCancel", "payQuery"),
            Code::NoInterfaceDef,
        ),
        (
            "another version",
            signed("2.0.2", "2.0.3"),
            Code::NoInterfaceDef,
        ),
        (
            "an unknown client",
            signed("211xxx", "212xxx"),
            Code::UnknownClient,
        ),
        (
            "a client without a key",
            signed("xx044", "xx045"),
            Code::KeyNoFound,
        ),
        (
            "no partner",
            signed("partnerId", "partner"),
            Code::ParamIllegal,
        ),
        ("no time", signed("reqTime", "time"), Code::ParamIllegal),
        (
            "a time without a colon",
            signed("05:30", "0530"),
            Code::ParamIllegal,
        ),
        (
            "no partner, and forged",
            GOLDEN.replace("partnerId", "partner"),
            Code::InvalidSignature,
        ),
        (
            "a member twice",
            signed(r#""body":{"#, r#""body":{"partnerId":"1","#),
            Code::ParamIllegal,
        ),
    ];
    let server = server(LONG);
    for (name, body, expected) in &rows {
        assert_eq!(code(&server, body), *expected, "{name}");
    }
    assert_eq!(server.gateway().served(), rows.len());
}

/// Every request among the fixtures, each to a gateway that meets it as its first.
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
        let code = match Gateway::new(Script::default()).answer(&body, Told::default()) {
            Reply::Answer(answer) => Some(answered(&answer)),
            Reply::Http(400, _) => None,
            other => panic!("{path}: {other:?}"),
        };
        let expected = match reason {
            "-" => &[Some(Code::Success)][..],
            "sign-type" => &[Some(Code::SignTypeNotSupport)],
            "signature" | "unsigned" => &[Some(Code::InvalidSignature)],
            "missing" | "time" => &[Some(Code::ParamIllegal)],
            // A name that tells who asks, or one that does not.
            "duplicate" => &[None, Some(Code::ParamIllegal)],
            "bom" | "both" | "surrogate" | "trailing" | "truncated" => &[None],
            _ => panic!("{path}: {reason}"),
        };
        assert!(expected.contains(&code), "{path}: {code:?}");
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

/// Where there is nobody to answer, or nothing to read.
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
        ("as large as may be", sized(MAX_BODY), 200),
        ("a byte larger", sized(MAX_BODY + 1), 413),
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
            "JSON of a kind",
            http("POST", SERVICE_PATH, "application/json-seq"),
            415,
        ),
        ("told", with_query("answer=PROCESS_FAIL"), 200),
        ("told nonsense", with_query("answer=PROCESS"), 400),
        ("told too much", with_query("fault=cut&fault=cut"), 400),
        ("nothing", post(b""), 400),
        ("no JSON", post(b"request"), 400),
        ("cut off", post(&golden[..400]), 400),
        ("no UTF-8", post(b"{\"request\":\"\xff\"}"), 400),
        ("too deep", post("[".repeat(10_000).as_bytes()), 400),
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
        ("no HTTP", b"\x16\x03\x01\x02\x00\r\n\r\n".to_vec(), 400),
        ("an endless head", vec![b'a'; 1_000_000], 431),
    ];
    let server = server(LONG);
    for (name, bytes, status) in rows {
        assert_eq!(parse(&exchange(&server, &bytes)).0, status, "{name}");
    }
}

/// A client cannot hold a connection by being slow, whether it says nothing or says it bit by bit.
#[test]
fn slow_clients_are_cut_off() {
    let server = server(Duration::from_millis(50));
    let head = post(GOLDEN.as_bytes());
    for (name, sent) in [
        ("nothing", &[][..]),
        ("half a head", &head[..40]),
        ("half", &head[..400]),
    ] {
        let mut stream = connect(&server);
        // On a slow machine it is cut off before it has said anything.
        let _ = stream.write_all(sent);
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        let ended = ended.map_err(|error| error.kind());
        assert_ne!(ended, Err(ErrorKind::WouldBlock), "{name}");
        assert_ne!(parse(&answer).0, 200, "{name}");
    }
    let mut stream = connect(&server);
    let refused = (0..100_000).any(|_| {
        thread::sleep(Duration::from_millis(5));
        stream.write_all(b"a").is_err()
    });
    assert!(refused);
}

#[test]
fn connections_are_counted() {
    let server = server(LONG);
    let mut held: Vec<_> = (0..MAX_CONNECTIONS).map(|_| connect(&server)).collect();
    let mut one_more = connect(&server);
    assert!(matches!(one_more.read(&mut [0]), Ok(0)));
    // The others are served all the same, and make room again.
    for stream in &mut held {
        stream.write_all(&post(b"")).unwrap();
    }
    for stream in &mut held {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert_eq!(parse(&answer).0, 400);
    }
}

/// Whatever the bytes of a request, there is an answer or an end, and no thread panics.
#[test]
fn nothing_brings_it_down() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // Those of a failed assertion in this file are the tests' own.
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
    // Every truncation would take its time, so some: the client hangs up in the middle.
    for end in (0..good.len()).step_by(37) {
        let mut stream = connect(&server);
        stream.write_all(&good[..end]).unwrap();
        sent += 1;
    }
    // A bit of a byte here and there, in the head and in the body.
    for at in (0..good.len()).step_by(5) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 7);
        let mut stream = connect(&server);
        // A changed length may make the server wait for more: it is told that no more comes.
        stream.write_all(&bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
        sent += 1;
    }
    assert!(sent > 150, "{sent}");
    assert_eq!(code(&server, GOLDEN), PayCancelResultCode::Success);
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}
