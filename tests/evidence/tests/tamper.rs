//! One changed, deleted or inserted byte is refused, in every place.
//!
//! "Refused" means an error of `decode` or of `verify`. Outside of the span, the same envelope has
//! more than one spelling in JSON. The tests check that every accepted text is such a spelling, and
//! count the kinds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::thread;

use alipay_acquiring::{
    PayCancelRequest, PayCancelResponse,
    signature::{RsaVerifyingKey, Signature},
};
use base64ct::{Base64, Encoding};
use evidence::place::Places;
use evidence::{escape_all, fixture_text, report, report_none, verifying_key};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

#[rustfmt::skip]
const GOLDEN: [(&str, Direction, &str); 4] = [
    ("golden/request.json",           Direction::Request,  "client"),
    ("golden/response.json",          Direction::Response, "platform"),
    ("golden/request.indented.json",  Direction::Request,  "client"),
    ("golden/response.indented.json", Direction::Response, "platform"),
];

/// An envelope, and the offsets of its parts.
struct Golden {
    text: String,
    direction: Direction,
    key: RsaVerifyingKey,
    /// The signed span.
    span: Range<usize>,
    /// The JSON text of the signature, without its quotes.
    signature: Range<usize>,
}

enum Verdict {
    NotDecoded,
    NotVerified,
    /// With the bytes that were verified.
    Accepted(Vec<u8>, Box<Signature>),
}

impl Golden {
    fn load((path, direction, key): (&str, Direction, &str)) -> Self {
        let text = fixture_text(path).trim_end().to_string();
        let places = Places::of(&text);
        let span = places.value(match direction {
            Direction::Request => "request",
            Direction::Response => "response",
        });
        let signature = places.value("signature");
        let golden = Self {
            span: span.start..span.end,
            signature: signature.start + 1..signature.end - 1,
            direction,
            key: verifying_key(key),
            text,
        };
        assert!(
            golden.is_accepted_as_genuine(golden.text.as_bytes()),
            "{path}"
        );
        golden
    }

    fn verdict(&self, input: &[u8]) -> Verdict {
        let mut scratch = [0; 2048];
        macro_rules! verdict {
            ($Message:ident) => {
                match $Message::decode(input, &mut scratch) {
                    Err(_) => Verdict::NotDecoded,
                    Ok(message) if message.verify(&self.key).is_err() => Verdict::NotVerified,
                    Ok(message) => Verdict::Accepted(
                        message.signing_bytes().as_bytes().to_vec(),
                        message.signature().unwrap().into(),
                    ),
                }
            };
        }
        match self.direction {
            Direction::Request => verdict!(PayCancelRequest),
            Direction::Response => verdict!(PayCancelResponse),
        }
    }

    /// Whether the input is accepted with the genuine span and the genuine signature.
    fn is_accepted_as_genuine(&self, input: &[u8]) -> bool {
        let Verdict::Accepted(span, signature) = self.verdict(input) else {
            return false;
        };
        assert_eq!(span, self.text.as_bytes()[self.span.clone()]);
        assert_eq!(signature.as_bytes(), self.signature_bytes());
        true
    }

    fn signature_bytes(&self) -> Vec<u8> {
        Base64::decode_vec(&self.text[self.signature.clone()]).unwrap()
    }
}

/// The change of the text, in the order of the report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    BitFlipped,
    ByteDeleted,
    ByteInserted,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Span,
    SignatureText,
    SignatureBytes,
    Frame,
}

#[derive(Default)]
struct Tally {
    not_decoded: u64,
    not_verified: u64,
    accepted: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Report(BTreeMap<(Part, Change), Tally>);

impl Report {
    fn run(&mut self, golden: &Golden, part: Part, change: Change, input: &[u8]) {
        let tally = self.0.entry((part, change)).or_default();
        match golden.verdict(input) {
            Verdict::NotDecoded => tally.not_decoded += 1,
            Verdict::NotVerified => tally.not_verified += 1,
            Verdict::Accepted(..) => {
                assert!(golden.is_accepted_as_genuine(input));
                let spelling = spelling(golden.text.as_bytes(), input);
                *tally.accepted.entry(spelling).or_default() += 1;
            }
        }
    }

