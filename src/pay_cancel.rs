//! `alipay.intl.acquiring.common.payCancel`, version 2.0.2: both bodies and the result table.
//!
//! This file uses only the public interface of the crate, with one exception: the body of a response is read
//! with the functions that return `Stop`, because terminals read it. To add a function of the family, copy
//! `examples/other_functions/pay_query.rs`, which has the same form and is outside the crate.

use crate::error::{DecodeError, DecodeErrorKind, FieldError};
use crate::json::{Reader, Stop, Writer, max_id_len, max_object_len};
use crate::message::function::{
    Answers, Body, Function, OwnedBody, ResponseBody, TransactionMatch,
};
use crate::message::{Request, Response};
use crate::read_object;
use crate::signature::InvalidSignature;
use crate::values::head::{RequestHead, ResponseHead};
use crate::values::lenient::Lenient;
use crate::values::result_code::Failure::{NotProcessed, Refused, TryLater};
use crate::values::result_code::ResultMeaning::{Failed, Success, Unknown};
use crate::values::result_info::ResultInfo;
use crate::values::scalar_text::ScalarText;
use crate::values::text::Text;
use crate::values::timestamp::Timestamp;
use crate::values::transaction::{TransactionId, TransactionIds};
use crate::values::violation::Violation;

/// The function payCancel 2.0.2: cancels a transaction whose `pay` call had no clear result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayCancel {}

impl Function for PayCancel {
    const NAME: &'static str = "alipay.intl.acquiring.common.payCancel";
    const VERSION: &'static str = "2.0.2";
    // The specification leaves the address empty. This one is from the page of another version.
    const SERVICE_PATH: &'static str = "/api/alipay/intl/acquiring/common/paycancel.htm";
    type ResultCode = PayCancelResultCode;
}

/// A payCancel request.
pub type PayCancelRequest<'a> = Request<'a, PayCancelRequestBody<'a>>;

/// A payCancel response.
pub type PayCancelResponse<'a> = Response<'a, PayCancelResponseBody<'a>>;

/// A payCancel request that owns its bytes. Needs the feature `alloc`.
#[cfg(feature = "alloc")]
pub type PayCancelRequestBuf = crate::message::owned::MessageBuf<PayCancelRequestBody<'static>>;

/// A payCancel response that owns its bytes. Needs the feature `alloc`.
#[cfg(feature = "alloc")]
pub type PayCancelResponseBuf = crate::message::owned::MessageBuf<PayCancelResponseBody<'static>>;

/// A signed payCancel request that waits for its answer. Needs the feature `alloc`.
#[cfg(feature = "alloc")]
pub type PendingCancel = crate::message::pending::PendingRequest<
    PayCancelRequestBody<'static>,
    PayCancelResponseBody<'static>,
>;

/// The body of a payCancel request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PayCancelRequestBody<'a> {
    /// `partnerId` (Y): 1 to 32 characters; the settlement target, assigned by Alipay.
    pub partner_id: Text<'a, 32>,
    /// `acquirementId` and `merchantTransId` (C): the transaction to cancel.
    pub transaction: TransactionId<'a>,
}

impl<'a> PayCancelRequestBody<'a> {
    /// Cancels the transaction with this `acquirementId`, the id that the platform has given it.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`](crate::ValueError::Empty) or
    /// [`ValueError::TooLong`](crate::ValueError::TooLong), with the field.
    pub const fn by_acquirement_id(
        partner_id: &'a str,
        acquirement_id: &'a str,
    ) -> Result<Self, FieldError> {
        match Text::new(acquirement_id) {
            Ok(id) => Self::of(partner_id, TransactionId::Acquirement(id)),
            Err(error) => Err(error.in_field(ACQUIREMENT_ID)),
        }
    }

    /// Cancels the transaction with this `merchantTransId`, the id that the merchant has given it.
    ///
    /// # Errors
    ///
    /// As [`by_acquirement_id`](Self::by_acquirement_id).
    pub const fn by_merchant_trans_id(
        partner_id: &'a str,
        merchant_trans_id: &'a str,
    ) -> Result<Self, FieldError> {
        match Text::new(merchant_trans_id) {
            Ok(id) => Self::of(partner_id, TransactionId::Merchant(id)),
            Err(error) => Err(error.in_field(MERCHANT_TRANS_ID)),
        }
    }

