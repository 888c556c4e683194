//! `Display` and `Debug` of the public types. The formatter is an argument.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use core::fmt::{self, Debug, Display, Formatter};

use alipay_acquiring::function::{ResultRow, TransactionMatch};
use alipay_acquiring::json::{JsonType, Members, Names, Reader, Writer};
use alipay_acquiring::{
    Answer, Claimed, ClaimedResult, Contradiction, DecodeError, DecodeErrorKind, DetachedDraft,
    Draft, EncodeError, Envelope, Failure, FieldError, Lenient, MessageKind, Mismatch, Outcome,
    PayCancelRequest, PayCancelResponse, PayCancelResultCode, ResultCodeId, ResultInfo,
    ResultStatus, ScalarText, SignError, SignType, Text, TimeError, Timestamp, TransactionId,
    UnknownReason, UnsignedFailure, Unverified, UtcOffset, ValueError, Verified, Violation, cancel,
    function::ResultMeaning,
    signature::{InvalidSignature, Signature, SignatureTextError, SigningBytes},
};

macro_rules! formats {
    ($($name:ident: $Trait:ident for $Type:ty;)*) => {
        $(
            #[unsafe(no_mangle)]
            pub fn $name(value: &$Type, f: &mut Formatter<'_>) -> fmt::Result {
                $Trait::fmt(value, f)
            }
        )*
    };
}

formats! {
    format_display_contradiction: Display for Contradiction;
    format_display_decode_error: Display for DecodeError;
    format_display_decode_error_kind: Display for DecodeErrorKind;
    format_display_encode_error: Display for EncodeError;
    format_display_failure: Display for Failure;
    format_display_field_error: Display for FieldError;
    format_display_time_error: Display for TimeError;
    format_display_invalid_signature: Display for InvalidSignature;
    format_display_signature_text_error: Display for SignatureTextError;
    format_display_meaning: Display for ResultMeaning;
    format_display_message_kind: Display for MessageKind;
    format_display_mismatch: Display for Mismatch;
    format_display_outcome: Display for Outcome;
    format_display_result_code_id: Display for ResultCodeId;
    format_display_result_status: Display for ResultStatus;
    format_display_cancel_load_error: Display for cancel::LoadError;
    format_display_cancel_message_error: Display for cancel::MessageError;
    format_display_cancel_not_asked: Display for cancel::NotAsked;
    format_display_sign_error: Display for SignError<EncodeError>;
    format_display_text: Display for Text<'_, 64>;
    format_display_timestamp: Display for Timestamp;
    format_display_unknown: Display for UnknownReason;
    format_display_utc_offset: Display for UtcOffset;
    format_display_value_error: Display for ValueError;
    format_display_violation: Display for Violation;

    format_debug_contradiction: Debug for Contradiction;
    format_debug_detached_draft: Debug for DetachedDraft;
    format_debug_draft: Debug for Draft<'_>;
    format_debug_failure: Debug for Failure;
    format_debug_invalid_signature: Debug for InvalidSignature;
    format_debug_signature_text_error: Debug for SignatureTextError;
    format_debug_meaning: Debug for ResultMeaning;
    format_debug_message_kind: Debug for MessageKind;
    format_debug_result_code: Debug for PayCancelResultCode;
    format_debug_result_code_id: Debug for ResultCodeId;
    format_debug_result_status: Debug for ResultStatus;
    format_debug_sign_type: Debug for SignType;
    format_debug_signature: Debug for Signature;
    format_debug_timestamp: Debug for Timestamp;
    format_debug_utc_offset: Debug for UtcOffset;
    format_display_unsigned_failure: Display for UnsignedFailure<'_>;
    format_display_claimed_result: Display for ClaimedResult<'_>;
    format_display_json_type: Display for JsonType;
    format_display_lenient_text: Display for Lenient<'_, Text<'_, 64>>;
    format_display_lenient_time: Display for Lenient<'_, Timestamp>;
    format_display_scalar_text: Display for ScalarText<'_, 64>;
    format_debug_json_type: Debug for JsonType;
}

// These use `Debug` of `str`, as `foreign_debug_str` does.
formats! {
    except_debug_answer: Debug for Answer<'_, PayCancelResponse<'_>>;
    except_debug_claimed: Debug for Claimed<'_>;
    except_debug_decode_error: Debug for DecodeError;
    except_debug_encode_error: Debug for EncodeError;
    except_debug_envelope: Debug for Envelope<'_>;
    except_debug_members: Debug for Members;
    except_debug_mismatch: Debug for Mismatch;
    except_debug_names: Debug for Names;
    except_debug_outcome: Debug for Outcome;
    except_debug_reader: Debug for Reader<'_>;
    except_debug_request: Debug for PayCancelRequest<'_>;
    except_debug_response: Debug for PayCancelResponse<'_>;
    except_debug_result_info: Debug for ResultInfo<'_>;
    except_debug_result_row: Debug for ResultRow;
    except_debug_sign_error: Debug for SignError<EncodeError>;
    except_debug_signing_bytes: Debug for SigningBytes<'_>;
    except_debug_text: Debug for Text<'_, 64>;
    except_debug_transaction_id: Debug for TransactionId<'_>;
    except_debug_transaction_match: Debug for TransactionMatch;
    except_debug_unknown: Debug for UnknownReason;
    except_debug_unsigned_failure: Debug for UnsignedFailure<'_>;
    except_debug_unverified: Debug for Unverified<'_, PayCancelResponse<'_>>;
    except_debug_verified: Debug for Verified<'_, PayCancelResponse<'_>>;
    except_debug_decode_error_kind: Debug for DecodeErrorKind;
    except_debug_value_error: Debug for ValueError;
    except_debug_violation: Debug for Violation;
    except_debug_writer: Debug for Writer<'_>;
}

// The code of `core` that all of them use. It contains nothing of this crate.
formats! {
    foreign_display_str: Display for str;
    foreign_display_usize: Display for usize;
    foreign_debug_str: Debug for str;
}

#[cfg(feature = "heapless")]
formats! {
    format_display_message_ids: Display for alipay_acquiring::MessageIds;
    except_debug_message_ids: Debug for alipay_acquiring::MessageIds;
}
