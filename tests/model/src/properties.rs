//! What must hold in every state, and what must be reached so that this says something.

use alipay_acquiring::cancel::End;
use alipay_acquiring::cancel::rules::Rules;

use crate::Cancels;
use crate::world::{self, Asks, POLICY, State};

pub(crate) const VOID: &str = "the end says void only if the platform cancelled this sale";
pub(crate) const STORED_FIRST: &str = "no request is sent that was not stored first";
pub(crate) const NOT_LOST: &str = "no stored request is lost or forgotten";
pub(crate) const SAME_BYTES: &str = "a retry has the same bytes, unless they are old";
pub(crate) const ENDS: &str = "every run ends within the policy";
pub(crate) const ALERTED: &str = "staff are alerted whenever the truth is unknown";
pub(crate) const NOT_EARLY: &str = "neither a clock nor a provoked failure ends a cancel early";

pub(crate) const PROPERTIES: [&str; 7] = [
    VOID,
    STORED_FIRST,
    NOT_LOST,
    SAME_BYTES,
    ENDS,
    ALERTED,
    NOT_EARLY,
];

/// No more steps than this are possible between two sends, or before the first or after the last one.
pub(crate) const STEPS: u8 = 24;

/// A condition on a state.
pub(crate) type Condition<R> = fn(&Cancels<R>, &State<R>) -> bool;

/// The properties.
pub(crate) fn always<R: Rules + Clone>() -> [(&'static str, Condition<R>); 7] {
    [
        (VOID, |_, state| {
            state.asks != Asks::Finished(End::Void) || state.world.cancelled
        }),
        (STORED_FIRST, |_, state| {
            !state.seen.sent_what_was_not_stored
        }),
        // What a power cut would leave.
        (NOT_LOST, |_, state| {
            let found = world::load::<R>(POLICY, &state.pages);
            !state.seen.owed || found.is_some_and(|cancel| cancel.request().is_some())
        }),
        (SAME_BYTES, |_, state| {
            !state.seen.sent_other_bytes && !state.seen.renewed_too_early
        }),
        (ENDS, |model, state| {
            state.seen.sends <= model.bound.sends && state.seen.steps <= STEPS
        }),
        // A machine at rest has shown an end, or has nothing to tell.
        (ALERTED, |_, state| {
            state.asks != Asks::Nothing || !state.seen.owed
        }),
        (NOT_EARLY, |_, state| match state.asks {
            Asks::Finished(End::GaveUp | End::NotProcessed) => {
                state.cancel.sent() >= POLICY.sends_at_least
            }
            _ => true,
        }),
    ]
}

pub(crate) const REACHED: [&str; 9] = [
    "the end void",
    "the end refused",
    "the end not-processed",
    "the end unclear",
    "the end gave-up",
    "the end not-stored",
    "a damaged store",
    "a new message",
    "the sale is cancelled, but the end is not void",
];

/// The states that must be reached.
pub(crate) fn reached<R: Rules + Clone>() -> [(&'static str, Condition<R>); 9] {
    let [
        void,
        refused,
        not_processed,
        unclear,
        gave_up,
        not_stored,
        damaged,
        new,
        not_void,
    ] = REACHED;
    [
        (void, |_, state| state.asks == Asks::Finished(End::Void)),
        (refused, |_, state| {
            state.asks == Asks::Finished(End::Refused)
        }),
        (not_processed, |_, state| {
            state.asks == Asks::Finished(End::NotProcessed)
        }),
        (unclear, |_, state| {
            state.asks == Asks::Finished(End::Unclear)
        }),
        (gave_up, |_, state| {
            state.asks == Asks::Finished(End::GaveUp)
        }),
        (not_stored, |_, state| {
            state.asks == Asks::Finished(End::NotStored)
        }),
        (damaged, |_, state| state.asks == Asks::StoreIsDamaged),
        (new, |_, state| state.asks == Asks::NewMessage),
        (not_void, |_, state| {
            matches!(state.asks, Asks::Finished(end) if end != End::Void) && state.world.cancelled
        }),
    ]
}
