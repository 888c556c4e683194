//! A response without a signature, read so that staff can see it.

use core::fmt;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::Reader;
use crate::message::claimed::{Claimed, ClaimedResult};
use crate::message::envelope::{self, BodyClaims};
use crate::values::message_kind::MessageKind;

/// What an unsigned response claims. The platform sends such a response when it refuses a request
/// early: wrong key, wrong signature, unknown client.
///
/// Anyone can write such a text. It says nothing about the transaction and cannot become an
/// [`Outcome`](crate::Outcome): the outcome is unknown. Show its claims to staff, because a wrong key
/// may never be reported in any other way.
///
/// ```
/// use alipay_acquiring::UnsignedFailure;
///
/// let bytes = br#"{"response":{"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}},"signature":"none"}"#;
/// let failure = UnsignedFailure::decode(bytes, &mut [])?;
/// assert_eq!(failure.result.result_code, Some("KEY_NO_FOUND"));
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct UnsignedFailure<'a> {
    /// What its head claims.
    pub claimed: Claimed<'a>,
    /// What its `resultInfo` claims.
    pub result: ClaimedResult<'a>,
    /// Whether `resultMsg` is present but cannot be read, because it is not UTF-8, perhaps GBK. Then
    /// `result.result_msg` is `None`.
    pub result_msg_is_unreadable: bool,
}

impl<'a> UnsignedFailure<'a> {
    /// Reads a response without a signature: `signature` is absent, not a string, or a text that cannot
    /// be a signature, because it is not canonical base64 of 256 to 512 bytes. Published samples have
    /// `"no signature"`, for example.
    ///
    /// Strings with escapes are unescaped into `scratch`. A scratch buffer as long as the input is
    /// enough if the input is UTF-8.
    ///
    /// If the input is not UTF-8, the members that are ASCII can still be read, and
    /// [`result_msg_is_unreadable`](Self::result_msg_is_unreadable) says whether `resultMsg` is one of
    /// the others, which are `None`. This needs a scratch buffer of twice the length of the input. The
    /// bytes of such a text are taken for GBK or, if the text is not JSON then, for an encoding with one
    /// byte for each character.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Signed`] if it has a signature, [`DecodeErrorKind::WrongMessage`] for a
    /// request, the errors of [`Envelope::decode`](crate::Envelope::decode), and
    /// [`DecodeErrorKind::Duplicate`] if a name of the result occurs twice.
    pub fn decode(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        match core::str::from_utf8(input) {
            Ok(_) => Self::decode_utf8(input, scratch),
            Err(_) => Self::decode_ascii(input, scratch),
        }
    }

    fn decode_utf8(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let (envelope, result) = envelope::read(input, scratch, BodyClaims::ResultInfo)?;
        let claimed = envelope.claimed();
        let error = |kind| DecodeError::new(kind, 0, None);
        match (claimed.message, envelope.is_signed()) {
            (found @ MessageKind::Request, _) => {
                Err(error(DecodeErrorKind::WrongMessage { found }))
            }
            (MessageKind::Response, true) => Err(error(DecodeErrorKind::Signed)),
            (MessageKind::Response, false) => Ok(Self {
                claimed,
                result,
                result_msg_is_unreadable: false,
            }),
        }
    }

    /// Reads a text that is not UTF-8, from a copy without the characters that are not ASCII.
    fn decode_ascii(input: &'a [u8], scratch: &'a mut [u8]) -> Result<Self, DecodeError> {
        let not_utf8 = Reader::new(input, &mut []).err();
        if let Some(error) = not_utf8
            && !matches!(
                error.kind(),
                DecodeErrorKind::InvalidUtf8 | DecodeErrorKind::UnexpectedEnd
            )
        {
            return Err(error); // It says what the input is, and that is no text.
        }
        // One half for the copy, one for what is unescaped from it.
        let enough = input.len().saturating_mul(2);
        let too_small = DecodeError::new(DecodeErrorKind::ScratchTooSmall { enough }, 0, None);
        let (copy, scratch) = scratch.split_at_mut_checked(input.len()).ok_or(too_small)?;
        copy_ascii(input, copy, len_in_gbk);
        if !is_json(copy) {
            copy_ascii(input, copy, |_| 1);
            if !is_json(copy) {
                return Err(not_utf8.unwrap_or(too_small));
            }
        }
        let failure = Self::decode_utf8(copy, scratch).map_err(|error| match error.kind() {
            DecodeErrorKind::ScratchTooSmall { .. } => {
                DecodeError::new(too_small.kind(), error.offset(), error.field())
            }
            _ => error,
        })?;
        let readable = |text: Option<&'a str>| text.filter(|text| !text.contains(UNREADABLE));
        let (claimed, result) = (failure.claimed, failure.result);
        Ok(Self {
            claimed: Claimed {
                message: claimed.message,
                function: readable(claimed.function),
                version: readable(claimed.version),
                client_id: readable(claimed.client_id),
                req_msg_id: readable(claimed.req_msg_id),
                sign_type: readable(claimed.sign_type),
            },
            result: ClaimedResult {
                result_status: readable(result.result_status),
                result_code_id: readable(result.result_code_id),
                result_code: readable(result.result_code),
                result_msg: readable(result.result_msg),
            },
            result_msg_is_unreadable: result.result_msg != readable(result.result_msg),
        })
    }
}

/// Stands in the copy for each byte of a character that is not ASCII: DEL, which no code contains.
const UNREADABLE: char = '\u{7f}';

/// Copies `text` to `copy`, which has the same length. `len` gives the length of the character at the
/// start of a text that does not begin with an ASCII character.
fn copy_ascii(text: &[u8], copy: &mut [u8], len: fn(&[u8]) -> usize) {
    let (mut text, mut copy) = (text, copy.iter_mut());
    while let Some((&byte, rest)) = text.split_first() {
        let (character, len) = match byte.is_ascii() {
            true => (byte, 1),
            false => (UNREADABLE as u8, len(text)),
        };
        copy.by_ref().take(len).for_each(|byte| *byte = character);
        text = text.get(len..).unwrap_or(rest);
    }
}

/// The length of a character of GBK that is not ASCII. Its second byte may be an ASCII byte, for
/// example a backslash, but never a quote or a digit.
fn len_in_gbk(text: &[u8]) -> usize {
    match text {
        [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, ..] => 2,
        _ => 1,
    }
}

fn is_json(text: &[u8]) -> bool {
    let Ok(mut reader) = Reader::new(text, &mut []) else {
        return false;
    };
    reader.skip_value().is_ok() && reader.finish().is_ok()
}

/// Shows `resultCode` and `resultMsg`, marked as unsigned.
impl fmt::Display for UnsignedFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unsigned, so only claimed: ")?;
        match self.result_msg_is_unreadable {
            true => write!(
                f,
                "\"{}\" (resultMsg is not UTF-8, perhaps GBK)",
                self.result.shown_code()
            ),
            false => self.result.fmt(f),
        }
    }
}
