//! The two functions of `examples/sisters`, which use only what is public: all that payCancel has
//! works for them.

#![cfg(all(feature = "rsa", feature = "serde"))]
#![allow(
    unreachable_pub,
    reason = "the files of the example are written to be copied"
)]

mod common;
#[path = "../examples/sisters/pay_query.rs"]
mod pay_query;
#[path = "../examples/sisters/refund.rs"]
mod refund;

use std::fmt::Debug;

use alipay_acquiring::function::{Answers, Body, Function, ResultCode, TransactionMatch};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind as Kind, EncodeError, Envelope, Failure, FreeText, Message,
    Mismatch, Outcome, RequestHead, ResponseHead, ResultInfo, SignError, SignType, Text, Timestamp,
    TransactionId, UnknownReason, ValueError, Violation, function::Head, text,
};
use common::keys::{signing_key, verifying_key};
use pay_query::*;
use refund::*;
use serde_json::{Map, Value};

fn time() -> Timestamp {
    Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap()
}

fn request_head() -> RequestHead<'static> {
    RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time(), text!("m\"1"))
}

fn query() -> PayQueryRequest<'static> {
    PayQueryRequest {
        head: request_head(),
        body: PayQueryRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(text!("2015x747")),
        },
    }
}

fn queried() -> PayQueryResponse<'static> {
    PayQueryResponse {
        head: ResponseHead::answering(&request_head(), time()),
        body: PayQueryResponseBody {
            result_info: ResultInfo::new(PayQueryResultCode::Success, text!("成功")),
            acquirement_id: Some(text!("2015x747")),
            merchant_trans_id: Some(text!("510x002")),
            payment_status: Some(text!("PAID")),
        },
    }
}

const AMOUNT: Amount<'_> = Amount {
    currency: text!("USD"),
    value: MinorUnits(1250),
};

fn refund() -> RefundRequest<'static> {
    RefundRequest {
        head: request_head(),
        body: RefundRequestBody {
            merchant_id: text!("218820000000000000023"),
            acquirement_id: None,
            merchant_trans_id: Some(text!("510x002")),
            merchant_refund_id: text!("r-1"),
            refund_amount: AMOUNT,
            refund_reason: Some(text!("wrong \u{1f}\\ \u{1f600}")),
        },
    }
}

fn refunded() -> RefundResponse<'static> {
    RefundResponse {
        head: ResponseHead::answering(&request_head(), time()),
        body: RefundResponseBody {
            result_info: ResultInfo::new(RefundResultCode::Success, text!("")),
            acquirement_id: Some(text!("2015x747")),
            merchant_trans_id: Some(text!("510x002")),
            merchant_refund_id: Some(text!("r-1")),
            refund_amount: Some(AMOUNT),
        },
    }
}

/// Signed by one key for all.
fn sign<'a, H: Head<'a>, B: Body<'a, Head = H>>(message: &Message<H, B>) -> String {
    let mut buffer = vec![0; Message::<H, B>::MAX_LEN];
    let envelope = message.sign(&mut buffer, &signing_key("client")).unwrap();
    assert_eq!(envelope.len(), message.encoded_len(256));
    String::from_utf8(envelope.to_vec()).unwrap()
}

/// Tests are short, and generic types that borrow are easier to name so.
fn leak(bytes: Vec<u8>) -> &'static mut [u8] {
    Box::leak(bytes.into_boxed_slice())
}

fn read<B: Body<'static>>(text: String) -> Result<Message<B::Head, B>, DecodeError>
where
    Message<B::Head, B>: Copy + Debug + PartialEq,
{
    let [scratch, other, third] = [(); 3].map(|()| leak(vec![0; text.len()]));
    let text: &'static [u8] = leak(text.into_bytes());
    let message = Message::<B::Head, B>::decode(text, scratch)
        .map(|message| *message.assume_verified_by_caller());
    // A gateway's way makes no difference.
    if let Ok(envelope) = Envelope::decode(text, other) {
        let read = envelope.read::<B>(third);
        assert_eq!(read.map(|read| *read.assume_verified_by_caller()), message);
    }
    message
}

