//! serde's traits for the public values, with the names of the specification. Deserialising checks
//! every rule of a value.
//!
//! In human-readable formats such as JSON, absent members are left out. Other formats may identify
//! members by their order, so there an absent member is written as `None`.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::error::ValueError;
use crate::message::Message;
use crate::message::function::{Body, Function};
#[cfg(feature = "heapless")]
use crate::message::stored::StoredEnvelope;
use crate::pay_cancel::{PayCancelRequestBody, PayCancelResponseBody};
use crate::values::head::{RequestHead, ResponseHead, SignType};
use crate::values::lenient::Lenient;
use crate::values::result_code::{ResultCodeId, ResultStatus};
use crate::values::result_info::ResultInfo;
use crate::values::result_table::ResultCode;
use crate::values::scalar_text::ScalarText;
use crate::values::text::{FreeText, Text};
use crate::values::text_buf::TextBuf;
use crate::values::timestamp::{Timestamp, UtcOffset};
use crate::values::transaction::{TransactionId, TransactionIdBuf, TransactionIds};

// Values that are text

/// Visits a text and parses it.
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
    ResultCodeId: "eight digits", ResultCodeId::parse;
    ResultStatus: "S, F or U", ResultStatus::parse;
    Timestamp: "a date and time of RFC 3339", Timestamp::parse;
    UtcOffset: "an offset of RFC 3339", UtcOffset::parse;
}

impl<const MAX: usize, const MIN: usize> Serialize for Text<'_, MAX, MIN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Works only with formats that lend their text.
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

/// As the text, also of a value that was not a string.
impl<const MAX: usize> Serialize for ScalarText<'_, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Strict: only a string. Works only with formats that lend their text.
impl<'de: 'a, 'a, const MAX: usize> Deserialize<'de> for ScalarText<'a, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self::from)
    }
}

/// As the value, or as the text of an odd value.
impl<T: Serialize> Serialize for Lenient<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Valid(value) => value.serialize(serializer),
            Self::Odd(raw) => serializer.serialize_str(raw.text),
        }
    }
}

/// Strict: an odd value is refused.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Valid)
    }
}

// Codes of result tables

/// Serialises a code as its name.
///
/// # Errors
///
/// The error of the serializer.
pub fn serialize_code<C: ResultCode, S: Serializer>(
    code: &C,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.row().name.as_str())
}

/// Deserialises the name of a listed code.
///
/// # Errors
///
/// The error of the deserializer, and an error for a name that is not listed.
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
            let expected = "a resultCode of the table";
            C::from_name(name).ok_or_else(|| E::custom(ValueError::Unsupported { expected }))
        }
    }

    deserializer.deserialize_str(Name(PhantomData))
}

// Values with members

/// Implements both traits for a struct. It takes the name of the struct, the members that are
/// always present, those without which a message can only be read leniently, and the members that may
/// be absent.
macro_rules! members {
    ($(
        $Type:ident = $name:literal {
            $($member:literal: $field:ident: $Value:ty,)*
        } $(lenient {
            $($lenient_member:literal: $lenient:ident: $Lenient:ty,)*
        })? optional {
            $($optional_member:literal: $optional:ident: $Optional:ty,)*
        }
    )*) => {
        $(
            impl Serialize for $Type<'_> {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let keeps_absent = !serializer.is_human_readable();
                    let all = [$($member,)* $($($lenient_member,)*)? $($optional_member,)*].len();
                    let left_out = [
                        $($(self.$lenient.is_none() && !keeps_absent,)*)?
                        $(self.$optional.is_none() && !keeps_absent,)*
                    ];
                    let left_out = left_out.into_iter().filter(|&is: &bool| is).count();
                    let mut members = serializer.serialize_struct($name, all - left_out)?;
                    $(members.serialize_field($member, &self.$field)?;)*
                    $($(
                        if self.$lenient.is_some() || keeps_absent {
                            members.serialize_field($lenient_member, &self.$lenient)?;
                        } else {
                            members.skip_field($lenient_member)?;
                        }
                    )*)?
                    $(
                        if self.$optional.is_some() || keeps_absent {
                            members.serialize_field($optional_member, &self.$optional)?;
                        } else {
                            members.skip_field($optional_member)?;
                        }
                    )*
                    members.end()
                }
            }

            impl<'de: 'a, 'a> Deserialize<'de> for $Type<'a> {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #[derive(serde::Deserialize)]
                    #[serde(rename = $name, bound(deserialize = "'de: 'a"))]
                    struct Members<'a> {
                        $(
                            #[serde(rename = $member)]
                            $field: $Value,
                        )*
                        $($(
                            #[serde(rename = $lenient_member)]
                            $lenient: Option<$Lenient>,
                        )*)?
                        $(
                            #[serde(rename = $optional_member)]
                            $optional: Option<$Optional>,
                        )*
                        #[serde(skip)]
                        lifetime: PhantomData<&'a ()>,
                    }

                    let members = Members::deserialize(deserializer)?;
                    $($(
                        if members.$lenient.is_none() {
                            return Err(D::Error::missing_field($lenient_member));
                        }
                    )*)?
                    Ok(Self {
                        $($field: members.$field,)*
                        $($($lenient: members.$lenient,)*)?
                        $($optional: members.$optional,)*
                    })
                }
            }
        )*
    };
}

