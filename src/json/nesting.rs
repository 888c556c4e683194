//! Nesting: how deep the reader is, and how deep it may go.

/// How deep objects and arrays may be nested, the document's own object included.
pub const MAX_DEPTH: u32 = 32;

/// How many objects and arrays the reader is in, and whether it must read a value next ("a value is
/// due"): at the start, after a member's name, and at an element of an array. Both facts are one
/// number, because they are compared for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(u32);

impl Place {
    pub(crate) const START: Self = Self::new(0, true);
    /// The place of an object that is closed. A reader never has this place.
    pub(crate) const CLOSED: Self = Self(u32::MAX);

    /// The place of a reader that has failed. No value is due there, and no open object has this place.
    pub(crate) const FAILED: Self = Self(u32::MAX - 1);

    pub(crate) const fn new(depth: u32, value_is_due: bool) -> Self {
        Self(depth << 1 | value_is_due as u32)
    }

    pub(crate) const fn depth(self) -> u32 {
        self.0 >> 1
    }

    pub(crate) const fn value_is_due(self) -> bool {
        self.0 & 1 == 1
    }

    /// The place at the same depth where a value is due, or not due.
    pub(crate) const fn with_value(self, is_due: bool) -> Self {
        Self::new(self.depth(), is_due)
    }
}
