//! Reading a request: read, verify, use its members.

use core::ffi::c_char;

use codec::{DecodeError, PayCancelRequest, PayCancelResultCode, Unverified};

use crate::claims::Claimed;
use crate::explain::{explain, open, write_error};
use crate::incoming::{Incoming, Readable};
use crate::memory::{Writes, context};
use crate::problem::{Error, Problem};
use crate::request::Request;
use crate::result_row::ResultRow;
use crate::status::{Status, status};

/// A request on its way from bytes to its members, in a gateway. The steps are: alipay_request_read,
/// alipay_request_verify, alipay_request_values. A step that is called too early returns
/// ALIPAY_STATUS_WRONG_ORDER.
///
/// It keeps the addresses of the input and of the scratch buffer: they must stay where they are, and
/// unchanged, as long as you use the reader and the texts that it gave you. Fill a context with zeros before
/// its first use. It needs no clean-up.
#[repr(C)]
#[derive(Debug)]
pub struct RequestReader {
    /// Private.
    pub opaque: [u64; ALIPAY_REQUEST_READER_WORDS],
}

/// The size of a reader of requests in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_REQUEST_READER_WORDS: usize = 24;
/// The size of a reader of requests in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_REQUEST_READER_WORDS: usize = 42;

context!(State, RequestReader, b"reqt");

type State = Incoming<PayCancelRequest<'static>>;

impl Readable for PayCancelRequest<'static> {
    fn decode(
        input: &'static [u8],
        scratch: &'static mut [u8],
    ) -> Result<Unverified<'static, Self>, DecodeError> {
        PayCancelRequest::decode(input, scratch)
    }
}

/// Reads a request in one strict pass. `scratch` is as for alipay_response_read.
///
/// Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_UNSIGNED, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_request_error has the
/// details, and alipay_request_refusal the result to answer with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_read(
    reader: *mut RequestReader,
    input: *const u8,
    input_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::read(reader, (input, input_len), (scratch, scratch_len)) })
}

/// Verifies the signature with the key of the client, as alipay_response_verify.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_verify(
    reader: *mut RequestReader,
    key: *const crate::key::Key,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::verify_with_key(reader, key) })
}

/// As alipay_request_verify, with a key that is a constant.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_verify_rsa2048(
    reader: *mut RequestReader,
    key: *const crate::key::Rsa2048Key,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::verify_with_rsa2048_key(reader, key) })
}

/// Writes where the signing bytes are in the input, for a verifier elsewhere.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_signing_bytes(
    reader: *const RequestReader,
    bytes: *mut *const u8,
    len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_signing_bytes(reader, bytes, len) })
}

/// Writes the SHA-256 digest of the signing bytes, 32 bytes, for an HSM that verifies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_digest(
    reader: *const RequestReader,
    digest: *mut [u8; 32],
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_digest(reader, digest) })
}

/// Writes the signature and its length, as alipay_response_signature.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_signature(
    reader: *const RequestReader,
    buffer: *mut u8,
    buffer_len: usize,
    signature_len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_signature(reader, (buffer, buffer_len), signature_len) })
}

/// Goes on as if alipay_request_verify had succeeded. Call it only if you have verified the signature over
/// the signing bytes yourself: **the caller of this function decides whether a forged request is carried out.**
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was read and not verified yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_assume_verified_by_caller(
    reader: *mut RequestReader,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { Writes::new().context::<State>(reader) }?.verify(|_| Ok(())))
}

/// Goes on as if alipay_request_verify had succeeded, for an envelope that this device has signed and stored
/// itself, for example before a power cut. Call it only for such bytes.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was read and not verified yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_assume_from_own_storage(
    reader: *mut RequestReader,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { Writes::new().context::<State>(reader) }?.verify(|_| Ok(())))
}

/// Writes the members of a verified request. Its texts point into the input and the scratch buffer.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was verified.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_values(
    reader: *const RequestReader,
    request: *mut Request,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, reader) = unsafe {
            let result = writes.result(request)?;
            (result, open::<State>(reader, &writes)?)
        };
        result.write((&*reader.verified()?).into());
        Ok(())
    })
}

/// Writes what the request claims, verified or not.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if the request could not be read. alipay_claims_read reads more requests.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_claimed(
    reader: *const RequestReader,
    claimed: *mut Claimed,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, reader) = unsafe {
            let result = writes.result(claimed)?;
            (result, open::<State>(reader, &writes)?)
        };
        result.write(reader.unverified()?.claimed().into());
        Ok(())
    })
}

/// Writes the result to answer with after a step that failed: PARAM_ILLEGAL, INVALID_SIGNATURE and others.
/// Send the answer without a signature (alipay_response_write_unsigned) unless the request was verified.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if no step failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_refusal(
    reader: *const RequestReader,
    row: *mut ResultRow,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, reader) = unsafe {
            let result = writes.result(row)?;
            (result, open::<State>(reader, &writes)?)
        };
        let code = match reader.problem {
            Some(Problem::Decode(error)) => PayCancelResultCode::from(error),
            Some(Problem::InvalidSignature) => PayCancelResultCode::InvalidSignature,
            _ => return Err(Status::NotFound),
        };
        result.write(code.into());
        Ok(())
    })
}

/// Writes the details of the latest step that failed.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if none did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_error(
    reader: *const RequestReader,
    error: *mut Error,
) -> Status {
    // SAFETY: as the header says.
    unsafe { write_error::<State>(reader, error, |state| state.problem.map(|it| it.error())) }
}

/// Writes what went wrong as an English sentence, as alipay_draft_explain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_explain(
    reader: *const RequestReader,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(reader, text, text_len, |state| state.problem) }
}
