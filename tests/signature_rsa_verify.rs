//! `RsaVerifyingKey` and `Rsa2048VerifyingKey`, which need no heap: forged signatures that need the private
//! key, the range of a signature, and the DER of a key. `signature_keys.rs` tests the text formats of keys.
#![cfg(feature = "rsa-verify")]

mod common;

use alipay_acquiring::signature::{
    InvalidSignature, KeyError, Rsa2048VerifyingKey, RsaVerifyingKey, Signature, SigningBytes,
    Verifier,
};
use base64ct::{Base64, Encoding};
use common::der::integers;
use common::fixtures::fixture;
use common::key_errors::{ENCODING, SIZE, group};
use num_bigint::BigUint;

/// A key that is loaded at compile time.
static CLIENT: RsaVerifyingKey =
    match RsaVerifyingKey::from_der(include_bytes!("fixtures/keys/client_public.spki.der")) {
        Ok(key) => key,
        Err(_) => panic!("not a valid key"),
    };

static CLIENT_2048: Rsa2048VerifyingKey =
    match Rsa2048VerifyingKey::from_der(include_bytes!("fixtures/keys/client_public.spki.der")) {
        Ok(key) => key,
        Err(_) => panic!("not a valid key"),
    };

const MESSAGE: SigningBytes<'static> =
    SigningBytes::new(include_bytes!("fixtures/golden/request.span"));

fn verify(signature: &[u8]) -> Result<(), InvalidSignature> {
    verdict(MESSAGE, &Signature::new(signature).unwrap())
}

/// Verifies with the client's key. All backends must give the same verdict, for the signature and for its
/// base64.
fn verdict(bytes: SigningBytes, signature: &Signature) -> Result<(), InvalidSignature> {
    let verdict = CLIENT.verify(bytes, signature);
    let mut buffer = [0; 684];
    let base64 = Base64::encode(signature.as_bytes(), &mut buffer).unwrap();
    assert_eq!(CLIENT.verify_base64(bytes, base64), verdict);
    assert_eq!(CLIENT_2048.verify(bytes, signature), verdict);
    assert_eq!(CLIENT_2048.verify_base64(bytes, base64), verdict);
    #[cfg(feature = "aws-lc-rs")]
    {
        let der = fixture("keys/client_public.spki.der");
        let key = alipay_acquiring::signature::AwsLcVerifyingKey::from_der(&der).unwrap();
        assert_eq!(key.verify(bytes, signature), verdict);
    }
    verdict
}

/// The error for this DER of a public key. All backends must give the same one.
fn error(der: &[u8]) -> Option<KeyError> {
    let key = RsaVerifyingKey::from_der(der);
    let is_2048 = key.as_ref().is_ok_and(|key| key.signature_len() == 256);
    let error = key.err().map(group);
    let error_2048 = Rsa2048VerifyingKey::from_der(der).err().map(group);
    // A key of 2049 to 4096 bits is not tested here.
    assert_eq!(
        error_2048,
        if is_2048 { None } else { error.or(Some(SIZE)) }
    );
    #[cfg(feature = "aws-lc-rs")]
    assert_eq!(
        alipay_acquiring::signature::AwsLcVerifyingKey::from_der(der)
            .err()
            .map(group),
        error
    );
    error
}

fn client_numbers() -> [BigUint; 2] {
    let [n, d, ..] = client_factors();
    [n, d]
}

/// The client's n, d, p and q, from its PKCS#1 file: a sequence of integers.
fn client_factors() -> [BigUint; 4] {
    let der = fixture("keys/client_private.pkcs1.der");
    let mut rest = &der[4..]; // after the header of the sequence
    let numbers: Vec<BigUint> = (0..6)
        .map(|_| {
            let (header, len) = match rest[1] {
                0x81 => (3, usize::from(rest[2])),
                0x82 => (4, usize::from(rest[2]) << 8 | usize::from(rest[3])),
                len => (2, usize::from(len)),
            };
            let (number, tail) = rest[header..].split_at(len);
            rest = tail;
            BigUint::from_bytes_be(number)
        })
        .collect();
    assert_eq!(numbers[2], BigUint::from(65537_u32));
    [1, 3, 4, 5].map(|index| numbers[index].clone())
}

