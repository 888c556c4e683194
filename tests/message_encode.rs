//! Encoding: the exact bytes that `sign` and `draft` write, and their maximum length.

mod common;

use std::cell::Cell;

use alipay_acquiring::{
    EncodeError, FreeText, Lenient, PayCancelRequest, PayCancelRequestBody, PayCancelResponse,
    PayCancelResponseBody, PayCancelResultCode, RequestHead, ResponseHead, ResultCodeId,
    ResultInfo, ResultStatus, SignError, SignType, Text, Timestamp, TransactionId, TransactionIds,
    UnknownReason, UnsignedFailure, UtcOffset, ValueError, Violation,
    function::ResultCode,
    signature::{Signature, Signer, SigningBytes},
    text,
};
use common::escapes::quoted;
use proptest::prelude::*;
use serde_json::Value;

macro_rules! golden {
    ($name:literal) => {
        include_bytes!(concat!("fixtures/golden/", $name))
    };
}

const REQUEST: &[u8] = golden!("request.json");
const REQUEST_SPAN: &[u8] = golden!("request.span");
const REQUEST_SIG: &[u8] = golden!("request.sig");
const RESPONSE: &[u8] = golden!("response.json");
const RESPONSE_SPAN: &[u8] = golden!("response.span");
const RESPONSE_SIG: &[u8] = golden!("response.sig");

/// The specification's sample request.
fn sample_request() -> PayCancelRequest<'static> {
    PayCancelRequest {
        head: RequestHead {
            reserve: Some(text!("{}")),
            ..RequestHead::new(
                text!("211xxxxxxxxxxxxxxx044"),
                sample_time(),
                text!("1234567asdfasdf1123fda"),
            )
        },
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
        },
    }
}

/// The specification's sample response.
fn sample_response() -> PayCancelResponse<'static> {
    PayCancelResponse {
        head: ResponseHead {
            reserve: Some(text!("{}").into()),
            ..ResponseHead::answering(&sample_request().head, sample_time())
        },
        body: PayCancelResponseBody {
            result_info: ResultInfo::new(PayCancelResultCode::Success, text!("success")),
            acquirement_id: Some(text!("2015xxxxxxxxxxxxxxxxxxxxx747").into()),
            merchant_trans_id: Some(text!("510xxxxxxxxxxxxxx002").into()),
            cancel_time: Some(sample_time().into()),
        },
    }
}

fn sample_time() -> Timestamp {
    Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::from_minutes(330).unwrap()).unwrap()
}

fn dummy(len: usize) -> Signature {
    Signature::new(&vec![0; len]).unwrap()
}

/// A signer that counts its calls.
struct Counting<E> {
    len: usize,
    answer: Result<Signature, E>,
    calls: Cell<u32>,
}

impl<E> Counting<E> {
    fn new(len: usize, answer: Result<Signature, E>) -> Self {
        let calls = Cell::new(0);
        Self { len, answer, calls }
    }
}

impl<E: Clone> Signer for Counting<E> {
    type Error = E;

    fn signature_len(&self) -> usize {
        self.len
    }

    fn sign(&self, _: SigningBytes<'_>) -> Result<Signature, E> {
        self.calls.set(self.calls.get() + 1);
        self.answer.clone()
    }
}

// The specification's samples

#[test]
fn the_samples_are_drafted_and_finished() {
    // `openssl dgst -sha256` of the two spans.
    let table = [
        (
            "request",
            "56f2460f2874b9803b490f4e91342dce24945ea00f7a19ed9bac59b5e47df8aa",
            (REQUEST_SPAN, REQUEST_SIG, REQUEST),
        ),
        (
            "response",
            "639b58fec0de8a5795732e344a2643de4972c01a08d1176db81234f31bccb7b4",
            (RESPONSE_SPAN, RESPONSE_SIG, RESPONSE),
        ),
    ];
    let mut rows = 0;
    for (name, sha256, (span, signature, envelope)) in table {
        let mut buffer = [0; PayCancelResponse::MAX_LEN];
        let draft = match name {
            "request" => sample_request().draft(&mut buffer, 256),
            _ => sample_response().draft(&mut buffer, 256),
        };
        let draft = draft.unwrap();
        assert_eq!(draft.signing_bytes().as_bytes(), span, "{name}");
        let digest = draft.signing_bytes().digest();
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sha256, "{name}");
        let shown = std::str::from_utf8(span).unwrap();
        assert_eq!(format!("{:?}", draft.signing_bytes()), format!("{shown:?}"));
        let signature = Signature::new(signature).unwrap();
        assert_eq!(draft.finish(&signature), Ok(envelope), "{name}");
        rows += 1;
    }
    assert_eq!(rows, 2);
}