/// What holds for each message: it goes there and back, in any order, whatever is escaped, with
/// unknown members; each of its parts is signed, and no other type reads it.
fn holds<B: Body<'static>>(message: Message<B::Head, B>)
where
    Message<B::Head, B>: Copy + Debug + PartialEq,
{
    let text = sign(&message);
    assert_eq!(read::<B>(text.clone()), Ok(message));
    let key = verifying_key("client");

    let value: Value = serde_json::from_str(&text).unwrap();
    let arrangements = [
        ("sorted", serde_json::to_string(&value).unwrap()),
        ("indented", serde_json::to_string_pretty(&value).unwrap()),
        ("reversed", reversed(&value)),
        ("escaped", escaped(&reversed(&value))),
        ("unknown members", with_unknown(&value).to_string()),
    ];
    for (name, text) in arrangements {
        assert_eq!(read::<B>(text), Ok(message), "{name}");
    }

    let at = |offset: usize| text.as_bytes()[offset];
    for offset in (0..text.len()).filter(|&offset| at(offset).is_ascii_alphanumeric()) {
        let mut changed = text.clone().into_bytes();
        changed[offset] = if at(offset) == b'7' { b'8' } else { b'7' };
        let scratch = leak(vec![0; changed.len()]);
        if let Ok(read) = Message::<B::Head, B>::decode(leak(changed), scratch) {
            assert!(read.verify(&key).is_err(), "{offset}");
        };
    }
    for len in (0..text.len()).filter(|&len| text.is_char_boundary(len)) {
        assert!(read::<B>(text[..len].to_string()).is_err(), "{len}");
    }
}

/// The members of each object the other way round.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), reversed(value)))
                .collect();
            format!("{{{}}}", members.join(" , "))
        }
        value => value.to_string(),
    }
}

/// Letters and digits of strings as `\uXXXX`, names' too.
fn escaped(text: &str) -> String {
    let mut text_of_string = false;
    let mut escaped = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                text_of_string = !text_of_string;
                escaped.push('"');
            }
            '\\' => {
                escaped.push('\\');
                escaped.extend(characters.next());
                // A `\u` goes on with digits, which are none of the text.
                if escaped.ends_with('u') {
                    escaped.extend(characters.by_ref().take(4));
                }
            }
            'a'..='z' | 'A'..='Z' | '0'..='9' if text_of_string => {
                escaped.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// An unknown member in each object, with the name of a known one in it.
fn with_unknown(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut more: Map<String, Value> = members
                .iter()
                .map(|(name, value)| (name.clone(), with_unknown(value)))
                .collect();
            more.insert(
                "extendInfo".into(),
                serde_json::json!([{"head": 1, "value": "}"}]),
            );
            Value::Object(more)
        }
        value => value.clone(),
    }
}

#[test]
fn all_that_pay_cancel_has_works_for_them() {
    holds::<PayQueryRequestBody>(query());
    holds::<PayQueryResponseBody>(queried());
    holds::<RefundRequestBody>(refund());
    holds::<RefundResponseBody>(refunded());
}