members! {
    RequestHead = "RequestHead" {
        "clientId": client_id: Text<'a, 32>,
        "reqTime": req_time: Timestamp,
        "reqMsgId": req_msg_id: Text<'a, 64>,
    } optional {
        "reserve": reserve: FreeText<'a, 256>,
        "signType": sign_type: SignType,
    }

    ResponseHead = "ResponseHead" {
        "clientId": client_id: ScalarText<'a, 32>,
        "reqMsgId": req_msg_id: ScalarText<'a, 64>,
    } lenient {
        "respTime": resp_time: Lenient<'a, Timestamp>,
    } optional {
        "reserve": reserve: Lenient<'a, FreeText<'a, 256>>,
    }

    ResultInfo = "ResultInfo" {
        "resultStatus": result_status: Lenient<'a, ResultStatus>,
        "resultCodeId": result_code_id: Lenient<'a, ResultCodeId>,
        "resultCode": result_code: ScalarText<'a, 64>,
    } optional {
        "resultMsg": result_msg: Lenient<'a, FreeText<'a, 256>>,
    }

    RequestMembers = "PayCancelRequestBody" {
        "partnerId": partner_id: Text<'a, 32>,
    } optional {
        "acquirementId": acquirement_id: Text<'a, 64>,
        "merchantTransId": merchant_trans_id: Text<'a, 64>,
    }

    TransactionIds = "TransactionId" {
    } optional {
        "acquirementId": acquirement_id: Text<'a, 64>,
        "merchantTransId": merchant_trans_id: Text<'a, 64>,
    }

    PayCancelResponseBody = "PayCancelResponseBody" {
        "resultInfo": result_info: ResultInfo<'a>,
    } optional {
        "acquirementId": acquirement_id: ScalarText<'a, 64>,
        "merchantTransId": merchant_trans_id: ScalarText<'a, 64>,
        "cancelTime": cancel_time: Lenient<'a, Timestamp>,
    }
}

/// [`PayCancelRequestBody`] with the members that it has on the wire: two optional ids instead of
/// an enum.
struct RequestMembers<'a> {
    partner_id: Text<'a, 32>,
    acquirement_id: Option<Text<'a, 64>>,
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
        let ids = TransactionIds {
            acquirement_id: members.acquirement_id,
            merchant_trans_id: members.merchant_trans_id,
        };
        Ok(Self {
            partner_id: members.partner_id,
            transaction: ids
                .transaction_id()
                .ok_or_else(|| D::Error::missing_field("acquirementId"))?,
        })
    }
}

impl Serialize for TransactionId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TransactionIds::from(*self).serialize(serializer)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for TransactionId<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = TransactionIds::deserialize(deserializer)?;
        ids.transaction_id()
            .ok_or_else(|| D::Error::missing_field("acquirementId"))
    }
}

/// [`TransactionIdBuf`] with the members that it has on the wire.
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
        let ids = TransactionIds {
            acquirement_id: ids.acquirement_id.as_ref().map(TextBuf::as_text),
            merchant_trans_id: ids.merchant_trans_id.as_ref().map(TextBuf::as_text),
        };
        ids.transaction_id()
            .map(Self::from)
            .ok_or_else(|| D::Error::missing_field("acquirementId"))
    }
}

// Messages

/// The only text that a head of the function `F` may have as its `version` or as its `function`.
trait Fixed<F> {
    const TEXT: &'static str;
}

