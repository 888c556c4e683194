//! Objects: their members in any order, each listed name at most once. Other names are skipped and may
//! repeat.
//!
//! [`read_object!`](crate::read_object!) tries three ways, the fastest first:
//!
//! 1. `fast_member`, with wide registers only: the member at the cursor is the next one of the list. Each
//!    name is tried once, in order.
//! 2. `Members::fast_find`, in `slow_next_member`: the member has any listed name, without escapes.
//! 3. `slow_name`, in `slow_next_member`: the name has escapes, or it is not listed.
//!
//! So only `slow_next_member` can meet a listed name twice, and it makes the error.

use crate::error::{DecodeError, DecodeErrorKind};
use crate::json::cursor::trim_white_space;
use crate::json::json_type::JsonType;
use crate::json::name_list::{Name, Names};
use crate::json::nesting::{MAX_DEPTH, Place};
use crate::json::reader::Reader;
use crate::json::scan::{Rest, WIDE, Window, inline_if_wide, leading};
use crate::json::stop::Stop;

/// The state of reading one object: made by [`Reader::object`], updated by
/// [`Reader::next_member`].
#[derive(Debug)]
#[expect(
    missing_copy_implementations,
    reason = "a copy would not know which members the original meets"
)]
pub struct Members {
    names: &'static [Name],
    /// Offset of the opening brace.
    start: usize,
    /// The reader's place between the members.
    place: Place,
    /// One bit for each listed name that was met, and [`OTHER`] if an unlisted name was met. So 0 means
    /// that no member was met, and no comma is due.
    met: u32,
    /// The member whose value is this object.
    outer_field: Option<&'static Name>,
}

/// The bit above those of the names.
const OTHER: u32 = 1 << Names::MAX;

impl Members {
    /// The members of an object that is not entered yet.
    #[inline]
    pub(crate) const fn of(names: Names) -> Self {
        Self {
            names: names.as_slice(),
            start: 0,
            place: Place::CLOSED,
            met: 0,
            outer_field: None,
        }
    }

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

    /// An error in a member that the object lacks.
    #[cold]
    #[inline(never)]
    pub(crate) const fn error(&self, kind: DecodeErrorKind, name: &'static str) -> DecodeError {
        DecodeError::new(kind, self.start, Some(name))
    }

    /// The index after the highest name that was met: the next one in the usual order.
    #[inline]
    fn expected_index(&self) -> usize {
        match (self.met & !OTHER).checked_ilog2() {
            Some(highest) => highest as usize + 1,
            None => 0,
        }
    }

    /// The index of the name at the start of `text`, and its length with its quotes and its colon.
    /// The expected name is tried first. `None` if the text does not begin with a listed name in
    /// this form, or if it is too short for a [`Window`].
    #[inline]
    fn fast_find(&self, text: &[u8]) -> Option<(usize, usize)> {
        let window = Window::at(text)?;
        let mut index = self.expected_index();
        for _ in self.names {
            index = if index < self.names.len() { index } else { 0 };
            let name = self.names.get(index)?;
            if name.is_at(&window) {
                return Some((index, name.as_str().len() + "\"\":".len()));
            }
            index += 1;
        }
        None
    }
}

impl<'a> Reader<'a> {
    /// Begins to read an object. [`next_member`](Self::next_member) will return its members with
    /// these names, which [`names!`](crate::names!) makes.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Missing`] if the value of a member is `null`, [`DecodeErrorKind::WrongType`] if
    /// the value is not an object, [`DecodeErrorKind::TooDeep`], [`DecodeErrorKind::Unread`] if no value
    /// is due here, and errors of the grammar.
    #[inline]
    pub fn object(&mut self, names: Names) -> Result<Members, DecodeError> {
        let mut members = Members::of(names);
        let entered = self.enter_object(&mut members);
        self.result(entered)?;
        Ok(members)
    }

    inline_if_wide! {
        /// As [`object`](Self::object), with `members` in their place: they were made by [`Members::of`].
        pub(crate) fn enter_object(&mut self, members: &mut Members) -> Result<(), Stop> {
            members.outer_field = self.field;
            members.start = match self.fast_object() {
                Some(start) => start,
                None => self.enter(b'{', JsonType::Object)?,
            };
            members.place = self.place;
            Ok(())
        }
    }

    /// The fast path: enters an object after at most one space, and returns the offset of its brace.
    #[inline]
    fn fast_object(&mut self) -> Option<usize> {
        if !WIDE {
            return None; // On a small core the fast path would save little time and cost flash.
        }
        let content = self.cursor.after("{")?;
        let depth = self.place.depth();
        if !self.place.value_is_due() || depth >= MAX_DEPTH {
            return None;
        }
        self.cursor.rest = content;
        self.place = Place::new(depth + 1, false);
        Some(self.offset() - 1)
    }

