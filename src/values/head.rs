//! The two heads: client, time and message id.

use core::fmt;

use crate::error::{DecodeErrorKind, FieldError, ValueError};
use crate::json::{
    JsonType, Reader, Stop, Writer, inline_if_wide, is_plain, max_id_len, max_object_len,
    max_string_len,
};
use crate::read_object;
use crate::values::lenient::Lenient;
use crate::values::message_kind::MessageKind;
use crate::values::scalar_text::ScalarText;
use crate::values::text::{FreeText, Text};
use crate::values::timestamp::Timestamp;
use crate::values::violation::Violation;

/// The head of a request.
///
/// `version` and `function` are not fields, because the [`Function`](crate::function::Function) of the body
/// fixes them. They are checked when a head is read, and written with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct RequestHead<'a> {
    /// `clientId` (Y): 1 to 32 characters; assigned by Alipay.
    pub client_id: Text<'a, 32>,
    /// `reqTime` (Y): RFC 3339, section 5.6.
    pub req_time: Timestamp,
    /// `reqMsgId` (Y): 1 to 64 characters; assigned by the client. It names this message, not the
    /// business operation: each new message needs a new one.
    pub req_msg_id: Text<'a, 64>,
    /// `reserve` (N): up to 256 characters, for future use. Read from a string, or from an object
    /// as its raw text; written as a string.
    pub reserve: Option<FreeText<'a, 256>>,
    /// `signType` (N): `RSA2`, or absent, which means the same.
    pub sign_type: Option<SignType>,
}

impl<'a> RequestHead<'a> {
    /// A head with the required members, and with `signType`, as in the sample of the specification.
    #[must_use]
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

    /// As [`new`](Self::new), from texts that are checked here.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] or [`ValueError::TooLong`], with the field.
    pub const fn try_new(
        client_id: &'a str,
        req_time: Timestamp,
        req_msg_id: &'a str,
    ) -> Result<Self, FieldError> {
        match (Text::new(client_id), Text::new(req_msg_id)) {
            (Ok(client_id), Ok(req_msg_id)) => Ok(Self::new(client_id, req_time, req_msg_id)),
            (Err(error), _) => Err(error.in_field("clientId")),
            (_, Err(error)) => Err(error.in_field("reqMsgId")),
        }
    }
}

/// The head of a response. `version` and `function`: see [`RequestHead`].
///
/// A member that is odd but readable is read, and is a violation: see [`Lenient`] and [`ScalarText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResponseHead<'a> {
    /// `clientId` (Y): 1 to 32 characters; that of the request.
    pub client_id: ScalarText<'a, 32>,
    /// `respTime` (Y): RFC 3339, section 5.6. If it is missing or odd, a response can be read but not
    /// written.
    pub resp_time: Option<Lenient<'a, Timestamp>>,
    /// `reqMsgId` (Y): 1 to 64 characters; that of the request.
    pub req_msg_id: ScalarText<'a, 64>,
    /// `reserve` (N): up to 256 characters, for future use. Read from a string, or from an object
    /// as its raw text; written as a string.
    pub reserve: Option<Lenient<'a, FreeText<'a, 256>>>,
}

impl<'a> ResponseHead<'a> {
    /// The head of a response to this request.
    #[must_use]
    pub fn answering(request: &RequestHead<'a>, resp_time: Timestamp) -> Self {
        Self {
            client_id: request.client_id.into(),
            resp_time: Some(Lenient::Valid(resp_time)),
            req_msg_id: request.req_msg_id.into(),
            reserve: None,
        }
    }
}

/// `signType`. Only one is supported: SHA-256 with RSASSA-PKCS1-v1_5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum SignType {
    /// `RSA2`
    #[cfg_attr(feature = "serde", serde(rename = "RSA2"))]
    Rsa2,
}

impl SignType {
    /// `RSA2`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2 => "RSA2",
        }
    }
}

