//! The canonical writer: compact text, minimal escapes, into a buffer of the caller's.

use super::scan::plain_len;

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
    comma: bool,
}

impl<'b> Writer<'b> {
    /// Writes into `buffer`, from its start. An empty buffer makes a writer that only counts.
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self {
            buffer,
            len: 0,
            comma: false,
        }
    }

    /// The length of the text so far, in bytes; more than the buffer has where it did not fit.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing has been written.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// `{`
    pub fn begin_object(&mut self) {
        self.raw("{");
        self.comma = false;
    }

    /// `}`
    pub fn end_object(&mut self) {
        self.raw("}");
        self.comma = true;
    }

    /// `"name":`, after a comma where one is needed. `name` is written as it is: it must not need
    /// an escape.
    pub fn name(&mut self, name: &str) {
        self.raw(if self.comma { ",\"" } else { "\"" });
        self.raw(name);
        self.raw("\":");
        self.comma = true;
    }

    /// A member with a string for its value.
    pub fn member(&mut self, name: &str, value: &str) {
        self.name(name);
        self.string(value);
    }

    /// A member with a string for its value, or nothing where there is none.
    pub fn optional_member(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// A string value: quoted, with what must be escaped escaped.
    pub fn string(&mut self, value: &str) {
        self.raw("\"");
        self.content(value);
        self.raw("\"");
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

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let room = self.buffer.get_mut(self.len..);
        if let Some(room) = room.and_then(|room| room.get_mut(..bytes.len())) {
            room.copy_from_slice(bytes);
        }
        self.len = self.len.saturating_add(bytes.len());
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
