//! Decoding, member by member: small edits of the golden envelopes, each with the expected value or
//! error.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::json::JsonType;
use alipay_acquiring::{
    Envelope, PayCancelRequest, PayCancelResponse, PayCancelResultCode, Timestamp, TransactionId,
    ValueError, Violation,
};
use common::golden::*;
use common::json::wrong_type;

/// The objects. All are required.
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
fn null_and_empty_text_mean_absent() {
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
                Status if is_empty => {
                    // A status that is none of the three.
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
fn a_request_needs_at_least_one_transaction_id() {
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
            let expected = (
                Kind::Missing,
                body,
                Some("acquirementId or merchantTransId"),
            );
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

/// A member of a response that decides is read from a number or a boolean, one that informs from any
/// value.
#[test]
fn another_json_type() {
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
            let is_container = value.starts_with(['[', '{']);
            let is_read = match class(direction, name) {
                Class::Strict => name == "reserve" && value.starts_with('{'),
                Class::Deciding => !is_container,
                Class::Informing => true,
            };
            if is_read {
                assert_eq!(
                    read(direction, &text, name),
                    Ok(Some(value.to_string())),
                    "{row}"
                );
            } else {
                let kind = wrong_type(JsonType::String, value);
                let expected = (kind, at + 1, Some(name));
                assert_refused(direction, &text, expected, row);
            }
        }
    }
}

#[test]
fn objects_are_required() {
    let no_object = |value| wrong_type(JsonType::Object, value);
    for &(direction, name) in OBJECTS {
        // The braces in `reserve` are balanced, so they do not disturb the count.
        let whole = envelope(direction);
        let (start, end) = object_span(&whole, name);
        for (value, kind) in [
            ("null", Kind::Missing),
            ("[]", no_object("[]")),
            ("[{}]", no_object("[{}]")),
            ("\"{}\"", no_object("\"{}\"")),
            ("\"\"", no_object("\"\"")),
            ("0", no_object("0")),
            ("true", no_object("true")),
        ] {
            let text = format!("{} {value}{}", &whole[..start], &whole[end..]);
            let expected = (kind, start + 1, Some(name));
            assert_refused(direction, &text, expected, &format!("{name}: {value}"));
        }
        // Without the member: it is renamed to an unknown name.
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
            count += 1;
            if class(direction, name) == Class::Informing {
                let raw = character.repeat(max + 1);
                assert_eq!(
                    read(direction, &text, name),
                    Ok(Some(raw)),
                    "{name}: {value}"
                );
                continue;
            }
            let found = max + 1;
            let kind = Kind::Value(ValueError::TooLong { max, found });
            let expected = (kind, at + 2, Some(name));
            assert_refused(direction, &text, expected, &format!("{name}: {value}"));
        }
        // A letter and a combining accent are two characters.
        let value = format!("\"{}\"", "e\u{301}".repeat(max / 2));
        let (text, _) = with(&envelope(direction), name, &value);
        assert!(read(direction, &text, name).is_ok(), "{name}");
        let value = format!("\"{}x\"", "e\u{301}".repeat(max / 2));
        let (text, _) = with(&envelope(direction), name, &value);
        let is_read = class(direction, name) == Class::Informing;
        assert_eq!(read(direction, &text, name).is_ok(), is_read, "{name}");
    }
    assert_eq!(count, 13 * 8);
}

#[test]
fn an_object_as_reserve_is_read_as_its_raw_text() {
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
            // The raw text is counted, so an escape counts as all its characters.
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
            if direction == Response {
                assert_eq!(read(direction, &text, "reserve"), Ok(Some(raw)));
                continue;
            }
            let found = raw.chars().count();
            let error = Kind::Value(ValueError::TooLong { max: 256, found });
            assert_refused(direction, &text, (error, at + 1, Some("reserve")), &raw);
        }
        // If `reserve` is a string, its content need not be JSON.
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

/// Other texts are refused. Another `resultStatus` is read.
#[test]
fn version_function_and_sign_type_have_one_valid_text() {
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
                count += 1;
                if *name == "resultStatus" {
                    assert_eq!(read(direction, &text, name), Ok(Some(other.to_string())));
                    continue;
                }
                let expected = match *name {
                    "version" => "2.0.2",
                    "function" => "alipay.intl.acquiring.common.payCancel",
                    _ => "RSA2",
                };
                let error = Kind::Value(ValueError::Unsupported { expected });
                assert_refused(direction, &text, (error, at, Some(*name)), other);
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

/// Other texts are read, too. They are no ids of any table.
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
        let (text, _) = with(RESPONSE, "resultCodeId", &format!("\"{other}\""));
        let mut scratch = vec![0; text.len()];
        let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch).unwrap();
        let info = response.assume_verified_by_caller().body.result_info;
        assert_eq!(info.result_code_id.valid(), None, "{other}");
        assert_eq!(info.code_id(), None, "{other}");
        let violations: Vec<_> = info.violations::<PayCancelResultCode>().collect();
        let field = "resultCodeId";
        let error = ValueError::ResultCodeId;
        assert!(
            violations.contains(&Violation::Value { field, error }),
            "{other}"
        );
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
            if direction == Response {
                assert_eq!(read(direction, &text, name), Ok(Some(other.to_string())));
                continue;
            }
            let error = Kind::Value(Timestamp::parse(other).unwrap_err());
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

/// Some gateways leave `resultMsg` out. A response without it is read, and has a violation.
#[test]
fn a_missing_result_msg_is_a_violation() {
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
                response.body.result_info.result_msg.map(|msg| msg.as_str()),
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

/// A request has no result, so `resultInfo` is an unknown member in it and is skipped.
#[test]
fn a_result_in_a_request_is_skipped() {
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
