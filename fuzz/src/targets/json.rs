//! Any bytes into `json::Reader`, compared with `serde_json::Value`.

use std::borrow::Cow;

use alipay_acquiring::json::{Names, Reader};
use alipay_acquiring::{DecodeError, DecodeErrorKind, names};

use crate::common::{Peer, WHITE_SPACE, members, read_raw};
use crate::differences;

/// The verdict must be that of `serde_json`. Raw texts, members, duplicates and strings are
/// compared with those of a simple splitter, which works only for valid JSON.
pub fn json(input: &[u8]) -> bool {
    let peer = Peer::read(input);
    check_serde_type(input, &peer);
    let Ok(raw) = peer.judge(read_raw(input)) else {
        return false;
    };
    let text = std::str::from_utf8(input).unwrap();
    assert!(std::ptr::eq(raw, text.trim_matches(WHITE_SPACE)));

    if raw.starts_with('{') {
        let mut scratch = vec![0; input.len()];
        let read = read_document(input, &mut scratch);
        match expected(raw) {
            Some(expected) => assert_eq!(read.as_ref(), Ok(&expected)),
            None => {
                let error = read.expect_err("a name occurs twice");
                assert_eq!(error.kind(), DecodeErrorKind::Duplicate);
                assert!(text[error.offset()..].starts_with('"'));
            }
        }
    }
    true
}

/// Reads a `serde_json::Value` with the crate. It is a serde type like any other, and must be the
/// same value.
fn check_serde_type(input: &[u8], peer: &Peer) {
    let mut scratch = vec![0; input.len()];
    let read = Reader::new(input, &mut scratch).and_then(|mut reader| {
        let value: serde_json::Value = reader.deserialize()?;
        reader.finish()?;
        Ok(value)
    });
    match (read, &peer.json) {
        (Ok(ours), Ok(theirs)) => assert!(is_same(&ours, theirs), "{ours:?}, {theirs:?}"),
        (Ok(ours), Err(error)) => panic!("accepted: {ours:?}, {error}"),
        (Err(error), Ok(theirs)) => {
            let is_stricter = match error.kind() {
                DecodeErrorKind::TooDeep => true,
                DecodeErrorKind::Refused => {
                    let number = &input[error.offset()..];
                    differences::is_long_integer(number) || differences::is_rounded(number)
                }
                _ => false,
            };
            assert!(is_stricter, "refused: {error}, {theirs:?}");
        }
        (Err(error), Err(_)) => assert!(error.offset() <= input.len(), "{error}"),
    }
}

fn is_same(ours: &serde_json::Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};

    match (ours, theirs) {
        (Array(ours), Array(theirs)) => {
            let mut pairs = ours.iter().zip(theirs);
            ours.len() == theirs.len() && pairs.all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Object(ours), Object(theirs)) => {
            let mut pairs = ours.iter().zip(theirs);
            ours.len() == theirs.len()
                && pairs.all(|(ours, theirs)| ours.0 == theirs.0 && is_same(ours.1, theirs.1))
        }
        (Number(ours), Number(theirs)) => {
            ours == theirs || differences::is_negative_zero(ours, theirs)
        }
        _ => ours == theirs,
    }
}

/// The names that are read, in this order.
const NAMES: Names = names!["response", "signature", "head", "a", "é"];

/// A member that was read.
#[derive(Debug, PartialEq)]
struct Member<'a> {
    index: usize,
    raw: &'a str,
    value: Value<'a>,
}

#[derive(Debug, PartialEq)]
enum Value<'a> {
    Object(Vec<Member<'a>>),
    String(Cow<'a, str>),
    Other,
}

fn read_document<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<Vec<Member<'a>>, DecodeError> {
    let mut reader = Reader::new(input, scratch)?;
    let members = read_object(&mut reader)?;
    reader.finish()?;
    Ok(members)
}

fn read_object<'a>(reader: &mut Reader<'a>) -> Result<Vec<Member<'a>>, DecodeError> {
    let mut read = Vec::new();
    let mut members = reader.object(NAMES)?;
    while let Some(index) = reader.next_member(&mut members)? {
        let (value, raw) = reader.spanned(|reader| match reader.peek_value() {
            Some(b'{') => Ok(Value::Object(read_object(reader)?)),
            Some(b'"') => Ok(Value::String(reader.string()?.unwrap().into())),
            _ => reader.skip_value().map(|()| Value::Other),
        })?;
        read.push(Member { index, raw, value });
    }
    Ok(read)
}

/// The expected members of an object that is valid JSON; `None` if a name occurs twice.
fn expected(object: &str) -> Option<Vec<Member<'_>>> {
    let mut expected: Vec<Member<'_>> = Vec::new();
    for (name, raw) in members(object) {
        let Some(index) = NAMES
            .as_slice()
            .iter()
            .position(|known| name == known.as_str())
        else {
            continue;
        };
        if expected.iter().any(|member| member.index == index) {
            return None;
        }
        let value = match raw.as_bytes()[0] {
            b'{' => Value::Object(self::expected(raw)?),
            b'"' => Value::String(serde_json::from_str::<String>(raw).unwrap().into()),
            _ => Value::Other,
        };
        expected.push(Member { index, raw, value });
    }
    Some(expected)
}
