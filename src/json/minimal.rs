//! The same JSON with minimal escapes, for readers that do not unescape as they should.

use super::escape::{Fragment, Fragments, decode_escape};
use super::reader::Reader;
use super::writer::Writer;
use crate::error::{DecodeError, DecodeErrorKind};

/// Copies one JSON text into the front of `buffer`, with nothing escaped in its strings but what
/// must be. The copy and the rest of the buffer; the copy is never longer than `text`.
///
/// # Errors
///
/// What is not strict JSON; [`DecodeErrorKind::ScratchTooSmall`].
pub(crate) fn with_minimal_escapes<'b>(
    text: &str,
    buffer: &'b mut [u8],
) -> Result<(&'b str, &'b mut [u8]), DecodeError> {
    let mut reader = Reader::new(text.as_bytes(), &mut [])?;
    reader.skip_value()?;
    reader.finish()?;

    let too_small = DecodeError::new(DecodeErrorKind::ScratchTooSmall, 0, None);
    let mut writer = Writer::new(buffer);
    copy(text, &mut writer).ok_or(too_small)?;
    let len = writer.len();
    let (copy, rest) = buffer.split_at_mut_checked(len).ok_or(too_small)?;
    let copy = core::str::from_utf8(copy).map_err(|_| too_small)?;
    Ok((copy, rest))
}

/// Outside its strings, valid JSON has no quotes, so every quote met here opens one.
fn copy(text: &str, writer: &mut Writer<'_>) -> Option<()> {
    let mut rest = text;
    while let Some((before, string)) = rest.split_once('"') {
        writer.raw(before);
        writer.raw("\"");
        let (content, after) = string.split_at_checked(content_len(string.as_bytes()))?;
        for fragment in Fragments::new(content) {
            match fragment {
                Fragment::Plain(plain) => writer.raw(plain),
                Fragment::Escaped(character) => {
                    writer.content(character.encode_utf8(&mut [0; 4]));
                }
            }
        }
        writer.raw("\"");
        rest = after.strip_prefix('"')?;
    }
    writer.raw(rest);
    Some(())
}

/// The length of a valid string's content, up to its closing quote.
fn content_len(string: &[u8]) -> usize {
    let mut rest = string;
    while let [byte, tail @ ..] = rest {
        rest = match byte {
            b'"' => break,
            b'\\' => match decode_escape(rest) {
                Ok((_, len)) => rest.get(len..).unwrap_or(&[]),
                Err(_) => break,
            },
            _ => tail,
        };
    }
    string.len() - rest.len()
}
