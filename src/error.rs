//! Errors in the peer's bytes, and in single values. Errors of higher layers are defined where they occur:
//! `EncodeError` and `SignError` in `message/encode.rs`, `Mismatch` in `message/outcome.rs`, `Violation` in
//! `values/violation.rs`, `InvalidSignature` and `KeyError` in `signature`.

use core::error::Error;
use core::fmt;

use crate::json::json_type::JsonType;
use crate::values::message_kind::MessageKind;
use crate::values::time_error::TimeError;

/// The peer's bytes were refused. The error says what is wrong, at which offset, and in which field.
///
/// No value of a refused message can be read. A gateway that has to answer such a message reads its
/// claims through [`Envelope`](crate::Envelope).
///
/// ```
/// use alipay_acquiring::{DecodeErrorKind, PayCancelRequest, json::JsonType};
///
/// let error = PayCancelRequest::decode(br#"{"request":{"head":7}}"#, &mut []).unwrap_err();
/// assert_eq!(
///     error.kind(),
///     DecodeErrorKind::WrongType { expected: JsonType::Object, found: JsonType::Number },
/// );
/// assert_eq!(error.offset(), 19); // that of the 7
/// assert_eq!(error.field(), Some("head"));
/// assert_eq!(error.to_string(), "head at byte 19: expected an object, found a number");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    field: Option<&'static str>,
}

impl DecodeError {
    pub(crate) const fn new(
        kind: DecodeErrorKind,
        offset: usize,
        field: Option<&'static str>,
    ) -> Self {
        Self {
            kind,
            offset,
            field,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where it is wrong, in bytes from the start of the input; at most the length of the input.
    ///
    /// For a value of the wrong type or content this is the first byte of the value. For a missing
    /// member it is the opening brace of the object that lacks the member. If the message has
    /// `null` instead of that object, it is the first byte of the `null`.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The member that was being read, by its name in the specification. `None` outside of all
    /// members. If the error is inside an unknown member, this is the nearest known member around
    /// it. If one of two members is required and both are absent, this is
    /// `acquirementId or merchantTransId`, or `request or response`.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        self.field
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The place comes first: the texts end with what to do.
        if let Some(field) = self.field {
            write!(f, "{field} ")?;
        }
        write!(f, "at byte {}: {}", self.offset, self.kind)
    }
}

impl Error for DecodeError {}

/// The kinds of [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The input is not UTF-8 (RFC 8259, section 8.1). Some platforms send GBK. Such a text is refused
    /// even if its signature would hold; only an [`UnsignedFailure`](crate::UnsignedFailure) reads it.
    InvalidUtf8,
    /// The input ends in the middle of the document. Perhaps it was truncated.
    UnexpectedEnd,
    /// A byte that JSON does not allow here (RFC 8259), for example a single quote.
    UnexpectedByte,
    /// A string contains an unescaped control character, U+0000 to U+001F.
    ControlCharacter,
    /// A backslash begins no escape of RFC 8259, section 7.
    InvalidEscape,
    /// An escaped surrogate without its partner. RFC 8259 allows it, but no `str` can contain it.
    LoneSurrogate,
    /// No bytes, or only white space. For a response this means that there was no answer.
    EmptyDocument,
    /// HTML or XML: the first character is `<`.
    Markup,
    /// The header of an HTTP message: the text begins with `HTTP/`.
    HttpHeader,
    /// A chunk size of HTTP (RFC 9112, section 7.1): hexadecimal digits and a line end.
    ChunkSize,
    /// Data in the gzip format (RFC 1952).
    Gzip,
    /// Data in the Zstandard format (RFC 8878).
    Zstd,
    /// UTF-16, with or without a byte order mark.
    Utf16,
    /// UTF-8 that begins with a byte order mark.
    ByteOrderMark,
    /// A JSON string that contains a JSON object, where an object was expected.
    EncodedTwice,
    /// Nothing but bytes FF from the offset of the error to the end, as in erased flash memory.
    ErasedFlash,
    /// Nothing but NUL bytes from the offset of the error to the end.
    NulBytes,
    /// Objects and arrays are nested deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH).
    TooDeep,
    /// Something other than white space follows the document.
    TrailingBytes,
    /// A name that the codec reads occurs twice in its object. Names are compared after unescaping.
    Duplicate,
    /// A required member is absent: missing, `null`, or an empty string where text is required.
    Missing,
    /// The JSON type of the value is not the one in the specification.
    WrongType {
        /// The type in the specification.
        expected: JsonType,
        /// The type of the value.
        found: JsonType,
    },
    /// A value of the right type that breaks the rule of its field.
    Value(ValueError),
    /// JSON that a serde type does not accept: only from `Reader::deserialize`, of the feature `serde`.
    Refused,
    /// The envelope has a `request` but a `response` was expected, or the reverse. Perhaps it also has the
    /// expected message.
    WrongMessage {
        /// What the envelope has.
        found: MessageKind,
    },
    /// The envelope has both a `request` and a `response`: only where none of them is expected, as in
    /// [`Envelope::decode`](crate::Envelope::decode).
    TwoMessages,
    /// The signature is absent, `null` or empty. For a response see
    /// [`UnsignedFailure`](crate::UnsignedFailure).
    Unsigned,
    /// The envelope has a signature, so it cannot be read as an
    /// [`UnsignedFailure`](crate::UnsignedFailure).
    Signed,
    /// The caller of [`json::Reader`](crate::json::Reader) did not read a value, or an object to its end,
    /// before it went on. This is a bug of the caller, not a fault of the input.
    Unread,
    /// The scratch buffer is too small for the unescaped strings.
    ScratchTooSmall {
        /// A length that is enough, in bytes.
        enough: usize,
    },
}

