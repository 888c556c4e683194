//! How an answer can be spelled: as real peers do, and as no receiver may accept.

use alipay_acquiring::{PayCancelResponse, PayCancelResultCode};

use crate::json::Json;
use crate::parts::{Parts, Slot, remove, set};

/// A way to spell an answer. Exactly the span that is sent is signed, whatever it looks like.
#[derive(Debug, Clone, Copy)]
pub struct Arrangement {
    /// What it is told by: `--arrange NAME` or `?arrange=NAME`.
    pub name: &'static str,
    /// What it is, for `--help`.
    pub about: &'static str,
    pub(crate) edit: fn(&mut Parts),
}

impl Arrangement {
    /// The codec's own: what `PayCancelResponse::sign` writes.
    pub const COMPACT: &'static Self = &ARRANGEMENTS[0];

    /// The arrangement of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        ARRANGEMENTS
            .iter()
            .find(|arrangement| arrangement.name == name)
    }
}

/// The `resultMsg` of every arrangement but `compact`: each peer writes it with other escapes.
pub const ARRANGED_MSG: &str = "annulé / <已取消> & \"so\" \\ 😀";

/// All arrangements. A receiver refuses those whose `about` says so, and reads the others.
pub const ARRANGEMENTS: &[Arrangement] = &[
    Arrangement {
        name: "compact",
        about: "as the codec writes",
        edit: |_| {},
    },
    Arrangement {
        name: "body-first",
        about: "the body before the head",
        edit: |parts| parts.body_first = true,
    },
    Arrangement {
        name: "signature-first",
        about: "the signature before the response",
        edit: |parts| parts.envelope.reverse(),
    },
    Arrangement {
        name: "python",
        about: "Python's json.dumps: \", \" and \": \", and \\uXXXX",
        edit: |parts| {
            parts.style.comma = ", ";
            parts.style.colon = ": ";
            parts.style.unicode = |character| !character.is_ascii();
        },
    },
    Arrangement {
        name: "java",
        about: "a pretty printer's line breaks, CRLF",
        edit: |parts| {
            parts.style.line = "\r\n";
            parts.style.colon = " : ";
        },
    },
    Arrangement {
        name: "php",
        about: "PHP's json_encode: \\/ (in the signature too) and \\uXXXX",
        edit: |parts| {
            parts.style.slash = true;
            parts.style.unicode = |character| !character.is_ascii();
        },
    },
    Arrangement {
        name: "go",
        about: "Go's map: names in order, \\u003c \\u003e \\u0026",
        edit: |parts| {
            parts.sorted = true;
            parts.style.unicode = |character| "<>&\u{2028}\u{2029}".contains(character);
        },
    },
    Arrangement {
        name: "utf8",
        about: "Node's JSON.stringify: raw UTF-8",
        edit: |_| {},
    },
    Arrangement {
        name: "escaped",
        about: "every character of every name and text as \\uXXXX",
        edit: |parts| parts.style.unicode = |_| true,
    },
    Arrangement {
        name: "extra-members",
        about: "unknown members in head, resultInfo, body and envelope",
        edit: |parts| {
            let unknown = r#"{"a":[1.5e3,true,{"head":null}],"signature":"none"}"#;
            set(&mut parts.head, "clientSecret", Json::text("secret"));
            let (info, body) = (&mut parts.result_info, &mut parts.body);
            set(info, "extendInfo", Json::Raw(unknown.to_owned()));
            set(body, "extendInfo", Json::Raw(unknown.to_owned()));
            let unknown = Slot::Other(Json::Raw(unknown.to_owned()));
            parts.envelope.insert(1, ("sdkVersion", unknown));
        },
    },
    Arrangement {
        name: "reserve-object",
        about: "reserve as an object",
        edit: |parts| {
            let reserve = Json::Raw(r#"{"shop": "<1>"}"#.to_owned());
            set(&mut parts.head, "reserve", reserve);
        },
    },
    Arrangement {
        name: "null",
        about: "null for what is absent",
        edit: |parts| {
            set(&mut parts.head, "reserve", Json::Null);
            set(&mut parts.body, "cancelTime", Json::Null);
        },
    },
    Arrangement {
        name: "empty",
        about: "\"\" for what is absent",
        edit: |parts| {
            set(&mut parts.head, "reserve", Json::text(""));
            set(&mut parts.body, "cancelTime", Json::text(""));
        },
    },
    Arrangement {
        name: "no-message",
        about: "without resultMsg",
        edit: |parts| remove(&mut parts.result_info, "resultMsg"),
    },
    Arrangement {
        name: "time-z",
        about: "times like 2001-07-04T06:38:56Z",
        edit: |parts| set_times(parts, "2001-07-04T06:38:56Z"),
    },
    Arrangement {
        name: "time-fraction",
        about: "times like 2001-07-04T12:08:56.719+05:30",
        edit: |parts| set_times(parts, "2001-07-04T12:08:56.719+05:30"),
    },
    Arrangement {
        name: "time-lower-case",
        about: "times like 2001-07-04t06:38:56z",
        edit: |parts| set_times(parts, "2001-07-04t06:38:56z"),
    },
    Arrangement {
        name: "decoy",
        about: "an envelope within a text, as attackers write it",
        edit: |parts| {
            let decoy = r#"{"response":{"head":{}},"signature":""},"signature":""#;
            set(&mut parts.head, "reserve", Json::text(decoy));
            let decoy = Slot::Other(Json::text(decoy));
            parts.envelope.insert(0, ("note", decoy));
        },
    },
    Arrangement {
        name: "time-no-colon",
        about: "times like 2001-07-04T12:08:56+0800: refused",
        edit: |parts| set_times(parts, "2001-07-04T12:08:56+0800"),
    },
    Arrangement {
        name: "twice-result-code",
        about: "resultCode twice, the second SUCCESS: refused",
        edit: |parts| {
            let success = ("resultCode".to_owned(), Json::text("SUCCESS"));
            parts.result_info.push(success);
        },
    },
    Arrangement {
        name: "twice-response-first",
        about: "a forged success before the signed response: refused",
        edit: |parts| {
            let forged = forged(parts);
            parts.envelope.insert(0, forged);
        },
    },
    Arrangement {
        name: "twice-response-last",
        about: "a forged success after the signed response: refused",
        edit: |parts| {
            let forged = forged(parts);
            parts.envelope.push(forged);
        },
    },
    Arrangement {
        name: "request-beside",
        about: "a request beside the response: refused",
        edit: |parts| {
            let request = Slot::Other(Json::Object(Vec::new()));
            parts.envelope.push(("request", request));
        },
    },
];

fn set_times(parts: &mut Parts, time: &str) {
    set(&mut parts.head, "respTime", Json::text(time));
    set(&mut parts.body, "cancelTime", Json::text(time));
}

/// What an attacker would have the receiver believe.
fn forged(parts: &Parts) -> (&'static str, Slot) {
    let mut forged = parts.clone();
    forged.set_result(PayCancelResultCode::Success);
    ("response", Slot::Other(forged.message()))
}

/// Takes an answer apart and arranges it.
pub(crate) fn arrange(response: &PayCancelResponse, arrangement: &Arrangement) -> Parts {
    let mut parts = Parts::new(response);
    if arrangement.name != Arrangement::COMPACT.name {
        set(
            &mut parts.result_info,
            "resultMsg",
            Json::text(ARRANGED_MSG),
        );
    }
    (arrangement.edit)(&mut parts);
    parts
}
