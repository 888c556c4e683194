//! `Envelope`: reading a message through it gives the same message or the same error as decoding it
//! directly.

mod common;

use std::fmt::Debug;

use alipay_acquiring::function::Body;
use alipay_acquiring::{
    DecodeError, DecodeErrorKind as Kind, Envelope, Message, MessageKind, PayCancelRequest,
    PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody, PayCancelResultCode as Code,
    Unverified, signature::InvalidSignature,
};
use proptest::prelude::*;

const REQUEST: &str = include_str!("fixtures/golden/request.json");
const RESPONSE: &str = include_str!("fixtures/golden/response.json");

/// How many texts were read, were refused, and could not be decoded as an `Envelope`.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    read: usize,
    refused: usize,
    not_dispatched: usize,
}

/// Asserts that decoding directly and through `Envelope` gives the same message or error.
fn compare<'a, B: Body<'a> + Debug + Copy + PartialEq>(
    input: &'a [u8],
    [first, second, third, fourth]: [&'a mut [u8]; 4],
    counts: &mut Counts,
) where
    B::Head: Debug + PartialEq,
{
    let decoded = Message::<B::Head, B>::decode(input, first);
    let envelope = match Envelope::decode(input, second) {
        Ok(envelope) => envelope,
        Err(error) => {
            // A text that is no envelope is no message either.
            let earlier = decoded.expect_err("decoded a message, but no envelope");
            // `Envelope` knows fewer names and checks no types. So decoding the message may have
            // failed earlier in the text, at a member that only the message knows.
            let same = (earlier.kind(), earlier.offset()) == (error.kind(), error.offset());
            assert!(same || is_about_members(earlier), "{earlier} and {error}");
            counts.not_dispatched += 1;
            return;
        }
    };
    match (decoded, envelope.read::<B>(third)) {
        (Ok(decoded), Ok(read)) => {
            let (left, right): (&Unverified<'_, _>, _) = (&decoded, &read);
            assert_eq!(
                *left.assume_verified_by_caller(),
                *right.assume_verified_by_caller()
            );
            assert_eq!(
                left.signing_bytes().as_bytes(),
                right.signing_bytes().as_bytes()
            );
            assert_eq!(left.signature(), right.signature());
            let (claimed, span, signature) = match left.claimed().message {
                MessageKind::Request => {
                    let claims = envelope.read_request_claims().expect("claims");
                    (claims.claimed(), claims.signing_bytes(), claims.signature())
                }
                MessageKind::Response => {
                    let claims = envelope.read_response_claims(fourth).expect("claims");
                    (claims.claimed(), claims.signing_bytes(), claims.signature())
                }
            };
            assert_eq!(claimed, left.claimed());
            assert_eq!(span.as_bytes(), left.signing_bytes().as_bytes());
            assert_eq!(signature, left.signature());
            counts.read += 1;
        }
        (Err(decoded), Err(read)) => {
            assert_eq!(decoded, read);
            counts.refused += 1;
        }
        (decoded, read) => panic!("{decoded:?} and {read:?}"),
    }
}

/// Whether an error is about the members of a message, and not about JSON.
fn is_about_members(error: DecodeError) -> bool {
    matches!(
        error.kind(),
        Kind::Duplicate
            | Kind::Missing
            | Kind::WrongType { .. }
            | Kind::Value(_)
            | Kind::WrongMessage { .. }
            | Kind::TwoMessages
    )
}

fn compare_both(input: &[u8], counts: &mut Counts) {
    let mut scratch = vec![0; input.len() * 8];
    let mut parts = scratch.chunks_mut(input.len().max(1));
    let mut four = || [(); 4].map(|()| parts.next().unwrap_or_default());
    compare::<PayCancelRequestBody>(input, four(), counts);
    compare::<PayCancelResponseBody>(input, four(), counts);
}

#[test]
fn every_fixture_and_every_truncation_of_it() {
    let (mut whole, mut cut) = (Counts::default(), Counts::default());
    for folder in ["golden", "peers", "odd", "refused"] {
        for entry in std::fs::read_dir(common::fixtures::fixture_path(folder)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            compare_both(&bytes, &mut whole);
            for len in (0..bytes.len()).step_by(7) {
                compare_both(&bytes[..len], &mut cut);
            }
        }
    }
    assert!(
        whole.read > 90 && whole.refused > 90 && whole.not_dispatched > 40,
        "{whole:?}"
    );
    // A few truncated texts are valid: the fixture ended with a line break or with extra bytes.
    assert!(cut.not_dispatched > 30_000 && cut.read < 10, "{cut:?}");
}

/// A text with two errors, one of them before or after the message. The first one is returned.
#[test]
fn the_first_error_in_the_text_is_returned() {
    let message = r#""request":{"head":{},"body":{}}"#;
    let rows = [
        (
            "a signature of another type after the message",
            format!("{{{message},\"signature\":7}}"),
        ),
        (
            "a signature of another type before the message",
            format!("{{\"signature\":7,{message}}}"),
        ),
        ("no signature", format!("{{{message}}}")),
        ("no message", r#"{"signature":"x"}"#.to_string()),
        (
            "null for a message",
            r#"{"request":null,"signature":"x"}"#.to_string(),
        ),
        (
            "text for a message",
            r#"{"signature":"x","request":"x"}"#.to_string(),
        ),
        (
            "both messages",
            format!("{{{message},\"response\":{{}},\"signature\":\"x\"}}"),
        ),
        ("no object", "[]".to_string()),
        ("empty", String::new()),
        (
            "white space around",
            format!(" {{ {message} , \"signature\" : \"x\" }} "),
        ),
        (
            "nested to the limit",
            REQUEST.replacen(
                "\"body\":{",
                &format!("\"body\":{{\"x\":{}{},", "[".repeat(29), "]".repeat(29)),
                1,
            ),
        ),
        (
            "nested too deeply",
            REQUEST.replacen(
                "\"body\":{",
                &format!("\"body\":{{\"x\":{}{},", "[".repeat(30), "]".repeat(30)),
                1,
            ),
        ),
    ];
    let mut counts = Counts::default();
    for (_, text) in &rows {
        compare_both(text.as_bytes(), &mut counts);
    }
    let expected = Counts {
        read: 1,
        refused: 13,
        not_dispatched: 10,
    };
    assert_eq!(counts, expected);
}

#[test]
fn another_value_in_every_member() {
    let mut counts = Counts::default();
    for text in [REQUEST, RESPONSE] {
        let colons = text.match_indices("\":").map(|(at, _)| at + 2);
        for at in colons {
            let rest = &text[at..];
            let end = match rest.as_bytes()[0] {
                b'"' => rest[1..].find('"').unwrap() + 2,
                _ => 0,
            };
            for value in [
                "null",
                "\"\"",
                "7",
                "{}",
                "[]",
                "\"\\u0041\"",
                "nul",
                "\"\\ud800\"",
            ] {
                let text = format!(
                    "{}{value}{}{}",
                    &text[..at],
                    if end == 0 { "," } else { "" },
                    &rest[end..]
                );
                compare_both(text.as_bytes(), &mut counts);
            }
        }
    }
    assert!(
        counts.read >= 30 && counts.refused > 200 && counts.not_dispatched > 100,
        "{counts:?}"
    );
}

#[test]
fn reading_as_the_wrong_message_is_refused() {
    let (mut first, mut second) = ([0; 64], [0; 64]);
    let request = Envelope::decode(REQUEST.as_bytes(), &mut first).unwrap();
    let found = MessageKind::Request;
    let wrong = Kind::WrongMessage { found };
    let error = request
        .read::<PayCancelResponseBody>(&mut second)
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.offset(), error.field()),
        (wrong, 11, Some("request"))
    );
    let error = request.read_response_claims(&mut []).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (wrong, 11));

    let other = REQUEST.replace("payCancel", "payQuery");
    let other = Envelope::decode(other.as_bytes(), &mut []).unwrap();
    let mut third = [0; 64];
    let error = other.read::<PayCancelRequestBody>(&mut third).unwrap_err();
    assert_eq!(error.field(), Some("function"));
    assert_eq!(
        other.claimed().function,
        Some("alipay.intl.acquiring.common.payQuery")
    );
}

