//! An owned copy of the two ids that name a message. `Text` checks the lengths of ids.

use core::fmt;

use crate::values::head::{RequestHead, ResponseHead};
use crate::values::text::Escaped;
use crate::values::text_buf::TextBuf;

/// An owned copy of the two ids that name a message, for a log or a queue that outlives the receive
/// buffer. It takes about 400 bytes.
///
/// ```
/// use alipay_acquiring::{MessageIds, RequestHead, Timestamp, text};
///
/// let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
/// let head = RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time, text!("1234567asdfasdf1123fda"));
/// let ids = MessageIds::from(&head);
/// assert_eq!(ids.req_msg_id, "1234567asdfasdf1123fda");
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct MessageIds {
    /// `clientId`
    pub client_id: TextBuf<32>,
    /// `reqMsgId`
    pub req_msg_id: TextBuf<64>,
}

impl From<&RequestHead<'_>> for MessageIds {
    fn from(head: &RequestHead<'_>) -> Self {
        Self {
            client_id: head.client_id.into(),
            req_msg_id: head.req_msg_id.into(),
        }
    }
}

impl From<&ResponseHead<'_>> for MessageIds {
    fn from(head: &ResponseHead<'_>) -> Self {
        Self {
            client_id: head.client_id.as_text().into(),
            req_msg_id: head.req_msg_id.as_text().into(),
        }
    }
}

/// `clientId/reqMsgId`, with control characters escaped.
impl fmt::Display for MessageIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (client_id, req_msg_id) = (Escaped(&self.client_id), Escaped(&self.req_msg_id));
        write!(f, "{client_id}/{req_msg_id}")
    }
}
