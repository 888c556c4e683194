//! The driver of a cancel: what to store, send, wait for and conclude, one step at a time.

use core::ffi::{c_char, c_void};
use core::time::Duration;

use codec::cancel::{
    Cancel as CodecCancel, Decision, End as CodecEnd, EvidenceKind, MessageError, NotAsked,
    Policy as CodecPolicy, Step as CodecStep, Stored, screen,
};
use codec::signature::{InvalidSignature, Signature, SigningBytes, Verifier};

use crate::explain::{Keeps, explain, write_error};
use crate::memory::{Area, Context, Plain, Reads, Writes, area_of_slice, context};
use crate::outcome::{Outcome, write_outcome};
use crate::problem::{Error, Problem};
use crate::request::Request;
use crate::status::{Status, status};
use crate::text::Text;

/// A cancel, or none: the state machine that a terminal asks what to do next. It stores before it sends,
/// sends the same bytes again, asks for a new message when that helps, concludes from each answer, survives
/// a power cut at any point, stops in time, and alerts staff. It has no clock, no storage and no network.
///
/// It keeps the address of its buffer, which must stay where it is; only this library may write into it.
/// Fill a context with zeros before its first use. It needs no clean-up.
#[repr(C)]
#[derive(Debug)]
pub struct Cancel {
    /// Private.
    pub opaque: [u64; ALIPAY_CANCEL_WORDS],
}

/// The size of a cancel in words of 64 bits.
#[cfg(target_pointer_width = "32")]
pub const ALIPAY_CANCEL_WORDS: usize = 40;
/// The size of a cancel in words of 64 bits.
#[cfg(target_pointer_width = "64")]
pub const ALIPAY_CANCEL_WORDS: usize = 46;

/// A buffer for a cancel is this much longer than the longest request: the counts that are stored with it,
/// and evidence for staff.
pub const ALIPAY_CANCEL_OVERHEAD: usize = 145;

context!(State, Cancel, b"cncl");

#[repr(C)]
pub(crate) struct State {
    tag: u32,
    /// `None` if loading failed.
    machine: Option<CodecCancel<Buffer>>,
    buffer: Area,
    problem: Option<Problem>,
    /// The write that the machine asked for in its latest step.
    asked: Option<Stored>,
}

impl Keeps for State {
    fn check_kept(&self, reads: Reads<'_>) -> Result<(), Status> {
        match &self.machine {
            Some(_) => reads.kept(self.buffer),
            None => Ok(()),
        }
    }
}

/// The caller's buffer, without a borrow of it between two calls.
struct Buffer {
    start: *mut u8,
    len: usize,
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        match self.len {
            0 => &[],
            // SAFETY: `alipay_cancel_load` checked this memory; the caller promises that it still exists,
            // and every call checks that its other memory does not overlap it.
            len => unsafe { core::slice::from_raw_parts(self.start, len) },
        }
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        match self.len {
            0 => &mut [],
            // SAFETY: as above.
            len => unsafe { core::slice::from_raw_parts_mut(self.start, len) },
        }
    }
}

/// The limits of a cancel. alipay_cancel_policy_default fills it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct CancelPolicy {
    /// The wait after the first send, in milliseconds. Each further wait is twice as long.
    pub first_wait_ms: u32,
    /// The longest wait between two sends, in milliseconds.
    pub longest_wait_ms: u32,
    /// The most sends.
    pub sends: u16,
    /// The fewest sends before a limit of time ends the cancel.
    pub sends_at_least: u16,
    /// Give up so long after the first message was signed, in seconds.
    pub give_up_after_s: u32,
    /// Ask for a new message if the bytes are older than this, in seconds.
    pub renew_after_s: u32,
    /// How often a failed write is tried.
    pub store_attempts: u8,
}

// SAFETY: integers.
unsafe impl Plain for CancelPolicy {}

