//! The terminal against the gateway: every code, every arrangement, every fault, and what the
//! terminal does next.

#[path = "common/setting.rs"]
mod setting;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use alipay_acquiring::cancel::{End, Policy};
use alipay_acquiring::function::ResultCode;
use alipay_acquiring::{
    Contradiction, DecodeErrorKind, Failure, Outcome, PayCancelRequest, PayCancelResultCode,
    UnknownReason, UnsignedFailure,
};
use gateway::{
    ARRANGED_MSG, ARRANGEMENTS, CLIENT_ID, CLIENT_WITHOUT_KEY, FAULTS, Gateway, Reply, Script,
    TRANSACTIONS,
};
use setting::{POLICY, Setting, USUAL, is_open, signing_key, store};
use terminal::Report;

impl Setting<'_> {
    /// Cancels once, with a new gateway and a new store.
    fn run(&self, name: &str) -> Report {
        let store = store(name);
        let server = self.server(|_| {});
        let report = self.cancel(&server, &store);
        let report = report.unwrap_or_else(|error| panic!("{name}: {error}"));
        // Only with a short timeout can the terminal give up before the gateway has read the
        // request.
        if self.timeout == USUAL.timeout {
            assert_eq!(server.gateway().served(), report.sent as usize, "{name}");
        }
        assert_eq!(is_open(&store), report.end.alerts_staff(), "{name}");
        report
    }
}

/// The outcome that a report must have.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    Outcome(Outcome),
    Undecodable(DecodeErrorKind, &'static str),
}

const SUCCESS: Expected = Expected::Outcome(Outcome::Success);
const REFUSED: Expected = failed(Failure::Refused);
const UNLISTED: Expected = failed(Failure::Unlisted);
const NOT_PROCESSED: Expected = failed(Failure::NotProcessed);
const TRY_LATER: Expected = failed(Failure::TryLater);
const UNSIGNED: Expected = unknown(UnknownReason::Unsigned);
const REPORTED: Expected = unknown(UnknownReason::Reported);

const fn failed(failure: Failure) -> Expected {
    Expected::Outcome(Outcome::Failed(failure))
}

const fn unknown(why: UnknownReason) -> Expected {
    Expected::Outcome(Outcome::Unknown(why))
}

/// Drops the byte offset of a decode error.
fn without_offset(outcome: Outcome) -> Expected {
    match outcome {
        Outcome::Unknown(UnknownReason::Undecodable(error)) => {
            Expected::Undecodable(error.kind(), error.field().unwrap_or("-"))
        }
        other => Expected::Outcome(other),
    }
}

fn check(name: &str, report: &Report, outcome: Expected, end: End, sent: u16) {
    assert_eq!(
        report.last.outcome.map(without_offset),
        Some(outcome),
        "{name}"
    );
    assert_eq!((report.end, report.sent), (end, sent), "{name}");
}

#[test]
fn every_code() {
    let refused = (REFUSED, End::Refused, 1);
    // Signed, but anyone may have provoked it: the terminal retries its own bytes.
    let not_processed = (NOT_PROCESSED, End::NotProcessed, 3);
    let rows = [
        ("USER_NOT_EXIST", refused),
        ("USER_STATUS_ABNORMAL", refused),
        ("ORDER_STATUS_INVALID", refused),
        ("ORDER_NOT_EXIST", refused),
        ("MERCHANT_BALANCE_NOT_ENOUGH", refused),
        ("ORDER_CANCEL_WINDOW_EXPIRED", refused),
        ("SIGN_TYPE_INVALID", not_processed),
        ("SIGN_TYPE_NOT_SUPPORT", not_processed),
        ("SUCCESS", (SUCCESS, End::Void, 1)),
        ("PROCESS_FAIL", refused),
        ("UNKNOWN_EXCEPTION", (REPORTED, End::GaveUp, 3)),
        ("PARAM_ILLEGAL", not_processed),
        ("INVALID_SIGNATURE", not_processed),
        ("KEY_NO_FOUND", not_processed),
        ("NO_INTERFACE_DEF", not_processed),
        ("API_IS_INVALID", not_processed),
        ("OAUTH_FAILED", not_processed),
        ("ACCESS_DENIED", not_processed),
        ("CLIENT_FORBIDDEN_ACCESS_API", not_processed),
        ("UNKNOWN_CLIENT", not_processed),
        ("INVALID_CLIENT_STATUS", not_processed),
        ("REQUEST_TRAFFIC_EXCEED_LIMIT", (TRY_LATER, End::GaveUp, 3)),
    ];
    let mut tested = BTreeSet::new();
    for (answer, (outcome, end, sent)) in rows {
        let report = Setting { answer, ..USUAL }.run(answer);
        check(answer, &report, outcome, end, sent);
        assert_eq!(report.last.code.unwrap().row().name, answer);
        assert_eq!(report.requests, 1, "{answer}");
        tested.insert(answer);
    }
    assert_eq!(tested.len(), PayCancelResultCode::ALL.len());
}

