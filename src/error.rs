//! What can go wrong, by whose fault it is.

use core::error::Error;
use core::fmt;

/// The peer's bytes were refused: what is wrong, where, and in which field.
///
/// Nothing of a refused message is handed out. [`Envelope`](crate::Envelope) tells what such a
/// message says of itself, for whoever has to answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where it is: bytes from the start of the input, at most its length.
    ///
    /// For a value of the wrong type or content this is the first byte of the value; for a member
    /// that is missing, the opening brace of the object that lacks it, or the `null` that stands
    /// where an object is required.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The member being read, by the specification's name, where there is one. Inside a member
    /// that the codec does not know, the nearest member around it that it does know.
    pub const fn field(&self) -> Option<&'static str> {
        self.field
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl Error for DecodeError {}

/// The kinds of [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The input is not UTF-8 (RFC 8259, section 8.1).
    InvalidUtf8,
    /// The input ends in the middle of the document: it may have been cut off.
    UnexpectedEnd,
    /// A byte that may not stand here in JSON (RFC 8259); a byte order mark is one.
    UnexpectedByte,
    /// A control character, U+0000 to U+001F, stands unescaped in a string.
    ControlCharacter,
    /// A backslash is followed by no escape of RFC 8259, section 7.
    InvalidEscape,
    /// An escaped surrogate without its partner. RFC 8259 lets it pass; no `str` can hold it.
    LoneSurrogate,
    /// Objects and arrays are nested deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH).
    TooDeep,
    /// Something other than white space follows the document.
    TrailingBytes,
    /// A name that the codec reads stands twice in its object, compared after unescaping.
    Duplicate,
    /// A required member is absent: left out, `null`, or an empty string where text is required.
    Missing,
    /// A JSON value of another type than the specification gives.
    WrongType,
    /// A value of the right type that breaks the rule of its field.
    Value(ValueError),
    /// JSON that the serde type it was read as does not take, by `Reader::deserialize` of the feature
    /// `serde`.
    Refused,
    /// A `request` member where a `response` was to be read, or the other way round; also both in
    /// one envelope.
    WrongMessage,
    /// The signature is absent, `null` or empty. For a response see
    /// [`UnsignedFailure`](crate::UnsignedFailure).
    Unsigned,
    /// The envelope bears a signature, though it was to be read as an
    /// [`UnsignedFailure`](crate::UnsignedFailure).
    Signed,
    /// A value, or the rest of an object, was not read before what follows it: a fault of whoever
    /// reads through [`json::Reader`](crate::json::Reader), never of the input.
    Unread,
    /// The scratch buffer is too small for the unescaped strings. As many bytes as the input has
    /// always suffice.
    ScratchTooSmall,
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidUtf8 => "not UTF-8",
            Self::UnexpectedEnd => "the input ends too early",
            Self::UnexpectedByte => "not JSON",
            Self::ControlCharacter => "control character in a string",
            Self::InvalidEscape => "invalid escape in a string",
            Self::LoneSurrogate => "lone surrogate in a string",
            Self::TooDeep => "nested too deeply",
            Self::TrailingBytes => "something follows the document",
            Self::Duplicate => "stands twice in its object",
            Self::Missing => "required, but absent",
            Self::WrongType => "wrong JSON type",
            Self::Value(error) => return error.fmt(f),
            Self::Refused => "not what this member holds",
            Self::WrongMessage => "not the message that was to be read, or one too many",
            Self::Unsigned => "the envelope is not signed",
            Self::Signed => "the envelope bears a signature",
            Self::Unread => "something before this was left unread",
            Self::ScratchTooSmall => "the scratch buffer is too small",
        })
    }
}

/// A value that a field cannot hold, met while decoding or while building a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ValueError {
    /// Text that may not be empty is empty.
    Empty,
    /// Text has more characters (Unicode scalar values) than `max`.
    TooLong {
        /// The length of the field in the specification, in characters.
        max: usize,
    },
    /// Not a date and time of RFC 3339, section 5.6.
    Timestamp,
    /// Not eight decimal digits.
    ResultCodeId,
    /// Not the fixed text, or none of the fixed texts, that this field may hold: `function`,
    /// `version`, `signType`, `resultStatus`.
    Unsupported,
    /// A signature of fewer than 256 bytes (RSA-2048) or more than 512 (RSA-4096).
    SignatureLength,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty text"),
            Self::TooLong { max } => write!(f, "longer than {max} characters"),
            Self::Timestamp => f.write_str("not an RFC 3339 date and time"),
            Self::ResultCodeId => f.write_str("not eight digits"),
            Self::Unsupported => f.write_str("a text that is not supported here"),
            Self::SignatureLength => f.write_str("signature not of 256 to 512 bytes"),
        }
    }
}

