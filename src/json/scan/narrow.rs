//! Byte by byte, in as little code as possible.

use super::{is_white_space, leading};

/// How many bytes at the start of `bytes` are white space.
pub(crate) fn white_space_len(bytes: &[u8]) -> usize {
    leading(bytes, is_white_space)
}

/// The text that a [`QuotedName`] is compared with.
pub(crate) struct Window<'a>(&'a [u8]);

impl<'a> Window<'a> {
    pub(crate) fn at(text: &'a [u8]) -> Option<Self> {
        Some(Self(text))
    }
}

/// A name in the form in which almost all senders write it: `"name":`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuotedName(&'static str);

impl QuotedName {
    /// `name` must not need an escape.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(name)
    }

    pub(crate) fn is_at(&self, window: &Window<'_>) -> bool {
        let after = window.0.strip_prefix(b"\"");
        let after = after.and_then(|text| text.strip_prefix(self.0.as_bytes()));
        after.is_some_and(|text| text.starts_with(b"\":"))
    }
}
