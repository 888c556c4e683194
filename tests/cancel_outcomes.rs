//! The driver of a cancel: what follows each outcome, retries, limits, and evidence.

mod common;

use std::time::Duration;

use alipay_acquiring::cancel::{Decision, End, EvidenceKind, MessageError, Policy, Step, screen};
use alipay_acquiring::{Outcome, UnknownReason};

use common::cancel_rig::{
    Did, NEW_PLATFORM, NOT_PROCESSED, PLATFORM, REFUSED, REPORTED, Rig, SALE, START, STRANGER,
    SUCCESS, TRY_LATER, answer, end, request, request_for, response, sent, signed, waits,
};

const POLICY: Policy = Policy {
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(4),
    sends: 5,
    sends_at_least: 2,
    give_up_after: Duration::from_secs(1000),
    renew_after: Duration::from_secs(500),
    store_attempts: 3,
};

type Answer = fn(&[u8]) -> Option<Vec<u8>>;

fn of_sale(request: &[u8], sale: &str) -> Option<Vec<u8>> {
    Some(signed(&response(request, sale, SUCCESS), PLATFORM))
}

/// The code of the outcome, the answer, and the end: at once, or after the last retry.
const ROWS: [(&str, Answer, End, bool); 18] = [
    ("success", |r| Some(answer(r, SUCCESS)), End::Void, true),
    (
        "failed-refused",
        |r| Some(answer(r, REFUSED)),
        End::Refused,
        true,
    ),
    (
        "failed-unlisted",
        |r| Some(answer(r, ["F", "99999999", "SOME_NEW_CODE"])),
        End::Unclear,
        true,
    ),
    (
        "unknown-unlisted-status",
        |r| Some(answer(r, ["s", "00000000", "SUCCESS"])),
        End::Unclear,
        true,
    ),
    (
        "unknown-contradiction",
        |r| Some(answer(r, ["S", "00000901", "UNKNOWN_EXCEPTION"])),
        End::Unclear,
        true,
    ),
    (
        "unknown-transaction",
        |r| of_sale(r, "another"),
        End::Unclear,
        true,
    ),
    (
        "failed-not-processed",
        |r| Some(answer(r, NOT_PROCESSED)),
        End::NotProcessed,
        false,
    ),
    (
        "failed-try-later",
        |r| Some(answer(r, TRY_LATER)),
        End::GaveUp,
        false,
    ),
    (
        "unknown-reported",
        |r| Some(answer(r, REPORTED)),
        End::GaveUp,
        false,
    ),
    ("unknown-no-answer", |_| Some(vec![]), End::GaveUp, false),
    (
        "unknown-unsigned",
        |r| Some(format!(r#"{{"response":{}}}"#, response(r, SALE, SUCCESS)).into_bytes()),
        End::GaveUp,
        false,
    ),
    (
        "unknown-undecodable",
        |r| answer(r, SUCCESS).split_last().map(|(_, cut)| cut.to_vec()),
        End::GaveUp,
        false,
    ),
    (
        "unknown-invalid-signature",
        |r| Some(signed(&response(r, SALE, SUCCESS), STRANGER)),
        End::GaveUp,
        false,
    ),
    (
        "unknown-mismatch",
        |_| Some(answer(&request(99, START), SUCCESS)),
        End::GaveUp,
        false,
    ),
    (
        "unknown-undecodable",
        |r| Some(r.to_vec()),
        End::GaveUp,
        false,
    ),
    (
        "unknown-undecodable",
        |_| Some(b"502 Bad Gateway".to_vec()),
        End::GaveUp,
        false,
    ),
    (
        "unknown-undecodable",
        |_| Some(vec![0xFF; 3]),
        End::GaveUp,
        false,
    ),
    ("none", |_| None, End::GaveUp, false),
];

/// Each outcome after each number of lost answers.
#[test]
fn each_outcome_at_each_attempt() {
    for (code, last, expected, at_once) in ROWS {
        for attempt in 1..=POLICY.sends {
            let mut rig = Rig::begun(POLICY, None);
            let mut posts = 0;
            let done = rig.run(|request| {
                posts += 1;
                if posts < attempt { None } else { last(request) }
            });
            let name = format!("{code} at attempt {attempt}");
            let sends = if at_once { attempt } else { POLICY.sends };
            let requests = sent(&done);
            assert_eq!(requests.len(), usize::from(sends), "{name}");
            assert!(requests.iter().all(|sent| *sent == requests[0]), "{name}");
            assert_eq!(end(&done), expected, "{name}");
            assert_eq!(rig.cancel.sent(), sends, "{name}");
            let outcomes: Vec<_> = done
                .iter()
                .filter_map(|did| match did {
                    Did::Send(_, Some(outcome)) => Some(outcome.code()),
                    _ => None,
                })
                .collect();
            let answered = usize::from(sends + 1 - attempt);
            let expected = if code == "none" {
                vec![]
            } else {
                vec![code; answered]
            };
            assert_eq!(outcomes, expected, "{name}");
        }
    }
}

/// A provoked failure, then the platform's own answer.
#[test]
fn an_early_failure_does_not_end_the_cancel() {
    for early in [NOT_PROCESSED, TRY_LATER, REPORTED] {
        let mut rig = Rig::begun(POLICY, None);
        let mut results = [early, early, SUCCESS].into_iter();
        let done = rig.run(|request| Some(answer(request, results.next().unwrap())));
        assert_eq!(end(&done), End::Void, "{early:?}");
        let mut rig = Rig::begun(POLICY, None);
        let mut answers = [Some(early), None, None, None, None].into_iter();
        let done = rig.run(|request| Some(answer(request, answers.next()??)));
        assert_eq!(
            end(&done),
            End::GaveUp,
            "{early:?}: the last outcome decides"
        );
    }
}

#[test]
fn waits_double_up_to_the_longest_and_jitter_halves_them_at_most() {
    for (random, expected) in [
        (255, [1.0, 2.0, 4.0, 4.0]),
        (0, [0.5, 1.0, 2.0, 2.0]),
        (51, [0.6, 1.2, 2.4, 2.4]),
    ] {
        let mut rig = Rig::begun(POLICY, None);
        rig.random = random;
        let done = rig.run(|_| None);
        assert_eq!(waits(&done), expected, "{random}");
    }
}

#[test]
fn waits_of_other_lengths() {
    let policy = |first_wait, longest_wait| Policy {
        first_wait,
        longest_wait,
        give_up_after: Duration::MAX,
        renew_after: Duration::MAX,
        ..POLICY
    };
    let longest = f64::from(u32::MAX) / 1000.0 + 0.001;
    for (policy, expected) in [
        (
            policy(Duration::from_millis(1500), Duration::from_millis(7250)),
            [1.5, 3.0, 6.0, 7.25],
        ),
        (
            policy(Duration::from_millis(1), Duration::from_millis(7)),
            [0.001, 0.002, 0.004, 0.007],
        ),
        (policy(Duration::MAX, Duration::MAX), [longest; 4]),
    ] {
        let mut rig = Rig::begun(policy, None);
        assert_eq!(waits(&rig.run(|_| None)), expected);
    }
}

/// Each limit of time, one second before it and at it. After the second send the wait is 2 seconds.
#[test]
fn the_exact_limits_of_time() {
    for (name, elapsed, window_end, expected) in [
        ("deadline, just in time", 998, None, "sign"),
        ("deadline, too late", 999, None, "end"),
        ("window, just in time", 10, Some(START + 13), "send"),
        ("window, too late", 10, Some(START + 12), "end"),
        ("young", 497, None, "send"),
        ("old", 498, None, "sign"),
    ] {
        let mut rig = Rig::begun(POLICY, window_end);
        for _ in 0..4 {
            let _ = rig.act(|_| None); // store, send, wait, store
        }
        rig.now = START + elapsed;
        assert!(matches!(rig.act(|_| None), Did::Send(..)), "{name}");
        let next = match rig.act(|_| None) {
            Did::Store => "end",
            _ => match rig.act(|_| None) {
                Did::Sign(_) => "sign",
                _ => "send",
            },
        };
        assert_eq!(next, expected, "{name}");
    }
}

/// Whatever the policy says: no overflow, and an end.
#[test]
fn extreme_policies_end() {
    let times = [Duration::ZERO, Duration::from_millis(1), Duration::MAX];
    for first_wait in times {
        for longest_wait in times {
            for (give_up_after, renew_after) in [(times[0], times[2]), (times[2], times[0])] {
                for sends in [0, 1, 70] {
                    let policy = Policy {
                        first_wait,
                        longest_wait,
                        sends,
                        sends_at_least: sends,
                        give_up_after,
                        renew_after,
                        store_attempts: 0,
                    };
                    let mut rig = Rig::begun(policy, Some(i64::MIN));
                    rig.key_works = false;
                    let done = rig.run(|_| None);
                    assert_eq!(end(&done), End::GaveUp, "{policy:?}");
                    assert_eq!(sent(&done).len(), usize::from(sends.max(1)), "{policy:?}");
                }
            }
        }
    }
}

/// Name, the times at which answers fail to come, the window's end, how many sends.
#[test]
fn limits_of_time() {
    let slow = |seconds: i64| move |rig: &mut Rig| rig.now += seconds;
    type Slow = Box<dyn Fn(&mut Rig)>;
    let rows: [(&str, Slow, Option<i64>, usize); 10] = [
        ("fast", Box::new(slow(1)), None, 5),
        ("deadline", Box::new(slow(400)), None, 3),
        (
            "deadline before the least number of sends",
            Box::new(slow(5000)),
            None,
            2,
        ),
        ("window open", Box::new(slow(1)), Some(START + 1000), 5),
        ("window closes", Box::new(slow(10)), Some(START + 35), 3),
        ("window closes at once", Box::new(slow(1)), Some(START), 2),
        (
            "clock jumps far forward",
            Box::new(|rig| rig.now = i64::MAX - 100),
            None,
            2,
        ),
        (
            "clock jumps far back",
            Box::new(|rig| rig.now = i64::MIN),
            None,
            5,
        ),
        ("clock goes back", Box::new(slow(-100)), Some(START + 35), 5),
        (
            "the clock stopped",
            Box::new(|rig| rig.now = START),
            None,
            5,
        ),
    ];
    for (name, pass, window_end, sends) in rows {
        let mut rig = Rig::begun(POLICY, window_end);
        rig.key_works = false;
        let mut count = 0;
        loop {
            match rig.act(|_| None) {
                Did::Send(..) => {
                    count += 1;
                    pass(&mut rig);
                }
                Did::Finish(end) => {
                    assert_eq!(end, End::GaveUp, "{name}");
                    break;
                }
                _ => {}
            }
        }
        assert_eq!(count, sends, "{name}");
    }
}

#[test]
fn an_old_message_is_replaced_by_a_new_one() {
    let mut rig = Rig::begun(POLICY, None);
    let first = request(1, START);
    assert_eq!(rig.act(|_| None), Did::Store);
    assert!(matches!(rig.act(|_| None), Did::Send(..)));
    rig.now += 498; // the wait makes it 499
    assert!(matches!(rig.act(|_| None), Did::Wait(_)));
    assert_eq!(rig.act(|_| None), Did::Store);
    assert_eq!(rig.act(|_| None), Did::Send(first, None));
    assert!(matches!(rig.act(|_| None), Did::Wait(_)));

    let Step::NewMessage(old) = rig.cancel.step(rig.now, 0) else {
        panic!("{:?}", rig.cancel);
    };
    assert_eq!(old.head.req_msg_id, "cancel-1");
    let old_envelope = request(1, START);
    let other_sale = request_for("another", 9, START);
    let other_client = String::from_utf8(request(9, START)).unwrap();
    let other_client = other_client.replace("xxx044", "xxx045").into_bytes();
    for (name, envelope, expected) in [
        (
            "another client",
            &other_client,
            MessageError::OtherTransaction,
        ),
        ("the same id", &old_envelope, MessageError::SameReqMsgId),
        ("another sale", &other_sale, MessageError::OtherTransaction),
    ] {
        assert_eq!(rig.cancel.message(envelope), Err(expected), "{name}");
    }
    assert!(matches!(
        rig.cancel.message(b"{}"),
        Err(MessageError::Decode(_))
    ));
    let Did::Sign(second) = rig.act(|_| None) else {
        panic!("{:?}", rig.cancel);
    };
    assert_eq!(rig.act(|_| None), Did::Store);
    // A late answer to the old message is not that of the new one, which is sent again.
    let late = rig.answer(&answer(&old_envelope, SUCCESS));
    assert!(matches!(late, Outcome::Unknown(UnknownReason::Mismatch(_))));
    let done = rig.run(|request| Some(answer(request, SUCCESS)));
    assert_eq!(sent(&done), [second]);
    assert_eq!(end(&done), End::Void);
    assert_eq!((rig.cancel.messages(), rig.cancel.sent()), (2, 4));
}

#[test]
fn without_a_new_message_the_old_one_is_sent_again() {
    let mut rig = Rig::begun(POLICY, None);
    rig.key_works = false;
    rig.now += 600;
    let done = rig.run(|_| None);
    assert_eq!(
        done.iter().filter(|did| **did == Did::FailToSign).count(),
        4
    );
    let requests = sent(&done);
    assert_eq!(requests, [&request(1, START)[..]; 5]);
}

/// Late and duplicated answers: "success" counts until the cancel has ended, everything else only as the
/// answer to the send that waits for it.
#[test]
fn late_and_duplicated_answers() {
    let request = request(1, START);
    let (good, bad) = (answer(&request, SUCCESS), answer(&request, REFUSED));
    let mut rig = Rig::begun(POLICY, None);
    let _ = rig.answer(&bad); // before anything was sent
    assert_eq!(rig.act(|_| None), Did::Store);
    assert!(matches!(rig.act(|_| None), Did::Send(..)));
    for _ in 0..3 {
        assert_eq!(rig.answer(&bad).code(), "failed-refused");
        assert!(matches!(rig.cancel.step(rig.now, 0), Step::Wait(_)));
    }
    let mut waiting = rig.clone();
    assert_eq!(waiting.answer(&good), Outcome::Success);
    assert_eq!(end(&waiting.run(|_| None)), End::Void);

    rig.cancel.waited();
    let mut storing = rig.clone();
    assert_eq!(storing.answer(&good), Outcome::Success);
    assert_eq!(end(&storing.run(|_| None)), End::Void);

    let done = rig.run(|_| Some(bad.clone()));
    assert_eq!(end(&done), End::Refused);
    assert_eq!(rig.answer(&good), Outcome::Success);
    assert_eq!(rig.act(|_| None), Did::Finish(End::Refused), "it has ended");
    let mut idle = Rig::new(POLICY);
    assert_eq!(idle.answer(&good).code(), "unknown-no-answer");
    assert_eq!(idle.act(|_| None), Did::Nothing);
}

/// Reports for which the machine did not ask change nothing.
#[test]
fn reports_that_were_not_asked_for() {
    let mut rig = Rig::begun(POLICY, None);
    loop {
        let mut other = rig.clone();
        let expected = format!("{:?}", other.cancel.step(rig.now, 9));
        let asked = |step: &str| expected.starts_with(step);
        if !asked("Send") {
            other.cancel.no_answer();
        }
        if !asked("Wait") {
            other.cancel.waited();
        }
        if !asked("Store") {
            other.cancel.store_failed();
        }
        if !asked("NewMessage") {
            other.cancel.no_message();
            let message = other.cancel.message(&request(9, START));
            assert_eq!(message, Err(MessageError::NotAsked));
        }
        if !asked("Finished") {
            assert!(other.cancel.decided(Decision::Close).is_err());
            assert!(other.cancel.decided(Decision::TryAgain).is_err());
        }
        let begin = other.cancel.begin(&request(9, START), None);
        assert_eq!(begin, Err(MessageError::NotAsked));
        assert_eq!(format!("{:?}", other.cancel.step(rig.now, 9)), expected);
        if let Did::Finish(_) = rig.act(|_| None) {
            break;
        }
    }
}

#[test]
fn several_keys_of_the_platform() {
    let request = request(1, START);
    let response = response(&request, SALE, SUCCESS);
    for (key, expected) in [(PLATFORM, true), (NEW_PLATFORM, true), (STRANGER, false)] {
        let mut rig = Rig::begun(POLICY, None);
        let outcome = rig.answer(&signed(&response, key));
        assert_eq!(outcome == Outcome::Success, expected, "{key:?}");
    }
    let mut rig = Rig::begun(POLICY, None);
    let good = signed(&response, PLATFORM);
    let none: &[&common::cancel_rig::FakeKey] = &[];
    let outcome = rig.cancel.answer(&good, &mut [0; 512], none);
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::InvalidSignature));
    let keys: [&dyn alipay_acquiring::signature::Verifier; 2] = [&STRANGER, &PLATFORM];
    assert_eq!(
        rig.cancel.answer(&good, &mut [0; 512], &keys),
        Outcome::Success
    );
}

