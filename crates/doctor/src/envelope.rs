//! Where the span and the signature are in an envelope.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use alipay_acquiring::json::{JsonType, Reader};
use alipay_acquiring::{DecodeError, Envelope, names};

use crate::document::{Document, ROOT};

/// What is read from an envelope.
pub(crate) struct Parts<'a> {
    pub(crate) span: &'a str,
    /// The offset of the span.
    pub(crate) offset: usize,
    /// `request` or `response`.
    pub(crate) name: &'static str,
    pub(crate) signature: Value,
}

/// The value of `signature`.
pub(crate) enum Value {
    Absent,
    Text(String),
    /// A value of another type.
    Other,
}

impl<'a> Parts<'a> {
    pub(crate) fn read(envelope: &'a [u8]) -> Result<Self, DecodeError> {
        let mut scratch = vec![0; envelope.len()];
        let name = Envelope::decode(envelope, &mut scratch)?
            .claimed()
            .message
            .as_str();
        let (mut span, mut offset, mut signature) = ("", 0, Value::Absent);
        let mut scratch = vec![0; envelope.len()];
        let mut reader = Reader::new(envelope, &mut scratch)?;
        let mut members = reader.object(names!["signature", "request", "response"])?;
        while let Some(index) = reader.next_member(&mut members)? {
            if index == 0 {
                signature = match reader.raw_value()? {
                    None => Value::Absent,
                    Some(value) if value.json_type == JsonType::String => {
                        Value::Text(value.text.into())
                    }
                    Some(_) => Value::Other,
                };
            } else {
                (_, span) = reader.spanned(Reader::skip_value)?;
                offset = reader.offset() - span.len();
            }
        }
        reader.finish()?;
        // The reader borrows the scratch, the span only the envelope.
        let span = core::str::from_utf8(envelope)
            .unwrap_or_default()
            .get(offset..offset + span.len());
        Ok(Self {
            span: span.unwrap_or_default(),
            offset,
            name,
            signature,
        })
    }
}

/// The envelope without its signature: without the member, with an empty value, and with the value that the
/// specification's sample has.
pub(crate) fn without_signature(envelope: &str) -> Vec<Vec<u8>> {
    let Some(document) = Document::new(envelope) else {
        return Vec::new();
    };
    let members = document.children(ROOT);
    let at = members
        .iter()
        .position(|&member| document.name(member) == "signature");
    let (Some(at), nodes) = (at, document.nodes()) else {
        return Vec::new();
    };
    let node = |at: usize| nodes.get(*members.get(at)?);
    let Some(signature) = node(at) else {
        return Vec::new();
    };
    let value = signature.value.clone();
    let name = signature.name.clone().unwrap_or_default();
    let before = at.checked_sub(1).and_then(node);
    let after = at
        .checked_add(1)
        .and_then(node)
        .and_then(|node| node.name.clone());
    // With the comma before it, or, if it is the first member, with the one after it.
    let member = match (before, after) {
        (Some(before), _) => before.value.end..value.end,
        (None, Some(after)) => name.start..after.start,
        (None, None) => name.start..value.end,
    };
    let values = ["\"\"", "null", "\"signature string\""].map(|new| (value.clone(), new));
    [(member, "")]
        .into_iter()
        .chain(values)
        .filter_map(|(range, new)| replaced(envelope, &range, new))
        .collect()
}

fn replaced(text: &str, range: &Range<usize>, new: &str) -> Option<Vec<u8>> {
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    Some([before, new, after].concat().into_bytes())
}
