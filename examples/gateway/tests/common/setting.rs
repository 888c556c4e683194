//! A gateway and a terminal, set up for a case.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alipay_acquiring::cancel::{Cancel, Policy};
use alipay_acquiring::{
    PayCancelRequestBody, Text, TransactionId,
    signature::{RsaSigningKey, RsaVerifyingKey},
};
use gateway::{CLIENT_ID, Gateway, PARTNER_ID, Script, Server, TRANSACTIONS};
use terminal::{Error, Report, Store, Terminal};

/// Waits of two milliseconds, and time limits that even the slowest machine does not reach.
pub(crate) const POLICY: Policy = Policy {
    first_wait: Duration::from_millis(2),
    longest_wait: Duration::from_millis(2),
    renew_after: Duration::from_secs(3600),
    sends: 3,
    give_up_after: Duration::from_secs(3600),
    ..Policy::DEFAULT
};

/// How the gateway and the terminal of a case are set up.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) answer: &'a str,
    pub(crate) arrange: &'a str,
    pub(crate) fault: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) client_key: &'a str,
    pub(crate) merchant_trans_id: &'a str,
    pub(crate) timeout: Duration,
    pub(crate) policy: Policy,
}

pub(crate) const USUAL: Setting = Setting {
    answer: "auto",
    arrange: "compact",
    fault: "none",
    client_id: CLIENT_ID,
    client_key: "client",
    merchant_trans_id: TRANSACTIONS[0].1,
    timeout: Duration::from_secs(600),
    policy: POLICY,
};

impl Setting<'_> {
    pub(crate) fn server(&self, log: impl Fn(&str) + Send + Sync + 'static) -> Server {
        let mut script = Script::default();
        let lists = [
            ("answer", self.answer),
            ("arrange", self.arrange),
            ("fault", self.fault),
        ];
        for (name, words) in lists {
            script.add(name, words).unwrap();
        }
        Server::start(Gateway::new(script), 0, USUAL.timeout, log).unwrap()
    }

    pub(crate) fn cancel(&self, server: &Server, store: &Store) -> Result<Report, Error> {
        self.cancel_at(&server.url(), store, &mut |_| {})
    }

    pub(crate) fn cancel_at(
        &self,
        url: &str,
        store: &Store,
        log: &mut dyn FnMut(&str),
    ) -> Result<Report, Error> {
        self.with_terminal(url, store, |terminal, body| terminal.cancel(body, log))
    }

    pub(crate) fn with_terminal<T>(
        &self,
        url: &str,
        store: &Store,
        act: impl FnOnce(&Terminal, PayCancelRequestBody) -> T,
    ) -> T {
        let terminal = Terminal {
            url,
            client_id: Text::new(self.client_id).unwrap(),
            client_key: &signing_key(self.client_key),
            // As during a key rotation.
            platform_keys: &["rsa3072", "platform"].map(verifying_key),
            store,
            timeout: self.timeout,
            policy: self.policy,
            jitter: false,
            window_end: None,
        };
        let body = PayCancelRequestBody {
            partner_id: Text::new(PARTNER_ID).unwrap(),
            transaction: TransactionId::Merchant(Text::new(self.merchant_trans_id).unwrap()),
        };
        act(&terminal, body)
    }
}

/// Whether the store holds a cancel that goes on, or that waits for a person.
pub(crate) fn is_open(store: &Store) -> bool {
    let stored = store.load().unwrap().unwrap_or_default();
    let cancel = Cancel::load(POLICY, [&stored, &[]], vec![0; 8192]).unwrap();
    cancel.request().is_some()
}

fn key(file: &str) -> String {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/keys");
    fs::read_to_string(keys.join(file)).unwrap()
}

pub(crate) fn signing_key(name: &str) -> RsaSigningKey {
    RsaSigningKey::from_text(&key(&format!("{name}_private.pkcs8.pem"))).unwrap()
}

fn verifying_key(name: &str) -> RsaVerifyingKey {
    RsaVerifyingKey::from_text(&key(&format!("{name}_public.spki.pem"))).unwrap()
}

/// An empty store with this name.
pub(crate) fn store(name: &str) -> Store {
    let mut folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    folder.push("stores");
    folder.push(name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&folder);
    Store::new(folder)
}
