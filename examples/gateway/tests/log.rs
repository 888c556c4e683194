//! The log: one line for each request, with the reason of a refusal.

mod common;

use std::sync::{Arc, Mutex};

use alipay_acquiring::signature::{InvalidSignature, Signature};
use alipay_acquiring::{PayCancel, PayCancelRequest, Text, Timestamp, function::Function};
use common::{
    GOLDEN, LONG, SPAN, envelope, exchange, parse, post, post_to, sign, signed, signed_with,
    verifying_key,
};
use gateway::{
    CLIENT_ID, CLIENT_WITHOUT_KEY, ECHO_PATH, Gateway, Instructions, PARTNER_ID, SERVICE_PATH,
    Script, Server, Setup, TRANSACTIONS,
};

const IDS: &str = "clientId \"211xxxxxxxxxxxxxxx044\", reqMsgId \"1234567asdfasdf1123fda\"";

/// The error of the crate for a text that is no envelope, or no request that can be read.
fn decode_error(body: &str) -> String {
    let mut scratch = vec![0; body.len()];
    let error = PayCancelRequest::decode(body.as_bytes(), &mut scratch);
    error.unwrap_err().to_string()
}

/// A gateway with a second client, whose key is `rsa3072`.
fn gateway() -> Gateway {
    let mut setup = Setup::default();
    setup.add_client("other", verifying_key("rsa3072")).unwrap();
    Gateway::with_setup(setup, Script::default())
}

fn key_of(client: &str, key: &str) -> String {
    let fingerprint = verifying_key(key).fingerprint();
    format!("the key SHA256:{fingerprint} of client {client}")
}

/// What the log says about a body, before the arrow. What follows it depends on the clock.
fn logged(gateway: &Gateway, body: &str) -> String {
    let log = gateway.answer(body.as_bytes(), Instructions::default()).log;
    assert!(!log.contains(char::is_control), "{log:?}");
    let received = format!("{} bytes", body.len());
    let log = log.strip_prefix(&received).unwrap();
    let (before, _) = log.split_once(" -> ").unwrap_or((log, ""));
    before.to_owned()
}

