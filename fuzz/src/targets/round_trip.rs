//! Messages that `arbitrary` creates from the input are written and read back. Then they are read
//! in another spelling.

use std::fmt::Debug;
use std::ops::Range;

use alipay_acquiring::function::{Body, Function, ResultCode};
use alipay_acquiring::{
    Message, PayCancel, PayCancelRequest, PayCancelResponse, PayCancelResultCode, function::Head,
    signature::Signature,
};
use arbitrary::Unstructured;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::common::{Only, WholeSeconds, Written, depth, read_back, write};
use crate::differences::is_too_deep;

/// Returns whether the message can be written.
pub fn round_trip(input: &[u8]) -> bool {
    run(&mut Unstructured::new(input)).unwrap_or(false)
}

fn run(u: &mut Unstructured<'_>) -> arbitrary::Result<bool> {
    let is_response = u.arbitrary()?;
    let spelling = Spelling::new(u.arbitrary()?);
    let signature = vec![u.arbitrary()?; u.int_in_range(256..=512)?];
    let signature = Signature::new(&signature).unwrap();
    let mut buffers = Buffers::default();
    if is_response {
        // An arbitrary result is rarely a row of the table.
        let row: u8 = u.arbitrary()?;
        let mut message: PayCancelResponse<'_> = u.arbitrary()?;
        if let Some(code) = PayCancelResultCode::ALL.get(usize::from(row)) {
            let row = code.row();
            let result = &mut message.body.result_info;
            result.result_status = row.meaning.status().into();
            result.result_code_id = row.id.into();
            result.result_code = row.name.into();
        }
        Ok(check(
            "response",
            &message,
            &signature,
            spelling,
            &mut buffers,
        ))
    } else {
        let message: PayCancelRequest<'_> = u.arbitrary()?;
        Ok(check(
            "request",
            &message,
            &signature,
            spelling,
            &mut buffers,
        ))
    }
}

/// The buffers that the messages borrow from.
#[derive(Default)]
struct Buffers {
    written: Option<Written>,
    spelled: Option<Spelling>,
    scratch: [Vec<u8>; 2],
}

fn check<'a, H, B>(
    name: &str,
    message: &Message<H, B>,
    signature: &Signature,
    spelling: Spelling,
    buffers: &'a mut Buffers,
) -> bool
where
    H: Head<'a>,
    B: Body<'a, Head = H>,
    Message<H, B>: WholeSeconds + PartialEq + Debug + Serialize,
{
    let tree = tree(message);
    let [scratch, scratch_of_spelled] = &mut buffers.scratch;
    buffers.written = write(message, signature);
    if let Some(written) = &buffers.written {
        let signed: Value =
            serde_json::from_slice(&written.signed).expect("the written text is JSON");
        assert_eq!(signed, tree);
        scratch.resize(written.envelope.len(), 0);
        read_back(message, signature, written, scratch);
    }

    let spelled = spelling.envelope(name, tree, &STANDARD.encode(signature.as_bytes()));
    let Spelling { text, span, .. } = buffers.spelled.insert(spelled);
    scratch_of_spelled.resize(text.len(), 0);
    let read = Message::<H, B>::decode(text.as_bytes(), scratch_of_spelled);
    let read = read.expect("another spelling is accepted");
    let key = Only {
        bytes: text[span.clone()].as_bytes(),
        signature,
    };
    let read = read
        .verify(&key)
        .expect("the span is the bytes of the value");
    assert_eq!(read.in_whole_seconds(), message.in_whole_seconds());
    buffers.written.is_some()
}

/// The members of the message, through `Serialize`.
fn tree(message: &impl Serialize) -> Value {
    let mut tree = serde_json::to_value(message).expect("messages can be serialised");
    tree["head"]["version"] = PayCancel::VERSION.into();
    tree["head"]["function"] = PayCancel::NAME.into();
    tree
}

/// Writes an envelope in one of many equivalent spellings, which a seed chooses.
struct Spelling {
    /// A xorshift generator, never 0.
    state: u64,
    order: bool,
    spaces: bool,
    escapes: bool,
    text: String,
    depth: u32,
    /// The range of the value of `request` or `response`.
    span: Range<usize>,
}

/// The optional members: the object, the name, and whether an empty string means absent, as `null`
/// does.
const OPTIONAL: [(&str, &str, bool); 6] = [
    ("head", "reserve", false),
    ("head", "signType", true),
    ("body", "acquirementId", true),
    ("body", "merchantTransId", true),
    ("body", "cancelTime", true),
    ("resultInfo", "resultMsg", false),
];

const UNKNOWN_NAMES: [&str; 8] = [
    // The first three are known in the envelope, so they are used only in inner objects.
    "request",
    "response",
    "signature",
    "",
    "Head",
    "extendInfo",
    "signature ",
    "\u{e9}\"\\",
];

