//! A gateway for testing payCancel clients on one machine: HTTP on loopback, test keys or your own,
//! a few transactions in memory. It verifies requests and responds as the platform should. The
//! command line or the query of a request can make it misbehave; `--help` lists all words.
//!
//! | to | see |
//! | --- | --- |
//! | serve HTTP | [`Server`] |
//! | answer one request without a transport | [`Gateway`] |
//! | add clients, a key and transactions | [`Setup`], and [`Options`] for the options as text |
//! | control the responses | [`Script`], [`Instructions`], [`AnswerWith`] |
//! | list the ways to misbehave | [`ARRANGEMENTS`], [`FAULTS`] |

mod arrangement;
mod decision;
mod diagnosis;
mod echo;
mod fault;
mod gateway;
mod journal;
mod json;
mod ledger;
mod options;
mod parts;
mod script;
mod server;
mod setup;
mod shown;

use std::fmt::{self, Display};

pub use arrangement::{ARRANGED_MSG, ARRANGEMENTS, Arrangement};
pub use fault::{FAULTS, Fault};
pub use gateway::Gateway;
pub use options::{Options, PORT};
pub use script::{AnswerWith, Instructions, Script};
pub use server::{ECHO_PATH, LATE, MAX_BODY, MAX_CONNECTIONS, READ_TIME, SERVICE_PATH, Server};
pub use setup::{
    CLIENT_ID, CLIENT_WITHOUT_KEY, PARTNER_ID, Setup, TRANSACTIONS, Transaction,
    generated_acquirement_id,
};

/// The reply to a request, and what the log says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What the client receives.
    pub reply: Reply,
    /// One line. Texts of the client are escaped.
    pub log: String,
}

impl Answered {
    /// A refusal with an HTTP status. `received` says in the log what was received.
    pub(crate) fn status(received: &str, status: u16, why: String) -> Self {
        let reply = Reply::Http(status, why + "\n");
        Self {
            log: format!("{received}: refused {reply}"),
            reply,
        }
    }
}

/// What the client receives for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// These bytes, with HTTP status 200.
    Response(Vec<u8>),
    /// An unsigned text with this HTTP status.
    Http(u16, String),
    /// These bytes, after [`LATE`].
    Late(Vec<u8>),
    /// Nothing. The connection stays open until the client hangs up.
    Silence,
    /// The first half of these bytes, then the connection is closed. If there are no bytes, the
    /// connection is closed without any reply.
    Cut(Vec<u8>),
}

/// For a log: how long it is, or what happens instead.
impl Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(response) => write!(f, "{} bytes", response.len()),
            Self::Late(response) => write!(f, "{} bytes, late", response.len()),
            Self::Http(status, text) => write!(f, "HTTP {status}: {}", text.trim_end()),
            Self::Silence => f.write_str("silence"),
            Self::Cut(response) => write!(f, "{} bytes, cut off", response.len() / 2),
        }
    }
}
