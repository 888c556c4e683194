//! The text of the signature: every reading of it that gives bytes, with the mistakes in the text.

use alloc::vec;
use alloc::vec::Vec;

use crate::cause::Cause;
use crate::codec::{from_base64, from_hex, from_percent};

/// One way to read the text.
pub(crate) struct Reading {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mistakes: Vec<Cause>,
}

/// A longer text is not read: a signature of 512 bytes that is encoded twice and percent-encoded has
/// fewer characters.
pub(crate) const MAX_TEXT_LEN: usize = 8 * 1024;

/// No reading has fewer bytes; a shorter text is a placeholder, or only a part of a signature.
const MIN_BYTES: usize = 64;

/// The greatest number of readings. Only a text that was made for it has so many.
const MAX_READINGS: usize = 8;

/// The readings, the most likely first. There are at most [`MAX_READINGS`].
pub(crate) fn readings(text: &str) -> Vec<Reading> {
    let mut readings = Vec::new();
    if text.len() > MAX_TEXT_LEN {
        return readings;
    }
    let outer = cleaned(text.as_bytes());
    for (text, mistakes) in &outer {
        for reading in decoded(text, mistakes) {
            // The bytes may be a text again.
            for (text, inner) in cleaned_again(&reading) {
                readings.extend(decoded(&text, &inner));
            }
            readings.push(reading);
        }
    }
    // A text inside a text is no accident, and random bytes are almost never text.
    readings.sort_by_key(|reading| reading.bytes.is_ascii());
    readings.truncate(MAX_READINGS);
    readings
}

/// What the texts inside a decoded text say, if it decodes to text.
fn cleaned_again(outer: &Reading) -> Vec<(Vec<u8>, Vec<Cause>)> {
    if !outer.bytes.is_ascii() {
        return Vec::new();
    }
    let is_hex = outer.mistakes.contains(&Cause::HexSignature);
    let mut inner = cleaned(&outer.bytes);
    for (text, mistakes) in &mut inner {
        let mut all = outer.mistakes.clone();
        if !is_hex && from_hex(text).is_none() {
            add(&mut all, Cause::DoubleBase64);
        }
        mistakes.iter().for_each(|&mistake| add(&mut all, mistake));
        *mistakes = all;
    }
    inner.truncate(2);
    inner
}

/// The text without percent-encoding and white space. There are two results if it has spaces: before
/// the mistake, a space was a `+` or a line break.
fn cleaned(text: &[u8]) -> Vec<(Vec<u8>, Vec<Cause>)> {
    let mut mistakes = Vec::new();
    let mut text = text.to_vec();
    // A form that is encoded twice contains `%252B`.
    for _ in 0..2 {
        if let Some(decoded) = from_percent(&text) {
            text = decoded;
            add(&mut mistakes, Cause::PercentEncodedSignature);
        }
    }
    let len = text.len();
    text.retain(|byte| !matches!(byte, b'\r' | b'\n' | b'\t' | 0));
    if text.len() < len {
        add(&mut mistakes, Cause::Base64LineBreaks);
    }
    if !text.contains(&b' ') {
        return vec![(text, mistakes)];
    }
    let plus = text
        .iter()
        .map(|&byte| if byte == b' ' { b'+' } else { byte });
    let with_plus = (plus.collect(), with(&mistakes, Cause::PlusBecameSpace));
    text.retain(|&byte| byte != b' ');
    vec![with_plus, (text, with(&mistakes, Cause::Base64LineBreaks))]
}

/// The text as base64, and as hexadecimal if it has only hexadecimal digits.
fn decoded(text: &[u8], mistakes: &[Cause]) -> Vec<Reading> {
    let mut readings = Vec::new();
    // The digits may be in pairs, as in `ab:cd`.
    let digits: Vec<u8> = text.iter().copied().filter(|&byte| byte != b':').collect();
    let digits = digits.strip_prefix(b"0x").unwrap_or(&digits);
    if let Some(bytes) = from_hex(digits)
        && bytes.len() >= MIN_BYTES
    {
        readings.push(Reading {
            bytes,
            mistakes: with(mistakes, Cause::HexSignature),
        });
    }
    if let Some(base64) = from_base64(text)
        && base64.bytes.len() >= MIN_BYTES
    {
        let mut mistakes = mistakes.to_vec();
        for (is_wrong, mistake) in [
            (base64.is_url_safe, Cause::UrlSafeBase64),
            (base64.is_padding_wrong, Cause::Base64NoPadding),
            (base64.is_end_odd, Cause::NotBase64),
        ] {
            if is_wrong {
                add(&mut mistakes, mistake);
            }
        }
        readings.push(Reading {
            bytes: base64.bytes,
            mistakes,
        });
    }
    readings
}

fn with(mistakes: &[Cause], mistake: Cause) -> Vec<Cause> {
    let mut mistakes = mistakes.to_vec();
    add(&mut mistakes, mistake);
    mistakes
}

fn add(mistakes: &mut Vec<Cause>, mistake: Cause) {
    if !mistakes.contains(&mistake) {
        mistakes.push(mistake);
    }
}

/// What a text is that has no reading.
pub(crate) fn unreadable(text: &str) -> Cause {
    let word = text.trim_matches(|char: char| !char.is_ascii_alphanumeric());
    let is_short = text.len() <= 24;
    let is_base64 = cleaned(text.as_bytes())
        .iter()
        .any(|(text, _)| from_base64(text).is_some());
    if text.trim().is_empty() {
        Cause::EmptySignature
    } else if is_placeholder(word) || is_short {
        Cause::PlaceholderSignature
    } else if is_base64 && text.len() <= MAX_TEXT_LEN {
        Cause::TruncatedSignature
    } else {
        Cause::NotBase64
    }
}

/// Whether the text has a word of documentation and of tests. Base64 of that length almost never does.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.len() <= 100
        && [
            "signature",
            "sign",
            "none",
            "null",
            "undefined",
            "todo",
            "xxx",
            "object",
            "placeholder",
        ]
        .iter()
        .any(|word| text.contains(word))
}
