//! Texts.

use core::ffi::c_char;
use core::fmt;
use core::ptr;

use crate::memory::Plain;

/// A text in UTF-8: a pointer and a length in bytes. It has no NUL at its end; print it with
/// printf("%.*s", (int)text.len, text.data). An absent text has the pointer NULL.
///
/// ALIPAY_TEXT("literal") initialises one, and alipay_text_of(string) makes one from a C string.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The first byte, or NULL.
    pub data: *const c_char,
    /// The length in bytes.
    pub len: usize,
}

// SAFETY: a pointer and an integer.
unsafe impl Plain for Text {}

impl Text {
    pub(crate) const ABSENT: Self = Self {
        data: ptr::null(),
        len: 0,
    };

    pub(crate) const fn of_static(text: &'static str) -> Self {
        Self::of(text)
    }

    /// The caller says how long the text lives.
    pub(crate) const fn of(text: &str) -> Self {
        Self {
            data: text.as_ptr().cast(),
            len: text.len(),
        }
    }

    pub(crate) fn of_option(text: Option<&str>) -> Self {
        text.map_or(Self::ABSENT, Self::of)
    }
}

/// Writes text into the caller's buffer: cut at its end, and always with a NUL.
pub(crate) struct Printer<'b> {
    buffer: &'b mut [u8],
    len: usize,
}

impl Printer<'_> {
    /// Writes the text of a value, and returns how many bytes it needs without the NUL, as `snprintf`
    /// does.
    pub(crate) fn print(buffer: &mut [u8], value: &dyn fmt::Display) -> usize {
        let mut printer = Printer { buffer, len: 0 };
        // Only a value whose own `Display` fails makes this fail, and none here does.
        let _ = fmt::write(&mut printer, format_args!("{value}"));
        let end = match printer.buffer.len().checked_sub(1) {
            Some(last) if last < printer.len => start_of_character(printer.buffer, last),
            _ => printer.len,
        };
        if let Some(nul) = printer.buffer.get_mut(end) {
            *nul = 0;
        }
        printer.len
    }
}

/// The place where a character begins, at `at` or before it, so that no character is cut in two.
fn start_of_character(text: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0 && text.get(start).is_some_and(|byte| byte & 0xC0 == 0x80) {
        start -= 1;
    }
    start
}

impl fmt::Write for Printer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some(room) = self.buffer.get_mut(self.len..) {
            room.iter_mut()
                .zip(text.bytes())
                .for_each(|(room, byte)| *room = byte);
        }
        self.len = self.len.saturating_add(text.len());
        Ok(())
    }
}