impl CancelPolicy {
    fn get(&self) -> CodecPolicy {
        let milliseconds = |time: u32| Duration::from_millis(time.into());
        let seconds = |time: u32| Duration::from_secs(time.into());
        CodecPolicy {
            first_wait: milliseconds(self.first_wait_ms),
            longest_wait: milliseconds(self.longest_wait_ms),
            sends: self.sends,
            sends_at_least: self.sends_at_least,
            give_up_after: seconds(self.give_up_after_s),
            renew_after: seconds(self.renew_after_s),
            store_attempts: self.store_attempts,
        }
    }
}

/// What to do now.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// There is no cancel.
    Idle = 0,
    /// Erase the page `page`, write the bytes into it, then call alipay_cancel_stored or
    /// alipay_cancel_store_failed.
    Store = 1,
    /// Send the bytes, then call alipay_cancel_answer or alipay_cancel_no_answer.
    Send = 2,
    /// Wait for `wait_ms`, then call alipay_cancel_waited.
    Wait = 3,
    /// Sign a new message with the clientId and the body of `request`, a new reqMsgId and the time now; then
    /// call alipay_cancel_message or alipay_cancel_no_message.
    NewMessage = 4,
    /// Show alipay_end_text(end). After ALIPAY_END_VOID call alipay_cancel_decided with
    /// ALIPAY_DECISION_CLOSE; after every other end alert staff, and call it when a person has decided.
    Finished = 5,
}

/// How a cancel has ended. Only ALIPAY_END_VOID lets the customer go.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It has not ended.
    None = 0,
    /// The sale is void.
    Void = 0x5A,
    /// The cancel was refused, and the payment may be live.
    Refused = 0x61,
    /// The platform did not process the cancel, and the payment may be live.
    NotProcessed = 0x62,
    /// The answer is authentic but not clear, and the payment may be live.
    Unclear = 0x63,
    /// There was no clear answer within the limits, and the payment may be live.
    GaveUp = 0x64,
    /// The cancel cannot be stored, so it was not sent, and the payment may be live.
    NotStored = 0x65,
}

impl End {
    const fn of(end: CodecEnd) -> Self {
        match end {
            CodecEnd::Void => Self::Void,
            CodecEnd::Refused => Self::Refused,
            CodecEnd::NotProcessed => Self::NotProcessed,
            CodecEnd::Unclear => Self::Unclear,
            CodecEnd::GaveUp => Self::GaveUp,
            CodecEnd::NotStored => Self::NotStored,
        }
    }

    fn codec(end: u32) -> Option<CodecEnd> {
        let mut ends = CodecEnd::ALL.into_iter();
        ends.find(|other| Self::of(*other) as u32 == end)
    }
}

/// What a cancel asks for. The bytes and texts point into its buffer, until the next call that changes the
/// cancel. A call that takes a const cancel does not.
#[repr(C)]
#[derive(Debug)]
pub struct Step {
    /// What to do.
    pub kind: StepKind,
    /// How the cancel has ended: for ALIPAY_STEP_KIND_FINISHED.
    pub end: End,
    /// The page to write, 0 or 1: for ALIPAY_STEP_KIND_STORE. A store that replaces its content in one
    /// indivisible step, such as a file that is renamed, ignores it.
    pub page: u8,
    /// The bytes to store or to send.
    pub bytes: *const u8,
    /// Their length.
    pub len: usize,
    /// How long to wait, in milliseconds.
    pub wait_ms: u64,
    /// The message before: for ALIPAY_STEP_KIND_NEW_MESSAGE.
    pub request: Request,
}

impl Step {
    const fn new(kind: StepKind) -> Self {
        Self {
            kind,
            end: End::None,
            page: 0,
            bytes: core::ptr::null(),
            len: 0,
            wait_ms: 0,
            request: Request::ABSENT,
        }
    }