#[test]
fn every_arrangement() {
    use DecodeErrorKind::{Duplicate, WrongMessage};
    let found = alipay_acquiring::MessageKind::Request;
    let accepted = None;
    let rows = [
        ("compact", accepted),
        ("body-first", accepted),
        ("signature-first", accepted),
        ("python", accepted),
        ("java", accepted),
        ("php", accepted),
        ("go", accepted),
        ("utf8", accepted),
        ("escaped", accepted),
        ("extra-members", accepted),
        ("reserve-object", accepted),
        ("null", accepted),
        ("empty", accepted),
        ("no-message", accepted),
        ("time-z", accepted),
        ("time-fraction", accepted),
        ("time-lower-case", accepted),
        ("decoy", accepted),
        ("time-no-colon", accepted),
        ("twice-result-code", Some((Duplicate, "resultCode"))),
        ("twice-response-first", Some((Duplicate, "response"))),
        ("twice-response-last", Some((Duplicate, "response"))),
        ("request-too", Some((WrongMessage { found }, "request"))),
    ];
    // In every spelling, a success is read as a success and a failure as a failure.
    let answers = [
        ("SUCCESS", SUCCESS, End::Void),
        ("ORDER_STATUS_INVALID", REFUSED, End::Refused),
    ];
    let mut tested = BTreeSet::new();
    for (arrange, refused) in rows {
        for (answer, outcome, end) in answers {
            let name = format!("{arrange} {answer}");
            let setting = Setting {
                answer,
                arrange,
                ..USUAL
            };
            let report = setting.run(&name);
            let Some((kind, field)) = refused else {
                check(&name, &report, outcome, end, 1);
                let msg = match arrange {
                    "compact" => Some(answer.to_lowercase().replace('_', " ")),
                    "no-message" => None,
                    _ => Some(ARRANGED_MSG.to_owned()),
                };
                assert_eq!(report.last.result_msg, msg, "{name}");
                continue;
            };
            let outcome = Expected::Undecodable(kind, field);
            check(&name, &report, outcome, End::GaveUp, 3);
        }
        tested.insert(arrange);
    }
    let all: BTreeSet<_> = ARRANGEMENTS.iter().map(|row| row.name).collect();
    assert_eq!(tested, all);
}

