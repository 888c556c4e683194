//! Reading into any serde type.

use core::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::reader::{Place, Reader};
use crate::json::serde::UNDECODED;

impl<'a> Reader<'a> {
    /// Reads the value that comes next as any serde type: a whole body, or one member of it.
    ///
    /// What is read is the right value or an error, as strict as everything else here. Strings are
    /// unescaped wherever they stand, names and variants too, and can be borrowed as `&'a str`
    /// whether they had escapes or not. Members may come in any order, unknown ones are skipped;
    /// a required member that is absent or `null` is [`DecodeErrorKind::Missing`], one that stands
    /// twice [`DecodeErrorKind::Duplicate`], as in a body that is read by hand.
    ///
    /// - A number is read as what it is: an integer that its type cannot hold, or one with a fraction
    ///   or an exponent, is an error, and so is a float out of range.
    /// - `""` is a string like any other. For ids, of which the specification makes it absent, see
    ///   [`absent_if_empty`](crate::json::absent_if_empty).
    /// - A type that contains itself is read to a depth of [`MAX_DEPTH`](crate::json::MAX_DEPTH), as
    ///   everything is: serde's types recurse where the reader does not.
    /// - What stands twice in a map, rather than in a struct, is for the map's type to judge.
    /// - An error that a type's own `Deserialize` or visitor hides, so as to go on with something
    ///   else, is an error all the same, unless the value was read to its end.
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
    /// What is not JSON, does not fit the type, is missing, stands twice, or is too large for the
    /// scratch buffer; [`DecodeErrorKind::Refused`] for what the type itself finds wrong. The place
    /// is that of the innermost value at fault.
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

/// Reads a member that is absent where it is `null` or `""`, as the specification has it of ids and
/// times: for serde's `deserialize_with`.
///
/// ```
/// use alipay_acquiring::{Text, json};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Body<'a> {
///     #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
///     acquirement_id: Option<Text<'a, 64>>,
/// }
///
/// for text in [r#"{"acquirementId":""}"#, r#"{"acquirementId":null}"#, "{}"] {
///     let body: Body = json::Reader::new(text.as_bytes(), &mut [])?.deserialize()?;
///     assert_eq!(body.acquirement_id, None);
/// }
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
///
/// # Errors
///
/// What the deserializer finds, and a text that is not empty but no `T`.
pub fn absent_if_empty<'a, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: TryFrom<&'a str, Error: fmt::Display>,
    D: de::Deserializer<'a>,
{
    match Option::<&str>::deserialize(deserializer)? {
        None | Some("") => Ok(None),
        Some(text) => T::try_from(text).map(Some).map_err(de::Error::custom),
    }
}

/// What is wrong, and where once [`Deserializer::value`] has seen to that.
#[derive(Debug)]
struct Fault(DecodeError);

/// The place of a fault that has none yet.
const NOWHERE: usize = usize::MAX;

impl Fault {
    const fn new(kind: DecodeErrorKind, field: Option<&'static str>) -> Self {
        Self(DecodeError::new(kind, NOWHERE, field))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Fault {}

/// Without what they say in words: that would need a heap.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(DecodeErrorKind::Refused, None)
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(DecodeErrorKind::WrongType, None)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(DecodeErrorKind::Missing, Some(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(DecodeErrorKind::Duplicate, Some(field))
    }
}

/// serde's view of a reader that stands before a value.
struct Deserializer<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// The member being read, where the type told its name.
    field: Option<&'static str>,
    /// The first fault that left something unread behind it: nothing is read from there on.
    fault: Option<DecodeError>,
}

impl<'a> Deserializer<'_, 'a> {
    /// Reads a value with `read`: gives its errors their place, and sees that it was read to its
    /// end.
    fn value<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let (start, place) = (self.reader.value_start(), self.reader.place);
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

    /// Keeps an error that ends the reading; the first one.
    fn abandon(&mut self, error: DecodeError, start: usize) -> Fault {
        let placed = self.placed(error, start);
        Fault(*self.fault.get_or_insert(placed.0))
    }

    /// Gives an error the place and the field that it lacks.
    fn placed(&self, error: DecodeError, start: usize) -> Fault {
        let here = self.reader.error_at(error.kind(), start);
        let (offset, field) = match error.offset() {
            NOWHERE => (start, error.field().or(self.field).or(here.field())),
            // The reader's own: it does not know the names that the type told.
            offset if error.field() == here.field() => (offset, self.field.or(error.field())),
            offset => (offset, error.field()),
        };
        Fault(DecodeError::new(error.kind(), offset, field))
    }

    /// A value of another type stands here, or `null`, or what is no value.
    fn wrong_type(&mut self) -> Fault {
        let is_null = self.reader.peek_value() == Some(b'n');
        match self.reader.begin_value() {
            Ok(start) => {
                let error = self.reader.wrong_type(start);
                match error.kind() {
                    DecodeErrorKind::WrongType if is_null => {
                        Fault(self.reader.error_at(DecodeErrorKind::Missing, start))
                    }
                    DecodeErrorKind::WrongType => Fault(error),
                    _ => self.abandon(error, NOWHERE),
                }
            }
            Err(error) => self.abandon(error, NOWHERE),
        }
    }

