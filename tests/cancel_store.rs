//! The driver of a cancel: its record, power cuts, a store that fails, and the decisions of a person.

mod common;

use std::time::Duration;

use alipay_acquiring::cancel::{
    Cancel, Decision, End, LoadError, MessageError, NotAsked, Policy, Step,
};

use common::cancel_rig::{
    Did, NOT_PROCESSED, REFUSED, Rig, START, SUCCESS, TRY_LATER, answer, end, req_msg_id, request,
    request_for, sent,
};

const POLICY: Policy = Policy {
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(4),
    sends: 4,
    sends_at_least: 2,
    give_up_after: Duration::from_secs(1000),
    renew_after: Duration::from_secs(500),
    store_attempts: 3,
};

type Loaded = Result<Cancel<[u8; 1024]>, LoadError>;

fn load(pages: [&[u8]; 2]) -> Loaded {
    Cancel::load(POLICY, pages, [0; 1024])
}

/// The newest record: the page that the machine wrote last.
fn newest(rig: &mut Rig) -> usize {
    let before = rig.pages.clone();
    assert_eq!(rig.act(|_| None), Did::Store);
    (0..2)
        .find(|&page| rig.pages[page] != before[page])
        .unwrap()
}

#[test]
fn the_layout_of_a_record() {
    let mut rig = Rig::begun(POLICY, Some(START + 60));
    let page = newest(&mut rig);
    let (record, envelope) = (&rig.pages[page], request(1, START));
    let end = 32 + envelope.len();
    assert_eq!(record[..6], *b"ALPC\x01\x01");
    assert_eq!(record[6..10], [1, 0, 1, 0]);
    assert_eq!(
        record[10..12],
        u16::try_from(envelope.len()).unwrap().to_le_bytes()
    );
    assert_eq!(record[12..16], 1_u32.to_le_bytes());
    assert_eq!(record[16..24], START.to_le_bytes());
    assert_eq!(record[24..32], (START + 60).to_le_bytes());
    assert_eq!(record[32..end], envelope);
    assert_eq!(record[end], 0);
    let digest = alipay_acquiring::signature::SigningBytes::new(&record[..=end]).digest();
    assert_eq!(record[end + 1..], digest[..8]);
    assert!(record.len() < 1024 - 105, "{}", record.len());
}

/// A page may be longer than the record, and the other page may be blank in each way.
#[test]
fn what_two_pages_hold() {
    let mut rig = Rig::begun(POLICY, None);
    let page = newest(&mut rig);
    let open = [&rig.pages[page][..], &[0xFF; 100]].concat();
    let mut refused = rig.clone();
    let _ = refused.run(|request| Some(answer(request, REFUSED)));
    let ended = refused.pages[page ^ 1].clone();
    refused.cancel.decided(Decision::Close).unwrap();
    let closed = {
        let page = newest(&mut refused);
        refused.pages[page].clone()
    };
    let torn = &open[..300];
    let mut other_version = open.clone();
    other_version[4] = 2;
    let mut foreign = open.clone();
    foreign[0] = b'a';
    let mut no_request = open.clone();
    no_request[40] ^= 1;
    let blank: [&[u8]; 5] = [&[], &[0xFF], &[0xFF; 1024], &[0; 1024], &[0; 3]];
    let shown = |loaded: Loaded| match loaded {
        Ok(mut cancel) => match cancel.step(START, 255) {
            Step::Idle => "idle",
            Step::Wait(_) => "open",
            Step::Finished(End::Refused) => "ended",
            step => panic!("{step:?}"),
        },
        Err(LoadError::Torn { page: 0 }) => "torn",
        Err(LoadError::Foreign { page: 0 }) => "foreign",
        Err(LoadError::OtherVersion { page: 0, found: 2 }) => "other version",
        Err(error) => panic!("{error}"),
    };
    let rows: [(&str, &[u8], &[u8], &str); 15] = [
        ("open", &open, &[], "open"),
        ("ended", &ended, &[], "ended"),
        ("closed", &closed, &[], "idle"),
        ("ended after open", &open, &ended, "ended"),
        ("closed after ended", &ended, &closed, "idle"),
        ("closed after open", &open, &closed, "idle"),
        ("torn", torn, &[], "torn"),
        ("torn twice", torn, torn, "torn"),
        ("torn beside open", torn, &open, "open"),
        ("torn beside ended", torn, &ended, "ended"),
        ("torn beside closed", torn, &closed, "torn"),
        ("foreign", &foreign, &[], "foreign"),
        ("foreign beside open", &foreign, &open, "open"),
        ("foreign beside closed", &foreign, &closed, "foreign"),
        (
            "other version beside open",
            &other_version,
            &open,
            "other version",
        ),
    ];
    for (name, first, second, expected) in rows {
        assert_eq!(shown(load([first, second])), expected, "{name}");
        if !expected.contains(['t', 'f']) {
            assert_eq!(
                shown(load([second, first])),
                expected,
                "{name}, pages exchanged"
            );
        }
        for blank in blank.iter().filter(|_| second.is_empty()) {
            assert_eq!(shown(load([first, blank])), expected, "{name}, blank");
        }
    }
    for first in blank {
        for second in blank {
            assert_eq!(shown(load([first, second])), "idle", "{first:?} {second:?}");
        }
    }
    assert_eq!(shown(load([&no_request, &[]])), "torn", "the checksum");
}

