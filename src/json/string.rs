//! Strings, from their opening quote to their closing one.

use super::escape::decode_escape;
use super::reader::Reader;
use super::scan::plain_len;
use super::writer::Writer;
use crate::error::{DecodeError, DecodeErrorKind};

impl<'a> Reader<'a> {
    /// Reads a string from its opening quote to its closing one, checking every escape.
    pub(super) fn raw_string(&mut self) -> Result<RawString<'a>, DecodeError> {
        self.pieces(&mut |_| ())
    }

    /// Reads a string, and unescapes it into the front of the scratch buffer if it has escapes. The
    /// rest of the buffer is kept for the next.
    pub(super) fn unescaped_string(&mut self, start: usize) -> Result<&'a str, DecodeError> {
        let scratch = core::mem::take(&mut self.scratch);
        // What does not fit is counted only: what else is wrong with the string comes first.
        let mut writer = Writer::new(scratch);
        let string = self.pieces(&mut |piece| writer.raw(piece))?;
        let len = writer.len();
        let too_small = self.error_at(DecodeErrorKind::ScratchTooSmall, start);
        let (unescaped, rest) = scratch.split_at_mut_checked(len).ok_or(too_small)?;
        self.scratch = rest;
        match string.escaped {
            // Pieces of a `str` and whole characters: always UTF-8.
            true => core::str::from_utf8(unescaped).map_err(|_| too_small),
            false => Ok(string.raw),
        }
    }

    /// Reads a string from its opening quote to its closing one, checking every escape. If it has
    /// any, the pieces of the unescaped string go to `next`.
    pub(super) fn pieces(
        &mut self,
        next: &mut dyn FnMut(&str),
    ) -> Result<RawString<'a>, DecodeError> {
        self.advance(1);
        let start = self.offset();
        let mut escaped = false;
        loop {
            let plain = self.rest.split_at_checked(plain_len(self.rest.as_bytes()));
            let (plain, rest) = plain.unwrap_or_default();
            self.rest = rest;
            match self.peek() {
                Some(b'"') => {
                    let raw = self.text_from(start);
                    self.advance(1);
                    if escaped {
                        next(plain);
                    }
                    return Ok(RawString { raw, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    match decode_escape(self.rest.as_bytes()) {
                        Ok((character, len)) => {
                            next(plain);
                            next(character.encode_utf8(&mut [0; 4]));
                            self.advance(len);
                        }
                        Err(kind) => return Err(self.error(kind)),
                    }
                }
                Some(_) => return Err(self.error(DecodeErrorKind::ControlCharacter)),
                None => return Err(self.error(DecodeErrorKind::UnexpectedEnd)),
            }
        }
    }
}

/// The content of a string as it stands between its quotes, valid in every escape.
pub(super) struct RawString<'a> {
    pub(super) raw: &'a str,
    pub(super) escaped: bool,
}
