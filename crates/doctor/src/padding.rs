//! The encoded message that a signature gives: which padding it has, and which digest is in it.

use alloc::vec;
use alloc::vec::Vec;

use crate::cause::Cause;
use crate::codec::{base64, from_base64, from_hex, hex};
use crate::hash::{Digest, Hash};

/// What a signature says about the signed bytes.
pub(crate) struct Target {
    pub(crate) hash: Hash,
    pub(crate) expected: Expected,
    /// What is wrong with hash and padding.
    pub(crate) causes: Vec<Cause>,
    /// Whether the padding alone proves that the key is right.
    pub(crate) is_padding_proof: bool,
}

pub(crate) enum Expected {
    /// The digest itself.
    Digest(Digest),
    /// The hash of eight zero bytes, the digest and the salt: RFC 8017, section 9.1.1.
    Pss { hash: Digest, salt: Vec<u8> },
    /// The digest cannot be found, because its hash is not known.
    Unknown,
}

/// The forms of a digest that is signed as if it were a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Hex,
    UpperHex,
    HexLine,
    Base64,
    Binary,
}

impl Form {
    pub(crate) const ALL: [Self; 5] = [
        Self::Hex,
        Self::Base64,
        Self::Binary,
        Self::UpperHex,
        Self::HexLine,
    ];

    pub(crate) const fn cause(self) -> Cause {
        match self {
            Self::Hex | Self::UpperHex | Self::HexLine => Cause::SignedHexDigest,
            Self::Base64 => Cause::SignedBase64Digest,
            Self::Binary => Cause::DigestSignedTwice,
        }
    }

    pub(crate) fn of(self, digest: &[u8]) -> Vec<u8> {
        match self {
            Self::Hex => hex(digest).into_bytes(),
            Self::UpperHex => hex(digest).to_ascii_uppercase().into_bytes(),
            Self::HexLine => (hex(digest) + "\n").into_bytes(),
            Self::Base64 => base64(digest).into_bytes(),
            Self::Binary => digest.to_vec(),
        }
    }
}

impl Target {
    /// Whether the signature is one over bytes with this digest.
    pub(crate) fn matches(&self, digest: &Digest) -> bool {
        match &self.expected {
            Expected::Digest(expected) => expected.as_bytes() == digest.as_bytes(),
            Expected::Pss { hash, salt } => {
                let message = [&[0; 8], digest.as_bytes(), salt].concat();
                self.hash.digest(&message).as_bytes() == hash.as_bytes()
            }
            Expected::Unknown => false,
        }
    }

    /// The digest, if the signature contains it.
    pub(crate) fn digest(&self) -> Option<&[u8]> {
        match &self.expected {
            Expected::Digest(digest) => Some(digest.as_bytes()),
            Expected::Pss { .. } | Expected::Unknown => None,
        }
    }

    fn new(hash: Hash, digest: &[u8], causes: &[Cause]) -> Self {
        Self {
            hash,
            expected: Expected::Digest(Digest::new(digest)),
            causes: causes.iter().copied().chain(hash.cause()).collect(),
            is_padding_proof: true,
        }
    }
}

/// The targets of an encoded message; none if it has no padding that is known.
pub(crate) fn targets(encoded: &[u8]) -> Vec<Target> {
    match pkcs1_payload(encoded) {
        Some(payload) => pkcs1_targets(payload),
        None => pss_targets(encoded),
    }
}

/// What follows `00 01 FF … FF 00`, with at least eight `FF`: RFC 8017, section 9.2.
fn pkcs1_payload(encoded: &[u8]) -> Option<&[u8]> {
    let padded = encoded.strip_prefix(&[0, 1])?;
    let end = padded.iter().position(|&byte| byte != 0xFF)?;
    match padded.split_at_checked(end) {
        Some((padding, [0, payload @ ..])) if padding.len() >= 8 => Some(payload),
        _ => None,
    }
}

