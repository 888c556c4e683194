//! Writing: from members to a draft, and from there to the envelope.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use codec::signature::{Signature, SigningBytes};
use codec::{DetachedDraft, PayCancelRequest, PayCancelResponse};

use crate::explain::{Keeps, explain, write_error};
use crate::memory::{Reads, Writes, context};
use crate::problem::{Error, Problem};
use crate::request::Request;
use crate::response::Response;
use crate::status::{Status, status};

/// A message that is written, but not signed yet. It keeps the address of its buffer: until the envelope is
/// finished, the buffer must stay where it is, and unchanged. Fill a context with zeros before its first
/// use. It needs no clean-up.
#[repr(C)]
#[derive(Debug)]
pub struct Draft {
    /// Private.
    pub opaque: [u64; ALIPAY_DRAFT_WORDS],
}

/// The size of a draft in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_DRAFT_WORDS: usize = 8;
/// The size of a draft in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_DRAFT_WORDS: usize = 16;

context!(State, Draft, b"drft");

#[repr(C)]
pub(crate) struct State {
    tag: u32,
    problem: Option<Problem>,
    buffer: *mut u8,
    buffer_len: usize,
    signature_len: usize,
    /// `None` before a message was written, and after the envelope was finished.
    detached: Option<DetachedDraft>,
}

impl State {
    const fn new(problem: Option<Problem>) -> Self {
        Self {
            tag: <Self as crate::memory::Context>::TAG,
            problem,
            buffer: core::ptr::null_mut(),
            buffer_len: 0,
            signature_len: 0,
            detached: None,
        }
    }
}

impl Keeps for State {
    fn check_kept(&self, reads: Reads<'_>) -> Result<(), Status> {
        // SAFETY: as the header says; the buffer still exists, or there is none.
        unsafe { reads.bytes(self.buffer, self.buffer_len) }.map(|_| ())
    }
}

/// Begins the draft with what `write` makes, or keeps its problem.
///
/// # Safety
///
/// As the header says.
unsafe fn begin(
    draft: *mut Draft,
    buffer: *mut u8,
    buffer_len: usize,
    signature_len: usize,
    write: impl FnOnce(Reads<'_>, &mut [u8], &mut Option<Problem>) -> Result<DetachedDraft, Status>,
) -> Result<(), Status> {
    let mut writes = Writes::new();
    // SAFETY: as the header says.
    let (state, room) = unsafe {
        let state = writes.new_context::<State>(draft)?;
        (state, writes.buffer(buffer, buffer_len)?)
    };
    let mut problem = None;
    let written = write(writes.reads(), room, &mut problem);
    let state = begun(state, problem, &written)?;
    state.detached = Some(written?);
    (state.buffer, state.buffer_len) = (buffer, buffer_len);
    state.signature_len = signature_len;
    Ok(())
}

/// Begins the draft, unless the call was wrong: then the draft before it remains.
fn begun<'a, T>(
    state: &'a mut MaybeUninit<State>,
    problem: Option<Problem>,
    written: &Result<T, Status>,
) -> Result<&'a mut State, Status> {
    match (written, problem) {
        (Err(status), None) => Err(*status),
        _ => Ok(state.write(State::new(problem))),
    }
}

/// Writes a request into the buffer, without its signature. The signature will have `signature_len` bytes,
/// as many as the modulus of the key: 256 for RSA-2048. A buffer of ALIPAY_REQUEST_MAX_LEN bytes is always
/// enough; alipay_request_len gives the exact length.
///
/// Errors: ALIPAY_STATUS_VALUE, and ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_draft_error has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_draft(
    draft: *mut Draft,
    request: *const Request,
    signature_len: usize,
    buffer: *mut u8,
    buffer_len: usize,
) -> Status {
    let write = |reads: Reads<'_>, room: &mut [u8], problem: &mut _| {
        // SAFETY: as the header says.
        let request = unsafe { reads.value(request)?.get(reads, problem) }?;
        let draft = request.draft(room, signature_len);
        Ok(draft
            .map_err(|error| Problem::keep(problem, error))?
            .detach())
    };
    // SAFETY: as the header says.
    status(|| unsafe { begin(draft, buffer, buffer_len, signature_len, write) })
}

