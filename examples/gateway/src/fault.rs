//! What can go wrong with a response after the gateway has decided it.

use alipay_acquiring::PayCancelResultCode;

use crate::Reply;
use crate::json::Json;
use crate::parts::{Parts, Slot, remove, set};

/// Something that goes wrong after the gateway has done its work. A cancel is not undone.
#[derive(Debug)]
pub struct Fault {
    /// The word that selects it: `--fault NAME` or `?fault=NAME`.
    pub name: &'static str,
    /// The description in `--help`.
    pub about: &'static str,
    pub(crate) kind: Kind,
}

/// Where the fault happens.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Nowhere.
    None,
    /// In the content of the response, before it is signed.
    Content(fn(&mut Parts)),
    /// In the choice of the signing key.
    Key,
    /// In the span or the signature, after signing.
    Signed(fn(span: &mut String, signature: &mut Vec<u8>)),
    /// The client gets the response that was written before.
    Previous,
    /// The gateway ends after the request was carried out.
    PowerCut,
    /// In the transport to the client.
    Transport(fn(response: Vec<u8>) -> Reply),
}

impl Fault {
    /// No fault.
    pub const NONE: &'static Self = &FAULTS[0];

    /// Finds a fault by its name.
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
        name: "timeout",
        about: "no response; the gateway waits until the client hangs up",
        kind: Kind::Transport(|_| Reply::Silence),
    },
    Fault {
        name: "close",
        about: "the connection is closed without a response",
        kind: Kind::Transport(|_| Reply::Cut(Vec::new())),
    },
    Fault {
        name: "cut",
        about: "the connection is closed in the middle of the response",
        kind: Kind::Transport(Reply::Cut),
    },
    Fault {
        name: "late",
        about: "the response comes two seconds late",
        kind: Kind::Transport(Reply::Late),
    },
    Fault {
        name: "twice",
        about: "the response, followed by itself",
        kind: Kind::Transport(|response| Reply::Response([&*response, &*response].concat())),
    },
    Fault {
        name: "previous",
        about: "the response to the request before this one, once more; none if there was none",
        kind: Kind::Previous,
    },
    Fault {
        name: "power-cut",
        about: "the gateway ends without a response, with exit status 4; see --ledger",
        kind: Kind::PowerCut,
    },
    Fault {
        name: "refused-though-cancelled",
        about: "ORDER_STATUS_INVALID, signed, after a cancel that succeeded",
        kind: Kind::Content(|parts| parts.set_result(PayCancelResultCode::OrderStatusInvalid)),
    },
    Fault {
        name: "http-error",
        about: "an error page of a proxy: HTTP 502",
        kind: Kind::Transport(|_| Reply::Http(502, "<html>Bad Gateway</html>".to_owned())),
    },
    Fault {
        name: "too-long",
        about: "the response, followed by a megabyte of spaces",
        kind: Kind::Transport(|mut response| {
            response.resize(response.len() + 1_000_000, b' ');
            Reply::Response(response)
        }),
    },
    Fault {
        name: "unsigned-error",
        about: "an unsigned INVALID_SIGNATURE, as a platform sends it that fails early",
        kind: Kind::Content(|parts| {
            parts.set_result(PayCancelResultCode::InvalidSignature);
            parts.body.clear();
            unsign(parts);
        }),
    },
    Fault {
        name: "unsigned",
        about: "the response without its signature",
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
        about: "the response is signed with a key that is not the platform's",
        kind: Kind::Key,
    },
    Fault {
        name: "other-request",
        about: "the response has another reqMsgId",
        kind: Kind::Content(|parts| {
            set(&mut parts.head, "reqMsgId", Json::text("another-request"));
        }),
    },
    Fault {
        name: "other-client",
        about: "the response has another clientId",
        kind: Kind::Content(|parts| {
            set(&mut parts.head, "clientId", Json::text("another-client"));
        }),
    },
    Fault {
        name: "other-transaction",
        about: "the response names another transaction, by both ids",
        kind: Kind::Content(|parts| {
            let id = Json::text("another-transaction");
            set(&mut parts.body, "acquirementId", id.clone());
            set(&mut parts.body, "merchantTransId", id);
        }),
    },
    Fault {
        name: "no-transaction",
        about: "the response has neither transaction id",
        kind: Kind::Content(|parts| {
            remove(&mut parts.body, "acquirementId");
            remove(&mut parts.body, "merchantTransId");
        }),
    },
    Fault {
        name: "contradiction",
        about: "resultStatus contradicts resultCode: S for a failure, F for a success",
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
        about: "S with a code and an id that are in no table",
        kind: Kind::Content(|parts| set_unlisted(parts, "S", "ALL_IS_WELL")),
    },
    Fault {
        name: "unlisted-failure",
        about: "F with a code and an id that are in no table",
        kind: Kind::Content(|parts| set_unlisted(parts, "F", "NEW_FAILURE")),
    },
];

fn set_unlisted(parts: &mut Parts, status: &str, code: &str) {
    let info = &mut parts.result_info;
    set(info, "resultStatus", Json::text(status));
    set(info, "resultCodeId", Json::text("99999999"));
    set(info, "resultCode", Json::text(code));
}

/// Leaves the signature out.
pub(crate) fn unsign(parts: &mut Parts) {
    parts
        .envelope
        .retain(|(_, slot)| !matches!(slot, Slot::Signature));
}

/// Changes the lowest bit of the last digit. The text remains valid JSON.
fn flip(text: &mut String) {
    if let Some(at) = text.rfind(|character: char| character.is_ascii_digit()) {
        let flipped = char::from(text.as_bytes()[at] ^ 1);
        text.replace_range(at..=at, flipped.encode_utf8(&mut [0; 4]));
    }
}