    /// Moves to the value of the next member that has one of the names, and returns the index of the
    /// name. Members with other names are skipped. `None`: the object has ended.
    ///
    /// # Errors
    ///
    /// The text is not JSON, in skipped members too; [`DecodeErrorKind::Duplicate`] if a listed
    /// name occurs twice, with or without escapes; [`DecodeErrorKind::Unread`] if the caller did
    /// not read the value of the previous member to its end, or calls this again after the object
    /// has ended.
    #[inline]
    pub fn next_member(&mut self, members: &mut Members) -> Result<Option<usize>, DecodeError> {
        let index = self.move_to_member(members);
        self.result(index)
    }

    /// As [`next_member`](Self::next_member).
    #[inline(always)]
    pub(crate) fn move_to_member(&mut self, members: &mut Members) -> Result<Option<usize>, Stop> {
        match self.cursor.rest.strip_prefix("}") {
            Some(rest) if WIDE && self.place == members.place => {
                self.cursor.rest = rest;
                self.leave(members);
                Ok(None)
            }
            _ => self.slow_next_member(members),
        }
    }

    /// The fast path of [`read_object!`](crate::read_object!): if the member with this index comes
    /// next, moves to its value and returns `true`. `quoted` is its name with quotes and colon.
    // Only the macro calls it. A method cannot be in `__private`, so it is hidden here.
    #[doc(hidden)]
    #[inline(always)]
    pub fn fast_member(&mut self, members: &mut Members, index: usize, quoted: &str) -> bool {
        let rest = match members.met {
            0 => Some(self.cursor.rest),
            _ => self.cursor.rest.strip_prefix(","),
        };
        match rest.and_then(|rest| trim_white_space(rest).strip_prefix(quoted)) {
            Some(value) if self.place == members.place => self.begin_member(members, index, value),
            _ => false,
        }
    }

    /// Moves to `value`, the text that begins with the value of the member with this index. `false`
    /// if the member was met before; then nothing changes.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an index is less than `Names::MAX`"
    )]
    fn begin_member(&mut self, members: &mut Members, index: usize, value: Rest<'a>) -> bool {
        let bit = 1_u32.wrapping_shl(index as u32);
        let is_new = members.met & bit == 0;
        if is_new {
            self.cursor.rest = value;
            self.field = members.names.get(index);
            self.place = members.place.with_value(true);
            members.met |= bit;
        }
        is_new
    }

    /// As [`Members::require`].
    #[inline(always)]
    pub(crate) fn require<T>(
        &mut self,
        members: &Members,
        value: Option<T>,
        name: &'static str,
    ) -> Result<T, Stop> {
        match value {
            Some(value) => Ok(value),
            None => Err(self.missing(members, name)),
        }
    }

    /// The object lacks a required member.
    #[cold]
    #[inline(never)]
    pub(crate) fn missing(&mut self, members: &Members, name: &'static str) -> Stop {
        self.lacks(members, DecodeErrorKind::Missing, name)
    }

    /// As [`Members::error`].
    #[cold]
    #[inline(never)]
    pub(crate) fn lacks(
        &mut self,
        members: &Members,
        kind: DecodeErrorKind,
        name: &'static str,
    ) -> Stop {
        self.stop(members.error(kind, name))
    }

    /// Ends the object: the reader is then outside of it, and no value is due.
    #[inline]
    fn leave(&mut self, members: &mut Members) {
        self.place = Place::new(members.place.depth().saturating_sub(1), false);
        self.field = members.outer_field;
        members.place = Place::CLOSED;
    }

    #[inline(never)]
    fn slow_next_member(&mut self, members: &mut Members) -> Result<Option<usize>, Stop> {
        if self.place != members.place {
            return Err(self.fail(DecodeErrorKind::Unread));
        }
        loop {
            self.field = members.outer_field;
            let is_first = members.met == 0;
            if !self.step(|cursor| cursor.another(b'}', is_first))? {
                self.leave(members);
                return Ok(None);
            }
            let start = self.offset();
            let index = match members.fast_find(self.cursor.rest.as_bytes()) {
                Some((index, len)) => {
                    self.cursor.advance(len);
                    Some(index)
                }
                None => self.slow_name(members)?,
            };
            let Some(index) = index else {
                members.met |= OTHER;
                self.place = members.place.with_value(true);
                self.pass_value()?;
                continue;
            };
            if self.begin_member(members, index, self.cursor.rest) {
                return Ok(Some(index));
            }
            self.field = members.names.get(index);
            return Err(self.fail_at(DecodeErrorKind::Duplicate, start));
        }
    }

    /// Reads any name and its colon, and returns the index of the name if it is listed.
    #[cold]
    #[inline(never)]
    fn slow_name(&mut self, members: &Members) -> Result<Option<usize>, Stop> {
        let start = self.cursor.clone();
        let name = self.step(|cursor| cursor.name())?;
        let is_escaped = leading(name.as_bytes(), |byte| *byte != b'\\') < name.len();
        Ok(members.names.iter().position(|known| {
            name == known.as_str() || is_escaped && start.clone().unescapes_to(known.as_str())
        }))
    }
}

