//! Edits of the golden envelopes, whose signatures are real. Every accepted text must still be the
//! golden message.

use std::fmt::Debug;
use std::sync::LazyLock;

use alipay_acquiring::function::Body;
use alipay_acquiring::{
    Message, PayCancelRequest, PayCancelResponse, function::Head, signature::Signature,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::common::{Only, Peer, members, structure, unescape};

/// The first byte chooses the envelope. Each four bytes after it are an edit. Returns whether the
/// edited envelope is accepted.
pub fn tamper(input: &[u8]) -> bool {
    let Some((&choice, edits)) = input.split_first() else {
        return false;
    };
    let golden = &GOLDEN[usize::from(choice) % GOLDEN.len()];
    let mut text = Vec::with_capacity(2 * golden.text.len());
    text.extend_from_slice(golden.text.as_bytes());
    for &edit in edits.as_chunks().0.iter().take(MAX_EDITS) {
        if text.len() <= MAX_LEN {
            golden.edit(&mut text, edit);
        }
    }
    golden.check(&text)
}

const MAX_EDITS: usize = 8;
const MAX_LEN: usize = 4096;

/// A golden envelope, parsed without the crate.
struct Golden {
    text: &'static str,
    /// `request` or `response`.
    name: &'static str,
    /// The signed text.
    span: &'static str,
    /// The signature in base64, and decoded.
    base64: &'static str,
    signature: Signature,
    /// The texts that edits insert.
    fragments: Vec<String>,
}

static GOLDEN: LazyLock<[Golden; 4]> = LazyLock::new(|| {
    [
        include_str!("../../../tests/fixtures/golden/request.json"),
        include_str!("../../../tests/fixtures/golden/response.json"),
        include_str!("../../../tests/fixtures/golden/request.indented.json"),
        include_str!("../../../tests/fixtures/golden/response.indented.json"),
    ]
    .map(Golden::new)
});

impl Golden {
    fn new(text: &'static str) -> Self {
        let (mut message, mut signature) = (None, None);
        for (name, value) in members(text) {
            match &*name {
                "signature" => signature = Some(value.trim_matches('"')),
                "request" => message = Some(("request", value)),
                _ => message = Some(("response", value)),
            }
        }
        let ((name, span), base64) = (message.unwrap(), signature.unwrap());
        let other = ["response", "request"][usize::from(name == "response")];
        let forged = span.replace("2015", "2016");
        assert_ne!(forged, span);
        let fragments = [
            format!(r#""{name}":{span},"#),
            format!(r#""{name}":{forged},"#),
            format!(r#"","{name}":{forged},"x":""#),
            format!(r#""{other}":{span},"#),
            format!(r#""{other}":null,"#),
            format!(r#""x":{{"{name}":{forged},"signature":"{base64}"}},"#),
            format!(r#","signature":"{base64}""#),
            r#","signature":null"#.into(),
            r#","signature":"","x":""#.into(),
            r#""\u0072equest":"#.into(),
            r#""respons\u0065":"#.into(),
            r#","signatur\u0065":"#.into(),
            r#""x":"\ud83d","#.into(),
            r#""x":1e400,"#.into(),
            "[".repeat(31),
            "]".repeat(31),
            forged,
            span.into(),
            base64.into(),
            " ".into(),
            "\r\n\t".into(),
            "\u{feff}".into(),
            "\0".into(),
            "=".into(),
            r"\/".into(),
            "{}".into(),
            "null".into(),
            ",".into(),
            ":".into(),
            "\"".into(),
            "\\".into(),
            "}".into(),
        ];
        Self {
            text,
            name,
            span,
            base64,
            signature: Signature::new(&STANDARD.decode(base64).unwrap()).unwrap(),
            fragments: fragments.into(),
        }
    }

    /// Makes one edit: its kind, its place (two bytes) and its detail. If the highest bit of the
    /// place is set, the place counts structural characters (such as `{`), and the edit is after
    /// one of them. Otherwise the place is an offset.
    fn edit(&self, text: &mut Vec<u8>, [kind, low, high, detail]: [u8; 4]) {
        let place = usize::from(u16::from_le_bytes([low, high & 0x7F]));
        let at = match high & 0x80 {
            0 => place % (text.len() + 1),
            _ => structure(text)
                .nth(place % 128)
                .map_or(text.len(), |(at, _)| at + 1),
        };
        let end = (at + 1 + usize::from(detail)).min(text.len());
        let insert =
            |text: &mut Vec<u8>, new: &[u8]| drop(text.splice(at..at, new.iter().copied()));
        match (kind % 7, text.get(at).copied()) {
            (0, Some(_)) => text[at] ^= 1 << (detail % 8),
            (1, Some(_)) => text[at] = detail,
            (2, Some(_)) => drop(text.drain(at..end)),
            // The same bytes again.
            (3, Some(_)) => {
                let again = text[at..end].to_vec();
                insert(text, &again);
            }
            // The same character, escaped.
            (4, Some(byte)) => {
                text.remove(at);
                insert(text, format!("\\u{byte:04x}").as_bytes());
            }
            (5, _) => insert(text, &[detail]),
            _ => {
                let fragment = &self.fragments[usize::from(detail) % self.fragments.len()];
                insert(text, fragment.as_bytes());
            }
        }
    }

    /// Whether the text is still this envelope, perhaps in another spelling outside of the span.
    /// Only such texts may be accepted.
    fn is_genuine(&self, peer: &Peer<'_>) -> bool {
        let Some(text) = peer.acceptable() else {
            return false;
        };
        let (mut messages, mut signatures) = (0, 0);
        text.starts_with('{')
            && members(text).all(|(name, value)| match &*name {
                "request" | "response" => {
                    messages += 1;
                    name == self.name && value == self.span
                }
                "signature" => {
                    signatures += 1;
                    value.starts_with('"') && unescape(value) == self.base64
                }
                _ => true,
            })
            && (messages, signatures) == (1, 1)
    }

    fn check(&self, text: &[u8]) -> bool {
        let peer = Peer::read(text);
        let mut scratch = vec![0; text.len()];
        let mut own_scratch = [0; 0];
        let (own, own_scratch) = (self.text.as_bytes(), &mut own_scratch[..]);
        let accepted = match self.name {
            "request" => {
                let golden = PayCancelRequest::decode(own, own_scratch).unwrap();
                self.verify(&peer, &golden.assume_verified_by_caller(), &mut scratch)
            }
            _ => {
                let golden = PayCancelResponse::decode(own, own_scratch).unwrap();
                self.verify(&peer, &golden.assume_verified_by_caller(), &mut scratch)
            }
        };
        assert_eq!(accepted, self.is_genuine(&peer));
        accepted
    }

    /// Returns whether the text decodes and verifies. If it does, it must be the message `golden`.
    fn verify<'a, H, B>(
        &self,
        peer: &Peer<'a>,
        golden: &Message<H, B>,
        scratch: &'a mut [u8],
    ) -> bool
    where
        H: Head<'a>,
        B: Body<'a, Head = H>,
        Message<H, B>: PartialEq + Debug,
    {
        let key = Only {
            bytes: self.span.as_bytes(),
            signature: &self.signature,
        };
        let Ok(read) = peer.judge(Message::<H, B>::decode(peer.input, scratch)) else {
            return false;
        };
        let Ok(message) = read.verify(&key) else {
            return false;
        };
        assert_eq!(*message, *golden);
        true
    }
}