/// Writes a response into the buffer, without its signature, as alipay_request_draft. A buffer of
/// ALIPAY_RESPONSE_MAX_LEN bytes is always enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_draft(
    draft: *mut Draft,
    response: *const Response,
    signature_len: usize,
    buffer: *mut u8,
    buffer_len: usize,
) -> Status {
    let write = |reads: Reads<'_>, room: &mut [u8], problem: &mut _| {
        // SAFETY: as the header says.
        let response = unsafe { reads.value(response)?.get(reads, problem) }?;
        let draft = response.draft(room, signature_len);
        Ok(draft
            .map_err(|error| Problem::keep(problem, error))?
            .detach())
    };
    // SAFETY: as the header says.
    status(|| unsafe { begin(draft, buffer, buffer_len, signature_len, write) })
}

/// Writes a response as a whole envelope without a signature, and its length. A gateway answers with it
/// when it cannot verify a request: a signed answer to a forged request would be an authentic answer to the
/// pending request of somebody else. The draft only keeps the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_write_unsigned(
    draft: *mut Draft,
    response: *const Response,
    buffer: *mut u8,
    buffer_len: usize,
    envelope_len: *mut usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (state, room, result) = unsafe {
            let state = writes.new_context::<State>(draft)?;
            let room = writes.buffer(buffer, buffer_len)?;
            (state, room, writes.result(envelope_len)?)
        };
        let reads = writes.reads();
        let mut problem = None;
        let mut write = || {
            // SAFETY: as the header says.
            let response = unsafe { reads.value(response)?.get(reads, &mut problem) }?;
            let envelope = response.write_unsigned(room);
            let envelope = envelope.map_err(|error| Problem::keep(&mut problem, error))?;
            Ok(envelope.len())
        };
        let written = write();
        begun(state, problem, &written)?;
        result.write(written?);
        Ok(())
    })
}

/// Writes the exact length of the envelope of a request, with a signature of `signature_len` bytes.
///
/// Errors: ALIPAY_STATUS_VALUE if a member is not allowed; alipay_request_draft says which one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_request_len(
    request: *const Request,
    signature_len: usize,
    envelope_len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    let len = |reads: Reads<'_>| unsafe {
        let request: PayCancelRequest<'_> = reads.value(request)?.get(reads, &mut None)?;
        Ok(request.encoded_len(signature_len))
    };
    // SAFETY: as the header says.
    unsafe { write_len(envelope_len, len) }
}

/// Writes the exact length of the envelope of a response, as alipay_request_len.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_len(
    response: *const Response,
    signature_len: usize,
    envelope_len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    let len = |reads: Reads<'_>| unsafe {
        let response: PayCancelResponse<'_> = reads.value(response)?.get(reads, &mut None)?;
        Ok(response.encoded_len(signature_len))
    };
    // SAFETY: as the header says.
    unsafe { write_len(envelope_len, len) }
}

/// # Safety
///
/// As the header says.
unsafe fn write_len(
    envelope_len: *mut usize,
    len: impl FnOnce(Reads<'_>) -> Result<usize, Status>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(envelope_len) }?;
        result.write(len(writes.reads())?);
        Ok(())
    })
}

/// Writes where the signing bytes are in the buffer of the draft. The signature covers exactly these bytes.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if there is no draft, or if it is finished.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_signing_bytes(
    draft: *const Draft,
    bytes: *mut *const u8,
    len: *mut usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (bytes, len) = unsafe { (writes.result(bytes)?, writes.result(len)?) };
        // SAFETY: as the header says.
        let signing_bytes = unsafe { signing_bytes(draft, writes.reads()) }?;
        bytes.write(signing_bytes.as_bytes().as_ptr());
        len.write(signing_bytes.as_bytes().len());
        Ok(())
    })
}

/// Writes the SHA-256 digest of the signing bytes, 32 bytes. A secure element signs it: RSASSA-PKCS1-v1_5
/// with SHA-256 (RFC 8017, section 8.2).
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if there is no draft, or if it is finished.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_digest(draft: *const Draft, digest: *mut [u8; 32]) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(digest) }?;
        // SAFETY: as the header says.
        let signing_bytes = unsafe { signing_bytes(draft, writes.reads()) }?;
        result.write(signing_bytes.digest());
        Ok(())
    })
}

