//! A function added from outside the crate: `alipay.intl.acquiring.common.refund`. Its bodies are
//! serde types.
//!
//! This is an illustration, not a specification: names and members resemble those of real
//! functions, the rows of the result table are invented. To add a function whose bodies are serde
//! types, copy this file. Without serde, copy `pay_query.rs`.

use core::fmt;

use alipay_acquiring::function::{
    Answers, Body, Function, OwnedBody, ResponseBody, TransactionMatch,
};
use alipay_acquiring::json::{self, Reader, Writer, max_id_len, max_object_len, max_string_len};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Failure, FreeText, Request, RequestHead, Response, ResponseHead,
    ResultInfo, Text, Violation, function::ResultMeaning,
};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The function refund 2.0.4: pays a transaction back, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refund {}

impl Function for Refund {
    const NAME: &'static str = "alipay.intl.acquiring.common.refund";
    const VERSION: &'static str = "2.0.4";
    const SERVICE_PATH: &'static str = "/api/alipay/intl/acquiring/common/refund.htm";
    type ResultCode = RefundResultCode;
}

/// A refund request.
pub type RefundRequest<'a> = Request<'a, RefundRequestBody<'a>>;

/// A refund response.
pub type RefundResponse<'a> = Response<'a, RefundResponseBody<'a>>;

/// The body of a refund request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundRequestBody<'a> {
    /// `merchantId`
    #[serde(borrow)]
    pub merchant_id: Text<'a, 64>,
    /// `acquirementId`: this or `merchantTransId` is required.
    #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquirement_id: Option<Text<'a, 64>>,
    /// `merchantTransId`
    #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_trans_id: Option<Text<'a, 64>>,
    /// `merchantRefundId`
    #[serde(borrow)]
    pub merchant_refund_id: Text<'a, 64>,
    /// `refundAmount`
    #[serde(borrow)]
    pub refund_amount: Amount<'a>,
    /// `refundReason`
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub refund_reason: Option<FreeText<'a, 256>>,
}

impl RefundRequestBody<'_> {
    const fn names_a_transaction(&self) -> bool {
        self.acquirement_id.is_some() || self.merchant_trans_id.is_some()
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount<'a> {
    /// `currency`: its three letters.
    #[serde(borrow)]
    pub currency: Text<'a, 3>,
    /// `value`
    pub value: MinorUnits,
}

impl Amount<'_> {
    const MAX_LEN: usize = max_object_len(&[
        ("currency", max_string_len(3)),
        ("value", "\"18446744073709551615\"".len()), // u64::MAX in quotes
    ]);
}

/// An amount in the smallest unit of the currency, such as cents. It is written as a string; some
/// peers send a number, so both are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinorUnits(pub u64);

impl Serialize for MinorUnits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MinorUnits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = MinorUnits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, as a string or a number")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<MinorUnits, E> {
                Ok(MinorUnits(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<MinorUnits, E> {
                match text.parse() {
                    // `parse` would also accept a sign.
                    Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                        Ok(MinorUnits(number))
                    }
                    _ => Err(E::custom("not a whole number")),
                }
            }
        }

        deserializer.deserialize_any(Digits)
    }
}

impl<'a> Body<'a> for RefundRequestBody<'a> {
    type Function = Refund;
    type Head = RequestHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        ("merchantId", max_id_len(64)),
        ("acquirementId", max_id_len(64)),
        ("merchantTransId", max_id_len(64)),
        ("merchantRefundId", max_id_len(64)),
        ("refundAmount", Amount::MAX_LEN),
        ("refundReason", max_string_len(256)),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.peek_value();
        let start = reader.offset();
        let body: Self = reader.deserialize()?;
        match body.names_a_transaction() {
            true => Ok(body),
            false => Err(reader.error_at(DecodeErrorKind::Missing, start)),
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.serialize(self);
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        let missing = Violation::Missing { field: EITHER_ID };
        let ids = [
            ("merchantId", Some(self.merchant_id)),
            ("acquirementId", self.acquirement_id),
            ("merchantTransId", self.merchant_trans_id),
            ("merchantRefundId", Some(self.merchant_refund_id)),
        ];
        let missing = (!self.names_a_transaction()).then_some(missing);
        missing
            .into_iter()
            .chain(ids.into_iter().filter_map(id_violation))
    }
}

