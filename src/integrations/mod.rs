//! What connects this crate to others: one file for each optional feature. Nothing below uses it.

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod clocks;
#[cfg(feature = "serde")]
pub mod reserve;
#[cfg(feature = "serde")]
pub(crate) mod serde;