/// Reads the members of an object, in any order. For each member, give its name, a variable, and an
/// expression that reads its value as an `Option`. The variable is `None` if the object has no such
/// member. The first variable holds the [`Members`](crate::json::Members) of the object.
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
/// List the names in the order in which senders usually write them: members in that order are read
/// without a search. A name is a literal or a constant, but not a constant of a type parameter.
// `IN_ORDER` is `scan::WIDE`. The example above expands to this:
//
//     let mut currency = None;
//     let mut value = None;
//     let mut members = reader.object(names!["currency", "value"])?;
//     enum Index { currency, value }
//     // Once for each name, in the usual order:
//     if IN_ORDER && reader.fast_member(&mut members, Index::currency as usize, "\"currency\":") {
//         currency = Text::read(reader)?;
//     }
//     if IN_ORDER && reader.fast_member(&mut members, Index::value as usize, "\"value\":") {
//         value = Text::read(reader)?;
//     }
//     // All that is left, in any order:
//     while let Some(index) = reader.next_member(&mut members)? {
//         if index == Index::currency as usize {
//             currency = Text::read(reader)?;
//         }
//         if index == Index::value as usize {
//             value = Text::read(reader)?;
//         }
//     }
//     let members = members;
//
// Inside of this crate, the functions return `Stop` instead of an error, because a small core has little
// flash and stack, and they write into variables that exist before:
//
//     read_object!(@slots let members = reader {
//         "currency" => currency by currency.fill(reader)?,
//     });
#[macro_export]
macro_rules! read_object {
    (let $members:ident = $reader:ident { $($name:expr => $value:ident = $read:expr),+ $(,)? }) => {
        $(let mut $value = None;)+
        let mut $members = $reader.object($crate::names![$($name),+])?;
        $crate::read_object!(
            @next_member($reader, $members) { $($name => $value by $value = $read),+ }
        );
        let $members = $members;
    };
    // For use in this crate: with functions that return `Stop`, and that may write a value in its place.
    (@stop let $members:ident = $reader:ident {
        $($name:expr => $value:ident by $read:expr),+ $(,)?
    }) => {
        $(let mut $value = None;)+
        $crate::read_object!(@slots let $members = $reader { $($name => $value by $read),+ });
    };
    // The same for variables that exist before.
    (@slots let $members:ident = $reader:ident {
        $($name:expr => $value:ident by $read:expr),+ $(,)?
    }) => {
        let mut $members = $crate::json::Members::of($crate::names![$($name),+]);
        $reader.enter_object(&mut $members)?;
        $crate::read_object!(@move_to_member($reader, $members) { $($name => $value by $read),+ });
        let $members = $members;
    };
    (@$next_member:ident($reader:ident, $members:ident) {
        $($name:expr => $value:ident by $read:expr),+
    }) => {{
        #[allow(non_camel_case_types, reason = "variants are named after the values")]
        enum __AlipayAcquiringIndex { $($value),+ }
        $(
            if $crate::__private::IN_ORDER
                && $reader.fast_member(
                    &mut $members,
                    __AlipayAcquiringIndex::$value as usize,
                    const {
                        $crate::__private::as_text(
                            const { &$crate::__private::quoted::<{ $name.len() + 3 }>($name) },
                        )
                    },
                )
            {
                $read;
            }
        )+
        while let Some(index) = $reader.$next_member(&mut $members)? {
            $(if index == __AlipayAcquiringIndex::$value as usize {
                $read;
            })+
        }
    }};
}

#[cfg(test)]
mod tests {
    //! These tests check that the fast paths handle the common cases. If they did not, the slow
    //! paths would give the same results, and no other test would notice.

    extern crate std;

    use super::*;
    use crate::json::name_list::{as_text, quoted};
    use crate::names;

    const NAMES: Names = names!["a", "bb", "ccc"];

    /// A reader without scratch.
    fn reader(text: &str) -> Reader<'_> {
        Reader::new(text.as_bytes(), &mut []).unwrap()
    }

    #[test]
    fn objects_after_no_white_space_or_one() {
        for (text, start) in [
            ("{}", Some(0)),
            (" {}", Some(1)),
            ("  {}", None),
            ("[", None),
        ] {
            let expected = start.filter(|_| WIDE);
            assert_eq!(reader(text).fast_object(), expected, "{text}");
        }
        let mut read = reader("{{");
        assert_eq!(read.fast_object().is_some(), WIDE);
        assert_eq!(read.fast_object(), None, "a member has to come first");
    }

    #[test]
    fn the_name_that_is_expected() {
        for text in [r#"{"bb":1,"a":2}"#, r#"{ "bb":1, "a":2}"#] {
            let mut read = reader(text);
            let mut members = read.object(NAMES).unwrap();
            assert!(!read.fast_member(&mut members, 0, "\"a\":"));
            assert!(read.fast_member(&mut members, 1, "\"bb\":"));
            assert!(
                !read.fast_member(&mut members, 0, "\"a\":"),
                "a value is due"
            );
            read.skip_value().unwrap();
            assert!(read.fast_member(&mut members, 0, "\"a\":"));
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
                assert_eq!(members.fast_find(text.as_bytes()), found, "{name}, {met:b}");
            }
        }
    }
}
