// In documentation, the first definition of a link counts: `docs/links.md` names items and modules, the
// later definitions in each page are for readers of the file.
#![doc = include_str!("../docs/links.md")]
#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! | task | see |
//! | --- | --- |
//! | write a message | [`PayCancelRequest`], [`PayCancelResponse`]: aliases of [`Message`], with [`Message::sign`] and [`Message::draft`] |
//! | read a message | [`Message::decode`], then [`Unverified::verify`] |
//! | conclude from a response | [`Verified::answering`], [`Answer::outcome`], [`Outcome`] |
//! | as a gateway: choose the key and the type by the claims, and answer a request that cannot be read | [`Envelope`], [`Claimed`] |
//! | as a gateway: answer a request that cannot be verified | [`Message::write_unsigned`] |
//! | show staff what an unsigned response says | [`UnsignedFailure`] |
//! | drive a cancel from the first send to its end, through lost answers and power cuts | [`cancel`] |
//! | hold values | [`Text`], [`Timestamp`], [`TransactionId`], [`ResultInfo`], [`PayCancelResultCode`] |
//! | keep values longer than the receive buffer | [`TextBuf`], [`MessageIds`], [`TransactionIdBuf`]; `StoredEnvelope` of the feature `heapless` |
//! | send messages to other threads or tasks, or keep them | `MessageBuf`, `UnverifiedBuf` and `VerifiedBuf` of the feature `alloc` |
//! | send a cancel and wait for its answer, with a heap | `PendingCancel` of the feature `alloc` |
//! | sign and verify | [`signature`]: software keys, [`signature::Signer`] and [`signature::Verifier`] for a secure element, [`Draft`] for one that answers later |
//! | find out what went wrong | [`DecodeError`] (the peer's bytes), [`EncodeError`] (the caller's values or buffer), [`signature::InvalidSignature`], [`SignError`], [`Violation`] (rules between members) |
//! | start, with keys and ids of your own | [`getting_started`] |
//! | know what is signed, accepted and refused | [`protocol`] |
//! | build firmware | [`firmware`] |
//! | use the crate from C | [`c`] |
//! | add a function of the family | [`adding_a_function`], [`function`], [`json`] |
//! | compare speed and size, check the evidence | [`performance`], [`reliability`] |
//! | understand or change this crate | [`architecture`] |
#![no_std]
#![forbid(unsafe_code)]
// Nothing here may panic, for any input.
#![deny(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        reason = "a test fails by a panic"
    )
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
// The derive macro of `arbitrary` writes code that needs `std`.
#[cfg(feature = "arbitrary")]
extern crate std;

pub mod cancel;
mod error;
mod integrations;
pub mod json;
mod message;
mod pay_cancel;
pub mod signature;
mod values;

// Pages
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/getting-started.md")]
pub mod getting_started {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/protocol.md")]
pub mod protocol {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/firmware.md")]
pub mod firmware {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/c.md")]
pub mod c {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/c-comparison.md")]
pub mod c_comparison {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/adding-a-function.md")]
pub mod adding_a_function {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/performance.md")]
pub mod performance {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/reliability.md")]
pub mod reliability {}
#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/architecture.md")]
pub mod architecture {}

// payCancel
pub use pay_cancel::{
    PayCancel, PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode,
};

// Owned messages
#[cfg(feature = "alloc")]
pub use message::owned::{MessageBuf, UnverifiedBuf, VerifiedBuf};
#[cfg(feature = "alloc")]
pub use message::pending::PendingRequest;
#[cfg(feature = "alloc")]
pub use pay_cancel::{PayCancelRequestBuf, PayCancelResponseBuf, PendingCancel};

// Messages
pub use message::claimed::{Claimed, ClaimedResult, ResponseClaims};
pub use message::decode::{Unverified, Verified};
pub use message::encode::{DetachedDraft, Draft};
pub use message::envelope::Envelope;
#[cfg(feature = "heapless")]
pub use message::stored::StoredEnvelope;
pub use message::unsigned_failure::UnsignedFailure;
pub use message::{Message, Request, Response};

// Conclusions
pub use message::answer::Answer;
pub use message::outcome::{Mismatch, Outcome, UnknownReason};
pub use values::result_code::Failure;
pub use values::result_table::Contradiction;
pub use values::violation::Violation;

// Values
#[cfg(feature = "serde")]
pub use integrations::reserve;
pub use values::head::{RequestHead, ResponseHead, SignType};
pub use values::lenient::Lenient;
pub use values::message_ids::MessageIds;
pub use values::message_kind::MessageKind;
pub use values::result_code::{ResultCodeId, ResultStatus};
pub use values::result_info::ResultInfo;
pub use values::scalar_text::ScalarText;
pub use values::text::{FreeText, Text};
pub use values::text_buf::TextBuf;
pub use values::time_error::TimeError;
pub use values::timestamp::{Timestamp, UtcOffset};
pub use values::transaction::{TransactionId, TransactionIdBuf, TransactionIds};

// Errors
pub use error::{DecodeError, DecodeErrorKind, FieldError, ValueError};
pub use message::encode::{EncodeError, SignError};

// For authors of other functions
pub use message::function;

/// Items that the macros of this crate use where they expand in another crate. They are not part of
/// the public interface.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "serde")]
    pub use ::serde;

    #[cfg(feature = "serde")]
    pub use crate::integrations::serde::{deserialize_code, serialize_code};
    pub use crate::json::private::*;
    pub use crate::values::head::FunctionVersion;
    pub use crate::values::result_table::{are_distinct, row};
}
