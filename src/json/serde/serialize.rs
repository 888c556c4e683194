//! Writing any serde type.

use core::fmt::{self, Display, Write as _};

use serde::ser::{self, Serialize};

use crate::json::serde::UNDECODED;
use crate::json::writer::Writer;

impl Writer<'_> {
    /// Writes a value of any serde type: a whole body, or the value of one member after its
    /// [`name`](Self::name). The form is the same as for all other values.
    ///
    /// If JSON cannot hold the value, or the type's own `Serialize` fails, the writer is marked as
    /// [failed](Self::has_failed), and no message is made of its text. JSON has only finite floats and
    /// only strings as names.
    ///
    /// ```
    /// use alipay_acquiring::json::Writer;
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct Amount<'a> {
    ///     currency: &'a str,
    ///     value: u64,
    /// }
    ///
    /// let mut buffer = [0; 64];
    /// let mut writer = Writer::new(&mut buffer);
    /// writer.begin_object();
    /// writer.name("refundAmount");
    /// writer.serialize(&Amount { currency: "USD", value: 100 });
    /// writer.end_object();
    /// let len = writer.len();
    /// assert_eq!(&buffer[..len], br#"{"refundAmount":{"currency":"USD","value":100}}"#);
    /// ```
    pub fn serialize<T: Serialize + ?Sized>(&mut self, value: &T) {
        let serializer = Serializer {
            writer: self,
            is_name: false,
        };
        if value.serialize(serializer).is_err() {
            self.failed = true;
        }
    }

    /// Marks the writer as failed.
    fn fail<T>(&mut self) -> Result<T, Unserializable> {
        self.failed = true;
        Err(Unserializable)
    }
}

/// A value cannot be written as JSON. No detail is needed: the writer is marked as failed.
#[derive(Debug)]
struct Unserializable;

impl Display for Unserializable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this value cannot be written as JSON")
    }
}

impl core::error::Error for Unserializable {}

impl ser::Error for Unserializable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// The serializer that serde uses. It holds a writer that must write a value, or a name, next.
struct Serializer<'w, 'b> {
    writer: &'w mut Writer<'b>,
    /// A name is due: only a string is allowed.
    is_name: bool,
}

impl<'w, 'b> Serializer<'w, 'b> {
    /// The writer, for a value that is not a string.
    fn value(self) -> Result<&'w mut Writer<'b>, Unserializable> {
        match self.is_name {
            true => self.writer.fail(),
            false => Ok(self.writer),
        }
    }

    /// Writes a value whose `Display` text is JSON.
    fn text(self, text: impl Display) -> Result<(), Unserializable> {
        let writer = self.value()?;
        write!(Raw(writer), "{text}").or_else(|fmt::Error| writer.fail())
    }

    /// Writes a float as its shortest text. That is the text of `Debug`, with an exponent if it would
    /// be long.
    fn float(self, value: impl fmt::Debug, is_finite: bool) -> Result<(), Unserializable> {
        match is_finite {
            true => self.text(format_args!("{value:?}")),
            false => self.writer.fail(),
        }
    }

    fn begin(self, [open, close]: [&'static str; 2]) -> Result<Compound<'w, 'b>, Unserializable> {
        let writer = self.value()?;
        writer.raw(open);
        Ok(Compound {
            writer,
            close,
            is_first: true,
            has_name: false,
        })
    }

    /// Writes `{"variant":` and begins its content.
    fn begin_variant(
        self,
        variant: &str,
        [open, close]: [&'static str; 2],
    ) -> Result<Compound<'w, 'b>, Unserializable> {
        let mut outer = self.begin(OBJECT)?;
        outer.name(variant)?;
        outer.writer.raw(open);
        Ok(Compound {
            close,
            is_first: true,
            has_name: false,
            ..outer
        })
    }
}

const OBJECT: [&str; 2] = ["{", "}"];
const ARRAY: [&str; 2] = ["[", "]"];
const OBJECT_OF_VARIANT: [&str; 2] = ["{", "}}"];
const ARRAY_OF_VARIANT: [&str; 2] = ["[", "]}"];

/// Writes pieces of a number.
struct Raw<'w, 'b>(&'w mut Writer<'b>);

impl fmt::Write for Raw<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.raw(text);
        Ok(())
    }
}

/// Writes pieces of the content of a string.
struct Content<'w, 'b>(&'w mut Writer<'b>);

impl fmt::Write for Content<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.content(text);
        Ok(())
    }
}

/// An object or an array that is not ended yet.
struct Compound<'w, 'b> {
    writer: &'w mut Writer<'b>,
    close: &'static str,
    is_first: bool,
    /// Whether a member's name was written and its value is due.
    has_name: bool,
}

