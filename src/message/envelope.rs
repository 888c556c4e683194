//! In: an envelope of any kind, function and version, for those who have yet to choose the type.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Members, Names, Reader};
use crate::message::claimed::Claimed;
use crate::message::decode::{Unverified, wrong_message};
use crate::message::function::Body;
use crate::message::{Message, SIGNATURE};
use crate::names;
use crate::values::head::{MessageKind, sealed};

/// An envelope whose whole text was validated, once, before anybody chose what to read it as: for
/// a gateway, which takes the messages of many clients and functions at one door.
///
/// | to | call |
/// | --- | --- |
/// | choose key and type | [`claimed`](Self::claimed) |
/// | read it as the message of that type | [`read`](Self::read), then [`Unverified::verify`] |
/// | tell who sent what cannot be read so | [`read_claims`](Self::read_claims), then [`Unverified::verify`] |
///
/// Where only one type is expected, [`Message::decode`] does with one call and less scratch.
///
/// # A gateway
///
/// The function below takes a request's bytes and makes the answer: signed, whatever is wrong with
/// the request. Errors become codes of payCancel's table: a [`DecodeError`] as
/// [`PayCancelResultCode`](crate::PayCancelResultCode) says beside its `From`, a signature that does
/// not hold `INVALID_SIGNATURE`. Only where the request does not tell whom to answer is there none.
///
/// ```
/// use alipay_acquiring::{
///     Claimed, Envelope, FreeText, MessageKind, PayCancel, PayCancelRequest, PayCancelRequestBody,
///     PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, ResultInfo, RsaSigningKey,
///     RsaVerifyingKey, Text, Timestamp, api::Function,
/// };
/// use std::error::Error;
///
/// /// What a cancel came to: a code, the transaction's two ids, and when.
/// type Cancelled<'a> = (PayCancelResultCode, Option<[Text<'a, 64>; 2]>, Option<Timestamp>);
///
/// struct Gateway {
///     key: RsaSigningKey,
///     clients: Vec<(&'static str, RsaVerifyingKey)>,
///     now: fn() -> Timestamp,
///     cancel: for<'a> fn(&PayCancelRequest<'a>) -> Cancelled<'a>,
/// }
///
/// impl Gateway {
///     /// The answer to what came in by HTTP; an error has none, but a line in the log.
///     fn answer<'b>(&self, input: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], Box<dyn Error>> {
///         let (mut first, mut second) = (vec![0; input.len()], vec![0; input.len()]);
///         let envelope = Envelope::decode(input, &mut first)?;
///         let claimed = envelope.claimed();
///         let head = claimed.response_head((self.now)())?;
///         let (code, ids, cancel_time) = match self.process(&envelope, &claimed, &mut second) {
///             Ok(cancelled) => cancelled,
///             Err(code) => (code, None, None),
///         };
///         let [acquirement_id, merchant_trans_id] = ids.map_or([None; 2], |ids| ids.map(Some));
///         let response = PayCancelResponse {
///             head,
///             body: PayCancelResponseBody {
///                 result_info: ResultInfo::new(code, FreeText::new("see resultCode")?),
///                 acquirement_id,
///                 merchant_trans_id,
///                 cancel_time,
///             },
///         };
///         Ok(response.sign(buffer, &self.key)?)
///     }
///
///     fn process<'a>(
///         &self,
///         envelope: &Envelope<'a>,
///         claimed: &Claimed<'a>,
///         scratch: &'a mut [u8],
///     ) -> Result<Cancelled<'a>, PayCancelResultCode> {
///         let client = self.clients.iter().find(|(id, _)| claimed.client_id == Some(*id));
///         let (_, key) = client.ok_or(PayCancelResultCode::UnknownClient)?;
///         match (claimed.function, claimed.version) {
///             // One arm for each function served. An Ok of `read` is locked until it is verified.
///             (Some(PayCancel::NAME), Some(PayCancel::VERSION)) => {
///                 match envelope.read::<PayCancelRequestBody>(scratch) {
///                     Ok(request) => Ok((self.cancel)(&*request.verify(key)?)),
///                     // What is wrong with it, only its sender is told.
///                     Err(error) => {
///                         envelope.read_claims(MessageKind::Request)?.verify(key)?;
///                         Err(error.into())
///                     }
///                 }
///             }
///             _ => Err(PayCancelResultCode::NoInterfaceDef),
///         }
///     }
/// }
/// # fn key(name: &str) -> String {
/// #     let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys");
/// #     std::fs::read_to_string(format!("{folder}/{name}.pem")).unwrap()
/// # }
/// # let gateway = Gateway {
/// #     key: RsaSigningKey::from_text(&key("platform_private.pkcs8"))?,
/// #     clients: vec![(
/// #         "211xxxxxxxxxxxxxxx044",
/// #         RsaVerifyingKey::from_text(&key("client_public.spki"))?,
/// #     )],
/// #     now: || Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap(),
/// #     cancel: |request| {
/// #         let id = request.body.transaction.preferred();
/// #         (PayCancelResultCode::Success, Some([id, id]), None)
/// #     },
/// # };
/// # let request = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/request.json"));
/// # let rows = [
/// #     ("golden", request.to_string(), "SUCCESS"),
/// #     ("another key", request.replace("2001", "2002"), "INVALID_SIGNATURE"),
/// #     ("another client", request.replace("211x", "212x"), "UNKNOWN_CLIENT"),
/// #     ("another function", request.replace("payCancel", "pay"), "NO_INTERFACE_DEF"),
/// #     ("no body, and a signature that does not hold", request.replace("body", "bodx"), "INVALID_SIGNATURE"),
/// # ];
/// # for (name, request, code) in rows {
/// #     let mut buffer = [0; PayCancelResponse::MAX_LEN];
/// #     let answer = core::str::from_utf8(gateway.answer(request.as_bytes(), &mut buffer)?)?;
/// #     assert!(answer.contains(&format!(r#""resultCode":"{code}""#)), "{name}: {answer}");
/// # }
/// # Ok::<(), Box<dyn Error>>(())
/// ```
///
/// A sister function has a table of its own; its file gives it conversions like those of
/// [`PayCancelResultCode`](crate::PayCancelResultCode), as `examples/sisters/pay_query.rs` does.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    claimed: Claimed<'a>,
    /// The input up to the end of the message's value.
    text: &'a str,
    /// Where in it the message's value starts.
    start: usize,
    /// Or what [`Message::decode`] would say of it.
    signature: Result<&'a str, DecodeError>,
}

