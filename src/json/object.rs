//! Objects: their members, whatever their order.

use super::cursor::{after, trim_white_space};
use super::escape::unescapes_to;
use super::names::{Name, Names};
use super::reader::{MAX_DEPTH, Place, Reader};
use super::scan::Window;
use crate::error::{DecodeError, DecodeErrorKind};

/// Where a [`Reader`] stands in an object: made by [`Reader::object`], moved on by
/// [`Reader::next_member`].
#[derive(Debug)]
pub struct Members {
    names: &'static [Name],
    /// Offset of the opening brace.
    start: usize,
    /// Between the members.
    place: Place,
    /// One bit for each name that has been met, and [`OTHER`] for another.
    met: u32,
    /// The field that the object is the value of.
    outer_field: Option<&'static Name>,
}

/// The bit above those of the names.
const OTHER: u32 = 1 << Names::MAX;

impl Members {
    /// The value of a required member, or the error that it is missing.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] with the offset of the object's opening brace.
    pub fn require<T>(&self, value: Option<T>, name: &'static str) -> Result<T, DecodeError> {
        match value {
            Some(value) => Ok(value),
            None => Err(self.error(DecodeErrorKind::Missing, name)),
        }
    }

    /// Which name stands here, and how long it is with its quotes and its colon: the next one,
    /// or any. `None` leaves it to a look at every byte.
    #[inline]
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        let window = Window::at(text.as_bytes())?;
        let next = (u32::BITS - (self.met & !OTHER).leading_zeros()) as usize;
        let index = match self.names.get(next) {
            Some(name) if name.stands_at(&window) => next,
            _ => self.names.iter().position(|name| name.stands_at(&window))?,
        };
        let name = self.names.get(index)?;
        Some((index, name.as_str().len() + "\"\":".len()))
    }

    /// An error in a member that the object lacks.
    #[cold]
    #[inline(never)]
    pub(crate) const fn error(&self, kind: DecodeErrorKind, name: &'static str) -> DecodeError {
        DecodeError::new(kind, self.start, Some(name))
    }
}

