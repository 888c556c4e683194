//! The C interface of `alipay-acquiring`. Its documentation is the header, `include/alipay_acquiring.h`,
//! which cbindgen writes from the comments here, and `docs/c.md` in the repository.
//!
//! | file | content |
//! | --- | --- |
//! | `memory.rs` | the caller's memory: every pointer is checked here |
//! | `status.rs`, `problem.rs`, `explain.rs` | what a function returns, and the details |
//! | `text.rs`, `time.rs`, `request.rs`, `response.rs`, `members.rs` | the values of messages |
//! | `draft.rs`, `signing_key.rs` | writing and signing |
//! | `incoming.rs`, `request_reader.rs`, `response_reader.rs`, `key.rs` | reading and verifying |
//! | `claims.rs`, `violation.rs`, `outcome.rs`, `result_row.rs` | what a message says |
//! | `cancel.rs` | the driver of a cancel |
//!
//! The words of the types are those of the codec. cbindgen puts `alipay_` before their names.
#![no_std]
#![expect(unsafe_code, reason = "it is the interface to C")]
#![expect(
    missing_copy_implementations,
    reason = "a context has one place, because it keeps addresses"
)]
#![expect(
    clippy::doc_markdown,
    reason = "the comments are those of the header, for readers of C"
)]
#![expect(
    clippy::missing_safety_doc,
    reason = "the same rules hold for all functions, and the header states them once"
)]

pub mod cancel;
pub mod claims;
pub mod draft;
pub mod explain;
pub mod incoming;
#[cfg(feature = "rsa-verify")]
pub mod key;
pub mod members;
pub mod memory;
pub mod outcome;
pub mod problem;
pub mod request;
pub mod request_reader;
pub mod response;
pub mod response_reader;
pub mod result_row;
#[cfg(feature = "sign")]
pub mod signing_key;
pub mod status;
pub mod text;
pub mod time;
pub mod violation;

#[cfg(feature = "std")]
extern crate std;

/// A buffer of this many bytes is enough for every request.
pub const ALIPAY_REQUEST_MAX_LEN: usize = 3512;
/// A buffer of this many bytes is enough for every response.
pub const ALIPAY_RESPONSE_MAX_LEN: usize = 5405;
/// A buffer of this many bytes is enough for every signature.
pub const ALIPAY_SIGNATURE_MAX_LEN: usize = 512;

const _: () = assert!(
    ALIPAY_REQUEST_MAX_LEN == codec::PayCancelRequest::MAX_LEN
        && ALIPAY_RESPONSE_MAX_LEN == codec::PayCancelResponse::MAX_LEN
        && ALIPAY_SIGNATURE_MAX_LEN == codec::signature::Signature::MAX_LEN
);

/// The version of this library: "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn alipay_version() -> text::Text {
    text::Text::of_static(env!("CARGO_PKG_VERSION"))
}

/// Never called: nothing in this library panics, and a test of the firmware shows that no call of this
/// function is linked.
#[cfg(not(feature = "std"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