/// # Safety
///
/// As the header says.
unsafe fn signing_bytes<'a>(
    draft: *const Draft,
    reads: Reads<'_>,
) -> Result<SigningBytes<'a>, Status> {
    // SAFETY: as the header says; the buffer still exists.
    let (state, buffer) = unsafe {
        let state = reads.context::<State>(draft)?;
        (state, reads.bytes(state.buffer, state.buffer_len)?)
    };
    let detached = state.detached.ok_or(Status::WrongOrder)?;
    detached
        .signing_bytes(buffer)
        .map_err(|_| Status::WrongOrder)
}

/// Appends the signature, and writes the length of the whole envelope, which is at the start of the buffer.
/// The draft is finished then. The signature must have the length that the draft was made for.
///
/// Errors: ALIPAY_STATUS_SIGNATURE_LENGTH: the draft remains, so call again; ALIPAY_STATUS_WRONG_ORDER if there is no
/// draft.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_finish(
    draft: *mut Draft,
    signature: *const u8,
    signature_len: usize,
    envelope_len: *mut usize,
) -> Status {
    let value = |reads: Reads<'_>, _: SigningBytes<'_>, _: usize| {
        // SAFETY: as the header says.
        let signature = unsafe { reads.bytes(signature, signature_len) }?;
        Signature::new(signature).map_err(|_| Status::SignatureLength)
    };
    // SAFETY: as the header says.
    unsafe { finish(draft, envelope_len, value) }
}

/// As alipay_draft_finish, for a token or an HSM that returns the signature as a number: big-endian, with a
/// leading zero too many, or too few.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_finish_with_number(
    draft: *mut Draft,
    number: *const u8,
    number_len: usize,
    envelope_len: *mut usize,
) -> Status {
    let value = |reads: Reads<'_>, _: SigningBytes<'_>, len: usize| {
        // SAFETY: as the header says.
        let number = unsafe { reads.bytes(number, number_len) }?;
        Signature::from_be_number(number, len).map_err(|_| Status::SignatureLength)
    };
    // SAFETY: as the header says.
    unsafe { finish(draft, envelope_len, value) }
}

/// Appends the signature that `sign` makes, from the signing bytes and the length that it must have.
///
/// # Safety
///
/// As the header says.
pub(crate) unsafe fn finish(
    draft: *mut Draft,
    envelope_len: *mut usize,
    sign: impl FnOnce(Reads<'_>, SigningBytes<'_>, usize) -> Result<Signature, Status>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says; the buffer still exists.
        let (state, result, buffer) = unsafe {
            let state = writes.context::<State>(draft)?;
            let buffer = writes.buffer(state.buffer, state.buffer_len)?;
            (state, writes.result(envelope_len)?, buffer)
        };
        let detached = state.detached.ok_or(Status::WrongOrder)?;
        let draft = detached.attach(buffer).map_err(|_| Status::WrongOrder)?;
        let signature = sign(writes.reads(), draft.signing_bytes(), state.signature_len)?;
        let envelope = draft.finish(&signature);
        let envelope = envelope.map_err(|error| Problem::keep(&mut state.problem, error))?;
        result.write(envelope.len());
        state.detached = None;
        // The buffer may end now. Another call must not even make a slice of it.
        (state.buffer, state.buffer_len) = (core::ptr::null_mut(), 0);
        Ok(())
    })
}

/// Writes what went wrong in the latest call for this draft that failed because of its message.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if none did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_error(draft: *const Draft, error: *mut Error) -> Status {
    // SAFETY: as the header says.
    unsafe { write_error::<State>(draft, error, |state| state.problem.map(|it| it.error())) }
}

/// Writes what went wrong as an English sentence, and returns its length without the NUL, as snprintf does:
/// a text that does not fit is cut. The text is empty if nothing went wrong, or if the draft was never used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_draft_explain(
    draft: *const Draft,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(draft, text, text_len, |state| state.problem) }
}
