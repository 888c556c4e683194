//! What a message says about itself before anybody has verified it.

use core::ffi::c_char;

use codec::{
    Claimed as CodecClaimed, ClaimedResult, DecodeError, Envelope, MessageKind, UnsignedFailure,
};

use crate::explain::{Keeps, explain, write_error};
use crate::memory::{Plain, Writes, context};
use crate::problem::{Error, Problem};
use crate::status::{Status, status};
use crate::text::Text;

/// What a message claims. Nobody has verified it, so use it only to choose a key, and to answer a request
/// that you refuse. An absent text is a member that is absent, or that is no string.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Claimed {
    /// Not 0: the message is a request. 0: it is a response.
    pub is_request: u8,
    /// function, as claimed.
    pub claimed_function: Text,
    /// version, as claimed.
    pub claimed_version: Text,
    /// clientId, as claimed.
    pub claimed_client_id: Text,
    /// reqMsgId, as claimed.
    pub claimed_req_msg_id: Text,
    /// signType, as claimed.
    pub claimed_sign_type: Text,
}

// SAFETY: integers and pointers.
unsafe impl Plain for Claimed {}

impl From<CodecClaimed<'_>> for Claimed {
    fn from(claimed: CodecClaimed<'_>) -> Self {
        Self {
            is_request: u8::from(claimed.message == MessageKind::Request),
            claimed_function: Text::of_option(claimed.function),
            claimed_version: Text::of_option(claimed.version),
            claimed_client_id: Text::of_option(claimed.client_id),
            claimed_req_msg_id: Text::of_option(claimed.req_msg_id),
            claimed_sign_type: Text::of_option(claimed.sign_type),
        }
    }
}

/// The result that a response without a signature claims. Nothing follows from it: show it to staff. It may
/// report a wrong key, or a client that the platform does not know.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct UnsignedResult {
    /// resultStatus, as claimed.
    pub claimed_result_status: Text,
    /// resultCodeId, as claimed.
    pub claimed_result_code_id: Text,
    /// resultCode, as claimed.
    pub claimed_result_code: Text,
    /// resultMsg, as claimed.
    pub claimed_result_msg: Text,
    /// Not 0: resultMsg is there, but it is not UTF-8; perhaps it is GBK.
    pub result_msg_is_unreadable: u8,
    /// What its head claims, for example which request it answers.
    pub claimed: Claimed,
}

// SAFETY: integers and pointers.
unsafe impl Plain for UnsignedResult {}

/// Reads the claims of an envelope whose type is not known yet, or of one without a signature. It keeps only
/// its problem: the texts of the claims are in the input and in the scratch buffer. Fill a context with
/// zeros before its first use. It needs no clean-up.
#[repr(C)]
#[derive(Debug)]
pub struct ClaimsReader {
    /// Private.
    pub opaque: [u64; ALIPAY_CLAIMS_READER_WORDS],
}

/// The size of a reader of claims in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_CLAIMS_READER_WORDS: usize = 4;
/// The size of a reader of claims in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_CLAIMS_READER_WORDS: usize = 8;

context!(State, ClaimsReader, b"clms");

#[repr(C)]
pub(crate) struct State {
    tag: u32,
    problem: Option<Problem>,
}

impl Keeps for State {}

/// Reads the whole envelope in one strict pass, and writes what it claims. A gateway begins with it: it
/// chooses the key and the type of the message. `scratch` is as for alipay_request_read.
///
/// Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_claims_error has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_claims_read(
    reader: *mut ClaimsReader,
    input: *const u8,
    input_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
    claimed: *mut Claimed,
) -> Status {
    let read = |input, scratch| Ok(Envelope::decode(input, scratch)?.claimed().into());
    // SAFETY: as the header says.
    unsafe {
        read_with(
            reader,
            (input, input_len),
            (scratch, scratch_len),
            claimed,
            read,
        )
    }
}

/// Reads a response without a signature, and writes the result that it claims. `scratch` is as for
/// alipay_response_read, and twice as long as the input if the input is not UTF-8.
///
/// Errors: ALIPAY_STATUS_UNDECODABLE, also for a response that is signed; ALIPAY_STATUS_BUFFER_TOO_SMALL;
/// alipay_claims_error has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_unsigned_failure_read(
    reader: *mut ClaimsReader,
    input: *const u8,
    input_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
    result: *mut UnsignedResult,
) -> Status {
    let read = |input, scratch| {
        let failure = UnsignedFailure::decode(input, scratch)?;
        let result: ClaimedResult<'_> = failure.result;
        Ok(UnsignedResult {
            claimed_result_status: Text::of_option(result.result_status),
            claimed_result_code_id: Text::of_option(result.result_code_id),
            claimed_result_code: Text::of_option(result.result_code),
            claimed_result_msg: Text::of_option(result.result_msg),
            result_msg_is_unreadable: u8::from(failure.result_msg_is_unreadable),
            claimed: failure.claimed.into(),
        })
    };
    // SAFETY: as the header says.
    unsafe {
        read_with(
            reader,
            (input, input_len),
            (scratch, scratch_len),
            result,
            read,
        )
    }
}

/// # Safety
///
/// As the header says.
unsafe fn read_with<T>(
    reader: *mut ClaimsReader,
    (input, input_len): (*const u8, usize),
    (scratch, scratch_len): (*mut u8, usize),
    result: *mut T,
    read: impl FnOnce(&'static [u8], &'static mut [u8]) -> Result<T, DecodeError>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (state, scratch, result, input) = unsafe {
            let state = writes.new_context::<State>(reader)?;
            let scratch = writes.buffer(scratch, scratch_len)?;
            let result = writes.result(result)?;
            (
                state,
                scratch,
                result,
                writes.reads().bytes(input, input_len)?,
            )
        };
        let state = state.write(State {
            tag: <State as crate::memory::Context>::TAG,
            problem: None,
        });
        let read = read(input, scratch);
        result.write(read.map_err(|error| Problem::keep(&mut state.problem, error))?);
        Ok(())
    })
}

/// Writes why the latest read of this reader failed.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if it did not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_claims_error(
    reader: *const ClaimsReader,
    error: *mut Error,
) -> Status {
    // SAFETY: as the header says.
    unsafe { write_error::<State>(reader, error, |state| state.problem.map(|it| it.error())) }
}

/// Writes why the latest read of this reader failed, as alipay_draft_explain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_claims_explain(
    reader: *const ClaimsReader,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(reader, text, text_len, |state| state.problem) }
}
