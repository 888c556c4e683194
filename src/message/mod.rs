//! The signed envelope: `{"request":{"head":…,"body":…},"signature":"…"}`, and the same with
//! `response`.
//!
//! Out: [`Message`] → [`Draft`] → bytes. In: bytes → [`Unverified`] → [`Verified`] → [`Answer`], or
//! bytes → [`Envelope`] → [`Unverified`] where the type is chosen by what the bytes claim.

pub(crate) mod answer;
pub(crate) mod claimed;
pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod envelope;
pub mod function;
pub(crate) mod outcome;
#[cfg(feature = "heapless")]
pub(crate) mod stored;
pub(crate) mod unsigned_failure;

use crate::message::function::{Body, Function};
use crate::values::head::{self, Head, RequestHead, ResponseHead};
use crate::values::violation::Violation;

/// A request or a response: a head and a body. Which of the two it is, its head says; which
/// function it belongs to, its body.
///
/// | out | in |
/// | --- | --- |
/// | [`sign`](Message::sign): write and sign in one call | [`decode`](Message::decode): read, locked until [`Unverified::verify`] |
/// | [`draft`](Message::draft): write, and sign later | |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
    /// The rules between members that this message breaks. It can be read all the same; it is
    /// never written.
    pub fn violations(&self) -> impl Iterator<Item = Violation> {
        self.body.violations()
    }

    const FIXED: head::Fixed = head::Fixed::new(B::Function::VERSION, B::Function::NAME);
}