impl<'a> Envelope<'a> {
    /// Validates `input` from its first byte to its last, and reads what it claims.
    ///
    /// Escaped claims and an escaped signature are unescaped into `scratch`; it need not be longer
    /// than `input`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not strict JSON, not one envelope with either a `request` or
    /// a `response`, or too large for `scratch`; and for a duplicate among the names read here.
    /// [`Message::decode`] refuses each such text too.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        Ok(read(input, scratch)?.0)
    }

    /// What the message claims of itself: nobody has verified it.
    pub const fn claimed(&self) -> Claimed<'a> {
        self.claimed
    }

    /// Reads the message as one with the body `B`, which makes it a request's or a response's. Only
    /// its own text is gone through again, and not for UTF-8. What comes out, message or error, is what [`Message::decode`]
    /// makes of the input.
    ///
    /// Escaped strings are unescaped into `scratch`; as many bytes as the input has always suffice.
    ///
    /// # Errors
    ///
    /// As [`Message::decode`], with the same places: a message of another kind, function or version
    /// among them, or one that is not signed.
    pub fn read<B: Body<'a>>(
        &self,
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Message<B::Head, B>>, DecodeError> {
        self.check_kind(<B::Head as sealed::Head>::KIND)?;
        let name = self.claimed.message.name();
        let name = ENVELOPE
            .as_slice()
            .iter()
            .find(|&known| known.as_str() == name);
        let mut reader = Reader::member(self.text, self.start, name, scratch);
        Ok(Unverified {
            message: Message::read(&mut reader)?,
            signed: self.signed(),
            signature: self.signature?,
        })
    }

    /// The claims, locked until the signature is verified: tells who sent what cannot be read as a
    /// message.
    ///
    /// The caller says which kind of message it takes, since the name that tells them apart is not
    /// signed.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongMessage`] for the other kind, [`DecodeErrorKind::Unsigned`], and
    /// [`DecodeErrorKind::WrongType`] for a signature that is no string.
    pub fn read_claims(
        &self,
        message: MessageKind,
    ) -> Result<Unverified<'a, Claimed<'a>>, DecodeError> {
        self.check_kind(message)?;
        Ok(Unverified {
            message: self.claimed,
            signed: self.signed(),
            signature: self.signature?,
        })
    }

    pub(super) const fn is_signed(&self) -> bool {
        self.signature.is_ok()
    }

    fn signed(&self) -> &'a str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// Of two faults, [`Message::decode`] tells the one that stands first in the text: a signature
    /// of another type may stand before the message.
    fn check_kind(&self, wanted: MessageKind) -> Result<(), DecodeError> {
        if let Err(error) = self.signature
            && error.kind() == DecodeErrorKind::WrongType
            && error.offset() < self.start
        {
            return Err(error);
        }
        if self.claimed.message == wanted {
            Ok(())
        } else {
            let field = Some(self.claimed.message.name());
            Err(DecodeError::new(
                DecodeErrorKind::WrongMessage,
                self.start,
                field,
            ))
        }
    }
}

