//! serde types that the tests read and write, with this crate and with serde-json-core.

use std::fmt::Debug;
use std::panic::catch_unwind;

use alipay_acquiring::json::{Reader, Writer};
use alipay_acquiring::{DecodeError, DecodeErrorKind as Kind};
use serde::{Deserialize, Serialize};

/// Reads a whole document. The scratch has the length of the document, which is always enough.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DecodeError> {
    let scratch = Box::leak(vec![0; text.len()].into_boxed_slice());
    let mut reader = Reader::new(text.as_bytes(), scratch)?;
    let value = reader.deserialize()?;
    reader.finish()?;
    Ok(value)
}

pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let mut counter = Writer::new(&mut []);
    counter.serialize(value);
    let mut buffer = vec![0; counter.len()];
    let mut writer = Writer::new(&mut buffer);
    writer.serialize(value);
    // Only in a text that fits, a name that occurs twice is found.
    let failed = writer.has_failed();
    assert!(failed || !counter.has_failed());
    assert!(failed || writer.len() == counter.len());
    (!failed).then(|| String::from_utf8(buffer).expect("UTF-8"))
}

/// Reads the text with serde-json-core: `None` if it refuses the text or panics.
pub(crate) fn peer<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    let text = std::panic::AssertUnwindSafe(text);
    catch_unwind(move || {
        let buffer = Box::leak(vec![0; text.len()].into_boxed_slice());
        serde_json_core::from_str_escaped(text.0, buffer).ok()
    })
    .ok()
    .flatten()
    .map(|(value, _)| value)
}

/// The same with its function `from_str`, which has no buffer for unescaping.
pub(crate) fn plain_peer<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json_core::from_str(text).ok().map(|(value, _)| value)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Till<'a> {
    pub(crate) store: &'a str,
    pub(crate) till: u16,
}

pub(crate) const TILL: Till<'_> = Till {
    store: "上海😀",
    till: 7,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Kinds<'a> {
    Unit,
    #[serde(borrow)]
    Newtype(&'a str),
    Tuple(u8, u8),
    Struct {
        member: u8,
    },
}

pub(crate) fn kind<T: Debug>(result: Result<T, DecodeError>) -> Kind {
    result.unwrap_err().kind()
}