/// What is kept for staff of each kind of answer.
#[test]
fn evidence() {
    let unsigned = |r: &[u8]| {
        let response = response(r, SALE, ["F", "00000008", "KEY_NO_FOUND"]);
        format!(r#"{{"response":{response},"signature":"none"}}"#).into_bytes()
    };
    let unreadable = |r: &[u8], key| {
        let response = response(r, SALE, NOT_PROCESSED);
        signed(&response.replace("2.0.2", "2.0.9"), key)
    };
    type Row<'a> = (&'a str, Vec<u8>, Option<(EvidenceKind, &'a str)>);
    let r = &request(1, START)[..];
    let rows: [Row; 8] = [
        (
            "authentic",
            answer(r, TRY_LATER),
            Some((EvidenceKind::Authentic, "REQUEST_TRAFFIC_EXCEED_LIMIT")),
        ),
        (
            "unsigned",
            unsigned(r),
            Some((EvidenceKind::Unsigned, "KEY_NO_FOUND")),
        ),
        (
            "unreadable",
            unreadable(r, PLATFORM),
            Some((EvidenceKind::Unreadable, "INVALID_SIGNATURE")),
        ),
        (
            "unreadable, new key",
            unreadable(r, NEW_PLATFORM),
            Some((EvidenceKind::Unreadable, "INVALID_SIGNATURE")),
        ),
        ("unreadable, forged", unreadable(r, STRANGER), None),
        (
            "unreadable, of another request",
            unreadable(&request(7, START), PLATFORM),
            None,
        ),
        (
            "of another request",
            answer(&request(7, START), TRY_LATER),
            None,
        ),
        (
            "forged",
            signed(&response(r, SALE, REFUSED), STRANGER),
            None,
        ),
    ];
    let shown = |rig: &Rig| {
        let evidence = rig.cancel.evidence();
        evidence.map(|evidence| (evidence.kind(), evidence.code().to_owned()))
    };
    for (name, answer, expected) in rows {
        let mut rig = Rig::begun(POLICY, None);
        assert_eq!(rig.act(|_| None), Did::Store);
        let _ = rig.act(|_| Some(answer.clone()));
        let expected = expected.map(|(kind, code)| (kind, code.to_owned()));
        assert_eq!(shown(&rig), expected, "{name}");
        if let Some(evidence) = rig.cancel.evidence() {
            assert_eq!(evidence.message(), "said by the platform", "{name}");
            assert_eq!(evidence.send(), 1, "{name}");
            let unreadable = evidence.kind() == EvidenceKind::Unreadable;
            assert_eq!(evidence.offset().is_some(), unreadable, "{name}");
        }
        // The next record keeps it.
        let _ = rig.run(|_| None);
        rig.power_cut();
        assert_eq!(shown(&rig), expected, "{name}");
    }
    // The latest counts.
    let mut rig = Rig::begun(POLICY, None);
    let mut answers = [answer(r, NOT_PROCESSED), answer(r, REPORTED)].into_iter();
    let _ = rig.run(|_| answers.next());
    assert_eq!(rig.cancel.evidence().unwrap().code(), "UNKNOWN_EXCEPTION");
    rig.cancel.decided(Decision::Close).unwrap();
    assert_eq!(rig.act(|_| None), Did::Store);
    rig.begin(None).unwrap();
    assert_eq!(rig.cancel.evidence(), None, "of another cancel");
    // What anyone can write does not replace what the platform has signed.
    let mut rig = Rig::begun(POLICY, None);
    let answers = [
        unsigned(r),
        answer(r, NOT_PROCESSED),
        unsigned(r),
        vec![],
        unsigned(r),
    ];
    let mut answers = answers.into_iter();
    let done = rig.run(|_| answers.next());
    assert_eq!(end(&done), End::GaveUp);
    let expected = (EvidenceKind::Authentic, "INVALID_SIGNATURE".to_owned());
    assert_eq!(shown(&rig), Some(expected));
}

/// Long texts are cut where a character begins.
#[test]
fn evidence_of_any_length() {
    for len in [0, 1, 31, 32, 33, 63, 64] {
        for character in ["x", "é", "支", "🏧"] {
            let text = character.repeat(len);
            let mut rig = Rig::begun(POLICY, None);
            let request = request(1, START);
            let response = response(&request, SALE, ["F", "99999999", "SOME_CODE"])
                .replace("SOME_CODE", &text)
                .replace("said by the platform", &text);
            let _ = rig.run(|_| Some(signed(&response, PLATFORM)));
            rig.power_cut();
            let Some(evidence) = rig.cancel.evidence() else {
                assert_eq!(len, 0);
                continue;
            };
            let kept = |room: usize| character.repeat(len.min(room / character.len()));
            assert_eq!(evidence.code(), kept(32), "{len} {character}");
            assert_eq!(evidence.message(), kept(64), "{len} {character}");
        }
    }
}

#[test]
fn no_text_says_that_there_is_no_payment() {
    for end in End::ALL {
        let text = screen::english(end);
        assert!(
            !text.contains("not paid") && !text.contains("no payment"),
            "{text}"
        );
        let lets_go = text.contains("Let the customer go");
        assert_eq!(lets_go, end == End::Void, "{text}");
        assert_eq!(end.alerts_staff(), end != End::Void, "{text}");
        assert_eq!(
            text.contains("the payment may be live"),
            end != End::Void,
            "{text}"
        );
    }
    let codes: Vec<_> = End::ALL.iter().map(|end| end.code()).collect();
    let expected = [
        "void",
        "refused",
        "not-processed",
        "unclear",
        "gave-up",
        "not-stored",
    ];
    assert_eq!(codes, expected);
}
