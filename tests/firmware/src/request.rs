//! The specification's sample request.

use alipay_acquiring::{
    PayCancelRequest, PayCancelRequestBody, RequestHead, Text, Timestamp, TransactionId, UtcOffset,
    text,
};

use crate::exit;

/// The sample with this `reqMsgId`.
pub fn request(req_msg_id: &str) -> PayCancelRequest<'_> {
    let (Ok(req_msg_id), Ok(req_time)) = (Text::new(req_msg_id), clock()) else {
        exit(1)
    };
    PayCancelRequest {
        head: RequestHead {
            reserve: Some(text!("{}")),
            ..RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), req_time, req_msg_id)
        },
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
        },
    }
}

/// Replaces the terminal's clock: returns the time of the sample.
fn clock() -> Result<Timestamp, alipay_acquiring::ValueError> {
    Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::from_minutes(330)?)
}
