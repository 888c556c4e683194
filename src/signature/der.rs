//! Reads modulus and exponent from the DER of an RSA key.

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

/// The `RSAPrivateKey` inside a PKCS#8 key: `OneAsymmetricKey { INTEGER, { rsaEncryption, NULL }, OCTET
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

/// The algorithm identifier `rsaEncryption` with its parameters `NULL`.
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
#[cfg(feature = "aws-lc-rs")]
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

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
