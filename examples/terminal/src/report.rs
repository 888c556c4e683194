//! What the terminal tells its log, staff, and its caller. Nothing is decided here.

use alipay_acquiring::cancel::{End, Evidence, EvidenceKind};
use alipay_acquiring::signature::RsaVerifyingKey;
use alipay_acquiring::{Outcome, PayCancelRequest, PayCancelResponse, PayCancelResultCode};

/// The result of a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub end: End,
    /// The last send of this run.
    pub last: Attempt,
    /// How many requests were written for this cancel.
    pub requests: u16,
    /// How often they were sent, counted together.
    pub sent: u16,
}

/// What followed from one send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The outcome; `None` if nothing was sent.
    pub outcome: Option<Outcome>,
    /// The code of the response, if the response is authentic and the code is listed.
    pub code: Option<PayCancelResultCode>,
    /// The `resultMsg` of the response, if the response is authentic.
    pub result_msg: Option<String>,
}

impl Attempt {
    pub(crate) fn without_response(outcome: Outcome) -> Self {
        Self {
            outcome: Some(outcome),
            ..Self::default()
        }
    }

    /// Reads a response for the log, from which the driver has concluded this outcome. `None` if it is not
    /// an authentic response to the request.
    pub(crate) fn read(
        outcome: Outcome,
        request: &PayCancelRequest,
        response: &[u8],
        keys: &[&RsaVerifyingKey],
        log: &mut dyn FnMut(&str),
    ) -> Option<Self> {
        let mut scratch = vec![0; response.len()];
        let response = PayCancelResponse::decode(response, &mut scratch).ok()?;
        let (_, response) = response
            .verify_any(keys.iter().map(|&key| ((), key)))
            .ok()?;
        let answer = response.answering(request).ok()?;
        for violation in answer.violations() {
            log(&format!("   {violation}"));
        }
        let result = &answer.body.result_info;
        let result_msg = result.result_msg.map(|msg| msg.as_str().to_owned());
        if let Some(msg) = &result_msg {
            log(&format!("   {}: {msg:?}", result.result_code));
        }
        Some(Self {
            outcome: Some(outcome),
            code: result.code().ok().flatten(),
            result_msg,
        })
    }
}

/// The line for staff about a cancel that did not end with "void".
pub(crate) fn for_staff(evidence: &Evidence) -> String {
    let kind = match evidence.kind() {
        EvidenceKind::Unsigned => "unsigned, so only claimed",
        EvidenceKind::Unreadable => "authentic, but not readable as a response",
        EvidenceKind::Authentic => "authentic",
    };
    let (code, message) = (evidence.code(), evidence.message());
    format!("   for staff: {kind}: {code:?} ({message:?})")
}
