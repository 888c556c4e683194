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
