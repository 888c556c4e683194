//! `key`, started as a program.

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use alipay_acquiring::signature::RsaVerifyingKey;
use common::{assert_run, fixture, new_path, run, run_json, run_with_input, temporary, with_paths};

/// The forms of one key: file, kind, structure, encoding.
const FORMS: [(&str, &str, &str, &str); 12] = [
    (
        "keys/client_public.spki.pem",
        "public",
        "SubjectPublicKeyInfo",
        "PEM",
    ),
    (
        "keys/client_public.spki.der",
        "public",
        "SubjectPublicKeyInfo",
        "DER",
    ),
    (
        "keys/client_public.spki.b64",
        "public",
        "SubjectPublicKeyInfo",
        "base64",
    ),
    ("keys/client_public.pkcs1.pem", "public", "PKCS#1", "PEM"),
    ("keys/client_public.pkcs1.der", "public", "PKCS#1", "DER"),
    ("keys/client_public.pkcs1.b64", "public", "PKCS#1", "base64"),
    ("keys/client_private.pkcs8.pem", "private", "PKCS#8", "PEM"),
    ("keys/client_private.pkcs8.der", "private", "PKCS#8", "DER"),
    (
        "keys/client_private.pkcs8.b64",
        "private",
        "PKCS#8",
        "base64",
    ),
    ("keys/client_private.pkcs1.pem", "private", "PKCS#1", "PEM"),
    ("keys/client_private.pkcs1.der", "private", "PKCS#1", "DER"),
    (
        "keys/client_private.pkcs1.b64",
        "private",
        "PKCS#1",
        "base64",
    ),
];

/// The value of `--to` for a form.
fn to(structure: &str, encoding: &str) -> String {
    let structure = match structure {
        "SubjectPublicKeyInfo" => "spki".to_owned(),
        other => other.to_lowercase().replace('#', ""),
    };
    format!("{structure}-{}", encoding.to_lowercase())
}

#[test]
fn every_form_is_recognised() {
    for (file, kind, structure, encoding) in FORMS {
        let object = run_json(file, with_paths(&["key", file]), 0);
        let key = &object["keys"][0];
        assert_eq!(key["kind"], kind, "{file}");
        assert_eq!(key["bits"], 2048, "{file}");
        assert_eq!(key["structure"], structure, "{file}");
        assert_eq!(key["encoding"], encoding, "{file}");
        let other = run_json(file, with_paths(&["key", FORMS[0].0]), 0);
        assert_eq!(
            key["fingerprint"], other["keys"][0]["fingerprint"],
            "{file}"
        );
    }
}

#[test]
fn sizes_are_shown() {
    for (file, bits) in [
        ("keys/rsa3072_public.spki.pem", 3072),
        ("keys/rsa4096_private.pkcs8.pem", 4096),
    ] {
        let object = run_json(file, with_paths(&["key", file]), 0);
        assert_eq!(object["keys"][0]["bits"], bits, "{file}");
        let text = format!("  size             {bits} bits, e = 65537\n");
        assert_run(
            file,
            &run(with_paths(&["key", file])),
            0,
            &[&text, "SHA-256 "],
        );
    }
}

/// Each form is made from each other form, byte for byte as openssl writes it.
#[test]
fn every_form_is_converted_to_every_form() {
    let mut conversions = 0;
    for (from, from_kind, ..) in FORMS {
        for (expected, kind, structure, encoding) in FORMS {
            let is_possible = from_kind == kind || structure == "SubjectPublicKeyInfo";
            let out = new_path("converted");
            let mut arguments: Vec<OsString> = vec!["key".into(), fixture(from).into()];
            arguments.extend(["--to".into(), to(structure, encoding).into()]);
            arguments.extend(["--out".into(), out.clone().into()]);
            let name = format!("{from} to {expected}");
            if !is_possible {
                let wrong_kind = structure == "PKCS#8";
                if wrong_kind {
                    assert_run(
                        &name,
                        &run(&arguments),
                        2,
                        &["expected a private key for PKCS#8"],
                    );
                }
                continue;
            }
            assert_run(&name, &run(&arguments), 0, &[]);
            let [made, expected] =
                [&out, &fixture(expected)].map(|path| fs::read(path).expect(&name));
            assert_eq!(made.trim_ascii_end(), expected.trim_ascii_end(), "{name}");
            conversions += 1;
        }
    }
    assert_eq!(conversions, 6 * 6 + 6 * 9);
}

