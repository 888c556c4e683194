//! Key files: reading them, and the structures that a key is written in.

use std::path::{Path, PathBuf};

use alipay_acquiring::signature::{
    FoundKey, KeyError, KeyFingerprint, RsaSigningKey, RsaVerifyingKey,
};
use base64ct::{Base64, Encoding};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::{Decode, Encode};
use pkcs8::spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use crate::files;

/// A key that can be used.
pub(crate) enum LoadedKey {
    Public(Box<RsaVerifyingKey>),
    Private(Box<RsaSigningKey>),
}

impl LoadedKey {
    /// Loads a key of either kind. The error is that of the kind which the file is.
    pub(crate) fn load(bytes: &[u8]) -> Result<Self, KeyError> {
        match public(bytes) {
            Ok(key) => Ok(Self::Public(Box::new(key))),
            Err(KeyError::Found {
                found: FoundKey::PrivateKey,
                ..
            }) => private(bytes).map(Box::new).map(Self::Private),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn fingerprint(&self) -> KeyFingerprint {
        match self {
            Self::Public(key) => key.fingerprint(),
            Self::Private(key) => key.fingerprint(),
        }
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Public(_) => "public",
            Self::Private(_) => "private",
        }
    }
}

/// The public keys of these files, each with the name of its file.
pub(crate) fn read_public_keys(
    paths: &[PathBuf],
) -> Result<Vec<(String, RsaVerifyingKey)>, String> {
    let read = |path: &PathBuf| Ok((path.display().to_string(), read_public(path)?));
    paths.iter().map(read).collect()
}

pub(crate) fn read_public(path: &Path) -> Result<RsaVerifyingKey, String> {
    let bytes = Zeroizing::new(files::read(path)?);
    public(&bytes).map_err(|error| format!("{path:?} is not a usable public key: {error}"))
}

pub(crate) fn read_private(path: &Path) -> Result<RsaSigningKey, String> {
    let bytes = Zeroizing::new(files::read(path)?);
    private(&bytes).map_err(|error| format!("{path:?} is not a usable private key: {error}"))
}

/// A key in DER begins with 0x30 0x82, which is never UTF-8.
fn public(bytes: &[u8]) -> Result<RsaVerifyingKey, KeyError> {
    match str::from_utf8(bytes) {
        Ok(text) => RsaVerifyingKey::from_text(text),
        Err(_) => RsaVerifyingKey::from_der(bytes),
    }
}

fn private(bytes: &[u8]) -> Result<RsaSigningKey, KeyError> {
    match str::from_utf8(bytes) {
        Ok(text) => RsaSigningKey::from_text(text),
        Err(_) => RsaSigningKey::from_der(bytes),
    }
}

/// The text encoding of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoded {
    Pem,
    Base64,
    Der,
}

impl Encoded {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Base64 => "base64",
            Self::Der => "DER",
        }
    }
}

/// The structure of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Structure {
    Spki,
    Pkcs8,
    Pkcs1,
}

impl Structure {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Spki => "SubjectPublicKeyInfo",
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
        }
    }
}

/// A usable key, taken apart.
pub(crate) struct Parts {
    pub(crate) encoded: Encoded,
    pub(crate) structure: Structure,
    /// `RSAPublicKey` of PKCS#1 in DER.
    pub(crate) public: Vec<u8>,
    /// `RSAPrivateKey` of PKCS#1 in DER.
    pub(crate) private: Option<Zeroizing<Vec<u8>>>,
    /// The length of the modulus, in bits.
    pub(crate) bits: usize,
}

/// Takes a key apart that [`LoadedKey::load`] has loaded. `None` if that did not check enough.
pub(crate) fn parts(bytes: &[u8]) -> Option<Parts> {
    let (encoded, der) = der_of(bytes)?;
    let (structure, pkcs1) = match PrivateKeyInfoRef::from_der(&der) {
        Ok(info) => (Structure::Pkcs8, info.private_key.as_bytes().to_vec()),
        Err(_) => match SubjectPublicKeyInfoRef::from_der(&der) {
            Ok(info) => (
                Structure::Spki,
                info.subject_public_key.raw_bytes().to_vec(),
            ),
            Err(_) => (Structure::Pkcs1, der.to_vec()),
        },
    };
    let pkcs1 = Zeroizing::new(pkcs1);
    let (public, private) = match RsaPrivateKeyRef::from_der(&pkcs1) {
        Ok(key) => (key.public_key().to_der().ok()?, Some(pkcs1.clone())),
        Err(_) => (pkcs1.to_vec(), None),
    };
    let bits = modulus_bits(&public)?;
    Some(Parts {
        encoded,
        structure,
        public,
        private,
        bits,
    })
}

fn modulus_bits(public: &[u8]) -> Option<usize> {
    let key = RsaPublicKeyRef::from_der(public).ok()?;
    let modulus = key.modulus.as_bytes();
    let first = modulus.first()?;
    Some(8 * modulus.len() - first.leading_zeros() as usize)
}

/// The DER of a text or of DER. The library has accepted the text, so this only has to find the base64.
fn der_of(bytes: &[u8]) -> Option<(Encoded, Zeroizing<Vec<u8>>)> {
    let Ok(text) = str::from_utf8(bytes) else {
        return Some((Encoded::Der, Zeroizing::new(bytes.to_vec())));
    };
    let block = text.split_once("-----BEGIN ").and_then(|(_, block)| {
        let (_, content) = block.split_once("-----")?;
        Some(content.split_once("-----END ")?.0)
    });
    let encoded = if block.is_some() {
        Encoded::Pem
    } else {
        Encoded::Base64
    };
    let mut content = Zeroizing::new(block.unwrap_or(text).to_owned());
    // Line breaks may be written as two characters.
    for escape in ["\\n", "\\r", "\\t"] {
        content = Zeroizing::new(content.replace(escape, ""));
    }
    content.retain(|character| character.is_ascii_alphanumeric() || "+/=".contains(character));
    let der = Base64::decode_vec(&content).ok()?;
    Some((encoded, Zeroizing::new(der)))
}
