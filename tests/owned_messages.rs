//! Messages that own their bytes, and requests that wait for their answers.

#![cfg(all(feature = "alloc", feature = "rsa"))]

mod common;
#[path = "../examples/other_functions/pay_query.rs"]
#[allow(unreachable_pub, reason = "the example is written to be copied")]
mod pay_query;

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::mpsc;
use std::thread;

use alipay_acquiring::function::{Answers, Body, OwnedBody, TransactionMatch};
use alipay_acquiring::json::{Reader, Writer};
use alipay_acquiring::signature::{
    InvalidSignature, RsaVerifyingKey, Signature, Signer, SigningBytes, Verifier,
};
use alipay_acquiring::{
    Contradiction, DecodeError, DecodeErrorKind, EncodeError, Failure, MessageBuf, MessageIds,
    Outcome, PayCancel, PayCancelRequest, PayCancelRequestBody, PayCancelRequestBuf,
    PayCancelResponse, PayCancelResponseBody, PayCancelResponseBuf, PendingCancel, PendingRequest,
    RequestHead, ResponseHead, ResultInfo, SignError, Text, Timestamp, TransactionId,
    UnknownReason, UnverifiedBuf, VerifiedBuf, Violation, text,
};
use common::fixtures::{fixture, fixture_path};
use common::golden::edit;
use common::keys::{signing_key, verifying_key};
use pay_query::{
    PayQueryRequest, PayQueryRequestBody, PayQueryResponse, PayQueryResponseBody,
    PayQueryResultCode,
};

const REQUEST: &str = include_str!("fixtures/golden/request.json");
const RESPONSE: &str = include_str!("fixtures/golden/response.json");

type VerifiedResponse = VerifiedBuf<PayCancelResponseBody<'static>>;

fn time() -> Timestamp {
    Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap()
}

fn request<'a>(req_msg_id: &'a str, merchant_trans_id: &'a str) -> PayCancelRequest<'a> {
    PayCancelRequest {
        head: RequestHead::new(
            text!("211xxxxxxxxxxxxxxx044"),
            time(),
            Text::new(req_msg_id).unwrap(),
        ),
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Merchant(Text::new(merchant_trans_id).unwrap()),
        },
    }
}

/// The golden response is the answer to this request.
fn golden_pending() -> PendingCancel {
    PendingCancel::assume_from_own_storage(REQUEST).unwrap()
}

/// Every envelope among the fixtures, with its name.
fn envelopes() -> Vec<(String, Vec<u8>)> {
    let mut envelopes = Vec::new();
    for folder in ["golden", "peers", "odd", "refused"] {
        for entry in std::fs::read_dir(fixture_path(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().display());
            if name.ends_with(".json") {
                envelopes.push((name.clone(), fixture(&name)));
            }
        }
    }
    assert!(envelopes.len() > 100, "{}", envelopes.len());
    envelopes
}

#[test]
fn owned_types_can_be_sent_cloned_and_kept() {
    fn check<T: Send + Sync + Unpin + Clone + Debug + 'static>() {}
    check::<PayCancelRequestBuf>();
    check::<PayCancelResponseBuf>();
    check::<UnverifiedBuf<PayCancelRequestBody<'static>>>();
    check::<UnverifiedBuf<PayCancelResponseBody<'static>>>();
    check::<VerifiedBuf<PayCancelRequestBody<'static>>>();
    check::<VerifiedResponse>();
    check::<PendingCancel>();

    // Even if the name of the body is not.
    #[expect(dead_code, reason = "it only names a body")]
    struct NotSend(std::rc::Rc<()>);
    fn check_any<B: 'static>() {
        fn check<T: Send + Sync + 'static>() {}
        check::<VerifiedBuf<B>>();
        check::<PendingRequest<B, B>>();
    }
    check_any::<NotSend>();
}