#[test]
fn the_longest_message_has_the_length_of_the_constant() {
    fn longest<'a, H: Head<'a>, B: Body<'a, Head = H>>(message: &Message<H, B>) {
        assert_eq!(message.encoded_len(512), Message::<H, B>::MAX_LEN);
        let mut buffer = vec![0; Message::<H, B>::MAX_LEN];
        assert!(message.draft(&mut buffer, 512).is_ok());
    }
    let worst = "\u{1}".repeat(256);
    let text = |chars: usize| worst.get(..chars).unwrap();
    let request_head = RequestHead {
        client_id: Text::new(text(32)).unwrap(),
        req_time: time(),
        req_msg_id: Text::new(text(64)).unwrap(),
        reserve: Some(FreeText::new(text(256)).unwrap()),
        sign_type: Some(SignType::Rsa2),
    };
    let response_head = ResponseHead {
        reserve: request_head.reserve,
        ..ResponseHead::answering(&request_head, time())
    };
    // Of a status that lets any code pass.
    let result_info = ResultInfo {
        result_code: Text::new(text(64)).unwrap(),
        result_code_id: alipay_acquiring::ResultCodeId::parse("99999999").unwrap(),
        ..ResultInfo::new(
            PayQueryResultCode::UnknownException,
            FreeText::new(text(256)).unwrap(),
        )
    };
    let id = Text::new(text(64)).unwrap();
    let amount = Amount {
        currency: Text::new(text(3)).unwrap(),
        value: MinorUnits(u64::MAX),
    };
    longest(&PayQueryRequest {
        head: request_head,
        body: PayQueryRequestBody {
            partner_id: Text::new(text(32)).unwrap(),
            transaction: TransactionId::Both {
                acquirement_id: id,
                merchant_trans_id: id,
            },
        },
    });
    longest(&PayQueryResponse {
        head: response_head,
        body: PayQueryResponseBody {
            result_info,
            acquirement_id: Some(id),
            merchant_trans_id: Some(id),
            payment_status: Some(Text::new(text(32)).unwrap()),
        },
    });
    longest(&RefundRequest {
        head: request_head,
        body: RefundRequestBody {
            merchant_id: id,
            acquirement_id: Some(id),
            merchant_trans_id: Some(id),
            merchant_refund_id: id,
            refund_amount: amount,
            refund_reason: Some(FreeText::new(text(256)).unwrap()),
        },
    });
    longest(&RefundResponse {
        head: response_head,
        body: RefundResponseBody {
            result_info,
            acquirement_id: Some(id),
            merchant_trans_id: Some(id),
            merchant_refund_id: Some(id),
            refund_amount: Some(amount),
        },
    });
}

/// One fault in a message: the text in it that is replaced, by what, and the error.
type Fault<'a> = (&'a str, &'a str, Kind, Option<&'a str>);

fn faults<B: Body<'static>>(message: Message<B::Head, B>, faults: &[Fault<'_>])
where
    Message<B::Head, B>: Copy + Debug + PartialEq,
{
    let text = sign(&message);
    for &(before, after, kind, field) in faults {
        assert!(text.contains(before), "{before}");
        let error = read::<B>(text.replacen(before, after, 1)).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (kind, field),
            "{before}: {after}"
        );
    }
}

