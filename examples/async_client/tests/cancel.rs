//! The client against the gateway, which runs in this process: each kind of answer, each limit of time, and
//! a stop in the middle.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use alipay_acquiring::{
    PayCancelRequest, PayCancelRequestBody, PayCancelRequestBuf, PendingCancel, RequestHead, Text,
    Timestamp, TransactionId,
    signature::{RsaSigningKey, RsaVerifyingKey},
};
use async_client::{Attempt, Error, Limits, Platform, prepare};
use gateway::{CLIENT_ID, Gateway, PARTNER_ID, Script, Server, TRANSACTIONS};
use terminal::Store;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::JoinHandle;

/// Short waits, and limits that even the slowest machine does not reach.
const LIMITS: Limits = Limits {
    attempt: Duration::from_secs(600),
    first_wait: Duration::from_millis(1),
    longest_wait: Duration::from_millis(4),
    total: Duration::from_secs(600),
};

fn key(file: &str) -> String {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/keys");
    fs::read_to_string(keys.join(file)).unwrap()
}

fn client_key() -> RsaSigningKey {
    RsaSigningKey::from_text(&key("client_private.pkcs8.pem")).unwrap()
}

fn server(answer: &str, fault: &str) -> Server {
    let mut script = Script::default();
    script.add("answer", answer).unwrap();
    script.add("fault", fault).unwrap();
    Server::start(Gateway::new(script), 0, LIMITS.attempt, |_| {}).unwrap()
}

fn platform(server: &Server, keys: &[&str], limits: Limits) -> Platform {
    let keys = keys.iter().map(|name| {
        let text = key(&format!("{name}_public.spki.pem"));
        RsaVerifyingKey::from_text(&text).unwrap()
    });
    Platform::new(server.url(), keys.collect(), limits).unwrap()
}

fn request(id: &str, transaction: usize) -> PayCancelRequestBuf {
    let request = PayCancelRequest {
        head: RequestHead::new(
            Text::new(CLIENT_ID).unwrap(),
            Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap(),
            Text::new(id).unwrap(),
        ),
        body: PayCancelRequestBody {
            partner_id: Text::new(PARTNER_ID).unwrap(),
            transaction: TransactionId::Merchant(Text::new(TRANSACTIONS[transaction].1).unwrap()),
        },
    };
    PayCancelRequestBuf::new(&request).unwrap()
}

fn pending() -> PendingCancel {
    let signed = request("1", 0).with(|request| PendingCancel::sign(request, &client_key()));
    signed.unwrap().unwrap()
}

/// An empty store with this name.
fn store(name: &str) -> Store {
    let mut folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    folder.push("stores");
    folder.push(name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&folder);
    Store::new(folder)
}

/// A task that takes the attempts as they come, and returns the code of each verified answer, or why there
/// is none.
fn journal(mut attempts: UnboundedReceiver<Attempt>) -> JoinHandle<Vec<String>> {
    tokio::spawn(async move {
        let mut lines = Vec::new();
        while let Some(attempt) = attempts.recv().await {
            lines.push(match attempt.answer {
                Ok(answer) => answer
                    .with(|answer| answer.body.result_info.result_code.to_string())
                    .unwrap(),
                Err(why) => why,
            });
        }
        lines
    })
}

