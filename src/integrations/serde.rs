//! serde's traits for the public values: the specification's names, and each rule checked while
//! reading.
//!
//! What is absent is left out where a format is for people, as JSON is, and written as such where
//! it is not: formats that go by the order of the members need each of them.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::message::encode::{EncodeError, SignError};
use crate::message::outcome::{Mismatch, Unknown};
use crate::pay_cancel::{PayCancelRequestBody, PayCancelResponseBody};
use crate::signature::InvalidSignature;
use crate::values::head::{RequestHead, ResponseHead};
use crate::values::result_code::{ResultCodeId, ResultStatus};
use crate::values::result_info::ResultInfo;
use crate::values::result_table::{Contradiction, ResultCode};
use crate::values::text::Text;
use crate::values::text_buf::TextBuf;
use crate::values::timestamp::{Timestamp, UtcOffset};
use crate::values::transaction::{TransactionId, TransactionIdBuf};
use crate::values::violation::Violation;

// Values that are text

/// Reads a text, and what `parse` makes of it.
struct Parse<T> {
    expected: &'static str,
    parse: fn(&str) -> Result<T, ValueError>,
}

impl<T> Visitor<'_> for Parse<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(E::custom)
    }
}

macro_rules! texts {
    ($($Type:ty: $expected:literal, $parse:expr;)*) => {
        $(
            impl Serialize for $Type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $Type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_str(Parse {
                        expected: $expected,
                        parse: $parse,
                    })
                }
            }
        )*
    };
}

texts! {
    ResultCodeId: "eight digits", ResultCodeId::new;
    ResultStatus: "S, F or U", ResultStatus::from_code;
    Timestamp: "a date and time of RFC 3339", Timestamp::parse;
    UtcOffset: "an offset of RFC 3339", UtcOffset::parse;
}

impl<const MAX: usize, const MIN: usize> Serialize for Text<'_, MAX, MIN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// From formats that lend their text.
impl<'de: 'a, 'a, const MAX: usize, const MIN: usize> Deserialize<'de> for Text<'a, MAX, MIN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(<&str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<const MAX: usize, const MIN: usize> Serialize for TextBuf<MAX, MIN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de, const MAX: usize, const MIN: usize> Deserialize<'de> for TextBuf<MAX, MIN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parse {
            expected: "a text of limited length",
            parse: |text| Self::try_from(text),
        })
    }
}

// Errors, for logs: as the text that `Display` gives

macro_rules! errors {
    ($($(#[$attribute:meta])* $Type:ty,)*) => {
        $(
            $(#[$attribute])*
            impl Serialize for $Type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }
        )*
    };
}

errors! {
    Contradiction, DecodeError, DecodeErrorKind, EncodeError, InvalidSignature, Mismatch, Unknown,
    ValueError, Violation,
}

impl<E: fmt::Display> Serialize for SignError<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

// Codes of result tables

/// Writes a code as its name.
#[doc(hidden)]
pub fn serialize_code<C: ResultCode, S: Serializer>(
    code: &C,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.row().name.as_str())
}

/// Reads the name of a code that is listed.
#[doc(hidden)]
pub fn deserialize_code<'de, C: ResultCode, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<C, D::Error> {
    struct Name<C>(PhantomData<C>);

    impl<C: ResultCode> Visitor<'_> for Name<C> {
        type Value = C;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a resultCode that is listed")
        }

        fn visit_str<E: Error>(self, name: &str) -> Result<C, E> {
            let listed = C::ALL.iter().find(|code| *code.row().name == *name);
            listed
                .copied()
                .ok_or_else(|| E::custom(ValueError::Unsupported))
        }
    }

    deserializer.deserialize_str(Name(PhantomData))
}

// Values with members

/// `Serialize` for a struct: its members that are always there, then those that may be absent.
macro_rules! members {
    ($($Type:ident { $($name:literal: $field:ident,)* } { $($option_name:literal: $option:ident,)* })*) => {
        $(impl Serialize for $Type<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let in_order = !serializer.is_human_readable();
                let all = [$($name,)* $($option_name,)*].len();
                let absent = [$(self.$option.is_none() && !in_order,)*];
                let absent = absent.into_iter().filter(|&absent: &bool| absent).count();
                let mut members = serializer.serialize_struct(stringify!($Type), all - absent)?;
                $(members.serialize_field($name, &self.$field)?;)*
                $(
                    if self.$option.is_some() || in_order {
                        members.serialize_field($option_name, &self.$option)?;
                    } else {
                        members.skip_field($option_name)?;
                    }
                )*
                members.end()
            }
        })*
    };
}

