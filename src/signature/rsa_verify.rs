//! Public keys that verify, with the fixed-width integers of the crate `crypto-bigint`. They need no heap,
//! and the compiler can load them.

use core::fmt;
use core::str::FromStr;

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Limb, MontyForm, MontyMultiplier, U2048, U3072, U4096, Uint};

use crate::signature::fingerprint::KeyFingerprint;
use crate::signature::key::{self, KeyError, KeyKind};
use crate::signature::key_text::PublicKeyBuffer;
use crate::signature::{InvalidSignature, Signature, SigningBytes, Verifier, der};

/// A public key that verifies: RSA of 2048 to 4096 bits with e = 65537. The value takes about 1.5 KB.
/// It needs no heap. To read and verify a message with a 2048-bit key takes about 5.5 KB of stack.
///
/// The compiler can load a key that is known when the program is built. At run time this key takes no
/// time and no RAM. `openssl pkey -pubin -in platform.pem -outform DER -out platform.der` converts PEM
/// to DER.
///
/// ```
/// use alipay_acquiring::signature::RsaVerifyingKey;
///
/// # macro_rules! include_bytes { ($path:literal) => { core::include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_public.spki.der")) } }
/// static PLATFORM: RsaVerifyingKey = match RsaVerifyingKey::from_der(include_bytes!("platform.der")) {
///     Ok(key) => key,
///     Err(_) => panic!("platform.der is not a key"),
/// };
/// ```
#[derive(Clone)]
pub struct RsaVerifyingKey(Width);

/// The modulus in the narrowest integer type that can hold it.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "without a heap there is no Box")]
enum Width {
    Bits2048(Modulus<{ U2048::LIMBS }>),
    Bits3072(Modulus<{ U3072::LIMBS }>),
    Bits4096(Modulus<{ U4096::LIMBS }>),
}

impl RsaVerifyingKey {
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
    pub const fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match der::public_numbers(der) {
            Some((modulus, exponent)) => match key::check(modulus, exponent) {
                Ok(()) => Self::from_modulus(modulus),
                Err(error) => Err(error),
            },
            None => Err(KeyError::of_der(KeyKind::Public, der::what_is(der))),
        }
    }

    /// Loads a key with e = 65537 from its big-endian modulus. Secure elements export keys in this form.
    ///
    /// # Errors
    ///
    /// [`KeyError::Size`] and [`KeyError::EvenModulus`].
    pub const fn from_modulus(modulus: &[u8]) -> Result<Self, KeyError> {
        let modulus = without_leading_zeros(modulus);
        let width = match key::modulus_bits(modulus) {
            Ok(2048) => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits2048(modulus),
                None => return Err(KeyError::EvenModulus),
            },
            Ok(2049..=3072) => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits3072(modulus),
                None => return Err(KeyError::EvenModulus),
            },
            Ok(_) => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits4096(modulus),
                None => return Err(KeyError::EvenModulus),
            },
            Err(error) => return Err(error),
        };
        Ok(Self(width))
    }

    /// The fingerprint of this key, for logs and to compare keys.
    ///
    /// ```
    /// # use alipay_acquiring::signature::RsaVerifyingKey;
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/platform_public.spki.pem"));
    /// let key = RsaVerifyingKey::from_text(text)?;
    /// println!("verifying with the key {}", key.fingerprint());
    /// # Ok::<(), alipay_acquiring::signature::KeyError>(())
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        match &self.0 {
            Width::Bits2048(modulus) => modulus.fingerprint(),
            Width::Bits3072(modulus) => modulus.fingerprint(),
            Width::Bits4096(modulus) => modulus.fingerprint(),
        }
    }

    /// The length of the modulus and of every signature, in bytes.
    #[must_use]
    pub const fn signature_len(&self) -> usize {
        match &self.0 {
            Width::Bits2048(modulus) => modulus.len,
            Width::Bits3072(modulus) => modulus.len,
            Width::Bits4096(modulus) => modulus.len,
        }
    }

    /// Writes `signature^65537 mod n` into `buffer`, and returns it: as many bytes as the modulus has.
    /// `None` if the number is not less than the modulus, or if `buffer` is too short;
    /// [`Signature::MAX_LEN`] bytes are always enough. Zero bytes before the number are skipped.
    ///
    /// **This verifies nothing.** Everyone can make a signature for which the result looks right to code
    /// that parses it, and such code has accepted forged signatures before (RFC 8017, section 8.2.2, says
    /// to compare and not to parse). It is for tools that explain why a signature was refused. To verify,
    /// call [`Unverified::verify`](crate::Unverified::verify) or [`Verifier::verify`].
    #[must_use]
    pub fn recover_for_diagnosis<'b>(
        &self,
        signature: &[u8],
        buffer: &'b mut [u8],
    ) -> Option<&'b [u8]> {
        let number = without_leading_zeros(signature);
        let recovered = buffer.get_mut(..self.signature_len())?;
        let is_number_less = match &self.0 {
            Width::Bits2048(modulus) => modulus.recover(number, recovered),
            Width::Bits3072(modulus) => modulus.recover(number, recovered),
            Width::Bits4096(modulus) => modulus.recover(number, recovered),
        };
        is_number_less.then_some(recovered)
    }
}

/// As [`RsaVerifyingKey::from_text`].
impl FromStr for RsaVerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }
}

impl Verifier for RsaVerifyingKey {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let digest = bytes.digest();
        let signature = signature.as_bytes();
        let holds = match &self.0 {
            Width::Bits2048(modulus) => modulus.holds(&digest, signature),
            Width::Bits3072(modulus) => modulus.holds(&digest, signature),
            Width::Bits4096(modulus) => modulus.holds(&digest, signature),
        };
        if holds { Ok(()) } else { Err(InvalidSignature) }
    }
}

