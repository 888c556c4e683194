//! `key`: what a key file contains, whether two belong together, and conversion.

use std::fs;
use std::io::Write;
use std::path::Path;

use alipay_acquiring::signature::Rsa2048VerifyingKey;
use base64ct::{Base64, Encoding};
use pkcs8::der::Encode;
use pkcs8::der::asn1::{BitStringRef, OctetStringRef};
use pkcs8::der::pem::{LineEnding, encode_string};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfo};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::arguments::{Form, Key};
use crate::files;
use crate::key_file::{Encoded, LoadedKey, Parts, Structure, parts};
use crate::output::{Answer, Report, heading, row, verdict};

const RSA_ENCRYPTION: AlgorithmIdentifierRef<'_> = AlgorithmIdentifierRef {
    oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    parameters: Some(pkcs8::der::asn1::AnyRef::NULL),
};

pub(crate) fn run(arguments: &Key) -> Answer {
    let first = Loaded::read(&arguments.file)?;
    match (&arguments.other, arguments.to) {
        (Some(other), _) => Ok(compare(&first, &Loaded::read(other)?)),
        (None, Some(form)) => convert(&first, form, arguments.out.as_deref()),
        (None, None) => Ok(Report {
            text: first.text(),
            json: json!({ "keys": [first.json()] }),
            is_yes: true,
        }),
    }
}

/// A key and its file.
struct Loaded<'p> {
    path: &'p Path,
    key: LoadedKey,
    parts: Parts,
}

impl<'p> Loaded<'p> {
    fn read(path: &'p Path) -> Result<Self, String> {
        let bytes = Zeroizing::new(files::read(path)?);
        let key = LoadedKey::load(&bytes)
            .map_err(|error| format!("{path:?} is not a usable key: {error}"))?;
        let parts = parts(&bytes)
            .ok_or_else(|| format!("{path:?}: the key is usable, but in an unusual form"))?;
        Ok(Self { path, key, parts })
    }

    fn text(&self) -> String {
        let Parts {
            encoded,
            structure,
            bits,
            ..
        } = &self.parts;
        let mut text = heading(format!("{:?}", self.path)) + "\n";
        text += &row("kind", format!("RSA {} key", self.key.kind()));
        text += &row("size", format!("{bits} bits, e = 65537"));
        text += &row(
            "form",
            format!("{}, {}", structure.as_str(), encoded.as_str()),
        );
        text + &row("fingerprint", format!("SHA-256 {}", self.key.fingerprint()))
    }

    fn json(&self) -> Value {
        json!({
            "file": self.path.display().to_string(),
            "kind": self.key.kind(),
            "bits": self.parts.bits,
            "structure": self.parts.structure.as_str(),
            "encoding": self.parts.encoded.as_str(),
            "fingerprint": self.key.fingerprint().to_string(),
        })
    }
}

fn compare(first: &Loaded<'_>, second: &Loaded<'_>) -> Report {
    let is_match = first.key.fingerprint() == second.key.fingerprint();
    let conclusion = match (is_match, first.key.kind() == second.key.kind()) {
        (true, true) => "the same key",
        (true, false) => "a pair: the private key and its public key",
        (false, true) => "different keys",
        (false, false) => "no pair: the public key does not belong to the private key",
    };
    let conclusion_text = verdict(is_match, conclusion);
    Report {
        text: format!("{}\n{}\n{conclusion_text}\n", first.text(), second.text()),
        json: json!({
            "keys": [first.json(), second.json()],
            "match": is_match,
            "conclusion": conclusion,
        }),
        is_yes: is_match,
    }
}

impl Form {
    /// `None` for a constant in C, which is neither.
    const fn of(self) -> Option<(Structure, Encoded)> {
        Some(match self {
            Self::SpkiPem => (Structure::Spki, Encoded::Pem),
            Self::SpkiDer => (Structure::Spki, Encoded::Der),
            Self::SpkiBase64 => (Structure::Spki, Encoded::Base64),
            Self::Pkcs1Pem => (Structure::Pkcs1, Encoded::Pem),
            Self::Pkcs1Der => (Structure::Pkcs1, Encoded::Der),
            Self::Pkcs1Base64 => (Structure::Pkcs1, Encoded::Base64),
            Self::Pkcs8Pem => (Structure::Pkcs8, Encoded::Pem),
            Self::Pkcs8Der => (Structure::Pkcs8, Encoded::Der),
            Self::Pkcs8Base64 => (Structure::Pkcs8, Encoded::Base64),
            Self::C => return None,
        })
    }
}

