//! The member `signature`: only canonical base64 of 256 to 512 bytes is accepted.

mod common;

use std::cell::Cell;
use std::collections::BTreeMap;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{
    PayCancelResponse, ValueError,
    signature::{InvalidSignature, Signature, SignatureTextError, SigningBytes, Verifier},
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
    let verified = response.verify(&AcceptsAll).map(drop);
    let named = response.verify_any([((), &AcceptsAll)]).map(drop);
    assert_eq!(named, verified, "{json}");
    match response.signature() {
        Ok(signature) => {
            assert_eq!(verified, Ok(()), "{json}");
            Some(signature.as_bytes().to_vec())
        }
        Err(SignatureTextError) => {
            assert_eq!(verified, Err(InvalidSignature), "{json}");
            None
        }
    }
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
        let too_small = Kind::ScratchTooSmall { enough: text.len() };
        let expected = (too_small, at, Some("signature"));
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

// Several keys

/// A key with a verdict, that counts how often it is used.
struct Key(Result<(), InvalidSignature>, Cell<u32>);

impl Key {
    const fn new(holds: bool) -> Self {
        let verdict = if holds { Ok(()) } else { Err(InvalidSignature) };
        Self(verdict, Cell::new(0))
    }
}

impl Verifier for Key {
    fn verify(&self, bytes: SigningBytes<'_>, by: &Signature) -> Result<(), InvalidSignature> {
        assert_eq!(bytes.as_bytes(), fixture("golden/response.span"));
        assert_eq!(by.as_bytes(), fixture("golden/response.sig"));
        self.1.set(self.1.get() + 1);
        self.0
    }
}

#[test]
fn keys_are_tried_in_order_until_one_verifies() {
    let mut scratch = [0; 2048];
    let response = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut scratch).unwrap();
    let mut rows = 0;
    // Which keys verify, the place of the one that is returned, and how often each is used.
    for (verify, expected, uses) in [
        (&[][..], None, &[][..]),
        (&[false], None, &[1]),
        (&[true], Some(0), &[1]),
        (&[false, false, false], None, &[1, 1, 1]),
        (&[true, false, false], Some(0), &[1, 0, 0]),
        (&[false, true, false], Some(1), &[1, 1, 0]),
        (&[false, true, true], Some(1), &[1, 1, 0]),
        (&[false, false, true], Some(2), &[1, 1, 1]),
    ] {
        let keys: Vec<Key> = verify.iter().map(|&holds| Key::new(holds)).collect();
        let verified = response.verify_any(keys.iter().enumerate());
        match verified {
            Ok((place, verified)) => {
                assert_eq!(Some(place), expected, "{verify:?}");
                assert_eq!(verified.head.client_id, "211xxxxxxxxxxxxxxx044");
            }
            Err(InvalidSignature) => assert_eq!(expected, None, "{verify:?}"),
        }
        let used: Vec<u32> = keys.iter().map(|key| key.1.get()).collect();
        assert_eq!(used, uses, "{verify:?}");
        rows += 1;
    }
    assert_eq!(rows, 8);
}

#[test]
fn no_key_is_used_if_there_is_no_signature() {
    let (text, _) = with(RESPONSE, "signature", "\"no signature\"");
    let response = PayCancelResponse::decode(text.as_bytes(), &mut []).unwrap();
    assert_eq!(response.signature(), Err(SignatureTextError));
    let key = Key::new(true);
    let verified = response.verify_any([("only", &key)]).map(drop);
    assert_eq!(verified, Err(InvalidSignature));
    assert_eq!(key.1.get(), 0);
}

#[test]
fn keys_come_from_arrays_maps_and_trait_objects() {
    let mut scratch = [0; 2048];
    let response = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut scratch).unwrap();
    let keys = [("old", false), ("new", true)].map(|(name, holds)| (name, Key::new(holds)));

    let found = response.verify_any(keys.iter().map(|(name, key)| (*name, key)));
    assert_eq!(found.unwrap().0, "new");

    let old: &dyn Verifier = &keys[0].1;
    let found = response.verify_any([("old", old), ("any", &AcceptsAll)]);
    assert_eq!(found.unwrap().0, "any");

    let map = BTreeMap::from(keys);
    assert_eq!(response.verify_any(&map).unwrap().0, &"new");
    let nameless = response.verify_any(map.values().map(|key| ((), key)));
    assert!(nameless.is_ok());
}

#[cfg(feature = "rsa")]
#[test]
fn the_platform_s_key_is_found_among_others() {
    let keys = ["client", "rsa3072", "platform", "rsa4096"]
        .map(|name| (name, common::keys::verifying_key(name)));
    let mut scratch = [0; 2048];
    let response = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut scratch).unwrap();
    let found = response.verify_any(keys.iter().map(|(name, key)| (*name, key)));
    assert_eq!(found.unwrap().0, "platform");
    let others = keys.iter().filter(|(name, _)| *name != "platform");
    let found = response.verify_any(others.map(|(name, key)| (*name, key)));
    assert_eq!(found.map(drop), Err(InvalidSignature));
}
