//! The fast paths of strings that are values. They read the forms that almost all senders write: at most one
//! space before the string, and a scratch buffer that is large enough.

use core::mem::take;

use crate::error::ValueError;
use crate::json::raw_value::RawValue;
use crate::json::reader::Reader;
use crate::json::scan::{Rest, plain_len, short_plain_len};
use crate::json::unescape::fast_unescape;

impl<'a> Reader<'a> {
    /// The fast path of [`Reader::string`]: no escapes.
    pub(crate) fn fast_string(&mut self) -> Option<&'a str> {
        let content = self.cursor.after("\"")?;
        if !self.place.value_is_due() {
            return None;
        }
        match short_plain_len(content.as_bytes()) {
            Some(len) => self.fast_string_of(content, len),
            None => self.fast_long_string(content),
        }
    }

    /// As [`fast_string`](Self::fast_string), for a string that is not short.
    #[inline(never)]
    fn fast_long_string(&mut self, content: Rest<'a>) -> Option<&'a str> {
        self.fast_string_of(content, plain_len(content.as_bytes()))
    }

    /// Reads the string that has this `content`, if `len` plain bytes are all of it.
    #[inline(always)]
    fn fast_string_of(&mut self, content: Rest<'a>, len: usize) -> Option<&'a str> {
        // Looked at first: the compiler then knows that `content` can be split before it.
        if content.as_bytes().get(len) != Some(&b'"') {
            return None;
        }
        let (string, rest) = self.cursor.split(content, len)?;
        self.cursor.rest = rest.strip_prefix("\"")?;
        self.place = self.place.with_value(false);
        Some(string)
    }

    /// The fast path of [`Reader::parse_sized`]: `parse` accepts the `len` bytes between two quotes.
    pub(crate) fn fast_sized<T>(
        &mut self,
        len: usize,
        parse: impl Fn(&'a str) -> Result<T, ValueError>,
    ) -> Option<T> {
        let content = self.cursor.after("\"")?;
        let (string, rest) = self.cursor.split(content, len)?;
        let rest = rest.strip_prefix("\"")?;
        if !self.place.value_is_due() {
            return None;
        }
        let value = parse(string).ok()?;
        self.cursor.rest = rest;
        self.place = self.place.with_value(false);
        Some(value)
    }

    /// The fast path of [`slow_value`](Self::slow_value) for a string with escapes.
    #[inline]
    pub(crate) fn fast_escaped_string(&mut self) -> Option<(RawValue<'a>, usize)> {
        let content = self.cursor.after("\"")?;
        if !self.place.value_is_due() {
            return None;
        }
        let (content_len, len) = fast_unescape(content.as_bytes(), self.scratch)?;
        let (unescaped, scratch) = take(&mut self.scratch).split_at_mut_checked(len)?;
        self.scratch = scratch;
        let string = core::str::from_utf8(unescaped).ok()?;
        let start = self.cursor.input().len() - content.as_bytes().len() - 1;
        self.cursor.rest = content.after(content_len);
        self.place = self.place.with_value(false);
        Some((RawValue::string(string), start))
    }
}

#[cfg(test)]
mod tests {
    //! These tests check that the fast paths handle the common cases. If they did not, the slow
    //! path would give the same results, and no other test would notice.

    use super::*;

    /// A reader without scratch.
    fn reader(text: &str) -> Reader<'_> {
        Reader::new(text.as_bytes(), &mut []).unwrap()
    }

    #[test]
    fn strings_without_escapes() {
        for text in [r#""ab""#, r#" "ab""#] {
            assert_eq!(reader(text).fast_string(), Some("ab"), "{text}");
            let sized = |len| reader(text).fast_sized(len, Ok::<_, ValueError>);
            assert_eq!([1, 2, 3].map(sized), [None, Some("ab"), None], "{text}");
        }
        assert_eq!(reader(r#""a\n""#).fast_string(), None);
        let mut read = reader(r#""a""b""#);
        assert_eq!(read.fast_string(), Some("a"));
        assert_eq!(read.fast_string(), None, "no value is due");
        assert_eq!(read.fast_sized(1, Ok::<_, ValueError>), None);
    }

    #[test]
    fn strings_with_escapes() {
        let text = r#" "a\n","#;
        let mut scratch = [0; 8];
        let mut read = Reader::new(text.as_bytes(), &mut scratch).unwrap();
        let (value, start) = read.fast_escaped_string().unwrap();
        assert_eq!((value, start), (RawValue::string("a\n"), 1));
        assert_eq!((read.offset(), read.scratch.len()), (text.len() - 1, 6));
        assert!(read.fast_escaped_string().is_none(), "no value is due");

        let mut scratch = [0; 8];
        let mut read = Reader::new(br#""a\x""#, &mut scratch).unwrap();
        assert!(read.fast_escaped_string().is_none());
        assert_eq!((read.offset(), read.scratch.len()), (0, 8), "unchanged");
    }
}
