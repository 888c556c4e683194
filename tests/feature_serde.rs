//! serde's traits on the public values. Members have the names of the specification, and
//! deserializing checks every rule. Two formats are used: `serde_json` writes names, postcard does
//! not.

#![cfg(feature = "serde")]

use alipay_acquiring::{
    Answer, Claimed, Contradiction, DecodeErrorKind, EncodeError, Envelope, Failure, FreeText,
    Message, MessageIds, MessageKind, Outcome, PayCancelRequest, PayCancelRequestBody,
    PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, RequestHead, ResponseHead,
    ResultCodeId, ResultInfo, ResultStatus, SignError, SignType, Text, TextBuf, TimeError,
    Timestamp, TransactionId, TransactionIdBuf, TransactionIds, UnknownReason, UnsignedFailure,
    Unverified, UtcOffset, ValueError, Verified, Violation,
    function::{ResultCode, ResultMeaning},
    json::{JsonType, Reader},
    signature::{InvalidSignature, SignatureTextError},
    text,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

mod common;

use common::json::wrong_type;

/// The value of `message` in an envelope, without `version` and `function`, which the types do not
/// store.
fn wire_value(envelope: &[u8], message: &str) -> Value {
    let envelope: Value = serde_json::from_slice(envelope).expect("JSON");
    let mut value = envelope[message].clone();
    let head = value["head"].as_object_mut().expect("a head");
    assert!(head.remove("version").is_some() && head.remove("function").is_some());
    value
}

#[test]
fn messages_have_the_member_names_of_the_envelope() {
    let request = common::fixtures::fixture("golden/request.json");
    let response = common::fixtures::fixture("golden/response.json");
    let mut scratch = [0; 0];
    let read = PayCancelRequest::decode(&request, &mut scratch).expect("golden");
    let read = serde_json::to_value(*read.assume_verified_by_caller()).expect("a value");
    assert_eq!(read, wire_value(&request, "request"));

    let mut scratch = [0; 0];
    let read = PayCancelResponse::decode(&response, &mut scratch).expect("golden");
    let read = serde_json::to_value(*read.assume_verified_by_caller()).expect("a value");
    assert_eq!(read, wire_value(&response, "response"));
}

#[test]
fn claims_and_ids() {
    let response = common::fixtures::fixture("golden/response.json");
    let mut scratch = [0; 0];
    let claimed = Envelope::decode(&response, &mut scratch)
        .map(|envelope| envelope.claimed())
        .expect("golden");
    assert_eq!(
        serde_json::to_value(claimed).expect("a value"),
        json!({
            "message": "response",
            "function": "alipay.intl.acquiring.common.payCancel",
            "version": "2.0.2",
            "clientId": "211xxxxxxxxxxxxxxx044",
            "reqMsgId": "1234567asdfasdf1123fda",
            "signType": null,
        })
    );

    let mut scratch = [0; 0];
    let unsigned = br#"{"response":{"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}}}"#;
    let unsigned = UnsignedFailure::decode(unsigned, &mut scratch).expect("unsigned");
    let unsigned = serde_json::to_value(unsigned).expect("a value");
    assert_eq!(unsigned["result"]["claimedResultCode"], "KEY_NO_FOUND");
    assert_eq!(unsigned["claimed"]["clientId"], Value::Null);

    let mut scratch = [0; 0];
    let read = PayCancelResponse::decode(&response, &mut scratch).expect("golden");
    let ids = MessageIds::from(&read.assume_verified_by_caller().head);
    assert_eq!(
        serde_json::to_value(ids).expect("a value"),
        json!({"clientId": "211xxxxxxxxxxxxxxx044", "reqMsgId": "1234567asdfasdf1123fda"})
    );
    assert_eq!(
        ids.to_string(),
        "211xxxxxxxxxxxxxxx044/1234567asdfasdf1123fda"
    );

    // The longest ids.
    let [client, message] = [32, 64].map(|chars| "\u{1f600}".repeat(chars));
    let head = RequestHead::new(
        Text::new(&client).expect("32 characters"),
        Timestamp::parse("2001-07-04T12:08:56+05:30").expect("a time"),
        Text::new(&message).expect("64 characters"),
    );
    let ids = MessageIds::from(&head);
    assert_eq!((&*ids.client_id, &*ids.req_msg_id), (&*client, &*message));
}

// Serialize and deserialize

/// Asserts that a value has this JSON, and is read back the same from both formats and by this
/// crate's reader.
fn assert_read_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: T,
    wanted: Value,
) {
    let written = serde_json::to_string(&value).expect("JSON");
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), wanted);
    assert_eq!(
        serde_json::from_str::<T>(&written).unwrap(),
        value,
        "{written}"
    );
    assert_eq!(
        serde_json::from_value::<T>(wanted).unwrap(),
        value,
        "{written}"
    );
    let mut scratch = vec![0; written.len()];
    let mut reader = Reader::new(written.as_bytes(), &mut scratch).unwrap();
    assert_eq!(reader.deserialize::<T>().unwrap(), value, "{written}");
    let bytes = postcard::to_allocvec(&value).expect("bytes");
    assert_eq!(
        postcard::from_bytes::<T>(&bytes).unwrap(),
        value,
        "{written}"
    );
}

