//! In: what a text says of itself, read for those who cannot rely on it.

use core::fmt;

use super::{SIGNATURE, Unverified, wrong_message};
use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::head::{MessageKind, ResponseHead};
use crate::json::{Members, Names, Reader};
use crate::names;
use crate::text::{Escaped, Text};
use crate::timestamp::Timestamp;

/// What an envelope claims of itself: nobody has verified it.
///
/// A member that is absent, or no string, is `None`; lengths are not checked.
///
/// A gateway chooses key and message type by it, and answers a request that does not decode or
/// verify. The codes are the specification's; which to send when is this crate's advice:
///
/// | what is wrong with the request | `resultCode` |
/// | --- | --- |
/// | [`DecodeError::field`] is `signType` | `SIGN_TYPE_NOT_SUPPORT` |
/// | it is `function` or `version` | `NO_INTERFACE_DEF` |
/// | anything else that does not decode | `PARAM_ILLEGAL` |
/// | the `clientId` is not known | `UNKNOWN_CLIENT` |
/// | the signature does not hold, or there is none | `INVALID_SIGNATURE` |
///
/// ```
/// use alipay_acquiring::{
///     Claimed, DecodeError, FreeText, PayCancelResponse, PayCancelResponseBody,
///     PayCancelResultCode, ResultInfo, RsaSigningKey, Timestamp,
/// };
///
/// /// Answers a request that was refused with `error`.
/// fn refuse<'b>(
///     request: &[u8],
///     error: DecodeError,
///     now: Timestamp,
///     key: &RsaSigningKey,
///     buffer: &'b mut [u8],
/// ) -> Result<&'b [u8], Box<dyn std::error::Error>> {
///     let mut scratch = [0; 4096];
///     let claimed = Claimed::decode(request, &mut scratch)?;
///     let code = match error.field() {
///         Some("signType") => PayCancelResultCode::SignTypeNotSupport,
///         Some("function" | "version") => PayCancelResultCode::NoInterfaceDef,
///         _ => PayCancelResultCode::ParamIllegal,
///     };
///     let why = error.to_string();
///     let response = PayCancelResponse {
///         head: claimed.response_head(now)?,
///         body: PayCancelResponseBody {
///             result_info: ResultInfo::new(code, FreeText::new(&why)?),
///             acquirement_id: None,
///             merchant_trans_id: None,
///             cancel_time: None,
///         },
///     };
///     Ok(response.sign(buffer, key)?)
/// }
/// # let key = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/platform_private.pkcs8.pem"));
/// # let key = RsaSigningKey::from_text(key)?;
/// # let now = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
/// # let bytes = br#"{"request":{"head":{"version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel","clientId":"c","reqTime":"2001-07-04T12:08:56Z","reqMsgId":"m"},"body":{}},"signature":"x"}"#;
/// # let error = alipay_acquiring::PayCancelRequest::decode(bytes, &mut []).unwrap_err();
/// # let mut buffer = [0; PayCancelResponse::MAX_LEN];
/// # let answer = core::str::from_utf8(refuse(bytes, error, now, &key, &mut buffer)?)?;
/// # assert!(answer.contains(r#""resultMsg":"partnerId: required, but absent at byte"#), "{answer}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Claimed<'a> {
    /// A request or a response, as the name of the envelope's member says.
    pub message: MessageKind,
    /// `function`
    pub function: Option<&'a str>,
    /// `version`
    pub version: Option<&'a str>,
    /// `clientId`
    pub client_id: Option<&'a str>,
    /// `reqMsgId`
    pub req_msg_id: Option<&'a str>,
}

/// The text of a response that is not signed, as the platform sends it when it fails early: bad
/// key, bad signature, unknown client.
///
/// Anyone may have written it, so it says nothing about the transaction, and it cannot become an
/// [`Outcome`](crate::Outcome): that remains unknown. What it claims is worth showing to staff, for
/// it may be the only word of a wrong key. A member that is absent, or no string, is `None`;
/// lengths are not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnsignedFailure<'a> {
    /// What its head claims.
    pub claimed: Claimed<'a>,
    /// `resultStatus`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultStatus"))]
    pub result_status: Option<&'a str>,
    /// `resultCodeId`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCodeId"))]
    pub result_code_id: Option<&'a str>,
    /// `resultCode`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultCode"))]
    pub result_code: Option<&'a str>,
    /// `resultMsg`, claimed.
    #[cfg_attr(feature = "serde", serde(rename = "claimedResultMsg"))]
    pub result_msg: Option<&'a str>,
}

impl<'a> Claimed<'a> {
    /// Reads what a request or a response claims, whatever its function, its other members and its
    /// signature are.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not strict JSON, not one envelope with either a `request` or
    /// a `response`, or too large for `scratch`; and for a duplicate among the names read here.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        Ok(Envelope::read(input, scratch)?.text.claimed)
    }

    /// The same with the signature, so that a gateway can tell who sent what it cannot decode:
    /// [`Unverified::claimed`] chooses the key, [`Unverified::verify`] tells whether it holds.
    ///
    /// The caller says which kind of message it takes, since the name that tells them apart is not
    /// signed.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongMessage`] for the other kind, [`DecodeErrorKind::Unsigned`], and as
    /// [`Claimed::decode`].
    pub fn decode_signed(
        message: MessageKind,
        input: &'a [u8],
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Self>, DecodeError> {
        let envelope = Envelope::read(input, scratch)?;
        if envelope.text.claimed.message != message {
            return Err(DecodeError::new(DecodeErrorKind::WrongMessage, 0, None));
        }
        let signature = envelope.signature.ok_or(DecodeError::new(
            DecodeErrorKind::Unsigned,
            0,
            Some(SIGNATURE),
        ))?;
        Ok(Unverified {
            message: envelope.text.claimed,
            signed: envelope.signed,
            signature,
        })
    }

    /// The head of an answer to whatever claims this.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] or [`ValueError::TooLong`] if `clientId` or `reqMsgId` is absent or
    /// longer than its field: then there is nobody to answer.
    pub fn response_head(&self, resp_time: Timestamp) -> Result<ResponseHead<'a>, ValueError> {
        Ok(ResponseHead {
            client_id: Text::new(self.client_id.unwrap_or_default())?,
            resp_time,
            req_msg_id: Text::new(self.req_msg_id.unwrap_or_default())?,
            reserve: None,
        })
    }
}

