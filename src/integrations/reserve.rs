//! The member `reserve` of a head, as a serde type of the user.
//!
//! The specification describes `reserve` only as "Key/Value formatted parameter for future use" of up
//! to 256 characters. Peers put JSON there. It is read and written as strictly as everything else: see
//! [`Reader::deserialize`] and [`Writer::serialize`].
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

/// Writes `value` as JSON into `buffer`, and returns it as the text for `reserve`.
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
    // The writer wrote whole texts one after another, so this is UTF-8.
    let text = core::str::from_utf8(text).map_err(|_| EncodeError::NotJson)?;
    FreeText::new(text).map_err(|_| EncodeError::TooLong { max: 256 })
}

/// Reads a value from `reserve`. Strings with escapes are unescaped into `scratch`: a scratch buffer as
/// long as the text is always enough, and without escapes an empty one is enough.
///
/// # Errors
///
/// The errors of [`Reader::deserialize`] and [`Reader::finish`]. Their offsets count from the start
/// of the text.
pub fn from_text<'a, T: Deserialize<'a>>(
    text: FreeText<'a, 256>,
    scratch: &'a mut [u8],
) -> Result<T, DecodeError> {
    let mut reader = Reader::new(text.as_str().as_bytes(), scratch)?;
    let value = reader.deserialize()?;
    reader.finish()?;
    Ok(value)
}
