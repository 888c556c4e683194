//! Reads the numbers from the DER of an RSA key, and finds out what other DER is.

use crate::signature::found_key::FoundKey;

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
        // The first byte is the number of unused bits in the last byte.
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

/// The numbers of a private key, big-endian without leading zeros.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub(super) struct PrivateNumbers<'a> {
    /// The DER of the `RSAPrivateKey` that has these numbers.
    #[cfg(feature = "aws-lc-rs")]
    pub(super) pkcs1: &'a [u8],
    pub(super) modulus: &'a [u8],
    pub(super) public_exponent: &'a [u8],
    pub(super) private_exponent: &'a [u8],
    /// p and q.
    pub(super) primes: [&'a [u8]; 2],
    /// d mod p - 1 and d mod q - 1.
    pub(super) exponents: [&'a [u8]; 2],
    /// 1/q mod p.
    pub(super) coefficient: &'a [u8],
}

/// The numbers of a private key: PKCS#8 or `RSAPrivateKey`.
// All backends use this parser, so that they agree on what a private key is.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub(super) fn private_numbers(der: &[u8]) -> Option<PrivateNumbers<'_>> {
    let pkcs1 = pkcs8(der).unwrap_or(der);
    let Some((fields, [])) = element(SEQUENCE, pkcs1) else {
        return None;
    };
    // Version 0: two primes.
    let (&[0], mut rest) = element(INTEGER, fields)? else {
        return None;
    };
    let mut next = || {
        let (number, tail) = positive_integer(rest)?;
        rest = tail;
        Some(number)
    };
    let numbers = PrivateNumbers {
        #[cfg(feature = "aws-lc-rs")]
        pkcs1,
        modulus: next()?,
        public_exponent: next()?,
        private_exponent: next()?,
        primes: [next()?, next()?],
        exponents: [next()?, next()?],
        coefficient: next()?,
    };
    rest.is_empty().then_some(numbers)
}

/// The `RSAPrivateKey` inside a PKCS#8 key: `SEQUENCE { 0, SEQUENCE { rsaEncryption, NULL }, OCTET
/// STRING { RSAPrivateKey }, [0] attributes OPTIONAL }` (RFC 5208, section 5).
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
fn pkcs8(der: &[u8]) -> Option<&[u8]> {
    let Some((fields, [])) = element(SEQUENCE, der) else {
        return None;
    };
    let (&[0], fields) = element(INTEGER, fields)? else {
        return None;
    };
    let (RSA_ENCRYPTION, fields) = element(SEQUENCE, fields)? else {
        return None;
    };
    match element(OCTET_STRING, fields)? {
        (key, []) => Some(key),
        (key, attributes) => {
            let (_, rest) = element(ATTRIBUTES, attributes)?;
            rest.is_empty().then_some(key)
        }
    }
}

/// What the DER is, if it is not an RSA key of the kind that is expected, for errors.
pub(super) const fn what_is(der: &[u8]) -> Option<FoundKey> {
    let Some((fields, _)) = element(SEQUENCE, der) else {
        return None;
    };
    match fields {
        [INTEGER, ..] => what_begins_with_a_number(fields),
        _ => match element(SEQUENCE, fields) {
            // SubjectPublicKeyInfo
            Some((algorithm, [BIT_STRING, ..])) => {
                Some(algorithm_of(algorithm, FoundKey::PublicKey))
            }
            // EncryptedPrivateKeyInfo
            Some((_, [0x04, ..])) => Some(FoundKey::EncryptedPrivateKey),
            // CertificationRequest: its content begins with version 0. That of a certificate begins with
            // its version in [0], or with its serial number.
            Some(([INTEGER, 1, 0, ..], [SEQUENCE, ..])) => Some(FoundKey::CertificateRequest),
            Some((_, [SEQUENCE, ..])) => Some(FoundKey::Certificate),
            _ => None,
        },
    }
}

