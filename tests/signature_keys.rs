//! Every key of the fixtures, with each backend that loads keys and signs.

#![cfg(any(feature = "rsa", feature = "aws-lc-rs"))]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;

use alipay_acquiring::{
    PayCancelRequest,
    signature::{KeyError, Signature, Signer, SigningBytes, SigningFailed, Verifier},
};
use common::fixtures::{fixture, fixture_path, fixture_text};

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
}

macro_rules! backends {
    ($($feature:literal $module:ident: $Signing:ident, $Verifying:ident;)+) => {$(
        #[cfg(feature = $feature)]
        mod $module {
            use alipay_acquiring::signature::{$Signing, $Verifying, KeyError};

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
            let error = B::private_der(&der[..len]).err();
            assert_eq!(error, Some(KeyError::Encoding), "{path} cut to {len}");
        }
        // A changed byte of the modulus: it is no longer the product of the primes.
        let mut damaged = der.clone();
        damaged[der.len() - 1000] ^= 1;
        let error = B::private_der(&damaged).err();
        assert_eq!(error, Some(KeyError::Encoding), "{path} damaged");
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
        ];
        let is_armour = |line: &&str| line.starts_with('-');
        let begin = text.lines().find(is_armour).unwrap_or_default();
        let end = text.lines().rfind(is_armour).unwrap_or_default();
        let base64: String = text.lines().filter(|line| !is_armour(line)).collect();
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
    assert_eq!(count, 8 * 10);
}

fn weak_unusual_and_foreign_keys_have_their_errors<B: Backend>() {
    let expected = BTreeMap::from([
        ("p256_private.pkcs8.pem", KeyError::Encoding),
        ("p256_public.spki.pem", KeyError::Encoding),
        ("rsa1024_private.pkcs8.pem", KeyError::Size),
        ("rsa1024_public.spki.pem", KeyError::Size),
        ("rsa2047_private.pkcs8.pem", KeyError::Size),
        ("rsa2047_public.spki.pem", KeyError::Size),
        ("rsa2048_e3_private.pkcs8.pem", KeyError::Exponent),
        ("rsa2048_e3_public.spki.pem", KeyError::Exponent),
        ("rsa4104_public.spki.pem", KeyError::Size),
    ]);
    let mut count = 0;
    for entry in fs::read_dir(fixture_path("keys/refused")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let text = fixture_text(&format!("keys/refused/{name}"));
        let error = if name.contains("public") {
            B::public_text(&text).err()
        } else {
            B::private_text(&text).err()
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
            "text before the key",
            format!("subject=x\n{public_pem}"),
            format!("Bag Attributes\n{private_pem}"),
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
        (
            "quoted",
            format!("\"{public_b64}\""),
            format!("\"{private_b64}\""),
        ),
    ];
    for (name, public, private) in &rows {
        let error = B::public_text(public).err();
        assert_eq!(error, Some(KeyError::Encoding), "public: {name}");
        let error = B::private_text(private).err();
        assert_eq!(error, Some(KeyError::Encoding), "private: {name}");
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
        let error = B::public_der(&pss("keys/client_public.spki.der")).err();
        assert_eq!(error, Some(KeyError::Encoding), "{has_parameters}");
        let error = B::private_der(&pss("keys/client_private.pkcs8.der")).err();
        assert_eq!(error, Some(KeyError::Encoding), "{has_parameters}");
    }
    // A byte after the DER is refused.
    for path in [
        "keys/client_public.spki.der",
        "keys/client_public.pkcs1.der",
    ] {
        let der = [fixture(path), vec![0]].concat();
        let error = B::public_der(&der).err();
        assert_eq!(error, Some(KeyError::Encoding), "{path}");
    }
    for path in [
        "keys/client_private.pkcs8.der",
        "keys/client_private.pkcs1.der",
    ] {
        let der = [fixture(path), vec![0]].concat();
        let error = B::private_der(&der).err();
        assert_eq!(error, Some(KeyError::Encoding), "{path}");
    }
}
