//! What can happen to a text between the JSON writer and the function that signs: other bytes around
//! it, and other encodings.

use alloc::vec::Vec;

use encoding_rs::{EncoderResult, Encoding, GB18030, GBK, WINDOWS_1252};

use crate::cause::Cause;
use crate::layout::Layout;

/// A change of the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    Bytes {
        cause: Cause,
        before: &'static [u8],
        after: &'static [u8],
    },
    /// `"request":` before the text.
    Name {
        colon: &'static str,
    },
    /// `{"request":` before the text, and this after it, then `}`.
    Envelope {
        colon: &'static str,
        signature: &'static str,
    },
    WithoutBraces,
    Crlf,
    Lf,
    Url(Url),
    Charset(Charset),
}

/// A kind of percent-encoding: the characters that are not encoded, what a space becomes, and whether the
/// digits are in upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Url {
    plain: &'static [u8],
    space: &'static [u8],
    upper: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Gbk,
    Gb18030,
    Latin1,
    Ascii,
    Utf16Le,
    Utf16Be,
    /// UTF-8 that was read as another encoding.
    ReadAsLatin1,
    ReadAsWindows,
    ReadAsGbk,
}

const fn around(cause: Cause, before: &'static [u8], after: &'static [u8]) -> Frame {
    Frame::Bytes {
        cause,
        before,
        after,
    }
}

const fn envelope(colon: &'static str, signature: &'static str) -> Frame {
    Frame::Envelope { colon, signature }
}

const fn url(plain: &'static [u8], space: &'static [u8]) -> Frame {
    let upper = true;
    Frame::Url(Url {
        plain,
        space,
        upper,
    })
}

impl Frame {
    /// All frames. The first `COMMON` are tried together with two other changes, too.
    pub(crate) const ALL: [Self; 33] = [
        around(Cause::TrailingNewline, b"", b"\n"),
        envelope(":", ""),
        Self::Name { colon: ":" },
        around(Cause::LeadingBom, b"\xEF\xBB\xBF", b""),
        around(Cause::TrailingNewline, b"", b"\r\n"),
        envelope(": ", ""),
        Self::Name { colon: ": " },
        around(Cause::TrailingNul, b"", b"\0"),
        Self::WithoutBraces,
        Self::Crlf,
        Self::Lf,
        Self::Charset(Charset::Gbk),
        Self::Charset(Charset::Latin1),
        Self::Charset(Charset::ReadAsLatin1),
        Self::Charset(Charset::Gb18030),
        Self::Charset(Charset::Ascii),
        Self::Charset(Charset::ReadAsWindows),
        Self::Charset(Charset::ReadAsGbk),
        Self::Charset(Charset::Utf16Le),
        Self::Charset(Charset::Utf16Be),
        // JavaScript, encodeURIComponent.
        url(b"-_.!~*'()", b"%20"),
        // Java and HTML forms.
        url(b"-_.*", b"+"),
        // PHP, urlencode.
        url(b"-_.", b"+"),
        // Python, quote; PHP, rawurlencode; Python, quote_plus.
        url(b"-_.~/", b"%20"),
        url(b"-_.~", b"%20"),
        url(b"-_.~", b"+"),
        // .NET, HttpUtility.UrlEncode.
        Self::Url(Url {
            plain: b"-_.!*()",
            space: b"+",
            upper: false,
        }),
        envelope(":", ",\"signature\":\"\""),
        envelope(": ", ", \"signature\": \"\""),
        envelope(":", ",\"signature\":null"),
        envelope(": ", ", \"signature\": null"),
        around(Cause::TrailingNewline, b"\n", b""),
        around(Cause::LeadingBom, b"\xEF\xBB\xBF", b"\n"),
    ];
    pub(crate) const COMMON: usize = 8;

    pub(crate) const fn cause(self) -> Cause {
        match self {
            Self::Bytes { cause, .. } => cause,
            Self::Name { .. } => Cause::WithName,
            Self::Envelope { .. } => Cause::WholeEnvelope,
            Self::WithoutBraces => Cause::WithoutBraces,
            Self::Crlf => Cause::Crlf,
            Self::Lf => Cause::Lf,
            Self::Url(_) => Cause::UrlEncoded,
            Self::Charset(charset) => charset.cause(),
        }
    }

    /// Whether the name of the message is part of the frame.
    pub(crate) const fn has_name(self) -> bool {
        matches!(self, Self::Name { .. } | Self::Envelope { .. })
    }