#[test]
fn reasons_of_refusals() {
    let of_sample = |why: &str| format!(", {IDS}: {why}");
    let function = PayCancel::NAME;
    let no_partner = signed("partnerId", "partner");
    let no_id = signed("acquirementId", "id");
    let [first, second, third, fourth, fifth] = TRANSACTIONS.map(|row| row.0);
    let all = format!("{first}, {second}, {third}, {fourth}, {fifth}");
    let merchant_ids = TRANSACTIONS.map(|row| row.1).join(", ");
    let short = envelope(SPAN, "c2hvcnQ=");
    let html = "<html>\u{1b}[2J</html>";
    let rows = [
        (
            "an unknown client",
            signed("211xxx", "212xxx"),
            format!(
                ", clientId \"212xxxxxxxxxxxxxxx044\", reqMsgId \"1234567asdfasdf1123fda\": refused \
                 UNKNOWN_CLIENT: clientId \"212xxxxxxxxxxxxxxx044\" is unknown; known clients: \
                 {CLIENT_ID}, {CLIENT_WITHOUT_KEY}, other"
            ),
        ),
        (
            "control characters",
            signed("211xxxxxxxxxxxxxxx044", "\\u001b[2J\\n\u{202e}"),
            ", clientId \"\\u{1b}[2J\\n\\u{202e}\", reqMsgId \"1234567asdfasdf1123fda\": refused HTTP \
             400: the request cannot be answered: clientId \"\\u{1b}[2J\\n\\u{202e}\": a \
             control character, which an id must not contain"
                .to_owned(),
        ),
        (
            "a space",
            signed("1123fda\"", "1123fda \""),
            format!(
                ", clientId \"{CLIENT_ID}\", reqMsgId \"1234567asdfasdf1123fda \": refused HTTP 400: \
                 the request cannot be answered: reqMsgId \"1234567asdfasdf1123fda \": white space at \
                 the start or the end of an id"
            ),
        ),
        (
            "another signType",
            GOLDEN.replace("RSA2", "RSA"),
            of_sample("refused SIGN_TYPE_NOT_SUPPORT: signType: expected \"RSA2\", found \"RSA\""),
        ),
        (
            "no key",
            signed("xx044", "xx045"),
            format!(
                ", clientId \"{CLIENT_WITHOUT_KEY}\", reqMsgId \"1234567asdfasdf1123fda\": refused \
                 KEY_NO_FOUND: client {CLIENT_WITHOUT_KEY} has no key here"
            ),
        ),
        (
            "a changed request",
            GOLDEN.replace("747", "748"),
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {InvalidSignature} with {}; diagnosis: \
                 changed-after-signing (likely)",
                key_of(CLIENT_ID, "client")
            )),
        ),
        (
            "another text than the one that was signed",
            envelope(SPAN, &sign(&SPAN.replace("\":", "\": "), "client")),
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {InvalidSignature} with {}; diagnosis: spaced (proved)",
                key_of(CLIENT_ID, "client")
            )),
        ),
        (
            "the key of another client",
            signed_with("rsa3072", "{}", "{ }"),
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {InvalidSignature} with {}; it holds with {}; \
                 diagnosis: key-of (proved)",
                key_of(CLIENT_ID, "client"),
                key_of("other", "rsa3072")
            )),
        ),
        (
            "the gateway's key",
            signed_with("platform", "{}", "{ }"),
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {InvalidSignature} with {}; it holds with the gateway's \
                 own key SHA256:{}; diagnosis: key-of (proved)",
                key_of(CLIENT_ID, "client"),
                verifying_key("platform").fingerprint()
            )),
        ),
        (
            "a short signature",
            short,
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {}; diagnosis: placeholder-signature (likely)",
                Signature::from_base64("c2hvcnQ=").unwrap_err()
            )),
        ),
        (
            "no signature",
            envelope(SPAN, ""),
            of_sample(&format!(
                "refused INVALID_SIGNATURE: {}; diagnosis: empty-signature (proved)",
                decode_error(&envelope(SPAN, ""))
            )),
        ),
        (
            "another function",
            signed("payCancel", "payQuery"),
            of_sample(&format!(
                "refused NO_INTERFACE_DEF: expected function \"{function}\" and version \"2.0.2\"; \
                 found function \"alipay.intl.acquiring.common.payQuery\" and version \"2.0.2\""
            )),
        ),
        (
            "no version",
            signed("\"version\"", "\"v\""),
            of_sample(&format!(
                "refused NO_INTERFACE_DEF: expected function \"{function}\" and version \"2.0.2\"; \
                 found function \"{function}\" and version absent"
            )),
        ),
        (
            "no partner",
            no_partner.clone(),
            of_sample(&format!(
                "refused PARAM_ILLEGAL: {}",
                decode_error(&no_partner)
            )),
        ),
        (
            "no transaction",
            no_id.clone(),
            of_sample(&format!("refused PARAM_ILLEGAL: {}", decode_error(&no_id))),
        ),
        (
            "an unknown acquirementId",
            signed("747", "\\t"),
            of_sample(&format!(
                "refused ORDER_NOT_EXIST: acquirementId \"2015xxxxxxxxxxxxxxxxxxxxx\\t\" is unknown; \
                 partnerId \"{PARTNER_ID}\" has: {all}"
            )),
        ),
        (
            "an unknown merchantTransId",
            signed(
                "\"acquirementId\":\"2015xxxxxxxxxxxxxxxxxxxxx747\"",
                "\"merchantTransId\":\"sale\"",
            ),
            of_sample(&format!(
                "refused ORDER_NOT_EXIST: merchantTransId \"sale\" is unknown; partnerId \
                 \"{PARTNER_ID}\" has: {merchant_ids}"
            )),
        ),
        (
            "an unknown partner",
            signed(PARTNER_ID, "me"),
            of_sample(&format!(
                "refused ORDER_NOT_EXIST: partnerId \"me\" has no transactions; known partners: \
                 {PARTNER_ID}"
            )),
        ),
        (
            "a transaction that cannot be cancelled",
            signed("747", "749"),
            of_sample(
                "refused ORDER_CANCEL_WINDOW_EXPIRED: this transaction is set up to refuse a cancel \
                 with this code",
            ),
        ),
        (
            "not JSON",
            html.to_owned(),
            format!(
                ": refused HTTP 400: the body is not a request: {}",
                decode_error(html)
            ),
        ),
        (
            "a response",
            include_str!("../../../tests/fixtures/golden/response.json").to_owned(),
            ": refused HTTP 400: the body is not a request: expected a request, found a response"
                .to_owned(),
        ),
        (
            "no reqMsgId",
            signed("reqMsgId", "msgId"),
            format!(
                ", clientId \"{CLIENT_ID}\", reqMsgId absent: refused HTTP 400: the request cannot \
                 be answered: reqMsgId: absent, empty, or not a text"
            ),
        ),
        (
            "a clientId that is too long",
            signed(CLIENT_ID, &"x".repeat(33)),
            format!(
                ", clientId \"{0}\", reqMsgId \"1234567asdfasdf1123fda\": refused HTTP 400: the \
                 request cannot be answered: clientId \"{0}\": {1}",
                "x".repeat(33),
                Text::<32>::new(&"x".repeat(33)).unwrap_err()
            ),
        ),
    ];
    for (name, body, expected) in rows {
        assert_eq!(logged(&gateway(), &body), expected, "{name}");
    }
}

/// All rows in this order, to the same gateway.
#[test]
fn successes_and_repeats() {
    let gateway = gateway();
    let cancelled = format!(", {IDS}: SUCCESS: cancelled");
    assert_eq!(logged(&gateway, GOLDEN), cancelled);
    let again = format!(", {IDS}: SUCCESS: as for the same request before: cancelled");
    assert_eq!(logged(&gateway, GOLDEN), again);
    let reused = format!(
        ", {IDS}: refused PARAM_ILLEGAL: reqMsgId: already used by a request with another content; \
         use a new reqMsgId, or repeat the same bytes"
    );
    assert_eq!(logged(&gateway, &signed("{}", "{ }")), reused);
    let new = logged(&gateway, &signed("1123fda", "1124fda"));
    let (_, time) = new.split_once(": SUCCESS: cancelled before, at ").unwrap();
    assert!(Timestamp::parse(time).is_ok(), "{time}");
}

