//! Random combinations of a mistake in the text of the signature and a mistake in the span, made with this
//! test's own code: both must be found, and nothing else.

mod common;

use std::collections::BTreeSet;

use alipay_acquiring::signature::{Signer, SigningBytes};
use alipay_acquiring_doctor::{Certainty, diagnose};
use common::random::Random;
use common::spell::{Message, SPAN_MISTAKES, base64, hex};
use common::{ids, private_key, public_key};

const COUNT: usize = 2000;
const TEXTS_OF_A_SIGNATURE: usize = 10;

/// A mistake in the text of a signature: its id, and what it makes of the bytes; `None` if these bytes do
/// not show it.
type TextMistake = (&'static str, fn(&[u8]) -> Option<String>);

const TEXT_MISTAKES: [TextMistake; 12] = [
    ("double-base64", |bytes| {
        Some(base64(base64(bytes).as_bytes()))
    }),
    ("url-safe-base64", |bytes| {
        let text = base64(bytes);
        let safe = text.replace('+', "-").replace('/', "_");
        (safe != text).then_some(safe)
    }),
    ("base64-line-breaks", |bytes| {
        let text = base64(bytes);
        let lines: Vec<_> = text.as_bytes().chunks(64).collect();
        Some(String::from_utf8(lines.join(&b"\r\n"[..])).unwrap())
    }),
    ("base64-line-breaks", |bytes| Some(base64(bytes) + "\n")),
    ("base64-no-padding", |bytes| {
        Some(base64(bytes).trim_end_matches('=').to_owned())
    }),
    ("plus-became-space", |bytes| {
        let text = base64(bytes);
        text.contains('+').then(|| text.replace('+', " "))
    }),
    ("percent-encoded-signature", |bytes| {
        let text = base64(bytes);
        Some(
            text.replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D"),
        )
    }),
    ("hex-signature", |bytes| Some(hex(bytes))),
    ("hex-signature", |bytes| Some(hex(bytes).to_uppercase())),
    ("hex-signature", |bytes| Some(base64(hex(bytes).as_bytes()))),
    ("reversed-bytes", |bytes| {
        let reversed: Vec<_> = bytes.iter().rev().copied().collect();
        Some(base64(&reversed))
    }),
    ("leading-zero", |bytes| {
        Some(base64(&[&[0], bytes].concat()))
    }),
];

#[test]
fn both_mistakes_are_found() {
    let (signer, key) = (private_key("client"), public_key("client"));
    let keys = [("client", &key)];
    let mut random = Random::new(14);
    let (mut found, mut combinations) = (0, BTreeSet::new());
    for (of_span, make) in SPAN_MISTAKES.into_iter().cycle() {
        if found >= COUNT {
            break;
        }
        let message = Message::random(&mut random);
        let (sent, signed) = make(&message);
        // Signing takes long, so a signature gets several texts.
        let signature = signer.sign(SigningBytes::new(&signed)).unwrap();
        for _ in 0..TEXTS_OF_A_SIGNATURE {
            let &(of_text, spoil) = random.choose(&TEXT_MISTAKES);
            let Some(text) = spoil(signature.as_bytes()) else {
                continue;
            };
            let envelope = message.envelope(&sent, &text);
            let diagnosis = diagnose(envelope.as_bytes(), &keys).unwrap();
            let context = || format!("{of_span}, {of_text}\n{envelope}\n{diagnosis}");
            let mut expected = [of_span, of_text];
            let mut causes = ids(&diagnosis);
            expected.sort_unstable();
            causes.sort_unstable();
            assert_eq!(causes, expected, "{}", context());
            assert_eq!(diagnosis.certainty, Certainty::Proved, "{}", context());
            assert_eq!(diagnosis.cause.id(), of_span, "{}", context());
            found += 1;
            combinations.insert((of_span, of_text));
        }
    }
    println!("doctor: two mistakes tried {found}");
    for (of_span, _) in SPAN_MISTAKES {
        let texts = combinations.iter().filter(|(span, _)| *span == of_span);
        assert!(texts.count() >= 5, "{of_span}");
    }
}
