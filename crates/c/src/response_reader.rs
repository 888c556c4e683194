//! Reading a response: read, verify, match, conclude.

use core::ffi::c_char;
use core::fmt;

use codec::{DecodeError, Outcome as CodecOutcome, PayCancelResponse, Unverified};

use crate::claims::Claimed;
use crate::explain::{Keeps, explain, open, write_error};
use crate::incoming::{Incoming, Readable, Step};
use crate::memory::{Writes, context};
use crate::outcome::{Outcome, write_outcome};
use crate::problem::{Error, Problem};
use crate::request::Request;
use crate::response::Response;
use crate::status::{Status, status};
use crate::violation::Violation;

/// A response on its way from bytes to an outcome. The steps are: alipay_response_read,
/// alipay_response_verify, alipay_response_match, alipay_response_outcome. A step that is called too early
/// returns ALIPAY_STATUS_WRONG_ORDER.
///
/// It keeps the addresses of the input and of the scratch buffer: they must stay where they are, and
/// unchanged, as long as you use the reader and the texts that it gave you. Fill a context with zeros before
/// its first use. It needs no clean-up.
#[repr(C)]
#[derive(Debug)]
pub struct ResponseReader {
    /// Private.
    pub opaque: [u64; ALIPAY_RESPONSE_READER_WORDS],
}

/// The size of a reader of responses in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_RESPONSE_READER_WORDS: usize = 36;
/// The size of a reader of responses in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_RESPONSE_READER_WORDS: usize = 62;

context!(State, ResponseReader, b"resp");

type State = Incoming<PayCancelResponse<'static>>;

impl Readable for PayCancelResponse<'static> {
    fn decode(
        input: &'static [u8],
        scratch: &'static mut [u8],
    ) -> Result<Unverified<'static, Self>, DecodeError> {
        PayCancelResponse::decode(input, scratch)
    }
}

/// Reads a response in one strict pass. `scratch` is for texts with escapes: a scratch buffer as long as
/// the input is always enough, and none is needed without escapes. PHP writes the slashes of a signature
/// with escapes, which takes 344 bytes for RSA-2048.
///
/// Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_UNSIGNED, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_response_error has the
/// details, and alipay_response_outcome what may be concluded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_read(
    reader: *mut ResponseReader,
    input: *const u8,
    input_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::read(reader, (input, input_len), (scratch, scratch_len)) })
}

/// Verifies the signature with a key of the platform (RFC 8017, section 8.2.2). After
/// ALIPAY_STATUS_INVALID_SIGNATURE another key can be tried, as during a key rotation.
///
/// Errors: ALIPAY_STATUS_INVALID_SIGNATURE; ALIPAY_STATUS_WRONG_ORDER unless the response was read and not verified yet.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_verify(
    reader: *mut ResponseReader,
    key: *const crate::key::Key,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::verify_with_key(reader, key) })
}

/// As alipay_response_verify, with a key in flash.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_verify_rsa2048(
    reader: *mut ResponseReader,
    key: *const crate::key::Rsa2048Key,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::verify_with_rsa2048_key(reader, key) })
}

/// Writes where the signing bytes are in the input, for a verifier elsewhere.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_signing_bytes(
    reader: *const ResponseReader,
    bytes: *mut *const u8,
    len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_signing_bytes(reader, bytes, len) })
}

/// Writes the SHA-256 digest of the signing bytes, 32 bytes, for a secure element that verifies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_digest(
    reader: *const ResponseReader,
    digest: *mut [u8; 32],
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_digest(reader, digest) })
}

/// Writes the signature and its length, for a secure element that verifies. A buffer of
/// ALIPAY_SIGNATURE_MAX_LEN bytes is always enough.
///
/// Errors: ALIPAY_STATUS_INVALID_SIGNATURE if its text is not canonical base64 of 256 to 512 bytes;
/// ALIPAY_STATUS_BUFFER_TOO_SMALL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_signature(
    reader: *const ResponseReader,
    buffer: *mut u8,
    buffer_len: usize,
    signature_len: *mut usize,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { State::write_signature(reader, (buffer, buffer_len), signature_len) })
}

/// Goes on as if alipay_response_verify had succeeded. Call it only if you have verified the signature over
/// the signing bytes yourself, for example with a secure element: **the caller of this
/// function decides whether a forged answer is believed.**
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the response was read and not verified yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_assume_verified_by_caller(
    reader: *mut ResponseReader,
) -> Status {
    // SAFETY: as the header says.
    status(|| unsafe { Writes::new().context::<State>(reader) }?.verify(|_| Ok(())))
}

