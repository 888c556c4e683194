//! Writes JSON in the way that other programs write it, and also with errors. The crate's own
//! writer cannot do this: it has one spelling, and it refuses to write a message that breaks a
//! rule.

pub(crate) type Members = Vec<(String, Json)>;

#[derive(Debug, Clone)]
pub(crate) enum Json {
    Null,
    Text(String),
    /// JSON text that is written unchanged.
    Raw(String),
    Object(Members),
}

impl Json {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Sorts the members of every object by name, as a map does.
    pub(crate) fn sorted(self) -> Self {
        match self {
            Self::Object(members) => {
                let mut members: Members = members
                    .into_iter()
                    .map(|(name, value)| (name, value.sorted()))
                    .collect();
                members.sort_by(|(one, _), (other, _)| one.cmp(other));
                Self::Object(members)
            }
            other => other,
        }
    }
}

/// How a program spells JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) comma: &'static str,
    pub(crate) colon: &'static str,
    /// The line break before each member, or empty. Two spaces of indentation for each level follow
    /// a line break.
    pub(crate) line: &'static str,
    /// Selects the characters that are written as `\uXXXX` although JSON does not require it.
    pub(crate) unicode: fn(char) -> bool,
    /// Whether `/` is written as `\/`.
    pub(crate) slash: bool,
}

impl Style {
    /// The style of the crate's own writer.
    pub(crate) const COMPACT: Self = Self {
        comma: ",",
        colon: ":",
        line: "",
        unicode: |_| false,
        slash: false,
    };

    /// Writes a value at this nesting depth.
    pub(crate) fn write(&self, value: &Json, depth: usize, out: &mut String) {
        match value {
            Json::Null => out.push_str("null"),
            Json::Text(text) => self.write_string(text, out),
            Json::Raw(raw) => out.push_str(raw),
            Json::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_str(self.comma);
                    }
                    self.break_line(depth + 1, out);
                    self.write_string(name, out);
                    out.push_str(self.colon);
                    self.write(value, depth + 1, out);
                }
                self.break_line(depth, out);
                out.push('}');
            }
        }
    }

    fn break_line(&self, depth: usize, out: &mut String) {
        if !self.line.is_empty() {
            out.push_str(self.line);
            out.push_str(&"  ".repeat(depth));
        }
    }

    fn write_string(&self, text: &str, out: &mut String) {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => out.extend(['\\', character]),
                '/' if self.slash => out.push_str("\\/"),
                _ if character < ' ' || (self.unicode)(character) => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => out.push(character),
            }
        }
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, Style};

    #[test]
    fn each_part_of_a_style_shows() {
        let value = Json::Object(vec![
            ("b".to_owned(), Json::text("\"/\\\n<é😀")),
            (
                "a".to_owned(),
                Json::Object(vec![("x".to_owned(), Json::Null)]),
            ),
        ]);
        let compact = Style::COMPACT;
        let styles = [
            (
                "compact",
                compact,
                r#"{"b":"\"/\\\u000a<é😀","a":{"x":null}}"#,
            ),
            (
                "spaced",
                Style {
                    comma: ", ",
                    colon: ": ",
                    ..compact
                },
                r#"{"b": "\"/\\\u000a<é😀", "a": {"x": null}}"#,
            ),
            (
                "lines",
                Style {
                    line: "\r\n",
                    ..compact
                },
                "{\r\n  \"b\":\"\\\"/\\\\\\u000a<é😀\",\r\n  \"a\":{\r\n    \"x\":null\r\n  }\r\n}",
            ),
            (
                "escapes",
                Style {
                    unicode: |character| !character.is_ascii(),
                    slash: true,
                    ..compact
                },
                r#"{"b":"\"\/\\\u000a<\u00e9\ud83d\ude00","a":{"x":null}}"#,
            ),
        ];
        for (name, style, expected) in styles {
            let mut out = String::new();
            style.write(&value, 0, &mut out);
            assert_eq!(out, expected, "{name}");
        }
        let mut out = String::new();
        compact.write(&value.sorted(), 0, &mut out);
        assert!(out.starts_with(r#"{"a":"#), "{out}");
    }
}
