//! Software keys on the crate `rsa`. It needs a heap; its types stay in here.

extern crate alloc;

use alloc::vec;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use base64ct::{Base64, Encoding};
use rsa::pkcs1::{ALGORITHM_OID, DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs1v15::{self, SigningKey, VerifyingKey};
use rsa::pkcs8::{PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use rsa::signature::SignatureEncoding;
use rsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Signature, Signer, SigningBytes, Verifier};
use crate::error::InvalidSignature;

/// A public key that verifies: RSA of 2048 to 4096 bits with e = 65537.
#[derive(Debug, Clone)]
pub struct RsaVerifyingKey(VerifyingKey<Sha256>);

impl RsaVerifyingKey {
    /// Loads a key from text: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`), or bare base64 of the DER,
    /// as the platform hands it out. White space around it is skipped, and within bare
    /// base64; nothing else may stand before or after it.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&decode_text(text, "PUBLIC KEY")?)
    }

    /// Loads a key from DER: X.509 SubjectPublicKeyInfo (RFC 5280) or PKCS#1 `RSAPublicKey`
    /// (RFC 8017, appendix A.1.1).
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = match SubjectPublicKeyInfoRef::try_from(der) {
            Ok(info) if info.algorithm.oid == ALGORITHM_OID => info.try_into().ok(),
            Ok(_) => None,
            Err(_) => RsaPublicKey::from_pkcs1_der(der).ok(),
        };
        key.ok_or(KeyError::Encoding).and_then(Self::new)
    }

    fn new(key: RsaPublicKey) -> Result<Self, KeyError> {
        check(&key)?;
        Ok(Self(VerifyingKey::new(key)))
    }
}

impl Verifier for RsaVerifyingKey {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let signature =
            pkcs1v15::Signature::try_from(signature.as_bytes()).map_err(|_| InvalidSignature)?;
        self.0
            .verify_prehash(&bytes.digest(), &signature)
            .map_err(|_| InvalidSignature)
    }
}

/// A private key that signs: RSA of 2048 to 4096 bits with e = 65537. It is wiped when dropped.
///
/// Private-key operations of the crate `rsa` do not take constant time (RUSTSEC-2023-0071). With
/// the feature `getrandom`, on by default, they are blinded with the operating system's random
/// numbers. Without it they are not: then sign only where no attacker can time it.
#[derive(Clone)]
pub struct RsaSigningKey {
    key: SigningKey<Sha256>,
    public: RsaPublicKey,
}

impl RsaSigningKey {
    /// Loads a key from text: PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`), or bare base64 of the DER.
    /// White space around it is skipped, and within bare
    /// base64; nothing else may stand before or after it.
    ///
    /// # Errors
    ///
    /// [`KeyError`]. Encrypted keys are not read.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&decode_text(text, "PRIVATE KEY")?)
    }

    /// Loads a key from DER: PKCS#8 (RFC 5958) or PKCS#1 `RSAPrivateKey` (RFC 8017, appendix
    /// A.1.2).
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = match PrivateKeyInfoRef::try_from(der) {
            Ok(info) if info.algorithm.oid == ALGORITHM_OID => info.try_into().ok(),
            Ok(_) => None,
            Err(_) => RsaPrivateKey::from_pkcs1_der(der).ok(),
        };
        key.ok_or(KeyError::Encoding).and_then(Self::new)
    }

    fn new(key: RsaPrivateKey) -> Result<Self, KeyError> {
        let public = key.to_public_key();
        check(&public)?;
        Ok(Self {
            key: SigningKey::new(key),
            public,
        })
    }

    /// The public half.
    pub fn verifying_key(&self) -> RsaVerifyingKey {
        RsaVerifyingKey(VerifyingKey::new(self.public.clone()))
    }
}

impl Signer for RsaSigningKey {
    type Error = SigningFailed;

    fn signature_len(&self) -> usize {
        self.public.size()
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, SigningFailed> {
        let signature = self
            .key
            .sign_prehash(&bytes.digest())
            .map_err(|_| SigningFailed)?;
        Signature::new(&signature.to_bytes()).map_err(|_| SigningFailed)
    }
}

/// Shows the public half only.
impl fmt::Debug for RsaSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaSigningKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// The DER in a text: PEM with this label, `RSA` before it or not, or bare base64. White space in
/// it is skipped, and a byte order mark before it, since keys come through many hands. What is
/// read may be secret, so it is wiped when dropped.
fn decode_text(text: &str, label: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let base64 = if text.starts_with("-----") {
        pem_content(text, label).ok_or(KeyError::Encoding)?
    } else {
        text
    };
    let mut base64: Zeroizing<Vec<u8>> = Zeroizing::new(base64.bytes().collect());
    base64.retain(|byte| !byte.is_ascii_whitespace());
    let mut der = Zeroizing::new(vec![0; base64.len()]);
    let len = Base64::decode(&*base64, &mut der)
        .map_err(|_| KeyError::Encoding)?
        .len();
    der.truncate(len);
    Ok(der)
}

/// What stands between the two lines of armour (RFC 7468, with any line length).
fn pem_content<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let (begin, rest) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (content, end) = rest.split_once("-----END ")?;
    let is_armour = end.strip_suffix("-----") == Some(begin)
        && begin.strip_prefix("RSA ").unwrap_or(begin) == label;
    is_armour.then_some(content)
}

/// The policy for keys: their size and their exponent.
fn check(key: &RsaPublicKey) -> Result<(), KeyError> {
    if !(2048..=4096).contains(&key.n().bits()) {
        return Err(KeyError::Size);
    }
    if *key.e() != BoxedUint::from(65537_u32) {
        return Err(KeyError::Exponent);
    }
    Ok(())
}

/// A key that was not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// Not an RSA key in one of the forms that are read; or a private key where a public one is
    /// wanted, and the other way round.
    Encoding,
    /// The modulus has fewer than 2048 bits or more than 4096.
    Size,
    /// The public exponent is not 65537.
    Exponent,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "not an RSA key of the kind wanted, in PEM, DER or bare base64",
            Self::Size => "the modulus is not of 2048 to 4096 bits",
            Self::Exponent => "the public exponent is not 65537",
        })
    }
}

impl Error for KeyError {}

/// The private-key operation failed: the key is damaged, or there were no random numbers for
/// blinding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningFailed;

impl fmt::Display for SigningFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the private-key operation failed")
    }
}

impl Error for SigningFailed {}
