//! Code that several targets use. It imports no target.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt::Debug;

use alipay_acquiring::function::Body;
use alipay_acquiring::json::{MAX_DEPTH, Reader};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, EncodeError, Lenient, Message, PayCancelRequest,
    PayCancelResponse, Timestamp, ValueError, Violation,
    function::Head,
    signature::{InvalidSignature, Signature, Signer, SigningBytes, Verifier},
};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::differences;

// JSON

/// White space between tokens: RFC 8259, section 2.
pub(crate) const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The input, and what serde_json reads from it.
pub(crate) struct Peer<'a> {
    pub(crate) input: &'a [u8],
    pub(crate) json: Result<Value, serde_json::Error>,
}

impl<'a> Peer<'a> {
    pub(crate) fn read(input: &'a [u8]) -> Self {
        let json = serde_json::from_slice(input);
        Self { input, json }
    }

    /// The verdict of `serde_json::Value`. For a number out of range, which is a known difference,
    /// it is that of `IgnoredAny`, which has no range of numbers, but accepts bad UTF-8 and lone
    /// surrogates.
    fn is_json(&self) -> Verdict {
        match &self.json {
            Ok(_) => Verdict::Json,
            Err(error) if differences::is_number_out_of_range(error) => {
                match serde_json::from_slice::<IgnoredAny>(self.input) {
                    Ok(_) => Verdict::PerhapsBadText,
                    Err(_) => Verdict::NoJson,
                }
            }
            Err(_) => Verdict::NoJson,
        }
    }

    /// Checks a result of the crate: an accepted input is JSON, and one that is refused as invalid
    /// JSON is not.
    pub(crate) fn judge<T>(&self, result: Result<T, DecodeError>) -> Result<T, DecodeError> {
        use DecodeErrorKind as Kind;

        let (verdict, input) = (self.is_json(), self.input);
        let Err(error) = &result else {
            assert_ne!(verdict, Verdict::NoJson, "accepted: {:?}", self.json);
            assert!(!differences::is_too_deep(depth(input).0));
            return result;
        };
        assert!(error.offset() <= input.len(), "{error}");
        match error.kind() {
            Kind::InvalidUtf8 | Kind::LoneSurrogate => assert_ne!(verdict, Verdict::Json),
            Kind::UnexpectedEnd
            | Kind::UnexpectedByte
            | Kind::ControlCharacter
            | Kind::InvalidEscape
            | Kind::TrailingBytes => assert_eq!(verdict, Verdict::NoJson, "{error}"),
            // These two can be JSON of another type than an object.
            Kind::ChunkSize | Kind::EncodedTwice => {}
            Kind::EmptyDocument
            | Kind::Markup
            | Kind::HttpHeader
            | Kind::Gzip
            | Kind::Zstd
            | Kind::Utf16
            | Kind::ByteOrderMark
            | Kind::ErasedFlash
            | Kind::NulBytes => assert_ne!(verdict, Verdict::Json, "{error}"),
            Kind::TooDeep => {
                let (before, behind) = input.split_at(error.offset());
                assert_eq!(depth(before).1, MAX_DEPTH);
                assert!(matches!(behind[0], b'{' | b'['));
            }
            Kind::Unread => panic!("the crate left a value unread"),
            Kind::ScratchTooSmall { .. } => {
                panic!("scratch of the length of the input is always enough")
            }
            _ => {}
        }
        result
    }

    /// The input without white space around it, if the crate's reader must accept it.
    pub(crate) fn acceptable(&self) -> Option<&'a str> {
        let text = std::str::from_utf8(self.input).ok()?;
        let accepted = match self.is_json() {
            Verdict::Json => !differences::is_too_deep(depth(self.input).0),
            Verdict::PerhapsBadText => read_raw(self.input).is_ok(),
            Verdict::NoJson => false,
        };
        accepted.then(|| text.trim_matches(WHITE_SPACE))
    }

    /// The value at a pointer (RFC 6901), or `Null` if there is none. `None` if serde_json refused
    /// the input.
    pub(crate) fn value(&self, pointer: &str) -> Option<&Value> {
        let json = self.json.as_ref().ok()?;
        Some(json.pointer(pointer).unwrap_or(&Value::Null))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Json,
    /// JSON, except that its strings were not checked for UTF-8 and lone surrogates.
    PerhapsBadText,
    NoJson,
}

/// Skips over the whole document with the crate's reader, and returns its raw text.
pub(crate) fn read_raw(input: &[u8]) -> Result<&str, DecodeError> {
    let mut reader = Reader::new(input, &mut [])?;
    let ((), raw) = reader.spanned(Reader::skip_value)?;
    reader.finish()?;
    Ok(raw)
}

/// The braces, brackets, colons and commas outside of strings, each with its offset. The text must
/// be valid JSON or a prefix of valid JSON.
pub(crate) fn structure(text: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let (mut in_string, mut escaped) = (false, false);
    text.iter().copied().enumerate().filter(move |&(_, byte)| {
        let plain = !in_string;
        in_string ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && in_string && !escaped;
        plain && matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',')
    })
}

/// The maximum depth of the text, and the depth at its end.
pub(crate) fn depth(text: &[u8]) -> (u32, u32) {
    let (mut most, mut depth) = (0, 0_u32);
    for (_, byte) in structure(text) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        most = most.max(depth);
    }
    (most, depth)
}

