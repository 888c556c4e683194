//! One machine word at a time.

use super::{copy_if, is_plain, leading};

/// The bytes in a machine word.
const WORD: usize = size_of::<usize>();
const LOW: usize = usize::MAX / 0xFF; // 0x01 in every byte
const HIGH: usize = LOW << 7; // 0x80 in every byte

/// Has the high bit of the first byte that needs an escape in a string. Higher bits are unspecified.
/// 0 if no byte needs one.
#[inline]
const fn special(word: [u8; WORD]) -> usize {
    let word = usize::from_le_bytes(word);
    // `x.wrapping_sub(LOW * n) & !x & HIGH` has the high bit of each byte below `n`. A borrow can set
    // a wrong bit only above the first such byte, and only the first counts.
    // `byte ^ 0x02 < 0x21` holds exactly for the control characters and the quote.
    let turned = word ^ (LOW * (b'"' ^ 0x20) as usize);
    let backslash = word ^ (LOW * b'\\' as usize);
    (turned.wrapping_sub(LOW * 0x21) & !turned | backslash.wrapping_sub(LOW) & !backslash) & HIGH
}

/// Whether none of these bytes needs an escape in a string.
#[inline]
#[cfg_attr(not(wide), expect(dead_code, reason = "only `wide` uses it"))]
pub(super) fn all_plain(bytes: [u8; 8]) -> bool {
    let (words, _) = bytes.as_chunks();
    words.iter().all(|word| special(*word) == 0)
}

/// How many bytes at the start of `bytes` need no escape in a string.
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    let (words, tail) = bytes.as_chunks();
    for word in words {
        match special(*word) {
            0 => len += WORD,
            special => return len + (special.trailing_zeros() / u8::BITS) as usize,
        }
    }
    len + leading(tail, is_plain)
}

/// Copies `bytes` to `room` if none of them needs an escape, and returns whether that is so. Both have
/// one length.
pub(crate) fn copy_plain(bytes: &[u8], room: &mut [u8]) -> bool {
    copy_if(plain_len(bytes) == bytes.len(), bytes, room)
}
