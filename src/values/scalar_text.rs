//! A text that a peer may also send as a number or a boolean.

use core::fmt;
use core::ops::Deref;

use crate::error::DecodeError;
use crate::json::{JsonType, Reader};
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
pub struct ScalarText<'a, const MAX: usize> {
    text: Text<'a, MAX>,
    json_type: JsonType,
}

impl<'a, const MAX: usize> ScalarText<'a, MAX> {
    /// The text itself.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text.as_str()
    }

    /// The text with its limit.
    #[must_use]
    pub const fn as_text(&self) -> Text<'a, MAX> {
        self.text
    }

    /// The type that the value had in the JSON text: a string, a number or a boolean.
    #[must_use]
    pub const fn json_type(&self) -> JsonType {
        self.json_type
    }

    pub(crate) const fn is_string(&self) -> bool {
        matches!(self.json_type, JsonType::String)
    }

    /// The violation of the member `field` with this value, if the value was not a string.
    #[inline]
    pub fn violation(&self, field: &'static str) -> Option<Violation> {
        match self.json_type {
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
        let scalar = read_scalar(reader, 1, MAX)?;
        Ok(scalar.map(|value| Self {
            text: Text::of_checked(value.text),
            json_type: value.json_type,
        }))
    }
}

impl<'a, const MAX: usize> From<Text<'a, MAX>> for ScalarText<'a, MAX> {
    fn from(text: Text<'a, MAX>) -> Self {
        let json_type = JsonType::String;
        Self { text, json_type }
    }
}

impl<const MAX: usize> Deref for ScalarText<'_, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.as_str()
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
