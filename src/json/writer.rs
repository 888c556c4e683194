//! The canonical writer: compact text and minimal escapes, written into the caller's buffer.

use crate::error::ValueError;
use crate::json::scan::{WIDE, copied_len, copy_plain, inline_if_wide, plain_len};
use crate::json::slice_writer::{SliceWriter, copy_all, total_len};

/// Writes one JSON text into a fixed buffer, in the only form that this crate writes: no white
/// space, members in the order of the calls, and escapes only where RFC 8259, section 7, requires
/// them. An escape has the short form if there is one, else the form `\u00xx` in lower case.
///
/// If a text does not fit, it and every text after it are only counted, not written. So
/// [`len`](Self::len) is right for every buffer.
#[derive(Debug)]
pub struct Writer<'b> {
    out: SliceWriter<'b>,
    /// Whether the next member needs a comma before it.
    pub(crate) comma: bool,
    /// Why a value could not be written: the first one.
    pub(crate) fault: Option<WriteFault>,
    /// How many objects and arrays are open. Only a serde type can nest without a limit.
    #[cfg(feature = "serde")]
    pub(crate) depth: u32,
}

impl<'b> Writer<'b> {
    /// Writes into `buffer`, from its start. With an empty buffer the writer only counts.
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self {
            out: SliceWriter::after(buffer, 0),
            comma: false,
            fault: None,
            #[cfg(feature = "serde")]
            depth: 0,
        }
    }

    /// The length of the text so far, in bytes. If the text does not fit, this is more than the
    /// length of the buffer.
    pub const fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether a value could not be written; then do not use the text. The causes are an
    /// [`id_member`](Self::id_member), and serde types: see `serialize`, of the feature `serde`.
    pub const fn has_failed(&self) -> bool {
        self.fault.is_some()
    }

    /// Records why a value could not be written. The first fault is kept.
    #[cold]
    pub(crate) fn fail(&mut self, fault: WriteFault) {
        self.fault.get_or_insert(fault);
    }

    /// Whether nothing has been written.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    inline_if_wide! {
        /// Writes `{`.
        pub fn begin_object(&mut self) {
            self.out.write_all([b"{"]);
            self.comma = false;
            #[cfg(feature = "serde")]
            {
                self.depth = self.depth.saturating_add(1);
            }
        }

        /// Writes `}`.
        pub fn end_object(&mut self) {
            self.out.write_all([b"}"]);
            self.comma = true;
            #[cfg(feature = "serde")]
            {
                self.depth = self.depth.saturating_sub(1);
            }
        }

        /// Writes `[`. [`element`](Self::element) comes before each element.
        pub fn begin_array(&mut self) {
            self.out.write_all([b"["]);
            self.comma = false;
            #[cfg(feature = "serde")]
            {
                self.depth = self.depth.saturating_add(1);
            }
        }

        /// Writes `]`.
        pub fn end_array(&mut self) {
            self.out.write_all([b"]"]);
            self.comma = true;
            #[cfg(feature = "serde")]
            {
                self.depth = self.depth.saturating_sub(1);
            }
        }

        /// Begins an element of an array: writes a comma if one is needed. The value comes next.
        pub fn element(&mut self) {
            if self.comma {
                self.out.write_all([b","]);
            }
            self.comma = true;
        }

        /// Writes `"name":`, and a comma before it if one is needed. `name` must not need an escape: it
        /// is written unchanged.
        pub fn name(&mut self, name: &str) {
            match self.comma {
                true => self.out.write_all([b",\"", name.as_bytes(), b"\":"]),
                false => self.out.write_all([b"\"", name.as_bytes(), b"\":"]),
            }
            self.comma = true;
        }

        /// Writes a member whose value is a string.
        pub fn member(&mut self, name: &str, value: &str) {
            if WIDE {
                let is_written = match self.comma {
                    true => self.fast_string::<false, _>([b",\"", name.as_bytes(), b"\":\""], value),
                    false => self.fast_string::<false, _>([b"\"", name.as_bytes(), b"\":\""], value),
                };
                if is_written {
                    self.comma = true;
                    return;
                }
            }
            self.name(name);
            self.slow_string(value);
        }

        /// Writes a member whose value is an id. An id with a control character (Unicode category Cc),
        /// or with white space at its start or its end, is not accepted: then
        /// [`has_failed`](Self::has_failed), and no message with this id can be written. Other systems
        /// may remove such characters, and then the id names nothing, or something else.
        pub fn id_member(&mut self, name: &'static str, id: &str) {
            if WIDE && !has_outer_space(id.as_bytes()) {
                let is_written = match self.comma {
                    true => self.fast_string::<true, _>([b",\"", name.as_bytes(), b"\":\""], id),
                    false => self.fast_string::<true, _>([b"\"", name.as_bytes(), b"\":\""], id),
                };
                if is_written {
                    self.comma = true;
                    return;
                }
            }
            if let Some(error) = id_error(id.as_bytes()) {
                self.fail(WriteFault::Value(name, error));
            }
            self.name(name);
            self.slow_string(id);
        }

        /// Writes a member whose value is an id, or nothing if there is no id.
        pub fn optional_id_member(&mut self, name: &'static str, id: Option<&str>) {
            if let Some(id) = id {
                self.id_member(name, id);
            }
        }

        /// Writes a member whose value is a string that needs no escape: it is written unchanged.
        pub(crate) fn plain_member(&mut self, name: &str, value: &[u8]) {
            self.name(name);
            self.out.write_all([b"\"", value, b"\""]);
        }

        /// Writes a member whose value is a string, or nothing if there is no value.
        pub fn optional_member(&mut self, name: &str, value: Option<&str>) {
            if let Some(value) = value {
                self.member(name, value);
            }
        }

        /// Writes a string value: quoted, and escaped where necessary.
        pub fn string(&mut self, value: &str) {
            if WIDE && self.fast_string::<false, _>([b"\""], value) {
                return;
            }
            self.slow_string(value);
        }
    }

    /// The fast path: writes `before`, which ends with an opening quote, and a string without
    /// escapes, if all of it fits. If `ASCII`, the string must be visible ASCII. After `false`, the bytes
    /// after the written text are unspecified.
    #[inline(always)]
    fn fast_string<const ASCII: bool, const N: usize>(
        &mut self,
        before: [&[u8]; N],
        value: &str,
    ) -> bool {
        let before_len = total_len(&before);
        let Some(room) = self.out.room() else {
            return false;
        };
        if let Some((opening, room)) = room.split_at_mut_checked(before_len)
            && let Some((content, room)) = room.split_at_mut_checked(value.len())
            && let Some(closing) = room.first_mut()
            && copy_plain::<ASCII>(value.as_bytes(), content)
        {
            copy_all(before, opening);
            *closing = b'"';
            // It fits in the buffer, so this does not overflow.
            self.out.advance(before_len + value.len() + 1);
            return true;
        }
        false
    }

    inline_if_wide! {
        /// Writes any string.
        fn slow_string(&mut self, value: &str) {
            if WIDE {
                // If a call took `&mut self.out`, the compiler would keep the fields of `out` in
                // memory, not in registers, while a message is written.
                let len = self.out.len();
                let len = write_string_at(self.out.buffer(), len, value);
                self.out.set_len(len);
            } else {
                write_string(&mut self.out, value);
            }
        }
    }

    /// Writes a whole number.
    ///
    /// ```
    /// use alipay_acquiring::json::Writer;
    ///
    /// let mut buffer = [0; 32];
    /// let mut writer = Writer::new(&mut buffer);
    /// writer.begin_array();
    /// for number in [-7, 1250] {
    ///     writer.element();
    ///     writer.integer(number);
    /// }
    /// writer.element();
    /// writer.boolean(true);
    /// writer.end_array();
    /// let len = writer.len();
    /// assert_eq!(&buffer[..len], b"[-7,1250,true]");
    /// ```
    pub fn integer(&mut self, value: i64) {
        if value < 0 {
            self.out.write(b"-");
        }
        self.unsigned(value.unsigned_abs());
    }

    /// Writes a whole number that is not negative.
    pub fn unsigned(&mut self, value: u64) {
        let (mut rest, mut digits) = (value, [b'0'; MAX_INTEGER_LEN]);
        let mut start = MAX_INTEGER_LEN;
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
            start -= 1;
            if rest == 0 {
                break;
            }
        }
        self.out.write(digits.get(start..).unwrap_or_default());
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.out.write(if value { b"true" } else { b"false" });
    }

    /// Writes the content of a string, without its quotes.
    #[cfg(feature = "serde")]
    pub(crate) fn content(&mut self, value: &str) {
        write_content(&mut self.out, value);
    }

    /// The text from this offset on; `None` if the text does not fit.
    #[cfg(feature = "serde")]
    pub(crate) fn written_from(&mut self, start: usize) -> Option<&str> {
        let end = self.len();
        let text = self.out.buffer().get(start..end)?;
        // The writer writes only whole texts, and `start` is the offset of one.
        core::str::from_utf8(text).ok()
    }

    /// Writes text unchanged: a JSON value of another type. The caller ensures that it is valid JSON.
    pub fn raw(&mut self, text: &str) {
        self.out.write(text.as_bytes());
    }
}