/// A whole record whose content is no request. The machine never writes one.
#[test]
fn a_record_without_a_request() {
    let mut record = b"ALPC\x01\x01\x01\x00\x01\x00\x02\x00".to_vec();
    record.extend([0; 20]);
    record.extend(b"{}\0");
    let digest = alipay_acquiring::signature::SigningBytes::new(&record).digest();
    record.extend(&digest[..8]);
    match load([&[], &record]) {
        Err(LoadError::Request { page: 1, error }) => assert_eq!(error.field(), Some("request")),
        other => panic!("{other:?}"),
    }
    let small = Cancel::load(POLICY, [&record, &[]], [0; 10]);
    assert!(matches!(small, Err(LoadError::Request { .. })));
}

#[test]
fn every_changed_bit_and_every_cut_is_found() {
    let mut rig = Rig::begun(POLICY, Some(START + 99));
    assert_eq!(rig.act(|_| None), Did::Store);
    let _ = rig.act(|request| Some(answer(request, TRY_LATER)));
    let _ = rig.act(|_| None);
    let page = newest(&mut rig);
    let record = rig.pages[page].clone();
    let whole = load([&record, &[]]).unwrap();
    assert_eq!((whole.sent(), whole.messages()), (2, 1));
    assert!(whole.evidence().is_some());
    for at in 0..record.len() {
        for bit in 0..8 {
            let mut changed = record.clone();
            changed[at] ^= 1 << bit;
            let error = load([&changed, &[]]).err();
            let expected = match at {
                0..4 => LoadError::Foreign { page: 0 },
                4 if bit != 0 => LoadError::OtherVersion {
                    page: 0,
                    found: changed[4],
                },
                _ => LoadError::Torn { page: 0 },
            };
            assert_eq!(error, Some(expected), "byte {at}, bit {bit}");
        }
        // What was behind the cut: nothing, an erased page, or the end of an older record.
        let older = vec![b'7'; record.len()];
        let same_start = [&record[..4], &older[4..]].concat();
        for rest in [vec![], vec![0xFF; 1024], vec![0; 1024], same_start] {
            let tail = rest.get(at..).unwrap_or_default();
            let torn = load([&[&record[..at], tail].concat(), &[]]);
            match torn {
                Ok(cancel) => assert!(at == 0 && cancel.request().is_none(), "{at}"),
                Err(LoadError::OtherVersion { found: b'7', .. }) => assert!(at < 5),
                Err(error) => assert_eq!(error, LoadError::Torn { page: 0 }, "{at}"),
            }
        }
    }
}

/// What a store does with a write when the power is cut: nothing, a part, or all, over erased or over old
/// bytes.
fn torn(old: &[u8], new: &[u8], at: usize, erased: bool) -> Vec<u8> {
    let old = if erased {
        vec![0xFF; 1024]
    } else {
        old.to_vec()
    };
    [&new[..at], old.get(at..).unwrap_or_default()].concat()
}

