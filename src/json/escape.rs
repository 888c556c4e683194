//! Escapes in strings: RFC 8259, section 7.

use crate::error::DecodeErrorKind;

/// Decodes the escape at the start of `text`: its character and its length in bytes, 2, 6 or 12.
pub(super) fn decode_escape(text: &[u8]) -> Result<(char, usize), DecodeErrorKind> {
    let simple = match text {
        [b'\\', b'u', digits @ ..] => return decode_unicode_escape(digits),
        [b'\\', b'b', ..] => '\u{8}',
        [b'\\', b'f', ..] => '\u{c}',
        [b'\\', b'n', ..] => '\n',
        [b'\\', b'r', ..] => '\r',
        [b'\\', b't', ..] => '\t',
        [b'\\', mark @ (b'"' | b'\\' | b'/'), ..] => char::from(*mark),
        [] | [b'\\'] => return Err(DecodeErrorKind::UnexpectedEnd),
        _ => return Err(DecodeErrorKind::InvalidEscape),
    };
    Ok((simple, 2))
}

/// Decodes what follows `\u`: four hexadecimal digits, and the second half of a surrogate pair.
fn decode_unicode_escape(digits: &[u8]) -> Result<(char, usize), DecodeErrorKind> {
    let (unit, rest) = hex4(digits)?;
    match unit {
        0xD800..=0xDBFF => {
            let digits = match rest {
                [b'\\', b'u', digits @ ..] => digits,
                [] | [b'\\'] => return Err(DecodeErrorKind::UnexpectedEnd),
                _ => return Err(DecodeErrorKind::LoneSurrogate),
            };
            let (low, _) = hex4(digits)?;
            if !(0xDC00..=0xDFFF).contains(&low) {
                return Err(DecodeErrorKind::LoneSurrogate);
            }
            let scalar = 0x1_0000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
            Ok((char_or_lone_surrogate(scalar)?, 12))
        }
        _ => Ok((char_or_lone_surrogate(unit)?, 6)),
    }
}

fn char_or_lone_surrogate(scalar: u32) -> Result<char, DecodeErrorKind> {
    char::from_u32(scalar).ok_or(DecodeErrorKind::LoneSurrogate)
}

/// Four hexadecimal digits of either case, and what follows them.
fn hex4(digits: &[u8]) -> Result<(u32, &[u8]), DecodeErrorKind> {
    let mut unit = 0;
    let mut rest = digits;
    for _ in 0..4 {
        let (&digit, tail) = rest.split_first().ok_or(DecodeErrorKind::UnexpectedEnd)?;
        let digit = char::from(digit)
            .to_digit(16)
            .ok_or(DecodeErrorKind::InvalidEscape)?;
        unit = unit << 4 | digit;
        rest = tail;
    }
    Ok((unit, rest))
}

/// A piece of a string: text that stands as it is, or one escaped character.
pub(super) enum Fragment<'a> {
    Plain(&'a str),
    Escaped(char),
}

/// The pieces of the raw content of a string that was validated before. It ends early at an
/// escape that is not valid, which therefore never happens.
pub(super) struct Fragments<'a> {
    rest: &'a str,
}

impl<'a> Fragments<'a> {
    pub(super) const fn new(raw: &'a str) -> Self {
        Self { rest: raw }
    }
}

impl<'a> Iterator for Fragments<'a> {
    type Item = Fragment<'a>;

    fn next(&mut self) -> Option<Fragment<'a>> {
        let bytes = self.rest.as_bytes();
        let plain = bytes
            .iter()
            .position(|&byte| byte == b'\\')
            .unwrap_or(bytes.len());
        let (fragment, len) = if plain > 0 {
            (Fragment::Plain(self.rest.get(..plain)?), plain)
        } else {
            let (character, len) = decode_escape(bytes).ok()?;
            (Fragment::Escaped(character), len)
        };
        self.rest = self.rest.get(len..)?;
        Some(fragment)
    }
}

/// Whether the raw content of a string, once unescaped, is `text`.
pub(super) fn unescapes_to(raw: &str, text: &str) -> bool {
    let mut rest = text;
    for fragment in Fragments::new(raw) {
        let stripped = match fragment {
            Fragment::Plain(plain) => rest.strip_prefix(plain),
            Fragment::Escaped(character) => rest.strip_prefix(character),
        };
        match stripped {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    rest.is_empty()
}
