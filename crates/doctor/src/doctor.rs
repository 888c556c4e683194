//! The diagnosis, from the text of a signature to its causes.

use alloc::vec;
use alloc::vec::Vec;

use alipay_acquiring::signature::{RsaVerifyingKey, Signature};

use crate::cause::Cause;
use crate::codec::hex;
use crate::diagnosis::{Certainty, Diagnosis, Evidence};
use crate::hash::Hash;
use crate::padding::{Expected, Target, targets};
use crate::search::{Match, Received, Work, search};
use crate::signature_text::{Reading, is_placeholder, readings, unreadable};

/// The keys with their names. The first one is the expected key.
pub(crate) type Keys<'k> = [(&'k str, &'k RsaVerifyingKey)];

/// A target, and how it was found.
struct Found {
    target: Target,
    /// The index of the key.
    key: usize,
    /// What is wrong with the text and the bytes of the signature.
    mistakes: Vec<Cause>,
    signature_len: usize,
}

/// More targets are not searched. There is more than one only if the padding is no proof.
const MAX_TARGETS: usize = 4;

pub(crate) fn diagnose(received: &Received<'_>, text: &str, keys: &Keys<'_>) -> Diagnosis {
    let mut work = Work::default();
    let evidence = Evidence {
        expected_digest: hex(Hash::Sha256.digest(received.span).as_bytes()),
        expected_len: keys.first().map(|(_, key)| key.signature_len()),
        ..Evidence::default()
    };
    let readings = readings(text);
    let mut found = find_targets(&readings, keys, &mut work);
    found.truncate(MAX_TARGETS);
    let targets: Vec<&Target> = found.iter().map(|found| &found.target).collect();
    let result = match targets.is_empty() {
        true => None,
        false => search(received, &targets, &mut work),
    };
    let mut diagnosis = match result {
        Some(result) => proved(result, &found, received, evidence, keys),
        None => match found.iter().find(|found| found.target.is_padding_proof) {
            Some(found) => unexplained(found, evidence, keys),
            None => without_target(&readings, text, evidence, keys),
        },
    };
    diagnosis.work = work;
    diagnosis
}

/// For a signature that is not a text.
pub(crate) fn not_a_text(cause: Cause, received: &Received<'_>) -> Diagnosis {
    let evidence = Evidence {
        expected_digest: hex(Hash::Sha256.digest(received.span).as_bytes()),
        ..Evidence::default()
    };
    new(vec![cause], Certainty::Proved, evidence)
}

/// The encoded messages with a padding that is known. The bytes are only reversed if there is none in
/// their own order.
fn find_targets(readings: &[Reading], keys: &Keys<'_>, work: &mut Work) -> Vec<Found> {
    let mut found = Vec::new();
    for is_reversed in [false, true] {
        for (index, (_, key)) in keys.iter().enumerate() {
            for reading in readings {
                let mut bytes = reading.bytes.clone();
                let mut mistakes = Vec::new();
                if is_reversed {
                    bytes.reverse();
                    mistakes.push(Cause::ReversedBytes);
                }
                let zeros = bytes.len().abs_diff(key.signature_len());
                if zeros > 0 {
                    mistakes.push(Cause::LeadingZero);
                }
                if zeros > MAX_ZEROS {
                    continue;
                }
                let mut buffer = [0; Signature::MAX_LEN];
                work.public_operations += 1;
                if let Some(encoded) = key.recover_for_diagnosis(&bytes, &mut buffer) {
                    mistakes.extend(&reading.mistakes);
                    found.extend(targets(encoded).into_iter().map(|target| Found {
                        target,
                        key: index,
                        mistakes: mistakes.clone(),
                        signature_len: bytes.len(),
                    }));
                }
            }
        }
        if found.iter().any(|found| found.target.is_padding_proof) {
            break;
        }
    }
    // A padding that proves the key comes first.
    found.sort_by_key(|found| !found.target.is_padding_proof);
    found
}

/// The number of zero bytes before a number that are added or missing. Four random zero bytes are rare
/// enough.
const MAX_ZEROS: usize = 4;

