//! Writing: from a message to a draft without its signature, and from there to the envelope.

use core::error::Error;
use core::fmt;

use crate::json::{SliceWriter, WriteFault, Writer, max_object_len};
use crate::message::function::{Body, ResponseBody};
use crate::message::{Message, Response, SIGNATURE};
use crate::signature::{Signature, Signer, SigningBytes, base64_len};
use crate::values::head::{self, Head};
use crate::values::violation::Violation;

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// The length of the longest envelope of this type, in bytes: every text at its maximum length
    /// with every character escaped, and the signature of a 4096-bit key. A buffer of this size is
    /// always enough. A message with ids in ASCII needs far less:
    /// [`encoded_len`](Self::encoded_len) gives the exact length.
    pub const MAX_LEN: usize = max_object_len(&[
        (
            H::KIND.as_str(),
            max_object_len(&[
                ("head", head::max_len::<H>(Self::FUNCTION)),
                ("body", B::MAX_LEN),
            ]),
        ),
        (SIGNATURE, base64_len(Signature::MAX_LEN) + 2),
    ]);

    /// The exact length of this envelope in bytes, with a signature of `signature_len` bytes. If the
    /// message cannot be written ([`draft`](Self::draft) gives the error), the number means nothing.
    #[must_use]
    pub fn encoded_len(&self, signature_len: usize) -> usize {
        let mut counter = Writer::new(&mut []);
        // `draft` reports the same error.
        let _ = self.write_envelope(&mut counter);
        counter.len().saturating_add(closing_len(signature_len))
    }

    /// Writes this message, signs it, and returns the envelope, which is at the start of `buffer`.
    ///
    /// # Errors
    ///
    /// [`SignError::Encode`] with the error of [`draft`](Self::draft); the signer was not called.
    /// [`SignError::Encode`] with [`EncodeError::SignatureLength`] if the signature is not as long
    /// as [`Signer::signature_len`] said. [`SignError::Signer`] with the signer's own error.
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

    /// Writes this message into `buffer`, without its signature. The signature will have
    /// `signature_len` bytes. A signature is as long as the modulus of the key: 256 bytes for
    /// RSA-2048.
    ///
    /// For a secure element or an HSM: send it [`Draft::signing_bytes`] or their digest, and append
    /// the signature that it returns with [`Draft::finish`].
    ///
    /// # Errors
    ///
    /// [`EncodeError::Violation`] with the first rule that the message breaks, or with an id that has a
    /// control character or outer white space, which [`violations`](Self::violations) does not report;
    /// [`EncodeError::BufferTooSmall`] with the length of the whole envelope, and, if the body is a
    /// serde type, [`EncodeError::NotJson`] and [`EncodeError::TooLong`].
    pub fn draft<'b>(
        &self,
        buffer: &'b mut [u8],
        signature_len: usize,
    ) -> Result<Draft<'b>, EncodeError> {
        if let Err(violation) = self.violations().try_for_each(Err) {
            return Err(EncodeError::Violation(violation));
        }
        let mut writer = Writer::new(buffer);
        let start = self.write_envelope(&mut writer)?;
        let end = writer.len();
        let needed = end.saturating_add(closing_len(signature_len));
        if needed > buffer.len() {
            return Err(EncodeError::BufferTooSmall { needed });
        }
        Ok(Draft {
            buffer,
            start,
            end,
            signature_len,
        })
    }

    /// Writes the envelope up to the end of the signing bytes, and returns the offset of their start.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NotJson`] and [`EncodeError::TooLong`]. The text written so far is unspecified.
    fn write_envelope(&self, writer: &mut Writer<'_>) -> Result<usize, EncodeError> {
        writer.begin_object();
        writer.name(H::KIND.as_str());
        let start = writer.len();
        writer.begin_object();
        writer.name("head");
        head::write(&self.head, Self::FUNCTION, writer);
        writer.name("body");
        let body = writer.len();
        self.body.write(writer);
        if let Some(fault) = writer.fault {
            return Err(fault.into());
        }
        if writer.len().saturating_sub(body) > B::MAX_LEN {
            return Err(EncodeError::TooLong { max: B::MAX_LEN });
        }
        writer.end_object();
        Ok(start)
    }
}

