//! `RsaVerifyingKey`, which needs no heap. Loading a key is an exception: crypto-bigint prepares
//! the modulus with a division that uses indexes.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use core::fmt::{self, Display, Formatter};

use alipay_acquiring::{
    PayCancelResponse, Unverified, Verified,
    signature::{
        FoundKey, InvalidSignature, KeyError, KeyFingerprint, PreparedRsa2048, Rsa2048VerifyingKey,
        RsaVerifyingKey, Signature, SigningBytes, Verifier,
    },
};

#[unsafe(no_mangle)]
pub fn except_rsa_from_text(text: &str) -> Result<RsaVerifyingKey, KeyError> {
    RsaVerifyingKey::from_text(text)
}

#[unsafe(no_mangle)]
pub fn except_rsa_from_der(der: &[u8]) -> Result<RsaVerifyingKey, KeyError> {
    RsaVerifyingKey::from_der(der)
}

#[unsafe(no_mangle)]
pub fn except_rsa_from_modulus(modulus: &[u8]) -> Result<RsaVerifyingKey, KeyError> {
    RsaVerifyingKey::from_modulus(modulus)
}

#[unsafe(no_mangle)]
pub fn entry_rsa_verify(
    key: &RsaVerifyingKey,
    bytes: SigningBytes<'_>,
    signature: &Signature,
) -> Result<(), InvalidSignature> {
    Verifier::verify(key, bytes, signature)
}

#[unsafe(no_mangle)]
pub fn entry_rsa_verify_response<'m, 'a>(
    response: &'m Unverified<'a, PayCancelResponse<'a>>,
    key: &RsaVerifyingKey,
) -> Result<Verified<'m, PayCancelResponse<'a>>, InvalidSignature> {
    response.verify(key)
}

#[unsafe(no_mangle)]
pub fn entry_rsa_signature_len(key: &RsaVerifyingKey) -> usize {
    key.signature_len()
}

#[unsafe(no_mangle)]
pub fn entry_rsa_recover_for_diagnosis<'b>(
    key: &RsaVerifyingKey,
    signature: &[u8],
    buffer: &'b mut [u8],
) -> Option<&'b [u8]> {
    key.recover_for_diagnosis(signature, buffer)
}

#[unsafe(no_mangle)]
pub fn entry_rsa_fingerprint(key: &RsaVerifyingKey) -> KeyFingerprint {
    key.fingerprint()
}

#[unsafe(no_mangle)]
pub fn entry_fingerprint_as_bytes(fingerprint: &KeyFingerprint) -> &[u8; 32] {
    fingerprint.as_bytes()
}

#[unsafe(no_mangle)]
pub fn format_display_key_fingerprint(
    value: &KeyFingerprint,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    Display::fmt(value, f)
}

#[unsafe(no_mangle)]
pub fn format_display_key_error(value: &KeyError, f: &mut Formatter<'_>) -> fmt::Result {
    Display::fmt(value, f)
}

#[unsafe(no_mangle)]
pub fn entry_key_error_code(error: &KeyError) -> &'static str {
    error.code()
}

#[unsafe(no_mangle)]
pub fn entry_found_key_code(found: FoundKey) -> &'static str {
    found.code()
}

#[unsafe(no_mangle)]
pub fn entry_prepared(key: &Rsa2048VerifyingKey) -> PreparedRsa2048 {
    key.prepared()
}