    fn add(&mut self, other: Self) {
        for (key, tally) in other.0 {
            let sum = self.0.entry(key).or_default();
            sum.not_decoded += tally.not_decoded;
            sum.not_verified += tally.not_verified;
            for (spelling, count) in tally.accepted {
                *sum.accepted.entry(spelling).or_default() += count;
            }
        }
    }
}

/// The name of the equivalent spelling. Panics if an accepted text is none.
fn spelling(genuine: &[u8], accepted: &[u8]) -> &'static str {
    let without_white_space = |text: &[u8]| -> Vec<u8> {
        let (mut kept, mut in_string, mut escaped) = (Vec::new(), false, false);
        for &byte in text {
            if in_string || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                kept.push(byte);
            }
            in_string ^= byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
        }
        kept
    };
    if without_white_space(accepted) == without_white_space(genuine) {
        return "white-space-between-tokens";
    }
    if String::from_utf8_lossy(accepted)
        .replace("\\/", "/")
        .as_bytes()
        == genuine
    {
        return "escaped-slash-in-signature";
    }
    panic!(
        "accepted, but no equivalent spelling: {}",
        accepted.escape_ascii()
    );
}

/// The part that a change at this offset belongs to. A byte is inserted before this offset.
fn part(golden: &Golden, at: usize, change: Change) -> Part {
    let within = |range: &Range<usize>| match change {
        // An insertion before the first byte of a range is outside of it.
        Change::ByteInserted => range.start < at && at < range.end,
        _ => range.contains(&at),
    };
    if within(&golden.span) {
        Part::Span
    // An insertion at an end of the signature's text is part of that text.
    } else if within(&golden.signature)
        || change == Change::ByteInserted
            && (at == golden.signature.start || at == golden.signature.end)
    {
        Part::SignatureText
    } else {
        Part::Frame
    }
}

/// Makes every change at every offset of the text, and counts it for the part that it belongs to.
fn tamper_text(golden: &Golden) -> Report {
    let mut report = Report::default();
    let genuine = golden.text.as_bytes();
    let mut input = genuine.to_vec();
    for at in 0..genuine.len() {
        let change = Change::BitFlipped;
        for bit in 0..8 {
            input[at] ^= 1 << bit;
            report.run(golden, part(golden, at, change), change, &input);
            input[at] ^= 1 << bit;
        }
        let change = Change::ByteDeleted;
        input.remove(at);
        report.run(golden, part(golden, at, change), change, &input);
        input.insert(at, genuine[at]);
    }
    for at in 0..=genuine.len() {
        let change = Change::ByteInserted;
        input.insert(at, 0);
        for byte in 0..=u8::MAX {
            input[at] = byte;
            report.run(golden, part(golden, at, change), change, &input);
        }
        input.remove(at);
    }
    assert_eq!(input, genuine);
    report
}

/// Makes the same changes to the bytes of the signature, and encodes them as canonical base64.
fn tamper_signature(golden: &Golden) -> Report {
    let mut report = Report::default();
    let mut run = |change, signature: &[u8]| {
        let (before, after) = (
            &golden.text[..golden.signature.start],
            &golden.text[golden.signature.end..],
        );
        let input = format!("{before}{}{after}", Base64::encode_string(signature));
        report.run(golden, Part::SignatureBytes, change, input.as_bytes());
    };
    let genuine = golden.signature_bytes();
    for at in 0..genuine.len() {
        for bit in 0..8 {
            let mut signature = genuine.clone();
            signature[at] ^= 1 << bit;
            run(Change::BitFlipped, &signature);
        }
        let mut signature = genuine.clone();
        signature.remove(at);
        run(Change::ByteDeleted, &signature);
    }
    for at in 0..=genuine.len() {
        for byte in 0..=u8::MAX {
            let mut signature = genuine.clone();
            signature.insert(at, byte);
            run(Change::ByteInserted, &signature);
        }
    }
    report
}

