//! Reading an envelope before its type is chosen: any message, function and version.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{Members, Names, Reader};
use crate::message::claimed::Claimed;
use crate::message::decode::{Unverified, wrong_message};
use crate::message::function::Body;
use crate::message::{Message, SIGNATURE};
use crate::names;
use crate::values::head::{Head, MessageKind};

/// An envelope whose whole text was validated, before the type of its message is chosen. A gateway
/// needs it to take messages of many clients and functions at one address.
///
/// | to | call |
/// | --- | --- |
/// | choose key and type | [`claimed`](Self::claimed) |
/// | read it as the message of that type | [`read`](Self::read), then [`Unverified::verify`] |
/// | verify who sent a message that cannot be read as that type | [`read_claims`](Self::read_claims), then [`Unverified::verify`] |
///
/// If only one type is expected, use [`Message::decode`]: it takes one call and less scratch.
///
/// # A gateway
///
/// The function below takes the bytes of a request and makes a signed response, even if it refuses
/// the request. [`PayCancelResultCode::from`](crate::PayCancelResultCode) turns each
/// [`DecodeError`] into a code of payCancel's table, and a signature that does not hold into
/// `INVALID_SIGNATURE`. The gateway sends no response if it cannot read the `clientId` and the
/// `reqMsgId` of the request.
///
/// ```
/// use alipay_acquiring::{
///     Claimed, Envelope, FreeText, MessageKind, PayCancel, PayCancelRequest,
///     PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody, PayCancelResultCode,
///     ResultInfo, Text, Timestamp, function::Function,
///     signature::{RsaSigningKey, RsaVerifyingKey},
/// };
/// use std::error::Error;
///
/// /// The result of a cancel: a code, the two ids of the transaction, and the time.
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
///     /// The answer to a request that came in by HTTP. An `Err` goes to the log and gets no
///     answer. fn answer<'b>(&self, input: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], Box<dyn
///     Error>> {
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
///                     // The reason is for its sender only, so the sender must be verified first.
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
/// Another function has its own result code, which needs `From<DecodeError>` and
/// `From<InvalidSignature>`, too: `examples/other_functions/pay_query.rs` shows them.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    claimed: Claimed<'a>,
    /// The input up to the last byte of the value of `request` or `response`.
    text: &'a str,
    /// Offset of the first byte of that value.
    start: usize,
    /// The signature, or the error that [`Message::decode`] would give for it.
    signature: Result<&'a str, DecodeError>,
}

impl<'a> Envelope<'a> {
    /// Validates `input` from its first byte to its last, and reads what it claims.
    ///
    /// Claims and a signature that have escapes are unescaped into `scratch`. A scratch buffer as long
    /// as `input` is always enough.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not strict JSON, has neither or both of `request` and
    /// `response`, has a duplicate of a name that is read here, or if `scratch` is too small.
    /// [`Message::decode`] refuses each of these texts too.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        Ok(read(input, scratch)?.0)
    }

    /// What the message claims about itself. Nobody has verified it.
    #[must_use]
    pub const fn claimed(&self) -> Claimed<'a> {
        self.claimed
    }

    /// Reads the message with the body `B`, which also says whether it is a request or a response.
    /// The result, message or error, is the same as that of [`Message::decode`] for the whole input;
    /// only the text of the message is read a second time.
    ///
    /// Strings with escapes are unescaped into `scratch`. A scratch buffer as long as the input is
    /// always enough.
    ///
    /// # Errors
    ///
    /// As [`Message::decode`], with the same offsets.
    pub fn read<B: Body<'a>>(
        &self,
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, Message<B::Head, B>>, DecodeError> {
        self.check_kind(<B::Head as Head>::KIND)?;
        let name = self.claimed.message.as_str();
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

    /// The claims, locked until the signature is verified. After that the caller knows who sent a
    /// message, even if the message itself cannot be read.
    ///
    /// The caller says which kind of message it expects: the name `request` or `response` is outside
    /// the span, so it is not signed.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongMessage`] for the other kind, [`DecodeErrorKind::Unsigned`], and
    /// [`DecodeErrorKind::WrongType`] for a signature that is not a string.
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

    /// Checks that the message is a `wanted` one.
    ///
    /// If a text has two errors, [`Message::decode`] reports the one that comes first in the text.
    /// So this function reports a signature of the wrong type instead, if that is before the
    /// message.
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
            let field = Some(self.claimed.message.as_str());
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
    #[must_use]
    pub const fn claimed(&self) -> Claimed<'a> {
        self.message
    }
}

