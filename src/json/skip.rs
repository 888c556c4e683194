//! Skipping values, numbers too: the whole JSON grammar is checked, without recursion.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;
use crate::json::scan::leading;

impl Cursor<'_> {
    /// Reads past a value of any type and checks that it is JSON. The value is inside `depth`
    /// objects and arrays.
    pub(crate) fn skip_value(&mut self, depth: u32) -> Result<(), GrammarError> {
        // The containers that were opened here, the innermost in the lowest bit: 1 for an object,
        // 0 for an array. These bits are the stack that recursion would need.
        let mut objects: u32 = 0;
        let mut open = 0;
        loop {
            let entered = match self.peek_token() {
                Some(byte @ (b'{' | b'[')) => {
                    objects = objects << 1 | u32::from(byte == b'{');
                    self.enter(depth + open)?;
                    open += 1;
                    true
                }
                _ => {
                    self.skip_scalar()?;
                    false
                }
            };
            // Close every container that ends here. Stop at one that has another value.
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

    fn skip_scalar(&mut self) -> Result<(), GrammarError> {
        let literal = match self.peek() {
            Some(b'"') => return self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => return self.skip_number(),
            Some(b't') => "true",
            Some(b'f') => "false",
            Some(b'n') => "null",
            _ => return Err(self.unexpected()),
        };
        self.literal(literal)
    }

    /// RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
    fn skip_number(&mut self) -> Result<(), GrammarError> {
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

    /// Reads digits, at least one.
    fn skip_digits(&mut self) -> Result<(), GrammarError> {
        let digits = leading(self.rest.as_bytes(), u8::is_ascii_digit);
        if digits == 0 {
            return Err(self.unexpected());
        }
        self.advance(digits);
        Ok(())
    }
}
