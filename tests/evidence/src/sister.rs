//! Two functions beside payCancel 2.0.2, made through the crate's public traits only.
//!
//! They are made up for the tests: names and members are like the family's, but this is no
//! specification of anything. [`PayQuery`] has bodies and a result table of its own. [`NextVersion`]
//! has payCancel's own bodies, so that its heads alone tell its messages from payCancel's.
//!
//! An answer of one function to a request of another does not compile:
//!
//! ```compile_fail,E0308
//! use alipay_acquiring::{PayCancelRequest, Verified};
//! use evidence::sister::PayQueryResponse;
//!
//! fn is_answer(response: Verified<'_, PayQueryResponse<'_>>, request: &PayCancelRequest<'_>) -> bool {
//!     response.answering(request).is_ok()
//! }
//! ```
//!
//! ```
//! use alipay_acquiring::Verified;
//! use evidence::sister::{PayQueryRequest, PayQueryResponse};
//!
//! fn is_answer(response: Verified<'_, PayQueryResponse<'_>>, request: &PayQueryRequest<'_>) -> bool {
//!     response.answering(request).is_ok()
//! }
//! ```

use alipay_acquiring::api::{Answers, Body, Function, ResponseBody, TransactionMatch};
use alipay_acquiring::json::{Names, Reader, Writer, max_object_len, max_string_len};
use alipay_acquiring::{
    DecodeError, Failure, Meaning, PayCancel, PayCancelRequestBody, PayCancelResponseBody,
    PayCancelResultCode, Request, RequestHead, Response, ResponseHead, ResultInfo, Text,
    TransactionId, Violation, names,
};

// payQuery

/// Asks for a payment's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayQuery {}

impl Function for PayQuery {
    const NAME: &'static str = "alipay.intl.acquiring.common.payQuery";
    const VERSION: &'static str = "2.0.2";
    type ResultCode = PayQueryResultCode;
}

/// A payQuery request.
pub type PayQueryRequest<'a> = Request<'a, PayQueryRequestBody<'a>>;

/// A payQuery response.
pub type PayQueryResponse<'a> = Response<'a, PayQueryResponseBody<'a>>;

/// The body of a payQuery request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayQueryRequestBody<'a> {
    /// `partnerId`
    pub partner_id: Text<'a, 32>,
    /// `acquirementId` and `merchantTransId`
    pub transaction: TransactionId<'a>,
}

const ACQUIREMENT_ID: &str = "acquirementId";
const MERCHANT_TRANS_ID: &str = "merchantTransId";
const REQUEST: Names = names!["partnerId", ACQUIREMENT_ID, MERCHANT_TRANS_ID];

impl<'a> Body<'a> for PayQueryRequestBody<'a> {
    type Function = PayQuery;
    type Head = RequestHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        ("partnerId", max_string_len(32)),
        (ACQUIREMENT_ID, max_string_len(64)),
        (MERCHANT_TRANS_ID, max_string_len(64)),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (mut partner_id, mut acquirement_id, mut merchant_trans_id) = (None, None, None);
        let mut members = reader.object(REQUEST)?;
        while let Some(index) = reader.next_member(&mut members)? {
            match index {
                0 => partner_id = Text::read(reader)?,
                1 => acquirement_id = Text::read(reader)?,
                _ => merchant_trans_id = Text::read(reader)?,
            }
        }
        let transaction = TransactionId::new(acquirement_id, merchant_trans_id);
        Ok(Self {
            partner_id: members.require(partner_id, "partnerId")?,
            transaction: members.require(transaction, ACQUIREMENT_ID)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let (acquirement_id, merchant_trans_id) = (
            self.transaction.acquirement_id(),
            self.transaction.merchant_trans_id(),
        );
        writer.begin_object();
        writer.member("partnerId", &self.partner_id);
        writer.optional_member(ACQUIREMENT_ID, acquirement_id.as_deref());
        writer.optional_member(MERCHANT_TRANS_ID, merchant_trans_id.as_deref());
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        core::iter::empty()
    }
}

/// The body of a payQuery response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayQueryResponseBody<'a> {
    /// `resultInfo`
    pub result_info: ResultInfo<'a>,
    /// `acquirementId`
    pub acquirement_id: Option<Text<'a, 64>>,
    /// `paymentStatus`
    pub payment_status: Option<Text<'a, 32>>,
}

const RESPONSE: Names = names!["resultInfo", ACQUIREMENT_ID, "paymentStatus"];

impl<'a> Body<'a> for PayQueryResponseBody<'a> {
    type Function = PayQuery;
    type Head = ResponseHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        ("resultInfo", ResultInfo::MAX_LEN),
        (ACQUIREMENT_ID, max_string_len(64)),
        ("paymentStatus", max_string_len(32)),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (mut result_info, mut acquirement_id, mut payment_status) = (None, None, None);
        let mut members = reader.object(RESPONSE)?;
        while let Some(index) = reader.next_member(&mut members)? {
            match index {
                0 => result_info = Some(ResultInfo::read(reader)?),
                1 => acquirement_id = Text::read(reader)?,
                _ => payment_status = Text::read(reader)?,
            }
        }
        Ok(Self {
            result_info: members.require(result_info, "resultInfo")?,
            acquirement_id,
            payment_status,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.name("resultInfo");
        self.result_info.write(writer);
        writer.optional_member(ACQUIREMENT_ID, self.acquirement_id.as_deref());
        writer.optional_member("paymentStatus", self.payment_status.as_deref());
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        self.result_info.violations::<PayQueryResultCode>()
    }
}

impl<'a> ResponseBody<'a> for PayQueryResponseBody<'a> {
    fn result_info(&self) -> &ResultInfo<'a> {
        &self.result_info
    }
}

impl<'r> Answers<PayQueryRequestBody<'r>> for PayQueryResponseBody<'_> {
    /// The answer must name the `acquirementId` that was asked for.
    fn transaction(&self, request: &PayQueryRequestBody<'r>) -> TransactionMatch {
        let same = match (self.acquirement_id, request.transaction.acquirement_id()) {
            (Some(answered), Some(asked)) => *answered == *asked,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if same {
            TransactionMatch::Same
        } else {
            TransactionMatch::Not(ACQUIREMENT_ID)
        }
    }
}

alipay_acquiring::result_codes! {
    /// `resultCode` of payQuery.
    pub enum PayQueryResultCode {
        /// Success.
        Success = "SUCCESS", "00000000", Meaning::Success;
        /// The transaction does not exist: listed with another id than payCancel's.
        OrderNotExist = "ORDER_NOT_EXIST", "12005990", Meaning::Failed(Failure::Refused);
        /// The platform does not know.
        UnknownException = "UNKNOWN_EXCEPTION", "00000901", Meaning::Unknown;
    }
}

// payCancel, another version

/// payCancel in a version that differs in nothing but its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextVersion {}

impl Function for NextVersion {
    const NAME: &'static str = PayCancel::NAME;
    const VERSION: &'static str = "2.0.4";
    type ResultCode = PayCancelResultCode;
}

/// A request of the other version.
pub type NextVersionRequest<'a> = Request<'a, NextVersionBody<PayCancelRequestBody<'a>>>;

/// A response of the other version.
pub type NextVersionResponse<'a> = Response<'a, NextVersionBody<PayCancelResponseBody<'a>>>;

/// A body of payCancel 2.0.2, of which the function is another.
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
