//! Out: an envelope that lacks its signature.

use core::error::Error;
use core::fmt;

use crate::json::{SliceWriter, Writer, max_object_len};
use crate::message::function::Body;
use crate::message::{Message, SIGNATURE};
use crate::signature::{Signature, Signer, SigningBytes, base64_len};
use crate::values::head::{self, Head};
use crate::values::violation::Violation;

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
        counter.len().saturating_add(closing_len(signature_len))
    }

    /// Writes this message and signs it: the envelope, which lies at the start of `buffer`.
    ///
    /// # Errors
    ///
    /// [`SignError::Encode`] as [`draft`](Self::draft), before the signer is called;
    /// [`SignError::Signer`] with the signer's own error.
    pub fn sign<'b, S: Signer + ?Sized>(
        &self,
        buffer: &'b mut [u8],
        signer: &S,
    ) -> Result<&'b [u8], SignError<S::Error>> {
        let draft = self.draft(buffer, signer.signature_len())?;
        let signature = signer
            .sign(draft.signing_bytes())
            .map_err(SignError::Signer)?;
        Ok(draft.finish(&signature)?)
    }

    /// Writes this message into `buffer`, to be signed later with a signature of `signature_len`
    /// bytes (that of the key's modulus: 256 for RSA-2048).
    ///
    /// For a secure element or an HSM: [`Draft::signing_bytes`] or their digest go out, the
    /// signature comes back, [`Draft::finish`] appends it.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Violation`] with the first rule that the message breaks;
    /// [`EncodeError::BufferTooSmall`] with the length of the whole envelope; for a body that is a
    /// serde type, [`EncodeError::NotJson`] and [`EncodeError::TooLong`].
    pub fn draft<'b>(
        &self,
        buffer: &'b mut [u8],
        signature_len: usize,
    ) -> Result<Draft<'b>, EncodeError> {
        if let Some(violation) = self.violations().next() {
            return Err(EncodeError::Violation(violation));
        }
        let mut writer = Writer::new(buffer);
        let start = self.write_envelope(&mut writer)?;
        let end = writer.len();
        let needed = end.saturating_add(closing_len(signature_len));
        if needed > buffer.len() {
            return Err(EncodeError::BufferTooSmall { needed });
        }
        Ok(Draft { buffer, start, end })
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

/// An envelope that lacks its signature. The signing bytes lie in their final place in the
/// caller's buffer, so nothing is written twice.
#[derive(Debug)]
#[must_use = "an envelope without its signature is of no use"]
pub struct Draft<'b> {
    buffer: &'b mut [u8],
    start: usize,
    end: usize,
}

impl<'b> Draft<'b> {
    /// The canonical signing bytes: compact JSON, members in the specification's order.
    pub fn signing_bytes(&self) -> SigningBytes<'_> {
        SigningBytes::new(self.buffer.get(self.start..self.end).unwrap_or(&[]))
    }

    /// Appends the signature: the whole envelope, which lies at the start of the buffer.
    ///
    /// # Errors
    ///
    /// [`EncodeError::BufferTooSmall`] if the signature is longer than the draft was made for and
    /// does not fit.
    pub fn finish(self, signature: &Signature) -> Result<&'b [u8], EncodeError> {
        let needed = self
            .end
            .saturating_add(closing_len(signature.as_bytes().len()));
        self.append(signature)
            .ok_or(EncodeError::BufferTooSmall { needed })
    }

    /// `None` if the buffer is too small.
    fn append(self, signature: &Signature) -> Option<&'b [u8]> {
        let mut writer = SliceWriter::after(self.buffer, self.end);
        writer.write(OPENING);
        let text_len = signature.encode_base64(writer.room()?)?;
        writer.advance(text_len);
        writer.write(CLOSING);
        writer.split().map(|(envelope, _)| envelope)
    }
}

/// The text between the signing bytes and the signature, and the text after it.
const OPENING: &[u8] = b",\"signature\":\"";
const CLOSING: &[u8] = b"\"}";

/// The length of the text after the signing bytes.
pub(super) const fn closing_len(signature_len: usize) -> usize {
    base64_len(signature_len).saturating_add(OPENING.len() + CLOSING.len())
}

/// The caller's message or buffer does not allow an envelope to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeError {
    /// The buffer is too small. What it holds is of no use.
    BufferTooSmall {
        /// The length that is needed, in bytes: of the whole envelope, or of the text of a
        /// `reserve`.
        needed: usize,
    },
    /// The message breaks a rule between its members; it would be refused by its receiver.
    Violation(Violation),
    /// A serde type gives an error of its own, or holds what JSON cannot: a float that is not
    /// finite, or a name that is no string.
    NotJson,
    /// A text is longer than its place allows: that of a body, in bytes, than its
    /// [`MAX_LEN`](crate::api::Body::MAX_LEN); or that of a `reserve`, in characters.
    TooLong {
        /// The longest that is allowed.
        max: usize,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
            Self::Violation(violation) => violation.fmt(f),
            Self::NotJson => f.write_str("a value cannot be written as JSON"),
            Self::TooLong { max } => write!(f, "longer than the {max} that are allowed"),
        }
    }
}

impl Error for EncodeError {}

/// An envelope could not be written and signed in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SignError<E> {
    /// The message or the buffer is at fault.
    Encode(EncodeError),
    /// The signer's own error, unchanged.
    Signer(E),
}

impl<E> From<EncodeError> for SignError<E> {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl<E: fmt::Display> fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::Signer(error) => write!(f, "the signer failed: {error}"),
        }
    }
}

impl<E: Error + 'static> Error for SignError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Signer(error) => Some(error),
        }
    }
}
