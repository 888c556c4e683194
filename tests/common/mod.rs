//! Fixtures and keys, for every test program here.

#![allow(dead_code, reason = "each test program uses only a part of it")]

use std::path::{Path, PathBuf};

pub(crate) fn fixture_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path)
}

/// The bytes of a fixture.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(fixture_path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fixture that is text.
pub(crate) fn fixture_text(path: &str) -> String {
    String::from_utf8(fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The public key of `client`, `platform`, `rsa3072` or `rsa4096`.
#[cfg(feature = "rsa")]
pub(crate) fn verifying_key(name: &str) -> alipay_acquiring::RsaVerifyingKey {
    let pem = fixture_text(&format!("keys/{name}_public.spki.pem"));
    alipay_acquiring::RsaVerifyingKey::from_text(&pem).unwrap()
}

/// The private key of the same names.
#[cfg(feature = "rsa")]
pub(crate) fn signing_key(name: &str) -> alipay_acquiring::RsaSigningKey {
    let pem = fixture_text(&format!("keys/{name}_private.pkcs8.pem"));
    alipay_acquiring::RsaSigningKey::from_text(&pem).unwrap()
}