/// Each of the two passes needs exactly as much scratch as the strings that it unescapes.
#[test]
fn every_scratch_length() {
    let text = REQUEST
        .replace("211x", "\\u003211x")
        .replace("2188", "\\u0032188");
    let wanted = PayCancelRequest::decode(REQUEST.as_bytes(), &mut []).unwrap();
    let mut enough = None;
    for len in 0..100 {
        let (mut first, mut second) = (vec![0; 21], vec![0; len]);
        let envelope = Envelope::decode(text.as_bytes(), &mut first).unwrap();
        match envelope.read::<PayCancelRequestBody>(&mut second) {
            Ok(read) => {
                assert_eq!(
                    *read.assume_verified_by_caller(),
                    *wanted.assume_verified_by_caller()
                );
                enough = enough.or(Some(len));
            }
            Err(error) => {
                let message_end = text.find(",\"signature\"").unwrap();
                let too_small = Kind::ScratchTooSmall {
                    enough: message_end,
                };
                assert_eq!((error.kind(), enough), (too_small, None), "{len}");
            }
        }
        let mut first = vec![0; len];
        assert_eq!(
            Envelope::decode(text.as_bytes(), &mut first).is_ok(),
            len >= 21
        );
    }
    // The `clientId` and the `partnerId`.
    assert_eq!(enough, Some(42));
}

