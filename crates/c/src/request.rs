//! The members of a request.

use codec::{
    PayCancelRequest, PayCancelRequestBody, RequestHead, SignType, Text as CodecText,
    TransactionId, TransactionIds, ValueError, text,
};

use crate::members::Members;
use crate::memory::{Plain, Reads};
use crate::problem::Problem;
use crate::status::Status;
use crate::text::Text;
use crate::time::Time;

/// A request to cancel a payment: alipay.intl.acquiring.common.payCancel 2.0.2. Fill it with zeros first:
/// a member that is all zeros is absent. Texts are UTF-8; lengths are in characters.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// clientId: 1 to 32 characters. Required.
    pub client_id: Text,
    /// reqMsgId: 1 to 64 characters, new for each message. Required.
    pub req_msg_id: Text,
    /// reqTime. Required.
    pub req_time: Time,
    /// reserve: up to 256 characters.
    pub reserve: Text,
    /// Not 0: the request has no signType. 0: its signType is RSA2.
    pub omit_sign_type: u8,
    /// partnerId: 1 to 32 characters. Required.
    pub partner_id: Text,
    /// acquirementId: 1 to 64 characters. Required if merchantTransId is absent.
    pub acquirement_id: Text,
    /// merchantTransId: 1 to 64 characters. Required if acquirementId is absent.
    pub merchant_trans_id: Text,
}

// SAFETY: integers and pointers.
unsafe impl Plain for Request {}

impl Request {
    pub(crate) const ABSENT: Self = Self {
        client_id: Text::ABSENT,
        req_msg_id: Text::ABSENT,
        req_time: Time::ABSENT,
        reserve: Text::ABSENT,
        omit_sign_type: 0,
        partner_id: Text::ABSENT,
        acquirement_id: Text::ABSENT,
        merchant_trans_id: Text::ABSENT,
    };

    /// The request of the codec.
    ///
    /// # Safety
    ///
    /// Each text is as [`Reads::bytes`] needs it.
    pub(crate) unsafe fn get<'a>(
        &self,
        reads: Reads<'_>,
        problem: &mut Option<Problem>,
    ) -> Result<PayCancelRequest<'a>, Status> {
        let mut members = Members::new(reads, problem);
        // SAFETY: the caller promises it for each text.
        let request = unsafe {
            let ids = TransactionIds {
                acquirement_id: members.optional_text(self.acquirement_id, "acquirementId"),
                merchant_trans_id: members.optional_text(self.merchant_trans_id, "merchantTransId"),
            };
            PayCancelRequest {
                head: RequestHead {
                    client_id: members.text(self.client_id, "clientId"),
                    req_time: members.time(&self.req_time, "reqTime"),
                    req_msg_id: members.text(self.req_msg_id, "reqMsgId"),
                    reserve: members.optional_text(self.reserve, "reserve"),
                    sign_type: (self.omit_sign_type == 0).then_some(SignType::Rsa2),
                },
                body: PayCancelRequestBody {
                    partner_id: members.text(self.partner_id, "partnerId"),
                    transaction: ids.transaction_id().unwrap_or_else(|| {
                        let error = ValueError::Empty.in_field("acquirementId or merchantTransId");
                        members.fail(error.into());
                        TransactionId::Merchant(text!("-"))
                    }),
                },
            }
        };
        members.finish(request)
    }
}

/// The texts live as long as those of the message.
impl From<&PayCancelRequest<'_>> for Request {
    fn from(request: &PayCancelRequest<'_>) -> Self {
        let PayCancelRequest { head, body } = request;
        let optional = |id: Option<CodecText<'_, 64>>| Text::of_option(id.as_deref());
        Self {
            client_id: Text::of(&head.client_id),
            req_msg_id: Text::of(&head.req_msg_id),
            req_time: (&head.req_time).into(),
            reserve: Text::of_option(head.reserve.as_deref()),
            omit_sign_type: u8::from(head.sign_type.is_none()),
            partner_id: Text::of(&body.partner_id),
            acquirement_id: optional(body.transaction.acquirement_id()),
            merchant_trans_id: optional(body.transaction.merchant_trans_id()),
        }
    }
}