fn pkcs1_targets(payload: &[u8]) -> Vec<Target> {
    for hash in Hash::ALL {
        for (form, causes) in [
            (DigestInfo::WithNull, &[][..]),
            (DigestInfo::WithoutNull, &[Cause::NoDigestInfo]),
        ] {
            if let Some(digest) = payload.strip_prefix(&*form.prefix(hash))
                && digest.len() == hash.len()
            {
                return vec![Target::new(hash, digest, causes)];
            }
        }
    }
    let mut targets = Vec::new();
    for (form, digest) in [
        (None, Some(payload.to_vec())),
        (Some(Cause::SignedHexDigest), from_hex(payload.trim_ascii())),
        (
            Some(Cause::SignedBase64Digest),
            from_base64(payload.trim_ascii()).map(|base64| base64.bytes),
        ),
    ] {
        let causes: Vec<_> = [Cause::NoDigestInfo].into_iter().chain(form).collect();
        let Some(digest) = digest else { continue };
        let hashes = Hash::ALL
            .into_iter()
            .filter(|hash| hash.len() == digest.len());
        targets.extend(hashes.map(|hash| Target::new(hash, &digest, &causes)));
    }
    if targets.is_empty() {
        let is_named = payload.first() == Some(&0x30);
        targets.push(Target {
            hash: Hash::Sha256,
            expected: Expected::Unknown,
            causes: vec![if is_named {
                Cause::OtherHash
            } else {
                Cause::NoDigestInfo
            }],
            is_padding_proof: true,
        });
    }
    targets
}

#[derive(Clone, Copy)]
enum DigestInfo {
    /// The parameters of the algorithm are NULL, as the RFC requires.
    WithNull,
    /// There are no parameters. Some verifiers accept this form.
    WithoutNull,
}

impl DigestInfo {
    /// The DER of `DigestInfo`, up to the digest.
    fn prefix(self, hash: Hash) -> Vec<u8> {
        let oid = hash.oid();
        let null: &[u8] = match self {
            Self::WithNull => &[5, 0],
            Self::WithoutNull => &[],
        };
        // No length here is greater than 127.
        let short = |len: usize| u8::try_from(len).unwrap_or(u8::MAX);
        let algorithm = short(2 + oid.len() + null.len());
        let whole = short(4 + usize::from(algorithm) + hash.len());
        let start = [0x30, whole, 0x30, algorithm, 6, short(oid.len())];
        [&start, oid, null, &[4, short(hash.len())]].concat()
    }
}

/// The hashes of message and mask. Java's default is MGF1 with SHA-1.
const PSS_HASHES: [(Hash, Hash); 7] = [
    (Hash::Sha256, Hash::Sha256),
    (Hash::Sha256, Hash::Sha1),
    (Hash::Sha1, Hash::Sha1),
    (Hash::Sha512, Hash::Sha512),
    (Hash::Sha512, Hash::Sha1),
    (Hash::Sha384, Hash::Sha384),
    (Hash::Sha224, Hash::Sha224),
];

/// RFC 8017, section 9.1.2, for a modulus of a multiple of eight bits.
fn pss_targets(encoded: &[u8]) -> Vec<Target> {
    let mut targets = Vec::new();
    let Some((&0xBC, message)) = encoded.split_last() else {
        return targets;
    };
    for (hash, mask_hash) in PSS_HASHES {
        let Some((masked, digest)) = message
            .len()
            .checked_sub(hash.len())
            .and_then(|len| message.split_at_checked(len))
        else {
            continue;
        };
        let mut unmasked = unmask(masked, digest, mask_hash);
        // The highest bit of the encoded message is not used.
        match (masked.first(), unmasked.first_mut()) {
            (Some(0..0x80), Some(first)) => *first &= 0x7F,
            _ => continue,
        }
        let zeros = unmasked.iter().take_while(|&&byte| byte == 0).count();
        if let Some((zeros, [1, salt @ ..])) = unmasked.split_at_checked(zeros) {
            targets.push(Target {
                hash,
                expected: Expected::Pss {
                    hash: Digest::new(digest),
                    salt: salt.to_vec(),
                },
                causes: [Cause::Pss].into_iter().chain(hash.cause()).collect(),
                is_padding_proof: zeros.len() >= 8,
            });
        }
    }
    targets
}

/// `masked` XOR MGF1 of `seed`: RFC 8017, appendix B.2.1.
fn unmask(masked: &[u8], seed: &[u8], hash: Hash) -> Vec<u8> {
    let mut unmasked = Vec::with_capacity(masked.len());
    for (block, counter) in masked.chunks(hash.len()).zip(0_u32..) {
        let mask = hash.digest(&[seed, &counter.to_be_bytes()].concat());
        unmasked.extend(
            block
                .iter()
                .zip(mask.as_bytes())
                .map(|(byte, mask)| byte ^ mask),
        );
    }
    unmasked
}
