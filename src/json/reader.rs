//! The strict reader: one pass over the text, from its first byte to its last.

use super::escape::{Fragment, Fragments, decode_escape, unescapes_to};
use super::names::Names;
use crate::error::{DecodeError, DecodeErrorKind, ValueError};

/// How deep objects and arrays may be nested, the document's own object included.
pub const MAX_DEPTH: u32 = 32;

/// Reads one JSON document from its first byte to its last.
///
/// Strings are handed out as `&'a str`: slices of the input, or, where they had escapes, of the
/// scratch buffer. Scratch as long as the input always suffices, and none is needed where nothing
/// is escaped.
///
/// A value that is absent reads as `None`. Every method leaves the reader behind the value it
/// read; after an error nothing more can be read that makes sense. Each member's value has to be
/// read or skipped, and each object to its end: what is left unread is an error, so that nobody
/// takes the members of one object for those of another.
///
/// # Example
///
/// ```
/// use alipay_acquiring::{json::Reader, names};
///
/// let mut scratch = [0; 32];
/// let mut reader = Reader::new(br#"{ "more": [1], "name": "a\/b" }"#, &mut scratch)?;
/// let mut members = reader.object(names!["name"])?;
/// let mut name = None;
/// while let Some(_) = reader.next_member(&mut members)? {
///     name = reader.string()?;
/// }
/// reader.finish()?;
/// assert_eq!(members.require(name, "name")?, "a/b");
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    /// What is left to read of `text`.
    rest: &'a [u8],
    scratch: &'a mut [u8],
    depth: u32,
    /// Whether a value has to be read here: at the start, and behind a member's name.
    value_is_due: bool,
    field: Option<&'static str>,
}

/// Where a [`Reader`] stands in an object: made by [`Reader::object`], moved on by
/// [`Reader::next_member`].
#[derive(Debug)]
pub struct Members {
    names: &'static [&'static str],
    /// Offset of the opening brace.
    start: usize,
    /// How deep the members lie.
    depth: u32,
    /// One bit for each name that has been met.
    seen: u32,
    /// The name that comes next if the sender keeps the order of `names`.
    expected: usize,
    /// Whether no member has been met yet.
    first: bool,
    /// The field that the object is the value of.
    outer_field: Option<&'static str>,
}

impl Members {
    /// The value of a required member, or the error that it is missing.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] with the offset of the object's opening brace.
    pub fn require<T>(&self, value: Option<T>, name: &'static str) -> Result<T, DecodeError> {
        match value {
            Some(value) => Ok(value),
            None => Err(self.error(DecodeErrorKind::Missing, name)),
        }
    }

    /// An error in a member that the object lacks.
    #[cold]
    #[inline(never)]
    pub(crate) const fn error(&self, kind: DecodeErrorKind, name: &'static str) -> DecodeError {
        DecodeError::new(kind, self.start, Some(name))
    }
}

impl<'a> Reader<'a> {
    /// Begins to read `input`; checks that all of it is UTF-8.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::InvalidUtf8`] with the offset of the first bad byte, or
    /// [`DecodeErrorKind::UnexpectedEnd`] if the input ends within a character.
    pub fn new(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        match core::str::from_utf8(input) {
            Ok(text) => Ok(Self {
                text,
                rest: input,
                scratch,
                depth: 0,
                value_is_due: true,
                field: None,
            }),
            Err(error) => {
                // A character that is only begun may have been cut off.
                let kind = match error.error_len() {
                    Some(_) => DecodeErrorKind::InvalidUtf8,
                    None => DecodeErrorKind::UnexpectedEnd,
                };
                Err(DecodeError::new(kind, error.valid_up_to(), None))
            }
        }
    }

    /// Ends the document: one value was read, and only white space may follow.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::TrailingBytes`], [`DecodeErrorKind::Unread`].
    pub fn finish(mut self) -> Result<(), DecodeError> {
        if self.value_is_due || self.depth > 0 {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        match self.peek_token() {
            None => Ok(()),
            Some(_) => Err(self.error(DecodeErrorKind::TrailingBytes)),
        }
    }

    /// How far the text has been read, in bytes.
    pub const fn offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    #[cold]
    fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        self.error_at(kind, self.offset())
    }

    /// An error in the member being read, at this offset.
    pub const fn error_at(&self, kind: DecodeErrorKind, offset: usize) -> DecodeError {
        DecodeError::new(kind, offset, self.field)
    }

    // Objects

