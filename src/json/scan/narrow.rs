//! The loops that read byte by byte, in as little code as possible.

use super::{is_white_space, leading};

/// How many bytes at the start of `bytes` are white space.
pub(crate) fn white_space_len(bytes: &[u8]) -> usize {
    leading(bytes, is_white_space)
}

/// The end of a text, as bytes: to move on then needs no check that a character ends there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// What follows the first `len` bytes, which end at the end of a character.
    pub(crate) fn after(self, len: usize) -> Self {
        Self(self.0.get(len..).unwrap_or_default())
    }

    /// What follows `prefix`, if that comes first.
    pub(crate) fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.0.strip_prefix(prefix.as_bytes()).map(Self)
    }

    /// The first `len` bytes, and what follows them. This is the end of `text`.
    pub(crate) fn split(self, len: usize, text: &'a str) -> Option<(&'a str, Self)> {
        let start = text.len() - self.0.len();
        let rest = Self(self.0.get(len..)?);
        Some((text.get(start..start + len)?, rest))
    }
}

/// The text that a [`QuotedName`] is compared with.
pub(crate) struct Window<'a>(&'a [u8]);

impl<'a> Window<'a> {
    pub(crate) fn at(text: &'a [u8]) -> Option<Self> {
        Some(Self(text))
    }
}

/// A name in the form in which almost all senders write it: `"name":`. Nothing is prepared here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuotedName;

impl QuotedName {
    pub(crate) const fn new(_: &'static str) -> Self {
        Self
    }

    /// Whether `name`, which must not need an escape, is at the window.
    #[inline(never)]
    pub(crate) fn is_at(&self, name: &str, window: &Window<'_>) -> bool {
        let after = window.0.strip_prefix(b"\"");
        let after = after.and_then(|text| strip_prefix(text, name.as_bytes()));
        after.is_some_and(|text| text.starts_with(b"\":"))
    }
}

/// What follows `prefix`, if `text` begins with it. It is compared word by word: names are longer than a
/// word, and `memcmp` compares single bytes on most small cores.
fn strip_prefix<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    let (words, tail) = prefix.as_chunks::<4>();
    let (start_words, start_tail) = start.as_chunks::<4>();
    let same_words = words.iter().zip(start_words).all(|(a, b)| a == b);
    (same_words && tail.iter().zip(start_tail).all(|(a, b)| a == b)).then_some(rest)
}
