//! Traits that callers expect of the public types. The compiler checks them; each test only has to
//! compile.

use std::fmt::Debug;
use std::hash::Hash;

use alipay_acquiring::cancel::{
    Cancel, Decision, End, Evidence, EvidenceKind, LoadError, MessageError, NotAsked, PageWrite,
    Policy, Step, Stored, StoredRequest,
};
use alipay_acquiring::function::{ResultMeaning, ResultRow, TransactionMatch};
use alipay_acquiring::json::{Members, Name, Names, Reader, Writer};
use alipay_acquiring::signature::{InvalidSignature, Signature, SigningBytes};
use alipay_acquiring::{
    Answer, Claimed, Contradiction, DecodeError, DecodeErrorKind, Draft, EncodeError, Envelope,
    Failure, MessageIds, MessageKind, Mismatch, Outcome, PayCancelRequest, PayCancelResponse,
    PayCancelResultCode, ResultCodeId, ResultInfo, ResultStatus, SignError, SignType, Text,
    TextBuf, Timestamp, TransactionId, TransactionIdBuf, TransactionIds, UnknownReason,
    UnsignedFailure, Unverified, UtcOffset, ValueError, Verified, Violation,
};

macro_rules! implemented {
    ($test:ident: $($bound:path),+; $($Type:ty),+ $(,)?) => {
        #[test]
        fn $test() {
            fn implements<T: $($bound +)+>() {}
            $(implements::<$Type>();)+
        }
    };
}

implemented! {
    values_and_errors_can_be_sent_compared_and_hashed:
    Send, Sync, Unpin, Copy, Eq, Hash, Debug;
    Claimed<'_>, Contradiction, DecodeError, DecodeErrorKind, EncodeError, Failure, MessageIds,
    MessageKind, Mismatch, Outcome, PayCancelRequest<'_>, PayCancelResponse<'_>,
    PayCancelResultCode, ResultCodeId, ResultInfo<'_>, ResultMeaning, ResultRow, ResultStatus,
    SignError<ValueError>, SignType, Text<'_, 64>, TextBuf<64>, Timestamp, TransactionId<'_>,
    TransactionIdBuf, TransactionIds<'_>, TransactionMatch, UnknownReason, UnsignedFailure<'_>,
    UtcOffset, ValueError, Violation,
}

implemented! {
    texts_and_ids_are_ordered: Ord;
    MessageIds, ResultCodeId, Text<'_, 64>, TextBuf<64>, TransactionId<'_>, TransactionIdBuf,
    TransactionIds<'_>,
}

implemented! {
    everything_else_can_be_sent: Send, Sync, Unpin, Debug;
    Answer<'_, PayCancelResponse<'_>>, Draft<'_>, Envelope<'_>, InvalidSignature, Members, Name,
    Names, Reader<'_>, Signature, SigningBytes<'_>, Unverified<'_, PayCancelRequest<'_>>,
    Verified<'_, PayCancelRequest<'_>>, Writer<'_>,
}

implemented! {
    the_driver_can_be_sent: Send, Sync, Unpin, Clone, Eq, Hash, Debug;
    Cancel<[u8; 1024]>, Decision, End, Evidence, EvidenceKind, LoadError, MessageError, NotAsked, Policy,
    Stored, StoredRequest<'_>,
}

implemented! {
    the_steps_of_the_driver_can_be_sent: Send, Sync, Unpin, Debug;
    Cancel<&'static mut [u8]>, PageWrite<'_>, Step<'_>,
}

#[cfg(feature = "rsa")]
implemented! {
    rsa_keys_can_be_sent: Send, Sync, Unpin, Clone, Debug;
    alipay_acquiring::signature::Rsa2048VerifyingKey, alipay_acquiring::signature::RsaSigningKey,
    alipay_acquiring::signature::RsaVerifyingKey,
}

#[cfg(feature = "aws-lc-rs")]
implemented! {
    aws_lc_keys_can_be_sent: Send, Sync, Unpin, Clone, Debug;
    alipay_acquiring::signature::AwsLcSigningKey, alipay_acquiring::signature::AwsLcVerifyingKey,
}

/// An owned text has the order of the text that it holds.
#[test]
fn owned_texts_are_ordered_as_their_texts() {
    let texts = ["", "a", "aa", "ab", "b"];
    for one in texts {
        for other in texts {
            let [left, right] = [one, other].map(|text| TextBuf::<2, 0>::try_from(text).unwrap());
            assert_eq!(left.cmp(&right), one.cmp(other), "{one:?} and {other:?}");
            assert_eq!(left == *other, one == other, "{one:?} and {other:?}");
        }
    }
    assert_eq!(SignType::Rsa2.to_string(), "RSA2");
}
