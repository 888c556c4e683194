//! The strict reader: one pass over the text, from its first byte to its last.

#[cfg(feature = "serde")]
mod deserialize;
#[cfg(feature = "serde")]
pub use deserialize::absent_if_empty;

// The fast paths are of `wide` only.
#[cfg(all(test, wide))]
mod tests;

use super::escape::{decode_escape, unescapes_to};
use super::names::{Name, Names};
use super::scan::{Window, leading, plain_len, white_space_len};
use super::writer::Writer;
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
    rest: &'a str,
    scratch: &'a mut [u8],
    place: Place,
    field: Option<&'static Name>,
}

/// How many objects were entered, and whether a value has to be read here: at the start, and behind
/// a member's name. One number, since it is compared for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place(u32);

impl Place {
    const START: Self = Self::new(0, true);
    /// In an object that is closed.
    const NOWHERE: Self = Self(u32::MAX);

    const fn new(depth: u32, value_is_due: bool) -> Self {
        Self(depth << 1 | value_is_due as u32)
    }

    const fn depth(self) -> u32 {
        self.0 >> 1
    }

    const fn value_is_due(self) -> bool {
        self.0 & 1 == 1
    }

    /// The same, with a value that has to be read or not.
    const fn with_value(self, is_due: bool) -> Self {
        Self::new(self.depth(), is_due)
    }
}

/// Where a [`Reader`] stands in an object: made by [`Reader::object`], moved on by
/// [`Reader::next_member`].
#[derive(Debug)]
#[expect(
    missing_copy_implementations,
    reason = "a copy would not see which members were met"
)]
pub struct Members {
    names: &'static [Name],
    /// Offset of the opening brace.
    start: usize,
    /// Between the members.
    place: Place,
    /// One bit for each name that has been met, and [`OTHER`] for another.
    met: u32,
    /// The field that the object is the value of.
    outer_field: Option<&'static Name>,
}