#[test]
fn limits_and_absent_members() {
    let long = |chars: usize| format!("\"{}\"", "x".repeat(chars));
    let too_long = |max| Kind::Value(ValueError::TooLong { max });
    faults::<PayQueryRequestBody>(
        query(),
        &[
            (
                "\"218820000000000000023\"",
                &long(33),
                too_long(32),
                Some("partnerId"),
            ),
            (
                "\"2015x747\"",
                &long(65),
                too_long(64),
                Some("acquirementId"),
            ),
            ("\"2015x747\"", "\"\"", Kind::Missing, Some("acquirementId")),
            ("\"partnerId\"", "\"p\"", Kind::Missing, Some("partnerId")),
            ("\"2015x747\"", "7", Kind::WrongType, Some("acquirementId")),
            (
                "payQuery",
                "payQuer",
                Kind::Value(ValueError::Unsupported),
                Some("function"),
            ),
        ],
    );
    faults::<RefundRequestBody>(
        refund(),
        &[
            (
                "\"218820000000000000023\"",
                &long(65),
                Kind::Refused,
                Some("merchantId"),
            ),
            (
                "\"218820000000000000023\"",
                "\"\"",
                Kind::Refused,
                Some("merchantId"),
            ),
            (
                "\"218820000000000000023\"",
                "null",
                Kind::Missing,
                Some("merchantId"),
            ),
            ("\"merchantId\"", "\"m\"", Kind::Missing, Some("merchantId")),
            (
                "\"510x002\"",
                &long(65),
                Kind::Refused,
                Some("merchantTransId"),
            ),
            ("\"510x002\"", "\"\"", Kind::Missing, Some("body")),
            ("\"510x002\"", "null", Kind::Missing, Some("body")),
            (
                "\"510x002\"",
                "{}",
                Kind::WrongType,
                Some("merchantTransId"),
            ),
            ("\"USD\"", "\"USDX\"", Kind::Refused, Some("currency")),
            ("\"1250\"", "\"+1250\"", Kind::Refused, Some("value")),
            ("\"1250\"", "-1250", Kind::WrongType, Some("value")),
            ("\"1250\"", "12.5", Kind::WrongType, Some("value")),
            (
                "\"1250\"",
                "\"18446744073709551616\"",
                Kind::Refused,
                Some("value"),
            ),
            (
                "\"value\"",
                "\"currency\"",
                Kind::Duplicate,
                Some("currency"),
            ),
            (
                "\"body\"",
                "\"body\":{},\"body\"",
                Kind::Missing,
                Some("merchantId"),
            ),
            (
                "2.0.4",
                "2.0.2",
                Kind::Value(ValueError::Unsupported),
                Some("version"),
            ),
        ],
    );
    // What is tolerated: an amount as a number, an id that is empty for an absent one.
    let text = sign(&refund()).replace("\"1250\"", "1250").replace(
        "\"merchantTransId\"",
        "\"acquirementId\":\"\",\"merchantTransId\"",
    );
    assert_eq!(read::<RefundRequestBody>(text), Ok(refund()));
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let mut refund = refund();
    refund.body.merchant_trans_id = None;
    let mut buffer = [0; RefundRequest::MAX_LEN];
    let violation = Violation::Missing {
        field: "acquirementId",
    };
    assert_eq!(
        refund.draft(&mut buffer, 256).map(drop),
        Err(EncodeError::Violation(violation))
    );
    assert_eq!(
        refund.sign(&mut buffer, &signing_key("client")),
        Err(SignError::Encode(EncodeError::Violation(violation)))
    );
}

/// A body whose own texts have no limits, and one that JSON cannot hold.
#[test]
fn a_serde_body_beyond_its_max_len() {
    #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Loose<'a> {
        text: &'a str,
        number: f64,
    }

    impl<'a> Body<'a> for Loose<'a> {
        type Function = Refund;
        type Head = RequestHead<'a>;
        const MAX_LEN: usize = 32;

        fn read(reader: &mut alipay_acquiring::json::Reader<'a>) -> Result<Self, DecodeError> {
            reader.deserialize()
        }

        fn write(&self, writer: &mut alipay_acquiring::json::Writer<'_>) {
            writer.serialize(self);
        }

        fn violations(&self) -> impl Iterator<Item = Violation> {
            std::iter::empty()
        }
    }

    let rows = [
        ("01234567", 1.5, Ok(())),
        ("012345678", 1.5, Err(EncodeError::TooLong { max: 32 })),
        ("\u{1}12", 1.5, Ok(())),
        ("\u{1}123", 1.5, Err(EncodeError::TooLong { max: 32 })),
        ("", f64::NAN, Err(EncodeError::NotJson)),
        ("0123456789", f64::INFINITY, Err(EncodeError::NotJson)),
    ];
    for (text, number, expected) in rows {
        let message = Message {
            head: request_head(),
            body: Loose { text, number },
        };
        let mut buffer = [0; 2048];
        let drafted = message.draft(&mut buffer, 256).map(drop);
        assert_eq!(drafted, expected, "{text:?} {number}");
        // Too small a buffer does not hide it.
        let drafted = message.draft(&mut buffer[..10], 256).map(drop);
        match expected {
            Ok(()) => assert!(matches!(drafted, Err(EncodeError::BufferTooSmall { .. }))),
            expected => assert_eq!(drafted, expected, "{text:?} {number}"),
        }
    }
}

