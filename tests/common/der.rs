//! Writes DER.

use num_bigint::BigUint;

/// An element with this tag.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [_, high, middle, low] = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header = match content.len() {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        0x100..0x1_0000 => vec![tag, 0x82, middle, low],
        _ => vec![tag, 0x83, high, middle, low],
    };
    [&header, content].concat()
}

/// A sequence of integers.
pub(crate) fn integers(numbers: &[&BigUint]) -> Vec<u8> {
    let integer = |number: &&BigUint| {
        let bytes = number.to_bytes_be();
        let sign: &[u8] = if bytes[0] < 0x80 { &[] } else { &[0] };
        element(0x02, &[sign, &bytes].concat())
    };
    element(0x30, &numbers.iter().flat_map(integer).collect::<Vec<_>>())
}
