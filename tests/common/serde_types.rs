//! serde types through the reader and the writer, and through serde-json-core for comparison.

use std::fmt::Debug;
use std::panic::catch_unwind;

use alipay_acquiring::json::{Reader, Writer};
use alipay_acquiring::{DecodeError, DecodeErrorKind as Kind};
use serde::{Deserialize, Serialize};

/// Reads a whole document with as much scratch as it has bytes, which always suffices.
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
    assert_eq!(writer.len(), counter.len());
    assert_eq!(writer.has_failed(), counter.has_failed());
    let failed = writer.has_failed();
    (!failed).then(|| String::from_utf8(buffer).expect("UTF-8"))
}

/// What serde-json-core makes of a text: `None` if it refuses or panics.
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

/// The same without a buffer to unescape into, as its plain `from_str` is.
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
