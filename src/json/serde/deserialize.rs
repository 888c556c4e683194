//! Reading into any serde type.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::json_type::JsonType;
use crate::json::nesting::Place;
use crate::json::reader::Reader;
use crate::json::serde::fault::{Fault, NOWHERE, REFUSED};
use crate::json::serde::is_private;
use crate::json::stop::Stop;

impl<'a> Reader<'a> {
    /// Reads the next value as any serde type: a whole body, or one member of it.
    ///
    /// The input is checked as strictly as everywhere in this module. All strings are unescaped, names
    /// and variants too, and can be borrowed as `&'a str` with or without escapes. Members may come in
    /// any order, and unknown members are skipped. A required member that is absent or `null` is
    /// [`DecodeErrorKind::Missing`], and a duplicate is [`DecodeErrorKind::Duplicate`], as in a body
    /// that is read without serde.
    ///
    /// - An integer that its type cannot hold is an error. So is a fraction or an exponent where an
    ///   integer is expected, and a float out of range.
    /// - A type that accepts any value, such as a decimal number or an untagged enum, gets a `u64`, an `i64`
    ///   or, for a number with a fraction or an exponent, an `f64`. A number that they cannot hold is an
    ///   error, not rounded: an integer beyond `u64` and `i64`, or a number with more than 15 significant
    ///   digits. `-0` is the integer 0. For the exact text of a number, read the member with
    ///   [`raw_value`](Self::raw_value) or [`spanned`](Self::spanned).
    /// - A type that asks for an `f32` or an `f64` gets the nearest one.
    /// - Types that other crates recognise by a private name, such as `RawValue` of `serde_json`, are refused.
    /// - `""` is a string. For ids, where the specification says that `""` means absent, use
    ///   [`absent_if_empty`](crate::json::absent_if_empty).
    /// - A type that contains itself is read to a depth of [`MAX_DEPTH`](crate::json::MAX_DEPTH). Up
    ///   to there serde's code recurses, although the reader does not.
    /// - A map's own type decides about duplicate keys; a struct refuses them.
    /// - If a type's own `Deserialize` or visitor hides an error and continues, reading still fails,
    ///   unless the value was read to its end.
    ///
    /// A field whose type has a lifetime needs `#[serde(borrow)]`: see [the module](crate::json).
    ///
    /// ```
    /// use alipay_acquiring::json::Reader;
    /// use serde::Deserialize;
    ///
    /// #[derive(Debug, PartialEq, Deserialize)]
    /// struct Amount<'a> {
    ///     currency: &'a str,
    ///     value: u64,
    /// }
    ///
    /// let mut scratch = [0; 16];
    /// let mut reader = Reader::new(br#"{ "value": 100, "currency": "US\u0044" }"#, &mut scratch)?;
    /// let amount: Amount = reader.deserialize()?;
    /// reader.finish()?;
    /// assert_eq!(amount, Amount { currency: "USD", value: 100 });
    /// # Ok::<(), alipay_acquiring::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the text is not JSON, if a value does not fit the type, if a member is
    /// missing or duplicate, or if the scratch buffer is too small. [`DecodeErrorKind::Refused`]
    /// for an error of the type itself. The offset is that of the innermost value with the error.
    pub fn deserialize<T: Deserialize<'a>>(&mut self) -> Result<T, DecodeError> {
        let mut deserializer = Deserializer {
            reader: self,
            field: None,
            fault: None,
        };
        deserializer
            .value(|deserializer| T::deserialize(deserializer))
            .map_err(|fault| fault.0)
    }
}

/// The deserializer that serde uses. It holds a reader that must read a value next.
struct Deserializer<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// The member being read, if the type has given its name.
    field: Option<&'static str>,
    /// The first fault that left something unread. After it, nothing more is read.
    fault: Option<DecodeError>,
}

