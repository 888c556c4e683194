//! Broken rules.

use codec::json::JsonType;
use codec::{ValueError, Violation as CodecViolation};

use crate::memory::Plain;
use crate::text::Text;

/// A rule that a message breaks. The texts live as long as the program.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Violation {
    /// The stable code of the rule, for logs and metrics.
    pub code: Text,
    /// The member, or an absent text if the rule is about several members.
    pub field: Text,
    /// More about it, or an absent text: the JSON type that was found ("number"), or what is wrong with a
    /// time ("no-offset").
    pub detail: Text,
}

// SAFETY: pointers and integers.
unsafe impl Plain for Violation {}

impl From<CodecViolation> for Violation {
    fn from(violation: CodecViolation) -> Self {
        Self {
            code: Text::of_static(violation.code()),
            field: Text::of_option(violation.field()),
            detail: detail_of_violation(&violation),
        }
    }
}

pub(crate) const fn detail_of_violation(violation: &CodecViolation) -> Text {
    match violation {
        CodecViolation::NotAString { found, .. } => Text::of_static(type_name(*found)),
        CodecViolation::Value { error, .. } => detail_of_value(*error),
        _ => Text::ABSENT,
    }
}

pub(crate) const fn detail_of_value(error: ValueError) -> Text {
    match error {
        ValueError::Timestamp(error) => Text::of_static(error.code()),
        _ => Text::ABSENT,
    }
}

pub(crate) const fn type_name(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::String => "string",
        JsonType::Number => "number",
        JsonType::Boolean => "boolean",
        JsonType::Array => "array",
        JsonType::Object => "object",
        JsonType::Null => "null",
    }
}
