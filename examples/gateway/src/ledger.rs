//! What the gateway remembers: the transactions, and the requests that it has received.

use std::collections::HashMap;

use alipay_acquiring::function::ResultCode;
use alipay_acquiring::{
    PayCancelRequest, PayCancelResultCode, Text, Timestamp, function::ResultMeaning,
};

/// A transaction that a merchant's `pay` call has started.
#[derive(Debug)]
struct Transaction {
    acquirement_id: &'static str,
    merchant_trans_id: &'static str,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Paid,
    Cancelled(Timestamp),
    /// The transaction cannot be cancelled; a cancel gets this code.
    Closed(PayCancelResultCode),
}

/// The partner that owns all transactions: the one in the specification's sample.
pub const PARTNER_ID: &str = "218820000000000000023";

/// The initial transactions: `acquirementId`, `merchantTransId`, and the code that refuses a
/// cancel, if any.
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

/// What the gateway decided about a request: the content of the response's body.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) code: PayCancelResultCode,
    pub(crate) msg: String,
    pub(crate) acquirement_id: Option<String>,
    pub(crate) merchant_trans_id: Option<String>,
    pub(crate) cancel_time: Option<Timestamp>,
}

impl Decision {
    /// A result without a transaction id.
    pub(crate) fn without_transaction(code: PayCancelResultCode, msg: impl ToString) -> Self {
        Self {
            code,
            msg: msg.to_string(),
            acquirement_id: None,
            merchant_trans_id: None,
            cancel_time: None,
        }
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
    transactions: Vec<Transaction>,
    /// By `clientId` and `reqMsgId`.
    requests: HashMap<(String, String), KnownRequest>,
    max_requests: usize,
}

impl Default for Ledger {
    fn default() -> Self {
        let transactions = TRANSACTIONS.map(|(acquirement_id, merchant_trans_id, closed)| {
            let state = closed.map_or(State::Paid, State::Closed);
            Transaction {
                acquirement_id,
                merchant_trans_id,
                state,
            }
        });
        Self {
            transactions: transactions.into(),
            requests: HashMap::new(),
            max_requests: MAX_REQUESTS,
        }
    }
}

impl Ledger {
    /// Carries out a verified request; `digest` is that of its signed bytes. With a `forced_code`
    /// the response has that code, and the code is not remembered for repeats.
    pub(crate) fn decide(
        &mut self,
        request: &PayCancelRequest,
        digest: [u8; 32],
        forced_code: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Decision {
        let key = (
            request.head.client_id.as_str().to_owned(),
            request.head.req_msg_id.as_str().to_owned(),
        );
        match self.requests.get(&key) {
            Some(known) if known.digest != digest => {
                return Decision::without_transaction(
                    PayCancelResultCode::ParamIllegal,
                    "reqMsgId: already used by another request",
                );
            }
            None if self.requests.len() >= self.max_requests => {
                return Decision::without_transaction(
                    PayCancelResultCode::RequestTrafficExceedLimit,
                    "too many requests to remember",
                );
            }
            Some(KnownRequest {
                decision: Some(decision),
                ..
            }) if forced_code.is_none() => return decision.clone(),
            _ => {}
        }
        let decision = match forced_code {
            Some(code) if code.row().meaning == ResultMeaning::Success => {
                self.succeed(request, now)
            }
            Some(code) => Decision::without_transaction(code, result_msg(code)),
            None => self.cancel(request, now),
        };
        let known = self.requests.entry(key).or_insert(KnownRequest {
            digest,
            decision: None,
        });
        if forced_code.is_none() {
            known.decision = Some(decision.clone());
        }
        decision
    }

    /// Cancels a transaction. A second cancel succeeds too, and returns the time of the first.
    fn cancel(&mut self, request: &PayCancelRequest, now: Timestamp) -> Decision {
        let transaction = request.body.transaction;
        let found = self.transactions.iter_mut().find(|known| {
            *request.body.partner_id == *PARTNER_ID
                && match transaction.acquirement_id() {
                    Some(id) => *id == *known.acquirement_id,
                    None => *transaction.preferred() == *known.merchant_trans_id,
                }
        });
        let Some(found) = found else {
            let code = PayCancelResultCode::OrderNotExist;
            return Decision::without_transaction(code, result_msg(code));
        };
        let (code, cancel_time) = match found.state {
            State::Paid => {
                found.state = State::Cancelled(now);
                (PayCancelResultCode::Success, Some(now))
            }
            State::Cancelled(time) => (PayCancelResultCode::Success, Some(time)),
            State::Closed(code) => (code, None),
        };
        Decision {
            acquirement_id: Some(found.acquirement_id.to_owned()),
            merchant_trans_id: Some(found.merchant_trans_id.to_owned()),
            cancel_time,
            ..Decision::without_transaction(code, result_msg(code))
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
            ..Decision::without_transaction(code, result_msg(code))
        }
    }
}

/// The `resultMsg` of a code: its name in lower case, with spaces.
pub(crate) fn result_msg(code: PayCancelResultCode) -> String {
    code.row().name.to_lowercase().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use alipay_acquiring::{PayCancelRequestBody, RequestHead, TransactionId, UtcOffset, text};

    use super::*;

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
            ..Ledger::default()
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
            let decision = Ledger::default().decide(&request, [0; 32], None, time(0));
            assert_eq!(decision.code, code, "{name}");
        }
    }
}
