//! The fingerprint of a key.

use core::fmt;

use sha2::{Digest, Sha256};

use crate::signature::Hex;

/// The fingerprint of a key: the SHA-256 digest of the DER of its SubjectPublicKeyInfo (RFC 5280, section
/// 4.1). A public key and the private key that belongs to it have the same fingerprint.
///
/// `Display` shows 64 hexadecimal digits in lower case, as these commands do:
///
/// ```text
/// openssl pkey -pubin -in public.pem -outform DER | openssl dgst -sha256
/// openssl pkey -in private.pem -pubout -outform DER | openssl dgst -sha256
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct KeyFingerprint([u8; 32]);

impl KeyFingerprint {
    /// The 32 bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Of a key with e = 65537 and this modulus of 2048 to 4096 bits, big-endian without leading zeros.
    pub(super) fn of_modulus(modulus: &[u8]) -> Self {
        // The high bit of a positive number is 0, so a zero byte may be needed.
        let sign: &[u8] = match modulus {
            [0x80..=0xFF, ..] => &[0],
            _ => &[],
        };
        let integer_len = sign.len() + modulus.len();
        let key_len = header(0x02, 0).len() + integer_len + EXPONENT.len();
        let bit_string_len = 1 + header(0x30, 0).len() + key_len;
        let spki_len = ALGORITHM.len() + header(0x03, 0).len() + bit_string_len;
        let digest = Sha256::new()
            .chain_update(header(0x30, spki_len))
            .chain_update(ALGORITHM)
            .chain_update(header(0x03, bit_string_len))
            .chain_update([0])
            .chain_update(header(0x30, key_len))
            .chain_update(header(0x02, integer_len))
            .chain_update(sign)
            .chain_update(modulus)
            .chain_update(EXPONENT);
        Self(digest.finalize().into())
    }
}

/// The algorithm identifier `rsaEncryption` with the parameters NULL.
const ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// The INTEGER 65537.
const EXPONENT: [u8; 5] = [0x02, 0x03, 0x01, 0x00, 0x01];

/// The tag and the length of an element of 256 to 65,535 bytes. All lengths here are in this range.
const fn header(tag: u8, len: usize) -> [u8; 4] {
    let [.., high, low] = len.to_be_bytes();
    [tag, 0x82, high, low]
}

/// 64 hexadecimal digits in lower case.
impl fmt::Display for KeyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Hex(&self.0), f)
    }
}

/// As `Display`.
impl fmt::Debug for KeyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Hex(&self.0), f)
    }
}
