//! The canonical writer: compact text, minimal escapes, into a buffer of the caller's.

use core::mem;

use super::scan::{copy_plain, plain_len};

/// Writes texts one after another: at once where inlining makes it a few stores of known lengths, or
/// each by a call, which is smaller.
macro_rules! all {
    ($writer:expr, $($text:expr),+) => {
        if cfg!(wide) {
            $writer.all([$($text),+]);
        } else {
            $($writer.bytes($text);)+
        }
    };
}

/// Writes one JSON text into a fixed buffer, in the one form that this crate writes: no white
/// space, members in the order of the calls, and only those characters escaped that RFC 8259,
/// section 7, says must be: the short form where there is one, else `\u00xx` in lower case.
///
/// What does not fit is counted, not written: the length comes out right whatever the buffer.
#[derive(Debug)]
pub struct Writer<'b> {
    buffer: &'b mut [u8],
    len: usize,
    /// Whether the next member needs a comma before it.
    pub(super) comma: bool,
    /// Whether something could not be written.
    pub(super) failed: bool,
}

impl<'b> Writer<'b> {
    /// Writes into `buffer`, from its start. An empty buffer makes a writer that only counts.
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self {
            buffer,
            len: 0,
            comma: false,
            failed: false,
        }
    }

    /// The length of the text so far, in bytes; more than the buffer has where it did not fit.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether something could not be written as JSON, which makes all of the text useless. Only
    /// serde types can do so: see `serialize`, of the feature `serde`.
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether nothing has been written.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// `{`
    #[cfg_attr(wide, inline(always))]
    pub fn begin_object(&mut self) {
        all!(self, b"{");
        self.comma = false;
    }

    /// `}`
    #[cfg_attr(wide, inline(always))]
    pub fn end_object(&mut self) {
        all!(self, b"}");
        self.comma = true;
    }

    /// `"name":`, after a comma where one is needed. `name` is written as it is: it must not need
    /// an escape.
    #[cfg_attr(wide, inline(always))]
    pub fn name(&mut self, name: &str) {
        match self.comma {
            true => all!(self, b",\"", name.as_bytes(), b"\":"),
            false => all!(self, b"\"", name.as_bytes(), b"\":"),
        }
        self.comma = true;
    }

    /// A member with a string for its value.
    #[cfg_attr(wide, inline(always))]
    pub fn member(&mut self, name: &str, value: &str) {
        if cfg!(wide) {
            let done = match self.comma {
                true => self.plain_string([b",\"", name.as_bytes(), b"\":\""], value),
                false => self.plain_string([b"\"", name.as_bytes(), b"\":\""], value),
            };
            if done.is_some() {
                self.comma = true;
                return;
            }
        }
        self.name(name);
        self.any_string(value);
    }

    /// A member with a string for its value that is written as it is: it must not need an escape.
    #[cfg_attr(wide, inline(always))]
    pub(crate) fn plain_member(&mut self, name: &str, value: &[u8]) {
        self.name(name);
        all!(self, b"\"", value, b"\"");
    }

    /// A member with a string for its value, or nothing where there is none.
    #[cfg_attr(wide, inline(always))]
    pub fn optional_member(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// A string value: quoted, with what must be escaped escaped.
    #[cfg_attr(wide, inline(always))]
    pub fn string(&mut self, value: &str) {
        if cfg!(wide) && self.plain_string([b"\""], value).is_some() {
            return;
        }
        self.any_string(value);
    }

    /// The fast path: texts that end with an opening quote, and a string that has nothing to
    /// escape. `None` if it has, or if not all fits: then the length stands, and what lies behind it is of
    /// no use.
    #[cfg_attr(wide, inline(always))]
    fn plain_string<const N: usize>(&mut self, texts: [&[u8]; N], value: &str) -> Option<()> {
        let before = total_len(&texts);
        let room = self.buffer.get_mut(self.len..)?;
        let (opening, room) = room.split_at_mut_checked(before)?;
        let (content, room) = room.split_at_mut_checked(value.len())?;
        let closing = room.first_mut()?;
        if !copy_plain(value.as_bytes(), content) {
            return None;
        }
        copy_all(texts, opening);
        *closing = b'"';
        // It ends within the buffer: no overflow.
        self.len += before + value.len() + 1;
        Some(())
    }

    #[cfg_attr(wide, inline(always))]
    fn any_string(&mut self, value: &str) {
        if cfg!(wide) {
            self.len = any_string(self.buffer, self.len, value);
        } else {
            self.quoted(value);
        }
    }

    fn quoted(&mut self, value: &str) {
        self.bytes(b"\"");
        self.content(value);
        self.bytes(b"\"");
    }

    /// The content of a string, without its quotes.
    pub(crate) fn content(&mut self, value: &str) {
        let mut rest = value;
        while let Some((plain, special)) = rest.split_at_checked(plain_len(rest.as_bytes()))
            && let Some((&byte, _)) = special.as_bytes().split_first()
        {
            self.raw(plain);
            self.escape(byte);
            rest = special.get(1..).unwrap_or("");
        }
        self.raw(rest);
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x0c => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => {
                let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
                return self.bytes(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            }
        };
        self.raw(short);
    }

    /// Text as it is: a JSON value of another type, whose form is the caller's to answer for.
    pub fn raw(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let room = self.buffer.get_mut(self.len..);
        if let Some(room) = room.and_then(|room| room.get_mut(..bytes.len())) {
            room.copy_from_slice(bytes);
        }
        self.len = self.len.saturating_add(bytes.len());
    }

    /// Texts one after another, within one bound: if they do not fit, none of them. See [`all!`].
    #[cfg_attr(wide, inline(always))]
    fn all<const N: usize>(&mut self, texts: [&[u8]; N]) {
        let len = total_len(&texts);
        let room = self.buffer.get_mut(self.len..);
        match room.and_then(|room| room.split_at_mut_checked(len)) {
            Some((room, _)) => {
                copy_all(texts, room);
                self.len += len;
            }
            None => self.len = self.len.saturating_add(len),
        }
    }
}

