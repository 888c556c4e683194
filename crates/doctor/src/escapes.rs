//! Escapes in strings: how different writers spell the same characters.

use alloc::vec::Vec;
use core::ops::Range;

use crate::cause::Cause;
use crate::document::{Document, Kind};

/// The rules by which a writer escapes characters that need no escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Escapes {
    /// `/` as `\/`.
    slash: bool,
    /// Characters outside of ASCII as `\uXXXX`.
    unicode: bool,
    html: Html,
    /// Digits above 9 in upper case.
    upper: bool,
}

/// Characters that are escaped because they mean something in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Html {
    No,
    /// `<`, `>`, `&`, U+2028 and U+2029.
    Go,
    /// Also `=` and `'`.
    Gson,
    /// Also `'`, `"`, `+` and `` ` ``, as System.Text.Json of .NET.
    DotNet,
}

impl Escapes {
    /// Only what JSON requires.
    const MINIMAL: Self = Self {
        slash: false,
        unicode: false,
        html: Html::No,
        upper: false,
    };

    /// All rules, the most common first.
    const ALL: [Self; 10] = [
        Self::MINIMAL,
        Self {
            unicode: true,
            ..Self::MINIMAL
        },
        Self {
            slash: true,
            ..Self::MINIMAL
        },
        // PHP.
        Self {
            slash: true,
            unicode: true,
            ..Self::MINIMAL
        },
        Self {
            html: Html::Go,
            ..Self::MINIMAL
        },
        Self {
            unicode: true,
            upper: true,
            ..Self::MINIMAL
        },
        Self {
            html: Html::Gson,
            ..Self::MINIMAL
        },
        // PHP, JSON_HEX_TAG and JSON_HEX_AMP.
        Self {
            html: Html::Go,
            upper: true,
            ..Self::MINIMAL
        },
        Self {
            unicode: true,
            html: Html::DotNet,
            upper: true,
            ..Self::MINIMAL
        },
        Self {
            slash: true,
            unicode: true,
            upper: true,
            ..Self::MINIMAL
        },
    ];

    /// What differs from the received text.
    fn causes(self, received: Features) -> Vec<Cause> {
        let has_html = match self.html {
            Html::No => false,
            Html::Go => received.html,
            Html::Gson | Html::DotNet => received.html || received.more_html,
        };
        let is_unescaped = (received.escaped_unicode && !self.unicode)
            || (received.escaped_ascii && self.html == Html::No);
        let mut causes = Vec::new();
        for (applies, cause) in [
            (self.slash && received.slash, Cause::EscapedSlash),
            (!self.slash && received.escaped_slash, Cause::UnescapedSlash),
            (self.unicode && received.unicode, Cause::AsciiEscaped),
            (is_unescaped, Cause::UnicodeUnescaped),
            (has_html, Cause::HtmlEscaped),
        ] {
            if applies {
                causes.push(cause);
            }
        }
        if causes.is_empty() {
            // Only digits of escapes, or the form of a control character.
            causes.push(Cause::AsciiEscaped);
        }
        causes
    }

    fn must_escape(self, character: char) -> bool {
        match character {
            '/' => self.slash,
            '<' | '>' | '&' => self.html != Html::No,
            '\u{2028}' | '\u{2029}' => self.unicode || self.html != Html::No,
            '=' => self.html == Html::Gson,
            '\'' => matches!(self.html, Html::Gson | Html::DotNet),
            '+' | '`' => self.html == Html::DotNet,
            '\u{7F}' => self.html == Html::DotNet,
            character => self.unicode && !character.is_ascii(),
        }
    }

    /// Writes a raw string token with these escapes.
    fn write(self, raw: &str, out: &mut Vec<u8>) {
        out.push(b'"');
        let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        for character in Unescaped(inner.unwrap_or_default()) {
            let short = match character {
                '"' if self.html != Html::DotNet => Some('"'),
                '\\' => Some('\\'),
                '/' if self.slash => Some('/'),
                '\u{8}' => Some('b'),
                '\u{C}' => Some('f'),
                '\n' => Some('n'),
                '\r' => Some('r'),
                '\t' => Some('t'),
                _ => None,
            };
            let mut buffer = [0; 4];
            if let Some(short) = short {
                out.extend_from_slice(b"\\");
                out.extend_from_slice(short.encode_utf8(&mut buffer).as_bytes());
            } else if matches!(character, '"' | '\0'..' ') || self.must_escape(character) {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    write_escape(*unit, self.upper, out);
                }
            } else {
                out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            }
        }
        out.push(b'"');
    }
}

/// Writes `\uXXXX`.
fn write_escape(unit: u16, upper: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        let digit = char::from_digit((unit >> shift & 15).into(), 16).unwrap_or_default();
        let digit = if upper {
            digit.to_ascii_uppercase()
        } else {
            digit
        };
        out.extend(u8::try_from(digit));
    }
}

