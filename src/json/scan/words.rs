//! The loops that read one machine word at a time.

use super::{copy_if, is_copied, leading};

/// The bytes in a machine word.
const WORD: usize = size_of::<usize>();
const LOW: usize = usize::MAX / 0xFF; // 0x01 in every byte
const HIGH: usize = LOW << 7; // 0x80 in every byte

/// The lowest bit that is set is the high bit of the first byte that needs an escape in a string or, if
/// `ASCII`, is not visible ASCII. The bits above it are unspecified. 0 if there is no such byte.
#[inline]
const fn special<const ASCII: bool>(word: [u8; WORD]) -> usize {
    let word = usize::from_le_bytes(word);
    // `x.wrapping_sub(LOW * n) & !x & HIGH` has the high bit of each byte below `n`. A borrow can set
    // a wrong bit only above the first such byte, and only the first counts.
    // `byte ^ 0x02 < 0x21` holds exactly for the control characters and the quote.
    let turned = word ^ (LOW * (b'"' ^ 0x20) as usize);
    let backslash = word ^ (LOW * b'\\' as usize);
    let escaped =
        turned.wrapping_sub(LOW * 0x21) & !turned | backslash.wrapping_sub(LOW) & !backslash;
    // A byte of 0x7F or more. Only such a byte carries, and only the first counts.
    let not_ascii = if ASCII {
        word | word.wrapping_add(LOW)
    } else {
        0
    };
    (escaped | not_ascii) & HIGH
}

/// Whether none of these bytes is special.
#[inline]
#[cfg_attr(not(wide), expect(dead_code, reason = "only `wide` uses it"))]
pub(super) fn all_plain<const ASCII: bool>(bytes: [u8; 8]) -> bool {
    let (words, _) = bytes.as_chunks();
    words.iter().all(|word| special::<ASCII>(*word) == 0)
}

/// How many bytes at the start of `bytes` need no escape in a string.
#[cfg(any(test, not(wide)))]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    copied_len::<false>(bytes)
}

/// As [`plain_len`]. Only `wide` has a shorter way for short strings.
#[cfg(not(wide))]
pub(crate) fn short_plain_len(bytes: &[u8]) -> Option<usize> {
    Some(plain_len(bytes))
}

/// How many bytes at the start of `bytes` are copied unchanged: [`is_copied`].
pub(crate) fn copied_len<const ASCII: bool>(bytes: &[u8]) -> usize {
    let mut len = 0;
    let (words, tail) = bytes.as_chunks();
    for word in words {
        match special::<ASCII>(*word) {
            0 => len += WORD,
            special => return len + (special.trailing_zeros() / u8::BITS) as usize,
        }
    }
    len + leading(tail, is_copied::<ASCII>)
}

/// Copies the next word, and returns how many of its bytes, from the first one on, need no escape in a string.
/// `None` if there are fewer bytes in `bytes` or in `room`.
#[cfg(any(test, not(wide)))]
pub(crate) fn copy_chunk(bytes: &[u8], room: &mut [u8]) -> Option<usize> {
    let (word, room) = (bytes.first_chunk()?, room.first_chunk_mut()?);
    *room = *word;
    let special = special::<false>(*word);
    Some((special.trailing_zeros() / u8::BITS) as usize)
}

/// Copies `bytes` to `room` if all of them [can be](is_copied), and returns whether it did. Both must have
/// the same length.
pub(crate) fn copy_plain<const ASCII: bool>(bytes: &[u8], room: &mut [u8]) -> bool {
    copy_if(copied_len::<ASCII>(bytes) == bytes.len(), bytes, room)
}