/// A power cut in each write, at each byte. Nothing that was sent is lost: the cancel goes on with the same
/// bytes and the right counts.
#[test]
fn a_power_cut_at_every_byte_of_every_write() {
    let mut rig = Rig::begun(POLICY, None);
    let mut sends = 0;
    let mut cuts = 0;
    loop {
        let write = match rig.cancel.step(rig.now, 255) {
            Step::Store(write) => Some((usize::from(write.page()), write.bytes().to_vec())),
            _ => None,
        };
        if let Some((page, new)) = write {
            for at in 0..=new.len() {
                for erased in [false, true] {
                    let mut pages = rig.pages.clone();
                    pages[page] = torn(&rig.pages[page], &new, at, erased);
                    let loaded = load([&pages[0], &pages[1]]);
                    let whole = at == new.len();
                    cuts += 1;
                    match loaded {
                        Ok(cancel) if sends == 0 && !whole => {
                            assert_eq!((at, cancel.request()), (0, None));
                        }
                        Err(LoadError::Torn { .. }) if sends == 0 => assert!(!whole),
                        Ok(cancel) => {
                            let request = cancel.request().unwrap();
                            assert_eq!(request.head.req_msg_id, "cancel-1");
                            let counts = sends..=sends + 1;
                            assert!(counts.contains(&cancel.sent()), "{at}: {cancel:?}");
                        }
                        Err(error) => panic!("after {sends} sends, cut at {at}: {error}"),
                    }
                }
            }
        }
        match rig.act(|_| None) {
            Did::Send(bytes, _) => {
                sends += 1;
                assert_eq!(bytes, request(1, START));
            }
            Did::Finish(end) => {
                assert_eq!(end, End::GaveUp);
                break;
            }
            _ => {}
        }
    }
    assert!(sends == POLICY.sends && cuts > 5000, "{cuts}");
}

/// A power cut after each step, once and in each step: the cancel ends within its limits.
#[test]
fn power_cuts_between_steps() {
    let first = request(1, START);
    for cut_after in 0..40 {
        for every in [false, true] {
            let mut rig = Rig::begun(POLICY, None);
            assert_eq!(rig.act(|_| None), Did::Store);
            let (mut sends, mut steps) = (0, 0);
            let end = loop {
                let did = rig.act(|_| None);
                steps += 1;
                assert!(steps < 200);
                match did {
                    Did::Send(bytes, _) => {
                        sends += 1;
                        assert_eq!(bytes, first);
                    }
                    Did::Finish(end) => break end,
                    _ => {}
                }
                // A terminal that never runs for longer than one step sends nothing.
                if steps == cut_after || every && cut_after > 2 && steps % cut_after == 0 {
                    rig.power_cut();
                }
            };
            let name = format!("cut after {cut_after}, {every}");
            assert_eq!(end, End::GaveUp, "{name}");
            assert!(sends <= POLICY.sends, "{name}: {sends}");
            assert!(every || sends >= POLICY.sends - 1, "{name}: {sends}");
        }
    }
}

#[test]
fn after_a_long_outage_there_is_a_new_message() {
    let mut rig = Rig::begun(POLICY, None);
    assert_eq!(rig.act(|_| None), Did::Store);
    assert!(matches!(rig.act(|_| None), Did::Send(..)));
    rig.power_cut();
    rig.now += 600;
    let done = rig.run(|request| Some(answer(request, SUCCESS)));
    assert_eq!(req_msg_id(sent(&done)[0]), "cancel-2");
    assert_eq!(end(&done), End::Void);
    // After an outage of a day there are still some sends.
    let mut rig = Rig::begun(POLICY, Some(START + 300));
    assert_eq!(rig.act(|_| None), Did::Store);
    rig.power_cut();
    rig.now += 86_400;
    let done = rig.run(|_| None);
    assert_eq!((sent(&done).len(), end(&done)), (1, End::GaveUp));
}

/// A store with one page that is replaced in one step, such as a file that is renamed.
#[test]
fn a_store_with_one_page() {
    for cut_after in 0..20 {
        let mut rig = Rig::begun(POLICY, None);
        let mut file = vec![];
        for step in 0.. {
            match rig.act(|request| Some(answer(request, NOT_PROCESSED))) {
                Did::Store => {
                    let newest = rig.pages.iter().find(|page| !page.is_empty());
                    file.clone_from(newest.unwrap());
                }
                Did::Finish(end) => {
                    // After a cut behind the last send there is no answer.
                    let expected = [End::NotProcessed, End::GaveUp];
                    assert!(expected.contains(&end), "{cut_after}: {end:?}");
                    break;
                }
                _ => {}
            }
            rig.pages = [vec![], vec![]];
            if step == cut_after {
                rig.cancel = load([&file, &[]]).unwrap();
            }
        }
        let loaded = load([&file, &[]]).unwrap();
        assert!(loaded.request().is_some(), "{cut_after}");
        assert_eq!(loaded.sent(), 4, "{cut_after}");
    }
}

