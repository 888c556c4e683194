//! `Signature` and `SigningBytes`: lengths, equality, base64.

use alipay_acquiring::{
    ValueError,
    signature::{InvalidSignature, Signature, SigningBytes},
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
            assert_eq!(decoded, Err(InvalidSignature), "{len}");
        }
        rows += 1;
    }
    assert_eq!(rows, 10);
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
            Err(InvalidSignature),
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
