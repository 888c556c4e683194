//! Why a cancel could not be begun or continued.

use std::fmt;
use std::io;

use alipay_acquiring::cancel::{LoadError, MessageError, NotAsked};
use alipay_acquiring::signature::{InvalidSignature, SigningFailed};
use alipay_acquiring::{PayCancelRequest, SignError};

/// Why a cancel could not be begun or continued. The payment may be live.
#[derive(Debug)]
pub enum Error {
    /// The store cannot be read or written, or the system has no random numbers for a `reqMsgId`.
    Io(io::Error),
    /// The request could not be written or signed.
    Sign(SignError<SigningFailed>),
    /// The driver does not take the request.
    Message(MessageError),
    /// The file of the store exists, but it is empty or holds only zeros. The store writes no such file.
    Blank,
    /// The stored bytes are not a cancel.
    Load(LoadError),
    /// The stored request is not signed with this terminal's key.
    StoredSignature(InvalidSignature),
    /// The store holds an unfinished cancel of another transaction.
    OtherPending(Box<Ids>),
    /// The store holds no cancel that waits for a person's decision.
    NotAsked(NotAsked),
}

/// What the stored request cancels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    /// The transaction, by the id that has priority.
    pub transaction: String,
    /// `clientId`
    pub client_id: String,
    /// `partnerId`
    pub partner_id: String,
}

impl Ids {
    pub(crate) fn of(request: &PayCancelRequest) -> Self {
        Self {
            transaction: request.body.transaction.preferred().to_string(),
            client_id: request.head.client_id.to_string(),
            partner_id: request.body.partner_id.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Sign(error) => error.fmt(f),
            Self::Message(error) => error.fmt(f),
            Self::Blank => f.write_str(
                "expected a stored cancel, found an empty file; look up the last sale, then delete \
                 the file",
            ),
            Self::Load(error) => error.fmt(f),
            Self::StoredSignature(error) => {
                write!(f, "the stored request is not signed with this key: {error}")
            }
            Self::OtherPending(ids) => write!(
                f,
                "the store holds an unfinished cancel of transaction {:?}, clientId {:?}, partnerId \
                 {:?}; finish that one first",
                ids.transaction, ids.client_id, ids.partner_id
            ),
            Self::NotAsked(error) => write!(f, "the store: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<SignError<SigningFailed>> for Error {
    fn from(error: SignError<SigningFailed>) -> Self {
        Self::Sign(error)
    }
}

impl From<MessageError> for Error {
    fn from(error: MessageError) -> Self {
        Self::Message(error)
    }
}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}

impl From<NotAsked> for Error {
    fn from(error: NotAsked) -> Self {
        Self::NotAsked(error)
    }
}