/// An owned message reads what the borrowed one reads, and refuses what it refuses.
macro_rules! same_as_borrowed {
    ($test:ident, $Buf:ident, $Borrowed:ident, at least $least:literal) => {
        #[test]
        fn $test() {
            let (mut read, mut rebuilt) = (0, 0);
            for (name, bytes) in envelopes() {
                let mut scratch = vec![0; bytes.len()];
                let unverified = $Borrowed::decode(&bytes, &mut scratch);
                let owned = $Buf::decode(&*bytes);
                let (unverified, owned) = match (unverified, owned) {
                    (Ok(unverified), Ok(owned)) => (unverified, owned),
                    (unverified, owned) => {
                        assert_eq!(owned.err(), unverified.err(), "{name}");
                        continue;
                    }
                };
                read += 1;
                assert_eq!(owned.as_bytes(), bytes, "{name}");
                let same = owned.with(|owned| {
                    owned.signing_bytes() == unverified.signing_bytes()
                        && owned.signature() == unverified.signature()
                        && owned.claimed() == unverified.claimed()
                });
                assert_eq!(same, Ok(true), "{name}");
                let message = unverified.assume_verified_by_caller();
                for verified in [
                    owned.assume_verified_by_caller(),
                    owned.assume_from_own_storage(),
                ] {
                    assert_eq!(verified.as_bytes(), bytes, "{name}");
                    let same = verified.with(|verified| *verified == *message);
                    assert_eq!(same, Ok(true), "{name}");
                }
                // A message that breaks no rule can be copied without its envelope.
                let copy = $Buf::new(&message);
                match message.violations().next() {
                    None => {
                        rebuilt += 1;
                        let copy = copy.unwrap();
                        let same = copy.with(|copy| *copy == *message);
                        // A fraction of a second is never written.
                        assert_eq!(same, Ok(!name.contains("-fraction")), "{name}");
                        let again = copy.with($Buf::new).unwrap();
                        assert_eq!(again.as_ref(), Ok(&copy), "{name}");
                    }
                    Some(violation) => {
                        assert_eq!(
                            copy.err(),
                            Some(EncodeError::Violation(violation)),
                            "{name}"
                        );
                    }
                }
            }
            assert!(read >= $least && rebuilt >= $least, "{read}, {rebuilt}");
        }
    };
}

same_as_borrowed!(requests, PayCancelRequestBuf, PayCancelRequest, at least 20);
same_as_borrowed!(responses, PayCancelResponseBuf, PayCancelResponse, at least 20);

#[test]
fn decoding_takes_slices_and_vectors() {
    let length = RESPONSE.len();
    for decoded in [
        PayCancelResponseBuf::decode(RESPONSE),
        PayCancelResponseBuf::decode(RESPONSE.as_bytes()),
        PayCancelResponseBuf::decode(RESPONSE.to_owned()),
        PayCancelResponseBuf::decode(RESPONSE.as_bytes().to_vec()),
    ] {
        assert_eq!(decoded.unwrap().as_bytes().len(), length);
    }
}

#[test]
fn one_line_from_bytes_to_a_verified_message() {
    fn code(bytes: Vec<u8>, key: &RsaVerifyingKey) -> Result<String, UnknownReason> {
        let response = PayCancelResponseBuf::decode(bytes)?.verify(key)?;
        Ok(response.with(|response| response.body.result_info.result_code.to_string())?)
    }
    let platform = verifying_key("platform");
    let invalid = Err(UnknownReason::InvalidSignature);
    let rows = [
        ("golden", RESPONSE.to_owned(), "platform", Ok("SUCCESS")),
        ("another key", RESPONSE.to_owned(), "client", invalid),
        (
            "changed after signing",
            edit(RESPONSE, "747", "748"),
            "platform",
            invalid,
        ),
        (
            "a signature that is not base64",
            edit(RESPONSE, "\"signature\":\"", "\"signature\":\"?"),
            "platform",
            invalid,
        ),
    ];
    for (name, bytes, key, expected) in rows {
        let found = code(bytes.clone().into(), &verifying_key(key));
        assert_eq!(found.as_deref(), expected.as_ref().copied(), "{name}");

        let unverified = PayCancelResponseBuf::decode(bytes).unwrap();
        let (client, other) = (verifying_key("client"), verifying_key("rsa3072"));
        let keys = [
            ("client", &client),
            ("rsa3072", &other),
            ("platform", &platform),
        ];
        let right = unverified.verify_any(keys).map(|(key, _)| key);
        let expected = match name {
            "golden" | "another key" => Ok("platform"),
            _ => Err(InvalidSignature),
        };
        assert_eq!(right, expected, "{name}");
    }
    let unverified = PayCancelResponseBuf::decode(RESPONSE).unwrap();
    let none: [((), &RsaVerifyingKey); 0] = [];
    assert!(unverified.verify_any(none).is_err());
    // The first key may fail.
    assert!(unverified.verify(&verifying_key("client")).is_err());
    let platform: &dyn Verifier = &platform;
    let verified = unverified.verify(platform).unwrap();
    assert_eq!(verified.as_bytes(), RESPONSE.as_bytes());
}

