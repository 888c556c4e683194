//! What breaks the grammar of JSON.

use crate::error::DecodeErrorKind;

/// A break of the grammar: the [`DecodeErrorKind`] of the same name. It is one byte, because almost every
/// step of the cursor returns it, and flash and stack of a small core are scarce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GrammarError {
    UnexpectedEnd,
    UnexpectedByte,
    ControlCharacter,
    InvalidEscape,
    LoneSurrogate,
    TooDeep,
}

impl From<GrammarError> for DecodeErrorKind {
    fn from(error: GrammarError) -> Self {
        match error {
            GrammarError::UnexpectedEnd => Self::UnexpectedEnd,
            GrammarError::UnexpectedByte => Self::UnexpectedByte,
            GrammarError::ControlCharacter => Self::ControlCharacter,
            GrammarError::InvalidEscape => Self::InvalidEscape,
            GrammarError::LoneSurrogate => Self::LoneSurrogate,
            GrammarError::TooDeep => Self::TooDeep,
        }
    }
}
