//! A member of a response that is read even if it is odd.

use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::json::{JsonType, RawValue, Reader, Stop, inline_if_wide};
use crate::values::text::{Text, check};
use crate::values::timestamp::Timestamp;
use crate::values::violation::Violation;

/// A member of a response: a value of the type `T`, or an odd value, which is not of that type. The text
/// of an odd value stays readable, for logs.
///
/// Real platforms send odd values, for example a `cancelTime` without a colon in its offset. If the
/// signature holds, the answer is authentic, so an odd detail is reported as a
/// [`Violation`] and does not cause the answer to be refused.
///
/// ```
/// use alipay_acquiring::{Lenient, Timestamp, json::Reader};
///
/// let read = |json: &'static str| Lenient::<Timestamp>::read(&mut Reader::new(json.as_bytes(), &mut [])?);
/// let time = read(r#""2019-01-01T00:00:00+00:00""#)?;
/// assert_eq!(time.and_then(|time| time.valid()), Some(Timestamp::parse("2019-01-01T00:00:00Z")?));
/// // Jackson before 2.11 writes this form:
/// let time = read(r#""2019-01-01T00:00:00.000+0000""#)?;
/// assert_eq!(time.and_then(|time| time.valid()), None);
/// assert_eq!(time.unwrap().to_string(), "2019-01-01T00:00:00.000+0000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lenient<'a, T> {
    /// A value of the right type, format and length.
    Valid(T),
    /// Any other value, as text.
    Odd(RawValue<'a>),
}

impl<'a, T> Lenient<'a, T> {
    /// The value, if it is not odd.
    #[must_use]
    pub fn valid(self) -> Option<T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Odd(_) => None,
        }
    }

    /// The value as it was received, if it is odd.
    #[must_use]
    pub const fn odd(&self) -> Option<RawValue<'a>> {
        match self {
            Self::Valid(_) => None,
            Self::Odd(raw) => Some(*raw),
        }
    }

    /// The violation of the member `field` with this value, if the value is odd.
    #[inline]
    pub fn violation(&self, field: &'static str) -> Option<Violation>
    where
        T: TryFrom<&'a str, Error = ValueError>,
    {
        match self {
            Self::Valid(_) => None,
            Self::Odd(raw) => Some(odd_member(field, *raw, T::try_from(raw.text).err())),
        }
    }
}

/// The violation for an odd value; `error` says why its text cannot be parsed.
#[cold]
fn odd_member(field: &'static str, raw: RawValue<'_>, error: Option<ValueError>) -> Violation {
    match (raw.json_type, error) {
        (JsonType::String, Some(error)) => Violation::Value { field, error },
        (found, _) => Violation::NotAString { field, found },
    }
}

impl<'a> Lenient<'a, Timestamp> {
    /// Reads the next JSON value as a time, or as an odd value. `None` if it is absent: `null` or an
    /// empty string.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::raw_value`].
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
        let mut time = None;
        let read = Self::read_to(reader, &mut time);
        reader.result(read)?;
        Ok(time)
    }

    /// As [`read`](Self::read), into `time`.
    #[inline(always)]
    pub(crate) fn read_to(reader: &mut Reader<'a>, time: &mut Option<Self>) -> Result<(), Stop> {
        match Timestamp::fast_written(reader) {
            Some(text) => *time = Some(Self::Valid(Timestamp::of_written(text))),
            None => read_time(reader, time)?,
        }
        Ok(())
    }
}

/// The slow path of [`Lenient::<Timestamp>::read`].
#[inline(never)]
fn read_time<'a>(
    reader: &mut Reader<'a>,
    time: &mut Option<Lenient<'a, Timestamp>>,
) -> Result<(), Stop> {
    if let Some(value) = reader.parse_raw(Ok)? {
        let is_string = value.json_type == JsonType::String;
        *time = match Timestamp::parse_valid(value.text) {
            Some(valid) if is_string => Some(Lenient::Valid(valid)),
            _ if value.is_empty_string() => None,
            _ => Some(Lenient::Odd(value)),
        };
    }
    Ok(())
}

