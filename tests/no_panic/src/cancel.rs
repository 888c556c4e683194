//! The driver of a cancel.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use alipay_acquiring::cancel::rules::{Rules, Standard};
use alipay_acquiring::cancel::{
    Cancel, Decision, End, Evidence, EvidenceKind, LoadError, MessageError, NotAsked, PageWrite,
    Policy, Step, Stored, StoredRequest, screen,
};
use alipay_acquiring::{Outcome, PayCancelRequest};

use crate::functions::Key;

/// A terminal's buffer in RAM.
type Static = Cancel<&'static mut [u8]>;
type Owned = Cancel<[u8; 1024]>;

#[unsafe(no_mangle)]
pub fn entry_cancel_load(
    policy: Policy,
    pages: [&[u8]; 2],
    buffer: &'static mut [u8],
) -> Result<Static, LoadError> {
    Cancel::load(policy, pages, buffer)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_load_owned(policy: Policy, pages: [&[u8]; 2]) -> Result<Owned, LoadError> {
    Cancel::load(policy, pages, [0; 1024])
}

#[unsafe(no_mangle)]
pub fn entry_cancel_load_with_rules(
    policy: Policy,
    pages: [&[u8]; 2],
    buffer: &'static mut [u8],
) -> Result<Static, LoadError> {
    fn load<R: Rules>(
        policy: Policy,
        pages: [&[u8]; 2],
        buffer: &'static mut [u8],
    ) -> Result<Cancel<&'static mut [u8], R>, LoadError> {
        Cancel::load_with_rules(policy, pages, buffer)
    }
    load::<Standard>(policy, pages, buffer)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_begin(
    cancel: &mut Static,
    envelope: &[u8],
    window_end: Option<i64>,
) -> Result<(), MessageError> {
    cancel.begin(envelope, window_end)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_step(cancel: &mut Static, now: i64, random: u8) -> Step<'_> {
    cancel.step(now, random)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_step_owned(cancel: &mut Owned, now: i64, random: u8) -> Step<'_> {
    cancel.step(now, random)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_stored(cancel: &mut Static, stored: Stored) {
    cancel.stored(stored);
}

#[unsafe(no_mangle)]
pub fn entry_cancel_store_failed(cancel: &mut Static) {
    cancel.store_failed();
}

#[unsafe(no_mangle)]
pub fn entry_cancel_answer(
    cancel: &mut Static,
    answer: &[u8],
    scratch: &mut [u8],
    keys: &[&Key],
) -> Outcome {
    cancel.answer(answer, scratch, keys)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_no_answer(cancel: &mut Static) {
    cancel.no_answer();
}

#[unsafe(no_mangle)]
pub fn entry_cancel_waited(cancel: &mut Static) {
    cancel.waited();
}

#[unsafe(no_mangle)]
pub fn entry_cancel_message(cancel: &mut Static, envelope: &[u8]) -> Result<(), MessageError> {
    cancel.message(envelope)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_no_message(cancel: &mut Static) {
    cancel.no_message();
}

#[unsafe(no_mangle)]
pub fn entry_cancel_decided(cancel: &mut Static, decision: Decision) -> Result<(), NotAsked> {
    cancel.decided(decision)
}

#[unsafe(no_mangle)]
pub fn entry_cancel_request(cancel: &Static) -> Option<PayCancelRequest<'_>> {
    cancel.request()
}

#[unsafe(no_mangle)]
pub fn entry_cancel_counts(cancel: &Static) -> (u16, u16, Option<&Evidence>) {
    (cancel.sent(), cancel.messages(), cancel.evidence())
}

#[unsafe(no_mangle)]
pub fn entry_cancel_evidence(evidence: &Evidence) -> (EvidenceKind, u16, Option<u32>, &str, &str) {
    let (kind, send, offset) = (evidence.kind(), evidence.send(), evidence.offset());
    (kind, send, offset, evidence.code(), evidence.message())
}

#[unsafe(no_mangle)]
pub fn entry_cancel_end(end: End) -> (bool, &'static str, &'static str) {
    (end.alerts_staff(), end.code(), screen::english(end))
}

#[unsafe(no_mangle)]
pub fn entry_cancel_page_write(write: PageWrite<'_>) -> (u8, &[u8], Stored) {
    (write.page(), write.bytes(), write.done())
}

#[unsafe(no_mangle)]
pub fn entry_cancel_stored_request<'c>(request: &StoredRequest<'c>) -> &'c [u8] {
    request.as_bytes()
}
