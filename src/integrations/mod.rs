//! Support for other crates, one file or folder for each purpose. No other layer depends on it;
//! only `lib.rs` exports from it.

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "std"))]
mod clocks;
#[cfg(feature = "serde")]
pub mod reserve;
#[cfg(feature = "serde")]
pub(crate) mod serde;
#[cfg(feature = "serde")]
mod serde_reports;