/// Why a value could not be written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WriteFault {
    /// A serde type that is not JSON.
    #[cfg(feature = "serde")]
    NotJson,
    /// The value of this member breaks a rule of the writer.
    Value(&'static str, ValueError),
}

/// The rule of [`Writer::id_member`] that an id in UTF-8 breaks.
// With wide registers, the usual id does not come here.
#[inline(never)]
pub(crate) fn id_error(id: &[u8]) -> Option<ValueError> {
    let is_usual = !has_outer_space(id) && copied_len::<true>(id) == id.len();
    match is_usual {
        true => None,
        false => unusual_id_error(id),
    }
}

const fn has_outer_space(id: &[u8]) -> bool {
    matches!(id, [b' ', ..] | [.., b' '])
}

/// [`id_error`] of an id that is not only visible ASCII.
#[cold]
#[inline(never)]
fn unusual_id_error(id: &[u8]) -> Option<ValueError> {
    let mut rest = id;
    while let [byte, tail @ ..] = rest {
        // U+0000 to U+001F, U+007F, and U+0080 to U+009F.
        if let (..0x20 | 0x7F, _) | (0xC2, [0x80..=0x9F, ..]) = (*byte, tail) {
            return Some(ValueError::ControlCharacterInId);
        }
        rest = tail;
    }
    for len in 1..=3 {
        let start = id.split_at_checked(len);
        let end = id.split_at_checked(id.len().saturating_sub(len));
        if start.is_some_and(|(start, _)| is_white_space(start))
            || end.is_some_and(|(_, end)| is_white_space(end))
        {
            return Some(ValueError::WhiteSpaceAroundId);
        }
    }
    None
}

