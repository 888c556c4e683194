//! What a reader makes of the variations that real peers and attackers send: small edits of the
//! golden envelopes, each with the value or the error that must come of it.

mod common;

use std::fs;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{
    Claimed, DecodeError, Envelope, InvalidSignature, MessageKind, PayCancelRequest,
    PayCancelResponse, Signature, SigningBytes, Timestamp, TransactionId, UnsignedFailure,
    ValueError, Verifier, Violation,
};
use base64ct::{Base64, Encoding};
use common::{fixture, fixture_path};

const RESPONSE: &str = include_str!("fixtures/golden/response.json");

/// The golden request with the other id too.
fn request() -> String {
    edit(
        include_str!("fixtures/golden/request.json"),
        "747\"",
        "747\",\"merchantTransId\":\"510xxxxxxxxxxxxxx002\"",
    )
}

fn envelope(direction: Direction) -> String {
    match direction {
        Request => request(),
        Response => RESPONSE.to_string(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    Request,
    Response,
}

use Direction::{Request, Response};

/// Replaces what stands once in a text.
fn edit(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The ends of the name and of the value of a member: `"name":value`. Text values only, none of
/// which has an escape in the golden envelopes.
fn member(text: &str, name: &str) -> (usize, usize, usize) {
    let quoted = format!("\"{name}\":");
    assert_eq!(text.matches(&quoted).count(), 1, "{name}");
    let start = text.find(&quoted).unwrap();
    let value = start + quoted.len();
    assert!(text[value..].starts_with('"'), "{name}");
    let end = value + 1 + text[value + 1..].find('"').unwrap() + 1;
    (start, value, end)
}

/// Another value for a member; also its offset.
fn with(text: &str, name: &str, value: &str) -> (String, usize) {
    let (_, start, end) = member(text, name);
    let text = format!("{}{value}{}", &text[..start], &text[end..]);
    (text, start)
}

/// A member left out, with one of the commas beside it.
fn without(text: &str, name: &str) -> String {
    let (start, _, end) = member(text, name);
    let (before, after) = (&text[..start], &text[end..]);
    match after.strip_prefix(',') {
        Some(after) => format!("{before}{after}"),
        None => format!("{}{after}", before.strip_suffix(',').unwrap_or(before)),
    }
}

/// The offset of the brace that opens the object around a member.
fn object_around(text: &str, name: &str) -> usize {
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

/// A member's value by the specification's name: what a reader hands out for it.
fn read_request(text: &str, name: &str) -> Result<Option<String>, DecodeError> {
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

fn read_response(text: &str, name: &str) -> Result<Option<String>, DecodeError> {
    let mut scratch = vec![0; text.len()];
    let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch)?;
    let response = response.assume_verified_by_caller();
    let (head, body) = (response.head, response.body);
    let info = body.result_info;
    Ok(match name {
        "clientId" => Some(head.client_id.to_string()),
        "respTime" => Some(format!("{:?}", head.resp_time)),
        "reqMsgId" => Some(head.req_msg_id.to_string()),
        "reserve" => head.reserve.map(|text| text.to_string()),
        "resultStatus" => Some(info.result_status.to_string()),
        "resultCodeId" => Some(info.result_code_id.to_string()),
        "resultCode" => Some(info.result_code.to_string()),
        "resultMsg" => info.result_msg.map(|text| text.to_string()),
        "acquirementId" => body.acquirement_id.map(|id| id.to_string()),
        "merchantTransId" => body.merchant_trans_id.map(|id| id.to_string()),
        "cancelTime" => body.cancel_time.map(|time| format!("{time:?}")),
        _ => None,
    })
}

fn read(direction: Direction, text: &str, name: &str) -> Result<Option<String>, DecodeError> {
    match direction {
        Request => read_request(text, name),
        Response => read_response(text, name),
    }
}

type Fault = (Kind, usize, Option<&'static str>);

fn fault(error: DecodeError) -> Fault {
    (error.kind(), error.offset(), error.field())
}

/// Asserts that an envelope is refused in this way.
fn assert_refused(direction: Direction, text: &str, expected: Fault, row: &str) {
    let error = read(direction, text, "").expect_err(row);
    assert_eq!(fault(error), expected, "{direction:?}, {row}");
}

// The members

/// How the specification gives a member, and what its text may be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// Of 1 to so many characters.
    Text(usize),
    /// Of 0 to so many characters.
    FreeText(usize),
    Time,
    /// One text only.
    Fixed,
    /// `S`, `F` or `U`
    Status,
    Digits,
}

use Form::{Digits, Fixed, FreeText, Status, Text, Time};

/// Direction, name, whether it is always required, form.
const MEMBERS: &[(Direction, &str, bool, Form)] = &[
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
    (Response, "respTime", true, Time),
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

/// The objects, which are all required, and the signature.
const OBJECTS: &[(Direction, &str)] = &[
    (Request, "request"),
    (Request, "head"),
    (Request, "body"),
    (Response, "response"),
    (Response, "head"),
    (Response, "body"),
    (Response, "resultInfo"),
];

#[test]
fn absent_is_left_out_or_null_or_empty_where_text_is_wanted() {
    for &(direction, name, required, form) in MEMBERS {
        let whole = envelope(direction);
        let left_out = without(&whole, name);
        let null = with(&whole, name, "null").0;
        let empty = with(&whole, name, " \"\"").0;
        for (row, text) in [("left out", left_out), ("null", null), ("empty", empty)] {
            let row = &format!("{name} {row}");
            let missing = (Kind::Missing, object_around(&text, name), Some(name));
            let is_empty = row.ends_with("empty");
            match form {
                FreeText(_) if is_empty => {
                    assert_eq!(
                        read(direction, &text, name),
                        Ok(Some(String::new())),
                        "{row}"
                    );
                }
                _ if required => assert_refused(direction, &text, missing, row),
                _ => assert_eq!(read(direction, &text, name), Ok(None), "{row}"),
            }
        }
    }
}

#[test]
fn a_request_names_the_transaction_by_one_id_at_least() {
    let absent: [fn(&str, &str) -> String; 3] = [
        |text, name| without(text, name),
        |text, name| with(text, name, "null").0,
        |text, name| with(text, name, "\"\"").0,
    ];
    for first in absent {
        for second in absent {
            let text = first(&request(), "acquirementId");
            let both = second(&text, "merchantTransId");
            let body = object_around(&both, "acquirementId");
            let expected = (Kind::Missing, body, Some("acquirementId"));
            assert_refused(Request, &both, expected, &both);
        }
    }
    let transaction = |text: &str| {
        let request = PayCancelRequest::decode(text.as_bytes(), &mut []).unwrap();
        match request.assume_verified_by_caller().body.transaction {
            TransactionId::Acquirement(id) => format!("acquirement {id}"),
            TransactionId::Merchant(id) => format!("merchant {id}"),
            TransactionId::Both {
                acquirement_id,
                merchant_trans_id,
            } => format!("both {acquirement_id} {merchant_trans_id}"),
        }
    };
    let (acquirement, merchant) = ("2015xxxxxxxxxxxxxxxxxxxxx747", "510xxxxxxxxxxxxxx002");
    assert_eq!(
        transaction(&request()),
        format!("both {acquirement} {merchant}")
    );
    for absent in absent {
        let text = absent(&request(), "merchantTransId");
        assert_eq!(transaction(&text), format!("acquirement {acquirement}"));
        let text = absent(&request(), "acquirementId");
        assert_eq!(transaction(&text), format!("merchant {merchant}"));
    }
}

#[test]
fn another_json_type_is_refused() {
    for &(direction, name, _, _) in MEMBERS {
        for value in [
            "0",
            "20",
            "-1.5e3",
            "true",
            "false",
            "[]",
            "[\"RSA2\"]",
            "{}",
            "{\"a\":1}",
        ] {
            let row = &format!("{name}: {value}");
            let (text, at) = with(&envelope(direction), name, &format!("\t{value}"));
            if name == "reserve" && value.starts_with('{') {
                assert_eq!(
                    read(direction, &text, name),
                    Ok(Some(value.to_string())),
                    "{row}"
                );
            } else {
                let expected = (Kind::WrongType, at + 1, Some(name));
                assert_refused(direction, &text, expected, row);
            }
        }
    }
}

/// The value of an object member, braces included.
fn object_span(text: &str, name: &str) -> (usize, usize) {
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

#[test]
fn objects_must_be_there_and_be_objects() {
    for &(direction, name) in OBJECTS {
        // The braces in `reserve` are balanced, so they do not disturb the count.
        let whole = envelope(direction);
        let (start, end) = object_span(&whole, name);
        for (value, kind) in [
            ("null", Kind::Missing),
            ("[]", Kind::WrongType),
            ("[{}]", Kind::WrongType),
            ("\"{}\"", Kind::WrongType),
            ("\"\"", Kind::WrongType),
            ("0", Kind::WrongType),
            ("true", Kind::WrongType),
        ] {
            let text = format!("{} {value}{}", &whole[..start], &whole[end..]);
            let expected = (kind, start + 1, Some(name));
            assert_refused(direction, &text, expected, &format!("{name}: {value}"));
        }
        // Left out, by giving it a name that nobody reads.
        let text = edit(&whole, &format!("\"{name}\":"), "\"other\":");
        let around = if name == "resultInfo" { "body" } else { "" };
        let around = match name {
            "request" | "response" => 0,
            "head" | "body" => object_around(&text, name),
            _ => text.find(&format!("\"{around}\":")).unwrap() + around.len() + 3,
        };
        let expected = (Kind::Missing, around, Some(name));
        assert_refused(direction, &text, expected, &format!("{name} left out"));
    }
}

#[test]
fn without_a_signature_an_envelope_is_unsigned() {
    for direction in [Request, Response] {
        let whole = envelope(direction);
        let unsigned = (Kind::Unsigned, 0, Some("signature"));
        assert_refused(
            direction,
            &without(&whole, "signature"),
            unsigned,
            "left out",
        );
        for value in ["null", "\"\""] {
            let (text, _) = with(&whole, "signature", value);
            assert_refused(direction, &text, unsigned, value);
        }
        for value in ["0", "true", "[]", "[\"\"]", "{}"] {
            let (text, at) = with(&whole, "signature", value);
            let expected = (Kind::WrongType, at, Some("signature"));
            assert_refused(direction, &text, expected, value);
        }
    }
}

#[test]
fn lengths_count_unicode_scalar_values() {
    let mut count = 0;
    for &(direction, name, _, form) in MEMBERS {
        let (Text(max) | FreeText(max)) = form else {
            continue;
        };
        for (spelling, character) in [
            ("x", "x"),
            ("é", "é"),
            ("中", "中"),
            ("😀", "😀"),
            ("\\n", "\n"),
            ("\\u0000", "\0"),
            ("\\u00e9", "é"),
            ("\\ud83d\\ude00", "😀"),
        ] {
            for len in [1, max - 1, max] {
                let value = format!("\"{}\"", spelling.repeat(len));
                let (text, _) = with(&envelope(direction), name, &value);
                let expected = character.repeat(len);
                assert_eq!(
                    read(direction, &text, name),
                    Ok(Some(expected)),
                    "{name}: {value}"
                );
            }
            let value = format!("  \"{}\"", spelling.repeat(max + 1));
            let (text, at) = with(&envelope(direction), name, &value);
            let expected = (Kind::Value(ValueError::TooLong { max }), at + 2, Some(name));
            assert_refused(direction, &text, expected, &format!("{name}: {value}"));
            count += 1;
        }
        // A letter with an accent of its own is two characters.
        let value = format!("\"{}\"", "e\u{301}".repeat(max / 2));
        let (text, _) = with(&envelope(direction), name, &value);
        assert!(read(direction, &text, name).is_ok(), "{name}");
        let value = format!("\"{}x\"", "e\u{301}".repeat(max / 2));
        let (text, _) = with(&envelope(direction), name, &value);
        assert!(read(direction, &text, name).is_err(), "{name}");
    }
    assert_eq!(count, 13 * 8);
}

#[test]
fn reserve_as_an_object_is_its_raw_text_and_counts_by_it() {
    for direction in [Request, Response] {
        for raw in [
            "{}",
            "{ }",
            "{\"key\":\"value\"}",
            "{ \"key\" :\r\n\t\"value\" }",
            "{\"a\":1,\"a\":2}",
            "{\"a\\u002fb\":\"\\/\\ud83d\\ude00中\"}",
            "{\"a\":{\"b\":[1,{\"c\":null}]},\"signature\":\"}\"}",
        ] {
            let (text, _) = with(&envelope(direction), "reserve", &format!(" {raw} "));
            let read = read(direction, &text, "reserve");
            assert_eq!(read, Ok(Some(raw.to_string())), "{raw}");
        }
        for (character, spelled) in [('x', 1), ('é', 1), ('😀', 1), ('\n', 2)] {
            // Escapes count as they are spelled: the text is raw.
            let spelling = if spelled == 2 {
                "\\n".to_string()
            } else {
                character.to_string()
            };
            let fill = |len: usize| format!("{{\"a\":\"{}\"}}", spelling.repeat(len / spelled));
            let raw = fill(248);
            assert_eq!(raw.chars().count(), 256);
            let (text, _) = with(&envelope(direction), "reserve", &raw);
            assert_eq!(
                read(direction, &text, "reserve"),
                Ok(Some(raw)),
                "{character:?}"
            );
            let raw = fill(248 + spelled);
            let (text, at) = with(&envelope(direction), "reserve", &format!(" {raw}"));
            let error = Kind::Value(ValueError::TooLong { max: 256 });
            assert_refused(direction, &text, (error, at + 1, Some("reserve")), &raw);
        }
        // As a string, its content need not be JSON.
        for (value, content) in [
            ("\"{\"", "{"),
            ("\"key=value\"", "key=value"),
            ("\" \"", " "),
        ] {
            let (text, _) = with(&envelope(direction), "reserve", value);
            assert_eq!(
                read(direction, &text, "reserve"),
                Ok(Some(content.to_string()))
            );
        }
    }
}

#[test]
fn fixed_texts_are_those_and_no_others() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "version",
            "2.0.\\u0032",
            &[
                "2.0.1",
                "2.0.3",
                "2.0.20",
                "2.0",
                "2.0.2 ",
                " 2.0.2",
                "02.0.2",
                "2,0,2",
                "2.0.2\\u0000",
            ],
        ),
        (
            "function",
            "\\u0061lipay.intl.acquiring.common.payCancel",
            &[
                "alipay.intl.acquiring.common.paycancel",
                "alipay.intl.acquiring.common.refund",
                "alipay.intl.acquiring.agreement.payCancel",
                "alipay.intl.acquiring.common.payCancel_2.0.2",
                "alipay.intl.acquiring.common.payCancel\\n",
                "payCancel",
                " ",
            ],
        ),
        (
            "signType",
            "RSA\\u0032",
            &[
                "RSA",
                "rsa2",
                "Rsa2",
                "RSA2 ",
                "RSA22",
                "RSA256",
                "SHA256withRSA",
                "MD5",
                "none",
                "HS256",
                " ",
            ],
        ),
        (
            "resultStatus",
            "\\u0053",
            &["s", "f", "SS", "S ", " S", "X", "A", "SUCCESS", "Ｓ", "0"],
        ),
    ];
    let mut count = 0;
    for direction in [Request, Response] {
        for (name, escaped, others) in rows {
            if !MEMBERS
                .iter()
                .any(|row| (row.0, row.1) == (direction, *name))
            {
                continue;
            }
            let (text, _) = with(&envelope(direction), name, &format!("\"{escaped}\""));
            assert!(read(direction, &text, name).is_ok(), "{name}: {escaped}");
            for other in *others {
                let (text, at) = with(&envelope(direction), name, &format!("\"{other}\""));
                let error = Kind::Value(ValueError::Unsupported);
                assert_refused(direction, &text, (error, at, Some(*name)), other);
                count += 1;
            }
        }
    }
    assert_eq!(count, 2 * (9 + 7) + 11 + 10);
    for status in ["S", "F", "U"] {
        let (text, _) = with(RESPONSE, "resultStatus", &format!("\"{status}\""));
        assert_eq!(
            read_response(&text, "resultStatus"),
            Ok(Some(status.to_string()))
        );
    }
}

#[test]
fn sign_type_is_an_unknown_member_of_a_response() {
    for value in [
        "\"RSA2\"",
        "\"RSA\"",
        "\"\"",
        "null",
        "7",
        "{\"a\":[]}",
        "\"x\",\"signType\":\"y\"",
    ] {
        let text = edit(
            RESPONSE,
            "\"head\":{",
            &format!("\"head\":{{\"signType\":{value},"),
        );
        assert!(read_response(&text, "").is_ok(), "{value}");
    }
}

#[test]
fn a_result_code_id_has_eight_digits() {
    for digits in [
        "00000000",
        "00000001",
        "12005004",
        "99999999",
        "1200\\u0035004",
    ] {
        let (text, _) = with(RESPONSE, "resultCodeId", &format!("\"{digits}\""));
        let expected = digits.replace("\\u0035", "5");
        assert_eq!(read_response(&text, "resultCodeId"), Ok(Some(expected)));
    }
    for other in [
        "0",
        "0000000",
        "000000000",
        "0000000 ",
        " 0000000",
        "+0000000",
        "-0000000",
        "0000000a",
        "0x000000",
        "00000.00",
        "0000\\u0000000",
        "٠٠٠٠٠٠٠٠",
        "0000٠00",
        "００００００００",
        "SUCCESS!",
    ] {
        let (text, at) = with(RESPONSE, "resultCodeId", &format!("\"{other}\""));
        let error = Kind::Value(ValueError::ResultCodeId);
        assert_refused(Response, &text, (error, at, Some("resultCodeId")), other);
    }
}

#[test]
fn times_are_those_of_rfc_3339() {
    let names = [
        (Request, "reqTime"),
        (Response, "respTime"),
        (Response, "cancelTime"),
    ];
    for (direction, name) in names {
        for time in [
            "2001-07-04T12:08:56+05:30",
            "2001-07-04T12:08:56-08:00",
            "2001-07-04T12:08:56Z",
            "2001-07-04t12:08:56z",
            "2001-07-04T12:08:56.719+08:00",
            "2001-07-04T12:08:56.1234567890123Z",
            "2001-07-04T12:08:56-00:00",
            "0000-02-29T00:00:00+23:59",
            "2016-12-31T23:59:60Z",
        ] {
            let (text, _) = with(&envelope(direction), name, &format!("\"{time}\""));
            let expected = format!("{:?}", Timestamp::parse(time).unwrap());
            assert_eq!(
                read(direction, &text, name),
                Ok(Some(expected)),
                "{name}: {time}"
            );
        }
        for other in [
            "2001-07-04T12:08:56+0800",
            "2001-07-04T12:08:56",
            "2001-07-04 12:08:56+08:00",
            "2001-07-04T24:00:00+08:00",
            "2001-02-29T12:08:56+08:00",
            "2001-07-04T12:08:60+08:00",
            "2001-07-04T12:08:56+08:00 ",
            "20010704120856",
            "994223336",
            " ",
        ] {
            let (text, at) = with(&envelope(direction), name, &format!("\"{other}\""));
            let error = Kind::Value(ValueError::Timestamp);
            assert_refused(direction, &text, (error, at, Some(name)), other);
        }
        let (text, _) = with(
            &envelope(direction),
            name,
            "\"2001-07-04T12:08:56\\u002B05:30\"",
        );
        assert!(
            read(direction, &text, name).is_ok(),
            "{name}, an escaped sign"
        );
    }
}

/// Gateways leave `resultMsg` out, so a response without it is read, and the fault is listed.
#[test]
fn a_result_msg_that_should_be_there_is_no_reason_to_refuse() {
    let missing = vec![Violation::Missing { field: "resultMsg" }];
    let results = [
        ("S", "00000000", "SUCCESS"),
        ("F", "12005004", "ORDER_NOT_EXIST"),
        ("U", "00000901", "UNKNOWN_EXCEPTION"),
    ];
    for (status, id, code) in results {
        let whole = edit(RESPONSE, "\"S\"", &format!("\"{status}\""));
        let whole = edit(&whole, "00000000", id);
        let whole = edit(&whole, "\"SUCCESS\"", &format!("\"{code}\""));
        for (text, msg, is_fault) in [
            (without(&whole, "resultMsg"), None, true),
            (with(&whole, "resultMsg", "null").0, None, true),
            (with(&whole, "resultMsg", "\"\"").0, Some(""), status != "S"),
            (whole.clone(), Some("success"), false),
        ] {
            let response = PayCancelResponse::decode(text.as_bytes(), &mut []).unwrap();
            let response = response.assume_verified_by_caller();
            assert_eq!(
                response.body.result_info.result_msg.as_deref(),
                msg,
                "{text}"
            );
            let violations: Vec<_> = response.violations().collect();
            let expected = if is_fault { missing.clone() } else { vec![] };
            assert_eq!(violations, expected, "{text}");
        }
    }
}

#[test]
fn extra_members_are_skipped_and_stay_in_the_signed_span() {
    let mut count = 0;
    for direction in [Request, Response] {
        let whole = envelope(direction);
        for object in ["head", "body", "resultInfo"] {
            let open = format!("\"{object}\":{{");
            if !whole.contains(&open) {
                continue;
            }
            for extra in [
                "\"clientSecret\":\"none\"",
                "\"sdkVersion\":3",
                "\"extendInfo\":{\"a\":[1,{\"b\":null}]}",
                "\"live\":true,\"live\":false",
                "\"request\":{},\"response\":{},\"signature\":\"AAAA\"",
                "\"head\":{},\"body\":[]",
                "\"clientid\":\"x\",\"client_id\":\"x\",\"clientId \":\"x\"",
                "\"\":\"\"",
                "\"note\":\",\\\"signature\\\":\\\"AAAA\\\"\"",
            ] {
                let text = edit(&whole, &open, &format!("{open}{extra},"));
                let mut scratch = vec![0; text.len()];
                let span = match direction {
                    Request => PayCancelRequest::decode(text.as_bytes(), &mut scratch)
                        .unwrap()
                        .signing_bytes(),
                    Response => PayCancelResponse::decode(text.as_bytes(), &mut scratch)
                        .unwrap()
                        .signing_bytes(),
                };
                let start = text.find(":{").unwrap() + 1;
                let end = text.rfind(",\"signature\"").unwrap();
                assert_eq!(
                    span.as_bytes(),
                    &text.as_bytes()[start..end],
                    "{object}: {extra}"
                );
                for &(_, name, _, _) in MEMBERS.iter().filter(|row| row.0 == direction) {
                    assert_eq!(
                        read(direction, &text, name),
                        read(direction, &whole, name),
                        "{name}"
                    );
                }
                count += 1;
            }
        }
    }
    assert_eq!(count, 5 * 9);
}

// Truncation

#[test]
fn every_prefix_is_refused() {
    let mut prefixes = 0;
    let mut files = 0;
    for folder in ["golden", "peers"] {
        for entry in fs::read_dir(fixture_path(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".json") {
                continue;
            }
            let input = fixture(&format!("{folder}/{name}"));
            let mut scratch = vec![0; input.len()];
            // Without the white space at its end a document is whole.
            for len in 0..input.trim_ascii_end().len() {
                let prefix = &input[..len];
                let error = if name.contains(".request.") || name.starts_with("request") {
                    PayCancelRequest::decode(prefix, &mut scratch).map(drop)
                } else {
                    PayCancelResponse::decode(prefix, &mut scratch).map(drop)
                };
                let error = error.expect_err(&name);
                // A document that is cut is not taken for a wrong one, not even where the cut goes
                // through a character. An escape or a character that is cut is named by its
                // beginning.
                assert_eq!(error.kind(), Kind::UnexpectedEnd, "{name} cut at {len}");
                let at = error.offset();
                assert!(at <= len && len - at < 12, "{name} cut at {len}: {at}");
                prefixes += 1;
            }
            files += 1;
        }
    }
    assert_eq!(files, 94);
    assert!(prefixes > 50_000, "{prefixes}");
}

// Names that stand twice

/// The objects of an envelope, and the names that are read in each.
const NAMES: &[(Direction, &str, &[&str])] = &[
    (Request, "", &["request", "signature"]),
    (Request, "request", &["head", "body"]),
    (
        Request,
        "head",
        &[
            "version", "function", "clientId", "reqTime", "reqMsgId", "reserve", "signType",
        ],
    ),
    (
        Request,
        "body",
        &["partnerId", "acquirementId", "merchantTransId"],
    ),
    (Response, "", &["response", "signature"]),
    (Response, "response", &["head", "body"]),
    (
        Response,
        "head",
        &[
            "version", "function", "clientId", "respTime", "reqMsgId", "reserve",
        ],
    ),
    (
        Response,
        "body",
        &[
            "resultInfo",
            "acquirementId",
            "merchantTransId",
            "cancelTime",
        ],
    ),
    (
        Response,
        "resultInfo",
        &["resultStatus", "resultCodeId", "resultCode", "resultMsg"],
    ),
];

/// Those of them that `Claimed` reads.
const CLAIMED_NAMES: &[&str] = &[
    "request",
    "response",
    "signature",
    "head",
    "body",
    "version",
    "function",
    "clientId",
    "reqMsgId",
    "resultInfo",
    "resultStatus",
    "resultCodeId",
    "resultCode",
    "resultMsg",
];

/// A name with its first, its last, or all of its characters escaped, or none.
fn spellings(name: &str) -> [String; 4] {
    let escape =
        |text: &str| -> String { text.bytes().map(|byte| format!("\\u{byte:04x}")).collect() };
    let (first, rest) = name.split_at(1);
    let (start, last) = name.split_at(name.len() - 1);
    [
        name.to_string(),
        format!("{}{rest}", escape(first)),
        format!(
            "{start}{}",
            escape(last).to_uppercase().replace("\\U", "\\u")
        ),
        escape(name),
    ]
}

#[test]
fn a_name_that_is_read_stands_once_in_its_object() {
    let mut count = 0;
    for &(direction, object, names) in NAMES {
        let whole = envelope(direction);
        let (start, end) = match object {
            "" => (0, whole.len()),
            _ => object_span(&whole, object),
        };
        for &name in names {
            let genuine = format!("\"{name}\":");
            for spelling in spellings(name) {
                // `genuine` stands for a copy of the value that is there.
                for value in ["genuine", "null", "\"\"", "7", "{}"] {
                    let value = match value {
                        "genuine" => {
                            let at = start + whole[start..].find(&genuine).unwrap() + genuine.len();
                            let end = match whole.as_bytes()[at] {
                                b'{' => object_span(&whole, name).1,
                                _ => member(&whole, name).2,
                            };
                            &whole[at..end]
                        }
                        value => value,
                    };
                    let other = format!("\"{spelling}\":{value}");

                    // Behind the genuine one: the duplicate is what is refused, whatever it is.
                    let before = &whole[..end - 1];
                    let text = format!("{before}, {other}{}", &whole[end - 1..]);
                    let expected = (Kind::Duplicate, before.len() + 2, Some(name));
                    assert_refused(direction, &text, expected, &other);
                    let claims = Envelope::decode(text.as_bytes(), &mut [])
                        .map(|envelope| envelope.claimed())
                        .map(drop)
                        .map_err(fault);
                    if CLAIMED_NAMES.contains(&name) {
                        assert_eq!(claims, Err(expected), "{other}");
                    } else {
                        assert_eq!(claims, Ok(()), "{other}");
                    }

                    // Before it, the same; but what could not stand alone is refused for that.
                    let text = format!("{}{other},{}", &whole[..=start], &whole[start + 1..]);
                    let second = start + other.len() + 1 + whole[start..].find(&genuine).unwrap();
                    let error = read(direction, &text, "").expect_err(&text);
                    let form = MEMBERS
                        .iter()
                        .find(|row| (row.0, row.1) == (direction, name))
                        .map(|row| row.3);
                    let may_stand = match value {
                        "null" | "\"\"" => form.is_some() || name == "signature",
                        "{}" => name == "reserve",
                        "7" => false,
                        _ => true,
                    };
                    if may_stand {
                        let expected = (Kind::Duplicate, second, Some(name));
                        assert_eq!(fault(error), expected, "{other}");
                    } else {
                        assert_ne!(error.kind(), Kind::Duplicate, "{other}");
                    }
                    count += 1;
                }
            }
        }
    }
    assert_eq!(count, 32 * 4 * 5);
}

#[test]
fn names_that_nobody_reads_may_stand_twice() {
    for &(direction, object, _) in NAMES {
        let whole = envelope(direction);
        let start = match object {
            "" => 0,
            _ => object_span(&whole, object).0,
        };
        let twice = "\"more\":1,\"mor\\u0065\":{\"more\":[]},\"more\":null,";
        let text = format!("{}{twice}{}", &whole[..=start], &whole[start + 1..]);
        assert!(
            read(direction, &text, "").is_ok(),
            "{direction:?}, {object}"
        );
        assert!(
            Envelope::decode(text.as_bytes(), &mut [])
                .map(|envelope| envelope.claimed())
                .is_ok(),
            "{direction:?}, {object}"
        );
    }
}

// Two messages, or the other one

#[test]
fn one_message_of_the_kind_that_was_asked_for() {
    let whole = request();
    let (start, end) = object_span(&whole, "request");
    let request_member = format!("\"request\":{}", &whole[start..end]);
    let (start, end) = object_span(RESPONSE, "response");
    let response_member = format!("\"response\":{}", &RESPONSE[start..end]);
    let signature = "\"signature\":\"AAAA\"";

    for (direction, own, other, other_name) in [
        (Request, &request_member, &response_member, "response"),
        (Response, &response_member, &request_member, "request"),
    ] {
        let escaped = other.replacen("\"re", "\"r\\u0065", 1);
        let null = format!("\"{other_name}\":null");
        let bad = format!("\"{other_name}\":7");
        for other in [other, &escaped, &null, &bad] {
            for members in [
                [own, other, signature],
                [other, own, signature],
                [signature, own, other],
                [other, signature, own],
                // Only the other one
                [other, signature, "\"more\":1"],
            ] {
                let text = format!("{{{}}}", members.join(","));
                let error = read(direction, &text, "").expect_err(&text);
                assert_eq!(error.kind(), Kind::WrongMessage, "{text}");
                assert_eq!(error.field(), Some(other_name), "{text}");
                if members.contains(&own.as_str()) {
                    let error = Envelope::decode(text.as_bytes(), &mut [])
                        .map(|envelope| envelope.claimed())
                        .unwrap_err();
                    assert_eq!(error.kind(), Kind::WrongMessage, "{text}");
                }
            }
        }
    }
}

#[test]
fn a_second_message_is_pointed_at() {
    let text = edit(
        &request(),
        ",\"signature\"",
        ",\"response\": [],\"signature\"",
    );
    let at = text.find("[]").unwrap();
    let expected = (Kind::WrongMessage, at, Some("response"));
    assert_refused(Request, &text, expected, "decode");
    let error = Envelope::decode(text.as_bytes(), &mut [])
        .map(|envelope| envelope.claimed())
        .unwrap_err();
    assert_eq!(fault(error), expected, "claims");
}

#[test]
fn no_message_at_all() {
    for text in [
        "{}",
        "{\"signature\":\"AAAA\"}",
        "{\"Request\":{},\"RESPONSE\":{}}",
        "{\"more\":{\"response\":{}}}",
    ] {
        assert_refused(Request, text, (Kind::Missing, 0, Some("request")), text);
        assert_refused(Response, text, (Kind::Missing, 0, Some("response")), text);
        assert_eq!(
            Envelope::decode(text.as_bytes(), &mut [])
                .map(|envelope| envelope.claimed())
                .unwrap_err()
                .kind(),
            Kind::Missing
        );
        assert_eq!(
            UnsignedFailure::decode(text.as_bytes(), &mut [])
                .unwrap_err()
                .kind(),
            Kind::Missing
        );
    }
}

// What is only claimed

#[test]
fn what_a_message_claims_is_read_even_where_it_cannot_be_decoded() {
    let whole = Claimed {
        message: MessageKind::Request,
        function: Some("alipay.intl.acquiring.common.payCancel"),
        version: Some("2.0.2"),
        client_id: Some("211xxxxxxxxxxxxxxx044"),
        req_msg_id: Some("1234567asdfasdf1123fda"),
    };
    let nothing = Claimed {
        message: MessageKind::Request,
        function: None,
        version: None,
        client_id: None,
        req_msg_id: None,
    };
    let response = MessageKind::Response;
    let request = request();
    let (body, body_end) = object_span(&request, "body");
    let (head, head_end) = object_span(&request, "head");
    let with_head = |value: &str| format!("{}{value}{}", &request[..head], &request[head_end..]);
    let with_body = |value: &str| format!("{}{value}{}", &request[..body], &request[body_end..]);
    let long = "x".repeat(1000);
    let rows: Vec<(&str, String, Claimed<'_>)> = vec![
        (
            "a response",
            RESPONSE.to_string(),
            Claimed {
                message: response,
                ..whole
            },
        ),
        ("no partnerId", without(&request, "partnerId"), whole),
        (
            "no ids",
            without(&without(&request, "acquirementId"), "merchantTransId"),
            whole,
        ),
        ("no reqTime", without(&request, "reqTime"), whole),
        (
            "another signType",
            with(&request, "signType", "\"RSA\"").0,
            whole,
        ),
        (
            "a wrong time",
            with(&request, "reqTime", "\"+0800\"").0,
            whole,
        ),
        ("a wrong type", with(&request, "partnerId", "[{}]").0, whole),
        ("no body", edit(&request, "\"body\":", "\"boddy\":"), whole),
        ("body null", with_body("null"), whole),
        ("body a list", with_body("[{\"resultInfo\":{}}]"), whole),
        ("not signed", without(&request, "signature"), whole),
        (
            "signature of another type",
            with(&request, "signature", "{}").0,
            whole,
        ),
        ("not base64", with(&request, "signature", "\"?\"").0, whole),
        (
            "another function",
            edit(&request, "payCancel", "refund"),
            Claimed {
                function: Some("alipay.intl.acquiring.common.refund"),
                ..whole
            },
        ),
        (
            "another version",
            edit(&request, "2.0.2", "9"),
            Claimed {
                version: Some("9"),
                ..whole
            },
        ),
        (
            "no version",
            without(&request, "version"),
            Claimed {
                version: None,
                ..whole
            },
        ),
        (
            "a number",
            with(&request, "clientId", "211").0,
            Claimed {
                client_id: None,
                ..whole
            },
        ),
        (
            "an object",
            with(&request, "reqMsgId", "{\"a\":[]}").0,
            Claimed {
                req_msg_id: None,
                ..whole
            },
        ),
        (
            "null",
            with(&request, "function", "null").0,
            Claimed {
                function: None,
                ..whole
            },
        ),
        (
            "empty",
            with(&request, "clientId", "\"\"").0,
            Claimed {
                client_id: None,
                ..whole
            },
        ),
        (
            "too long",
            with(&request, "reqMsgId", &format!("\"{long}\"")).0,
            Claimed {
                req_msg_id: Some(&long),
                ..whole
            },
        ),
        (
            "escaped",
            with(&request, "reqMsgId", "\"\\u4e2d\\/\"").0,
            Claimed {
                req_msg_id: Some("中/"),
                ..whole
            },
        ),
        ("head empty", with_head("{}"), nothing),
        ("head null", with_head("null"), nothing),
        ("head a string", with_head("\"{}\""), nothing),
        ("no head", edit(&request, "\"head\":", "\"had\":"), nothing),
        ("request null", "{\"request\":null}".to_string(), nothing),
        (
            "request a list",
            "{\"request\":[{\"head\":{\"version\":\"1\"}}]}".to_string(),
            nothing,
        ),
        (
            "response empty",
            "{\"response\":{}}".to_string(),
            Claimed {
                message: response,
                ..nothing
            },
        ),
    ];
    for (name, text, expected) in &rows {
        let mut scratch = vec![0; text.len()];
        let claimed =
            Envelope::decode(text.as_bytes(), &mut scratch).map(|envelope| envelope.claimed());
        assert_eq!(claimed, Ok(*expected), "{name}");
    }
}

#[test]
fn claims_of_what_is_no_json_are_refused() {
    for (text, kind, at) in [
        (r#"{"request":nul}"#, Kind::UnexpectedByte, 14),
        (r#"{"request":{"head":nul}}"#, Kind::UnexpectedByte, 22),
        (r#"{"request":{"body":nul}}"#, Kind::UnexpectedByte, 22),
        (
            r#"{"request":{"head":{"version":"\x"}}}"#,
            Kind::InvalidEscape,
            31,
        ),
        (
            r#"{"response":{"body":{"resultInfo":[}}}"#,
            Kind::UnexpectedByte,
            35,
        ),
    ] {
        let error = Envelope::decode(text.as_bytes(), &mut [])
            .map(|envelope| envelope.claimed())
            .unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, at), "{text}");
        let kind = MessageKind::Request;
        let signed = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_claims(kind));
        assert_eq!(signed.unwrap_err(), error, "{text}");
    }
}

/// Who sent what cannot be decoded can be told all the same.
#[test]
#[cfg(feature = "rsa")]
fn claims_can_be_verified_by_themselves() {
    let golden = include_str!("fixtures/golden/request.json");
    let key = common::verifying_key("client");
    let rows = [
        ("golden", golden.to_string(), true),
        (
            "one byte changed",
            golden.replace("2001-07", "2001-08"),
            false,
        ),
        ("no base64", with(golden, "signature", "\"?\"").0, false),
    ];
    for (name, text, holds) in rows {
        let claimed = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_claims(MessageKind::Request))
            .unwrap();
        assert_eq!(
            claimed.claimed().req_msg_id,
            Some("1234567asdfasdf1123fda"),
            "{name}"
        );
        let verified = claimed.verify(&key);
        assert_eq!(verified.is_ok(), holds, "{name}");
        if let Ok(verified) = verified {
            assert_eq!(*verified, claimed.claimed(), "{name}");
        }
    }
    let other = Envelope::decode(golden.as_bytes(), &mut [])
        .and_then(|envelope| envelope.read_claims(MessageKind::Response));
    assert_eq!(other.unwrap_err().kind(), Kind::WrongMessage);
    for (unsigned, kind, at) in [
        ("null", Kind::Unsigned, 0),
        ("\"\"", Kind::Unsigned, 0),
        (
            "7",
            Kind::WrongType,
            golden.find(",\"signature\":").unwrap() + 13,
        ),
    ] {
        let text = with(golden, "signature", unsigned).0;
        let refused = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_claims(MessageKind::Request))
            .unwrap_err();
        assert_eq!(fault(refused), (kind, at, Some("signature")), "{unsigned}");
    }
}

#[test]
fn an_answer_is_addressed_by_what_is_claimed() {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    let rows = [
        (Some("c"), Some("m"), Ok(("c", "m"))),
        (None, Some("m"), Err(ValueError::Empty)),
        (Some("c"), None, Err(ValueError::Empty)),
        (
            Some("ccccccccccccccccccccccccccccccccc"),
            Some("m"),
            Err(ValueError::TooLong { max: 32 }),
        ),
    ];
    for (client_id, req_msg_id, expected) in rows {
        let claimed = Claimed {
            message: MessageKind::Request,
            function: None,
            version: None,
            client_id,
            req_msg_id,
        };
        let head = claimed.response_head(time);
        let ids = head.map(|head| (head.client_id.as_str(), head.req_msg_id.as_str()));
        assert_eq!(ids, expected, "{claimed:?}");
    }
}

#[test]
fn a_message_that_decodes_claims_the_same_before_it_is_verified() {
    let request = request();
    let decoded = PayCancelRequest::decode(request.as_bytes(), &mut []).unwrap();
    assert_eq!(
        Ok(decoded.claimed()),
        Envelope::decode(request.as_bytes(), &mut []).map(|envelope| envelope.claimed())
    );
    let decoded = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut []).unwrap();
    assert_eq!(
        Ok(decoded.claimed()),
        Envelope::decode(RESPONSE.as_bytes(), &mut []).map(|envelope| envelope.claimed())
    );
    assert_eq!(
        *decoded.claimed_result_info(),
        decoded.assume_verified_by_caller().body.result_info
    );
}