#[test]
fn answers_conclude_by_their_own_tables() {
    let key = verifying_key("client");
    let of_query = |response: PayQueryResponse<'_>| {
        let text = sign(&response);
        let mut scratch = vec![0; text.len()];
        let read = PayQueryResponse::decode(text.as_bytes(), &mut scratch).unwrap();
        let answer = read.verify(&key).unwrap().answering(&query());
        answer.map(|answer| answer.outcome())
    };
    let of_refund = |response: RefundResponse<'_>| {
        let text = sign(&response);
        let mut scratch = vec![0; text.len()];
        let read = RefundResponse::decode(text.as_bytes(), &mut scratch).unwrap();
        let answer = read.verify(&key).unwrap().answering(&refund());
        answer.map(|answer| answer.outcome())
    };
    assert_eq!(of_query(queried()), Ok(Outcome::Success));
    assert_eq!(of_refund(refunded()), Ok(Outcome::Success));

    let mut other = queried();
    other.body.acquirement_id = Some(text!("another"));
    let unknown = Outcome::Unknown(UnknownReason::Transaction("acquirementId"));
    assert_eq!(of_query(other), Ok(unknown));
    let mut other = queried();
    other.body.merchant_trans_id = Some(text!("another"));
    let mut asked = query();
    asked.body.transaction = TransactionId::Merchant(text!("510x002"));
    let text = sign(&other);
    let mut scratch = vec![0; text.len()];
    let read = PayQueryResponse::decode(text.as_bytes(), &mut scratch).unwrap();
    let answer = read.verify(&key).unwrap().answering(&asked);
    let unknown = Outcome::Unknown(UnknownReason::Transaction("merchantTransId"));
    assert_eq!(answer.map(|answer| answer.outcome()), Ok(unknown));
    let mut other = refunded();
    other.body.refund_amount = Some(Amount {
        value: MinorUnits(1),
        ..AMOUNT
    });
    let unknown = Outcome::Unknown(UnknownReason::Transaction("refundAmount"));
    assert_eq!(of_refund(other), Ok(unknown));
    let mut other = refunded();
    other.body.merchant_refund_id = None;
    let unknown = Outcome::Unknown(UnknownReason::Transaction("merchantRefundId"));
    assert_eq!(of_refund(other), Ok(unknown));

    let mut other = refunded();
    other.head.req_msg_id = text!("another");
    assert_eq!(
        of_refund(other).map_err(|mismatch: Mismatch| mismatch.field()),
        Err("reqMsgId")
    );

    for (code, outcome) in [
        (
            RefundResultCode::RefundAmountExceed,
            Outcome::Failed(Failure::Refused),
        ),
        (
            RefundResultCode::ParamIllegal,
            Outcome::Failed(Failure::NotProcessed),
        ),
        (
            RefundResultCode::UnknownException,
            Outcome::Unknown(UnknownReason::Reported),
        ),
    ] {
        let mut response = refunded();
        response.body.result_info = ResultInfo::new(code, text!("no"));
        assert_eq!(of_refund(response), Ok(outcome), "{code:?}");
    }
    // Each table is its function's own.
    let info = ResultInfo::new(
        alipay_acquiring::PayCancelResultCode::OrderNotExist,
        text!("m"),
    );
    assert!(info.code::<PayQueryResultCode>().is_err());
    assert_eq!(info.code::<RefundResultCode>(), Ok(None));
    assert_eq!(RefundResultCode::ALL.len(), 4);
}