    /// Cancels the transaction with both ids. The platform uses `acquirement_id`.
    ///
    /// # Errors
    ///
    /// As [`by_acquirement_id`](Self::by_acquirement_id).
    pub const fn by_both(
        partner_id: &'a str,
        acquirement_id: &'a str,
        merchant_trans_id: &'a str,
    ) -> Result<Self, FieldError> {
        match (Text::new(acquirement_id), Text::new(merchant_trans_id)) {
            (Ok(acquirement_id), Ok(merchant_trans_id)) => Self::of(
                partner_id,
                TransactionId::Both {
                    acquirement_id,
                    merchant_trans_id,
                },
            ),
            (Err(error), _) => Err(error.in_field(ACQUIREMENT_ID)),
            (_, Err(error)) => Err(error.in_field(MERCHANT_TRANS_ID)),
        }
    }

    const fn of(partner_id: &'a str, transaction: TransactionId<'a>) -> Result<Self, FieldError> {
        match Text::new(partner_id) {
            Ok(partner_id) => Ok(Self {
                partner_id,
                transaction,
            }),
            Err(error) => Err(error.in_field(PARTNER_ID)),
        }
    }
}

const PARTNER_ID: &str = "partnerId";
const ACQUIREMENT_ID: &str = "acquirementId";
const MERCHANT_TRANS_ID: &str = "merchantTransId";
/// The field of the error if both are absent.
const EITHER_ID: &str = "acquirementId or merchantTransId";

impl<'a> Body<'a> for PayCancelRequestBody<'a> {
    type Function = PayCancel;
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
        let ids = TransactionIds {
            acquirement_id,
            merchant_trans_id,
        };
        Ok(Self {
            partner_id: members.require(partner_id, PARTNER_ID)?,
            transaction: members.require(ids.transaction_id(), EITHER_ID)?,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let transaction = self.transaction;
        writer.begin_object();
        writer.id_member(PARTNER_ID, &self.partner_id);
        writer.optional_id_member(ACQUIREMENT_ID, transaction.acquirement_id().as_deref());
        writer.optional_id_member(
            MERCHANT_TRANS_ID,
            transaction.merchant_trans_id().as_deref(),
        );
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        core::iter::empty()
    }
}

impl OwnedBody for PayCancelRequestBody<'static> {
    type Borrowed<'a> = PayCancelRequestBody<'a>;
}

/// The body of a payCancel response. A member that is odd but readable is read, and is a violation: see
/// [`Lenient`] and [`ScalarText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PayCancelResponseBody<'a> {
    /// `resultInfo` (Y).
    pub result_info: ResultInfo<'a>,
    /// `acquirementId` (C): 1 to 64 characters; required when `resultCode` is `SUCCESS`.
    pub acquirement_id: Option<ScalarText<'a, 64>>,
    /// `merchantTransId` (C): 1 to 64 characters; required when `resultCode` is `SUCCESS`.
    pub merchant_trans_id: Option<ScalarText<'a, 64>>,
    /// `cancelTime` (N): when the transaction was cancelled. May be absent even after success.
    pub cancel_time: Option<Lenient<'a, Timestamp>>,
}

impl<'a> PayCancelResponseBody<'a> {
    /// A body whose members are absent: only while a message is read.
    const ABSENT: Self = Self {
        result_info: ResultInfo::ABSENT,
        acquirement_id: None,
        merchant_trans_id: None,
        cancel_time: None,
    };

    /// Reads the body in the place of this one, which is [`ABSENT`](Self::ABSENT).
    #[inline(always)]
    fn fill(&mut self, reader: &mut Reader<'a>) -> Result<(), Stop> {
        let mut result_info = None;
        let [mut acquirement_id, mut merchant_trans_id] = [ScalarText::ABSENT; 2];
        read_object!(@slots let members = reader {
            "resultInfo" => result_info by result_info = Some(self.result_info.fill(reader)?),
            ACQUIREMENT_ID => acquirement_id by acquirement_id.fill(reader)?,
            MERCHANT_TRANS_ID => merchant_trans_id by merchant_trans_id.fill(reader)?,
            "cancelTime" => cancel_time by
                Lenient::<Timestamp>::read_to(reader, &mut self.cancel_time)?,
        });
        self.acquirement_id = acquirement_id.present();
        self.merchant_trans_id = merchant_trans_id.present();
        reader.require(&members, result_info, "resultInfo")
    }
}

