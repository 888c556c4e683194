//! In: what a text says of itself, read for those who cannot rely on it.

use core::fmt;

use super::SIGNATURE;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::head::MessageKind;
use crate::json::{Members, Reader};

/// What an envelope claims of itself: nobody has verified it.
///
/// A gateway chooses key and message type by it, and answers a request that does not decode or
/// verify. A member that is absent, or no string, is `None`; lengths are not checked.
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
    pub result_status: Option<&'a str>,
    /// `resultCodeId`, claimed.
    pub result_code_id: Option<&'a str>,
    /// `resultCode`, claimed.
    pub result_code: Option<&'a str>,
    /// `resultMsg`, claimed.
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
        Ok(Claims::read(input, scratch)?.text.claimed)
    }
}

impl<'a> UnsignedFailure<'a> {
    /// Reads a response that is not signed.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Signed`] if it bears a signature, [`DecodeErrorKind::WrongMessage`] for
    /// a request, and as [`Claimed::decode`].
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let claims = Claims::read(input, scratch)?;
        let error = |kind| DecodeError::new(kind, 0, None);
        match claims.text.claimed.message {
            MessageKind::Request => Err(error(DecodeErrorKind::WrongMessage)),
            MessageKind::Response if claims.signed => Err(error(DecodeErrorKind::Signed)),
            MessageKind::Response => Ok(claims.text),
        }
    }
}

const ENVELOPE: [&str; 3] = ["request", "response", SIGNATURE];
const HEAD: [&str; 4] = ["version", "function", "clientId", "reqMsgId"];
const BODY: [&str; 1] = ["resultInfo"];
const RESULT_INFO: [&str; 4] = ["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

/// All that is read from an envelope whose values nobody relies on.
struct Claims<'a> {
    text: UnsignedFailure<'a>,
    signed: bool,
}

impl<'a> Claims<'a> {
    fn read(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (mut text, mut signed) = (None, false);
        let mut reader = Reader::new(input, scratch)?;
        let mut members = reader.object(&ENVELOPE)?;
        while let Some(index) = reader.next_member(&mut members)? {
            match index {
                0 | 1 if text.is_some() => return Err(super::wrong_message(&mut reader)),
                0 => text = Some(read_message(&mut reader, MessageKind::Request)?),
                1 => text = Some(read_message(&mut reader, MessageKind::Response)?),
                _ => signed = read_string(&mut reader)?.is_some(),
            }
        }
        reader.finish()?;
        Ok(Self {
            text: members.require(text, MessageKind::Response.name())?,
            signed,
        })
    }
}

/// Reads the value of `request` or `response`.
fn read_message<'a>(
    reader: &mut Reader<'a>,
    message: MessageKind,
) -> Result<UnsignedFailure<'a>, DecodeError> {
    let mut text = UnsignedFailure {
        claimed: Claimed {
            message,
            function: None,
            version: None,
            client_id: None,
            req_msg_id: None,
        },
        result_status: None,
        result_code_id: None,
        result_code: None,
        result_msg: None,
    };
    let Some(mut members) = read_object(reader, &super::NAMES)? else {
        return Ok(text);
    };
    while let Some(index) = reader.next_member(&mut members)? {
        if index == 0 {
            let [version, function, client_id, req_msg_id] = read_strings(reader, &HEAD)?;
            text.claimed = Claimed {
                message,
                function,
                version,
                client_id,
                req_msg_id,
            };
        } else if let Some(mut members) = read_object(reader, &BODY)? {
            while reader.next_member(&mut members)?.is_some() {
                [
                    text.result_status,
                    text.result_code_id,
                    text.result_code,
                    text.result_msg,
                ] = read_strings(reader, &RESULT_INFO)?;
            }
        }
    }
    Ok(text)
}

/// Reads the members of these names, as far as they are strings.
fn read_strings<'a, const N: usize>(
    reader: &mut Reader<'a>,
    names: &'static [&'static str; N],
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
fn read_object<const N: usize>(
    reader: &mut Reader<'_>,
    names: &'static [&'static str; N],
) -> Result<Option<Members>, DecodeError> {
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

/// For staff: the code and the message, marked as what they are.
impl fmt::Display for UnsignedFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.result_code.unwrap_or("no resultCode");
        let msg = self.result_msg.unwrap_or("no resultMsg");
        write!(f, "unsigned, so only claimed: {code} ({msg})")
    }
}
