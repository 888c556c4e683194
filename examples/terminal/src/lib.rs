//! What a payment terminal does after a `pay` call without a clear result: it cancels the
//! transaction, and retries until the outcome is known or a person must decide.
//!
//! | to | see |
//! | --- | --- |
//! | cancel | [`Terminal::cancel`] |
//! | decide what to do after an outcome | [`next`]: uses no clock, network or random numbers |
//! | inform the cashier | [`End`] |

mod decision;
mod http;
mod store;
mod terminal;

pub use decision::{End, Next, Policy, Progress, next};
pub use http::MAX_RESPONSE;
pub use store::Store;
pub use terminal::{Error, Report, Terminal};