#[test]
fn what_is_not_verified_shows_its_text_only() {
    let mut scratch = [];
    let unverified = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut scratch).unwrap();
    let span = std::str::from_utf8(unverified.signing_bytes().as_bytes()).unwrap();
    let signature = golden_signature();
    assert_eq!(
        format!("{unverified:?}"),
        format!("Unverified {{ signing_bytes: {span:?}, signature: {signature:?}, .. }}"),
    );
}

/// What anyone may have written does not begin a line of its own in a log, nor move its cursor.
#[test]
fn claims_are_shown_without_control_characters() {
    let text = r#"{"response":{"body":{"resultInfo":{"resultCode":"X","resultMsg":"x\")\noutcome: success\\\u001b[2K"}}}}"#;
    let mut scratch = [0; 64];
    let unsigned = UnsignedFailure::decode(text.as_bytes(), &mut scratch).unwrap();
    let shown = unsigned.to_string();
    assert_eq!(
        shown,
        r#"unsigned, so only claimed: "X" ("x\")\u{a}outcome: success\\\u{1b}[2K")"#
    );
    assert!(!shown.contains(char::is_control));
}

#[test]
fn an_unsigned_failure_is_a_response_without_a_signature() {
    let unsigned = without(RESPONSE, "signature");
    let whole = [
        Some("S"),
        Some("00000000"),
        Some("SUCCESS"),
        Some("success"),
    ];
    let [status, id, code, msg] = whole;
    let (start, end) = object_span(&unsigned, "body");
    let with_body = |value: &str| format!("{}{value}{}", &unsigned[..start], &unsigned[end..]);
    let (start, end) = object_span(&unsigned, "resultInfo");
    let with_info = |value: &str| format!("{}{value}{}", &unsigned[..start], &unsigned[end..]);
    let rows = [
        ("left out", unsigned.clone(), Ok(whole)),
        ("null", with(RESPONSE, "signature", "null").0, Ok(whole)),
        ("empty", with(RESPONSE, "signature", "\"\"").0, Ok(whole)),
        ("signed", RESPONSE.to_string(), Err((Kind::Signed, None))),
        (
            "signed badly",
            with(RESPONSE, "signature", "\"?\"").0,
            Err((Kind::Signed, None)),
        ),
        ("a request", request(), Err((Kind::WrongMessage, None))),
        (
            "a request",
            without(&request(), "signature"),
            Err((Kind::WrongMessage, None)),
        ),
        (
            "no status",
            without(&unsigned, "resultStatus"),
            Ok([None, id, code, msg]),
        ),
        (
            "another status",
            with(&unsigned, "resultStatus", "\"X\"").0,
            Ok([Some("X"), id, code, msg]),
        ),
        (
            "a number",
            with(&unsigned, "resultCodeId", "7").0,
            Ok([status, None, code, msg]),
        ),
        (
            "another id",
            with(&unsigned, "resultCodeId", "\"7\"").0,
            Ok([status, Some("7"), code, msg]),
        ),
        (
            "null",
            with(&unsigned, "resultCode", "null").0,
            Ok([status, id, None, msg]),
        ),
        (
            "empty",
            with(&unsigned, "resultMsg", "\"\"").0,
            Ok([status, id, code, None]),
        ),
        ("no body", with_body("null"), Ok([None; 4])),
        ("body a list", with_body("[]"), Ok([None; 4])),
        ("resultInfo null", with_info("null"), Ok([None; 4])),
        ("resultInfo a string", with_info("\"{}\""), Ok([None; 4])),
        ("resultInfo empty", with_info("{}"), Ok([None; 4])),
        ("nothing", "{\"response\":{}}".to_string(), Ok([None; 4])),
        ("null", "{\"response\":null}".to_string(), Ok([None; 4])),
        (
            "twice",
            edit(
                &unsigned,
                "\"resultMsg\"",
                "\"resultC\\u006fde\":\"\",\"resultMsg\"",
            ),
            Err((Kind::Duplicate, Some("resultCode"))),
        ),
        (
            "not JSON",
            edit(&unsigned, "\"resultMsg\":", "\"resultMsg\""),
            Err((Kind::UnexpectedByte, Some("resultInfo"))),
        ),
        (
            "two documents",
            unsigned.repeat(2),
            Err((Kind::TrailingBytes, None)),
        ),
    ];
    for (name, text, expected) in rows {
        let failure = UnsignedFailure::decode(text.as_bytes(), &mut []);
        let result = failure.map(|failure| {
            [
                failure.result_status,
                failure.result_code_id,
                failure.result_code,
                failure.result_msg,
            ]
        });
        let result = result.map_err(|error| (error.kind(), error.field()));
        assert_eq!(result, expected, "{name}: {text}");
    }
    // For staff: the text says what it is.
    let failure = UnsignedFailure::decode(unsigned.as_bytes(), &mut []).unwrap();
    assert_eq!(
        failure.to_string(),
        "unsigned, so only claimed: \"SUCCESS\" (\"success\")"
    );
}

