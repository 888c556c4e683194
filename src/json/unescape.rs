//! Decoding of escapes in strings: RFC 8259, section 7. `writer.rs` writes them.

use crate::json::grammar_error::GrammarError;
use crate::json::scan::leading;

/// Decodes the escape at the start of `text`: its character, and its length of 2, 6 or 12 bytes.
pub(crate) fn decode_escape(text: &[u8]) -> Result<(char, usize), GrammarError> {
    let simple = match text {
        [b'\\', b'u', digits @ ..] => return decode_unicode_escape(digits),
        [b'\\', b'b', ..] => '\u{8}',
        [b'\\', b'f', ..] => '\u{c}',
        [b'\\', b'n', ..] => '\n',
        [b'\\', b'r', ..] => '\r',
        [b'\\', b't', ..] => '\t',
        [b'\\', mark @ (b'"' | b'\\' | b'/'), ..] => char::from(*mark),
        [] | [b'\\'] => return Err(GrammarError::UnexpectedEnd),
        _ => return Err(GrammarError::InvalidEscape),
    };
    Ok((simple, 2))
}

/// Decodes the text after `\u`: four hexadecimal digits, and the second half of a surrogate pair.
fn decode_unicode_escape(digits: &[u8]) -> Result<(char, usize), GrammarError> {
    let (unit, rest) = hex4(digits)?;
    match unit {
        0xD800..=0xDBFF => {
            let digits = match rest {
                [b'\\', b'u', digits @ ..] => digits,
                [] | [b'\\'] => return Err(GrammarError::UnexpectedEnd),
                _ => return Err(GrammarError::LoneSurrogate),
            };
            let (low, _) = hex4(digits)?;
            if !(0xDC00..=0xDFFF).contains(&low) {
                return Err(GrammarError::LoneSurrogate);
            }
            let scalar = 0x1_0000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
            Ok((char_or_lone_surrogate(scalar)?, 12))
        }
        _ => Ok((char_or_lone_surrogate(unit)?, 6)),
    }
}

fn char_or_lone_surrogate(scalar: u32) -> Result<char, GrammarError> {
    char::from_u32(scalar).ok_or(GrammarError::LoneSurrogate)
}

/// Four hexadecimal digits in either case, and the text after them.
fn hex4(digits: &[u8]) -> Result<(u32, &[u8]), GrammarError> {
    let mut unit = 0;
    let mut rest = digits;
    for _ in 0..4 {
        let (&digit, tail) = rest.split_first().ok_or(GrammarError::UnexpectedEnd)?;
        let digit = char::from(digit)
            .to_digit(16)
            .ok_or(GrammarError::InvalidEscape)?;
        unit = unit << 4 | digit;
        rest = tail;
    }
    Ok((unit, rest))
}

/// Whether the raw content of a string unescapes to `text`.
pub(crate) fn unescapes_to<'a>(mut raw: &'a str, mut text: &'a str) -> bool {
    while !raw.is_empty() {
        match strip_piece(raw, text) {
            Some(rest) => (raw, text) = rest,
            None => return false,
        }
    }
    text.is_empty()
}

/// Removes the first piece of `raw` from both texts: an escape, or the text up to the next escape.
/// `None` if `text` does not begin with that piece.
fn strip_piece<'a>(raw: &'a str, text: &'a str) -> Option<(&'a str, &'a str)> {
    if raw.starts_with('\\') {
        let (character, len) = decode_escape(raw.as_bytes()).ok()?;
        return Some((raw.get(len..)?, text.strip_prefix(character)?));
    }
    let (plain, raw) = raw.split_at_checked(leading(raw.as_bytes(), |byte| *byte != b'\\'))?;
    Some((raw, text.strip_prefix(plain)?))
}
