//! Decoding of escapes in strings: RFC 8259, section 7. `writer.rs` writes them.

use crate::json::cursor::Cursor;
use crate::json::grammar_error::GrammarError;
use crate::json::scan::{copy_chunk, is_plain};

impl Cursor<'_> {
    /// Reads the escape at the cursor, which is at its backslash, and returns its character. After an
    /// error the cursor is there again.
    pub(crate) fn escape(&mut self) -> Result<char, GrammarError> {
        let start = self.rest;
        let character = self.escaped_character();
        if character.is_err() {
            self.rest = start;
        }
        character
    }

    fn escaped_character(&mut self) -> Result<char, GrammarError> {
        self.advance(1);
        let mark = self.next_byte()?;
        Ok(match mark {
            b'u' => return self.unicode_escape(),
            _ => char::from(short_escape(mark).ok_or(GrammarError::InvalidEscape)?),
        })
    }

    /// Reads what follows `\u`: four hexadecimal digits, and the second half of a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, GrammarError> {
        let mut scalar = self.hex4()?;
        if let 0xD800..=0xDBFF = scalar {
            for mark in *b"\\u" {
                if self.next_byte()? != mark {
                    return Err(GrammarError::LoneSurrogate);
                }
            }
            let low = self.hex4()?;
            if !(0xDC00..=0xDFFF).contains(&low) {
                return Err(GrammarError::LoneSurrogate);
            }
            scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | (low & 0x3FF));
        }
        char::from_u32(scalar).ok_or(GrammarError::LoneSurrogate)
    }

    /// Reads four hexadecimal digits in either case.
    fn hex4(&mut self) -> Result<u32, GrammarError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.next_byte()?).to_digit(16);
            unit = unit << 4 | digit.ok_or(GrammarError::InvalidEscape)?;
        }
        Ok(unit)
    }

    /// Reads any byte.
    fn next_byte(&mut self) -> Result<u8, GrammarError> {
        let byte = self.peek().ok_or(GrammarError::UnexpectedEnd)?;
        self.advance(1);
        Ok(byte)
    }
}

/// The fast path of [`Reader::slow_value`](crate::json::Reader) for a string with escapes: unescapes its
/// content, which is at the start of `content`, into `room`. Returns the length of the content with its
/// closing quote, and the length of the unescaped content. `None` if the string has a fault, or if `room` is
/// too small; a `room` as long as `content` never is.
pub(crate) fn fast_unescape(content: &[u8], room: &mut [u8]) -> Option<(usize, usize)> {
    let (content_len, room_len) = (content.len(), room.len());
    let (mut rest, mut room) = (content, room);
    loop {
        match rest {
            [b'"', tail @ ..] => return Some((content_len - tail.len(), room_len - room.len())),
            [b'\\', b'u', tail @ ..] => {
                let (character, tail) = unicode_escape(tail)?;
                // An escape has six bytes, so this room is only missing if the whole room is too small.
                let len = character.encode_utf8(room.first_chunk_mut::<4>()?).len();
                (rest, room) = (tail, room.get_mut(len..)?);
            }
            [b'\\', mark, tail @ ..] => {
                let (place, room_tail) = room.split_first_mut()?;
                *place = short_escape(*mark)?;
                (rest, room) = (tail, room_tail);
            }
            _ => {
                let len = match copy_chunk(rest, room) {
                    Some(0) => return None, // a control character
                    Some(len) => len,
                    None => copy_byte(rest, room)?,
                };
                (rest, room) = (rest.get(len..)?, room.get_mut(len..)?);
            }
        }
    }
}

/// Copies the next byte, if it needs no escape, and returns 1: [`copy_chunk`] for the end of the text.
fn copy_byte(bytes: &[u8], room: &mut [u8]) -> Option<usize> {
    let (byte, place) = (bytes.first()?, room.first_mut()?);
    *place = *byte;
    is_plain(byte).then_some(1)
}

/// Decodes an escape of two bytes, a backslash and `mark`: `\n` gives a line feed. `None` if there is no such
/// escape.
const fn short_escape(mark: u8) -> Option<u8> {
    Some(match mark {
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'"' | b'\\' | b'/' => mark,
        _ => return None,
    })
}

/// Reads what follows `\u`, and returns the character and the bytes after it.
fn unicode_escape(digits: &[u8]) -> Option<(char, &[u8])> {
    let (digits, mut rest) = digits.split_first_chunk()?;
    let mut scalar = hex4(*digits)?;
    if let 0xD800..=0xDBFF = scalar {
        let (low, tail) = rest.strip_prefix(b"\\u")?.split_first_chunk()?;
        let low = hex4(*low).filter(|low| (0xDC00..=0xDFFF).contains(low))?;
        scalar = 0x1_0000 + ((scalar & 0x3FF) << 10 | (low & 0x3FF));
        rest = tail;
    }
    Some((char::from_u32(scalar)?, rest))
}

