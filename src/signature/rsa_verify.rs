//! Public keys that verify. They need no heap, and the compiler can load them.

use core::array;
use core::fmt;
use core::str::FromStr;

use crate::signature::base64_from_end::decode_from_end;
use crate::signature::fingerprint::KeyFingerprint;
use crate::signature::key::{self, KeyError, KeyKind};
use crate::signature::key_text::PublicKeyBuffer;
use crate::signature::montgomery::{self, Modulus, Pair, View, pairs, scratch_pairs};
use crate::signature::{Hex, InvalidSignature, Signature, SigningBytes, Verifier, Witness, der};

/// A public key that verifies: RSA of 2048 to 4096 bits with e = 65537. The value takes 1,040 bytes. It needs
/// no heap. Firmware whose key has 2048 bits saves flash and stack with [`Rsa2048VerifyingKey`].
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
pub struct RsaVerifyingKey(Modulus<{ pairs(4096) }>);

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
        match modulus_of_der(der) {
            Ok(modulus) => Self::from_modulus(modulus),
            Err(error) => Err(error),
        }
    }

    /// Loads a key with e = 65537 from its big-endian modulus. Secure elements export keys in this form.
    ///
    /// # Errors
    ///
    /// [`KeyError::Size`] and [`KeyError::EvenModulus`].
    pub const fn from_modulus(modulus: &[u8]) -> Result<Self, KeyError> {
        match load(without_leading_zeros(modulus)) {
            Ok(modulus) => Ok(Self(modulus)),
            Err(error) => Err(error),
        }
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
        fingerprint(self.0.view())
    }

    /// The length of the modulus and of every signature, in bytes.
    #[must_use]
    pub const fn signature_len(&self) -> usize {
        self.0.len()
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
        if number.len() > recovered.len() {
            return None;
        }
        let modulus = self.0.view();
        let mut memory = [[0; 2]; MEMORY_4096];
        let (base, scratch) = memory.split_at_mut_checked(modulus.n.len())?;
        montgomery::read_be(number, base);
        write_be(modulus.raised_to_65537(base, scratch)?, recovered);
        Some(recovered)
    }
}

/// A public key of exactly 2048 bits that verifies, for firmware: it takes 528 bytes of flash, and verifying
/// takes less stack than with [`RsaVerifyingKey`]. Both give the same verdicts.
///
/// ```
/// use alipay_acquiring::signature::Rsa2048VerifyingKey;
///
/// # macro_rules! include_bytes { ($path:literal) => { core::include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_public.spki.der")) } }
/// static PLATFORM: Rsa2048VerifyingKey = match Rsa2048VerifyingKey::from_der(include_bytes!("platform.der")) {
///     Ok(key) => key,
///     Err(_) => panic!("platform.der is not an RSA-2048 key"),
/// };
/// ```
///
/// # For constants in C
///
/// The layout of the value is a promise, so that another language can have the key as a constant in flash:
/// `repr(C)` with the members of [`PreparedRsa2048`], the modulus and R² as words of 64 bits on targets with
/// pointers of 64 bits and of 32 bits on others, the inverse as one such word, and the number 256 as a
/// `usize`. Every pattern of bytes is a value. A pattern that [`prepared`](Self::prepared) does not give is no
/// key: verifying with it does not panic, and its result means nothing.
#[derive(Clone)]
#[repr(transparent)]
pub struct Rsa2048VerifyingKey(Modulus<{ pairs(2048) }>);

