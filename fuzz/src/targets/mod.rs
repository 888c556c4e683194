//! The targets, one module each. No target imports another.

pub(crate) mod base64;
pub(crate) mod decode;
pub(crate) mod doctor;
pub(crate) mod json;
pub(crate) mod round_trip;
pub(crate) mod tamper;
pub(crate) mod timestamp;