/// A key in another form.
struct Converted {
    label: &'static str,
    structure: &'static str,
    encoding: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

fn convert(loaded: &Loaded<'_>, form: Form, out: Option<&Path>) -> Answer {
    let key = match form.of() {
        Some((structure, encoded)) => encode(loaded, structure, encoded)?,
        None => c_constant(loaded)?,
    };
    let converted = match (out, str::from_utf8(&key.bytes)) {
        (Some(path), _) => {
            write_new(path, &key.bytes)?;
            None
        }
        (None, Ok(text)) => Some(text.to_owned()),
        (None, Err(_)) => {
            return Err("expected --out FILE for DER; PEM and base64 can be printed".to_owned());
        }
    };
    let json = json!({
        "keys": [loaded.json()],
        "label": key.label,
        "structure": key.structure,
        "encoding": key.encoding,
        "out": out.map(|path| path.display().to_string()),
        "converted": converted,
    });
    let path = out.unwrap_or(Path::new("-"));
    let written = || format!("{path:?}: {}, {}\n", key.label, key.encoding);
    Ok(Report {
        text: converted.unwrap_or_else(written),
        json,
        is_yes: true,
    })
}

fn encode(
    loaded: &Loaded<'_>,
    structure: Structure,
    encoded: Encoded,
) -> Result<Converted, String> {
    let (label, der) = write_der(&loaded.parts, structure)?;
    let bytes = match encoded {
        Encoded::Der => der,
        Encoded::Base64 => Zeroizing::new((Base64::encode_string(&der) + "\n").into_bytes()),
        Encoded::Pem => {
            let pem = encode_string(label, LineEnding::LF, &der).map_err(|_| FAILED)?;
            Zeroizing::new(pem.into_bytes())
        }
    };
    Ok(Converted {
        label,
        structure: structure.as_str(),
        encoding: encoded.as_str(),
        bytes,
    })
}

/// The public key as a constant for `alipay_acquiring.h`.
fn c_constant(loaded: &Loaded<'_>) -> Result<Converted, String> {
    let key = Rsa2048VerifyingKey::from_der(&loaded.parts.public).map_err(|error| {
        format!("expected a key of 2048 bits for C: {error}; load other keys at run time")
    })?;
    let (fingerprint, prepared) = (key.fingerprint(), key.prepared());
    let text = format!(
        "/* RSA-2048, fingerprint SHA-256 {fingerprint} */\n\
         static const alipay_rsa2048_key PLATFORM = {{\n\
         {}{}    (uintptr_t){:#018x}ULL,\n    256,\n}};\n",
        c_words(&prepared.modulus),
        c_words(&prepared.r_squared),
        prepared.negative_inverse,
    );
    Ok(Converted {
        label: "alipay_rsa2048_key",
        structure: "prepared",
        encoding: "C",
        bytes: Zeroizing::new(text.into_bytes()),
    })
}

/// An array of C, eight words in a line.
fn c_words(words: &[u32; 64]) -> String {
    let lines = words.chunks(8).map(|line| {
        let words: String = line.iter().map(|word| format!(" {word:#010x},")).collect();
        format!("       {words}\n")
    });
    format!("    {{\n{}    }},\n", lines.collect::<String>())
}

const FAILED: &str = "the key cannot be written in this form";

/// The label of PEM, and the DER.
fn write_der(
    parts: &Parts,
    structure: Structure,
) -> Result<(&'static str, Zeroizing<Vec<u8>>), String> {
    match (structure, &parts.private) {
        (Structure::Spki, _) => {
            let key = BitStringRef::from_bytes(&parts.public).map_err(|_| FAILED)?;
            let info = SubjectPublicKeyInfo {
                algorithm: RSA_ENCRYPTION,
                subject_public_key: key,
            };
            let der = info.to_der().map_err(|_| FAILED)?;
            Ok(("PUBLIC KEY", Zeroizing::new(der)))
        }
        (Structure::Pkcs8, Some(private)) => {
            let key = OctetStringRef::new(private).map_err(|_| FAILED)?;
            let der = PrivateKeyInfoRef::new(RSA_ENCRYPTION, key).to_der();
            Ok(("PRIVATE KEY", Zeroizing::new(der.map_err(|_| FAILED)?)))
        }
        (Structure::Pkcs8, None) => Err(
            "expected a private key for PKCS#8, found a public key; `--to spki-pem` writes a public key"
                .to_owned(),
        ),
        (Structure::Pkcs1, Some(private)) => Ok(("RSA PRIVATE KEY", private.clone())),
        (Structure::Pkcs1, None) => Ok(("RSA PUBLIC KEY", Zeroizing::new(parts.public.clone()))),
    }
}

/// Writes a new file. Nobody else can read it, because it may be a private key.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let done = options
        .open(path)
        .and_then(|mut file| file.write_all(bytes));
    done.map_err(|error| format!("{path:?}: {error}"))
}