impl<'a> Deserializer<'_, 'a> {
    /// Reads a value with `read`. Gives errors their offset, and checks that the value was read to its
    /// end.
    fn value<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let (start, place) = (self.reader.next_value_offset(), self.reader.place);
        let value = read(self);
        let is_read = self.reader.place == place.with_value(false);
        match value {
            Ok(value) if is_read && self.fault.is_none() => Ok(value),
            Ok(_) => {
                let unread = self.reader.error_at(DecodeErrorKind::Unread, start);
                Err(self.abandon(unread, start))
            }
            Err(fault) if is_read && self.fault.is_none() => Err(self.placed(fault.0, start)),
            Err(fault) => Err(self.abandon(fault.0, start)),
        }
    }

    /// Records an error after which nothing more is read. The first one is kept.
    fn abandon(&mut self, error: DecodeError, start: usize) -> Fault {
        let placed = self.placed(error, start);
        Fault(*self.fault.get_or_insert(placed.0))
    }

    /// As [`abandon`](Self::abandon), if the reader has stopped.
    fn or_abandon<T>(&mut self, read: Result<T, Stop>) -> Result<T, Fault> {
        read.map_err(|Stop| self.abandon(self.reader.error, NOWHERE))
    }

    fn placed(&self, error: DecodeError, start: usize) -> Fault {
        let here = self.reader.error_at(error.kind(), start);
        Fault::placed(error, here, self.field)
    }

    /// The next value has another type, or is `null`, or is not JSON.
    fn wrong_type(&mut self, expected: JsonType) -> Fault {
        let is_null = self.reader.peek_value() == Some(b'n');
        match self.reader.begin_value() {
            Ok(start) => {
                let Stop = self.reader.wrong_type(expected, start);
                let error = self.reader.error;
                match error.kind() {
                    DecodeErrorKind::WrongType { .. } if is_null => {
                        Fault(self.reader.error_at(DecodeErrorKind::Missing, start))
                    }
                    DecodeErrorKind::WrongType { .. } => Fault(error),
                    _ => self.abandon(error, NOWHERE),
                }
            }
            Err(Stop) => self.abandon(self.reader.error, NOWHERE),
        }
    }

    fn string(&mut self) -> Result<&'a str, Fault> {
        match self.reader.peek_value() {
            Some(b'"') => {
                let text = self.reader.parse_text(Ok);
                Ok(self.or_abandon(text)?.unwrap_or_default())
            }
            _ => Err(self.wrong_type(JsonType::String)),
        }
    }

    /// The text of a number, a boolean or `null`.
    fn scalar(&mut self, expected: JsonType) -> Result<&'a str, Fault> {
        match self.reader.peek_value() {
            first @ Some(_) if JsonType::of_value(first) == expected => {
                let start = self.reader.next_value_offset();
                let passed = self.reader.pass_value();
                self.or_abandon(passed)?;
                Ok(self.reader.text_from(start))
            }
            _ => Err(self.wrong_type(expected)),
        }
    }

    fn number(&mut self) -> Result<&'a str, Fault> {
        self.scalar(JsonType::Number)
    }

    fn integer<T: core::str::FromStr>(&mut self) -> Result<T, Fault> {
        self.number()?.parse().map_err(|_| REFUSED)
    }

    fn null(&mut self) -> Result<(), Fault> {
        self.scalar(JsonType::Null).map(drop)
    }

    /// Enters an object or an array, reads its content with `read`, and leaves it at its end.
    fn container<T>(
        &mut self,
        [open, close]: [u8; 2],
        fields: &'static [&'static str],
        read: impl FnOnce(&mut Container<'_, '_, 'a>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.reader.peek_value() != Some(open) {
            return Err(self.wrong_type(JsonType::of_value(Some(open))));
        }
        let (place, field) = (self.reader.place, self.field);
        let depth = place.depth();
        let entered = self.reader.begin_value();
        let entered = entered.and_then(|_| self.reader.step(|cursor| cursor.enter(depth)));
        self.or_abandon(entered)?;
        let inner = Place::new(depth + 1, false);
        self.reader.place = inner;
        let mut container = Container {
            deserializer: self,
            place: inner,
            close,
            fields,
            outer_field: field,
            last: NOWHERE,
            is_first: true,
            is_closed: false,
        };
        let value = match read(&mut container) {
            Ok(value) => value,
            Err(Fault(error)) => {
                // An error of the type about a member's name has the offset of that name.
                let (last, is_closed) = (container.last, container.is_closed);
                if is_closed && self.fault.is_none() {
                    self.reader.place = place.with_value(false);
                }
                return Err(Fault(match (error.kind(), error.offset()) {
                    (kind @ DecodeErrorKind::Duplicate, NOWHERE) => {
                        DecodeError::new(kind, last, error.field())
                    }
                    _ => error,
                }));
            }
        };
        // The type has read fewer elements than there are.
        if !container.is_closed && container.another()? {
            return Err(REFUSED);
        }
        self.reader.place = place.with_value(false);
        self.field = field;
        Ok(value)
    }
}