impl<'a, B: ResponseBody<'a>> Response<'a, B> {
    /// Writes this response as an envelope without a member `signature`, at the start of `buffer`. A
    /// gateway uses it to answer a request that it cannot verify: the client is unknown, or the
    /// signature is absent or does not hold. Every other response is signed, with
    /// [`sign`](Message::sign) or [`draft`](Message::draft).
    ///
    /// Anyone can post a request with the ids of another client's pending request. A signed answer to
    /// it would be an authentic answer to that pending request. An unsigned one says nothing: its
    /// receiver concludes that the outcome is unknown, and can show it to staff as an
    /// [`UnsignedFailure`](crate::UnsignedFailure).
    ///
    /// A buffer of [`MAX_LEN`](Message::MAX_LEN) bytes is always enough;
    /// [`unsigned_len`](Self::unsigned_len) gives the exact length.
    ///
    /// # Errors
    ///
    /// As [`draft`](Message::draft).
    pub fn write_unsigned<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError> {
        if let Err(violation) = self.violations().try_for_each(Err) {
            return Err(EncodeError::Violation(violation));
        }
        let mut writer = Writer::new(buffer);
        self.write_envelope(&mut writer)?;
        writer.end_object();
        let needed = writer.len();
        buffer
            .get(..needed)
            .ok_or(EncodeError::BufferTooSmall { needed })
    }

    /// The exact length of the envelope that [`write_unsigned`](Self::write_unsigned) writes, in bytes.
    /// If the response cannot be written, the number means nothing.
    #[must_use]
    pub fn unsigned_len(&self) -> usize {
        let mut counter = Writer::new(&mut []);
        // `write_unsigned` reports the same error.
        let _ = self.write_envelope(&mut counter);
        counter.end_object();
        counter.len()
    }
}

/// An envelope without its signature. The signing bytes are already at their final place in the
/// caller's buffer, so nothing is written twice.
///
/// Writing is deterministic: if you lose a draft, write the message again; the bytes are identical.
///
/// ```
/// use alipay_acquiring::{EncodeError, PayCancelRequest, signature::Signature};
///
/// /// `element` signs a SHA-256 digest with an RSA-2048 key.
/// fn envelope<'b>(
///     request: &PayCancelRequest,
///     element: impl Fn([u8; 32]) -> Signature,
///     buffer: &'b mut [u8],
/// ) -> Result<&'b [u8], EncodeError> {
///     let draft = request.draft(buffer, 256)?;
///     let signature = element(draft.signing_bytes().digest());
///     draft.finish(&signature)
/// }
/// ```
#[derive(Debug)]
#[must_use = "without its signature an envelope cannot be sent"]
pub struct Draft<'b> {
    buffer: &'b mut [u8],
    start: usize,
    end: usize,
    signature_len: usize,
}

impl<'b> Draft<'b> {
    /// The canonical signing bytes: compact JSON, members in the order of the specification.
    #[must_use]
    pub fn signing_bytes(&self) -> SigningBytes<'_> {
        SigningBytes::new(self.buffer.get(self.start..self.end).unwrap_or(&[]))
    }

    /// Appends the signature, and returns the whole envelope, which is at the start of the buffer.
    ///
    /// # Errors
    ///
    /// [`EncodeError::SignatureLength`] if the signature is not as long as `signature_len` of
    /// [`Message::draft`]: nobody could verify it. [`Signature::from_be_number`] makes a signature of
    /// the right length from what a token or an HSM returns.
    pub fn finish(self, signature: &Signature) -> Result<&'b [u8], EncodeError> {
        let (drafted, actual) = (self.signature_len, signature.as_bytes().len());
        if actual != drafted {
            return Err(EncodeError::SignatureLength { drafted, actual });
        }
        let needed = self
            .end
            .saturating_add(closing_len(signature.as_bytes().len()));
        self.append(signature)
            .ok_or(EncodeError::BufferTooSmall { needed })
    }

    /// Gives the buffer back, and keeps only where the draft is in it. For code that cannot hold a borrow
    /// until the signature arrives: a state machine that owns its buffer, or an interface to C.
    pub const fn detach(self) -> DetachedDraft {
        DetachedDraft {
            start: self.start,
            end: self.end,
            signature_len: self.signature_len,
        }
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

/// Where a draft is in its buffer, without the buffer: [`Draft::detach`] makes it.
///
/// ```
/// use alipay_acquiring::{DetachedDraft, EncodeError, PayCancelRequest, signature::Signature};
///
/// /// Owns its send buffer while the secure element works.
/// struct Sender {
///     buffer: [u8; 704],
///     draft: Option<DetachedDraft>,
/// }
///
/// impl Sender {
///     /// Writes the request, and returns the digest for the secure element.
///     fn begin(&mut self, request: &PayCancelRequest) -> Result<[u8; 32], EncodeError> {
///         let draft = request.draft(&mut self.buffer, 256)?;
///         let digest = draft.signing_bytes().digest();
///         self.draft = Some(draft.detach());
///         Ok(digest)
///     }
///
///     /// Called when the secure element has signed. `None` if nothing was begun.
///     fn signed(&mut self, signature: &Signature) -> Option<Result<&[u8], EncodeError>> {
///         let draft = self.draft.take()?.attach(&mut self.buffer);
///         Some(draft.and_then(|draft| draft.finish(signature)))
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "without its signature an envelope cannot be sent"]
pub struct DetachedDraft {
    start: usize,
    end: usize,
    signature_len: usize,
}

