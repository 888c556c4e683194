//! The hashes, and how PKCS#1 names them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use crate::cause::Cause;

/// A hash that people sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Md5,
    Sha1,
    Sha224,
    Sha384,
    Sha512,
    Sha512t224,
    Sha512t256,
    Sha3t224,
    Sha3t256,
    Sha3t384,
    Sha3t512,
}

impl Hash {
    pub(crate) const ALL: [Self; 12] = [
        Self::Sha256,
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha384,
        Self::Sha512,
        Self::Sha512t224,
        Self::Sha512t256,
        Self::Sha3t224,
        Self::Sha3t256,
        Self::Sha3t384,
        Self::Sha3t512,
    ];

    /// The name, the DER of the object identifier without its tag and length, and the cause if this
    /// hash was used instead of SHA-256.
    const fn row(self) -> (&'static str, &'static [u8], Option<Cause>) {
        match self {
            Self::Sha256 => ("SHA-256", b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", None),
            Self::Md5 => ("MD5", b"\x2a\x86\x48\x86\xf7\x0d\x02\x05", Some(Cause::Md5)),
            Self::Sha1 => ("SHA-1", b"\x2b\x0e\x03\x02\x1a", Some(Cause::Sha1)),
            Self::Sha224 => nist(
                "SHA-224",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x04",
                Cause::Sha224,
            ),
            Self::Sha384 => nist(
                "SHA-384",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x02",
                Cause::Sha384,
            ),
            Self::Sha512 => nist(
                "SHA-512",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x03",
                Cause::Sha512,
            ),
            Self::Sha512t224 => nist(
                "SHA-512/224",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x05",
                Cause::Sha512t224,
            ),
            Self::Sha512t256 => nist(
                "SHA-512/256",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x06",
                Cause::Sha512t256,
            ),
            Self::Sha3t224 => nist(
                "SHA3-224",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x07",
                Cause::Sha3t224,
            ),
            Self::Sha3t256 => nist(
                "SHA3-256",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x08",
                Cause::Sha3t256,
            ),
            Self::Sha3t384 => nist(
                "SHA3-384",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x09",
                Cause::Sha3t384,
            ),
            Self::Sha3t512 => nist(
                "SHA3-512",
                b"\x60\x86\x48\x01\x65\x03\x04\x02\x0a",
                Cause::Sha3t512,
            ),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        self.row().0
    }

    /// The object identifier, in DER without its tag and length.
    pub(crate) const fn oid(self) -> &'static [u8] {
        self.row().1
    }

    /// `None` for SHA-256, which is right.
    pub(crate) const fn cause(self) -> Option<Cause> {
        self.row().2
    }

    /// The length of a digest, in bytes.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha512t224 | Self::Sha3t224 => 28,
            Self::Sha256 | Self::Sha512t256 | Self::Sha3t256 => 32,
            Self::Sha384 | Self::Sha3t384 => 48,
            Self::Sha512 | Self::Sha3t512 => 64,
        }
    }

    pub(crate) fn digest(self, bytes: &[u8]) -> Digest {
        match self {
            Self::Sha256 => Digest::new(&Sha256::digest(bytes)),
            Self::Md5 => Digest::new(&Md5::digest(bytes)),
            Self::Sha1 => Digest::new(&Sha1::digest(bytes)),
            Self::Sha224 => Digest::new(&Sha224::digest(bytes)),
            Self::Sha384 => Digest::new(&Sha384::digest(bytes)),
            Self::Sha512 => Digest::new(&Sha512::digest(bytes)),
            Self::Sha512t224 => Digest::new(&Sha512_224::digest(bytes)),
            Self::Sha512t256 => Digest::new(&Sha512_256::digest(bytes)),
            Self::Sha3t224 => Digest::new(&Sha3_224::digest(bytes)),
            Self::Sha3t256 => Digest::new(&Sha3_256::digest(bytes)),
            Self::Sha3t384 => Digest::new(&Sha3_384::digest(bytes)),
            Self::Sha3t512 => Digest::new(&Sha3_512::digest(bytes)),
        }
    }
}

const fn nist(
    name: &'static str,
    oid: &'static [u8],
    cause: Cause,
) -> (&'static str, &'static [u8], Option<Cause>) {
    (name, oid, Some(cause))
}

/// A digest of at most 64 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Digest {
    bytes: [u8; 64],
    len: usize,
}

impl Digest {
    /// Of at most 64 bytes; more are cut off.
    pub(crate) fn new(digest: &[u8]) -> Self {
        let mut bytes = [0; 64];
        let len = digest.len().min(bytes.len());
        for (byte, value) in bytes.iter_mut().zip(digest) {
            *byte = *value;
        }
        Self { bytes, len }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
