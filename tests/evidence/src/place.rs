//! The offsets of the parts of a JSON text. It has its own parser, so it does not depend on the
//! crate.

/// A place in an object where a member can be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The path of the object, such as `response.head`; empty for the document.
    pub object: String,
    /// The offset in the text.
    pub offset: usize,
    /// Whether a member follows, so that `member,` is inserted. Otherwise a member precedes, and
    /// `,member` is inserted.
    pub member_follows: bool,
}

impl Gap {
    /// The text with this member inserted here.
    pub fn plant(&self, text: &str, member: &str) -> String {
        let (before, after) = text.split_at(self.offset);
        if self.member_follows {
            format!("{before}{member},{after}")
        } else {
            format!("{before},{member}{after}")
        }
    }
}

/// A value of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The path, such as `response.head.clientId`.
    pub path: String,
    /// The offset of its quote or brace.
    pub start: usize,
    /// The offset after its closing quote or brace.
    pub end: usize,
}

impl Value {
    /// Its text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// The text with this value replaced by another one.
    pub fn replace(&self, text: &str, value: &str) -> String {
        format!("{}{value}{}", &text[..self.start], &text[self.end..])
    }
}

/// The gaps and values of a valid document of objects, strings, `null` and booleans.
#[derive(Debug, Default)]
pub struct Places {
    /// The gaps of all objects.
    pub gaps: Vec<Gap>,
    /// The objects that are values of members.
    pub objects: Vec<Value>,
    /// The strings that are values of members.
    pub strings: Vec<Value>,
}

impl Places {
    /// Parses a document. Its names must have no escapes.
    pub fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut scan = Scan { text, at: 0 };
        places.object(&mut scan, "");
        places
    }

    /// The value at this path.
    pub fn find(&self, path: &str) -> Option<&Value> {
        let mut all = self.objects.iter().chain(&self.strings);
        all.find(|value| value.path == path)
    }

    /// The value at this path, which must exist.
    pub fn value(&self, path: &str) -> &Value {
        self.find(path)
            .unwrap_or_else(|| panic!("{path}: no such value"))
    }

    fn object(&mut self, scan: &mut Scan<'_>, path: &str) {
        scan.eat(b'{');
        scan.white_space();
        let mut last = None;
        while scan.peek() != b'}' {
            if last.is_some() {
                scan.eat(b',');
                scan.white_space();
            }
            self.gap(path, scan.at, true);
            let name = scan.string();
            scan.white_space();
            scan.eat(b':');
            scan.white_space();
            self.value_at(scan, join(path, name));
            last = Some(scan.at);
            scan.white_space();
        }
        self.gap(path, last.expect("an object with members"), false);
        scan.eat(b'}');
    }

    fn value_at(&mut self, scan: &mut Scan<'_>, path: String) {
        let start = scan.at;
        let kind = scan.peek();
        match kind {
            b'{' => self.object(scan, &path),
            b'"' => drop(scan.string()),
            _ => scan.literal(),
        }
        let end = scan.at;
        let value = Value { path, start, end };
        match kind {
            b'{' => self.objects.push(value),
            b'"' => self.strings.push(value),
            _ => {}
        }
    }

    fn gap(&mut self, object: &str, offset: usize, member_follows: bool) {
        self.gaps.push(Gap {
            object: object.to_string(),
            offset,
            member_follows,
        });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_string()
    } else {
        format!("{path}.{name}")
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn peek(&self) -> u8 {
        self.text.as_bytes()[self.at]
    }

    fn eat(&mut self, byte: u8) {
        assert_eq!(self.peek(), byte, "at byte {}", self.at);
        self.at += 1;
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// `null`, `true` or `false`.
    fn literal(&mut self) {
        while self.peek().is_ascii_lowercase() {
            self.at += 1;
        }
    }

    /// The raw content of a string.
    fn string(&mut self) -> &'t str {
        self.eat(b'"');
        let start = self.at;
        while self.peek() != b'"' {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        let content = &self.text[start..self.at];
        self.eat(b'"');
        content
    }
}