/// Each row of the table in the documentation of `From<DecodeError>`.
#[test]
fn the_result_code_of_each_error() {
    let rows = [
        (
            "signType",
            REQUEST.replace("RSA2", "RSA"),
            99,
            Code::SignTypeNotSupport,
        ),
        (
            "function",
            REQUEST.replace("payCancel", "pay"),
            99,
            Code::NoInterfaceDef,
        ),
        (
            "no function",
            REQUEST.replace("\"function\"", "\"f\""),
            99,
            Code::NoInterfaceDef,
        ),
        (
            "version",
            REQUEST.replace("2.0.2", "2.0.4"),
            99,
            Code::NoInterfaceDef,
        ),
        (
            "no signature",
            REQUEST.replace("\"signature\"", "\"s\""),
            99,
            Code::InvalidSignature,
        ),
        (
            "no partnerId",
            REQUEST.replace("\"partnerId\"", "\"p\""),
            99,
            Code::ParamIllegal,
        ),
        (
            "an invalid time",
            REQUEST.replace("+05:30", "+0530"),
            99,
            Code::ParamIllegal,
        ),
        (
            "a response",
            REQUEST.replace("\"request\"", "\"response\""),
            99,
            Code::ParamIllegal,
        ),
        (
            "scratch",
            REQUEST.replace("211x", "\\u003211x"),
            0,
            Code::UnknownException,
        ),
    ];
    for (name, text, scratch, code) in rows {
        let mut scratch = vec![0; scratch];
        let error = PayCancelRequest::decode(text.as_bytes(), &mut scratch).unwrap_err();
        assert_eq!(Code::from(error), code, "{name}: {error}");
    }
    assert_eq!(Code::from(InvalidSignature), Code::InvalidSignature);
}

/// An envelope with random changes.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![Just(REQUEST), Just(RESPONSE)];
    let piece = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u0041",
            "null",
            "7",
            " ",
            "\"request\":",
            "\"response\":{},",
            "\"signature\":\"x\",",
            "\"head\":{},",
            "\"body\":1,",
            "\u{e9}",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..3),
    ];
    let change = (any::<prop::sample::Index>(), 0..8_usize, piece);
    (text, prop::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, len, piece) in changes {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + len);
            bytes.splice(at..end, piece);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2000)
    })]

    #[test]
    fn both_ways_agree_on_changed_envelopes(input in mutated()) {
        compare_both(&input, &mut Counts::default());
    }
}

/// `read` takes the type of a body. Its result has the type of the message alias.
#[test]
fn read_returns_the_type_of_the_alias() {
    let (mut first, mut second) = ([0; 64], [0; 64]);
    let envelope = Envelope::decode(RESPONSE.as_bytes(), &mut first).unwrap();
    let response: Unverified<'_, PayCancelResponse<'_>> =
        envelope.read::<PayCancelResponseBody>(&mut second).unwrap();
    assert_eq!(&*response.claimed_result_info().result_code, "SUCCESS");
}