/// The field of the error if both are absent.
const EITHER_ID: &str = "acquirementId or merchantTransId";

/// The violation of an id that must not be written. `Writer::id_member` checks this by itself; serde does
/// not know which text is an id.
fn id_violation((field, id): (&'static str, Option<Text<'_, 64>>)) -> Option<Violation> {
    let error = id?.check_id().err()?;
    Some(Violation::Value { field, error })
}

/// The body of a refund response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundResponseBody<'a> {
    /// `resultInfo`
    #[serde(borrow)]
    pub result_info: ResultInfo<'a>,
    /// `acquirementId`
    #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquirement_id: Option<Text<'a, 64>>,
    /// `merchantTransId`
    #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_trans_id: Option<Text<'a, 64>>,
    /// `merchantRefundId`
    #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_refund_id: Option<Text<'a, 64>>,
    /// `refundAmount`
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub refund_amount: Option<Amount<'a>>,
}

impl<'a> Body<'a> for RefundResponseBody<'a> {
    type Function = Refund;
    type Head = ResponseHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        ("resultInfo", ResultInfo::MAX_LEN),
        ("acquirementId", max_id_len(64)),
        ("merchantTransId", max_id_len(64)),
        ("merchantRefundId", max_id_len(64)),
        ("refundAmount", Amount::MAX_LEN),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.deserialize()
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.serialize(self);
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        let ids = [
            ("acquirementId", self.acquirement_id),
            ("merchantTransId", self.merchant_trans_id),
            ("merchantRefundId", self.merchant_refund_id),
        ];
        self.result_info
            .violations::<RefundResultCode>()
            .chain(ids.into_iter().filter_map(id_violation))
    }
}

impl<'a> ResponseBody<'a> for RefundResponseBody<'a> {
    fn result_info(&self) -> &ResultInfo<'a> {
        &self.result_info
    }
}

impl<'r> Answers<RefundRequestBody<'r>> for RefundResponseBody<'_> {
    /// The response must repeat the `merchantRefundId`, which names the refund. Every other member that
    /// both name must be equal too: a refund of another transaction, or of another amount, is not the
    /// one that was asked for.
    fn transaction(&self, request: &RefundRequestBody<'r>) -> TransactionMatch {
        match self.refund_amount {
            Some(amount) if amount != request.refund_amount => {
                TransactionMatch::MissingOrDifferent("refundAmount")
            }
            _ => TransactionMatch::of(&[
                (
                    "merchantRefundId",
                    Some(&*request.merchant_refund_id),
                    self.merchant_refund_id.as_deref(),
                ),
                (
                    "acquirementId",
                    request.acquirement_id.as_deref(),
                    self.acquirement_id.as_deref(),
                ),
                (
                    "merchantTransId",
                    request.merchant_trans_id.as_deref(),
                    self.merchant_trans_id.as_deref(),
                ),
            ]),
        }
    }
}

// For the owned messages of the feature `alloc`, and for requests that wait for their answers.

impl OwnedBody for RefundRequestBody<'static> {
    type Borrowed<'a> = RefundRequestBody<'a>;
}

impl OwnedBody for RefundResponseBody<'static> {
    type Borrowed<'a> = RefundResponseBody<'a>;
}

alipay_acquiring::result_codes! {
    /// `resultCode` of refund.
    pub enum RefundResultCode {
        /// Success.
        Success = "SUCCESS", "00000000", ResultMeaning::Success;
        /// The refund is more than the payment. This row is invented.
        RefundAmountExceed = "REFUND_AMOUNT_EXCEED", "12005991", ResultMeaning::Failed(Failure::Refused);
        /// The parameter is incorrect.
        ParamIllegal = "PARAM_ILLEGAL", "00000004", ResultMeaning::Failed(Failure::NotProcessed);
        /// The platform does not know.
        UnknownException = "UNKNOWN_EXCEPTION", "00000901", ResultMeaning::Unknown;
    }
}
