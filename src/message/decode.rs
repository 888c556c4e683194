//! Reading: from bytes to an unverified message, and from there to a verified one.

use core::fmt;
use core::ops::Deref;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Reader, Stop, utf8};
use crate::message::claimed::Claimed;
use crate::message::function::{Body, Function, ResponseBody};
use crate::message::{Message, Response, SIGNATURE};
use crate::read_object;
use crate::signature::{
    InvalidSignature, Signature, SignatureTextError, SigningBytes, Verifier, Witness,
};
use crate::values::head::{Head, SignType};
use crate::values::message_kind::MessageKind;
use crate::values::result_info::ResultInfo;

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Message<H, B> {
    /// Reads an envelope with a message of this type. Members may come in any order, with any white
    /// space and any escapes; unknown members are skipped. Everything is checked except the
    /// signature.
    ///
    /// Strings with escapes are unescaped into `scratch`. A scratch buffer as long as `input` is
    /// always enough; without escapes an empty one is enough.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the input is not strict JSON, if a member has the wrong type, is too long,
    /// or is required but missing, if the function or the version is not that of this type, if the
    /// envelope is not signed, or if `scratch` is too small.
    // Not inlined: its frame must be released before RSA, where stack use peaks.
    #[inline(never)]
    pub fn decode(
        input: &'a [u8],
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Self>, DecodeError> {
        let mut reader = Reader::of_text(utf8(input)?, scratch);
        let decoded = Self::decode_with(&mut reader);
        reader.result(decoded)
    }

    #[inline(always)]
    fn decode_with(reader: &mut Reader<'a>) -> Result<Unverified<'a, Self>, Stop> {
        let (mut head, mut body) = (None, None);
        read_object!(@stop let members = reader {
            "request" => request by
                request = Self::read_as(MessageKind::Request, reader, &mut head, &mut body)?,
            "response" => response by
                response = Self::read_as(MessageKind::Response, reader, &mut head, &mut body)?,
            SIGNATURE => signature by signature = reader.parse_text(Ok)?,
        });
        reader.end()?;
        let signed = match H::KIND {
            MessageKind::Request => request,
            MessageKind::Response => response,
        };
        let (Some(signed), Some(head), Some(body)) = (signed, head, body) else {
            return Err(reader.missing(&members, H::KIND.as_str()));
        };
        match signature {
            Some(signature) if !signature.is_empty() => Ok(Unverified {
                message: Self { head, body },
                signed,
                signature,
            }),
            _ => Err(reader.lacks(&members, DecodeErrorKind::Unsigned, SIGNATURE)),
        }
    }

    #[inline(always)]
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Stop> {
        let (mut head, mut body) = (None, None);
        Self::read_parts(reader, &mut head, &mut body)?;
        match (head, body) {
            (Some(head), Some(body)) => Ok(Self { head, body }),
            _ => Err(reader.fail(DecodeErrorKind::Unread)), // never: both were required
        }
    }

    /// Reads the head and the body into `head` and `body`: in their places, because a copy of them takes
    /// stack. After `Ok` both are present.
    #[inline(always)]
    fn read_parts(
        reader: &mut Reader<'a>,
        head: &mut Option<H>,
        body: &mut Option<B>,
    ) -> Result<(), Stop> {
        read_object!(@slots let members = reader {
            "head" => head by Self::read_head(reader, head)?,
            "body" => body by Self::read_body(reader, body)?,
        });
        reader.require(&members, head.as_ref(), "head")?;
        reader.require(&members, body.as_ref(), "body")?;
        Ok(())
    }

    /// Reads the value of the member `request` or `response`, and returns its span.
    #[inline(always)]
    fn read_as(
        kind: MessageKind,
        reader: &mut Reader<'a>,
        head: &mut Option<H>,
        body: &mut Option<B>,
    ) -> Result<Option<&'a str>, Stop> {
        if kind != H::KIND {
            return Err(unexpected_message(kind, reader));
        }
        let start = reader.next_value_offset();
        Self::read_parts(reader, head, body)?;
        Ok(Some(reader.text_from(start)))
    }

    #[inline(never)]
    fn read_head(reader: &mut Reader<'a>, head: &mut Option<H>) -> Result<(), Stop> {
        H::read(reader, Self::FUNCTION, head)
    }

    #[inline(never)]
    fn read_body(reader: &mut Reader<'a>, body: &mut Option<B>) -> Result<(), Stop> {
        B::read_to(reader, body)
    }
}

/// A message that was read. Its values are locked until its signature is verified.
///
/// ```compile_fail,E0609
/// # use alipay_acquiring::{DecodeError, PayCancelRequest};
/// # fn partner(bytes: &[u8], scratch: &mut [u8]) -> Result<bool, DecodeError> {
/// let request = PayCancelRequest::decode(bytes, scratch)?;
/// Ok(request.body.partner_id == "218820000000000000023") // does not compile: not verified
/// # }
/// ```
///
/// ```
/// # use alipay_acquiring::{PayCancelRequest, signature::RsaVerifyingKey};
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
    /// Verifies the signature over the bytes exactly as they were received. If the signature does
    /// not hold, the caller can try another key; [`verify_any`](Self::verify_any) tries several.
    ///
    /// The result borrows from this value, so give this value a name first. Messages are `Copy`:
    /// a function that has to return the message returns `*verified`.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if the signature does not hold with this key, or if its text is not
    /// canonical base64 of 256 to 512 bytes ([`signature`](Self::signature) says which).
    pub fn verify(
        &self,
        key: &(impl Verifier + ?Sized),
    ) -> Result<Verified<'_, M>, InvalidSignature> {
        let witness = key.attest_base64(self.signing_bytes(), self.signature)?;
        Ok(self.verified(witness))
    }

    /// Verifies the signature with each of these keys until it holds with one, and returns the name of
    /// that key. Use it while the platform changes its key, and put the key that is used most often
    /// first: each key before the right one costs one verification.
    ///
    /// The names can be of any type. A terminal with two keys in flash passes an array:
    ///
    /// ```
    /// # use alipay_acquiring::{PayCancelResponse, UnknownReason, signature::RsaVerifyingKey};
    /// # fn read(
    /// #     bytes: &[u8], scratch: &mut [u8], old: &'static RsaVerifyingKey, new: &'static RsaVerifyingKey,
    /// # ) -> Result<bool, UnknownReason> {
    /// let response = PayCancelResponse::decode(bytes, scratch)?;
    /// let (is_old, response) = response.verify_any([(false, new), (true, old)])?;
    /// # let _ = response;
    /// # Ok(is_old)
    /// # }
    /// ```
    ///
    /// A server passes a reference to its map from names to keys:
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use alipay_acquiring::{PayCancelResponse, UnknownReason, signature::RsaVerifyingKey};
    /// # fn read(bytes: &[u8], scratch: &mut [u8], keys: &BTreeMap<String, RsaVerifyingKey>)
    /// # -> Result<(), UnknownReason> {
    /// let response = PayCancelResponse::decode(bytes, scratch)?;
    /// let (name, response) = response.verify_any(keys)?;
    /// println!("{}: verified with the key {name}", response.head.req_msg_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if the signature holds with none of the keys, if there are none, or if the
    /// text of the signature is not canonical base64 of 256 to 512 bytes.
    pub fn verify_any<'k, N, K: Verifier + ?Sized + 'k>(
        &self,
        keys: impl IntoIterator<Item = (N, &'k K)>,
    ) -> Result<(N, Verified<'_, M>), InvalidSignature> {
        for (name, key) in keys {
            if let Ok(verified) = self.verify(key) {
                return Ok((name, verified));
            }
        }
        Err(InvalidSignature)
    }

    /// Unlocks the message because the caller has verified [`signature`](Self::signature) over
    /// [`signing_bytes`](Self::signing_bytes) by other means, for example in a secure element. The
    /// caller is responsible: this method checks nothing.
    ///
    /// For an envelope from the terminal's own storage see
    /// [`assume_from_own_storage`](Self::assume_from_own_storage).
    #[must_use]
    pub const fn assume_verified_by_caller(&self) -> Verified<'_, M> {
        self.verified(Witness::of_other_means())
    }

    /// Unlocks the message because the caller itself put this envelope into storage that nobody else
    /// can write, for example a request that waits for its answer. This method checks nothing.
    #[must_use]
    pub const fn assume_from_own_storage(&self) -> Verified<'_, M> {
        self.verified(Witness::of_other_means())
    }

    const fn verified(&self, witness: Witness) -> Verified<'_, M> {
        Verified {
            message: &self.message,
            witness,
        }
    }

    /// The signed span: the raw text of the value of `request` or `response`, as received.
    #[must_use]
    pub const fn signing_bytes(&self) -> SigningBytes<'a> {
        SigningBytes::new(self.signed.as_bytes())
    }

    /// The signature, decoded from its base64.
    ///
    /// # Errors
    ///
    /// [`SignatureTextError`] if it is not canonical base64 of 256 to 512 bytes.
    pub fn signature(&self) -> Result<Signature, SignatureTextError> {
        Signature::from_base64(self.signature)
    }
}