impl fmt::Display for SignType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One of the two heads: [`RequestHead`] or [`ResponseHead`]. No other type can implement it.
pub trait Head<'a>: sealed::Sealed + Sized {
    /// Which message has such a head.
    const KIND: MessageKind;

    /// `clientId`
    fn client_id(&self) -> &'a str;

    /// `reqTime` or `respTime`; `None` if the latter is missing or odd.
    fn time(&self) -> Option<&Timestamp>;

    /// `reqMsgId`
    fn req_msg_id(&self) -> &'a str;

    /// `reserve`; `None` if it is absent or odd.
    fn reserve(&self) -> Option<FreeText<'a, 256>>;

    /// `signType`; a response has none.
    fn sign_type(&self) -> Option<SignType>;

    /// The name of the time, the one member whose name differs between the two heads.
    #[doc(hidden)]
    const TIME_NAME: &'static str;

    /// The most bytes that `signType` takes, with its comma; 0 in a response.
    #[doc(hidden)]
    const MAX_SIGN_TYPE_LEN: usize;

    /// The rules that this head breaks. The head of a request never breaks one.
    fn violations(&self) -> impl Iterator<Item = Violation>;

    /// Reads a head of this function and version into `head`. After `Ok` it is present.
    #[doc(hidden)]
    fn read(
        reader: &mut Reader<'a>,
        of: FunctionVersion,
        head: &mut Option<Self>,
    ) -> Result<(), Stop>;
}

mod sealed {
    #[expect(unnameable_types, reason = "so no other crate can implement `Head`")]
    pub trait Sealed {}
}

impl sealed::Sealed for RequestHead<'_> {}
impl sealed::Sealed for ResponseHead<'_> {}

impl<'a> Head<'a> for RequestHead<'a> {
    const KIND: MessageKind = MessageKind::Request;
    const TIME_NAME: &'static str = "reqTime";
    const MAX_SIGN_TYPE_LEN: usize = ",\"signType\":\"\"".len() + SignType::Rsa2.as_str().len();

    fn client_id(&self) -> &'a str {
        self.client_id.as_str()
    }

    fn time(&self) -> Option<&Timestamp> {
        Some(&self.req_time)
    }

    fn req_msg_id(&self) -> &'a str {
        self.req_msg_id.as_str()
    }

    fn reserve(&self) -> Option<FreeText<'a, 256>> {
        self.reserve
    }

    fn sign_type(&self) -> Option<SignType> {
        self.sign_type
    }

    fn violations(&self) -> impl Iterator<Item = Violation> {
        core::iter::empty()
    }

    #[inline(always)]
    fn read(
        reader: &mut Reader<'a>,
        of: FunctionVersion,
        head: &mut Option<Self>,
    ) -> Result<(), Stop> {
        read_object!(@stop let members = reader {
            "version" => version by version = read_fixed(reader, of.version)?,
            "function" => function by function = read_fixed(reader, of.function)?,
            "clientId" => client_id by client_id = Text::read_or_stop(reader)?,
            "reqTime" => req_time by req_time = Timestamp::read_or_stop(reader)?,
            "reqMsgId" => req_msg_id by req_msg_id = Text::read_or_stop(reader)?,
            "reserve" => reserve by reserve = read_reserve(reader)?,
            "signType" => sign_type by sign_type = read_fixed(reader, SignType::Rsa2.as_str())?,
        });
        reader.require(&members, version, "version")?;
        reader.require(&members, function, "function")?;
        *head = Some(Self {
            client_id: reader.require(&members, client_id, "clientId")?,
            req_time: reader.require(&members, req_time, "reqTime")?,
            req_msg_id: reader.require(&members, req_msg_id, "reqMsgId")?,
            reserve,
            sign_type: sign_type.map(|()| SignType::Rsa2),
        });
        Ok(())
    }
}

