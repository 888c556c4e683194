//! Decoding: duplicate names, a second message, the wrong kind of message, no message.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::function::Body;
use alipay_acquiring::json::{Reader, Writer, max_object_len};
use alipay_acquiring::{
    DecodeError, Envelope, Message, MessageKind, PayCancel, PayCancelResponse,
    PayCancelResponseBody, ResponseHead, UnsignedFailure, Violation,
};
use common::escapes::spellings;
use common::golden::*;

// Duplicate names

/// The objects of an envelope, and the names that are read in each.
const NAMES: &[(Direction, &str, &[&str])] = &[
    (Request, "", &["request", "signature"]),
    (Request, "request", &["head", "body"]),
    (
        Request,
        "head",
        &[
            "version", "function", "clientId", "reqTime", "reqMsgId", "reserve", "signType",
        ],
    ),
    (
        Request,
        "body",
        &["partnerId", "acquirementId", "merchantTransId"],
    ),
    (Response, "", &["response", "signature"]),
    (Response, "response", &["head", "body"]),
    (
        Response,
        "head",
        &[
            "version", "function", "clientId", "respTime", "reqMsgId", "reserve",
        ],
    ),
    (
        Response,
        "body",
        &[
            "resultInfo",
            "acquirementId",
            "merchantTransId",
            "cancelTime",
        ],
    ),
    (
        Response,
        "resultInfo",
        &["resultStatus", "resultCodeId", "resultCode", "resultMsg"],
    ),
];

/// Those of them that `Envelope::decode` reads.
const CLAIMED_NAMES: &[&str] = &[
    "request",
    "response",
    "signature",
    "head",
    "body",
    "version",
    "function",
    "clientId",
    "reqMsgId",
    "signType",
];

/// Those that only `UnsignedFailure` reads.
const RESULT_NAMES: &[&str] = &[
    "resultInfo",
    "resultStatus",
    "resultCodeId",
    "resultCode",
    "resultMsg",
];

