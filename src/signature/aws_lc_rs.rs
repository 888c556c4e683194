//! Keys that verify and sign with AWS-LC, for servers. Only this file names types of `aws-lc-rs`.

use core::fmt;
use core::str::FromStr;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
};

use crate::signature::fingerprint::KeyFingerprint;
use crate::signature::key::{self, KeyError, KeyKind, SigningFailed};
use crate::signature::key_text::{self, PublicKeyBuffer};
use crate::signature::{Hex, InvalidSignature, Signature, Signer, SigningBytes, Verifier, der};

/// A public key that verifies with AWS-LC: RSA of 2048 to 4096 bits with e = 65537. The parsed key is on
/// the heap, and verifying allocates.
#[derive(Clone)]
pub struct AwsLcVerifyingKey(ParsedPublicKey);

impl AwsLcVerifyingKey {
    /// Loads a key from text: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`), or bare base64 of the DER, which
    /// is the form in which the platform publishes its key. In PEM, text before and after the key is
    /// skipped. Around bare base64, white space, quotes, NULs and a byte order mark are skipped. A line
    /// break may be written as the two characters `\n`, as in environment variables.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(PublicKeyBuffer::new().decode(text)?)
    }

    /// Loads a key from DER: X.509 SubjectPublicKeyInfo (RFC 5280) or PKCS#1 `RSAPublicKey`
    /// (RFC 8017, appendix A.1.1).
    ///
    /// In SubjectPublicKeyInfo the algorithm's parameters must be NULL, as RFC 3279, section 2.3.1,
    /// requires. All backends refuse a key without them as [`KeyError::Der`];
    /// `openssl pkey -pubin` adds them.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let (modulus, exponent) = der::public_numbers(der)
            .ok_or_else(|| KeyError::of_der(KeyKind::Public, der::what_is(der)))?;
        key::check(modulus, exponent)?;
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der);
        key.map(Self).map_err(|_| KeyError::Der)
    }

    /// The fingerprint of this key, for logs and to compare keys.
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        let (modulus, _) = der::public_numbers(self.0.as_ref()).unwrap_or_default();
        KeyFingerprint::of_modulus(modulus)
    }
}

/// As [`AwsLcVerifyingKey::from_text`].
impl FromStr for AwsLcVerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }
}

impl Verifier for AwsLcVerifyingKey {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        self.0
            .verify_sig(bytes.as_bytes(), signature.as_bytes())
            .map_err(|_| InvalidSignature)
    }
}

/// Shows the modulus.
impl fmt::Debug for AwsLcVerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (modulus, _) = der::public_numbers(self.0.as_ref()).unwrap_or_default();
        f.debug_tuple("AwsLcVerifyingKey")
            .field(&Hex(modulus))
            .finish()
    }
}

/// A private key that signs with AWS-LC: RSA of 2048 to 4096 bits with e = 65537. Signing is blinded and
/// takes constant time.
///
/// Dropping the key wipes it. No copy of its primes stays in memory, neither from loading nor from
/// signing: a test searches the memory of its process for them. The caller wipes the text or DER that
/// the key was loaded from.
#[derive(Clone)]
pub struct AwsLcSigningKey {
    key: KeyPair,
    public: AwsLcVerifyingKey,
    /// The length of the modulus, in bytes.
    len: usize,
}

impl AwsLcSigningKey {
    /// Loads a key from text: PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`), or bare base64 of the DER.
    /// In PEM, text before and after the key is skipped. Around bare base64, white space, quotes, NULs and
    /// a byte order mark are skipped. A line break may be written as the two characters `\n`, as in
    /// environment variables.
    ///
    /// # Errors
    ///
    /// [`KeyError`]. Encrypted keys are not supported.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_der(&key_text::private_der(text)?)
    }

    /// Loads a key from DER: PKCS#8 (RFC 5208, version 0) or PKCS#1 `RSAPrivateKey` (RFC 8017, appendix
    /// A.1.2, two primes). In PKCS#8 the algorithm's parameters must be NULL; see
    /// [`AwsLcVerifyingKey::from_der`].
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        // The policy is checked first: AWS-LC has another policy, and its errors give no reason.
        let numbers = der::private_numbers(der)
            .ok_or_else(|| KeyError::of_der(KeyKind::Private, der::what_is(der)))?;
        key::check_private(&numbers)?;
        let key = KeyPair::from_der(numbers.pkcs1).map_err(|_| KeyError::Inconsistent)?;
        let public = AwsLcVerifyingKey::from_der(key.public_key().as_ref())?;
        let len = numbers.modulus.len();
        Ok(Self { key, public, len })
    }

    /// The fingerprint of this key: that of its public half.
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        self.public.fingerprint()
    }

    /// Whether this private key and that public key are a pair: whether that key verifies what this one
    /// signs.
    #[must_use]
    pub fn is_pair_of(&self, public: &AwsLcVerifyingKey) -> bool {
        self.fingerprint() == public.fingerprint()
    }

    /// The public half.
    pub fn verifying_key(&self) -> AwsLcVerifyingKey {
        self.public.clone()
    }
}

/// As [`AwsLcSigningKey::from_text`].
impl FromStr for AwsLcSigningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }
}

impl Signer for AwsLcSigningKey {
    type Error = SigningFailed;

    fn signature_len(&self) -> usize {
        self.len
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, SigningFailed> {
        let mut signature = Signature {
            bytes: [0; Signature::MAX_LEN],
            len: self.len,
        };
        let room = signature.bytes.get_mut(..self.len).ok_or(SigningFailed)?;
        // AWS-LC ignores this source of random numbers and uses its own for blinding.
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                bytes.as_bytes(),
                room,
            )
            .map_err(|_| SigningFailed)?;
        Ok(signature)
    }
}

/// Shows the public half only.
impl fmt::Debug for AwsLcSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsLcSigningKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}