// The text of the signature

/// Believes every signature: what it refuses was refused before it was asked.
struct Believer;

impl Verifier for Believer {
    fn verify(&self, _: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// The signature's bytes, if a response with this JSON text for its signature can be verified.
fn signature_bytes(json: &str) -> Option<Vec<u8>> {
    let (text, _) = with(RESPONSE, "signature", json);
    let mut scratch = vec![0; text.len()];
    let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch).unwrap();
    let verified = response.verify(&Believer).is_ok();
    let signature = response.signature().ok();
    assert_eq!(verified, signature.is_some(), "{json}");
    signature.map(|signature| signature.as_bytes().to_vec())
}

fn base64(bytes: &[u8]) -> String {
    let mut buffer = vec![0; Base64::encoded_len(bytes)];
    Base64::encode(bytes, &mut buffer).unwrap().to_string()
}

fn golden_signature() -> &'static str {
    let (_, start, end) = member(RESPONSE, "signature");
    &RESPONSE[start + 1..end - 1]
}

#[test]
fn a_signature_has_one_spelling_in_base64() {
    let good = golden_signature();
    assert!(
        good.len() == 344 && good.ends_with("OA==") && good.contains('+') && good.contains('/')
    );
    let bytes = fixture("golden/response.sig");
    let escaped: String = good.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    for (name, text) in [
        ("as it is", good.to_string()),
        ("as PHP escapes it", good.replace('/', "\\/")),
        (
            "as others escape it",
            good.replace('+', "\\u002b").replace('=', "\\u003D"),
        ),
        ("all of it escaped", escaped),
    ] {
        assert_eq!(
            signature_bytes(&format!("\"{text}\"")),
            Some(bytes.clone()),
            "{name}"
        );
    }
    let (first, rest) = good.split_at(100);
    let bare = good.trim_end_matches('=');
    for (name, text) in [
        ("no padding", bare.to_string()),
        ("half the padding", format!("{bare}=")),
        ("more padding", format!("{good}=")),
        ("four more", format!("{good}====")),
        ("padding within", format!("{first}=={rest}")),
        ("URL alphabet", good.replace('+', "-").replace('/', "_")),
        ("one symbol of the URL alphabet", good.replacen('/', "_", 1)),
        ("a space before", format!(" {good}")),
        ("a space behind", format!("{good} ")),
        ("a space within", format!("{first} {rest}")),
        ("a line break behind", format!("{good}\\n")),
        ("in lines", format!("{first}\\r\\n{rest}")),
        ("a tab within", format!("{first}\\t{rest}")),
        ("NUL behind", format!("{good}\\u0000")),
        ("one symbol more", format!("{good}A")),
        ("one symbol fewer", good[1..].to_string()),
        ("four symbols more", format!("AAAA{good}")),
        ("another symbol", good.replacen('+', "*", 1)),
        ("not ASCII", good.replacen('+', "＋", 1)),
        ("twice", format!("{good}{good}")),
        ("a name before", format!("RSA2:{good}")),
        (
            "hexadecimal",
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ),
        ("base64 of base64", base64(good.as_bytes())),
        ("a space", " ".to_string()),
        ("padding", "====".to_string()),
    ] {
        // Symbols that are base64 of another text may be a signature, only not this one.
        let read = signature_bytes(&format!("\"{text}\""));
        let other_length = ["four symbols more", "base64 of base64", "hexadecimal"].contains(&name);
        if other_length {
            assert_ne!(read, Some(bytes.clone()), "{name}");
        } else {
            assert_eq!(read, None, "{name}");
        }
    }
}

