//! In: what a text says of itself, read for those who cannot rely on it.

use core::fmt;

use super::envelope;
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::values::head::{MessageKind, ResponseHead};
use crate::values::text::{Escaped, Text};
use crate::values::timestamp::Timestamp;

/// What an envelope claims of itself: nobody has verified it.
///
/// A member that is absent, or no string, is `None`; lengths are not checked.
///
/// A gateway chooses key and message type by it, and answers a request that does not decode or
/// verify: [`Envelope`](crate::Envelope) shows how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Claimed<'a> {
    /// A request or a response, as the name of the envelope's member says.
    pub message: MessageKind,
    /// `function`
    pub function: Option<&'a str>,
    /// `version`
    pub version: Option<&'a str>,
    /// `clientId`
    pub client_id: Option<&'a str>,
    /// `reqMsgId`
    pub req_msg_id: Option<&'a str>,
}

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

impl<'a> Claimed<'a> {
    /// The head of an answer to whatever claims this.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] or [`ValueError::TooLong`] if `clientId` or `reqMsgId` is absent or
    /// longer than its field: then there is nobody to answer.
    pub fn response_head(&self, resp_time: Timestamp) -> Result<ResponseHead<'a>, ValueError> {
        Ok(ResponseHead {
            client_id: Text::new(self.client_id.unwrap_or_default())?,
            resp_time,
            req_msg_id: Text::new(self.req_msg_id.unwrap_or_default())?,
            reserve: None,
        })
    }
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