#[test]
fn conversion_prints_text() {
    let arguments = with_paths(&["key", "keys/client_private.pkcs8.pem", "--to", "spki-pem"]);
    let expected = fs::read_to_string(fixture("keys/client_public.spki.pem")).expect("a fixture");
    assert_run("print", &run(&arguments), 0, &[&expected]);
    let object = run_json("print", &arguments, 0);
    assert_eq!(object["converted"], expected);
    let der = with_paths(&["key", "keys/client_private.pkcs8.pem", "--to", "spki-der"]);
    assert_run("DER", &run(&der), 2, &["expected --out FILE"]);
}

/// The test of the C interface compiles such a constant, and verifies with it.
#[test]
fn a_constant_for_c_has_the_prepared_numbers() {
    let arguments = with_paths(&["key", "keys/platform_public.spki.pem", "--to", "c"]);
    let object = run_json("C", &arguments, 0);
    let text = object["converted"].as_str().expect("a text");
    let key = fs::read(fixture("keys/platform_public.spki.pem")).expect("a fixture");
    let key = RsaVerifyingKey::from_text(str::from_utf8(&key).expect("PEM")).expect("a key");
    assert!(text.contains(&key.fingerprint().to_string()), "{text}");
    let numbers: Vec<u64> = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter_map(|word| word.strip_prefix("0x"))
        .map(|word| u64::from_str_radix(word.trim_end_matches("ULL"), 16).expect(word))
        .collect();
    let [modulus @ .., inverse] = numbers.as_slice() else {
        panic!("{text}")
    };
    assert_eq!(modulus.len(), 128, "the modulus, and R²");
    let lowest = modulus[1] << 32 | modulus[0];
    assert_eq!(lowest.wrapping_mul(*inverse), u64::MAX, "-1");

    let long = with_paths(&["key", "keys/rsa3072_public.spki.pem", "--to", "c"]);
    assert_run(
        "3072",
        &run(&long),
        2,
        &["expected a key of 2048 bits for C"],
    );
}

#[test]
fn no_file_is_overwritten() {
    let out = temporary("precious", b"precious");
    let mut arguments = with_paths(&[
        "key",
        "keys/client_private.pkcs8.pem",
        "--to",
        "spki-pem",
        "--out",
    ]);
    arguments.push(out.clone());
    assert_run("exists", &run(&arguments), 2, &["precious\": "]);
    assert_eq!(fs::read(out).expect("the file"), b"precious");
}

#[test]
fn two_keys_are_compared() {
    for (first, second, is_match, conclusion) in [
        (
            "client_private.pkcs8.pem",
            "client_public.spki.b64",
            true,
            "a pair: ",
        ),
        (
            "client_public.pkcs1.der",
            "client_private.pkcs1.pem",
            true,
            "a pair: ",
        ),
        (
            "client_public.pkcs1.der",
            "client_public.spki.pem",
            true,
            "the same key",
        ),
        (
            "client_public.spki.pem",
            "platform_public.spki.pem",
            false,
            "different keys",
        ),
        (
            "client_private.pkcs8.pem",
            "platform_public.spki.pem",
            false,
            "no pair: ",
        ),
    ] {
        let name = format!("{first} and {second}");
        let paths = [first, second].map(|file| fixture("keys").join(file));
        let arguments = [PathBuf::from("key")].into_iter().chain(paths);
        let arguments: Vec<_> = arguments.collect();
        let status = i32::from(!is_match);
        assert_run(&name, &run(&arguments), status, &[conclusion]);
        assert_eq!(
            run_json(&name, &arguments, status)["match"],
            is_match,
            "{name}"
        );
    }
}

