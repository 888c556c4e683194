//! RSA2 signatures: SHA-256 with RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), in standard base64
//! with padding (RFC 4648, section 4).

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
#[cfg(feature = "rsa-verify")]
mod base64_from_end;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
mod der;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
mod fingerprint;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
mod found_key;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
mod key;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
mod key_text;
#[cfg(feature = "rsa-verify")]
mod montgomery;
#[cfg(feature = "rsa")]
mod rsa_sign;
#[cfg(feature = "rsa-verify")]
mod rsa_verify;
mod witness;
#[cfg(feature = "rsa-verify")]
mod word;

use core::error::Error;
use core::fmt;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::error::ValueError;

#[cfg(feature = "aws-lc-rs")]
pub use crate::signature::aws_lc_rs::{AwsLcSigningKey, AwsLcVerifyingKey};
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
pub use crate::signature::fingerprint::KeyFingerprint;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
pub use crate::signature::found_key::FoundKey;
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub use crate::signature::key::SigningFailed;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
pub use crate::signature::key::{KeyError, KeyKind};
#[cfg(feature = "rsa")]
pub use crate::signature::rsa_sign::RsaSigningKey;
#[cfg(feature = "rsa-verify")]
pub use crate::signature::rsa_verify::{PreparedRsa2048, Rsa2048VerifyingKey, RsaVerifyingKey};
pub use crate::signature::witness::Witness;

/// The bytes that are signed: the raw text of the value of `request` or `response`, from its opening
/// brace to its closing brace, exactly as it is on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SigningBytes<'a>(&'a [u8]);

impl<'a> SigningBytes<'a> {
    /// Wraps bytes, to test a key, or to sign or verify outside the codec. The signing bytes of an
    /// envelope are [`Draft::signing_bytes`](crate::Draft::signing_bytes) and
    /// [`Unverified::signing_bytes`](crate::Unverified::signing_bytes).
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Their SHA-256 digest, for a secure element or an HSM that signs or verifies a digest.
    // Not inlined: its frame must be released before RSA, where stack use peaks.
    #[inline(never)]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// Shows the bytes as text if they are UTF-8.
impl fmt::Debug for SigningBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(self.0) {
            Ok(text) => text.fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}

/// An RSA signature of 256 to 512 bytes, big-endian: keys of 2048 to 4096 bits.
#[derive(Clone, Copy)]
pub struct Signature {
    bytes: [u8; Self::MAX_LEN],
    len: usize,
}

impl Signature {
    /// The shortest signature, in bytes: RSA-2048.
    pub const MIN_LEN: usize = 256;
    /// The longest signature, in bytes: RSA-4096.
    pub const MAX_LEN: usize = 512;

    /// A signature made elsewhere, for example in a secure element. It is as long as the modulus.
    ///
    /// Some tokens and HSMs return a number instead, with a zero before it or without its leading
    /// zeros. For those see [`from_be_number`](Self::from_be_number).
    ///
    /// # Errors
    ///
    /// [`ValueError::SignatureLength`] for fewer than 256 bytes or more than 512.
    pub fn new(signature: &[u8]) -> Result<Self, ValueError> {
        let mut bytes = [0; Self::MAX_LEN];
        match bytes.get_mut(..signature.len()) {
            Some(room) if signature.len() >= Self::MIN_LEN => room.copy_from_slice(signature),
            _ => return Err(ValueError::SignatureLength),
        }
        Ok(Self {
            bytes,
            len: signature.len(),
        })
    }

    /// A signature made elsewhere that is a big-endian number of any length, for a key whose modulus
    /// has `modulus_len` bytes. Leading zeros are removed or added as needed.
    ///
    /// Libraries for big integers write an extra zero byte before a number whose highest bit is
    /// set. They omit the leading zeros of a small number. For a modulus of 256 bytes they return
    /// 257 bytes for one signature in two, and 255 bytes or fewer for one in 256.
    ///
    /// ```
    /// use alipay_acquiring::signature::Signature;
    ///
    /// let from_token = [&[0], &[0xAB; 256][..]].concat();
    /// let signature = Signature::from_be_number(&from_token, 256)?;
    /// assert_eq!(signature.as_bytes(), [0xAB; 256]);
    ///
    /// let signature = Signature::from_be_number(&[0xAB; 255], 256)?;
    /// assert_eq!(signature.as_bytes(), [&[0], &[0xAB; 255][..]].concat());
    /// # Ok::<_, alipay_acquiring::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ValueError::SignatureLength`] if the number does not fit into `modulus_len` bytes, or if
    /// `modulus_len` is less than 256 or more than 512.
    pub fn from_be_number(number: &[u8], modulus_len: usize) -> Result<Self, ValueError> {
        let zeros = number.iter().take_while(|&&byte| byte == 0).count();
        let number = number.get(zeros..).unwrap_or(&[]);
        let mut bytes = [0; Self::MAX_LEN];
        let room = bytes.get_mut(..modulus_len);
        let end = room.and_then(|room| {
            let start = room.len().checked_sub(number.len())?;
            room.get_mut(start..)
        });
        match end {
            Some(end) if modulus_len >= Self::MIN_LEN && end.len() == number.len() => {
                end.copy_from_slice(number);
            }
            _ => return Err(ValueError::SignatureLength),
        }
        let len = modulus_len;
        Ok(Self { bytes, len })
    }