#[tokio::test]
async fn answers_that_come_and_answers_that_do_not() {
    // Name, results, faults, keys, code of the outcome, what the journal contains for each attempt.
    type Row<'a> = (
        &'a str,
        &'a str,
        &'a str,
        &'a [&'a str],
        &'a str,
        &'a [&'a str],
    );
    let right: &[&str] = &["platform"];
    let lost = "error sending request";
    let rows: [Row<'_>; 14] = [
        ("success", "auto", "none", right, "success", &["SUCCESS"]),
        (
            "refused",
            "PROCESS_FAIL",
            "none",
            right,
            "failed-refused",
            &["PROCESS_FAIL"],
        ),
        (
            "unknown, then success",
            "UNKNOWN_EXCEPTION,UNKNOWN_EXCEPTION,auto",
            "none",
            right,
            "success",
            &["UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION", "SUCCESS"],
        ),
        (
            "not processed, then success",
            "PARAM_ILLEGAL,auto",
            "none",
            right,
            "success",
            &["PARAM_ILLEGAL", "SUCCESS"],
        ),
        (
            "the answer is lost",
            "auto",
            "close,none",
            right,
            "success",
            &[lost, "SUCCESS"],
        ),
        (
            "the answer is cut off",
            "auto",
            "cut,none",
            right,
            "success",
            &["body", "SUCCESS"],
        ),
        (
            "the answer of a proxy",
            "auto",
            "http-error,none",
            right,
            "success",
            &["HTML", "SUCCESS"],
        ),
        (
            "the answer is too long",
            "auto",
            "too-long,none",
            right,
            "success",
            &["the answer is longer than 65536 bytes", "SUCCESS"],
        ),
        (
            "bad signatures",
            "auto",
            "tamper-body,tamper-signature,wrong-key,none",
            right,
            "success",
            &[
                "the signature does not hold",
                "the signature does not hold",
                "the signature does not hold",
                "SUCCESS",
            ],
        ),
        (
            "no signature",
            "auto",
            "unsigned,unsigned-error,none",
            right,
            "success",
            &["not signed", "not signed", "SUCCESS"],
        ),
        (
            "an answer to another request",
            "auto",
            "other-request,none",
            right,
            "success",
            &["SUCCESS", "SUCCESS"],
        ),
        (
            "another transaction",
            "auto",
            "other-transaction",
            right,
            "unknown-transaction",
            &["SUCCESS"],
        ),
        (
            "a contradiction",
            "auto",
            "contradiction",
            right,
            "unknown-contradiction",
            &["SUCCESS"],
        ),
        (
            "the platform changes its key",
            "auto",
            "none",
            &["rsa3072", "platform"],
            "success",
            &["SUCCESS"],
        ),
    ];
    let pending = pending();
    for (name, answers, faults, keys, code, expected) in rows {
        let server = server(answers, faults);
        let platform = platform(&server, keys, LIMITS);
        let (attempts, received) = mpsc::unbounded_channel();
        let journal = journal(received);
        let outcome = platform.cancel(&pending, &attempts).await;
        drop(attempts);
        let lines = journal.await.unwrap();
        assert_eq!(outcome.code(), code, "{name}: {lines:?}");
        assert_eq!(lines.len(), expected.len(), "{name}: {lines:?}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.contains(expected), "{name}: {lines:?}");
        }
        assert_eq!(server.gateway().served(), expected.len(), "{name}");
    }
}

#[tokio::test]
async fn limits_of_time() {
    let short = Duration::from_millis(200);
    // Name, faults, timeout of an attempt, deadline, code of the outcome, the least number of attempts.
    let rows = [
        (
            "an attempt takes too long",
            "timeout,none",
            Duration::from_secs(3),
            LIMITS.total,
            "success",
            2,
        ),
        (
            "the first attempt takes until the deadline",
            "timeout",
            LIMITS.attempt,
            short,
            "unknown-no-answer",
            0,
        ),
        (
            "each attempt takes too long",
            "timeout",
            short / 10,
            short,
            "unknown-no-answer",
            1,
        ),
        (
            "bad signatures until the deadline",
            "wrong-key",
            LIMITS.attempt,
            Duration::from_secs(3),
            "unknown-invalid-signature",
            1,
        ),
    ];
    let pending = pending();
    for (name, faults, attempt, total, code, least) in rows {
        let server = server("auto", faults);
        let limits = Limits {
            attempt,
            total,
            ..LIMITS
        };
        let platform = platform(&server, &["platform"], limits);
        let (attempts, received) = mpsc::unbounded_channel();
        let journal = journal(received);
        let began = Instant::now();
        let outcome = platform.cancel(&pending, &attempts).await;
        let elapsed = began.elapsed();
        drop(attempts);
        let lines = journal.await.unwrap();
        assert_eq!(outcome.code(), code, "{name}: {lines:?}");
        assert!(lines.len() >= least, "{name}: {lines:?}");
        match code {
            "success" => assert_eq!(lines, ["timeout", "SUCCESS"], "{name}"),
            _ => assert!(elapsed >= total, "{name}: {elapsed:?}"),
        }
        // The limit of the test is far from that of the attempt.
        assert!(elapsed < LIMITS.attempt / 2, "{name}: {elapsed:?}");
    }
}