impl Rsa2048VerifyingKey {
    /// As [`RsaVerifyingKey::from_der`].
    ///
    /// # Errors
    ///
    /// [`KeyError`]. It is [`KeyError::Size`] for a key that does not have 2048 bits.
    pub const fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match modulus_of_der(der) {
            Ok(modulus) => Self::from_modulus(modulus),
            Err(error) => Err(error),
        }
    }

    /// As [`RsaVerifyingKey::from_modulus`].
    ///
    /// # Errors
    ///
    /// [`KeyError::Size`] for a modulus that does not have 2048 bits, and [`KeyError::EvenModulus`].
    pub const fn from_modulus(modulus: &[u8]) -> Result<Self, KeyError> {
        let modulus = without_leading_zeros(modulus);
        match key::bit_len(modulus) {
            2048 => match load(modulus) {
                Ok(modulus) => Ok(Self(modulus)),
                Err(error) => Err(error),
            },
            bits => Err(KeyError::Size { bits }),
        }
    }

    /// As [`RsaVerifyingKey::fingerprint`].
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        fingerprint(self.0.view())
    }

    /// The numbers of this key, to write them as a constant in C. The command
    /// `alipay-envelope key platform.pem --to c` does that.
    #[must_use]
    pub fn prepared(&self) -> PreparedRsa2048 {
        let modulus = self.0.view();
        let words = |number| {
            array::from_fn(|word| {
                u32::from_le_bytes(array::from_fn(|byte| {
                    montgomery::byte(number, 4 * word + byte)
                }))
            })
        };
        let n: [u32; 64] = words(modulus.n);
        let [n0, n1, ..] = n.map(u64::from);
        #[allow(clippy::useless_conversion, reason = "a word may have 32 bits")]
        let inverse = u64::from(modulus.negative_inverse);
        // The inverse of one word is right in 32 bits or more. A step of Newton doubles that.
        let product = (n1 << 32 | n0).wrapping_mul(inverse);
        PreparedRsa2048 {
            modulus: n,
            r_squared: words(modulus.r_squared),
            negative_inverse: inverse.wrapping_mul(product.wrapping_add(2)),
        }
    }
}

/// The numbers of an [`Rsa2048VerifyingKey`], the same on every target: 32-bit words, the lowest first. R is
/// 2^2048.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the arithmetic needs exactly these numbers"
)]
pub struct PreparedRsa2048 {
    /// The modulus n.
    pub modulus: [u32; 64],
    /// R² mod n.
    pub r_squared: [u32; 64],
    /// `-1/n` modulo 2^64. Its lower half is `-1/n` modulo 2^32.
    pub negative_inverse: u64,
}

/// The modulus in the DER of a key that the policy allows.
const fn modulus_of_der(der: &[u8]) -> Result<&[u8], KeyError> {
    match der::public_numbers(der) {
        Some((modulus, exponent)) => match key::check(modulus, exponent) {
            Ok(()) => Ok(modulus),
            Err(error) => Err(error),
        },
        None => Err(KeyError::of_der(KeyKind::Public, der::what_is(der))),
    }
}

/// Prepares a modulus without leading zeros, if the policy allows it.
const fn load<const PAIRS: usize>(modulus: &[u8]) -> Result<Modulus<PAIRS>, KeyError> {
    match key::modulus_bits(modulus) {
        Ok(_) => match Modulus::new(modulus) {
            Some(modulus) => Ok(modulus),
            None => Err(KeyError::EvenModulus),
        },
        Err(error) => Err(error),
    }
}

fn fingerprint(modulus: View<'_>) -> KeyFingerprint {
    let mut bytes = [0; Signature::MAX_LEN];
    let bytes = bytes.get_mut(..modulus.len).unwrap_or_default();
    write_be(modulus.n, bytes);
    KeyFingerprint::of_modulus(bytes)
}

/// Writes a number into the end of `bytes`, big-endian.
fn write_be(number: &[Pair], bytes: &mut [u8]) {
    for (index, byte) in bytes.iter_mut().rev().enumerate() {
        *byte = montgomery::byte(number, index);
    }
}

/// The signature and the scratch memory, in pairs.
const MEMORY_2048: usize = pairs(2048) + scratch_pairs(2048);
const MEMORY_4096: usize = pairs(4096) + scratch_pairs(4096);

/// Verifies a signature, which `read` reads: RFC 8017, section 8.2.2. Nothing here is secret, so it need not
/// take constant time.
// Not inlined: the caller computes the digest before this memory is needed.
#[inline(never)]
fn verify<const MEMORY: usize>(
    modulus: View<'_>,
    digest: &[u8; 32],
    read: impl FnOnce(&mut [Pair]) -> bool,
) -> Result<Witness, InvalidSignature> {
    let mut memory = [[0; 2]; MEMORY];
    if let Some((number, scratch)) = memory.split_at_mut_checked(modulus.n.len())
        && read(number)
        && let Some((power, lost_rounds)) = modulus.raised_with_trail(number, scratch)
        && let witness = witness(power, lost_rounds, digest)
        && is_encoded_message(power, modulus.len, digest)
    {
        Ok(witness)
    } else {
        Err(InvalidSignature)
    }
}