impl<'a> Head<'a> for ResponseHead<'a> {
    const KIND: MessageKind = MessageKind::Response;
    const TIME_NAME: &'static str = "respTime";
    const MAX_SIGN_TYPE_LEN: usize = 0;

    fn client_id(&self) -> &'a str {
        self.client_id.as_str()
    }

    fn time(&self) -> Option<&Timestamp> {
        match &self.resp_time {
            Some(Lenient::Valid(time)) => Some(time),
            _ => None,
        }
    }

    fn req_msg_id(&self) -> &'a str {
        self.req_msg_id.as_str()
    }

    fn reserve(&self) -> Option<FreeText<'a, 256>> {
        self.reserve.and_then(Lenient::valid)
    }

    fn sign_type(&self) -> Option<SignType> {
        None
    }

    #[inline]
    fn violations(&self) -> impl Iterator<Item = Violation> {
        // The usual head breaks no rule, so no rule needs a look. And the iterator is lazy: the writer asks
        // only whether there is a first violation.
        let is_usual = self.client_id.is_string()
            && self.req_msg_id.is_string()
            && matches!(self.resp_time, Some(Lenient::Valid(_)))
            && !matches!(self.reserve, Some(Lenient::Odd(_)));
        let rules: &[Rule] = if is_usual { &[] } else { &Rule::ALL };
        rules.iter().filter_map(|rule| match rule {
            Rule::ClientId => self.client_id.violation("clientId"),
            Rule::RespTime => match &self.resp_time {
                Some(time) => time.violation("respTime"),
                None => Some(Violation::Missing { field: "respTime" }),
            },
            Rule::ReqMsgId => self.req_msg_id.violation("reqMsgId"),
            Rule::Reserve => self.reserve.and_then(|it| it.violation("reserve")),
        })
    }

    #[inline(always)]
    fn read(
        reader: &mut Reader<'a>,
        of: FunctionVersion,
        head: &mut Option<Self>,
    ) -> Result<(), Stop> {
        let head = head.insert(Self {
            client_id: ScalarText::ABSENT,
            resp_time: None,
            req_msg_id: ScalarText::ABSENT,
            reserve: None,
        });
        let (mut version, mut function) = (None, None);
        read_object!(@slots let members = reader {
            "version" => version by version = read_fixed(reader, of.version)?,
            "function" => function by function = read_fixed(reader, of.function)?,
            "clientId" => client_id by head.client_id.fill(reader)?,
            "respTime" => resp_time by Lenient::<Timestamp>::read_to(reader, &mut head.resp_time)?,
            "reqMsgId" => req_msg_id by head.req_msg_id.fill(reader)?,
            "reserve" => reserve by
                Lenient::<FreeText<'_, 256>>::read_to(reader, Some(JsonType::Object), &mut head.reserve)?,
        });
        reader.require(&members, version, "version")?;
        reader.require(&members, function, "function")?;
        reader.require(&members, head.client_id.present(), "clientId")?;
        reader.require(&members, head.req_msg_id.present(), "reqMsgId")?;
        Ok(())
    }
}

/// The rules for the head of a response.
#[derive(Clone, Copy)]
enum Rule {
    ClientId,
    RespTime,
    ReqMsgId,
    Reserve,
}

impl Rule {
    /// All rules, in the order of the members.
    const ALL: [Self; 4] = [
        Self::ClientId,
        Self::RespTime,
        Self::ReqMsgId,
        Self::Reserve,
    ];
}

/// The members of a head that are fixed by its function: `version` and `function`.
#[derive(Debug, Clone, Copy)]
pub struct FunctionVersion {
    version: &'static str,
    function: &'static str,
}

impl FunctionVersion {
    /// For constants only: if a text does not fit its member, this panics and so stops the
    /// compiler.
    pub(crate) const fn new(version: &'static str, function: &'static str) -> Self {
        assert!(
            is_plain(version) && Text::<8>::new(version).is_ok(),
            "a version has 1 to 8 characters, none of which needs an escape"
        );
        assert!(
            is_plain(function) && Text::<128>::new(function).is_ok(),
            "the name of a function has 1 to 128 characters, none of which needs an escape"
        );
        Self { version, function }
    }
}