/// Whether this is one character with the property `White_Space` of Unicode that is no control character.
const fn is_white_space(text: &[u8]) -> bool {
    matches!(
        text,
        [b' ']
            | [0xC2, 0xA0]
            | [0xE1, 0x9A, 0x80]
            | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF]
            | [0xE2, 0x81, 0x9F]
            | [0xE3, 0x80, 0x80]
    )
}

/// Writes a string after the first `len` bytes of `buffer`, and returns the new length.
#[inline(never)]
fn write_string_at(buffer: &mut [u8], len: usize, value: &str) -> usize {
    let mut out = SliceWriter::after(buffer, len);
    write_string(&mut out, value);
    out.len()
}

fn write_string(out: &mut SliceWriter<'_>, value: &str) {
    out.write(b"\"");
    write_content(out, value);
    out.write(b"\"");
}

fn write_content(out: &mut SliceWriter<'_>, value: &str) {
    let mut rest = value;
    while let Some((plain, special)) = rest.split_at_checked(plain_len(rest.as_bytes()))
        && let Some((&byte, _)) = special.as_bytes().split_first()
    {
        out.write(plain.as_bytes());
        write_escape(out, byte);
        rest = special.get(1..).unwrap_or("");
    }
    out.write(rest.as_bytes());
}

fn write_escape(out: &mut SliceWriter<'_>, byte: u8) {
    let short = match byte {
        b'"' => b"\\\"",
        b'\\' => b"\\\\",
        0x08 => b"\\b",
        0x0c => b"\\f",
        b'\n' => b"\\n",
        b'\r' => b"\\r",
        b'\t' => b"\\t",
        _ => {
            let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
            return out.write(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
        }
    };
    out.write(short);
}

/// The longest string of `chars` characters, in bytes with its quotes: each character may be a
/// control character, which takes six bytes escaped.
pub const fn max_string_len(chars: usize) -> usize {
    chars.saturating_mul(6).saturating_add(2)
}

/// The longest id of `chars` characters, in bytes with its quotes: [`Writer::id_member`] accepts no control
/// characters, so a character takes at most four bytes.
pub const fn max_id_len(chars: usize) -> usize {
    chars.saturating_mul(4).saturating_add(2)
}

/// The length of the longest number that [`Writer::integer`] or [`Writer::unsigned`] writes, in bytes.
pub const MAX_INTEGER_LEN: usize = 20;

/// The length of an array of `count` elements, each of `element_len` bytes. It saturates.
pub const fn max_array_len(count: usize, element_len: usize) -> usize {
    let commas = count.saturating_sub(1);
    let elements = count.saturating_mul(element_len);
    elements.saturating_add(commas).saturating_add(2)
}

/// The length of an object with these members, in bytes. Each member is given as its name and the
/// length of its value.
pub const fn max_object_len(members: &[(&str, usize)]) -> usize {
    let mut len: usize = 2;
    let mut rest = members;
    while let [(name, value), tail @ ..] = rest {
        let comma = !tail.is_empty() as usize;
        len = len
            .saturating_add(name.len() + 3 + comma)
            .saturating_add(*value);
        rest = tail;
    }
    len
}

#[cfg(test)]
mod tests {
    //! The last test checks that the fast path handles the common case. If it did not, the slow path
    //! would write the same text, and no other test would notice.

    extern crate std;

    use std::{format, string::String};

    use super::*;

    /// Every character at the start, inside and at the end of an id.
    #[test]
    fn exactly_control_characters_and_outer_white_space_are_faults() {
        for character in '\0'..=char::MAX {
            let inside = format!("a{character}b");
            let outside = [
                format!("{character}"),
                format!("{character}b"),
                format!("a{character}"),
            ];
            let control = character
                .is_control()
                .then_some(ValueError::ControlCharacterInId);
            assert_eq!(id_error(inside.as_bytes()), control, "{character:?}");
            let space = character
                .is_whitespace()
                .then_some(ValueError::WhiteSpaceAroundId);
            for id in outside {
                assert_eq!(id_error(id.as_bytes()), control.or(space), "{character:?}");
            }
        }
        assert_eq!(id_error(b""), None);
    }

    #[test]
    fn strings_that_fit_and_need_no_escape() {
        for (room, value, is_taken) in [
            (5, "ab", true),
            (4, "ab", false),
            (0, "", false),
            (3, "", true),
            (64, "a string that is longer than two chunks are", true),
            (64, "a string that is longer than two chunks are\n", false),
            (64, "\"", false),
        ] {
            let mut buffer = [0; 64];
            let mut writer = Writer::new(&mut buffer[..room]);
            let taken = writer.fast_string::<false, _>([b":", b"\""], value);
            assert_eq!(taken, is_taken, "{value} in {room}");
            let len = writer.len();
            let written = if is_taken {
                format!(":\"{value}\"")
            } else {
                String::new()
            };
            assert_eq!(&buffer[..len], written.as_bytes(), "{value} in {room}");
        }
    }
}