fn bytes(number: &BigUint, len: usize) -> Vec<u8> {
    let number = number.to_bytes_be();
    [vec![0; len - number.len()], number].concat()
}

/// `DigestInfo` with SHA-256, up to the digest.
const DIGEST_INFO: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const WITHOUT_NULL: &[u8] = b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
const SHA512: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x20";

#[test]
fn only_the_correct_encoding_is_accepted() {
    let digest = MESSAGE.digest();
    let message = |start: &[u8], padding: usize, end: &[&[u8]]| {
        let message = [start, &vec![0xFF; padding], &end.concat()].concat();
        assert_eq!(message.len(), 256);
        message
    };
    let right = message(b"\0\x01", 202, &[b"\0", DIGEST_INFO, &digest]);
    let changed = |at: usize, byte: u8| {
        let mut message = right.clone();
        message[at] = byte;
        message
    };
    let cases = [
        ("correct", right.clone(), Ok(())),
        ("block type 2", changed(1, 2), Err(InvalidSignature)),
        ("block type 0", changed(1, 0), Err(InvalidSignature)),
        (
            "first byte 1, below n",
            changed(0, 1),
            Err(InvalidSignature),
        ),
        (
            "first padding byte",
            changed(2, 0xFE),
            Err(InvalidSignature),
        ),
        ("last padding byte", changed(203, 0), Err(InvalidSignature)),
        ("separator", changed(204, 1), Err(InvalidSignature)),
        (
            "digest",
            changed(255, digest[31] ^ 1),
            Err(InvalidSignature),
        ),
        (
            "no NULL",
            message(b"\0\x01", 204, &[b"\0", WITHOUT_NULL, &digest]),
            Err(InvalidSignature),
        ),
        (
            "another algorithm",
            message(b"\0\x01", 202, &[b"\0", SHA512, &digest]),
            Err(InvalidSignature),
        ),
        (
            "eight bytes of padding, garbage after the digest",
            message(b"\0\x01", 8, &[b"\0", DIGEST_INFO, &digest, &[7; 194]]),
            Err(InvalidSignature),
        ),
        (
            "garbage between padding and DigestInfo",
            message(b"\0\x01", 101, &[b"\0", &[7; 101], DIGEST_INFO, &digest]),
            Err(InvalidSignature),
        ),
        (
            "no padding",
            message(b"\0\x01", 0, &[b"\0", &[0; 202], DIGEST_INFO, &digest]),
            Err(InvalidSignature),
        ),
        (
            "only the digest",
            message(b"\0\x01", 221, &[b"\0", &digest]),
            Err(InvalidSignature),
        ),
    ];
    let [n, d] = client_numbers();
    for (name, message, expected) in cases {
        let forged = BigUint::from_bytes_be(&message).modpow(&d, &n);
        assert_eq!(verify(&bytes(&forged, 256)), expected, "{name}");
    }
}

