//! A client with its own key, at a gateway with its own key and its own transactions.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alipay_acquiring::cancel::{End, Policy};
use alipay_acquiring::{
    Failure, Outcome, PayCancelRequestBody, PayCancelResultCode, Text, TransactionId, UnknownReason,
};
use common::{LONG, Program, key_path, signing_key, verifying_key};
use gateway::{Gateway, Options, PARTNER_ID, Script, Server, Setup, TRANSACTIONS};
use terminal::{Report, Store, Terminal};

const CLIENT: &str = "my-client";

/// The terminal's side of a cancel.
#[derive(Clone, Copy)]
struct Case<'a> {
    client_id: &'a str,
    client_key: &'a str,
    platform_key: &'a str,
    partner_id: &'a str,
    transaction: &'a str,
}

const OWN: Case = Case {
    client_id: CLIENT,
    client_key: "rsa3072",
    platform_key: "rsa4096",
    partner_id: "my-partner",
    transaction: "sale-1",
};

impl Case<'_> {
    fn cancel(&self, name: &str, url: &str) -> Report {
        let folder = folder(name);
        let terminal = Terminal {
            url,
            client_id: Text::new(self.client_id).unwrap(),
            client_key: &signing_key(self.client_key),
            platform_keys: &[verifying_key(self.platform_key)],
            store: &Store::new(folder),
            timeout: LONG,
            policy: Policy {
                first_wait: Duration::from_millis(2),
                longest_wait: Duration::from_millis(2),
                renew_after: LONG,
                sends: 2,
                give_up_after: LONG,
                ..Policy::DEFAULT
            },
            jitter: false,
            window_end: None,
        };
        let body = PayCancelRequestBody {
            partner_id: Text::new(self.partner_id).unwrap(),
            transaction: TransactionId::Merchant(Text::new(self.transaction).unwrap()),
        };
        terminal.cancel(body, &mut |_| {}).unwrap()
    }
}

/// A name in this folder is free.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own");
    let folder = folder.join(name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// A gateway with the key `rsa4096`, the client [`CLIENT`] with the key `rsa3072`, and two
/// transactions.
fn server() -> Server {
    let mut setup = Setup::default();
    setup.set_key(signing_key("rsa4096"));
    setup.add_client(CLIENT, verifying_key("rsa3072")).unwrap();
    let refusal = Some(PayCancelResultCode::OrderStatusInvalid);
    for (id, refusal) in [("sale-1", None), ("sale-2", refusal)] {
        setup
            .add_transaction("my-partner", id, None, refusal)
            .unwrap();
    }
    let gateway = Gateway::with_setup(setup, Script::default());
    Server::start(gateway, 0, LONG, |_| {}).unwrap()
}

#[test]
fn own_client_key_and_transactions() {
    use PayCancelResultCode as Code;
    let success = (Outcome::Success, End::Void, Some(Code::Success));
    let refused = |code| {
        let outcome = Outcome::Failed(Failure::Refused);
        (outcome, End::Refused, Some(code))
    };
    let unknown = |why| (Outcome::Unknown(why), End::GaveUp, None);
    let test = Case {
        partner_id: PARTNER_ID,
        transaction: TRANSACTIONS[0].1,
        ..OWN
    };
    let rows = [
        ("own everything", OWN, success),
        (
            "a transaction that refuses",
            Case {
                transaction: "sale-2",
                ..OWN
            },
            refused(Code::OrderStatusInvalid),
        ),
        (
            "an unknown transaction",
            Case {
                transaction: "sale-3",
                ..OWN
            },
            refused(Code::OrderNotExist),
        ),
        (
            "another partner",
            Case {
                partner_id: PARTNER_ID,
                ..OWN
            },
            refused(Code::OrderNotExist),
        ),
        ("a test transaction", test, success),
        (
            "the test client",
            Case {
                client_id: gateway::CLIENT_ID,
                client_key: "client",
                ..test
            },
            success,
        ),
        (
            "another client key",
            Case {
                client_key: "client",
                ..OWN
            },
            unknown(UnknownReason::Unsigned),
        ),
        (
            "another platform key",
            Case {
                platform_key: "platform",
                ..OWN
            },
            unknown(UnknownReason::InvalidSignature),
        ),
    ];
    let server = server();
    for (name, case, expected) in rows {
        let report = case.cancel(name, &server.url());
        assert_eq!(
            (report.last.outcome, report.end, report.last.code),
            (Some(expected.0), expected.1, expected.2),
            "{name}"
        );
    }
}

/// A fault that needs another key than the gateway's finds one, whatever the gateway's key is.
#[test]
fn the_wrong_key_is_never_the_gateways() {
    for key in ["platform", "client", "rsa3072"] {
        let mut setup = Setup::default();
        setup.set_key(signing_key(key));
        let mut script = Script::default();
        script.add("fault", "wrong-key").unwrap();
        let gateway = Gateway::with_setup(setup, script);
        let server = Server::start(gateway, 0, LONG, |_| {}).unwrap();
        let case = Case {
            client_id: gateway::CLIENT_ID,
            client_key: "client",
            platform_key: key,
            partner_id: PARTNER_ID,
            transaction: TRANSACTIONS[0].1,
        };
        let report = case.cancel(&format!("wrong key {key}"), &server.url());
        let expected = Outcome::Unknown(UnknownReason::InvalidSignature);
        assert_eq!(report.last.outcome, Some(expected), "{key}");
    }
}

/// The same with the program and a file of options.
#[test]
fn the_program_reads_a_file_of_options() {
    let folder = folder("program");
    fs::create_dir_all(&folder).unwrap();
    for file in ["rsa3072_public.spki.pem", "rsa4096_private.pkcs8.pem"] {
        fs::copy(key_path(file), folder.join(file)).unwrap();
    }
    let file = folder.join("gateway.conf");
    let text = "# the port is chosen by the system\nport 0\n\
                client my-client=rsa3072_public.spki.pem\n\
                key rsa4096_private.pkcs8.pem\n\
                partner my-partner\ntransaction sale-1\n";
    fs::write(&file, text).unwrap();
    assert!(Options::parse(["--options".to_owned(), file.display().to_string()]).is_ok());

    let mut program = Program::start(&["--options", file.to_str().unwrap()]);
    let report = OWN.cancel("program, terminal", &program.url());
    assert_eq!(report.last.outcome, Some(Outcome::Success));
    let logged = program.next_line();
    assert!(
        logged.contains("clientId \"my-client\", reqMsgId \""),
        "{logged}"
    );
    assert!(logged.contains("\": SUCCESS: cancelled -> "), "{logged}");
}
