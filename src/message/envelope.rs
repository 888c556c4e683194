//! Reading an envelope before its type is chosen: any message, function and version.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::{JsonType, Members, Names, Reader};
use crate::message::claimed::{Claimed, ClaimedResult, ResponseClaims};
use crate::message::decode::{Unverified, wrong_message};
use crate::message::function::Body;
use crate::message::{Message, SIGNATURE};
use crate::names;
use crate::signature::Signature;
use crate::values::head::Head;
use crate::values::message_kind::MessageKind;

/// An envelope whose whole text was validated, before the type of its message is chosen. A gateway
/// needs it to take messages of many clients and functions at one address.
///
/// | to | call |
/// | --- | --- |
/// | choose key and type | [`claimed`](Self::claimed) |
/// | read it as the message of that type | [`read`](Self::read), then [`Unverified::verify`] |
/// | verify who sent a request that cannot be read as that type | [`read_request_claims`](Self::read_request_claims), then [`Unverified::verify`] |
/// | the same for a response, with the result that it claims | [`read_response_claims`](Self::read_response_claims), then [`Unverified::verify`] |
///
/// If only one type is expected, use [`Message::decode`]: it takes one call and less scratch.
///
/// # A gateway
///
/// The function below takes the bytes of a request and makes a response, even if the request is
/// refused. It decides in a fixed order, so the order of the members makes no difference:
///
/// 1. What the head claims: the sender, and the `signType`. The gateway can verify only `RSA2`.
/// 2. The signature. A request that is refused in these two steps gets an **unsigned** response.
///    Anyone can have sent it, even with the ids of another client's pending request, and a signed
///    refusal would be an authentic answer to that pending request. See
///    [`write_unsigned`](Message::write_unsigned).
/// 3. The function and the version.
/// 4. The body.
///
/// [`PayCancelResultCode::from`](crate::PayCancelResultCode) turns each [`DecodeError`] of these steps
/// into a code of payCancel's table.
///
/// The function makes no response if [`decode`](Self::decode) refuses the text, or if the
/// `clientId` or the `reqMsgId` is absent or too long, or cannot be written
/// ([`Text::check_id`](crate::Text::check_id)). A gateway that repeats the ids of the transaction in its
/// response checks them, too, **before** it cancels: see `process` below.
///
/// ```
/// use alipay_acquiring::{
///     Envelope, FreeText, PayCancel, PayCancelRequest, PayCancelRequestBody,
///     PayCancelResponse, PayCancelResponseBody, PayCancelResultCode, ResultInfo, SignType, Text,
///     Timestamp, function::Function, signature::{RsaSigningKey, RsaVerifyingKey},
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
///     /// The answer to a request that came in by HTTP. An `Err` goes to the log and gets no answer.
///     fn answer<'b>(&self, input: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], Box<dyn Error>> {
///         let (mut first, mut second) = (vec![0; input.len()], vec![0; input.len()]);
///         let envelope = Envelope::decode(input, &mut first)?;
///         let head = envelope.claimed().response_head((self.now)())?;
///         let verified = self.verify(&envelope);
///         let processed = verified.and_then(|()| self.process(&envelope, &mut second));
///         let (code, ids, cancel_time) = processed.unwrap_or_else(|code| (code, None, None));
///         let [acquirement_id, merchant_trans_id] = ids.map_or([None; 2], |ids| ids.map(Some));
///         let response = PayCancelResponse {
///             head,
///             body: PayCancelResponseBody {
///                 result_info: ResultInfo::new(code, FreeText::new("see resultCode")?),
///                 acquirement_id: acquirement_id.map(Text::into),
///                 merchant_trans_id: merchant_trans_id.map(Text::into),
///                 cancel_time: cancel_time.map(Timestamp::into),
///             },
///         };
///         match verified {
///             Ok(()) => Ok(response.sign(buffer, &self.key)?),
///             Err(_) => Ok(response.write_unsigned(buffer)?),
///         }
///     }
///
///     /// Finds out whether the client that the request names has sent it.
///     fn verify(&self, envelope: &Envelope<'_>) -> Result<(), PayCancelResultCode> {
///         let claimed = envelope.claimed();
///         let client = self.clients.iter().find(|(id, _)| claimed.client_id == Some(*id));
///         let (_, key) = client.ok_or(PayCancelResultCode::UnknownClient)?;
///         if claimed.sign_type.is_some_and(|sign_type| sign_type != SignType::Rsa2.as_str()) {
///             return Err(PayCancelResultCode::SignTypeNotSupport);
///         }
///         envelope.read_request_claims()?.verify(key)?;
///         Ok(())
///     }
///
///     /// Carries out a request that [`verify`](Self::verify) has verified.
///     fn process<'a>(
///         &self,
///         envelope: &Envelope<'a>,
///         scratch: &'a mut [u8],
///     ) -> Result<Cancelled<'a>, PayCancelResultCode> {
///         let claimed = envelope.claimed();
///         match (claimed.function, claimed.version) {
///             // One arm for each function served.
///             (Some(PayCancel::NAME), Some(PayCancel::VERSION)) => {
///                 let request = envelope.read::<PayCancelRequestBody>(scratch)?;
///                 // The signature of this envelope was verified before.
///                 let request = request.assume_verified_by_caller();
///                 let transaction = request.body.transaction;
///                 let ids = [transaction.acquirement_id(), transaction.merchant_trans_id()];
///                 if ids.into_iter().flatten().any(|id| id.check_id().is_err()) {
///                     return Err(PayCancelResultCode::ParamIllegal);
///                 }
///                 Ok((self.cancel)(&request))
///             }
///             _ => Err(PayCancelResultCode::NoInterfaceDef),
///         }
///     }
/// }
/// # use alipay_acquiring::signature::{Signer, SigningBytes};
/// # use base64ct::{Base64, Encoding};
/// # fn key(name: &str) -> String {
/// #     let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys");
/// #     std::fs::read_to_string(format!("{folder}/{name}.pem")).unwrap()
/// # }
/// # let client_key = RsaSigningKey::from_text(&key("client_private.pkcs8"))?;
/// # let platform_key = RsaSigningKey::from_text(&key("platform_private.pkcs8"))?;
/// # let verifying_key = platform_key.verifying_key();
/// # let gateway = Gateway {
/// #     key: platform_key,
/// #     clients: vec![("211xxxxxxxxxxxxxxx044", client_key.verifying_key())],
/// #     now: || Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap(),
/// #     cancel: |request| {
/// #         let id = request.body.transaction.preferred();
/// #         (PayCancelResultCode::Success, Some([id, id]), None)
/// #     },
/// # };
/// # let span = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/request.span"));
/// # let (head, body) = span.strip_prefix("{\"head\":").unwrap().split_once(",\"body\":").unwrap();
/// # let body = body.strip_suffix('}').unwrap();
/// # let head_of = |before: &str, after: &str| (head.replace(before, after), body.to_string());
/// # let nothing_right = |before: &str, after: &str| (head.replace(before, after), "[]".to_string());
/// # // What is sent, whether the client signs it, the code, and whether the answer is signed.
/// # let rows = [
/// #     ("golden", head_of("", ""), true, "SUCCESS", true),
/// #     ("no signType", head_of(",\"signType\":\"RSA2\"", ""), true, "SUCCESS", true),
/// #     ("another key", head_of("", ""), false, "INVALID_SIGNATURE", false),
/// #     ("another client", head_of("211x", "212x"), true, "UNKNOWN_CLIENT", false),
/// #     ("another function", head_of("payCancel", "pay"), true, "NO_INTERFACE_DEF", true),
/// #     ("another function, not its", head_of("payCancel", "pay"), false, "INVALID_SIGNATURE", false),
/// #     ("another version", nothing_right("2.0.2", "2"), true, "NO_INTERFACE_DEF", true),
/// #     ("another signType", nothing_right("RSA2", "RSA"), true, "SIGN_TYPE_NOT_SUPPORT", false),
/// #     ("a number", nothing_right("\"RSA2\"", "2"), true, "SIGN_TYPE_NOT_SUPPORT", false),
/// #     ("no body", nothing_right("", ""), true, "PARAM_ILLEGAL", true),
/// #     (
/// #         "an id with a space at its end",
/// #         (head.to_string(), body.replace("747\"", "747 \"")),
/// #         true, "PARAM_ILLEGAL", true,
/// #     ),
/// #     ("no body, and another key", nothing_right("", ""), false, "INVALID_SIGNATURE", false),
/// # ];
/// # for (name, (head, body), signed, code, answer_signed) in rows {
/// #     let orders = [
/// #         format!("{{\"head\":{head},\"body\":{body}}}"),
/// #         format!("{{\"body\":{body},\"head\":{head}}}"),
/// #     ];
/// #     for span in orders {
/// #         let signer = if signed { &client_key } else { &gateway.key };
/// #         let signature = signer.sign(SigningBytes::new(span.as_bytes()))?;
/// #         let mut base64 = [0; 1024];
/// #         let signature = Base64::encode(signature.as_bytes(), &mut base64).unwrap();
/// #         let request = format!("{{\"request\":{span},\"signature\":\"{signature}\"}}");
/// #         let mut buffer = [0; PayCancelResponse::MAX_LEN];
/// #         let answer = gateway.answer(request.as_bytes(), &mut buffer)?;
/// #         let text = core::str::from_utf8(answer)?;
/// #         assert!(text.contains(&format!(r#""resultCode":"{code}""#)), "{name}: {text}");
/// #         let decoded = PayCancelResponse::decode(answer, &mut []);
/// #         assert_eq!(decoded.is_ok(), answer_signed, "{name}: {text}");
/// #         assert!(decoded.is_err() || decoded.is_ok_and(|it| it.verify(&verifying_key).is_ok()));
/// #     }
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
    /// [`Message::decode`] refuses each of these texts too, for every type.
    ///
    /// The names that are read here are those of the envelope, of the message (`head` and `body`) and
    /// of the claims in the head. The function decides which names of the body are read, so only
    /// [`read`](Self::read) refuses a duplicate there.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        Ok(read(input, scratch, BodyClaims::Skip)?.0)
    }

    /// What the message claims about itself. Nobody has verified it.
    #[must_use]
    pub const fn claimed(&self) -> Claimed<'a> {
        self.claimed
    }

    /// Reads the message with the body `B`, which also says whether it is a request or a response.
    /// The result is the same message or the same error that [`Message::decode`] gives for the
    /// whole input, but this method reads only the text of the message again.
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
        let mut reader = self.message_reader(scratch);
        let message = Message::read(&mut reader);
        self.unverified(reader.result(message)?)
    }

    /// The claims of a request, locked until the signature is verified. After that the caller knows who
    /// sent the request, even if the request itself cannot be read.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongMessage`] for a response (the name `request` is outside the span, so it is
    /// not signed), [`DecodeErrorKind::Unsigned`], and [`DecodeErrorKind::WrongType`] for a signature
    /// that is not a string.
    pub fn read_request_claims(&self) -> Result<Unverified<'a, Claimed<'a>>, DecodeError> {
        self.check_kind(MessageKind::Request)?;
        self.unverified(self.claimed)
    }

    /// The claims of a response and the result that it claims, locked until the signature is verified.
    /// After that the caller knows what the platform answered, even if the response cannot be read as
    /// the message of its type. This is no outcome: show it to staff.
    ///
    /// Strings with escapes are unescaped into `scratch`. A scratch buffer as long as the input is
    /// always enough.
    ///
    /// ```
    /// use alipay_acquiring::{Envelope, UnknownReason, signature::Verifier};
    ///
    /// /// For staff, after `PayCancelResponse::decode` has refused the response.
    /// fn show(input: &[u8], scratch: [&mut [u8]; 2], key: &impl Verifier) -> Result<(), UnknownReason> {
    ///     let [first, second] = scratch;
    ///     let envelope = Envelope::decode(input, first)?;
    ///     let claims = envelope.read_response_claims(second)?;
    ///     let claims = claims.verify(key)?;
    ///     println!("the platform says {}", claims.result);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongMessage`] for a request, [`DecodeErrorKind::Unsigned`],
    /// [`DecodeErrorKind::WrongType`] for a signature that is not a string,
    /// [`DecodeErrorKind::Duplicate`] if `resultInfo` or a name in it occurs twice, and
    /// [`DecodeErrorKind::ScratchTooSmall`].
    pub fn read_response_claims(
        &self,
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, ResponseClaims<'a>>, DecodeError> {
        self.check_kind(MessageKind::Response)?;
        let mut reader = self.message_reader(scratch);
        let kind = MessageKind::Response;
        let (_, result) = read_head_and_result(&mut reader, kind, BodyClaims::ResultInfo)?;
        self.unverified(ResponseClaims {
            claimed: self.claimed,
            result,
        })
    }

    /// Locks a message until the signature of this envelope is verified.
    fn unverified<M>(&self, message: M) -> Result<Unverified<'a, M>, DecodeError> {
        Ok(Unverified {
            message,
            signed: self.signed(),
            signature: self.signature?,
        })
    }

    /// A reader of the text of the message.
    fn message_reader(&self, scratch: &'a mut [u8]) -> Reader<'a> {
        let name = self.claimed.message.as_str();
        let mut names = ENVELOPE.as_slice().iter();
        let name = names.find(|&known| known.as_str() == name);
        Reader::member(self.text, self.start, name, scratch)
    }

    /// Whether the value of `signature` can be a signature.
    pub(super) fn is_signed(&self) -> bool {
        self.signature
            .is_ok_and(|text| Signature::from_base64(text).is_ok())
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
            && matches!(error.kind(), DecodeErrorKind::WrongType { .. })
            && error.offset() < self.start
        {
            return Err(error);
        }
        if self.claimed.message == wanted {
            Ok(())
        } else {
            Err(wrong_message(self.claimed.message, self.start))
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

impl<'a> Unverified<'a, ResponseClaims<'a>> {
    /// The claims, verified or not.
    #[must_use]
    pub const fn claimed(&self) -> Claimed<'a> {
        self.message.claimed
    }
}

/// The members that are read, and the index of each in its list.
const ENVELOPE: Names = names!["request", "response", SIGNATURE];
const REQUEST_INDEX: usize = 0;
const RESPONSE_INDEX: usize = 1;
const MESSAGE: Names = names!["head", "body"];
const HEAD_INDEX: usize = 0;
/// The claims in both heads.
const HEAD: Names = names!["version", "function", "clientId", "reqMsgId"];
/// `signType` is an unknown member in the head of a response.
const REQUEST_HEAD: Names = names!["version", "function", "clientId", "reqMsgId", "signType"];
const SIGN_TYPE_INDEX: usize = 4;
const BODY: Names = names!["resultInfo"];
const RESULT_INFO: Names = names!["resultStatus", "resultCodeId", "resultCode", "resultMsg"];

/// The field of the error if both are absent.
const EITHER_MESSAGE: &str = "request or response";

/// What is done with the body of a response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyClaims {
    /// It is skipped: only its function says which of its names are read.
    Skip,
    /// Its `resultInfo` is read.
    ResultInfo,
}

