//! What the keys of all backends share: the key policy, and errors.

use core::error::Error;
use core::fmt;

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use crate::signature::der::PrivateNumbers;
use crate::signature::found_key::FoundKey;

/// The key policy: an odd modulus of 2048 to 4096 bits, e = 65537. It is checked before any
/// arithmetic, so that a huge key costs no time.
pub(super) const fn check(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyError> {
    match modulus_bits(modulus) {
        Ok(_) if !matches!(exponent, [1, 0, 1]) => Err(KeyError::Exponent {
            exponent: short_number(exponent),
        }),
        Ok(_) => match modulus {
            [.., last] if *last % 2 == 1 => Ok(()),
            _ => Err(KeyError::EvenModulus),
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
        bits => Err(KeyError::Size { bits }),
    }
}

/// A big-endian number without leading zeros of at most four bytes.
const fn short_number(number: &[u8]) -> Option<u32> {
    match *number {
        [a] => Some(a as u32),
        [a, b] => Some(u32::from_be_bytes([0, 0, a, b])),
        [a, b, c] => Some(u32::from_be_bytes([0, a, b, c])),
        [a, b, c, d] => Some(u32::from_be_bytes([a, b, c, d])),
        _ => None,
    }
}

/// The number of bits of a number without leading zeros.
pub(super) const fn bit_len(number: &[u8]) -> usize {
    match number {
        [first, rest @ ..] => 8 * rest.len() + (u8::BITS - first.leading_zeros()) as usize,
        [] => 0,
    }
}

/// A key could not be loaded. The error says what was found, and its text what to do. It contains no part
/// of a key: only kinds, lengths, offsets and public numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum KeyError {
    /// The text is empty, or has only white space.
    Empty,
    /// The text looks like the path of a file.
    Path,
    /// The key is of another kind, or the text is no key.
    Found {
        /// The kind of key that is needed.
        expected: KeyKind,
        /// What was found.
        found: FoundKey,
    },
    /// The label of the PEM block is not known (RFC 7468, section 2).
    UnknownLabel,
    /// The PEM block has no last line, or its last line has another label.
    Truncated,
    /// The text has several PEM blocks. Only one key is expected.
    SeveralKeys,
    /// The text is not base64 with padding (RFC 4648, section 4).
    Base64 {
        /// The first character that is not base64, in bytes from the start of the text. The length of
        /// the text if it ends too early.
        offset: usize,
    },
    /// The text is longer than that of any key of 8192 bits.
    TooLong,
    /// The bytes are not the DER of an RSA key in one of the supported forms.
    Der,
    /// The modulus has fewer than 2048 bits or more than 4096, or another length than the type of the key.
    Size {
        /// The length of the modulus that was found, in bits.
        bits: usize,
    },
    /// The public exponent is not 65537.
    Exponent {
        /// The public exponent that was found; `None` if it has more than 32 bits.
        exponent: Option<u32>,
    },
    /// The modulus is even, so the key is damaged.
    EvenModulus,
    /// The numbers of a private key do not belong together, so the key is damaged: for example the
    /// modulus is not the product of the primes, or one of the values for the Chinese remainder theorem
    /// (dP, dQ, qInv) is wrong.
    Inconsistent,
}

/// The kind of key that a caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum KeyKind {
    /// A public key, which verifies.
    Public,
    /// A private key, which signs.
    Private,
}

impl KeyError {
    /// The error for DER that is not a key of the kind that is expected. `found` is what it is instead.
    pub(super) const fn of_der(expected: KeyKind, found: Option<FoundKey>) -> Self {
        match (expected, found) {
            // It has the right kind, but not the right form.
            (KeyKind::Public, Some(FoundKey::PublicKey))
            | (KeyKind::Private, Some(FoundKey::PrivateKey))
            | (_, None) => Self::Der,
            (_, Some(found)) => Self::Found { expected, found },
        }
    }
}

impl KeyError {
    /// A stable code for logs and metrics: the name of the variant in lower case, such as `several-keys`. A
    /// code never changes its meaning. [`FoundKey::code`] says what was found if it is `found`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Path => "path",
            Self::Found { .. } => "found",
            Self::UnknownLabel => "unknown-label",
            Self::Truncated => "truncated",
            Self::SeveralKeys => "several-keys",
            Self::Base64 { .. } => "base64",
            Self::TooLong => "too-long",
            Self::Der => "der",
            Self::Size { .. } => "size",
            Self::Exponent { .. } => "exponent",
            Self::EvenModulus => "even-modulus",
            Self::Inconsistent => "inconsistent",
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::Empty => "expected an RSA key, found an empty text",
            Self::Path => {
                "expected the content of a key file, found a text that looks like its path; read the \
                 file and pass its content"
            }
            Self::Found { expected, found } => {
                return write!(f, "expected an RSA {expected} key, found {}", found.advice());
            }
            Self::UnknownLabel => {
                "expected a PEM block with the label `PUBLIC KEY`, `RSA PUBLIC KEY`, `PRIVATE KEY` or \
                 `RSA PRIVATE KEY`, found another label"
            }
            Self::Truncated => {
                "expected a whole PEM block, whose last line has the label of its first line; the text \
                 is perhaps cut off"
            }
            Self::SeveralKeys => {
                "expected one PEM block, found several; pass only the key that is needed"
            }
            Self::Base64 { offset } => {
                return write!(
                    f,
                    "expected PEM, or base64 with padding, found another character, or the end, at \
                     byte {offset}"
                );
            }
            Self::TooLong => "expected a key of at most 4096 bits, found a text that is too long",
            Self::Der => {
                "expected the DER of an RSA key, in PKCS#8, SubjectPublicKeyInfo or PKCS#1, found other \
                 bytes; `openssl pkey` writes a key in this form"
            }
            // Only a type for keys of one length refuses such a modulus.
            Self::Size {
                bits: bits @ 2048..=4096,
            } => return write!(f, "expected a modulus of 2048 bits, found {bits} bits"),
            Self::Size { bits } => {
                return write!(f, "expected a modulus of 2048 to 4096 bits, found {bits} bits");
            }
            Self::Exponent { exponent } => {
                f.write_str("expected the public exponent 65537, found ")?;
                return match exponent {
                    Some(exponent) => exponent.fmt(f),
                    None => f.write_str("one of more than 32 bits"),
                };
            }
            Self::EvenModulus => "the modulus is even, so the key is damaged",
            Self::Inconsistent => {
                "the numbers of the private key do not belong together, so the key is damaged"
            }
        })
    }
}

impl Error for KeyError {}

/// `public` or `private`.
impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Private => "private",
        })
    }
}

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
