//! The two heads: who asks, when, and under which message id.

use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::json::{Reader, Writer, inline_if_wide, is_plain, max_object_len, max_string_len};
use crate::read_object;
use crate::values::text::{FreeText, Text};
use crate::values::timestamp::Timestamp;

/// The head of a request.
///
/// `version` and `function` are fixed by the body's [`Function`](crate::api::Function), so they are no fields: they are
/// checked when a head is read, and written with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct RequestHead<'a> {
    /// `clientId` (Y): 1 to 32 characters; assigned by Alipay.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub client_id: Text<'a, 32>,
    /// `reqTime` (Y): RFC 3339, section 5.6.
    pub req_time: Timestamp,
    /// `reqMsgId` (Y): 1 to 64 characters; assigned by the client. It names this message, not the
    /// business operation: a new message needs a new one.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub req_msg_id: Text<'a, 64>,
    /// `reserve` (N): up to 256 characters, for future use. Read from a string, or from an object
    /// as its raw text; written as a string.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub reserve: Option<FreeText<'a, 256>>,
    /// `signType` (N): `RSA2`, or left out, which means the same.
    pub sign_type: Option<SignType>,
}

impl<'a> RequestHead<'a> {
    /// A head with the required members, and `signType` as in the specification's sample.
    pub const fn new(
        client_id: Text<'a, 32>,
        req_time: Timestamp,
        req_msg_id: Text<'a, 64>,
    ) -> Self {
        Self {
            client_id,
            req_time,
            req_msg_id,
            reserve: None,
            sign_type: Some(SignType::Rsa2),
        }
    }
}

/// The head of a response. See [`RequestHead`] for `version` and `function`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct ResponseHead<'a> {
    /// `clientId` (Y): 1 to 32 characters; that of the request.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub client_id: Text<'a, 32>,
    /// `respTime` (Y): RFC 3339, section 5.6.
    pub resp_time: Timestamp,
    /// `reqMsgId` (Y): 1 to 64 characters; that of the request.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub req_msg_id: Text<'a, 64>,
    /// `reserve` (N): up to 256 characters, for future use. Read from a string, or from an object
    /// as its raw text; written as a string.
    #[cfg_attr(feature = "serde", serde(borrow))]
    pub reserve: Option<FreeText<'a, 256>>,
}

impl<'a> ResponseHead<'a> {
    /// The head of an answer to this request.
    pub const fn answering(request: &RequestHead<'a>, resp_time: Timestamp) -> Self {
        Self {
            client_id: request.client_id,
            resp_time,
            req_msg_id: request.req_msg_id,
            reserve: None,
        }
    }
}

/// `signType`. There is one: SHA-256 with RSASSA-PKCS1-v1_5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum SignType {
    /// `RSA2`
    #[cfg_attr(feature = "serde", serde(rename = "RSA2"))]
    Rsa2,
}

impl SignType {
    /// The only name there is.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa2 => "RSA2",
        }
    }
}

/// What an envelope holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum MessageKind {
    /// A request.
    Request,
    /// A response.
    Response,
}

impl MessageKind {
    /// The name of the envelope's member: `request` or `response`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One of the two heads. It is implemented for [`RequestHead`] and [`ResponseHead`] only.
pub trait Head<'a>: sealed::Head<'a> {}

impl<'a> Head<'a> for RequestHead<'a> {}
impl<'a> Head<'a> for ResponseHead<'a> {}

pub(crate) mod sealed {
    /// What the two heads have in common, and what tells them apart.
    pub trait Head<'a>: Sized {
        /// What bears such a head.
        const KIND: super::MessageKind;
        /// The name of the time, the one member that the two heads do not share.
        const TIME: &'static str;
        /// The most bytes that `signType` takes with its comma; none where it is no member.
        const MAX_SIGN_TYPE_LEN: usize;

        fn read(
            reader: &mut super::Reader<'a>,
            fixed: super::Fixed,
            _: super::Private,
        ) -> Result<Self, super::DecodeError>;
        fn members(&self, _: super::Private) -> super::HeadMembers<'_, 'a>;
    }
}