const UNKNOWN_VALUES: [&str; 10] = [
    "null",
    "true",
    "1e400",
    "-0.5E+1",
    "\"\"",
    r#""\ud83d\ude00\u0000""#,
    r#""}},\"signature\":\"""#,
    r#"{"response":{"head":{}},"response":[]}"#,
    r#"[[[{"a" : [ ] } ], 0 ] , "]" ]"#,
    r#"{"signature":"x","head":null}"#,
];

fn must_be_escaped(character: char) -> bool {
    matches!(character, '"' | '\\' | ..'\u{20}')
}

impl Spelling {
    fn new(seed: u64) -> Self {
        let mut new = Self {
            state: seed.max(1),
            order: false,
            spaces: false,
            escapes: false,
            text: String::with_capacity(4096),
            depth: 0,
            span: 0..0,
        };
        new.order = new.one_in(2);
        new.spaces = new.one_in(2);
        new.escapes = new.one_in(2);
        new
    }

    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 32) as usize % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn envelope(mut self, name: &str, message: Value, base64: &str) -> Self {
        let mut envelope = Map::new();
        envelope.insert(name.into(), message);
        envelope.insert("signature".into(), base64.into());
        self.space();
        self.object("", &envelope);
        self.space();
        self
    }

    fn object(&mut self, name: &str, object: &Map<String, Value>) {
        let mut members: Vec<(&str, Result<&Value, &str>)> = Vec::with_capacity(16);
        members.extend(object.iter().map(|(name, value)| (&**name, Ok(value))));
        for (_, member, may_be_empty) in OPTIONAL.iter().filter(|(of, ..)| *of == name) {
            if !object.contains_key(*member) {
                match self.below(4) {
                    0 => members.push((member, Err("null"))),
                    1 if *may_be_empty => members.push((member, Err(r#""""#))),
                    _ => {}
                }
            }
        }
        let unknown = &UNKNOWN_NAMES[if self.depth == 0 { 3 } else { 0 }..];
        while self.one_in(4) {
            members.push((self.choose(unknown), Err(self.choose(&UNKNOWN_VALUES))));
        }
        if self.order {
            for last in (1..members.len()).rev() {
                members.swap(last, self.below(last + 1));
            }
        }

        let start = self.text.len();
        self.text.push('{');
        self.depth += 1;
        for (index, (name, value)) in members.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.space();
            self.string(name);
            self.space();
            self.text.push(':');
            self.space();
            match value {
                Ok(value) => self.value(name, value),
                Err(raw) => self.text.push_str(raw),
            }
            self.space();
        }
        self.space();
        self.text.push('}');
        self.depth -= 1;
        if self.depth == 1 {
            self.span = start..self.text.len();
        }
    }

    fn value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(object) => self.object(name, object),
            Value::String(text) if name.ends_with("Time") => self.time(text),
            Value::String(text) if name == "reserve" && self.is_object(text) => {
                self.text.push_str(text);
            }
            Value::String(text) => self.string(text),
            other => panic!("a message has only objects and strings, found {other}"),
        }
    }

    /// Whether the text can be written as an object instead of a string, as some platforms write
    /// `reserve`.
    fn is_object(&self, text: &str) -> bool {
        let parsed = serde_json::from_str::<Map<String, Value>>(text);
        parsed.is_ok()
            && text.starts_with('{')
            && text.ends_with('}')
            && !is_too_deep(self.depth + depth(text.as_bytes()).0)
    }

    /// Writes a time in another spelling. The added fraction is ignored by the comparison.
    fn time(&mut self, written: &str) {
        let (time, offset) = written.split_at(19);
        let fraction = self.choose(&["", "", ".0", ".719", ".9999999999999"]);
        let offset = match offset {
            "+00:00" => self.choose(&["+00:00", "Z", "z"]),
            offset => offset,
        };
        let time = match self.one_in(4) {
            true => time.replace('T', "t"),
            false => time.into(),
        };
        self.string(&format!("{time}{fraction}{offset}"));
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        if !self.escapes && !text.contains(must_be_escaped) {
            self.text.push_str(text);
        } else {
            for character in text.chars() {
                if must_be_escaped(character) || self.escapes && self.one_in(8) {
                    self.escape(character);
                } else {
                    self.text.push(character);
                }
            }
        }
        self.text.push('"');
    }

    fn escape(&mut self, character: char) {
        let short = match character {
            '"' | '\\' | '/' => Some(character),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            _ => None,
        };
        match short {
            Some(short) if self.one_in(2) => self.text.extend(['\\', short]),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let escape = match self.one_in(2) {
                        true => format!("\\u{unit:04x}"),
                        false => format!("\\u{unit:04X}"),
                    };
                    self.text.push_str(&escape);
                }
            }
        }
    }

    fn space(&mut self) {
        if self.spaces {
            let space = self.choose(&["", "", " ", "\n", "\r\n\t"]);
            self.text.push_str(space);
        }
    }
}
