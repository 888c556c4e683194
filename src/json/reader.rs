//! The strict reader. It checks that the input is UTF-8, then reads it once from its first byte to its
//! last.
//!
//! A string is read in one of these ways:
//!
//! | method | use |
//! | --- | --- |
//! | `string`, `parse_string`, `parse_non_empty` | a text; a value parsed from a text; such a value where `""` means absent |
//! | `raw_value`, `parse_raw` | a value of any type, as text; a value parsed from that |
//! | `parse_sized` | `parse_non_empty` where a string of known length is expected |
//! | `fast_string`, `fast_sized`, `fast_escaped_string` | the fast paths of these, in `fast_string.rs` |
//! | `slow_value` | every value, and `null` |
//! | `Cursor::string` | names, and strings that are skipped: the raw text, not unescaped |

use core::mem::take;
use core::str::Utf8Error;

use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::json::cursor::Cursor;
use crate::json::document_kind::explain;
use crate::json::json_type::JsonType;
use crate::json::name_list::Name;
use crate::json::nesting::Place;
use crate::json::raw_value::RawValue;
use crate::json::scan::{self, WIDE};
use crate::json::slice_writer::SliceWriter;
use crate::json::stop::Stop;

/// Reads one JSON document from its first byte to its last.
///
/// Strings are returned as `&'a str`. A string without escapes is a slice of the input. A string
/// with escapes is unescaped into the scratch buffer and is a slice of that buffer. A scratch
/// buffer as long as the input is always enough; without escapes it may be empty.
///
/// Methods that read a value return `None` for `null`, which means absent. After each of them, the
/// reader is at the end of the value. Read or skip the value of each member, and read each object to
/// its end: otherwise the next read fails with [`DecodeErrorKind::Unread`]. This prevents a caller from
/// mixing up the members of two objects.
///
/// After [`DecodeErrorKind::WrongType`], [`DecodeErrorKind::Value`] or a missing object, the reader is at
/// the end of the value too, so a caller may ignore the error and read on. After every other error each
/// further read fails, and so does [`finish`](Self::finish): no document is accepted that is not valid.
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
    pub(crate) cursor: Cursor<'a>,
    pub(crate) scratch: &'a mut [u8],
    pub(crate) place: Place,
    /// The member being read, for errors.
    pub(crate) field: Option<&'static Name>,
    /// The error of the last function that has returned [`Stop`].
    pub(crate) error: DecodeError,
}

/// The error that a new reader keeps. Nobody sees it: no function has failed yet.
const NO_ERROR: DecodeError = DecodeError::new(DecodeErrorKind::Unread, 0, None);

impl<'a> Reader<'a> {
    /// Begins to read `input` and checks that all of it is UTF-8.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::InvalidUtf8`] with the offset of the first bad byte, or
    /// [`DecodeErrorKind::UnexpectedEnd`] if the input ends within a character.
    pub fn new(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        Ok(Self::of_text(utf8(input)?, scratch))
    }

    /// Begins to read a text.
    #[inline(always)]
    pub(crate) fn of_text(text: &'a str, scratch: &'a mut [u8]) -> Self {
        Self {
            cursor: Cursor::at(text, 0),
            scratch,
            place: Place::START,
            field: None,
            error: NO_ERROR,
        }
    }

    /// Reads one value of the document a second time: that of the member `name` of the outermost
    /// object. `text` is the input up to the end of the value, `start` is the value's offset.
    pub(crate) fn member(
        text: &'a str,
        start: usize,
        name: Option<&'static Name>,
        scratch: &'a mut [u8],
    ) -> Self {
        Self {
            cursor: Cursor::at(text, start),
            scratch,
            place: Place::new(1, true),
            field: name,
            error: NO_ERROR,
        }
    }

    /// Ends the document: one value was read, and only white space may follow.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::TrailingBytes`], [`DecodeErrorKind::Unread`].
    pub fn finish(mut self) -> Result<(), DecodeError> {
        let finished = self.end();
        self.result(finished)
    }

    /// As [`finish`](Self::finish).
    pub(crate) fn end(&mut self) -> Result<(), Stop> {
        if self.place != Place::new(0, false) {
            return Err(self.fail(DecodeErrorKind::Unread));
        }
        match self.cursor.peek_token() {
            None => Ok(()),
            Some(_) => Err(self.fail(DecodeErrorKind::TrailingBytes)),
        }
    }

