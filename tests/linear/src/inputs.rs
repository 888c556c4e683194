//! The kinds of input, with the work that is done with each and its expected result.

use alipay_acquiring::DecodeErrorKind::{self, TooDeep, TrailingBytes, UnexpectedEnd};
use alipay_acquiring::json::{JsonType, MAX_DEPTH};
use alipay_acquiring::{TimeError, ValueError};

use crate::{End, Work};

pub struct Kind {
    pub name: &'static str,
    pub work: Work,
    pub end: End,
    /// Creates an input of at least this many bytes, and not many more.
    pub make: fn(usize) -> String,
}

const fn kind(name: &'static str, work: Work, end: End, make: fn(usize) -> String) -> Kind {
    Kind {
        name,
        work,
        end,
        make,
    }
}

const fn refused(kind: DecodeErrorKind) -> End {
    End::Refused(kind)
}

const TOO_LONG: End = End::TooLong(256);

const TOO_LONG_SCALAR: End = End::TooLong(64);

/// Replaced by a byte that is not UTF-8.
pub const NOT_UTF8: &str = "\u{7f}";

pub const KINDS: &[Kind] = &[
    // Members that the codec skips
    kind("unknown: one plain string", Work::Request, End::Done, |n| {
        request(&format!(r#""x":"{}""#, fill("a", n)))
    }),
    kind(
        "unknown: one string of 3-byte characters",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":"{}""#, fill("语", n))),
    ),
    kind(
        "unknown: one string of 4-byte characters",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":"{}""#, fill("😀", n))),
    ),
    kind(
        r"unknown: one string, all \u0041",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":"{}""#, fill(r"\u0041", n))),
    ),
    kind(
        r"unknown: one string, all \ud83d\ude00",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":"{}""#, fill(r"\ud83d\ude00", n))),
    ),
    kind(
        r"unknown: one string, all \\",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":"{}""#, fill(r"\\", n))),
    ),
    kind(
        "unknown: one number, integer",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":{}"#, fill("7", n))),
    ),
    kind(
        "unknown: one number, fraction and exponent",
        Work::Request,
        End::Done,
        |n| {
            let digits = fill("0", n / 2);
            request(&format!(r#""x":-0.{digits}e+{digits}"#))
        },
    ),
    kind(
        "unknown: an array of literals",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":[{}0]"#, fill("true,false,null,", n))),
    ),
    kind(
        "unknown: an array of empty containers",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""x":[{}0]"#, fill(r#"{},[],"","#, n))),
    ),
    kind(
        "unknown: many arrays of the maximum depth",
        Work::Request,
        End::Done,
        |n| {
            request(&format!(
                r#""x":[{}0]"#,
                fill(&(nested("[", "0", "]", 30) + ","), n)
            ))
        },
    ),
    kind(
        "unknown: many objects of the maximum depth",
        Work::Request,
        End::Done,
        |n| {
            request(&format!(
                r#""x":[{}0]"#,
                fill(&(nested(r#"{"a":"#, "0", "}", 30) + ","), n)
            ))
        },
    ),
    kind(
        "unknown: all at the deepest level",
        Work::Request,
        End::Done,
        |n| {
            let innermost = fill("[],{},", n) + "0";
            request(&format!(r#""x":{}"#, nested("[", &innermost, "]", 30)))
        },
    ),
    kind(
        "only brackets, refused at the 32nd",
        Work::Request,
        refused(TooDeep),
        |n| format!(r#"{{"x":{}"#, fill("[", n)),
    ),
    // Names
    kind(
        "thousands of unknown members",
        Work::Request,
        End::Done,
        |n| request(&(numbered(r#""m#":0,"#, n) + r#""z":0"#)),
    ),
    kind(
        "thousands of unknown members, names escaped",
        Work::Request,
        End::Done,
        |n| request(&(fill(r#""\u006d\u006d":0,"#, n) + r#""z":0"#)),
    ),
    kind(
        "thousands of names similar to `request`",
        Work::Request,
        End::Done,
        |n| request(&(fill(r#""requesT":0,"#, n) + r#""z":0"#)),
    ),
    kind(
        "thousands of names similar to `request`, escaped",
        Work::Request,
        End::Done,
        |n| {
            let name = r#""\u0072\u0065\u0071\u0075\u0065\u0073\u0054":0,"#;
            request(&(fill(name, n) + r#""z":0"#))
        },
    ),
    kind(
        "thousands of members whose names begin with `request`",
        Work::Request,
        End::Done,
        |n| request(&(fill(r#""request\u0073":0,"#, n) + r#""z":0"#)),
    ),
    kind("one name, plain", Work::Request, End::Done, |n| {
        request(&format!(r#""{}":0"#, fill("a", n)))
    }),
    kind("one name, all escapes", Work::Request, End::Done, |n| {
        request(&format!(r#""{}":0"#, fill(r"\u0041", n)))
    }),
    kind(
        "one name, begins with `request`, escaped",
        Work::Request,
        End::Done,
        |n| request(&format!(r#""\u0072equest{}":0"#, fill("a", n))),
    ),
    kind(
        "thousands of unknown members in the head",
        Work::Request,
        End::Done,
        |n| {
            let members = numbered(r#""m#":0,"#, n / 2) + &fill(r#""reqMsgIdd":"","#, n / 2);
            REQUEST.replace(r#""version""#, &(members + r#""version""#))
        },
    ),
    kind(
        "thousands of unknown members in head, body and resultInfo",
        Work::Response,
        End::Done,
        |n| {
            let members = fill(r#""\u0072esultMsgs":[1e5],"#, n / 3);
            RESPONSE
                .replace(
                    r#""resultStatus""#,
                    &(members.clone() + r#""resultStatus""#),
                )
                .replace(r#""resultInfo""#, &(members.clone() + r#""resultInfo""#))
                .replace(r#""respTime""#, &(members + r#""respTime""#))
        },
    ),
    // White space
    kind(
        "white space between all tokens",
        Work::Response,
        End::Done,
        |n| spaced(RESPONSE, n),
    ),
    kind(
        "white space before the document",
        Work::Request,
        End::Done,
        |n| fill(" ", n) + REQUEST,
    ),
    kind(
        "white space after the document",
        Work::Request,
        End::Done,
        |n| REQUEST.to_owned() + &fill("\r\n", n),
    ),
    kind(
        "white space before each of thousands of commas",
        Work::Request,
        End::Done,
        |n| request(&(fill("\"m\"\t\n \r:\t\n \r0\t\n \r,\t\n \r", n) + r#""z":0"#)),
    ),
    // Strings that are read
    kind(
        r"signature, all \u0041",
        Work::Response,
        End::InvalidSignature,
        |n| signed(&fill(r"\u0041", n)),
    ),
    kind(
        "signature, plain",
        Work::Response,
        End::InvalidSignature,
        |n| signed(&fill("A", n)),
    ),
    kind("owned: white space", Work::OwnedResponse, End::Done, |n| {
        spaced(RESPONSE, n)
    }),
    kind(
        r"owned: resultMsg, all \u0041",
        Work::OwnedResponse,
        End::Done,
        |n| message(&fill(r"\u0041", n)),
    ),
    // Too long, so odd.
    kind(r"resultMsg, all \u0041", Work::Response, End::Done, |n| {
        message(&fill(r"\u0041", n))
    }),
    kind(
        "resultMsg, 3-byte characters",
        Work::Response,
        End::Done,
        |n| message(&fill("语", n)),
    ),
    kind("resultMsg, a number", Work::Response, End::Done, |n| {
        RESPONSE.replace(r#":"success""#, &format!(":{}", fill("1", n)))
    }),
    kind("reserve, an array", Work::Response, End::Done, |n| {
        RESPONSE.replace(
            r#""reserve":"{}""#,
            &format!(r#""reserve":[{}0]"#, fill("[],", n)),
        )
    }),
    kind(
        "resultCode, a number",
        Work::Response,
        TOO_LONG_SCALAR,
        |n| RESPONSE.replace(r#""SUCCESS""#, &fill("1", n)),
    ),
    kind("reserve, an object", Work::Request, TOO_LONG, |n| {
        let object = format!(r#"{{{}"z":0}}"#, fill(r#""m":0,"#, n));
        REQUEST.replace(r#""reserve":"{}""#, &format!(r#""reserve":{object}"#))
    }),
    kind(
        "clientId, an array",
        Work::Request,
        refused(DecodeErrorKind::WrongType {
            expected: JsonType::String,
            found: JsonType::Array,
        }),
        |n| {
            REQUEST.replace(
                r#""211xxxxxxxxxxxxxxx044""#,
                &format!("[{}0]", fill("0,", n)),
            )
        },
    ),
    kind("reqTime, all fraction", Work::Request, End::Done, |n| {
        REQUEST.replace("56+05:30", &format!("56.{}+05:30", fill("9", n)))
    }),
    // Errors at the very end
    kind(
        "cut off in the middle of the signature",
        Work::Response,
        refused(UnexpectedEnd),
        |n| {
            let response = signed(&fill("A", n));
            response[..response.len() - 2].to_owned()
        },
    ),
    kind(
        "a second document",
        Work::Request,
        refused(TrailingBytes),
        |n| request(&format!(r#""x":[{}0]"#, fill(r#"{"a":[]},"#, n))) + "{}",
    ),
    kind(
        "NULs after the document",
        Work::Request,
        refused(DecodeErrorKind::NulBytes),
        |n| request(r#""x":0"#) + &fill("\0", n),
    ),
    kind(
        "a chunk size of many digits",
        Work::Request,
        refused(DecodeErrorKind::ChunkSize),
        |n| fill("1", n) + "\r\n",
    ),
    kind(
        "a string that contains JSON",
        Work::Request,
        refused(DecodeErrorKind::EncodedTwice),
        |n| format!("\"{{{}\"", fill(" ", n)),
    ),
    // Claims, whose lengths are not checked
    kind(
        "claims: thousands of unknown members",
        Work::Claimed,
        End::Done,
        |n| {
            REQUEST.replace(
                r#""version""#,
                &(numbered(r#""m#":0,"#, n) + r#""version""#),
            )
        },
    ),
    kind(
        r"claims: reqMsgId, all \ud83d\ude00",
        Work::Claimed,
        End::Done,
        |n| REQUEST.replace("1234567asdfasdf1123fda", &fill(r"\ud83d\ude00", n)),
    ),
    kind("claims: head, an array", Work::Claimed, End::Done, |n| {
        format!(r#"{{"request":{{"head":[{}0]}}}}"#, fill("[],", n))
    }),
    kind(
        "unsigned failure: thousands of unknown members",
        Work::UnsignedFailure,
        End::Done,
        |n| {
            let members = numbered(r#""m#":[],"#, n);
            unsigned().replace(r#""resultCode""#, &(members + r#""resultCode""#))
        },
    ),
    kind(
        r"unsigned failure: resultMsg, all \u0041",
        Work::UnsignedFailure,
        End::Done,
        |n| unsigned().replace(r#":"success""#, &format!(r#":"{}""#, fill(r"\u0041", n))),
    ),
    kind(
        "unsigned failure: resultMsg, escapes and text",
        Work::UnsignedFailure,
        End::Done,
        |n| unsigned().replace(r#":"success""#, &format!(r#":"{}""#, fill(r"a\n", n))),
    ),
    kind(
        "unsigned failure: resultMsg, GBK",
        Work::UnsignedFailure,
        End::Done,
        |n| unsigned().replace(r#":"success""#, &format!(r#":"{}""#, fill(NOT_UTF8, n))),
    ),
    // As GBK the byte and the backslash are one character, so the quote would end the string too early,
    // and the text is read a second time.
    kind(
        "unsigned failure: resultMsg, not GBK",
        Work::UnsignedFailure,
        End::Done,
        |n| {
            let text = fill("a", n) + NOT_UTF8 + r#"\"b"#;
            unsigned().replace(r#":"success""#, &format!(r#":"{text}""#))
        },
    ),
    // Values
    kind("digest", Work::Digest, End::Done, |n| fill("a", n)),
    kind("Text::new", Work::Text, End::TooLong(64), |n| fill("语", n)),
    kind("Timestamp::parse", Work::Timestamp, End::Done, |n| {
        format!("2001-07-04T12:08:56.{}+05:30", fill("9", n))
    }),
    kind(
        "Timestamp::parse, no such day",
        Work::Timestamp,
        End::Value(ValueError::Timestamp(TimeError::NoSuchDay)),
        |n| format!("2001-02-30T12:08:56.{}+05:30", fill("9", n)),
    ),
    kind(
        "Timestamp::parse, not an offset",
        Work::Timestamp,
        End::Value(ValueError::Timestamp(TimeError::NoSuchOffset)),
        |n| format!("2001-07-04T12:08:56+{}", fill("0", n)),
    ),
    kind("an array of numbers", Work::Array, End::Done, |n| {
        format!("[{}0]", fill("1,", n))
    }),
    // Writing
    kind("write: an id in ASCII", Work::WriteId, End::Done, |n| {
        fill("a", n)
    }),
    kind("write: an id, all accents", Work::WriteId, End::Done, |n| {
        fill("é", n)
    }),
    kind("write: plain", Work::Write, End::Done, |n| fill("a", n)),
    kind(
        "write: all control characters",
        Work::Write,
        End::Done,
        |n| fill("\u{1}", n),
    ),
    kind("write: all quotes", Work::Write, End::Done, |n| {
        fill("\"", n)
    }),
    kind(
        "write: every other character a newline",
        Work::Write,
        End::Done,
        |n| fill("语\n", n),
    ),
    // serde types
    kind(
        "deserialize: a list of numbers",
        Work::Deserialize,
        End::Done,
        |n| format!(r#"{{"list":[{}0]}}"#, numbered("1#,", n)),
    ),
    kind(
        "deserialize: lists, deeply nested",
        Work::Deserialize,
        End::Done,
        |n| {
            let list = nested("[", "1", "]", MAX_DEPTH as usize - 2);
            format!(r#"{{"list":[{}0]}}"#, fill(&(list + ","), n))
        },
    ),
    kind(
        "deserialize: a map, every name escaped",
        Work::Deserialize,
        End::Done,
        |n| {
            let members = numbered(r#""\u00e9\n#":1,"#, n);
            format!(r#"{{"map":{{{members}"":0}}}}"#)
        },
    ),
    kind(
        "deserialize: unknown members with similar names",
        Work::Deserialize,
        End::Done,
        |n| format!(r#"{{{}"name":"a"}}"#, numbered(r#""nam#":1,"lis#":[],"#, n)),
    ),
    kind(
        "deserialize: one string, all escapes",
        Work::Deserialize,
        End::Done,
        |n| format!(r#"{{"name":"{}"}}"#, fill(r"\ud83d\ude00", n)),
    ),
    kind(
        "deserialize: a list that does not end",
        Work::Deserialize,
        refused(UnexpectedEnd),
        |n| format!(r#"{{"list":[{}"#, fill("[1],", n)),
    ),
    kind(
        "serialize: a list, all quotes",
        Work::Serialize,
        End::Done,
        |n| fill("\"\" ", n),
    ),
    // The control
    kind("control: quadratic", Work::Quadratic, End::Done, |n| {
        fill("a", n)
    }),
];

// The specification's samples, signed.
const REQUEST: &str = include_str!("../../fixtures/golden/request.json");
const RESPONSE: &str = include_str!("../../fixtures/golden/response.json");

/// Repeats `piece` to at least `size` bytes.
fn fill(piece: &str, size: usize) -> String {
    piece.repeat(size.div_ceil(piece.len()))
}

/// Repeats `piece` with another number in place of `#` each time.
fn numbered(piece: &str, size: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < size {
        text += &piece.replace('#', &format!("{number:06}"));
        number += 1;
    }
    text
}

/// `innermost` in `depth` containers.
fn nested(open: &str, innermost: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + innermost + &close.repeat(depth)
}

/// The sample request with additional members at its start.
fn request(members: &str) -> String {
    REQUEST.replacen('{', &format!("{{{members},"), 1)
}

/// The sample response with this text as `resultMsg`.
fn message(text: &str) -> String {
    RESPONSE.replace(r#":"success""#, &format!(r#":"{text}""#))
}

/// The sample response with this text as signature.
fn signed(text: &str) -> String {
    let (message, _) = RESPONSE.split_once(r#","signature""#).expect("a signature");
    format!(r#"{message},"signature":"{text}"}}"#)
}

/// The sample response without its signature.
fn unsigned() -> String {
    let (message, _) = RESPONSE.split_once(r#","signature""#).expect("a signature");
    format!("{message}}}")
}

/// Adds the same white space between all tokens of `json`, so that it has `size` bytes. `json` must
/// have no escapes.
fn spaced(json: &str, size: usize) -> String {
    let is_token = |byte: &u8| b"{}:,".contains(byte);
    let space = fill("\t\n \r", size / json.bytes().filter(is_token).count());
    let mut text = String::new();
    let mut in_string = false;
    for character in json.chars() {
        in_string ^= character == '"';
        match character {
            '{' | '}' | ':' | ',' if !in_string => {
                text += &space;
                text.push(character);
                text += &space;
            }
            _ => text.push(character),
        }
    }
    text
}