#[cfg(feature = "rsa")]
#[test]
fn the_samples_have_the_signatures_of_openssl() {
    use alipay_acquiring::signature::{RsaSigningKey, SigningFailed};

    macro_rules! key {
        ($name:literal) => {
            include_str!(concat!("fixtures/keys/", $name, "_private.pkcs8.pem"))
        };
    }
    let table = [
        ("client", key!("client"), REQUEST_SIG),
        ("rsa3072", key!("rsa3072"), golden!("request.rsa3072.sig")),
        ("rsa4096", key!("rsa4096"), golden!("request.rsa4096.sig")),
    ];
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let mut rows = 0;
    for (name, key, signature) in table {
        let mut expected = [0; PayCancelRequest::MAX_LEN];
        let draft = sample_request()
            .draft(&mut expected, signature.len())
            .expect(name);
        let expected = draft.finish(&Signature::new(signature).expect(name));
        let keys: &[&dyn Signer<Error = SigningFailed>] = &[
            &RsaSigningKey::from_text(key).expect(name),
            #[cfg(feature = "aws-lc-rs")]
            &alipay_acquiring::signature::AwsLcSigningKey::from_text(key).expect(name),
        ];
        for key in keys {
            assert_eq!(key.signature_len(), signature.len(), "{name}");
            let envelope = sample_request().sign(&mut buffer, *key).expect(name);
            assert_eq!(Ok(envelope), expected, "{name}");
        }
        rows += 1;
    }
    assert_eq!(rows, 3);

    let key = RsaSigningKey::from_text(key!("platform")).unwrap();
    assert_eq!(sample_response().sign(&mut buffer, &key), Ok(RESPONSE));
}

// Buffers

#[test]
fn every_buffer_length() {
    let message = sample_request();
    let needed = message.encoded_len(256);
    assert_eq!(needed, REQUEST.len());
    let signature = Signature::new(REQUEST_SIG).unwrap();
    let signer = Counting::new(256, Ok::<_, ()>(signature));
    for len in 0..needed {
        let mut buffer = vec![0xAA; len];
        let too_small = EncodeError::BufferTooSmall { needed };
        let drafted = message.draft(&mut buffer, 256).map(drop);
        assert_eq!(drafted, Err(too_small), "{len}");
        let signed = message.sign(&mut buffer, &signer);
        assert_eq!(signed, Err(SignError::Encode(too_small)), "{len}");
    }
    // Signing can be slow or need a person, so it is not called if the envelope cannot be written.
    assert_eq!(signer.calls.get(), 0);
    for len in needed..needed + 40 {
        let mut buffer = vec![0xAA; len];
        assert_eq!(message.sign(&mut buffer, &signer), Ok(REQUEST), "{len}");
        let (envelope, beyond) = buffer.split_at(needed);
        assert_eq!(envelope, REQUEST, "{len}");
        assert!(beyond.iter().all(|&byte| byte == 0xAA), "{len}");
    }
    assert_eq!(signer.calls.get(), 40);
}

#[test]
fn a_signature_is_as_long_as_was_drafted() {
    let message = sample_request();
    let [short, long] = [256, 512].map(|len| message.encoded_len(len));
    assert_eq!(long - short, 684 - 344); // base64 of 512 and of 256 bytes
    let mut rows = 0;
    for (drafted, signed, room) in [
        (256, 256, short),
        (256, 256, long),
        (257, 257, long),
        (512, 512, long),
        (256, 257, short),
        (256, 257, long),
        (256, 258, long),
        (256, 512, short),
        (256, 512, long),
        (257, 256, long),
        (512, 256, long),
        (512, 511, long),
        (0, 256, short),
    ] {
        let row = format!("{drafted}, {signed}, {room}");
        let mut buffer = vec![0xAA; room];
        let actual = signed;
        let expected = if signed == drafted {
            Ok(message.encoded_len(drafted))
        } else {
            Err(EncodeError::SignatureLength { drafted, actual })
        };
        let draft = message.draft(&mut buffer, drafted).expect(&row);
        let finished = draft.finish(&dummy(signed)).map(<[u8]>::to_vec);
        assert_eq!(
            finished.as_ref().map(Vec::len),
            expected.as_ref().copied(),
            "{row}"
        );
        if let Ok(envelope) = finished {
            assert_eq!(buffer[..envelope.len()], envelope, "{row}");
            assert!(
                buffer[envelope.len()..].iter().all(|&byte| byte == 0xAA),
                "{row}"
            );
        }
        // The same for a signer whose signature is not as long as it said.
        let signer = Counting::new(drafted, Ok::<_, ()>(dummy(signed)));
        let sent = message.sign(&mut buffer, &signer).map(<[u8]>::len);
        assert_eq!(sent, expected.map_err(SignError::Encode), "{row}");
        rows += 1;
    }
    assert_eq!(rows, 13);
    let error = EncodeError::SignatureLength {
        drafted: 256,
        actual: 257,
    };
    assert_eq!(
        error.to_string(),
        "expected a signature of 256 bytes, found 257; `Signature::from_be_number` corrects leading zeros"
    );
}