#[test]
fn a_known_name_must_not_occur_twice() {
    let mut count = 0;
    for &(direction, object, names) in NAMES {
        let whole = envelope(direction);
        let (start, end) = match object {
            "" => (0, whole.len()),
            _ => object_span(&whole, object),
        };
        for &name in names {
            let genuine = format!("\"{name}\":");
            for spelling in spellings(name) {
                // `genuine` is replaced by a copy of the value in the envelope.
                for value in ["genuine", "null", "\"\"", "7", "{}"] {
                    let value = match value {
                        "genuine" => {
                            let at = start + whole[start..].find(&genuine).unwrap() + genuine.len();
                            let end = match whole.as_bytes()[at] {
                                b'{' => object_span(&whole, name).1,
                                _ => member(&whole, name).2,
                            };
                            &whole[at..end]
                        }
                        value => value,
                    };
                    let other = format!("\"{spelling}\":{value}");

                    // After the genuine member, the duplicate is refused, whatever its value is.
                    let before = &whole[..end - 1];
                    let text = format!("{before}, {other}{}", &whole[end - 1..]);
                    let expected = (Kind::Duplicate, before.len() + 2, Some(name));
                    assert_refused(direction, &text, expected, &other);
                    let claims = Envelope::decode(text.as_bytes(), &mut [])
                        .map(|envelope| envelope.claimed())
                        .map(drop)
                        .map_err(fault);
                    if CLAIMED_NAMES.contains(&name) {
                        assert_eq!(claims, Err(expected), "{other}");
                    } else {
                        assert_eq!(claims, Ok(()), "{other}");
                    }
                    if RESULT_NAMES.contains(&name) {
                        let failure = UnsignedFailure::decode(text.as_bytes(), &mut []);
                        assert_eq!(failure.map(drop).map_err(fault), Err(expected), "{other}");
                    }

                    // Before the genuine member, the genuine one is refused as the duplicate. If
                    // the value before it is invalid, that error comes first.
                    let text = format!("{}{other},{}", &whole[..=start], &whole[start + 1..]);
                    let second = start + other.len() + 1 + whole[start..].find(&genuine).unwrap();
                    let error = read(direction, &text, "").expect_err(&text);
                    let form = MEMBERS
                        .iter()
                        .find(|row| (row.0, row.1) == (direction, name))
                        .map(|row| row.3);
                    let class = form.map(|_| class(direction, name));
                    let is_valid = match value {
                        "null" | "\"\"" => form.is_some() || name == "signature",
                        "{}" => name == "reserve" || class == Some(Class::Informing),
                        "7" => class.is_some_and(|class| class != Class::Strict),
                        _ => true,
                    };
                    if is_valid {
                        let expected = (Kind::Duplicate, second, Some(name));
                        assert_eq!(fault(error), expected, "{other}");
                    } else {
                        assert_ne!(error.kind(), Kind::Duplicate, "{other}");
                    }
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 32 * 4 * 5);
}

#[test]
fn unknown_names_may_occur_twice() {
    for &(direction, object, _) in NAMES {
        let whole = envelope(direction);
        let start = match object {
            "" => 0,
            _ => object_span(&whole, object).0,
        };
        let twice = "\"more\":1,\"mor\\u0065\":{\"more\":[]},\"more\":null,";
        let text = format!("{}{twice}{}", &whole[..=start], &whole[start + 1..]);
        assert!(
            read(direction, &text, "").is_ok(),
            "{direction:?}, {object}"
        );
        assert!(
            Envelope::decode(text.as_bytes(), &mut [])
                .map(|envelope| envelope.claimed())
                .is_ok(),
            "{direction:?}, {object}"
        );
    }
}

/// A response of a function whose body has no `resultInfo`.
#[derive(Debug, Clone, Copy)]
struct NoResult;

impl<'a> Body<'a> for NoResult {
    type Function = PayCancel;
    type Head = ResponseHead<'a>;
    const MAX_LEN: usize = max_object_len(&[]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.skip_value().map(|()| Self)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        core::iter::empty()
    }
}

/// The function decides which names of the body are read, so only it refuses a duplicate there, in
/// both ways of reading.
#[test]
fn both_ways_of_reading_refuse_the_same_duplicates() {
    let (start, end) = object_span(RESPONSE, "resultInfo");
    let rows = [
        ("resultInfo", &RESPONSE[start..end]),
        ("resultCode", "\"SUCCESS\""),
        ("cancelTime", "null"),
    ];
    for (name, value) in rows {
        let genuine = format!("\"{name}\":");
        let text = edit(RESPONSE, &genuine, &format!("{genuine}{value},{genuine}"));
        let text = text.as_bytes();
        let envelope = Envelope::decode(text, &mut []).unwrap();
        let without_result = Message::<ResponseHead<'_>, NoResult>::decode(text, &mut []);
        assert!(without_result.is_ok(), "{name}");
        assert!(envelope.read::<NoResult>(&mut []).is_ok(), "{name}");
        let refused = PayCancelResponse::decode(text, &mut []).unwrap_err();
        assert_eq!(
            (refused.kind(), refused.field()),
            (Kind::Duplicate, Some(name))
        );
        let read = envelope.read::<PayCancelResponseBody>(&mut []);
        assert_eq!(read.unwrap_err(), refused, "{name}");
    }
}

// Two messages, the wrong kind, or none

#[test]
fn an_envelope_has_one_message_of_the_expected_kind() {
    let whole = request();
    let (start, end) = object_span(&whole, "request");
    let request_member = format!("\"request\":{}", &whole[start..end]);
    let (start, end) = object_span(RESPONSE, "response");
    let response_member = format!("\"response\":{}", &RESPONSE[start..end]);
    let signature = "\"signature\":\"AAAA\"";

    for (direction, own, other, other_name) in [
        (Request, &request_member, &response_member, "response"),
        (Response, &response_member, &request_member, "request"),
    ] {
        let escaped = other.replacen("\"re", "\"r\\u0065", 1);
        let null = format!("\"{other_name}\":null");
        let bad = format!("\"{other_name}\":7");
        for other in [other, &escaped, &null, &bad] {
            for members in [
                [own, other, signature],
                [other, own, signature],
                [signature, own, other],
                [other, signature, own],
                // Only the other kind
                [other, signature, "\"more\":1"],
            ] {
                let text = format!("{{{}}}", members.join(","));
                let error = read(direction, &text, "").expect_err(&text);
                let found = match other_name {
                    "request" => MessageKind::Request,
                    _ => MessageKind::Response,
                };
                let expected = (Kind::WrongMessage { found }, Some(other_name));
                assert_eq!((error.kind(), error.field()), expected, "{text}");
                if members.contains(&own.as_str()) {
                    let error = Envelope::decode(text.as_bytes(), &mut [])
                        .map(|envelope| envelope.claimed())
                        .unwrap_err();
                    assert_eq!(error.kind(), Kind::TwoMessages, "{text}");
                }
            }
        }
    }
}

#[test]
fn the_offset_of_a_second_message() {
    let text = edit(
        &request(),
        ",\"signature\"",
        ",\"response\": [],\"signature\"",
    );
    let at = text.find("[]").unwrap();
    let found = MessageKind::Response;
    let expected = (Kind::WrongMessage { found }, at, Some("response"));
    assert_refused(Request, &text, expected, "decode");
    let error = Envelope::decode(text.as_bytes(), &mut [])
        .map(|envelope| envelope.claimed())
        .unwrap_err();
    let expected = (Kind::TwoMessages, at, Some("response"));
    assert_eq!(fault(error), expected, "claims");
}

#[test]
fn an_envelope_without_a_message() {
    for text in [
        "{}",
        "{\"signature\":\"AAAA\"}",
        "{\"Request\":{},\"RESPONSE\":{}}",
        "{\"more\":{\"response\":{}}}",
    ] {
        assert_refused(Request, text, (Kind::Missing, 0, Some("request")), text);
        assert_refused(Response, text, (Kind::Missing, 0, Some("response")), text);
        assert_eq!(
            Envelope::decode(text.as_bytes(), &mut [])
                .map(|envelope| envelope.claimed())
                .unwrap_err()
                .kind(),
            Kind::Missing
        );
        assert_eq!(
            UnsignedFailure::decode(text.as_bytes(), &mut [])
                .unwrap_err()
                .kind(),
            Kind::Missing
        );
    }
}
