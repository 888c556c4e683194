//! Broken rules between members.

use core::error::Error;
use core::fmt;

use crate::values::result_table::Contradiction;

/// A rule between members that a message breaks.
///
/// A message with violations can be read, and
/// [`Message::violations`](crate::Message::violations) lists all of them. It cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Violation {
    /// A member that is required in this message is absent.
    Missing {
        /// The member, by the specification's name.
        field: &'static str,
    },
    /// `resultCode`, `resultCodeId` and `resultStatus` do not belong together.
    Result(Contradiction),
    /// Only in an [`Answer`](crate::Answer): the request named the transaction by both ids. The answer
    /// has the same preferred id, but this other id differs.
    Differs {
        /// The member, by the specification's name.
        field: &'static str,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "{field}: required here, but absent"),
            Self::Result(contradiction) => contradiction.fmt(f),
            Self::Differs { field } => write!(f, "{field}: not the one that was sent"),
        }
    }
}

impl Error for Violation {}