    fn of(step: &CodecStep<'_>) -> Self {
        match step {
            CodecStep::Idle => Self::new(StepKind::Idle),
            CodecStep::Store(write) => Self {
                page: write.page(),
                bytes: write.bytes().as_ptr(),
                len: write.bytes().len(),
                ..Self::new(StepKind::Store)
            },
            CodecStep::Send(request) => Self {
                bytes: request.as_bytes().as_ptr(),
                len: request.as_bytes().len(),
                ..Self::new(StepKind::Send)
            },
            CodecStep::Wait(duration) => Self {
                wait_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
                ..Self::new(StepKind::Wait)
            },
            CodecStep::NewMessage(request) => Self {
                request: request.into(),
                ..Self::new(StepKind::NewMessage)
            },
            CodecStep::Finished(end) => Self {
                end: End::of(*end),
                ..Self::new(StepKind::Finished)
            },
        }
    }
}

/// For alipay_cancel_decided: this cancel needs nothing more. The store forgets it.
pub const ALIPAY_DECISION_CLOSE: u32 = 1;
/// For alipay_cancel_decided: try the cancel again, with a new message and new limits.
pub const ALIPAY_DECISION_TRY_AGAIN: u32 = 2;

/// What the latest answer said from which no "void" followed, for staff.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    /// "authentic": verified and matched. "unreadable": verified, but its members cannot be read.
    /// "unsigned": anyone can have written it.
    pub kind: Text,
    /// The send that was answered, counted from 1.
    pub send: u16,
    /// resultCode, at most 32 bytes.
    pub code: Text,
    /// resultMsg, cut to 64 bytes.
    pub message: Text,
    /// Where reading failed, in bytes, for "unreadable"; otherwise SIZE_MAX.
    pub offset: usize,
}

/// Verifies a signature elsewhere, for example in a secure element: RSASSA-PKCS1-v1_5 with SHA-256 over this
/// digest. It returns 1 if the signature holds; every other number means that it does not. `context` is what
/// the caller of alipay_cancel_answer_verified_by passed.
pub type VerifyFunction = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        digest: *const [u8; 32],
        signature: *const u8,
        signature_len: usize,
    ) -> u32,
>;

/// Writes the default limits: 10 sends, waits of 1 to 60 seconds, 15 minutes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_policy_default(policy: *mut CancelPolicy) -> Status {
    const fn milliseconds(duration: Duration) -> u32 {
        seconds(duration) * 1000
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "evaluated by the compiler; some minutes"
    )]
    const fn seconds(duration: Duration) -> u32 {
        duration.as_secs() as u32
    }
    const DEFAULT: CancelPolicy = CancelPolicy {
        first_wait_ms: milliseconds(CodecPolicy::DEFAULT.first_wait),
        longest_wait_ms: milliseconds(CodecPolicy::DEFAULT.longest_wait),
        sends: CodecPolicy::DEFAULT.sends,
        sends_at_least: CodecPolicy::DEFAULT.sends_at_least,
        give_up_after_s: seconds(CodecPolicy::DEFAULT.give_up_after),
        renew_after_s: seconds(CodecPolicy::DEFAULT.renew_after),
        store_attempts: CodecPolicy::DEFAULT.store_attempts,
    };
    status(|| {
        // SAFETY: as the header says.
        unsafe { Writes::new().result(policy) }?.write(DEFAULT);
        Ok(())
    })
}

