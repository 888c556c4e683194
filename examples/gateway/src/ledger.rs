//! What the gateway remembers: the transactions, and the requests that it has received.

use std::collections::HashMap;
use std::io;

use alipay_acquiring::function::{ResultCode, ResultMeaning};
use alipay_acquiring::{
    PayCancelRequest, PayCancelRequestBody, PayCancelResultCode, Text, Timestamp,
};

use crate::decision::{Decision, Refusal};
use crate::journal::{CarriedOut, Journal};
use crate::setup::Transaction;
use crate::shown::Shown;

/// A transaction, and what became of it.
#[derive(Debug)]
struct Entry {
    transaction: Transaction,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Paid,
    Cancelled(Timestamp),
    /// The transaction cannot be cancelled; a cancel gets this code.
    Closed(PayCancelResultCode),
}

impl State {
    /// What a cancel at this time gets, and the state after it.
    fn decide(self, now: Timestamp) -> (Decision, Self) {
        let success = |cancel_time, why: String| Decision {
            cancel_time: Some(cancel_time),
            ..Decision::new(PayCancelResultCode::Success, why)
        };
        match self {
            Self::Paid => (success(now, "cancelled".to_owned()), Self::Cancelled(now)),
            Self::Cancelled(time) => (success(time, format!("cancelled before, at {time}")), self),
            Self::Closed(code) => {
                let why = "this transaction is set up to refuse a cancel with this code";
                (Decision::new(code, why), self)
            }
        }
    }
}

/// The decision about a request that was received before.
fn repeated(before: &Decision) -> Decision {
    Decision {
        why: format!("as for the same request before: {}", before.why),
        ..before.clone()
    }
}

/// A request that was received before. A `reqMsgId` identifies one request, so another request with
/// the same `reqMsgId` is refused.
#[derive(Debug)]
struct KnownRequest {
    digest: [u8; 32],
    /// The decision that a repeat of the request gets again. `None` if the gateway has only sent
    /// forced codes so far.
    decision: Option<Decision>,
}

/// How many requests the gateway remembers. It never forgets one: when the ledger is full, it
/// refuses every new request.
const MAX_REQUESTS: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    /// By `clientId` and `reqMsgId`.
    requests: HashMap<(String, String), KnownRequest>,
    max_requests: usize,
    journal: Option<Journal>,
}

