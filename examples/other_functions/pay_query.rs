//! A function added from outside the crate: `alipay.intl.acquiring.offline.payQuery`. Its bodies
//! use the crate's reader and writer.
//!
//! This is an illustration, not a specification: names and members resemble those of real
//! functions, the rows of the result table are invented. **To add a function, copy this file** (or
//! `refund.rs`, if the bodies are serde types). Then change, from top to bottom:
//!
//! 1. the name, the version and the path;
//! 2. the members of the two bodies;
//! 3. when a response names the same transaction as its request: compare every member that both name;
//! 4. the result table.
//!
//! The envelope, the heads, signatures, matching, outcomes and `MAX_LEN` then work for your
//! function.

use alipay_acquiring::function::{
    Answers, Body, Function, OwnedBody, ResponseBody, TransactionMatch,
};
use alipay_acquiring::json::{Reader, Writer, max_id_len, max_object_len, max_string_len};
use alipay_acquiring::{
    DecodeError, Failure, Request, RequestHead, Response, ResponseHead, ResultInfo, ScalarText,
    Text, TransactionId, TransactionIds, Violation, function::ResultMeaning, read_object,
    signature::InvalidSignature,
};

/// The function payQuery 2.0.2: asks for the status of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayQuery {}

impl Function for PayQuery {
    const NAME: &'static str = "alipay.intl.acquiring.offline.payQuery";
    const VERSION: &'static str = "2.0.2";
    const SERVICE_PATH: &'static str = "/api/alipay/intl/acquiring/offline/payquery.htm";
    type ResultCode = PayQueryResultCode;
}

/// A payQuery request.
pub type PayQueryRequest<'a> = Request<'a, PayQueryRequestBody<'a>>;

/// A payQuery response.
pub type PayQueryResponse<'a> = Response<'a, PayQueryResponseBody<'a>>;

const PARTNER_ID: &str = "partnerId";
const ACQUIREMENT_ID: &str = "acquirementId";
const MERCHANT_TRANS_ID: &str = "merchantTransId";
/// The field of the error if both are absent.
const EITHER_ID: &str = "acquirementId or merchantTransId";
const RESULT_INFO: &str = "resultInfo";
const PAYMENT_STATUS: &str = "paymentStatus";

/// The body of a payQuery request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayQueryRequestBody<'a> {
    /// `partnerId`
    pub partner_id: Text<'a, 32>,
    /// `acquirementId` and `merchantTransId`: the transaction to look for.
    pub transaction: TransactionId<'a>,
}

impl<'a> Body<'a> for PayQueryRequestBody<'a> {
    type Function = PayQuery;
    type Head = RequestHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        (PARTNER_ID, max_id_len(32)),
        (ACQUIREMENT_ID, max_id_len(64)),
        (MERCHANT_TRANS_ID, max_id_len(64)),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            PARTNER_ID => partner_id = Text::read(reader)?,
            ACQUIREMENT_ID => acquirement_id = Text::read(reader)?,
            MERCHANT_TRANS_ID => merchant_trans_id = Text::read(reader)?,
        });
        let transaction = TransactionIds {
            acquirement_id,
            merchant_trans_id,
        }
        .transaction_id();
        Ok(Self {
            partner_id: members.require(partner_id, PARTNER_ID)?,
            transaction: members.require(transaction, EITHER_ID)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let acquirement_id = self.transaction.acquirement_id();
        let merchant_trans_id = self.transaction.merchant_trans_id();
        writer.begin_object();
        writer.id_member(PARTNER_ID, &self.partner_id);
        writer.optional_id_member(ACQUIREMENT_ID, acquirement_id.as_deref());
        writer.optional_id_member(MERCHANT_TRANS_ID, merchant_trans_id.as_deref());
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        core::iter::empty()
    }
}

/// The body of a payQuery response. Its ids and its status decide what is concluded, so they are
/// `ScalarText`: some platforms send an id as a number. A member that only informs, such as a time, would
/// be a `Lenient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayQueryResponseBody<'a> {
    /// `resultInfo`
    pub result_info: ResultInfo<'a>,
    /// `acquirementId`
    pub acquirement_id: Option<ScalarText<'a, 64>>,
    /// `merchantTransId`
    pub merchant_trans_id: Option<ScalarText<'a, 64>>,
    /// `paymentStatus`
    pub payment_status: Option<ScalarText<'a, 32>>,
}

