//! What staff need to see if a cancel does not end with "void".

use crate::error::DecodeError;
use crate::message::claimed::ClaimedResult;
use crate::message::envelope::Envelope;
use crate::message::outcome::UnknownReason;
use crate::message::unsigned_failure::UnsignedFailure;
use crate::signature::Verifier;
use crate::values::result_info::ResultInfo;

/// What the latest answer said from which no "void" followed. It is for staff and logs only: nothing is
/// concluded from it.
///
/// Evidence from an authentic answer is not replaced by an unsigned text, which anyone can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Evidence {
    kind: EvidenceKind,
    send: u16,
    offset: u32,
    code: Clip<CODE>,
    message: Clip<MESSAGE>,
}

/// Where [`Evidence`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum EvidenceKind {
    /// The answer has no signature: anyone can have written it.
    Unsigned,
    /// The signature of the answer holds, but the answer cannot be read as a response of payCancel.
    Unreadable,
    /// The answer is authentic and belongs to this request.
    Authentic,
}

/// The bytes of a code that are kept, and those of a message.
const CODE: usize = 32;
const MESSAGE: usize = 64;

impl Evidence {
    /// Where it comes from.
    #[must_use]
    pub const fn kind(&self) -> EvidenceKind {
        self.kind
    }

    /// After which send the answer came, counted from 1.
    #[must_use]
    pub const fn send(&self) -> u16 {
        self.send
    }

    /// Where in the answer the error is, if the answer is [`Unreadable`](EvidenceKind::Unreadable).
    #[must_use]
    pub const fn offset(&self) -> Option<u32> {
        match self.kind {
            EvidenceKind::Unreadable => Some(self.offset),
            EvidenceKind::Unsigned | EvidenceKind::Authentic => None,
        }
    }

    /// `resultCode`, as far as it fits 32 bytes. Empty if there is none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.as_str()
    }

    /// `resultMsg`, as far as it fits 64 bytes. Empty if there is none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.as_str()
    }

    /// From an authentic answer to this request.
    pub(super) fn of_answer(result: &ResultInfo<'_>) -> Self {
        let message = result.result_msg.as_ref().map(|message| message.as_str());
        Self::new(
            EvidenceKind::Authentic,
            &result.result_code,
            message.unwrap_or_default(),
        )
    }

    /// From an answer that could not be read as an authentic answer.
    #[inline(never)] // as `conclude` in `machine.rs`
    pub(super) fn of_other<K: Verifier + ?Sized>(
        answer: &[u8],
        reason: UnknownReason,
        req_msg_id: &str,
        scratch: &mut [u8],
        keys: &[&K],
    ) -> Option<Self> {
        match UnsignedFailure::decode(answer, scratch) {
            Ok(failure) => Some(Self::of_claims(EvidenceKind::Unsigned, &failure.result)),
            Err(_) => match reason {
                UnknownReason::Undecodable(error) => {
                    Self::of_unreadable(answer, error, req_msg_id, scratch, keys)
                }
                _ => None,
            },
        }
    }

    /// From an answer whose signature may hold although it cannot be read as a response of payCancel.
    #[inline(never)] // as `conclude` in `machine.rs`
    fn of_unreadable<K: Verifier + ?Sized>(
        answer: &[u8],
        error: DecodeError,
        req_msg_id: &str,
        scratch: &mut [u8],
        keys: &[&K],
    ) -> Option<Self> {
        let (first, second) = scratch.split_at_mut_checked(scratch.len() / 2)?;
        let envelope = Envelope::decode(answer, first).ok()?;
        let claims = envelope.read_response_claims(second).ok()?;
        let (_, claims) = claims.verify_any(keys.iter().map(|&key| ((), key))).ok()?;
        // An old answer of another cancel would mislead staff.
        (claims.claimed.req_msg_id == Some(req_msg_id)).then(|| Self {
            offset: u32::try_from(error.offset()).unwrap_or(u32::MAX),
            ..Self::of_claims(EvidenceKind::Unreadable, &claims.result)
        })
    }

    fn of_claims(kind: EvidenceKind, result: &ClaimedResult<'_>) -> Self {
        Self::new(
            kind,
            result.result_code.unwrap_or_default(),
            result.result_msg.unwrap_or_default(),
        )
    }

    fn new(kind: EvidenceKind, code: &str, message: &str) -> Self {
        Self {
            kind,
            send: 0,
            offset: 0,
            code: Clip::new(code),
            message: Clip::new(message),
        }
    }

    pub(super) const fn after_send(self, send: u16) -> Self {
        Self { send, ..self }
    }

    /// Whether this replaces `earlier` evidence.
    pub(super) fn replaces(&self, earlier: Option<&Self>) -> bool {
        let is_unsigned = |evidence: &Self| evidence.kind == EvidenceKind::Unsigned;
        !is_unsigned(self) || earlier.is_none_or(is_unsigned)
    }

    /// The fields in the order in which a record has them.
    pub(super) fn fields(&self) -> (u8, u16, u32, &str, &str) {
        let kind = match self.kind {
            EvidenceKind::Unsigned => 1,
            EvidenceKind::Unreadable => 2,
            EvidenceKind::Authentic => 3,
        };
        (kind, self.send, self.offset, self.code(), self.message())
    }

    /// From the fields of a record; `None` if there is no such kind.
    pub(super) fn from_fields(
        (kind, send, offset, code, message): (u8, u16, u32, &str, &str),
    ) -> Option<Self> {
        let kind = match kind {
            1 => EvidenceKind::Unsigned,
            2 => EvidenceKind::Unreadable,
            3 => EvidenceKind::Authentic,
            _ => return None,
        };
        Some(Self {
            send,
            offset,
            ..Self::new(kind, code, message)
        })
    }
}

/// The start of a text, as far as it fits `N` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Clip<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Clip<N> {
    fn new(text: &str) -> Self {
        let mut bytes = [0; N];
        let mut len = text.len().min(N);
        while !text.is_char_boundary(len) {
            len = len.saturating_sub(1);
        }
        if let (Some(room), Some(start)) = (bytes.get_mut(..len), text.as_bytes().get(..len)) {
            room.copy_from_slice(start);
        }
        let len = u8::try_from(len).unwrap_or(0);
        Self { bytes, len }
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.len.into()).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}
