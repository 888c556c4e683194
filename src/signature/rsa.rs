//! Private keys that sign, with the crate `rsa`, which needs a heap. Only this file names its types.

use core::fmt;
use core::str::FromStr;

use rsa::pkcs1::{ALGORITHM_OID, DecodeRsaPrivateKey};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::PrivateKeyInfoRef;
use rsa::signature::SignatureEncoding;
use rsa::signature::hazmat::PrehashSigner;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PrivateKey};
use sha2::Sha256;

use crate::signature::key::{KeyError, SigningFailed, private_der};
use crate::signature::rsa_verify::RsaVerifyingKey;
use crate::signature::{Signature, Signer, SigningBytes};

/// A private key that signs: RSA of 2048 to 4096 bits with e = 65537.
///
/// With the feature `getrandom`, on by default, signing is blinded with random numbers of the
/// operating system. Without it, signing is not blinded: then sign only where no attacker can
/// measure the time. `SECURITY.md` says what is known about the timing of the crate `rsa`
/// (RUSTSEC-2023-0071).
///
/// Dropping the key wipes the private exponent, the two primes and the values computed from them,
/// with one exception: 1/q mod p and the modulus that belongs to it, which is a copy of the prime p.
/// That copy, and copies of both primes made while a key is loaded or signs, stay in freed memory
/// until that memory is used again.
#[derive(Clone)]
pub struct RsaSigningKey {
    key: SigningKey<Sha256>,
    public: RsaVerifyingKey,
}

impl RsaSigningKey {
    /// Loads a key from text: PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`), or bare base64 of the DER.
    /// White space and a leading byte order mark are skipped. Any other text before or after the key is
    /// an error.
    ///
    /// # Errors
    ///
    /// [`KeyError`]. Encrypted keys are not supported.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&private_der(text)?)
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
            Err(_) => PrivateKey::from_pkcs1_der(der).ok(),
        };
        key.ok_or(KeyError::Encoding).and_then(Self::new)
    }

    fn new(key: PrivateKey) -> Result<Self, KeyError> {
        let public = RsaVerifyingKey::from_modulus(&key.n().to_be_bytes())?;
        if *key.e() != BoxedUint::from(65537_u32) {
            return Err(KeyError::Exponent);
        }
        Ok(Self {
            key: SigningKey::new(key),
            public,
        })
    }

    /// The public half.
    pub fn verifying_key(&self) -> RsaVerifyingKey {
        self.public.clone()
    }
}

/// As [`RsaSigningKey::from_text`].
impl FromStr for RsaSigningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }
}

impl Signer for RsaSigningKey {
    type Error = SigningFailed;

    fn signature_len(&self) -> usize {
        self.public.len()
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
