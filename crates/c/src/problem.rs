//! What went wrong in a context: its status, its details, and its text.

use core::fmt;

use codec::cancel::{LoadError, MessageError, NotAsked};
use codec::{
    DecodeError, DecodeErrorKind, EncodeError, FieldError, Mismatch, Outcome, UnknownReason,
    ValueError,
};

use crate::memory::Plain;
use crate::status::Status;
use crate::text::Text;

/// What is wrong, in parts. The texts live as long as the program.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Error {
    /// A stable code for logs and metrics: "missing", "wrong-type", "invalid-signature".
    pub code: Text,
    /// The member of the message, or an absent text.
    pub field: Text,
    /// The place in the input, in bytes. SIZE_MAX if there is none.
    pub offset: usize,
    /// A length of the buffer, or of the scratch buffer, that is enough, in bytes. 0 if no buffer was too
    /// small.
    pub needed: usize,
}

// SAFETY: integers and pointers.
unsafe impl Plain for Error {}

/// Why a call ends early.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// The caller's memory, or the order of calls. The context does not change.
    Call(Status),
    /// Everything else. The context keeps it.
    Problem(Problem),
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        Self::Call(status)
    }
}

impl<P: Into<Problem>> From<P> for Fault {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

/// What went wrong. A context keeps its latest problem.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Problem {
    NotUtf8(&'static str),
    Field(FieldError),
    Encode(EncodeError),
    Decode(DecodeError),
    InvalidSignature,
    Mismatch(Mismatch),
    #[cfg(feature = "sign")]
    SigningFailed,
    #[cfg(feature = "rsa-verify")]
    Key(codec::signature::KeyError),
    Load(LoadError),
    Message(MessageError),
    NotAsked,
}

impl Problem {
    pub(crate) const fn status(&self) -> Status {
        match self {
            Self::Field(FieldError {
                error: ValueError::SignatureLength,
                ..
            }) => Status::SignatureLength,
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
            #[cfg(feature = "sign")]
            Self::SigningFailed => Status::SigningFailed,
            #[cfg(feature = "rsa-verify")]
            Self::Key(_) => Status::Key,
            Self::Load(LoadError::BufferTooSmall { .. })
            | Self::Message(MessageError::BufferTooSmall { .. }) => Status::BufferTooSmall,
            Self::Load(_) => Status::Store,
            Self::Message(MessageError::NotAsked) | Self::NotAsked => Status::WrongOrder,
            Self::Message(_) => Status::Message,
        }
    }

    pub(crate) fn error(&self) -> Error {
        match self {
            Self::NotUtf8(field) => Error::of("invalid-utf8", Some(field)),
            Self::Field(FieldError { field, error }) => Error::of(error.code(), Some(field)),
            Self::Encode(error) => of_encode(error),
            Self::Decode(error) => of_decode(error),
            Self::InvalidSignature => Error::of("invalid-signature", None),
            Self::Mismatch(mismatch) => Error::of("mismatch", Some(mismatch.field())),
            #[cfg(feature = "sign")]
            Self::SigningFailed => Error::of("signing-failed", None),
            #[cfg(feature = "rsa-verify")]
            Self::Key(error) => of_key(error),
            Self::Load(error) => of_load(error),
            Self::Message(error) => of_message(error),
            Self::NotAsked => Error::of("not-asked", None),
        }
    }
}

impl Error {
    pub(crate) fn of(code: &'static str, field: Option<&str>) -> Self {
        Self {
            code: Text::of_static(code),
            field: Text::of_option(field),
            offset: usize::MAX,
            needed: 0,
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
        EncodeError::Violation(violation) => Error::of(violation.code(), violation.field()),
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
        ..Error::of(error.kind().code(), error.field())
    }
}

#[cfg(feature = "rsa-verify")]
fn of_key(error: &codec::signature::KeyError) -> Error {
    use codec::signature::KeyError;
    let code = match error {
        KeyError::Empty => "empty",
        KeyError::Path => "path",
        KeyError::Found { .. } => "other-key",
        KeyError::UnknownLabel => "unknown-label",
        KeyError::Truncated => "truncated",
        KeyError::SeveralKeys => "several-keys",
        KeyError::Base64 { .. } => "base64",
        KeyError::TooLong => "too-long",
        KeyError::Size { .. } => "size",
        KeyError::Exponent { .. } => "exponent",
        KeyError::EvenModulus => "even-modulus",
        KeyError::Inconsistent => "inconsistent",
        _ => "der",
    };
    Error {
        offset: match error {
            KeyError::Base64 { offset } => *offset,
            _ => usize::MAX,
        },
        ..Error::of(code, None)
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
            #[cfg(feature = "sign")]
            Self::SigningFailed => codec::signature::SigningFailed.fmt(f),
            #[cfg(feature = "rsa-verify")]
            Self::Key(error) => error.fmt(f),
            Self::Load(error) => error.fmt(f),
            Self::Message(error) => error.fmt(f),
            Self::NotAsked => NotAsked.fmt(f),
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

impl From<NotAsked> for Problem {
    fn from(_: NotAsked) -> Self {
        Self::NotAsked
    }
}

into_problem!(
    Field(FieldError),
    Encode(EncodeError),
    Decode(DecodeError),
    Mismatch(Mismatch),
    Load(LoadError),
    Message(MessageError),
);

#[cfg(feature = "rsa-verify")]
into_problem!(Key(codec::signature::KeyError));

/// Names the member of a value that is not allowed.
pub(crate) fn in_field<T>(
    value: Result<T, ValueError>,
    field: &'static str,
) -> Result<T, FieldError> {
    value.map_err(|error| error.in_field(field))
}
