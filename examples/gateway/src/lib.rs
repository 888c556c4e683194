//! A gateway for testing payCancel clients on one machine: HTTP on loopback, test keys, a few
//! transactions in memory. It verifies requests and responds as the platform should. The command
//! line or the query of a request can make it misbehave; `--help` lists all words.
//!
//! | to | see |
//! | --- | --- |
//! | serve HTTP | [`Server`] |
//! | answer one request without a transport | [`Gateway`] |
//! | control the responses | [`Script`], [`Instructions`], [`AnswerWith`] |
//! | list the ways to misbehave | [`ARRANGEMENTS`], [`FAULTS`] |

mod arrangement;
mod fault;
mod gateway;
mod json;
mod ledger;
mod parts;
mod script;
mod server;

use std::fmt::{self, Display, Write};

pub use arrangement::{ARRANGED_MSG, ARRANGEMENTS, Arrangement};
pub use fault::{FAULTS, Fault};
pub use gateway::{CLIENT_ID, CLIENT_WITHOUT_KEY, Gateway};
pub use ledger::{PARTNER_ID, TRANSACTIONS};
pub use script::{AnswerWith, Instructions, Script};
pub use server::{MAX_BODY, MAX_CONNECTIONS, READ_TIME, SERVICE_PATH, Server};

/// What the client receives for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// These bytes, with HTTP status 200.
    Response(Vec<u8>),
    /// An unsigned text with another HTTP status.
    Http(u16, &'static str),
    /// Nothing. The connection stays open until the client hangs up.
    Silence,
    /// The first half of these bytes, then the connection is closed. If there are no bytes, the
    /// connection is closed without any reply.
    Cut(Vec<u8>),
}

/// One line for a log.
impl Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(response) => {
                // It has text of the request in it, so whatever could disturb a log is escaped.
                for character in String::from_utf8_lossy(response).trim_end().chars() {
                    match character {
                        '"' | '\'' | '\\' => f.write_char(character)?,
                        _ => character.escape_debug().fmt(f)?,
                    }
                }
                Ok(())
            }
            Self::Http(status, text) => write!(f, "HTTP {status}: {}", text.trim_end()),
            Self::Silence => f.write_str("silence"),
            Self::Cut(response) => write!(f, "{} bytes, cut off", response.len() / 2),
        }
    }
}