#[test]
fn every_fault() {
    let contradicts = |how| {
        let why = UnknownReason::Contradiction(how);
        (unknown(why), End::Unclear, 1)
    };
    let transaction = |id| (unknown(UnknownReason::Transaction(id)), End::Unclear, 1);
    let repeated = |outcome| (outcome, End::GaveUp, 3);
    let no_response = repeated(unknown(UnknownReason::NoAnswer));
    let html = DecodeErrorKind::Markup;
    let not_json = Expected::Undecodable(html, "-");
    let rows = [
        ("none", (SUCCESS, End::Void, 1)),
        ("timeout", no_response),
        ("close", no_response),
        ("cut", no_response),
        ("late", (SUCCESS, End::Void, 1)),
        (
            "twice",
            repeated(Expected::Undecodable(DecodeErrorKind::TrailingBytes, "-")),
        ),
        // There is no response before it, for any attempt.
        ("previous", no_response),
        ("power-cut", no_response),
        ("refused-though-cancelled", (REFUSED, End::Refused, 1)),
        ("http-error", repeated(not_json)),
        ("too-long", no_response),
        ("unsigned-error", repeated(unknown(UnknownReason::Unsigned))),
        ("unsigned", repeated(unknown(UnknownReason::Unsigned))),
        (
            "tamper-body",
            repeated(unknown(UnknownReason::InvalidSignature)),
        ),
        (
            "tamper-signature",
            repeated(unknown(UnknownReason::InvalidSignature)),
        ),
        (
            "wrong-key",
            repeated(unknown(UnknownReason::InvalidSignature)),
        ),
        ("other-transaction", transaction("merchantTransId")),
        ("no-transaction", transaction("acquirementId")),
        ("contradiction", contradicts(Contradiction::OtherStatus)),
        (
            "unlisted-success",
            contradicts(Contradiction::UnlistedSuccess),
        ),
        ("unlisted-failure", (UNLISTED, End::Unclear, 1)),
    ];
    let mut tested = BTreeSet::new();
    for (fault, (outcome, end, sent)) in rows {
        let timeout = match fault {
            "timeout" | "previous" => Duration::from_millis(100),
            _ => USUAL.timeout,
        };
        let setting = Setting {
            fault,
            timeout,
            ..USUAL
        };
        check(fault, &setting.run(fault), outcome, end, sent);
        tested.insert(fault);
    }
    // A mismatch cannot be constructed here, so its field name is compared.
    for (fault, field) in [("other-request", "reqMsgId"), ("other-client", "clientId")] {
        let report = Setting { fault, ..USUAL }.run(fault);
        let Some(Outcome::Unknown(UnknownReason::Mismatch(mismatch))) = report.last.outcome else {
            panic!("{fault}: {report:?}");
        };
        assert_eq!(mismatch.field(), field, "{fault}");
        assert_eq!((report.end, report.sent), (End::GaveUp, 3), "{fault}");
        tested.insert(fault);
    }
    let all: BTreeSet<_> = FAULTS.iter().map(|row| row.name).collect();
    assert_eq!(tested, all);
}

/// A fault never turns a failure into a success.
#[test]
fn faults_of_a_failure() {
    let contradiction = unknown(UnknownReason::Contradiction(Contradiction::OtherStatus));
    let rows = [
        ("contradiction", contradiction, End::Unclear),
        ("other-transaction", REFUSED, End::Refused),
        ("no-transaction", REFUSED, End::Refused),
    ];
    for (fault, outcome, end) in rows {
        let setting = Setting {
            answer: "PROCESS_FAIL",
            fault,
            ..USUAL
        };
        let name = format!("failure, {fault}");
        check(&name, &setting.run(&name), outcome, end, 1);
    }
}