/// A string behind `len` bytes; the length behind it.
// Not by reference to a `Writer`: then its fields need not lie in memory for all that is written.
#[inline(never)]
fn any_string(buffer: &mut [u8], len: usize, value: &str) -> usize {
    let mut writer = Writer::new(buffer);
    writer.len = len;
    writer.quoted(value);
    writer.len
}

#[cfg_attr(wide, inline(always))]
fn total_len(texts: &[&[u8]]) -> usize {
    texts
        .iter()
        .fold(0, |len, text| text.len().saturating_add(len))
}

/// Copies texts one after another to where there is room for all of them.
#[cfg_attr(wide, inline(always))]
fn copy_all<const N: usize>(texts: [&[u8]; N], mut room: &mut [u8]) {
    for text in texts {
        // Always so: the caller saw to the room for all of them.
        if let Some((here, rest)) = mem::take(&mut room).split_at_mut_checked(text.len()) {
            here.copy_from_slice(text);
            room = rest;
        }
    }
}

/// The most bytes that a string of `chars` characters takes, its quotes included: each character
/// may be a control character, of six bytes once escaped.
pub const fn max_string_len(chars: usize) -> usize {
    chars.saturating_mul(6).saturating_add(2)
}

/// The length of an object all of whose members, by name and length of the value, are present.
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

// The fast paths are of `wide` only.
#[cfg(all(test, wide))]
mod tests {
    //! That the fast path takes what it is for. What it refuses is written all the same, only later, so no
    //! other test would notice.

    extern crate std;

    use std::{format, string::String};

    use super::*;

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
            let taken = writer.plain_string([b":", b"\""], value);
            assert_eq!(taken.is_some(), is_taken, "{value} in {room}");
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
