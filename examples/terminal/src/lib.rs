//! What a payment terminal does after a `pay` call without a clear result: it cancels the
//! transaction, and retries until the outcome is known or a person must decide.
//!
//! The crate's driver, [`alipay_acquiring::cancel`], decides what to do. This program does it.
//!
//! | to | see |
//! | --- | --- |
//! | cancel, or continue a stored cancel | [`Terminal::cancel`] |
//! | report what a person decided | [`Terminal::close`], [`Terminal::try_again`] |
//! | keep the cancel in a file | [`Store`] |

mod error;
mod http;
mod report;
mod store;
mod terminal;

pub use error::{Error, Ids};
pub use http::MAX_RESPONSE;
pub use report::{Attempt, Report};
pub use store::Store;
pub use terminal::Terminal;
