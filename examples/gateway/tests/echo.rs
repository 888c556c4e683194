//! The echo: what was received, verified and understood.

mod common;

use alipay_acquiring::signature::{Signature, SigningBytes};
use alipay_acquiring::{DecodeError, PayCancelRequest};
use common::{
    GOLDEN, LONG, SPAN, envelope, exchange, parse, post_to, signed, signed_with, verifying_key,
};
use gateway::{
    CLIENT_ID, ECHO_PATH, Gateway, Instructions, PARTNER_ID, Reply, Script, Server, Setup,
};

const RESPONSE: &str = include_str!("../../../tests/fixtures/golden/response.json");
const JSON: &str = "application/json";

/// A gateway with the client `other`, whose key is `rsa3072`.
fn server() -> Server {
    let mut setup = Setup::default();
    setup.add_client("other", verifying_key("rsa3072")).unwrap();
    let gateway = Gateway::with_setup(setup, Script::default());
    Server::start(gateway, 0, LONG, |_| {}).unwrap()
}

/// The text of the echo.
fn echo(server: &Server, content_type: &str, body: &[u8]) -> String {
    let reply = exchange(server.address(), &post_to(ECHO_PATH, content_type, body));
    let (status, text) = parse(&reply);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&reply));
    let head = String::from_utf8_lossy(&reply[..reply.len() - text.len()]).to_string();
    assert!(
        head.contains("content-type: text/plain;charset=UTF-8\r\n"),
        "{head}"
    );
    let text = String::from_utf8(text.to_vec()).unwrap();
    assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
    text
}

fn key_of(client: &str, key: &str) -> String {
    let fingerprint = verifying_key(key).fingerprint();
    format!("the key SHA256:{fingerprint} of client {client}")
}

fn decode_error(body: &[u8]) -> DecodeError {
    let mut scratch = vec![0; body.len()];
    PayCancelRequest::decode(body, &mut scratch).unwrap_err()
}

#[test]
fn a_good_request() {
    let digest = SigningBytes::new(SPAN.as_bytes()).digest();
    let digest = digest.map(|byte| format!("{byte:02x}")).concat();
    let expected = format!(
        "\
received
  bytes            685
  content-type     \"application/json\"
  envelope         yes

claims
  message          request
  function         \"alipay.intl.acquiring.common.payCancel\"
  version          \"2.0.2\"
  clientId         \"{CLIENT_ID}\"
  reqMsgId         \"1234567asdfasdf1123fda\"
  signType         \"RSA2\"

signed span
  offset           11
  length           314
  SHA-256          {digest}

signature
  bytes            256
  holds            with {}

members
  version          \"2.0.2\"
  function         \"alipay.intl.acquiring.common.payCancel\"
  clientId         \"{CLIENT_ID}\"
  reqTime          2001-07-04T12:08:56+05:30
  reqMsgId         \"1234567asdfasdf1123fda\"
  reserve          \"{{}}\"
  signType         \"RSA2\"
  partnerId        \"{PARTNER_ID}\"
  acquirementId    \"2015xxxxxxxxxxxxxxxxxxxxx747\"
  merchantTransId  absent

the service
  result           would be: SUCCESS: cancelled
",
        key_of(CLIENT_ID, "client")
    );
    let server = server();
    // Nothing is carried out, so a repeat gives the same text.
    for _ in 0..2 {
        assert_eq!(echo(&server, JSON, GOLDEN.as_bytes()), expected);
    }
    assert_eq!(server.gateway().served(), 0);
}

