//! Messages that own their bytes: `MessageBuf`, `UnverifiedBuf`, `VerifiedBuf`; and `sign_to_vec`.
//!
//! An owned message is the text of a message. Each access reads this text again with
//! [`Message::decode`] or the function below it, so there is one reader for borrowed and owned messages.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::DecodeError;
use crate::json::Reader;
use crate::message::Message;
use crate::message::decode::{Unverified, Verified};
use crate::message::encode::{EncodeError, SignError};
use crate::message::function::{Body, OwnedBody};
use crate::signature::{InvalidSignature, Signature, Signer, Verifier};
use crate::values::head::Head;

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// Writes this message, signs it, and returns the envelope, as [`sign`](Self::sign) does, in one
    /// allocation of the exact length. Needs the feature `alloc`.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign). The buffer is too small only if the signer wants signatures of more than
    /// 512 bytes.
    pub fn sign_to_vec<S: Signer + ?Sized>(
        &self,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        // So that a wrong length cannot cause a huge allocation.
        let signature_len = signer.signature_len().min(Signature::MAX_LEN);
        let mut buffer = vec![0; self.encoded_len(signature_len)];
        let len = self.sign(&mut buffer, signer)?.len();
        buffer.truncate(len);
        Ok(buffer)
    }
}

/// A message that owns its text. It can be sent to another thread or task, or wait in a queue. Needs the
/// feature `alloc`.
///
/// `B` names the body, with `'static` as its lifetime; [`PayCancelRequestBuf`](crate::PayCancelRequestBuf)
/// and [`PayCancelResponseBuf`](crate::PayCancelResponseBuf) are aliases.
///
/// | from | to | with |
/// | --- | --- | --- |
/// | a borrowed [`Message`] | `MessageBuf` | [`new`](Self::new) |
/// | `MessageBuf` | a borrowed [`Message`] | [`with`](Self::with) |
/// | received bytes | [`UnverifiedBuf`] | [`decode`](Self::decode) |
/// | [`UnverifiedBuf`] | [`VerifiedBuf`] | [`UnverifiedBuf::verify`] |
///
/// Like a [`Message`], a `MessageBuf` proves nothing: anyone can have made it. Keep a received message as
/// a [`VerifiedBuf`], which keeps its exact bytes and the proof that its signature holds.
///
/// ```
/// use std::{sync::mpsc, thread};
/// use alipay_acquiring::{
///     PayCancelRequest, PayCancelRequestBody, PayCancelRequestBuf, RequestHead, Text, Timestamp,
///     TransactionId, text,
/// };
///
/// let (sender, queue) = mpsc::channel();
/// for id in ["1", "2"] {
///     let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
///     let request = PayCancelRequest {
///         head: RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time, Text::new(id)?),
///         body: PayCancelRequestBody {
///             partner_id: text!("218820000000000000023"),
///             transaction: TransactionId::Merchant(text!("510xxxxxxxxxxxxxx002")),
///         },
///     };
///     sender.send(PayCancelRequestBuf::new(&request)?)?;
/// }
/// drop(sender);
/// let worker = thread::spawn(move || {
///     let ids = queue.iter().map(|request| request.with(|it| it.head.req_msg_id.to_string()));
///     ids.collect::<Result<Vec<_>, _>>()
/// });
/// assert_eq!(worker.join().unwrap()?, ["1", "2"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MessageBuf<B> {
    /// The value of the member `request` or `response`, as it would be signed.
    text: Vec<u8>,
    body: Named<B>,
}

/// Names the body. Whether it can be sent or shared does not matter: no value of it is kept.
type Named<B> = PhantomData<fn() -> B>;

/// The borrowed message whose body `B` names.
type MessageOf<'a, B> =
    Message<<<B as OwnedBody>::Borrowed<'a> as Body<'a>>::Head, <B as OwnedBody>::Borrowed<'a>>;