#[test]
fn a_signature_is_below_the_modulus_and_has_its_length() {
    let [n, _] = client_numbers();
    let signature = fixture("golden/request.sig");
    assert_eq!(verify(&signature), Ok(()));
    let s = BigUint::from_bytes_be(&signature);
    let one = BigUint::from(1_u8);

    let mut longer = vec![0];
    longer.extend(&signature);
    assert_eq!(
        verify(&longer),
        Err(InvalidSignature),
        "a zero before the signature"
    );
    longer.rotate_left(1);
    assert_eq!(
        verify(&longer),
        Err(InvalidSignature),
        "a zero after the signature"
    );
    assert_eq!(verify(&[0; 512]), Err(InvalidSignature), "4096 bits");

    for (name, number) in [
        ("0", BigUint::ZERO),
        ("1", one.clone()),
        ("n - 1", &n - &one),
        ("n", n.clone()),
        ("n + 1", &n + &one),
        ("n - s", &n - &s),
        ("2^2048 - 1", (&one << 2048) - &one),
    ] {
        assert_eq!(
            verify(&bytes(&number, 256)),
            Err(InvalidSignature),
            "{name}"
        );
    }
    // s + n has the same residue, but is not below n. It may need 257 bytes.
    let s_and_n = bytes(&(&s + &n), 257);
    let shorter = s_and_n.strip_prefix(&[0]).unwrap_or(&s_and_n);
    assert_eq!(verify(shorter), Err(InvalidSignature), "s + n");
}

/// Uses a signature s for which s + n has as many bytes as n.
#[test]
fn the_same_residue_above_the_modulus_is_refused() {
    let [n, d] = client_numbers();
    let (text, s) = (0..100_u8)
        .map(|count| {
            let text = [count; 8];
            let message = [
                b"\0\x01".as_slice(),
                &[0xFF; 202],
                b"\0",
                DIGEST_INFO,
                &SigningBytes::new(&text).digest(),
            ]
            .concat();
            (text, BigUint::from_bytes_be(&message).modpow(&d, &n))
        })
        .find(|(_, s)| (s + &n).bits() <= 2048)
        .expect("a signature that is small enough");
    let verdict = |number: &BigUint| {
        let signature = Signature::new(&bytes(number, 256)).unwrap();
        verdict(SigningBytes::new(&text), &signature)
    };
    assert_eq!(verdict(&s), Ok(()));
    assert_eq!(verdict(&(s + &n)), Err(InvalidSignature));
}

#[test]
fn the_recovered_message_is_the_signature_raised_to_65537() {
    let [n, _] = client_numbers();
    assert_eq!(CLIENT.signature_len(), 256);
    let e = BigUint::from(65537_u32);
    let one = BigUint::from(1_u8);
    let s = BigUint::from_bytes_be(&fixture("golden/request.sig"));
    for (name, number) in [
        ("a signature", s),
        ("0", BigUint::ZERO),
        ("1", one.clone()),
        ("2^1000 + 3", (&one << 1000) + 3_u8),
        ("n - 1", &n - &one),
    ] {
        let expected = bytes(&number.modpow(&e, &n), 256);
        // The shortest form, and forms with zeros before it.
        for len in [number.to_bytes_be().len(), 256, 257, 600] {
            let mut buffer = [0xAA; Signature::MAX_LEN];
            let found = CLIENT.recover_for_diagnosis(&bytes(&number, len), &mut buffer);
            assert_eq!(found, Some(&expected[..]), "{name}, {len} bytes");
        }
        let mut short = [0; 255];
        assert_eq!(
            CLIENT.recover_for_diagnosis(&bytes(&number, 256), &mut short),
            None
        );
    }
    for (name, number) in [
        ("n", n.clone()),
        ("n + 1", &n + &one),
        ("2^2048", &one << 2048),
        ("2^4096 - 1", (&one << 4096) - &one),
        ("2^5000", &one << 5000),
    ] {
        let mut buffer = [0; Signature::MAX_LEN];
        let found = CLIENT.recover_for_diagnosis(&number.to_bytes_be(), &mut buffer);
        assert_eq!(found, None, "{name}");
    }
}

/// `RSAPublicKey` with this modulus and the exponent 65537.
fn pkcs1(modulus: &[u8]) -> Vec<u8> {
    integers(&[&BigUint::from_bytes_be(modulus), &BigUint::from(65537_u32)])
}