/// How many writes fail, and how it ends. Each write is tried three times.
#[test]
fn a_store_that_fails() {
    for fails_from in 0..12 {
        for failures in 0..=3 {
            let mut rig = Rig::begun(POLICY, None);
            let (mut writes, mut sends) = (0, 0);
            let end = loop {
                let failing = (fails_from..fails_from + failures).contains(&writes);
                rig.store_works = !failing;
                match rig.act(|_| None) {
                    Did::Store | Did::FailToStore => writes += 1,
                    Did::Send(..) => sends += 1,
                    Did::Finish(end) => break end,
                    _ => {}
                }
            };
            let name = format!("{failures} failures from write {fails_from}");
            let gave_up = failures < 3 || fails_from >= 4;
            assert_eq!(end == End::GaveUp, gave_up, "{name}");
            assert_eq!(end == End::NotStored, !gave_up, "{name}");
            let expected = if gave_up { 4 } else { fails_from };
            assert_eq!(sends, expected, "{name}");
            // Whatever was stored is still there, and a person can close it.
            rig.store_works = true;
            let mut resumed = rig.clone();
            resumed.power_cut();
            assert_eq!(
                resumed.cancel.request().is_some(),
                writes > failures,
                "{name}"
            );
            rig.cancel.decided(Decision::Close).unwrap();
            assert_eq!(rig.act(|_| None), Did::Store);
            assert_eq!(rig.act(|_| None), Did::Nothing);
            rig.power_cut();
            assert_eq!(rig.act(|_| None), Did::Nothing, "{name}");
        }
    }
}

/// Failures are counted for each record.
#[test]
fn a_store_that_fails_again_and_again() {
    let mut rig = Rig::begun(POLICY, None);
    let mut writes = 0;
    let mut act = |rig: &mut Rig| {
        rig.store_works = writes % 3 == 2;
        let did = rig.act(|_| None);
        writes += u32::from(matches!(did, Did::Store | Did::FailToStore));
        did
    };
    let end = loop {
        if let Did::Finish(end) = act(&mut rig) {
            break end;
        }
    };
    assert_eq!(end, End::GaveUp);
    // The same after a store that failed until the end.
    let mut rig = Rig::begun(POLICY, None);
    rig.store_works = false;
    assert_eq!(self::end(&rig.run(|_| None)), End::NotStored);
    let late = rig.answer(&answer(&request(1, START), SUCCESS));
    assert_eq!(late, alipay_acquiring::Outcome::Success);
    assert_eq!(rig.act(|_| None), Did::Finish(End::NotStored));
    rig.cancel.decided(Decision::Close).unwrap();
    for expected in [
        Did::FailToStore,
        Did::Wait(Duration::from_secs(1)),
        Did::FailToStore,
    ] {
        assert_eq!(rig.act(|_| None), expected);
    }
    rig.store_works = true;
    let _ = rig.act(|_| None);
    assert_eq!(rig.act(|_| None), Did::Store);
    assert_eq!(rig.act(|_| None), Did::Nothing);
}

/// Without a new message staff's next attempt sends the old bytes, with new counts.
#[test]
fn another_try_without_a_key() {
    let mut rig = Rig::begun(POLICY, None);
    assert_eq!(end(&rig.run(|_| None)), End::GaveUp);
    rig.cancel.decided(Decision::TryAgain).unwrap();
    rig.key_works = false;
    let done = rig.run(|_| None);
    assert_eq!(sent(&done), [&request(1, START)[..]; 4]);
}

/// After a power cut the next record goes to the other page, and the wait is short.
#[test]
fn the_page_that_counts_is_not_overwritten() {
    let mut rig = Rig::begun(POLICY, None);
    let mut current = newest(&mut rig);
    for _ in 1..POLICY.sends {
        assert!(matches!(rig.act(|_| None), Did::Send(..)));
        rig.power_cut();
        assert_eq!(rig.act(|_| None), Did::Wait(Duration::from_secs(1)));
        let page = newest(&mut rig);
        assert_ne!(page, current);
        current = page;
    }
}