#[test]
fn owned_values_are_read_back() {
    let time = "2001-07-04T12:08:56+05:30";
    assert_read_back(Timestamp::parse(time).unwrap(), json!(time));
    let leap_second = "2016-12-31T23:59:60-00:00";
    assert_read_back(Timestamp::parse(leap_second).unwrap(), json!(leap_second));
    for offset in ["+00:00", "-00:00", "+23:59", "-23:59", "+05:30"] {
        let time = Timestamp::parse(&format!("2001-07-04T12:08:56{offset}")).unwrap();
        assert_read_back(time.offset(), json!(offset));
    }
    assert_read_back(ResultStatus::Success, json!("S"));
    assert_read_back(ResultStatus::Failure, json!("F"));
    assert_read_back(ResultStatus::Unknown, json!("U"));
    assert_read_back(ResultCodeId::parse("00000019").unwrap(), json!("00000019"));
    assert_read_back(SignType::Rsa2, json!("RSA2"));
    assert_read_back(MessageKind::Request, json!("request"));
    assert_read_back(MessageKind::Response, json!("response"));
    assert_read_back(Failure::Refused, json!("refused"));
    assert_read_back(ResultMeaning::Success, json!("success"));
    assert_read_back(ResultMeaning::Unknown, json!("unknown"));
    assert_read_back(
        ResultMeaning::Failed(Failure::TryLater),
        json!({"failed": "try-later"}),
    );
    for &code in PayCancelResultCode::ALL {
        assert_read_back(code, json!(code.row().name.as_str()));
    }
    assert_read_back(
        TextBuf::<4>::try_from("\u{1f600}\"").unwrap(),
        json!("\u{1f600}\""),
    );
    assert_read_back(TextBuf::<4, 0>::try_from("").unwrap(), json!(""));
}

/// `Is::<T>::READ` tells whether `T` implements `Deserialize`. If it does, the inherent constant
/// exists and takes precedence over the one of the trait.
struct Is<T>(std::marker::PhantomData<T>);

trait NotRead {
    const READ: bool = false;
}

impl<T> NotRead for Is<T> {}

impl<T: Deserialize<'static>> Is<T> {
    const READ: bool = true;
}