/// The value of `request` or `response`, as far as it is read here.
struct ClaimedMessage<'a> {
    claimed: Claimed<'a>,
    result: ClaimedResult<'a>,
    /// Offset of its first byte.
    start: usize,
    /// The input up to its last byte.
    text: &'a str,
}

/// Reads an envelope, and, if it is asked for, the result that a response claims.
pub(super) fn read<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
    body: BodyClaims,
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
            let start = reader.next_value_offset();
            return Err(reader.error_at(DecodeErrorKind::TwoMessages, start));
        }
        message = Some(read_message(&mut reader, kind, body)?);
    }
    reader.finish()?;
    let message = members.require(message, EITHER_MESSAGE)?;
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
        first_byte => {
            let kind = DecodeErrorKind::WrongType {
                expected: JsonType::String,
                found: JsonType::of_value(first_byte),
            };
            let error = reader.error_at(kind, reader.offset());
            reader.skip_value().map(|()| Err(error))
        }
    }
}

/// Reads the value of `request` or `response`.
fn read_message<'a>(
    reader: &mut Reader<'a>,
    kind: MessageKind,
    body: BodyClaims,
) -> Result<ClaimedMessage<'a>, DecodeError> {
    let ((head, result), span) =
        reader.spanned(|reader| read_head_and_result(reader, kind, body))?;
    let [version, function, client_id, req_msg_id, sign_type] = head;
    let text = reader.text_so_far();
    Ok(ClaimedMessage {
        claimed: Claimed {
            message: kind,
            function,
            version,
            client_id,
            req_msg_id,
            sign_type,
        },
        result,
        start: text.len() - span.len(),
        text,
    })
}