#[test]
fn a_decision_that_cannot_be_stored_is_asked_for_again() {
    let mut rig = Rig::begun(POLICY, None);
    let done = rig.run(|request| Some(answer(request, REFUSED)));
    assert_eq!(end(&done), End::Refused);
    rig.cancel.decided(Decision::Close).unwrap();
    rig.store_works = false;
    let done = rig.run(|_| None);
    assert_eq!(end(&done), End::Refused);
    assert_eq!(
        done.iter().filter(|did| **did == Did::FailToStore).count(),
        3
    );
    rig.power_cut();
    assert_eq!(rig.act(|_| None), Did::Finish(End::Refused));
}

/// After every end but "void" the cancel remains until a person has decided, through power cuts, too.
#[test]
fn a_cancel_remains_until_a_person_decides() {
    type Result = Option<[&'static str; 3]>;
    let rows: [(End, Result); 5] = [
        (End::Void, Some(SUCCESS)),
        (End::Refused, Some(REFUSED)),
        (End::NotProcessed, Some(NOT_PROCESSED)),
        (End::Unclear, Some(["F", "99999999", "SOME_NEW_CODE"])),
        (End::GaveUp, None),
    ];
    for (expected, result) in rows {
        let mut rig = Rig::begun(POLICY, None);
        let done = rig.run(|request| Some(answer(request, result?)));
        assert_eq!(end(&done), expected);
        for _ in 0..3 {
            rig.power_cut();
            assert_eq!(rig.act(|_| None), Did::Finish(expected));
            assert_eq!(rig.begin(None), Err(MessageError::NotAsked));
        }
        let mut again = rig.clone();
        rig.cancel.decided(Decision::Close).unwrap();
        assert_eq!(rig.act(|_| None), Did::Store);
        assert_eq!(rig.act(|_| None), Did::Nothing);
        assert_eq!(rig.cancel.request(), None);
        rig.power_cut();
        assert_eq!(rig.act(|_| None), Did::Nothing);
        // The next cancel.
        rig.begin(None).unwrap();
        let done = rig.run(|request| Some(answer(request, SUCCESS)));
        assert_eq!(end(&done), End::Void, "{expected:?}");

        // The next attempt, with a new message and new counts.
        let decided = again.cancel.decided(Decision::TryAgain);
        if expected == End::Void {
            assert_eq!(decided, Err(NotAsked));
            continue;
        }
        decided.unwrap();
        let mut cut = again.clone();
        cut.power_cut();
        assert_eq!(cut.act(|_| None), Did::Finish(expected), "not yet stored");
        again.now += 100_000;
        let done = again.run(|_| None);
        let requests = sent(&done);
        assert_eq!(requests.len(), 4, "{expected:?}");
        assert_ne!(requests[0], request(1, START));
        assert!(requests.iter().all(|sent| *sent == requests[0]));
        assert_eq!(end(&done), End::GaveUp);
    }
}

/// A confirmation of an older write is ignored.
#[test]
fn an_old_confirmation() {
    let mut rig = Rig::begun(POLICY, None);
    let Step::Store(write) = rig.cancel.step(START, 0) else {
        panic!("{:?}", rig.cancel);
    };
    let old = write.done();
    rig.cancel.stored(old);
    rig.cancel.stored(old);
    assert!(matches!(rig.cancel.step(START, 0), Step::Send(_)));
    rig.cancel.no_answer();
    let _ = rig.cancel.step(START, 0);
    rig.cancel.waited();
    rig.cancel.stored(old);
    assert!(matches!(rig.cancel.step(START, 0), Step::Store(_)));
}

/// Serial numbers wrap around.
#[test]
fn the_newer_record_counts_at_every_serial_number() {
    let mut rig = Rig::begun(POLICY, None);
    let page = newest(&mut rig);
    let with = |serial: u32, sent: u8| {
        let mut record = rig.pages[page].clone();
        record[12..16].copy_from_slice(&serial.to_le_bytes());
        record[6] = sent;
        let end = record.len() - 8;
        let digest = alipay_acquiring::signature::SigningBytes::new(&record[..end]).digest();
        record[end..].copy_from_slice(&digest[..8]);
        record
    };
    for older in [0, 1, i32::MAX as u32, u32::MAX - 1, u32::MAX] {
        for steps in [1, 2, i32::MAX as u32] {
            let (old, new) = (with(older, 1), with(older.wrapping_add(steps), 2));
            for pages in [[&old[..], &new], [&new, &old]] {
                assert_eq!(load(pages).unwrap().sent(), 2, "{older} + {steps}");
            }
        }
    }
}

/// The smallest buffer, and every smaller one.
#[test]
fn buffers_that_are_too_small() {
    let envelope = request(1, START);
    let needed = envelope.len() + 41;
    let mut rig = Rig::begun(POLICY, None);
    let page = newest(&mut rig);
    for len in 0..=needed {
        let mut cancel = Cancel::load(POLICY, [&[], &[]], vec![0; len]).unwrap();
        let begun = cancel.begin(&envelope, None);
        let loaded = Cancel::load(POLICY, [&rig.pages[page], &[]], vec![0; len]);
        if len < needed {
            assert_eq!(begun, Err(MessageError::BufferTooSmall { needed }));
            assert_eq!(loaded.unwrap_err(), LoadError::BufferTooSmall { needed });
        } else {
            // No room for evidence, which is left out.
            let _ = loaded.unwrap();
            begun.unwrap();
            let Step::Store(write) = cancel.step(START, 0) else {
                panic!("{cancel:?}");
            };
            assert_eq!(write.bytes(), rig.pages[page]);
        }
    }
    // Evidence is kept if there is room: for its 8 bytes, the code and the message.
    let all = needed + 8 + "ORDER_NOT_EXIST".len() + "said by the platform".len();
    for len in needed..needed + 120 {
        let mut cancel = Cancel::load(POLICY, [&rig.pages[page], &[]], vec![0; len]).unwrap();
        let late = answer(&envelope, REFUSED);
        assert!(matches!(cancel.step(START, 0), Step::Wait(_)));
        cancel.waited();
        let Step::Store(write) = cancel.step(START, 0) else {
            panic!("{cancel:?}");
        };
        let done = write.done();
        cancel.stored(done);
        let _ = cancel.step(START, 0);
        let keys = [&common::cancel_rig::PLATFORM];
        assert_eq!(
            cancel.answer(&late, &mut [0; 512], &keys).code(),
            "failed-refused"
        );
        let Step::Store(write) = cancel.step(START, 0) else {
            panic!("{cancel:?}");
        };
        let loaded = load([write.bytes(), &[]]).unwrap();
        assert!(loaded.request().is_some(), "{len}");
        assert_eq!(loaded.evidence().is_some(), len >= all, "{len} of {all}");
    }
    let mut send = vec![0; needed];
    let mut cancel = Cancel::load(POLICY, [&rig.pages[page], &[]], &mut send[..]).unwrap();
    assert!(matches!(cancel.step(START, 0), Step::Wait(_)));
}

#[test]
fn messages_that_are_refused() {
    let mut rig = Rig::new(POLICY);
    let escaped = request_for("a\"b", 1, START);
    let good = request(1, START);
    for (name, bytes) in [
        ("nothing", &b""[..]),
        ("cut", &good[..good.len() - 1]),
        ("a response", &answer(&good, SUCCESS)),
    ] {
        let begun = rig.cancel.begin(bytes, None);
        assert!(
            matches!(begun, Err(MessageError::Decode(_))),
            "{name}: {begun:?}"
        );
        assert_eq!(rig.act(|_| None), Did::Nothing, "{name}");
    }
    assert_eq!(rig.cancel.begin(&escaped, None), Err(MessageError::Escapes));
    assert_eq!(rig.act(|_| None), Did::Nothing);
}

#[test]
fn errors_say_what_to_do() {
    let rows = [
        (
            LoadError::Torn { page: 1 }.to_string(),
            "expected a whole record in page 1 of the store, found a part of one; look up the last sale, then \
             erase the page",
        ),
        (
            LoadError::Foreign { page: 0 }.to_string(),
            "expected a record or an erased page, found other bytes in page 0 of the store; look up the last \
             sale, then erase the page",
        ),
        (
            LoadError::OtherVersion { page: 0, found: 2 }.to_string(),
            "expected a record of version 1, found version 2 in page 0 of the store; load it with the version \
             of this crate that wrote it",
        ),
        (
            LoadError::BufferTooSmall { needed: 726 }.to_string(),
            "the buffer is too small: 726 bytes are needed",
        ),
        (
            MessageError::NotAsked.to_string(),
            "the cancel does not ask for a message now",
        ),
        (
            MessageError::Escapes.to_string(),
            "expected a request without escapes, found one; use ids without quotes and backslashes",
        ),
        (
            MessageError::SameReqMsgId.to_string(),
            "expected a new reqMsgId, found that of the message before",
        ),
        (
            NotAsked.to_string(),
            "there is no cancel that waits for this decision",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(text, expected);
    }
}
