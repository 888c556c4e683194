//! Out: an envelope that lacks its signature.

use super::Message;
use crate::error::{EncodeError, SignError};
use crate::json::Writer;
use crate::message::function::Body;
use crate::signature::{Signature, Signer, SigningBytes, base64_len};
use crate::values::head::Head;

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
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

    fn append(self, signature: &Signature) -> Option<&'b [u8]> {
        let room = self.buffer.get_mut(self.end..)?;
        let mut writer = Writer::new(room);
        writer.raw(OPENING);
        let at = writer.len();
        let text_len = signature.encode_base64(room.get_mut(at..)?)?;
        let mut writer = Writer::new(room.get_mut(at + text_len..)?);
        writer.raw(CLOSING);
        self.buffer.get(..self.end + at + text_len + CLOSING.len())
    }
}

/// What stands between the signing bytes and the signature, and after it.
const OPENING: &str = ",\"signature\":\"";
const CLOSING: &str = "\"}";

/// The length of all that follows the signing bytes.
pub(super) const fn closing_len(signature_len: usize) -> usize {
    base64_len(signature_len).saturating_add(OPENING.len() + CLOSING.len())
}