/// Writes a head of this function and version. A message with violations cannot be written, so its head
/// has a time.
pub(crate) fn write<'a, H: Head<'a>>(head: &H, of: FunctionVersion, writer: &mut Writer<'_>) {
    writer.begin_object();
    writer.plain_member("version", of.version.as_bytes());
    writer.plain_member("function", of.function.as_bytes());
    writer.id_member("clientId", head.client_id());
    if let Some(time) = head.time() {
        time.write(H::TIME_NAME, writer);
    }
    writer.id_member("reqMsgId", head.req_msg_id());
    writer.optional_member("reserve", head.reserve().as_deref());
    if let Some(sign_type) = head.sign_type() {
        writer.plain_member("signType", sign_type.as_str().as_bytes());
    }
    writer.end_object();
}

/// The longest JSON text of a head of this function and version, in bytes.
pub(crate) const fn max_len<'a, H: Head<'a>>(of: FunctionVersion) -> usize {
    let common = max_object_len(&[
        ("version", of.version.len() + 2),
        ("function", of.function.len() + 2),
        ("clientId", max_id_len(32)),
        (H::TIME_NAME, Timestamp::MAX_JSON_LEN),
        ("reqMsgId", max_id_len(64)),
        ("reserve", max_string_len(256)),
    ]);
    common + H::MAX_SIGN_TYPE_LEN
}

/// Reads a text for which only one value is supported; `None` if it is absent.
#[inline(always)]
fn read_fixed(reader: &mut Reader<'_>, supported: &'static str) -> Result<Option<()>, Stop> {
    reader.parse_sized(supported.len(), |text| match text == supported {
        true => Ok(()),
        false => Err(ValueError::Unsupported {
            expected: supported,
        }),
    })
}

inline_if_wide! {
    /// Reads `reserve`: a string, or an object, which some peers write. The value of an object is
    /// its raw text.
    fn read_reserve<'a>(reader: &mut Reader<'a>) -> Result<Option<FreeText<'a, 256>>, Stop> {
        if reader.peek_value() != Some(b'{') {
            return FreeText::read_or_stop(reader);
        }
        let start = reader.offset();
        reader.pass_value()?;
        match FreeText::new(reader.text_from(start)) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(reader.stop_at(DecodeErrorKind::Value(error), start)),
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
    fn max_len_is_the_length_of_the_longest_heads() {
        const FUNCTION: FunctionVersion = FunctionVersion::new("2.0.2", "some.function");
        // The longest forms: an id has no control characters, another text may have them.
        let ids = [32, 64].map(|len| "\u{10ffff}".repeat(len));
        let controls = "\u{1}".repeat(256);
        let time = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::UTC).unwrap();
        let request = RequestHead {
            client_id: Text::new(&ids[0]).unwrap(),
            req_time: time,
            req_msg_id: Text::new(&ids[1]).unwrap(),
            reserve: Some(FreeText::new(&controls).unwrap()),
            sign_type: Some(SignType::Rsa2),
        };
        let response = ResponseHead {
            client_id: request.client_id.into(),
            resp_time: Some(Lenient::Valid(time)),
            req_msg_id: request.req_msg_id.into(),
            reserve: request.reserve.map(Lenient::Valid),
        };
        let mut counter = Writer::new(&mut []);
        write(&request, FUNCTION, &mut counter);
        assert_eq!(max_len::<RequestHead<'_>>(FUNCTION), counter.len());
        let mut counter = Writer::new(&mut []);
        write(&response, FUNCTION, &mut counter);
        assert_eq!(max_len::<ResponseHead<'_>>(FUNCTION), counter.len());
    }

    #[test]
    fn a_function_has_a_name_and_a_version_that_fit_their_members() {
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
            // In a constant, this panic is an error of the compiler.
            let made = catch_unwind(|| FunctionVersion::new(leaked(version), leaked(function)));
            assert_eq!(made.is_ok(), fits, "{version:?}, {function:?}");
        }
    }

    fn leaked(text: &str) -> &'static str {
        std::boxed::Box::leak(text.into())
    }
}
