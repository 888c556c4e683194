//! A value of any type as text.

use crate::json::json_type::JsonType;

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
    /// The value of a member that is absent. No other value has this type.
    pub(crate) const ABSENT: Self = Self {
        text: "",
        json_type: JsonType::Null,
    };

    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self.json_type, JsonType::Null)
    }

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
