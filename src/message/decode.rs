//! In: a message that was read, and one that was verified.

use core::fmt;
use core::ops::Deref;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::Reader;
use crate::message::claimed::Claimed;
use crate::message::function::{Body, Function, ResponseBody};
use crate::message::{Message, Response, SIGNATURE};
use crate::read_object;
use crate::signature::{InvalidSignature, Signature, SigningBytes, Verifier};
use crate::values::head::{Head, MessageKind, Private};
use crate::values::result_info::ResultInfo;

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// Reads an envelope with such a message: any order of members, any white space and escapes,
    /// unknown members skipped. Everything is checked but the signature.
    ///
    /// Escaped strings are unescaped into `scratch`. As many bytes as `input` has always suffice,
    /// and none are needed where nothing is escaped.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for what is not strict JSON, of the wrong type, too long, missing though
    /// required, of another function or version, unsigned, or too large for `scratch`.
    // Not inlined: its frame must be released before the signature is verified, where stack use peaks.
    #[inline(never)]
    pub fn decode(
        input: &'a [u8],
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Self>, DecodeError> {
        let mut reader = Reader::new(input, scratch)?;
        read_object!(let members = reader {
            "request" => request = Self::read_as(MessageKind::Request, &mut reader)?,
            "response" => response = Self::read_as(MessageKind::Response, &mut reader)?,
            SIGNATURE => signature = reader.string()?,
        });
        reader.finish()?;
        let message = match H::KIND {
            MessageKind::Request => request,
            MessageKind::Response => response,
        };
        let Some(mut unverified) = message else {
            return Err(members.error(DecodeErrorKind::Missing, H::KIND.name()));
        };
        match signature {
            Some(signature) if !signature.is_empty() => unverified.signature = signature,
            _ => return Err(members.error(DecodeErrorKind::Unsigned, SIGNATURE)),
        }
        Ok(unverified)
    }

    #[inline(always)]
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            "head" => head = Some(H::read(reader, Self::FIXED, Private(()))?),
            "body" => body = Some(B::read(reader)?),
        });
        Ok(Self {
            head: members.require(head, "head")?,
            body: members.require(body, "body")?,
        })
    }

    /// Reads the value of the member that holds this kind of message. Its signature comes later.
    fn read_as(
        kind: MessageKind,
        reader: &mut Reader<'a>,
    ) -> Result<Option<Unverified<'a, Self>>, DecodeError> {
        if kind != H::KIND {
            return Err(wrong_message(reader));
        }
        let (message, signed) = reader.spanned(|reader| Self::read(reader))?;
        Ok(Some(Unverified {
            message,
            signed,
            signature: "",
        }))
    }
}

/// A message that was read, locked until its signature is verified.
///
/// ```compile_fail,E0609
/// # use alipay_acquiring::{DecodeError, PayCancelRequest};
/// # fn partner(bytes: &[u8], scratch: &mut [u8]) -> Result<bool, DecodeError> {
/// let request = PayCancelRequest::decode(bytes, scratch)?;
/// Ok(request.body.partner_id == "218820000000000000023") // not yet
/// # }
/// ```
///
/// ```
/// # use alipay_acquiring::{PayCancelRequest, RsaVerifyingKey};
/// # fn partner(bytes: &[u8], scratch: &mut [u8], key: &RsaVerifyingKey)
/// # -> Result<bool, Box<dyn std::error::Error>> {
/// let request = PayCancelRequest::decode(bytes, scratch)?;
/// let request = request.verify(key)?;
/// Ok(request.body.partner_id == "218820000000000000023")
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Unverified<'a, M> {
    pub(super) message: M,
    pub(super) signed: &'a str,
    pub(super) signature: &'a str,
}

impl<'a, M> Unverified<'a, M> {
    /// Verifies the signature over the bytes as they came. A second key can be tried.
    ///
    /// What it gives borrows from this value, so bind this to a name first; messages are `Copy`,
    /// so `*verified` is what to return from a function.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`]: it does not hold with this key, or is not canonical base64 of a
    /// signature of 256 to 512 bytes.
    pub fn verify(
        &self,
        key: &(impl Verifier + ?Sized),
    ) -> Result<Verified<'_, M>, InvalidSignature> {
        // Borrowed where it lies: moved out of its `Result` it would take its stack twice.
        match &self.signature() {
            Ok(signature) => key.verify(self.signing_bytes(), signature)?,
            Err(error) => return Err(*error),
        }
        Ok(Verified(&self.message))
    }

    /// Unlocks the message on the caller's word that [`signature`](Self::signature) was verified
    /// over [`signing_bytes`](Self::signing_bytes) elsewhere, by a secure element, or that the
    /// envelope comes from a store which the caller trusts.
    pub const fn assume_verified_by_caller(&self) -> Verified<'_, M> {
        Verified(&self.message)
    }

    /// The signed span: the raw text of the message's value, as it came.
    pub const fn signing_bytes(&self) -> SigningBytes<'a> {
        SigningBytes::new(self.signed.as_bytes())
    }

    /// The signature, decoded from its base64.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not canonical base64 of 256 to 512 bytes.
    pub fn signature(&self) -> Result<Signature, InvalidSignature> {
        Signature::from_base64(self.signature)
    }
}

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Unverified<'a, Message<H, B>> {
    /// What the message claims of itself, verified or not: a gateway chooses the key by it, and
    /// answers what it refuses.
    pub fn claimed(&self) -> Claimed<'a> {
        let head = self.message.head.members(Private(()));
        Claimed {
            message: H::KIND,
            function: Some(B::Function::NAME),
            version: Some(B::Function::VERSION),
            client_id: Some(head.client_id.as_str()),
            req_msg_id: Some(head.req_msg_id.as_str()),
        }
    }
}

impl<'a, B: ResponseBody<'a>> Unverified<'a, Response<'a, B>> {
    /// The result that the response claims, verified or not: for the log, where the signature does
    /// not hold. It says nothing about the transaction.
    pub fn claimed_result_info(&self) -> &ResultInfo<'a> {
        self.message.body.result_info()
    }
}

/// Shows the raw text only: the values stay locked here too.
impl<M> fmt::Debug for Unverified<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("signing_bytes", &self.signed)
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

/// A message whose signature holds. Derefs to it.
#[derive(Debug, Clone, Copy)]
pub struct Verified<'m, M>(pub(super) &'m M);

impl<M> Deref for Verified<'_, M> {
    type Target = M;

    fn deref(&self) -> &M {
        self.0
    }
}

/// A message stands here that the envelope may not hold.
pub(super) fn wrong_message(reader: &mut Reader<'_>) -> DecodeError {
    reader.peek_value();
    reader.error_at(DecodeErrorKind::WrongMessage, reader.offset())
}