#[test]
fn what_is_no_usable_key_is_status_2() {
    let certificate = temporary(
        "certificate.pem",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    );
    let empty = temporary("empty.pem", b" \n");
    let binary = temporary("binary.der", b"\x30\x82\x01\x00\xff");
    let keys = |file: &str| fixture("keys/refused").join(file);
    for (file, error) in [
        (
            certificate,
            "found a certificate; extract its public key with",
        ),
        (empty, "expected an RSA key, found an empty text"),
        (binary, "expected the DER of an RSA key"),
        (keys("p256_public.spki.pem"), "found an elliptic-curve key"),
        (
            keys("p256_private.pkcs8.pem"),
            "found an elliptic-curve key",
        ),
        (keys("rsa1024_public.spki.pem"), "found 1024 bits"),
        (keys("rsa1024_private.pkcs8.pem"), "found 1024 bits"),
        (keys("rsa2047_private.pkcs8.pem"), "found 2047 bits"),
        (
            keys("rsa2048_e3_private.pkcs8.pem"),
            "expected the public exponent 65537, found 3",
        ),
        (keys("rsa4104_public.spki.pem"), "found 4104 bits"),
        (fixture("golden/request.json"), "is not a usable key: "),
        (fixture("keys/none.pem"), "none.pem\": "),
    ] {
        let name = file.display().to_string();
        let arguments = [PathBuf::from("key"), file];
        let output = run(&arguments);
        assert_run(&name, &output, 2, &[error]);
        let content = fs::read(&arguments[1]).unwrap_or_default();
        assert_shows_no_key(&name, &content, &output.stderr);
        let object = run_json(&name, &arguments, 2);
        assert!(
            object["error"].as_str().expect(&name).contains(error),
            "{name}"
        );
    }
}

/// No part of the key may be in an error.
fn assert_shows_no_key(name: &str, key: &[u8], printed: &[u8]) {
    for part in key.windows(16) {
        let is_shown = printed.windows(16).any(|shown| shown == part);
        let is_label = str::from_utf8(part).is_ok_and(|part| part.contains(['-', ' ']));
        assert!(!is_shown || is_label, "{name}: {part:?} is shown");
    }
}

#[test]
fn a_damaged_private_key_is_not_shown() {
    let pem = fs::read_to_string(fixture("keys/client_private.pkcs8.pem")).expect("a fixture");
    let lines: Vec<&str> = pem.lines().collect();
    for (name, damaged) in [
        ("no end", lines[..10].join("\n")),
        ("one character", pem.replacen('A', "B", 3)),
        ("a bad character", pem.replacen("\nM", "\n?", 1)),
        (
            "no line in the middle",
            [&lines[..8], &lines[10..]].concat().join("\n"),
        ),
    ] {
        let output = run_with_input(["key", "-"], damaged.as_bytes());
        assert_run(name, &output, 2, &["\"-\" is not a usable key: "]);
        assert_shows_no_key(name, damaged.as_bytes(), &output.stderr);
    }
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [
        &["key"][..],
        &["key", "a", "b", "c"],
        &["key", "a", "b", "--to", "spki-pem"],
        &["key", "a", "--to", "jwk"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    }
}

/// `--key "$(cat key.pem)"` is a common mistake.
#[test]
fn a_key_instead_of_its_path_is_not_shown() {
    for file in [
        "client_private.pkcs8.pem",
        "client_private.pkcs8.b64",
        "client_private.pkcs1.b64",
    ] {
        let key = fs::read_to_string(fixture("keys").join(file)).expect("a fixture");
        for arguments in [
            &["key", &key][..],
            &["verify", "a", "--key", &key],
            &["sign", "--key", &key],
        ] {
            let output = run(arguments);
            assert_run(file, &output, 2, &["expected the path of a key file"]);
            assert_shows_no_key(file, key.as_bytes(), &output.stderr);
        }
    }
}