/// Loads what the two pages of the store hold. Call it at each power-up; alipay_cancel_request then says
/// whether there is a cancel. A page that was never written may be empty, all zeros or all ones. A store with
/// one page passes NULL and 0 as the second one. The pages are not kept. The buffer is
/// ALIPAY_CANCEL_OVERHEAD bytes longer than the longest request. `policy` may be NULL: the default.
///
/// Errors: ALIPAY_STATUS_STORE if a cancel may be lost: alert staff; ALIPAY_STATUS_BUFFER_TOO_SMALL. alipay_cancel_error
/// has the details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_load(
    cancel: *mut Cancel,
    policy: *const CancelPolicy,
    first_page: *const u8,
    first_page_len: usize,
    second_page: *const u8,
    second_page_len: usize,
    buffer: *mut u8,
    buffer_len: usize,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (context, room) = unsafe {
            let context = writes.new_context::<State>(cancel)?;
            (context, writes.buffer(buffer, buffer_len)?)
        };
        let reads = writes.reads();
        let (policy, pages) = {
            // SAFETY: as the header says.
            unsafe {
                let policy = match policy.is_null() {
                    true => CodecPolicy::DEFAULT,
                    false => reads.value(policy)?.get(),
                };
                let first = reads.bytes(first_page, first_page_len)?;
                (policy, [first, reads.bytes(second_page, second_page_len)?])
            }
        };
        let state = context.write(State {
            tag: State::TAG,
            machine: None,
            buffer: area_of_slice(room),
            problem: None,
            asked: None,
        });
        let buffer = Buffer {
            start: buffer,
            len: buffer_len,
        };
        match CodecCancel::load(policy, pages, buffer) {
            Ok(machine) => state.machine = Some(machine),
            Err(error) => return Err(Problem::keep(&mut state.problem, error)),
        }
        Ok(())
    })
}

/// A call that only changes the state of the machine.
///
/// # Safety
///
/// As the header says.
unsafe fn change(
    cancel: *mut Cancel,
    change: impl FnOnce(&mut CodecCancel<Buffer>, &mut Option<Stored>) -> Result<(), Status>,
) -> Status {
    status(|| {
        // SAFETY: as the header says.
        let state = unsafe { Writes::new().context::<State>(cancel) }?;
        let machine = state.machine.as_mut().ok_or(Status::WrongOrder)?;
        change(machine, &mut state.asked)
    })
}

/// A call that passes bytes to the machine.
///
/// # Safety
///
/// As the header says.
unsafe fn change_with_bytes(
    cancel: *mut Cancel,
    (bytes, len): (*const u8, usize),
    change: impl FnOnce(&mut CodecCancel<Buffer>, &[u8]) -> Result<(), MessageError>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let state = unsafe { writes.context::<State>(cancel) }?;
        writes.kept(state.buffer)?;
        // SAFETY: as the header says.
        let bytes = unsafe { writes.reads().bytes(bytes, len) }?;
        let machine = state.machine.as_mut().ok_or(Status::WrongOrder)?;
        let changed = change(machine, bytes);
        changed.map_err(|error| Problem::keep(&mut state.problem, error))
    })
}

/// Begins a cancel with this signed request, which was never sent. The machine copies it. If
/// `has_window_end` is not 0, the platform accepts cancels of this sale until `window_end`, a Unix time in
/// seconds; in Hong Kong that is 00:15 of the next day.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the machine is idle; ALIPAY_STATUS_MESSAGE; ALIPAY_STATUS_BUFFER_TOO_SMALL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_begin(
    cancel: *mut Cancel,
    envelope: *const u8,
    envelope_len: usize,
    has_window_end: u8,
    window_end: i64,
) -> Status {
    let window_end = (has_window_end != 0).then_some(window_end);
    let begin = |machine: &mut CodecCancel<Buffer>, bytes: &[u8]| machine.begin(bytes, window_end);
    // SAFETY: as the header says.
    unsafe { change_with_bytes(cancel, (envelope, envelope_len), begin) }
}

/// Writes what to do now. `now` is the Unix time in seconds. `random` is any number, for the jitter: it
/// shortens each wait by half at most; 255 shortens nothing. Without a report in between, the machine asks
/// for the same again.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_step(
    cancel: *mut Cancel,
    now: i64,
    random: u8,
    step: *mut Step,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (state, result) = unsafe {
            let state = writes.context::<State>(cancel)?;
            (state, writes.result(step)?)
        };
        writes.kept(state.buffer)?;
        let machine = state.machine.as_mut().ok_or(Status::WrongOrder)?;
        let step = machine.step(now, random);
        result.write(Step::of(&step));
        state.asked = match step {
            CodecStep::Store(write) => Some(write.done()),
            _ => None,
        };
        Ok(())
    })
}