const OBJECT: [u8; 2] = *b"{}";
const ARRAY: [u8; 2] = *b"[]";

/// The state of reading an object or an array.
struct Container<'d, 'r, 'a> {
    deserializer: &'d mut Deserializer<'r, 'a>,
    /// The reader's place between the members or elements.
    place: Place,
    close: u8,
    /// The names that the type has given.
    fields: &'static [&'static str],
    outer_field: Option<&'static str>,
    /// The offset of the last name that was read.
    last: usize,
    is_first: bool,
    is_closed: bool,
}

impl<'a> Container<'_, '_, 'a> {
    /// Whether another member or element follows. Moves to its name or value.
    ///
    /// `false` after a fault, so that a type which continues after an error also ends.
    fn another(&mut self) -> Result<bool, Fault> {
        let deserializer = &mut *self.deserializer;
        if self.is_closed || deserializer.fault.is_some() {
            self.is_closed = true;
            return Ok(false);
        }
        let reader = &mut *deserializer.reader;
        let follows = if reader.place == self.place {
            reader.step(|cursor| cursor.another(self.close, self.is_first))
        } else {
            Err(reader.fail(DecodeErrorKind::Unread))
        };
        let follows = deserializer.or_abandon(follows)?;
        deserializer.field = self.outer_field;
        self.is_first = false;
        self.is_closed = !follows;
        Ok(follows)
    }

    /// Reads a name and its colon.
    fn name(&mut self) -> Result<&'a str, Fault> {
        let reader = &mut *self.deserializer.reader;
        let start = reader.offset();
        let name = match reader.cursor.peek() {
            Some(b'"') => reader.unescaped_string(start),
            _ => {
                let unexpected = reader.cursor.unexpected();
                Err(reader.fail(unexpected.into()))
            }
        };
        let name = name.and_then(|name| reader.step(|cursor| cursor.colon()).map(|()| name));
        let name = self.deserializer.or_abandon(name)?;
        let reader = &mut *self.deserializer.reader;
        reader.place = self.place.with_value(true);
        self.last = start;
        let known = self.fields.iter().find(|&&field| field == name);
        self.deserializer.field = known.copied().or(self.outer_field);
        Ok(name)
    }

    /// Reads the next value.
    fn value<T>(
        &mut self,
        read: impl FnOnce(&mut Deserializer<'_, 'a>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.is_closed || self.deserializer.reader.place != self.place.with_value(true) {
            let reader = &*self.deserializer.reader;
            return Err(Fault(
                reader.error_at(DecodeErrorKind::Unread, reader.offset()),
            ));
        }
        self.deserializer.value(read)
    }
}

impl<'de> SeqAccess<'de> for Container<'_, '_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        if !self.another()? {
            return Ok(None);
        }
        self.deserializer.reader.place = self.place.with_value(true);
        self.value(|deserializer| seed.deserialize(deserializer))
            .map(Some)
    }
}

impl<'de> MapAccess<'de> for Container<'_, '_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        if !self.another()? {
            return Ok(None);
        }
        let start = self.deserializer.reader.offset();
        let name = self.name()?;
        match seed.deserialize(BorrowedStrDeserializer::new(name)) {
            Ok(key) => Ok(Some(key)),
            Err(Fault(error)) => Err(self.deserializer.placed(error, start)),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        self.value(|deserializer| seed.deserialize(deserializer))
    }
}