/// One of the primes is 2, so the modulus is even. All other numbers are consistent.
#[test]
#[cfg(feature = "rsa")]
fn a_private_key_with_an_even_modulus_is_refused() {
    let [one, two, e] = [1_u32, 2, 65537].map(BigUint::from);
    // q need not be prime, since nothing checks that; it needs an inverse of e modulo q - 1.
    let mut q: BigUint = (&one << 2046) + 3_u32;
    let d = loop {
        match e.modinv(&(&q - &one)) {
            Some(d) => break d,
            None => q += 2_u32,
        }
    };
    for [p, q] in [[&two, &q], [&q, &two]] {
        let n = p * q;
        assert_eq!(n.bits(), 2048);
        let exponents = [p, q].map(|prime| &d % (prime - &one));
        let inverse = q.modinv(p).expect("an inverse");
        let der = integers(&[
            &BigUint::ZERO,
            &n,
            &e,
            &d,
            p,
            q,
            &exponents[0],
            &exponents[1],
            &inverse,
        ]);
        let error = alipay_acquiring::signature::RsaSigningKey::from_der(&der)
            .err()
            .map(group);
        assert_eq!(error, Some(ENCODING));
        #[cfg(feature = "aws-lc-rs")]
        assert_eq!(
            alipay_acquiring::signature::AwsLcSigningKey::from_der(&der)
                .err()
                .map(group),
            Some(ENCODING)
        );
    }
}

#[test]
fn a_key_from_its_modulus() {
    let [n, _] = client_numbers();
    let signature = Signature::new(&fixture("golden/request.sig")).unwrap();
    for modulus in [bytes(&n, 256), bytes(&n, 257), bytes(&n, 600)] {
        let key = RsaVerifyingKey::from_modulus(&modulus).unwrap();
        assert_eq!(key.verify(MESSAGE, &signature), Ok(()));
    }
    let one = BigUint::from(1_u8);
    for (bits, even, expected) in [
        (2047, false, Some(SIZE)),
        (2048, false, None),
        (2048, true, Some(ENCODING)),
        (2049, false, None),
        (3071, false, None),
        (3072, false, None),
        (3072, true, Some(ENCODING)),
        (3073, false, None),
        (4096, false, None),
        (4096, true, Some(ENCODING)),
        (4097, false, Some(SIZE)),
        (8192, false, Some(SIZE)),
    ] {
        let mut modulus: BigUint = &one << (bits - 1);
        modulus.set_bit(0, !even);
        let modulus = modulus.to_bytes_be();
        let key = RsaVerifyingKey::from_modulus(&modulus);
        assert_eq!(key.err().map(group), expected, "{bits} bits, even: {even}");
        let key = Rsa2048VerifyingKey::from_modulus(&modulus);
        let expected_2048 = if bits == 2048 { expected } else { Some(SIZE) };
        assert_eq!(
            key.err().map(group),
            expected_2048,
            "{bits} bits, even: {even}"
        );
        let der = pkcs1(&modulus);
        assert_eq!(error(&der), expected, "{bits} bits, even: {even}, DER");
    }
    let error = |modulus: &[u8]| RsaVerifyingKey::from_modulus(modulus).err().map(group);
    assert_eq!(error(&[]), Some(SIZE));
    assert_eq!(error(&[0; 256]), Some(SIZE));
}

/// The modulus is the client's times another prime. Its factors are known, so it can sign.
#[test]
fn a_modulus_of_an_unusual_size_verifies() {
    let [n, _, p, q] = client_factors();
    let one = BigUint::from(1_u8);
    for (prime, bits) in [
        (BigUint::from(257_u32), 2049..=2056),
        ((&one << 1279) - &one, 3074..=4096),
    ] {
        let n = &n * &prime;
        assert!(bits.contains(&n.bits()), "{}", n.bits());
        let phi = (&p - &one) * (&q - &one) * (&prime - &one);
        let d = BigUint::from(65537_u32).modinv(&phi).unwrap();
        let modulus = n.to_bytes_be();
        let message = [
            b"\0\x01".as_slice(),
            &vec![0xFF; modulus.len() - 54],
            b"\0",
            DIGEST_INFO,
            &MESSAGE.digest(),
        ]
        .concat();
        let s = BigUint::from_bytes_be(&message).modpow(&d, &n);
        let key = RsaVerifyingKey::from_modulus(&modulus).unwrap();
        let verdict = |signature: &[u8]| key.verify(MESSAGE, &Signature::new(signature).unwrap());
        assert_eq!(verdict(&bytes(&s, modulus.len())), Ok(()), "{prime}");
        let longer = bytes(&s, modulus.len() + 1);
        assert_eq!(verdict(&longer), Err(InvalidSignature), "{prime}");
    }
}

