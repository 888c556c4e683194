//! The RSA keys among the fixtures.

#![allow(unreachable_pub, reason = "the crate in tests/evidence exports these")]

use alipay_acquiring::signature::{RsaSigningKey, RsaVerifyingKey};

use super::fixtures::fixture_text;

/// The public key of `client`, `platform`, `rsa3072` or `rsa4096`.
pub fn verifying_key(name: &str) -> RsaVerifyingKey {
    RsaVerifyingKey::from_text(&fixture_text(&format!("keys/{name}_public.spki.pem"))).unwrap()
}

/// The private key of `client`, `platform`, `rsa3072` or `rsa4096`.
pub fn signing_key(name: &str) -> RsaSigningKey {
    RsaSigningKey::from_text(&fixture_text(&format!("keys/{name}_private.pkcs8.pem"))).unwrap()
}
