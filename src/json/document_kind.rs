//! What an input is, if it is clearly not the JSON document that was expected.

use core::fmt;

/// What the input looks like, if it is clearly not the JSON object that was expected. A transport, a proxy
/// or a storage often adds or replaces bytes in these ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DocumentKind {
    /// No bytes, or only white space. For a response this means that there was no answer.
    Empty,
    /// HTML or XML: the first character is `<`.
    Markup,
    /// The header of an HTTP message: the text begins with `HTTP/`.
    HttpHeader,
    /// A chunk size of HTTP (RFC 9112, section 7.1): hexadecimal digits and a line end.
    ChunkSize,
    /// Data in the gzip format (RFC 1952).
    Gzip,
    /// Data in the Zstandard format (RFC 8878).
    Zstd,
    /// UTF-16, with or without a byte order mark.
    Utf16,
    /// UTF-8 that begins with a byte order mark.
    ByteOrderMark,
    /// A JSON string that contains a JSON object.
    EncodedTwice,
    /// Nothing but bytes FF from the offset of the error to the end, as in erased flash memory.
    ErasedFlash,
    /// Nothing but NUL bytes from the offset of the error to the end.
    NulBytes,
}

impl DocumentKind {
    /// Looks at the input, in which reading stopped at `offset`.
    pub(crate) fn of(input: &[u8], offset: usize) -> Option<Self> {
        let start = input.trim_ascii_start();
        let rest = input.get(offset..).unwrap_or_default();
        Some(match start {
            [] => Self::Empty,
            [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [b'{', 0, ..] | [0, b'{', ..] => Self::Utf16,
            _ if is_all(rest, 0xFF) => Self::ErasedFlash,
            _ if is_all(rest, 0) => Self::NulBytes,
            [b'<', ..] => Self::Markup,
            [b'H', b'T', b'T', b'P', b'/', ..] => Self::HttpHeader,
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            [0xEF, 0xBB, 0xBF, ..] => Self::ByteOrderMark,
            [b'"', string @ ..] if string.trim_ascii_start().starts_with(b"{") => {
                Self::EncodedTwice
            }
            _ if is_chunk_size(start) => Self::ChunkSize,
            _ => return None,
        })
    }

    /// A stable code for logs, metrics and alarms, such as `http-header`: the name of the variant in lower
    /// case, with hyphens. It never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-document",
            Self::Markup => "markup",
            Self::HttpHeader => "http-header",
            Self::ChunkSize => "chunk-size",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Utf16 => "utf-16",
            Self::ByteOrderMark => "byte-order-mark",
            Self::EncodedTwice => "encoded-twice",
            Self::ErasedFlash => "erased-flash",
            Self::NulBytes => "nul-bytes",
        }
    }
}

fn is_all(bytes: &[u8], byte: u8) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&it| it == byte)
}

/// Whether the text begins with hexadecimal digits and then the end of a line.
fn is_chunk_size(text: &[u8]) -> bool {
    let mut rest = text;
    while let [byte, tail @ ..] = rest
        && byte.is_ascii_hexdigit()
    {
        rest = tail;
    }
    rest.len() < text.len() && rest.starts_with(b"\r\n")
}

/// What was found, and what to do.
impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "expected a JSON object, found no text: there was no answer",
            Self::Markup => {
                "expected a JSON object, found HTML or XML; check the URL and the proxy"
            }
            Self::HttpHeader => "expected a JSON object, found an HTTP header; decode only the body",
            Self::ChunkSize => {
                "expected a JSON object, found a chunk size of HTTP; remove the chunked transfer coding \
                 first"
            }
            Self::Gzip => {
                "expected a JSON object, found gzip; decompress it, or do not send `Accept-Encoding`"
            }
            Self::Zstd => {
                "expected a JSON object, found zstd; decompress it, or do not send `Accept-Encoding`"
            }
            Self::Utf16 => {
                "expected UTF-8, found UTF-16; pass the bytes as they were received, without conversion"
            }
            Self::ByteOrderMark => {
                "expected a JSON object, found a byte order mark; remove the first three bytes"
            }
            Self::EncodedTwice => {
                "expected a JSON object, found a JSON string that contains JSON; decode the string first"
            }
            Self::ErasedFlash => {
                "expected the end of the text, found erased flash (bytes FF); pass only the bytes that \
                 were stored"
            }
            Self::NulBytes => {
                "expected the end of the text, found NUL bytes; pass only the bytes that were received"
            }
        })
    }
}
