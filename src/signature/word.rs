//! The word of the arithmetic: what the processor multiplies at once.

#[cfg(target_pointer_width = "64")]
pub(crate) type Word = u64;
/// Twice as long as a word.
#[cfg(target_pointer_width = "64")]
pub(crate) type Wide = u128;

#[cfg(not(target_pointer_width = "64"))]
pub(crate) type Word = u32;
/// Twice as long as a word.
#[cfg(not(target_pointer_width = "64"))]
pub(crate) type Wide = u64;
