//! The member `signature`: only canonical base64 of 256 to 512 bytes is accepted.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{
    PayCancelResponse, ValueError,
    signature::{InvalidSignature, Signature, SigningBytes, Verifier},
};
use common::fixtures::fixture;
use common::golden::*;

/// Accepts every signature, so an error comes from the checks before it.
struct AcceptsAll;

impl Verifier for AcceptsAll {
    fn verify(&self, _: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// The bytes of the signature if the verifier is called for a response with this JSON as signature.
fn signature_bytes(json: &str) -> Option<Vec<u8>> {
    let (text, _) = with(RESPONSE, "signature", json);
    let mut scratch = vec![0; text.len()];
    let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch).unwrap();
    let verified = response.verify(&AcceptsAll).is_ok();
    let signature = response.signature().ok();
    assert_eq!(verified, signature.is_some(), "{json}");
    signature.map(|signature| signature.as_bytes().to_vec())
}

#[test]
fn only_canonical_base64_is_accepted() {
    let good = golden_signature();
    assert!(
        good.len() == 344 && good.ends_with("OA==") && good.contains('+') && good.contains('/')
    );
    let bytes = fixture("golden/response.sig");
    let escaped: String = good.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    for (name, text) in [
        ("without escapes", good.to_string()),
        ("as PHP escapes it", good.replace('/', "\\/")),
        (
            "as others escape it",
            good.replace('+', "\\u002b").replace('=', "\\u003D"),
        ),
        ("every character escaped", escaped),
    ] {
        assert_eq!(
            signature_bytes(&format!("\"{text}\"")),
            Some(bytes.clone()),
            "{name}"
        );
    }
    let (first, rest) = good.split_at(100);
    let bare = good.trim_end_matches('=');
    for (name, text) in [
        ("no padding", bare.to_string()),
        ("half the padding", format!("{bare}=")),
        ("more padding", format!("{good}=")),
        ("four more padding characters", format!("{good}====")),
        ("padding inside", format!("{first}=={rest}")),
        ("URL alphabet", good.replace('+', "-").replace('/', "_")),
        ("one symbol of the URL alphabet", good.replacen('/', "_", 1)),
        ("a space before", format!(" {good}")),
        ("a space after", format!("{good} ")),
        ("a space inside", format!("{first} {rest}")),
        ("a line break after", format!("{good}\\n")),
        ("in lines", format!("{first}\\r\\n{rest}")),
        ("a tab inside", format!("{first}\\t{rest}")),
        ("NUL after", format!("{good}\\u0000")),
        ("one symbol more", format!("{good}A")),
        ("one symbol fewer", good[1..].to_string()),
        ("four symbols more", format!("AAAA{good}")),
        ("another symbol", good.replacen('+', "*", 1)),
        ("not ASCII", good.replacen('+', "＋", 1)),
        ("twice", format!("{good}{good}")),
        ("a name before", format!("RSA2:{good}")),
        (
            "hexadecimal",
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ),
        ("base64 of base64", base64(good.as_bytes())),
        ("a space", " ".to_string()),
        ("padding", "====".to_string()),
    ] {
        // These texts are canonical base64, so they may be accepted, but as other bytes.
        let read = signature_bytes(&format!("\"{text}\""));
        let other_length = ["four symbols more", "base64 of base64", "hexadecimal"].contains(&name);
        if other_length {
            assert_ne!(read, Some(bytes.clone()), "{name}");
        } else {
            assert_eq!(read, None, "{name}");
        }
    }
}

#[test]
fn a_signature_is_unescaped_into_the_scratch() {
    let value = format!("\"{}\"", golden_signature().replace('/', "\\/"));
    let (text, at) = with(RESPONSE, "signature", &value);
    for len in 0..=344 {
        let mut scratch = vec![0; len];
        let decoded = PayCancelResponse::decode(text.as_bytes(), &mut scratch).map(drop);
        let expected = (Kind::ScratchTooSmall, at, Some("signature"));
        match len {
            344 => assert_eq!(decoded, Ok(()), "{len}"),
            _ => assert_eq!(decoded.map_err(fault), Err(expected), "{len}"),
        }
    }
}

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The last symbol contains two bits of the signature and four unused bits, which must be zero.
#[test]
fn the_unused_bits_must_be_zero() {
    let good = golden_signature();
    let bytes = fixture("golden/response.sig");
    let (mut read, mut right) = (0, 0);
    for symbol in SYMBOLS.map(char::from) {
        let text = format!("{}{symbol}==", &good[..good.len() - 3]);
        if let Some(found) = signature_bytes(&format!("\"{text}\"")) {
            assert_eq!(found[..255], bytes[..255]);
            read += 1;
            right += usize::from(found == bytes);
        }
    }
    assert_eq!((read, right), (4, 1));
}

#[cfg(feature = "rsa")]
#[test]
fn only_one_last_symbol_verifies() {
    let key = common::keys::verifying_key("platform");
    let good = golden_signature();
    let verified: Vec<char> = SYMBOLS
        .iter()
        .map(|symbol| char::from(*symbol))
        .filter(|symbol| {
            let text = format!("\"{}{symbol}==\"", &good[..good.len() - 3]);
            let (text, _) = with(RESPONSE, "signature", &text);
            let response = PayCancelResponse::decode(text.as_bytes(), &mut []).unwrap();
            response.verify(&key).is_ok()
        })
        .collect();
    assert_eq!(verified, ['A']);
}

#[test]
fn signatures_have_256_to_512_bytes() {
    for (len, expected) in [
        (1, false),
        (3, false),
        (128, false),
        (254, false),
        (255, false),
        (256, true),
        (257, true),
        (258, true),
        (384, true),
        (510, true),
        (511, true),
        (512, true),
        (513, false),
        (514, false),
        (1024, false),
    ] {
        let bytes: Vec<u8> = (0..len).map(|at: u32| (at * 7).to_le_bytes()[0]).collect();
        let text = format!("\"{}\"", base64(&bytes));
        let read = signature_bytes(&text);
        assert_eq!(read, expected.then_some(bytes.clone()), "{len}");
        let made = Signature::new(&bytes);
        assert_eq!(made.is_ok(), expected, "{len}");
        if let Err(error) = made {
            assert_eq!(error, ValueError::SignatureLength, "{len}");
        }
    }
}