/// For each body, lines of the echo.
#[test]
fn lines() {
    let server = server();
    let client = key_of(CLIENT_ID, "client");
    let other = key_of("other", "rsa3072");
    let own = format!(
        "the gateway's own key SHA256:{}",
        verifying_key("platform").fingerprint()
    );
    let no_partner = signed("partnerId", "partner");
    let missing = decode_error(no_partner.as_bytes());
    let short = Signature::from_base64("short").unwrap_err();
    let not_signed = decode_error(envelope(SPAN, "").as_bytes());
    let wrong_type = GOLDEN.replacen("\"signature\":", "\"signature\":7,\"x\":", 1);
    let moved = format!("\n {{\"x\": [1], \"request\" : {SPAN}, \"signature\" : \"\"}}");
    let html = "<html>\u{1b}</html>";
    let rows: [(&str, String, Vec<String>); 16] = [
        (
            "the key of another client",
            signed_with("rsa3072", "{}", "{ }"),
            vec![
                "bytes            384".into(),
                format!("holds            with {other}, but not with {client}"),
                "reserve          \"{ }\"".into(),
                format!(
                    "result           would be: refused INVALID_SIGNATURE: the signature does not hold with \
                     {client}; it holds with {other}; diagnosis: key-of (proved)"
                ),
            ],
        ),
        (
            "the gateway's key",
            signed_with("platform", "{}", "{ }"),
            vec![format!(
                "holds            with {own}, but not with {client}"
            )],
        ),
        (
            "an unknown client, whose key is known",
            signed_with("rsa3072", "211xxx", "212xxx"),
            vec![format!("holds            with {other}")],
        ),
        (
            "an unknown key",
            signed_with("rsa4096", "{}", "{ }"),
            vec![
                "bytes            512".into(),
                format!("holds            not with {client}, nor with another known key"),
            ],
        ),
        (
            "an unknown client and key",
            signed_with("rsa4096", "211xxx", "212xxx"),
            vec!["holds            with no known key".into()],
        ),
        (
            "a signature that is too short",
            envelope(SPAN, "short"),
            vec![
                format!("bytes            none: {short}; found a text of 5 characters"),
                "partnerId        \"218820000000000000023\"".into(),
            ],
        ),
        (
            "a signature that is a number",
            wrong_type,
            vec![
                "bytes            none: expected a string, found a number".into(),
                "partnerId        \"218820000000000000023\"".into(),
            ],
        ),
        (
            "unsigned, with white space",
            moved.clone(),
            vec![
                format!("offset           {}", moved.find(SPAN).unwrap()),
                "length           314".into(),
                "partnerId        \"218820000000000000023\"".into(),
                format!(
                    "result           would be: refused INVALID_SIGNATURE: {}; diagnosis: empty-signature (proved)",
                    decode_error(moved.as_bytes())
                ),
            ],
        ),
        (
            "no signature",
            format!("{{\"request\":{SPAN}}}"),
            vec![
                "bytes            none: the member signature is absent".into(),
                format!("result           would be: refused INVALID_SIGNATURE: {not_signed}; diagnosis: empty-signature (proved)"),
            ],
        ),
        (
            "a member is missing",
            no_partner.clone(),
            vec![
                format!("holds            with {client}"),
                format!("error            {missing}"),
                format!("offset           {}", missing.offset()),
                "text there       \"{\\\"partner\\\":\\\"218820000000000000023\\\",\\\"acqu\""
                    .into(),
                format!("result           would be: refused PARAM_ILLEGAL: {missing}"),
            ],
        ),
        (
            "another function",
            signed("payCancel", "\\u001b[2J\u{202e}"),
            vec!["function         \"alipay.intl.acquiring.common.\\u{1b}[2J\\u{202e}\"".into()],
        ),
        (
            "a response",
            RESPONSE.to_owned(),
            vec![
                "message          response".into(),
                format!("holds            with {own}, but not with {client}"),
                "resultCode       \"SUCCESS\"".into(),
                "cancelTime       \"2001-07-04T12:08:56+05:30\"".into(),
                "result           HTTP 400: the body is not a request: expected a request, found a \
                 response"
                    .into(),
            ],
        ),
        (
            "a transaction that refuses a cancel",
            signed("2015xxxxxxxxxxxxxxxxxxxxx747", "2015xxxxxxxxxxxxxxxxxxxxx749"),
            vec![
                "result           would be: refused ORDER_CANCEL_WINDOW_EXPIRED: this transaction is \
                 set up to refuse a cancel with this code"
                    .into(),
            ],
        ),
        (
            "an id with a space at its end",
            signed("1234567asdfasdf1123fda", "1234567asdfasdf1123fda "),
            vec![
                "result           HTTP 400: the request cannot be answered: reqMsgId \
                 \"1234567asdfasdf1123fda \": white space at the start or the end of an id"
                    .into(),
            ],
        ),
        (
            "not JSON",
            "{\"request\": yes}".to_owned(),
            vec![
                "envelope         no".into(),
                format!("error            {}", decode_error(b"{\"request\": yes}")),
                "offset           12".into(),
                "text there       \"yes}\"".into(),
            ],
        ),
        (
            "HTML",
            html.to_owned(),
            vec![
                "bytes            14".into(),
                "envelope         no".into(),
                format!("error            {}", decode_error(html.as_bytes())),
                "offset           0".into(),
                "text there       \"<html>\\u{1b}</html>\"".into(),
                format!(
                    "result           HTTP 400: the body is not a request: {}",
                    decode_error(html.as_bytes())
                ),
            ],
        ),
    ];
    for (name, body, expected) in rows {
        let text = echo(&server, JSON, body.as_bytes());
        for line in expected {
            assert!(
                text.contains(&format!("\n  {line}\n")),
                "{name}: {line}\n{text}"
            );
        }
    }
}

