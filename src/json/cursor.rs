//! The place in the text: bytes and white space.

use super::reader::Reader;
use super::scan::white_space_len;
use crate::error::{DecodeError, DecodeErrorKind};

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    pub(super) fn advance(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// The text from `start` to here. Both lie beside an ASCII byte, so between characters.
    pub(super) fn text_from(&self, start: usize) -> &'a str {
        self.text.get(start..self.offset()).unwrap_or("")
    }

    pub(super) fn skip_white_space(&mut self) {
        self.rest = trim_white_space(self.rest);
    }

    pub(super) fn peek_token(&mut self) -> Option<u8> {
        self.skip_white_space();
        self.peek()
    }

    /// The byte at hand cannot stand here, or there is none.
    #[cold]
    pub(super) fn unexpected(&self) -> DecodeError {
        self.error(match self.peek() {
            Some(_) => DecodeErrorKind::UnexpectedByte,
            None => DecodeErrorKind::UnexpectedEnd,
        })
    }
}

/// What follows `mark` at the start of `text`, or behind one space.
#[inline]
pub(super) fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let text = text.strip_prefix(" ").unwrap_or(text);
    text.strip_prefix(mark)
}

/// `text` without the white space at its start.
#[inline]
pub(super) fn trim_white_space(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=u8::MAX, ..] => text,
        bytes => text.get(white_space_len(bytes)..).unwrap_or_default(),
    }
}