impl<'a> Reader<'a> {
    /// Begins an object whose members of these names are to be read; see [`names!`](crate::names!).
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] if the value is `null`, [`DecodeErrorKind::WrongType`] if it
    /// is anything else but an object, [`DecodeErrorKind::TooDeep`].
    #[inline]
    pub fn object(&mut self, names: Names) -> Result<Members, DecodeError> {
        let outer_field = self.field;
        let start = match self.plain_object() {
            Some(start) => start,
            None => self.any_object()?,
        };
        Ok(Members {
            names: names.as_slice(),
            start,
            place: self.place,
            met: 0,
            outer_field,
        })
    }

    /// The fast path: a brace after no white space or one. `None` leaves it to
    /// [`Reader::any_object`].
    #[inline]
    pub(super) fn plain_object(&mut self) -> Option<usize> {
        if !cfg!(wide) {
            return None; // it would save little, and takes code
        }
        let content = after(self.rest, "{")?;
        let depth = self.place.depth();
        if !self.place.value_is_due() || depth >= MAX_DEPTH {
            return None;
        }
        self.rest = content;
        self.place = Place::new(depth + 1, false);
        Some(self.offset() - 1)
    }

    /// Enters an object; the offset of its brace.
    #[inline(never)]
    pub(super) fn any_object(&mut self) -> Result<usize, DecodeError> {
        let start = self.begin_value()?;
        match self.peek() {
            Some(b'{') => {
                self.enter(0)?;
                self.place = Place::new(self.place.depth() + 1, false);
                Ok(start)
            }
            // The document itself is nobody's member.
            Some(b'n') if self.place.depth() > 0 => {
                self.literal("null")?;
                Err(self.error_at(DecodeErrorKind::Missing, start))
            }
            _ => Err(self.wrong_type(start)),
        }
    }

    /// Moves on to the next member that is to be read, and tells which of the names it has; its
    /// value comes next. Other members are skipped. `None`: the object is closed.
    ///
    /// # Errors
    ///
    /// What is not JSON, in skipped members too; [`DecodeErrorKind::Duplicate`] if one of the
    /// names stands twice, however it is escaped; [`DecodeErrorKind::Unread`] if the value of the
    /// member before, or the rest of an object in it, was not read, or after the end.
    #[inline]
    pub fn next_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        match self.rest.strip_prefix("}") {
            Some(rest) if self.place == members.place => {
                self.rest = rest;
                self.leave(members);
                Ok(None)
            }
            _ => self.any_member(members),
        }
    }

    /// Whether the member of this index comes next, its name written as almost all are: moves on to
    /// its value then. `quoted` is the name between its quotes, with its colon.
    ///
    /// [`read_object!`](crate::read_object!) asks so for each member in turn, which reads what
    /// comes in the expected order without a search. `false` says nothing but that
    /// [`Reader::next_member`] has to look.
    #[doc(hidden)]
    #[cfg_attr(wide, inline(always))]
    pub fn next_is(&mut self, members: &mut Members, index: usize, quoted: &str) -> bool {
        let rest = match members.met {
            0 => Some(self.rest),
            _ => self.rest.strip_prefix(","),
        };
        match rest.and_then(|rest| trim_white_space(rest).strip_prefix(quoted)) {
            Some(value) if self.place == members.place => self.begin_member(members, index, value),
            _ => false,
        }
    }

    /// Stands before the `value` of the member of this index now; not if it stands twice.
    #[cfg_attr(wide, inline(always))]
    pub(super) fn begin_member(
        &mut self,
        members: &mut Members,
        index: usize,
        value: &'a str,
    ) -> bool {
        let bit = 1_u32.wrapping_shl(index as u32);
        let is_new = members.met & bit == 0;
        if is_new {
            self.rest = value;
            self.field = members.names.get(index);
            self.place = members.place.with_value(true);
            members.met |= bit;
        }
        is_new
    }

    #[inline]
    pub(super) fn leave(&mut self, members: &mut Members) {
        self.place = Place::new(members.place.depth().saturating_sub(1), false);
        self.field = members.outer_field;
        members.place = Place::NOWHERE;
    }

    #[inline(never)]
    pub(super) fn any_member(
        &mut self,
        members: &mut Members,
    ) -> Result<Option<usize>, DecodeError> {
        if self.place != members.place {
            return Err(self.error(DecodeErrorKind::Unread));
        }
        loop {
            self.field = members.outer_field;
            if !self.another(b'}', members.met == 0)? {
                self.leave(members);
                return Ok(None);
            }
            let start = self.offset();
            let index = match members.find(self.rest) {
                Some((index, len)) => {
                    self.advance(len);
                    Some(index)
                }
                None => self.known_name(members)?,
            };
            let Some(index) = index else {
                members.met |= OTHER;
                self.place = members.place.with_value(true);
                self.skip_value()?;
                continue;
            };
            if self.begin_member(members, index, self.rest) {
                return Ok(Some(index));
            }
            self.field = members.names.get(index);
            return Err(self.error_at(DecodeErrorKind::Duplicate, start));
        }
    }

    /// Reads a name and its colon: the index of the name if it is one of those to be read.
    pub(super) fn known_name(&mut self, members: &Members) -> Result<Option<usize>, DecodeError> {
        let name = self.name()?;
        Ok(members.names.iter().position(|known| {
            if name.escaped {
                unescapes_to(name.raw, known.as_str())
            } else {
                name.raw == known.as_str()
            }
        }))
    }
}