/// A conclusion, and a value that was verified, cannot be deserialized: anyone could have written
/// the text.
#[test]
fn conclusions_are_not_deserialized() {
    type Response = PayCancelResponse<'static>;
    for (name, is_read, wanted) in [
        ("PayCancelResponse", Is::<Response>::READ, true),
        ("Outcome", Is::<Outcome>::READ, false),
        ("Unknown", Is::<UnknownReason>::READ, false),
        ("Claimed", Is::<Claimed<'static>>::READ, false),
        ("Envelope", Is::<Envelope<'static>>::READ, false),
        (
            "UnsignedFailure",
            Is::<UnsignedFailure<'static>>::READ,
            false,
        ),
        (
            "Unverified",
            Is::<Unverified<'static, Response>>::READ,
            false,
        ),
        ("Verified", Is::<Verified<'static, Response>>::READ, false),
        ("Answer", Is::<Answer<'static, Response>>::READ, false),
    ] {
        assert_eq!(is_read, wanted, "{name}");
    }
}

/// Outcomes, violations and errors are a stable code with its details.
#[test]
fn outcomes_and_errors_are_codes_with_details() {
    let undecoded = PayCancelRequest::decode(b"", &mut []).unwrap_err();
    let missing = PayCancelResponse::decode(br#"{"response":{"head":null}}"#, &mut []).unwrap_err();
    let value = |value: &dyn ToValue| value.to_value();
    let unknown = Outcome::Unknown;
    let field = "resultCodeId";
    let error = ValueError::ResultCodeId;
    let rows: Vec<(Value, Value)> = vec![
        (value(&Outcome::Success), json!({"code": "success"})),
        (
            value(&Outcome::Failed(Failure::TryLater)),
            json!({"code": "failed-try-later"}),
        ),
        (
            value(&Outcome::Failed(Failure::Refused)),
            json!({"code": "failed-refused"}),
        ),
        (
            value(&Outcome::Failed(Failure::NotProcessed)),
            json!({"code": "failed-not-processed"}),
        ),
        (
            value(&Outcome::Failed(Failure::Unlisted)),
            json!({"code": "failed-unlisted"}),
        ),
        (
            value(&unknown(UnknownReason::Reported)),
            json!({"code": "unknown-reported"}),
        ),
        (
            value(&unknown(UnknownReason::UnlistedStatus)),
            json!({"code": "unknown-unlisted-status"}),
        ),
        (
            value(&unknown(UnknownReason::Contradiction(
                Contradiction::OtherStatus,
            ))),
            json!({"code": "unknown-contradiction", "detail": "other-status"}),
        ),
        (
            value(&unknown(UnknownReason::Transaction("acquirementId"))),
            json!({"code": "unknown-transaction", "field": "acquirementId"}),
        ),
        (
            value(&unknown(UnknownReason::NoAnswer)),
            json!({"code": "unknown-no-answer"}),
        ),
        (
            value(&UnknownReason::Unsigned),
            json!({"code": "unknown-unsigned"}),
        ),
        (
            value(&UnknownReason::InvalidSignature),
            json!({"code": "unknown-invalid-signature"}),
        ),
        (
            value(&UnknownReason::from(missing)),
            json!({"code": "unknown-undecodable", "detail": "missing", "field": "head", "offset": 20}),
        ),
        (
            value(&undecoded),
            json!({"code": "empty-document", "offset": 0}),
        ),
        (value(&undecoded.kind()), json!({"code": "empty-document"})),
        (value(&ValueError::Empty), json!({"code": "empty"})),
        (
            value(&ValueError::TooLong { max: 32, found: 36 }.in_field("clientId")),
            json!({"code": "too-long", "field": "clientId", "length": 32}),
        ),
        (
            value(&wrong_type(JsonType::Object, "[]")),
            json!({"code": "wrong-type", "expected": "object", "found": "array"}),
        ),
        (
            value(&DecodeErrorKind::WrongMessage {
                found: MessageKind::Request,
            }),
            json!({"code": "wrong-message", "found": "request"}),
        ),
        (
            value(&ValueError::Timestamp(TimeError::NoOffset).in_field("reqTime")),
            json!({"code": "timestamp", "detail": "no-offset", "field": "reqTime"}),
        ),
        (
            value(&ValueError::Unsupported { expected: "RSA2" }),
            json!({"code": "unsupported", "expected": "RSA2"}),
        ),
        (
            value(&DecodeErrorKind::ScratchTooSmall { enough: 690 }),
            json!({"code": "scratch-too-small", "length": 690}),
        ),
        (
            value(&DecodeErrorKind::Value(ValueError::TooLong {
                max: 32,
                found: 36,
            })),
            json!({"code": "too-long", "length": 32}),
        ),
        (
            value(&Violation::Missing { field }),
            json!({"code": "missing", "field": field}),
        ),
        (
            value(&Violation::NotAString {
                field,
                found: JsonType::Number,
            }),
            json!({"code": "not-a-string", "field": field, "expected": "string", "found": "number"}),
        ),
        (
            value(&Violation::Value { field, error }),
            json!({"code": "result-code-id", "field": field}),
        ),
        (
            value(&Violation::Differs { field }),
            json!({"code": "differs", "field": field}),
        ),
        (
            value(&Violation::Result(Contradiction::UnlistedSuccess)),
            json!({"code": "unlisted-success"}),
        ),
        (
            value(&Contradiction::CodeWithOtherId),
            json!({"code": "code-with-other-id"}),
        ),
        (
            value(&EncodeError::BufferTooSmall { needed: 7 }),
            json!({"code": "buffer-too-small", "length": 7}),
        ),
        (value(&EncodeError::NotJson), json!({"code": "not-json"})),
        (
            value(&EncodeError::TooLong { max: 9 }),
            json!({"code": "too-long", "length": 9}),
        ),
        (
            value(&EncodeError::SignatureLength {
                drafted: 256,
                actual: 257,
            }),
            json!({"code": "signature-length", "length": 256}),
        ),
        (
            value(&SignError::<&str>::Encode(EncodeError::Violation(
                Violation::Missing { field },
            ))),
            json!({"code": "missing", "field": field}),
        ),
        (
            value(&SignError::<&str>::Signer("no key")),
            json!({"code": "signer-failed", "text": "the signer failed: no key"}),
        ),
        (
            value(&InvalidSignature),
            json!({"code": "invalid-signature"}),
        ),
        (
            value(&SignatureTextError),
            json!({"code": "signature-text"}),
        ),
    ];
    for (written, expected) in rows {
        assert_eq!(written, expected);
    }
    // A format that identifies members by their order has all of them.
    let bytes = postcard::to_allocvec(&undecoded).unwrap();
    type Members<'a> = (
        &'a str,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
        Option<usize>,
        Option<usize>,
    );
    let members: Members<'_> = postcard::from_bytes(&bytes).unwrap();
    let expected = ("empty-document", None, None, None, None, Some(0), None);
    assert_eq!(members, expected);
}

/// The code of an outcome begins with the same word as its text, and that of a reason is that of its outcome.
#[test]
fn codes_agree_with_texts() {
    let undecoded = PayCancelRequest::decode(b"", &mut []).unwrap_err();
    let mismatch = serde_json::to_value(UnknownReason::Undecodable(undecoded)).unwrap();
    assert_eq!(mismatch["code"], "unknown-undecodable");
    for outcome in [
        Outcome::Success,
        Outcome::Failed(Failure::Unlisted),
        Outcome::Unknown(UnknownReason::NoAnswer),
    ] {
        let text = outcome.to_string();
        let word = text.split(':').next().unwrap();
        assert!(outcome.code().starts_with(word), "{outcome}");
    }
    for (kind, code) in [
        (DecodeErrorKind::InvalidUtf8, "invalid-utf8"),
        (DecodeErrorKind::UnexpectedByte, "unexpected-byte"),
        (DecodeErrorKind::ControlCharacter, "control-character"),
        (DecodeErrorKind::InvalidEscape, "invalid-escape"),
        (DecodeErrorKind::LoneSurrogate, "lone-surrogate"),
        (DecodeErrorKind::TooDeep, "too-deep"),
        (DecodeErrorKind::TrailingBytes, "trailing-bytes"),
        (DecodeErrorKind::Duplicate, "duplicate"),
        (wrong_type(JsonType::String, "7"), "wrong-type"),
        (DecodeErrorKind::Refused, "refused"),
        (
            DecodeErrorKind::WrongMessage {
                found: MessageKind::Request,
            },
            "wrong-message",
        ),
        (DecodeErrorKind::TwoMessages, "two-messages"),
        (DecodeErrorKind::Unsigned, "unsigned"),
        (DecodeErrorKind::Signed, "signed"),
        (DecodeErrorKind::Unread, "unread"),
        (
            DecodeErrorKind::ScratchTooSmall { enough: 690 },
            "scratch-too-small",
        ),
        (
            DecodeErrorKind::Value(ValueError::WhiteSpaceAroundId),
            "white-space-around-id",
        ),
        (
            DecodeErrorKind::Value(ValueError::Timestamp(TimeError::NoOffset)),
            "timestamp",
        ),
        (
            DecodeErrorKind::Value(ValueError::Unsupported { expected: "RSA2" }),
            "unsupported",
        ),
        (
            DecodeErrorKind::Value(ValueError::SignatureLength),
            "signature-length",
        ),
    ] {
        assert_eq!(kind.code(), code);
    }
    for (contradiction, code) in [
        (Contradiction::IdWithOtherCode, "id-with-other-code"),
        (Contradiction::UnlistedStatus, "unlisted-status"),
    ] {
        assert_eq!(contradiction.code(), code);
    }
}

trait ToValue {
    fn to_value(&self) -> Value;
}

impl<T: Serialize> ToValue for T {
    fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap()
    }
}

#[test]
fn owned_ids_are_read_back() {
    let (one, two) = (text!("2015x747"), text!("510x002"));
    assert_read_back(
        TransactionIdBuf::from(TransactionId::Acquirement(one)),
        json!({"acquirementId": "2015x747"}),
    );
    assert_read_back(
        TransactionIdBuf::from(TransactionId::Both {
            acquirement_id: one,
            merchant_trans_id: two,
        }),
        json!({"acquirementId": "2015x747", "merchantTransId": "510x002"}),
    );
    let head = RequestHead::new(
        text!("c"),
        Timestamp::parse("2001-07-04T12:08:56Z").unwrap(),
        text!("m"),
    );
    assert_read_back(
        MessageIds::from(&head),
        json!({"clientId": "c", "reqMsgId": "m"}),
    );
}

#[test]
#[cfg(feature = "heapless")]
fn stored_envelopes_are_read_back() {
    use alipay_acquiring::StoredEnvelope;

    let bytes = common::fixtures::fixture("golden/request.json");
    let stored = StoredEnvelope::<1024>::from_bytes(&bytes).unwrap();
    assert_read_back(stored, json!(String::from_utf8(bytes.clone()).unwrap()));
    // Too long for the buffer, and then a number instead of a text.
    let text = serde_json::to_string(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert!(serde_json::from_str::<StoredEnvelope<684>>(&text).is_err());
    let message = serde_json::from_str::<StoredEnvelope<684>>("1").unwrap_err();
    let wanted = "expected an envelope of at most 684 bytes";
    assert!(message.to_string().contains(wanted), "{message}");
    let not_utf8 = StoredEnvelope::<2>::from_bytes(b"\xff").unwrap();
    assert!(serde_json::to_string(&not_utf8).is_err());
    let written = postcard::to_allocvec(&not_utf8).unwrap();
    assert_eq!(
        postcard::from_bytes::<StoredEnvelope<2>>(&written).unwrap(),
        not_utf8
    );
}

#[test]
fn values_that_break_a_rule_are_refused() {
    fn refused<T: DeserializeOwned + std::fmt::Debug>(texts: &[&str]) {
        for text in texts {
            let read = serde_json::from_str::<T>(text);
            assert!(read.is_err(), "{text}: {read:?}");
        }
    }
    refused::<Timestamp>(&[
        r#""2001-07-04T12:08:56+0530""#,
        r#""2001-02-29T12:08:56Z""#,
        r#""""#,
        "0",
        "null",
    ]);
    refused::<UtcOffset>(&[
        r#""+24:00""#,
        r#""+0530""#,
        r#""""#,
        r#"".5+05:30""#,
        r#"".5Z""#,
        r#""+05:30 ""#,
        r#""Z0""#,
        "330",
    ]);
    refused::<ResultStatus>(&[r#""s""#, r#""SUCCESS""#, r#""""#, "0"]);
    refused::<ResultCodeId>(&[r#""0000019""#, r#""000000019""#, r#""0000001a""#, "19"]);
    refused::<SignType>(&[r#""RSA""#, r#""rsa2""#, r#""Rsa2""#]);
    refused::<MessageKind>(&[r#""Request""#, r#""""#]);
    refused::<Failure>(&[r#""Refused""#, r#""NotProcessed""#]);
    refused::<PayCancelResultCode>(&[r#""Success""#, r#""NO_SUCH_CODE""#, r#""""#, "8"]);
    refused::<TextBuf<4>>(&[r#""""#, r#""12345""#, "1234", "null"]);
    refused::<TransactionIdBuf>(&["{}", r#"{"acquirementId":null}"#, r#"{"acquirementId":""}"#]);
    // The error says what was expected.
    for (error, wanted) in [
        (
            serde_json::from_str::<Timestamp>("1").err(),
            "expected a date and time of RFC 3339",
        ),
        (
            serde_json::from_str::<UtcOffset>("1").err(),
            "expected an offset of RFC 3339",
        ),
        (
            serde_json::from_str::<ResultCodeId>("1").err(),
            "expected eight digits",
        ),
        (
            serde_json::from_str::<ResultStatus>("1").err(),
            "expected S, F or U",
        ),
        (
            serde_json::from_str::<PayCancelResultCode>("1").err(),
            "expected a resultCode that is listed",
        ),
    ] {
        let message = error.expect("refused").to_string();
        assert!(message.contains(wanted), "{message}");
    }
    let missing = |error: Option<serde_json::Error>| {
        let message = error.expect("refused").to_string();
        assert!(
            message.contains("missing field `acquirementId`"),
            "{message}"
        );
    };
    missing(serde_json::from_str::<TransactionId<'_>>("{}").err());
    let no_id = r#"{"partnerId":"p"}"#;
    missing(serde_json::from_str::<PayCancelRequestBody<'_>>(no_id).err());
    refused::<MessageIds>(&[r#"{"clientId":"c"}"#, r#"{"clientId":"","reqMsgId":"m"}"#]);
}

/// Asserts that a borrowing value is read back the same from text that outlives it. Returns its
/// JSON.
fn assert_borrowed_read_back<'a, T: Serialize + Deserialize<'a> + PartialEq + std::fmt::Debug>(
    value: &T,
) -> Value {
    let written: &'static str = serde_json::to_string(value).expect("JSON").leak();
    assert_eq!(
        &serde_json::from_str::<T>(written).unwrap(),
        value,
        "{written}"
    );
    let mut reader = Reader::new(written.as_bytes(), &mut []).unwrap();
    assert_eq!(&reader.deserialize::<T>().unwrap(), value, "{written}");
    let bytes: &'static [u8] = postcard::to_allocvec(value).expect("bytes").leak();
    assert_eq!(
        &postcard::from_bytes::<T>(bytes).unwrap(),
        value,
        "{written}"
    );
    serde_json::from_str(written).unwrap()
}

/// Messages with every combination of the optional members.
#[test]
fn messages_are_read_back() {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    let id = Some(text!("2015x747"));
    let mut messages = 0;
    for bits in 0..32_u8 {
        let is = |bit: u8| bits >> bit & 1 == 1;
        let reserve = is(0).then_some(FreeText::new("{}").unwrap());
        let head = RequestHead {
            reserve,
            sign_type: is(1).then_some(SignType::Rsa2),
            ..RequestHead::new(text!("c"), time, text!("m"))
        };
        let ids = (id.filter(|_| is(2)), id.filter(|_| is(3)));
        let named = TransactionIds {
            acquirement_id: ids.0,
            merchant_trans_id: ids.1,
        };
        if let Some(transaction) = named.transaction_id() {
            assert_eq!(
                assert_borrowed_read_back(&transaction)["acquirementId"].is_null(),
                !is(2)
            );
            let body = PayCancelRequestBody {
                partner_id: text!("p"),
                transaction,
            };
            let value = assert_borrowed_read_back(&Message { head, body });
            assert_eq!(
                value["head"].as_object().unwrap().len(),
                3 + usize::from(is(0)) + usize::from(is(1))
            );
            assert_eq!(
                value["body"].as_object().unwrap().len(),
                1 + usize::from(is(2)) + usize::from(is(3))
            );
            messages += 1;
        }
        let body = PayCancelResponseBody {
            result_info: ResultInfo {
                result_msg: is(1).then_some(text!("").into()),
                ..ResultInfo::new(PayCancelResultCode::Success, text!(""))
            },
            acquirement_id: ids.0.map(Into::into),
            merchant_trans_id: ids.1.map(Into::into),
            cancel_time: is(4).then_some(time.into()),
        };
        let head = ResponseHead {
            reserve: reserve.map(Into::into),
            ..ResponseHead::answering(&head, time)
        };
        let value = assert_borrowed_read_back(&Message { head, body });
        assert_eq!(
            value["body"]["resultInfo"].as_object().unwrap().len(),
            3 + usize::from(is(1))
        );
        assert_eq!(value["body"].get("cancelTime").is_some(), is(4));
        messages += 1;
    }
    assert_eq!(messages, 24 + 32);
}

/// The names are those of the envelope, so the JSON of a message deserializes directly, without the
/// members that the types do not store.
#[test]
fn the_json_of_an_envelope_is_deserialized() {
    let bytes = common::fixtures::fixture("golden/response.json");
    let value = wire_value(&bytes, "response").to_string();
    let message: PayCancelResponse<'_> = serde_json::from_str(&value).unwrap();
    let decoded = PayCancelResponse::decode(&bytes, &mut []).unwrap();
    assert_eq!(message, *decoded.assume_verified_by_caller());
    for (before, after) in [
        ("SUCCESS", "x".repeat(65)),
        ("00000000", "0".to_string()),
        ("2001-", "1-".to_string()),
    ] {
        let broken = value.replacen(before, &after, 1);
        assert_ne!(broken, value);
        assert!(
            serde_json::from_str::<PayCancelResponse<'_>>(&broken).is_err(),
            "{before}"
        );
    }
}

/// A head may name its version and its function, as it does on the wire, but no other ones: the result
/// of another function means something else.
#[test]
fn a_message_of_another_function_is_refused() {
    #[derive(Deserialize)]
    struct Log<'a> {
        #[serde(borrow)]
        request: PayCancelRequest<'a>,
        #[serde(borrow)]
        response: PayCancelResponse<'a>,
    }

    const HEAD: &str = r#""clientId":"c","reqMsgId":"m""#;
    let (version, function) = ("\"2.0.2\"", "\"alipay.intl.acquiring.common.payCancel\"");
    let escaped = "\"alipay.intl.acquiring.common.p\\u0061yCancel\"";
    let refund = "\"alipay.intl.acquiring.common.refund\"";
    let rows = [
        (None, None, true),
        (Some(version), None, true),
        (None, Some(function), true),
        (Some(version), Some(function), true),
        (Some(version), Some(escaped), true),
        (Some("null"), Some("null"), true),
        (Some(version), Some(refund), false),
        (None, Some(refund), false),
        (Some("\"2.0.4\""), Some(function), false),
        (Some("\"2.0.4\""), None, false),
        (Some("\"\""), Some(function), false),
        (Some(version), Some("\"\""), false),
        (Some("2"), Some(function), false),
        (Some(function), Some(version), false),
    ];
    let member = |name: &str, value: Option<&str>| {
        value.map_or(String::new(), |value| format!(",\"{name}\":{value}"))
    };
    let time = "2001-07-04T12:08:56+05:30";
    let result = r#"{"resultStatus":"S","resultCodeId":"00000000","resultCode":"SUCCESS"}"#;
    for (version, function, reads) in rows {
        let (version, function) = (member("version", version), member("function", function));
        for fixed in [
            format!("{version}{function}"),
            format!("{function}{version}"),
        ] {
            let request = format!(
                r#"{{"head":{{{HEAD},"reqTime":"{time}"{fixed}}},"body":{{"partnerId":"p","acquirementId":"a"}}}}"#
            );
            let response = format!(
                r#"{{"body":{{"resultInfo":{result}}},"head":{{{HEAD},"respTime":"{time}"{fixed}}}}}"#
            );
            let read = serde_json::from_str::<PayCancelRequest<'_>>(&request);
            assert_eq!(read.is_ok(), reads, "{request}: {read:?}");
            let read = serde_json::from_str::<PayCancelResponse<'_>>(&response);
            assert_eq!(read.is_ok(), reads, "{response}: {read:?}");
            let log = format!(r#"{{"request":{request},"response":{response}}}"#);
            let log = serde_json::from_str::<Log<'_>>(&log);
            assert_eq!(log.is_ok(), reads, "{request} {response}");
            if let Ok(log) = log {
                assert_eq!(log.request.body.partner_id, "p");
                assert_eq!(log.response.body.result_info.result_code, "SUCCESS");
            }
        }
    }
    let text = format!(r#"{{"head":{{{HEAD},"respTime":"{time}","function":{refund}}}}}"#);
    let error = serde_json::from_str::<PayCancelResponse<'_>>(&text).unwrap_err();
    assert!(
        error.to_string().starts_with(
            "invalid value: string \"alipay.intl.acquiring.common.refund\", expected \
             alipay.intl.acquiring.common.payCancel"
        ),
        "{error}"
    );
}
