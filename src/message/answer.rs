//! A verified response matched to its request.

use core::ops::Deref;

use crate::message::decode::Verified;
use crate::message::function::{Answers, Body, Function, ResponseBody, TransactionMatch};
use crate::message::outcome::{Mismatch, Outcome};
use crate::message::{Request, Response};
use crate::values::head::RequestHead;
use crate::values::violation::Violation;

impl<'m, 'a, B: ResponseBody<'a>> Verified<'m, Response<'a, B>> {
    /// Matches this response to the request that it should answer: `clientId` and `reqMsgId` must be
    /// equal. Function and version need no check here, because the types fix them.
    ///
    /// A response that was not verified cannot be matched, and a response that was not matched has
    /// no outcome:
    ///
    /// ```compile_fail,E0599
    /// # use alipay_acquiring::{Outcome, PayCancelResponse, UnknownReason, signature::RsaVerifyingKey};
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], key: &RsaVerifyingKey)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.verify(key)?.outcome())
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0599
    /// # use alipay_acquiring::{Outcome, PayCancelRequest, PayCancelResponse, UnknownReason};
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], request: &PayCancelRequest)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.answering(request)?.outcome())
    /// # }
    /// ```
    ///
    /// ```
    /// # use alipay_acquiring::{
    /// #     Outcome, PayCancelRequest, PayCancelResponse, UnknownReason, signature::RsaVerifyingKey,
    /// # };
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], key: &RsaVerifyingKey, request: &PayCancelRequest)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.verify(key)?.answering(request)?.outcome())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the first member that differs: the response answers another request.
    pub fn answering<'r, Q>(
        &self,
        request: &Request<'r, Q>,
    ) -> Result<Answer<'m, Response<'a, B>>, Mismatch>
    where
        Q: Body<'r, Head = RequestHead<'r>, Function = B::Function>,
        B: Answers<Q>,
    {
        let response = self.0;
        if *response.head.client_id != *request.head.client_id {
            return Err(Mismatch::new("clientId"));
        }
        if *response.head.req_msg_id != *request.head.req_msg_id {
            return Err(Mismatch::new("reqMsgId"));
        }
        let meaning = response
            .body
            .result_info()
            .meaning::<<B::Function as Function>::ResultCode>();
        let transaction = response.body.transaction(&request.body);
        Ok(Answer {
            response,
            outcome: Outcome::conclude(meaning, transaction),
            transaction,
        })
    }
}

/// An authentic response that answers the request. It dereferences to the response.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'m, M> {
    response: &'m M,
    outcome: Outcome,
    transaction: TransactionMatch,
}

impl<M> Answer<'_, M> {
    /// What may be concluded from this answer. [`Outcome`] says what to do then.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl<'a, B: ResponseBody<'a>> Answer<'_, Response<'a, B>> {
    /// The rules that the response breaks: those between its own members, and those between it and
    /// its request.
    pub fn violations(&self) -> impl Iterator<Item = Violation> {
        let differs = match self.transaction {
            TransactionMatch::SecondaryIdDiffers(field) => Some(Violation::Differs { field }),
            TransactionMatch::Same | TransactionMatch::MissingOrDifferent(_) => None,
        };
        self.response.violations().chain(differs)
    }
}

impl<M> Deref for Answer<'_, M> {
    type Target = M;

    fn deref(&self) -> &M {
        self.response
    }
}
