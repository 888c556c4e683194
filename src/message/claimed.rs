//! `Claimed`: what an unverified message says about itself. `envelope.rs` reads it, before the type of the
//! message is known; a gateway starts there.

use crate::error::ValueError;
use crate::values::head::{MessageKind, ResponseHead};
use crate::values::text::Text;
use crate::values::timestamp::Timestamp;

/// What an envelope claims about itself. Nobody has verified it.
///
/// A member is `None` if it is absent, empty or not a string; for `signType` see
/// [`sign_type`](Self::sign_type). Lengths are not checked.
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
    /// `signType` of a request. `None` means `RSA2`. A value that is not a string is here as its JSON
    /// text, so that no wrong `signType` looks like an absent one. A response has none.
    pub sign_type: Option<&'a str>,
}

impl<'a> Claimed<'a> {
    /// The head of a response to the request with these claims.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] or [`ValueError::TooLong`] if `clientId` or `reqMsgId` is absent or too
    /// long. Then no response is possible.
    pub fn response_head(&self, resp_time: Timestamp) -> Result<ResponseHead<'a>, ValueError> {
        Ok(ResponseHead {
            client_id: Text::new(self.client_id.unwrap_or_default())?,
            resp_time,
            req_msg_id: Text::new(self.req_msg_id.unwrap_or_default())?,
            reserve: None,
        })
    }
}