    fn string(&mut self) -> Result<&'a str, Fault> {
        match self.reader.peek_value() {
            Some(b'"') => match self.reader.string() {
                Ok(text) => Ok(text.unwrap_or_default()),
                Err(error) => Err(self.abandon(error, NOWHERE)),
            },
            _ => Err(self.wrong_type()),
        }
    }

    /// The text of a scalar that begins with one of these bytes.
    fn scalar(&mut self, first: impl FnOnce(u8) -> bool) -> Result<&'a str, Fault> {
        match self.reader.peek_value() {
            Some(byte) if first(byte) => match self.reader.spanned(Reader::skip_value) {
                Ok(((), text)) => Ok(text),
                Err(error) => Err(self.abandon(error, NOWHERE)),
            },
            _ => Err(self.wrong_type()),
        }
    }

    fn number(&mut self) -> Result<&'a str, Fault> {
        self.scalar(|byte| matches!(byte, b'-' | b'0'..=b'9'))
    }

    fn integer<T: core::str::FromStr>(&mut self) -> Result<T, Fault> {
        self.number()?.parse().map_err(|_| REFUSED)
    }

    fn null(&mut self) -> Result<(), Fault> {
        self.scalar(|byte| byte == b'n').map(drop)
    }

    /// Enters an object or an array, reads what is in it, and leaves it at its end.
    fn container<T>(
        &mut self,
        [open, close]: [u8; 2],
        fields: &'static [&'static str],
        read: impl FnOnce(&mut Container<'_, '_, 'a>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.reader.peek_value() != Some(open) {
            return Err(self.wrong_type());
        }
        let (place, field) = (self.reader.place, self.field);
        let depth = place.depth();
        let entered = self.reader.begin_value();
        let entered = entered.and_then(|_| self.reader.step(|cursor| cursor.enter(depth)));
        entered.map_err(|error| self.abandon(error, NOWHERE))?;
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
                // What the type finds wrong at a member's name has that name's place.
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
        // A type may take fewer elements than there are.
        if !container.is_closed && container.another()? {
            return Err(REFUSED);
        }
        self.reader.place = place.with_value(false);
        self.field = field;
        Ok(value)
    }
}

const REFUSED: Fault = Fault::new(DecodeErrorKind::Refused, None);

const OBJECT: [u8; 2] = *b"{}";
const ARRAY: [u8; 2] = *b"[]";

/// Where the reader stands in an object or an array.
struct Container<'d, 'r, 'a> {
    deserializer: &'d mut Deserializer<'r, 'a>,
    /// Between the members or elements.
    place: Place,
    close: u8,
    /// The names that the type has told.
    fields: &'static [&'static str],
    outer_field: Option<&'static str>,
    /// Where the last name that was read stands.
    last: usize,
    is_first: bool,
    is_closed: bool,
}

impl<'a> Container<'_, '_, 'a> {
    /// Whether another member or element follows; its value, or its name, comes next.
    ///
    /// After a fault nothing does: a type that goes on after an error comes to an end, too.
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
            Err(reader.error(DecodeErrorKind::Unread))
        };
        let follows = follows.map_err(|error| deserializer.abandon(error, NOWHERE))?;
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
            _ => Err(reader.error(reader.cursor.unexpected())),
        };
        let name = name.and_then(|name| reader.step(|cursor| cursor.colon()).map(|()| name));
        let name = name.map_err(|error| self.deserializer.abandon(error, NOWHERE))?;
        let reader = &mut *self.deserializer.reader;
        reader.place = self.place.with_value(true);
        self.last = start;
        let known = self.fields.iter().find(|&&field| field == name);
        self.deserializer.field = known.copied().or(self.outer_field);
        Ok(name)
    }

    /// Reads the value that comes next.
    fn value<T>(
        &mut self,
        read: impl FnOnce(&mut Deserializer<'_, 'a>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.is_closed || self.deserializer.reader.place != self.place.with_value(true) {
            let error = self.deserializer.reader.error(DecodeErrorKind::Unread);
            return Err(Fault(error));
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

/// An enum's variant with content: the one member of an object.
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

/// The methods for each type of number, by what its text is parsed as.
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
                    visitor.visit_f64(finite(number.parse(), f64::is_finite)?)
                } else {
                    // A float would round it.
                    Err(REFUSED)
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.scalar(|byte| matches!(byte, b't' | b'f'))?;
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

    /// The text of a string; of an array, its numbers.
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
        match name {
            UNDECODED => Err(REFUSED),
            _ => visitor.visit_newtype_struct(self),
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
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
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

/// A float that is a number: what is out of range is none.
fn finite<T: Copy, E>(number: Result<T, E>, is_finite: impl FnOnce(T) -> bool) -> Result<T, Fault> {
    match number {
        Ok(number) if is_finite(number) => Ok(number),
        _ => Err(REFUSED),
    }
}
