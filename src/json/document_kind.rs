//! What an input is, if it is clearly not the JSON document that was expected.

use crate::error::DecodeErrorKind;
use crate::json::scan::{leading, white_space_len};

/// The kind of the error at `offset`, where no object or array is open: it says what the whole input is, if
/// that is clear. A transport, a proxy or a storage often adds or replaces bytes in these ways.
#[cold]
#[inline(never)]
pub(crate) fn explain(kind: DecodeErrorKind, input: &[u8], offset: usize) -> DecodeErrorKind {
    use DecodeErrorKind::{InvalidUtf8, TrailingBytes, UnexpectedByte, UnexpectedEnd, WrongType};
    match kind {
        InvalidUtf8 | TrailingBytes | UnexpectedByte | UnexpectedEnd | WrongType { .. } => {
            of(input, offset).unwrap_or(kind)
        }
        _ => kind,
    }
}

/// Looks at the input, in which reading stopped at `offset`.
fn of(input: &[u8], offset: usize) -> Option<DecodeErrorKind> {
    let start = input.get(white_space_len(input)..).unwrap_or_default();
    let rest = input.get(offset..).unwrap_or_default();
    Some(match start {
        [] => DecodeErrorKind::EmptyDocument,
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [b'{', 0, ..] | [0, b'{', ..] => {
            DecodeErrorKind::Utf16
        }
        _ if is_all(rest, 0xFF) => DecodeErrorKind::ErasedFlash,
        _ if is_all(rest, 0) => DecodeErrorKind::NulBytes,
        [b'<', ..] => DecodeErrorKind::Markup,
        [b'"', b'{', ..] => DecodeErrorKind::EncodedTwice,
        [b'H', b'T', b'T', b'P', b'/', ..] => DecodeErrorKind::HttpHeader,
        [0x1F, 0x8B, ..] => DecodeErrorKind::Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => DecodeErrorKind::Zstd,
        [0xEF, 0xBB, 0xBF, ..] => DecodeErrorKind::ByteOrderMark,
        _ if is_chunk_size(start) => DecodeErrorKind::ChunkSize,
        _ => return None,
    })
}

fn is_all(bytes: &[u8], byte: u8) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&it| it == byte)
}

/// Whether the text begins with hexadecimal digits and then the end of a line.
fn is_chunk_size(text: &[u8]) -> bool {
    let len = leading(text, u8::is_ascii_hexdigit);
    len > 0 && text.get(len) == Some(&b'\r')
}
