//! The code of the fuzz targets. `tests/seeds.rs` replays the seeds through it on stable.
//!
//! Each target is a function. It panics if a property that `README.md` lists does not hold, and
//! returns whether the crate accepted the input.
//!
//! The modules have three layers, and each imports only the layers below it: `targets`, one module
//! for each target; `common`, the code that several targets use; `differences`, the known
//! differences between the crate and its peers.

mod common;
mod differences;
mod targets;

pub use targets::base64::base64;
pub use targets::decode::decode;
pub use targets::doctor::doctor;
pub use targets::json::json;
pub use targets::round_trip::round_trip;
pub use targets::tamper::tamper;
pub use targets::timestamp::timestamp;

/// The name of a target, and its function.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub const TARGETS: [Target; 7] = [
    ("base64", base64),
    ("decode", decode),
    ("doctor", doctor),
    ("json", json),
    ("round_trip", round_trip),
    ("tamper", tamper),
    ("timestamp", timestamp),
];
