//! Where things stand in a JSON text: a reader of its own, so that the crate's is not asked.

/// A place in an object where one more member may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The object, by the names on the way to it: `response.head`; empty for the document itself.
    pub object: String,
    /// Where in the text, in bytes.
    pub offset: usize,
    /// Whether a member follows (`member,` goes here), or one stands before (`,member`).
    pub member_follows: bool,
}

impl Gap {
    /// The text with this member put here.
    pub fn plant(&self, text: &str, member: &str) -> String {
        let (before, after) = text.split_at(self.offset);
        if self.member_follows {
            format!("{before}{member},{after}")
        } else {
            format!("{before},{member}{after}")
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// By the names on the way to it: `response.head.clientId`.
    pub path: String,
    /// Where it begins: at its quote or brace.
    pub start: usize,
    /// Where it ends: behind its closing quote or brace.
    pub end: usize,
}

impl Value {
    /// Its text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// The text with another value in its place.
    pub fn replace(&self, text: &str, value: &str) -> String {
        format!("{}{value}{}", &text[..self.start], &text[self.end..])
    }
}

/// The places of a valid document of objects, strings, `null` and booleans.
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
    /// Finds them. The names must not be escaped.
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

    /// The value at this path, which is there.
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

    /// A string's raw content.
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
