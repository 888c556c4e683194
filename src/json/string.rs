//! Strings, from the opening quote to the closing one.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;
use crate::json::scan::plain_len;

impl<'a> Cursor<'a> {
    /// Reads a string and checks every escape. Returns the text between its quotes, as written.
    pub(crate) fn string(&mut self) -> Result<&'a str, GrammarError> {
        self.string_in_pieces(&mut |_| ())
    }

    /// As [`string`](Self::string). If the string has escapes, `take` gets the unescaped string piece by
    /// piece. If it has none, `take` is not called.
    pub(crate) fn string_in_pieces(
        &mut self,
        take: &mut dyn FnMut(&str),
    ) -> Result<&'a str, GrammarError> {
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
                    return Ok(raw);
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

    /// Whether the string at the cursor, which has escapes, is `text` when it is unescaped.
    pub(crate) fn unescapes_to(mut self, text: &str) -> bool {
        let mut rest = Some(text);
        let string = self.string_in_pieces(&mut |piece| {
            rest = rest.and_then(|rest| rest.strip_prefix(piece));
        });
        string.is_ok() && rest == Some("")
    }

    /// Reads a member's name and its colon. Returns the name as written.
    pub(crate) fn name(&mut self) -> Result<&'a str, GrammarError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.string()?;
        self.colon()?;
        Ok(name)
    }
}