impl<'a, H: Head<'a>, B: Body<'a, Head = H>> Unverified<'a, Message<H, B>> {
    /// What the message claims about itself, whether the signature holds or not. A gateway chooses
    /// the key by these claims, and answers with them when it refuses a request.
    #[must_use]
    pub fn claimed(&self) -> Claimed<'a> {
        let head = &self.message.head;
        Claimed {
            message: H::KIND,
            function: Some(B::Function::NAME),
            version: Some(B::Function::VERSION),
            client_id: Some(head.client_id()),
            req_msg_id: Some(head.req_msg_id()),
            sign_type: head.sign_type().map(SignType::as_str),
        }
    }
}

impl<'a, B: ResponseBody<'a>> Unverified<'a, Response<'a, B>> {
    /// The result that the response claims, whether the signature holds or not. Use it only to log
    /// a response whose signature does not hold: it says nothing about the transaction.
    #[must_use]
    pub fn claimed_result_info(&self) -> &ResultInfo<'a> {
        self.message.body.result_info()
    }
}

/// Shows the raw text only: `Debug` must not unlock the values.
impl<M> fmt::Debug for Unverified<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified")
            .field("signing_bytes", &self.signed)
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

/// A message whose signature holds. It dereferences to the message.
#[derive(Debug, Clone, Copy)]
pub struct Verified<'m, M> {
    pub(super) message: &'m M,
    /// Looked at when the outcome is asked for, far from the branch that made this value.
    pub(super) witness: Witness,
}

impl<M> Deref for Verified<'_, M> {
    type Target = M;

    fn deref(&self) -> &M {
        self.message
    }
}

#[cold]
fn unexpected_message(found: MessageKind, reader: &mut Reader<'_>) -> Stop {
    let start = reader.next_value_offset();
    reader.stop(wrong_message(found, start))
}

/// The error for a message of the other kind. It is the same whether the envelope has the wanted message,
/// too, or not, so it does not depend on the order of the members.
#[cold]
pub(super) const fn wrong_message(found: MessageKind, start: usize) -> DecodeError {
    let kind = DecodeErrorKind::WrongMessage { found };
    DecodeError::new(kind, start, Some(found.as_str()))
}
