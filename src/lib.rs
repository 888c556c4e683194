#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! | to | see |
//! | --- | --- |
//! | write a message | [`PayCancelRequest`], [`PayCancelResponse`]: aliases of [`Message`], with [`Message::sign`] and [`Message::draft`] |
//! | read a message | [`Message::decode`], then [`Unverified::verify`] |
//! | conclude from a response | [`Verified::answering`], [`Answer::outcome`], [`Outcome`] |
//! | choose key and type by what is claimed, as a gateway does, and answer whatever is wrong | [`Envelope`], [`Claimed`] |
//! | read what the platform says without a signature | [`UnsignedFailure`] |
//! | hold values | [`Text`], [`Timestamp`], [`TransactionId`], [`ResultInfo`], [`PayCancelResultCode`] |
//! | keep what must outlive its buffer | [`TextBuf`], [`MessageIds`], [`TransactionIdBuf`]; `StoredEnvelope`, of the feature `heapless` |
//! | sign and verify elsewhere | [`Signer`], [`Verifier`], [`Draft`], [`SigningBytes`], [`Signature`] |
//! | tell what went wrong | [`DecodeError`] (the peer's bytes), [`EncodeError`] (the caller's values or buffer), [`InvalidSignature`], [`SignError`], [`Violation`] (rules between members) |
//! | build it into a terminal's firmware | [`firmware`] |
//! | add a function of the family | [`api`], [`json`] |
#![no_std]
// Nothing here may panic, whatever the input.
#![deny(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::unwrap_used))]
#![cfg_attr(docsrs, feature(doc_cfg))]

// What the derive macro of `arbitrary` writes needs it.
#[cfg(feature = "arbitrary")]
extern crate std;

mod error;
#[doc = include_str!("../docs/firmware.md")]
pub mod firmware {}
mod integrations;
pub mod json;
mod message;
mod pay_cancel;
mod signature;
mod values;

/// What the macros of this crate need. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use crate::json::private::*;
}

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use ::serde as __serde;
pub use error::{DecodeError, DecodeErrorKind, ValueError};
#[cfg(feature = "serde")]
pub use integrations::reserve;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use integrations::serde::{deserialize_code, serialize_code};
pub use message::answer::Answer;
pub use message::claimed::Claimed;
pub use message::decode::{Unverified, Verified};
pub use message::encode::{Draft, EncodeError, SignError};
pub use message::envelope::Envelope;
pub use message::function as api;
pub use message::outcome::{Mismatch, Outcome, Unknown};
#[cfg(feature = "heapless")]
pub use message::stored::StoredEnvelope;
pub use message::unsigned_failure::UnsignedFailure;
pub use message::{Message, Request, Response};
pub use pay_cancel::{
    PayCancel, PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode,
};
#[cfg(any(feature = "rsa-verify", feature = "aws-lc-rs"))]
pub use signature::KeyError;
#[cfg(feature = "rsa")]
pub use signature::RsaSigningKey;
#[cfg(feature = "rsa-verify")]
pub use signature::RsaVerifyingKey;
#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
pub use signature::SigningFailed;
#[cfg(feature = "aws-lc-rs")]
pub use signature::{AwsLcSigningKey, AwsLcVerifyingKey};
pub use signature::{InvalidSignature, Signature, Signer, SigningBytes, Verifier};
pub use values::head::{Head, MessageKind, RequestHead, ResponseHead, SignType};
pub use values::message_ids::MessageIds;
pub use values::result_code::{Failure, Meaning, ResultCodeId, ResultStatus};
pub use values::result_info::ResultInfo;
pub use values::result_table::Contradiction;
pub use values::text::{FreeText, Text};
pub use values::text_buf::TextBuf;
pub use values::timestamp::{Timestamp, UtcOffset};
pub use values::transaction::{TransactionId, TransactionIdBuf};
pub use values::violation::Violation;
