//! Cases with an envelope: what is read, verified and concluded.

use std::collections::BTreeMap;
use std::sync::Mutex;

use alipay_acquiring::json::{JsonType, Reader};
use alipay_acquiring::signature::{
    InvalidSignature, RsaVerifyingKey, Signature, SigningBytes, Verifier,
};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Outcome, PayCancelRequest, PayCancelResponse, TimeError,
    Timestamp, UnknownReason, UnsignedFailure, UtcOffset, ValueError, Violation,
};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::values::{head_claims, present, request_values, response_values, valid_times};

impl Case<'_> {
    fn key(&self) -> Key {
        let name = self.group["key"].as_str().unwrap();
        let text = self.file["keys"][name]["spki"].as_str().unwrap();
        let key = RsaVerifyingKey::from_text(text).unwrap();
        assert_eq!(
            key.fingerprint().to_string(),
            self.file["keys"][name]["sha256"]
        );
        Key {
            #[cfg(feature = "aws-lc-rs")]
            aws: alipay_acquiring::signature::AwsLcVerifyingKey::from_text(text).unwrap(),
            key,
        }
    }

    pub(crate) fn request(&self) -> Value {
        let input = self.bytes();
        let mut scratch = vec![0; input.len()];
        let read = match PayCancelRequest::decode(&input, &mut scratch) {
            Ok(read) => read,
            Err(error) => return self.refused(&input, error),
        };
        let verified = read.verify(&self.key());
        let mut found = self.decoded(
            &input,
            read.signing_bytes(),
            read.signature().ok(),
            verified.is_ok(),
        );
        if let Ok(request) = verified {
            let times = [("head.reqTime", request.head.req_time)];
            found["values"] = request_values(&request);
            self.add_times(&mut found, &times);
        }
        found
    }

    pub(crate) fn response(&self) -> Value {
        let input = self.bytes();
        let mut scratch = vec![0; input.len()];
        let read = PayCancelResponse::decode(&input, &mut scratch);
        let mut found = match &read {
            Ok(read) => {
                let verified = read.verify(&self.key());
                let signature = read.signature().ok();
                let mut found =
                    self.decoded(&input, read.signing_bytes(), signature, verified.is_ok());
                if let Ok(response) = verified {
                    found["values"] = response_values(&response);
                    self.add_times(&mut found, &valid_times(&response));
                }
                found
            }
            Err(error) => self.refused(&input, *error),
        };
        self.conclude(&input, &mut found);
        self.claims(&input, &mut found);
        found
    }

    /// Adds the violations and the outcome, as a terminal determines it.
    fn conclude(&self, input: &[u8], found: &mut Value) {
        let request = self.group["request"].as_str().unwrap();
        let request = self.file["requests"][request].as_str().unwrap();
        let mut scratch = vec![0; request.len()];
        let request = PayCancelRequest::decode(request.as_bytes(), &mut scratch).unwrap();
        let request = *request.assume_from_own_storage();

        let mut scratch = vec![0; input.len()];
        let mut violations = None;
        let mut conclude = || {
            let response = PayCancelResponse::decode(input, &mut scratch)?;
            let response = response.verify(&self.key())?;
            violations = Some(response.violations().map(violation).collect::<Vec<_>>());
            let answer = response.answering(&request)?;
            violations = Some(answer.violations().map(violation).collect());
            Ok(answer.outcome())
        };
        let outcome = conclude().unwrap_or_else(Outcome::Unknown);
        if let Some(violations) = violations {
            found["violations"] = violations.into();
        }
        found["outcome"] = outcome.code().into();
        if let Outcome::Unknown(reason) = outcome {
            match reason {
                UnknownReason::Contradiction(why) => found["outcomeDetail"] = why.code().into(),
                UnknownReason::Transaction(id) => found["outcomeDetail"] = id.into(),
                UnknownReason::Mismatch(why) => found["outcomeDetail"] = why.field().into(),
                _ => {}
            }
        }
    }

    /// Adds what an unsigned response claims.
    fn claims(&self, input: &[u8], found: &mut Value) {
        let mut scratch = vec![0; 2 * input.len()];
        let read = UnsignedFailure::decode(input, &mut scratch);
        let is_unsigned = found["outcome"] == "unknown-unsigned";
        match read {
            Ok(failure) if is_unsigned || self.case.get("claims").is_some() => {
                found["claims"] = json!({
                    "head": head_claims(&failure.claimed),
                    "resultInfo": present([
                        ("resultStatus", failure.result.result_status),
                        ("resultCodeId", failure.result.result_code_id),
                        ("resultCode", failure.result.result_code),
                        ("resultMsg", failure.result.result_msg),
                    ]),
                    "messageIsUnreadable": failure.result_msg_is_unreadable,
                });
            }
            _ => assert!(!is_unsigned, "{}: it has no claims", self.id()),
        }
    }

    /// What is found in a text that cannot be read as this message.
    fn refused(&self, input: &[u8], error: DecodeError) -> Value {
        let verdict = json!({
            "result": "refused",
            "stage": "decode",
            "code": error.kind().code(),
            "offset": error.offset(),
            "field": error.field(),
        });
        let mut found = json!({ "verdict": verdict, "plain": self.case["plain"] });
        if let Some(detail) = detail(error.kind()) {
            found["verdict"]["detail"] = detail.into();
        }
        // The span of a refused text is for other readers, which find it in another way.
        if let Some(span) = self.case.get("span") {
            found["span"] = span.clone();
        }
        found["plain"]["json"] = plain_json(input).into();
        found
    }

    /// What is found in a text that can be read.
    fn decoded(
        &self,
        input: &[u8],
        span: SigningBytes<'_>,
        signature: Option<Signature>,
        holds: bool,
    ) -> Value {
        let span = span.as_bytes();
        // The span is a part of the input, so its offset follows from the addresses.
        let offset = span.as_ptr().addr() - input.as_ptr().addr();
        let mut plain = self.case["plain"].clone();
        plain["json"] = plain_json(input).into();
        match signature {
            Some(_) => {
                plain["base64"] = "valid".into();
                plain["signature"] = if holds { "valid" } else { "invalid" }.into();
            }
            // Base64 of another length may be valid, but no signature.
            None if plain["base64"] == "valid" => plain["signature"] = "invalid".into(),
            None => plain["base64"] = "invalid".into(),
        }
        let verdict = match (holds, signature) {
            (true, Some(_)) => json!({ "result": "accepted" }),
            (true, None) => panic!("{}: it holds without a signature", self.id()),
            (false, signature) => json!({
                "result": "refused",
                "stage": "signature",
                "code": if signature.is_some() { "invalid-signature" } else { "signature-text" },
            }),
        };
        json!({
            "verdict": verdict,
            "plain": plain,
            "span": { "offset": offset, "length": span.len() },
        })
    }

    fn add_times(&self, found: &mut Value, times: &[(&str, Timestamp)]) {
        if self.case.get("times").is_some() {
            let times = times.iter().map(|(name, time)| {
                let offset = (time.offset() != UtcOffset::UNKNOWN).then(|| time.offset().minutes());
                let time = json!({
                    "written": time.to_string(),
                    "nanosecond": time.nanosecond(),
                    "offsetMinutes": offset,
                    "unixSeconds": time.unix_seconds(),
                });
                ((*name).to_string(), time)
            });
            found["times"] = times.collect::<Map<_, _>>().into();
        }
    }
}

