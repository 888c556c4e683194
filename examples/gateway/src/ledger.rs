//! What the gateway remembers: transactions, and the messages that it met.

use std::collections::HashMap;

use alipay_acquiring::api::ResultCode;
use alipay_acquiring::{Meaning, PayCancelRequest, PayCancelResultCode, Text, Timestamp};

/// A transaction that a merchant's `pay` call began.
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
    /// It cannot be cancelled, for this reason.
    Closed(PayCancelResultCode),
}

/// The one partner whose transactions the gateway holds: that of the specification's sample.
pub const PARTNER_ID: &str = "218820000000000000023";

/// The transactions at the start: their two ids, and the code that refuses a cancel, if any.
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

/// What the gateway concluded of a request: all that a response's body holds.
#[derive(Debug, Clone)]
pub(crate) struct Conclusion {
    pub(crate) code: PayCancelResultCode,
    pub(crate) msg: String,
    pub(crate) acquirement_id: Option<String>,
    pub(crate) merchant_trans_id: Option<String>,
    pub(crate) cancel_time: Option<Timestamp>,
}

impl Conclusion {
    /// A refusal that names no transaction.
    pub(crate) fn refusal(code: PayCancelResultCode, msg: impl ToString) -> Self {
        Self {
            code,
            msg: msg.to_string(),
            acquirement_id: None,
            merchant_trans_id: None,
            cancel_time: None,
        }
    }
}

/// A message that was met: `reqMsgId` names a message, so no other may come under it.
#[derive(Debug)]
struct Message {
    digest: [u8; 32],
    /// What a repeat of it gets, once there is a conclusion that stands.
    conclusion: Option<Conclusion>,
}

/// How many messages are remembered. None is ever forgotten: when there are more, they are refused.
const MAX_MESSAGES: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Ledger {
    transactions: Vec<Transaction>,
    messages: HashMap<(String, String), Message>,
    max_messages: usize,
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
            messages: HashMap::new(),
            max_messages: MAX_MESSAGES,
        }
    }
}

impl Ledger {
    /// Carries out a verified request, whose signed bytes have this digest. A code that the
    /// gateway was `told` is answered instead of what it would conclude; it is not remembered.
    pub(crate) fn conclude(
        &mut self,
        request: &PayCancelRequest,
        digest: [u8; 32],
        told: Option<PayCancelResultCode>,
        now: Timestamp,
    ) -> Conclusion {
        let name = (
            request.head.client_id.as_str().to_owned(),
            request.head.req_msg_id.as_str().to_owned(),
        );
        match self.messages.get(&name) {
            Some(message) if message.digest != digest => {
                return Conclusion::refusal(
                    PayCancelResultCode::ParamIllegal,
                    "reqMsgId: another message came under it before",
                );
            }
            None if self.messages.len() >= self.max_messages => {
                return Conclusion::refusal(
                    PayCancelResultCode::RequestTrafficExceedLimit,
                    "too many messages to remember",
                );
            }
            Some(Message {
                conclusion: Some(conclusion),
                ..
            }) if told.is_none() => return conclusion.clone(),
            _ => {}
        }
        let conclusion = match told {
            Some(code) if code.row().meaning == Meaning::Success => self.succeed(request, now),
            Some(code) => Conclusion::refusal(code, words(code)),
            None => self.cancel(request, now),
        };
        let message = self.messages.entry(name).or_insert(Message {
            digest,
            conclusion: None,
        });
        if told.is_none() {
            message.conclusion = Some(conclusion.clone());
        }
        conclusion
    }

    /// Cancels a transaction. One that is cancelled stays so, with the time of the first cancel.
    fn cancel(&mut self, request: &PayCancelRequest, now: Timestamp) -> Conclusion {
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
            return Conclusion::refusal(code, words(code));
        };
        let (code, cancel_time) = match found.state {
            State::Paid => {
                found.state = State::Cancelled(now);
                (PayCancelResultCode::Success, Some(now))
            }
            State::Cancelled(time) => (PayCancelResultCode::Success, Some(time)),
            State::Closed(code) => (code, None),
        };
        Conclusion {
            acquirement_id: Some(found.acquirement_id.to_owned()),
            merchant_trans_id: Some(found.merchant_trans_id.to_owned()),
            cancel_time,
            ..Conclusion::refusal(code, words(code))
        }
    }

    /// A success, whatever the transaction is; one that can be cancelled is.
    fn succeed(&mut self, request: &PayCancelRequest, now: Timestamp) -> Conclusion {
        let conclusion = self.cancel(request, now);
        let code = PayCancelResultCode::Success;
        if conclusion.code == code {
            return conclusion;
        }
        let transaction = request.body.transaction;
        let id = |sent: Option<Text<'_, 64>>| sent.unwrap_or(transaction.preferred()).to_string();
        Conclusion {
            acquirement_id: Some(id(transaction.acquirement_id())),
            merchant_trans_id: Some(id(transaction.merchant_trans_id())),
            cancel_time: Some(now),
            ..Conclusion::refusal(code, words(code))
        }
    }
}

/// A `resultMsg`: the code's name in words.
pub(crate) fn words(code: PayCancelResultCode) -> String {
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
    fn messages_are_told_apart() {
        use PayCancelResultCode as Code;
        const PAID: &str = TRANSACTIONS[0].1;
        // Each comes a second after the one before, to a ledger that holds two messages.
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
                "a fresh message",
                "two",
                PAID,
                2,
                None,
                Code::Success,
                Some(1),
            ),
            (
                "told",
                "two",
                PAID,
                2,
                Some(Code::ProcessFail),
                Code::ProcessFail,
                None,
            ),
            ("told before", "two", PAID, 2, None, Code::Success, Some(1)),
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
            max_messages: 2,
            ..Ledger::default()
        };
        for (now, (name, id, transaction, digest, told, code, cancelled)) in (1..).zip(rows) {
            let request = request(id, transaction);
            let conclusion = ledger.conclude(&request, [digest; 32], told, time(now));
            assert_eq!(conclusion.code, code, "{name}");
            assert_eq!(conclusion.cancel_time, cancelled.map(time), "{name}");
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
            let conclusion = Ledger::default().conclude(&request, [0; 32], None, time(0));
            assert_eq!(conclusion.code, code, "{name}");
        }
    }
}
