//! Writing any serde type.

use core::fmt::{self, Display, Write as _};

use serde::ser::{self, Serialize};

use crate::json::cursor::Cursor;
use crate::json::nesting::MAX_DEPTH;
use crate::json::serde::is_private;
use crate::json::writer::{WriteFault, Writer};

impl Writer<'_> {
    /// Writes a value of any serde type: a whole body, or the value of one member after its
    /// [`name`](Self::name). The form is the same as for all other values.
    ///
    /// If the value cannot be written, the writer is marked as [failed](Self::has_failed), and no message is
    /// made of its text:
    ///
    /// - a float that is not finite;
    /// - a name that is not a string, or that occurs twice in its object (with `#[serde(flatten)]`, for
    ///   example). The second is checked only if the text fits into the buffer. The check takes time that
    ///   grows with the square of the number of members;
    /// - objects and arrays nested deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH), counted from the start
    ///   of the text. So the recursion of `Serialize` is limited, too;
    /// - a type that another crate recognises by a private name, such as `RawValue` of `serde_json` or
    ///   its `Number` with arbitrary precision: only the other crate can write it;
    /// - an error of the type's own `Serialize`.
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
            self.fail(WriteFault::NotJson);
        }
    }

    /// Marks the writer as failed.
    fn refuse<T>(&mut self) -> Result<T, Unserializable> {
        self.fail(WriteFault::NotJson);
        Err(Unserializable)
    }
}

impl Writer<'_> {
    /// Writes an opening brace or bracket, and returns its offset.
    fn begin_nested(&mut self, open: &str) -> Result<usize, Unserializable> {
        if self.depth >= MAX_DEPTH {
            return self.refuse();
        }
        self.depth += 1;
        let start = self.len();
        self.raw(open);
        Ok(start)
    }
}

/// Whether a text that begins with an object has the same name twice in this object. Names are written in
/// only one form, so equal names have equal texts.
fn has_name_twice(text: &str) -> bool {
    let mut names = Members::of(text);
    while let Some(name) = names.next() {
        let mut others = names.clone();
        if others.any(|other| other == name) {
            return true;
        }
    }
    false
}

/// The names of the members of an object that was written before; none of an array.
#[derive(Clone)]
struct Members<'t> {
    cursor: Cursor<'t>,
    is_first: bool,
}

impl<'t> Members<'t> {
    /// Of the object at the start of `text`.
    fn of(text: &'t str) -> Self {
        let text = text.strip_prefix('{').unwrap_or(text);
        Self {
            cursor: Cursor::at(text, 0),
            is_first: true,
        }
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let follows = self.cursor.another(b'}', self.is_first).ok()?;
        self.is_first = false;
        let name = follows.then(|| self.cursor.name().ok()).flatten()?;
        self.cursor.skip_value(0).ok()?;
        Some(name)
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
    /// This serializer, for a value of a type with this name.
    fn named(self, name: &str) -> Result<Self, Unserializable> {
        match is_private(name) {
            true => self.writer.refuse(),
            false => Ok(self),
        }
    }

    /// The writer, for a value that is not a string.
    fn value(self) -> Result<&'w mut Writer<'b>, Unserializable> {
        match self.is_name {
            true => self.writer.refuse(),
            false => Ok(self.writer),
        }
    }

    /// Writes a value whose `Display` text is JSON.
    fn text(self, text: impl Display) -> Result<(), Unserializable> {
        let writer = self.value()?;
        write!(Raw(writer), "{text}").or_else(|fmt::Error| writer.refuse())
    }

    /// Writes a float as its shortest text. That is the text of `Debug`, with an exponent if it would
    /// be long.
    fn float(self, value: impl fmt::Debug, is_finite: bool) -> Result<(), Unserializable> {
        match is_finite {
            true => self.text(format_args!("{value:?}")),
            false => self.writer.refuse(),
        }
    }

    fn begin(self, [open, close]: [&'static str; 2]) -> Result<Compound<'w, 'b>, Unserializable> {
        let writer = self.value()?;
        let start = writer.begin_nested(open)?;
        Ok(Compound {
            writer,
            close,
            start,
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
        let start = outer.writer.begin_nested(open)?;
        Ok(Compound {
            close,
            start,
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
    /// The offset of its opening brace or bracket in the text of the writer.
    start: usize,
    is_first: bool,
    /// Whether a member's name was written and its value is due.
    has_name: bool,
}

impl Compound<'_, '_> {
    fn comma(&mut self) -> Result<(), Unserializable> {
        if self.has_name {
            return self.writer.refuse();
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
            return self.writer.refuse();
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
            Err(Unserializable) => self.writer.refuse(),
        }
    }

    fn close(self) -> Result<(), Unserializable> {
        if self.has_name {
            return self.writer.refuse();
        }
        self.writer.raw(self.close);
        self.writer.comma = true;
        // A variant closes its own object, too.
        for _ in self.close.bytes() {
            self.writer.depth = self.writer.depth.saturating_sub(1);
        }
        match self.writer.written_from(self.start) {
            Some(object) if has_name_twice(object) => self.writer.refuse(),
            _ => Ok(()),
        }
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
        written.or_else(|fmt::Error| self.writer.refuse())
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

    fn serialize_unit_struct(self, name: &'static str) -> Result<(), Unserializable> {
        self.named(name)?.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unserializable> {
        self.named(name)?.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        value.serialize(self.named(name)?)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unserializable> {
        let mut object = self.named(name)?.begin(OBJECT)?;
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
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unserializable> {
        self.named(name)?.begin(ARRAY)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unserializable> {
        self.named(name)?.begin_variant(variant, ARRAY_OF_VARIANT)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unserializable> {
        self.begin(OBJECT)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Unserializable> {
        self.named(name)?.begin(OBJECT)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unserializable> {
        self.named(name)?.begin_variant(variant, OBJECT_OF_VARIANT)
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