/// The signed bytes are known.
fn proved(
    result: Match,
    found: &[Found],
    received: &Received<'_>,
    mut evidence: Evidence,
    keys: &Keys<'_>,
) -> Diagnosis {
    let Some(found) = found.get(result.target) else {
        return new(
            vec![Cause::ChangedAfterSigning],
            Certainty::Likely,
            evidence,
        );
    };
    evidence.compare(received.span, result.signed);
    describe(&mut evidence, found, keys);
    let causes = [
        &of_key(found),
        &*found.target.causes,
        &result.causes,
        &found.mistakes,
    ]
    .concat();
    new(causes, Certainty::Proved, evidence)
}

/// The key fits, but the signed bytes are not known.
fn unexplained(found: &Found, mut evidence: Evidence, keys: &Keys<'_>) -> Diagnosis {
    describe(&mut evidence, found, keys);
    let changed: &[Cause] = match found.target.expected {
        Expected::Unknown => &[],
        Expected::Digest(_) | Expected::Pss { .. } => &[Cause::ChangedAfterSigning],
    };
    let causes = [
        &of_key(found),
        &*found.target.causes,
        changed,
        &found.mistakes,
    ]
    .concat();
    new(causes, Certainty::Likely, evidence)
}

/// No key fits, or the text cannot be read.
fn without_target(
    readings: &[Reading],
    text: &str,
    mut evidence: Evidence,
    keys: &Keys<'_>,
) -> Diagnosis {
    let is_key_len = |len: usize| keys.iter().any(|(_, key)| key.signature_len() == len);
    let best = readings
        .iter()
        .find(|reading| is_key_len(reading.bytes.len()));
    let Some(reading) = best.or(readings.first()) else {
        let cause = unreadable(text);
        let is_sure = cause == Cause::EmptySignature
            || (cause == Cause::PlaceholderSignature && is_placeholder(text));
        let certainty = if is_sure {
            Certainty::Proved
        } else {
            Certainty::Likely
        };
        return new(vec![cause], certainty, evidence);
    };
    let len = reading.bytes.len();
    evidence.signature_len = Some(len);
    let shortest = keys.iter().map(|(_, key)| key.signature_len()).min();
    let is_short =
        shortest.is_some_and(|shortest| len < shortest) && !matches!(len, 256 | 384 | 512);
    let mut mistakes = reading.mistakes.clone();
    let (cause, certainty) = match keys {
        [] if mistakes.is_empty() => (Cause::OtherKey, Certainty::None),
        [] => (mistakes.remove(0), Certainty::Likely),
        _ if is_short => {
            // Where a text is cut off, its padding is missing too.
            mistakes.retain(|cause| !matches!(cause, Cause::Base64NoPadding | Cause::NotBase64));
            (Cause::TruncatedSignature, Certainty::Likely)
        }
        _ => (Cause::OtherKey, Certainty::Likely),
    };
    mistakes.insert(0, cause);
    new(mistakes, certainty, evidence)
}

fn describe(evidence: &mut Evidence, found: &Found, keys: &Keys<'_>) {
    evidence.key = keys.get(found.key).map(|(name, _)| (*name).into());
    evidence.hash = match found.target.expected {
        Expected::Unknown => None,
        Expected::Digest(_) | Expected::Pss { .. } => Some(found.target.hash.name()),
    };
    evidence.found_digest = found.target.digest().map(hex);
    evidence.signature_len = Some(found.signature_len);
}

fn of_key(found: &Found) -> Vec<Cause> {
    match found.key {
        0 => Vec::new(),
        _ => vec![Cause::KeyOf],
    }
}

/// A diagnosis with these causes in their order, each of them once; without causes the signature holds.
fn new(causes: Vec<Cause>, certainty: Certainty, evidence: Evidence) -> Diagnosis {
    let mut also: Vec<Cause> = Vec::new();
    for cause in causes {
        if !also.contains(&cause) {
            also.push(cause);
        }
    }
    let cause = if also.is_empty() {
        Cause::Holds
    } else {
        also.remove(0)
    };
    Diagnosis {
        cause,
        certainty,
        also,
        evidence,
        work: Work::default(),
    }
}