    // Place

    /// How far the text has been read, in bytes.
    pub const fn offset(&self) -> usize {
        self.cursor.offset()
    }

    /// The first byte of the next value, which shows its type; `None` at the end.
    pub fn peek_value(&mut self) -> Option<u8> {
        self.cursor.peek_token()
    }

    /// The offset of the next value. Unlike [`begin_value`](Self::begin_value) it does not begin to read
    /// the value.
    pub(crate) fn next_value_offset(&mut self) -> usize {
        self.cursor.skip_white_space();
        self.offset()
    }

    /// The input from `start` to the end of the value that was read last.
    pub(crate) fn text_from(&self, start: usize) -> &'a str {
        self.cursor.text_from(start)
    }

    /// The input up to the end of the value that was read last.
    pub(crate) fn text_so_far(&self) -> &'a str {
        self.cursor.text_from(0)
    }

    // Values of any type

    /// Skips the white space before the value that is due, and returns the value's offset.
    pub(crate) fn begin_value(&mut self) -> Result<usize, Stop> {
        if !self.place.value_is_due() {
            return Err(self.fail(DecodeErrorKind::Unread));
        }
        match self.cursor.peek_token() {
            Some(_) => {
                self.place = self.place.with_value(false);
                Ok(self.offset())
            }
            None => Err(self.fail(DecodeErrorKind::UnexpectedEnd)),
        }
    }

    /// Reads past a value of any type, and checks that it is JSON (`Cursor::skip_value` in `skip.rs`).
    ///
    /// # Errors
    ///
    /// The value is not JSON; [`DecodeErrorKind::TooDeep`]; [`DecodeErrorKind::Unread`].
    pub fn skip_value(&mut self) -> Result<(), DecodeError> {
        let skipped = self.pass_value();
        self.result(skipped)
    }

    /// As [`skip_value`](Self::skip_value).
    pub(crate) fn pass_value(&mut self) -> Result<(), Stop> {
        self.begin_value()?;
        let depth = self.place.depth();
        self.step(|cursor| cursor.skip_value(depth))
    }

    /// Reads a value with `read`, and returns it with its raw text: the input from the first byte
    /// of the value to its last.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub fn spanned<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<(T, &'a str), DecodeError> {
        let start = self.next_value_offset();
        let value = read(self)?;
        Ok((value, self.cursor.text_from(start)))
    }

    /// Reads `null`, if that is the next value, and returns whether it is. For a member that may be
    /// absent and whose value is an object or an array.
    ///
    /// # Errors
    ///
    /// The text is not JSON; [`DecodeErrorKind::Unread`].
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let is_null = self.cursor.peek_token() == Some(b'n');
        if is_null {
            self.skip_value()?;
        }
        Ok(is_null)
    }

    /// Enters an object or an array, which begins with the byte `open`, and returns its offset.
    #[inline(never)]
    pub(crate) fn enter(&mut self, open: u8, expected: JsonType) -> Result<usize, Stop> {
        let start = self.begin_value()?;
        let depth = self.place.depth();
        match self.cursor.peek() {
            Some(byte) if byte == open => {
                self.step(|cursor| cursor.enter(depth))?;
                self.place = Place::new(depth + 1, false);
                Ok(start)
            }
            // `null` means absent. The document is not a member, so it cannot be absent.
            Some(b'n') if depth > 0 => {
                self.step(|cursor| cursor.literal("null"))?;
                Err(self.stop_at(DecodeErrorKind::Missing, start))
            }
            _ => Err(self.wrong_type(expected, start)),
        }
    }

    // Numbers and booleans

    /// Reads a number as its JSON text, exactly as it was written; `None` for `null`.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`].
    pub fn number(&mut self) -> Result<Option<&'a str>, DecodeError> {
        self.parse_number(Ok)
    }

    /// Reads a number and parses its JSON text; `None` for `null`.
    ///
    /// ```
    /// use alipay_acquiring::ValueError;
    /// use alipay_acquiring::json::Reader;
    ///
    /// let mut reader = Reader::new(b"1250", &mut [])?;
    /// let cents = reader.parse_number(|text| text.parse::<u32>().map_err(|_| ValueError::Number))?;
    /// assert_eq!(cents, Some(1250));
    /// # Ok::<(), alipay_acquiring::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Reader::string`], and the error of `parse`, with the offset of the number.
    pub fn parse_number<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        self.parse_scalar(JsonType::Number, parse)
    }

    /// Reads `true` or `false`; `None` for `null`.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`].
    pub fn boolean(&mut self) -> Result<Option<bool>, DecodeError> {
        self.parse_scalar(JsonType::Boolean, |text| Ok(text == "true"))
    }

    /// Reads a value of this type, which is not a string, and parses its JSON text.
    fn parse_scalar<T>(
        &mut self,
        expected: JsonType,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let found = self.cursor.peek_token().and_then(JsonType::of);
        let scalar = if found.is_some_and(|found| found != expected) {
            let start = self.begin_value();
            start.and_then(|start| Err(self.wrong_type(expected, start)))
        } else {
            self.parse_raw(|value| parse(value.text).map_err(DecodeErrorKind::Value))
        };
        self.result(scalar)
    }

    // Strings

    /// Reads a string; `None` for `null`.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] for any other value; the value is not JSON;
    /// [`DecodeErrorKind::ScratchTooSmall`]; [`DecodeErrorKind::Unread`].
    pub fn string(&mut self) -> Result<Option<&'a str>, DecodeError> {
        self.parse_string(Ok)
    }

    /// Reads a string and parses it; `None` for `null`.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`], and the error of `parse`, with the offset of the string.
    #[inline(always)]
    pub fn parse_string<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let parsed = self.parse_text(parse);
        self.result(parsed)
    }

    /// As [`parse_string`](Self::parse_string).
    #[inline(always)]
    pub(crate) fn parse_text<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, Stop> {
        self.parse_raw(|value| match value.json_type {
            JsonType::String => parse(value.text).map_err(DecodeErrorKind::Value),
            found => Err(DecodeErrorKind::WrongType {
                expected: JsonType::String,
                found,
            }),
        })
    }

    /// As [`Reader::parse_string`], but also `None` for an empty string.
    ///
    /// # Errors
    ///
    /// As [`Reader::parse_string`].
    pub fn parse_non_empty<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, DecodeError> {
        let parsed = self.parse_present(parse);
        self.result(parsed)
    }

    /// As [`parse_non_empty`](Self::parse_non_empty).
    pub(crate) fn parse_present<T>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, Stop> {
        let value = self.parse_text(|text| match text {
            "" => Ok(None),
            _ => parse(text).map(Some),
        })?;
        Ok(value.flatten())
    }

    /// Reads a value of any type as text: the content of a string, unescaped, or the JSON text of
    /// another value; `None` for `null`.
    ///
    /// # Errors
    ///
    /// The value is not JSON; [`DecodeErrorKind::TooDeep`]; [`DecodeErrorKind::ScratchTooSmall`];
    /// [`DecodeErrorKind::Unread`].
    pub fn raw_value(&mut self) -> Result<Option<RawValue<'a>>, DecodeError> {
        let value = self.parse_raw(Ok);
        self.result(value)
    }

    /// Reads a value of any type as text and parses it; `None` for `null`. An error of `parse` gets the
    /// offset of the value.
    #[inline(always)]
    pub(crate) fn parse_raw<T>(
        &mut self,
        parse: impl FnOnce(RawValue<'a>) -> Result<T, DecodeErrorKind>,
    ) -> Result<Option<T>, Stop> {
        // A small core has one path for all values: `slow_value` is fast enough for plain strings.
        let fast = if WIDE { self.fast_string() } else { None };
        let (value, start) = match fast {
            Some(text) => (RawValue::string(text), None),
            _ => match self.slow_value()? {
                Some((value, start)) => (value, Some(start)),
                None => return Ok(None),
            },
        };
        match parse(value) {
            Ok(parsed) => Ok(Some(parsed)),
            Err(kind) => Err(self.value_error(kind, value.text, start)),
        }
    }

    /// As [`Reader::parse_non_empty`], but faster for a string of `len` bytes: the fast path does
    /// not search for its end. `parse` must refuse an empty text and every text with a quote, a
    /// backslash or a control character: the fast path gives it such texts.
    #[inline(always)]
    pub(crate) fn parse_sized<T>(
        &mut self,
        len: usize,
        parse: impl Fn(&'a str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, Stop> {
        if WIDE && let Some(value) = self.fast_sized(len, &parse) {
            return Ok(Some(value));
        }
        self.parse_present(parse)
    }

    /// Reads any value, and returns it with its offset; `None` for `null`.
    #[inline(never)]
    fn slow_value(&mut self) -> Result<Option<(RawValue<'a>, usize)>, Stop> {
        if WIDE && let Some(found) = self.fast_escaped_string() {
            return Ok(Some(found));
        }
        let start = self.begin_value()?;
        let json_type = self.cursor.peek().and_then(JsonType::of);
        let text = match json_type {
            Some(JsonType::String) => self.any_string(start)?,
            _ => {
                let depth = self.place.depth();
                self.step(|cursor| cursor.skip_value(depth))?;
                self.cursor.text_from(start)
            }
        };
        Ok(json_type.map(|json_type| (RawValue { text, json_type }, start)))
    }

    /// Reads the string at `start`.
    #[inline(always)]
    fn any_string(&mut self, start: usize) -> Result<&'a str, Stop> {
        let content = self.cursor.after("\"");
        let plain = content.and_then(|content| self.cursor.plain_string(content));
        match plain {
            Some(string) => Ok(string),
            None => self.unescaped_string(start),
        }
    }

    /// Reads the string at `start`. If it has escapes, it is unescaped to the front of the scratch
    /// buffer, and the rest of the buffer is kept for the next string.
    #[inline(never)]
    pub(crate) fn unescaped_string(&mut self, start: usize) -> Result<&'a str, Stop> {
        let mut unescaped = SliceWriter::after(take(&mut self.scratch), 0);
        // If the string has a fault and the scratch buffer is too small, the fault is reported.
        let raw = self.step(|cursor| {
            cursor.string_in_pieces(&mut |piece| unescaped.write(piece.as_bytes()))
        })?;
        // Without escapes nothing was written, so this cannot fail then.
        let Some((unescaped, rest)) = unescaped.split() else {
            return Err(self.fail_at(self.scratch_too_small(), start));
        };
        self.scratch = rest;
        match unescaped {
            [] => Ok(raw), // An escape is at least one character.
            // Never an error: pieces of a `str` and whole characters are UTF-8.
            _ => core::str::from_utf8(unescaped)
                .map_err(|_| self.stop_at(self.scratch_too_small(), start)),
        }
    }

    /// No string is longer after its escapes were replaced, so the length of the input is enough.
    const fn scratch_too_small(&self) -> DecodeErrorKind {
        DecodeErrorKind::ScratchTooSmall {
            enough: self.cursor.input().len(),
        }
    }

    /// An error of `parse` at the string that was read last. `start` is `None` after the fast path:
    /// the offset is then computed from the cursor, which is just after the closing quote.
    #[cold]
    fn value_error(&mut self, kind: DecodeErrorKind, text: &str, start: Option<usize>) -> Stop {
        let after_quotes = text.len().saturating_add("\"\"".len());
        let start = start.unwrap_or(self.offset().saturating_sub(after_quotes));
        self.stop_at(kind, start)
    }
}

/// The input as text.
///
/// # Errors
///
/// Those of [`Reader::new`].
#[inline(always)]
pub(crate) fn utf8(input: &[u8]) -> Result<&str, DecodeError> {
    scan::utf8(input).map_err(|error| not_utf8(input, error))
}

#[cold]
#[inline(never)]
fn not_utf8(input: &[u8], error: Utf8Error) -> DecodeError {
    // An incomplete character at the end: the input may have been cut off.
    let kind = match error.error_len() {
        Some(_) => DecodeErrorKind::InvalidUtf8,
        None => DecodeErrorKind::UnexpectedEnd,
    };
    let offset = error.valid_up_to();
    match explain(&kind, input, offset) {
        Some((found, offset)) => DecodeError::new(found.into(), offset, None),
        None => DecodeError::new(kind, offset, None),
    }
}