#[test]
fn what_the_terminal_does_next() {
    struct Row {
        name: &'static str,
        answer: &'static str,
        fault: &'static str,
        renew_after: Duration,
        expected: (Expected, End, u16),
        requests: u16,
    }
    let row = |name, answer, fault, expected, requests| Row {
        name,
        answer,
        fault,
        renew_after: POLICY.renew_after,
        expected,
        requests,
    };
    let void = |sent| (SUCCESS, End::Void, sent);
    let rows = [
        row(
            "done, but the response is lost",
            "auto",
            "cut,none",
            void(2),
            1,
        ),
        row(
            "no connection, then done",
            "auto",
            "close,close,none",
            void(3),
            1,
        ),
        row(
            "forged, then genuine",
            "auto",
            "tamper-body,none",
            void(2),
            1,
        ),
        row(
            "unsigned, then genuine",
            "auto",
            "unsigned,none",
            void(2),
            1,
        ),
        row(
            "unknown twice, then done",
            "UNKNOWN_EXCEPTION,UNKNOWN_EXCEPTION,auto",
            "none",
            void(3),
            1,
        ),
        row(
            "later, then done",
            "REQUEST_TRAFFIC_EXCEED_LIMIT,auto",
            "none",
            void(2),
            1,
        ),
        row(
            "unknown, then refused",
            "UNKNOWN_EXCEPTION,PROCESS_FAIL",
            "none",
            (REFUSED, End::Refused, 2),
            1,
        ),
        row(
            "not processed, then done",
            "PARAM_ILLEGAL,auto",
            "none",
            void(2),
            1,
        ),
        row(
            "lost, not processed, then done",
            "auto,INVALID_SIGNATURE,auto",
            "close,none",
            void(3),
            1,
        ),
        row(
            "not processed, then unknown",
            "KEY_NO_FOUND,UNKNOWN_EXCEPTION",
            "none",
            (REPORTED, End::GaveUp, 3),
            1,
        ),
        Row {
            renew_after: Duration::ZERO,
            ..row(
                "a long outage, then done",
                "auto",
                "close,close,none",
                void(3),
                3,
            )
        },
    ];
    for row in rows {
        let policy = Policy {
            renew_after: row.renew_after,
            ..POLICY
        };
        let setting = Setting {
            answer: row.answer,
            fault: row.fault,
            policy,
            ..USUAL
        };
        let report = setting.run(row.name);
        let (outcome, end, sent) = row.expected;
        check(row.name, &report, outcome, end, sent);
        assert_eq!(report.requests, row.requests, "{}", row.name);
    }
}

#[test]
fn the_true_result_of_a_cancel() {
    use PayCancelResultCode as Code;
    let of = |merchant_trans_id| Setting {
        merchant_trans_id,
        ..USUAL
    };
    let rows = [
        ("paid", of(TRANSACTIONS[0].1), Code::Success),
        (
            "settled",
            of(TRANSACTIONS[2].1),
            Code::OrderCancelWindowExpired,
        ),
        ("refunded", of(TRANSACTIONS[3].1), Code::OrderStatusInvalid),
        (
            "no balance",
            of(TRANSACTIONS[4].1),
            Code::MerchantBalanceNotEnough,
        ),
        ("no transaction", of("unknown"), Code::OrderNotExist),
    ];
    for (name, setting, code) in rows {
        assert_eq!(setting.run(name).last.code, Some(code), "{name}");
    }
}

/// The gateway cannot verify these requests, so its answers are unsigned and decide nothing. Staff can
/// read in the log what they claim.
#[test]
fn requests_that_cannot_be_verified() {
    let rows = [
        ("unknown", "client", "UNKNOWN_CLIENT"),
        (CLIENT_WITHOUT_KEY, "client", "KEY_NO_FOUND"),
        (CLIENT_ID, "platform", "INVALID_SIGNATURE"),
        (CLIENT_ID, "rsa4096", "INVALID_SIGNATURE"),
    ];
    for (client_id, client_key, code) in rows {
        let setting = Setting {
            client_id,
            client_key,
            ..USUAL
        };
        let name = format!("{client_id} {client_key}");
        let (store, mut log) = (store(&name), Vec::new());
        let report = setting
            .cancel_at(&setting.server(|_| {}).url(), &store, &mut |line| {
                log.push(line.to_owned());
            })
            .unwrap();
        check(&name, &report, UNSIGNED, End::GaveUp, 3);
        assert_eq!(report.last.code, None, "{name}");
        assert!(is_open(&store), "{name}");
        let claim = format!("   for staff: unsigned, so only claimed: \"{code}\"");
        assert!(log.iter().any(|line| line.starts_with(&claim)), "{log:#?}");
    }
}

