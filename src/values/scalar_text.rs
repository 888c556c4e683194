//! A text that a peer may also send as a number or a boolean.

use core::fmt;
use core::ops::Deref;

use crate::error::DecodeError;
use crate::json::{JsonType, RawValue, Reader, Stop};
use crate::values::lenient::read_scalar;
use crate::values::text::Text;
use crate::values::violation::Violation;

/// A text of 1 to `MAX` characters in a response, which decides the outcome: an id or a code. Some
/// platforms send such a text as a JSON number or boolean. The value is then its JSON text, and the
/// message has a [`Violation`].
///
/// It dereferences to `str`. Make it from a [`Text`]:
///
/// ```
/// use alipay_acquiring::{ScalarText, json::Reader, text};
///
/// let mut reader = Reader::new(b"2015000000000000000000747", &mut [])?;
/// let id: ScalarText<64> = ScalarText::read(&mut reader)?.unwrap();
/// assert_eq!(id, "2015000000000000000000747");
/// let violation = id.violation("acquirementId").unwrap();
/// assert_eq!(violation.to_string(), "acquirementId: expected a string, found a number");
///
/// let id = ScalarText::<64>::from(text!("2015000000000000000000747"));
/// assert_eq!(id.violation("acquirementId"), None);
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScalarText<'a, const MAX: usize>(RawValue<'a>);

impl<'a, const MAX: usize> ScalarText<'a, MAX> {
    /// The text itself.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0.text
    }

    /// The text with its limit.
    #[must_use]
    pub const fn as_text(&self) -> Text<'a, MAX> {
        Text::of_checked(self.0.text)
    }

    /// The type that the value had in the JSON text: a string, a number or a boolean.
    #[must_use]
    pub const fn json_type(&self) -> JsonType {
        self.0.json_type
    }

    pub(crate) const fn is_string(&self) -> bool {
        matches!(self.0.json_type, JsonType::String)
    }

    /// The violation of the member `field` with this value, if the value was not a string.
    #[inline]
    pub fn violation(&self, field: &'static str) -> Option<Violation> {
        match self.0.json_type {
            JsonType::String => None,
            found => Some(Violation::NotAString { field, found }),
        }
    }

    /// Reads the next JSON value as such a text. `None` if it is absent: `null` or an empty string.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::raw_value`]; [`DecodeErrorKind::WrongType`](crate::DecodeErrorKind::WrongType) for an array or an object;
    /// [`ValueError::TooLong`](crate::ValueError::TooLong).
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
        let mut scalar = Self::ABSENT;
        let read = scalar.fill(reader);
        reader.result(read)?;
        Ok(scalar.present())
    }

    /// The text of a member that is absent: only while a message is read.
    pub(crate) const ABSENT: Self = Self(RawValue::ABSENT);

    /// As [`read`](Self::read), in the place of this text, which is [`ABSENT`](Self::ABSENT).
    #[inline(always)]
    pub(crate) fn fill(&mut self, reader: &mut Reader<'a>) -> Result<(), Stop> {
        read_scalar(reader, 1, MAX, &mut self.0)
    }

    /// The text, unless it is absent.
    #[inline(always)]
    pub(crate) fn present(self) -> Option<Self> {
        (!self.0.is_absent()).then_some(self)
    }
}

impl<'a, const MAX: usize> From<Text<'a, MAX>> for ScalarText<'a, MAX> {
    fn from(text: Text<'a, MAX>) -> Self {
        Self(RawValue::string(text.as_str()))
    }
}

impl<const MAX: usize> Deref for ScalarText<'_, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.text
    }
}

impl<const MAX: usize> AsRef<str> for ScalarText<'_, MAX> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl<const MAX: usize> PartialEq<str> for ScalarText<'_, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<const MAX: usize> PartialEq<&str> for ScalarText<'_, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<const MAX: usize> fmt::Display for ScalarText<'_, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}
