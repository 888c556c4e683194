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
//! | `tests/key_memory.rs` | which copies of a private key stay in memory |
//!
//! Each prints its figures in lines that begin with `evidence: `; `tests/deep/run` gathers them.

pub mod place;
pub mod sister;

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

/// The base64 of the signature over `span`.
pub fn sign(span: &str, key: &RsaSigningKey) -> String {
    let signature = key.sign(SigningBytes::new(span.as_bytes())).unwrap();
    Base64::encode_string(signature.as_bytes())
}

/// The compact envelope around a message's text: `{"response":…,"signature":"…"}`.
pub fn envelope(message: &str, span: &str, signature: &str) -> String {
    format!(r#"{{"{message}":{span},"signature":"{signature}"}}"#)
}