/// However the client stops, the next run sends the same bytes, and learns the result of the first request.
#[tokio::test]
async fn a_stop_in_the_middle_loses_nothing() {
    for how in ["the future is dropped", "the task is aborted"] {
        let server = server("auto", "timeout,none");
        let store = store(how);
        let first = prepare(&store, request("first", 0), &client_key())
            .await
            .unwrap();
        let sent = first.as_bytes().to_vec();
        let platform_of_first = platform(&server, &["platform"], LIMITS);
        let (attempts, mut received) = mpsc::unbounded_channel();
        let arrived = async {
            while server.gateway().served() == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        match how {
            "the future is dropped" => tokio::select! {
                outcome = platform_of_first.cancel(&first, &attempts) => panic!("{outcome}"),
                () = arrived => {}
            },
            _ => {
                let task =
                    tokio::spawn(async move { platform_of_first.cancel(&first, &attempts).await });
                arrived.await;
                task.abort();
                assert!(task.await.unwrap_err().is_cancelled());
            }
        }
        // No attempt has ended.
        assert!(received.try_recv().is_err(), "{how}");

        // The next run of the program: it has a new id, but the stored request has priority.
        let next = prepare(&store, request("next", 0), &client_key())
            .await
            .unwrap();
        assert_eq!(next.as_bytes(), sent, "{how}");
        let platform = platform(&server, &["platform"], LIMITS);
        let (attempts, _) = mpsc::unbounded_channel();
        let outcome = platform.cancel(&next, &attempts).await;
        assert_eq!(outcome.code(), "success", "{how}");
        assert_eq!(server.gateway().served(), 2, "{how}");
    }
}

#[tokio::test]
async fn stored_requests_that_are_not_sent() {
    let store = store("not sent");
    let key = client_key();
    prepare(&store, request("1", 0), &key).await.unwrap();
    let other = prepare(&store, request("2", 1), &key).await;
    assert!(matches!(other, Err(Error::OtherPending)), "{other:?}");

    let stored = store.load().unwrap().unwrap();
    let changed = String::from_utf8(stored.clone())
        .unwrap()
        .replace("2001", "2002");
    for (name, bytes) in [
        ("empty", ""),
        ("cut off", std::str::from_utf8(&stored[..600]).unwrap()),
        ("changed", &changed),
    ] {
        store.save(bytes.as_bytes()).unwrap();
        let prepared = prepare(&store, request("1", 0), &key).await;
        assert!(
            matches!(prepared, Err(Error::Stored(_))),
            "{name}: {prepared:?}"
        );
        assert_eq!(store.load().unwrap().unwrap(), bytes.as_bytes(), "{name}");
    }
}

#[test]
fn a_cancel_can_be_a_task() {
    fn check<T: Send>(_: T) {}
    let server = server("auto", "none");
    let platform = platform(&server, &["platform"], LIMITS);
    let (attempts, _) = mpsc::unbounded_channel();
    check(platform.cancel(&pending(), &attempts));
    check(prepare(&store("task"), request("1", 0), &client_key()));
    assert_eq!(server.gateway().served(), 0);
}
