//! Nesting: how deep the reader is, and how deep it may go.

/// How deep objects and arrays may be nested, the document's own object included.
pub const MAX_DEPTH: u32 = 32;

/// How many objects the reader is in, and whether a value must be read next: at the start, and
/// after a member's name. One number, because it is compared for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(u32);

impl Place {
    pub(crate) const START: Self = Self::new(0, true);
    /// The place of an object that is closed. A reader never has this place.
    pub(crate) const CLOSED: Self = Self(u32::MAX);

    pub(crate) const fn new(depth: u32, value_is_due: bool) -> Self {
        Self(depth << 1 | value_is_due as u32)
    }

    pub(crate) const fn depth(self) -> u32 {
        self.0 >> 1
    }

    pub(crate) const fn value_is_due(self) -> bool {
        self.0 & 1 == 1
    }

    /// The same depth; whether a value is due is replaced.
    pub(crate) const fn with_value(self, is_due: bool) -> Self {
        Self::new(self.depth(), is_due)
    }
}