/// Two answers to each way of naming a transaction: which members that both sides name must agree.
#[test]
fn a_success_must_be_about_what_was_asked() {
    type Id = Option<Text<'static, 64>>;
    let (a, m, x): (Id, Id, Id) = (
        Some(text!("2015x747")),
        Some(text!("510x002")),
        Some(text!("another")),
    );
    let by_acquirement_id = TransactionId::Acquirement(text!("2015x747"));
    let by_merchant_trans_id = TransactionId::Merchant(text!("510x002"));
    let by_both = TransactionId::Both {
        acquirement_id: text!("2015x747"),
        merchant_trans_id: text!("510x002"),
    };
    let same = TransactionMatch::Same;
    let [acquirement_id, merchant_trans_id, refund_id, amount] = [
        "acquirementId",
        "merchantTransId",
        "merchantRefundId",
        "refundAmount",
    ]
    .map(TransactionMatch::MissingOrDifferent);

    let rows = [
        (by_acquirement_id, a, None, same),
        (by_acquirement_id, a, m, same),
        // The caller did not know this id.
        (by_acquirement_id, a, x, same),
        (by_acquirement_id, x, m, acquirement_id),
        (by_acquirement_id, None, m, acquirement_id),
        (by_acquirement_id, None, None, acquirement_id),
        (by_merchant_trans_id, a, m, same),
        (by_merchant_trans_id, x, m, same),
        (by_merchant_trans_id, None, m, same),
        (by_merchant_trans_id, a, x, merchant_trans_id),
        (by_merchant_trans_id, a, None, merchant_trans_id),
        (by_merchant_trans_id, None, None, merchant_trans_id),
        (by_both, a, m, same),
        (by_both, a, None, same),
        (by_both, a, x, merchant_trans_id),
        (by_both, x, m, acquirement_id),
        (by_both, None, m, acquirement_id),
    ];
    for (transaction, acquirement_id, merchant_trans_id, expected) in rows {
        let request = PayQueryRequestBody {
            transaction,
            ..query().body
        };
        let response = PayQueryResponseBody {
            acquirement_id,
            merchant_trans_id,
            ..queried().body
        };
        let found = response.transaction(&request);
        assert_eq!(found, expected, "{request:?} {response:?}");
    }

    let amount_of = |currency, value| {
        Some(Amount {
            currency,
            value: MinorUnits(value),
        })
    };
    let (sent, more) = (Some(AMOUNT), amount_of(text!("USD"), 1251));
    let (other_currency, id) = (amount_of(text!("JPY"), 1250), Some(text!("r-1")));
    // The ids sent, the ids received, the refund's id, its amount.
    let rows = [
        ([None, m], [a, m], id, sent, same),
        ([None, m], [None, None], id, sent, same),
        ([None, m], [None, None], id, None, same),
        ([None, m], [x, m], id, sent, same),
        ([None, m], [a, x], id, sent, merchant_trans_id),
        ([a, None], [a, x], id, sent, same),
        ([a, None], [x, m], id, sent, acquirement_id),
        ([a, m], [a, m], id, sent, same),
        ([a, m], [x, m], id, sent, acquirement_id),
        ([a, m], [a, x], id, sent, merchant_trans_id),
        ([a, m], [a, m], None, sent, refund_id),
        ([a, m], [a, m], x, sent, refund_id),
        ([a, m], [a, m], id, more, amount),
        ([a, m], [a, m], id, other_currency, amount),
    ];
    for (sent, received, merchant_refund_id, refund_amount, expected) in rows {
        let request = RefundRequestBody {
            acquirement_id: sent[0],
            merchant_trans_id: sent[1],
            ..refund().body
        };
        let response = RefundResponseBody {
            acquirement_id: received[0],
            merchant_trans_id: received[1],
            merchant_refund_id,
            refund_amount,
            ..refunded().body
        };
        let found = response.transaction(&request);
        assert_eq!(found, expected, "{request:?} {response:?}");
    }
}

#[test]
fn the_functions_have_their_names() {
    let rows = [
        (PayQuery::NAME, PayQuery::VERSION, PayQuery::SERVICE_PATH),
        (Refund::NAME, Refund::VERSION, Refund::SERVICE_PATH),
    ];
    for (name, version, path) in rows {
        assert!(name.starts_with("alipay.intl.acquiring."), "{name}");
        assert!(path.starts_with("/api/alipay/intl/acquiring/"), "{path}");
        let message = [sign(&query()), sign(&refund())]
            .into_iter()
            .find(|text| text.contains(name))
            .unwrap();
        let envelope = Envelope::decode(message.as_bytes(), &mut []);
        // The `reqMsgId` has an escape.
        assert_eq!(envelope.unwrap_err().kind(), Kind::ScratchTooSmall);
        let mut scratch = [0; 8];
        let claimed = Envelope::decode(message.as_bytes(), &mut scratch)
            .unwrap()
            .claimed();
        assert_eq!(
            (claimed.function, claimed.version),
            (Some(name), Some(version))
        );
    }
}
