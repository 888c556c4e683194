#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
// Nothing here may panic, for any input.
#![deny(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        reason = "a test fails by a panic"
    )
)]

extern crate alloc;

mod cause;
mod codec;
mod diagnosis;
mod doctor;
mod document;
mod edits;
mod envelope;
mod escapes;
mod frame;
mod hash;
mod layout;
mod padding;
mod search;
mod signature_text;
mod times;
mod writing;

use alipay_acquiring::signature::RsaVerifyingKey;

use crate::envelope::{Parts, Value, without_signature};
use crate::search::Received;

pub use crate::cause::Cause;
pub use crate::diagnosis::{Certainty, DiagnoseError, Diagnosis, Evidence};
pub use crate::search::{MAX_CANDIDATES, MAX_WORK, Work};

/// The length of the longest envelope or span that is diagnosed, in bytes. Envelopes of this family have
/// about 1 KB.
pub const MAX_LEN: usize = 64 * 1024;

/// Says why the signature of an envelope does not hold, or that it holds.
///
/// The first key is the expected one. If the signature was made with another key of the list, the cause is
/// [`Cause::KeyOf`]. The names of the keys are only for [`Evidence::key`].
///
/// ```
/// # use alipay_acquiring::signature::RsaVerifyingKey;
/// use alipay_acquiring_doctor::{Cause, Certainty, diagnose};
///
/// # macro_rules! include_str { ($path:literal) => { core::include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/", $path)) } }
/// let key = RsaVerifyingKey::from_text(include_str!("keys/client_public.spki.pem"))?;
/// let sent = include_str!("golden/request.json").replace("\"head\":", "\"head\": ");
///
/// let diagnosis = diagnose(sent.as_bytes(), &[("client", &key)])?;
/// assert_eq!(diagnosis.cause, Cause::Compact);
/// assert_eq!(diagnosis.certainty, Certainty::Proved);
/// println!("{diagnosis}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`DiagnoseError`] if the bytes are no envelope, or if they are too long.
pub fn diagnose(
    envelope: &[u8],
    keys: &[(&str, &RsaVerifyingKey)],
) -> Result<Diagnosis, DiagnoseError> {
    check_len(envelope)?;
    let parts = Parts::read(envelope)?;
    let received = Received {
        span: parts.span.as_bytes(),
        names: &[parts.name],
        unsigned: without_signature(core::str::from_utf8(envelope).unwrap_or_default()),
    };
    let mut diagnosis = match parts.signature {
        Value::Absent => doctor::not_a_text(Cause::EmptySignature, &received),
        Value::Other => doctor::not_a_text(Cause::PlaceholderSignature, &received),
        Value::Text(text) => doctor::diagnose(&received, &text, keys),
    };
    diagnosis.evidence.span_offset = parts.offset;
    Ok(diagnosis)
}

/// As [`diagnose`], for a span and the text of a signature. The span may be any bytes.
///
/// # Errors
///
/// [`DiagnoseError::TooLong`].
pub fn diagnose_span(
    span: &[u8],
    signature: &str,
    keys: &[(&str, &RsaVerifyingKey)],
) -> Result<Diagnosis, DiagnoseError> {
    check_len(span)?;
    let received = Received {
        span,
        names: &["request", "response"],
        unsigned: alloc::vec::Vec::new(),
    };
    Ok(doctor::diagnose(&received, signature, keys))
}

fn check_len(bytes: &[u8]) -> Result<(), DiagnoseError> {
    match bytes.len() {
        0..=MAX_LEN => Ok(()),
        len => Err(DiagnoseError::TooLong { len }),
    }
}
