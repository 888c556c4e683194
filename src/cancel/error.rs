//! The errors of the machine.

use core::error::Error;
use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind};

/// The store cannot be read. Perhaps a cancel is lost, so a person must look up the last sale. The machine
/// changes nothing: after the decision of the person, erase the page and load again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LoadError {
    /// A page holds a record that was not written completely, and no other page holds an open cancel. The
    /// request of a record that was not completed was never sent.
    Torn {
        /// The page.
        page: u8,
    },
    /// A page holds bytes that no version of this crate has written, and no other page holds an open
    /// cancel.
    Foreign {
        /// The page.
        page: u8,
    },
    /// A page holds a record of another version of this crate.
    OtherVersion {
        /// The page.
        page: u8,
        /// The version of the record.
        found: u8,
    },
    /// A whole record holds bytes that are not a payCancel request.
    Request {
        /// The page.
        page: u8,
        /// What is wrong with the request.
        error: DecodeError,
    },
    /// The buffer of the machine is too small for the record.
    BufferTooSmall {
        /// The length that the record needs, in bytes.
        needed: usize,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Torn { page } => write!(
                f,
                "expected a whole record in page {page} of the store, found a part of one; look up the \
                 last sale, then erase the page"
            ),
            Self::Foreign { page } => write!(
                f,
                "expected a record or an erased page, found other bytes in page {page} of the store; look \
                 up the last sale, then erase the page"
            ),
            Self::OtherVersion { page, found } => write!(
                f,
                "expected a record of version 1, found version {found} in page {page} of the store; load \
                 it with the version of this crate that wrote it"
            ),
            Self::Request { page, error } => {
                write!(f, "the request in page {page} of the store: {error}")
            }
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
        }
    }
}

impl Error for LoadError {}

/// The machine does not take this message. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum MessageError {
    /// The machine does not ask for a message now: [`step`](crate::cancel::Cancel::step) says what it asks
    /// for.
    NotAsked,
    /// The bytes are not a payCancel request.
    Decode(DecodeError),
    /// A text of the request has escapes, for example for a quote. The driver keeps no scratch buffer for
    /// its own requests, so their texts must not need one.
    Escapes,
    /// The request has another `clientId`, or cancels another transaction, than the one before.
    OtherTransaction,
    /// The request has the `reqMsgId` of the one before.
    SameReqMsgId,
    /// The buffer of the machine is too small.
    BufferTooSmall {
        /// The length that is needed, in bytes.
        needed: usize,
    },
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("the cancel does not ask for a message now"),
            Self::Decode(error) => error.fmt(f),
            Self::Escapes => f.write_str(
                "expected a request without escapes, found one; use ids without quotes and backslashes",
            ),
            Self::OtherTransaction => f.write_str(
                "expected the clientId and the body of the message before, found others; a store holds \
                 one cancel",
            ),
            Self::SameReqMsgId => {
                f.write_str("expected a new reqMsgId, found that of the message before")
            }
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
        }
    }
}

impl Error for MessageError {}

impl From<DecodeError> for MessageError {
    fn from(error: DecodeError) -> Self {
        match error.kind() {
            DecodeErrorKind::ScratchTooSmall { .. } => Self::Escapes,
            _ => Self::Decode(error),
        }
    }
}

/// The decision was not taken over: the cancel has not ended, or it ended with "void" and cannot be tried
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NotAsked;

impl fmt::Display for NotAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no cancel that waits for this decision")
    }
}

impl Error for NotAsked {}