/// What a token or an HSM may return in place of 256 bytes.
#[test]
fn a_draft_gives_its_buffer_back_until_the_signature_arrives() {
    let signature = Signature::new(REQUEST_SIG).unwrap();
    let mut buffer = [0; 1024];
    let detached = sample_request().draft(&mut buffer, 256).unwrap().detach();
    assert_eq!(&buffer[11..11 + REQUEST_SPAN.len()], REQUEST_SPAN);

    let bytes = detached.signing_bytes(&buffer).unwrap();
    assert_eq!(bytes.as_bytes(), REQUEST_SPAN);
    let draft = detached.attach(&mut buffer).unwrap();
    assert_eq!(draft.signing_bytes().as_bytes(), REQUEST_SPAN);
    assert_eq!(draft.finish(&signature), Ok(REQUEST));

    // A buffer for which the draft was not made.
    let needed = REQUEST.len();
    let too_small = EncodeError::BufferTooSmall { needed };
    for len in 0..needed {
        let draft = detached.attach(&mut buffer[..len]);
        assert_eq!(draft.map(|_| ()), Err(too_small), "{len}");
        let bytes = detached.signing_bytes(&buffer[..len]);
        assert_eq!(bytes, Err(too_small), "{len}");
    }
    assert!(detached.attach(&mut buffer[..needed]).is_ok());
}

#[test]
fn a_signature_that_is_a_number_is_corrected() {
    let message = sample_request();
    let number = [&[0], REQUEST_SIG].concat();
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let draft = message.draft(&mut buffer, 256).unwrap();
    let as_it_came = Signature::new(&number).unwrap();
    let error = EncodeError::SignatureLength {
        drafted: 256,
        actual: 257,
    };
    assert_eq!(draft.finish(&as_it_came), Err(error));
    let draft = message.draft(&mut buffer, 256).unwrap();
    let corrected = Signature::from_be_number(&number, 256).unwrap();
    assert_eq!(draft.finish(&corrected), Ok(REQUEST));
}

/// The length comes from the caller's signer, so even the largest number must not overflow.
#[test]
fn a_huge_signature_length_does_not_overflow() {
    let message = sample_request();
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    // The base64 of these lengths exceeds a `usize`. With the second one, a multiplication that
    // wraps gives a small number.
    for len in [usize::MAX, usize::MAX / 4 * 3 + 3] {
        let drafted = message.draft(&mut buffer, len).map(drop);
        assert!(
            matches!(drafted, Err(EncodeError::BufferTooSmall { .. })),
            "{len}"
        );
    }
}

#[test]
fn the_error_of_a_signer_is_returned() {
    #[derive(Debug, Clone, PartialEq)]
    struct CardRemoved(u32);

    let signer = Counting::new(256, Err(CardRemoved(7)));
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let signed = sample_request().sign(&mut buffer, &signer);
    assert_eq!(signed, Err(SignError::Signer(CardRemoved(7))));
    assert_eq!(signer.calls.get(), 1);

    let signed = sample_request().sign(&mut [], &signer);
    let needed = REQUEST.len();
    let too_small = EncodeError::BufferTooSmall { needed };
    assert_eq!(signed, Err(SignError::Encode(too_small)));

    let mut message = sample_response();
    message.body.acquirement_id = None;
    let violation = Violation::Missing {
        field: "acquirementId",
    };
    let signed = message.sign(&mut buffer, &signer);
    assert_eq!(
        signed,
        Err(SignError::Encode(EncodeError::Violation(violation)))
    );
    assert_eq!(signer.calls.get(), 1);
}

#[test]
fn max_len_is_reached() {
    let worst = "\u{1}".repeat(256);
    // An id has no control characters.
    let worst_id = "\u{10ffff}".repeat(64);
    fn text<const MAX: usize>(worst: &str) -> Text<'_, MAX> {
        let width = worst.chars().next().unwrap().len_utf8();
        Text::new(&worst[..width * MAX]).unwrap()
    }
    let reserve = Some(FreeText::new(&worst).unwrap());
    let request = PayCancelRequest {
        head: RequestHead {
            client_id: text(&worst_id),
            req_time: sample_time(),
            req_msg_id: text(&worst_id),
            reserve,
            sign_type: Some(SignType::Rsa2),
        },
        body: PayCancelRequestBody {
            partner_id: text(&worst_id),
            transaction: TransactionId::Both {
                acquirement_id: text(&worst_id),
                merchant_trans_id: text(&worst_id),
            },
        },
    };
    let response = PayCancelResponse {
        head: ResponseHead {
            reserve: reserve.map(Into::into),
            ..ResponseHead::answering(&request.head, sample_time())
        },
        body: PayCancelResponseBody {
            result_info: ResultInfo {
                result_status: ResultStatus::Failure.into(),
                result_code_id: ResultCodeId::parse("99999999").unwrap().into(),
                result_code: text::<64>(&worst).into(),
                result_msg: Some(FreeText::new(&worst).unwrap().into()),
            },
            acquirement_id: Some(text::<64>(&worst_id).into()),
            merchant_trans_id: Some(text::<64>(&worst_id).into()),
            cancel_time: Some(sample_time().into()),
        },
    };
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let draft = request.draft(&mut buffer, 512).unwrap();
    let envelope = draft.finish(&dummy(512)).unwrap();
    assert_eq!(envelope.len(), PayCancelRequest::MAX_LEN);
    assert_eq!(request.encoded_len(512), PayCancelRequest::MAX_LEN);
    let mut scratch = [0; PayCancelRequest::MAX_LEN];
    let read = PayCancelRequest::decode(envelope, &mut scratch).unwrap();
    assert_eq!(*read.assume_verified_by_caller(), request);

    let mut buffer = [0; PayCancelResponse::MAX_LEN];
    let draft = response.draft(&mut buffer, 512).unwrap();
    let envelope = draft.finish(&dummy(512)).unwrap();
    assert_eq!(envelope.len(), PayCancelResponse::MAX_LEN);
    assert_eq!(response.encoded_len(512), PayCancelResponse::MAX_LEN);
    let mut scratch = [0; PayCancelResponse::MAX_LEN];
    let read = PayCancelResponse::decode(envelope, &mut scratch).unwrap();
    assert_eq!(*read.assume_verified_by_caller(), response);

    let signature = ",\"signature\":\"\"".len() + 684;
    let mut buffer = [0; PayCancelResponse::MAX_LEN];
    let envelope = response.write_unsigned(&mut buffer).unwrap();
    assert_eq!(envelope.len(), PayCancelResponse::MAX_LEN - signature);
    assert_eq!(response.unsigned_len(), envelope.len());
}