#[test]
fn a_signature_is_unescaped_into_the_scratch() {
    let value = format!("\"{}\"", golden_signature().replace('/', "\\/"));
    let (text, at) = with(RESPONSE, "signature", &value);
    for len in 0..=344 {
        let mut scratch = vec![0; len];
        let decoded = PayCancelResponse::decode(text.as_bytes(), &mut scratch).map(drop);
        let expected = (Kind::ScratchTooSmall, at, Some("signature"));
        match len {
            344 => assert_eq!(decoded, Ok(()), "{len}"),
            _ => assert_eq!(decoded.map_err(fault), Err(expected), "{len}"),
        }
    }
}

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The last symbol has two bits of the signature and four that stand for nothing.
#[test]
fn the_bits_behind_the_signature_are_zero() {
    let good = golden_signature();
    let bytes = fixture("golden/response.sig");
    let (mut read, mut right) = (0, 0);
    for symbol in SYMBOLS.map(char::from) {
        let text = format!("{}{symbol}==", &good[..good.len() - 3]);
        if let Some(found) = signature_bytes(&format!("\"{text}\"")) {
            assert_eq!(found[..255], bytes[..255]);
            read += 1;
            right += usize::from(found == bytes);
        }
    }
    assert_eq!((read, right), (4, 1));
}