/// Keeps what only this crate may call to this crate: nobody else can make one.
#[derive(Debug, Clone, Copy)]
pub struct Private(pub(crate) ());

/// The values of a head's members, those of a request.
#[derive(Debug, Clone, Copy)]
pub struct HeadMembers<'h, 'a> {
    pub(crate) client_id: Text<'a, 32>,
    pub(crate) time: &'h Timestamp,
    pub(crate) req_msg_id: Text<'a, 64>,
    pub(crate) reserve: Option<FreeText<'a, 256>>,
    pub(crate) sign_type: Option<SignType>,
}

impl<'a> sealed::Head<'a> for RequestHead<'a> {
    const KIND: MessageKind = MessageKind::Request;
    const TIME: &'static str = "reqTime";
    const MAX_SIGN_TYPE_LEN: usize = ",\"signType\":\"\"".len() + SignType::Rsa2.name().len();

    fn read(reader: &mut Reader<'a>, fixed: Fixed, _: Private) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            "version" => version = read_fixed(reader, fixed.version)?,
            "function" => function = read_fixed(reader, fixed.function)?,
            "clientId" => client_id = Text::read(reader)?,
            "reqTime" => req_time = Timestamp::read(reader)?,
            "reqMsgId" => req_msg_id = Text::read(reader)?,
            "reserve" => reserve = read_reserve(reader)?,
            "signType" => sign_type = read_fixed(reader, SignType::Rsa2.name())?,
        });
        members.require(version, "version")?;
        members.require(function, "function")?;
        Ok(Self {
            client_id: members.require(client_id, "clientId")?,
            req_time: members.require(req_time, "reqTime")?,
            req_msg_id: members.require(req_msg_id, "reqMsgId")?,
            reserve,
            sign_type: sign_type.map(|()| SignType::Rsa2),
        })
    }

    fn members(&self, _: Private) -> HeadMembers<'_, 'a> {
        HeadMembers {
            client_id: self.client_id,
            time: &self.req_time,
            req_msg_id: self.req_msg_id,
            reserve: self.reserve,
            sign_type: self.sign_type,
        }
    }
}

impl<'a> sealed::Head<'a> for ResponseHead<'a> {
    const KIND: MessageKind = MessageKind::Response;
    const TIME: &'static str = "respTime";
    const MAX_SIGN_TYPE_LEN: usize = 0;

    fn read(reader: &mut Reader<'a>, fixed: Fixed, _: Private) -> Result<Self, DecodeError> {
        read_object!(let members = reader {
            "version" => version = read_fixed(reader, fixed.version)?,
            "function" => function = read_fixed(reader, fixed.function)?,
            "clientId" => client_id = Text::read(reader)?,
            "respTime" => resp_time = Timestamp::read(reader)?,
            "reqMsgId" => req_msg_id = Text::read(reader)?,
            "reserve" => reserve = read_reserve(reader)?,
        });
        members.require(version, "version")?;
        members.require(function, "function")?;
        Ok(Self {
            client_id: members.require(client_id, "clientId")?,
            resp_time: members.require(resp_time, "respTime")?,
            req_msg_id: members.require(req_msg_id, "reqMsgId")?,
            reserve,
        })
    }

    fn members(&self, _: Private) -> HeadMembers<'_, 'a> {
        HeadMembers {
            client_id: self.client_id,
            time: &self.resp_time,
            req_msg_id: self.req_msg_id,
            reserve: self.reserve,
            sign_type: None,
        }
    }
}

/// The members of a head that its function fixes.
#[derive(Debug, Clone, Copy)]
pub struct Fixed {
    version: &'static str,
    function: &'static str,
}

impl Fixed {
    /// For constants: it panics where a text does not suit its field.
    pub(crate) const fn new(version: &'static str, function: &'static str) -> Self {
        assert!(
            is_plain(version) && Text::<8>::new(version).is_ok(),
            "a version has 1 to 8 characters, none of which needs an escape"
        );
        assert!(
            is_plain(function) && Text::<128>::new(function).is_ok(),
            "a function's name has 1 to 128 characters, none of which needs an escape"
        );
        Self { version, function }
    }
}

