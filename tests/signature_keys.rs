//! Every key of the fixtures, with each backend that loads keys and signs.

#![cfg(any(feature = "rsa", feature = "aws-lc-rs"))]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::str::FromStr;

use alipay_acquiring::{
    PayCancelRequest,
    signature::{
        KeyError, KeyFingerprint, Signature, Signer, SigningBytes, SigningFailed, Verifier,
    },
};
use common::der::{element, integers};
use common::fixtures::{fixture, fixture_path, fixture_text};
use common::key_errors::{ENCODING, EXPONENT, SIZE, group};
use num_bigint::BigUint;

// The backends

trait Backend {
    type Signing: Signer<Error = SigningFailed> + Debug;
    type Verifying: Verifier + Debug;
    /// The name of the type of the private key.
    const SIGNING: &str;

    fn private_text(text: &str) -> Result<Self::Signing, KeyError>;
    fn private_der(der: &[u8]) -> Result<Self::Signing, KeyError>;
    fn public_text(text: &str) -> Result<Self::Verifying, KeyError>;
    fn public_der(der: &[u8]) -> Result<Self::Verifying, KeyError>;
    fn public_half(key: &Self::Signing) -> Self::Verifying;
    fn fingerprint(key: &Self::Verifying) -> KeyFingerprint;
    fn fingerprint_of_private(key: &Self::Signing) -> KeyFingerprint;
    fn is_pair(private: &Self::Signing, public: &Self::Verifying) -> bool;
}

macro_rules! backends {
    ($($feature:literal $module:ident: $Signing:ident, $Verifying:ident;)+) => {$(
        #[cfg(feature = $feature)]
        mod $module {
            use alipay_acquiring::signature::{$Signing, $Verifying, KeyError, KeyFingerprint};

            pub(super) struct Keys;

            impl super::Backend for Keys {
                type Signing = $Signing;
                type Verifying = $Verifying;
                const SIGNING: &str = stringify!($Signing);

                fn private_text(text: &str) -> Result<$Signing, KeyError> {
                    $Signing::from_text(text)
                }
                fn private_der(der: &[u8]) -> Result<$Signing, KeyError> {
                    $Signing::from_der(der)
                }
                fn public_text(text: &str) -> Result<$Verifying, KeyError> {
                    $Verifying::from_text(text)
                }
                fn public_der(der: &[u8]) -> Result<$Verifying, KeyError> {
                    $Verifying::from_der(der)
                }
                fn public_half(key: &$Signing) -> $Verifying {
                    key.verifying_key()
                }
                fn fingerprint(key: &$Verifying) -> KeyFingerprint {
                    key.fingerprint()
                }
                fn fingerprint_of_private(key: &$Signing) -> KeyFingerprint {
                    key.fingerprint()
                }
                fn is_pair(private: &$Signing, public: &$Verifying) -> bool {
                    private.is_pair_of(public)
                }
            }

            #[test]
            fn each_mistake_has_its_text() {
                super::each_mistake_has_its_text::<Keys>();
            }

            #[test]
            fn fingerprints_show_pairs() {
                super::fingerprints_show_pairs::<Keys>();
            }

            #[test]
            fn debug_of_a_private_key_shows_only_its_public_key() {
                super::debug_of_a_private_key_shows_only_its_public_key::<Keys>();
            }

            #[test]
            fn debug_of_a_public_key_shows_its_modulus() {
                super::debug_of_a_public_key_shows_its_modulus::<Keys>();
            }

            #[test]
            fn an_incomplete_or_damaged_private_key_is_refused() {
                super::an_incomplete_or_damaged_private_key_is_refused::<Keys>();
            }

            #[test]
            fn every_form_of_a_private_key_signs_like_openssl() {
                super::every_form_of_a_private_key_signs_like_openssl::<Keys>();
            }

            #[test]
            fn every_form_of_a_public_key_verifies_only_its_own_signature() {
                super::every_form_of_a_public_key_verifies_only_its_own_signature::<Keys>();
            }

            #[test]
            fn keys_are_read_in_every_text_layout() {
                super::keys_are_read_in_every_text_layout::<Keys>();
            }

            #[test]
            fn weak_unusual_and_foreign_keys_have_their_errors() {
                super::weak_unusual_and_foreign_keys_have_their_errors::<Keys>();
            }

            #[test]
            fn unusual_primes_sign() {
                super::unusual_primes_sign::<Keys>();
            }

            #[test]
            fn numbers_that_do_not_belong_together_are_refused() {
                super::numbers_that_do_not_belong_together_are_refused::<Keys>();
            }

            #[test]
            fn the_policy_comes_before_everything_else() {
                super::the_policy_comes_before_everything_else::<Keys>();
            }

            #[test]
            fn pkcs8_and_spki_have_one_form() {
                super::pkcs8_and_spki_have_one_form::<Keys>();
            }

            #[test]
            fn texts_that_are_no_valid_key_are_refused() {
                super::texts_that_are_no_valid_key_are_refused::<Keys>();
            }
        }
    )+};
}
backends! {
    "rsa" rsa: RsaSigningKey, RsaVerifyingKey;
    "aws-lc-rs" aws_lc_rs: AwsLcSigningKey, AwsLcVerifyingKey;
}

// The tests of a backend