#[cfg(feature = "rsa")]
#[test]
fn one_spelling_of_the_last_symbol_verifies() {
    let key = common::verifying_key("platform");
    let good = golden_signature();
    let verified: Vec<char> = SYMBOLS
        .iter()
        .map(|symbol| char::from(*symbol))
        .filter(|symbol| {
            let text = format!("\"{}{symbol}==\"", &good[..good.len() - 3]);
            let (text, _) = with(RESPONSE, "signature", &text);
            let response = PayCancelResponse::decode(text.as_bytes(), &mut []).unwrap();
            response.verify(&key).is_ok()
        })
        .collect();
    assert_eq!(verified, ['A']);
}

#[test]
fn signatures_have_256_to_512_bytes() {
    for (len, expected) in [
        (1, false),
        (3, false),
        (128, false),
        (254, false),
        (255, false),
        (256, true),
        (257, true),
        (258, true),
        (384, true),
        (510, true),
        (511, true),
        (512, true),
        (513, false),
        (514, false),
        (1024, false),
    ] {
        let bytes: Vec<u8> = (0..len).map(|at: u32| (at * 7).to_le_bytes()[0]).collect();
        let text = format!("\"{}\"", base64(&bytes));
        let read = signature_bytes(&text);
        assert_eq!(read, expected.then_some(bytes.clone()), "{len}");
        let made = Signature::new(&bytes);
        assert_eq!(made.is_ok(), expected, "{len}");
        if let Err(error) = made {
            assert_eq!(error, ValueError::SignatureLength, "{len}");
        }
    }
}

/// A request has no result, so what stands in its place is skipped like any unknown member.
#[test]
fn a_result_in_a_request_is_nobody_s() {
    let result =
        "\"resultInfo\":{\"resultCode\":\"SUCCESS\",\"resultCode\":\"X\"},\"resultInfo\":0,";
    let text = edit(
        &request(),
        "\"partnerId\":",
        &format!("{result}\"partnerId\":"),
    );
    let decoded = PayCancelRequest::decode(text.as_bytes(), &mut []).unwrap();
    assert_eq!(
        Envelope::decode(text.as_bytes(), &mut []).map(|envelope| envelope.claimed()),
        Ok(decoded.claimed())
    );
}