/// Writes a head of this version and function.
pub(crate) fn write<'a, H: Head<'a>>(head: &H, fixed: Fixed, writer: &mut Writer<'_>) {
    let members = head.members(Private(()));
    writer.begin_object();
    writer.plain_member("version", fixed.version.as_bytes());
    writer.plain_member("function", fixed.function.as_bytes());
    writer.member("clientId", &members.client_id);
    members.time.write(H::TIME, writer);
    writer.member("reqMsgId", &members.req_msg_id);
    writer.optional_member("reserve", members.reserve.as_deref());
    if let Some(sign_type) = members.sign_type {
        writer.plain_member("signType", sign_type.name().as_bytes());
    }
    writer.end_object();
}

/// The longest JSON text of a head of this version and function, in bytes.
pub(crate) const fn max_len<'a, H: Head<'a>>(fixed: Fixed) -> usize {
    let common = max_object_len(&[
        ("version", fixed.version.len() + 2),
        ("function", fixed.function.len() + 2),
        ("clientId", max_string_len(32)),
        (H::TIME, Timestamp::MAX_JSON_LEN),
        ("reqMsgId", max_string_len(64)),
        ("reserve", max_string_len(256)),
    ]);
    common + H::MAX_SIGN_TYPE_LEN
}

/// A text of which only one is supported; `None` where it is absent.
#[inline(always)]
fn read_fixed(reader: &mut Reader<'_>, fixed: &str) -> Result<Option<()>, DecodeError> {
    reader.parse_sized(fixed.len(), |text| match text == fixed {
        true => Ok(()),
        false => Err(ValueError::Unsupported),
    })
}

inline_if_wide! {
    /// `reserve` is a string; some peers write an object, which counts by its raw text.
    fn read_reserve<'a>(reader: &mut Reader<'a>) -> Result<Option<FreeText<'a, 256>>, DecodeError> {
        if reader.peek_value() != Some(b'{') {
            return FreeText::read(reader);
        }
        let start = reader.offset();
        let ((), raw) = reader.spanned(Reader::skip_value)?;
        match FreeText::new(raw) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(reader.error_at(DecodeErrorKind::Value(error), start)),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::panic::catch_unwind;

    use super::*;
    use crate::values::timestamp::UtcOffset;

    #[test]
    fn the_longest_heads_are_as_long_as_is_said() {
        const FIXED: Fixed = Fixed::new("2.0.2", "some.function");
        let controls = [32, 64, 256].map(|len| "\u{1}".repeat(len));
        let time = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::UTC).unwrap();
        let request = RequestHead {
            client_id: Text::new(&controls[0]).unwrap(),
            req_time: time,
            req_msg_id: Text::new(&controls[1]).unwrap(),
            reserve: Some(FreeText::new(&controls[2]).unwrap()),
            sign_type: Some(SignType::Rsa2),
        };
        let response = ResponseHead {
            client_id: request.client_id,
            resp_time: time,
            req_msg_id: request.req_msg_id,
            reserve: request.reserve,
        };
        let mut counter = Writer::new(&mut []);
        write(&request, FIXED, &mut counter);
        assert_eq!(max_len::<RequestHead<'_>>(FIXED), counter.len());
        let mut counter = Writer::new(&mut []);
        write(&response, FIXED, &mut counter);
        assert_eq!(max_len::<ResponseHead<'_>>(FIXED), counter.len());
    }

    #[test]
    fn versions_and_names_of_functions_that_fit() {
        let [longest, too_long] = [128, 129].map(|len| "f".repeat(len));
        for (version, function, fits) in [
            ("2.0.2", "f", true),
            ("12345678", &longest, true),
            ("", "f", false),
            ("123456789", "f", false),
            ("2\"", "f", false),
            ("2.0.2", "", false),
            ("2.0.2", &too_long, false),
            ("2.0.2", "f\n", false),
        ] {
            // Whoever adds a function sees the panic when the program is compiled.
            let made = catch_unwind(|| Fixed::new(leaked(version), leaked(function)));
            assert_eq!(made.is_ok(), fits, "{version:?}, {function:?}");
        }
    }

    fn leaked(text: &str) -> &'static str {
        std::boxed::Box::leak(text.into())
    }
}