impl<B: OwnedBody> MessageBuf<B> {
    /// Copies a borrowed message. The copy holds what [`sign`](Message::sign) would write, so a time has no
    /// fraction of a second.
    ///
    /// # Errors
    ///
    /// As [`Message::draft`]: [`EncodeError::Violation`] with the first rule that the message breaks, and,
    /// if the body is a serde type, [`EncodeError::NotJson`] and [`EncodeError::TooLong`].
    pub fn new<'a>(
        message: &Message<<B::Borrowed<'a> as Body<'a>>::Head, B::Borrowed<'a>>,
    ) -> Result<Self, EncodeError> {
        let signature_len = Signature::MIN_LEN;
        let mut buffer = vec![0; message.encoded_len(signature_len)];
        let draft = message.draft(&mut buffer, signature_len)?;
        Ok(Self {
            text: draft.signing_bytes().as_bytes().to_vec(),
            body: PhantomData,
        })
    }

    /// Lends the message to `use_it`, and returns what `use_it` returns.
    ///
    /// # Errors
    ///
    /// None for the functions of this crate: they read what they wrote. [`DecodeError`] if the body of
    /// another crate cannot read what it wrote.
    pub fn with<R>(
        &self,
        use_it: impl for<'a> FnOnce(&Message<<B::Borrowed<'a> as Body<'a>>::Head, B::Borrowed<'a>>) -> R,
    ) -> Result<R, DecodeError> {
        let mut scratch = scratch_for(&self.text);
        let mut reader = Reader::new(&self.text, &mut scratch)?;
        let message = MessageOf::<B>::read(&mut reader);
        let message = reader.result(message)?;
        Ok(use_it(&message))
    }

    /// Reads an envelope, as [`Message::decode`] does, and keeps its bytes. They can be a `Vec`, whose
    /// memory is used, or a slice, which is copied. If the caller needs bytes that are refused, for example
    /// for [`UnsignedFailure`](crate::UnsignedFailure), it passes a slice.
    ///
    /// # Errors
    ///
    /// As [`Message::decode`], but never because scratch is too small.
    pub fn decode(bytes: impl Into<Vec<u8>>) -> Result<UnverifiedBuf<B>, DecodeError> {
        let bytes = bytes.into();
        MessageOf::<B>::decode(&bytes, &mut scratch_for(&bytes))?;
        Ok(UnverifiedBuf {
            bytes,
            body: PhantomData,
        })
    }
}

/// A scratch buffer for a text. Only escapes need scratch.
fn scratch_for(text: &[u8]) -> Vec<u8> {
    let len = if text.contains(&b'\\') { text.len() } else { 0 };
    vec![0; len]
}

/// A message that was read, with its bytes. Its values are locked until its signature is verified, as in
/// [`Unverified`]. [`MessageBuf::decode`] makes it. Needs the feature `alloc`.
///
/// ```
/// use alipay_acquiring::{PayCancelResponseBuf, UnknownReason, signature::RsaVerifyingKey};
///
/// /// For a server that sends the response through a channel.
/// fn read(bytes: Vec<u8>, key: &RsaVerifyingKey) -> Result<String, UnknownReason> {
///     let response = PayCancelResponseBuf::decode(bytes)?.verify(key)?;
///     let response = std::thread::spawn(move || {
///         // `response` owns its bytes.
///         response.with(|response| response.body.result_info.result_code.to_string())
///     });
///     Ok(response.join().unwrap()?)
/// }
/// # let key = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/platform_public.spki.pem"));
/// # let key = RsaVerifyingKey::from_text(key).unwrap();
/// # let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/response.json"));
/// # assert_eq!(read(bytes.to_vec(), &key)?, "SUCCESS");
/// # Ok::<(), UnknownReason>(())
/// ```
///
/// The values stay locked:
///
/// ```compile_fail,E0609
/// # use alipay_acquiring::{DecodeError, PayCancelResponseBuf};
/// # fn code(bytes: Vec<u8>) -> Result<String, DecodeError> {
/// let response = PayCancelResponseBuf::decode(bytes)?;
/// response.with(|response| response.body.result_info.result_code.to_string()) // not verified
/// # }
/// ```
pub struct UnverifiedBuf<B> {
    bytes: Vec<u8>,
    body: Named<B>,
}

impl<B: OwnedBody> UnverifiedBuf<B> {
    /// Verifies the signature, as [`Unverified::verify`] does. The result has a copy of the bytes, so the
    /// caller can try another key, or log this value, if the signature does not hold.
    ///
    /// # Errors
    ///
    /// As [`Unverified::verify`].
    pub fn verify(
        &self,
        key: &(impl Verifier + ?Sized),
    ) -> Result<VerifiedBuf<B>, InvalidSignature> {
        self.verify_with(|message| message.verify(key).map(drop))?;
        Ok(self.assume_verified_by_caller())
    }

