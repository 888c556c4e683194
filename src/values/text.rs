//! Bounded text: the specification's "String" of a given length.

use core::fmt;
use core::ops::Deref;

use crate::error::{DecodeError, ValueError};
use crate::json::{Reader, inline_if_wide, max_string_len};

/// Borrowed text of `MIN` to `MAX` characters; one at least, unless `MIN` says otherwise.
///
/// The specification gives lengths without saying of what. This crate counts Unicode scalar
/// values. For ids that you send, keep to ASCII: a peer may count UTF-16 code units, or bytes.
///
/// Derefs to `str`. See [`text!`](crate::text!) for literals.
///
/// ```
/// use alipay_acquiring::{Text, ValueError};
///
/// let id: Text<64> = Text::new("510xxxxxxxxxxxxxx002")?;
/// assert_eq!(id.len(), 20);
/// assert_eq!(Text::<3>::new("four"), Err(ValueError::TooLong { max: 3 }));
/// assert_eq!(Text::<3>::new(""), Err(ValueError::Empty));
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a, const MAX: usize, const MIN: usize = 1>(&'a str);

/// Text that may be empty: `""` is a value of its own, not an absent one.
pub type FreeText<'a, const MAX: usize> = Text<'a, MAX, 0>;

impl<'a, const MAX: usize, const MIN: usize> Text<'a, MAX, MIN> {
    /// The most bytes that such a text takes in JSON, quotes included.
    pub const MAX_JSON_LEN: usize = max_string_len(MAX);

    /// Checks the length of `text`.
    ///
    /// # Errors
    ///
    /// [`ValueError::Empty`] below `MIN` characters, [`ValueError::TooLong`] above `MAX`.
    pub const fn new(text: &'a str) -> Result<Self, ValueError> {
        match check(text, MIN, MAX) {
            Ok(()) => Ok(Self(text)),
            Err(error) => Err(error),
        }
    }

    /// A copy of a text that was checked.
    pub(crate) const fn of_checked(text: &'a str) -> Self {
        Self(text)
    }

    /// The text itself.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Reads such a text where a JSON value comes next: `None` where it is absent, which is
    /// `null`, or an empty string where text may not be empty.
    ///
    /// # Errors
    ///
    /// As [`Reader::string`], and text that is too long.
    #[inline(always)]
    pub fn read(reader: &mut Reader<'a>) -> Result<Option<Self>, DecodeError> {
        Ok(read(reader, MIN, MAX)?.map(Self))
    }
}

inline_if_wide! {
    /// [`Text::read`], once for all lengths.
    fn read<'a>(
        reader: &mut Reader<'a>,
        min: usize,
        max: usize,
    ) -> Result<Option<&'a str>, DecodeError> {
        let text = reader.parse_string(|text| match check(text, min, max) {
            Err(ValueError::Empty) if text.is_empty() => Ok(None),
            Err(error) => Err(error),
            Ok(()) => Ok(Some(text)),
        })?;
        Ok(text.flatten())
    }
}

/// [`Text::new`], once for all lengths.
const fn check(text: &str, min: usize, max: usize) -> Result<(), ValueError> {
    // No text has more characters than bytes, so most need not be counted.
    if text.len() > max && char_count(text) > max {
        return Err(ValueError::TooLong { max });
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
        // Every character has one byte that is not a continuation byte, 0b10xx_xxxx.
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

/// Text from elsewhere as a log shows it: with quotes, backslashes and control characters escaped,
/// so that it can neither end its quotes nor begin another line. Unlike the escapes of `core`,
/// these are free of panics.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                _ if character.is_control() => write!(f, "\\u{{{:x}}}", u32::from(character))?,
                _ => fmt::Write::write_char(f, character)?,
            }
        }
        Ok(())
    }
}

/// A [`Text`] from a literal or a constant, its length checked when the program is built (`cargo
/// check` does not see it). For what is known at run time only, [`Text::new`].
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