#[test]
fn every_changed_deleted_or_inserted_byte_is_refused() {
    let mut all = Report::default();
    thread::scope(|scope| {
        let half = |first: usize| {
            scope.spawn(move || {
                let mut all = Report::default();
                for row in GOLDEN.into_iter().skip(first).step_by(2) {
                    let golden = Golden::load(row);
                    all.add(tamper_text(&golden));
                    all.add(tamper_signature(&golden));
                }
                all
            })
        };
        for half in [half(0), half(1)] {
            all.add(half.join().unwrap());
        }
    });

    let (mut tried, mut refused) = (0, 0);
    for (&(part, change), tally) in &all.0 {
        let name = match part {
            Part::Span => "span",
            Part::SignatureText => "signature-text",
            Part::SignatureBytes => "signature-bytes",
            Part::Frame => "frame",
        };
        let change = match change {
            Change::BitFlipped => "bits-flipped",
            Change::ByteDeleted => "bytes-deleted",
            Change::ByteInserted => "bytes-inserted",
        };
        let accepted: u64 = tally.accepted.values().sum();
        let sum = tally.not_decoded + tally.not_verified;
        report(&format!("tamper {name} {change}"), sum + accepted);
        println!(
            "refused by decode {}, by verify {}",
            tally.not_decoded, tally.not_verified
        );
        match part {
            Part::Span | Part::SignatureBytes => {
                report_none(&format!("tamper {name} {change} accepted"), accepted);
            }
            // `spelling` checked that these are equivalent.
            Part::SignatureText | Part::Frame => {
                for (spelling, &count) in &tally.accepted {
                    report(
                        &format!("tamper {name} {change} equivalent {spelling}"),
                        count,
                    );
                }
            }
        }
        tried += sum + accepted;
        refused += sum;
    }
    assert_eq!(all.0.len(), 12, "every part must have every change");

    // Escaping a slash is the only equivalent spelling of the signature with one byte more. None
    // has one byte less.
    let slashes = GOLDEN.map(|row| {
        let golden = Golden::load(row);
        golden.text[golden.signature].matches('/').count() as u64
    });
    let signature_text = &all.0[&(Part::SignatureText, Change::ByteInserted)];
    assert_eq!(
        signature_text.accepted,
        BTreeMap::from([("escaped-slash-in-signature", slashes.iter().sum())])
    );
    for change in [Change::BitFlipped, Change::ByteDeleted] {
        assert!(all.0[&(Part::SignatureText, change)].accepted.is_empty());
    }
    report("tamper tried", tried);
    report("tamper refused", refused);
}

#[test]
fn every_truncation_is_refused() {
    let mut refused = 0;
    for row in GOLDEN {
        let golden = Golden::load(row);
        for len in 0..golden.text.len() {
            let cut = &golden.text.as_bytes()[..len];
            assert!(matches!(golden.verdict(cut), Verdict::NotDecoded), "{len}");
            refused += 1;
        }
    }
    report("tamper truncations tried", refused);
    report("tamper truncations refused", refused);
}

/// Escapes of one character of the signature, or of all, do not change the signature, so they are
/// accepted.
#[test]
fn equivalent_spellings_of_a_signature_are_accepted() {
    let mut accepted = 0;
    for row in GOLDEN {
        let golden = Golden::load(row);
        let mut accept = |from: usize, to: usize, spelling: &str| {
            let input = [&golden.text[..from], spelling, &golden.text[to..]].concat();
            assert!(golden.is_accepted_as_genuine(input.as_bytes()), "{input}");
            accepted += 1;
        };
        for at in golden.signature.clone() {
            let character = &golden.text[at..=at];
            let lower = escape_all(character);
            let upper = format!("\\u{}", lower[2..].to_uppercase());
            accept(at, at + 1, &lower);
            if upper != lower {
                accept(at, at + 1, &upper);
            }
            if character == "/" {
                accept(at, at + 1, "\\/");
            }
        }
        let (start, end) = (golden.signature.start, golden.signature.end);
        let text = &golden.text[start..end];
        accept(start, end, &escape_all(text));
        accept(start, end, &text.replace('/', "\\/"));
    }
    report("tamper equivalent-spellings accepted", accepted);
}
