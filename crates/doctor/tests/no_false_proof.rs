//! Nothing is proved that is not true. Values that were changed and signatures that were forged are never
//! explained by a spelling, and a valid envelope has no other cause than `holds`.
//!
//! `DOCTOR_ENVELOPES` is the number of envelopes for each test; `tests/deep/run` sets it.

mod common;

use std::env;

use alipay_acquiring::signature::{Signer, SigningBytes};
use alipay_acquiring_doctor::{Cause, Certainty, Diagnosis, diagnose};
use common::random::Random;
use common::spell::{COMPACT, Message, SPACED, Style, Value, base64};
use common::{private_key, public_key};

fn count() -> usize {
    env::var("DOCTOR_ENVELOPES").map_or(200, |count| count.parse().unwrap())
}

fn diagnosed(envelope: &str) -> Diagnosis {
    thread_local! {
        static KEY: alipay_acquiring::signature::RsaVerifyingKey = public_key("client");
    }
    KEY.with(|key| diagnose(envelope.as_bytes(), &[("client", key)]).unwrap())
}

fn style(random: &mut Random) -> Style {
    let flag = |random: &mut Random| random.below(2) == 0;
    Style {
        indent: *random.choose(&[None, Some("  "), Some("\t")]),
        ascii: flag(random),
        slash: flag(random),
        html: flag(random),
        ..*random.choose(&[COMPACT, SPACED])
    }
}

/// The texts of a message, in the order of the message.
fn texts(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::Text(text) => vec![text],
        Value::Object(members) => members
            .iter_mut()
            .flat_map(|(_, value)| texts(value))
            .collect(),
        Value::Raw(_) | Value::Number(_) => Vec::new(),
    }
}

/// Changes one character of one value.
fn change(message: &mut Message, random: &mut Random) {
    let mut texts = texts(&mut message.value);
    let index = random.below(texts.len());
    let text = &mut *texts[index];
    let chars: Vec<char> = text.chars().collect();
    let at = random.below(chars.len());
    let new = *random.choose(&['0', '1', '5', '9', 'A', 'b', 'x', 'ü']);
    let new = if chars[at] == new { 'Q' } else { new };
    *text = [&chars[..at], &[new], &chars[at + 1..]]
        .concat()
        .into_iter()
        .collect();
}

#[test]
fn a_changed_value_is_never_explained() {
    let signer = private_key("client");
    let mut random = Random::new(1);
    let mut tried = 0;
    while tried < count() {
        let message = Message::random(&mut random);
        let style = style(&mut random);
        let signed = message.written(style);
        let signature = signer.sign(SigningBytes::new(signed.as_bytes())).unwrap();
        // Signing takes long, so a signature is used several times.
        for _ in 0..10 {
            let mut changed = message.clone();
            change(&mut changed, &mut random);
            let envelope = changed.envelope(&changed.written(style), &base64(signature.as_bytes()));
            let diagnosis = diagnosed(&envelope);
            assert_eq!(
                diagnosis.cause,
                Cause::ChangedAfterSigning,
                "{envelope}\n{signed}"
            );
            assert_eq!(
                diagnosis.certainty,
                Certainty::Likely,
                "{envelope}\n{signed}"
            );
            assert!(diagnosis.also.is_empty(), "{envelope}\n{signed}");
            tried += 1;
        }
    }
    println!("doctor: changed values tried {tried}");
}

#[test]
fn a_forged_signature_is_never_explained() {
    let other = private_key("platform");
    let genuine = private_key("client");
    let mut random = Random::new(2);
    let mut tried = 0;
    while tried < count() {
        let message = Message::random(&mut random);
        let span = message.written(style(&mut random));
        let of_other = other.sign(SigningBytes::new(span.as_bytes())).unwrap();
        let valid = genuine.sign(SigningBytes::new(span.as_bytes())).unwrap();
        let mut forged = vec![
            of_other.as_bytes().to_vec(),
            vec![0; 256],
            [vec![0; 255], vec![1]].concat(),
            vec![0xFF; 256],
            valid.as_bytes()[..255].to_vec(),
            valid.as_bytes()[1..].to_vec(),
        ];
        for _ in 0..10 {
            let mut flipped = valid.as_bytes().to_vec();
            flipped[random.below(256)] ^= 1 << random.below(8);
            forged.push(flipped);
        }
        for _ in 0..100 {
            let len = *random.choose(&[256, 256, 256, 255, 257, 200, 128, 384, 512]);
            forged.push(random.bytes(len));
        }
        for signature in forged {
            // A signature may begin with a zero byte. Then it is complete without it.
            if valid.as_bytes().ends_with(&signature) && valid.as_bytes()[0] == 0 {
                continue;
            }
            let envelope = message.envelope(&span, &base64(&signature));
            let diagnosis = diagnosed(&envelope);
            let is_right = matches!(diagnosis.cause, Cause::OtherKey | Cause::TruncatedSignature);
            assert!(is_right, "{envelope}\n{diagnosis}");
            assert_eq!(
                diagnosis.certainty,
                Certainty::Likely,
                "{envelope}\n{diagnosis}"
            );
            tried += 1;
        }
    }
    println!("doctor: forged signatures tried {tried}");
}

#[test]
fn a_valid_envelope_holds() {
    let signer = private_key("client");
    let mut random = Random::new(3);
    let mut tried = 0;
    while tried < count() / 10 {
        let message = Message::random(&mut random);
        let span = message.written(style(&mut random));
        let signature = signer.sign(SigningBytes::new(span.as_bytes())).unwrap();
        let envelope = message.envelope(&span, &base64(signature.as_bytes()));
        let diagnosis = diagnosed(&envelope);
        assert_eq!(diagnosis.cause, Cause::Holds, "{envelope}");
        assert_eq!(diagnosis.certainty, Certainty::Proved, "{envelope}");
        assert!(diagnosis.also.is_empty(), "{envelope}");
        tried += 1;
    }
    println!("doctor: valid envelopes tried {tried}");
}