impl DecodeErrorKind {
    /// A stable code for logs, metrics and alarms, such as `unexpected-byte`: the name of the variant in
    /// lower case, with hyphens; for `Value` the code of the [`ValueError`]. It never changes its
    /// meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidUtf8 => "invalid-utf8",
            Self::UnexpectedEnd => "unexpected-end",
            Self::UnexpectedByte => "unexpected-byte",
            Self::ControlCharacter => "control-character",
            Self::InvalidEscape => "invalid-escape",
            Self::LoneSurrogate => "lone-surrogate",
            Self::EmptyDocument => "empty-document",
            Self::Markup => "markup",
            Self::HttpHeader => "http-header",
            Self::ChunkSize => "chunk-size",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Utf16 => "utf-16",
            Self::ByteOrderMark => "byte-order-mark",
            Self::EncodedTwice => "encoded-twice",
            Self::ErasedFlash => "erased-flash",
            Self::NulBytes => "nul-bytes",
            Self::TooDeep => "too-deep",
            Self::TrailingBytes => "trailing-bytes",
            Self::Duplicate => "duplicate",
            Self::Missing => "missing",
            Self::WrongType { .. } => "wrong-type",
            Self::Value(error) => error.code(),
            Self::Refused => "refused",
            Self::WrongMessage { .. } => "wrong-message",
            Self::TwoMessages => "two-messages",
            Self::Unsigned => "unsigned",
            Self::Signed => "signed",
            Self::Unread => "unread",
            Self::ScratchTooSmall { .. } => "scratch-too-small",
        }
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidUtf8 => "not UTF-8, perhaps GBK",
            Self::UnexpectedEnd => "the input ends too early",
            Self::UnexpectedByte => "a byte that JSON does not allow here",
            Self::ControlCharacter => "control character in a string",
            Self::InvalidEscape => "invalid escape in a string",
            Self::LoneSurrogate => "lone surrogate in a string",
            Self::EmptyDocument => "expected JSON, found no text: there was no answer",
            Self::Markup => {
                "expected JSON, found HTML or XML; check the URL and the proxy"
            }
            Self::HttpHeader => "expected JSON, found an HTTP header; decode only the body",
            Self::ChunkSize => {
                "expected JSON, found a chunk size of HTTP; remove the chunked transfer coding first"
            }
            Self::Gzip => {
                "expected JSON, found gzip; decompress it, or do not send `Accept-Encoding`"
            }
            Self::Zstd => {
                "expected JSON, found zstd; decompress it, or do not send `Accept-Encoding`"
            }
            Self::Utf16 => {
                "expected UTF-8, found UTF-16; pass the bytes as they were received, without conversion"
            }
            Self::ByteOrderMark => {
                "expected JSON, found a byte order mark; remove the first three bytes"
            }
            Self::EncodedTwice => {
                "expected a JSON object, found a JSON string that contains JSON; decode the string first"
            }
            Self::ErasedFlash => {
                "expected JSON, found erased flash (bytes FF) to the end; pass only what was stored"
            }
            Self::NulBytes => {
                "expected JSON, found NUL bytes to the end; pass only what was received"
            }
            Self::TooDeep => "more than 32 levels of objects and arrays",
            Self::TrailingBytes => "data after the end of the document",
            Self::Duplicate => "occurs twice in its object",
            Self::Missing => "required, but absent",
            Self::WrongType { expected, found } => {
                return write!(f, "expected {expected}, found {found}");
            }
            Self::Value(error) => return error.fmt(f),
            Self::Refused => "the type of this member does not accept this value",
            Self::WrongMessage { found } => match found {
                MessageKind::Request => "expected a response, found a request",
                MessageKind::Response => "expected a request, found a response",
            },
            Self::TwoMessages => "a second message: an envelope has either a request or a response",
            Self::Unsigned => "the envelope is not signed",
            Self::Signed => "the envelope has a signature",
            Self::Unread => "a value before this was not read",
            Self::ScratchTooSmall { enough } => {
                return write!(f, "the scratch buffer is too small: {enough} bytes are enough");
            }
        })
    }
}

