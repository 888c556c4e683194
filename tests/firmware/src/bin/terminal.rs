//! The whole job of a terminal: a request, signed by a secure element that returns the signature
//! later, and the outcome of each response.
#![no_std]
#![no_main]

use alipay_acquiring::{
    Failure, Outcome, PayCancelRequest, PayCancelResponse, UnknownReason,
    signature::{Rsa2048VerifyingKey, Signature},
};
use firmware::request::request;
use firmware::{check, entry, exit, measure, print_hex, receive, same_as_file, singleton};

/// The platform's public key: in flash, prepared by the compiler.
static PLATFORM: Rsa2048VerifyingKey =
    match Rsa2048VerifyingKey::from_der(include_bytes!(env!("PLATFORM_DER"))) {
        Ok(key) => key,
        Err(_) => panic!("no key"),
    };

/// The receive buffer: no response to this terminal's requests is longer.
const RECEIVE: usize = 1024;
/// The send buffer: `encoded_len(256)` of this terminal's requests is 685.
const SEND: usize = 704;
/// Scratch for unescaping: a signature in which every slash may be escaped, and a few ids.
const SCRATCH: usize = 448;

#[entry]
fn main() -> ! {
    let (Some(received), Some(send), Some(scratch)) = (
        singleton!(: [u8; RECEIVE] = [0; RECEIVE]),
        singleton!(: [u8; SEND] = [0; SEND]),
        singleton!(: [u8; SCRATCH] = [0; SCRATCH]),
    ) else {
        exit(1)
    };
    measure("terminal", &mut || terminal(received, send, scratch));
    exit(0)
}

fn terminal(received: &mut [u8], send: &mut [u8], scratch: &mut [u8]) {
    let sent = request("1234567asdfasdf1123fda");
    let envelope = sign(&sent, send, received);
    // A real terminal stores the envelope here, and then sends it.
    check("golden", same_as_file("golden/request.json", envelope));

    for case in &CASES {
        let response = receive(case.path, received);
        let len = response.len();
        let response = match case.on_the_way {
            OnTheWay::Nothing => response,
            OnTheWay::Tampered(at) => {
                if let Some(byte) = response.get_mut(at) {
                    *byte ^= 1;
                }
                response
            }
            OnTheWay::CutBy(bytes) => response
                .get_mut(..len.saturating_sub(bytes))
                .unwrap_or_default(),
        };
        let outcome = conclude(&sent, response, scratch).unwrap_or_else(Outcome::Unknown);
        check(case.path, (case.expected)(outcome));
    }

    // The authentic response to the first request, replayed to another request.
    let next = request("1234567asdfasdf1123fdb");
    let response = receive("golden/response.json", received);
    let outcome = conclude(&next, response, scratch).unwrap_or_else(Outcome::Unknown);
    check(
        "replayed",
        matches!(outcome, Outcome::Unknown(UnknownReason::Mismatch(_))),
    );
}

/// Writes the request, passes its digest to the secure element, and later appends the signature.
#[inline(never)]
fn sign<'b>(request: &PayCancelRequest<'_>, send: &'b mut [u8], received: &mut [u8]) -> &'b [u8] {
    let Ok(draft) = request.draft(send, 256) else {
        exit(1)
    };
    print_hex("digest", &draft.signing_bytes().digest());
    match &Signature::new(receive("golden/request.sig", received)) {
        Ok(signature) => draft.finish(signature).unwrap_or_default(),
        Err(_) => exit(1),
    }
}

/// Decodes and verifies a response, matches it to this request, and returns the outcome.
#[inline(never)]
fn conclude(
    sent: &PayCancelRequest<'_>,
    response: &[u8],
    scratch: &mut [u8],
) -> Result<Outcome, UnknownReason> {
    let response = PayCancelResponse::decode(response, scratch)?;
    let response = response.verify(&PLATFORM)?;
    let answer = response.answering(sent)?;
    Ok(answer.outcome())
}

struct Case {
    path: &'static str,
    on_the_way: OnTheWay,
    expected: fn(Outcome) -> bool,
}

/// What happens to a response on the network.
enum OnTheWay {
    Nothing,
    /// One bit of the byte at this offset is flipped.
    Tampered(usize),
    /// This many bytes are missing at the end.
    CutBy(usize),
}

const fn case(path: &'static str, on_the_way: OnTheWay, expected: fn(Outcome) -> bool) -> Case {
    Case {
        path,
        on_the_way,
        expected,
    }
}

static CASES: [Case; 20] = [
    case("golden/response.json", OnTheWay::Nothing, succeeded),
    case(
        "peers/php-default.response.json",
        OnTheWay::Nothing,
        succeeded,
    ),
    case(
        "peers/node-default.response.json",
        OnTheWay::Nothing,
        succeeded,
    ),
    case("answers/refused.json", OnTheWay::Nothing, |outcome| {
        outcome == Outcome::Failed(Failure::Refused)
    }),
    case("answers/try-later.json", OnTheWay::Nothing, |outcome| {
        outcome == Outcome::Failed(Failure::TryLater)
    }),
    case("answers/not-processed.json", OnTheWay::Nothing, |outcome| {
        outcome == Outcome::Failed(Failure::NotProcessed)
    }),
    case("answers/unknown.json", OnTheWay::Nothing, |outcome| {
        outcome == Outcome::Unknown(UnknownReason::Reported)
    }),
    // Authentic, with an odd detail.
    case("odd/cancel-time-jackson.json", OnTheWay::Nothing, succeeded),
    case(
        "odd/status-lower-case-s.json",
        OnTheWay::Nothing,
        |outcome| outcome == Outcome::Unknown(UnknownReason::UnlistedStatus),
    ),
    case("odd/code-unlisted.json", OnTheWay::Nothing, |outcome| {
        outcome == Outcome::Failed(Failure::Unlisted)
    }),
    case("answers/contradiction.json", OnTheWay::Nothing, |outcome| {
        matches!(outcome, Outcome::Unknown(UnknownReason::Contradiction(_)))
    }),
    case(
        "answers/other-transaction.json",
        OnTheWay::Nothing,
        |outcome| matches!(outcome, Outcome::Unknown(UnknownReason::Transaction(_))),
    ),
    // One letter of a value is changed, then one letter of the signature.
    case("golden/response.json", OnTheWay::Tampered(110), forged),
    case("golden/response.json", OnTheWay::Tampered(600), forged),
    case(
        "refused/signature-status-changed.response.json",
        OnTheWay::Nothing,
        forged,
    ),
    case(
        "refused/signature-wrong-key.response.json",
        OnTheWay::Nothing,
        forged,
    ),
    case("answers/twice.json", OnTheWay::Nothing, undecodable),
    case(
        "refused/truncated-in-span.response.json",
        OnTheWay::Nothing,
        undecodable,
    ),
    case("golden/response.json", OnTheWay::CutBy(1), undecodable),
    case(
        "refused/unsigned-success.json",
        OnTheWay::Nothing,
        |outcome| outcome == Outcome::Unknown(UnknownReason::Unsigned),
    ),
];

fn succeeded(outcome: Outcome) -> bool {
    outcome == Outcome::Success
}

fn forged(outcome: Outcome) -> bool {
    outcome == Outcome::Unknown(UnknownReason::InvalidSignature)
}

fn undecodable(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Unknown(UnknownReason::Undecodable(_)))
}