/// What follows the arrow, and HTTP requests that do not reach the service.
#[test]
fn one_line_for_each_request() {
    let query = |query: &str| {
        let path = format!("{SERVICE_PATH}?{query}");
        post_to(&path, "application/json", GOLDEN.as_bytes())
    };
    let other = format!("POST \"{SERVICE_PATH}\": refused HTTP 415: content-type: expected");
    let rows = [
        (
            "an unsigned refusal",
            post(envelope(SPAN, "").as_bytes()),
            " -> unsigned, ",
        ),
        (
            "a forced code",
            query("answer=UNKNOWN_EXCEPTION"),
            "answered UNKNOWN_EXCEPTION: this answer was asked for, by an option or by the query -> ",
        ),
        (
            "a forced failure",
            query("answer=PROCESS_FAIL"),
            "refused PROCESS_FAIL: this answer was asked for, by an option or by the query -> ",
        ),
        (
            "a forced success",
            query("answer=SUCCESS"),
            "SUCCESS: this answer was asked for, by an option or by the query -> ",
        ),
        (
            "an arrangement and a fault",
            query("arrange=php&fault=close"),
            "SUCCESS: cancelled before, at ",
        ),
        (
            "their names",
            query("arrange=php&fault=close"),
            " -> arrange php, fault close, 0 bytes, cut off",
        ),
        (
            "an unknown word",
            query("answer=%1b"),
            "refused HTTP 400: the query is not understood: answer: unknown word \"%1b\"; see gateway \
             --help",
        ),
        (
            "another path",
            post_to("/%0a", "application/json", b""),
            "POST \"/%0a\": refused HTTP 404: unknown path; POST a request to \
             /api/alipay/intl/acquiring/common/paycancel.htm, or to /echo to see how it is understood",
        ),
        (
            "another method",
            b"GET /echo HTTP/1.1\r\nhost: localhost\r\n\r\n".to_vec(),
            "GET \"/echo\": refused HTTP 405: only POST is supported",
        ),
        (
            "no JSON",
            post_to(SERVICE_PATH, "text/\u{9b}", b"{}"),
            &format!("{other} application/json, found \"text/\\u{{9b}}\""),
        ),
        (
            "too large",
            post(&[b' '; gateway::MAX_BODY + 1]),
            "refused HTTP 413: the body is too large: expected at most 16384 bytes",
        ),
        (
            "an echo",
            post_to(ECHO_PATH, "application/json", GOLDEN.as_bytes()),
            &format!("echo, 685 bytes, {IDS}: would be: SUCCESS: as for the same request before: "),
        ),
    ];
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let server = Server::start(gateway(), 0, LONG, move |line| {
        log.lock().unwrap().push(line.to_owned());
    })
    .unwrap();
    for (name, request, part) in rows {
        exchange(server.address(), &request);
        let lines = std::mem::take(&mut *lines.lock().unwrap());
        assert_eq!(lines.len(), 1, "{name}: {lines:?}");
        assert!(lines[0].contains(part), "{name}: {}", lines[0]);
        assert!(!lines[0].contains(char::is_control), "{name}: {}", lines[0]);
    }
}

/// The client gets the reason too: in the response, or in the HTTP body that comes with an error status.
#[test]
fn the_client_gets_the_reason() {
    let body = signed("211xxx", "212xxx");
    let unknown = "clientId \\\"212xxxxxxxxxxxxxxx044\\\" is unknown";
    for (added, fits) in [(0, true), (5, true), (20, false)] {
        let mut setup = Setup::default();
        let mut known = format!("{CLIENT_ID}, {CLIENT_WITHOUT_KEY}");
        for index in 0..added {
            let id = format!("client-{index}");
            setup.add_client(&id, verifying_key("client")).unwrap();
            known += &format!(", {id}");
        }
        let msg = match fits {
            true => format!("\"resultMsg\":\"{unknown}; known clients: {known}\""),
            false => format!("\"resultMsg\":\"{unknown}\""),
        };
        let gateway = Gateway::with_setup(setup, Script::default());
        let server = Server::start(gateway, 0, LONG, |_| {}).unwrap();
        let reply = exchange(server.address(), &post(body.as_bytes()));
        let (status, response) = parse(&reply);
        let response = String::from_utf8_lossy(response);
        assert_eq!(status, 200, "{response}");
        assert!(response.contains(&msg), "{response}");
    }
    let server = Server::start(gateway(), 0, LONG, |_| {}).unwrap();
    let reply = exchange(server.address(), &post(b"<html>"));
    let why = format!("the body is not a request: {}\n", decode_error("<html>"));
    assert_eq!(parse(&reply), (400, why.as_bytes()));
}
