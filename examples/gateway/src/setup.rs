//! What the gateway knows before the first request: its clients, its key, and the transactions.

use std::fmt::Display;
use std::path::Path;

use alipay_acquiring::signature::{
    RsaSigningKey, RsaVerifyingKey, Signature, SigningBytes, Verifier,
};
use alipay_acquiring::{PayCancelResultCode, Text};

use crate::journal::{CarriedOut, Journal};
use crate::shown::Shown;

/// The client of the specification's sample, whose key is the test key `client`.
pub const CLIENT_ID: &str = "211xxxxxxxxxxxxxxx044";

/// A client that has not uploaded a key yet.
pub const CLIENT_WITHOUT_KEY: &str = "211xxxxxxxxxxxxxxx045";

/// The partner that owns the test transactions: the one in the specification's sample.
pub const PARTNER_ID: &str = "218820000000000000023";

/// The test transactions: `acquirementId`, `merchantTransId`, and the code that refuses a cancel, if
/// any.
pub const TRANSACTIONS: [(&str, &str, Option<PayCancelResultCode>); 5] = {
    use PayCancelResultCode::{
        MerchantBalanceNotEnough, OrderCancelWindowExpired, OrderStatusInvalid,
    };
    [
        ("2015xxxxxxxxxxxxxxxxxxxxx747", "510xxxxxxxxxxxxxx002", None),
        ("2015xxxxxxxxxxxxxxxxxxxxx748", "510xxxxxxxxxxxxxx003", None),
        (
            "2015xxxxxxxxxxxxxxxxxxxxx749",
            "510xxxxxxxxxxxxxx004",
            Some(OrderCancelWindowExpired),
        ),
        (
            "2015xxxxxxxxxxxxxxxxxxxxx750",
            "510xxxxxxxxxxxxxx005",
            Some(OrderStatusInvalid),
        ),
        (
            "2015xxxxxxxxxxxxxxxxxxxxx751",
            "510xxxxxxxxxxxxxx006",
            Some(MerchantBalanceNotEnough),
        ),
    ]
};

/// A client that the gateway knows.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) key: Option<RsaVerifyingKey>,
}

/// A transaction that a merchant's `pay` call has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The partner that it belongs to.
    pub partner_id: String,
    /// The merchant's id.
    pub merchant_trans_id: String,
    /// Alipay's id.
    pub acquirement_id: String,
    /// The code that refuses a cancel. `None` if it can be cancelled.
    pub refusal: Option<PayCancelResultCode>,
}

impl Transaction {
    fn clashes_with(&self, other: &Self) -> bool {
        self.partner_id == other.partner_id
            && (self.merchant_trans_id == other.merchant_trans_id
                || self.acquirement_id == other.acquirement_id)
    }
}

/// What a gateway knows before the first request. [`Setup::default`] has the test clients, the test
/// key `platform`, and the test transactions; the functions add the caller's own.
#[derive(Debug)]
pub struct Setup {
    pub(crate) key: RsaSigningKey,
    test_clients: Vec<Client>,
    own_clients: Vec<Client>,
    test_transactions: Vec<Transaction>,
    own_transactions: Vec<Transaction>,
    pub(crate) journal: Option<(Journal, Vec<CarriedOut>)>,
    pub(crate) power_cut: fn(),
}

impl Default for Setup {
    fn default() -> Self {
        let client = |id: &str, key| Client {
            id: id.to_owned(),
            key,
        };
        let key = test_key("client").verifying_key();
        let transactions =
            TRANSACTIONS.map(|(acquirement_id, merchant_trans_id, refusal)| Transaction {
                partner_id: PARTNER_ID.to_owned(),
                merchant_trans_id: merchant_trans_id.to_owned(),
                acquirement_id: acquirement_id.to_owned(),
                refusal,
            });
        Self {
            key: test_key("platform"),
            test_clients: vec![
                client(CLIENT_ID, Some(key)),
                client(CLIENT_WITHOUT_KEY, None),
            ],
            own_clients: Vec::new(),
            test_transactions: transactions.into(),
            own_transactions: Vec::new(),
            journal: None,
            power_cut: || (),
        }
    }
}

/// The private key of `client` or of `platform`.
pub(crate) fn test_key(name: &str) -> RsaSigningKey {
    let text = match name {
        "client" => include_str!("../../../tests/fixtures/keys/client_private.pkcs8.pem"),
        _ => include_str!("../../../tests/fixtures/keys/platform_private.pkcs8.pem"),
    };
    RsaSigningKey::from_text(text).expect("a test key")
}

impl Setup {
    /// Sets the gateway's own key, which signs the responses.
    pub fn set_key(&mut self, key: RsaSigningKey) {
        self.key = key;
    }

    /// Keeps the requests that are carried out in this file. If it exists, the gateway knows them.
    ///
    /// # Errors
    ///
    /// A text that says why the file cannot be used, or which line is not one of a ledger.
    pub fn set_ledger(&mut self, path: &Path) -> Result<(), String> {
        self.journal = Some(Journal::open(path)?);
        Ok(())
    }

    /// Sets what the fault `power-cut` does, before it closes the connection.
    pub fn set_power_cut(&mut self, power_cut: fn()) {
        self.power_cut = power_cut;
    }