#[test]
fn der_has_one_valid_form() {
    for path in ["client_public.spki.der", "client_public.pkcs1.der"] {
        let der = fixture(&format!("keys/{path}"));
        assert_eq!(error(&der), None, "{path}");
        for len in 0..der.len() {
            assert_eq!(error(&der[..len]), Some(ENCODING), "{path} cut to {len}");
        }
        // A changed byte of the modulus gives another valid key. A change of any other byte is
        // refused.
        let modulus_ends = der.len() - 5;
        let modulus = modulus_ends - 257..modulus_ends;
        for at in (0..der.len()).filter(|at| !modulus.contains(at)) {
            for byte in 0..=u8::MAX {
                let mut changed = der.clone();
                changed[at] = byte;
                let refused = error(&changed).is_some();
                assert_eq!(refused, byte != der[at], "{path}: {byte:#04x} at {at}");
            }
        }
    }
    // The length of the modulus, encoded with more bytes than necessary.
    let spki = fixture("keys/client_public.spki.der");
    let at = spki
        .windows(4)
        .position(|window| window == [0x02, 0x82, 0x01, 0x01])
        .unwrap();
    let longer = [&spki[..at], &[0x02, 0x83, 0, 1, 1], &spki[at + 4..]].concat();
    assert_eq!(error(&longer), Some(ENCODING));
}

/// What `docs/firmware.md` says that a key takes in flash. With pointers of 32 bits it is 8 bytes less.
#[test]
fn the_numbers_of_a_prepared_key() {
    let prepared = CLIENT_2048.prepared();
    let der = include_bytes!("fixtures/keys/client_public.spki.der");
    let n = BigUint::from_bytes_be(&der[33..][..256]);
    let r = BigUint::from(1_u8) << 2048_u32;
    assert_eq!(BigUint::from_slice(&prepared.modulus), n);
    assert_eq!(BigUint::from_slice(&prepared.r_squared), &r * &r % &n);
    let word = BigUint::from(1_u8) << 64_u32;
    assert_eq!((n * prepared.negative_inverse + 1_u8) % word, BigUint::ZERO);
}

#[test]
fn the_sizes_of_keys() {
    assert_eq!(size_of::<Rsa2048VerifyingKey>(), 528);
    assert_eq!(size_of::<RsaVerifyingKey>(), 1040);
}

#[test]
fn both_types_of_keys_show_the_same() {
    assert_eq!(CLIENT_2048.fingerprint(), CLIENT.fingerprint());
    let shown = format!("{CLIENT:?}").replace("RsaVerifyingKey", "Rsa2048VerifyingKey");
    assert_eq!(format!("{CLIENT_2048:?}"), shown);
}

