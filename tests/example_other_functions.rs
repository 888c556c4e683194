//! The two functions of `examples/other_functions`, which use only the public API. Everything that
//! works for payCancel must work for them.

#![cfg(all(feature = "rsa", feature = "serde"))]
#![allow(
    unreachable_pub,
    reason = "the files of the example are written to be copied"
)]

mod common;
#[path = "../examples/other_functions/pay_query.rs"]
mod pay_query;
#[path = "../examples/other_functions/refund.rs"]
mod refund;

use std::fmt::Debug;

use alipay_acquiring::function::{Answers, Body, Function, ResultCode, TransactionMatch};
use alipay_acquiring::json::JsonType;
use alipay_acquiring::{
    DecodeError, DecodeErrorKind as Kind, EncodeError, Envelope, Failure, FreeText, Message,
    Mismatch, Outcome, RequestHead, ResponseHead, ResultInfo, SignError, SignType, Text, Timestamp,
    TransactionId, UnknownReason, ValueError, Violation, function::Head, text,
};
use common::json::wrong_type;
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

fn query_response() -> PayQueryResponse<'static> {
    PayQueryResponse {
        head: ResponseHead::answering(&request_head(), time()),
        body: PayQueryResponseBody {
            result_info: ResultInfo::new(PayQueryResultCode::Success, text!("成功")),
            acquirement_id: Some(text!("2015x747").into()),
            merchant_trans_id: Some(text!("510x002").into()),
            payment_status: Some(text!("PAID").into()),
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

fn refund_response() -> RefundResponse<'static> {
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

/// Signs a message. All messages here have the same key.
fn sign<'a, H: Head<'a>, B: Body<'a, Head = H>>(message: &Message<H, B>) -> String {
    let mut buffer = vec![0; Message::<H, B>::MAX_LEN];
    let envelope = message.sign(&mut buffer, &signing_key("client")).unwrap();
    assert_eq!(envelope.len(), message.encoded_len(256));
    String::from_utf8(envelope.to_vec()).unwrap()
}

/// Leaks the memory: with `'static` the generic types that borrow are simple to name, and a test is
/// a short process.
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
    // `Envelope`, which a gateway uses, gives the same message.
    if let Ok(envelope) = Envelope::decode(text, other) {
        let read = envelope.read::<B>(third);
        assert_eq!(read.map(|read| *read.assume_verified_by_caller()), message);
    }
    message
}

/// Checks a message:
///
/// - It can be written, and the text is read back as the same message.
/// - Other orders of members, escapes, white space and unknown members give the same message.
/// - A change of any letter or digit, or a text that is cut off, is refused.
fn check_message<B: Body<'static>>(message: Message<B::Head, B>)
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

/// The value as JSON, with the members of each object in reverse order.
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

/// Escapes the letters and digits of all strings and names as `\uXXXX`.
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
                // The four digits after `\u` belong to the escape, so they are copied unchanged.
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

/// Adds an unknown member to each object. Its value contains the name of a known member.
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
fn every_message_is_written_and_read_back() {
    check_message::<PayQueryRequestBody>(query());
    check_message::<PayQueryResponseBody>(query_response());
    check_message::<RefundRequestBody>(refund());
    check_message::<RefundResponseBody>(refund_response());
}