/// Reports that the page was written.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the latest step asked for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_stored(cancel: *mut Cancel) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, asked| {
            machine.stored(asked.take().ok_or(Status::WrongOrder)?);
            Ok(())
        })
    }
}

/// Reports that the page could not be written.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER unless the latest step asked for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_store_failed(cancel: *mut Cancel) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, asked| {
            asked.take().ok_or(Status::WrongOrder)?;
            machine.store_failed();
            Ok(())
        })
    }
}

/// Reports an answer, verifies it with the keys of the platform, and writes its outcome for the log; an
/// outcome of an answer that comes too late is written too. Only the next step says what follows. For more
/// details in the log, read the answer again with an alipay_response_reader. `keys` points to `key_count`
/// addresses of keys, the usual key first. `scratch` is as for alipay_response_read; twice as long as the
/// answer is enough for the evidence of an answer that is not UTF-8, too. On an error it writes
/// ALIPAY_OUTCOME_NONE, but not over other memory of the call.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if nothing or no key was loaded.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_answer(
    cancel: *mut Cancel,
    answer: *const u8,
    answer_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
    keys: *const *const crate::key::Key,
    key_count: usize,
    outcome: *mut Outcome,
) -> Status {
    let verify = |reads: Reads<'_>| {
        // SAFETY: as the header says.
        let keys = unsafe { reads.values(keys, key_count) }?;
        for &key in keys {
            // SAFETY: as the header says.
            unsafe { crate::key::open(key, reads) }?;
        }
        Ok(move |bytes: SigningBytes<'_>, signature: &Signature| {
            keys.iter().any(|&key| {
                // SAFETY: opened above; nothing was written since.
                let key = unsafe { crate::key::open(key, Writes::new().reads()) };
                key.is_ok_and(|key| key.verify(bytes, signature).is_ok())
            })
        })
    };
    let (answer, scratch) = ((answer, answer_len), (scratch, scratch_len));
    // SAFETY: as the header says.
    unsafe { answer_with(cancel, answer, scratch, outcome, verify) }
}

/// As alipay_cancel_answer, with keys in flash.
#[cfg(feature = "rsa-verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_answer_rsa2048(
    cancel: *mut Cancel,
    answer: *const u8,
    answer_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
    keys: *const *const crate::key::Rsa2048Key,
    key_count: usize,
    outcome: *mut Outcome,
) -> Status {
    let verify = |reads: Reads<'_>| {
        // SAFETY: as the header says.
        let keys = unsafe { reads.values(keys, key_count) }?;
        for &key in keys {
            // SAFETY: as the header says.
            unsafe { reads.value(key) }?;
        }
        Ok(move |bytes: SigningBytes<'_>, signature: &Signature| {
            keys.iter().any(|&key| {
                // SAFETY: checked above; nothing was written since.
                let key = unsafe { Writes::new().reads().value(key) };
                key.is_ok_and(|key| key.codec().verify(bytes, signature).is_ok())
            })
        })
    };
    let (answer, scratch) = ((answer, answer_len), (scratch, scratch_len));
    // SAFETY: as the header says.
    unsafe { answer_with(cancel, answer, scratch, outcome, verify) }
}

/// As alipay_cancel_answer, with a function that verifies elsewhere. It is called with `context`, perhaps
/// several times, and must not use this cancel.
///
/// Errors: ALIPAY_STATUS_NULL_POINTER, also for the function; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_answer_verified_by(
    cancel: *mut Cancel,
    answer: *const u8,
    answer_len: usize,
    scratch: *mut u8,
    scratch_len: usize,
    verify: VerifyFunction,
    context: *mut c_void,
    outcome: *mut Outcome,
) -> Status {
    let verify = |_: Reads<'_>| {
        let verify = verify.ok_or(Status::NullPointer)?;
        Ok(move |bytes: SigningBytes<'_>, signature: &Signature| {
            let (digest, signature) = (bytes.digest(), signature.as_bytes());
            // SAFETY: the header says what the function is. 1 is success, so that a function that returns
            // nothing sensible is unlikely to succeed.
            unsafe {
                verify(
                    context,
                    &raw const digest,
                    signature.as_ptr(),
                    signature.len(),
                ) == 1
            }
        })
    };
    let (answer, scratch) = ((answer, answer_len), (scratch, scratch_len));
    // SAFETY: as the header says.
    unsafe { answer_with(cancel, answer, scratch, outcome, verify) }
}

