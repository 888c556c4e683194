//! serde types that the crate reads and writes. All their code is derived.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use alipay_acquiring::json::{Reader, Writer, absent_if_empty};
use alipay_acquiring::reserve::{from_text, to_text};
use alipay_acquiring::{
    __private::{deserialize_code, serialize_code},
    DecodeError, EncodeError, FreeText, PayCancelResultCode, Text,
};
use serde::{Deserialize, Serialize};

/// All forms of values that are written without `core::fmt`.
#[derive(Serialize, Deserialize)]
pub enum Value<'a> {
    Unit,
    #[serde(borrow)]
    Newtype(Option<&'a str>),
    Tuple(char, [Text<'a, 64>; 2]),
    Struct {
        #[serde(borrow, deserialize_with = "absent_if_empty")]
        id: Option<Text<'a, 64>>,
        content: (),
    },
}

/// A result code, read and written by the functions that `result_codes!` uses.
#[derive(Serialize, Deserialize)]
pub struct Code(
    #[serde(
        deserialize_with = "deserialize_code",
        serialize_with = "serialize_code"
    )]
    PayCancelResultCode,
);

#[unsafe(no_mangle)]
pub fn entry_reader_deserialize_code(reader: &mut Reader<'_>) -> Result<Code, DecodeError> {
    reader.deserialize()
}

#[unsafe(no_mangle)]
pub fn entry_writer_serialize_code(writer: &mut Writer<'_>, code: &Code) {
    writer.serialize(code);
}

/// Numbers and a boolean. Numbers are written with `core::fmt`.
#[derive(Serialize, Deserialize)]
pub struct Numbers(i8, u16, i32, u64, bool);

#[unsafe(no_mangle)]
pub fn entry_reader_deserialize<'a>(reader: &mut Reader<'a>) -> Result<Value<'a>, DecodeError> {
    reader.deserialize()
}

#[unsafe(no_mangle)]
pub fn entry_reader_deserialize_numbers(reader: &mut Reader<'_>) -> Result<Numbers, DecodeError> {
    reader.deserialize()
}

#[unsafe(no_mangle)]
pub fn entry_writer_serialize(writer: &mut Writer<'_>, value: &(&str, Option<char>)) -> bool {
    writer.serialize(value);
    writer.has_failed()
}

#[unsafe(no_mangle)]
pub fn format_writer_serialize(writer: &mut Writer<'_>, value: &Value<'_>) -> bool {
    writer.serialize(value);
    writer.has_failed()
}

#[unsafe(no_mangle)]
pub fn format_writer_serialize_numbers(writer: &mut Writer<'_>, value: &Numbers) -> bool {
    writer.serialize(value);
    writer.has_failed()
}

#[unsafe(no_mangle)]
pub fn entry_reserve_from_text<'a>(
    text: FreeText<'a, 256>,
    scratch: &'a mut [u8],
) -> Result<Value<'a>, DecodeError> {
    from_text(text, scratch)
}

#[unsafe(no_mangle)]
pub fn entry_reserve_to_text<'b>(
    value: &[&str; 2],
    buffer: &'b mut [u8],
) -> Result<FreeText<'b, 256>, EncodeError> {
    to_text(value, buffer)
}
