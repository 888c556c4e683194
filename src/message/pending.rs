//! A signed request that waits for its answer.

use core::fmt;
use core::marker::PhantomData;

use alloc::vec::Vec;

use crate::error::DecodeError;
use crate::message::Message;
use crate::message::encode::SignError;
use crate::message::function::{Answers, Body, OwnedBody, ResponseBody};
use crate::message::outcome::{Outcome, UnknownReason};
use crate::message::owned::{MessageBuf, VerifiedBuf};
use crate::signature::{Signer, Verifier};
use crate::values::head::RequestHead;

/// A signed request that waits for its answer. It owns the exact bytes that were signed. It can be stored,
/// cloned, sent to another thread or task, and sent to the platform again. Needs the feature `alloc`.
///
/// `Q` and `R` name the bodies of the request and of the response;
/// [`PendingCancel`](crate::PendingCancel) is an alias.
///
/// 1. [`sign`](Self::sign) the request.
/// 2. Write [`as_bytes`](Self::as_bytes) to storage **before** they are sent. Then a power cut or a task
///    that is cancelled loses nothing: [`assume_from_own_storage`](Self::assume_from_own_storage) loads the same request again.
/// 3. Send the bytes, and [`conclude`](Self::conclude) from the answer. If there is no answer, conclude from
///    an empty one. [`Outcome`] says when to send the same bytes again.
///
/// ```
/// use alipay_acquiring::{
///     Outcome, PayCancelRequest, PayCancelRequestBody, PendingCancel, RequestHead, Timestamp,
///     TransactionId, UnknownReason, text, signature::{RsaSigningKey, RsaVerifyingKey},
/// };
/// # const PRIVATE: &str =
/// #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_private.pkcs8.pem"));
/// # const PLATFORM: &str =
/// #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/platform_public.spki.pem"));
/// # const ANSWER: &[u8] =
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/response.json"));
/// # fn store(_: &[u8]) {}
/// # fn post(_: &[u8]) -> Vec<u8> { ANSWER.to_vec() }
///
/// let request = PayCancelRequest {
///     head: RequestHead::new(
///         text!("211xxxxxxxxxxxxxxx044"),
///         Timestamp::parse("2001-07-04T12:08:56+05:30")?,
///         text!("1234567asdfasdf1123fda"),
///     ),
///     body: PayCancelRequestBody {
///         partner_id: text!("218820000000000000023"),
///         transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
///     },
/// };
/// let pending = PendingCancel::sign(&request, &RsaSigningKey::from_text(PRIVATE)?)?;
/// store(pending.as_bytes());
///
/// let answer: Vec<u8> = post(pending.as_bytes()); // by HTTP
/// let key = RsaVerifyingKey::from_text(PLATFORM)?;
/// assert_eq!(pending.conclude(&answer, &key), Outcome::Success);
/// assert_eq!(pending.conclude(b"", &key), Outcome::Unknown(UnknownReason::NoAnswer));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PendingRequest<Q, R> {
    request: VerifiedBuf<Q>,
    /// No value of the response is kept.
    response: PhantomData<fn() -> R>,
}

impl<Q, R> PendingRequest<Q, R>
where
    Q: OwnedBody,
    R: OwnedBody,
    for<'r> Q::Borrowed<'r>: Body<'r, Head = RequestHead<'r>, Function = R::Function>,
    for<'a> R::Borrowed<'a>: ResponseBody<'a>,
    for<'a, 'r> R::Borrowed<'a>: Answers<Q::Borrowed<'r>>,
{
    /// Writes and signs a request.
    ///
    /// # Errors
    ///
    /// As [`Message::sign_to_vec`].
    pub fn sign<'r, S: Signer + ?Sized>(
        request: &Message<RequestHead<'r>, Q::Borrowed<'r>>,
        signer: &S,
    ) -> Result<Self, SignError<S::Error>> {
        // The caller has just signed it.
        Ok(VerifiedBuf::unchecked(request.sign_to_vec(signer)?).into())
    }

    /// Loads a request from storage that nobody else can write. It checks that the bytes are a request, but
    /// not their signature: see
    /// [`Unverified::assume_from_own_storage`](crate::Unverified::assume_from_own_storage).
    ///
    /// If others can write the storage, verify the request with the client's own public key, and convert the
    /// result:
    ///
    /// ```
    /// # use alipay_acquiring::{PayCancelRequestBuf, PendingCancel, UnknownReason, signature::RsaVerifyingKey};
    /// # fn load(bytes: Vec<u8>, own_key: &RsaVerifyingKey) -> Result<PendingCancel, UnknownReason> {
    /// let pending = PendingCancel::from(PayCancelRequestBuf::decode(bytes)?.verify(own_key)?);
    /// # Ok(pending)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`MessageBuf::decode`].
    pub fn assume_from_own_storage(bytes: impl Into<Vec<u8>>) -> Result<Self, DecodeError> {
        Ok(MessageBuf::decode(bytes)?.assume_from_own_storage().into())
    }

    /// Concludes from the answer to this request: decodes it, verifies it with the key of the platform, and
    /// matches it to the request. The outcome of each error is [`Outcome::Unknown`] with the reason. That of
    /// an empty answer is [`UnknownReason::NoAnswer`].
    pub fn conclude(&self, answer: &[u8], key: &(impl Verifier + ?Sized)) -> Outcome {
        self.conclude_any(answer, [((), key)])
    }

    /// As [`conclude`](Self::conclude), while the platform changes its key:
    /// [`Unverified::verify_any`](crate::Unverified::verify_any) explains `keys`. To learn which key was the
    /// right one, call [`UnverifiedBuf::verify_any`](crate::UnverifiedBuf::verify_any) and then
    /// [`conclude_verified`](Self::conclude_verified).
    pub fn conclude_any<'k, N, K: Verifier + ?Sized + 'k>(
        &self,
        answer: &[u8],
        keys: impl IntoIterator<Item = (N, &'k K)>,
    ) -> Outcome {
        let conclude = || -> Result<Outcome, UnknownReason> {
            let (_, response) = MessageBuf::<R>::decode(answer)?.verify_any(keys)?;
            Ok(self.conclude_verified(&response))
        };
        conclude().unwrap_or_else(Outcome::Unknown)
    }

    /// Concludes from an answer that was verified before, for example in another task.
    pub fn conclude_verified(&self, response: &VerifiedBuf<R>) -> Outcome {
        let conclude = || -> Result<Outcome, UnknownReason> {
            let answered = response.with(|response| {
                self.request
                    .with(|request| response.answering(&request).map(|answer| answer.outcome()))
            });
            // Both messages can be read; the last error is that of `answering`.
            Ok(answered???)
        };
        conclude().unwrap_or_else(Outcome::Unknown)
    }
}

impl<Q, R> PendingRequest<Q, R> {
    /// The exact bytes of the envelope, to store and to send.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.request.as_bytes()
    }

    /// The request.
    #[must_use]
    pub const fn request(&self) -> &VerifiedBuf<Q> {
        &self.request
    }
}

/// The request was verified, so it comes from the client itself.
impl<Q, R> From<VerifiedBuf<Q>> for PendingRequest<Q, R> {
    fn from(request: VerifiedBuf<Q>) -> Self {
        Self {
            request,
            response: PhantomData,
        }
    }
}

// A derive would ask the same of the bodies.
impl<Q, R> Clone for PendingRequest<Q, R> {
    fn clone(&self) -> Self {
        self.request.clone().into()
    }
}

/// Shows the raw text only.
impl<Q, R> fmt::Debug for PendingRequest<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PendingRequest")
            .field(&self.request)
            .finish()
    }
}