impl Ledger {
    pub(crate) fn new<'a>(transactions: impl Iterator<Item = &'a Transaction>) -> Self {
        let entries = transactions.map(|transaction| Entry {
            transaction: transaction.clone(),
            state: transaction.refusal.map_or(State::Paid, State::Closed),
        });
        Self {
            entries: entries.collect(),
            requests: HashMap::new(),
            max_requests: MAX_REQUESTS,
            journal: None,
        }
    }

    /// Carries out the requests of a journal once more, and writes to it from now on.
    pub(crate) fn restore(&mut self, journal: Journal, requests: &[CarriedOut]) {
        for known in requests {
            let mut scratch = vec![0; known.envelope.len()];
            if let Ok(request) = PayCancelRequest::decode(&known.envelope, &mut scratch) {
                let digest = request.signing_bytes().digest();
                let request = request.assume_from_own_storage();
                self.decide(&request, digest, known.forced_code, known.time);
            }
        }
        self.journal = Some(journal);
    }

    /// Writes a request to the journal, if there is one, before [`decide`](Self::decide).
    pub(crate) fn journal(
        &mut self,
        envelope: &[u8],
        forced_code: Option<PayCancelResultCode>,
        time: Timestamp,
    ) -> io::Result<()> {
        match &mut self.journal {
            None => Ok(()),
            Some(journal) => journal.add(&CarriedOut {
                time,
                forced_code,
                envelope: envelope.to_vec(),
            }),
        }
    }

    /// Carries out a verified request; `digest` is that of its signed bytes. With a `forced_code`
    /// the response has that code, and the code is not remembered for repeats.
    pub(crate) fn decide(
        &mut self,
        request: &PayCancelRequest,
        digest: [u8; 32],
        forced_code: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Decision {
        match self.admit(request, digest) {
            Err(refusal) => return refusal.into(),
            Ok(Some(before)) if forced_code.is_none() => return repeated(before),
            Ok(_) => {}
        }
        const FORCED: &str = "this answer was asked for, by an option or by the query";
        let decision = match forced_code {
            Some(code) if code.row().meaning == ResultMeaning::Success => Decision {
                why: FORCED.to_owned(),
                ..self.succeed(request, now)
            },
            Some(code) => Decision::new(code, FORCED),
            None => self.cancel(request, now),
        };
        let known = self.requests.entry(ids(request)).or_insert(KnownRequest {
            digest,
            decision: None,
        });
        if forced_code.is_none() {
            known.decision = Some(decision.clone());
        }
        decision
    }

    /// What would be decided about this request, without a forced code. Nothing is carried out.
    pub(crate) fn preview(
        &self,
        request: &PayCancelRequest,
        digest: [u8; 32],
        now: Timestamp,
    ) -> Decision {
        match self.admit(request, digest) {
            Err(refusal) => refusal.into(),
            Ok(Some(before)) => repeated(before),
            Ok(None) => match self.find(&request.body) {
                Err(refusal) => refusal.into(),
                Ok(index) => self.entries[index].state.decide(now).0,
            },
        }
    }

    /// The decision about the same request before, if there is one. The error is the refusal of a
    /// request that has the `reqMsgId` of another one, or that cannot be remembered.
    fn admit(
        &self,
        request: &PayCancelRequest,
        digest: [u8; 32],
    ) -> Result<Option<&Decision>, Refusal> {
        match self.requests.get(&ids(request)) {
            Some(known) if known.digest != digest => Err(Refusal::new(
                PayCancelResultCode::ParamIllegal,
                "reqMsgId: already used by a request with another content; \
                 use a new reqMsgId, or repeat the same bytes",
            )),
            Some(known) => Ok(known.decision.as_ref()),
            None if self.requests.len() >= self.max_requests => Err(Refusal::new(
                PayCancelResultCode::RequestTrafficExceedLimit,
                "too many requests to remember",
            )),
            None => Ok(None),
        }
    }

    /// The index of the transaction that a request names. The error says which ones are known.
    fn find(&self, body: &PayCancelRequestBody) -> Result<usize, Refusal> {
        let (name, id_of): (_, fn(&Transaction) -> &String) =
            match body.transaction.acquirement_id() {
                Some(_) => ("acquirementId", |known| &known.acquirement_id),
                None => ("merchantTransId", |known| &known.merchant_trans_id),
            };
        let (partner_id, id) = (body.partner_id, body.transaction.preferred());
        let is_of_partner = |entry: &Entry| *partner_id == entry.transaction.partner_id;
        let found = self
            .entries
            .iter()
            .position(|entry| is_of_partner(entry) && *id == **id_of(&entry.transaction));
        found.ok_or_else(|| {
            let of_partner = self.entries.iter().filter(|entry| is_of_partner(entry));
            let known: Vec<_> = of_partner
                .map(|entry| &**id_of(&entry.transaction))
                .collect();
            let partner_id = Shown(Some(partner_id.as_str()));
            let why = match known.is_empty() {
                true => format!(
                    "partnerId {partner_id} has no transactions; known partners: {}",
                    self.partner_ids().join(", ")
                ),
                false => format!(
                    "{name} {} is unknown; partnerId {partner_id} has: {}",
                    Shown(Some(id.as_str())),
                    known.join(", ")
                ),
            };
            Refusal::new(PayCancelResultCode::OrderNotExist, why)
        })
    }

    fn partner_ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if !ids.contains(&&*entry.transaction.partner_id) {
                ids.push(&entry.transaction.partner_id);
            }
        }
        ids
    }

    /// Cancels a transaction. A second cancel succeeds too, and returns the time of the first.
    fn cancel(&mut self, request: &PayCancelRequest, now: Timestamp) -> Decision {
        let entry = match self.find(&request.body) {
            Ok(index) => &mut self.entries[index],
            Err(refusal) => return refusal.into(),
        };
        let (decision, state) = entry.state.decide(now);
        entry.state = state;
        Decision {
            acquirement_id: Some(entry.transaction.acquirement_id.clone()),
            merchant_trans_id: Some(entry.transaction.merchant_trans_id.clone()),
            ..decision
        }
    }

    /// Returns a success for any transaction. If the transaction can be cancelled, it is cancelled.
    fn succeed(&mut self, request: &PayCancelRequest, now: Timestamp) -> Decision {
        let decision = self.cancel(request, now);
        let code = PayCancelResultCode::Success;
        if decision.code == code {
            return decision;
        }
        let transaction = request.body.transaction;
        let id = |sent: Option<Text<'_, 64>>| sent.unwrap_or(transaction.preferred()).to_string();
        Decision {
            acquirement_id: Some(id(transaction.acquirement_id())),
            merchant_trans_id: Some(id(transaction.merchant_trans_id())),
            cancel_time: Some(now),
            ..Decision::new(code, decision.why)
        }
    }
}