    /// The signature's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }

    /// Decodes standard base64 with padding. Only the canonical spelling is accepted.
    ///
    /// # Errors
    ///
    /// [`SignatureTextError`] for any other text, and for a signature that does not have 256 to 512
    /// bytes.
    pub fn from_base64(text: &str) -> Result<Self, SignatureTextError> {
        let mut bytes = [0; Self::MAX_LEN];
        match Base64::decode(text, &mut bytes) {
            Ok(signature) if signature.len() >= Self::MIN_LEN => {
                let len = signature.len();
                Ok(Self { bytes, len })
            }
            _ => Err(SignatureTextError),
        }
    }

    /// Writes the base64 text into `buffer`, and returns its length; `None` if it does not fit.
    pub(crate) fn encode_base64(&self, buffer: &mut [u8]) -> Option<usize> {
        let text = Base64::encode(self.as_bytes(), buffer).ok()?;
        Some(text.len())
    }
}

/// The length of `len` bytes in base64, with padding. It saturates.
pub(crate) const fn base64_len(len: usize) -> usize {
    len.div_ceil(3).saturating_mul(4)
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Signature {}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signature")
            .field(&Hex(self.as_bytes()))
            .finish()
    }
}

/// Shows bytes in hexadecimal.
struct Hex<'a>(&'a [u8]);

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Makes RSA2 signatures. Software keys implement it, and so can a driver of a secure element that
/// returns the signature within the call. If the driver needs `&mut self`, wrap it in a `RefCell`. If
/// the signature comes later, use [`Message::draft`](crate::Message::draft) instead.
pub trait Signer {
    /// The error of the signer. [`SignError::Signer`](crate::SignError::Signer) contains it unchanged.
    type Error;

    /// The length of every signature, in bytes: the length of the modulus.
    fn signature_len(&self) -> usize;

    /// Signs the bytes, or their digest, with RSASSA-PKCS1-v1_5 and SHA-256.
    ///
    /// # Errors
    ///
    /// The error of the signer.
    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, Self::Error>;
}

/// Verifies RSA2 signatures with one public key. The algorithm is fixed: a message cannot choose it.
pub trait Verifier {
    /// Checks that `signature` holds over the bytes.
    ///
    /// An implementation must refuse a signature that is not as long as the modulus, or whose number is
    /// not less than the modulus. It must build the expected encoded message and compare all of it; it
    /// must not parse the recovered one (RFC 8017, section 8.2.2).
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`], without detail.
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature>;

    /// As [`verify`](Self::verify), for a signature in standard base64 with padding.
    ///
    /// The default decodes the signature. It is right for all verifiers. Software keys decode into the
    /// memory in which they compute, because a [`Signature`] takes half a kilobyte of stack.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`], without detail. Also if the text is not canonical base64 of 256 to 512 bytes.
    fn verify_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<(), InvalidSignature> {
        self.verify(bytes, &Signature::from_base64(signature)?)
    }

    /// As [`verify_base64`](Self::verify_base64), with a [`Witness`] for the outcome.
    /// [`Unverified::verify`](crate::Unverified::verify) calls it.
    ///
    /// The default calls `verify_base64`, and is right for all verifiers. The keys of the feature
    /// `rsa-verify` compute the witness, so a glitch that makes the processor skip instructions of one
    /// verification does not make a forged answer a success.
    ///
    /// # Errors
    ///
    /// Those of [`verify_base64`](Self::verify_base64).
    fn attest_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<Witness, InvalidSignature> {
        self.verify_base64(bytes, signature)?;
        Ok(Witness::of_other_means())
    }
}

/// The signature does not hold over the signing bytes with this key. There is no detail, because an
/// attacker chooses the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidSignature;

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not hold")
    }
}

impl Error for InvalidSignature {}

/// A text is not the base64 of a signature. Like [`InvalidSignature`], this error says nothing
/// about who wrote the message. It converts into [`InvalidSignature`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SignatureTextError;

impl fmt::Display for SignatureTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is not canonical base64 of 256 to 512 bytes")
    }
}

impl Error for SignatureTextError {}

impl From<SignatureTextError> for InvalidSignature {
    fn from(_: SignatureTextError) -> Self {
        Self
    }
}
