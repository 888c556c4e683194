//! Owned copies of a message's ids.

use core::fmt;

use heapless::String;

use crate::head::{RequestHead, ResponseHead};
use crate::text::{Escaped, Text};

/// An owned copy of the two ids that name a message, for a log or a queue that outlives the
/// receive buffer. 400 bytes or so, on the stack.
///
/// ```
/// use alipay_acquiring::{MessageIds, RequestHead, Timestamp, text};
///
/// let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
/// let head = RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time, text!("1234567asdfasdf1123fda"));
/// let ids = MessageIds::from(&head);
/// assert_eq!(ids.req_msg_id(), "1234567asdfasdf1123fda");
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageIds {
    client_id: String<{ 32 * MAX_UTF8 }>,
    req_msg_id: String<{ 64 * MAX_UTF8 }>,
}

/// The most bytes that a character takes in UTF-8.
const MAX_UTF8: usize = 4;

impl MessageIds {
    fn new(client_id: Text<'_, 32>, req_msg_id: Text<'_, 64>) -> Self {
        // A text of at most 32 characters always fits 128 bytes, one of 64 always 256.
        Self {
            client_id: String::try_from(client_id.as_str()).unwrap_or_default(),
            req_msg_id: String::try_from(req_msg_id.as_str()).unwrap_or_default(),
        }
    }

    /// `clientId`
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// `reqMsgId`
    pub fn req_msg_id(&self) -> &str {
        &self.req_msg_id
    }
}

impl From<&RequestHead<'_>> for MessageIds {
    fn from(head: &RequestHead<'_>) -> Self {
        Self::new(head.client_id, head.req_msg_id)
    }
}

impl From<&ResponseHead<'_>> for MessageIds {
    fn from(head: &ResponseHead<'_>) -> Self {
        Self::new(head.client_id, head.req_msg_id)
    }
}

/// `clientId/reqMsgId`, with control characters escaped.
impl fmt::Display for MessageIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (client_id, req_msg_id) = (Escaped(&self.client_id), Escaped(&self.req_msg_id));
        write!(f, "{client_id}/{req_msg_id}")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for MessageIds {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut ids = serializer.serialize_struct("MessageIds", 2)?;
        ids.serialize_field("clientId", self.client_id())?;
        ids.serialize_field("reqMsgId", self.req_msg_id())?;
        ids.end()
    }
}
