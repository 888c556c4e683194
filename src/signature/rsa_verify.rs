//! Public keys that verify, on the fixed-width integers of the crate `crypto-bigint`: no heap, and
//! a key that is known when the program is built is prepared by the compiler.

use core::error::Error;
use core::fmt;

use base64ct::{Base64, Encoding};
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Limb, MontyForm, MontyMultiplier, U2048, U3072, U4096, Uint};

use super::{Signature, SigningBytes, Verifier, base64_len};
use crate::error::InvalidSignature;

/// A public key that verifies: RSA of 2048 to 4096 bits with e = 65537. It needs no heap: it takes
/// about 1.5 KB, verifying about 3 KB of stack for a key of 2048 bits.
///
/// A key that is known when the program is built is loaded by the compiler, and takes no time and
/// no RAM at run time (`openssl pkey -pubin -in platform.pem -outform DER -out platform.der` makes
/// DER of PEM):
///
/// ```
/// use alipay_acquiring::RsaVerifyingKey;
///
/// # macro_rules! include_bytes { ($path:literal) => { core::include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_public.spki.der")) } }
/// static PLATFORM: RsaVerifyingKey = match RsaVerifyingKey::from_der(include_bytes!("platform.der")) {
///     Ok(key) => key,
///     Err(_) => panic!("platform.der is no key"),
/// };
/// ```
#[derive(Clone)]
pub struct RsaVerifyingKey(Width);

/// The key in the narrowest integers that hold it.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "there is no heap to box it on")]
enum Width {
    Bits2048(Modulus<{ U2048::LIMBS }>),
    Bits3072(Modulus<{ U3072::LIMBS }>),
    Bits4096(Modulus<{ U4096::LIMBS }>),
}

impl RsaVerifyingKey {
    /// Loads a key from text: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`), or bare base64 of the DER,
    /// as the platform hands it out. White space in it is skipped;
    /// nothing else may stand before or after it.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let base64 = key_base64(text, "PUBLIC KEY").ok_or(KeyError::Encoding)?;
        let mut buffer = [0; base64_len(MAX_DER_LEN)];
        let mut len = 0;
        for byte in base64.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            *buffer.get_mut(len).ok_or(KeyError::Encoding)? = byte;
            len += 1;
        }
        let base64 = buffer.get_mut(..len).ok_or(KeyError::Encoding)?;
        Self::from_der(Base64::decode_in_place(base64).map_err(|_| KeyError::Encoding)?)
    }

    /// Loads a key from DER: X.509 SubjectPublicKeyInfo (RFC 5280) or PKCS#1 `RSAPublicKey`
    /// (RFC 8017, appendix A.1.1).
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub const fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match spki(der) {
            None => Self::from_numbers(pkcs1(der)),
            numbers => Self::from_numbers(numbers),
        }
    }

    /// Loads a key from its modulus, big-endian, as a secure element hands it out; e = 65537.
    ///
    /// # Errors
    ///
    /// [`KeyError::Size`], and [`KeyError::Encoding`] if it is even.
    pub const fn from_modulus(modulus: &[u8]) -> Result<Self, KeyError> {
        let modulus = without_leading_zeros(modulus);
        let bits = match modulus {
            [first, rest @ ..] => 8 * rest.len() + (u8::BITS - first.leading_zeros()) as usize,
            [] => 0,
        };
        let width = match bits {
            2048 => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits2048(modulus),
                None => return Err(KeyError::Encoding),
            },
            2049..=3072 => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits3072(modulus),
                None => return Err(KeyError::Encoding),
            },
            3073..=4096 => match Modulus::new(modulus) {
                Some(modulus) => Width::Bits4096(modulus),
                None => return Err(KeyError::Encoding),
            },
            _ => return Err(KeyError::Size),
        };
        Ok(Self(width))
    }

    /// The policy for keys: their size and their exponent.
    const fn from_numbers(numbers: Option<(&[u8], &[u8])>) -> Result<Self, KeyError> {
        match numbers {
            None => Err(KeyError::Encoding),
            Some((modulus, exponent)) => match Self::from_modulus(modulus) {
                Ok(_) if !matches!(exponent, [1, 0, 1]) => Err(KeyError::Exponent),
                result => result,
            },
        }
    }

    /// The length of the modulus and of every signature, in bytes.
    #[cfg(feature = "rsa")]
    pub(super) const fn len(&self) -> usize {
        match &self.0 {
            Width::Bits2048(modulus) => modulus.len,
            Width::Bits3072(modulus) => modulus.len,
            Width::Bits4096(modulus) => modulus.len,
        }
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

/// What comes before the digest in the encoded message: the end of the padding and the DER of
/// `DigestInfo` with SHA-256 (RFC 8017, section 9.2, note 1).
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
    /// Of big-endian bytes, as many as there is room for at most. `None`: an even number.
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

    /// RFC 8017, section 8.2.2. Nothing here is secret.
    fn holds(&self, digest: &[u8; 32], signature: &[u8]) -> bool {
        let modulus = self.params.modulus().as_ref();
        if signature.len() != self.len {
            return false;
        }
        let signature = uint(signature);
        // Word by word, the highest first: crypto-bigint's own comparison indexes.
        let words = modulus.as_words().iter().rev();
        if signature.as_words().iter().rev().ge(words) {
            return false;
        }
        self.raised_to_65537(&signature) == self.encoded_message(digest)
    }

    /// `base` below the modulus, raised to 65537 = 2^16 + 1.
    // A frame of its own gives its stack back before the rest needs some; one multiplication that
    // squares too is smaller, and on Cortex-M faster, than two.
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
        // A Montgomery product of a number in Montgomery form and one as it is is as it is.
        *factor.as_montgomery_mut() = *base;
        multiplier.mul_assign(&mut power, &factor);
        power.to_montgomery()
    }

    /// RFC 8017, section 9.2: `00 01 FF … FF 00 DigestInfo`.
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