/// Shows the modulus.
impl fmt::Debug for RsaVerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modulus: &dyn fmt::Debug = match &self.0 {
            Width::Bits2048(modulus) => modulus.params.modulus(),
            Width::Bits3072(modulus) => modulus.params.modulus(),
            Width::Bits4096(modulus) => modulus.params.modulus(),
        };
        f.debug_tuple("RsaVerifyingKey").field(modulus).finish()
    }
}

/// The bytes before the digest in the encoded message: the last byte of the padding, and the DER of
/// `DigestInfo` for SHA-256 (RFC 8017, section 9.2, note 1).
const DIGEST_INFO: [u8; 20] = [
    0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    0x05, 0x00, 0x04, 0x20,
];

/// An odd modulus, prepared for Montgomery multiplication.
#[derive(Clone)]
struct Modulus<const LIMBS: usize> {
    params: FixedMontyParams<LIMBS>,
    len: usize,
}

impl<const LIMBS: usize> Modulus<LIMBS> {
    /// From at most `LIMBS` limbs of big-endian bytes. `None` if the number is even.
    #[inline(never)]
    const fn new(bytes: &[u8]) -> Option<Self> {
        match uint(bytes).to_odd().into_option_copied() {
            Some(modulus) => Some(Self {
                params: FixedMontyParams::new_vartime(modulus),
                len: bytes.len(),
            }),
            None => None,
        }
    }

    fn fingerprint(&self) -> KeyFingerprint {
        let mut bytes = [0; Signature::MAX_LEN];
        write_be(self.params.modulus().as_ref(), &mut bytes);
        let start = bytes.len().saturating_sub(self.len);
        KeyFingerprint::of_modulus(bytes.get(start..).unwrap_or_default())
    }

    /// Whether the signature holds: RFC 8017, section 8.2.2. Nothing here is secret, so it need not take
    /// constant time.
    fn holds(&self, digest: &[u8; 32], signature: &[u8]) -> bool {
        if signature.len() != self.len {
            return false;
        }
        let signature = uint(signature);
        self.is_greater_than(&signature)
            && self.raised_to_65537(&signature) == self.encoded_message(digest)
    }

    /// Writes `number^65537 mod n` into `recovered`. `false` if the number is not less than the modulus.
    fn recover(&self, number: &[u8], recovered: &mut [u8]) -> bool {
        if number.len() > self.len {
            return false;
        }
        let number = uint(number);
        if !self.is_greater_than(&number) {
            return false;
        }
        write_be(&self.raised_to_65537(&number), recovered);
        true
    }

    // Compared word by word from the highest, because crypto-bigint's comparison can panic.
    fn is_greater_than(&self, number: &Uint<LIMBS>) -> bool {
        let words = self.params.modulus().as_ref().as_words().iter().rev();
        number.as_words().iter().rev().lt(words)
    }

    /// `base`, which is less than the modulus, to the power of 65537 = 2^16 + 1.
    // Not inlined: its frame must be released before the next step. One multiplication routine, used for
    // squaring too, is smaller than two routines, and on Cortex-M faster.
    #[inline(never)]
    fn raised_to_65537(&self, base: &Uint<LIMBS>) -> Uint<LIMBS> {
        type Multiplier<'a, const LIMBS: usize> =
            <FixedMontyForm<LIMBS> as MontyForm>::Multiplier<'a>;
        let mut multiplier = Multiplier::<LIMBS>::from(&self.params);
        let mut power = FixedMontyForm::new(base, &self.params);
        let mut factor = power;
        for _ in 0..16 {
            multiplier.mul_assign(&mut power, &factor);
            factor.copy_montgomery_from(&power);
        }
        // Multiplying a Montgomery value by a plain one gives a plain one, so no final conversion is
        // needed.
        *factor.as_montgomery_mut() = *base;
        multiplier.mul_assign(&mut power, &factor);
        power.to_montgomery()
    }

    /// The expected encoded message, RFC 8017, section 9.2: `00 01 FF … FF 00 DigestInfo`.
    #[inline(never)]
    fn encoded_message(&self, digest: &[u8; 32]) -> Uint<LIMBS> {
        let mut buffer = [0xFF; Signature::MAX_LEN];
        let message = buffer.get_mut(..self.len).unwrap_or_default();
        if let Some(start) = message.first_chunk_mut() {
            *start = [0x00, 0x01];
        }
        if let Some((rest, end)) = message.split_last_chunk_mut() {
            *end = *digest;
            if let Some(end) = rest.last_chunk_mut() {
                *end = DIGEST_INFO;
            }
        }
        uint(message)
    }
}

/// The number with these big-endian bytes, at most `LIMBS` limbs.
#[inline(never)]
const fn uint<const LIMBS: usize>(bytes: &[u8]) -> Uint<LIMBS> {
    let mut padded = [0; Signature::MAX_LEN];
    if let Some(zeros) = padded.len().checked_sub(bytes.len())
        && let Some((_, end)) = padded.split_at_mut_checked(zeros)
    {
        end.copy_from_slice(bytes);
    }
    let (_, end) = padded.split_at(padded.len() - LIMBS * Limb::BYTES);
    Uint::from_be_slice(end)
}

/// Writes a number into the end of `bytes`, big-endian.
fn write_be<const LIMBS: usize>(number: &Uint<LIMBS>, bytes: &mut [u8]) {
    // From the lowest word to the highest.
    let words = number.as_words().iter().flat_map(|word| word.to_le_bytes());
    bytes
        .iter_mut()
        .rev()
        .zip(words)
        .for_each(|(byte, value)| *byte = value);
}

const fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [0, tail @ ..] = rest {
        rest = tail;
    }
    rest
}
