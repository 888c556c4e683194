//! The JSON of a span, as a flat list of values in the order of the text. Nothing here recurses.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::cause::Cause;

/// The text of a value, and its parts.
#[derive(Clone)]
pub(crate) struct Document {
    text: String,
    nodes: Vec<Node>,
}

#[derive(Clone)]
pub(crate) struct Node {
    /// With its quotes; `None` for an element of an array and for the whole.
    pub(crate) name: Option<Range<usize>>,
    /// The raw text.
    pub(crate) value: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) children: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    Scalar,
}

/// The index of the whole value.
pub(crate) const ROOT: usize = 0;

/// A document with more values is not searched for other spellings.
pub(crate) const MAX_VALUES: usize = 4096;

impl Document {
    /// Splits a text that is JSON. `None` if it has too many values.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut name = None;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = match byte {
                b'"' => string_end(bytes, at),
                b'-' | b'0'..=b'9' | b'a'..=b'z' => scalar_end(bytes, at),
                _ => at + 1,
            };
            let kind = match byte {
                b'{' => Kind::Object,
                b'[' => Kind::Array,
                b'}' | b']' => {
                    if let Some(node) = open.pop().and_then(|index| nodes.get_mut(index)) {
                        node.value.end = at;
                    }
                    continue;
                }
                b'"' if name.is_none() && is_object(&nodes, &open) => {
                    name = Some(start..at);
                    continue;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => continue,
                _ => Kind::Scalar,
            };
            let index = nodes.len();
            if index >= MAX_VALUES {
                return None;
            }
            if let Some(parent) = open.last().and_then(|&parent| nodes.get_mut(parent)) {
                parent.children.push(index);
            }
            if kind != Kind::Scalar {
                open.push(index);
            }
            nodes.push(Node {
                name: name.take(),
                value: start..at,
                kind,
                children: Vec::new(),
            });
        }
        let text = text.into();
        (!nodes.is_empty()).then_some(Self { text, nodes })
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The length of the text.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The raw text of a part.
    pub(crate) fn text(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The raw text of a value.
    pub(crate) fn value(&self, index: usize) -> &str {
        self.nodes
            .get(index)
            .map_or("", |node| self.text(&node.value))
    }

    /// The name of a member, without its quotes. An escaped name is returned as it is written.
    pub(crate) fn name(&self, index: usize) -> &str {
        let name = self.nodes.get(index).and_then(|node| node.name.as_ref());
        name.map_or("", |name| self.text(name).trim_matches('"'))
    }

    pub(crate) fn children(&self, index: usize) -> &[usize] {
        self.nodes.get(index).map_or(&[], |node| &node.children)
    }

    /// The member with this name.
    pub(crate) fn member(&self, of: usize, name: &str) -> Option<usize> {
        let mut children = self.children(of).iter().copied();
        children.find(|&child| self.name(child) == name)
    }

    /// Replaces the raw text of a scalar.
    pub(crate) fn replace(&mut self, index: usize, value: &str) {
        let range = self.append(value);
        if let Some(node) = self.nodes.get_mut(index) {
            node.value = range;
        }
    }

    /// Adds a member before the first one for which `is_before` holds, or at the end.
    pub(crate) fn insert(
        &mut self,
        parent: usize,
        name: &str,
        value: &str,
        is_before: impl Fn(&str) -> bool,
    ) {
        let at = self
            .children(parent)
            .iter()
            .position(|&child| is_before(self.name(child)));
        let quoted = self.append(&["\"", name, "\""].concat());
        let value = self.append(value);
        let index = self.nodes.len();
        self.nodes.push(Node {
            name: Some(quoted),
            value,
            kind: Kind::Scalar,
            children: Vec::new(),
        });
        if let Some(parent) = self.nodes.get_mut(parent) {
            let at = at.unwrap_or(parent.children.len());
            parent.children.insert(at, index);
        }
    }

    /// Removes members whose raw text is one of these. Returns whether there was one.
    pub(crate) fn remove(&mut self, values: &[&str]) -> bool {
        let (text, mut found) = (&self.text, false);
        let goes: Vec<bool> = self
            .nodes
            .iter()
            .map(|node| {
                let value = text.get(node.value.clone()).unwrap_or_default();
                node.name.is_some() && values.contains(&value)
            })
            .collect();
        for node in &mut self.nodes {
            let len = node.children.len();
            node.children
                .retain(|&child| !goes.get(child).copied().unwrap_or_default());
            found |= node.children.len() < len;
        }
        found
    }

    fn append(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    /// The values below `root` in an order of members, as they are written one after another.
    pub(crate) fn steps(&self, root: usize, order: Order) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.nodes.len() * 2);
        let mut waiting = vec![Step::Value(root)];
        while let Some(step) = waiting.pop() {
            let index = match step {
                Step::Value(index) => index,
                Step::Open(..) | Step::Close(..) => {
                    steps.push(step);
                    continue;
                }
            };
            let Some(node) = self
                .nodes
                .get(index)
                .filter(|node| node.kind != Kind::Scalar)
            else {
                steps.push(step);
                continue;
            };
            steps.push(Step::Open(index, node.kind));
            waiting.push(Step::Close(node.kind, node.children.is_empty()));
            let mut children = node.children.clone();
            if node.kind == Kind::Object {
                self.arrange(&mut children, order, index == root);
            }
            waiting.extend(children.iter().rev().map(|&child| Step::Value(child)));
        }
        steps
    }

    fn arrange(&self, members: &mut [usize], order: Order, is_root: bool) {
        match order {
            Order::AsReceived => {}
            Order::SortedInside | Order::ReversedInside if is_root => {}
            Order::Sorted | Order::SortedInside => {
                members.sort_by(|&a, &b| self.name(a).cmp(self.name(b)));
            }
            Order::SortedIgnoringCase => members.sort_by(|&a, &b| {
                let lower = |index| {
                    self.name(index)
                        .bytes()
                        .map(|byte| byte.to_ascii_lowercase())
                };
                lower(a).cmp(lower(b))
            }),
            Order::Specification => members.sort_by_key(|&index| rank(self.name(index))),
            Order::Reversed | Order::ReversedInside => members.reverse(),
            Order::PartsSwapped if is_root => members.reverse(),
            Order::PartsSwapped => {}
        }
    }
}

