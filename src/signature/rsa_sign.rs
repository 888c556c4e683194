//! Private keys that sign, with the crate `rsa`, which needs a heap. Only this file names its types.

use core::fmt;
use core::str::FromStr;

use rsa::pkcs1v15::SigningKey;
use rsa::signature::SignatureEncoding;
use rsa::signature::hazmat::PrehashSigner;
use rsa::traits::PrivateKeyParts;
use rsa::{BoxedUint, PrivateKey};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::signature::der::PrivateNumbers;
use crate::signature::fingerprint::KeyFingerprint;
use crate::signature::key::{self, KeyError, KeyKind, SigningFailed};
use crate::signature::key_text::private_der;
use crate::signature::rsa_verify::RsaVerifyingKey;
use crate::signature::{Signature, Signer, SigningBytes, der};

/// A private key that signs: RSA of 2048 to 4096 bits with e = 65537.
///
/// With the feature `getrandom`, on by default, signing is blinded with random numbers of the
/// operating system. Without it, signing is not blinded: then sign only where no attacker can
/// measure the time. `SECURITY.md` says what is known about the timing of the crate `rsa`
/// (RUSTSEC-2023-0071).
///
/// Dropping the key wipes the private exponent, the two primes and most values computed from them.
/// It wipes neither 1/q mod p nor the modulus stored with it, which is a copy of the prime p.
/// Loading a key and signing leave more copies of both primes. All these copies stay in freed
/// memory until that memory is used again. `AwsLcSigningKey` and secure elements leave none. The
/// caller wipes the text or DER that the key was loaded from.
#[derive(Clone)]
pub struct RsaSigningKey {
    key: SigningKey<Sha256>,
    public: RsaVerifyingKey,
}

impl RsaSigningKey {
    /// Loads a key from text: PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`), or bare base64 of the DER.
    /// In PEM, text before and after the key is skipped. Around bare base64, white space, quotes, NULs and
    /// a byte order mark are skipped. A line break may be written as the two characters `\n`, as in
    /// environment variables.
    ///
    /// # Errors
    ///
    /// [`KeyError`]. Encrypted keys are not supported.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&private_der(text)?)
    }

    /// Loads a key from DER: PKCS#8 (RFC 5208, version 0) or PKCS#1 `RSAPrivateKey` (RFC 8017, appendix
    /// A.1.2, two primes). In PKCS#8 the algorithm's parameters must be NULL; see
    /// [`RsaVerifyingKey::from_der`].
    ///
    /// A key whose primes differ in length signs slower. So the time that signing takes shows that they
    /// differ.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let numbers = der::private_numbers(der)
            .ok_or_else(|| KeyError::of_der(KeyKind::Private, der::what_is(der)))?;
        key::check_private(&numbers)?;
        let key = private_key(&numbers).ok_or(KeyError::Inconsistent)?;
        Ok(Self {
            key: SigningKey::new(key),
            public: RsaVerifyingKey::from_modulus(numbers.modulus)?,
        })
    }

    /// The fingerprint of this key: that of its public half.
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        self.public.fingerprint()
    }

    /// Whether this private key and that public key are a pair: whether that key verifies what this one
    /// signs.
    #[must_use]
    pub fn is_pair_of(&self, public: &RsaVerifyingKey) -> bool {
        self.fingerprint() == public.fingerprint()
    }

    /// The public half.
    pub fn verifying_key(&self) -> RsaVerifyingKey {
        self.public.clone()
    }
}

/// The key with these numbers, or `None` if they do not belong together.
fn private_key(numbers: &PrivateNumbers<'_>) -> Option<PrivateKey> {
    let bits = key::bit_len(numbers.modulus);
    let half = bits.div_ceil(2);
    // The crate `rsa` has a second constructor, for a key with a prime longer than half of the
    // modulus. It advises callers not to look at the primes to choose the constructor. This choice
    // shows only whether the primes differ in length, and in most keys they do not.
    let mut primes = numbers.primes.iter();
    let is_balanced = primes.all(|prime| key::bit_len(prime) <= half);
    let prime_bits = if is_balanced { half } else { bits };

    let n = uint(numbers.modulus, bits)?;
    let e = BoxedUint::from(65537_u32);
    let d = uint(numbers.private_exponent, bits)?;
    let [p, q] = numbers.primes;
    let primes = [uint(p, prime_bits)?, uint(q, prime_bits)?].into();
    let key = if is_balanced {
        PrivateKey::from_components(n, e, d, primes)
    } else {
        PrivateKey::from_components_with_wide_primes(n, e, d, primes)
    };
    let key = key.ok()?;

    // The crate `rsa` computes these values again, so a key with wrong values would sign correctly.
    // But such a key is damaged, and AWS-LC refuses it too.
    let [dp, dq] = numbers.exponents;
    let is_same = |computed: &BoxedUint, read: &[u8]| {
        let read = BoxedUint::from_be_slice(read, computed.bits_precision());
        read.is_ok_and(|read| *Zeroizing::new(read) == *computed)
    };
    let coefficient = Zeroizing::new(key.qinv()?.retrieve());
    let are_right = is_same(key.dp()?, dp)
        && is_same(key.dq()?, dq)
        && is_same(&coefficient, numbers.coefficient);
    are_right.then_some(key)
}

/// The number with these big-endian bytes, in an integer of `bits` bits.
fn uint(bytes: &[u8], bits: usize) -> Option<BoxedUint> {
    BoxedUint::from_be_slice(bytes, u32::try_from(bits).ok()?).ok()
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
        self.public.signature_len()
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