/// The same outcome as with the borrowed types, or the reason for which there is none.
#[test]
fn a_pending_cancel_concludes_from_any_bytes() {
    use UnknownReason as Reason;
    let unknown = Outcome::Unknown;
    let undecodable = |text: &[u8]| {
        let error = PayCancelResponse::decode(text, &mut []).unwrap_err();
        unknown(Reason::from(error))
    };
    let signed = |text: &str, key: &str| {
        let span = text.strip_prefix("{\"response\":").unwrap();
        let (span, _) = span.split_once(",\"signature\"").unwrap();
        let signature = signing_key(key).sign(SigningBytes::new(span.as_bytes()));
        let signature = common::golden::base64(signature.unwrap().as_bytes());
        format!("{{\"response\":{span},\"signature\":\"{signature}\"}}")
    };
    let platform = |text: String| signed(&text, "platform");
    let mismatch = |text: &str| {
        let response = PayCancelResponse::decode(text.as_bytes(), &mut []).unwrap();
        let response = response.assume_verified_by_caller();
        let request = PayCancelRequest::decode(REQUEST.as_bytes(), &mut []).unwrap();
        let answer = response.answering(&request.assume_verified_by_caller());
        unknown(Reason::Mismatch(answer.unwrap_err()))
    };
    let other_request = platform(edit(RESPONSE, "1234567asdfasdf1123fda", "another"));
    let other_client = platform(edit(RESPONSE, "211xxxxxxxxxxxxxxx044", "another"));
    let unsigned = edit(RESPONSE, "\"signature\"", "\"other\"");
    let escaped = edit(RESPONSE, "2015xxx", "\\u0032015xxx");
    let failure = |code, id| {
        let text = edit(RESPONSE, "\"S\"", "\"F\"");
        let text = edit(&text, "\"SUCCESS\"", code);
        platform(edit(&text, "\"00000000\"", id))
    };
    let rows: [(&str, Vec<u8>, Outcome); 15] = [
        ("golden", RESPONSE.into(), Outcome::Success),
        (
            "an id with an escape",
            platform(escaped).into(),
            Outcome::Success,
        ),
        (
            "refused",
            failure("\"ORDER_NOT_EXIST\"", "\"12005004\"").into(),
            Outcome::Failed(Failure::Refused),
        ),
        (
            "try later",
            failure("\"REQUEST_TRAFFIC_EXCEED_LIMIT\"", "\"00000024\"").into(),
            Outcome::Failed(Failure::TryLater),
        ),
        (
            "contradiction",
            platform(edit(RESPONSE, "\"S\"", "\"F\"")).into(),
            unknown(Reason::Contradiction(Contradiction::OtherStatus)),
        ),
        (
            "another transaction",
            platform(edit(RESPONSE, "2015xxx", "2016xxx")).into(),
            unknown(Reason::Transaction("acquirementId")),
        ),
        ("empty", b"".into(), unknown(Reason::NoAnswer)),
        ("white space", b" \r\n".into(), unknown(Reason::NoAnswer)),
        (
            "unsigned",
            unsigned.clone().into(),
            unknown(Reason::Unsigned),
        ),
        (
            "another key",
            signed(RESPONSE, "client").into(),
            unknown(Reason::InvalidSignature),
        ),
        (
            "changed after signing",
            edit(RESPONSE, "747", "748").into(),
            unknown(Reason::InvalidSignature),
        ),
        (
            "of another request",
            other_request.clone().into(),
            mismatch(&other_request),
        ),
        (
            "of another client",
            other_client.clone().into(),
            mismatch(&other_client),
        ),
        ("a request", REQUEST.into(), undecodable(REQUEST.as_bytes())),
        ("not UTF-8", b"{\xff".into(), undecodable(b"{\xff")),
    ];
    let pending = golden_pending();
    let (client, platform) = (verifying_key("client"), verifying_key("platform"));
    for (name, answer, expected) in rows {
        assert_eq!(pending.conclude(&answer, &platform), expected, "{name}");
        // A key that is not the right one changes nothing, unless it is the right one.
        if name != "another key" {
            let keys = [("old", &client), ("new", &platform)];
            assert_eq!(pending.conclude_any(&answer, keys), expected, "{name}");
        }
        let verified = PayCancelResponseBuf::decode(&*answer).map(|it| it.verify(&platform));
        if let Ok(Ok(verified)) = verified {
            assert_eq!(pending.conclude_verified(&verified), expected, "{name}");
        }
    }
}

