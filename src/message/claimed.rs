//! In: what a text says of itself, read for those who cannot rely on it.

use crate::error::ValueError;
use crate::values::head::{MessageKind, ResponseHead};
use crate::values::text::Text;
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
