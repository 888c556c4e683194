//! Any bytes into the doctor. Its work is bounded, and `holds` is its verdict for exactly those envelopes whose
//! signature holds.

use std::sync::LazyLock;

use alipay_acquiring::Envelope;
use alipay_acquiring::signature::{RsaVerifyingKey, Signature, SigningBytes, Verifier};
use alipay_acquiring_doctor::{
    Cause, Certainty, Diagnosis, MAX_CANDIDATES, MAX_LEN, MAX_WORK, diagnose, diagnose_span,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

static CLIENT: LazyLock<RsaVerifyingKey> = LazyLock::new(|| {
    let key = include_str!("../../../tests/fixtures/keys/client_public.spki.pem");
    RsaVerifyingKey::from_text(key).unwrap()
});
static PLATFORM: LazyLock<RsaVerifyingKey> = LazyLock::new(|| {
    let key = include_str!("../../../tests/fixtures/keys/platform_public.spki.pem");
    RsaVerifyingKey::from_text(key).unwrap()
});

/// A real signature and its span.
const SPAN: &[u8] = include_bytes!("../../../tests/fixtures/golden/request.span");
const SIGNATURE: &[u8] = include_bytes!("../../../tests/fixtures/golden/request.sig");

/// If the first byte is `{`, the input is an envelope. Otherwise it chooses: if it is even, the other bytes
/// are a span with a real signature of another text, so that every candidate is tried; if it is odd, they
/// are the text of a signature. Returns whether the signature holds.
pub fn doctor(input: &[u8]) -> bool {
    let keys = [("client", &*CLIENT), ("platform", &*PLATFORM)];
    let Some((&first, rest)) = input.split_first() else {
        return false;
    };
    match (first, first % 2) {
        (b'{', _) => {
            let holds =
                diagnose(input, &keys).is_ok_and(|diagnosis| check(&diagnosis, input.len()));
            assert_eq!(holds, verifies(input));
            holds
        }
        (_, 0) => {
            let diagnosis = diagnose_span(rest, &STANDARD.encode(SIGNATURE), &keys);
            let holds = diagnosis.is_ok_and(|diagnosis| check(&diagnosis, rest.len()));
            assert_eq!(holds, rest == SPAN);
            holds
        }
        _ => {
            let text = String::from_utf8_lossy(rest);
            let diagnosis = diagnose_span(SPAN, &text, &keys);
            let holds = diagnosis.is_ok_and(|diagnosis| check(&diagnosis, SPAN.len()));
            let verifies = Signature::from_base64(&text).is_ok_and(|signature| {
                let bytes = SigningBytes::new(SPAN);
                CLIENT.verify(bytes, &signature).is_ok()
            });
            assert_eq!(holds, verifies);
            holds
        }
    }
}

/// Checks the bounds and the parts of a diagnosis. Returns whether it is `holds`.
fn check(diagnosis: &Diagnosis, len: usize) -> bool {
    assert!(len <= MAX_LEN);
    let work = diagnosis.work;
    assert!(work.public_operations <= 2 * 16, "{work:?}");
    assert!(work.candidates <= MAX_CANDIDATES, "{work:?}");
    // The last candidate may exceed the limit.
    assert!(work.bytes <= MAX_WORK + 64 * (len + 4096), "{work:?}");
    let causes: Vec<_> = diagnosis.causes().collect();
    let holds = causes.contains(&Cause::Holds);
    if holds {
        assert_eq!((causes.len(), diagnosis.certainty), (1, Certainty::Proved));
    }
    assert!(diagnosis.to_string().contains(diagnosis.cause.id()));
    if let Some(offset) = diagnosis.evidence.first_difference {
        assert!(diagnosis.evidence.span_offset + offset <= len);
    }
    holds
}

/// Whether the signature of an envelope holds with the first key.
fn verifies(envelope: &[u8]) -> bool {
    let mut scratch = vec![0; envelope.len()];
    let mut second = vec![0; envelope.len()];
    let Ok(envelope) = Envelope::decode(envelope, &mut scratch) else {
        return false;
    };
    let request = envelope.read_request_claims();
    let response = envelope.read_response_claims(&mut second);
    request.is_ok_and(|claims| claims.verify(&*CLIENT).is_ok())
        || response.is_ok_and(|claims| claims.verify(&*CLIENT).is_ok())
}