struct VersionOf;
struct NameOf;

impl<F: Function> Fixed<F> for VersionOf {
    const TEXT: &'static str = F::VERSION;
}

impl<F: Function> Fixed<F> for NameOf {
    const TEXT: &'static str = F::NAME;
}

/// A text that was compared with [`Fixed::TEXT`].
struct Checked<F, T>(PhantomData<(F, T)>);

impl<'de, F, T: Fixed<F>> Deserialize<'de> for Checked<F, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Self(PhantomData))
    }
}

impl<F, T: Fixed<F>> Visitor<'_> for Checked<F, T> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::TEXT)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        match text == T::TEXT {
            true => Ok(self),
            false => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// Implements `Deserialize` for messages with one of the two heads. It takes the fields of the head
/// that are always present, and those that may be absent.
macro_rules! messages {
    ($(
        $Head:ident {
            $($field:ident: $Value:ty,)*
        } $(lenient {
            $($lenient_member:literal: $lenient:ident: $Lenient:ty,)*
        })? optional {
            $($optional:ident: $Optional:ty,)*
        }
    )*) => {
        $(
            /// Formats that people can read may also contain `version` and `function`. Other formats
            /// may identify members by their order, so there the head is read as it was written.
            impl<'de: 'a, 'a, B> Deserialize<'de> for Message<$Head<'a>, B>
            where
                B: Body<'a, Head = $Head<'a>> + Deserialize<'de>,
            {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #[derive(serde::Deserialize)]
                    #[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a, F: Function"))]
                    struct Head<'a, F> {
                        $($field: $Value,)*
                        $($($lenient: Option<$Lenient>,)*)?
                        $($optional: Option<$Optional>,)*
                        #[serde(rename = "version")]
                        _version: Option<Checked<F, VersionOf>>,
                        #[serde(rename = "function")]
                        _function: Option<Checked<F, NameOf>>,
                        #[serde(skip)]
                        lifetime: PhantomData<&'a ()>,
                    }

                    #[derive(serde::Deserialize)]
                    #[serde(rename = "Message")]
                    struct Members<H, B> {
                        head: H,
                        body: B,
                    }

                    if !deserializer.is_human_readable() {
                        let Members { head, body } = Members::deserialize(deserializer)?;
                        return Ok(Self { head, body });
                    }
                    let members = Members::<Head<'a, B::Function>, B>::deserialize(deserializer)?;
                    $($(
                        if members.head.$lenient.is_none() {
                            return Err(D::Error::missing_field($lenient_member));
                        }
                    )*)?
                    Ok(Self {
                        head: $Head {
                            $($field: members.head.$field,)*
                            $($($lenient: members.head.$lenient,)*)?
                            $($optional: members.head.$optional,)*
                        },
                        body: members.body,
                    })
                }
            }
        )*
    };
}

messages! {
    RequestHead {
        client_id: Text<'a, 32>,
        req_time: Timestamp,
        req_msg_id: Text<'a, 64>,
    } optional {
        reserve: FreeText<'a, 256>,
        sign_type: SignType,
    }

    ResponseHead {
        client_id: ScalarText<'a, 32>,
        req_msg_id: ScalarText<'a, 64>,
    } lenient {
        "respTime": resp_time: Lenient<'a, Timestamp>,
    } optional {
        reserve: Lenient<'a, FreeText<'a, 256>>,
    }
}

// Envelopes

/// Written as text in human-readable formats, as bytes in all others.
#[cfg(feature = "heapless")]
impl<const N: usize> Serialize for StoredEnvelope<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(self.as_bytes());
        }
        let text = core::str::from_utf8(self.as_bytes()).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(text)
    }
}

#[cfg(feature = "heapless")]
impl<'de, const N: usize> Deserialize<'de> for StoredEnvelope<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes<const N: usize>;

        impl<const N: usize> Visitor<'_> for Bytes<N> {
            type Value = StoredEnvelope<N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an envelope of at most {N} bytes")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                self.visit_bytes(text.as_bytes())
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                StoredEnvelope::from_bytes(bytes).map_err(E::custom)
            }
        }

        match deserializer.is_human_readable() {
            true => deserializer.deserialize_str(Bytes),
            false => deserializer.deserialize_bytes(Bytes),
        }
    }
}