#[test]
fn every_prefix_of_an_answer_is_unknown() {
    let (pending, key) = (golden_pending(), verifying_key("platform"));
    for len in 0..RESPONSE.len() {
        let outcome = pending.conclude(&RESPONSE.as_bytes()[..len], &key);
        assert!(matches!(outcome, Outcome::Unknown(_)), "{len}: {outcome}");
    }
}

/// From the ids of the caller to the outcome, with characters that are written with an escape.
#[test]
fn ids_with_escapes() {
    let ids = [
        "plain",
        "quo\"te",
        "back\\slash",
        "\\\"",
        "é成",
        "a/b",
        "\u{1f600}",
    ];
    let (client_key, platform_key) = (signing_key("client"), signing_key("platform"));
    for id in ids {
        let message = request(id, id);
        let pending = PendingCancel::sign(&message, &client_key).unwrap();
        let copy = PayCancelRequestBuf::new(&message).unwrap();
        assert_eq!(copy.with(|copy| *copy == message), Ok(true), "{id}");
        let bytes = copy.with(|copy| copy.sign_to_vec(&client_key)).unwrap();
        assert_eq!(bytes.as_deref(), Ok(pending.as_bytes()), "{id}");

        let request = PayCancelRequestBuf::decode(pending.as_bytes()).unwrap();
        let request = request.verify(&client_key.verifying_key()).unwrap();
        assert_eq!(
            request.with(|request| *request == message),
            Ok(true),
            "{id}"
        );
        let answer = request.with(|request| {
            let response = PayCancelResponse {
                head: ResponseHead::answering(&request.head, time()),
                body: PayCancelResponseBody {
                    result_info: ResultInfo::new(
                        alipay_acquiring::PayCancelResultCode::Success,
                        text!("\"\\\""),
                    ),
                    acquirement_id: Some(text!("2015\\").into()),
                    merchant_trans_id: request.body.transaction.merchant_trans_id().map(Into::into),
                    cancel_time: None,
                },
            };
            response.sign_to_vec(&platform_key)
        });
        let answer = answer.unwrap().unwrap();
        let outcome = pending.conclude(&answer, &platform_key.verifying_key());
        assert_eq!(outcome, Outcome::Success, "{id}");
    }
}

/// Says that its signatures have this many bytes, and makes signatures of 256 bytes.
struct Claims(usize);

impl Signer for Claims {
    type Error = std::fmt::Error;

    fn signature_len(&self) -> usize {
        self.0
    }

    fn sign(&self, _: SigningBytes<'_>) -> Result<Signature, Self::Error> {
        match self.0 {
            0 => Err(std::fmt::Error),
            _ => Ok(Signature::new(&[1; 256]).unwrap()),
        }
    }
}