/// Verifies with a function.
struct VerifiedBy<F>(F);

impl<F: Fn(SigningBytes<'_>, &Signature) -> bool> Verifier for VerifiedBy<F> {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        match (self.0)(bytes, signature) {
            true => Ok(()),
            false => Err(InvalidSignature),
        }
    }
}

/// # Safety
///
/// As the header says.
unsafe fn answer_with<V: Fn(SigningBytes<'_>, &Signature) -> bool>(
    cancel: *mut Cancel,
    (answer, answer_len): (*const u8, usize),
    (scratch, scratch_len): (*mut u8, usize),
    outcome: *mut Outcome,
    verify: impl FnOnce(Reads<'_>) -> Result<V, Status>,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let result = unsafe { writes.result(outcome) }?;
        let answer = move || {
            // SAFETY: as the header says.
            let (state, scratch) = unsafe {
                let state = writes.context::<State>(cancel)?;
                (state, writes.buffer(scratch, scratch_len)?)
            };
            writes.kept(state.buffer)?;
            let reads = writes.reads();
            // SAFETY: as the header says.
            let answer = unsafe { reads.bytes(answer, answer_len) }?;
            let verifier = VerifiedBy(verify(reads)?);
            let machine = state.machine.as_mut().ok_or(Status::WrongOrder)?;
            Ok((&machine.answer(answer, scratch, &[&verifier])).into())
        };
        write_outcome(result, answer())
    })
}

/// Reports that there was no answer: a timeout, or no connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_no_answer(cancel: *mut Cancel) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, _| {
            machine.no_answer();
            Ok(())
        })
    }
}

/// Reports that the wait is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_waited(cancel: *mut Cancel) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, _| {
            machine.waited();
            Ok(())
        })
    }
}

/// Takes over the new message that ALIPAY_STEP_KIND_NEW_MESSAGE asked for. The machine copies it.
///
/// Errors: ALIPAY_STATUS_MESSAGE, ALIPAY_STATUS_BUFFER_TOO_SMALL: it still asks then.
/// ALIPAY_STATUS_WRONG_ORDER if it did not ask.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_message(
    cancel: *mut Cancel,
    envelope: *const u8,
    envelope_len: usize,
) -> Status {
    let message = |machine: &mut CodecCancel<Buffer>, bytes: &[u8]| machine.message(bytes);
    // SAFETY: as the header says.
    unsafe { change_with_bytes(cancel, (envelope, envelope_len), message) }
}

/// Reports that no new message can be signed. The machine sends the old one again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_no_message(cancel: *mut Cancel) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, _| {
            machine.no_message();
            Ok(())
        })
    }
}

/// Reports what was decided about the cancel that has ended: ALIPAY_DECISION_CLOSE or
/// ALIPAY_DECISION_TRY_AGAIN.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if the cancel has not ended, and for ALIPAY_DECISION_TRY_AGAIN after
/// ALIPAY_END_VOID; ALIPAY_STATUS_NOT_FOUND for another number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_decided(cancel: *mut Cancel, decision: u32) -> Status {
    // SAFETY: as the header says.
    unsafe {
        change(cancel, |machine, _| {
            let decision = match decision {
                ALIPAY_DECISION_CLOSE => Decision::Close,
                ALIPAY_DECISION_TRY_AGAIN => Decision::TryAgain,
                _ => return Err(Status::NotFound),
            };
            let decided = machine.decided(decision);
            decided.map_err(|NotAsked| Status::WrongOrder)
        })
    }
}

