//! `outcome`: what may be concluded from a request and its answer.

use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring::{
    DecodeError, Failure, Outcome, PendingCancel, UnknownReason, UnsignedFailure,
};
use serde_json::{Value, json};

use crate::arguments::Outcome as Arguments;
use crate::files;
use crate::key_file::read_public_keys;
use crate::output::{Answer, Report, row, verdict};

pub(crate) fn run(arguments: &Arguments) -> Answer {
    let keys = read_public_keys(&arguments.keys)?;
    let file = &arguments.request;
    let request = files::read(file)?;
    let answer = files::read(&arguments.answer)?;
    let outcome = conclude(&request, &answer, &keys)
        .map_err(|error| format!("{file:?}: expected a request of payCancel: {error}"))?;
    Ok(Report {
        text: text(outcome, &answer),
        json: json(outcome, &answer),
        is_yes: outcome == Outcome::Success,
    })
}

/// The outcome of a payCancel request that the user made.
pub(crate) fn conclude(
    request: &[u8],
    answer: &[u8],
    keys: &[(String, RsaVerifyingKey)],
) -> Result<Outcome, DecodeError> {
    let pending = PendingCancel::assume_from_own_storage(request)?;
    let keys = keys.iter().map(|(name, key)| (name, key));
    Ok(pending.conclude_any(answer, keys))
}

/// What an answer without a signature claims. Anyone can have written it, but it may report a wrong key.
fn unsigned(outcome: Outcome, answer: &[u8]) -> Option<String> {
    if matches!(outcome, Outcome::Success | Outcome::Failed(_)) {
        return None;
    }
    let mut scratch = vec![0; 2 * answer.len()];
    let failure = UnsignedFailure::decode(answer, &mut scratch).ok()?;
    Some(failure.result.to_string())
}

pub(crate) fn text(outcome: Outcome, answer: &[u8]) -> String {
    let is_success = outcome == Outcome::Success;
    let mut text = format!("{}\n", verdict(is_success, outcome));
    text += &row("code", outcome.code());
    text += &row("what to do", what_to_do(outcome));
    if let Some(claims) = unsigned(outcome, answer) {
        text += &row(
            "it claims",
            format!("{claims}; it is not signed, so perhaps not true"),
        );
    }
    text
}

pub(crate) fn json(outcome: Outcome, answer: &[u8]) -> Value {
    json!({
        "outcome": outcome.code(),
        "isSuccess": outcome == Outcome::Success,
        "meaning": outcome.to_string(),
        "whatToDo": what_to_do(outcome),
        "unsignedClaim": unsigned(outcome, answer),
    })
}

/// The advice of the table in the documentation of `Outcome`.
const fn what_to_do(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "the sale is void: let the customer go",
        Outcome::Failed(Failure::TryLater) => "wait, send the same bytes again",
        Outcome::Failed(Failure::NotProcessed) => {
            "keep the request, send the same bytes again within the limits, then alert staff"
        }
        Outcome::Failed(_) => "the payment may be live: query it, then refund it or call staff",
        Outcome::Unknown(
            UnknownReason::UnlistedStatus
            | UnknownReason::Contradiction(_)
            | UnknownReason::Transaction(_),
        ) => "query the payment, then call staff",
        Outcome::Unknown(_) => "send the same bytes again, after a longer wait each time",
    }
}
