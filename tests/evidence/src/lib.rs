//! Heavy evidence for the crate `alipay-acquiring`. From the root of the repository:
//!
//! ```sh
//! cargo test --release -p evidence -- --nocapture
//! ```
//!
//! | file | what it shows |
//! | --- | --- |
//! | `tests/exhaustive.rs` | the reader's verdict is `serde_json`'s on every short input |
//! | `tests/tamper.rs` | one changed, lost or added byte is refused, wherever it stands |
//! | `tests/substitution.rs` | nothing is taken for another message, and no answer for another's |
//! | `tests/planting.rs` | members and texts planted in every place change nothing |
//! | `tests/rsa.rs` | Wycheproof, and signatures forged with the private key |
//! | `tests/allocation.rs` | the codec does not allocate |
//!
//! Each prints its figures in lines that begin with `evidence: `; `tests/deep` gathers them.

pub mod place;
pub mod sister;

use std::fs;
use std::path::{Path, PathBuf};

use alipay_acquiring::{RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes};
use base64ct::{Base64, Encoding};

/// Prints a figure. What was counted must have happened: a harness that ran nothing fails.
pub fn report(figure: &str, count: u64) {
    assert!(count > 0, "{figure}: nothing was counted");
    println!("evidence: {figure} {count}");
}

/// Prints a figure that has to be zero.
pub fn report_none(figure: &str, count: u64) {
    assert_eq!(count, 0, "{figure}");
    println!("evidence: {figure} 0");
}

fn fixture_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures")
        .join(path)
}

/// A fixture's text.
pub fn fixture(path: &str) -> String {
    fs::read_to_string(fixture_path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All envelopes among the fixtures, by path, in order. Some are not UTF-8.
pub fn envelopes() -> Vec<(String, Vec<u8>)> {
    let mut envelopes = Vec::new();
    for folder in ["golden", "peers", "refused"] {
        for entry in fs::read_dir(fixture_path(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let name = path.file_name().unwrap().to_string_lossy();
                envelopes.push((format!("{folder}/{name}"), fs::read(&path).unwrap()));
            }
        }
    }
    envelopes.sort();
    envelopes
}

/// The public key of `client`, `platform`, `rsa3072` or `rsa4096`.
pub fn verifying_key(name: &str) -> RsaVerifyingKey {
    RsaVerifyingKey::from_text(&fixture(&format!("keys/{name}_public.spki.pem"))).unwrap()
}

/// The private key of the same names.
pub fn signing_key(name: &str) -> RsaSigningKey {
    RsaSigningKey::from_text(&fixture(&format!("keys/{name}_private.pkcs8.pem"))).unwrap()
}

/// The base64 of the signature over `span`.
pub fn sign(span: &str, key: &RsaSigningKey) -> String {
    let signature = key.sign(SigningBytes::new(span.as_bytes())).unwrap();
    Base64::encode_string(signature.as_bytes())
}

/// The compact envelope around a message's text: `{"response":…,"signature":"…"}`.
pub fn envelope(message: &str, span: &str, signature: &str) -> String {
    format!(r#"{{"{message}":{span},"signature":"{signature}"}}"#)
}

/// A JSON string's content with every UTF-16 code unit escaped as `\uXXXX`.
pub fn escape_all(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}
