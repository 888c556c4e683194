//! What must not link: each reaches a panic, so a proof that let it pass would be worth nothing.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use alipay_acquiring::{Envelope, PayCancelResponse, Text};

#[unsafe(no_mangle)]
pub fn control_index(bytes: &[u8], at: usize) -> u8 {
    bytes[at]
}

#[unsafe(no_mangle)]
pub fn control_slice(text: &str, at: usize) -> &str {
    &text[at..]
}

#[unsafe(no_mangle)]
pub fn control_unwrap(number: Option<u8>) -> u8 {
    number.unwrap()
}

#[unsafe(no_mangle)]
pub fn control_divide(number: u32, by: u32) -> u32 {
    number / by
}

#[unsafe(no_mangle)]
pub fn control_copy(from: &[u8], to: &mut [u8]) {
    to.copy_from_slice(from);
}

/// A panic behind all of the decoding.
#[unsafe(no_mangle)]
pub fn control_index_after_decode(answer: &[u8], scratch: &mut [u8], at: usize) -> u8 {
    match PayCancelResponse::decode(answer, scratch) {
        Ok(response) => response.signing_bytes().as_bytes()[at],
        Err(_) => 0,
    }
}

/// An index that the bytes choose.
#[unsafe(no_mangle)]
pub fn control_index_by_claim(input: &[u8], scratch: &mut [u8], table: &[u8; 64]) -> u8 {
    match Envelope::decode(input, scratch) {
        Ok(envelope) => table[envelope.claimed().version.map_or(0, str::len)],
        Err(_) => 0,
    }
}

/// An index that is never out of range, since 64 characters have at most 256 bytes; but that is
/// not for the optimiser to assume.
#[unsafe(no_mangle)]
pub fn control_index_by_text(text: &Text<'_, 64>, table: &[u8; 512]) -> u8 {
    table[text.len()]
}

/// Not a panic, but an allocation: it links, and the list of foreign symbols must tell.
#[unsafe(no_mangle)]
pub fn allocation_control(len: usize) -> *mut u8 {
    unsafe extern "C" {
        fn malloc(len: usize) -> *mut u8;
    }
    // SAFETY: `malloc` takes any length.
    unsafe { malloc(len) }
}
