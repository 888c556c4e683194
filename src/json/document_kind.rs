//! What an input is, if it is clearly not the JSON document that was expected.

use crate::error::DecodeErrorKind;
use crate::json::json_type::JsonType;
use crate::json::scan::{leading, white_space_len};

/// The kind of the error at `offset`, where no object or array is open, and its offset: it says what the
/// whole input is, if that is clear, and where that begins. A transport, a proxy or a storage often adds or
/// replaces bytes in these ways.
#[cold]
#[inline(never)]
pub(crate) fn explain(
    kind: DecodeErrorKind,
    input: &[u8],
    offset: usize,
) -> (DecodeErrorKind, usize) {
    use DecodeErrorKind::{InvalidUtf8, TrailingBytes, UnexpectedByte, UnexpectedEnd, WrongType};
    let found = match kind {
        InvalidUtf8 | TrailingBytes | UnexpectedByte | UnexpectedEnd | WrongType { .. } => {
            of(input, offset)
        }
        _ => None,
    };
    match found {
        // A string is a document, too.
        Some((DecodeErrorKind::EncodedTwice, _))
            if !matches!(
                kind,
                WrongType {
                    expected: JsonType::Object,
                    ..
                }
            ) =>
        {
            (kind, offset)
        }
        Some(found) => found,
        None => (kind, offset),
    }
}

/// How some inputs begin: a number of bytes, the last four of them as a number, and what the input is. A
/// table with one loop takes less flash than patterns of bytes.
#[rustfmt::skip]
const BEGINNINGS: [(u8, u32, Beginning); 10] = [
    (1, b'<' as u32, Beginning::Markup),
    (2, 0x22_7B, Beginning::EncodedTwice), // `"{`
    (5, u32::from_be_bytes(*b"TTP/"), Beginning::HttpHeader),
    (2, 0x1F_8B, Beginning::Gzip),
    (4, 0x28_B5_2F_FD, Beginning::Zstd),
    (2, 0xFE_FF, Beginning::Utf16),
    (2, 0xFF_FE, Beginning::Utf16),
    (2, 0x7B_00, Beginning::Utf16), // `{` and NUL
    (2, 0x00_7B, Beginning::Utf16),
    (3, 0xEF_BB_BF, Beginning::ByteOrderMark),
];

/// A [`DecodeErrorKind`] of the same name, in one byte.
#[derive(Clone, Copy)]
enum Beginning {
    Markup,
    EncodedTwice,
    HttpHeader,
    Gzip,
    Zstd,
    Utf16,
    ByteOrderMark,
}

impl From<Beginning> for DecodeErrorKind {
    fn from(beginning: Beginning) -> Self {
        match beginning {
            Beginning::Markup => Self::Markup,
            Beginning::EncodedTwice => Self::EncodedTwice,
            Beginning::HttpHeader => Self::HttpHeader,
            Beginning::Gzip => Self::Gzip,
            Beginning::Zstd => Self::Zstd,
            Beginning::Utf16 => Self::Utf16,
            Beginning::ByteOrderMark => Self::ByteOrderMark,
        }
    }
}

/// Looks at the input, in which reading stopped at `offset`. Returns what it is, and where that begins.
fn of(input: &[u8], offset: usize) -> Option<(DecodeErrorKind, usize)> {
    let begin = white_space_len(input);
    let start = input.get(begin..).unwrap_or_default();
    if start.is_empty() {
        return Some((DecodeErrorKind::EmptyDocument, begin));
    }
    for (len, bytes, beginning) in BEGINNINGS {
        let found = start.get(..usize::from(len)).unwrap_or_default();
        let found = found
            .iter()
            .fold(0, |number, &byte| number << 8 | u32::from(byte));
        if found == bytes {
            return Some((beginning.into(), begin));
        }
    }
    let rest = input.get(offset..).unwrap_or_default();
    match rest.first() {
        Some(&first @ (0 | 0xFF)) if rest.iter().all(|&byte| byte == first) => {
            let kind = match first {
                0 => DecodeErrorKind::NulBytes,
                _ => DecodeErrorKind::ErasedFlash,
            };
            Some((kind, offset))
        }
        _ => is_chunk_size(start).then_some((DecodeErrorKind::ChunkSize, begin)),
    }
}

/// Whether the text begins with hexadecimal digits and then the end of a line.
fn is_chunk_size(text: &[u8]) -> bool {
    let len = leading(text, u8::is_ascii_hexdigit);
    len > 0 && text.get(len) == Some(&b'\r')
}