impl DetachedDraft {
    /// The draft again, in the buffer that it was written into. The buffer must still have the same
    /// content. Otherwise the envelope is not what was signed, and its receiver refuses it.
    ///
    /// # Errors
    ///
    /// [`EncodeError::BufferTooSmall`] if the whole envelope does not fit.
    pub fn attach(self, buffer: &mut [u8]) -> Result<Draft<'_>, EncodeError> {
        self.check(buffer)?;
        Ok(Draft {
            buffer,
            start: self.start,
            end: self.end,
            signature_len: self.signature_len,
        })
    }

    /// The signing bytes of the draft, in the buffer that it was written into.
    ///
    /// # Errors
    ///
    /// As [`attach`](Self::attach).
    pub fn signing_bytes(self, buffer: &[u8]) -> Result<SigningBytes<'_>, EncodeError> {
        self.check(buffer)?;
        let bytes = buffer.get(self.start..self.end);
        Ok(SigningBytes::new(bytes.unwrap_or_default()))
    }

    fn check(self, buffer: &[u8]) -> Result<(), EncodeError> {
        let needed = self.end.saturating_add(closing_len(self.signature_len));
        match needed <= buffer.len() {
            true => Ok(()),
            false => Err(EncodeError::BufferTooSmall { needed }),
        }
    }
}

/// The text between the signing bytes and the signature, and the text after it.
const OPENING: &[u8] = b",\"signature\":\"";
const CLOSING: &[u8] = b"\"}";

/// The number of bytes after the signing bytes.
pub(super) const fn closing_len(signature_len: usize) -> usize {
    base64_len(signature_len).saturating_add(OPENING.len() + CLOSING.len())
}

/// An envelope could not be written, because of the caller's message or the caller's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeError {
    /// The buffer is too small. Its content is unspecified.
    BufferTooSmall {
        /// The length needed, in bytes: of the whole envelope, or of the text of `reserve`.
        needed: usize,
    },
    /// The message breaks a rule, so its receiver may refuse it; or an id cannot be written.
    Violation(Violation),
    /// A body, or the value for `reserve`, cannot be written: it is nested deeper than
    /// [`MAX_DEPTH`](crate::json::MAX_DEPTH), or it is a serde type with a float that is not finite, a name
    /// that is not a string or occurs twice, a type with a private name of another crate, or an error of
    /// its own.
    NotJson,
    /// A text is too long: the text of a body in bytes
    /// ([`Body::MAX_LEN`](crate::function::Body::MAX_LEN)), or that of `reserve` in characters.
    TooLong {
        /// The greatest length allowed.
        max: usize,
    },
    /// The signature is not as long as the draft was made for. A big-endian number from a token or an
    /// HSM may have a zero byte too many or too few: see [`Signature::from_be_number`].
    SignatureLength {
        /// The length that the draft was made for, in bytes.
        drafted: usize,
        /// The length of the signature, in bytes.
        actual: usize,
    },
}

impl From<WriteFault> for EncodeError {
    fn from(fault: WriteFault) -> Self {
        match fault {
            #[cfg(feature = "serde")]
            WriteFault::NotJson => Self::NotJson,
            WriteFault::Value(field, error) => Self::Violation(Violation::Value { field, error }),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
            Self::Violation(violation) => violation.fmt(f),
            Self::NotJson => f.write_str(
                "a value cannot be written as JSON: a float that is not finite, a name that is not a \
                 string or occurs twice, nesting of more than 32, a private type of another crate, or \
                 an error of the type itself",
            ),
            Self::TooLong { max } => write!(f, "longer than the {max} that are allowed"),
            Self::SignatureLength { drafted, actual } => write!(
                f,
                "expected a signature of {drafted} bytes, found {actual}; \
                 `Signature::from_be_number` corrects leading zeros"
            ),
        }
    }
}

impl Error for EncodeError {}

/// An envelope could not be written and signed in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SignError<E> {
    /// The message or the buffer does not allow the envelope to be written.
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

/// The text of a `SignError` already contains the text of its inner error. So `source` skips the
/// inner error and returns the source of that error: a chain of sources then shows each text once.
impl<E: Error + 'static> Error for SignError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Signer(error) => error.source(),
        }
    }
}
