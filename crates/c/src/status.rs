//! What every function returns.

use crate::text::Text;

/// What every function returns. Zero is success, everything else is an error, and then the results were
/// not written.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The function did what it says.
    Ok = 0,

    /// A pointer is NULL that must not be.
    NullPointer = 1,
    /// A pointer is not aligned as its type needs.
    Misaligned = 2,
    /// A length is greater than PTRDIFF_MAX, or the memory would wrap around.
    InvalidLength = 3,
    /// Memory that the function writes overlaps other memory that it uses, or that a context keeps.
    Overlap = 4,
    /// The function needs another one before it: the context was not begun, the message was not verified,
    /// the response was not matched. Or the context is beyond this step.
    WrongOrder = 5,
    /// The list has no item with this index.
    End = 6,
    /// There is no such value: no cancel, no evidence, an unknown number.
    NotFound = 7,

    /// A value of the caller is not allowed. The error names the member.
    Value = 20,
    /// A buffer is too small. The error says how long it must be.
    BufferTooSmall = 21,
    /// A signature has another length than the draft was made for, or than any RSA key has.
    SignatureLength = 22,
    /// A key cannot be loaded. The error says why.
    Key = 23,
    /// The software key failed to sign.
    SigningFailed = 24,

    /// The bytes cannot be read as this message. The error says what is wrong, and where.
    Undecodable = 40,
    /// The envelope has no signature, so anyone can have written it.
    Unsigned = 41,
    /// The signature does not hold.
    InvalidSignature = 42,
    /// The response answers another request.
    Mismatch = 43,

    /// The store of a cancel cannot be loaded, so a cancel may be lost. Alert staff.
    Store = 60,
    /// The cancel does not take this message. The error says why.
    Message = 61,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NullPointer => "null-pointer",
            Self::Misaligned => "misaligned",
            Self::InvalidLength => "invalid-length",
            Self::Overlap => "overlap",
            Self::WrongOrder => "wrong-order",
            Self::End => "end",
            Self::NotFound => "not-found",
            Self::Value => "value",
            Self::BufferTooSmall => "buffer-too-small",
            Self::SignatureLength => "signature-length",
            Self::Key => "key",
            Self::SigningFailed => "signing-failed",
            Self::Undecodable => "undecodable",
            Self::Unsigned => "unsigned",
            Self::InvalidSignature => "invalid-signature",
            Self::Mismatch => "mismatch",
            Self::Store => "store",
            Self::Message => "message",
        }
    }

    const ALL: [Self; 19] = [
        Self::Ok,
        Self::NullPointer,
        Self::Misaligned,
        Self::InvalidLength,
        Self::Overlap,
        Self::WrongOrder,
        Self::End,
        Self::NotFound,
        Self::Value,
        Self::BufferTooSmall,
        Self::SignatureLength,
        Self::Key,
        Self::SigningFailed,
        Self::Undecodable,
        Self::Unsigned,
        Self::InvalidSignature,
        Self::Mismatch,
        Self::Store,
        Self::Message,
    ];
}

/// The status of a call, for functions whose steps use `?`.
pub(crate) fn status(call: impl FnOnce() -> Result<(), Status>) -> Status {
    match call() {
        Ok(()) => Status::Ok,
        Err(status) => status,
    }
}

/// The name of a status, for logs: "wrong-order". Empty for a number that is no status.
#[unsafe(no_mangle)]
pub extern "C" fn alipay_status_name(status: u32) -> Text {
    let named = Status::ALL.iter().find(|other| **other as u32 == status);
    Text::of_static(named.map_or("", |status| status.name()))
}