/// Compares the end of the encoded message, `DigestInfo`, again: by other code than [`is_encoded_message`], and
/// without a branch on the result, which goes to the outcome. A glitch that skips one of them does not skip the
/// other one.
#[inline(never)]
fn witness(number: &[Pair], lost_rounds: u32, digest: &[u8; 32]) -> Witness {
    let end = digest.iter().rev().chain(DIGEST_INFO.iter().rev());
    let bytes = end
        .enumerate()
        .map(|(index, &expected)| (montgomery::byte(number, index), expected));
    Witness::compare(bytes, lost_rounds)
}

/// Whether a number is the encoded message of `len` bytes, `00 01 FF … FF 00 DigestInfo` (RFC 8017, section
/// 9.2). All bytes are compared.
fn is_encoded_message(number: &[Pair], len: usize, digest: &[u8; 32]) -> bool {
    // From the last byte to the first one, and beyond it to the zeros that fill the number.
    (0..montgomery::byte_len(number)).all(|index| {
        let from_end = |bytes: &[u8], index: usize| {
            let index = bytes.len().checked_sub(index + 1)?;
            bytes.get(index).copied()
        };
        let end = from_end(digest, index)
            .or_else(|| from_end(&DIGEST_INFO, index.wrapping_sub(digest.len())));
        let expected = match end {
            Some(byte) => byte,
            None if index + 2 < len => 0xFF,
            None => (index + 2 == len).into(),
        };
        montgomery::byte(number, index) == expected
    })
}

/// The bytes before the digest in the encoded message: the last byte of the padding, and the DER of
/// `DigestInfo` for SHA-256 (RFC 8017, section 9.2, note 1).
const DIGEST_INFO: [u8; 20] = [
    0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    0x05, 0x00, 0x04, 0x20,
];

const fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [0, tail @ ..] = rest {
        rest = tail;
    }
    rest
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
        let modulus = self.0.view();
        verify::<MEMORY_4096>(modulus, &bytes.digest(), |number| {
            montgomery::read_be(signature.as_bytes(), number);
            signature.as_bytes().len() == modulus.len
        })
        .map(drop)
    }

    fn verify_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<(), InvalidSignature> {
        self.attest_base64(bytes, signature).map(drop)
    }

    fn attest_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<Witness, InvalidSignature> {
        let modulus = self.0.view();
        verify::<MEMORY_4096>(modulus, &bytes.digest(), |number| {
            let put = |index, byte| montgomery::set_byte(number, index, byte);
            decode_from_end(signature.as_bytes(), modulus.len, put)
        })
    }
}

impl Verifier for Rsa2048VerifyingKey {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let modulus = self.0.view();
        verify::<MEMORY_2048>(modulus, &bytes.digest(), |number| {
            montgomery::read_be(signature.as_bytes(), number);
            signature.as_bytes().len() == modulus.len
        })
        .map(drop)
    }

    fn verify_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<(), InvalidSignature> {
        self.attest_base64(bytes, signature).map(drop)
    }

    fn attest_base64(
        &self,
        bytes: SigningBytes<'_>,
        signature: &str,
    ) -> Result<Witness, InvalidSignature> {
        let modulus = self.0.view();
        verify::<MEMORY_2048>(modulus, &bytes.digest(), |number| {
            let put = |index, byte| montgomery::set_byte(number, index, byte);
            decode_from_end(signature.as_bytes(), modulus.len, put)
        })
    }
}

/// Shows the modulus.
impl fmt::Debug for RsaVerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show("RsaVerifyingKey", self.0.view(), f)
    }
}

/// Shows the modulus.
impl fmt::Debug for Rsa2048VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show("Rsa2048VerifyingKey", self.0.view(), f)
    }
}

fn show(name: &str, modulus: View<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut bytes = [0; Signature::MAX_LEN];
    let bytes = bytes.get_mut(..modulus.len).unwrap_or_default();
    write_be(modulus.n, bytes);
    f.debug_tuple(name).field(&Hex(bytes)).finish()
}