impl<'a> Body<'a> for PayQueryResponseBody<'a> {
    type Function = PayQuery;
    type Head = ResponseHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        (RESULT_INFO, ResultInfo::MAX_LEN),
        (ACQUIREMENT_ID, max_id_len(64)),
        (MERCHANT_TRANS_ID, max_id_len(64)),
        (PAYMENT_STATUS, max_string_len(32)),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            RESULT_INFO => result_info = Some(ResultInfo::read(reader)?),
            ACQUIREMENT_ID => acquirement_id = ScalarText::read(reader)?,
            MERCHANT_TRANS_ID => merchant_trans_id = ScalarText::read(reader)?,
            PAYMENT_STATUS => payment_status = ScalarText::read(reader)?,
        });
        Ok(Self {
            result_info: members.require(result_info, RESULT_INFO)?,
            acquirement_id,
            merchant_trans_id,
            payment_status,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.name(RESULT_INFO);
        self.result_info.write(writer);
        writer.optional_id_member(ACQUIREMENT_ID, self.acquirement_id.as_deref());
        writer.optional_id_member(MERCHANT_TRANS_ID, self.merchant_trans_id.as_deref());
        writer.optional_member(PAYMENT_STATUS, self.payment_status.as_deref());
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        let violation =
            |field, id: Option<ScalarText<'a, 64>>| id.and_then(|id| id.violation(field));
        let payment_status = self.payment_status;
        self.result_info
            .violations::<PayQueryResultCode>()
            .chain(violation(ACQUIREMENT_ID, self.acquirement_id))
            .chain(violation(MERCHANT_TRANS_ID, self.merchant_trans_id))
            .chain(payment_status.and_then(|status| status.violation(PAYMENT_STATUS)))
    }
}

impl<'a> ResponseBody<'a> for PayQueryResponseBody<'a> {
    fn result_info(&self) -> &ResultInfo<'a> {
        &self.result_info
    }
}

impl<'r> Answers<PayQueryRequestBody<'r>> for PayQueryResponseBody<'_> {
    /// The response must repeat the id that the platform searched for: the `acquirementId` that was
    /// sent, or else the `merchantTransId`. If the response names the other id that was sent, that one
    /// must be equal too: a status of another transaction says nothing about this one.
    fn transaction(&self, request: &PayQueryRequestBody<'r>) -> TransactionMatch {
        let sent = request.transaction;
        let [sent_acquirement_id, sent_merchant_trans_id] =
            [sent.acquirement_id(), sent.merchant_trans_id()];
        TransactionMatch::of(&[
            (
                ACQUIREMENT_ID,
                sent_acquirement_id.as_deref(),
                self.acquirement_id.as_deref(),
            ),
            (
                MERCHANT_TRANS_ID,
                sent_merchant_trans_id.as_deref(),
                self.merchant_trans_id.as_deref(),
            ),
        ])
    }
}

// For the owned messages of the feature `alloc`, and for requests that wait for their answers.

impl OwnedBody for PayQueryRequestBody<'static> {
    type Borrowed<'a> = PayQueryRequestBody<'a>;
}

impl OwnedBody for PayQueryResponseBody<'static> {
    type Borrowed<'a> = PayQueryResponseBody<'a>;
}

alipay_acquiring::result_codes! {
    /// `resultCode` of payQuery.
    pub enum PayQueryResultCode {
        /// Success.
        Success = "SUCCESS", "00000000", ResultMeaning::Success;
        /// The transaction does not exist. The id differs from payCancel's id for the same code.
        OrderNotExist = "ORDER_NOT_EXIST", "12005990", ResultMeaning::Failed(Failure::Refused);
        /// The platform does not know.
        UnknownException = "UNKNOWN_EXCEPTION", "00000901", ResultMeaning::Unknown;
        /// The parameter is incorrect.
        ParamIllegal = "PARAM_ILLEGAL", "00000004", ResultMeaning::Failed(Failure::NotProcessed);
        /// The signature is invalid.
        InvalidSignature = "INVALID_SIGNATURE", "00000007", ResultMeaning::Failed(Failure::NotProcessed);
    }
}

// For a gateway: the code that a refusal is answered with. `Envelope` shows how to use it.

impl From<DecodeError> for PayQueryResultCode {
    fn from(_: DecodeError) -> Self {
        Self::ParamIllegal
    }
}

impl From<InvalidSignature> for PayQueryResultCode {
    fn from(_: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}
