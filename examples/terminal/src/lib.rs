//! What a payment terminal does after a `pay` call without a clear result: it cancels the
//! transaction, and does not rest until it knows, or knows that it must ask a person.
//!
//! | to | see |
//! | --- | --- |
//! | cancel | [`Terminal::cancel`] |
//! | learn what follows an answer | [`next`]: a function without a clock, a network or chance |
//! | tell a cashier | [`End`] |

mod decision;
mod line;
mod store;
mod terminal;

pub use decision::{End, Next, Policy, Progress, next};
pub use line::MAX_ANSWER;
pub use store::Store;
pub use terminal::{Error, Report, Terminal};
