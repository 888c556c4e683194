//! `Serialize` of the public types. The serializer is an argument.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use core::fmt::{self, Display, Write};

use alipay_acquiring::{
    Claimed, Failure, MessageKind, Outcome, PayCancelRequest, PayCancelResponse, ResultCodeId,
    ResultInfo, ResultStatus, SignType, Text, Timestamp, UnknownReason, UnsignedFailure,
};
use serde::ser::{Error, Impossible, Serialize, SerializeStruct, Serializer};

macro_rules! serializes {
    ($($name:ident: $Type:ty;)*) => {
        $(
            #[unsafe(no_mangle)]
            pub fn $name(value: &$Type, outside: &mut Outside) -> Result<(), Refused> {
                value.serialize(outside)
            }
        )*
    };
}

serializes! {
    entry_serialize_claimed: Claimed<'_>;
    entry_serialize_failure: Failure;
    entry_serialize_message_kind: MessageKind;
    entry_serialize_request: PayCancelRequest<'_>;
    entry_serialize_response: PayCancelResponse<'_>;
    entry_serialize_result_code_id: ResultCodeId;
    entry_serialize_result_info: ResultInfo<'_>;
    entry_serialize_result_status: ResultStatus;
    entry_serialize_sign_type: SignType;
    entry_serialize_text: Text<'_, 64>;
    entry_serialize_timestamp: Timestamp;
    entry_serialize_unsigned_failure: UnsignedFailure<'_>;
}

// These use `Display` of numbers.
serializes! {
    format_serialize_outcome: Outcome;
    format_serialize_unknown: UnknownReason;
}

#[cfg(feature = "heapless")]
serializes! {
    entry_serialize_message_ids: alipay_acquiring::MessageIds;
}

/// Passes every text, name and length to a function that the compiler does not know.
pub struct Outside {
    text: fn(&str) -> Result<(), Refused>,
    len: fn(usize) -> Result<(), Refused>,
}

#[derive(Debug)]
pub struct Refused;

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl core::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

impl Write for Outside {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        (self.text)(text).map_err(|Refused| fmt::Error)
    }
}

impl SerializeStruct for &mut Outside {
    type Ok = ();
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        (self.text)(name)?;
        value.serialize(&mut **self)
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), Refused> {
        (self.text)(name)
    }

    fn end(self) -> Result<(), Refused> {
        Ok(())
    }
}

/// Methods that no type of this crate calls.
macro_rules! refused {
    ($($method:ident($($Argument:ty),*) -> $Made:ty;)*) => {
        $(fn $method(self, $(_: $Argument),*) -> Result<$Made, Refused> { Err(Refused) })*
    };
}

impl Serializer for &mut Outside {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Impossible<(), Refused>;
    type SerializeTuple = Impossible<(), Refused>;
    type SerializeTupleStruct = Impossible<(), Refused>;
    type SerializeTupleVariant = Impossible<(), Refused>;
    type SerializeMap = Impossible<(), Refused>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Refused>;

    fn serialize_str(self, text: &str) -> Result<(), Refused> {
        (self.text)(text)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Refused> {
        write!(self, "{value}").map_err(|fmt::Error| Refused)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Refused> {
        (self.text)("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Refused> {
        (self.text)(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        (self.text)(variant)?;
        value.serialize(self)
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self, Refused> {
        (self.text)(name)?;
        (self.len)(len)?;
        Ok(self)
    }

    refused! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize)
            -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize)
            -> Self::SerializeStructVariant;
    }
}