fn is_object(nodes: &[Node], open: &[usize]) -> bool {
    open.last()
        .and_then(|&index| nodes.get(index))
        .is_some_and(|node| node.kind == Kind::Object)
}

/// The offset after the string that starts at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at += 1;
        match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 1,
            Some(_) => {}
            None => return bytes.len(),
        }
    }
}

/// The offset after the number, `true`, `false` or `null` that starts at `at`.
fn scalar_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let len = rest
        .iter()
        .position(|&byte| !matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E'));
    at + len.unwrap_or(rest.len())
}

/// A step of writing a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Value(usize),
    Open(usize, Kind),
    /// The kind, and whether nothing is inside.
    Close(Kind, bool),
}

/// An order of the members of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    AsReceived,
    Sorted,
    Specification,
    PartsSwapped,
    Reversed,
    SortedInside,
    SortedIgnoringCase,
    ReversedInside,
}

impl Order {
    pub(crate) const OTHERS: [Self; 7] = [
        Self::Sorted,
        Self::Specification,
        Self::PartsSwapped,
        Self::Reversed,
        Self::SortedInside,
        Self::SortedIgnoringCase,
        Self::ReversedInside,
    ];

    /// The cause if this order was signed; none for the received order.
    pub(crate) const fn causes(self) -> &'static [Cause] {
        match self {
            Self::AsReceived => &[],
            Self::Sorted | Self::SortedInside | Self::SortedIgnoringCase => &[Cause::SortedMembers],
            Self::Specification | Self::PartsSwapped | Self::Reversed | Self::ReversedInside => {
                &[Cause::OtherMemberOrder]
            }
        }
    }
}

/// The members of heads, bodies and `resultInfo` in the order of the specification of payCancel. The
/// members of sister functions are among them, at the place at which their specifications have them.
pub(crate) const SPECIFICATION: [&str; 22] = [
    "head",
    "body",
    "version",
    "function",
    "clientId",
    "reqTime",
    "respTime",
    "reqMsgId",
    "reserve",
    "signType",
    "merchantId",
    "partnerId",
    "resultInfo",
    "acquirementId",
    "merchantTransId",
    "merchantRefundId",
    "refundAmount",
    "cancelTime",
    "resultStatus",
    "resultCodeId",
    "resultCode",
    "resultMsg",
];

/// The place of a name in the specification; other names come last, in the order in which they are.
pub(crate) fn rank(name: &str) -> usize {
    SPECIFICATION
        .iter()
        .position(|&known| known == name)
        .unwrap_or(SPECIFICATION.len())
}