impl Error for ValueError {}

/// The caller's message or buffer does not allow an envelope to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeError {
    /// The buffer is too small. What it holds is of no use.
    BufferTooSmall {
        /// The length that is needed, in bytes: of the whole envelope, or of the text of a
        /// `reserve`.
        needed: usize,
    },
    /// The message breaks a rule between its members; it would be refused by its receiver.
    Violation(Violation),
    /// A serde type gives an error of its own, or holds what JSON cannot: a float that is not
    /// finite, or a name that is no string.
    NotJson,
    /// A text is longer than its place allows: that of a body, in bytes, than its
    /// [`MAX_LEN`](crate::api::Body::MAX_LEN); or that of a `reserve`, in characters.
    TooLong {
        /// The longest that is allowed.
        max: usize,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
            Self::Violation(violation) => violation.fmt(f),
            Self::NotJson => f.write_str("a value cannot be written as JSON"),
            Self::TooLong { max } => write!(f, "longer than the {max} that are allowed"),
        }
    }
}

impl Error for EncodeError {}

/// An envelope could not be written and signed in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SignError<E> {
    /// The message or the buffer is at fault.
    Encode(EncodeError),
    /// The signer's own error, unchanged.
    Signer(E),
}

impl<E> From<EncodeError> for SignError<E> {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl<E: fmt::Display> fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::Signer(error) => write!(f, "the signer failed: {error}"),
        }
    }
}

impl<E: Error + 'static> Error for SignError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::Signer(error) => Some(error),
        }
    }
}

/// The signature does not hold over the signing bytes with this key. No detail is given, since
/// none can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InvalidSignature;

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not hold")
    }
}

impl Error for InvalidSignature {}

/// An authentic response that answers another request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Mismatch {
    field: &'static str,
}

impl Mismatch {
    pub(crate) const fn new(field: &'static str) -> Self {
        Self { field }
    }

    /// The first member of the head that differs: `clientId` or `reqMsgId`.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer to another request: {} differs", self.field)
    }
}

impl Error for Mismatch {}

/// A rule between members that a message breaks.
///
/// A message with violations can be read, and each is listed by
/// [`Message::violations`](crate::Message::violations); none is ever written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Violation {
    /// A member that is required here is absent.
    Missing {
        /// The member, by the specification's name.
        field: &'static str,
    },
    /// `resultCode`, `resultCodeId` and `resultStatus` do not belong together.
    Result(Contradiction),
    /// Only in an [`Answer`](crate::Answer): the request named the transaction by both ids, and
    /// the answer to it gives the preferred one right but this one different.
    Differs {
        /// The member, by the specification's name.
        field: &'static str,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "{field}: required here, but absent"),
            Self::Result(contradiction) => contradiction.fmt(f),
            Self::Differs { field } => write!(f, "{field}: not the one that was sent"),
        }
    }
}

impl Error for Violation {}

/// How a `resultCode` / `resultCodeId` / `resultStatus` triple contradicts the function's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Contradiction {
    /// The `resultCode` is listed with another `resultCodeId`.
    CodeWithOtherId,
    /// The `resultCodeId` is listed with another `resultCode`.
    IdWithOtherCode,
    /// The code and the id belong together, but are listed with another `resultStatus`.
    OtherStatus,
    /// `resultStatus` is `S`, and neither the code nor the id is listed.
    UnlistedSuccess,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeWithOtherId => "resultCode: listed with another resultCodeId",
            Self::IdWithOtherCode => "resultCodeId: listed with another resultCode",
            Self::OtherStatus => "resultStatus: this resultCode is listed with another",
            Self::UnlistedSuccess => "resultStatus: S with a resultCode that is not listed",
        })
    }
}

impl Error for Contradiction {}
