//! What the fuzz targets run. The same code replays the seeds on stable, in `tests/seeds.rs`.
//!
//! Each function panics where the crate does not hold what `README.md` says, and tells whether the
//! crate accepted the input.

mod base64;
mod common;
mod decode;
mod differences;
mod json;
mod round_trip;
mod tamper;
mod timestamp;

pub use base64::base64;
pub use decode::decode;
pub use json::json;
pub use round_trip::round_trip;
pub use tamper::tamper;
pub use timestamp::timestamp;

/// A target: its name, and what it runs.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub const TARGETS: [Target; 6] = [
    ("base64", base64),
    ("decode", decode),
    ("json", json),
    ("round_trip", round_trip),
    ("tamper", tamper),
    ("timestamp", timestamp),
];
