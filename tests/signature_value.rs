//! `Signature` and `SigningBytes`: lengths, equality, base64.

use alipay_acquiring::{
    UnknownReason, ValueError,
    signature::{InvalidSignature, Signature, SignatureTextError, SigningBytes},
};
use proptest::prelude::*;

/// Bytes of which no two adjacent ones are equal.
fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 7 + 3).to_le_bytes()[0]).collect()
}

/// Encodes base64 as in RFC 4648, section 4, independently of the crate.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for symbol in 0..4 {
            text.push(if symbol <= group.len() {
                char::from(ALPHABET[(bits >> (18 - 6 * symbol) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn a_signature_has_256_to_512_bytes() {
    let mut rows = 0;
    for (len, valid) in [
        (0, false),
        (1, false),
        (255, false),
        (256, true),
        (257, true),
        (384, true),
        (511, true),
        (512, true),
        (513, false),
        (1024, false),
    ] {
        let bytes = bytes(len);
        let from_bytes = Signature::new(&bytes);
        let decoded = Signature::from_base64(&base64(&bytes));
        if valid {
            assert_eq!(from_bytes.unwrap().as_bytes(), bytes, "{len}");
            assert_eq!(decoded, Ok(from_bytes.unwrap()), "{len}");
        } else {
            assert_eq!(from_bytes, Err(ValueError::SignatureLength), "{len}");
            assert_eq!(decoded, Err(SignatureTextError), "{len}");
        }
        rows += 1;
    }
    assert_eq!(rows, 10);
}

/// What tokens and HSMs return: a number, with a zero before it or without its leading zeros.
#[test]
fn a_number_is_made_as_long_as_the_modulus() {
    let full = [0xAB; 256];
    let zeros = |count: usize, rest: &[u8]| [&vec![0; count], rest].concat();
    let mut rows = 0;
    for (name, number, modulus_len, expected) in [
        ("as it is", full.to_vec(), 256, Some(full.to_vec())),
        ("257 bytes", zeros(1, &full), 256, Some(full.to_vec())),
        ("ten zeros", zeros(10, &full), 256, Some(full.to_vec())),
        (
            "zeros without end",
            zeros(5000, &full),
            256,
            Some(full.to_vec()),
        ),
        (
            "255 bytes",
            full[1..].to_vec(),
            256,
            Some(zeros(1, &full[1..])),
        ),
        ("one byte", vec![7], 256, Some(zeros(255, &[7]))),
        ("nothing", vec![], 256, Some(vec![0; 256])),
        ("zero", vec![0], 256, Some(vec![0; 256])),
        ("zeros", vec![0; 600], 512, Some(vec![0; 512])),
        ("a larger key", full.to_vec(), 257, Some(zeros(1, &full))),
        (
            "the largest key",
            full.to_vec(),
            512,
            Some(zeros(256, &full)),
        ),
        ("512 bytes", vec![1; 512], 512, Some(vec![1; 512])),
        ("still too long", vec![1; 257], 256, None),
        ("too long behind a zero", zeros(1, &[1; 257]), 256, None),
        ("513 bytes", vec![1; 513], 512, None),
        ("a key too small", full[1..].to_vec(), 255, None),
        ("a key too large", full.to_vec(), 513, None),
        ("no modulus", vec![], 0, None),
        ("no memory is as large", full.to_vec(), usize::MAX, None),
    ] {
        let made = Signature::from_be_number(&number, modulus_len);
        let expected = expected.ok_or(ValueError::SignatureLength);
        assert_eq!(
            made.map(|made| made.as_bytes().to_vec()),
            expected,
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, 19);
    // The errors of the constructor that wants the exact length point to the other one.
    let text = Signature::new(&full[1..]).unwrap_err().to_string();
    assert!(text.contains("Signature::from_be_number"), "{text}");
}

/// The texts differ, for logs; what they mean for the payment does not.
#[test]
fn no_signature_and_one_that_does_not_hold_differ_in_text_only() {
    let text = SignatureTextError.to_string();
    assert_ne!(text, InvalidSignature.to_string());
    assert_eq!(InvalidSignature::from(SignatureTextError), InvalidSignature);
    assert_eq!(
        UnknownReason::from(SignatureTextError),
        UnknownReason::from(InvalidSignature)
    );
}

#[test]
fn signatures_are_equal_if_their_bytes_are() {
    // Signatures of zeros are equal only if their lengths are: the unused rest of the buffer does
    // not count.
    let zeros = Signature::new(&[0; 256]).unwrap();
    assert_eq!(zeros, Signature::new(&[0; 256]).unwrap());
    assert_ne!(zeros, Signature::new(&[0; 257]).unwrap());
    let mut last = [0; 256];
    last[255] = 1;
    assert_ne!(zeros, Signature::new(&last).unwrap());
    let shown = format!("{:?}", Signature::new(&bytes(256)).unwrap());
    assert_eq!(
        (&shown[..18], shown.len()),
        ("Signature(030a1118", 10 + 512 + 1)
    );
}

#[test]
fn only_canonical_base64_is_accepted() {
    // The base64 of 256 bytes ends with two symbols and two `=`. The last symbol has four unused
    // bits.
    let bytes = bytes(256);
    let text = base64(&bytes);
    assert!(text.ends_with("=="));
    let mut accepted = 0;
    for symbol in 0..=0x7F_u8 {
        let changed = format!("{}{}==", &text[..text.len() - 3], char::from(symbol));
        if let Ok(signature) = Signature::from_base64(&changed) {
            assert_eq!(signature.as_bytes()[..255], bytes[..255], "{changed}");
            accepted += 1;
        }
    }
    // The last symbol contains two bits of the last byte, so the unused bits are 0 in 4 of 64
    // symbols.
    assert_eq!(accepted, 4);

    let slash = base64(&[0xFF; 256]);
    let plus = base64(&[0xFB; 256]);
    let stem = &text[..text.len() - 2];
    let refused = [
        ("no padding", stem.to_owned()),
        ("half the padding", format!("{stem}=")),
        ("more padding", format!("{text}=")),
        ("four more padding", format!("{text}====")),
        (
            "padding in the middle",
            text.replacen(&text[..4], "AA==", 1),
        ),
        ("a line break after", format!("{text}\n")),
        (
            "a line break inside",
            format!("{}\n{}", &text[..64], &text[64..]),
        ),
        ("a space before", format!(" {text}")),
        ("a space instead of a symbol", format!(" {}", &text[1..])),
        ("URL alphabet, 63", slash.replacen('/', "_", 1)),
        ("URL alphabet, 62", plus.replacen('+', "-", 1)),
        ("an escaped slash", slash.replacen('/', "\\/", 1)),
        ("a NUL", format!("\0{}", &text[1..])),
        ("not ASCII", format!("\u{e9}{}", &text[2..])),
        ("one symbol more", format!("{text}A")),
        ("one symbol less", text[1..].to_owned()),
        ("empty", String::new()),
    ];
    let mut rows = 0;
    for (name, text) in refused {
        assert_eq!(
            Signature::from_base64(&text),
            Err(SignatureTextError),
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, 17);
    assert!(Signature::from_base64(&slash).is_ok() && Signature::from_base64(&plus).is_ok());
}

proptest! {
    #[test]
    fn base64_is_decoded(bytes in proptest::collection::vec(any::<u8>(), 256..=512)) {
        let signature = Signature::from_base64(&base64(&bytes)).unwrap();
        prop_assert_eq!(signature.as_bytes(), &*bytes);
    }
}

#[test]
fn debug_shows_signing_bytes_as_text_if_they_are_utf8() {
    let shown = |bytes| format!("{:?}", SigningBytes::new(bytes));
    assert_eq!(shown(b"{\"a\":1}"), r#""{\"a\":1}""#);
    assert_eq!(shown(b"\xff\0"), "[255, 0]");
}
