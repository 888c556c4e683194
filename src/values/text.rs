//! Text of limited length: the type "String" of the specification.

use core::fmt;
use core::ops::Deref;

use crate::error::{DecodeError, ValueError};
use crate::json::{Reader, Stop, id_error, inline_if_wide, max_string_len};

/// Borrowed text of `MIN` to `MAX` characters. `MIN` is 1 unless it is given.
///
/// The specification does not say what a length counts. This crate counts Unicode scalar values. Use
/// ASCII for the ids that you send: a peer may count UTF-16 code units or bytes.
///
/// It dereferences to `str`. For literals see [`text!`](crate::text!).
///
/// ```
/// use alipay_acquiring::{Text, ValueError};
///
/// let id: Text<64> = Text::new("510xxxxxxxxxxxxxx002")?;
/// assert_eq!(id.len(), 20);
/// assert_eq!(Text::<3>::new("four"), Err(ValueError::TooLong { max: 3, found: 4 }));
/// assert_eq!(Text::<3>::new(""), Err(ValueError::Empty));
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a, const MAX: usize, const MIN: usize = 1>(&'a str);

/// Text that may be empty: `""` is a value of its own, not an absent one.
pub type FreeText<'a, const MAX: usize> = Text<'a, MAX, 0>;

impl<'a, const MAX: usize, const MIN: usize> Text<'a, MAX, MIN> {
    /// The length of the longest JSON string with such a text, with its quotes, in bytes.
    pub const MAX_JSON_LEN: usize = max_string_len(MAX);

    /// Checks the length of `text`.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] if `text` has fewer than `MIN` characters, [`ValueError::TooLong`] if
    /// it has more than `MAX`.
    pub const fn new(text: &'a str) -> Result<Self, ValueError> {
        match check(text, MIN, MAX) {
            Ok(()) => Ok(Self(text)),
            Err(error) => Err(error),
        }
    }

    /// Checks the rule that the writer has for ids: no control character, and no white space at the start
    /// or the end ([`Writer::id_member`](crate::json::Writer::id_member)). The reader accepts such ids. A
    /// gateway checks the ids of a request before it carries it out: it could not write them in its
    /// response.
    ///
    /// # Errors
    ///
    /// [`ValueError::ControlCharacterInId`], [`ValueError::WhiteSpaceAroundId`].
    pub fn check_id(&self) -> Result<(), ValueError> {
        match id_error(self.0.as_bytes()) {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    /// A text whose length was checked before.
    pub(crate) const fn of_checked(text: &'a str) -> Self {
        Self(text)
    }

    /// The text itself.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Reads the next JSON value as such a text. `None` if it is absent: `null`, or an empty string
    /// if the text may not be empty.
    ///
    /// # Errors
    ///
    /// The errors of [`Reader::string`], and [`ValueError::TooLong`].
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
        let text = Self::read_or_stop(reader);
        reader.result(text)
    }

    /// As [`read`](Self::read).
    #[inline(always)]
    pub(crate) fn read_or_stop(reader: &mut Reader<'a>) -> Result<Option<Self>, Stop> {
        Ok(read(reader, MIN, MAX)?.map(Self))
    }
}

inline_if_wide! {
    /// [`Text::read`], compiled once for all lengths on a small core.
    fn read<'a>(
        reader: &mut Reader<'a>,
        min: usize,
        max: usize,
    ) -> Result<Option<&'a str>, Stop> {
        let text = reader.parse_text(|text| match check(text, min, max) {
            Err(ValueError::Empty) if text.is_empty() => Ok(None),
            Err(error) => Err(error),
            Ok(()) => Ok(Some(text)),
        })?;
        Ok(text.flatten())
    }
}

/// [`Text::new`], compiled once for all lengths.
pub(crate) const fn check(text: &str, min: usize, max: usize) -> Result<(), ValueError> {
    // A text has at most as many characters as bytes, so most texts need no counting.
    if text.len() > max {
        let found = char_count(text);
        if found > max {
            return Err(ValueError::TooLong { max, found });
        }
    }
    if text.len() < min || (min > 1 && char_count(text) < min) {
        return Err(ValueError::Empty);
    }
    Ok(())
}

const fn char_count(text: &str) -> usize {
    let mut count = 0;
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        // Each character has exactly one byte that is not a continuation byte, 0b10xx_xxxx.
        count += (*byte & 0xC0 != 0x80) as usize;
        rest = tail;
    }
    count
}

