//! The signed envelope: `{"request":{"head":…,"body":…},"signature":"…"}`, and the same with
//! `response`.
//!
//! Writing: `Message` → `Draft` → bytes. Reading: bytes → `Unverified` → `Verified` → `Answer` →
//! `Outcome`. If the type is chosen by what the bytes claim: bytes → `Envelope` → `Unverified`.

pub(crate) mod answer;
pub(crate) mod claimed;
pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod envelope;
pub mod function;
pub(crate) mod outcome;
#[cfg(feature = "alloc")]
pub(crate) mod owned;
#[cfg(feature = "alloc")]
pub(crate) mod pending;
#[cfg(feature = "heapless")]
pub(crate) mod stored;
pub(crate) mod unsigned_failure;

use crate::message::function::{Body, Function};
use crate::values::head::{FunctionVersion, Head, RequestHead, ResponseHead};
use crate::values::violation::Violation;

/// A request or a response: a head and a body. The type of its head says which of the two it is; the
/// type of its body says which function it belongs to.
///
/// | writing | reading |
/// | --- | --- |
/// | [`sign`](Message::sign): write and sign in one call | [`decode`](Message::decode): read, locked until [`Unverified::verify`](crate::Unverified::verify) |
/// | [`draft`](Message::draft): write, and sign later | |
/// | [`write_unsigned`](Message::write_unsigned): answer what cannot be verified | [`UnsignedFailure`](crate::UnsignedFailure) |
///
/// ```
/// use alipay_acquiring::{
///     PayCancelRequest, PayCancelRequestBody, RequestHead, Timestamp, TransactionId, text,
///     signature::{RsaSigningKey, RsaVerifyingKey},
/// };
/// # const PRIVATE: &str =
/// #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_private.pkcs8.pem"));
/// # const PUBLIC: &str =
/// #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_public.spki.pem"));
///
/// let request = PayCancelRequest {
///     head: RequestHead::new(
///         text!("211xxxxxxxxxxxxxxx044"),
///         Timestamp::parse("2001-07-04T12:08:56+05:30")?,
///         text!("1234567asdfasdf1123fda"),
///     ),
///     body: PayCancelRequestBody {
///         partner_id: text!("218820000000000000023"),
///         transaction: TransactionId::Merchant(text!("510xxxxxxxxxxxxxx002")),
///     },
/// };
/// let mut buffer = [0; PayCancelRequest::MAX_LEN];
/// let envelope = request.sign(&mut buffer, &RsaSigningKey::from_text(PRIVATE)?)?;
///
/// let received = PayCancelRequest::decode(envelope, &mut [])?;
/// let received = received.verify(&RsaVerifyingKey::from_text(PUBLIC)?)?;
/// assert_eq!(*received, request);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With the feature `serde` a message can be deserialised, for example from a log or a queue. Nobody has
/// verified such a message: it has no signature, so anyone can have written it, and its result says
/// nothing about the transaction. It cannot become a [`Verified`](crate::Verified) message or an
/// [`Outcome`](crate::Outcome). A message from the platform or a client is read with `decode`. In formats
/// that people can read, such as JSON, a head may name its `version` and its `function`; a message
/// with another version or function than those of its type is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Message<H, B> {
    /// The head.
    pub head: H,
    /// The body.
    pub body: B,
}

/// A request with the body `B`.
pub type Request<'a, B> = Message<RequestHead<'a>, B>;

/// A response with the body `B`.
pub type Response<'a, B> = Message<ResponseHead<'a>, B>;

/// The name of the member beside the message.
const SIGNATURE: &str = "signature";

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// The rules that this message breaks: rules between its members and, in a response, the rules of
    /// single members. A message with violations can be read, but not written. The rule that
    /// [`Writer::id_member`](crate::json::Writer::id_member) has for ids is not among them.
    pub fn violations(&self) -> impl Iterator<Item = Violation> {
        self.head.violations().chain(self.body.violations())
    }

    const FUNCTION: FunctionVersion = FunctionVersion::new(B::Function::VERSION, B::Function::NAME);
}
