//! The terminal's store: power cuts, decisions of a person, and damaged files.

#[path = "common/setting.rs"]
mod setting;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alipay_acquiring::cancel::{End, LoadError, Policy};
use gateway::{Server, TRANSACTIONS};
use setting::{POLICY, Setting, USUAL, is_open, store};
use terminal::{Error, Store};

impl Setting<'_> {
    /// Cancels until the terminal has logged so many lines. Then the power is cut. Returns whether it was
    /// cut before the cancel ended.
    fn cut_power_after(&self, lines: usize, server: &Server, store: &Store) -> bool {
        let mut logged = 0;
        let mut log = |_: &str| {
            logged += 1;
            if logged == lines {
                resume_unwind(Box::new("power cut"));
            }
        };
        let run = || self.cancel_at(&server.url(), store, &mut log);
        catch_unwind(AssertUnwindSafe(run)).is_err()
    }
}

/// A gateway that collects the ids of the requests that it gets.
fn server_with_ids(setting: Setting) -> (Server, Arc<Mutex<Vec<String>>>) {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&ids);
    let server = setting.server(move |line| {
        let (_, id) = line.split_once("reqMsgId \"").expect("a request");
        log.lock().unwrap().push(id[..32].to_owned());
    });
    (server, ids)
}

/// The power is cut after each line of the log. The next run sends the same bytes, and ends with "void".
#[test]
fn a_power_cut_after_each_step() {
    let setting = Setting {
        fault: "close,unsigned,none",
        policy: Policy { sends: 5, ..POLICY },
        ..USUAL
    };
    for lines in 1.. {
        let name = format!("power cut {lines}");
        let (server, ids) = server_with_ids(setting);
        let store = store(&name);
        if !setting.cut_power_after(lines, &server, &store) {
            assert_eq!(lines - 1, 9, "lines in the whole log");
            return;
        }
        assert!(is_open(&store), "{name}");
        let report = setting.cancel(&server, &store).unwrap();
        assert_eq!((report.end, report.requests), (End::Void, 1), "{name}");
        assert!(!is_open(&store), "{name}");
        let ids = ids.lock().unwrap();
        assert!(ids.len() >= 3, "{name}: {ids:?}");
        assert!(ids.iter().all(|id| *id == ids[0]), "{name}: {ids:?}");
    }
}

/// A cancel that was sent once before the power was cut.
#[test]
fn after_a_power_cut() {
    let renewing = Policy {
        renew_after: Duration::ZERO,
        ..POLICY
    };
    let rows = [
        ("the same bytes are sent again", POLICY, 1),
        ("an old message is replaced", renewing, 2),
    ];
    for (name, policy, requests) in rows {
        let first = Setting {
            fault: "tamper-signature,none",
            ..USUAL
        };
        let (server, ids) = server_with_ids(first);
        let store = store(name);
        assert!(first.cut_power_after(1, &server, &store), "{name}");
        let report = Setting { policy, ..first }.cancel(&server, &store).unwrap();
        let counts = (report.end, report.sent, report.requests);
        assert_eq!(counts, (End::Void, 2, requests), "{name}");
        let ids: BTreeSet<_> = ids.lock().unwrap().iter().cloned().collect();
        assert_eq!(ids.len(), usize::from(requests), "{name}");
    }
}

/// A power cut costs one send of the limit, but never adds one.
#[test]
fn power_cuts_do_not_add_sends() {
    let setting = Setting {
        fault: "close",
        ..USUAL
    };
    let server = setting.server(|_| {});
    let store = store("many power cuts");
    for _ in 0..2 {
        assert!(setting.cut_power_after(2, &server, &store));
    }
    let report = setting.cancel(&server, &store).unwrap();
    assert_eq!((report.end, report.sent), (End::GaveUp, 3));
    assert_eq!(server.gateway().served(), 3);
}

/// A cancel that did not end with "void" remains until a person has decided.
#[test]
fn what_a_person_decides() {
    let rows = [
        ("refused", "PROCESS_FAIL", "none", End::Refused, 1),
        (
            "not processed",
            "KEY_NO_FOUND",
            "none",
            End::NotProcessed,
            3,
        ),
        ("unclear", "auto", "unlisted-failure", End::Unclear, 1),
        ("gave up", "auto", "unsigned-error", End::GaveUp, 3),
    ];
    for (name, answer, fault, end, sent) in rows {
        let first = Setting {
            answer,
            fault,
            ..USUAL
        };
        let store = store(&format!("decided {name}"));
        let server = first.server(|_| {});
        assert_eq!(first.cancel(&server, &store).unwrap().end, end, "{name}");

        // The next run sends nothing, and says the same to staff.
        let mut log = Vec::new();
        let mut keep = |line: &str| log.push(line.to_owned());
        let report = first.cancel_at(&server.url(), &store, &mut keep).unwrap();
        assert_eq!((report.end, report.last.outcome), (end, None), "{name}");
        assert_eq!(server.gateway().served(), sent, "{name}");
        let for_staff = log.iter().filter(|line| line.starts_with("   for staff: "));
        assert_eq!(for_staff.count(), 1, "{name}: {log:?}");

        // With the cause fixed: a new request, and new counts.
        let server = USUAL.server(|_| {});
        let again = USUAL.with_terminal(&server.url(), &store, |terminal, body| {
            terminal.try_again(body, &mut |_| {})
        });
        let again = again.unwrap();
        let counts = (again.end, again.sent, again.requests);
        assert_eq!(counts, (End::Void, 1, 2), "{name}");
        assert!(!is_open(&store), "{name}");
    }
}

