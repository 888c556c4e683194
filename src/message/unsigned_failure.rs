//! In: a response without a signature, read for staff.

use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::message::claimed::Claimed;
use crate::message::envelope;
use crate::values::head::MessageKind;
use crate::values::text::Escaped;

/// The text of a response that is not signed, as the platform sends it when it fails early: bad
/// key, bad signature, unknown client.
///
/// Anyone may have written it, so it says nothing about the transaction, and it cannot become an
/// [`Outcome`](crate::Outcome): that remains unknown. What it claims is worth showing to staff, for
/// it may be the only word of a wrong key. A member that is absent, or no string, is `None`;
/// lengths are not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnsignedFailure<'a> {
    /// What its head claims.
    pub claimed: Claimed<'a>,
    /// `resultStatus`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultStatus"))]
    pub result_status: Option<&'a str>,
    /// `resultCodeId`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCodeId"))]
    pub result_code_id: Option<&'a str>,
    /// `resultCode`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCode"))]
    pub result_code: Option<&'a str>,
    /// `resultMsg`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultMsg"))]
    pub result_msg: Option<&'a str>,
}

impl<'a> UnsignedFailure<'a> {
    /// Reads a response that is not signed: whose `signature` is absent, empty, or no string.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Signed`] if it bears a signature, [`DecodeErrorKind::WrongMessage`] for
    /// a request, and as [`Envelope::decode`](crate::Envelope::decode).
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (envelope, result) = envelope::read(input, scratch)?;
        let claimed = envelope.claimed();
        let error = |kind| DecodeError::new(kind, 0, None);
        match (claimed.message, envelope.is_signed()) {
            (MessageKind::Request, _) => Err(error(DecodeErrorKind::WrongMessage)),
            (MessageKind::Response, true) => Err(error(DecodeErrorKind::Signed)),
            (MessageKind::Response, false) => {
                let [result_status, result_code_id, result_code, result_msg] = result;
                Ok(Self {
                    claimed,
                    result_status,
                    result_code_id,
                    result_code,
                    result_msg,
                })
            }
        }
    }
}

/// For staff: the code and the message, marked as what they are. They are quoted and escaped, so
/// that a text which anyone may have written cannot pass for another line of a log.
impl fmt::Display for UnsignedFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.result_code.unwrap_or("no resultCode");
        let msg = self.result_msg.unwrap_or("no resultMsg");
        let (code, msg) = (Escaped(code), Escaped(msg));
        write!(f, "unsigned, so only claimed: \"{code}\" (\"{msg}\")")
    }
}
