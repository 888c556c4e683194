//! What can go wrong with an answer that is good in itself.

use alipay_acquiring::PayCancelResultCode;

use crate::Reply;
use crate::json::Json;
use crate::parts::{Parts, Slot, remove, set};

/// Something that goes wrong after the gateway has done its work: a cancel stays done.
#[derive(Debug)]
pub struct Fault {
    /// What it is told by: `--fault NAME` or `?fault=NAME`.
    pub name: &'static str,
    /// What it is, for `--help`.
    pub about: &'static str,
    pub(crate) kind: Kind,
}

/// Where it goes wrong.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Nowhere.
    None,
    /// In what the answer says, before it is signed.
    Content(fn(&mut Parts)),
    /// In the key that signs it.
    Key,
    /// In the span or the signature, after it was signed.
    Signed(fn(span: &mut String, signature: &mut Vec<u8>)),
    /// On the way to the client.
    Way(fn(answer: Vec<u8>) -> Reply),
}

impl Fault {
    /// No fault.
    pub const NONE: &'static Self = &FAULTS[0];

    /// The fault of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        FAULTS.iter().find(|fault| fault.name == name)
    }
}

/// All faults.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "none",
        about: "nothing goes wrong",
        kind: Kind::None,
    },
    Fault {
        name: "time-out",
        about: "no answer until the client hangs up",
        kind: Kind::Way(|_| Reply::Silence),
    },
    Fault {
        name: "close",
        about: "the connection is closed without an answer",
        kind: Kind::Way(|_| Reply::Cut(Vec::new())),
    },
    Fault {
        name: "cut",
        about: "the connection is closed in the middle of the answer",
        kind: Kind::Way(Reply::Cut),
    },
    Fault {
        name: "http-error",
        about: "a page of a proxy: HTTP 502",
        kind: Kind::Way(|_| Reply::Http(502, "<html>Bad Gateway</html>")),
    },
    Fault {
        name: "too-long",
        about: "the answer, and a megabyte of blanks behind it",
        kind: Kind::Way(|mut answer| {
            answer.resize(answer.len() + 1_000_000, b' ');
            Reply::Answer(answer)
        }),
    },
    Fault {
        name: "unsigned-error",
        about: "INVALID_SIGNATURE without a signature, as of a platform that fails early",
        kind: Kind::Content(|parts| {
            parts.set_result(PayCancelResultCode::InvalidSignature);
            parts.body.clear();
            unsign(parts);
        }),
    },
    Fault {
        name: "unsigned",
        about: "the answer without its signature",
        kind: Kind::Content(unsign),
    },
    Fault {
        name: "tamper-body",
        about: "one bit of the signed span is changed",
        kind: Kind::Signed(|span, _| flip(span)),
    },
    Fault {
        name: "tamper-signature",
        about: "one bit of the signature is changed",
        kind: Kind::Signed(|_, signature| {
            if let Some(byte) = signature.last_mut() {
                *byte ^= 1;
            }
        }),
    },
    Fault {
        name: "wrong-key",
        about: "signed with a key that is not the platform's",
        kind: Kind::Key,
    },
    Fault {
        name: "other-request",
        about: "the answer to another reqMsgId",
        kind: Kind::Content(|parts| {
            set(&mut parts.head, "reqMsgId", Json::text("another-request"));
        }),
    },
    Fault {
        name: "other-client",
        about: "the answer to another clientId",
        kind: Kind::Content(|parts| {
            set(&mut parts.head, "clientId", Json::text("another-client"));
        }),
    },
    Fault {
        name: "other-transaction",
        about: "both ids are those of another transaction",
        kind: Kind::Content(|parts| {
            let id = Json::text("another-transaction");
            set(&mut parts.body, "acquirementId", id.clone());
            set(&mut parts.body, "merchantTransId", id);
        }),
    },
    Fault {
        name: "no-transaction",
        about: "both ids are left out",
        kind: Kind::Content(|parts| {
            remove(&mut parts.body, "acquirementId");
            remove(&mut parts.body, "merchantTransId");
        }),
    },
    Fault {
        name: "contradiction",
        about: "resultStatus is another than resultCode has: S for a failure, F for success",
        kind: Kind::Content(|parts| {
            let success = parts.result_info.iter().any(
                |(name, value)| matches!(value, Json::Text(text) if name == "resultStatus" && text == "S"),
            );
            let other = if success { "F" } else { "S" };
            set(&mut parts.result_info, "resultStatus", Json::text(other));
        }),
    },
    Fault {
        name: "unlisted-success",
        about: "S with a code and an id that no table has",
        kind: Kind::Content(|parts| {
            let info = &mut parts.result_info;
            set(info, "resultStatus", Json::text("S"));
            set(info, "resultCodeId", Json::text("99999999"));
            set(info, "resultCode", Json::text("ALL_IS_WELL"));
        }),
    },
    Fault {
        name: "unlisted-failure",
        about: "F with a code and an id that no table has",
        kind: Kind::Content(|parts| {
            let info = &mut parts.result_info;
            set(info, "resultStatus", Json::text("F"));
            set(info, "resultCodeId", Json::text("99999999"));
            set(info, "resultCode", Json::text("NEW_FAILURE"));
        }),
    },
];

fn unsign(parts: &mut Parts) {
    parts
        .envelope
        .retain(|(_, slot)| !matches!(slot, Slot::Signature));
}

/// Changes the lowest bit of the last digit, so that the text remains JSON.
fn flip(text: &mut String) {
    if let Some(at) = text.rfind(|character: char| character.is_ascii_digit()) {
        let flipped = char::from(text.as_bytes()[at] ^ 1);
        text.replace_range(at..=at, flipped.encode_utf8(&mut [0; 4]));
    }
}