#[test]
fn a_closed_cancel_makes_room_for_another_one() {
    let (server, store) = (USUAL.server(|_| {}), store("closed"));
    let close = |setting: Setting| {
        setting.with_terminal(&server.url(), &store, |terminal, body| terminal.close(body))
    };
    let [refused, other] = [TRANSACTIONS[2].1, TRANSACTIONS[0].1].map(|id| Setting {
        merchant_trans_id: id,
        ..USUAL
    });
    let nothing = close(refused);
    assert!(matches!(nothing, Err(Error::NotAsked(_))), "{nothing:?}");
    assert_eq!(refused.cancel(&server, &store).unwrap().end, End::Refused);
    for blocked in [other.cancel(&server, &store).map(drop), close(other)] {
        let error = blocked.unwrap_err();
        assert!(matches!(error, Error::OtherPending(_)), "{error}");
        assert!(
            error.to_string().contains(refused.merchant_trans_id),
            "{error}"
        );
    }
    close(refused).unwrap();
    assert_eq!(other.cancel(&server, &store).unwrap().end, End::Void);
    let nothing = close(other);
    assert!(matches!(nothing, Err(Error::NotAsked(_))), "{nothing:?}");
}

/// Nothing is sent that is not stored.
#[test]
fn a_store_that_fails() {
    let (server, store) = (USUAL.server(|_| {}), store("fails"));
    let in_the_way = store.path().with_extension("new");
    store.save(b"x").unwrap();
    store.clear().unwrap();
    fs::create_dir(&in_the_way).unwrap();
    let report = USUAL.cancel(&server, &store).unwrap();
    assert_eq!((report.end, report.last.outcome), (End::NotStored, None));
    assert_eq!(server.gateway().served(), 0);
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(USUAL.cancel(&server, &store).unwrap().end, End::Void);
}

#[test]
fn a_damaged_store_is_refused() {
    let golden = include_bytes!("../../../tests/fixtures/golden/request.json");
    // The cancel of another transaction, and one of this transaction that another key has signed.
    let record = |name: &str, setting: Setting| {
        let (server, store) = (setting.server(|_| {}), store(name));
        assert!(setting.cut_power_after(1, &server, &store), "{name}");
        store.load().unwrap().unwrap()
    };
    let other = Setting {
        merchant_trans_id: TRANSACTIONS[1].1,
        ..USUAL
    };
    let stranger = Setting {
        client_key: "rsa3072",
        ..USUAL
    };
    let (own, other) = (record("own", USUAL), record("other", other));
    let mut changed = own.clone();
    changed[300] ^= 1;
    let mut newer = own.clone();
    newer[4] = 2;
    let server = USUAL.server(|line| panic!("the terminal must send nothing: {line}"));
    type Check = fn(&Error) -> bool;
    let torn: Check = |error| matches!(error, Error::Load(LoadError::Torn { page: 0 }));
    let rows: [(&str, &[u8], Check); 7] = [
        ("an empty file", b"", |error| matches!(error, Error::Blank)),
        ("zeros", &[0; 900], |error| matches!(error, Error::Blank)),
        ("cut off", &own[..500], torn),
        ("changed", &changed, torn),
        ("a request alone", golden, |error| {
            matches!(error, Error::Load(LoadError::Foreign { page: 0 }))
        }),
        ("another version", &newer, |error| {
            matches!(error, Error::Load(LoadError::OtherVersion { found: 2, .. }))
        }),
        ("another transaction", &other, |error| {
            matches!(error, Error::OtherPending(_))
        }),
    ];
    for (name, stored, check) in rows {
        let store = store(name);
        store.save(stored).unwrap();
        let error = USUAL.cancel(&server, &store).unwrap_err();
        assert!(check(&error), "{name}: {error}");
        // The terminal keeps the file: only a person may delete it.
        assert_eq!(store.load().unwrap().unwrap(), stored, "{name}");
    }

    let store = store("another key");
    store.save(&record("stranger", stranger)).unwrap();
    let error = USUAL.cancel(&server, &store).unwrap_err();
    assert!(matches!(error, Error::StoredSignature(_)), "{error}");
    assert!(is_open(&store));
    assert_eq!(server.gateway().served(), 0);
}