/// What identifies a request: its `clientId` and its `reqMsgId`.
fn ids(request: &PayCancelRequest) -> (String, String) {
    let head = &request.head;
    (head.client_id.to_string(), head.req_msg_id.to_string())
}

#[cfg(test)]
mod tests {
    use alipay_acquiring::{RequestHead, TransactionId, UtcOffset, text};

    use super::*;
    use crate::setup::{PARTNER_ID, Setup, TRANSACTIONS};

    fn ledger() -> Ledger {
        Ledger::new(Setup::default().transactions())
    }

    fn request<'a>(req_msg_id: &'a str, merchant_trans_id: &'a str) -> PayCancelRequest<'a> {
        PayCancelRequest {
            head: RequestHead::new(text!("client"), time(0), Text::new(req_msg_id).unwrap()),
            body: PayCancelRequestBody {
                partner_id: text!(PARTNER_ID),
                transaction: TransactionId::Merchant(Text::new(merchant_trans_id).unwrap()),
            },
        }
    }

    fn time(second: u8) -> Timestamp {
        Timestamp::new(2001, 7, 4, 12, 8, second, UtcOffset::UTC).unwrap()
    }

    #[test]
    fn a_req_msg_id_identifies_one_request() {
        use PayCancelResultCode as Code;
        const PAID: &str = TRANSACTIONS[0].1;
        // One request per second, to a ledger that holds two requests.
        let rows = [
            (
                "a first cancel",
                "one",
                PAID,
                1,
                None,
                Code::Success,
                Some(1),
            ),
            (
                "the same bytes",
                "one",
                PAID,
                1,
                None,
                Code::Success,
                Some(1),
            ),
            (
                "other bytes",
                "one",
                PAID,
                2,
                None,
                Code::ParamIllegal,
                None,
            ),
            (
                "a new reqMsgId",
                "two",
                PAID,
                2,
                None,
                Code::Success,
                Some(1),
            ),
            (
                "a forced code",
                "two",
                PAID,
                2,
                Some(Code::ProcessFail),
                Code::ProcessFail,
                None,
            ),
            (
                "after a forced code",
                "two",
                PAID,
                2,
                None,
                Code::Success,
                Some(1),
            ),
            (
                "one too many",
                "three",
                PAID,
                3,
                None,
                Code::RequestTrafficExceedLimit,
                None,
            ),
        ];
        let mut ledger = Ledger {
            max_requests: 2,
            ..ledger()
        };
        for (now, (name, id, transaction, digest, forced_code, code, cancelled)) in (1..).zip(rows)
        {
            let request = request(id, transaction);
            let decision = ledger.decide(&request, [digest; 32], forced_code, time(now));
            assert_eq!(decision.code, code, "{name}");
            assert_eq!(decision.cancel_time, cancelled.map(time), "{name}");
        }
    }

    #[test]
    fn transactions_are_found_by_the_preferred_id() {
        use PayCancelResultCode as Code;
        let [paid, _, expired, ..] = TRANSACTIONS;
        let both =
            |acquirement_id: &'static str, merchant_trans_id: &'static str| TransactionId::Both {
                acquirement_id: Text::new(acquirement_id).unwrap(),
                merchant_trans_id: Text::new(merchant_trans_id).unwrap(),
            };
        let rows = [
            ("both", PARTNER_ID, both(paid.0, paid.1), Code::Success),
            (
                "another merchantTransId",
                PARTNER_ID,
                both(paid.0, expired.1),
                Code::Success,
            ),
            (
                "another acquirementId",
                PARTNER_ID,
                both(expired.0, paid.1),
                Code::OrderCancelWindowExpired,
            ),
            (
                "unknown",
                PARTNER_ID,
                both("unknown", paid.1),
                Code::OrderNotExist,
            ),
            (
                "another partner",
                "partner",
                both(paid.0, paid.1),
                Code::OrderNotExist,
            ),
        ];
        for (name, partner_id, transaction, code) in rows {
            let mut request = request("one", paid.1);
            request.body.partner_id = Text::new(partner_id).unwrap();
            request.body.transaction = transaction;
            let decision = ledger().decide(&request, [0; 32], None, time(0));
            assert_eq!(decision.code, code, "{name}");
        }
    }
}
