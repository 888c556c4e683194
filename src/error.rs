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
