//! A machine word at a time.

use super::{is_plain, is_white_space, leading};

/// How many bytes at the start of `bytes` stand for themselves in a string.
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    const WORD: usize = size_of::<usize>();
    const LOW: usize = usize::MAX / 0xFF; // 0x01 in every byte
    const HIGH: usize = LOW << 7; // 0x80 in every byte

    let mut len = 0;
    let (words, tail) = bytes.as_chunks::<WORD>();
    for word in words {
        let word = usize::from_le_bytes(*word);
        // A byte's high bit in `x.wrapping_sub(LOW * n) & !x & HIGH` is set where it is below `n`.
        // Borrows can set it falsely above the first such byte only, and the first is what counts.
        let quote = word ^ (LOW * b'"' as usize);
        let backslash = word ^ (LOW * b'\\' as usize);
        let special = (quote.wrapping_sub(LOW) & !quote
            | backslash.wrapping_sub(LOW) & !backslash
            | word.wrapping_sub(LOW * 0x20) & !word)
            & HIGH;
        if special != 0 {
            return len + (special.trailing_zeros() / 8) as usize;
        }
        len += WORD;
    }
    len + leading(tail, is_plain)
}

/// How many bytes at the start of `bytes` are white space.
pub(crate) fn white_space_len(bytes: &[u8]) -> usize {
    leading(bytes, is_white_space)
}

/// What a [`QuotedName`] is compared with.
pub(crate) struct Window<'a>(&'a [u8]);

impl<'a> Window<'a> {
    pub(crate) fn at(text: &'a [u8]) -> Option<Self> {
        Some(Self(text))
    }
}

/// A name as almost all senders write it: `"name":`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuotedName(&'static str);

impl QuotedName {
    /// Of a name that needs no escape.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(name)
    }

    pub(crate) fn stands_at(&self, window: &Window<'_>) -> bool {
        let after = window.0.strip_prefix(b"\"");
        let after = after.and_then(|text| text.strip_prefix(self.0.as_bytes()));
        after.is_some_and(|text| text.starts_with(b"\":"))
    }
}