impl<'a> Unverified<'a, Claimed<'a>> {
    /// The claims, verified or not.
    pub const fn claimed(&self) -> Claimed<'a> {
        self.message
    }
}

const ENVELOPE: Names = names!["request", "response", SIGNATURE];
const MESSAGE: Names = names!["head", "body"];
const HEAD: Names = names!["version", "function", "clientId", "reqMsgId"];
const BODY: Names = names!["resultInfo"];
const RESULT_INFO: Names = names!["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

/// The four members of a `resultInfo`, as far as they are strings.
pub(super) type ClaimedResult<'a> = [Option<&'a str>; 4];

/// Reads an envelope, and the result that a response claims.
pub(super) fn read<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<(Envelope<'a>, ClaimedResult<'a>), DecodeError> {
    let (mut message, mut signature) = (None, None);
    let mut reader = Reader::new(input, scratch)?;
    let mut members = reader.object(ENVELOPE)?;
    while let Some(index) = reader.next_member(&mut members)? {
        let kind = match index {
            0 => MessageKind::Request,
            1 => MessageKind::Response,
            _ => {
                signature = Some(read_signature(&mut reader)?);
                continue;
            }
        };
        if message.is_some() {
            return Err(wrong_message(&mut reader));
        }
        reader.peek_value();
        let start = reader.offset();
        let (claimed, result) = read_message(&mut reader, kind)?;
        message = Some((claimed, result, start, reader.text_so_far()));
    }
    reader.finish()?;
    let (claimed, result, start, text) = members.require(message, MessageKind::Response.name())?;
    let signature = match signature {
        Some(Ok("")) | None => Err(members.error(DecodeErrorKind::Unsigned, SIGNATURE)),
        Some(signature) => signature,
    };
    let envelope = Envelope {
        claimed,
        text,
        start,
        signature,
    };
    Ok((envelope, result))
}

/// Reads the value of `signature`: empty where it is `null`. That it is of another type is an error
/// for later; what is not JSON is one at once.
fn read_signature<'a>(
    reader: &mut Reader<'a>,
) -> Result<Result<&'a str, DecodeError>, DecodeError> {
    match reader.peek_value() {
        Some(b'"' | b'n') => Ok(Ok(reader.string()?.unwrap_or_default())),
        _ => {
            let error = reader.error_at(DecodeErrorKind::WrongType, reader.offset());
            reader.skip_value().map(|()| Err(error))
        }
    }
}

/// Reads the value of `request` or `response`.
fn read_message<'a>(
    reader: &mut Reader<'a>,
    message: MessageKind,
) -> Result<(Claimed<'a>, ClaimedResult<'a>), DecodeError> {
    let (mut head, mut result) = ([None; 4], [None; 4]);
    if let Some(mut members) = object_or_skip(reader, MESSAGE)? {
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
    let claimed = Claimed {
        message,
        function,
        version,
        client_id,
        req_msg_id,
    };
    Ok((claimed, result))
}

/// Reads the `resultInfo` in the body of a response.
fn read_result_info<'a>(reader: &mut Reader<'a>) -> Result<ClaimedResult<'a>, DecodeError> {
    let mut result = [None; 4];
    if let Some(mut members) = object_or_skip(reader, BODY)? {
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
    if let Some(mut members) = object_or_skip(reader, names)? {
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
fn object_or_skip(reader: &mut Reader<'_>, names: Names) -> Result<Option<Members>, DecodeError> {
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