/// Writes how often messages of this cancel were sent, counted together, and how many messages were signed.
///
/// Errors: ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_counts(
    cancel: *const Cancel,
    sends: *mut u16,
    messages: *mut u16,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (sends, messages, machine) = unsafe {
            let (sends, messages) = (writes.result(sends)?, writes.result(messages)?);
            (sends, messages, open(cancel, writes.reads())?)
        };
        sends.write(machine.sent());
        messages.write(machine.messages());
        Ok(())
    })
}

/// Writes the request of this cancel. Its texts point into the buffer, until the next call that changes the
/// cancel.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if there is no cancel; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_request(
    cancel: *const Cancel,
    request: *mut Request,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, machine) = unsafe {
            let result = writes.result(request)?;
            (result, open(cancel, writes.reads())?)
        };
        let request = machine.request().ok_or(Status::NotFound)?;
        result.write((&request).into());
        Ok(())
    })
}

/// Writes what the latest answer said from which no "void" followed, for staff. Its texts are in the cancel,
/// until the next call that changes it.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if there is none; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_evidence(
    cancel: *const Cancel,
    evidence: *mut Evidence,
) -> Status {
    status(|| {
        let mut writes = Writes::new();
        // SAFETY: as the header says.
        let (result, machine) = unsafe {
            let result = writes.result(evidence)?;
            (result, open(cancel, writes.reads())?)
        };
        let evidence = machine.evidence().ok_or(Status::NotFound)?;
        let offset = evidence.offset().map(usize::try_from);
        result.write(Evidence {
            kind: Text::of_static(match evidence.kind() {
                EvidenceKind::Unsigned => "unsigned",
                EvidenceKind::Unreadable => "unreadable",
                EvidenceKind::Authentic => "authentic",
            }),
            send: evidence.send(),
            code: Text::of(evidence.code()),
            message: Text::of(evidence.message()),
            offset: offset.and_then(Result::ok).unwrap_or(usize::MAX),
        });
        Ok(())
    })
}

/// # Safety
///
/// As the header says.
unsafe fn open<'a>(
    cancel: *const Cancel,
    reads: Reads<'_>,
) -> Result<&'a CodecCancel<Buffer>, Status> {
    // SAFETY: as the header says.
    let state = unsafe { reads.context::<State>(cancel) }?;
    reads.kept(state.buffer)?;
    state.machine.as_ref().ok_or(Status::WrongOrder)
}

/// The stable code of an end, for logs: "gave-up". Empty for a number that is no end.
#[unsafe(no_mangle)]
pub extern "C" fn alipay_end_code(end: u32) -> Text {
    Text::of_static(End::codec(end).map_or("", CodecEnd::code))
}

/// What to show to the cashier: an English sentence. Only the sentence of ALIPAY_END_VOID lets the customer
/// go. For a number that is no end, the sentence of ALIPAY_END_GAVE_UP.
#[unsafe(no_mangle)]
pub extern "C" fn alipay_end_text(end: u32) -> Text {
    Text::of_static(screen::english(End::codec(end).unwrap_or(CodecEnd::GaveUp)))
}

/// Writes the details of the latest call that failed because of what it was given.
///
/// Errors: ALIPAY_STATUS_NOT_FOUND if none did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_error(cancel: *const Cancel, error: *mut Error) -> Status {
    // SAFETY: as the header says.
    unsafe { write_error::<State>(cancel, error, |state| state.problem.map(|it| it.error())) }
}

/// Writes what went wrong as an English sentence, as alipay_draft_explain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn alipay_cancel_explain(
    cancel: *const Cancel,
    text: *mut c_char,
    text_len: usize,
) -> usize {
    // SAFETY: as the header says.
    unsafe { explain::<State, _>(cancel, text, text_len, |state| state.problem) }
}
