//! Strings, from the opening quote to the closing one.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;
use crate::json::scan::plain_len;

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
            let piece = self.offset();
            self.advance(plain_len(self.rest.as_bytes()));
            match self.peek() {
                Some(b'"') => {
                    let raw = self.text_from(start);
                    if escaped {
                        take(self.text_from(piece));
                    }
                    self.advance(1);
                    return Ok(RawString { raw, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    take(self.text_from(piece));
                    take(self.escape()?.encode_utf8(&mut [0; 4]));
                }
                Some(_) => return Err(GrammarError::ControlCharacter),
                None => return Err(GrammarError::UnexpectedEnd),
            }
        }
    }

    /// Whether the string at the cursor, unescaped, is `text`.
    pub(crate) fn string_is(mut self, text: &str) -> bool {
        let mut rest = Some(text);
        let string = self.string_in_pieces(&mut |piece| {
            rest = rest.and_then(|rest| rest.strip_prefix(piece));
        });
        match string {
            Ok(string) if string.escaped => rest == Some(""),
            Ok(string) => string.raw == text,
            Err(_) => false,
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