impl Compound<'_, '_> {
    fn comma(&mut self) -> Result<(), Unserializable> {
        if self.has_name {
            return self.writer.fail();
        }
        if !self.is_first {
            self.writer.raw(",");
        }
        self.is_first = false;
        Ok(())
    }

    fn name<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Unserializable> {
        self.comma()?;
        self.put(name, true)?;
        self.writer.raw(":");
        self.has_name = true;
        Ok(())
    }

    fn member_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        if !self.has_name {
            return self.writer.fail();
        }
        self.has_name = false;
        self.put(value, false)
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        self.comma()?;
        self.put(value, false)
    }

    /// Marks the writer on an error, since the caller may hide the error.
    fn put<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        is_name: bool,
    ) -> Result<(), Unserializable> {
        let writer = &mut *self.writer;
        let value = value.serialize(Serializer { writer, is_name });
        match value {
            Ok(()) => Ok(()),
            Err(Unserializable) => self.writer.fail(),
        }
    }

    fn close(self) -> Result<(), Unserializable> {
        if self.has_name {
            return self.writer.fail();
        }
        self.writer.raw(self.close);
        self.writer.comma = true;
        Ok(())
    }
}

/// The methods for the types whose `Display` text is JSON.
macro_rules! texts {
    ($($method:ident, $Type:ty;)*) => {
        $(fn $method(self, value: $Type) -> Result<(), Unserializable> {
            self.text(value)
        })*
    };
}

impl<'w, 'b> ser::Serializer for Serializer<'w, 'b> {
    type Ok = ();
    type Error = Unserializable;
    type SerializeSeq = Compound<'w, 'b>;
    type SerializeTuple = Compound<'w, 'b>;
    type SerializeTupleStruct = Compound<'w, 'b>;
    type SerializeTupleVariant = Compound<'w, 'b>;
    type SerializeMap = Compound<'w, 'b>;
    type SerializeStruct = Compound<'w, 'b>;
    type SerializeStructVariant = Compound<'w, 'b>;

    texts! {
        serialize_bool, bool;
        serialize_i8, i8;
        serialize_i16, i16;
        serialize_i32, i32;
        serialize_i64, i64;
        serialize_i128, i128;
        serialize_u8, u8;
        serialize_u16, u16;
        serialize_u32, u32;
        serialize_u64, u64;
        serialize_u128, u128;
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unserializable> {
        self.float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unserializable> {
        self.float(value, value.is_finite())
    }

    fn serialize_char(self, value: char) -> Result<(), Unserializable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Unserializable> {
        self.writer.string(value);
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Unserializable> {
        self.writer.raw("\"");
        let written = write!(Content(self.writer), "{value}");
        self.writer.raw("\"");
        written.or_else(|fmt::Error| self.writer.fail())
    }

    /// Bytes are an array of numbers.
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Unserializable> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Unserializable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unserializable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unserializable> {
        self.text("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unserializable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unserializable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        match name {
            UNDECODED => Err(Unserializable),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        let mut object = self.begin(OBJECT)?;
        object.name(variant)?;
        object.member_value(value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Unserializable> {
        self.begin(ARRAY)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unserializable> {
        self.begin(ARRAY)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unserializable> {
        self.begin(ARRAY)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unserializable> {
        self.begin_variant(variant, ARRAY_OF_VARIANT)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unserializable> {
        self.begin(OBJECT)
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Unserializable> {
        self.begin(OBJECT)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unserializable> {
        self.begin_variant(variant, OBJECT_OF_VARIANT)
    }
}

/// Implements the traits for types with elements.
macro_rules! elements {
    ($($Trait:ident, $method:ident;)*) => {
        $(impl ser::$Trait for Compound<'_, '_> {
            type Ok = ();
            type Error = Unserializable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
                self.element(value)
            }

            fn end(self) -> Result<(), Unserializable> {
                self.close()
            }
        })*
    };
}

elements! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
    SerializeTupleVariant, serialize_field;
}

/// Implements the traits for types with members.
macro_rules! members {
    ($($Trait:ident;)*) => {
        $(impl ser::$Trait for Compound<'_, '_> {
            type Ok = ();
            type Error = Unserializable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Unserializable> {
                self.name(name)?;
                self.member_value(value)
            }

            fn end(self) -> Result<(), Unserializable> {
                self.close()
            }
        })*
    };
}

members! {
    SerializeStruct;
    SerializeStructVariant;
}

impl ser::SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = Unserializable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unserializable> {
        self.name(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unserializable> {
        self.member_value(value)
    }

    fn end(self) -> Result<(), Unserializable> {
        self.close()
    }
}