members! {
    RequestHead {
        "clientId": client_id,
        "reqTime": req_time,
        "reqMsgId": req_msg_id,
    } {
        "reserve": reserve,
        "signType": sign_type,
    }

    ResponseHead {
        "clientId": client_id,
        "respTime": resp_time,
        "reqMsgId": req_msg_id,
    } {
        "reserve": reserve,
    }

    ResultInfo {
        "resultStatus": result_status,
        "resultCodeId": result_code_id,
        "resultCode": result_code,
    } {
        "resultMsg": result_msg,
    }

    RequestMembers {
        "partnerId": partner_id,
    } {
        "acquirementId": acquirement_id,
        "merchantTransId": merchant_trans_id,
    }

    TransactionIds {
    } {
        "acquirementId": acquirement_id,
        "merchantTransId": merchant_trans_id,
    }

    PayCancelResponseBody {
        "resultInfo": result_info,
    } {
        "acquirementId": acquirement_id,
        "merchantTransId": merchant_trans_id,
        "cancelTime": cancel_time,
    }
}

/// A body as the wire has it: two ids, not one of three cases.
#[derive(serde::Deserialize)]
#[serde(rename = "PayCancelRequestBody", rename_all = "camelCase")]
struct RequestMembers<'a> {
    #[serde(borrow)]
    partner_id: Text<'a, 32>,
    #[serde(borrow)]
    acquirement_id: Option<Text<'a, 64>>,
    #[serde(borrow)]
    merchant_trans_id: Option<Text<'a, 64>>,
}

impl Serialize for PayCancelRequestBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = RequestMembers {
            partner_id: self.partner_id,
            acquirement_id: self.transaction.acquirement_id(),
            merchant_trans_id: self.transaction.merchant_trans_id(),
        };
        members.serialize(serializer)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for PayCancelRequestBody<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = RequestMembers::deserialize(deserializer)?;
        let transaction = TransactionId::new(members.acquirement_id, members.merchant_trans_id);
        Ok(Self {
            partner_id: members.partner_id,
            transaction: transaction.ok_or_else(|| D::Error::missing_field("acquirementId"))?,
        })
    }
}

/// The two ids of a transaction, as the wire has them.
#[derive(serde::Deserialize)]
#[serde(rename = "TransactionId", rename_all = "camelCase")]
struct TransactionIds<'a> {
    #[serde(borrow)]
    acquirement_id: Option<Text<'a, 64>>,
    #[serde(borrow)]
    merchant_trans_id: Option<Text<'a, 64>>,
}

impl Serialize for TransactionId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ids = TransactionIds {
            acquirement_id: self.acquirement_id(),
            merchant_trans_id: self.merchant_trans_id(),
        };
        ids.serialize(serializer)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for TransactionId<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = TransactionIds::deserialize(deserializer)?;
        Self::new(ids.acquirement_id, ids.merchant_trans_id)
            .ok_or_else(|| D::Error::missing_field("acquirementId"))
    }
}

/// The same, owned.
#[derive(serde::Deserialize)]
#[serde(rename = "TransactionId", rename_all = "camelCase")]
struct TransactionIdBufs {
    acquirement_id: Option<TextBuf<64>>,
    merchant_trans_id: Option<TextBuf<64>>,
}

impl Serialize for TransactionIdBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_transaction_id().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TransactionIdBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = TransactionIdBufs::deserialize(deserializer)?;
        let [acquirement_id, merchant_trans_id] = [&ids.acquirement_id, &ids.merchant_trans_id]
            .map(|id| id.as_ref().map(TextBuf::as_text));
        TransactionId::new(acquirement_id, merchant_trans_id)
            .map(Self::from)
            .ok_or_else(|| D::Error::missing_field("acquirementId"))
    }
}
