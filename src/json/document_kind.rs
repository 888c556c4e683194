//! What an input is, if it is clearly not the JSON document that was expected.

use crate::error::DecodeErrorKind;
use crate::json::json_type::JsonType;
use crate::json::scan::{leading, white_space_len};

/// For an error of this kind at `offset`, where no object or array is open: what the whole input is, if that
/// is clear, and where that begins. A transport, a proxy or a storage often adds or replaces bytes in these
/// ways.
#[cold]
#[inline(never)]
pub(crate) fn explain(
    kind: &DecodeErrorKind,
    input: &[u8],
    offset: usize,
) -> Option<(DocumentKind, usize)> {
    use DecodeErrorKind::{InvalidUtf8, TrailingBytes, UnexpectedByte, UnexpectedEnd, WrongType};
    let object_is_expected = match kind {
        InvalidUtf8 | TrailingBytes | UnexpectedByte | UnexpectedEnd => false,
        WrongType { expected, .. } => *expected == JsonType::Object,
        _ => return None,
    };
    of(input, offset)
        // A string is a document, too.
        .filter(|(found, _)| object_is_expected || !matches!(found, DocumentKind::EncodedTwice))
}

/// How some inputs begin: a number of bytes, the last four of them as a number, and what the input is. A
/// table with one loop takes less flash than patterns of bytes.
#[rustfmt::skip]
const BEGINNINGS: [(u8, u32, DocumentKind); 10] = [
    (1, b'<' as u32, DocumentKind::Markup),
    (2, 0x22_7B, DocumentKind::EncodedTwice), // `"{`
    (5, u32::from_be_bytes(*b"TTP/"), DocumentKind::HttpHeader),
    (2, 0x1F_8B, DocumentKind::Gzip),
    (4, 0x28_B5_2F_FD, DocumentKind::Zstd),
    (2, 0xFE_FF, DocumentKind::Utf16),
    (2, 0xFF_FE, DocumentKind::Utf16),
    (2, 0x7B_00, DocumentKind::Utf16), // `{` and NUL
    (2, 0x00_7B, DocumentKind::Utf16),
    (3, 0xEF_BB_BF, DocumentKind::ByteOrderMark),
];

/// A [`DecodeErrorKind`] of the same name, in one byte.
#[derive(Clone, Copy)]
pub(crate) enum DocumentKind {
    Markup,
    EncodedTwice,
    HttpHeader,
    Gzip,
    Zstd,
    Utf16,
    ByteOrderMark,
    EmptyDocument,
    NulBytes,
    ErasedFlash,
    ChunkSize,
}

impl From<DocumentKind> for DecodeErrorKind {
    fn from(document: DocumentKind) -> Self {
        match document {
            DocumentKind::Markup => Self::Markup,
            DocumentKind::EncodedTwice => Self::EncodedTwice,
            DocumentKind::HttpHeader => Self::HttpHeader,
            DocumentKind::Gzip => Self::Gzip,
            DocumentKind::Zstd => Self::Zstd,
            DocumentKind::Utf16 => Self::Utf16,
            DocumentKind::ByteOrderMark => Self::ByteOrderMark,
            DocumentKind::EmptyDocument => Self::EmptyDocument,
            DocumentKind::NulBytes => Self::NulBytes,
            DocumentKind::ErasedFlash => Self::ErasedFlash,
            DocumentKind::ChunkSize => Self::ChunkSize,
        }
    }
}

/// Looks at the input, in which reading stopped at `offset`. Returns what it is, and where that begins.
fn of(input: &[u8], offset: usize) -> Option<(DocumentKind, usize)> {
    let begin = white_space_len(input);
    let start = input.get(begin..).unwrap_or_default();
    if start.is_empty() {
        return Some((DocumentKind::EmptyDocument, begin));
    }
    for &(len, bytes, document) in &BEGINNINGS {
        let found = start.get(..usize::from(len)).unwrap_or_default();
        let found = found
            .iter()
            .fold(0, |number, &byte| number << 8 | u32::from(byte));
        if found == bytes {
            return Some((document, begin));
        }
    }
    let rest = input.get(offset..).unwrap_or_default();
    match rest.first() {
        Some(&first @ (0 | 0xFF)) if rest.iter().all(|&byte| byte == first) => {
            let kind = match first {
                0 => DocumentKind::NulBytes,
                _ => DocumentKind::ErasedFlash,
            };
            Some((kind, offset))
        }
        _ => is_chunk_size(start).then_some((DocumentKind::ChunkSize, begin)),
    }
}

/// Whether the text begins with hexadecimal digits and then the end of a line.
fn is_chunk_size(text: &[u8]) -> bool {
    let len = leading(text, u8::is_ascii_hexdigit);
    len > 0 && text.get(len) == Some(&b'\r')
}
