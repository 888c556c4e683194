//! `inspect`: the content of an envelope, and all problems in it.
//!
//! ```text
//! $ alipay-envelope inspect tests/fixtures/refused/time-no-colon-req-time.json
//! request, not decoded, so not verified
//!   error            no colon in the offset of the time; write +08:00, not +0800
//!   kind             Value(Timestamp(NoColonInOffset))
//!   field            reqTime
//!   place            line 1, column 136 (byte 135)
//!
//!   |
//! 1 | ...xxxxxxxxxxxxxxx044","reqTime":"2001-07-04T12:08:56+0800","reqM...
//!   |                                  ^
//!
//! claims, not verified
//!   version          "2.0.2"
//!   function         "alipay.intl.acquiring.common.payCancel"
//!   clientId         "211xxxxxxxxxxxxxxx044"
//!   reqMsgId         "1234567asdfasdf1123fda"
//!
//! problems
//!   1. reqTime at byte 135: no colon in the offset of the time; write +08:00, not +0800: line 1, column 136
//! ```

mod caret;
mod fields;
mod findings;
mod other_function;
mod refused;
mod signature;

use alipay_acquiring::function::{Body, Head};
use alipay_acquiring::signature::{RsaVerifyingKey, Signature};
use alipay_acquiring::{Message, PayCancelRequest, PayCancelResponse, Unverified};

use self::fields::{request_fields, response_fields};
use self::findings::Findings;
use self::refused::refused;
use crate::arguments::Inspect;
use crate::files;
use crate::key_file::read_public;
use crate::output::Answer;

pub(crate) fn run(arguments: &Inspect) -> Answer {
    let key = arguments.key.as_deref().map(read_public).transpose()?;
    let input = files::read(&arguments.file)?;
    let mut findings = Findings::default();
    inspect(&mut findings, &input, key.as_ref());
    Ok(findings.finish())
}

/// Decodes the text both as a request and as a response. At most one of the two succeeds.
fn inspect(findings: &mut Findings, input: &[u8], key: Option<&RsaVerifyingKey>) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
    let request = PayCancelRequest::decode(input, &mut scratch);
    let response = PayCancelResponse::decode(input, &mut other);
    match (request, response) {
        (Ok(request), _) => decoded(findings, input, key, &request, request_fields),
        (_, Ok(response)) => decoded(findings, input, key, &response, response_fields),
        (Err(request), Err(response)) => {
            if !other_function::inspect(findings, input, key) {
                refused(findings, input, request, response);
            }
        }
    }
}

/// Reports a message that was decoded.
fn decoded<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    findings: &mut Findings,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
    envelope: &Unverified<'a, Message<H, B>>,
    fields: fn(&mut Findings, &Message<H, B>),
) {
    // Nothing acts on this message: it is only printed, with a mark that shows whether it is
    // verified.
    let message = envelope.assume_verified_by_caller();
    message
        .violations()
        .for_each(|violation| findings.problem(violation));
    findings.set("message", H::KIND.as_str());
    findings.set("isDecoded", true);
    signature::check(findings, envelope, key);
    fields(findings, &message);
    signature::report(findings, envelope);
    // A peer may spell a message differently, so a difference is not a problem.
    let span = envelope.signing_bytes();
    let mut buffer = vec![0; message.encoded_len(Signature::MIN_LEN)];
    let form = match message.draft(&mut buffer, Signature::MIN_LEN) {
        Ok(draft) if draft.signing_bytes() == span => "canonical",
        Ok(_) => "not canonical (white space, order, escapes, more members); this is allowed",
        Err(_) => "not compared: this crate does not write a message with violations",
    };
    signature::span(findings, input, span, form);
}
