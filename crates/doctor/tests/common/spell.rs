//! Messages, and the mistakes that change their signed bytes. None of this code is shared with the crate.

use std::fmt::Write;

use super::random::Random;

/// A value of a message. Names need no escapes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Raw(&'static str),
    Number(u64),
    Object(Vec<(&'static str, Self)>),
}

/// How a message is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) comma: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) indent: Option<&'static str>,
    pub(crate) ascii: bool,
    pub(crate) slash: bool,
    pub(crate) html: bool,
}

pub(crate) const COMPACT: Style = Style {
    comma: ",",
    colon: ":",
    indent: None,
    ascii: false,
    slash: false,
    html: false,
};

pub(crate) const SPACED: Style = Style {
    comma: ", ",
    colon: ": ",
    ..COMPACT
};

const ASCII: Style = Style {
    ascii: true,
    ..COMPACT
};

const SLASH: Style = Style {
    slash: true,
    ..COMPACT
};

const fn indented(unit: &'static str) -> Style {
    Style {
        colon: ": ",
        indent: Some(unit),
        ..COMPACT
    }
}

impl Value {
    pub(crate) fn written(&self, style: Style) -> String {
        let mut text = String::new();
        self.write(style, 0, &mut text);
        text
    }

    fn write(&self, style: Style, depth: usize, out: &mut String) {
        match self {
            Self::Raw(raw) => out.push_str(raw),
            Self::Number(number) => write!(out, "{number}").unwrap(),
            Self::Text(text) => write_text(text, style, out),
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_str(style.comma);
                    }
                    line(style, depth + 1, out);
                    write!(out, "\"{name}\"{}", style.colon).unwrap();
                    value.write(style, depth + 1, out);
                }
                line(style, depth, out);
                out.push('}');
            }
        }
    }

    fn members(&mut self) -> &mut Vec<(&'static str, Self)> {
        match self {
            Self::Object(members) => members,
            _ => panic!("{self:?} is no object"),
        }
    }

    fn member(&mut self, name: &str) -> &mut Self {
        let mut members = self.members().iter_mut();
        &mut members.find(|(known, _)| *known == name).unwrap().1
    }

    /// With the members of all objects in another order.
    fn arranged(&self, arrange: fn(&mut Vec<(&'static str, Self)>)) -> Self {
        let mut value = self.clone();
        if let Self::Object(members) = &mut value {
            for (_, member) in &mut *members {
                *member = member.arranged(arrange);
            }
            arrange(members);
        }
        value
    }
}

fn line(style: Style, depth: usize, out: &mut String) {
    if let Some(unit) = style.indent {
        out.push('\n');
        out.push_str(&unit.repeat(depth));
    }
}

fn write_text(text: &str, style: Style, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '/' if style.slash => out.push_str("\\/"),
            '<' | '>' | '&' if style.html => write!(out, "\\u{:04x}", u32::from(char)).unwrap(),
            char if style.ascii && !char.is_ascii() => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").unwrap();
                }
            }
            char => out.push(char),
        }
    }
    out.push('"');
}

/// A message with random values.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

impl Message {
    pub(crate) fn random(random: &mut Random) -> Self {
        let name = *random.choose(&["request", "response"]);
        let id = |random: &mut Random, len| -> Value {
            let digit =
                |random: &mut Random| char::from(b'0' + u8::try_from(random.below(10)).unwrap());
            let first = char::from(b'1' + u8::try_from(random.below(9)).unwrap());
            let rest = (1..len).map(|_| digit(random));
            Value::Text([first].into_iter().chain(rest).collect())
        };
        let mut words = String::new();
        for _ in 0..1 + random.below(6) {
            words += *random
                .choose::<&str>(&["ab", "\"", "\\", "=", "1,2", "{}", " : ", "x:\"", "é", "中"]);
        }
        // Each mistake must change something.
        let note = format!("{words}中文é/<b>&{words}");
        let time = Value::Text(format!(
            "20{:02}-{:02}-{:02}T{:02}:{:02}:{:02}{}",
            random.below(100),
            1 + random.below(12),
            1 + random.below(28),
            random.below(24),
            random.below(60),
            random.below(60),
            random.choose(&["+08:00", "+05:30", "-03:00"]),
        ));
        let mut head = vec![
            ("version", Value::Text("2.0.2".into())),
            (
                "function",
                Value::Text("alipay.intl.acquiring.common.payCancel".into()),
            ),
            ("clientId", Value::Text(format!("c{}", random.next()))),
            (
                if name == "request" {
                    "reqTime"
                } else {
                    "respTime"
                },
                time,
            ),
            ("reqMsgId", Value::Text(format!("m{}", random.next()))),
            ("reserve", Value::Text(note)),
        ];
        let body = if name == "request" {
            head.push(("signType", Value::Text("RSA2".into())));
            vec![
                ("partnerId", id(random, 12)),
                ("acquirementId", Value::Text(format!("a{}", random.next()))),
            ]
        } else {
            vec![
                (
                    "resultInfo",
                    Value::Object(vec![
                        ("resultStatus", Value::Text("S".into())),
                        ("resultCodeId", id(random, 8)),
                        ("resultCode", Value::Text("SUCCESS".into())),
                        ("resultMsg", Value::Text("success".into())),
                    ]),
                ),
                ("acquirementId", Value::Text(format!("a{}", random.next()))),
                ("cancelTime", Value::Text("none".into())),
            ]
        };
        let value = Value::Object(vec![
            ("head", Value::Object(head)),
            ("body", Value::Object(body)),
        ]);
        Self { name, value }
    }

