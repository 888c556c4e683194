//! The keys and the fixtures.

#![allow(dead_code, reason = "not every test program uses all of it")]

pub(crate) mod random;
pub(crate) mod spell;

use std::fs;
use std::path::{Path, PathBuf};

use alipay_acquiring::signature::{RsaSigningKey, RsaVerifyingKey};
use alipay_acquiring_doctor::{Diagnosis, diagnose};

/// A file of the fixtures of this crate.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path)
}

fn key_file(name: &str) -> String {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/keys");
    let path = keys.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn public_key(name: &str) -> RsaVerifyingKey {
    RsaVerifyingKey::from_text(&key_file(&format!("{name}_public.spki.pem"))).unwrap()
}

pub(crate) fn private_key(name: &str) -> RsaSigningKey {
    RsaSigningKey::from_text(&key_file(&format!("{name}_private.pkcs8.pem"))).unwrap()
}

/// The ids of all causes, the first one first.
pub(crate) fn ids(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.causes().map(|cause| cause.id()).collect()
}

/// The diagnosis with the public keys of these names.
pub(crate) fn diagnosis(envelope: &[u8], keys: &[&str]) -> Diagnosis {
    let loaded: Vec<_> = keys.iter().map(|name| public_key(name)).collect();
    let keys: Vec<_> = keys.iter().copied().zip(&loaded).collect();
    diagnose(envelope, &keys).unwrap()
}
