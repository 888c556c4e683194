//! The result of a diagnosis, and its text.

use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use alipay_acquiring::DecodeError;

use crate::cause::Cause;
use crate::search::Work;

/// How sure a diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The causes together explain every bit: the digest of the bytes that they name is the one in the
    /// signature. Also for a signature that is absent, or that is a known placeholder.
    Proved,
    /// Nothing else is known that explains what was found.
    Likely,
    /// Nothing could be checked, because no key was given.
    None,
}

impl Certainty {
    /// `proved`, `likely` or `none`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Likely => "likely",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a signature does not hold, or that it holds. `Display` explains it in English, in several lines.
/// It shows texts of the envelope with escapes, so that they cannot control a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The first cause: one of the key, else of the algorithm, of the span, or of the signature's text.
    pub cause: Cause,
    /// How sure all causes together are.
    pub certainty: Certainty,
    /// Further causes, if there are several mistakes.
    pub also: Vec<Cause>,
    /// What the diagnosis was made from.
    pub evidence: Evidence,
    /// What the diagnosis has cost.
    pub work: Work,
}

impl Diagnosis {
    /// All causes, the first one first.
    pub fn causes(&self) -> impl Iterator<Item = Cause> {
        [self.cause].into_iter().chain(self.also.iter().copied())
    }
}

/// What a diagnosis was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The name of the key that fits.
    pub key: Option<String>,
    /// The name of the hash that the signature was made with.
    pub hash: Option<&'static str>,
    /// The digest in the signature, in hexadecimal. PSS hides it.
    pub found_digest: Option<String>,
    /// The SHA-256 digest of the received span, in hexadecimal: the digest that was expected.
    pub expected_digest: String,
    /// The bytes that were signed, if they are known.
    pub signed: Option<Vec<u8>>,
    /// The offset in the span of the first byte that differs from the signed bytes.
    pub first_difference: Option<usize>,
    /// The offset of the span in the envelope; 0 if only the span was given.
    pub span_offset: usize,
    /// What was sent there and what was signed there, a few characters of each.
    pub excerpts: Option<[String; 2]>,
    /// The length of the signature in bytes, after its text was decoded.
    pub signature_len: Option<usize>,
    /// The length of a signature of the expected key, in bytes.
    pub expected_len: Option<usize>,
}

impl Evidence {
    /// Compares the signed bytes with the received ones.
    pub(crate) fn compare(&mut self, span: &[u8], signed: Vec<u8>) {
        let same = span.iter().zip(&signed).take_while(|(a, b)| a == b).count();
        if span != signed {
            self.first_difference = Some(same);
            self.excerpts = Some([excerpt(span, same), excerpt(&signed, same)]);
        }
        self.signed = Some(signed);
    }
}

/// A few characters from an offset on.
fn excerpt(bytes: &[u8], from: usize) -> String {
    let rest = bytes.get(from..).unwrap_or_default();
    let rest = rest.get(..24).unwrap_or(rest);
    String::from_utf8_lossy(rest).into_owned()
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cause: {}", self.cause)?;
        for cause in &self.also {
            write!(f, ", {cause}")?;
        }
        write!(f, " ({})", self.certainty)?;
        self.evidence.fmt(f)?;
        for cause in self.causes() {
            write!(f, "\n{cause}: {}.", cause.meaning())?;
            write!(f, "\n  what to do: {}", cause.what_to_do())?;
        }
        Ok(())
    }
}

/// Expected, found, where.
impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\nexpected: the SHA-256 digest {}", self.expected_digest)?;
        match (&self.key, &self.found_digest, self.signature_len) {
            (Some(key), Some(digest), _) => {
                let hash = self.hash.unwrap_or("unknown");
                write!(
                    f,
                    "\nfound: the {hash} digest {digest}, signed with the key {key:?}"
                )?;
            }
            (Some(key), None, _) => {
                write!(
                    f,
                    "\nfound: a signature of the key {key:?}, which does not show its digest"
                )?;
            }
            (None, _, Some(len)) => {
                write!(
                    f,
                    "\nfound: {len} bytes, which are no signature of a given key"
                )?;
                if let Some(expected) = self.expected_len {
                    write!(f, " (a signature of the expected key has {expected} bytes)")?;
                }
            }
            (None, _, None) => f.write_str("\nfound: a text that is no signature")?,
        }
        if let (Some(offset), Some([sent, signed])) = (self.first_difference, &self.excerpts) {
            let byte = self.span_offset + offset;
            write!(f, "\nwhere: byte {byte}, sent {sent:?}, signed {signed:?}")?;
        }
        Ok(())
    }
}

/// A diagnosis could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiagnoseError {
    /// The envelope or the span is longer than [`MAX_LEN`](crate::MAX_LEN).
    TooLong {
        /// Its length, in bytes.
        len: usize,
    },
    /// The text is no envelope. This is the first thing to correct.
    Envelope(DecodeError),
}

impl fmt::Display for DiagnoseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { len } => write!(
                f,
                "expected an envelope of at most {} bytes, found {len} bytes",
                crate::MAX_LEN
            ),
            Self::Envelope(error) => {
                write!(
                    f,
                    "expected an envelope, found another text: {error}; correct this first"
                )
            }
        }
    }
}

impl Error for DiagnoseError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::TooLong { .. } => None,
            Self::Envelope(error) => Some(error),
        }
    }
}

impl From<DecodeError> for DiagnoseError {
    fn from(error: DecodeError) -> Self {
        Self::Envelope(error)
    }
}
