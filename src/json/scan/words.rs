//! Texts by machine words.

use super::{copy_if, is_plain, leading};

/// The bytes in a machine word.
const WORD: usize = size_of::<usize>();
const LOW: usize = usize::MAX / 0xFF; // 0x01 in every byte
const HIGH: usize = LOW << 7; // 0x80 in every byte

/// The high bit of the first byte that does not stand for itself in a string, and perhaps of others
/// behind it; 0 if there is none.
#[inline]
const fn special(word: [u8; WORD]) -> usize {
    let word = usize::from_le_bytes(word);
    // A byte's high bit in `x.wrapping_sub(LOW * n) & !x & HIGH` is set where it is below `n`.
    // Borrows can set it falsely above the first such byte only, and the first is what counts.
    // `^ 0x02` leaves the control characters below 0x20, makes the quote 0x20, and nothing else less.
    let turned = word ^ (LOW * (b'"' ^ 0x20) as usize);
    let backslash = word ^ (LOW * b'\\' as usize);
    (turned.wrapping_sub(LOW * 0x21) & !turned | backslash.wrapping_sub(LOW) & !backslash) & HIGH
}

/// Whether all of these bytes stand for themselves in a string.
#[inline]
#[cfg_attr(not(wide), expect(dead_code, reason = "it is for `wide`"))]
pub(super) fn all_plain(bytes: [u8; 8]) -> bool {
    let (words, _) = bytes.as_chunks();
    words.iter().all(|word| special(*word) == 0)
}

/// How many bytes at the start of `bytes` stand for themselves in a string.
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

/// Copies `bytes` to `room`, which is as long, if all of them stand for themselves in a string.
pub(crate) fn copy_plain(bytes: &[u8], room: &mut [u8]) -> bool {
    copy_if(plain_len(bytes) == bytes.len(), bytes, room)
}