/// What a gateway answers to a request that it cannot verify, for every length of the buffer.
#[test]
fn an_unsigned_response() {
    let mut response = sample_response();
    response.body = PayCancelResponseBody {
        result_info: ResultInfo::new(PayCancelResultCode::KeyNoFound, text!("no key")),
        acquirement_id: None,
        merchant_trans_id: None,
        cancel_time: None,
    };
    let expected = r#"{"response":{"head":{"version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel","clientId":"211xxxxxxxxxxxxxxx044","respTime":"2001-07-04T12:08:56+05:30","reqMsgId":"1234567asdfasdf1123fda","reserve":"{}"},"body":{"resultInfo":{"resultStatus":"F","resultCodeId":"00000008","resultCode":"KEY_NO_FOUND","resultMsg":"no key"}}}}"#;
    assert_eq!(response.unsigned_len(), expected.len());
    for len in 0..expected.len() + 10 {
        let mut buffer = vec![b'x'; len];
        let written = response.write_unsigned(&mut buffer);
        if len < expected.len() {
            let needed = expected.len();
            assert_eq!(
                written,
                Err(EncodeError::BufferTooSmall { needed }),
                "{len}"
            );
        } else {
            assert_eq!(written, Ok(expected.as_bytes()), "{len}");
        }
    }

    let decoded = PayCancelResponse::decode(expected.as_bytes(), &mut []);
    assert_eq!(
        UnknownReason::from(decoded.unwrap_err()),
        UnknownReason::Unsigned
    );
    let failure = UnsignedFailure::decode(expected.as_bytes(), &mut []).unwrap();
    assert_eq!(failure.result.result_code, Some("KEY_NO_FOUND"));
    assert_eq!(failure.claimed.req_msg_id, Some("1234567asdfasdf1123fda"));

    // A rule between members holds here too.
    response.body.result_info.result_code = text!("SUCCESS").into();
    let refused = response.write_unsigned(&mut [0; 1024]).map(drop);
    assert!(
        matches!(refused, Err(EncodeError::Violation(_))),
        "{refused:?}"
    );
}

// Texts and members

/// A member preceded by a comma, or an empty text.
fn optional(name: &str, text: Option<&str>) -> String {
    text.map_or(String::new(), |text| {
        format!(",\"{name}\":{}", quoted(text))
    })
}

const FIXED: &str = r#""version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel""#;

/// The values of a request, owned.
#[derive(Debug, Clone)]
struct RequestValues {
    client_id: String,
    req_time: Timestamp,
    req_msg_id: String,
    reserve: Option<String>,
    sign_type: bool,
    partner_id: String,
    /// Not both absent.
    ids: [Option<String>; 2],
}

impl RequestValues {
    fn message(&self) -> PayCancelRequest<'_> {
        let [acquirement_id, merchant_trans_id] = self.ids.each_ref().map(optional_text);
        PayCancelRequest {
            head: RequestHead {
                client_id: Text::new(&self.client_id).unwrap(),
                req_time: self.req_time,
                req_msg_id: Text::new(&self.req_msg_id).unwrap(),
                reserve: optional_text(&self.reserve),
                sign_type: self.sign_type.then_some(SignType::Rsa2),
            },
            body: PayCancelRequestBody {
                partner_id: Text::new(&self.partner_id).unwrap(),
                transaction: TransactionIds {
                    acquirement_id,
                    merchant_trans_id,
                }
                .transaction_id()
                .unwrap(),
            },
        }
    }

    /// The expected signing bytes, built without this crate. `serde_json` writes the strings.
    fn signing_text(&self) -> String {
        format!(
            r#"{{"head":{{{FIXED},"clientId":{},"reqTime":"{}","reqMsgId":{}{}{}}},"body":{{"partnerId":{}{}{}}}}}"#,
            quoted(&self.client_id),
            self.req_time,
            quoted(&self.req_msg_id),
            optional("reserve", self.reserve.as_deref()),
            optional("signType", self.sign_type.then_some("RSA2")),
            quoted(&self.partner_id),
            optional("acquirementId", self.ids[0].as_deref()),
            optional("merchantTransId", self.ids[1].as_deref()),
        )
    }
}

