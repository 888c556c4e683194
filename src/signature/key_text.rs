//! The text formats of keys: PEM (RFC 7468) and bare base64, also after they passed through editors,
//! environment variables and firmware images.

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
extern crate alloc;

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use alloc::{vec, vec::Vec};

use base64ct::{Base64, Encoding};
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
use zeroize::Zeroizing;

use crate::signature::found_key::FoundKey;
use crate::signature::key::{KeyError, KeyKind};
use crate::signature::{base64_len, der};

/// The length of an RSA-8192 public key, in bytes. It is longer than any accepted key, so that a key
/// of up to 8192 bits is refused with [`KeyError::Size`].
const MAX_DER_LEN: usize = 1062;

/// A buffer for the base64, then for the DER, of a public key.
pub(super) struct PublicKeyBuffer([u8; base64_len(MAX_DER_LEN)]);

impl PublicKeyBuffer {
    pub(super) const fn new() -> Self {
        Self([0; base64_len(MAX_DER_LEN)])
    }

    /// Decodes the text of a public key to DER.
    pub(super) fn decode(&mut self, text: &str) -> Result<&[u8], KeyError> {
        let base64 = Base64Text::find(text, KeyKind::Public)?;
        let mut len = 0;
        base64.check()?;
        for (_, byte) in base64.characters() {
            match self.0.get_mut(len) {
                Some(slot) => *slot = byte,
                None => return Err(self.too_long()),
            }
            len += 1;
        }
        let end = base64.end();
        let base64 = self.0.get_mut(..len).ok_or(KeyError::TooLong)?;
        Base64::decode_in_place(base64).map_err(|_| KeyError::Base64 { offset: end })
    }

    /// The error for a text that is too long for a public key: what its first bytes show.
    #[cold]
    fn too_long(&mut self) -> KeyError {
        let first = self.0.get_mut(..24).unwrap_or_default();
        let first = Base64::decode_in_place(first).unwrap_or_default();
        match der::what_begins(first) {
            Some(found) => KeyError::Found {
                expected: KeyKind::Public,
                found,
            },
            None => KeyError::TooLong,
        }
    }
}

/// Decodes the text of a private key to DER. The DER is secret, so it is wiped when dropped.
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub(super) fn private_der(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let found = Base64Text::find(text, KeyKind::Private)?;
    found.check()?;
    // One allocation: growing would leave a copy of the key in memory.
    let mut base64 = Zeroizing::new(Vec::with_capacity(found.content.len()));
    base64.extend(found.characters().map(|(_, byte)| byte));
    let mut der = Zeroizing::new(vec![0; base64.len()]);
    let len = Base64::decode(&*base64, &mut der)
        .map_err(|_| KeyError::Base64 {
            offset: found.end(),
        })?
        .len();
    der.truncate(len);
    Ok(der)
}

/// The base64 of a key inside a longer text.
struct Base64Text<'a> {
    content: &'a str,
    /// Where the content begins in the whole text, in bytes.
    start: usize,
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