#[test]
fn a_key_of_another_length_is_not_of_2048_bits() {
    for (bits, text) in [
        (
            2047,
            "expected a modulus of 2048 to 4096 bits, found 2047 bits",
        ),
        (2049, "expected a modulus of 2048 bits, found 2049 bits"),
        (4096, "expected a modulus of 2048 bits, found 4096 bits"),
        (
            4097,
            "expected a modulus of 2048 to 4096 bits, found 4097 bits",
        ),
    ] {
        let one = BigUint::from(1_u8);
        let modulus: BigUint = (&one << (bits - 1)) + &one;
        let error = Rsa2048VerifyingKey::from_modulus(&modulus.to_bytes_be()).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn only_canonical_base64_is_accepted() {
    let signature = Signature::new(&fixture("golden/request.sig")).unwrap();
    let mut buffer = [0; 684];
    let text = Base64::encode(signature.as_bytes(), &mut buffer).unwrap();
    let changed = |at: usize, character: &str| {
        let mut changed = text.to_owned();
        changed.replace_range(at..=at, character);
        changed
    };
    assert!(text.ends_with("=="));
    let last = text.len() - 3;
    let unused_bits = match text.as_bytes()[last] {
        b'A' => "B",
        b'Q' => "R",
        b'g' => "h",
        _ => "x",
    };
    for (name, text, expected) in [
        ("canonical", text.to_owned(), Ok(())),
        (
            "unused bits",
            changed(last, unused_bits),
            Err(InvalidSignature),
        ),
        (
            "no padding",
            text[..text.len() - 2].to_owned(),
            Err(InvalidSignature),
        ),
        (
            "half of the padding",
            text[..text.len() - 1].to_owned(),
            Err(InvalidSignature),
        ),
        (
            "too much padding",
            format!("{text}===="),
            Err(InvalidSignature),
        ),
        (
            "another digit",
            changed(0, if text.starts_with('A') { "B" } else { "A" }),
            Err(InvalidSignature),
        ),
        (
            "a character that is no digit",
            changed(0, "-"),
            Err(InvalidSignature),
        ),
        ("white space", format!("{text}\n"), Err(InvalidSignature)),
        ("padding inside", changed(8, "="), Err(InvalidSignature)),
        ("empty", String::new(), Err(InvalidSignature)),
    ] {
        assert_eq!(CLIENT.verify_base64(MESSAGE, &text), expected, "{name}");
        assert_eq!(
            CLIENT_2048.verify_base64(MESSAGE, &text),
            expected,
            "{name}, 2048"
        );
    }
}

#[test]
fn debug_shows_the_modulus() {
    let [n, _] = client_numbers();
    let one = BigUint::from(1_u8);
    for n in [n, (&one << 2499) + &one, (&one << 4095) + &one] {
        let key = RsaVerifyingKey::from_modulus(&n.to_bytes_be()).unwrap();
        let shown = format!("{key:?}").to_lowercase();
        assert!(shown.contains(&n.to_str_radix(16)), "{shown}");
    }
}

/// X.690, section 8.3: integers are in two's complement, in as few bytes as possible.
#[test]
fn der_integers_are_positive_and_as_short_as_possible() {
    let element = |tag: u8, content: &[u8]| {
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    };
    let key = |modulus: &[u8], exponent: &[u8]| {
        let exponent = [&[2, u8::try_from(exponent.len()).unwrap()], exponent].concat();
        element(0x30, &[element(2, modulus), exponent].concat())
    };
    let [n, _] = client_numbers();
    let (short, signed, long) = (bytes(&n, 256), bytes(&n, 257), bytes(&n, 258));
    for (name, modulus, exponent, expected) in [
        ("correct", &signed, &[1, 0, 1][..], None),
        ("negative modulus", &short, &[1, 0, 1], Some(ENCODING)),
        (
            "modulus with an extra zero byte",
            &long,
            &[1, 0, 1],
            Some(ENCODING),
        ),
        (
            "exponent with an extra zero byte",
            &signed,
            &[0, 1, 0, 1],
            Some(ENCODING),
        ),
        ("negative exponent", &signed, &[0x81, 0, 1], Some(ENCODING)),
        ("no exponent", &signed, &[], Some(ENCODING)),
        ("exponent 0", &signed, &[0], Some(ENCODING)),
    ] {
        assert_eq!(error(&key(modulus, exponent)), expected, "{name}");
    }
}