fn optional_text<const MAX: usize, const MIN: usize>(
    text: &Option<String>,
) -> Option<Text<'_, MAX, MIN>> {
    text.as_deref().map(|text| Text::new(text).unwrap())
}

/// The values of a response, owned.
#[derive(Debug, Clone)]
struct ResponseValues {
    client_id: String,
    resp_time: Timestamp,
    req_msg_id: String,
    reserve: Option<String>,
    result: (ResultStatus, String, String),
    result_msg: Option<String>,
    ids: [Option<String>; 2],
    cancel_time: Option<Timestamp>,
}

impl ResponseValues {
    fn message(&self) -> PayCancelResponse<'_> {
        let (result_status, id, code) = &self.result;
        let [acquirement_id, merchant_trans_id] = self.ids.each_ref().map(optional_text::<64, 1>);
        PayCancelResponse {
            head: ResponseHead {
                client_id: Text::new(&self.client_id).unwrap().into(),
                resp_time: Some(self.resp_time.into()),
                req_msg_id: Text::new(&self.req_msg_id).unwrap().into(),
                reserve: optional_text(&self.reserve).map(Lenient::Valid),
            },
            body: PayCancelResponseBody {
                result_info: ResultInfo {
                    result_status: (*result_status).into(),
                    result_code_id: ResultCodeId::parse(id).unwrap().into(),
                    result_code: Text::new(code).unwrap().into(),
                    result_msg: optional_text(&self.result_msg).map(Lenient::Valid),
                },
                acquirement_id: acquirement_id.map(Into::into),
                merchant_trans_id: merchant_trans_id.map(Into::into),
                cancel_time: self.cancel_time.map(Into::into),
            },
        }
    }

    fn signing_text(&self) -> String {
        let (status, id, code) = &self.result;
        let cancel_time = self.cancel_time.map(|time| time.to_string());
        format!(
            r#"{{"head":{{{FIXED},"clientId":{},"respTime":"{}","reqMsgId":{}{}}},"body":{{"resultInfo":{{"resultStatus":"{status}","resultCodeId":"{id}","resultCode":{}{}}}{}{}{}}}}}"#,
            quoted(&self.client_id),
            self.resp_time,
            quoted(&self.req_msg_id),
            optional("reserve", self.reserve.as_deref()),
            quoted(code),
            optional("resultMsg", self.result_msg.as_deref()),
            optional("acquirementId", self.ids[0].as_deref()),
            optional("merchantTransId", self.ids[1].as_deref()),
            optional("cancelTime", cancel_time.as_deref()),
        )
    }
}

/// A request with this value in every text that may have it.
fn request_with_all_texts(value: &str) -> RequestValues {
    let id = match id_error(value) {
        None => value,
        Some(_) => "id",
    };
    RequestValues {
        client_id: id.to_owned(),
        req_time: sample_time(),
        req_msg_id: id.to_owned(),
        reserve: Some(value.to_owned()),
        sign_type: true,
        partner_id: id.to_owned(),
        ids: [Some(id.to_owned()), Some(id.to_owned())],
    }
}

/// Why the writer refuses an id.
fn id_error(id: &str) -> Option<ValueError> {
    let is_control = |character| matches!(character, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}');
    if id.contains(is_control) {
        return Some(ValueError::ControlCharacterInId);
    }
    let is_outer = id.starts_with(char::is_whitespace) || id.ends_with(char::is_whitespace);
    is_outer.then_some(ValueError::WhiteSpaceAroundId)
}

/// Writes a message and checks its text and its length. It must be read back as the same values,
/// and these must be written as the same bytes. Returns the envelope as JSON.
macro_rules! check {
    ($Message:ident, $values:expr) => {{
        let values = &$values;
        let message = values.message();
        let expected = values.signing_text();
        let mut buffer = [0; $Message::MAX_LEN];
        let draft = message.draft(&mut buffer, 256).unwrap();
        let written = std::str::from_utf8(draft.signing_bytes().as_bytes()).unwrap();
        assert_eq!(written, expected);
        let envelope = draft.finish(&dummy(256)).unwrap();
        assert_eq!(envelope.len(), message.encoded_len(256));
        assert!(message.encoded_len(512) <= $Message::MAX_LEN);

        let mut scratch = [0; $Message::MAX_LEN];
        let read = $Message::decode(envelope, &mut scratch).unwrap();
        assert_eq!(read.signing_bytes().as_bytes(), expected.as_bytes());
        let read = *read.assume_verified_by_caller();
        assert_eq!(read, message);
        let mut again = [0; $Message::MAX_LEN];
        let draft = read.draft(&mut again, 256).unwrap();
        assert_eq!(draft.signing_bytes().as_bytes(), expected.as_bytes());
        assert_eq!(draft.finish(&dummy(256)), Ok(envelope));

        let tree: Value = serde_json::from_slice(envelope).unwrap();
        assert_eq!(tree.as_object().map(|it| it.len()), Some(2));
        tree
    }};
}

