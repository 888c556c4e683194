//! Helpers that the test programs share. `tests/evidence` uses the same files.

#![allow(dead_code, reason = "each test program uses only some of the helpers")]

pub(crate) mod cancel_rig;
pub(crate) mod der;
pub(crate) mod escapes;
pub(crate) mod fixtures;
pub(crate) mod golden;
pub(crate) mod json;
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
pub(crate) mod key_errors;
#[cfg(feature = "rsa")]
pub(crate) mod keys;
#[cfg(feature = "serde")]
pub(crate) mod serde_types;