    /// Adds a client with its public key. It replaces a test client with the same id.
    ///
    /// # Errors
    ///
    /// A text that says what is wrong with the id, or that the client was added before.
    pub fn add_client(&mut self, client_id: &str, key: RsaVerifyingKey) -> Result<(), String> {
        check_id::<32>("CLIENT_ID", client_id)?;
        if self.own_clients.iter().any(|known| known.id == client_id) {
            return Err(format!("CLIENT_ID {client_id:?}: given twice"));
        }
        self.test_clients.retain(|known| known.id != client_id);
        self.own_clients.push(Client {
            id: client_id.to_owned(),
            key: Some(key),
        });
        Ok(())
    }

    /// Adds a transaction. It replaces a test transaction of the same partner that has one of its ids.
    /// Without an `acquirement_id`, it gets the one of [`generated_acquirement_id`].
    ///
    /// # Errors
    ///
    /// A text that says what is wrong with an id, or that the id was given before.
    pub fn add_transaction(
        &mut self,
        partner_id: &str,
        merchant_trans_id: &str,
        acquirement_id: Option<&str>,
        refusal: Option<PayCancelResultCode>,
    ) -> Result<(), String> {
        check_id::<32>("PARTNER_ID", partner_id)?;
        check_id::<64>("MERCHANT_TRANS_ID", merchant_trans_id)?;
        let acquirement_id = match acquirement_id {
            Some(id) => id.to_owned(),
            None => generated_acquirement_id(merchant_trans_id),
        };
        check_id::<64>("ACQUIREMENT_ID", &acquirement_id)?;
        let new = Transaction {
            partner_id: partner_id.to_owned(),
            merchant_trans_id: merchant_trans_id.to_owned(),
            acquirement_id,
            refusal,
        };
        let mut own = self.own_transactions.iter();
        if let Some(clash) = own.find(|known| known.clashes_with(&new)) {
            return Err(match clash.merchant_trans_id == new.merchant_trans_id {
                true => format!("MERCHANT_TRANS_ID {merchant_trans_id:?}: given twice"),
                false => format!("ACQUIREMENT_ID {:?}: given twice", new.acquirement_id),
            });
        }
        self.test_transactions
            .retain(|known| !known.clashes_with(&new));
        self.own_transactions.push(new);
        Ok(())
    }

    /// All transactions.
    pub fn transactions(&self) -> impl Iterator<Item = &Transaction> {
        self.test_transactions.iter().chain(&self.own_transactions)
    }

    pub(crate) fn clients(&self) -> impl Iterator<Item = &Client> {
        self.test_clients.iter().chain(&self.own_clients)
    }

    /// The client with this id.
    pub(crate) fn client(&self, id: Option<&str>) -> Option<&Client> {
        self.clients().find(|client| id == Some(&*client.id))
    }

    /// The ids of all clients, separated by commas.
    pub(crate) fn client_ids(&self) -> String {
        let ids: Vec<_> = self.clients().map(|client| &*client.id).collect();
        ids.join(", ")
    }

    /// The name of the first key with which the signature holds. The key of the client that is claimed
    /// is tried first, then the keys of the other clients, then the gateway's own.
    pub(crate) fn find_signer(
        &self,
        claimed: Option<&str>,
        bytes: SigningBytes,
        signature: &Signature,
    ) -> Option<String> {
        let holds = |key: &RsaVerifyingKey| key.verify(bytes, signature).is_ok();
        let others = self.clients().filter(|client| claimed != Some(&*client.id));
        let mut clients = self.client(claimed).into_iter().chain(others);
        let client = clients.find(|client| client.key.as_ref().is_some_and(holds));
        match client {
            Some(client) => Some(client.key_name()),
            None if holds(&self.key.verifying_key()) => {
                Some(format!("the gateway's own {}", key_name(&self.key)))
            }
            None => None,
        }
    }

    /// What the gateway prints when it starts: its key, and each client with its key.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("signs with {}", key_name(&self.key))];
        lines.extend(self.clients().map(|client| match &client.key {
            Some(key) => format!("client {}: key SHA256:{}", client.id, key.fingerprint()),
            None => format!("client {}: no key", client.id),
        }));
        lines
    }
}

impl Client {
    /// The client's key as it is named in texts: `the key SHA256:… of client …`.
    pub(crate) fn key_name(&self) -> String {
        match &self.key {
            Some(key) => format!("the key SHA256:{} of client {}", key.fingerprint(), self.id),
            None => format!("a key of client {}", self.id),
        }
    }
}

fn key_name(key: &RsaSigningKey) -> String {
    format!("key SHA256:{}", key.fingerprint())
}

/// The `acquirementId` of a transaction that was added without one: `acq-` and its
/// `merchantTransId`.
pub fn generated_acquirement_id(merchant_trans_id: &str) -> String {
    format!("acq-{merchant_trans_id}")
}

/// Refuses an id that is empty or too long, or that a response should not contain.
pub(crate) fn check_id<const MAX: usize>(name: &str, id: &str) -> Result<(), String> {
    let refuse = |why: &dyn Display| Err(format!("{name} {}: {why}", Shown(Some(id))));
    match Text::<MAX>::new(id).and_then(|id| id.check_id()) {
        Ok(()) => Ok(()),
        Err(error) => refuse(&error),
    }
}