/// The signing bytes of the golden request.
fn with_signing_bytes<T>(check: impl FnOnce(SigningBytes<'_>) -> T) -> T {
    let input = fixture("golden/request.json");
    let request = PayCancelRequest::decode(&input, &mut []).unwrap();
    check(request.signing_bytes())
}

fn debug_of_a_private_key_shows_only_its_public_key<B: Backend>() {
    let key = B::private_der(&fixture("keys/client_private.pkcs8.der")).unwrap();
    let public = B::public_half(&key);
    assert_eq!(
        format!("{key:?}"),
        format!("{} {{ public: {public:?}, .. }}", B::SIGNING)
    );
}

fn debug_of_a_public_key_shows_its_modulus<B: Backend>() {
    let der = fixture("keys/client_public.pkcs1.der");
    let key = B::public_der(&der).unwrap();
    // The modulus follows two headers of four bytes each and a zero byte for the sign.
    let modulus: String = der[9..265]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let shown = format!("{key:?}").to_lowercase();
    assert!(shown.contains(&modulus), "{shown}");
}

fn an_incomplete_or_damaged_private_key_is_refused<B: Backend>() {
    for path in ["client_private.pkcs8.der", "client_private.pkcs1.der"] {
        let der = fixture(&format!("keys/{path}"));
        for len in 0..der.len() {
            let error = B::private_der(&der[..len]).err().map(group);
            assert_eq!(error, Some(ENCODING), "{path} cut to {len}");
        }
        // A changed byte of the modulus: it is no longer the product of the primes.
        let mut damaged = der.clone();
        damaged[der.len() - 1000] ^= 1;
        let error = B::private_der(&damaged).err().map(group);
        assert_eq!(error, Some(KeyError::Inconsistent), "{path} damaged");
    }
}

/// RSASSA-PKCS1-v1_5 is deterministic, so the signature must be the same as OpenSSL's.
fn every_form_of_a_private_key_signs_like_openssl<B: Backend>() {
    let sign = |key: Result<B::Signing, KeyError>, path: &str| {
        let key = key.unwrap_or_else(|error| panic!("{path}: {error}"));
        let signature = with_signing_bytes(|bytes| key.sign(bytes)).unwrap();
        assert_eq!(key.signature_len(), signature.as_bytes().len(), "{path}");
        signature.as_bytes().to_vec()
    };
    let client = fixture("golden/request.sig");
    for path in [
        "keys/client_private.pkcs1.b64",
        "keys/client_private.pkcs1.pem",
        "keys/client_private.pkcs8.b64",
        "keys/client_private.pkcs8.pem",
    ] {
        let key = B::private_text(&fixture_text(path));
        assert_eq!(sign(key, path), client, "{path}");
    }
    for path in [
        "keys/client_private.pkcs1.der",
        "keys/client_private.pkcs8.der",
    ] {
        let key = B::private_der(&fixture(path));
        assert_eq!(sign(key, path), client, "{path}");
    }
    for (path, signature) in [
        (
            "keys/rsa3072_private.pkcs8.pem",
            "golden/request.rsa3072.sig",
        ),
        (
            "keys/rsa4096_private.pkcs8.pem",
            "golden/request.rsa4096.sig",
        ),
    ] {
        let key = B::private_text(&fixture_text(path));
        assert_eq!(sign(key, path), fixture(signature), "{path}");
    }
    let platform = [
        "keys/platform_private.pkcs8.b64",
        "keys/platform_private.pkcs8.pem",
    ]
    .map(|path| sign(B::private_text(&fixture_text(path)), path));
    assert_eq!(platform[0], platform[1]);
    assert_ne!(platform[0], client);
}

fn every_form_of_a_public_key_verifies_only_its_own_signature<B: Backend>() {
    let verifies = |key: &B::Verifying, signature: &str| {
        let signature = Signature::new(&fixture(signature)).unwrap();
        with_signing_bytes(|bytes| key.verify(bytes, &signature)) == Ok(())
    };
    let signatures = [
        ("client", "golden/request.sig"),
        ("rsa3072", "golden/request.rsa3072.sig"),
        ("rsa4096", "golden/request.rsa4096.sig"),
        // The signature of another text.
        ("", "golden/response.sig"),
    ];
    let mut count = 0;
    for entry in fs::read_dir(fixture_path("keys")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some((owner, _)) = name.split_once("_public.") else {
            continue;
        };
        let path = format!("keys/{name}");
        let key = if name.ends_with(".der") {
            B::public_der(&fixture(&path))
        } else {
            B::public_text(&fixture_text(&path))
        };
        let key = key.unwrap_or_else(|error| panic!("{path}: {error}"));
        for (signer, signature) in signatures {
            assert_eq!(
                verifies(&key, signature),
                signer == owner,
                "{path}, {signature}"
            );
        }
        count += 1;
    }
    assert_eq!(count, 10);
    // The public half of a private key is the public key.
    for (owner, signature) in &signatures[..3] {
        let key = fixture_text(&format!("keys/{owner}_private.pkcs8.pem"));
        let key = B::public_half(&B::private_text(&key).unwrap());
        assert!(verifies(&key, signature), "{owner}");
    }
}

fn keys_are_read_in_every_text_layout<B: Backend>() {
    let signature = Signature::new(&fixture("golden/request.sig")).unwrap();
    let mut count = 0;
    for path in [
        "client_public.spki.pem",
        "client_public.pkcs1.pem",
        "client_public.spki.b64",
        "client_public.pkcs1.b64",
        "client_private.pkcs8.pem",
        "client_private.pkcs8.b64",
        "client_private.pkcs1.pem",
        "client_private.pkcs1.b64",
    ] {
        let text = fixture_text(&format!("keys/{path}"));
        let text = text.trim();
        let mut layouts = vec![
            ("unchanged, but no line break at the end", text.to_string()),
            ("CRLF", text.replace('\n', "\r\n") + "\r\n"),
            ("white space around", format!(" \r\n\t\n{text}\n\n \t ")),
            (
                "a byte order mark before the key",
                format!("\u{feff}{text}"),
            ),
            ("NULs at the end", format!("{text}\n\0\0\0")),
            ("quotes", format!("\"{text}\"")),
            ("single quotes and a line break", format!("'{text}'\n")),
            (
                "line breaks as two characters",
                text.replace('\n', "\\n") + "\\n",
            ),
            (
                "quotes and CRLF as four characters",
                format!("\"{}\\r\\n\"", text.replace('\n', "\\r\\n")),
            ),
        ];
        let is_armour = |line: &&str| line.starts_with('-');
        let begin = text.lines().find(is_armour).unwrap_or_default();
        let end = text.lines().rfind(is_armour).unwrap_or_default();
        let base64: String = text.lines().filter(|line| !is_armour(line)).collect();
        if !begin.is_empty() {
            layouts.push((
                "text around it",
                format!("Bag Attributes\n  friendlyName: x=MII\n{text}\nsubject=/CN=a.pem - b\n"),
            ));
        }
        for (name, width, line_break) in [
            ("one line", base64.len(), "\n"),
            ("lines of 64", 64, "\n"),
            ("lines of 76, CRLF", 76, "\r\n"),
            ("lines of 7", 7, " \t\n"),
            ("blank lines", 64, "\n\n"),
        ] {
            let lines: Vec<&str> = base64
                .as_bytes()
                .chunks(width)
                .map(|line| str::from_utf8(line).unwrap())
                .collect();
            let lines = lines.join(line_break);
            layouts.push((name, format!("{begin}{line_break}{lines}{line_break}{end}")));
        }
        if begin.contains(" RSA ") {
            layouts.push(("the other label", text.replace(" RSA ", " ")));
        } else {
            let armour = text
                .replace("BEGIN ", "BEGIN RSA ")
                .replace("END ", "END RSA ");
            layouts.push(("the other label", armour));
        }
        for (layout, text) in layouts {
            let key = if path.contains("public") {
                B::public_text(&text)
            } else {
                B::private_text(&text).map(|key| B::public_half(&key))
            };
            let key = key.unwrap_or_else(|error| panic!("{path}, {layout}: {error}"));
            let verdict = with_signing_bytes(|bytes| key.verify(bytes, &signature));
            assert_eq!(verdict, Ok(()), "{path}, {layout}");
            count += 1;
        }
    }
    assert_eq!(count, 8 * 15 + 4);
}

fn weak_unusual_and_foreign_keys_have_their_errors<B: Backend>() {
    let expected = BTreeMap::from([
        ("p256_private.pkcs8.pem", ENCODING),
        ("p256_public.spki.pem", ENCODING),
        ("rsa1024_private.pkcs8.pem", SIZE),
        ("rsa1024_public.spki.pem", SIZE),
        ("rsa2047_private.pkcs8.pem", SIZE),
        ("rsa2047_public.spki.pem", SIZE),
        ("rsa2048_e3_private.pkcs8.pem", EXPONENT),
        ("rsa2048_e3_public.spki.pem", EXPONENT),
        ("rsa4104_public.spki.pem", SIZE),
    ]);
    let mut count = 0;
    for entry in fs::read_dir(fixture_path("keys/refused")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let text = fixture_text(&format!("keys/refused/{name}"));
        let error = if name.contains("public") {
            B::public_text(&text).err().map(group)
        } else {
            B::private_text(&text).err().map(group)
        };
        assert_eq!(error.as_ref(), expected.get(name.as_str()), "{name}");
        count += 1;
    }
    assert_eq!(count, expected.len());
}

fn texts_that_are_no_valid_key_are_refused<B: Backend>() {
    let public_pem = fixture_text("keys/client_public.spki.pem");
    let private_pem = fixture_text("keys/client_private.pkcs8.pem");
    let public_b64 = fixture_text("keys/client_public.spki.b64");
    let private_b64 = fixture_text("keys/client_private.pkcs8.b64");
    let half = |text: &str| text[..text.len() / 2].to_string();
    let rows = [
        ("empty", String::new(), String::new()),
        ("white space", " \n".to_string(), " \n".to_string()),
        ("not base64", "key!".to_string(), "key!".to_string()),
        (
            "a key of the other kind, PEM",
            private_pem.clone(),
            public_pem.clone(),
        ),
        (
            "a key of the other kind",
            private_b64.clone(),
            public_b64.clone(),
        ),
        ("only dashes", "-----".to_string(), "-----".to_string()),
        (
            "a label cut short",
            "-----BEGIN PUBLIC KEY".to_string(),
            "-----BEGIN PRIVATE KEY".to_string(),
        ),
        ("cut short", half(&public_b64), half(&private_b64)),
        ("PEM cut short", half(&public_pem), half(&private_pem)),
        (
            "another label",
            public_pem.replace("PUBLIC KEY", "CERTIFICATE"),
            private_pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
        ),
        ("two keys", public_pem.repeat(2), private_pem.repeat(2)),
        (
            "two labels",
            public_pem.replace("END ", "END RSA "),
            private_pem.replace("END ", "END RSA "),
        ),
        (
            "a header inside",
            public_pem.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
            private_pem.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
        ),
        (
            "URL alphabet",
            public_b64.replace('/', "_").replace('+', "-"),
            private_b64.replace('/', "_").replace('+', "-"),
        ),
    ];
    for (name, public, private) in &rows {
        let error = B::public_text(public).err().map(group);
        assert_eq!(error, Some(ENCODING), "public: {name}");
        let error = B::private_text(private).err().map(group);
        assert_eq!(error, Some(ENCODING), "private: {name}");
    }
    // A key for RSASSA-PSS must not be used for anything else. Its OID ends in 1.1.10
    // (id-RSASSA-PSS) instead of 1.1.1 (rsaEncryption).
    for has_parameters in [true, false] {
        let pss = |path: &str| {
            let mut der = fixture(path);
            let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
            let at = der.windows(9).position(|bytes| bytes == oid).unwrap();
            der[at + 8] = 10;
            if !has_parameters {
                // Remove the `NULL` after the OID, and shorten both enclosing sequences by two
                // bytes.
                der.drain(at + 9..at + 11);
                der[at - 3] -= 2;
                der[3] -= 2;
            }
            der
        };
        let error = B::public_der(&pss("keys/client_public.spki.der"))
            .err()
            .map(group);
        assert_eq!(error, Some(ENCODING), "{has_parameters}");
        let error = B::private_der(&pss("keys/client_private.pkcs8.der"))
            .err()
            .map(group);
        assert_eq!(error, Some(ENCODING), "{has_parameters}");
    }
    // A byte after the DER is refused.
    for path in [
        "keys/client_public.spki.der",
        "keys/client_public.pkcs1.der",
    ] {
        let der = [fixture(path), vec![0]].concat();
        let error = B::public_der(&der).err().map(group);
        assert_eq!(error, Some(ENCODING), "{path}");
    }
    for path in [
        "keys/client_private.pkcs8.der",
        "keys/client_private.pkcs1.der",
    ] {
        let der = [fixture(path), vec![0]].concat();
        let error = B::private_der(&der).err().map(group);
        assert_eq!(error, Some(ENCODING), "{path}");
    }
}

// Keys made here

/// The numbers of a private key, in the order of `RSAPrivateKey`.
#[derive(Clone)]
struct Numbers {
    n: BigUint,
    e: BigUint,
    d: BigUint,
    p: BigUint,
    q: BigUint,
    dp: BigUint,
    dq: BigUint,
    qinv: BigUint,
}

impl Numbers {
    fn new(p: BigUint, q: BigUint) -> Self {
        let one = BigUint::from(1_u8);
        let e = BigUint::from(65537_u32);
        let [p1, q1] = [&p, &q].map(|prime| prime - &one);
        let d = e.modinv(&(&p1 * &q1)).unwrap();
        Self {
            n: &p * &q,
            dp: &d % p1,
            dq: &d % q1,
            qinv: q.modinv(&p).unwrap(),
            e,
            d,
            p,
            q,
        }
    }

    fn pkcs1(&self) -> Vec<u8> {
        integers(&[
            &BigUint::ZERO,
            &self.n,
            &self.e,
            &self.d,
            &self.p,
            &self.q,
            &self.dp,
            &self.dq,
            &self.qinv,
        ])
    }

    /// RFC 8017, section 8.2.1.
    fn signature(&self, digest: &[u8; 32]) -> Vec<u8> {
        const DIGEST_INFO: &[u8] =
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
        let len = usize::try_from(self.n.bits().div_ceil(8)).unwrap();
        let padding = vec![0xFF; len - 3 - DIGEST_INFO.len() - digest.len()];
        let message = [b"\0\x01", &padding[..], b"\0", DIGEST_INFO, digest].concat();
        let signature = BigUint::from_bytes_be(&message).modpow(&self.d, &self.n);
        let signature = signature.to_bytes_be();
        [vec![0; len - signature.len()], signature].concat()
    }
}

/// A prime of this many bits: 3 · 2^(bits - 2) plus a small number, so that the product of two has as
/// many bits as both together. Found with Miller-Rabin, 22 bases.
fn prime(bits: u32, plus: u32) -> BigUint {
    (BigUint::from(3_u8) << (bits - 2)) + plus
}

/// Two primes of 1024 bits, the longer one first.
fn ordinary_primes() -> [BigUint; 2] {
    [prime(1024, 10421), prime(1024, 1037)]
}

fn unusual_primes_sign<B: Backend>() {
    let [p, q] = ordinary_primes();
    let long = prime(1025, 203);
    let short = prime(1023, 191);
    let mut count = 0;
    for (name, p, q) in [
        ("p > q", &p, &q),
        ("p < q", &q, &p),
        ("1025 and 1023 bits", &long, &short),
        ("1023 and 1025 bits", &short, &long),
        ("1536 and 512 bits", &prime(1536, 1837), &prime(512, 761)),
    ] {
        let numbers = Numbers::new(p.clone(), q.clone());
        assert_eq!(numbers.n.bits(), 2048, "{name}");
        let key = B::private_der(&numbers.pkcs1());
        let key = key.unwrap_or_else(|error| panic!("{name}: {error}"));
        with_signing_bytes(|bytes| {
            let signature = key
                .sign(bytes)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let expected = numbers.signature(&bytes.digest());
            assert_eq!(signature.as_bytes(), expected, "{name}");
            let verdict = B::public_half(&key).verify(bytes, &signature);
            assert_eq!(verdict, Ok(()), "{name}");
        });
        count += 1;
    }
    assert_eq!(count, 5);
}

fn numbers_that_do_not_belong_together_are_refused<B: Backend>() {
    let [p, q] = ordinary_primes();
    let good = Numbers::new(p.clone(), q.clone());
    let one = BigUint::from(1_u8);
    let mut count = 0;
    let mut refused = |name: &str, change: &dyn Fn(&mut Numbers)| {
        let mut bad = good.clone();
        change(&mut bad);
        let error = B::private_der(&bad.pkcs1()).err().map(group);
        assert_eq!(error, Some(KeyError::Inconsistent), "{name}");
        count += 1;
    };
    refused("n + 2", &|key| key.n += 2_u8);
    refused("d + 1", &|key| key.d += 1_u8);
    refused("d + 2", &|key| key.d += 2_u8);
    refused("d = 1", &|key| key.d = one.clone());
    // The same residue, but RFC 8017, section 3.2, wants d < n.
    refused("d + (p - 1)(q - 1) k > n", &|key| {
        let phi = (&key.p - 1_u8) * (&key.q - 1_u8);
        while key.d < key.n {
            key.d += &phi;
        }
    });
    refused("d longer than n", &|key| key.d <<= 64);
    refused("p + 2", &|key| key.p += 2_u8);
    refused("q + 2", &|key| key.q += 2_u8);
    refused("p and q swapped alone", &|key| {
        std::mem::swap(&mut key.p, &mut key.q);
    });
    refused("p = q", &|key| {
        *key = Numbers {
            n: &p * &p,
            q: p.clone(),
            ..key.clone()
        }
    });
    refused("p = n, q = 1", &|key| {
        key.p = key.n.clone();
        key.q = one.clone();
    });
    refused("p = 1, q = n", &|key| {
        key.p = one.clone();
        key.q = key.n.clone();
    });
    refused("p longer than n", &|key| key.p <<= 2048);
    refused("dP + 1", &|key| key.dp += 1_u8);
    refused("dP + p - 1", &|key| key.dp += &p - 1_u8);
    refused("dP = 1", &|key| key.dp = one.clone());
    refused("dQ + 1", &|key| key.dq += 1_u8);
    refused("dQ + q - 1", &|key| key.dq += &q - 1_u8);
    refused("dP and dQ swapped", &|key| {
        std::mem::swap(&mut key.dp, &mut key.dq);
    });
    refused("qInv + 1", &|key| key.qinv += 1_u8);
    refused("qInv + p", &|key| key.qinv += &p);
    refused("qInv = 1", &|key| key.qinv = one.clone());
    refused("qInv longer than n", &|key| key.qinv <<= 2048);
    assert_eq!(count, 23);
    assert!(B::private_der(&good.pkcs1()).is_ok());
}

/// What is wrong with the modulus or the exponent is reported whatever else is wrong, and before any
/// arithmetic. `tests/evidence/tests/allocation.rs` shows that a huge key causes no work.
fn the_policy_comes_before_everything_else<B: Backend>() {
    let [p, q] = ordinary_primes();
    let good = Numbers::new(p, q);
    let mut count = 0;
    let mut refused = |name: &str, expected: KeyError, change: &dyn Fn(&mut Numbers)| {
        let mut bad = good.clone();
        change(&mut bad);
        // Nothing else is right either.
        bad.dp += 1_u8;
        let der = bad.pkcs1();
        assert_eq!(
            B::private_der(&der).err().map(group),
            Some(expected),
            "{name}"
        );
        let public = integers(&[&bad.n, &bad.e]);
        assert_eq!(
            B::public_der(&public).err().map(group),
            Some(expected),
            "{name}"
        );
        count += 1;
    };
    refused("2047 bits", SIZE, &|key| key.n >>= 1);
    refused("4097 bits", SIZE, &|key| key.n <<= 2049);
    refused("8 KB", SIZE, &|key| key.n <<= 8 * 8192);
    refused("256 KB", SIZE, &|key| key.n <<= 8 * 262_144);
    refused("every number 256 KB", SIZE, &|key| {
        for number in [
            &mut key.n,
            &mut key.d,
            &mut key.p,
            &mut key.q,
            &mut key.dp,
            &mut key.dq,
            &mut key.qinv,
        ] {
            *number <<= 8 * 262_144;
        }
    });
    refused("e = 3", EXPONENT, &|key| key.e = 3_u8.into());
    refused("e = 65539", EXPONENT, &|key| key.e += 2_u8);
    refused("e of 256 KB", EXPONENT, &|key| {
        key.e <<= 8 * 262_144;
    });
    refused("even", ENCODING, &|key| key.n += 1_u8);
    assert_eq!(count, 9);
}

fn pkcs8_and_spki_have_one_form<B: Backend>() {
    const RSA_ENCRYPTION: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    const NULL: &[u8] = b"\x05\x00";
    let [p, q] = ordinary_primes();
    let numbers = Numbers::new(p, q);
    let version = |version: u8| element(0x02, &[version]);
    let algorithm = |parameters: &[u8]| element(0x30, &[RSA_ENCRYPTION, parameters].concat());

    let key = element(0x04, &numbers.pkcs1());
    let attributes = element(0xA0, &element(0x30, &[]));
    let public = [&[0], &integers(&[&numbers.n, &numbers.e])[..]].concat();
    let public_key = element(0x81, &public);
    let mut count = 0;
    for (name, parts, expected) in [
        (
            "as it must be",
            [&version(0), &algorithm(NULL), &key, &vec![]],
            None,
        ),
        (
            "attributes",
            [&version(0), &algorithm(NULL), &key, &attributes],
            None,
        ),
        (
            "no NULL",
            [&version(0), &algorithm(b""), &key, &vec![]],
            Some(ENCODING),
        ),
        (
            "NULL twice",
            [&version(0), &algorithm(b"\x05\x00\x05\x00"), &key, &vec![]],
            Some(ENCODING),
        ),
        (
            "an empty sequence for NULL",
            [&version(0), &algorithm(b"\x30\x00"), &key, &vec![]],
            Some(ENCODING),
        ),
        (
            "version 1",
            [&version(1), &algorithm(NULL), &key, &vec![]],
            Some(ENCODING),
        ),
        (
            "version 1 and a public key",
            [&version(1), &algorithm(NULL), &key, &public_key],
            Some(ENCODING),
        ),
        (
            "version 0 and a public key",
            [&version(0), &algorithm(NULL), &key, &public_key],
            Some(ENCODING),
        ),
        (
            "attributes cut short",
            [
                &version(0),
                &algorithm(NULL),
                &key,
                &attributes[..3].to_vec(),
            ],
            Some(ENCODING),
        ),
    ] {
        let der = element(0x30, &parts.map(Vec::as_slice).concat());
        assert_eq!(
            B::private_der(&der).err().map(group),
            expected,
            "PKCS#8: {name}"
        );
        count += 1;
    }

    let key = element(0x03, &public);
    for (name, algorithm, expected) in [
        ("as it must be", algorithm(NULL), None),
        ("no NULL", algorithm(b""), Some(ENCODING)),
        (
            "an empty sequence for NULL",
            algorithm(b"\x30\x00"),
            Some(ENCODING),
        ),
    ] {
        let der = element(0x30, &[algorithm, key.clone()].concat());
        assert_eq!(
            B::public_der(&der).err().map(group),
            expected,
            "SPKI: {name}"
        );
        count += 1;
    }

    // Two numbers, not three. Only a version at the start makes it a private key.
    let [n, e] = [&numbers.n, &numbers.e];
    assert!(B::public_der(&integers(&[n, e])).is_ok());
    for third in [&BigUint::ZERO, n] {
        let error = B::public_der(&integers(&[n, e, third])).err();
        assert_eq!(error, Some(KeyError::Der), "a third number");
        count += 1;
    }

    // Version 1 of `RSAPrivateKey` has more than two primes.
    let pkcs1 = numbers.pkcs1();
    let numbers = &pkcs1[7..];
    let other_primes = element(0x30, &[]);
    for (name, parts) in [
        ("version 1", [&version(1), numbers, &[]]),
        ("other primes", [&version(0), numbers, &other_primes]),
        (
            "version 1, other primes",
            [&version(1), numbers, &other_primes],
        ),
    ] {
        let der = element(0x30, &parts.concat());
        let error = B::private_der(&der).err().map(group);
        assert_eq!(error, Some(ENCODING), "PKCS#1: {name}");
        count += 1;
    }
    let as_it_must_be = element(0x30, &[&version(0), numbers].concat());
    assert!(as_it_must_be == pkcs1 && B::private_der(&pkcs1).is_ok());
    assert_eq!(count, 17);
}

/// `FromStr` of each key reads the same texts as its `from_text`.
#[test]
fn keys_are_parsed_from_text() {
    fn parse<K: FromStr<Err = KeyError> + Debug>(kind: &str) {
        let text = fixture_text(&format!("keys/client_{kind}.pem"));
        assert!(text.parse::<K>().is_ok(), "{kind}");
        assert_eq!(
            "no key".parse::<K>().unwrap_err(),
            KeyError::Base64 { offset: 6 }
        );
    }
    #[cfg(feature = "rsa")]
    {
        parse::<alipay_acquiring::signature::RsaSigningKey>("private.pkcs8");
        parse::<alipay_acquiring::signature::RsaVerifyingKey>("public.spki");
    }
    #[cfg(feature = "aws-lc-rs")]
    {
        parse::<alipay_acquiring::signature::AwsLcSigningKey>("private.pkcs8");
        parse::<alipay_acquiring::signature::AwsLcVerifyingKey>("public.spki");
    }
}

// What each mistake says

/// Each mistake with its exact text. Somebody who reads only the text knows what to do.
fn each_mistake_has_its_text<B: Backend>() {
    let pem = |path: &str| fixture_text(&format!("keys/{path}"));
    let [public, private] = ["client_public.spki.pem", "client_private.pkcs8.pem"].map(pem);
    let [public_b64, private_b64] = ["client_public.spki.b64", "client_private.pkcs8.b64"].map(pem);
    let labelled =
        |label: &str| format!("-----BEGIN {label}-----\n{public_b64}\n-----END {label}-----\n");
    let body = |pem: &str| {
        pem.lines()
            .filter(|line| !line.starts_with('-'))
            .collect::<String>()
    };
    let a_public = "expected an RSA public key, found ";
    let a_private = "expected an RSA private key, found ";
    let truncated = "expected a whole PEM block, whose last line has the label of its first line; \
                     the text is perhaps cut off";
    let base64 = |offset: usize| {
        format!(
            "expected PEM, or base64 with padding, found another character, or the end, at byte \
             {offset}"
        )
    };
    let several = "expected one PEM block, found several; pass only the key that is needed";
    let path = "expected the content of a key file, found a text that looks like its path; read \
                the file and pass its content";
    let certificate = "a certificate; extract its public key with `openssl x509 -pubkey -noout`";
    let encrypted =
        "an encrypted private key; decrypt it with `openssl pkey -in KEY -out DECRYPTED`";
    let elliptic = "an elliptic-curve key; create an RSA key with `openssl genrsa 2048`";
    let ed25519 = "an Ed25519 key; create an RSA key with `openssl genrsa 2048`";
    let pss =
        "a key that is restricted to RSASSA-PSS; create an RSA key with `openssl genrsa 2048`";
    let ssh = "an SSH public key; convert it with `ssh-keygen -e -m PKCS8 -f KEY`";
    let open_ssh =
        "an OpenSSH private key; convert a copy of it with `ssh-keygen -p -N '' -m PEM -f COPY`";
    let private_found = "a private key; extract its public key with `openssl pkey -pubout`";
    let public_found = "a public key; pass the private key that belongs to it";
    let other = "a key of another algorithm; create an RSA key with `openssl genrsa 2048`";
    let der = "expected the DER of an RSA key, in PKCS#8, SubjectPublicKeyInfo or PKCS#1, found \
               other bytes; `openssl pkey` writes a key in this form";
    let is = |prefix: &str, what: &str| format!("{prefix}{what}");
    let url_safe = public_b64.replacen('+', "-", 1).replace('/', "_");
    let first_url_safe = url_safe.find(['-', '_']).unwrap();

    // The text that is passed as a public key, and what the error says.
    let of_public = [
        (
            "empty",
            String::new(),
            "expected an RSA key, found an empty text".to_string(),
        ),
        (
            "only white space",
            " \n\t\0".to_string(),
            "expected an RSA key, found an empty text".to_string(),
        ),
        (
            "a path",
            "/etc/keys/platform.pem".to_string(),
            path.to_string(),
        ),
        (
            "a relative path",
            "keys/platform".to_string(),
            path.to_string(),
        ),
        (
            "a file name",
            "platform_public.pem\n".to_string(),
            path.to_string(),
        ),
        (
            "a path of Windows",
            r"C:\keys\platform.pem".to_string(),
            path.to_string(),
        ),
        (
            "a private key",
            private.clone(),
            is(a_public, private_found),
        ),
        (
            "a private key, PKCS#1",
            pem("client_private.pkcs1.pem"),
            is(a_public, private_found),
        ),
        (
            "a private key, bare",
            private_b64.clone(),
            is(a_public, private_found),
        ),
        (
            "a private key, PKCS#1, bare",
            pem("client_private.pkcs1.b64"),
            is(a_public, private_found),
        ),
        (
            "a certificate",
            pem("other/certificate.pem"),
            is(a_public, certificate),
        ),
        (
            "a certificate, bare",
            body(&pem("other/certificate.pem")),
            is(a_public, certificate),
        ),
        (
            "a chain of certificates",
            pem("other/certificate.pem").repeat(2),
            is(a_public, certificate),
        ),
        (
            "a certificate request",
            pem("other/request.pem"),
            is(
                a_public,
                "a certificate request; extract its public key with `openssl req -pubkey -noout`",
            ),
        ),
        (
            "a certificate request, bare",
            body(&pem("other/request.pem")),
            is(
                a_public,
                "a certificate request; extract its public key with `openssl req -pubkey -noout`",
            ),
        ),
        (
            "a key of SSH",
            pem("other/ssh_public.txt"),
            is(a_public, ssh),
        ),
        (
            "a key of SSH, RFC 4716",
            pem("other/ssh2_public.txt"),
            is(a_public, ssh),
        ),
        (
            "an OpenSSH private key",
            pem("other/openssh_private.pem"),
            is(a_public, open_ssh),
        ),
        (
            "elliptic curve",
            pem("refused/p256_public.spki.pem"),
            is(a_public, elliptic),
        ),
        (
            "Ed25519",
            pem("other/ed25519_public.pem"),
            is(a_public, ed25519),
        ),
        ("RSA-PSS", pem("other/pss_public.pem"), is(a_public, pss)),
        ("DSA", pem("other/dsa_public.pem"), is(a_public, other)),
        (
            "another label",
            labelled("PGP PUBLIC KEY BLOCK"),
            "expected a PEM block with the label `PUBLIC KEY`, `RSA PUBLIC KEY`, `PRIVATE KEY` or \
             `RSA PRIVATE KEY`, found another label"
                .to_string(),
        ),
        (
            "cut off in the first line",
            "-----BEGIN PUBLIC KEY".to_string(),
            truncated.to_string(),
        ),
        (
            "cut off",
            public[..public.len() / 2].to_string(),
            truncated.to_string(),
        ),
        (
            "without its first line",
            public.split_once('\n').unwrap().1.to_string(),
            truncated.to_string(),
        ),
        (
            "with another last line",
            public.replace("END PUBLIC", "END RSA PUBLIC"),
            truncated.to_string(),
        ),
        ("two keys", public.repeat(2), several.to_string()),
        (
            "both halves",
            format!("{private}{public}"),
            several.to_string(),
        ),
        ("cut off, bare", public_b64[..101].to_string(), base64(101)),
        (
            "a letter of another alphabet",
            url_safe,
            base64(first_url_safe),
        ),
        (
            "a character in PEM",
            public.replacen("\nMII", "\nM!I", 1),
            base64(28),
        ),
        ("padding in the middle", "MII=MIIB".to_string(), base64(4)),
        (
            "a header in PEM",
            public.replacen("\nMII", "\nComment: x\nMII", 1),
            base64(34),
        ),
        (
            "a sentence",
            "the key that you gave us".to_string(),
            base64(24),
        ),
        (
            "too long",
            "MIIB".repeat(1000),
            "expected a key of at most 4096 bits, found a text that is too long".to_string(),
        ),
        ("base64 of other bytes", "MIIB".repeat(20), der.to_string()),
        (
            "1024 bits",
            pem("refused/rsa1024_public.spki.pem"),
            "expected a modulus of 2048 to 4096 bits, found 1024 bits".to_string(),
        ),
        (
            "4104 bits",
            pem("refused/rsa4104_public.spki.pem"),
            "expected a modulus of 2048 to 4096 bits, found 4104 bits".to_string(),
        ),
        (
            "exponent 3",
            pem("refused/rsa2048_e3_public.spki.pem"),
            "expected the public exponent 65537, found 3".to_string(),
        ),
    ];
    for (name, text, expected) in &of_public {
        let error = B::public_text(text)
            .err()
            .unwrap_or_else(|| panic!("{name}"));
        assert_eq!(error.to_string(), *expected, "{name}");
        holds_no_secret(text, error, name);
    }

    let of_private = [
        (
            "empty",
            String::new(),
            "expected an RSA key, found an empty text".to_string(),
        ),
        ("a path", "~/client.key".to_string(), path.to_string()),
        ("a public key", public.clone(), is(a_private, public_found)),
        (
            "a public key, PKCS#1",
            pem("client_public.pkcs1.pem"),
            is(a_private, public_found),
        ),
        (
            "a public key, bare",
            public_b64.clone(),
            is(a_private, public_found),
        ),
        (
            "a public key, PKCS#1, bare",
            pem("client_public.pkcs1.b64"),
            is(a_private, public_found),
        ),
        (
            "a certificate",
            pem("other/certificate.pem"),
            is(a_private, certificate),
        ),
        (
            "an encrypted key",
            pem("other/encrypted_private.pem"),
            is(a_private, encrypted),
        ),
        (
            "an encrypted key, bare",
            body(&pem("other/encrypted_private.pem")),
            is(a_private, encrypted),
        ),
        (
            "an encrypted key, PKCS#1",
            pem("other/encrypted_private.pkcs1.pem"),
            is(a_private, encrypted),
        ),
        (
            "an OpenSSH key",
            pem("other/openssh_private.pem"),
            is(a_private, open_ssh),
        ),
        (
            "elliptic curve",
            pem("refused/p256_private.pkcs8.pem"),
            is(a_private, elliptic),
        ),
        (
            "elliptic curve, SEC 1",
            pem("other/p256_private.sec1.pem"),
            is(a_private, elliptic),
        ),
        (
            "elliptic curve, SEC 1, bare",
            body(&pem("other/p256_private.sec1.pem")),
            is(a_private, elliptic),
        ),
        (
            "Ed25519",
            pem("other/ed25519_private.pem"),
            is(a_private, ed25519),
        ),
        ("RSA-PSS", pem("other/pss_private.pem"), is(a_private, pss)),
        ("two keys", private.repeat(2), several.to_string()),
        (
            "cut off",
            private[..private.len() / 2].to_string(),
            truncated.to_string(),
        ),
        (
            "cut off, bare",
            private_b64[..1001].to_string(),
            base64(1001),
        ),
        (
            "2047 bits",
            pem("refused/rsa2047_private.pkcs8.pem"),
            "expected a modulus of 2048 to 4096 bits, found 2047 bits".to_string(),
        ),
        (
            "exponent 3",
            pem("refused/rsa2048_e3_private.pkcs8.pem"),
            "expected the public exponent 65537, found 3".to_string(),
        ),
    ];
    for (name, text, expected) in &of_private {
        let error = B::private_text(text)
            .err()
            .unwrap_or_else(|| panic!("{name}"));
        assert_eq!(error.to_string(), *expected, "{name}");
        holds_no_secret(text, error, name);
    }
    let long = KeyError::Exponent { exponent: None };
    assert_eq!(
        long.to_string(),
        "expected the public exponent 65537, found one of more than 32 bits"
    );
    assert_eq!(
        KeyError::EvenModulus.to_string(),
        "the modulus is even, so the key is damaged"
    );
}

/// The error shows no part of a key.
fn holds_no_secret(text: &str, error: KeyError, name: &str) {
    let shown = format!("{error}{error:?}");
    let characters: Vec<char> = text
        .chars()
        .filter(|it| it.is_ascii_alphanumeric())
        .collect();
    let is_of_a_key = |part: &[char]| {
        let part: String = part.iter().collect();
        shown.contains(&part)
    };
    // The labels of PEM and the words of paths are no secrets, and have no digits beside capitals.
    let leaks = characters
        .windows(12)
        .filter(|part| is_of_a_key(part))
        .count();
    assert_eq!(leaks, 0, "{name}");
}

/// The fingerprint is what openssl prints, and shows which keys are a pair.
fn fingerprints_show_pairs<B: Backend>() {
    let rows = fixture_text("keys/other/fingerprints.tsv");
    let mut fingerprints = BTreeMap::new();
    for row in rows.lines() {
        let (name, expected) = row.split_once('\t').unwrap();
        let private =
            B::private_text(&fixture_text(&format!("keys/{name}_private.pkcs8.pem"))).unwrap();
        let public =
            B::public_text(&fixture_text(&format!("keys/{name}_public.spki.pem"))).unwrap();
        assert_eq!(B::fingerprint(&public).to_string(), expected, "{name}");
        assert_eq!(
            B::fingerprint_of_private(&private).to_string(),
            expected,
            "{name}"
        );
        assert_eq!(format!("{:?}", B::fingerprint(&public)), expected, "{name}");
        let first = format!("{:02x}", B::fingerprint(&public).as_bytes()[0]);
        assert!(expected.starts_with(&first), "{name}");
        fingerprints.insert(name.to_string(), (private, public));
    }
    assert_eq!(fingerprints.len(), 4);
    for (of_private, (private, _)) in &fingerprints {
        for (of_public, (_, public)) in &fingerprints {
            let is_pair = B::is_pair(private, public);
            assert_eq!(
                is_pair,
                of_private == of_public,
                "{of_private}, {of_public}"
            );
        }
    }
    // PKCS#1 and SubjectPublicKeyInfo are the same key.
    let pkcs1 = B::public_text(&fixture_text("keys/client_public.pkcs1.pem")).unwrap();
    let (_, spki) = &fingerprints["client"];
    assert_eq!(B::fingerprint(&pkcs1), B::fingerprint(spki));
}