/// The characters of a string, from its raw text without quotes. The text is valid.
struct Unescaped<'a>(&'a str);

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let mut chars = self.0.chars();
        let mut character = chars.next()?;
        if character == '\\' {
            character = match chars.next()? {
                'b' => '\u{8}',
                'f' => '\u{C}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let high = unit(&mut chars)?;
                    let mut low = None;
                    if (0xD800..0xDC00).contains(&high) {
                        // The low half: `\uXXXX`.
                        chars.next()?;
                        chars.next()?;
                        low = unit(&mut chars);
                    }
                    let units = [high].into_iter().chain(low);
                    char::decode_utf16(units)
                        .next()?
                        .unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                other => other,
            };
        }
        self.0 = chars.as_str();
        Some(character)
    }
}

fn unit(chars: &mut core::str::Chars<'_>) -> Option<u16> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit << 4 | chars.next()?.to_digit(16)?;
    }
    u16::try_from(unit).ok()
}

/// What the received strings contain.
#[derive(Debug, Clone, Copy, Default)]
struct Features {
    slash: bool,
    escaped_slash: bool,
    unicode: bool,
    escaped_unicode: bool,
    html: bool,
    more_html: bool,
    /// A printable character of ASCII as `\u00XX`.
    escaped_ascii: bool,
}

impl Features {
    fn add(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(character) = rest.chars().next() {
            let mut after = rest.get(character.len_utf8()..).unwrap_or_default();
            match character {
                '\\' => {
                    let escape = after.chars().next();
                    after = after.get(1..).unwrap_or_default();
                    self.escaped_slash |= escape == Some('/');
                    if escape == Some('u') {
                        let unit = unit(&mut after.chars()).unwrap_or_default();
                        self.escaped_unicode |= unit >= 0x80;
                        self.escaped_ascii |= (0x20..0x80).contains(&unit);
                    }
                }
                '/' => self.slash = true,
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => self.html = true,
                '=' | '\'' | '+' | '`' => self.more_html = true,
                _ => {}
            }
            self.unicode |= !character.is_ascii();
            rest = after;
        }
    }
}

/// The names and scalars of a document, spelled by one set of rules.
pub(crate) struct Spelled {
    text: Vec<u8>,
    parts: Vec<[Range<usize>; 2]>,
    pub(crate) causes: Vec<Cause>,
}

impl Spelled {
    /// The names and scalars as they were received.
    pub(crate) fn as_received(document: &Document) -> Self {
        Self::new(document, None).0
    }

    /// The other spellings. Those that change nothing are left out.
    pub(crate) fn others(document: &Document) -> Vec<Self> {
        let received = Self::as_received(document);
        let mut others: Vec<Self> = Vec::new();
        for escapes in Escapes::ALL {
            let (mut other, features) = Self::new(document, Some(escapes));
            let is_new = others.iter().all(|known| known.text != other.text);
            if is_new && other.text != received.text {
                other.causes = escapes.causes(features);
                others.push(other);
            }
        }
        others
    }

    fn new(document: &Document, escapes: Option<Escapes>) -> (Self, Features) {
        let mut features = Features::default();
        let mut text = Vec::new();
        let mut write = |raw: &str| {
            let start = text.len();
            match escapes {
                Some(escapes) if raw.starts_with('"') => {
                    features.add(raw);
                    escapes.write(raw, &mut text);
                }
                _ => text.extend_from_slice(raw.as_bytes()),
            }
            start..text.len()
        };
        let parts = document.nodes().iter().map(|node| {
            let name = node.name.as_ref().map_or("", |name| document.text(name));
            let value = match node.kind {
                Kind::Scalar => document.text(&node.value),
                Kind::Object | Kind::Array => "",
            };
            [write(name), write(value)]
        });
        let parts = parts.collect();
        let causes = Vec::new();
        (
            Self {
                text,
                parts,
                causes,
            },
            features,
        )
    }

    /// Writes the document with the white space of its text. Stops, and returns `false`, if it becomes
    /// longer than `limit`.
    pub(crate) fn write_into(&self, document: &Document, limit: usize, out: &mut Vec<u8>) -> bool {
        let mut at = 0;
        for (index, node) in document.nodes().iter().enumerate() {
            let value = Some(&node.value).filter(|_| node.kind == Kind::Scalar);
            let parts = [
                (node.name.as_ref(), self.name(index)),
                (value, self.value(index)),
            ];
            for (range, spelled) in parts {
                if let Some(range) = range {
                    out.extend_from_slice(document.text(&(at..range.start)).as_bytes());
                    out.extend_from_slice(spelled);
                    at = range.end;
                }
            }
            if out.len() > limit {
                return false;
            }
        }
        out.extend_from_slice(document.text(&(at..document.len())).as_bytes());
        true
    }

    /// The name of a member with its quotes; empty if there is none.
    pub(crate) fn name(&self, index: usize) -> &[u8] {
        self.part(self.parts.get(index).map(|[name, _]| name))
    }

    /// A scalar.
    pub(crate) fn value(&self, index: usize) -> &[u8] {
        self.part(self.parts.get(index).map(|[_, value]| value))
    }

    fn part(&self, range: Option<&Range<usize>>) -> &[u8] {
        range
            .and_then(|range| self.text.get(range.clone()))
            .unwrap_or_default()
    }
}