#[test]
fn only_required_characters_are_escaped() {
    let characters = (0..=0xFF)
        .chain([
            0x100, 0x7FF, 0x800, 0x2028, 0x2029, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF,
        ])
        .chain([0x1_0000, 0x1_F600, 0x10_FFFF])
        .map(|scalar| char::from_u32(scalar).unwrap());
    let mut count = 0;
    for character in characters {
        for value in [format!("{character}"), format!("a{character}{character}z")] {
            let tree = check!(PayCancelRequest, request_with_all_texts(&value));
            assert_eq!(tree["request"]["head"]["reserve"], value, "{character:?}");
            let id = if id_error(&value).is_none() {
                &value
            } else {
                "id"
            };
            assert_eq!(tree["request"]["body"]["partnerId"], id, "{character:?}");
        }
        count += 1;
    }
    assert_eq!(count, 256 + 13);
}

#[test]
fn text_that_looks_like_json_stays_a_value() {
    let table = [
        "\"",
        "\\",
        "\\\"",
        "\\\\\"",
        "\",\"signature\":\"x",
        "\"},\"signature\":\"x\"}",
        "\"}},\"response\":{\"x\":\"",
        "{\"head\":{}}",
        "[]",
        "null",
        "true",
        "0",
        "\\u0022",
        "\\n",
        "\\",
        "\\/",
        "/",
        "</script>",
        "<!--",
        "'; DROP TABLE t; --",
        "%s%n",
        "\0",
        "a\0b",
        "\r\n",
        "\u{feff}",
        "\u{202e}abc",
        "e\u{301}",
        "\u{1f468}\u{200d}\u{1f469}",
        "\u{7f}\u{80}\u{9f}",
        " ",
    ];
    let mut rows = 0;
    for value in table {
        let tree = check!(PayCancelRequest, request_with_all_texts(value));
        let head = &tree["request"]["head"];
        let body = &tree["request"]["body"];
        assert_eq!(head.as_object().map(|it| it.len()), Some(7), "{value:?}");
        assert_eq!(body.as_object().map(|it| it.len()), Some(3), "{value:?}");
        let id = if id_error(value).is_none() {
            value
        } else {
            "id"
        };
        for (member, expected) in [("clientId", id), ("reqMsgId", id), ("reserve", value)] {
            assert_eq!(head[member], expected, "{value:?}, {member}");
        }
        for member in ["partnerId", "acquirementId", "merchantTransId"] {
            assert_eq!(body[member], id, "{value:?}, {member}");
        }
        rows += 1;
    }
    assert_eq!(rows, 30);
}

#[test]
fn absent_members_are_left_out() {
    let plain = RequestValues {
        reserve: None,
        sign_type: false,
        ids: [None, Some("m".to_owned())],
        ..request_with_all_texts("v")
    };
    let tree = check!(PayCancelRequest, plain);
    let text = tree.to_string();
    assert!(!text.contains("null") && !text.contains("\"\""), "{text}");
    let names = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let request = &tree["request"];
    assert_eq!(
        names(&request["head"]),
        ["clientId", "function", "reqMsgId", "reqTime", "version"]
    );
    assert_eq!(names(&request["body"]), ["merchantTransId", "partnerId"]);

    // An empty `reserve` is a value, not an absent one.
    let empty = RequestValues {
        reserve: Some(String::new()),
        ..plain
    };
    let tree = check!(PayCancelRequest, empty);
    assert_eq!(tree["request"]["head"]["reserve"], "");

    let plain = ResponseValues {
        client_id: "c".to_owned(),
        resp_time: sample_time(),
        req_msg_id: "r".to_owned(),
        reserve: None,
        result: (
            ResultStatus::Failure,
            "12005004".to_owned(),
            "ORDER_NOT_EXIST".to_owned(),
        ),
        result_msg: Some("m".to_owned()),
        ids: [None, None],
        cancel_time: None,
    };
    let tree = check!(PayCancelResponse, plain);
    let response = &tree["response"];
    assert_eq!(
        names(&response["head"]),
        ["clientId", "function", "reqMsgId", "respTime", "version"]
    );
    assert_eq!(names(&response["body"]), ["resultInfo"]);
}