/// Reads the head's members in the order of [`REQUEST_HEAD`], and the `resultInfo` of a response.
fn read_head_and_result<'a>(
    reader: &mut Reader<'a>,
    kind: MessageKind,
    body: BodyClaims,
) -> Result<([Option<&'a str>; 5], ClaimedResult<'a>), DecodeError> {
    let (mut head, mut result) = ([None; 5], ClaimedResult::default());
    let head_names = match kind {
        MessageKind::Request => REQUEST_HEAD,
        MessageKind::Response => HEAD,
    };
    if let Some(mut members) = object_or_skip(reader, MESSAGE)? {
        while let Some(index) = reader.next_member(&mut members)? {
            match (index, kind, body) {
                (HEAD_INDEX, ..) => head = read_head(reader, head_names)?,
                (_, MessageKind::Response, BodyClaims::ResultInfo) => {
                    result = read_result_info(reader)?;
                }
                // The body of a request has no result.
                _ => reader.skip_value()?,
            }
        }
    }
    Ok((head, result))
}

/// Reads the claims in a head.
fn read_head<'a>(
    reader: &mut Reader<'a>,
    names: Names,
) -> Result<[Option<&'a str>; 5], DecodeError> {
    read_members(reader, names, |reader, index| match index {
        SIGN_TYPE_INDEX => read_text(reader),
        _ => read_scalar(reader),
    })
}

