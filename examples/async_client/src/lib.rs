//! Cancels a payment from async code, with reqwest and tokio.
//!
//! | to | see |
//! | --- | --- |
//! | sign a cancel, and store it before it is sent | [`prepare`] |
//! | send it until something is certain, or until a deadline | [`Platform::cancel`] |
//! | stop at any moment | drop the future of [`Platform::cancel`] |

mod platform;
mod prepare;

pub use platform::{Attempt, Limits, MAX_ANSWER, Platform, VerifiedAnswer, is_certain};
pub use prepare::{Error, prepare};