/// The number with these four hexadecimal digits.
fn hex4(digits: [u8; 4]) -> Option<u32> {
    let [a, b, c, d] = digits.map(|digit| HEX.get(usize::from(digit)).copied());
    // A byte that is no digit sets bits above the 16 of the number.
    let unit = a? << 12 | b? << 8 | c? << 4 | d?;
    (unit <= 0xFFFF).then_some(unit)
}

/// The value of each byte as a hexadecimal digit, and a greater number for a byte that is none.
const HEX: [u32; 256] = {
    let mut values = [1 << 16; 256];
    let mut rest: &mut [u32] = &mut values;
    let mut byte: u32 = 0;
    while let [value, tail @ ..] = rest {
        if let Some(byte) = char::from_u32(byte)
            && let Some(digit) = byte.to_digit(16)
        {
            *value = digit;
        }
        byte += 1;
        rest = tail;
    }
    values
};

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    /// Pieces of strings, valid ones and faults.
    const PIECES: [&str; 19] = [
        "a",
        "é中",
        "😀",
        "longer than a chunk",
        r"\n",
        r"\/",
        r#"\""#,
        r"\\",
        r"\u0041",
        r"\u4E2d",
        r"\u0000",
        r"\ud83d\ude00",
        r"\ud83d",
        r"\ude00",
        r"\u12",
        r"\x",
        "\n",
        "\"",
        "\\",
    ];

    /// What the slow path reads: the length of the content with its quote, and the unescaped content.
    fn slow_unescape(text: &str) -> Option<(usize, String)> {
        let mut cursor = Cursor::at(text, 0);
        let mut content = String::new();
        let raw = cursor.string_in_pieces(&mut |piece| content.push_str(piece));
        let raw = raw.ok()?;
        if !raw.contains('\\') {
            content.push_str(raw);
        }
        Some((cursor.offset() - 1, content))
    }

    #[test]
    fn the_fast_path_reads_what_the_slow_one_reads() {
        for first in PIECES {
            for second in PIECES {
                for third in PIECES {
                    let text = std::format!("\"{first}{second}{third}\",1");
                    let content = &text.as_bytes()[1..];
                    let mut room = std::vec![0xFF; content.len()];
                    let found = fast_unescape(content, &mut room).map(|(content_len, len)| {
                        (content_len, String::from_utf8(room[..len].into()).unwrap())
                    });
                    assert_eq!(found, slow_unescape(&text), "{text}");
                }
            }
        }
    }

    #[test]
    fn the_room_may_be_too_small() {
        let content = r#"\u4e2d\n and more than a chunk \ud83d\ude00""#.as_bytes();
        let unescaped = "中\n and more than a chunk 😀";
        for room_len in 0..=content.len() {
            let mut room = [0; 64];
            match fast_unescape(content, &mut room[..room_len]) {
                Some(found) => {
                    assert_eq!(found, (content.len(), unescaped.len()));
                    assert_eq!(&room[..unescaped.len()], unescaped.as_bytes());
                }
                None => assert!(room_len < content.len()),
            }
        }
    }

    /// The table of RFC 8259, section 7. Both paths decode with this function, so they cannot check each other.
    #[test]
    fn every_byte_after_a_backslash() {
        let known = [
            (b'"', b'"'),
            (b'\\', b'\\'),
            (b'/', b'/'),
            (b'b', 0x08),
            (b'f', 0x0C),
            (b'n', 0x0A),
            (b'r', 0x0D),
            (b't', 0x09),
        ];
        for mark in 0..=u8::MAX {
            let row = known.iter().find(|(known, _)| *known == mark);
            let expected = row.map(|(_, byte)| *byte);
            assert_eq!(short_escape(mark), expected, "{mark:#04x}");
        }
    }

    #[test]
    fn every_byte_as_a_hexadecimal_digit() {
        for byte in 0..=u8::MAX {
            for at in 0..4 {
                let mut digits = *b"1234";
                digits[at] = byte;
                let expected = core::str::from_utf8(&digits).ok();
                let expected = expected.filter(|_| byte.is_ascii_hexdigit());
                let expected = expected.map(|text| u32::from_str_radix(text, 16).unwrap());
                assert_eq!(hex4(digits), expected, "{byte:#04x} at {at}");
            }
        }
    }
}
