//! The golden envelopes: functions that edit them, and functions that read one member.

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{DecodeError, Lenient, PayCancelRequest, PayCancelResponse, Timestamp};
use base64ct::{Base64, Encoding};

pub(crate) const RESPONSE: &str = include_str!("../fixtures/golden/response.json");

/// The golden request with both ids.
pub(crate) fn request() -> String {
    edit(
        include_str!("../fixtures/golden/request.json"),
        "747\"",
        "747\",\"merchantTransId\":\"510xxxxxxxxxxxxxx002\"",
    )
}

pub(crate) fn envelope(direction: Direction) -> String {
    match direction {
        Request => request(),
        Response => RESPONSE.to_string(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    Request,
    Response,
}

pub(crate) use Direction::{Request, Response};

/// Replaces `from`, which must occur exactly once.
pub(crate) fn edit(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// Where a member `"name":value` starts, where its value starts, and where its value ends. The
/// value must be a string without escapes.
pub(crate) fn member(text: &str, name: &str) -> (usize, usize, usize) {
    let quoted = format!("\"{name}\":");
    assert_eq!(text.matches(&quoted).count(), 1, "{name}");
    let start = text.find(&quoted).unwrap();
    let value = start + quoted.len();
    assert!(text[value..].starts_with('"'), "{name}");
    let end = value + 1 + text[value + 1..].find('"').unwrap() + 1;
    (start, value, end)
}

/// Replaces the value of a member. Returns the text and the offset of the value.
pub(crate) fn with(text: &str, name: &str, value: &str) -> (String, usize) {
    let (_, start, end) = member(text, name);
    let text = format!("{}{value}{}", &text[..start], &text[end..]);
    (text, start)
}

/// Removes a member, and one of the commas next to it.
pub(crate) fn without(text: &str, name: &str) -> String {
    let (start, _, end) = member(text, name);
    let (before, after) = (&text[..start], &text[end..]);
    match after.strip_prefix(',') {
        Some(after) => format!("{before}{after}"),
        None => format!("{}{after}", before.strip_suffix(',').unwrap_or(before)),
    }
}

/// The offset of the `{` of the object that contains a member.
pub(crate) fn object_around(text: &str, name: &str) -> usize {
    let object = match name {
        "partnerId" | "acquirementId" | "merchantTransId" | "cancelTime" | "resultInfo" => "body",
        "resultStatus" | "resultCodeId" | "resultCode" | "resultMsg" => "resultInfo",
        "head" | "body" => match text.contains("\"request\":") {
            true => "request",
            false => "response",
        },
        "request" | "response" | "signature" => return 0,
        _ => "head",
    };
    let object = format!("\"{object}\":");
    text.find(&object).unwrap() + object.len()
}

/// Decodes a request and returns the value of the member with this name.
pub(crate) fn read_request(text: &str, name: &str) -> Result<Option<String>, DecodeError> {
    let mut scratch = vec![0; text.len()];
    let request = PayCancelRequest::decode(text.as_bytes(), &mut scratch)?;
    let request = request.assume_verified_by_caller();
    let (head, ids) = (request.head, request.body.transaction);
    Ok(match name {
        "clientId" => Some(head.client_id.to_string()),
        "reqTime" => Some(format!("{:?}", head.req_time)),
        "reqMsgId" => Some(head.req_msg_id.to_string()),
        "reserve" => head.reserve.map(|text| text.to_string()),
        "signType" => head.sign_type.map(|_| "RSA2".to_string()),
        "partnerId" => Some(request.body.partner_id.to_string()),
        "acquirementId" => ids.acquirement_id().map(|id| id.to_string()),
        "merchantTransId" => ids.merchant_trans_id().map(|id| id.to_string()),
        _ => None,
    })
}

/// Decodes a response and returns the value of the member with this name.
pub(crate) fn read_response(text: &str, name: &str) -> Result<Option<String>, DecodeError> {
    let mut scratch = vec![0; text.len()];
    let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch)?;
    let response = response.assume_verified_by_caller();
    let (head, body) = (response.head, response.body);
    let info = body.result_info;
    Ok(match name {
        "clientId" => Some(head.client_id.to_string()),
        "respTime" => head.resp_time.map(time_text),
        "reqMsgId" => Some(head.req_msg_id.to_string()),
        "reserve" => head.reserve.map(|text| text.to_string()),
        "resultStatus" => Some(info.result_status.to_string()),
        "resultCodeId" => Some(info.result_code_id.to_string()),
        "resultCode" => Some(info.result_code.to_string()),
        "resultMsg" => info.result_msg.map(|text| text.to_string()),
        "acquirementId" => body.acquirement_id.map(|id| id.to_string()),
        "merchantTransId" => body.merchant_trans_id.map(|id| id.to_string()),
        "cancelTime" => body.cancel_time.map(time_text),
        _ => None,
    })
}

/// The time with its fraction, or the text of an odd one.
fn time_text(time: Lenient<'_, Timestamp>) -> String {
    match time {
        Lenient::Valid(time) => format!("{time:?}"),
        Lenient::Odd(raw) => raw.text.to_string(),
    }
}

pub(crate) fn read(
    direction: Direction,
    text: &str,
    name: &str,
) -> Result<Option<String>, DecodeError> {
    match direction {
        Request => read_request(text, name),
        Response => read_response(text, name),
    }
}

pub(crate) type Fault = (Kind, usize, Option<&'static str>);

pub(crate) fn fault(error: DecodeError) -> Fault {
    (error.kind(), error.offset(), error.field())
}

/// Asserts that an envelope is refused with this error.
pub(crate) fn assert_refused(direction: Direction, text: &str, expected: Fault, row: &str) {
    let error = read(direction, text, "").expect_err(row);
    assert_eq!(fault(error), expected, "{direction:?}, {row}");
}

/// The type of a member in the specification.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// Text of 1 character to this many.
    Text(usize),
    /// Text of 0 characters to this many.
    FreeText(usize),
    Time,
    /// A text with exactly one valid value.
    Fixed,
    /// `S`, `F` or `U`
    Status,
    Digits,
}

pub(crate) use Form::{Digits, Fixed, FreeText, Status, Text, Time};

/// What an odd value of a member does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Class {
    /// The message is refused.
    Strict,
    /// A number or a boolean is read as its text. An array, an object or a text that is too long is
    /// refused.
    Deciding,
    /// Every value is read.
    Informing,
}

pub(crate) fn class(direction: Direction, name: &str) -> Class {
    match (direction, name) {
        (Request, _) | (Response, "version" | "function") => Class::Strict,
        (Response, "respTime" | "reserve" | "resultMsg" | "cancelTime") => Class::Informing,
        (Response, _) => Class::Deciding,
    }
}

/// Direction, name, whether a message without it is refused, type.
pub(crate) const MEMBERS: &[(Direction, &str, bool, Form)] = &[
    (Request, "version", true, Fixed),
    (Request, "function", true, Fixed),
    (Request, "clientId", true, Text(32)),
    (Request, "reqTime", true, Time),
    (Request, "reqMsgId", true, Text(64)),
    (Request, "reserve", false, FreeText(256)),
    (Request, "signType", false, Fixed),
    (Request, "partnerId", true, Text(32)),
    (Request, "acquirementId", false, Text(64)),
    (Request, "merchantTransId", false, Text(64)),
    (Response, "version", true, Fixed),
    (Response, "function", true, Fixed),
    (Response, "clientId", true, Text(32)),
    (Response, "respTime", false, Time),
    (Response, "reqMsgId", true, Text(64)),
    (Response, "reserve", false, FreeText(256)),
    (Response, "resultStatus", true, Status),
    (Response, "resultCodeId", true, Digits),
    (Response, "resultCode", true, Text(64)),
    (Response, "resultMsg", false, FreeText(256)),
    (Response, "acquirementId", false, Text(64)),
    (Response, "merchantTransId", false, Text(64)),
    (Response, "cancelTime", false, Time),
];

/// Where the value of an object member starts and ends, braces included.
pub(crate) fn object_span(text: &str, name: &str) -> (usize, usize) {
    let quoted = format!("\"{name}\":");
    let start = text.find(&quoted).unwrap() + quoted.len();
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (start, at + 1);
        }
    }
    panic!("{name} is not closed")
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut buffer = vec![0; Base64::encoded_len(bytes)];
    Base64::encode(bytes, &mut buffer).unwrap().to_string()
}

pub(crate) fn golden_signature() -> &'static str {
    let (_, start, end) = member(RESPONSE, "signature");
    &RESPONSE[start + 1..end - 1]
}