/// The members that are read, and the index of each in its list.
const ENVELOPE: Names = names!["request", "response", SIGNATURE];
const REQUEST_INDEX: usize = 0;
const RESPONSE_INDEX: usize = 1;
const MESSAGE: Names = names!["head", "body"];
const HEAD_INDEX: usize = 0;
const HEAD: Names = names!["version", "function", "clientId", "reqMsgId"];
const BODY: Names = names!["resultInfo"];
const RESULT_INFO: Names = names!["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

/// The four members of a `resultInfo` in the order of [`RESULT_INFO`]; `None` for one that is
/// absent, empty or not a string.
pub(super) type ClaimedResult<'a> = [Option<&'a str>; 4];

/// The value of `request` or `response`, as far as it is read here.
struct ClaimedMessage<'a> {
    claimed: Claimed<'a>,
    result: ClaimedResult<'a>,
    /// Offset of its first byte.
    start: usize,
    /// The input up to its last byte.
    text: &'a str,
}

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
            REQUEST_INDEX => MessageKind::Request,
            RESPONSE_INDEX => MessageKind::Response,
            _ => {
                signature = Some(read_signature(&mut reader)?);
                continue;
            }
        };
        if message.is_some() {
            return Err(wrong_message(&mut reader));
        }
        message = Some(read_message(&mut reader, kind)?);
    }
    reader.finish()?;
    let message = members.require(message, MessageKind::Response.as_str())?;
    let signature = match signature {
        Some(Ok("")) | None => Err(members.error(DecodeErrorKind::Unsigned, SIGNATURE)),
        Some(signature) => signature,
    };
    let envelope = Envelope {
        claimed: message.claimed,
        text: message.text,
        start: message.start,
        signature,
    };
    Ok((envelope, message.result))
}

/// Reads the value of `signature`; `null` reads as `""`.
///
/// The outer error is for text that is not JSON. The inner error is for a value of another type:
/// then [`Envelope::decode`] succeeds, and [`Envelope::read`] reports the error.
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
    kind: MessageKind,
) -> Result<ClaimedMessage<'a>, DecodeError> {
    let ((head, result), span) = reader.spanned(|reader| read_head_and_result(reader, kind))?;
    let [version, function, client_id, req_msg_id] = head;
    let text = reader.text_so_far();
    Ok(ClaimedMessage {
        claimed: Claimed {
            message: kind,
            function,
            version,
            client_id,
            req_msg_id,
        },
        result,
        start: text.len() - span.len(),
        text,
    })
}

/// Reads the head's members in the order of [`HEAD`], and the `resultInfo` of a response.
fn read_head_and_result<'a>(
    reader: &mut Reader<'a>,
    kind: MessageKind,
) -> Result<([Option<&'a str>; 4], ClaimedResult<'a>), DecodeError> {
    let (mut head, mut result) = ([None; 4], [None; 4]);
    if let Some(mut members) = object_or_skip(reader, MESSAGE)? {
        while let Some(index) = reader.next_member(&mut members)? {
            match (index, kind) {
                (HEAD_INDEX, _) => head = read_strings(reader, HEAD)?,
                (_, MessageKind::Response) => result = read_result_info(reader)?,
                // The body of a request has no result.
                (_, MessageKind::Request) => reader.skip_value()?,
            }
        }
    }
    Ok((head, result))
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

/// Reads the members with these `N` names; `None` for one that is absent, empty or not a string.
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

/// Enters an object; skips any other value.
fn object_or_skip(reader: &mut Reader<'_>, names: Names) -> Result<Option<Members>, DecodeError> {
    if reader.peek_value() == Some(b'{') {
        reader.object(names).map(Some)
    } else {
        reader.skip_value().map(|()| None)
    }
}

/// Reads a string, or skips any other value. `None` for another value and for an empty string.
fn read_string<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    if reader.peek_value() == Some(b'"') {
        Ok(reader.string()?.filter(|string| !string.is_empty()))
    } else {
        reader.skip_value().map(|()| None)
    }
}
