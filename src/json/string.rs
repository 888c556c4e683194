//! Strings, from the opening quote to the closing one.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;
use crate::json::scan::plain_len;
use crate::json::unescape::decode_escape;

/// The text between the quotes of a string, as written. Every escape in it is valid.
pub(crate) struct RawString<'a> {
    pub(crate) raw: &'a str,
    pub(crate) escaped: bool,
}

impl<'a> Cursor<'a> {
    /// Reads a string and checks every escape.
    pub(crate) fn string(&mut self) -> Result<RawString<'a>, GrammarError> {
        self.string_in_pieces(&mut |_| ())
    }

    /// Reads a string and checks every escape. If it has escapes, `take` gets the unescaped string
    /// piece by piece. If it has none, `raw` is the string, and `take` is not called.
    pub(crate) fn string_in_pieces(
        &mut self,
        take: &mut dyn FnMut(&str),
    ) -> Result<RawString<'a>, GrammarError> {
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
                        take(plain);
                    }
                    return Ok(RawString { raw, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    let (character, len) = decode_escape(self.rest.as_bytes())?;
                    take(plain);
                    take(character.encode_utf8(&mut [0; 4]));
                    self.advance(len);
                }
                Some(_) => return Err(GrammarError::ControlCharacter),
                None => return Err(GrammarError::UnexpectedEnd),
            }
        }
    }

    /// Reads a member's name and its colon.
    pub(crate) fn name(&mut self) -> Result<RawString<'a>, GrammarError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.string()?;
        self.colon()?;
        Ok(name)
    }
}