/// A variant with content: an object with one member.
struct Variant<'c, 'd, 'r, 'a> {
    container: &'c mut Container<'d, 'r, 'a>,
    name: &'a str,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_, '_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let variant = seed.deserialize(BorrowedStrDeserializer::<Fault>::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_, '_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        self.container.value(|deserializer| deserializer.null())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        self.container.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.container
            .value(|deserializer| de::Deserializer::deserialize_tuple(deserializer, len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.container.value(|deserializer| {
            de::Deserializer::deserialize_struct(deserializer, "", fields, visitor)
        })
    }
}

/// The methods for the types of numbers: each parses the text as a number of the given type.
macro_rules! numbers {
    ($($method:ident, $visit:ident, $Number:ty;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let number: $Number = self.integer()?;
            visitor.$visit(number)
        })*
    };
}

impl<'de> de::Deserializer<'de> for &mut Deserializer<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.reader.peek_value() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => {
                let number = self.number()?;
                if let Ok(number) = number.parse() {
                    visitor.visit_u64(number)
                } else if let Ok(number) = number.parse() {
                    visitor.visit_i64(number)
                } else if number.contains(['.', 'e', 'E']) {
                    let is_exact = |float: f64| float.is_finite() && holds(float, number);
                    visitor.visit_f64(finite(number.parse(), is_exact)?)
                } else {
                    // A float would round it.
                    Err(REFUSED)
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.scalar(JsonType::Boolean)?;
        visitor.visit_bool(text == "true")
    }

    numbers! {
        deserialize_i8, visit_i64, i64;
        deserialize_i16, visit_i64, i64;
        deserialize_i32, visit_i64, i64;
        deserialize_i64, visit_i64, i64;
        deserialize_i128, visit_i128, i128;
        deserialize_u8, visit_u64, u64;
        deserialize_u16, visit_u64, u64;
        deserialize_u32, visit_u64, u64;
        deserialize_u64, visit_u64, u64;
        deserialize_u128, visit_u128, u128;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f32(finite(self.number()?.parse(), f32::is_finite)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_f64(finite(self.number()?.parse(), f64::is_finite)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.string()?)
    }

    /// Bytes are the text of a string, or the numbers in an array.
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.reader.peek_value() {
            Some(b'[') => self.deserialize_seq(visitor),
            _ => visitor.visit_borrowed_bytes(self.string()?.as_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.reader.peek_value() {
            Some(b'n') => {
                self.null()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.null()?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match is_private(name) {
            true => Err(REFUSED),
            false => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.container(ARRAY, &[], |container| visitor.visit_seq(container))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.container(OBJECT, &[], |container| visitor.visit_map(container))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if is_private(name) {
            return Err(REFUSED);
        }
        self.container(OBJECT, fields, |container| visitor.visit_map(container))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.reader.peek_value() != Some(b'{') {
            let variant: BorrowedStrDeserializer<'_, Fault> =
                BorrowedStrDeserializer::new(self.string()?);
            return visitor.visit_enum(variant);
        }
        self.container(OBJECT, &[], |container| {
            if !container.another()? {
                return Err(REFUSED);
            }
            let name = container.name()?;
            visitor.visit_enum(Variant { container, name })
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let skipped = self.reader.skip_value();
        skipped.map_err(|error| self.abandon(error, NOWHERE))?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { identifier }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }
}

/// Whether the float that was parsed from this number gives the same decimal number again. Every number of
/// 15 significant digits in the range of normal floats does.
fn holds(float: f64, number: &str) -> bool {
    let significand = number.split(['e', 'E']).next().unwrap_or_default();
    let is_significant = |byte: &u8| matches!(byte, b'1'..=b'9');
    let digits = significand.bytes().filter(u8::is_ascii_digit);
    let leading_zeros = digits
        .clone()
        .take_while(|byte| !is_significant(byte))
        .count();
    let trailing_zeros = digits
        .clone()
        .rev()
        .take_while(|byte| !is_significant(byte))
        .count();
    let significant = digits
        .count()
        .saturating_sub(leading_zeros)
        .saturating_sub(trailing_zeros);
    let is_zero = significant == 0;
    is_zero || (float.is_normal() && significant <= f64::DIGITS as usize)
}

/// A float that is finite: the parser gives infinity for a number out of range.
fn finite<T: Copy, E>(number: Result<T, E>, is_finite: impl FnOnce(T) -> bool) -> Result<T, Fault> {
    match number {
        Ok(number) if is_finite(number) => Ok(number),
        _ => Err(REFUSED),
    }
}