/// The number of these big-endian bytes, as many as there is room for at most.
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

// Texts and DER

/// The base64 in the text of a key: PEM with this label, `RSA` before it or not (RFC 7468, with any
/// line length), or bare. A byte order mark before it is skipped, since keys come through many
/// hands, and so is the white space around it.
pub(super) fn key_base64<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with("-----") {
        return Some(text);
    }
    let (begin, rest) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (content, end) = rest.split_once("-----END ")?;
    let is_armour = end.strip_suffix("-----") == Some(begin)
        && begin.strip_prefix("RSA ").unwrap_or(begin) == label;
    is_armour.then_some(content)
}

/// More than any key that is accepted takes, so that a larger one is refused for its size: the
/// length of an RSA-8192 key.
const MAX_DER_LEN: usize = 1062;

/// `SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { RSAPublicKey } }` (RFC 3279, section
/// 2.3.1): modulus and exponent.
const fn spki(der: &[u8]) -> Option<(&[u8], &[u8])> {
    const RSA_ENCRYPTION: &[u8] = &[
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let Some((fields, [])) = element(SEQUENCE, der) else {
        return None;
    };
    let Some((algorithm, fields)) = element(SEQUENCE, fields) else {
        return None;
    };
    match element(BIT_STRING, fields) {
        // The first byte counts the bits that are left over.
        Some(([0, key @ ..], [])) if matches!(algorithm, RSA_ENCRYPTION) => pkcs1(key),
        _ => None,
    }
}

/// `SEQUENCE { INTEGER, INTEGER }` (RFC 8017, appendix A.1.1): modulus and exponent.
const fn pkcs1(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let Some((fields, [])) = element(SEQUENCE, der) else {
        return None;
    };
    let Some((modulus, fields)) = positive_integer(fields) else {
        return None;
    };
    match positive_integer(fields) {
        Some((exponent, [])) => Some((modulus, exponent)),
        _ => None,
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The number, big-endian and without leading zeros, and what follows it.
const fn positive_integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    match element(INTEGER, der) {
        // A zero is the sign of a number whose first bit is set, and stands nowhere else.
        Some(([0, number @ ..], rest)) if matches!(number, [0x80..=0xFF, ..]) => {
            Some((number, rest))
        }
        Some((number, rest)) if matches!(number, [0x01..=0x7F, ..]) => Some((number, rest)),
        _ => None,
    }
}

/// The content of the element of this type, its length in the shortest form, and what follows it.
const fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, len, rest) = match der {
        [first, len @ ..=0x7F, rest @ ..] => (*first, *len as usize, rest),
        [first, 0x81, len @ 0x80..=0xFF, rest @ ..] => (*first, *len as usize, rest),
        [first, 0x82, high @ 1..=0xFF, low, rest @ ..] => {
            (*first, u16::from_be_bytes([*high, *low]) as usize, rest)
        }
        _ => return None,
    };
    if first == tag {
        rest.split_at_checked(len)
    } else {
        None
    }
}

const fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [0, tail @ ..] = rest {
        rest = tail;
    }
    rest
}

/// A key that was not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
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