#[test]
fn signing_to_a_vector() {
    for key in ["client", "rsa3072", "rsa4096"].map(signing_key) {
        for id in ["1", "\"", &"\\".repeat(64)] {
            let message = request(id, id);
            let mut buffer = [0; PayCancelRequest::MAX_LEN];
            let signed = message.sign_to_vec(&key).unwrap();
            assert_eq!(message.sign(&mut buffer, &key), Ok(&*signed));
            assert_eq!(signed.capacity(), signed.len());
        }
    }
    let encode = SignError::Encode;
    let rows = [
        (256, None),
        (0, Some(SignError::Signer(std::fmt::Error))),
        (
            255,
            Some(encode(EncodeError::SignatureLength {
                drafted: 255,
                actual: 256,
            })),
        ),
        (
            512,
            Some(encode(EncodeError::SignatureLength {
                drafted: 512,
                actual: 256,
            })),
        ),
        (
            usize::MAX,
            Some(encode(EncodeError::BufferTooSmall { needed: usize::MAX })),
        ),
    ];
    let message = request("1", "1");
    for (len, error) in rows {
        assert_eq!(message.sign_to_vec(&Claims(len)).err(), error, "{len}");
        let pending = PendingCancel::sign(&message, &Claims(len));
        assert_eq!(pending.err(), error, "{len}");
    }
}

#[test]
fn stored_requests() {
    let pending = PendingCancel::sign(&request("1", "2"), &signing_key("client")).unwrap();
    let loaded = PendingCancel::assume_from_own_storage(pending.as_bytes()).unwrap();
    assert_eq!(loaded.as_bytes(), pending.as_bytes());
    let id = loaded
        .request()
        .with(|request| request.head.req_msg_id.to_string());
    assert_eq!(id.as_deref(), Ok("1"));

    let rows = [
        ("empty", String::new(), DecodeErrorKind::EmptyDocument),
        (
            "a response",
            RESPONSE.into(),
            DecodeErrorKind::WrongMessage {
                found: alipay_acquiring::MessageKind::Response,
            },
        ),
        (
            "cut off",
            REQUEST[..600].into(),
            DecodeErrorKind::UnexpectedEnd,
        ),
    ];
    for (name, bytes, kind) in rows {
        let error = PendingCancel::assume_from_own_storage(bytes).unwrap_err();
        assert_eq!(error.kind(), kind, "{name}");
    }

    // From storage that others can write.
    let own_key = verifying_key("client");
    let verified = PayCancelRequestBuf::decode(REQUEST)
        .unwrap()
        .verify(&own_key);
    let pending = PendingCancel::from(verified.unwrap());
    assert_eq!(pending.as_bytes(), REQUEST.as_bytes());
    let forged = PayCancelRequestBuf::decode(edit(REQUEST, "747", "748")).unwrap();
    assert!(forged.verify(&own_key).is_err());
}

#[test]
fn a_verified_answer_crosses_a_channel_to_another_thread() {
    let (answers, received) = mpsc::channel::<(PendingCancel, VerifiedResponse)>();
    let concluding = thread::spawn(move || {
        let conclude = |(pending, response): (PendingCancel, VerifiedResponse)| {
            let ids = response.with(|response| MessageIds::from(&response.head));
            (
                ids.unwrap().to_string(),
                pending.conclude_verified(&response),
            )
        };
        received.iter().map(conclude).collect::<Vec<_>>()
    });
    let key = verifying_key("platform");
    let other = PendingCancel::sign(&request("1", "2"), &signing_key("client")).unwrap();
    for pending in [golden_pending(), other] {
        // The buffer of the network does not live as long as the answer.
        let buffer = RESPONSE.as_bytes().to_vec();
        let response = PayCancelResponseBuf::decode(&*buffer).unwrap().verify(&key);
        drop(buffer);
        answers.send((pending, response.unwrap())).unwrap();
    }
    drop(answers);
    let concluded = concluding.join().unwrap();
    let codes = concluded
        .iter()
        .map(|(ids, outcome)| (ids.as_str(), outcome.code()));
    let ids = "211xxxxxxxxxxxxxxx044/1234567asdfasdf1123fda";
    assert_eq!(
        codes.collect::<Vec<_>>(),
        [(ids, "success"), (ids, "unknown-mismatch")]
    );
}

#[test]
fn debug_shows_the_raw_text() {
    let quoted = |text: &str| format!("{text:?}");
    let unverified = PayCancelResponseBuf::decode(RESPONSE).unwrap();
    let verified = unverified.verify(&verifying_key("platform")).unwrap();
    let span = include_str!("fixtures/golden/response.span");
    let response = verified.with(|response| PayCancelResponseBuf::new(&response));
    let rows = [
        (format!("{unverified:?}"), "UnverifiedBuf(…)", RESPONSE),
        (format!("{verified:?}"), "VerifiedBuf(…)", RESPONSE),
        (
            format!("{:?}", response.unwrap().unwrap()),
            "MessageBuf(…)",
            span,
        ),
        (
            format!("{:?}", golden_pending()),
            "PendingRequest(VerifiedBuf(…))",
            REQUEST,
        ),
    ];
    for (shown, expected, text) in rows {
        assert_eq!(shown, expected.replace('…', &quoted(text)));
    }
}

