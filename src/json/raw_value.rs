//! A value of any type as text, and the types that a value can have.

use core::fmt;

/// The type of a JSON value (RFC 8259, section 3). `null` is none of these: it means absent.
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
}

/// `a string`, `a number`, `a boolean`, `an array` or `an object`.
impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// A JSON value of any type, as text: what [`Reader::raw_value`](crate::json::Reader::raw_value) reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RawValue<'a> {
    /// The content of a string, unescaped; the JSON text of a value of any other type, as it was
    /// written.
    pub text: &'a str,
    /// The type of the value.
    pub json_type: JsonType,
}

impl<'a> RawValue<'a> {
    pub(crate) const fn string(text: &'a str) -> Self {
        Self {
            text,
            json_type: JsonType::String,
        }
    }
    pub(crate) fn is_empty_string(&self) -> bool {
        self.json_type == JsonType::String && self.text.is_empty()
    }
}
