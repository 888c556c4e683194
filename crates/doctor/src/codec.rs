//! Hexadecimal, base64 and percent-encoding, as lenient as a diagnosis needs.

use alloc::string::String;
use alloc::vec::Vec;

/// The bytes in hexadecimal, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The bytes of an even number of hexadecimal digits in any case; `None` for any other text.
pub(crate) fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_chunks();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|&[high, low]| hex_byte(high, low))
        .collect()
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Standard base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let digit = (group >> (18 - 6 * index) & 63) as usize;
            match BASE64.get(digit) {
                Some(&digit) if index <= chunk.len() => text.push(char::from(digit)),
                _ => text.push('='),
            }
        }
    }
    text
}

/// Base64 that was decoded leniently.
pub(crate) struct Base64 {
    pub(crate) bytes: Vec<u8>,
    /// `=` is missing at the end, or there is too much of it.
    pub(crate) is_padding_wrong: bool,
    pub(crate) is_url_safe: bool,
    /// One digit too many, or bits after the last byte that are not zero.
    pub(crate) is_end_odd: bool,
}

/// Decodes either alphabet, with any number of `=` at the end; `None` for any other text.
pub(crate) fn from_base64(text: &[u8]) -> Option<Base64> {
    let end = text.iter().rposition(|&byte| byte != b'=');
    let digits = text.get(..end.map_or(0, |end| end + 1))?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut group, mut bits, mut is_url_safe) = (0_u32, 0, false);
    for &digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'-' | b'_' => {
                is_url_safe = true;
                if digit == b'-' { 62 } else { 63 }
            }
            _ => return None,
        };
        group = (group << 6 | u32::from(value)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(group >> bits & 0xFF));
        }
    }
    let padding = text.len() - digits.len();
    let expected = (4 - digits.len() % 4) % 4;
    Some(Base64 {
        bytes,
        is_padding_wrong: padding != expected && digits.len() % 4 != 1,
        is_url_safe,
        is_end_odd: digits.len() % 4 == 1 || group & ((1 << bits) - 1) != 0,
    })
}

/// Decodes `%XX`; other characters stay. `None` if there is no `%XX`.
pub(crate) fn from_percent(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let (mut rest, mut found) = (text, false);
    while let [first, tail @ ..] = rest {
        rest = tail;
        if let (b'%', [high, low, tail @ ..]) = (first, tail)
            && let Some(byte) = hex_byte(*high, *low)
        {
            decoded.push(byte);
            (rest, found) = (tail, true);
        } else {
            decoded.push(*first);
        }
    }
    found.then_some(decoded)
}
