//! What went wrong in a context: its status, its details, and its text.

use core::fmt;

use codec::cancel::{LoadError, MessageError};
use codec::{
    DecodeError, DecodeErrorKind, EncodeError, FieldError, Mismatch, Outcome, UnknownReason,
};

use crate::memory::Plain;
use crate::status::Status;
use crate::text::Text;
use crate::violation::{detail_of_value, detail_of_violation, type_name};

/// What is wrong, in parts. The texts live as long as the program.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Error {
    /// A stable code for logs and metrics: "missing", "wrong-type", "invalid-signature".
    pub code: Text,
    /// The member of the message, or an absent text.
    pub field: Text,
    /// More about it, or an absent text: the JSON type that was found ("number"), the message that was found
    /// ("request"), what is wrong with a time ("no-offset"), the kind of key that was found ("certificate").
    pub detail: Text,
    /// The place in the input, in bytes. SIZE_MAX if there is none.
    pub offset: usize,
    /// A length of the buffer, or of the scratch buffer, that is enough, in bytes. 0 if no buffer was too
    /// small.
    pub needed: usize,
}

// SAFETY: integers and pointers.
unsafe impl Plain for Error {}

/// What went wrong. A context keeps its latest problem.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Problem {
    NotUtf8(&'static str),
    Field(FieldError),
    Encode(EncodeError),
    Decode(DecodeError),
    InvalidSignature,
    Mismatch(Mismatch),
    Load(LoadError),
    Message(MessageError),
}

impl Problem {
    /// Keeps a problem in its context, and returns its status.
    pub(crate) fn keep(slot: &mut Option<Self>, problem: impl Into<Self>) -> Status {
        slot.insert(problem.into()).status()
    }

    // Not inlined: many functions end with it.
    #[inline(never)]
    const fn status(&self) -> Status {
        match self {
            Self::NotUtf8(_) | Self::Field(_) => Status::Value,
            Self::Encode(error) => match error {
                EncodeError::BufferTooSmall { .. } => Status::BufferTooSmall,
                EncodeError::SignatureLength { .. } => Status::SignatureLength,
                _ => Status::Value,
            },
            Self::Decode(error) => match error.kind() {
                DecodeErrorKind::Unsigned => Status::Unsigned,
                DecodeErrorKind::ScratchTooSmall { .. } => Status::BufferTooSmall,
                _ => Status::Undecodable,
            },
            Self::InvalidSignature => Status::InvalidSignature,
            Self::Mismatch(_) => Status::Mismatch,
            Self::Load(LoadError::BufferTooSmall { .. })
            | Self::Message(MessageError::BufferTooSmall { .. }) => Status::BufferTooSmall,
            Self::Load(_) => Status::Store,
            Self::Message(MessageError::NotAsked) => Status::WrongOrder,
            Self::Message(_) => Status::Message,
        }
    }

    pub(crate) fn error(&self) -> Error {
        match self {
            Self::NotUtf8(field) => Error::of("invalid-utf8", Some(field)),
            Self::Field(FieldError { field, error }) => Error {
                detail: detail_of_value(*error),
                ..Error::of(error.code(), Some(field))
            },
            Self::Encode(error) => of_encode(error),
            Self::Decode(error) => of_decode(error),
            Self::InvalidSignature => Error::of("invalid-signature", None),
            Self::Mismatch(mismatch) => Error::of("mismatch", Some(mismatch.field())),
            Self::Load(error) => of_load(error),
            Self::Message(error) => of_message(error),
        }
    }
}

impl Error {
    pub(crate) fn of(code: &'static str, field: Option<&str>) -> Self {
        Self {
            code: Text::of_static(code),
            field: Text::of_option(field),
            detail: Text::ABSENT,
            offset: usize::MAX,
            needed: 0,
        }
    }

    /// Why a key cannot be loaded.
    #[cfg(feature = "rsa-verify")]
    pub(crate) fn of_key(error: &codec::signature::KeyError) -> Self {
        use codec::signature::KeyError;
        Self {
            offset: match error {
                KeyError::Base64 { offset } => *offset,
                _ => usize::MAX,
            },
            detail: match error {
                KeyError::Found { found, .. } => Text::of_static(found.code()),
                _ => Text::ABSENT,
            },
            ..Self::of(error.code(), None)
        }
    }

    /// The details of an outcome that is unknown. `None` if it has none beside its code.
    pub(crate) fn of_outcome(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Unknown(UnknownReason::Contradiction(contradiction)) => {
                Some(Self::of(contradiction.code(), None))
            }
            Outcome::Unknown(UnknownReason::Transaction(field)) => {
                Some(Self::of("transaction", Some(field)))
            }
            _ => None,
        }
    }
}

fn of_encode(error: &EncodeError) -> Error {
    match error {
        EncodeError::BufferTooSmall { needed } => Error {
            needed: *needed,
            ..Error::of("buffer-too-small", None)
        },
        EncodeError::Violation(violation) => Error {
            detail: detail_of_violation(violation),
            ..Error::of(violation.code(), violation.field())
        },
        EncodeError::SignatureLength { drafted, .. } => Error {
            needed: *drafted,
            ..Error::of("signature-length", None)
        },
        EncodeError::TooLong { .. } => Error::of("too-long", None),
        _ => Error::of("not-json", None),
    }
}

fn of_decode(error: &DecodeError) -> Error {
    Error {
        offset: error.offset(),
        needed: match error.kind() {
            DecodeErrorKind::ScratchTooSmall { enough } => enough,
            _ => 0,
        },
        detail: match error.kind() {
            DecodeErrorKind::WrongType { found, .. } => Text::of_static(type_name(found)),
            DecodeErrorKind::WrongMessage { found } => Text::of_static(found.as_str()),
            DecodeErrorKind::Value(error) => detail_of_value(error),
            _ => Text::ABSENT,
        },
        ..Error::of(error.kind().code(), error.field())
    }
}

fn of_load(error: &LoadError) -> Error {
    match error {
        LoadError::Torn { .. } => Error::of("torn", None),
        LoadError::Foreign { .. } => Error::of("foreign", None),
        LoadError::OtherVersion { .. } => Error::of("other-version", None),
        LoadError::Request { error, .. } => of_decode(error),
        LoadError::BufferTooSmall { needed } => Error {
            needed: *needed,
            ..Error::of("buffer-too-small", None)
        },
        _ => Error::of("store", None),
    }
}

fn of_message(error: &MessageError) -> Error {
    match error {
        MessageError::NotAsked => Error::of("not-asked", None),
        MessageError::Decode(error) => of_decode(error),
        MessageError::Escapes => Error::of("escapes", None),
        MessageError::OtherTransaction => Error::of("other-transaction", None),
        MessageError::SameReqMsgId => Error::of("same-req-msg-id", Some("reqMsgId")),
        MessageError::BufferTooSmall { needed } => Error {
            needed: *needed,
            ..Error::of("buffer-too-small", None)
        },
        _ => Error::of("message", None),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8(field) => write!(f, "{field}: not UTF-8"),
            Self::Field(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::InvalidSignature => codec::signature::InvalidSignature.fmt(f),
            Self::Mismatch(mismatch) => mismatch.fmt(f),
            Self::Load(error) => error.fmt(f),
            Self::Message(error) => error.fmt(f),
        }
    }
}

macro_rules! into_problem {
    ($($variant:ident($error:ty)),* $(,)?) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

into_problem!(
    Field(FieldError),
    Encode(EncodeError),
    Decode(DecodeError),
    Mismatch(Mismatch),
    Load(LoadError),
    Message(MessageError),
);