impl<const MAX: usize, const MIN: usize> Deref for Text<'_, MAX, MIN> {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl<const MAX: usize, const MIN: usize> AsRef<str> for Text<'_, MAX, MIN> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl<'a, const MAX: usize, const MIN: usize> TryFrom<&'a str> for Text<'a, MAX, MIN> {
    type Error = ValueError;

    fn try_from(text: &'a str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl<const MAX: usize, const MIN: usize> PartialEq<str> for Text<'_, MAX, MIN> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MAX: usize, const MIN: usize> PartialEq<&str> for Text<'_, MAX, MIN> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize, const MIN: usize> fmt::Display for Text<'_, MAX, MIN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MAX: usize, const MIN: usize> fmt::Debug for Text<'_, MAX, MIN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text from outside, to be shown in a log. Quotes and backslashes are escaped, so that the text cannot
/// end its quotes. [Characters without a visible form](is_hidden) are escaped too, so that the text
/// cannot begin another line, change the order of what is shown, or look like another text. The escapes
/// of `core` could panic; these cannot.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                _ if is_hidden(character) => write!(f, "\\u{{{:x}}}", u32::from(character))?,
                _ => fmt::Write::write_char(f, character)?,
            }
        }
        Ok(())
    }
}

/// Whether a log must show this character as an escape.
const fn is_hidden(character: char) -> bool {
    match character {
        // Cc: ends a line, or controls the terminal that shows the log.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // The line and the paragraph separator. The two ranges around them contain the zero-width
        // characters and, with U+061C, all of Bidi_Control.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{61c}' => true,
        // Other format characters that take no space: two ids that differ only in them look the same.
        '\u{ad}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// Makes a [`Text`] from a literal or a constant. The compiler checks its length (`cargo check` does
/// not). For text that is known only at run time use [`Text::new`].
///
/// ```
/// use alipay_acquiring::{Text, text};
///
/// let client: Text<32> = text!("211xxxxxxxxxxxxxxx044");
/// ```
///
/// ```compile_fail,E0080
/// use alipay_acquiring::{Text, text};
///
/// let client: Text<20> = text!("211xxxxxxxxxxxxxxx044"); // 21 characters
/// ```
#[macro_export]
macro_rules! text {
    ($literal:expr) => {
        const {
            match $crate::Text::new($literal) {
                Ok(text) => text,
                Err(_) => panic!("the text is empty or too long for its field"),
            }
        }
    };
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;
    use std::string::{String, ToString};

    use super::*;

    #[test]
    fn what_a_log_line_shows_of_a_text() {
        let rows = [
            ("", ""),
            ("2015x747", "2015x747"),
            ("annulé 已取消 😀", "annulé 已取消 😀"),
            ("\u{640}\u{301}\u{3000}", "\u{640}\u{301}\u{3000}"),
            ("\"a\\", "\\\"a\\\\"),
            ("a\r\nb\u{85}c", "a\\u{d}\\u{a}b\\u{85}c"),
            ("\u{1b}[2K\u{9b}", "\\u{1b}[2K\\u{9b}"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
            ("\u{202e}748\u{202c}", "\\u{202e}748\\u{202c}"),
            ("\u{2066}S\u{2069}", "\\u{2066}S\\u{2069}"),
            ("\u{61c}\u{200e}\u{200f}", "\\u{61c}\\u{200e}\\u{200f}"),
            (
                "7\u{200b}4\u{2060}7\u{feff}",
                "7\\u{200b}4\\u{2060}7\\u{feff}",
            ),
        ];
        for (text, shown) in rows {
            assert_eq!(Escaped(text).to_string(), shown, "{text:?}");
        }
    }

    /// Every character, against the properties of the Unicode Character Database.
    #[test]
    fn exactly_what_has_no_visible_form_is_escaped() {
        const BIDI_CONTROL: [char; 12] = [
            '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
            '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
        ];
        for character in BIDI_CONTROL.into_iter().chain(['\u{2028}', '\u{2029}']) {
            assert!(is_hidden(character), "{character:?}");
        }
        let mut hidden = 0;
        for character in '\0'..=char::MAX {
            if !is_hidden(character) {
                assert!(!character.is_control(), "{character:?}");
                continue;
            }
            hidden += 1;
            let escaped = format!("\\u{{{:x}}}", u32::from(character));
            let text = String::from(character);
            assert_eq!(Escaped(&text).to_string(), escaped, "{character:?}");
            // `Debug` of `core` escapes this character too, so it is not printable.
            assert!(character.escape_debug().len() > 1, "{character:?}");
        }
        assert_eq!(hidden, 65 + BIDI_CONTROL.len() + 2 + 3 + 12 + 6 + 128);
    }
}
