//! Broken rules: between members, and odd members of a response.

use core::error::Error;
use core::fmt;

use crate::error::ValueError;
use crate::json::JsonType;
use crate::values::result_table::Contradiction;

/// A rule that a message breaks: a rule between members or, in a response, the rule of one member.
///
/// A message with violations can be read, and
/// [`Message::violations`](crate::Message::violations) lists them. It cannot be written. The writer has one
/// more rule, for ids: see [`Writer::id_member`](crate::json::Writer::id_member). A caller
/// who wants to accept only messages that keep every rule checks that there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Violation {
    /// A member that is required in this message is absent.
    Missing {
        /// The member, by the specification's name.
        field: &'static str,
    },
    /// A member has a value of another type. A [`ScalarText`](crate::ScalarText) is still read from a
    /// number or a boolean; a [`Lenient`](crate::Lenient) member is odd.
    NotAString {
        /// The member, by the specification's name.
        field: &'static str,
        /// The type that was found.
        found: JsonType,
    },
    /// The text of a [`Lenient`](crate::Lenient) member is too long or has another format, so the member
    /// is odd. From the writer also: an id that it does not write.
    Value {
        /// The member, by the specification's name.
        field: &'static str,
        /// The rule that the text breaks.
        error: ValueError,
    },
    /// `resultCode`, `resultCodeId` and `resultStatus` do not belong together.
    Result(Contradiction),
    /// Only from [`Answer::violations`](crate::Answer::violations): the request named the
    /// transaction by both ids. The answer has the same preferred id, but this other id differs.
    Differs {
        /// The member, by the specification's name.
        field: &'static str,
    },
}

impl Violation {
    /// A stable code for logs, metrics and alarms: `missing`, `not-a-string`, `differs`, or the code of the
    /// [`ValueError`] or the [`Contradiction`]. It never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::NotAString { .. } => "not-a-string",
            Self::Value { error, .. } => error.code(),
            Self::Result(contradiction) => contradiction.code(),
            Self::Differs { .. } => "differs",
        }
    }

    /// The member, by the specification's name; `None` if several members do not belong together.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing { field }
            | Self::NotAString { field, .. }
            | Self::Value { field, .. }
            | Self::Differs { field } => Some(field),
            Self::Result(_) => None,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "{field}: required here, but absent"),
            Self::NotAString { field, found } => {
                write!(f, "{field}: expected a string, found {found}")
            }
            Self::Value { field, error } => write!(f, "{field}: {error}"),
            Self::Result(contradiction) => contradiction.fmt(f),
            Self::Differs { field } => write!(f, "{field}: not the one that was sent"),
        }
    }
}

impl Error for Violation {}
