//! What the keys of all backends share: text formats, the key policy, and errors.

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
extern crate alloc;

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use alloc::{vec, vec::Vec};
use core::error::Error;
use core::fmt;

use base64ct::{Base64, Encoding};
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use zeroize::Zeroizing;

use crate::signature::base64_len;
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use crate::signature::der::PrivateNumbers;

/// The base64 in the text of a key: PEM (RFC 7468, with lines of any length) with the label `label` or
/// `RSA label`, or bare base64. White space around it and a byte order mark before it are skipped,
/// because editors and web pages add them.
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

/// The length of an RSA-8192 public key, in bytes. It is longer than any accepted key, so that a key
/// of up to 8192 bits is refused with [`KeyError::Size`].
const MAX_DER_LEN: usize = 1062;

/// A buffer for the base64, then for the DER, of a public key.
pub(super) struct PublicKeyBuffer([u8; base64_len(MAX_DER_LEN)]);

impl PublicKeyBuffer {
    pub(super) const fn new() -> Self {
        Self([0; base64_len(MAX_DER_LEN)])
    }

    /// Decodes the text of a public key to DER.
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

/// Decodes the text of a private key to DER. The DER is secret, so it is wiped when dropped.
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

/// The key policy: an odd modulus of 2048 to 4096 bits, e = 65537. It is checked before any
/// arithmetic, so that a huge key costs no time.
pub(super) const fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyError> {
    match modulus_bits(modulus) {
        Ok(_) if !matches!(exponent, [1, 0, 1]) => Err(KeyError::Exponent),
        Ok(_) => match modulus {
            [.., last] if *last % 2 == 1 => Ok(()),
            _ => Err(KeyError::Encoding),
        },
        Err(error) => Err(error),
    }
}

/// Checks the key policy, and that d is less than n (RFC 8017, section 3.2). Also checks that no
/// other secret number is longer than n, because arithmetic with such a number could take long. The
/// backend checks whether the numbers belong together.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub(super) fn check_private(key: &PrivateNumbers<'_>) -> Result<(), KeyError> {
    let n = key.modulus;
    check(n, key.public_exponent)?;
    let d = key.private_exponent;
    // The time of this comparison shows how many leading bytes d and n have in common. Almost
    // always there are none.
    let is_d_less = d.len() < n.len() || (d.len() == n.len() && d < n);
    let [p, q] = key.primes;
    let [dp, dq] = key.exponents;
    let mut others = [p, q, dp, dq, key.coefficient].into_iter();
    if is_d_less && others.all(|number| number.len() <= n.len()) {
        Ok(())
    } else {
        Err(KeyError::Inconsistent)
    }
}

/// The number of bits of a modulus without leading zeros, if the policy allows it.
pub(super) const fn modulus_bits(modulus: &[u8]) -> Result<usize, KeyError> {
    match bit_len(modulus) {
        bits @ 2048..=4096 => Ok(bits),
        _ => Err(KeyError::Size),
    }
}

/// The number of bits of a number without leading zeros.
pub(super) const fn bit_len(number: &[u8]) -> usize {
    match number {
        [first, rest @ ..] => 8 * rest.len() + (u8::BITS - first.leading_zeros()) as usize,
        [] => 0,
    }
}

/// A key could not be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum KeyError {
    /// Not an RSA key in a supported format, or a private key where a public one is expected, or the
    /// reverse. Also the error for an even modulus.
    Encoding,
    /// The modulus has fewer than 2048 bits or more than 4096.
    Size,
    /// The public exponent is not 65537.
    Exponent,
    /// The numbers of a private key do not belong together, so the key is damaged: for example the
    /// modulus is not the product of the primes, or one of the values for the Chinese remainder theorem
    /// (dP, dQ, qInv) is wrong.
    Inconsistent,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "expected an RSA key of this kind in PEM, DER or bare base64",
            Self::Size => "the modulus must have 2048 to 4096 bits",
            Self::Exponent => "the public exponent is not 65537",
            Self::Inconsistent => "the numbers of the private key do not belong together",
        })
    }
}

impl Error for KeyError {}

/// The private-key operation failed, because the key is damaged or no random numbers for blinding were
/// available.
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
