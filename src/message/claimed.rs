//! What an unverified message says about itself: `Claimed`, and for a response `ResponseClaims`.
//! `envelope.rs` reads them, before the type of the message is known; a gateway starts there.

use core::fmt;

use crate::error::FieldError;
use crate::values::head::ResponseHead;
use crate::values::lenient::Lenient;
use crate::values::message_kind::MessageKind;
use crate::values::text::{Escaped, Text};
use crate::values::timestamp::Timestamp;

/// What an envelope claims about itself. Nobody has verified it.
///
/// A number or a boolean is here as its JSON text. A member is `None` if it is absent, empty, an array or
/// an object; for `signType` see [`sign_type`](Self::sign_type). Lengths are not checked.
///
/// A gateway chooses the key and the message type by the claims. It also uses them to answer a
/// request that it cannot decode or verify. [`Envelope`](crate::Envelope) shows how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Claimed<'a> {
    /// A request or a response, according to the name of the envelope's member.
    pub message: MessageKind,
    /// `function`
    pub function: Option<&'a str>,
    /// `version`
    pub version: Option<&'a str>,
    /// `clientId`
    pub client_id: Option<&'a str>,
    /// `reqMsgId`
    pub req_msg_id: Option<&'a str>,
    /// `signType` of a request. `None` means `RSA2`. An array or an object is here as its JSON text, so
    /// that no wrong `signType` looks like an absent one. A response has none.
    pub sign_type: Option<&'a str>,
}

impl<'a> Claimed<'a> {
    /// The head of a response to the request with these claims.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`](crate::ValueError::Empty) or
    /// [`ValueError::TooLong`](crate::ValueError::TooLong) if `clientId` or `reqMsgId` is absent or too
    /// long, and the errors of [`Text::check_id`]. Then no response is possible.
    pub fn response_head(&self, resp_time: Timestamp) -> Result<ResponseHead<'a>, FieldError> {
        Ok(ResponseHead {
            client_id: response_id(self.client_id, "clientId")?.into(),
            resp_time: Some(Lenient::Valid(resp_time)),
            req_msg_id: response_id(self.req_msg_id, "reqMsgId")?.into(),
            reserve: None,
        })
    }
}

/// A claimed id, if a response can have it.
fn response_id<'a, const MAX: usize>(
    id: Option<&'a str>,
    field: &'static str,
) -> Result<Text<'a, MAX>, FieldError> {
    let id = Text::new(id.unwrap_or_default());
    let id = id.and_then(|id| id.check_id().map(|()| id));
    id.map_err(|error| error.in_field(field))
}

/// What a response claims: about itself, and as its result. It can be read from every response whose text
/// [`Envelope::decode`](crate::Envelope::decode) accepts, of any function, also if the response cannot be
/// read as the message of its type.
///
/// [`Envelope::read_response_claims`](crate::Envelope::read_response_claims) reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ResponseClaims<'a> {
    /// What its head claims.
    pub claimed: Claimed<'a>,
    /// What its `resultInfo` claims.
    pub result: ClaimedResult<'a>,
}

/// The `resultInfo` that a response claims.
///
/// A value that is not a string is here as its JSON text. A member is `None` if it is absent or empty.
/// Lengths are not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ClaimedResult<'a> {
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

impl ClaimedResult<'_> {
    /// `resultCode`, escaped for a log.
    pub(super) fn shown_code(&self) -> impl fmt::Display {
        Escaped(self.result_code.unwrap_or("no resultCode"))
    }
}

/// Shows `resultCode` and `resultMsg`. They are quoted and escaped, so that a forged text cannot look
/// like another line of a log.
impl fmt::Display for ClaimedResult<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.shown_code();
        let msg = Escaped(self.result_msg.unwrap_or("no resultMsg"));
        write!(f, "\"{code}\" (\"{msg}\")")
    }
}