impl<'a, const MAX: usize, const MIN: usize> Lenient<'a, Text<'a, MAX, MIN>> {
    /// Reads the next JSON value as a text, or as an odd value. `None` if it is absent: `null`, or an
    /// empty string if the text may not be empty.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::raw_value`].
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
        let mut text = None;
        let read = Self::read_to(reader, None, &mut text);
        reader.result(read)?;
        Ok(text)
    }

    /// As [`read`](Self::read), into `text`. Values of the type `also` count as texts, too: their JSON text.
    #[inline(always)]
    pub(crate) fn read_to(
        reader: &mut Reader<'a>,
        also: Option<JsonType>,
        text: &mut Option<Self>,
    ) -> Result<(), Stop> {
        let mut read = None;
        read_text(reader, MIN, MAX, also, &mut read)?;
        *text = read.map(Self::of_checked);
        Ok(())
    }

    /// The text, also if it is odd. A value that is not a string is its JSON text.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        match self {
            Self::Valid(text) => text.as_str(),
            Self::Odd(raw) => raw.text,
        }
    }

    /// A text whose length was checked before.
    fn of_checked(text: Lenient<'a, &'a str>) -> Self {
        match text {
            Lenient::Valid(text) => Self::Valid(Text::of_checked(text)),
            Lenient::Odd(raw) => Self::Odd(raw),
        }
    }
}

inline_if_wide! {
    /// Reads a text of `min` to `max` characters into `text`, compiled once for all lengths on a small core.
    /// Values of the type `also` count as texts. `text` remains `None` if the value is absent: `null`, or
    /// an empty string if `min` is not 0.
    fn read_text<'a>(
        reader: &mut Reader<'a>,
        min: usize,
        max: usize,
        also: Option<JsonType>,
        text: &mut Option<Lenient<'a, &'a str>>,
    ) -> Result<(), Stop> {
        let Some(value) = reader.parse_raw(Ok)? else {
            return Ok(());
        };
        let is_text = value.json_type == JsonType::String || Some(value.json_type) == also;
        *text = if !is_text {
            Some(Lenient::Odd(value))
        } else {
            match check(value.text, min, max) {
                Ok(()) => Some(Lenient::Valid(value.text)),
                Err(_) if value.text.is_empty() => None,
                Err(_) => Some(Lenient::Odd(RawValue::string(value.text))),
            }
        };
        Ok(())
    }
}

impl<'a, T: TryFrom<&'a str, Error = ValueError>> Lenient<'a, T> {
    /// The value of a member that is absent: only while a message is read.
    pub(crate) const ABSENT: Self = Self::Odd(RawValue::ABSENT);

    /// Reads the next JSON value as the member of a result that decides the outcome, in the place of this
    /// value, which is [`ABSENT`](Self::ABSENT): a string that can be parsed, or an odd value of `min` to 64
    /// characters.
    ///
    /// # Errors
    ///
    /// Those of [`read_scalar`].
    #[inline(always)]
    pub(crate) fn fill_deciding(
        &mut self,
        reader: &mut Reader<'a>,
        min: usize,
    ) -> Result<(), Stop> {
        let mut value = RawValue::ABSENT;
        read_scalar(reader, min, MAX_ODD_LEN, &mut value)?;
        *self = match value.json_type {
            JsonType::String => T::try_from(value.text).map_or(Self::Odd(value), Self::Valid),
            _ => Self::Odd(value),
        };
        Ok(())
    }

    /// The value, unless it is absent.
    pub(crate) const fn present(&self) -> Option<&Self> {
        match self {
            Self::Odd(value) if value.is_absent() => None,
            _ => Some(self),
        }
    }
}

/// The longest text of an odd member that decides, in characters.
const MAX_ODD_LEN: usize = 64;

inline_if_wide! {
    /// Reads a string, a number or a boolean of `min` to `max` characters into `scalar`, which remains
    /// [`RawValue::ABSENT`] if the value is absent: `null`, or an empty string if `min` is not 0.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::raw_value`]; [`DecodeErrorKind::WrongType`] for an array or an object;
    /// [`ValueError::TooLong`].
    pub(crate) fn read_scalar<'a>(
        reader: &mut Reader<'a>,
        min: usize,
        max: usize,
        scalar: &mut RawValue<'a>,
    ) -> Result<(), Stop> {
        let read = reader.parse_raw(|value| {
            if let found @ (JsonType::Array | JsonType::Object) = value.json_type {
                let expected = JsonType::String;
                return Err(DecodeErrorKind::WrongType { expected, found });
            }
            match check(value.text, min, max) {
                Ok(()) => *scalar = value,
                Err(_) if value.text.is_empty() => {}
                Err(error) => return Err(DecodeErrorKind::Value(error)),
            }
            Ok(())
        });
        read.map(|_| ())
    }
}

impl<T> From<T> for Lenient<'_, T> {
    fn from(value: T) -> Self {
        Self::Valid(value)
    }
}

/// Equal to a value if it is that value, and not odd.
impl<T: PartialEq> PartialEq<T> for Lenient<'_, T> {
    fn eq(&self, other: &T) -> bool {
        matches!(self, Self::Valid(value) if value == other)
    }
}

/// Shows the value, or the text of an odd value.
impl<T: fmt::Display> fmt::Display for Lenient<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(value) => value.fmt(f),
            Self::Odd(raw) => raw.text.fmt(f),
        }
    }
}