#[test]
fn the_longest_message_is_max_len_bytes() {
    fn longest<'a, H: Head<'a>, B: Body<'a, Head = H>>(message: &Message<H, B>) {
        assert_eq!(message.encoded_len(512), Message::<H, B>::MAX_LEN);
        let mut buffer = vec![0; Message::<H, B>::MAX_LEN];
        assert!(message.draft(&mut buffer, 512).is_ok());
    }
    let worst = "\u{1}".repeat(256);
    let text = |chars: usize| worst.get(..chars).unwrap();
    // An id that is written with `id_member`.
    let worst_id = "\u{10ffff}".repeat(64);
    let id_text = |chars: usize| worst_id.get(..4 * chars).unwrap();
    let request_head = RequestHead {
        client_id: Text::new(id_text(32)).unwrap(),
        req_time: time(),
        req_msg_id: Text::new(id_text(64)).unwrap(),
        reserve: Some(FreeText::new(text(256)).unwrap()),
        sign_type: Some(SignType::Rsa2),
    };
    let response_head = ResponseHead {
        reserve: request_head.reserve.map(Into::into),
        ..ResponseHead::answering(&request_head, time())
    };
    // With the status `U`, a code that is not in the table is no violation.
    let result_info = ResultInfo {
        result_code: Text::<64>::new(text(64)).unwrap().into(),
        result_code_id: alipay_acquiring::ResultCodeId::parse("99999999")
            .unwrap()
            .into(),
        ..ResultInfo::new(
            PayQueryResultCode::UnknownException,
            FreeText::new(text(256)).unwrap(),
        )
    };
    let id = Text::new(id_text(64)).unwrap();
    let amount = Amount {
        currency: Text::new(text(3)).unwrap(),
        value: MinorUnits(u64::MAX),
    };
    longest(&PayQueryRequest {
        head: request_head,
        body: PayQueryRequestBody {
            partner_id: Text::new(id_text(32)).unwrap(),
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
            acquirement_id: Some(id.into()),
            merchant_trans_id: Some(id.into()),
            payment_status: Some(Text::<32>::new(text(32)).unwrap().into()),
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
    let too_long = |max| {
        let found = max + 1;
        Kind::Value(ValueError::TooLong { max, found })
    };
    let no_string = |value| wrong_type(JsonType::String, value);
    let unsupported = |expected| Kind::Value(ValueError::Unsupported { expected });
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
            (
                "\"2015x747\"",
                "\"\"",
                Kind::Missing,
                Some("acquirementId or merchantTransId"),
            ),
            ("\"partnerId\"", "\"p\"", Kind::Missing, Some("partnerId")),
            ("\"2015x747\"", "7", no_string("7"), Some("acquirementId")),
            (
                "payQuery",
                "payQuer",
                unsupported("alipay.intl.acquiring.offline.payQuery"),
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
                no_string("{}"),
                Some("merchantTransId"),
            ),
            ("\"USD\"", "\"USDX\"", Kind::Refused, Some("currency")),
            ("\"1250\"", "\"+1250\"", Kind::Refused, Some("value")),
            ("\"1250\"", "-1250", Kind::Refused, Some("value")),
            ("\"1250\"", "12.5", Kind::Refused, Some("value")),
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
            ("2.0.4", "2.0.2", unsupported("2.0.4"), Some("version")),
        ],
    );
    // Accepted as well: an amount as a number, and an empty id for an absent one.
    let text = sign(&refund()).replace("\"1250\"", "1250").replace(
        "\"merchantTransId\"",
        "\"acquirementId\":\"\",\"merchantTransId\"",
    );
    assert_eq!(read::<RefundRequestBody>(text), Ok(refund()));
}

#[test]
fn a_request_without_a_transaction_id_is_not_written() {
    let mut refund = refund();
    refund.body.merchant_trans_id = None;
    let mut buffer = [0; RefundRequest::MAX_LEN];
    let violation = Violation::Missing {
        field: "acquirementId or merchantTransId",
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

/// A body whose texts have no maximum length, and a body with a number that JSON cannot represent.
#[test]
fn a_serde_body_longer_than_its_max_len() {
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
        // The error is the same if the buffer is too small as well.
        let drafted = message.draft(&mut buffer[..10], 256).map(drop);
        match expected {
            Ok(()) => assert!(matches!(drafted, Err(EncodeError::BufferTooSmall { .. }))),
            expected => assert_eq!(drafted, expected, "{text:?} {number}"),
        }
    }
}

#[test]
fn outcomes_follow_the_result_table_of_the_function() {
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
    assert_eq!(of_query(query_response()), Ok(Outcome::Success));
    assert_eq!(of_refund(refund_response()), Ok(Outcome::Success));

    let mut other = query_response();
    other.body.acquirement_id = Some(text!("another").into());
    let unknown = Outcome::Unknown(UnknownReason::Transaction("acquirementId"));
    assert_eq!(of_query(other), Ok(unknown));
    let mut other = query_response();
    other.body.merchant_trans_id = Some(text!("another").into());
    let mut asked = query();
    asked.body.transaction = TransactionId::Merchant(text!("510x002"));
    let text = sign(&other);
    let mut scratch = vec![0; text.len()];
    let read = PayQueryResponse::decode(text.as_bytes(), &mut scratch).unwrap();
    let answer = read.verify(&key).unwrap().answering(&asked);
    let unknown = Outcome::Unknown(UnknownReason::Transaction("merchantTransId"));
    assert_eq!(answer.map(|answer| answer.outcome()), Ok(unknown));
    let mut other = refund_response();
    other.body.refund_amount = Some(Amount {
        value: MinorUnits(1),
        ..AMOUNT
    });
    let unknown = Outcome::Unknown(UnknownReason::Transaction("refundAmount"));
    assert_eq!(of_refund(other), Ok(unknown));
    let mut other = refund_response();
    other.body.merchant_refund_id = None;
    let unknown = Outcome::Unknown(UnknownReason::Transaction("merchantRefundId"));
    assert_eq!(of_refund(other), Ok(unknown));

    let mut other = refund_response();
    other.head.req_msg_id = text!("another").into();
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
        let mut response = refund_response();
        response.body.result_info = ResultInfo::new(code, text!("no"));
        assert_eq!(of_refund(response), Ok(outcome), "{code:?}");
    }
    // A code is looked up in the table of its own function.
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
            acquirement_id: acquirement_id.map(Text::into),
            merchant_trans_id: merchant_trans_id.map(Text::into),
            ..query_response().body
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
            ..refund_response().body
        };
        let found = response.transaction(&request);
        assert_eq!(found, expected, "{request:?} {response:?}");
    }
}

#[test]
fn function_names_and_versions() {
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
        let enough = message.len();
        assert_eq!(
            envelope.unwrap_err().kind(),
            Kind::ScratchTooSmall { enough }
        );
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
