//! Skipped values: all of JSON's grammar, without recursion.

use super::reader::{MAX_DEPTH, Reader};
use super::scan::leading;
use super::string::RawString;
use crate::error::{DecodeError, DecodeErrorKind};

impl<'a> Reader<'a> {
    /// Reads past a value of any type, checking that it is JSON.
    ///
    /// # Errors
    ///
    /// What is not JSON, and [`DecodeErrorKind::TooDeep`].
    pub fn skip_value(&mut self) -> Result<(), DecodeError> {
        // The containers opened here, one bit each, the innermost lowest: 1 for an object. A stack
        // of bits does what recursion would, in four bytes.
        let mut objects: u32 = 0;
        let mut open = 0;
        self.begin_value()?;
        loop {
            self.skip_white_space();
            let entered = match self.peek() {
                Some(b'{' | b'[') => {
                    objects = objects << 1 | u32::from(self.peek() == Some(b'{'));
                    self.enter(open)?;
                    open += 1;
                    true
                }
                _ => {
                    self.skip_scalar()?;
                    false
                }
            };
            // Close what ends here; go on with the container that has another value.
            let mut first = entered;
            loop {
                if open == 0 {
                    return Ok(());
                }
                let in_object = objects & 1 == 1;
                if self.another(if in_object { b'}' } else { b']' }, first)? {
                    if in_object {
                        self.name()?;
                    }
                    break;
                }
                objects >>= 1;
                open -= 1;
                first = false;
            }
        }
    }

    /// Skips an opening brace or bracket, unless it is one too many. `open` counts those that
    /// `depth` does not.
    pub(super) fn enter(&mut self, open: u32) -> Result<(), DecodeError> {
        if self.place.depth() + open >= MAX_DEPTH {
            return Err(self.error(DecodeErrorKind::TooDeep));
        }
        self.advance(1);
        Ok(())
    }

    pub(super) fn skip_scalar(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.raw_string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.skip_number(),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => Err(self.unexpected()),
        }
    }

    /// RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
    pub(super) fn skip_number(&mut self) -> Result<(), DecodeError> {
        if self.peek() == Some(b'-') {
            self.advance(1);
        }
        if self.peek() == Some(b'0') {
            self.advance(1);
        } else {
            self.skip_digits()?;
        }
        if self.peek() == Some(b'.') {
            self.advance(1);
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.advance(1);
            if let Some(b'+' | b'-') = self.peek() {
                self.advance(1);
            }
            self.skip_digits()?;
        }
        Ok(())
    }

    /// At least one digit.
    pub(super) fn skip_digits(&mut self) -> Result<(), DecodeError> {
        let digits = leading(self.rest.as_bytes(), u8::is_ascii_digit);
        if digits == 0 {
            return Err(self.unexpected());
        }
        self.advance(digits);
        Ok(())
    }

    pub(super) fn literal(&mut self, literal: &str) -> Result<(), DecodeError> {
        for &byte in literal.as_bytes() {
            if self.peek() != Some(byte) {
                return Err(self.unexpected());
            }
            self.advance(1);
        }
        Ok(())
    }

    /// Whether another member or element follows, or the container ends with `end`. What stood
    /// before decides whether a comma has to come first.
    pub(super) fn another(&mut self, end: u8, first: bool) -> Result<bool, DecodeError> {
        match self.peek_token() {
            Some(byte) if byte == end => {
                self.advance(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.advance(1);
                // A comma promises one more: `{"a":1,}` then fails where its name should be.
                self.skip_white_space();
                Ok(true)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Reads a name and its colon.
    pub(super) fn name(&mut self) -> Result<RawString<'a>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.raw_string()?;
        self.colon()?;
        Ok(name)
    }

    pub(super) fn colon(&mut self) -> Result<(), DecodeError> {
        if self.peek_token() != Some(b':') {
            return Err(self.unexpected());
        }
        self.advance(1);
        Ok(())
    }
}
