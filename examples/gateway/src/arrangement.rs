//! How a response can be spelled: as real peers spell it, or in a way that a receiver must refuse.

use alipay_acquiring::{PayCancelResponse, PayCancelResultCode};

use crate::json::Json;
use crate::parts::{Parts, Slot, remove, set};

/// A way to spell a response. The signature always covers exactly the span that is sent.
#[derive(Debug, Clone, Copy)]
pub struct Arrangement {
    /// The word that selects it: `--arrange NAME` or `?arrange=NAME`.
    pub name: &'static str,
    /// The description in `--help`.
    pub about: &'static str,
    pub(crate) edit: fn(&mut Parts),
}

impl Arrangement {
    /// The spelling that `PayCancelResponse::sign` writes.
    pub const COMPACT: &'static Self = &ARRANGEMENTS[0];

    /// Finds an arrangement by its name.
    pub fn find(name: &str) -> Option<&'static Self> {
        ARRANGEMENTS
            .iter()
            .find(|arrangement| arrangement.name == name)
    }
}

/// The `resultMsg` of every arrangement except `compact`: each peer escapes it differently.
pub const ARRANGED_MSG: &str = "annulé / <已取消> & \"so\" \\ 😀";

/// All arrangements. A receiver must refuse those whose `about` ends with "refused" and must read
/// the others.
pub const ARRANGEMENTS: &[Arrangement] = &[
    Arrangement {
        name: "compact",
        about: "as this crate writes",
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
        about: "Python's json.dumps: separators \", \" and \": \", \\uXXXX escapes",
        edit: |parts| {
            parts.style.comma = ", ";
            parts.style.colon = ": ";
            parts.style.unicode = |character| !character.is_ascii();
        },
    },
    Arrangement {
        name: "java",
        about: "a Java pretty printer: CRLF line breaks and \" : \"",
        edit: |parts| {
            parts.style.line = "\r\n";
            parts.style.colon = " : ";
        },
    },
    Arrangement {
        name: "php",
        about: "PHP's json_encode: \\/ (also in the signature) and \\uXXXX",
        edit: |parts| {
            parts.style.slash = true;
            parts.style.unicode = |character| !character.is_ascii();
        },
    },
    Arrangement {
        name: "go",
        about: "a Go map: names sorted, \\u003c \\u003e \\u0026",
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
        about: "every character of every name and string as \\uXXXX",
        edit: |parts| parts.style.unicode = |_| true,
    },
    Arrangement {
        name: "extra-members",
        about: "unknown members in the head, resultInfo, the body and the envelope",
        edit: |parts| {
            let unknown = r#"{"a":[1.5e3,true,{"head":null}],"signature":"none"}"#;
            set(&mut parts.head, "clientSecret", Json::text("secret"));
            let (info, body) = (&mut parts.result_info, &mut parts.body);
            set(info, "extendInfo", Json::Raw(unknown.to_owned()));
            set(body, "extendInfo", Json::Raw(unknown.to_owned()));
            let unknown = Slot::Unsigned(Json::Raw(unknown.to_owned()));
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
        about: "absent members written as null",
        edit: |parts| {
            set(&mut parts.head, "reserve", Json::Null);
            set(&mut parts.body, "cancelTime", Json::Null);
        },
    },
    Arrangement {
        name: "empty",
        about: "absent members written as \"\"",
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
        about: "an attacker's envelope inside a string",
        edit: |parts| {
            let decoy = r#"{"response":{"head":{}},"signature":""},"signature":""#;
            set(&mut parts.head, "reserve", Json::text(decoy));
            let decoy = Slot::Unsigned(Json::text(decoy));
            parts.envelope.insert(0, ("note", decoy));
        },
    },
    Arrangement {
        name: "time-no-colon",
        about: "times like 2001-07-04T12:08:56+0800, which are odd",
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
        name: "request-too",
        about: "a request and the response in one envelope: refused",
        edit: |parts| {
            let request = Slot::Unsigned(Json::Object(Vec::new()));
            parts.envelope.push(("request", request));
        },
    },
];

fn set_times(parts: &mut Parts, time: &str) {
    set(&mut parts.head, "respTime", Json::text(time));
    set(&mut parts.body, "cancelTime", Json::text(time));
}

/// A success that nobody signed: what an attacker wants the receiver to read.
fn forged(parts: &Parts) -> (&'static str, Slot) {
    let mut forged = parts.clone();
    forged.set_result(PayCancelResultCode::Success);
    ("response", Slot::Unsigned(forged.message()))
}

/// Takes a response apart and arranges its parts.
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
