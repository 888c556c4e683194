//! Heavy evidence for the crate `alipay-acquiring`. From the root of the repository:
//!
//! ```sh
//! cargo test --release -p evidence -- --nocapture
//! ```
//!
//! | file | what it shows |
//! | --- | --- |
//! | `tests/exhaustive.rs` | the reader and `serde_json` accept the same short inputs |
//! | `tests/tamper.rs` | one changed, deleted or inserted byte is refused, in every place |
//! | `tests/substitution.rs` | no message is accepted as another one, no answer for another request |
//! | `tests/planting.rs` | members and texts inserted in every place do not change the values |
//! | `tests/rsa.rs` | Wycheproof, and malformed signatures made with the private key |
//! | `tests/montgomery_8.rs`, `_32.rs`, `_64.rs` | the arithmetic of RSA and `num-bigint` agree |
//! | `tests/allocation.rs` | the codec does not allocate |
//! | `tests/key_memory.rs` | which copies of a private key stay in memory |
//!
//! Each test prints its figures in lines that begin with `evidence: `. `tests/deep/run` collects
//! them.

pub mod other_functions;
pub mod place;

#[path = "../../common/escapes.rs"]
mod escapes;
#[path = "../../common/fixtures.rs"]
mod fixtures;
#[path = "../../common/keys.rs"]
mod keys;

use std::fs;

use alipay_acquiring::signature::{RsaSigningKey, Signer, SigningBytes};
use base64ct::{Base64, Encoding};

pub use escapes::{escape_all, quoted, spell, spellings};
pub use fixtures::{fixture, fixture_path, fixture_text};
pub use keys::{signing_key, verifying_key};

/// Prints a figure. It must not be zero: a test that ran nothing fails.
pub fn report(figure: &str, count: u64) {
    assert!(count > 0, "{figure}: nothing was counted");
    println!("evidence: {figure} {count}");
}

/// Prints a figure that must be zero.
pub fn report_none(figure: &str, count: u64) {
    assert_eq!(count, 0, "{figure}");
    println!("evidence: {figure} 0");
}

/// All envelopes of the fixtures with their paths, sorted. Some are not UTF-8.
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

/// The base64 of the signature over `span`.
pub fn sign(span: &str, key: &RsaSigningKey) -> String {
    let signature = key.sign(SigningBytes::new(span.as_bytes())).unwrap();
    Base64::encode_string(signature.as_bytes())
}

/// The compact envelope of the text of a message: `{"response":…,"signature":"…"}`.
pub fn envelope(message: &str, span: &str, signature: &str) -> String {
    format!(r#"{{"{message}":{span},"signature":"{signature}"}}"#)
}
