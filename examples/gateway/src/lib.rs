//! A gateway to test payCancel clients against, on this machine: HTTP on loopback, test keys, a
//! few transactions in memory. It verifies and answers as the platform should, and is told to do
//! otherwise on its command line or in the query of a request; `--help` lists all words.
//!
//! | to | see |
//! | --- | --- |
//! | serve it | [`Server`] |
//! | answer one request, without a transport | [`Gateway`] |
//! | tell it what to do | [`Script`], [`Told`], [`Answer`] |
//! | learn what it can be told | [`ARRANGEMENTS`], [`FAULTS`] |

mod arrangement;
mod fault;
mod gateway;
mod json;
mod ledger;
mod parts;
mod script;
mod server;

use std::fmt;

pub use arrangement::{ARRANGED_MSG, ARRANGEMENTS, Arrangement};
pub use fault::{FAULTS, Fault};
pub use gateway::{CLIENT_ID, CLIENT_WITHOUT_KEY, Gateway};
pub use ledger::{PARTNER_ID, TRANSACTIONS};
pub use script::{Answer, Script, Told};
pub use server::{MAX_BODY, MAX_CONNECTIONS, READ_TIME, SERVICE_PATH, Server};

/// What a request gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// These bytes, with HTTP status 200.
    Answer(Vec<u8>),
    /// A text with another status, which nobody has signed.
    Http(u16, &'static str),
    /// Nothing, until the client hangs up.
    Silence,
    /// The first half of these bytes, then the end of the connection. Of no bytes: nothing at all.
    Cut(Vec<u8>),
}

/// For a log, on one line.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => {
                let answer = String::from_utf8_lossy(answer);
                f.write_str(answer.replace(char::is_control, "").trim_end())
            }
            Self::Http(status, text) => write!(f, "HTTP {status}: {}", text.trim_end()),
            Self::Silence => f.write_str("silence"),
            Self::Cut(answer) => write!(f, "{} bytes, cut off", answer.len() / 2),
        }
    }
}