    /// Begins an object whose members of these names are to be read; see [`names!`](crate::names!).
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] if the value is `null`, [`DecodeErrorKind::WrongType`] if it
    /// is anything else but an object, [`DecodeErrorKind::TooDeep`].
    pub fn object(&mut self, names: Names) -> Result<Members, DecodeError> {
        let start = self.begin_value()?;
        match self.peek() {
            Some(b'{') => {
                self.enter(0)?;
                self.depth += 1;
                Ok(Members {
                    names: names.as_slice(),
                    start,
                    depth: self.depth,
                    seen: 0,
                    expected: 0,
                    first: true,
                    outer_field: self.field,
                })
            }
            // The document itself is nobody's member.
            Some(b'n') if self.depth > 0 => {
                self.literal("null")?;
                Err(self.error_at(DecodeErrorKind::Missing, start))
            }
            _ => Err(self.wrong_type(start)),
        }
    }

    /// Moves on to the next member that is to be read, and tells which of the names it has; its
    /// value comes next. Other members are skipped. `None`: the object is closed.
    ///
    /// # Errors
    ///
    /// What is not JSON, in skipped members too; [`DecodeErrorKind::Duplicate`] if one of the
    /// names stands twice, however it is escaped; [`DecodeErrorKind::Unread`] if the value of the
    /// member before, or the rest of an object in it, was not read, or after the end.
    pub fn next_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        match self.expected_member(members) {
            Some(index) => Ok(Some(index)),
            None => self.any_member(members),
        }
    }

    /// The fast path: the member that the order of the names makes expect, written as almost all
    /// are. `None` leaves it to [`Reader::any_member`], which alone makes errors.
    fn expected_member(&mut self, members: &mut Members) -> Option<usize> {
        if self.value_is_due || self.depth != members.depth {
            return None;
        }
        let index = members.expected;
        let name = *members.names.get(index)?;
        let bit = 1_u32.checked_shl(index as u32)?;
        let rest = match self.rest.strip_prefix(b",") {
            Some(rest) if !members.first => rest,
            None if members.first => self.rest,
            _ => return None,
        };
        let rest = trim_white_space(rest)
            .strip_prefix(b"\"")?
            .strip_prefix(name.as_bytes())?
            .strip_prefix(b"\":")?;
        if members.seen & bit != 0 {
            return None;
        }
        self.rest = rest;
        self.field = Some(name);
        self.value_is_due = true;
        members.seen |= bit;
        members.expected = index + 1;
        members.first = false;
        Some(index)
    }

    #[inline(never)]
    fn any_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        if self.value_is_due || self.depth != members.depth {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        loop {
            self.field = members.outer_field;
            if !self.another(b'}', members.first)? {
                self.depth -= 1;
                return Ok(None);
            }
            members.first = false;
            let start = self.offset();
            let name = self.known_name(members)?;
            self.value_is_due = true;
            match name {
                None => self.skip_value()?,
                Some(index) => {
                    self.field = members.names.get(index).copied();
                    let bit = 1_u32.checked_shl(index as u32).unwrap_or(0);
                    if members.seen & bit != 0 {
                        return Err(self.error_at(DecodeErrorKind::Duplicate, start));
                    }
                    members.seen |= bit;
                    members.expected = index + 1;
                    return Ok(Some(index));
                }
            }
        }
    }

    /// Reads a name and its colon: the index of the name if it is one of those to be read.
    fn known_name(&mut self, members: &Members) -> Result<Option<usize>, DecodeError> {
        let name = self.name()?;
        Ok(members.names.iter().position(|&known| {
            if name.escaped {
                unescapes_to(name.raw, known)
            } else {
                name.raw == known
            }
        }))
    }

    /// Whether another member or element follows, or the container ends with `end`. What stood
    /// before decides whether a comma has to come first.
    fn another(&mut self, end: u8, first: bool) -> Result<bool, DecodeError> {
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
    fn name(&mut self) -> Result<RawString<'a>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let name = self.raw_string()?;
        self.colon()?;
        Ok(name)
    }

    fn colon(&mut self) -> Result<(), DecodeError> {
        if self.peek_token() != Some(b':') {
            return Err(self.unexpected());
        }
        self.advance(1);
        Ok(())
    }

    // Values

    /// Reads a string; `None` where `null` stands.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] for any other value, what is not JSON, and
    /// [`DecodeErrorKind::ScratchTooSmall`].
    pub fn string(&mut self) -> Result<Option<&'a str>, DecodeError> {
        match self.plain_string() {
            Some(string) => Ok(Some(string)),
            None => self.any_string(),
        }
    }

    /// The fast path: a string without escapes. `None` leaves it to [`Reader::any_string`].
    fn plain_string(&mut self) -> Option<&'a str> {
        if !self.value_is_due {
            return None;
        }
        let content = trim_white_space(self.rest).strip_prefix(b"\"")?;
        let len = plain_len(content);
        let rest = content.get(len..)?.strip_prefix(b"\"")?;
        let start = self.text.len() - content.len();
        self.rest = rest;
        self.value_is_due = false;
        self.text.get(start..start + len)
    }

    #[inline(never)]
    fn any_string(&mut self) -> Result<Option<&'a str>, DecodeError> {
        let start = self.begin_value()?;
        match self.peek() {
            Some(b'"') => {
                let string = self.raw_string()?;
                if string.escaped {
                    self.unescape(string.raw, start).map(Some)
                } else {
                    Ok(Some(string.raw))
                }
            }
            Some(b'n') => {
                self.literal("null")?;
                Ok(None)
            }
            _ => Err(self.wrong_type(start)),
        }
    }

    /// Reads a string and what `parse` makes of it; `None` where `null` stands.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`], and what `parse` finds wrong, with the place of the string.
    pub fn parse_string<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let Some((text, start)) = self.placed_string()? else {
            return Ok(None);
        };
        match parse(text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.value_error(error, start)),
        }
    }

    /// A string and where it starts.
    fn placed_string(&mut self) -> Result<Option<(&'a str, usize)>, DecodeError> {
        self.skip_white_space();
        let start = self.offset();
        Ok(self.string()?.map(|text| (text, start)))
    }

    #[cold]
    fn value_error(&self, error: ValueError, start: usize) -> DecodeError {
        self.error_at(DecodeErrorKind::Value(error), start)
    }

    /// As [`Reader::parse_string`], and `None` where an empty string stands too.
    ///
    /// # Errors
    ///
    /// As [`Reader::parse_string`].
    pub fn parse_non_empty<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let value = self.parse_string(|text| match text {
            "" => Ok(None),
            _ => parse(text).map(Some),
        })?;
        Ok(value.flatten())
    }

    /// The first byte of the value that comes next, which tells its type; `None` at the end.
    pub fn peek_value(&mut self) -> Option<u8> {
        self.peek_token()
    }

    /// Reads a value with `read`, and hands out its raw text beside it: from its first byte to its
    /// last, as it stands in the input.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub fn spanned<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<(T, &'a str), DecodeError> {
        self.skip_white_space();
        let start = self.offset();
        let value = read(self)?;
        Ok((value, self.text_from(start)))
    }

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
    fn enter(&mut self, open: u32) -> Result<(), DecodeError> {
        if self.depth + open >= MAX_DEPTH {
            return Err(self.error(DecodeErrorKind::TooDeep));
        }
        self.advance(1);
        Ok(())
    }

    fn skip_scalar(&mut self) -> Result<(), DecodeError> {
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
    fn skip_number(&mut self) -> Result<(), DecodeError> {
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
    fn skip_digits(&mut self) -> Result<(), DecodeError> {
        let digits = leading(self.rest, u8::is_ascii_digit);
        if digits == 0 {
            return Err(self.unexpected());
        }
        self.advance(digits);
        Ok(())
    }

    fn literal(&mut self, literal: &str) -> Result<(), DecodeError> {
        for &byte in literal.as_bytes() {
            if self.peek() != Some(byte) {
                return Err(self.unexpected());
            }
            self.advance(1);
        }
        Ok(())
    }

    // Strings

    /// Reads a string from its opening quote to its closing one, checking every escape.
    fn raw_string(&mut self) -> Result<RawString<'a>, DecodeError> {
        self.advance(1);
        let start = self.offset();
        let mut escaped = false;
        loop {
            self.advance(plain_len(self.rest));
            match self.peek() {
                Some(b'"') => {
                    let raw = self.text_from(start);
                    self.advance(1);
                    return Ok(RawString { raw, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    match decode_escape(self.rest) {
                        Ok((_, len)) => self.advance(len),
                        Err(kind) => return Err(self.error(kind)),
                    }
                }
                Some(_) => return Err(self.error(DecodeErrorKind::ControlCharacter)),
                None => return Err(self.error(DecodeErrorKind::UnexpectedEnd)),
            }
        }
    }

    /// Unescapes the raw content of a string into the front of the scratch buffer, and keeps the
    /// rest of it for the next.
    fn unescape(&mut self, raw: &'a str, start: usize) -> Result<&'a str, DecodeError> {
        let scratch = core::mem::take(&mut self.scratch);
        let too_small = self.error_at(DecodeErrorKind::ScratchTooSmall, start);
        let mut len = 0;
        for fragment in Fragments::new(raw) {
            let mut encoded = [0; 4];
            let piece = match fragment {
                Fragment::Plain(plain) => plain,
                Fragment::Escaped(character) => character.encode_utf8(&mut encoded),
            };
            let room = scratch.get_mut(len..).ok_or(too_small)?;
            let room = room.get_mut(..piece.len()).ok_or(too_small)?;
            room.copy_from_slice(piece.as_bytes());
            len += piece.len();
        }
        let (unescaped, rest) = scratch.split_at_mut_checked(len).ok_or(too_small)?;
        self.scratch = rest;
        // Pieces of a `str` and whole characters: always UTF-8.
        core::str::from_utf8(unescaped).map_err(|_| too_small)
    }

    // Bytes

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn advance(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or(&[]);
    }

    /// The text from `start` to here. Both lie beside an ASCII byte, so between characters.
    fn text_from(&self, start: usize) -> &'a str {
        self.text.get(start..self.offset()).unwrap_or("")
    }

    fn skip_white_space(&mut self) {
        self.rest = trim_white_space(self.rest);
    }

    fn peek_token(&mut self) -> Option<u8> {
        self.skip_white_space();
        self.peek()
    }

    /// Skips the white space before the value that is due; the offset at which it begins.
    fn begin_value(&mut self) -> Result<usize, DecodeError> {
        if !self.value_is_due {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        match self.peek_token() {
            Some(_) => {
                self.value_is_due = false;
                Ok(self.offset())
            }
            None => Err(self.unexpected()),
        }
    }

    /// The byte at hand cannot stand here, or there is none.
    #[cold]
    fn unexpected(&self) -> DecodeError {
        self.error(match self.peek() {
            Some(_) => DecodeErrorKind::UnexpectedByte,
            None => DecodeErrorKind::UnexpectedEnd,
        })
    }

    /// A value of another type begins here; or what is no value at all.
    #[cold]
    fn wrong_type(&mut self, start: usize) -> DecodeError {
        self.value_is_due = true;
        match self.skip_value() {
            Ok(()) => self.error_at(DecodeErrorKind::WrongType, start),
            Err(error) => error,
        }
    }
}

/// The content of a string as it stands between its quotes, valid in every escape.
struct RawString<'a> {
    raw: &'a str,
    escaped: bool,
}

/// `bytes` without the white space at its start. RFC 8259, section 2: space, tab, line feed,
/// carriage return.
fn trim_white_space(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [b' ' | b'\t' | b'\n' | b'\r', tail @ ..] = rest {
        rest = tail;
    }
    rest
}

/// How many bytes at the start of `bytes` are all `wanted`.
fn leading(bytes: &[u8], wanted: impl Fn(&u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !wanted(byte))
        .unwrap_or(bytes.len())
}

/// How many bytes at the start of `bytes` are neither a quote, a backslash nor a control
/// character: a machine word at a time, then byte by byte.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    const WORD: usize = size_of::<usize>();
    const LOW: usize = usize::MAX / 0xFF; // 0x01 in every byte
    const HIGH: usize = LOW << 7; // 0x80 in every byte

    let mut len = 0;
    let (words, tail) = bytes.as_chunks::<WORD>();
    for word in words {
        let word = usize::from_le_bytes(*word);
        // A byte's high bit in `x.wrapping_sub(LOW * n) & !x & HIGH` is set where it is below `n`.
        // Borrows can set it falsely above the first such byte only, and the first is what counts.
        let quote = word ^ (LOW * b'"' as usize);
        let backslash = word ^ (LOW * b'\\' as usize);
        let special = (quote.wrapping_sub(LOW) & !quote
            | backslash.wrapping_sub(LOW) & !backslash
            | word.wrapping_sub(LOW * 0x20) & !word)
            & HIGH;
        if special != 0 {
            return len + (special.trailing_zeros() / 8) as usize;
        }
        len += WORD;
    }
    len + leading(tail, |&byte| !matches!(byte, b'"' | b'\\' | ..0x20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_len_finds_the_first_special_byte_at_every_offset() {
        for special in 0..=u8::MAX {
            let stops = special < 0x20 || special == b'"' || special == b'\\';
            for offset in 0..40 {
                let mut bytes = [b'x'; 40];
                if let Some(byte) = bytes.get_mut(offset) {
                    *byte = special;
                }
                let expected = if stops { offset } else { 40 };
                assert_eq!(plain_len(&bytes), expected, "{special:#04x} at {offset}");
            }
        }
    }

    #[test]
    fn plain_len_takes_the_first_of_two_special_bytes() {
        for first in 0..16 {
            for second in first..16 {
                for pair in [(b'"', b'"'), (b'\\', 0), (0x1f, b'\\'), (b'"', 0x1f)] {
                    let mut bytes = [0xC3; 16];
                    bytes[second] = pair.1;
                    bytes[first] = pair.0;
                    assert_eq!(plain_len(&bytes), first, "{pair:?} at {first}, {second}");
                }
            }
        }
    }
}
