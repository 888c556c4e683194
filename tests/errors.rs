//! The text of each error. Errors are small, `Copy` and `Send`.

use std::error::Error;
use std::fmt::{Debug, Display};

use alipay_acquiring::{
    Contradiction, DecodeError, DecodeErrorKind, EncodeError, Envelope, FieldError, MessageKind,
    Mismatch, PayCancelRequest, SignError, UnknownReason, ValueError, Violation,
    json::JsonType,
    signature::{InvalidSignature, SignatureTextError},
};

fn decode_error(text: &str) -> DecodeError {
    let mut scratch = [];
    PayCancelRequest::decode(text.as_bytes(), &mut scratch).unwrap_err()
}

/// The golden request without the id of the transaction.
fn without_ids() -> String {
    let text = include_str!("fixtures/golden/request.json");
    text.replace(r#","acquirementId":"2015xxxxxxxxxxxxxxxxxxxxx747""#, "")
}

#[test]
fn error_messages() {
    use DecodeErrorKind as Kind;
    let value = |error| Kind::Value(error);
    let table: [(&dyn Display, &str); 59] = [
        (&Kind::InvalidUtf8, "not UTF-8, perhaps GBK"),
        (&Kind::UnexpectedEnd, "the input ends too early"),
        (
            &Kind::UnexpectedByte,
            "a byte that JSON does not allow here",
        ),
        (&Kind::ControlCharacter, "control character in a string"),
        (&Kind::InvalidEscape, "invalid escape in a string"),
        (&Kind::LoneSurrogate, "lone surrogate in a string"),
        (&Kind::TooDeep, "more than 32 levels of objects and arrays"),
        (&Kind::TrailingBytes, "data after the end of the document"),
        (&Kind::Duplicate, "occurs twice in its object"),
        (&Kind::Missing, "required, but absent"),
        (
            &Kind::WrongType {
                expected: JsonType::String,
                found: JsonType::Number,
            },
            "expected a string, found a number",
        ),
        (
            &Kind::WrongMessage {
                found: MessageKind::Request,
            },
            "expected a response, found a request",
        ),
        (
            &Kind::WrongMessage {
                found: MessageKind::Response,
            },
            "expected a request, found a response",
        ),
        (
            &Kind::TwoMessages,
            "a second message: an envelope has either a request or a response",
        ),
        (&Kind::Unsigned, "the envelope is not signed"),
        (&Kind::Signed, "the envelope has a signature"),
        (
            &Kind::Refused,
            "the type of this member does not accept this value",
        ),
        (&Kind::Unread, "a value before this was not read"),
        (
            &Kind::ScratchTooSmall { enough: 690 },
            "the scratch buffer is too small: 690 bytes are enough",
        ),
        (&value(ValueError::Empty), "empty text"),
        (
            &value(ValueError::TooLong { max: 64, found: 70 }),
            "longer than 64 characters (70)",
        ),
        (&ValueError::Empty, "empty text"),
        (
            &ValueError::TooLong { max: 32, found: 36 }.in_field("clientId"),
            "clientId: longer than 32 characters (36)",
        ),
        (
            &ValueError::ControlCharacterInId.in_field("reqMsgId"),
            "reqMsgId: a control character, which an id must not contain",
        ),
        (
            &ValueError::WhiteSpaceAroundId.in_field("partnerId"),
            "partnerId: white space at the start or the end of an id",
        ),
        (&ValueError::ResultCodeId, "not eight digits"),
        (
            &ValueError::Unsupported { expected: "RSA2" },
            "expected RSA2",
        ),
        (
            &ValueError::SignatureLength,
            "a signature must have 256 to 512 bytes and not be longer than the modulus; \
             `Signature::from_be_number` corrects leading zeros",
        ),
        (
            &EncodeError::BufferTooSmall { needed: 936 },
            "the buffer is too small: 936 bytes are needed",
        ),
        (
            &EncodeError::Violation(Violation::Missing { field: "resultMsg" }),
            "resultMsg: required here, but absent",
        ),
        (
            &SignError::<ValueError>::Encode(EncodeError::BufferTooSmall { needed: 1 }),
            "the buffer is too small: 1 bytes are needed",
        ),
        (
            &SignError::Signer(ValueError::Empty),
            "the signer failed: empty text",
        ),
        (&InvalidSignature, "the signature does not hold"),
        (
            &SignatureTextError,
            "the signature is not canonical base64 of 256 to 512 bytes",
        ),
        (
            &EncodeError::SignatureLength {
                drafted: 256,
                actual: 257,
            },
            "expected a signature of 256 bytes, found 257; \
             `Signature::from_be_number` corrects leading zeros",
        ),
        (
            &Violation::Missing {
                field: "acquirementId",
            },
            "acquirementId: required here, but absent",
        ),
        (
            &Violation::NotAString {
                field: "acquirementId",
                found: JsonType::Number,
            },
            "acquirementId: expected a string, found a number",
        ),
        (
            &Violation::NotAString {
                field: "reserve",
                found: JsonType::Array,
            },
            "reserve: expected a string, found an array",
        ),
        (
            &Violation::NotAString {
                field: "cancelTime",
                found: JsonType::Boolean,
            },
            "cancelTime: expected a string, found a boolean",
        ),
        (
            &Violation::NotAString {
                field: "resultMsg",
                found: JsonType::Object,
            },
            "resultMsg: expected a string, found an object",
        ),
        (
            &Violation::Value {
                field: "resultCodeId",
                error: ValueError::ResultCodeId,
            },
            "resultCodeId: not eight digits",
        ),
        (&JsonType::String, "a string"),
        (
            &Violation::Result(Contradiction::UnlistedStatus),
            "resultStatus: expected S, F or U",
        ),
        (
            &Violation::Result(Contradiction::OtherStatus),
            "resultStatus: this resultCode is listed with another",
        ),
        (
            &Violation::Differs {
                field: "merchantTransId",
            },
            "merchantTransId: not the one that was sent",
        ),
        (
            &Contradiction::CodeWithOtherId,
            "resultCode: listed with another resultCodeId",
        ),
        (
            &Contradiction::IdWithOtherCode,
            "resultCodeId: listed with another resultCode",
        ),
        (
            &Contradiction::OtherStatus,
            "resultStatus: this resultCode is listed with another",
        ),
        (
            &Contradiction::UnlistedSuccess,
            "resultStatus: S with a resultCode that is not listed",
        ),
        (&decode_error("{"), "at byte 1: the input ends too early"),
        (
            &decode_error("[]"),
            "at byte 0: expected an object, found an array",
        ),
        (
            &decode_error("{} x"),
            "at byte 3: data after the end of the document",
        ),
        (
            &decode_error(" {}"),
            "request at byte 1: required, but absent",
        ),
        (
            &decode_error(r#"{"response":{}}"#),
            "response at byte 12: expected a request, found a response",
        ),
        (
            &decode_error("<!DOCTYPE html>"),
            "at byte 0: expected JSON, found HTML or XML; check the URL and the proxy",
        ),
        (
            &decode_error(&without_ids()),
            "acquirementId or merchantTransId at byte 240: required, but absent",
        ),
        (
            &Envelope::decode(b"{}", &mut []).unwrap_err(),
            "request or response at byte 0: required, but absent",
        ),
        (
            &decode_error(r#"{"request":{"head":{"version":"2.0.3"}}}"#),
            "version at byte 30: expected 2.0.2",
        ),
        (
            &decode_error(r#"{"request":{"head":{"reqTime":"now"}}}"#),
            "reqTime at byte 30: expected a time such as 2001-07-04T12:08:56+05:30, found no date",
        ),
    ];
    let mut rows = 0;
    for (error, words) in table {
        assert_eq!(error.to_string(), words);
        rows += 1;
    }
    assert_eq!(rows, 59);
}

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
#[test]
fn key_error_messages() {
    use alipay_acquiring::signature::{KeyError, SigningFailed};

    // `tests/signature_keys.rs` has the text of each mistake.
    let table: [(&dyn Error, &str); 2] = [
        (
            &KeyError::Inconsistent,
            "the numbers of the private key do not belong together, so the key is damaged",
        ),
        (&SigningFailed, "the private-key operation failed"),
    ];
    let mut rows = 0;
    for (error, words) in table {
        assert_eq!(error.to_string(), words);
        rows += 1;
    }
    assert_eq!(rows, 2);
    assert_error_traits::<KeyError>();
    assert_error_traits::<SigningFailed>();
}

/// Compiles only for an error with these traits, so that every caller can store and send it.
fn assert_error_traits<E: Error + Debug + Display + Copy + Eq + Send + Sync + Unpin + 'static>() {}

#[test]
fn errors_are_small_copy_and_send() {
    assert_error_traits::<DecodeError>();
    assert_error_traits::<ValueError>();
    assert_error_traits::<FieldError>();
    assert_error_traits::<EncodeError>();
    assert_error_traits::<SignError<ValueError>>();
    assert_error_traits::<InvalidSignature>();
    assert_error_traits::<SignatureTextError>();
    assert_error_traits::<Mismatch>();
    assert_error_traits::<Violation>();
    assert_error_traits::<Contradiction>();
    // Most functions return one, and the stacks of terminals are small.
    let limit = if cfg!(target_pointer_width = "64") {
        48
    } else {
        24
    };
    assert!(
        size_of::<DecodeError>() <= limit,
        "{}",
        size_of::<DecodeError>()
    );
}

/// An error of a signer. It has a source.
#[derive(Debug)]
struct TokenRemoved;

impl Display for TokenRemoved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the token was removed")
    }
}

impl Error for TokenRemoved {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&ValueError::Empty)
    }
}

/// An error report prints an error and all its sources. No text may occur twice in it.
#[test]
fn a_chain_of_errors_shows_each_text_once() {
    fn chain(error: &(dyn Error + 'static)) -> Vec<String> {
        let errors = std::iter::successors(Some(error), |&error| error.source());
        errors.map(ToString::to_string).collect()
    }
    let violation = EncodeError::Violation(Violation::Missing { field: "resultMsg" });
    let contradiction = Contradiction::OtherStatus;
    let encode = SignError::<ValueError>::from(violation);
    assert_eq!(encode, SignError::Encode(violation));
    let table: [(&(dyn Error + 'static), &[&str]); 4] = [
        (&encode, &["resultMsg: required here, but absent"]),
        (
            &SignError::Signer(ValueError::Empty),
            &["the signer failed: empty text"],
        ),
        (
            &SignError::Signer(TokenRemoved),
            &["the signer failed: the token was removed", "empty text"],
        ),
        (
            &UnknownReason::Contradiction(contradiction),
            &["resultStatus: this resultCode is listed with another"],
        ),
    ];
    for (error, texts) in table {
        assert_eq!(chain(error), texts);
    }
}
