//! Text of limited length that owns its bytes.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;
use core::str::FromStr;

use crate::error::ValueError;
use crate::values::text::Text;

/// An owned copy of a [`Text`], which can outlive the buffer that the text was read from. It takes
/// four bytes for each of its `MAX` characters.
///
/// It dereferences to `str`.
///
/// ```
/// use alipay_acquiring::{Text, TextBuf, ValueError};
///
/// let id: TextBuf<64> = TextBuf::try_from("510xxxxxxxxxxxxxx002")?;
/// assert_eq!(id.as_text(), Text::new("510xxxxxxxxxxxxxx002")?);
/// assert_eq!(TextBuf::<3>::try_from("four"), Err(ValueError::TooLong { max: 3, found: 4 }));
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TextBuf<const MAX: usize, const MIN: usize = 1> {
    /// A character has at most four bytes.
    bytes: [[u8; 4]; MAX],
    len: usize,
}

impl<const MAX: usize, const MIN: usize> TextBuf<MAX, MIN> {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.as_flattened().get(..self.len);
        // The bytes were copied from a `str`, so they are UTF-8.
        core::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// The text, borrowed.
    #[must_use]
    pub fn as_text(&self) -> Text<'_, MAX, MIN> {
        Text::of_checked(self.as_str())
    }
}

impl<const MAX: usize, const MIN: usize> From<Text<'_, MAX, MIN>> for TextBuf<MAX, MIN> {
    fn from(text: Text<'_, MAX, MIN>) -> Self {
        let mut bytes = [[0; 4]; MAX];
        let mut len = 0;
        // A text of `MAX` characters has at most `4 * MAX` bytes.
        if let Some(room) = bytes.as_flattened_mut().get_mut(..text.len()) {
            room.copy_from_slice(text.as_bytes());
            len = text.len();
        }
        Self { bytes, len }
    }
}

impl<const MAX: usize, const MIN: usize> TryFrom<&str> for TextBuf<MAX, MIN> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Text::new(text).map(Self::from)
    }
}

impl<const MAX: usize, const MIN: usize> FromStr for TextBuf<MAX, MIN> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::try_from(text)
    }
}

impl<const MAX: usize, const MIN: usize> Deref for TextBuf<MAX, MIN> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const MAX: usize, const MIN: usize> AsRef<str> for TextBuf<MAX, MIN> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl<const MAX: usize, const MIN: usize> PartialEq for TextBuf<MAX, MIN> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<const MAX: usize, const MIN: usize> Eq for TextBuf<MAX, MIN> {}

impl<const MAX: usize, const MIN: usize> PartialOrd for TextBuf<MAX, MIN> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const MAX: usize, const MIN: usize> Ord for TextBuf<MAX, MIN> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl<const MAX: usize, const MIN: usize> Hash for TextBuf<MAX, MIN> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<const MAX: usize, const MIN: usize> PartialEq<str> for TextBuf<MAX, MIN> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<const MAX: usize, const MIN: usize> PartialEq<&str> for TextBuf<MAX, MIN> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<const MAX: usize, const MIN: usize> fmt::Display for TextBuf<MAX, MIN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl<const MAX: usize, const MIN: usize> fmt::Debug for TextBuf<MAX, MIN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}