impl<'a> Body<'a> for PayCancelResponseBody<'a> {
    type Function = PayCancel;
    type Head = ResponseHead<'a>;
    const MAX_LEN: usize = max_object_len(&[
        ("resultInfo", ResultInfo::MAX_LEN),
        (ACQUIREMENT_ID, max_id_len(64)),
        (MERCHANT_TRANS_ID, max_id_len(64)),
        ("cancelTime", Timestamp::MAX_JSON_LEN),
    ]);

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut body = Self::ABSENT;
        let read = body.fill(reader);
        reader.result(read)?;
        Ok(body)
    }

    #[inline(always)]
    fn read_to(reader: &mut Reader<'a>, body: &mut Option<Self>) -> Result<(), Stop> {
        body.insert(Self::ABSENT).fill(reader)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.begin_object();
        writer.name("resultInfo");
        self.result_info.write(writer);
        writer.optional_id_member(ACQUIREMENT_ID, self.acquirement_id.as_deref());
        writer.optional_id_member(MERCHANT_TRANS_ID, self.merchant_trans_id.as_deref());
        if let Some(Lenient::Valid(time)) = &self.cancel_time {
            time.write("cancelTime", writer);
        }
        writer.end_object();
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        let succeeded = self.result_info.result_code == "SUCCESS";
        let ids = [
            (ACQUIREMENT_ID, &self.acquirement_id),
            (MERCHANT_TRANS_ID, &self.merchant_trans_id),
        ];
        let of_id = move |(field, id): (&'static str, &Option<ScalarText<'a, 64>>)| match id {
            Some(id) => id.violation(field),
            None => succeeded.then_some(Violation::Missing { field }),
        };
        let cancel_time = self.cancel_time.iter();
        self.result_info
            .violations::<PayCancelResultCode>()
            .chain(ids.into_iter().filter_map(of_id))
            .chain(cancel_time.filter_map(|time| time.violation("cancelTime")))
    }
}

impl OwnedBody for PayCancelResponseBody<'static> {
    type Borrowed<'a> = PayCancelResponseBody<'a>;
}

impl<'a> ResponseBody<'a> for PayCancelResponseBody<'a> {
    fn result_info(&self) -> &ResultInfo<'a> {
        &self.result_info
    }
}

impl<'r> Answers<PayCancelRequestBody<'r>> for PayCancelResponseBody<'_> {
    /// The specification requires both ids after a success, so both must be present. If the request
    /// has an `acquirementId`, the response must have the same one. If not, the `merchantTransId`
    /// must be the same. If both were sent, the platform looks only at the `acquirementId`, so another
    /// `merchantTransId` is a violation, not another transaction; `TransactionMatch::of` is stricter.
    fn transaction(&self, request: &PayCancelRequestBody<'r>) -> TransactionMatch {
        let Some(acquirement_id) = self.acquirement_id else {
            return TransactionMatch::MissingOrDifferent(ACQUIREMENT_ID);
        };
        let Some(merchant_trans_id) = self.merchant_trans_id else {
            return TransactionMatch::MissingOrDifferent(MERCHANT_TRANS_ID);
        };
        let sent = request.transaction;
        match (sent.acquirement_id(), sent.merchant_trans_id()) {
            (Some(id), _) if *id != *acquirement_id => {
                TransactionMatch::MissingOrDifferent(ACQUIREMENT_ID)
            }
            (None, Some(id)) if *id != *merchant_trans_id => {
                TransactionMatch::MissingOrDifferent(MERCHANT_TRANS_ID)
            }
            (Some(_), Some(id)) if *id != *merchant_trans_id => {
                TransactionMatch::SecondaryIdDiffers(MERCHANT_TRANS_ID)
            }
            _ => TransactionMatch::Same,
        }
    }
}

