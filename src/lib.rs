#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod envelope;
mod error;
mod head;
pub mod json;
mod pay_cancel;
mod result_info;
mod signature;
mod text;
mod timestamp;

pub use envelope::{
    Answer, Claimed, Draft, Message, Request, Response, UnsignedFailure, Unverified, Verified,
};
pub use error::{
    Contradiction, DecodeError, DecodeErrorKind, EncodeError, InvalidSignature, Mismatch,
    SignError, ValueError, Violation,
};
pub use head::{Head, RequestHead, ResponseHead, SignType};
pub use pay_cancel::{
    PayCancel, PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode, TransactionId,
};
pub use result_info::{Failure, Meaning, Outcome, ResultCodeId, ResultInfo, ResultStatus, Unknown};
#[cfg(feature = "rsa")]
pub use signature::{KeyError, RsaSigningKey, RsaVerifyingKey, SigningFailed};
pub use signature::{Signature, Signer, SigningBytes, Verifier};
pub use text::{FreeText, Text};
pub use timestamp::{Timestamp, UtcOffset};