/// A key that remembers its verdicts: many cases have the same span and the same signature.
struct Key {
    key: RsaVerifyingKey,
    #[cfg(feature = "aws-lc-rs")]
    aws: alipay_acquiring::signature::AwsLcVerifyingKey,
}

/// Fingerprint, signing bytes and signature.
type Question = ([u8; 32], Vec<u8>, Vec<u8>);
static VERDICTS: Mutex<BTreeMap<Question, Result<(), InvalidSignature>>> =
    Mutex::new(BTreeMap::new());

impl Verifier for Key {
    fn verify(&self, bytes: SigningBytes<'_>, by: &Signature) -> Result<(), InvalidSignature> {
        let question = (
            *self.key.fingerprint().as_bytes(),
            bytes.as_bytes().to_vec(),
            by.as_bytes().to_vec(),
        );
        let known = VERDICTS.lock().unwrap().get(&question).copied();
        known.unwrap_or_else(|| {
            let verdict = self.key.verify(bytes, by);
            #[cfg(feature = "aws-lc-rs")]
            assert_eq!(self.aws.verify(bytes, by), verdict);
            VERDICTS.lock().unwrap().insert(question, verdict);
            verdict
        })
    }
}

/// Whether a text follows the grammar of JSON. The reader also has two rules of its own.
fn plain_json(input: &[u8]) -> &'static str {
    let read = || {
        let mut reader = Reader::new(input, &mut [])?;
        reader.skip_value()?;
        reader.finish()
    };
    match read().map_err(|error| error.kind()) {
        Ok(()) | Err(DecodeErrorKind::TooDeep | DecodeErrorKind::LoneSurrogate) => "valid",
        Err(_) => "invalid",
    }
}

// Errors

fn json_type(found: JsonType) -> &'static str {
    match found {
        JsonType::String => "string",
        JsonType::Number => "number",
        JsonType::Boolean => "boolean",
        JsonType::Array => "array",
        JsonType::Object => "object",
        JsonType::Null => "null",
    }
}

fn detail(kind: DecodeErrorKind) -> Option<&'static str> {
    match kind {
        DecodeErrorKind::WrongType { found, .. } => Some(json_type(found)),
        DecodeErrorKind::WrongMessage { found } => Some(found.as_str()),
        DecodeErrorKind::Value(error) => value_detail(error),
        _ => None,
    }
}

fn value_detail(error: ValueError) -> Option<&'static str> {
    match error {
        ValueError::Timestamp(why) => Some(TimeError::code(&why)),
        _ => None,
    }
}

fn violation(violation: Violation) -> Value {
    let mut found = json!({ "code": violation.code(), "field": violation.field() });
    let detail = match violation {
        Violation::NotAString { found, .. } => Some(json_type(found)),
        Violation::Value { error, .. } => value_detail(error),
        _ => None,
    };
    if let Some(detail) = detail {
        found["detail"] = detail.into();
    }
    found
}
