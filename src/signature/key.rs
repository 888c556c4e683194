//! What the keys of all backends have in common: their texts and DER, the policy, and what goes
//! wrong.

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
extern crate alloc;

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use alloc::{vec, vec::Vec};
use core::error::Error;
use core::fmt;

use base64ct::{Base64, Encoding};
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use zeroize::Zeroizing;

use super::base64_len;

/// The base64 in the text of a key: PEM with this label, `RSA` before it or not (RFC 7468, with any
/// line length), or bare. A byte order mark before it is skipped, since keys come through many
/// hands, and so is the white space around it.
fn key_base64<'a>(text: &'a str, label: &str) -> Option<&'a str> {
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

/// Room for the DER of a public key, on the stack.
pub(super) struct PublicKeyBuffer([u8; base64_len(MAX_DER_LEN)]);

impl PublicKeyBuffer {
    pub(super) const fn new() -> Self {
        Self([0; base64_len(MAX_DER_LEN)])
    }

    /// The DER in the text of a public key.
    pub(super) fn decode(&mut self, text: &str) -> Result<&[u8], KeyError> {
        let base64 = key_base64(text, "PUBLIC KEY").ok_or(KeyError::Encoding)?;
        let mut len = 0;
        for byte in base64.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            *self.0.get_mut(len).ok_or(KeyError::Encoding)? = byte;
            len += 1;
        }
        let base64 = self.0.get_mut(..len).ok_or(KeyError::Encoding)?;
        Base64::decode_in_place(base64).map_err(|_| KeyError::Encoding)
    }
}

/// The DER in the text of a private key. It is secret, so it is wiped when dropped.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub(super) fn private_der(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let base64 = key_base64(text, "PRIVATE KEY").ok_or(KeyError::Encoding)?;
    let mut base64: Zeroizing<Vec<u8>> = Zeroizing::new(base64.bytes().collect());
    base64.retain(|byte| !byte.is_ascii_whitespace());
    let mut der = Zeroizing::new(vec![0; base64.len()]);
    let len = Base64::decode(&*base64, &mut der)
        .map_err(|_| KeyError::Encoding)?
        .len();
    der.truncate(len);
    Ok(der)
}

/// The policy for keys: a modulus of 2048 to 4096 bits, e = 65537. An even one is refused by who
/// computes with it.
pub(super) const fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyError> {
    match modulus_bits(modulus) {
        Ok(_) if !matches!(exponent, [1, 0, 1]) => Err(KeyError::Exponent),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The size of a modulus without leading zeros, where the policy allows it.
pub(super) const fn modulus_bits(modulus: &[u8]) -> Result<usize, KeyError> {
    let bits = match modulus {
        [first, rest @ ..] => 8 * rest.len() + (u8::BITS - first.leading_zeros()) as usize,
        [] => 0,
    };
    match bits {
        2048..=4096 => Ok(bits),
        _ => Err(KeyError::Size),
    }
}

/// Modulus and exponent of a public key: SubjectPublicKeyInfo or `RSAPublicKey`.
pub(super) const fn public_numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    match spki(der) {
        None => pkcs1(der),
        numbers => numbers,
    }
}

/// `SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { RSAPublicKey } }` (RFC 3279, section
/// 2.3.1): modulus and exponent.
const fn spki(der: &[u8]) -> Option<(&[u8], &[u8])> {
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

/// A private key without what wraps it: `OneAsymmetricKey { INTEGER, { rsaEncryption, NULL }, OCTET
/// STRING { RSAPrivateKey }, … }` (RFC 5958).
#[cfg(feature = "aws-lc-rs")]
pub(super) fn pkcs8(der: &[u8]) -> Option<&[u8]> {
    let Some((fields, [])) = element(SEQUENCE, der) else {
        return None;
    };
    let (_version, fields) = element(INTEGER, fields)?;
    match element(SEQUENCE, fields)? {
        (RSA_ENCRYPTION, fields) => element(OCTET_STRING, fields).map(|(key, _attributes)| key),
        _ => None,
    }
}

/// `SEQUENCE { INTEGER, INTEGER, INTEGER, … }` (RFC 8017, appendix A.1.2): modulus and exponent.
#[cfg(feature = "aws-lc-rs")]
pub(super) fn private_numbers(pkcs1: &[u8]) -> Option<(&[u8], &[u8])> {
    let Some((fields, [])) = element(SEQUENCE, pkcs1) else {
        return None;
    };
    let (_version, fields) = element(INTEGER, fields)?;
    let (modulus, fields) = positive_integer(fields)?;
    let (exponent, _secrets) = positive_integer(fields)?;
    Some((modulus, exponent))
}

/// The algorithm of a key for any use of RSA: its identifier, and `NULL`.
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
#[cfg(feature = "aws-lc-rs")]
const OCTET_STRING: u8 = 0x04;
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

/// The private-key operation failed: the key is damaged, or there were no random numbers for
/// blinding.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SigningFailed;

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
impl fmt::Display for SigningFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the private-key operation failed")
    }
}

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
impl Error for SigningFailed {}
