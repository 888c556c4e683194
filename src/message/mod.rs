//! The signed envelope: `{"request":{"head":…,"body":…},"signature":"…"}`, and the same with
//! `response`.
//!
//! Out: [`Message`] → [`Draft`] → bytes. In: bytes → [`Unverified`] → [`Verified`] → [`Answer`], or
//! bytes → [`Envelope`] → [`Unverified`] where the type is chosen by what the bytes claim.

mod answer;
mod claimed;
mod decode;
mod encode;
mod envelope;
pub mod function;
mod outcome;
#[cfg(feature = "heapless")]
mod stored;

pub use answer::Answer;
pub use claimed::{Claimed, UnsignedFailure};
pub use decode::{Unverified, Verified};
pub use encode::Draft;
pub use envelope::Envelope;
pub use outcome::{Outcome, Unknown};
#[cfg(feature = "heapless")]
pub use stored::StoredEnvelope;

use crate::error::{DecodeError, DecodeErrorKind, EncodeError, Violation};
use crate::json::{Reader, Writer, max_object_len};
use crate::message::function::{Body, Function};
use crate::read_object;
use crate::signature::{Signature, base64_len};
use crate::values::head::{self, Head, Private, RequestHead, ResponseHead};

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

/// A message stands here that the envelope may not hold.
fn wrong_message(reader: &mut Reader<'_>) -> DecodeError {
    reader.peek_value();
    reader.error_at(DecodeErrorKind::WrongMessage, reader.offset())
}

const SIGNATURE: &str = "signature";

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// The longest envelope of such a message that can be written, in bytes: every text at its
    /// limit and all of it escaped, and the signature of a 4096-bit key. A buffer of this size
    /// always suffices. [`encoded_len`](Self::encoded_len) tells what the value at hand needs,
    /// which for ids in ASCII is far less.
    pub const MAX_LEN: usize = max_object_len(&[
        (
            H::KIND.name(),
            max_object_len(&[
                ("head", head::max_len::<H>(Self::FIXED)),
                ("body", B::MAX_LEN),
            ]),
        ),
        (SIGNATURE, base64_len(Signature::MAX_LEN) + 2),
    ]);

    /// The length of this envelope with a signature of `signature_len` bytes, exactly; of no meaning
    /// for one that cannot be written.
    pub fn encoded_len(&self, signature_len: usize) -> usize {
        let mut counter = Writer::new(&mut []);
        // An error tells that it cannot be written, which `draft` says too.
        let _ = self.write_envelope(&mut counter);
        counter
            .len()
            .saturating_add(encode::closing_len(signature_len))
    }

    /// The rules between members that this message breaks. It can be read all the same; it is
    /// never written.
    pub fn violations(&self) -> impl Iterator<Item = Violation> {
        self.body.violations()
    }

    const FIXED: head::Fixed = head::Fixed::new(B::Function::VERSION, B::Function::NAME);

    #[cfg_attr(wide, inline(always))]
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            "head" => head = Some(H::read(reader, Self::FIXED, Private(()))?),
            "body" => body = Some(B::read(reader)?),
        });
        Ok(Self {
            head: members.require(head, "head")?,
            body: members.require(body, "body")?,
        })
    }

    /// Writes the envelope up to the end of the signing bytes; the offset where they start.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NotJson`] and [`EncodeError::TooLong`]: what was written is of no use.
    fn write_envelope(&self, writer: &mut Writer<'_>) -> Result<usize, EncodeError> {
        writer.begin_object();
        writer.name(H::KIND.name());
        let start = writer.len();
        writer.begin_object();
        writer.name("head");
        head::write(&self.head, Self::FIXED, writer);
        writer.name("body");
        let body = writer.len();
        self.body.write(writer);
        if writer.has_failed() {
            return Err(EncodeError::NotJson);
        }
        if writer.len().saturating_sub(body) > B::MAX_LEN {
            return Err(EncodeError::TooLong { max: B::MAX_LEN });
        }
        writer.end_object();
        Ok(start)
    }
}