/// Matches the verified response to the request that it should answer: clientId and reqMsgId must be equal.
/// `request` is what you sent: only its texts are used. After ALIPAY_STATUS_MISMATCH another request can be tried.
///
/// Errors: ALIPAY_STATUS_MISMATCH; ALIPAY_STATUS_VALUE if the request is not valid; ALIPAY_STATUS_WRONG_ORDER unless the response
/// was verified and not matched yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_match(
    reader: *mut ResponseReader,
    request: *const Request,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let reader = unsafe { writes.context::<State>(reader) }?;
        if reader.step != Step::Verified {
            return Err(Status::WrongOrder);
        }
        let reads = writes.reads();
        // SAFETY: as the header says.
        let request = unsafe { reads.value(request)?.get(reads, &mut reader.problem) }?;
        let outcome = match reader.verified()?.answering(&request) {
            Ok(answer) => answer.outcome(),
            Err(mismatch) => {
                reader.outcome = Some(CodecOutcome::Unknown(mismatch.into()));
                return Err(Problem::keep(&mut reader.problem, mismatch));
            }
        };
        reader.outcome = Some(outcome);
        reader.problem = None;
        reader.step = Step::Matched;
        Ok(())
    })
}

/// Writes what may be concluded. That is possible after alipay_response_match, and also after a step that
/// failed: then nothing is known, and the outcome says why. On an error it writes ALIPAY_OUTCOME_NONE, but not
/// over other memory of the call.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if the response was read but not matched yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_outcome(
    reader: *const ResponseReader,
    outcome: *mut Outcome,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(outcome) }?;
        // SAFETY: as the header says.
        let reader = unsafe { open::<State>(reader, &writes) };
        let outcome = reader.and_then(|reader| reader.outcome.as_ref().ok_or(Status::WrongOrder));
        write_outcome(result, outcome.map(Into::into))
    })
}

/// Writes the members of a verified response. Its texts point into the input, the scratch buffer and the
/// reader.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the response was verified.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_values(
    reader: *const ResponseReader,
    response: *mut Response,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, reader) = unsafe {
            let result = writes.result(response)?;
            (result, open::<State>(reader, &writes)?)
        };
        // By reference: the digits of `resultCodeId` are in the message.
        result.write((&*reader.verified()?).into());
        Ok(())
    })
}

/// Writes one of the rules that a verified response breaks. Count `index` up from 0 until the function
/// returns ALIPAY_STATUS_END. If `request` is not NULL, the rules between the response and this request count too.
///
/// Errors: ALIPAY_STATUS_END; ALIPAY_STATUS_WRONG_ORDER unless the response was verified; ALIPAY_STATUS_MISMATCH if it answers
/// another request; ALIPAY_STATUS_VALUE if the request is not valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_violation(
    reader: *const ResponseReader,
    request: *const Request,
    index: usize,
    violation: *mut Violation,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(violation) }?;
        let reads = writes.reads();
        // SAFETY: as the header says.
        let reader = unsafe { reads.context::<State>(reader) }?;
        reader.check_kept(reads)?;
        let response = reader.verified()?;
        let found = if request.is_null() {
            response.violations().nth(index)
        } else {
            // SAFETY: as the header says.
            let request = unsafe { reads.value(request)?.get(reads, &mut None) }?;
            let answer = response.answering(&request);
            answer
                .map_err(|_| Status::Mismatch)?
                .violations()
                .nth(index)
        };
        result.write(found.ok_or(Status::End)?.into());
        Ok(())
    })
}

/// Writes what the response claims, verified or not.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if the response could not be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_claimed(
    reader: *const ResponseReader,
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

/// Writes the details of the latest step that failed, or of an outcome that is unknown.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if there are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_error(
    reader: *const ResponseReader,
    error: *mut Error,
) -> Status {
    let of = |state: &State| match (state.problem, &state.outcome) {
        (Some(problem), _) => Some(problem.error()),
        (None, Some(outcome)) => Error::of_outcome(outcome),
        (None, None) => None,
    };
    // SAFETY: as the header says.
    unsafe { write_error::<State>(reader, error, of) }
}

/// Writes the outcome, or what went wrong, as an English sentence, as alipay_draft_explain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_response_explain(
    reader: *const ResponseReader,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    let of = |state: &State| match (state.problem, state.outcome) {
        (Some(problem), _) => Some(Explained::Problem(problem)),
        (None, Some(outcome)) => Some(Explained::Outcome(outcome)),
        (None, None) => None,
    };
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(reader, text, text_len, of) }
}

enum Explained {
    Problem(Problem),
    Outcome(CodecOutcome),
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => problem.fmt(f),
            Self::Outcome(outcome) => outcome.fmt(f),
        }
    }
}