/// A value that its field does not allow, found while decoding or while building a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ValueError {
    /// A text is empty, but its field requires text.
    Empty,
    /// A text has more characters (Unicode scalar values) than `max`.
    TooLong {
        /// The length of the field in the specification, in characters.
        max: usize,
        /// The length of the text, in characters.
        found: usize,
    },
    /// Only from the writer and from [`Text::check_id`](crate::Text::check_id): an id contains a control
    /// character (Unicode category Cc). Other systems may remove it, and then the id names nothing, or
    /// something else.
    ControlCharacterInId,
    /// Only from the writer and from [`Text::check_id`](crate::Text::check_id): an id begins or ends with
    /// white space. Other systems may remove it, and then the id names nothing, or something else.
    WhiteSpaceAroundId,
    /// Not a date and time of RFC 3339, section 5.6.
    Timestamp(TimeError),
    /// Not eight decimal digits.
    ResultCodeId,
    /// A number that its member does not allow. This crate does not return it; it is for the functions of
    /// other crates.
    Number,
    /// Not one of the fixed texts that this field allows: `function`, `version`, `signType`,
    /// `resultStatus`, `resultCode`.
    Unsupported {
        /// The text that is allowed, or what the texts are, such as `S, F or U`.
        expected: &'static str,
    },
    /// A signature of fewer than 256 bytes (RSA-2048) or more than 512 (RSA-4096), or a number that is
    /// longer than the modulus.
    SignatureLength,
}

impl ValueError {
    /// A stable code for logs, metrics and alarms, such as `too-long`: the name of the variant in lower
    /// case, with hyphens. It never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too-long",
            Self::ControlCharacterInId => "control-character-in-id",
            Self::WhiteSpaceAroundId => "white-space-around-id",
            Self::Timestamp(_) => "timestamp",
            Self::ResultCodeId => "result-code-id",
            Self::Number => "number",
            Self::Unsupported { .. } => "unsupported",
            Self::SignatureLength => "signature-length",
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty text"),
            Self::TooLong { max, found } => write!(f, "longer than {max} characters ({found})"),
            Self::ControlCharacterInId => {
                f.write_str("a control character, which an id must not contain")
            }
            Self::WhiteSpaceAroundId => f.write_str("white space at the start or the end of an id"),
            Self::Timestamp(error) => error.fmt(f),
            Self::ResultCodeId => f.write_str("not eight digits"),
            Self::Number => f.write_str("a number that is not allowed here"),
            Self::Unsupported { expected } => write!(f, "expected {expected}"),
            Self::SignatureLength => f.write_str(
                "a signature must have 256 to 512 bytes and not be longer than the modulus; \
                 `Signature::from_be_number` corrects leading zeros",
            ),
        }
    }
}

impl Error for ValueError {}

impl ValueError {
    /// The same error with the field that the value was for.
    #[must_use]
    pub const fn in_field(self, field: &'static str) -> FieldError {
        FieldError { field, error: self }
    }
}

/// A value that its field does not allow, found while a message is built.
///
/// ```
/// use alipay_acquiring::{RequestHead, Timestamp};
///
/// let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
/// let error = RequestHead::try_new("211xxxxxxxxxxxxxxx044", time, "").unwrap_err();
/// assert_eq!(error.to_string(), "reqMsgId: empty text");
/// # Ok::<(), alipay_acquiring::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[expect(clippy::exhaustive_structs, reason = "it is a pair")]
pub struct FieldError {
    /// The member, by the specification's name.
    pub field: &'static str,
    /// The rule that the value breaks.
    pub error: ValueError,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.error)
    }
}

impl Error for FieldError {}