    pub(crate) fn envelope(&self, span: &str, signature: &str) -> String {
        let mut text = String::new();
        write_text(signature, COMPACT, &mut text);
        let text = text.replace('\n', "\\n").replace('\r', "\\r");
        format!("{{\"{}\":{span},\"signature\":{text}}}", self.name)
    }

    pub(crate) fn written(&self, style: Style) -> String {
        self.value.written(style)
    }

    /// What is sent if nothing else is said.
    pub(crate) fn compact(&self) -> String {
        self.written(COMPACT)
    }

    fn edited(&self, edit: impl FnOnce(&mut Value)) -> String {
        let mut value = self.value.clone();
        edit(&mut value);
        value.written(COMPACT)
    }

    fn time(&self) -> (&'static str, String) {
        let mut value = self.value.clone();
        let name = if self.name == "request" {
            "reqTime"
        } else {
            "respTime"
        };
        match value.member("head").member(name) {
            Value::Text(time) => (name, time.clone()),
            other => panic!("{other:?} is no time"),
        }
    }
}

/// A mistake: its id, what is sent and what is signed.
pub(crate) type SpanMistake = (&'static str, fn(&Message) -> (String, Vec<u8>));

fn sent(message: &Message, signed: impl AsRef<[u8]>) -> (String, Vec<u8>) {
    (message.compact(), signed.as_ref().to_vec())
}

fn with_null(message: &Message) -> String {
    message.edited(|value| {
        value
            .member("body")
            .members()
            .push(("merchantTransId", Value::Raw("null")));
    })
}

pub(crate) const SPAN_MISTAKES: [SpanMistake; 41] = [
    ("whole-envelope", |m| {
        sent(m, format!("{{\"{}\":{}}}", m.name, m.compact()))
    }),
    ("without-braces", |m| {
        sent(
            m,
            m.compact()
                .strip_prefix('{')
                .unwrap()
                .strip_suffix('}')
                .unwrap(),
        )
    }),
    ("body-only", |m| {
        sent(m, m.value.clone().member("body").written(COMPACT))
    }),
    ("head-only", |m| {
        sent(m, m.value.clone().member("head").written(COMPACT))
    }),
    ("with-name", |m| {
        sent(m, format!("\"{}\":{}", m.name, m.compact()))
    }),
    ("sorted-members", |m| {
        sent(
            m,
            m.value
                .arranged(|members| members.sort_by_key(|(name, _)| *name))
                .written(COMPACT),
        )
    }),
    ("other-member-order", |m| {
        sent(
            m,
            m.value
                .arranged(|members| members.reverse())
                .written(COMPACT),
        )
    }),
    ("other-member-order", |m| {
        sent(m, m.edited(|value| value.members().reverse()))
    }),
    ("spaced", |m| sent(m, m.written(SPACED))),
    ("indented", |m| sent(m, m.written(indented("  ")))),
    ("indented", |m| sent(m, m.written(indented("    ")))),
    ("indented", |m| sent(m, m.written(indented("\t")))),
    ("compact", |m| (m.written(SPACED), m.compact().into())),
    ("compact", |m| {
        (m.written(indented("  ")), m.compact().into())
    }),
    ("escaped-slash", |m| sent(m, m.written(SLASH))),
    ("unescaped-slash", |m| {
        (m.written(SLASH), m.compact().into())
    }),
    ("ascii-escaped", |m| sent(m, m.written(ASCII))),
    ("unicode-unescaped", |m| {
        (m.written(ASCII), m.compact().into())
    }),
    ("html-escaped", |m| {
        sent(
            m,
            m.written(Style {
                html: true,
                ..COMPACT
            }),
        )
    }),
    ("crlf", |m| {
        let lines = m.written(indented("  "));
        (lines.clone(), lines.replace('\n', "\r\n").into())
    }),
    ("lf", |m| {
        let lines = m.written(indented("    "));
        (lines.replace('\n', "\r\n"), lines.into())
    }),
    ("trailing-newline", |m| sent(m, m.compact() + "\n")),
    ("trailing-newline", |m| sent(m, m.compact() + "\r\n")),
    ("leading-bom", |m| {
        sent(m, format!("\u{FEFF}{}", m.compact()))
    }),
    ("trailing-nul", |m| sent(m, m.compact() + "\0")),
    ("gbk", |m| {
        sent(
            m,
            encoded(&m.compact(), |char| match char {
                '中' => vec![0xD6, 0xD0],
                '文' => vec![0xCE, 0xC4],
                'é' => vec![0xA8, 0xA6],
                char => vec![u8::try_from(char).unwrap()],
            }),
        )
    }),
    ("latin1", |m| {
        sent(
            m,
            encoded(&m.compact(), |char| {
                vec![u8::try_from(char).unwrap_or(b'?')]
            }),
        )
    }),
    ("utf16", |m| {
        sent(
            m,
            m.compact()
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
        )
    }),
    ("mojibake", |m| {
        sent(m, m.compact().bytes().map(char::from).collect::<String>())
    }),
    ("null-members-added", |m| sent(m, with_null(m))),
    ("empty-members-dropped", |m| {
        (with_null(m), m.compact().into())
    }),
    ("number-for-string", |m| {
        sent(
            m,
            m.edited(|value| {
                let body = value.member("body");
                let id = match m.name {
                    "request" => body.member("partnerId"),
                    _ => body.member("resultInfo").member("resultCodeId"),
                };
                if let Value::Text(text) = id {
                    *id = Value::Number(text.parse().unwrap());
                }
            }),
        )
    }),
    ("time-rewritten", |m| {
        let (name, time) = m.time();
        let (start, end) = time.rsplit_once(':').unwrap();
        sent(
            m,
            m.edited(|value| {
                *value.member("head").member(name) = Value::Text(format!("{start}{end}"));
            }),
        )
    }),
    ("time-rewritten", |m| {
        let (name, time) = m.time();
        let time = time.replace('T', " ");
        let time = time.get(..19).unwrap().to_owned();
        sent(
            m,
            m.edited(|value| *value.member("head").member(name) = Value::Text(time)),
        )
    }),
    ("url-encoded", |m| {
        sent(m, percent(&m.compact(), "-_.!~*'()", "%20"))
    }),
    ("url-encoded", |m| {
        sent(m, percent(&m.compact(), "-_.*", "+"))
    }),
    ("signed-hex-digest", |m| sent(m, hex(&sha256(&m.compact())))),
    ("signed-base64-digest", |m| {
        sent(m, base64(&sha256(&m.compact())))
    }),
    ("digest-signed-twice", |m| sent(m, sha256(&m.compact()))),
    ("whole-envelope", |m| {
        sent(
            m,
            format!("{{\"{}\":{},\"signature\":\"\"}}", m.name, m.compact()),
        )
    }),
    ("spaced", |m| {
        sent(
            m,
            m.written(Style {
                colon: ": ",
                ..COMPACT
            }),
        )
    }),
];

fn encoded(text: &str, encode: fn(char) -> Vec<u8>) -> Vec<u8> {
    text.chars().flat_map(encode).collect()
}

fn percent(text: &str, plain: &str, space: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out += space,
            _ if byte.is_ascii_alphanumeric() || plain.as_bytes().contains(&byte) => {
                out.push(byte.into());
            }
            _ => write!(out, "%{byte:02X}").unwrap(),
        }
    }
    out
}

fn sha256(text: &str) -> [u8; 32] {
    alipay_acquiring::signature::SigningBytes::new(text.as_bytes()).digest()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(bytes)
}