/// The bit above those of the names.
const OTHER: u32 = 1 << Names::MAX;

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

    /// Which name stands here, and how long it is with its quotes and its colon: the next one,
    /// or any. `None` leaves it to a look at every byte.
    #[inline]
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        let window = Window::at(text.as_bytes())?;
        let next = (u32::BITS - (self.met & !OTHER).leading_zeros()) as usize;
        let index = match self.names.get(next) {
            Some(name) if name.stands_at(&window) => next,
            _ => self.names.iter().position(|name| name.stands_at(&window))?,
        };
        let name = self.names.get(index)?;
        Some((index, name.as_str().len() + "\"\":".len()))
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
                rest: text,
                scratch,
                place: Place::START,
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

    /// Begins to read again a value that was read before: that of the member `name` of the document's
    /// own object. `text` is the input up to its end, `start` where it begins.
    pub(crate) fn member(
        text: &'a str,
        start: usize,
        name: Option<&'static Name>,
        scratch: &'a mut [u8],
    ) -> Self {
        Self {
            text,
            rest: text.get(start..).unwrap_or_default(),
            scratch,
            place: Place::new(1, true),
            field: name,
        }
    }

    /// Ends the document: one value was read, and only white space may follow.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::TrailingBytes`], [`DecodeErrorKind::Unread`].
    pub fn finish(mut self) -> Result<(), DecodeError> {
        if self.place != Place::new(0, false) {
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
        let field = match self.field {
            Some(name) => Some(name.as_str()),
            None => None,
        };
        DecodeError::new(kind, offset, field)
    }

    // Objects

    /// Begins an object whose members of these names are to be read; see [`names!`](crate::names!).
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] if the value is `null`, [`DecodeErrorKind::WrongType`] if it
    /// is anything else but an object, [`DecodeErrorKind::TooDeep`].
    #[inline]
    pub fn object(&mut self, names: Names) -> Result<Members, DecodeError> {
        let outer_field = self.field;
        let start = match self.plain_object() {
            Some(start) => start,
            None => self.any_object()?,
        };
        Ok(Members {
            names: names.as_slice(),
            start,
            place: self.place,
            met: 0,
            outer_field,
        })
    }

    /// The fast path: a brace after no white space or one. `None` leaves it to
    /// [`Reader::any_object`].
    #[inline]
    fn plain_object(&mut self) -> Option<usize> {
        if !cfg!(wide) {
            return None; // it would save little, and takes code
        }
        let content = after(self.rest, "{")?;
        let depth = self.place.depth();
        if !self.place.value_is_due() || depth >= MAX_DEPTH {
            return None;
        }
        self.rest = content;
        self.place = Place::new(depth + 1, false);
        Some(self.offset() - 1)
    }

    /// Enters an object; the offset of its brace.
    #[inline(never)]
    fn any_object(&mut self) -> Result<usize, DecodeError> {
        let start = self.begin_value()?;
        match self.peek() {
            Some(b'{') => {
                self.enter(0)?;
                self.place = Place::new(self.place.depth() + 1, false);
                Ok(start)
            }
            // The document itself is nobody's member.
            Some(b'n') if self.place.depth() > 0 => {
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
    #[inline]
    pub fn next_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        match self.rest.strip_prefix("}") {
            Some(rest) if self.place == members.place => {
                self.rest = rest;
                self.leave(members);
                Ok(None)
            }
            _ => self.any_member(members),
        }
    }

    /// Whether the member of this index comes next, its name written as almost all are: moves on to
    /// its value then. `quoted` is the name between its quotes, with its colon.
    ///
    /// [`read_object!`](crate::read_object!) asks so for each member in turn, which reads what
    /// comes in the expected order without a search. `false` says nothing but that
    /// [`Reader::next_member`] has to look.
    #[doc(hidden)]
    #[cfg_attr(wide, inline(always))]
    pub fn next_is(&mut self, members: &mut Members, index: usize, quoted: &str) -> bool {
        let rest = match members.met {
            0 => Some(self.rest),
            _ => self.rest.strip_prefix(","),
        };
        match rest.and_then(|rest| trim_white_space(rest).strip_prefix(quoted)) {
            Some(value) if self.place == members.place => self.begin_member(members, index, value),
            _ => false,
        }
    }

    /// Stands before the `value` of the member of this index now; not if it stands twice.
    #[cfg_attr(wide, inline(always))]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an index is below `Names::MAX`"
    )]
    fn begin_member(&mut self, members: &mut Members, index: usize, value: &'a str) -> bool {
        let bit = 1_u32.wrapping_shl(index as u32);
        let is_new = members.met & bit == 0;
        if is_new {
            self.rest = value;
            self.field = members.names.get(index);
            self.place = members.place.with_value(true);
            members.met |= bit;
        }
        is_new
    }

    #[inline]
    fn leave(&mut self, members: &mut Members) {
        self.place = Place::new(members.place.depth().saturating_sub(1), false);
        self.field = members.outer_field;
        members.place = Place::NOWHERE;
    }

    #[inline(never)]
    fn any_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        if self.place != members.place {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        loop {
            self.field = members.outer_field;
            if !self.another(b'}', members.met == 0)? {
                self.leave(members);
                return Ok(None);
            }
            let start = self.offset();
            let index = match members.find(self.rest) {
                Some((index, len)) => {
                    self.advance(len);
                    Some(index)
                }
                None => self.known_name(members)?,
            };
            let Some(index) = index else {
                members.met |= OTHER;
                self.place = members.place.with_value(true);
                self.skip_value()?;
                continue;
            };
            if self.begin_member(members, index, self.rest) {
                return Ok(Some(index));
            }
            self.field = members.names.get(index);
            return Err(self.error_at(DecodeErrorKind::Duplicate, start));
        }
    }

    /// Reads a name and its colon: the index of the name if it is one of those to be read.
    fn known_name(&mut self, members: &Members) -> Result<Option<usize>, DecodeError> {
        let name = self.name()?;
        Ok(members.names.iter().position(|known| {
            if name.escaped {
                unescapes_to(name.raw, known.as_str())
            } else {
                name.raw == known.as_str()
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
    #[cfg_attr(wide, inline(always))]
    fn plain_string(&mut self) -> Option<&'a str> {
        let content = after(self.rest, "\"")?;
        if !self.place.value_is_due() {
            return None;
        }
        let (string, rest) = content.split_at_checked(plain_len(content.as_bytes()))?;
        self.rest = rest.strip_prefix("\"")?;
        self.place = self.place.with_value(false);
        Some(string)
    }

    #[inline(never)]
    fn any_string(&mut self) -> Result<Option<&'a str>, DecodeError> {
        let start = self.begin_value()?;
        match self.peek() {
            Some(b'"') => self.unescaped_string(start).map(Some),
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
    #[cfg_attr(wide, inline(always))]
    pub fn parse_string<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let (text, start) = match self.plain_string() {
            Some(text) => (text, None),
            None => match self.placed_string()? {
                Some((text, start)) => (text, Some(start)),
                None => return Ok(None),
            },
        };
        match parse(text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.value_error(error, text, start)),
        }
    }

    /// A string and where it starts.
    #[inline(never)]
    fn placed_string(&mut self) -> Result<Option<(&'a str, usize)>, DecodeError> {
        self.skip_white_space();
        let start = self.offset();
        Ok(self.any_string()?.map(|text| (text, start)))
    }

    /// `start` is known unless the string had no escapes, and was read last.
    #[cold]
    fn value_error(&self, error: ValueError, text: &str, start: Option<usize>) -> DecodeError {
        let start = start.unwrap_or(self.offset() - "\"\"".len() - text.len());
        self.error_at(DecodeErrorKind::Value(error), start)
    }

    /// As [`Reader::parse_string`], and `None` where an empty string stands too.
    ///
    /// # Errors
    ///
    /// As [`Reader::parse_string`].
    #[cfg_attr(wide, inline(always))]
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

    /// As [`Reader::parse_non_empty`], and fast for strings of `len` bytes, whose end need not be
    /// looked for. `parse` must accept no text with a quote, a backslash or a control character,
    /// nor an empty one.
    #[cfg_attr(wide, inline(always))]
    pub(crate) fn parse_sized<T>(
        &mut self,
        len: usize,
        parse: impl Fn(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        if cfg!(wide)
            && let Some(value) = self.sized_string(len, &parse)
        {
            return Ok(Some(value));
        }
        self.parse_non_empty(parse)
    }

    /// The fast path of [`Reader::parse_sized`].
    #[cfg_attr(wide, inline(always))]
    fn sized_string<T>(
        &mut self,
        len: usize,
        parse: impl Fn(&'a str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let (string, rest) = after(self.rest, "\"")?.split_at_checked(len)?;
        let rest = rest.strip_prefix("\"")?;
        if !self.place.value_is_due() {
            return None;
        }
        let value = parse(string).ok()?;
        self.rest = rest;
        self.place = self.place.with_value(false);
        Some(value)
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
    #[cfg_attr(wide, inline(always))]
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
        if self.place.depth() + open >= MAX_DEPTH {
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
        let digits = leading(self.rest.as_bytes(), u8::is_ascii_digit);
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
        self.pieces(&mut |_| ())
    }

    /// Reads a string, and unescapes it into the front of the scratch buffer if it has escapes. The
    /// rest of the buffer is kept for the next.
    fn unescaped_string(&mut self, start: usize) -> Result<&'a str, DecodeError> {
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
    fn pieces(&mut self, next: &mut dyn FnMut(&str)) -> Result<RawString<'a>, DecodeError> {
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

    // Bytes

    fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    fn advance(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// The input up to here, where a value has ended.
    pub(crate) fn text_so_far(&self) -> &'a str {
        self.text_from(0)
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
        if !self.place.value_is_due() {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        match self.peek_token() {
            Some(_) => {
                self.place = self.place.with_value(false);
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
        self.place = self.place.with_value(true);
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

/// What follows `mark` at the start of `text`, or behind one space.
#[inline]
fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let text = text.strip_prefix(" ").unwrap_or(text);
    text.strip_prefix(mark)
}

/// `text` without the white space at its start.
#[inline]
fn trim_white_space(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=u8::MAX, ..] => text,
        bytes => text.get(white_space_len(bytes)..).unwrap_or_default(),
    }
}
