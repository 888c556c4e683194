//! The signature and the signed span.

use std::fmt;

use alipay_acquiring::Unverified;
use alipay_acquiring::signature::{RsaVerifyingKey, SigningBytes};

use super::caret::visible;
use super::findings::Findings;

/// Whether the values that were read can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    NoKey,
    Verified,
    Forged,
}

impl Trust {
    /// The value in the JSON.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::NoKey => "not-checked",
            Self::Verified => "verified",
            Self::Forged => "invalid",
        }
    }
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoKey => "not verified: no key was given",
            Self::Verified => "verified with this key",
            Self::Forged => "not verified: the signature is invalid for this key",
        })
    }
}

/// Verifies the signature, if there is a key.
pub(super) fn check<M>(
    findings: &mut Findings,
    envelope: &Unverified<'_, M>,
    key: Option<&RsaVerifyingKey>,
) -> Trust {
    let trust = match key.map(|key| envelope.verify(key)) {
        None => Trust::NoKey,
        Some(Ok(_)) => Trust::Verified,
        Some(Err(_)) => {
            findings.problem("signature: invalid for the signed span and this key");
            Trust::Forged
        }
    };
    findings.trust = Some(trust);
    findings.set("trust", trust.id());
    trust
}

/// Reports the text of the signature.
pub(super) fn report<M>(findings: &mut Findings, envelope: &Unverified<'_, M>) {
    findings.section("signature", "signature");
    match envelope.signature() {
        Ok(signature) => {
            let len = signature.as_bytes().len();
            findings.row("base64", format!("canonical, {len} bytes"));
        }
        Err(_) => {
            findings.row("base64", "not canonical, or not of 256 to 512 bytes");
            findings.problem("signature: not canonical base64 of 256 to 512 bytes");
        }
    }
    if let Some(trust) = findings.trust {
        findings.row("trust", trust);
    }
}

/// Reports the signed span.
pub(super) fn span(findings: &mut Findings, input: &[u8], span: SigningBytes<'_>, form: &str) {
    let bytes = span.as_bytes();
    // The span is a slice of the input, so its address gives its offset. A search for the same text
    // could find a decoy.
    let start = bytes.as_ptr().addr() - input.as_ptr().addr();
    let digest = span.digest().map(|byte| format!("{byte:02x}")).concat();
    findings.section("span", "signed span");
    findings.row("length", format!("{} bytes from byte {start}", bytes.len()));
    findings.set_in_group("length", bytes.len());
    findings.set_in_group("offset", start);
    findings.row("SHA-256", digest);
    findings.row("form", form);
    findings.set_in_group("text", String::from_utf8_lossy(bytes));
    for line in bytes.split(|&byte| byte == b'\n') {
        findings.text += &format!("  | {}\n", visible(line).concat());
    }
}