/// The members of an object that is valid JSON: the name, and the raw text of the value.
pub(crate) fn members(object: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let (mut depth, mut start, mut colon) = (0, 0, None);
    structure(object.as_bytes()).filter_map(move |(at, byte)| {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        match (byte, depth) {
            (b'{', 1) => start = at + 1,
            (b':', 1) => colon = Some(at),
            (b',', 1) | (b'}', 0) => {
                let colon = colon.take()?;
                let name = object[start..colon].trim_matches(WHITE_SPACE);
                let value = object[colon + 1..at].trim_matches(WHITE_SPACE);
                start = at + 1;
                return Some((unescape(name), value));
            }
            _ => {}
        }
        None
    })
}

/// The content of a JSON string. `string` includes the quotes.
pub(crate) fn unescape(string: &str) -> Cow<'_, str> {
    if string.contains('\\') {
        Cow::Owned(serde_json::from_str(string).expect("a valid string"))
    } else {
        Cow::Borrowed(&string[1..string.len() - 1])
    }
}

// Signatures

/// A key for exactly one pair of bytes and signature.
pub(crate) struct Only<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) signature: &'a Signature,
}

impl Verifier for Only<'_> {
    fn verify(&self, bytes: SigningBytes<'_>, by: &Signature) -> Result<(), InvalidSignature> {
        match bytes.as_bytes() == self.bytes && by == self.signature {
            true => Ok(()),
            false => Err(InvalidSignature),
        }
    }
}

impl Signer for Only<'_> {
    type Error = Infallible;

    fn signature_len(&self) -> usize {
        self.signature.as_bytes().len()
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, Infallible> {
        assert_eq!(bytes.as_bytes(), self.bytes);
        Ok(*self.signature)
    }
}

// Messages

/// The value that is read back after writing: times lose their fractions.
pub(crate) trait WholeSeconds {
    fn in_whole_seconds(&self) -> Self;
}

impl WholeSeconds for Timestamp {
    fn in_whole_seconds(&self) -> Self {
        self.with_nanosecond(0).unwrap()
    }
}

impl<T: WholeSeconds + Copy> WholeSeconds for Option<Lenient<'_, T>> {
    fn in_whole_seconds(&self) -> Self {
        match self {
            Some(Lenient::Valid(time)) => Some(Lenient::Valid(time.in_whole_seconds())),
            other => *other,
        }
    }
}

impl WholeSeconds for PayCancelRequest<'_> {
    fn in_whole_seconds(&self) -> Self {
        let mut message = *self;
        message.head.req_time = self.head.req_time.in_whole_seconds();
        message
    }
}

impl WholeSeconds for PayCancelResponse<'_> {
    fn in_whole_seconds(&self) -> Self {
        let mut message = *self;
        message.head.resp_time = self.head.resp_time.in_whole_seconds();
        message.body.cancel_time = self.body.cancel_time.in_whole_seconds();
        message
    }
}

/// An envelope, and its signed bytes.
pub(crate) struct Written {
    pub(crate) envelope: Vec<u8>,
    pub(crate) signed: Vec<u8>,
}

/// Writes a message into a buffer of exactly the needed length. `None` if it cannot be written:
/// it has violations, or it is from a peer and has an id that the reader accepts and the writer refuses.
pub(crate) fn write<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    message: &Message<H, B>,
    signature: &Signature,
) -> Option<Written> {
    let signature_len = signature.as_bytes().len();
    let len = message.encoded_len(signature_len);
    let mut buffer = vec![0; len];

    if let Some(violation) = message.violations().next() {
        let refused = message.draft(&mut buffer, signature_len).err();
        assert_eq!(refused, Some(EncodeError::Violation(violation)));
        assert!(
            buffer.iter().all(|&byte| byte == 0),
            "a message with violations must not be written"
        );
        return None;
    }
    let refused = message.draft(&mut buffer, signature_len).err();
    if let Some(EncodeError::Violation(Violation::Value { error, .. })) = refused {
        use ValueError::{ControlCharacterInId, WhiteSpaceAroundId};
        assert!(
            matches!(error, ControlCharacterInId | WhiteSpaceAroundId),
            "{error}"
        );
        return None;
    }
    assert!(len <= Message::<H, B>::MAX_LEN);
    let refused = message.draft(&mut buffer[1..], signature_len).err();
    assert_eq!(refused, Some(EncodeError::BufferTooSmall { needed: len }));
    let draft = message.draft(&mut buffer, signature_len).unwrap();
    let signed = draft.signing_bytes().as_bytes().to_vec();
    assert_eq!(draft.finish(signature).unwrap().len(), len);
    Some(Written {
        envelope: buffer,
        signed,
    })
}

/// Reads a written message back, and writes it again.
pub(crate) fn read_back<'a, H, B>(
    message: &Message<H, B>,
    signature: &Signature,
    written: &'a Written,
    scratch: &'a mut [u8],
) where
    H: Head<'a>,
    B: Body<'a, Head = H>,
    Message<H, B>: WholeSeconds + PartialEq + Debug,
{
    let key = Only {
        bytes: &written.signed,
        signature,
    };
    let read =
        Message::<H, B>::decode(&written.envelope, scratch).expect("a written message can be read");
    let read = read.verify(&key).expect("the span is the signed bytes");
    assert_eq!(*read, message.in_whole_seconds());
    let mut again = vec![0; written.envelope.len()];
    assert_eq!(read.sign(&mut again, &key).unwrap(), written.envelope);
}
