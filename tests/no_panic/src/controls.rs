//! Functions that must not link, because each reaches a panic. They show that the check finds
//! panics.

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

/// A panic after the decoding.
#[unsafe(no_mangle)]
pub fn control_index_after_decode(answer: &[u8], scratch: &mut [u8], at: usize) -> u8 {
    match PayCancelResponse::decode(answer, scratch) {
        Ok(response) => response.signing_bytes().as_bytes()[at],
        Err(_) => 0,
    }
}

/// An index that depends on the input.
#[unsafe(no_mangle)]
pub fn control_index_by_claim(input: &[u8], scratch: &mut [u8], table: &[u8; 64]) -> u8 {
    match Envelope::decode(input, scratch) {
        Ok(envelope) => table[envelope.claimed().version.map_or(0, str::len)],
        Err(_) => 0,
    }
}

/// An index that is never out of range, since 64 characters have at most 256 bytes. The optimizer
/// must not assume that.
#[unsafe(no_mangle)]
pub fn control_index_by_text(text: &Text<'_, 64>, table: &[u8; 512]) -> u8 {
    table[text.len()]
}

/// An allocation instead of a panic. It links, and the list of foreign symbols must contain
/// `malloc`.
#[unsafe(no_mangle)]
pub fn allocation_control(len: usize) -> *mut u8 {
    unsafe extern "C" {
        fn malloc(len: usize) -> *mut u8;
    }
    // SAFETY: `malloc` takes any length.
    unsafe { malloc(len) }
}
