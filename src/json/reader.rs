//! The strict reader: one pass over the text, from its first byte to its last.

use super::cursor::after;
use super::names::Name;
use super::scan::plain_len;
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
    pub(super) text: &'a str,
    /// What is left to read of `text`.
    pub(super) rest: &'a str,
    pub(super) scratch: &'a mut [u8],
    pub(super) place: Place,
    pub(super) field: Option<&'static Name>,
}

/// How many objects were entered, and whether a value has to be read here: at the start, and behind
/// a member's name. One number, since it is compared for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    pub(super) const START: Self = Self::new(0, true);
    /// In an object that is closed.
    pub(super) const NOWHERE: Self = Self(u32::MAX);

    pub(super) const fn new(depth: u32, value_is_due: bool) -> Self {
        Self(depth << 1 | value_is_due as u32)
    }

    pub(super) const fn depth(self) -> u32 {
        self.0 >> 1
    }

    pub(super) const fn value_is_due(self) -> bool {
        self.0 & 1 == 1
    }

    /// The same, with a value that has to be read or not.
    pub(super) const fn with_value(self, is_due: bool) -> Self {
        Self::new(self.depth(), is_due)
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
    pub(super) fn error(&self, kind: DecodeErrorKind) -> DecodeError {
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
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
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
    pub(super) fn any_string(&mut self) -> Result<Option<&'a str>, DecodeError> {
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
    pub(super) fn placed_string(&mut self) -> Result<Option<(&'a str, usize)>, DecodeError> {
        self.skip_white_space();
        let start = self.offset();
        Ok(self.any_string()?.map(|text| (text, start)))
    }

    /// `start` is known unless the string had no escapes, and was read last.
    #[cold]
    pub(super) fn value_error(
        &self,
        error: ValueError,
        text: &str,
        start: Option<usize>,
    ) -> DecodeError {
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
    pub(super) fn sized_string<T>(
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

    /// The input up to here, where a value has ended.
    pub(crate) fn text_so_far(&self) -> &'a str {
        self.text_from(0)
    }

    /// Skips the white space before the value that is due; the offset at which it begins.
    pub(super) fn begin_value(&mut self) -> Result<usize, DecodeError> {
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

    /// A value of another type begins here; or what is no value at all.
    #[cold]
    pub(super) fn wrong_type(&mut self, start: usize) -> DecodeError {
        self.place = self.place.with_value(true);
        match self.skip_value() {
            Ok(()) => self.error_at(DecodeErrorKind::WrongType, start),
            Err(error) => error,
        }
    }
}
