//! The types that a JSON value can have.

use core::fmt;

/// The type of a JSON value (RFC 8259, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
// As long as a machine word: a value that contains it is copied word by word, which is slow after a
// shorter part of a word was written.
#[repr(usize)]
pub enum JsonType {
    /// `"…"`
    String,
    /// `7`, `-0.5e3`
    Number,
    /// `true` or `false`
    Boolean,
    /// `[…]`
    Array,
    /// `{…}`
    Object,
    /// `null`: only in [`DecodeErrorKind::WrongType`](crate::DecodeErrorKind::WrongType). As the value of
    /// a member it means that the member is absent.
    Null,
}

impl JsonType {
    /// The type of the value that begins with this byte; `None` for `null` and for what is not JSON.
    pub(crate) const fn of(first_byte: u8) -> Option<Self> {
        Some(match first_byte {
            b'"' => Self::String,
            b'-' | b'0'..=b'9' => Self::Number,
            b't' | b'f' => Self::Boolean,
            b'[' => Self::Array,
            b'{' => Self::Object,
            _ => return None,
        })
    }

    /// The type of the JSON value that begins with this byte.
    pub(crate) fn of_value(first_byte: Option<u8>) -> Self {
        first_byte.and_then(Self::of).unwrap_or(Self::Null)
    }
}

/// `a string`, `a number`, `a boolean`, `an array`, `an object` or `null`.
impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Null => "null",
        })
    }
}