/// Reads an object's members, whatever their order: for each name a variable, an `Option` that is
/// `None` until a member of that name is met, and how its value is read. What it gives is the
/// [`Members`](crate::json::Members) that the variables came from.
///
/// ```
/// use alipay_acquiring::json::Reader;
/// use alipay_acquiring::{DecodeError, Text, read_object};
///
/// /// `{"currency":"USD","value":"100"}`
/// struct Amount<'a> {
///     currency: Text<'a, 3>,
///     value: Text<'a, 16>,
/// }
///
/// fn read_amount<'a>(reader: &mut Reader<'a>) -> Result<Amount<'a>, DecodeError> {
///     read_object!(let members = reader {
///         "currency" => currency = Text::read(reader)?,
///         "value" => value = Text::read(reader)?,
///     });
///     Ok(Amount {
///         currency: members.require(currency, "currency")?,
///         value: members.require(value, "value")?,
///     })
/// }
/// # let mut reader = Reader::new(br#"{"value":"100", "x": [], "currency":"USD"}"#, &mut [])?;
/// # let amount = read_amount(&mut reader)?;
/// # assert!(amount.currency == "USD" && amount.value == "100");
/// # Ok::<(), DecodeError>(())
/// ```
///
/// List the names in the order in which senders usually write them: members that come in that order
/// are read without a search. They are literals or constants, but not of a type parameter.
#[macro_export]
macro_rules! read_object {
    (let $members:ident = $reader:ident { $($name:expr => $value:ident = $read:expr),+ $(,)? }) => {
        $(let mut $value = None;)+
        let $members = {
            #[allow(non_camel_case_types)]
            enum __AlipayAcquiringIndex { $($value),+ }
            let mut members = $reader.object($crate::names![$($name),+])?;
            $(
                if $crate::json::IN_ORDER
                    && $reader.next_is(
                        &mut members,
                        __AlipayAcquiringIndex::$value as usize,
                        const { $crate::json::as_text(const { &$crate::json::quoted::<{ $name.len() + 3 }>($name) }) },
                    )
                {
                    $value = $read;
                }
            )+
            while let Some(index) = $reader.next_member(&mut members)? {
                $(if index == __AlipayAcquiringIndex::$value as usize {
                    $value = $read;
                })+
            }
            members
        };
    };
}

// The fast paths are of `wide` only.
#[cfg(all(test, wide))]
mod tests {
    //! That the fast paths take what they are for. What they refuse is read all the same, only later, so
    //! no other test would notice.

    extern crate std;

    use super::*;
    use crate::error::ValueError;
    use crate::json::names::{as_text, quoted};
    use crate::names;

    const NAMES: Names = names!["a", "bb", "ccc"];

    /// A reader without scratch.
    fn reader(text: &str) -> Reader<'_> {
        Reader::new(text.as_bytes(), &mut []).unwrap()
    }

    #[test]
    fn objects_behind_no_white_space_or_one() {
        for (text, start) in [
            ("{}", Some(0)),
            (" {}", Some(1)),
            ("  {}", None),
            ("[", None),
        ] {
            assert_eq!(reader(text).plain_object(), start, "{text}");
        }
        let mut read = reader("{{");
        assert_eq!(read.plain_object(), Some(0));
        assert_eq!(read.plain_object(), None, "a member has to come first");
    }

    #[test]
    fn strings_without_escapes() {
        for text in [r#""ab""#, r#" "ab""#] {
            assert_eq!(reader(text).plain_string(), Some("ab"), "{text}");
            let sized = |len| reader(text).sized_string(len, Ok::<_, ValueError>);
            assert_eq!([1, 2, 3].map(sized), [None, Some("ab"), None], "{text}");
        }
        assert_eq!(reader(r#""a\n""#).plain_string(), None);
        let mut read = reader(r#""a""b""#);
        assert_eq!(read.plain_string(), Some("a"));
        assert_eq!(read.plain_string(), None, "a value has to be due");
        assert_eq!(read.sized_string(1, Ok::<_, ValueError>), None);
    }

    #[test]
    fn the_name_that_is_expected() {
        for text in [r#"{"bb":1,"a":2}"#, r#"{ "bb":1, "a":2}"#] {
            let mut read = reader(text);
            let mut members = read.object(NAMES).unwrap();
            assert!(!read.next_is(&mut members, 0, "\"a\":"));
            assert!(read.next_is(&mut members, 1, "\"bb\":"));
            assert!(!read.next_is(&mut members, 0, "\"a\":"), "a value is due");
            read.skip_value().unwrap();
            assert!(read.next_is(&mut members, 0, "\"a\":"));
        }
        assert_eq!(as_text(&quoted::<5>("bb")), "\"bb\":");
        assert_eq!(as_text(b"\xff"), "");
    }

    #[test]
    fn any_name_that_is_listed() {
        let names = [
            ("a", Some((0, 4))),
            ("bb", Some((1, 5))),
            ("ccc", Some((2, 6))),
        ];
        for (name, found) in names.into_iter().chain([("d", None)]) {
            // As long as a window, at least.
            let text = std::format!("\"{name}\":{:32}", "");
            for met in 0..8 {
                let mut members = reader("{").object(NAMES).unwrap();
                members.met = met;
                assert_eq!(members.find(&text), found, "{name}, {met:b}");
            }
        }
    }
}