    /// Writes the text in this frame into `out`. `false` if the frame changes nothing in this text. `name`
    /// is that of the message. `layout` is that of the text, if it is known.
    pub(crate) fn write(
        self,
        text: &[u8],
        name: &str,
        layout: Option<&Layout>,
        out: &mut Vec<u8>,
    ) -> bool {
        match self {
            Self::Bytes { before, after, .. } => {
                for part in [before, text, after] {
                    out.extend_from_slice(part);
                }
                true
            }
            Self::Name { colon } => {
                write_name(name, colon, out);
                out.extend_from_slice(text);
                true
            }
            Self::Envelope { colon, signature } => {
                // In lines, the text must begin in the column of its name.
                let lines = layout.filter(|layout| layout.indent.is_some_and(|it| it.base == 1));
                out.push(b'{');
                if let Some(layout) = lines {
                    layout.line(0, out);
                }
                write_name(name, lines.map_or(colon, |layout| layout.colon), out);
                out.extend_from_slice(text);
                out.extend_from_slice(signature.as_bytes());
                if lines.is_some() {
                    out.push(b'\n');
                }
                out.push(b'}');
                true
            }
            Self::WithoutBraces => {
                let inner = text
                    .strip_prefix(b"{")
                    .and_then(|text| text.strip_suffix(b"}"));
                out.extend_from_slice(inner.unwrap_or_default());
                inner.is_some()
            }
            Self::Crlf | Self::Lf => {
                // A CR before LF is removed first, so that it is not doubled.
                let end: &[u8] = if self == Self::Crlf { b"\r\n" } else { b"\n" };
                for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
                    if index > 0 {
                        out.extend_from_slice(end);
                    }
                    out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                }
                *out != text
            }
            Self::Url(url) => {
                url.write(text, out);
                true
            }
            Self::Charset(charset) => {
                let text = core::str::from_utf8(text).unwrap_or_default();
                charset.write(text, out);
                out.as_slice() != text.as_bytes()
            }
        }
    }
}

fn write_name(name: &str, colon: &str, out: &mut Vec<u8>) {
    for part in ["\"", name, "\"", colon] {
        out.extend_from_slice(part.as_bytes());
    }
}

impl Url {
    fn write(self, text: &[u8], out: &mut Vec<u8>) {
        for &byte in text {
            if byte == b' ' {
                out.extend_from_slice(self.space);
            } else if byte.is_ascii_alphanumeric() || self.plain.contains(&byte) {
                out.push(byte);
            } else {
                out.push(b'%');
                for digit in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(digit.into(), 16).unwrap_or_default();
                    let upper = digit.to_ascii_uppercase();
                    out.extend(u8::try_from(if self.upper { upper } else { digit }));
                }
            }
        }
    }
}

impl Charset {
    const fn cause(self) -> Cause {
        match self {
            Self::Gbk | Self::Gb18030 => Cause::Gbk,
            Self::Latin1 | Self::Ascii => Cause::Latin1,
            Self::Utf16Le | Self::Utf16Be => Cause::Utf16,
            Self::ReadAsLatin1 | Self::ReadAsWindows | Self::ReadAsGbk => Cause::Mojibake,
        }
    }

    fn write(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Gbk => encode(GBK, text, out),
            Self::Gb18030 => encode(GB18030, text, out),
            Self::Latin1 => {
                out.extend(text.chars().map(|char| u8::try_from(char).unwrap_or(b'?')));
            }
            Self::Ascii => {
                let ascii = |char: char| if char.is_ascii() { char } else { '?' };
                out.extend(
                    text.chars()
                        .filter_map(|char| u8::try_from(ascii(char)).ok()),
                );
            }
            Self::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::ReadAsLatin1 => {
                for byte in text.bytes() {
                    let mut buffer = [0; 4];
                    let char = char::from(byte).encode_utf8(&mut buffer);
                    out.extend_from_slice(char.as_bytes());
                }
            }
            Self::ReadAsWindows => decode(WINDOWS_1252, text, out),
            Self::ReadAsGbk => decode(GBK, text, out),
        }
    }
}

/// Characters that the encoding does not have become `?`, as in Java, PHP and Python.
fn encode(encoding: &'static Encoding, text: &str, out: &mut Vec<u8>) {
    let mut encoder = encoding.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
    // Once for the whole text: a text may have many characters that the encoding does not have.
    out.resize(room.unwrap_or_default() + text.len(), 0);
    let (mut rest, mut len) = (text, 0);
    loop {
        let room = out.get_mut(len..).unwrap_or_default();
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(rest, room, true);
        len += written;
        rest = rest.get(read..).unwrap_or_default();
        match (result, out.get_mut(len)) {
            (EncoderResult::Unmappable(_), Some(byte)) => {
                *byte = b'?';
                len += 1;
            }
            _ => return out.truncate(len),
        }
    }
}

/// Reads the UTF-8 bytes of a text in another encoding, and writes the result in UTF-8.
fn decode(encoding: &'static Encoding, text: &str, out: &mut Vec<u8>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length(text.len())
        .unwrap_or_default();
    out.resize(room, 0);
    let (_, _, written, _) = decoder.decode_to_utf8(text.as_bytes(), out, true);
    out.truncate(written);
}