/// What DER is that is too long for a public key, from its first 18 bytes.
pub(super) const fn what_begins(der: &[u8]) -> Option<FoundKey> {
    match der {
        // Version 0, then an algorithm or the modulus.
        [SEQUENCE, 0x82, _, _, INTEGER, 1, 0, SEQUENCE | INTEGER, ..] => Some(FoundKey::PrivateKey),
        // Version 0 in a long sequence.
        [
            SEQUENCE,
            0x82,
            _,
            _,
            SEQUENCE,
            0x82,
            _,
            _,
            INTEGER,
            1,
            0,
            ..,
        ] => Some(FoundKey::CertificateRequest),
        [SEQUENCE, 0x82, _, _, SEQUENCE, 0x82, ..] => Some(FoundKey::Certificate),
        // An algorithm of PKCS#5 or PKCS#12 (RFC 8018, RFC 7292).
        [
            SEQUENCE,
            0x82,
            _,
            _,
            SEQUENCE,
            _,
            0x06,
            _,
            0x2a,
            0x86,
            0x48,
            0x86,
            0xf7,
            0x0d,
            1,
            5 | 12,
            ..,
        ] => Some(FoundKey::EncryptedPrivateKey),
        _ => None,
    }
}

/// As [`what_is`], for the fields of a sequence that begins with an INTEGER.
const fn what_begins_with_a_number(fields: &[u8]) -> Option<FoundKey> {
    let Some((first, rest)) = element(INTEGER, fields) else {
        return None;
    };
    match rest {
        // PrivateKeyInfo
        [SEQUENCE, ..] => match element(SEQUENCE, rest) {
            Some((algorithm, _)) => Some(algorithm_of(algorithm, FoundKey::PrivateKey)),
            None => None,
        },
        // ECPrivateKey
        [0x04, ..] => Some(FoundKey::EllipticCurve),
        // RSAPublicKey has two numbers, RSAPrivateKey has nine, of which the first is its version.
        [INTEGER, ..] => match element(INTEGER, rest) {
            Some((_, [])) => Some(FoundKey::PublicKey),
            Some(_) if matches!(first, [0 | 1]) => Some(FoundKey::PrivateKey),
            _ => None,
        },
        _ => None,
    }
}

/// What a key with this algorithm identifier is; `rsa` if its algorithm is `rsaEncryption`.
const fn algorithm_of(algorithm: &[u8], rsa: FoundKey) -> FoundKey {
    match algorithm {
        [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, ..] => rsa,
        [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10, ..] => FoundKey::RsaPss,
        [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, ..] => FoundKey::EllipticCurve,
        [0x06, 3, 0x2b, 0x65, 0x70, ..] => FoundKey::Ed25519,
        _ => FoundKey::OtherAlgorithm,
    }
}

/// The algorithm identifier `rsaEncryption` with its parameters `NULL`, which RFC 3279, section 2.3.1,
/// requires.
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
const ATTRIBUTES: u8 = 0xA0;

/// A positive number, big-endian without leading zeros, and the bytes after it.
const fn positive_integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    match element(INTEGER, der) {
        // A leading zero is allowed only before a byte whose high bit is set.
        Some(([0, number @ ..], rest)) if matches!(number, [0x80..=0xFF, ..]) => {
            Some((number, rest))
        }
        Some((number, rest)) if matches!(number, [0x01..=0x7F, ..]) => Some((number, rest)),
        _ => None,
    }
}

/// The content of the element with this tag, and the bytes after it. `None` for another tag, and for a
/// length that is not in its shortest form.
///
/// No accepted key needs lengths of three bytes. They are read so that a key that is far too long is
/// refused with [`KeyError::Size`](crate::signature::KeyError::Size).
const fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, len, rest) = match der {
        [first, len @ ..=0x7F, rest @ ..] => (*first, *len as usize, rest),
        [first, 0x81, len @ 0x80..=0xFF, rest @ ..] => (*first, *len as usize, rest),
        [first, 0x82, high @ 1..=0xFF, low, rest @ ..] => {
            (*first, u16::from_be_bytes([*high, *low]) as usize, rest)
        }
        [first, 0x83, high @ 1..=0xFF, middle, low, rest @ ..] => {
            let len = u32::from_be_bytes([0, *high, *middle, *low]);
            (*first, len as usize, rest)
        }
        _ => return None,
    };
    if first == tag {
        rest.split_at_checked(len)
    } else {
        None
    }
}
