//! From a request to a signed and stored one.

use std::fmt;

use alipay_acquiring::{
    PayCancelRequestBuf, PendingCancel, UnknownReason, signature::RsaSigningKey,
};
use terminal::Store;
use tokio::task::spawn_blocking;

/// Signs a request, and stores it. If the store has an unfinished cancel of the same transaction, that one
/// is returned instead, and `request` is not used.
///
/// The request is in the store before this function returns, so it is stored before it can be sent. It
/// remains there until the caller clears the store.
///
/// # Errors
///
/// [`Error`].
pub async fn prepare(
    store: &Store,
    request: PayCancelRequestBuf,
    key: &RsaSigningKey,
) -> Result<PendingCancel, Error> {
    let (store, key) = (store.clone(), key.clone());
    // Files and private keys take milliseconds, so they have a thread of their own. It needs owned values.
    let prepared = spawn_blocking(move || match store.load()? {
        Some(bytes) => continue_stored(bytes, &request, &key),
        None => {
            let signed = request.with(|request| PendingCancel::sign(request, &key));
            let pending = signed?.map_err(|error| Error::Other(error.to_string()))?;
            store.save(pending.as_bytes())?;
            Ok(pending)
        }
    });
    let prepared = prepared.await;
    prepared.unwrap_or_else(|error| Err(Error::Other(error.to_string())))
}

/// Verifies the stored request with the client's own key, so a damaged one is not sent.
fn continue_stored(
    bytes: Vec<u8>,
    request: &PayCancelRequestBuf,
    key: &RsaSigningKey,
) -> Result<PendingCancel, Error> {
    let stored = PayCancelRequestBuf::decode(bytes)?;
    let stored = stored.verify(&key.verifying_key());
    let stored = stored.map_err(|error| Error::Stored(error.into()))?;
    let same = stored.with(|stored| {
        request.with(|request| {
            stored.head.client_id == request.head.client_id && stored.body == request.body
        })
    })??;
    match same {
        true => Ok(stored.into()),
        false => Err(Error::OtherPending),
    }
}

/// Why a cancel could not be prepared. Nothing was sent.
#[derive(Debug)]
pub enum Error {
    /// The store failed.
    Store(std::io::Error),
    /// The stored bytes are not a request of this client.
    Stored(UnknownReason),
    /// The store holds an unfinished cancel of another transaction.
    OtherPending,
    /// The request could not be signed.
    Other(String),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error)
    }
}

impl From<alipay_acquiring::DecodeError> for Error {
    fn from(error: alipay_acquiring::DecodeError) -> Self {
        Self::Stored(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "the store: {error}"),
            Self::Stored(why) => write!(
                f,
                "expected a stored request that is signed with this key, found other bytes ({why}); \
                 look at the store"
            ),
            Self::OtherPending => f.write_str(
                "the store holds an unfinished cancel of another transaction; finish that one first",
            ),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {}