    /// Verifies the signature with each of these keys until it holds with one, and returns the name of
    /// that key, as [`Unverified::verify_any`] does.
    ///
    /// # Errors
    ///
    /// As [`Unverified::verify_any`].
    pub fn verify_any<'k, N, K: Verifier + ?Sized + 'k>(
        &self,
        keys: impl IntoIterator<Item = (N, &'k K)>,
    ) -> Result<(N, VerifiedBuf<B>), InvalidSignature> {
        let name = self.verify_with(|message| message.verify_any(keys).map(|(name, _)| name))?;
        Ok((name, self.assume_verified_by_caller()))
    }

    fn verify_with<R>(
        &self,
        verify: impl for<'a> FnOnce(&Unverified<'a, MessageOf<'a, B>>) -> Result<R, InvalidSignature>,
    ) -> Result<R, InvalidSignature> {
        // These bytes were decoded before, so they can be decoded now.
        self.with(verify).unwrap_or(Err(InvalidSignature))
    }

    /// Unlocks the message because the caller has verified its signature by other means, as
    /// [`Unverified::assume_verified_by_caller`] does. This method checks nothing.
    #[must_use]
    pub fn assume_verified_by_caller(&self) -> VerifiedBuf<B> {
        VerifiedBuf::unchecked(self.bytes.clone())
    }

    /// Unlocks the message because the caller itself put it into storage that nobody else can write, as
    /// [`Unverified::assume_from_own_storage`] does. This method checks nothing.
    #[must_use]
    pub fn assume_from_own_storage(&self) -> VerifiedBuf<B> {
        self.assume_verified_by_caller()
    }

    /// Lends the borrowed [`Unverified`] to `use_it`, and returns what `use_it` returns: for the claims,
    /// the signing bytes and the signature.
    ///
    /// # Errors
    ///
    /// None for the functions of this crate, because the bytes were read before. [`DecodeError`] if the
    /// body of another crate does not read the same bytes in the same way each time.
    pub fn with<R>(
        &self,
        use_it: impl for<'a> FnOnce(
            &Unverified<'a, Message<<B::Borrowed<'a> as Body<'a>>::Head, B::Borrowed<'a>>>,
        ) -> R,
    ) -> Result<R, DecodeError> {
        let mut scratch = scratch_for(&self.bytes);
        let message = MessageOf::<B>::decode(&self.bytes, &mut scratch)?;
        Ok(use_it(&message))
    }
}

impl<B> UnverifiedBuf<B> {
    /// The bytes, as they were received.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A message whose signature holds, with its bytes. [`UnverifiedBuf::verify`] makes it. Needs the feature
/// `alloc`.
///
/// [`PendingRequest::conclude_verified`](crate::PendingRequest::conclude_verified) gives the outcome if it
/// is a response.
pub struct VerifiedBuf<B> {
    bytes: Vec<u8>,
    body: Named<B>,
}

impl<B: OwnedBody> VerifiedBuf<B> {
    /// Lends the borrowed [`Verified`] to `use_it`, and returns what `use_it` returns.
    ///
    /// ```
    /// # use alipay_acquiring::{DecodeError, MessageIds, PayCancelResponseBody, VerifiedBuf};
    /// # fn ids(response: &VerifiedBuf<PayCancelResponseBody<'static>>) -> Result<MessageIds, DecodeError> {
    /// let ids = response.with(|response| MessageIds::from(&response.head))?;
    /// # Ok(ids)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// None for the functions of this crate, because the bytes were read before. [`DecodeError`] if the
    /// body of another crate does not read the same bytes in the same way each time.
    pub fn with<R>(
        &self,
        use_it: impl for<'m, 'a> FnOnce(
            Verified<'m, Message<<B::Borrowed<'a> as Body<'a>>::Head, B::Borrowed<'a>>>,
        ) -> R,
    ) -> Result<R, DecodeError> {
        let mut scratch = scratch_for(&self.bytes);
        let message = MessageOf::<B>::decode(&self.bytes, &mut scratch)?;
        // The signature over these bytes was verified when this value was made.
        Ok(use_it(message.assume_verified_by_caller()))
    }
}

impl<B> VerifiedBuf<B> {
    /// The caller guarantees that the signature of this envelope holds, or need not be verified.
    pub(super) const fn unchecked(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            body: PhantomData,
        }
    }

    /// The bytes, as they were received, for a journal or another program.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Traits that need nothing of the body, which a derive would ask for.
macro_rules! owned {
    ($($Type:ident.$bytes:ident)*) => {
        $(
            impl<B> Clone for $Type<B> {
                fn clone(&self) -> Self {
                    Self {
                        $bytes: self.$bytes.clone(),
                        body: PhantomData,
                    }
                }
            }

            /// Shows the raw text only: `Debug` must not unlock the values.
            impl<B> fmt::Debug for $Type<B> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_tuple(stringify!($Type))
                        .field(&String::from_utf8_lossy(&self.$bytes))
                        .finish()
                }
            }
        )*
    };
}

owned!(MessageBuf.text UnverifiedBuf.bytes VerifiedBuf.bytes);

/// Two messages are equal if their canonical texts are.
impl<B> PartialEq for MessageBuf<B> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<B> Eq for MessageBuf<B> {}

impl<B> Hash for MessageBuf<B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