/// A message that was read is written in the canonical form, whatever its spelling was.
#[test]
fn a_message_that_was_read_is_written_canonically() {
    let golden = std::str::from_utf8(REQUEST).unwrap();
    let canonical = std::str::from_utf8(REQUEST_SPAN).unwrap();
    let swap = |old: &str, new: &str| {
        assert!(golden.contains(old), "{old}");
        golden.replacen(old, new, 1)
    };
    let written = |old: &str, new: &str| canonical.replacen(old, new, 1);
    let table = [
        ("unchanged", golden.to_owned(), canonical.to_owned()),
        (
            "reserve: an object",
            swap(r#""reserve":"{}""#, r#""reserve":{"k": [1, "\u0041"]}"#),
            written(r#""{}""#, r#""{\"k\": [1, \"\\u0041\"]}""#),
        ),
        (
            "reserve: an empty object",
            swap(r#""reserve":"{}""#, r#""reserve": { } "#),
            written(r#""{}""#, r#""{ }""#),
        ),
        (
            "reserve: null",
            swap(r#""reserve":"{}""#, r#""reserve":null"#),
            written(r#""reserve":"{}","#, ""),
        ),
        (
            "unnecessary escapes",
            swap("2015xxx", r"\u0032015\u0078xx"),
            canonical.to_owned(),
        ),
        (
            "Z and a fraction",
            swap("2001-07-04T12:08:56+05:30", "2001-07-04t06:38:56.719z"),
            written("2001-07-04T12:08:56+05:30", "2001-07-04T06:38:56+00:00"),
        ),
        (
            "an unknown member, and white space",
            swap(r#""body":{"#, "\r\n\t \"body\" : { \"extendInfo\": {}, "),
            canonical.to_owned(),
        ),
        (
            "an id that is null",
            swap(
                r#""acquirementId":"#,
                r#""merchantTransId":null,"acquirementId":"#,
            ),
            canonical.to_owned(),
        ),
        (
            "signType: null",
            swap(r#""signType":"RSA2""#, r#""signType":null"#),
            written(r#","signType":"RSA2""#, ""),
        ),
    ];
    let mut rows = 0;
    for (name, text, expected) in table {
        let mut scratch = [0; 2048];
        let read = PayCancelRequest::decode(text.as_bytes(), &mut scratch).expect(name);
        let message = read.assume_verified_by_caller();
        let mut buffer = [0; PayCancelRequest::MAX_LEN];
        let draft = message.draft(&mut buffer, 256).expect(name);
        let written = std::str::from_utf8(draft.signing_bytes().as_bytes()).unwrap();
        assert_eq!(written, expected, "{name}");
        rows += 1;
    }
    assert_eq!(rows, 9);
}

// Ids that are not written

/// The error for an id with this fault in the member `field`.
fn refused<T>(field: &'static str, error: ValueError) -> Result<T, EncodeError> {
    Err(EncodeError::Violation(Violation::Value { field, error }))
}

/// The same request with this id in one member, and that member.
fn requests_with_id(id: &str) -> [(&'static str, RequestValues); 5] {
    let request = request_with_all_texts("id");
    let id = id.to_owned();
    let (mut client, mut message, mut partner) =
        (request.clone(), request.clone(), request.clone());
    client.client_id = id.chars().take(32).collect();
    message.req_msg_id.clone_from(&id);
    partner.partner_id = id.chars().take(32).collect();
    let [first, second] = [0, 1].map(|index| {
        let mut request = request.clone();
        request.ids[index] = Some(id.clone());
        request
    });
    [
        ("clientId", client),
        ("reqMsgId", message),
        ("partnerId", partner),
        ("acquirementId", first),
        ("merchantTransId", second),
    ]
}

#[test]
fn ids_with_control_characters_or_outer_white_space_are_not_written() {
    use ValueError::{ControlCharacterInId, WhiteSpaceAroundId};
    let rows = [
        ("NUL", "a\0b", ControlCharacterInId),
        ("line feed at the end", "510x002\n", ControlCharacterInId),
        ("tab", "\t510x002", ControlCharacterInId),
        ("delete", "510x\u{7f}002", ControlCharacterInId),
        ("next line", "510x\u{85}002", ControlCharacterInId),
        ("last of C1", "510x\u{9f}002", ControlCharacterInId),
        ("space at the start", " 510x002", WhiteSpaceAroundId),
        ("space at the end", "510x002 ", WhiteSpaceAroundId),
        ("only a space", " ", WhiteSpaceAroundId),
        ("no-break space", "510x002\u{a0}", WhiteSpaceAroundId),
        ("ideographic space", "\u{3000}510x002", WhiteSpaceAroundId),
    ];
    for (name, id, error) in rows {
        assert_eq!(id_error(id), Some(error), "{name}");
        for (field, request) in requests_with_id(id) {
            let mut buffer = [0; PayCancelRequest::MAX_LEN];
            let written = request.message().draft(&mut buffer, 256).map(drop);
            assert_eq!(written, refused(field, error), "{name} in {field}");
            // The reader accepts it.
            let text = format!(
                r#"{{"request":{},"signature":"x"}}"#,
                request.signing_text()
            );
            let mut scratch = vec![0; text.len()];
            let read = PayCancelRequest::decode(text.as_bytes(), &mut scratch).expect(name);
            assert_eq!(
                *read.assume_verified_by_caller(),
                request.message(),
                "{name}"
            );
        }
        let mut response = sample_response();
        response.body.merchant_trans_id = Some(Text::new(id).unwrap().into());
        let mut buffer = [0; PayCancelResponse::MAX_LEN];
        let written = response.draft(&mut buffer, 256).map(drop);
        assert_eq!(written, refused("merchantTransId", error), "{name}");
        let written = response.write_unsigned(&mut buffer).map(drop);
        assert_eq!(written, refused("merchantTransId", error), "{name}");
    }
    let first = RequestValues {
        client_id: "\n".to_owned(),
        ..request_with_all_texts(" ")
    };
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let error = first.message().draft(&mut buffer, 256).unwrap_err();
    let text = "clientId: a control character, which an id must not contain";
    assert_eq!(error.to_string(), text);
}

/// Every place in ids of every length, for the loops that check many bytes at a time.
#[test]
fn a_character_that_no_id_has_is_found_at_every_place() {
    for len in 1..=64 {
        for at in 0..len {
            for character in [' ', '\u{1f}', '\u{7f}', '\u{9f}', '\u{3000}', 'é', '"'] {
                let mut id = vec!['x'; len];
                id[at] = character;
                let id = String::from_iter(id);
                let [_, (_, request), ..] = requests_with_id(&id);
                let mut buffer = [0; PayCancelRequest::MAX_LEN];
                let written = request.message().draft(&mut buffer, 256).map(drop);
                let expected = match id_error(&id) {
                    Some(error) => refused("reqMsgId", error),
                    None => Ok(()),
                };
                assert_eq!(written, expected, "{character:?} at {at} of {len}");
            }
        }
    }
}

// Any message

/// Text of `min` to `max` characters of all kinds. Characters that need an escape are frequent.
fn any_text(min: usize, max: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>(),
        2 => proptest::char::range('\0', '\u{1f}'),
        2 => proptest::char::range(' ', '~'),
        1 => Just('"'),
        1 => Just('\\'),
    ];
    let len = prop_oneof![4 => min..=max.min(8), 1 => Just(max)];
    len.prop_flat_map(move |len| proptest::collection::vec(character.clone(), len))
        .prop_map(String::from_iter)
}

/// An id of at most `max` characters that can be written.
fn any_id_up_to(max: usize) -> impl Strategy<Value = String> {
    any_text(1, max).prop_map(|text| match id_error(&text) {
        None => text,
        Some(_) => text.replace(|it: char| it.is_control() || it.is_whitespace(), "x"),
    })
}

fn any_id() -> impl Strategy<Value = String> {
    any_id_up_to(64)
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    let offset = prop_oneof![
        3 => (-1439..=1439_i16).prop_map(|minutes| UtcOffset::from_minutes(minutes).unwrap()),
        1 => Just(UtcOffset::UNKNOWN),
    ];
    (
        0..=9999_u16,
        1..=12_u8,
        1..=28_u8,
        0..=23_u8,
        0..=59_u8,
        0..=59_u8,
        offset,
    )
        .prop_map(|(y, m, d, h, n, s, o)| Timestamp::new(y, m, d, h, n, s, o).unwrap())
}

prop_compose! {
    fn any_request()(
        client_id in any_id_up_to(32),
        req_time in any_time(),
        req_msg_id in any_id(),
        reserve in proptest::option::of(any_text(0, 256)),
        sign_type in any::<bool>(),
        partner_id in any_id_up_to(32),
        ids in [any_id(), any_id()],
        present in prop_oneof![Just([true, false]), Just([false, true]), Just([true, true])],
    ) -> RequestValues {
        let [a, m] = ids;
        let ids = [present[0].then_some(a), present[1].then_some(m)];
        RequestValues { client_id, req_time, req_msg_id, reserve, sign_type, partner_id, ids }
    }
}

prop_compose! {
    fn any_response()(
        client_id in any_id_up_to(32),
        resp_time in any_time(),
        req_msg_id in any_id(),
        reserve in proptest::option::of(any_text(0, 256)),
        listed in proptest::option::of(proptest::sample::select(PayCancelResultCode::ALL)),
        unlisted in (any::<bool>(), 90_000_000..=99_999_999_u32, any_id()),
        msg in any_text(1, 256),
        ids in [proptest::option::of(any_id()), proptest::option::of(any_id())],
        always in [any_id(), any_id()],
        cancel_time in proptest::option::of(any_time()),
    ) -> ResponseValues {
        let result = match listed.map(ResultCode::row) {
            Some(row) => (row.meaning.status(), row.id.to_string(), row.name.to_string()),
            None => {
                let (failure, id, code) = unlisted;
                let status = if failure { ResultStatus::Failure } else { ResultStatus::Unknown };
                (status, id.to_string(), code)
            }
        };
        let ids = match result.0 {
            ResultStatus::Success => always.map(Some),
            _ => ids,
        };
        ResponseValues {
            client_id, resp_time, req_msg_id, reserve, result, result_msg: Some(msg), ids, cancel_time,
        }
    }
}

proptest! {
    #[test]
    fn any_request_is_written_and_read_back(values in any_request()) {
        check!(PayCancelRequest, values);
    }

    #[test]
    fn any_response_is_written_and_read_back(values in any_response()) {
        check!(PayCancelResponse, values);
    }
}