/// A repeated request gets the decision about the first one.
#[test]
fn a_request_that_was_carried_out() {
    let gateway = Gateway::new(Script::default());
    gateway.answer(GOLDEN.as_bytes(), Instructions::default());
    let answered = gateway.echo(GOLDEN.as_bytes(), None);
    let again = "would be: SUCCESS: as for the same request before: cancelled";
    assert!(answered.log.ends_with(again), "{answered:?}");
    let other = signed("1234567asdfasdf1123fda", "another");
    let answered = gateway.echo(other.as_bytes(), None);
    let before = "would be: SUCCESS: cancelled before, at ";
    assert!(answered.log.contains(before), "{answered:?}");
    // A span that begins far from the start of the text.
    let far = format!("{}{GOLDEN}", " ".repeat(70_000));
    let answered = gateway.echo(far.as_bytes(), None);
    assert!(answered.log.ends_with(again), "{answered:?}");
}

/// Truncated and changed envelopes: the echo reports each, and the log stays one line.
#[test]
fn no_input_makes_it_panic() {
    let gateway = Gateway::new(Script::default());
    let golden = GOLDEN.as_bytes();
    let truncated = (0..golden.len()).map(|end| golden[..end].to_vec());
    let changed = (0..golden.len()).step_by(7).map(|at| {
        let mut bytes = golden.to_vec();
        bytes[at] ^= 1 << (at % 8);
        bytes
    });
    let mut count = 0;
    for body in truncated.chain(changed) {
        let answered = gateway.echo(&body, None);
        assert!(!answered.log.contains(char::is_control), "{answered:?}");
        let Reply::Http(200, text) = answered.reply else {
            panic!("{answered:?}");
        };
        assert!(
            text.contains("\nthe service\n  result           "),
            "{text}"
        );
        count += 1;
    }
    assert_eq!(count, 685 + 98);
}

/// The service refuses other content types, so the echo says so.
#[test]
fn content_types() {
    let server = server();
    let rows = [
        ("Application/JSON; charset=UTF-8", ""),
        ("text/plain", "; the service expects application/json"),
    ];
    for (content_type, hint) in rows {
        let text = echo(&server, content_type, GOLDEN.as_bytes());
        let line = format!("\n  content-type     {content_type:?}{hint}\n");
        assert!(text.contains(&line), "{text}");
    }
}

/// The offsets of errors are those in the body, wherever the span begins.
#[test]
fn offsets() {
    let server = server();
    let bad = GOLDEN.replacen("\"partnerId\"", "\"partner\"", 1);
    for space in ["", "  ", "\n\n\n\t "] {
        let body = format!("{space}{{{space}\"request\"{space}:{space}{}", &bad[11..]);
        let error = decode_error(body.as_bytes());
        let text = echo(&server, JSON, body.as_bytes());
        let line = format!("  error            {error}\n");
        assert!(text.contains(&line), "{text}");
    }
}