/// Reads the `resultInfo` in the body of a response.
fn read_result_info<'a>(reader: &mut Reader<'a>) -> Result<ClaimedResult<'a>, DecodeError> {
    let mut result = ClaimedResult::default();
    if let Some(mut members) = object_or_skip(reader, BODY)? {
        while reader.next_member(&mut members)?.is_some() {
            let [result_status, result_code_id, result_code, result_msg] =
                read_members(reader, RESULT_INFO, |reader, _| read_text(reader))?;
            result = ClaimedResult {
                result_status,
                result_code_id,
                result_code,
                result_msg,
            };
        }
    }
    Ok(result)
}

/// Reads the members with these names, `N` at most; `None` for each that is absent.
fn read_members<'a, const N: usize>(
    reader: &mut Reader<'a>,
    names: Names,
    read: impl Fn(&mut Reader<'a>, usize) -> Result<Option<&'a str>, DecodeError>,
) -> Result<[Option<&'a str>; N], DecodeError> {
    let mut strings = [None; N];
    if let Some(mut members) = object_or_skip(reader, names)? {
        while let Some(index) = reader.next_member(&mut members)? {
            let string = read(reader, index)?;
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

/// Reads a value of any type as text; `None` for `null` and for an empty string.
fn read_text<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    let value = reader.raw_value()?;
    Ok(value
        .map(|value| value.text)
        .filter(|text| !text.is_empty()))
}

/// As [`read_text`], but also `None` for an array and for an object.
fn read_scalar<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    match reader.peek_value() {
        Some(b'[' | b'{') => reader.skip_value().map(|()| None),
        _ => read_text(reader),
    }
}
