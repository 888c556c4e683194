//! More functions of the family, defined with the public traits only.
//!
//! [`PayQuery`] and [`Refund`] are those of the example, with their own bodies and result tables.
//! [`NextVersion`] exists only in these tests. It has the bodies of payCancel, so its messages
//! differ from those of payCancel only in the head.
//!
//! Matching a response to a request of another function does not compile:
//!
//! ```compile_fail,E0308
//! use alipay_acquiring::{PayCancelRequest, Verified};
//! use evidence::other_functions::PayQueryResponse;
//!
//! fn is_answer(response: Verified<'_, PayQueryResponse<'_>>, request: &PayCancelRequest<'_>) -> bool {
//!     response.answering(request).is_ok()
//! }
//! ```
//!
//! ```
//! use alipay_acquiring::Verified;
//! use evidence::other_functions::{PayQueryRequest, PayQueryResponse};
//!
//! fn is_answer(response: Verified<'_, PayQueryResponse<'_>>, request: &PayQueryRequest<'_>) -> bool {
//!     response.answering(request).is_ok()
//! }
//! ```

use alipay_acquiring::function::{Answers, Body, Function, ResponseBody, TransactionMatch};
use alipay_acquiring::json::{Reader, Writer};
use alipay_acquiring::{
    DecodeError, PayCancel, PayCancelRequestBody, PayCancelResponseBody, PayCancelResultCode,
    Request, Response, ResultInfo, Violation,
};

#[path = "../../../examples/other_functions/pay_query.rs"]
mod pay_query;

pub use pay_query::{
    PayQuery, PayQueryRequest, PayQueryRequestBody, PayQueryResponse, PayQueryResponseBody,
    PayQueryResultCode,
};

#[path = "../../../examples/other_functions/refund.rs"]
mod refund;

pub use refund::{
    Amount, MinorUnits, Refund, RefundRequest, RefundRequestBody, RefundResponse,
    RefundResponseBody, RefundResultCode,
};

// payCancel, another version

/// payCancel with another version number and no other difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextVersion {}

impl Function for NextVersion {
    const NAME: &'static str = PayCancel::NAME;
    const VERSION: &'static str = "2.0.4";
    const SERVICE_PATH: &'static str = PayCancel::SERVICE_PATH;
    type ResultCode = PayCancelResultCode;
}

/// A request of the other version.
pub type NextVersionRequest<'a> = Request<'a, NextVersionBody<PayCancelRequestBody<'a>>>;

/// A response of the other version.
pub type NextVersionResponse<'a> = Response<'a, NextVersionBody<PayCancelResponseBody<'a>>>;

/// A body of payCancel 2.0.2 with [`NextVersion`] as its function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextVersionBody<B>(pub B);

impl<'a, B: Body<'a>> Body<'a> for NextVersionBody<B> {
    type Function = NextVersion;
    type Head = B::Head;
    const MAX_LEN: usize = B::MAX_LEN;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        B::read(reader).map(Self)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.0.write(writer);
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        self.0.violations()
    }
}

impl<'a, B: ResponseBody<'a>> ResponseBody<'a> for NextVersionBody<B> {
    fn result_info(&self) -> &ResultInfo<'a> {
        self.0.result_info()
    }
}

impl<Q, B: Answers<Q>> Answers<NextVersionBody<Q>> for NextVersionBody<B> {
    fn transaction(&self, request: &NextVersionBody<Q>) -> TransactionMatch {
        self.0.transaction(&request.0)
    }
}
