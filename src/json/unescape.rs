//! Decoding of escapes in strings: RFC 8259, section 7. `writer.rs` writes them.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;

impl Cursor<'_> {
    /// Reads the escape at the cursor, which is at its backslash, and returns its character. After an
    /// error the cursor is there again.
    pub(crate) fn escape(&mut self) -> Result<char, GrammarError> {
        let start = self.rest;
        let character = self.escaped_character();
        if character.is_err() {
            self.rest = start;
        }
        character
    }

    fn escaped_character(&mut self) -> Result<char, GrammarError> {
        self.advance(1);
        let mark = self.next_byte()?;
        Ok(match mark {
            b'u' => return self.unicode_escape(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'"' | b'\\' | b'/' => char::from(mark),
            _ => return Err(GrammarError::InvalidEscape),
        })
    }

    /// Reads what follows `\u`: four hexadecimal digits, and the second half of a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, GrammarError> {
        let mut scalar = self.hex4()?;
        if let 0xD800..=0xDBFF = scalar {
            for mark in *b"\\u" {
                if self.next_byte()? != mark {
                    return Err(GrammarError::LoneSurrogate);
                }
            }
            let low = self.hex4()?;
            if !(0xDC00..=0xDFFF).contains(&low) {
                return Err(GrammarError::LoneSurrogate);
            }
            scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | (low & 0x3FF));
        }
        char::from_u32(scalar).ok_or(GrammarError::LoneSurrogate)
    }

    /// Reads four hexadecimal digits in either case.
    fn hex4(&mut self) -> Result<u32, GrammarError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.next_byte()?).to_digit(16);
            unit = unit << 4 | digit.ok_or(GrammarError::InvalidEscape)?;
        }
        Ok(unit)
    }

    /// Reads any byte.
    fn next_byte(&mut self) -> Result<u8, GrammarError> {
        let byte = self.peek().ok_or(GrammarError::UnexpectedEnd)?;
        self.advance(1);
        Ok(byte)
    }
}
