//! The position in the text that is read: bytes, white space, punctuation.

use crate::json::grammar_error::GrammarError;
use crate::json::nesting::MAX_DEPTH;
use crate::json::scan::{Rest, inline_if_wide, plain_len, white_space_len};

/// A position in a text. It knows the grammar of JSON, but not which value is read or why.
///
/// Its methods are in this file, in `string.rs` and in `skip.rs`. Each one moves the cursor past
/// the text that it reads. After an error the cursor is at the wrong byte, so the error needs no
/// offset.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    /// The part of `text` that is not read yet.
    pub(crate) rest: Rest<'a>,
}

impl<'a> Cursor<'a> {
    /// A cursor at the offset `start`, or at the end if `text` is shorter.
    pub(crate) fn at(text: &'a str, start: usize) -> Self {
        let rest = Rest::of(text.get(start..).unwrap_or_default());
        Self { text, rest }
    }

    /// The whole text.
    pub(crate) const fn input(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(crate) const fn offset(&self) -> usize {
        self.text.len() - self.rest.as_bytes().len()
    }

    /// The text from `start` to the cursor. Both offsets are next to an ASCII byte, so they never
    /// split a character.
    pub(crate) fn text_from(&self, start: usize) -> &'a str {
        self.text.get(start..self.offset()).unwrap_or("")
    }

    /// The first `len` bytes of `rest`, which is the end of the text, and what follows them.
    #[inline(always)]
    pub(crate) fn split(&self, rest: Rest<'a>, len: usize) -> Option<(&'a str, Rest<'a>)> {
        rest.split(len, self.text)
    }

    /// Reads the string with this `content`, which is the text after its opening quote, if it has no
    /// escapes.
    #[inline(always)]
    pub(crate) fn plain_string(&mut self, content: Rest<'a>) -> Option<&'a str> {
        let (string, rest) = self.split(content, plain_len(content.as_bytes()))?;
        self.rest = rest.strip_prefix("\"")?;
        Some(string)
    }

    /// The byte at the cursor; `None` at the end.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    /// Moves on by `len` bytes.
    pub(crate) fn advance(&mut self, len: usize) {
        self.rest = self.rest.after(len);
    }

    inline_if_wide! {
        pub(crate) fn skip_white_space(&mut self) {
            self.rest = trim_white_space(self.rest);
        }
    }

    /// Skips white space, and returns the next byte; `None` at the end.
    pub(crate) fn peek_token(&mut self) -> Option<u8> {
        self.skip_white_space();
        self.peek()
    }

    /// The text after `mark`, if `mark` comes next; one space before it is allowed. The cursor does
    /// not move.
    #[inline]
    pub(crate) fn after(&self, mark: &str) -> Option<Rest<'a>> {
        let text = self.rest.strip_prefix(" ").unwrap_or(self.rest);
        text.strip_prefix(mark)
    }

    /// Reads `true`, `false` or `null`.
    pub(crate) fn literal(&mut self, literal: &str) -> Result<(), GrammarError> {
        for &byte in literal.as_bytes() {
            if self.peek() != Some(byte) {
                return Err(self.unexpected());
            }
            self.advance(1);
        }
        Ok(())
    }

    /// Reads the colon after a name.
    pub(crate) fn colon(&mut self) -> Result<(), GrammarError> {
        if self.peek_token() != Some(b':') {
            return Err(self.unexpected());
        }
        self.advance(1);
        Ok(())
    }

    /// Moves to the next member or element, and returns `true`. If `end` closes the container here,
    /// reads it and returns `false`. A comma is required unless this is the `first` member or
    /// element.
    pub(crate) fn another(&mut self, end: u8, first: bool) -> Result<bool, GrammarError> {
        match self.peek_token() {
            Some(byte) if byte == end => {
                self.advance(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.advance(1);
                // `end` is not checked again: `{"a":1,}` fails where the name should be.
                self.skip_white_space();
                Ok(true)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Reads an opening brace or bracket inside `depth` others.
    pub(crate) fn enter(&mut self, depth: u32) -> Result<(), GrammarError> {
        if depth >= MAX_DEPTH {
            return Err(GrammarError::TooDeep);
        }
        self.advance(1);
        Ok(())
    }

    /// The error that the byte at the cursor is not allowed here, or that the text ends.
    #[cold]
    pub(crate) fn unexpected(&self) -> GrammarError {
        match self.peek() {
            Some(_) => GrammarError::UnexpectedByte,
            None => GrammarError::UnexpectedEnd,
        }
    }
}

/// `rest` without the white space at its start.
#[inline]
pub(crate) fn trim_white_space(rest: Rest<'_>) -> Rest<'_> {
    match rest.as_bytes() {
        [b'!'..=u8::MAX, ..] => rest,
        bytes => rest.after(white_space_len(bytes)),
    }
}
