//! Decodes base64 from its end, because the arithmetic needs the lowest byte of a signature first.
//!
//! The crate `base64ct` decodes secrets in constant time, which a signature does not need. On Cortex-M it
//! takes 1 KB of flash more than this file. The tests compare both.

use crate::signature::base64_len;

/// Decodes canonical base64 of `len` bytes with padding, and passes each byte to `put`, the last one first,
/// with its index from the end.
/// `false` for any other text. Then `put` may have been called, too.
pub(crate) fn decode_from_end(text: &[u8], len: usize, mut put: impl FnMut(usize, u8)) -> bool {
    let padding = base64_len(len) / 4 * 3 - len;
    let Some((digits, equals)) = text.split_at_checked(text.len().saturating_sub(padding)) else {
        return false;
    };
    if text.len() != base64_len(len) || equals.iter().any(|&byte| byte != b'=') {
        return false;
    }
    // Bits that are not yet passed on, and their number. The last digit before a padding has bits that belong
    // to no byte. They must be zero.
    let (mut bits, mut count) = (0, 0);
    let mut unused = 2 * padding;
    let mut index = 0;
    for &digit in digits.iter().rev() {
        let Some(value) = value(digit) else {
            return false;
        };
        let value = u16::from(value);
        if value & ((1 << unused) - 1) != 0 {
            return false;
        }
        bits |= value >> unused << count;
        count += 6 - unused;
        unused = 0;
        if count >= 8 {
            let [low, high] = bits.to_le_bytes();
            put(index, low);
            index += 1;
            bits = high.into();
            count -= 8;
        }
    }
    true
}

/// The value of a digit (RFC 4648, section 4).
const fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use base64ct::{Base64, Encoding};

    use super::decode_from_end;

    /// What the crate `base64ct` decodes, if it has this length.
    fn expected(text: &[u8], len: usize) -> Option<Vec<u8>> {
        let mut buffer = vec![0; text.len()];
        let bytes = Base64::decode(text, &mut buffer).ok()?;
        (bytes.len() == len).then(|| bytes.to_vec())
    }

    fn check(text: &[u8], len: usize) {
        let mut bytes = vec![None; len];
        let is_decoded = decode_from_end(text, len, |index, byte| {
            assert_eq!(bytes[len - 1 - index].replace(byte), None, "{text:?}");
        });
        let bytes: Option<Vec<u8>> = bytes.into_iter().collect();
        assert_eq!(
            bytes.filter(|_| is_decoded),
            expected(text, len),
            "{text:?}, {len}"
        );
        assert_eq!(is_decoded, expected(text, len).is_some(), "{text:?}, {len}");
    }

    fn encoded(len: usize) -> Vec<u8> {
        let mut byte = 0x9D_u8;
        let mut bytes = Vec::new();
        bytes.resize_with(len, || {
            byte = byte.wrapping_mul(0x3B).wrapping_add(0x71);
            byte
        });
        let mut text = vec![0; 4 * len + 4];
        Base64::encode(&bytes, &mut text).unwrap().into()
    }

    #[test]
    fn every_byte_in_every_place() {
        for len in (0..=9).chain([256, 257, 258, 512]) {
            let text = encoded(len);
            check(&text, len);
            let places = (0..text.len()).filter(|place| *place < 8 || place + 8 > text.len());
            for place in places {
                for byte in 0..=u8::MAX {
                    let mut changed = text.clone();
                    changed[place] = byte;
                    check(&changed, len);
                }
            }
        }
    }

    #[test]
    fn all_pairs_at_the_end() {
        for len in 1..=6 {
            let text = encoded(len);
            for (one, other) in [(1, 2), (1, 3), (2, 3), (1, 5)] {
                let Some(one) = text.len().checked_sub(one) else {
                    continue;
                };
                let Some(other) = text.len().checked_sub(other) else {
                    continue;
                };
                for byte in 0..=u8::MAX {
                    for second in *b"AABCDEIQgwz09+/=-_\n\xFF" {
                        let mut changed = text.clone();
                        changed[one] = byte;
                        changed[other] = second;
                        check(&changed, len);
                    }
                }
            }
        }
    }

    #[test]
    fn other_lengths() {
        for len in 0..=20 {
            let text = encoded(len);
            for other in 0..=20 {
                check(&text, other);
            }
            for end in 0..text.len() {
                check(&text[..end], len);
            }
            for more in ["=", "==", "====", "A", "AAAA"] {
                check(&[&text, more.as_bytes()].concat(), len);
            }
        }
    }
}