impl<'a> Base64Text<'a> {
    /// Finds the base64 of a key. In PEM, text before and after the block is skipped (RFC 7468, section
    /// 2). Around bare base64, white space, quotes, NULs and a byte order mark are skipped.
    fn find(text: &'a str, expected: KeyKind) -> Result<Self, KeyError> {
        if let Some((_, block)) = text.split_once(BEGIN) {
            return Self::in_pem(text, block, expected);
        }
        let is_around = |character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | '\0' | '\u{feff}')
        };
        let content = text.trim_start_matches(is_around);
        let start = text.len() - content.len();
        let content = content.trim_end_matches(is_around);
        let found = |found| Err(KeyError::Found { expected, found });
        if content.is_empty() {
            Err(KeyError::Empty)
        } else if content.contains("BEGIN SSH2 PUBLIC KEY")
            || content.starts_with("ssh-")
            || content.starts_with("ecdsa-sha2-")
        {
            found(FoundKey::SshPublicKey)
        } else if content.contains(DASHES) {
            Err(KeyError::Truncated)
        } else if looks_like_a_path(content) {
            Err(KeyError::Path)
        } else {
            Ok(Self { content, start })
        }
    }

    /// Finds the base64 in a PEM block, whose text after `-----BEGIN ` is `block`.
    fn in_pem(text: &'a str, block: &'a str, expected: KeyKind) -> Result<Self, KeyError> {
        let (label, rest) = block.split_once(DASHES).ok_or(KeyError::Truncated)?;
        let found = match label.strip_prefix("RSA ").unwrap_or(label) {
            "PUBLIC KEY" => FoundKey::PublicKey,
            "PRIVATE KEY" => FoundKey::PrivateKey,
            _ => return Err(of_label(label, expected)),
        };
        let (content, end) = rest.split_once(END).ok_or(KeyError::Truncated)?;
        let (end_label, after) = end.split_once(DASHES).ok_or(KeyError::Truncated)?;
        if end_label != label {
            return Err(KeyError::Truncated);
        }
        if after.contains(BEGIN) {
            return Err(KeyError::SeveralKeys);
        }
        let found = match content.contains("ENCRYPTED") {
            true => FoundKey::EncryptedPrivateKey,
            false => found,
        };
        match (expected, found) {
            (KeyKind::Public, FoundKey::PublicKey) | (KeyKind::Private, FoundKey::PrivateKey) => {
                let start = text.len() - rest.len();
                Ok(Self { content, start })
            }
            _ => Err(KeyError::Found { expected, found }),
        }
    }

    /// The characters of the base64, each with its offset in the whole text. White space is skipped, also
    /// as `\n`, `\r` and `\t` in two characters, and NULs are skipped.
    fn characters(&self) -> impl Iterator<Item = (usize, u8)> {
        let mut rest = self.content.as_bytes();
        let end = self.end();
        core::iter::from_fn(move || {
            loop {
                let offset = end - rest.len();
                match rest {
                    [b'\\', b'n' | b'r' | b't', tail @ ..] => rest = tail,
                    [byte, tail @ ..] => {
                        rest = tail;
                        if !byte.is_ascii_whitespace() && *byte != 0 {
                            return Some((offset, *byte));
                        }
                    }
                    [] => return None,
                }
            }
        })
    }

    /// Checks the characters: the alphabet, then padding, together a multiple of four.
    fn check(&self) -> Result<(), KeyError> {
        let mut count = 0_usize;
        let mut is_padded = false;
        for (offset, byte) in self.characters() {
            let is_alphabet = matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/');
            let is_padding = byte == b'=';
            if !is_padding && (is_padded || !is_alphabet) {
                return Err(KeyError::Base64 { offset });
            }
            is_padded |= is_padding;
            count += 1;
        }
        match count.is_multiple_of(4) {
            true => Ok(()),
            false => Err(KeyError::Base64 { offset: self.end() }),
        }
    }

    /// The offset of the end of the base64 in the whole text.
    const fn end(&self) -> usize {
        self.start + self.content.len()
    }
}

/// The error for a PEM block with this label, which is not that of an RSA key.
fn of_label(label: &str, expected: KeyKind) -> KeyError {
    let found = match label {
        "ENCRYPTED PRIVATE KEY" => FoundKey::EncryptedPrivateKey,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => FoundKey::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => FoundKey::CertificateRequest,
        "OPENSSH PRIVATE KEY" => FoundKey::OpenSshPrivateKey,
        "SSH2 PUBLIC KEY" => FoundKey::SshPublicKey,
        "EC PRIVATE KEY" | "EC PARAMETERS" => FoundKey::EllipticCurve,
        "DSA PRIVATE KEY" | "DSA PARAMETERS" => FoundKey::OtherAlgorithm,
        _ => return KeyError::UnknownLabel,
    };
    KeyError::Found { expected, found }
}

/// Whether a text is a path and not base64. The base64 of a key begins with `M`, has no dot, and is much
/// longer than 200 characters.
fn looks_like_a_path(text: &str) -> bool {
    let is_short_line = text.len() < 200 && !text.contains(char::is_whitespace);
    let has_separator = text.contains(['/', '\\', '~']) && !text.starts_with('M');
    is_short_line && (has_separator || text.contains('.'))
}