/// Someone without a key posts requests with the ids of a cancel that waits for its answer, and gives
/// the terminal what the gateway answers. The answers match the terminal's request, but they are not
/// signed, so the terminal concludes nothing and keeps its cancel.
#[test]
fn an_attacker_without_a_key() {
    type Forge = fn(&str) -> String;
    let rows: [(&str, PayCancelResultCode, Forge); 7] = [
        (
            "no signature",
            PayCancelResultCode::InvalidSignature,
            |sent| {
                let (span, _) = sent.split_once(",\"signature\"").unwrap();
                format!("{span}}}")
            },
        ),
        (
            "another body",
            PayCancelResultCode::InvalidSignature,
            |sent| sent.replace("510x", "511x"),
        ),
        ("no body", PayCancelResultCode::InvalidSignature, |sent| {
            sent.replace("\"body\"", "\"nobody\"")
        }),
        (
            "another function",
            PayCancelResultCode::InvalidSignature,
            |sent| sent.replace("payCancel", "pay"),
        ),
        ("no time", PayCancelResultCode::InvalidSignature, |sent| {
            sent.replace("reqTime", "time")
        }),
        (
            "another signType",
            PayCancelResultCode::SignTypeNotSupport,
            |sent| sent.replace("RSA2", "RSA"),
        ),
        // The attacker's own key does not help either.
        (
            "another signature",
            PayCancelResultCode::InvalidSignature,
            |sent| {
                let request = PayCancelRequest::decode(sent.as_bytes(), &mut []).unwrap();
                let request = request.assume_verified_by_caller();
                let mut buffer = [0; PayCancelRequest::MAX_LEN];
                let forged = request.sign(&mut buffer, &signing_key("platform")).unwrap();
                String::from_utf8(forged.to_vec()).unwrap()
            },
        ),
    ];
    for (name, code, forge) in rows {
        let gateway = Gateway::new(Script::default());
        let url = between(move |sent| {
            let forged = forge(sent);
            assert_ne!(forged, sent, "{name}");
            let answered = gateway.answer(forged.as_bytes(), Default::default());
            let Reply::Response(answer) = answered.reply else {
                panic!("{name}: no answer");
            };
            let mut scratch = vec![0; answer.len()];
            let failure = UnsignedFailure::decode(&answer, &mut scratch).unwrap();
            assert_eq!(
                failure.result.result_code,
                Some(code.row().name.as_str()),
                "{name}"
            );
            let request = PayCancelRequest::decode(sent.as_bytes(), &mut []).unwrap();
            assert_eq!(failure.claimed.client_id, request.claimed().client_id);
            assert_eq!(failure.claimed.req_msg_id, request.claimed().req_msg_id);
            answer
        });
        let store = store(&format!("attacker, {name}"));
        let report = USUAL.cancel_at(&url, &store, &mut |_| {}).unwrap();
        check(name, &report, UNSIGNED, End::GaveUp, 3);
        assert!(is_open(&store), "{name}");
    }
}

/// A server that passes the body of each request to `answer` and sends back what that returns.
fn between(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut received, mut part) = (Vec::new(), [0; 4096]);
            // The client sends one envelope, which ends with the only `"}`.
            while !received.ends_with(b"\"}") {
                let len = stream.read(&mut part).unwrap();
                assert_ne!(len, 0, "the request is cut off");
                received.extend(&part[..len]);
            }
            let received = String::from_utf8(received).unwrap();
            let (_, body) = received.split_once("\r\n\r\n").unwrap();
            let answer = answer(body);
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                answer.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&answer).unwrap();
        }
    });
    url
}

/// What staff can read in the log in addition to the outcome.
#[test]
fn the_log_shows_code_and_next_step() {
    let unsigned =
        r#"   for staff: unsigned, so only claimed: "INVALID_SIGNATURE" ("invalid signature")"#;
    let rows = [
        ("unsigned-error", unsigned),
        ("contradiction", r#"   SUCCESS: "success""#),
        ("unlisted-failure", r#"   NEW_FAILURE: "success""#),
        ("none", r#"   SUCCESS: "success""#),
        ("close", "   -> try again in 2.0ms"),
    ];
    for (fault, line) in rows {
        let setting = Setting { fault, ..USUAL };
        let name = format!("log of {fault}");
        let mut log = Vec::new();
        setting
            .cancel_at(&setting.server(|_| {}).url(), &store(&name), &mut |line| {
                log.push(line.to_owned());
            })
            .unwrap();
        assert!(log.iter().any(|logged| logged == line), "{name}: {log:#?}");
    }
}
