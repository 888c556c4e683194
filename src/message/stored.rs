//! An owned copy of an envelope.

use core::fmt;

use heapless::Vec;

use crate::error::DecodeError;
use crate::message::Message;
use crate::message::decode::Unverified;
use crate::message::encode::EncodeError;
use crate::message::function::Body;

/// The exact bytes of an envelope, in a buffer of `N` bytes of its own. A terminal needs them to send
/// the same request again after a power cut; a gateway may need them for its journal.
///
/// 1. Make it with [`from_bytes`](Self::from_bytes) from what [`Message::sign`] or
///    [`Draft::finish`](crate::Draft::finish) returned, or from received bytes.
/// 2. Write [`as_bytes`](Self::as_bytes) to storage, load them with `from_bytes`.
/// 3. Send `as_bytes` again, or [`read`](Self::read) the message. The message is locked until its
///    signature is verified, or until
///    [`assume_from_own_storage`](Unverified::assume_from_own_storage) unlocks it.
///
/// `StoredEnvelope<{ PayCancelRequest::MAX_LEN }>` is always enough. 1024 bytes are enough for a
/// request with ids in ASCII, without `reserve`, and with an RSA-2048 signature.
///
/// ```
/// use alipay_acquiring::{PayCancelRequestBody, StoredEnvelope};
/// # let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/request.json"));
///
/// let stored: StoredEnvelope<1024> = StoredEnvelope::from_bytes(bytes)?;
/// let flash = stored.as_bytes(); // write these bytes to flash
///
/// // After the power cut:
/// let stored: StoredEnvelope<1024> = StoredEnvelope::from_bytes(flash)?;
/// let request = stored.read::<PayCancelRequestBody>(&mut [])?;
/// let request = request.assume_from_own_storage(); // nobody else can write the terminal's flash
/// assert_eq!(request.head.req_msg_id, "1234567asdfasdf1123fda");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StoredEnvelope<const N: usize>(Vec<u8, N>);

impl<const N: usize> StoredEnvelope<N> {
    /// Copies these bytes. They are not checked here, but when they are read.
    ///
    /// # Errors
    ///
    /// [`EncodeError::BufferTooSmall`] if there are more than `N`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EncodeError> {
        match Vec::from_slice(bytes) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(EncodeError::BufferTooSmall {
                needed: bytes.len(),
            }),
        }
    }

    /// The exact bytes, to send again or to write to storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads the bytes as the message with the body `B`, as [`Message::decode`] does.
    ///
    /// # Errors
    ///
    /// As [`Message::decode`].
    pub fn read<'a, B: Body<'a>>(
        &'a self,
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Message<B::Head, B>>, DecodeError> {
        Message::decode(self.as_bytes(), scratch)
    }
}

impl<const N: usize> From<Vec<u8, N>> for StoredEnvelope<N> {
    fn from(bytes: Vec<u8, N>) -> Self {
        Self(bytes)
    }
}

impl<const N: usize> From<StoredEnvelope<N>> for Vec<u8, N> {
    fn from(stored: StoredEnvelope<N>) -> Self {
        stored.0
    }
}

/// Shows the text.
impl<const N: usize> fmt::Debug for StoredEnvelope<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(&self.0) {
            Ok(text) => f.debug_tuple("StoredEnvelope").field(&text).finish(),
            Err(_) => f.debug_tuple("StoredEnvelope").field(&self.0).finish(),
        }
    }
}
