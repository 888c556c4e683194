//! The head's `reserve` as a serde type of the user's.
//!
//! The specification says no more of `reserve` than "Key/Value formatted parameter for future
//! use", of up to 256 characters; peers put JSON there. It is read and written as strictly as
//! everything else: see [`Reader::deserialize`] and [`Writer::serialize`].
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
//! let till: Till = reserve::from_text(text, &mut [])?;
//! assert_eq!(till, Till { store: "上海", till: 7 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::error::DecodeError;
use crate::json::{Reader, Writer};
use crate::message::encode::EncodeError;
use crate::values::text::FreeText;

/// Writes `value` as JSON into `buffer`: the text for a head's `reserve`.
///
/// # Errors
///
/// [`EncodeError::NotJson`]; [`EncodeError::BufferTooSmall`] with the length of the text;
/// [`EncodeError::TooLong`] if it has more than 256 characters.
pub fn to_text<'b, T: Serialize + ?Sized>(
    value: &T,
    buffer: &'b mut [u8],
) -> Result<FreeText<'b, 256>, EncodeError> {
    let mut writer = Writer::new(buffer);
    writer.serialize(value);
    let needed = writer.len();
    if writer.has_failed() {
        return Err(EncodeError::NotJson);
    }
    let text = buffer.get(..needed);
    let text = text.ok_or(EncodeError::BufferTooSmall { needed })?;
    // Whole texts were written, one behind the other: always UTF-8.
    let text = core::str::from_utf8(text).map_err(|_| EncodeError::NotJson)?;
    FreeText::new(text).map_err(|_| EncodeError::TooLong { max: 256 })
}

/// Reads a value out of a head's `reserve`. Strings with escapes are unescaped into `scratch`: as
/// many bytes as the text has always suffice, and none are needed where nothing is escaped.
///
/// # Errors
///
/// As [`Reader::deserialize`], with places in the text, and what follows the value.
pub fn from_text<'a, T: Deserialize<'a>>(
    text: FreeText<'a, 256>,
    scratch: &'a mut [u8],
) -> Result<T, DecodeError> {
    let mut reader = Reader::new(text.as_str().as_bytes(), scratch)?;
    let value = reader.deserialize()?;
    reader.finish()?;
    Ok(value)
}