#[test]
fn messages_are_equal_if_their_texts_are() {
    use std::collections::HashSet;

    let copy = |id| PayCancelRequestBuf::new(&request(id, "2")).unwrap();
    assert_eq!(copy("1"), copy("1").clone());
    assert_ne!(copy("1"), copy("2"));
    assert_eq!(HashSet::from([copy("1"), copy("1"), copy("2")]).len(), 2);
}

/// The owned types know nothing about payCancel.
#[test]
fn another_function() {
    type PendingQuery = PendingRequest<PayQueryRequestBody<'static>, PayQueryResponseBody<'static>>;

    let (client_key, platform_key) = (signing_key("client"), signing_key("platform"));
    let query = PayQueryRequest {
        head: RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time(), text!("1")),
        body: PayQueryRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Merchant(text!("2")),
        },
    };
    let response = |status| PayQueryResponse {
        head: ResponseHead::answering(&query.head, time()),
        body: PayQueryResponseBody {
            result_info: ResultInfo::new(PayQueryResultCode::Success, text!("ok")),
            acquirement_id: None,
            merchant_trans_id: Some(text!("2").into()),
            payment_status: Some(status),
        },
    };
    let answer = response(text!("PAID").into()).sign_to_vec(&platform_key);
    let answer = answer.unwrap();
    let pending = PendingQuery::sign(&query, &client_key).unwrap();
    let key = platform_key.verifying_key();
    assert_eq!(pending.conclude(&answer, &key), Outcome::Success);

    let verified = MessageBuf::<PayQueryResponseBody>::decode(answer).unwrap();
    let verified = verified.verify(&key).unwrap();
    let status = verified.with(|it| it.body.payment_status.map(|status| status.to_string()));
    assert_eq!(status.unwrap().as_deref(), Some("PAID"));

    // An answer of another function is refused.
    let outcome = pending.conclude(RESPONSE.as_bytes(), &key);
    assert_eq!(outcome.code(), "unknown-undecodable");
}

/// The body of another crate that can be read once: it breaks the rule that the same bytes are read in the
/// same way each time.
struct Once;

thread_local! {
    static IS_READ: Cell<bool> = const { Cell::new(false) };
}

impl<'a> Body<'a> for Once {
    type Function = PayCancel;
    type Head = RequestHead<'a>;
    const MAX_LEN: usize = 1024;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        match IS_READ.replace(true) {
            false => reader.skip_value().map(|_| Self),
            true => reader.string().map(|_| Self),
        }
    }

    fn write(&self, _: &mut Writer<'_>) {}

    fn violations(&self) -> impl Iterator<Item = Violation> {
        std::iter::empty()
    }
}

impl OwnedBody for Once {
    type Borrowed<'a> = Self;
}

impl Answers<Once> for PayCancelResponseBody<'_> {
    fn transaction(&self, _: &Once) -> TransactionMatch {
        TransactionMatch::Same
    }
}

/// Nothing panics, and nothing is concluded.
#[test]
fn a_body_that_breaks_the_rules() {
    let decode = || {
        IS_READ.set(false);
        MessageBuf::<Once>::decode(REQUEST).unwrap()
    };
    let key = verifying_key("client");
    assert_eq!(decode().verify(&key).err(), Some(InvalidSignature));
    let found = decode().verify_any([((), &key)]);
    assert_eq!(found.err(), Some(InvalidSignature));
    let error = decode().with(|_| ()).unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::WrongType { .. }));
    let verified = decode().assume_verified_by_caller();
    assert_eq!(verified.with(|_| ()), Err(error));

    let pending = PendingRequest::<Once, PayCancelResponseBody<'static>>::from(verified);
    let outcome = pending.conclude(RESPONSE.as_bytes(), &verifying_key("platform"));
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::Undecodable(error)));
}