impl<'a> Unverified<'a, Claimed<'a>> {
    /// The claims, verified or not.
    pub const fn claimed(&self) -> Claimed<'a> {
        self.message
    }
}

impl<'a> UnsignedFailure<'a> {
    /// Reads a response that is not signed: whose `signature` is absent, empty, or no string.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Signed`] if it bears a signature, [`DecodeErrorKind::WrongMessage`] for
    /// a request, and as [`Claimed::decode`].
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let envelope = Envelope::read(input, scratch)?;
        let error = |kind| DecodeError::new(kind, 0, None);
        match (envelope.text.claimed.message, envelope.signature) {
            (MessageKind::Request, _) => Err(error(DecodeErrorKind::WrongMessage)),
            (MessageKind::Response, Some(_)) => Err(error(DecodeErrorKind::Signed)),
            (MessageKind::Response, None) => Ok(envelope.text),
        }
    }
}

const ENVELOPE: Names = names!["request", "response", SIGNATURE];
const HEAD: Names = names!["version", "function", "clientId", "reqMsgId"];
const BODY: Names = names!["resultInfo"];
const RESULT_INFO: Names = names!["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

/// All that is read from an envelope whose values nobody relies on.
struct Envelope<'a> {
    text: UnsignedFailure<'a>,
    signed: &'a str,
    signature: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    fn read(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (mut message, mut signature) = (None, None);
        let mut reader = Reader::new(input, scratch)?;
        let mut members = reader.object(ENVELOPE)?;
        while let Some(index) = reader.next_member(&mut members)? {
            let kind = match index {
                0 => MessageKind::Request,
                1 => MessageKind::Response,
                _ => {
                    signature = read_string(&mut reader)?;
                    continue;
                }
            };
            if message.is_some() {
                return Err(wrong_message(&mut reader));
            }
            message = Some(reader.spanned(|reader| read_message(reader, kind))?);
        }
        reader.finish()?;
        let (text, signed) = members.require(message, MessageKind::Response.name())?;
        Ok(Self {
            text,
            signed,
            signature,
        })
    }
}

/// Reads the value of `request` or `response`.
fn read_message<'a>(
    reader: &mut Reader<'a>,
    message: MessageKind,
) -> Result<UnsignedFailure<'a>, DecodeError> {
    let (mut head, mut result) = ([None; 4], [None; 4]);
    if let Some(mut members) = read_object(reader, super::NAMES)? {
        while let Some(index) = reader.next_member(&mut members)? {
            match (index, message) {
                (0, _) => head = read_strings(reader, HEAD)?,
                (_, MessageKind::Response) => result = read_result_info(reader)?,
                // A request has no result: nobody reads what stands there.
                (_, MessageKind::Request) => reader.skip_value()?,
            }
        }
    }
    let [version, function, client_id, req_msg_id] = head;
    let [result_status, result_code_id, result_code, result_msg] = result;
    Ok(UnsignedFailure {
        claimed: Claimed {
            message,
            function,
            version,
            client_id,
            req_msg_id,
        },
        result_status,
        result_code_id,
        result_code,
        result_msg,
    })
}

/// Reads the `resultInfo` in the body of a response.
fn read_result_info<'a>(reader: &mut Reader<'a>) -> Result<[Option<&'a str>; 4], DecodeError> {
    let mut result = [None; 4];
    if let Some(mut members) = read_object(reader, BODY)? {
        while reader.next_member(&mut members)?.is_some() {
            result = read_strings(reader, RESULT_INFO)?;
        }
    }
    Ok(result)
}

/// Reads the members of these `N` names, as far as they are strings.
fn read_strings<'a, const N: usize>(
    reader: &mut Reader<'a>,
    names: Names,
) -> Result<[Option<&'a str>; N], DecodeError> {
    let mut strings = [None; N];
    if let Some(mut members) = read_object(reader, names)? {
        while let Some(index) = reader.next_member(&mut members)? {
            let string = read_string(reader)?;
            if let Some(slot) = strings.get_mut(index) {
                *slot = string;
            }
        }
    }
    Ok(strings)
}

/// Begins an object; any other value is skipped.
fn read_object(reader: &mut Reader<'_>, names: Names) -> Result<Option<Members>, DecodeError> {
    if reader.peek_value() == Some(b'{') {
        reader.object(names).map(Some)
    } else {
        reader.skip_value().map(|()| None)
    }
}

/// Reads a string that is not empty; any other value is skipped.
fn read_string<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    if reader.peek_value() == Some(b'"') {
        Ok(reader.string()?.filter(|string| !string.is_empty()))
    } else {
        reader.skip_value().map(|()| None)
    }
}

/// For staff: the code and the message, marked as what they are. They are quoted and escaped, so
/// that a text which anyone may have written cannot pass for another line of a log.
impl fmt::Display for UnsignedFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.result_code.unwrap_or("no resultCode");
        let msg = self.result_msg.unwrap_or("no resultMsg");
        let (code, msg) = (Escaped(code), Escaped(msg));
        write!(f, "unsigned, so only claimed: \"{code}\" (\"{msg}\")")
    }
}
