//! The whole job of a terminal: a request, signed by a secure element that answers later, and what
//! it concludes from each answer.
#![no_std]
#![no_main]

use alipay_acquiring::{
    Failure, Outcome, PayCancelRequest, PayCancelResponse, RsaVerifyingKey, Signature, Unknown,
};
use cortex_m::singleton;
use cortex_m_rt::entry;
use firmware::request::request;
use firmware::{check, exit, measure, print_hex, receive, same_as_file};

/// The platform's public key: in flash, prepared by the compiler.
static PLATFORM: RsaVerifyingKey =
    match RsaVerifyingKey::from_der(include_bytes!(env!("PLATFORM_DER"))) {
        Ok(key) => key,
        Err(_) => panic!("no key"),
    };

/// What arrives: no answer to this terminal's requests is longer.
const RECEIVE: usize = 1024;
/// What is sent: `encoded_len(256)` of this terminal's requests is 685.
const SEND: usize = 704;
/// What is unescaped: a signature in which every slash may be escaped, and a few ids.
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
    // Here the envelope would be stored, and then sent.
    check("golden", same_as_file("golden/request.json", envelope));

    for case in &CASES {
        let answer = receive(case.path, received);
        let len = answer.len();
        let answer = match case.on_the_way {
            OnTheWay::Nothing => answer,
            OnTheWay::Tampered(at) => {
                if let Some(byte) = answer.get_mut(at) {
                    *byte ^= 1;
                }
                answer
            }
            OnTheWay::CutBy(bytes) => answer
                .get_mut(..len.saturating_sub(bytes))
                .unwrap_or_default(),
        };
        let outcome = conclude(&sent, answer, scratch).unwrap_or_else(Outcome::Unknown);
        check(case.path, (case.expected)(outcome));
    }

    // The same authentic answer again, to another request.
    let next = request("1234567asdfasdf1123fdb");
    let answer = receive("golden/response.json", received);
    let outcome = conclude(&next, answer, scratch).unwrap_or_else(Outcome::Unknown);
    check(
        "replayed",
        matches!(outcome, Outcome::Unknown(Unknown::Mismatch(_))),
    );
}

/// Writes the request, hands its digest to the secure element, and later appends the signature.
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

/// What may be concluded from an answer to this request.
#[inline(never)]
fn conclude(
    sent: &PayCancelRequest<'_>,
    answer: &[u8],
    scratch: &mut [u8],
) -> Result<Outcome, Unknown> {
    let response = PayCancelResponse::decode(answer, scratch)?;
    let response = response.verify(&PLATFORM)?;
    let answer = response.answering(sent)?;
    Ok(answer.outcome())
}

struct Case {
    path: &'static str,
    on_the_way: OnTheWay,
    expected: fn(Outcome) -> bool,
}

/// What happens to an answer before it is read.
enum OnTheWay {
    Nothing,
    /// One bit of this byte is turned over.
    Tampered(usize),
    /// So many bytes are missing at its end.
    CutBy(usize),
}

const fn case(path: &'static str, on_the_way: OnTheWay, expected: fn(Outcome) -> bool) -> Case {
    Case {
        path,
        on_the_way,
        expected,
    }
}

static CASES: [Case; 17] = [
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
        outcome == Outcome::Unknown(Unknown::Reported)
    }),
    case("answers/contradiction.json", OnTheWay::Nothing, |outcome| {
        matches!(outcome, Outcome::Unknown(Unknown::Contradiction(_)))
    }),
    case(
        "answers/other-transaction.json",
        OnTheWay::Nothing,
        |outcome| matches!(outcome, Outcome::Unknown(Unknown::Transaction(_))),
    ),
    // A letter of a value, a letter of the signature.
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
        |outcome| outcome == Outcome::Unknown(Unknown::Unsigned),
    ),
];

fn succeeded(outcome: Outcome) -> bool {
    outcome == Outcome::Success
}

fn forged(outcome: Outcome) -> bool {
    outcome == Outcome::Unknown(Unknown::InvalidSignature)
}

fn undecodable(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Unknown(Unknown::Undecodable(_)))
}
