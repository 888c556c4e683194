//! The head's `reserve` as a serde type of the user's, through serde-json-core in fixed buffers.
//!
//! The specification says no more of `reserve` than "Key/Value formatted parameter for future
//! use", of up to 256 characters; peers put JSON there.
//!
//! What is read is either the right value or an error. The text is first checked as strictly as
//! everything else here, and copied with minimal escapes, since serde-json-core would hand out
//! some escapes undecoded, refuse surrogate pairs and take an escaped duplicate name for another.
//!
//! ```
//! use alipay_acquiring::{RequestHead, reserve};
//! # use alipay_acquiring::{Timestamp, text};
//! # let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
//! # let head = RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time, text!("1234567asdfasdf1123fda"));
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Till<'a> {
//!     store: &'a str,
//!     till: u16,
//! }
//!
//! let mut buffer = [0; 64];
//! let text = reserve::to_text(&Till { store: "上海", till: 7 }, &mut buffer)?;
//! let head = RequestHead { reserve: Some(text), ..head };
//! assert_eq!(head.reserve.as_deref(), Some(r#"{"store":"上海","till":7}"#));
//!
//! let mut scratch = [0; 128];
//! let till: Till = reserve::from_text(text, &mut scratch)?;
//! assert_eq!(till, Till { store: "上海", till: 7 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::error::Error;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{DecodeError, DecodeErrorKind, ValueError};
use crate::json::{Reader, with_minimal_escapes};
use crate::text::FreeText;

/// Writes `value` as JSON into `buffer`: the text for a head's `reserve`.
///
/// # Errors
///
/// [`ReserveError::BufferTooSmall`]; [`ReserveError::Json`] if what serde-json-core makes of such a
/// value is no JSON; [`ReserveError::Value`] if the text has more than 256 characters.
///
/// # Panics
///
/// serde-json-core 0.7 panics where a type's `Serialize` gives an error of its own. Derived ones do
/// not.
pub fn to_text<'b, T: Serialize>(
    value: &T,
    buffer: &'b mut [u8],
) -> Result<FreeText<'b, 256>, ReserveError> {
    // The one error that it has.
    let len = serde_json_core::to_slice(value, buffer).map_err(|_| ReserveError::BufferTooSmall)?;
    let text = buffer.get(..len).unwrap_or(&[]);
    let text = core::str::from_utf8(text).map_err(|_| ReserveError::Type)?;
    // Not all that serde-json-core writes is JSON: it takes keys of any type.
    let mut reader = Reader::new(text.as_bytes(), &mut []).map_err(ReserveError::Json)?;
    reader.skip_value().map_err(ReserveError::Json)?;
    reader.finish().map_err(ReserveError::Json)?;
    FreeText::new(text).map_err(ReserveError::Value)
}

/// Reads a value out of a head's `reserve`. Strings that the value borrows lie in `scratch`; twice
/// the text's length in bytes always suffices.
///
/// A string that needs an escape (a quote, a backslash or a control character in it) cannot be
/// borrowed as `&str`, which is an error; a `heapless::String` holds it. Of numbers,
/// serde-json-core reads `null` as NaN and what is out of range as infinity into a float: give
/// amounts another type.
///
/// # Errors
///
/// [`ReserveError::Json`] if the text is not strict JSON; [`ReserveError::BufferTooSmall`] if
/// `scratch` is; [`ReserveError::Type`] if the text is no such value.
pub fn from_text<'s, T: Deserialize<'s>>(
    text: FreeText<'_, 256>,
    scratch: &'s mut [u8],
) -> Result<T, ReserveError> {
    let (text, scratch) =
        with_minimal_escapes(&text, scratch).map_err(|error| match error.kind() {
            DecodeErrorKind::ScratchTooSmall => ReserveError::BufferTooSmall,
            _ => ReserveError::Json(error),
        })?;
    match serde_json_core::from_str_escaped(text, scratch) {
        Ok((value, _)) => Ok(value),
        Err(serde_json_core::de::Error::EscapedStringIsTooLong) => {
            Err(ReserveError::BufferTooSmall)
        }
        Err(_) => Err(ReserveError::Type),
    }
}

/// A `reserve` that cannot be written or read as the user's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReserveError {
    /// The text is not strict JSON.
    Json(DecodeError),
    /// The text has more than 256 characters.
    Value(ValueError),
    /// The value and the type do not fit.
    Type,
    /// The buffer or the scratch is too small.
    BufferTooSmall,
}

impl fmt::Display for ReserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "reserve: {error}"),
            Self::Value(error) => write!(f, "reserve: {error}"),
            Self::Type => f.write_str("reserve: does not fit the type"),
            Self::BufferTooSmall => f.write_str("reserve: the buffer is too small"),
        }
    }
}

impl Error for ReserveError {}