crate::result_codes! {
    /// `resultCode` of payCancel: the 22 rows of the specification, in its order.
    ///
    /// Each variant lists its [`ResultMeaning`](crate::function::ResultMeaning). The specification says
    /// which codes are failures. This crate decides which kind of failure each one is, for a terminal
    /// whose `pay` call had no clear result. [`Outcome`](crate::Outcome) says what to do.
    pub enum PayCancelResultCode {
        /// The user does not exist.
        UserNotExist = "USER_NOT_EXIST", "12002005", Failed(Refused);
        /// Abnormal user status.
        UserStatusAbnormal = "USER_STATUS_ABNORMAL", "12002006", Failed(Refused);
        /// The transaction status is invalid.
        OrderStatusInvalid = "ORDER_STATUS_INVALID", "12005003", Failed(Refused);
        /// The transaction does not exist.
        OrderNotExist = "ORDER_NOT_EXIST", "12005004", Failed(Refused);
        /// Insufficient balance of the merchant.
        MerchantBalanceNotEnough = "MERCHANT_BALANCE_NOT_ENOUGH", "12006009", Failed(Refused);
        /// Expired to cancel the transaction.
        OrderCancelWindowExpired = "ORDER_CANCEL_WINDOW_EXPIRED", "12002018", Failed(Refused);
        /// The signature type is invalid.
        SignTypeInvalid = "SIGN_TYPE_INVALID", "12005134", Failed(NotProcessed);
        /// The signature type is not supported.
        SignTypeNotSupport = "SIGN_TYPE_NOT_SUPPORT", "12005135", Failed(NotProcessed);
        /// Success.
        Success = "SUCCESS", "00000000", Success;
        /// General business failure.
        ProcessFail = "PROCESS_FAIL", "00000019", Failed(Refused);
        /// The API failed because of unknown reasons.
        UnknownException = "UNKNOWN_EXCEPTION", "00000901", Unknown;
        /// The parameter is incorrect.
        ParamIllegal = "PARAM_ILLEGAL", "00000004", Failed(NotProcessed);
        /// The signature is invalid.
        InvalidSignature = "INVALID_SIGNATURE", "00000007", Failed(NotProcessed);
        /// The key is not found.
        KeyNoFound = "KEY_NO_FOUND", "00000008", Failed(NotProcessed);
        /// The API is undefined.
        NoInterfaceDef = "NO_INTERFACE_DEF", "00000013", Failed(NotProcessed);
        /// The API is invalid or not activated.
        ApiIsInvalid = "API_IS_INVALID", "00000014", Failed(NotProcessed);
        /// The OAuth authentication failed.
        OauthFailed = "OAUTH_FAILED", "00000016", Failed(NotProcessed);
        /// Access denied.
        AccessDenied = "ACCESS_DENIED", "00000021", Failed(NotProcessed);
        /// The client is not authorized to use this API.
        ClientForbiddenAccessApi = "CLIENT_FORBIDDEN_ACCESS_API", "12014152", Failed(NotProcessed);
        /// Unknown client.
        UnknownClient = "UNKNOWN_CLIENT", "12014155", Failed(NotProcessed);
        /// Invalid client status.
        InvalidClientStatus = "INVALID_CLIENT_STATUS", "12014156", Failed(NotProcessed);
        /// The request traffic exceeds the limit.
        RequestTrafficExceedLimit = "REQUEST_TRAFFIC_EXCEED_LIMIT", "00000024", Failed(TryLater);
    }
}

/// The code with which a gateway answers a request that cannot be decoded. The codes are those of the
/// specification; this crate advises which one to send.
///
/// | what is wrong with the request | code |
/// | --- | --- |
/// | its `signType` | `SIGN_TYPE_NOT_SUPPORT` |
/// | its `function` or its `version` | `NO_INTERFACE_DEF` |
/// | it has no signature | `INVALID_SIGNATURE` |
/// | nothing: the scratch buffer of the gateway is too small, or the gateway has a bug | `UNKNOWN_EXCEPTION` |
/// | anything else | `PARAM_ILLEGAL` |
///
/// If a request has several faults, a `DecodeError` names the one that comes first in the text. The
/// code must not depend on the order of the members. So a gateway decides by the claims in the head
/// before it reads the message; [`Envelope`](crate::Envelope) shows how.
///
/// A `DecodeError` never means an unknown client: the gateway itself chooses `UNKNOWN_CLIENT` or
/// `KEY_NO_FOUND`.
impl From<DecodeError> for PayCancelResultCode {
    fn from(error: DecodeError) -> Self {
        match (error.kind(), error.field()) {
            (DecodeErrorKind::ScratchTooSmall { .. } | DecodeErrorKind::Unread, _) => {
                Self::UnknownException
            }
            (DecodeErrorKind::Unsigned, _) => Self::InvalidSignature,
            (_, Some("signType")) => Self::SignTypeNotSupport,
            (_, Some("function" | "version")) => Self::NoInterfaceDef,
            _ => Self::ParamIllegal,
        }
    }
}

/// `INVALID_SIGNATURE`.
impl From<InvalidSignature> for PayCancelResultCode {
    fn from(_: InvalidSignature) -> Self {
        Self::InvalidSignature
    }
}
