//! Authentic responses with odd members: what is concluded, which violations are listed, and what can be
//! read. An odd detail never hides an authentic result, and never turns another result into a success.
#![cfg(feature = "rsa")]

mod common;

use alipay_acquiring::json::JsonType;
use alipay_acquiring::signature::{Signer, SigningBytes};
use alipay_acquiring::{
    Contradiction, Envelope, Failure, Outcome, PayCancelRequest, PayCancelRequestBody,
    PayCancelResponse, RequestHead, Timestamp, TransactionId, UnknownReason, UnsignedFailure, text,
};
use common::fixtures::fixture;
use common::golden::{MEMBERS, RESPONSE, Response, base64, edit, member, with, without};
use common::keys::{signing_key, verifying_key};

const SUCCESS: Outcome = Outcome::Success;
const UNLISTED_STATUS: Outcome = Outcome::Unknown(UnknownReason::UnlistedStatus);

/// The golden request, with `acquirementId` or the given transaction.
fn with_request<T>(
    transaction: Option<TransactionId<'static>>,
    then: impl FnOnce(&PayCancelRequest<'_>) -> T,
) -> T {
    let bytes = fixture("golden/request.json");
    let request = PayCancelRequest::decode(&bytes, &mut []).unwrap();
    let mut request = *request.assume_from_own_storage();
    if let Some(transaction) = transaction {
        request.body.transaction = transaction;
    }
    then(&request)
}

/// What is read from a response that answers the request: the outcome, the violations as text, and the
/// members that are asked for.
#[derive(Debug, PartialEq)]
struct Read {
    outcome: Outcome,
    violations: Vec<String>,
    members: Vec<(&'static str, String)>,
}

fn read(
    request: &PayCancelRequest<'_>,
    response: &[u8],
    names: &[&'static str],
) -> Result<Read, UnknownReason> {
    let mut scratch = vec![0; response.len()];
    let response = PayCancelResponse::decode(response, &mut scratch)?;
    let response = response.verify(&verifying_key("platform"))?;
    let answer = response.answering(request)?;
    let (head, body) = (&answer.head, &answer.body);
    let info = &body.result_info;
    let members = names.iter().map(|&name| {
        let text = match name {
            "respTime" => head.resp_time.map(|time| time.to_string()),
            "reserve" => head.reserve.map(|text| text.to_string()),
            "resultStatus" => Some(info.result_status.to_string()),
            "resultCodeId" => Some(info.result_code_id.to_string()),
            "resultCode" => Some(info.result_code.to_string()),
            "resultMsg" => info.result_msg.map(|text| text.to_string()),
            "acquirementId" => body.acquirement_id.map(|id| id.to_string()),
            "cancelTime" => body.cancel_time.map(|time| time.to_string()),
            _ => panic!("{name}"),
        };
        (name, text.unwrap_or_default())
    });
    Ok(Read {
        outcome: answer.outcome(),
        violations: answer.violations().map(|it| it.to_string()).collect(),
        members: members.collect(),
    })
}

#[test]
fn what_real_platforms_send() {
    const JACKSON: &str = "2019-01-01T00:00:00.000+0000";
    const NO_COLON: &str = "no colon in the offset of the time; write +08:00, not +0800";
    const DIGITS: TransactionId<'_> =
        TransactionId::Acquirement(text!("2015000000000000000000747"));
    let failed = Outcome::Failed;
    let unknown = Outcome::Unknown;
    let long = "x".repeat(300);
    let cancel_time = format!("cancelTime: {NO_COLON}");
    let resp_time = format!("respTime: {NO_COLON}");
    let cancel_time_space = "cancelTime: expected `T` between date and time, found a space";
    let id_number = "acquirementId: expected a string, found a number";
    let code_id_number = "resultCodeId: expected a string, found a number";
    let status = "resultStatus: expected S, F or U";
    let message = "resultMsg: longer than 256 characters (300)";
    let no_resp_time = "respTime: required here, but absent";
    type Row<'t> = (
        &'t str,
        Outcome,
        &'t [&'t str],
        &'t [(&'static str, &'t str)],
    );
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        ("cancel-time-jackson", SUCCESS, &[&cancel_time], &[("cancelTime", JACKSON)]),
        ("cancel-time-milliseconds", SUCCESS, &["cancelTime: expected a string, found a number"], &[("cancelTime", "1546300800000")]),
        ("cancel-time-space", SUCCESS, &[cancel_time_space], &[("cancelTime", "2019-01-01 00:00:00")]),
        ("resp-time-jackson", SUCCESS, &[&resp_time], &[("respTime", JACKSON)]),
        ("resp-time-is-req-time", SUCCESS, &[no_resp_time], &[("respTime", "")]),
        ("status-lower-case-s", UNLISTED_STATUS, &[status], &[("resultStatus", "s"), ("resultCode", "SUCCESS"), ("resultMsg", "success")]),
        ("status-lower-case-f", UNLISTED_STATUS, &[status], &[("resultStatus", "f"), ("resultCode", "ORDER_NOT_EXIST"), ("resultMsg", "The transaction does not exist.")]),
        ("status-a", UNLISTED_STATUS, &[status], &[("resultStatus", "A"), ("resultCode", "SUCCESS"), ("resultMsg", "success")]),
        ("status-accepted", UNLISTED_STATUS, &[status], &[("resultStatus", "ACCEPTED_SUCCESS"), ("resultCode", "SUCCESS")]),
        ("status-empty", UNLISTED_STATUS, &[status], &[("resultStatus", ""), ("resultCode", "SUCCESS")]),
        ("acquirement-id-number", SUCCESS, &[id_number], &[("acquirementId", "2015000000000000000000747")]),
        ("acquirement-id-other-number", unknown(UnknownReason::Transaction("acquirementId")), &[id_number], &[("acquirementId", "2015000000000000000000748")]),
        ("code-id-number", failed(Failure::Refused), &[code_id_number], &[("resultCodeId", "12005004"), ("resultCode", "ORDER_NOT_EXIST")]),
        ("code-id-zero", unknown(UnknownReason::Contradiction(Contradiction::CodeWithOtherId)), &["resultCode: listed with another resultCodeId", code_id_number], &[("resultCodeId", "0")]),
        ("reserve-array", SUCCESS, &["reserve: expected a string, found an array"], &[("reserve", "[]")]),
        ("message-long", SUCCESS, &[message], &[("resultMsg", &long)]),
        ("message-number", SUCCESS, &["resultMsg: expected a string, found a number"], &[("resultMsg", "200")]),
        ("message-object", SUCCESS, &["resultMsg: expected a string, found an object"], &[("resultMsg", r#"{"en":"success"}"#)]),
        ("code-unlisted", failed(Failure::Unlisted), &[], &[("resultCode", "MSG_PARSE_ERROR"), ("resultCodeId", "00000010")]),
        ("not-processed", failed(Failure::NotProcessed), &[], &[("resultCode", "INVALID_SIGNATURE")]),
        ("no-resp-time", SUCCESS, &[no_resp_time], &[("reserve", r#"{"a":{"b":{}}}"#)]),
    ];
    for &(name, outcome, violations, members) in rows {
        let response = fixture(&format!("odd/{name}.json"));
        let transaction = name.starts_with("acquirement-id").then_some(DIGITS);
        let names: Vec<_> = members.iter().map(|&(name, _)| name).collect();
        let found = with_request(transaction, |request| read(request, &response, &names));
        let expected = Read {
            outcome,
            violations: violations.iter().map(|it| it.to_string()).collect(),
            members: members
                .iter()
                .map(|&(name, text)| (name, text.to_string()))
                .collect(),
        };
        assert_eq!(found, Ok(expected), "{name}");
        let verdict = outcome.to_string();
        let verdict = verdict.split(':').next().unwrap();
        assert!(
            ["success", "failed", "unknown"].contains(&verdict),
            "{outcome}"
        );
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/odd");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(
        files,
        rows.len() + 2,
        "the two unsigned ones have a test of their own"
    );
}

/// The outcome of an unsigned response is unknown. Its claims can be shown to staff.
#[test]
fn unsigned_answers_that_real_platforms_send() {
    let rows = [
        (
            "unsigned-placeholder",
            UnknownReason::InvalidSignature.to_string(),
            Some("The signature is invalid."),
            r#"unsigned, so only claimed: "INVALID_SIGNATURE" ("The signature is invalid.")"#,
        ),
        (
            "unsigned-gbk",
            "at byte 334: not UTF-8, perhaps GBK".to_string(),
            None,
            r#"unsigned, so only claimed: "INVALID_SIGNATURE" (resultMsg is not UTF-8, perhaps GBK)"#,
        ),
    ];
    for (name, reason, msg, shown) in rows {
        let response = fixture(&format!("odd/{name}.json"));
        let refused = with_request(None, |request| read(request, &response, &[])).unwrap_err();
        assert_eq!(refused.to_string(), reason, "{name}");
        let mut scratch = vec![0; 2 * response.len()];
        let failure = UnsignedFailure::decode(&response, &mut scratch).unwrap();
        assert_eq!(failure.result.result_status, Some("F"), "{name}");
        assert_eq!(
            failure.result.result_code,
            Some("INVALID_SIGNATURE"),
            "{name}"
        );
        assert_eq!(failure.result.result_msg, msg, "{name}");
        assert_eq!(failure.result_msg_is_unreadable, msg.is_none(), "{name}");
        assert_eq!(
            failure.claimed.req_msg_id,
            Some("1234567asdfasdf1123fda"),
            "{name}"
        );
        assert_eq!(failure.to_string(), shown, "{name}");
    }
}

/// Signs the span of an envelope again.
fn signed(envelope: &str) -> String {
    let (start, _, end) = member(envelope, "signature");
    let span = &envelope["{\"response\":".len()..start - 1];
    let signature = signing_key("platform").sign(SigningBytes::new(span.as_bytes()));
    let signature = base64(signature.unwrap().as_bytes());
    format!(
        "{}\"signature\":\"{signature}\"{}",
        &envelope[..start],
        &envelope[end..]
    )
}

/// The forms of a value: the columns of the table below.
const FORMS: [&str; 9] = [
    "left out",
    "null",
    "\"\"",
    "20190101",
    "true",
    "[{\"a\":1}]",
    "{\"a\":[]}",
    TOO_LONG,
    "\"another text\"",
];
const TOO_LONG: &str = "too long";

/// What comes of the golden success, signed, if one member has each form. `S`: success, `U`: unknown, both
/// with `!` if there is a violation that names the member. `M`: it answers another request. `X`: it cannot
/// be decoded.
#[rustfmt::skip]
const TABLE: [(&str, [&str; 9]); 13] = [
    // form              left  null  ""    7     true  []    {}    long  other
    ("version",         ["X",  "X",  "X",  "X",  "X",  "X",  "X",  "X",  "X"]),
    ("function",        ["X",  "X",  "X",  "X",  "X",  "X",  "X",  "X",  "X"]),
    ("clientId",        ["X",  "X",  "X",  "M",  "M",  "X",  "X",  "X",  "M"]),
    ("respTime",        ["S!", "S!", "S!", "S!", "S!", "S!", "S!", "S!", "S!"]),
    ("reqMsgId",        ["X",  "X",  "X",  "M",  "M",  "X",  "X",  "X",  "M"]),
    ("reserve",         ["S",  "S",  "S",  "S!", "S!", "S!", "S",  "S!", "S"]),
    ("resultStatus",    ["X",  "X",  "U!", "U!", "U!", "X",  "X",  "X",  "U!"]),
    ("resultCodeId",    ["X",  "X",  "X",  "U!", "U!", "X",  "X",  "X",  "U!"]),
    ("resultCode",      ["X",  "X",  "X",  "U!", "U!", "X",  "X",  "X",  "U!"]),
    ("resultMsg",       ["S!", "S!", "S",  "S!", "S!", "S!", "S!", "S!", "S"]),
    ("acquirementId",   ["U!", "U!", "U!", "U!", "U!", "X",  "X",  "X",  "U"]),
    ("merchantTransId", ["U!", "U!", "U!", "S!", "S!", "X",  "X",  "X",  "S"]),
    ("cancelTime",      ["S",  "S",  "S",  "S!", "S!", "S!", "S!", "S!", "S!"]),
];

/// The golden response with this form of a member.
fn in_form(name: &str, form: &str) -> String {
    match form {
        "left out" => without(RESPONSE, name),
        TOO_LONG => with(RESPONSE, name, &format!("\"{}\"", "x".repeat(257))).0,
        _ => with(RESPONSE, name, form).0,
    }
}

#[test]
fn every_form_of_every_member() {
    let members: Vec<_> = MEMBERS.iter().filter(|row| row.0 == Response).collect();
    assert_eq!(members.len(), TABLE.len());
    for ((name, row), member) in TABLE.into_iter().zip(members) {
        assert_eq!(name, member.1);
        for (form, expected) in FORMS.into_iter().zip(row) {
            let response = signed(&in_form(name, form));
            let found = with_request(None, |request| read(request, response.as_bytes(), &[]));
            let found = match found {
                Err(UnknownReason::Undecodable(_)) => "X",
                Err(UnknownReason::Mismatch(_)) => "M",
                Ok(read) => {
                    let is_named = read.violations.iter().any(|it| it.contains(name));
                    assert_eq!(is_named, !read.violations.is_empty(), "{name}: {read:?}");
                    match (read.outcome, is_named) {
                        (Outcome::Success, false) => "S",
                        (Outcome::Success, true) => "S!",
                        (Outcome::Unknown(_), false) => "U",
                        (Outcome::Unknown(_), true) => "U!",
                        (Outcome::Failed(_), _) => "a success became a failure",
                    }
                }
                Err(reason) => panic!("{name}, {form}: {reason}"),
            };
            assert_eq!(found, expected, "{name}, {form}");
            can_be_claimed(&response, name, form);
        }
    }
}

/// Whatever the member is, its response can be read as verified claims, with its result.
fn can_be_claimed(response: &str, name: &str, form: &str) {
    let [mut first, mut second] = [(); 2].map(|()| vec![0; response.len()]);
    let envelope = Envelope::decode(response.as_bytes(), &mut first).unwrap();
    let claims = envelope.read_response_claims(&mut second).unwrap();
    let claims = claims.verify(&verifying_key("platform")).unwrap();
    let (claimed, result) = (claims.claimed, claims.result);
    let texts = [
        ("version", claimed.version, "2.0.2"),
        (
            "function",
            claimed.function,
            "alipay.intl.acquiring.common.payCancel",
        ),
        ("clientId", claimed.client_id, "211xxxxxxxxxxxxxxx044"),
        ("reqMsgId", claimed.req_msg_id, "1234567asdfasdf1123fda"),
        ("resultStatus", result.result_status, "S"),
        ("resultCodeId", result.result_code_id, "00000000"),
        ("resultCode", result.result_code, "SUCCESS"),
        ("resultMsg", result.result_msg, "success"),
    ];
    for (claim, found, golden) in texts {
        if claim != name {
            assert_eq!(found, Some(golden), "{claim} beside {name}, {form}");
            continue;
        }
        let long = "x".repeat(257);
        let is_container = form.starts_with(['[', '{']);
        let expected = match form {
            "left out" | "null" | "\"\"" => None,
            _ if is_container && !claim.starts_with("result") => None,
            TOO_LONG => Some(long.as_str()),
            _ => Some(form.trim_matches('"')),
        };
        assert_eq!(found, expected, "{claim}, {form}");
    }
}

/// A head, a body or a `resultInfo` of another type cannot be decoded, but it can be claimed.
#[test]
fn a_result_that_cannot_be_decoded_can_be_claimed() {
    let info = r#""resultInfo":{"resultStatus":"S","resultCodeId":"00000000","resultCode":"SUCCESS","resultMsg":"success"}"#;
    let rows = [
        (
            "a result of another type",
            edit(RESPONSE, info, r#""resultInfo":"SUCCESS""#),
            None,
        ),
        ("no result", edit(RESPONSE, &format!("{info},"), ""), None),
        (
            "another function",
            RESPONSE.replace("payCancel", "payQuery"),
            Some("SUCCESS"),
        ),
        (
            "another version",
            RESPONSE.replace("2.0.2", "2.0.3"),
            Some("SUCCESS"),
        ),
        (
            "no head",
            edit(RESPONSE, "\"head\":", "\"other\":"),
            Some("SUCCESS"),
        ),
        (
            "no clientId",
            without(RESPONSE, "clientId"),
            Some("SUCCESS"),
        ),
    ];
    for (name, response, code) in rows {
        let response = signed(&response);
        let found = with_request(None, |request| read(request, response.as_bytes(), &[]));
        assert!(
            matches!(found, Err(UnknownReason::Undecodable(_))),
            "{name}: {found:?}"
        );
        let [mut first, mut second] = [(); 2].map(|()| vec![0; response.len()]);
        let envelope = Envelope::decode(response.as_bytes(), &mut first).unwrap();
        let claims = envelope.read_response_claims(&mut second).unwrap();
        let claims = claims.verify(&verifying_key("platform")).unwrap();
        assert_eq!(claims.result.result_code, code, "{name}");
    }
    // Not JSON, not UTF-8, and a duplicate cannot be claimed either.
    for (name, response) in [
        ("not JSON", RESPONSE.replace("\"body\":", "\"body\"")),
        (
            "a duplicate",
            edit(RESPONSE, info, &format!("{info},{info}")),
        ),
    ] {
        let [mut first, mut second] = [(); 2].map(|()| vec![0; response.len()]);
        let claims = Envelope::decode(response.as_bytes(), &mut first)
            .and_then(|envelope| envelope.read_response_claims(&mut second));
        assert!(claims.is_err(), "{name}");
    }
}

/// A response with these members: status, id, code, `acquirementId`, `merchantTransId`, `clientId`.
fn answer([status, id, code, acquirement, merchant, client]: [&str; 6]) -> String {
    format!(
        concat!(
            r#"{{"response":{{"head":{{"version":"2.0.2","#,
            r#""function":"alipay.intl.acquiring.common.payCancel","clientId":{},"reqMsgId":"1"}},"#,
            r#""body":{{"resultInfo":{{"resultStatus":{},"resultCodeId":{},"resultCode":{}}},"#,
            r#""acquirementId":{},"merchantTransId":{}}}}},"signature":"none"}}"#
        ),
        client, status, id, code, acquirement, merchant,
    )
}

/// The outcome of a response that is taken for signed: to sign all would take too long.
fn outcome(response: &str, by_both: bool) -> Result<Outcome, UnknownReason> {
    let acquirement_id = text!("2015000000000000000000747");
    let request = PayCancelRequest {
        head: RequestHead::new(text!("211"), time(), text!("1")),
        body: PayCancelRequestBody {
            partner_id: text!("218"),
            transaction: match by_both {
                true => TransactionId::Both {
                    acquirement_id,
                    merchant_trans_id: text!("510"),
                },
                false => TransactionId::Merchant(text!("510")),
            },
        },
    };
    let response = PayCancelResponse::decode(response.as_bytes(), &mut [])?;
    let response = response.assume_verified_by_caller();
    Ok(response.answering(&request)?.outcome())
}

fn time() -> Timestamp {
    Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap()
}

/// The oracle: whether these members are a success. A number counts as its text.
fn is_success(members: [&str; 6], by_both: bool) -> bool {
    let [status, id, code, acquirement, merchant, client] = members;
    let is_scalar = |text: &str| !text.starts_with(['[', '{']) && text != "null" && text != "\"\"";
    let plain = |value: &str| value.trim_matches('"').to_string();
    status == "\"S\""
        && id == "\"00000000\""
        && code == "\"SUCCESS\""
        && plain(client) == "211"
        && is_scalar(acquirement)
        && is_scalar(merchant)
        && match by_both {
            true => plain(acquirement) == "2015000000000000000000747",
            false => plain(merchant) == "510",
        }
}

/// All combinations of forms of the members that decide. An oracle, which knows only the texts on the
/// wire, says which of them are a success.
#[test]
fn no_combination_of_odd_members_makes_or_hides_a_success() {
    const DIGITS: &str = "2015000000000000000000747";
    const STATUS: [&str; 9] = [
        "\"S\"", "\"F\"", "\"U\"", "\"s\"", "\"\"", "\"A\"", "0", "true", "[]",
    ];
    const ID: [&str; 10] = [
        "\"00000000\"",
        "0",
        "\"0\"",
        "\"000000000\"",
        "12005004",
        "\"12005004\"",
        "\"12005999\"",
        "\"\"",
        "false",
        "{}",
    ];
    const CODE: [&str; 8] = [
        "\"SUCCESS\"",
        "\"success\"",
        "\"ORDER_NOT_EXIST\"",
        "\"MSG_PARSE_ERROR\"",
        "0",
        "true",
        "\"\"",
        "null",
    ];
    const ACQUIREMENT: [&str; 6] = [
        "\"2015000000000000000000747\"",
        DIGITS,
        "\"another\"",
        "2015",
        "null",
        "[]",
    ];
    const MERCHANT: [&str; 5] = ["\"510\"", "510", "\"another\"", "\"\"", "true"];
    const CLIENT: [&str; 3] = ["\"211\"", "211", "\"212\""];
    let mut counts = [0; 4];
    for status in STATUS {
        for id in ID {
            for code in CODE {
                for acquirement in ACQUIREMENT {
                    for merchant in MERCHANT {
                        for client in CLIENT {
                            let members = [status, id, code, acquirement, merchant, client];
                            let response = answer(members);
                            for by_both in [false, true] {
                                let is_success = is_success(members, by_both);
                                let outcome = outcome(&response, by_both);
                                let found = outcome == Ok(SUCCESS);
                                assert_eq!(found, is_success, "{members:?}: {outcome:?}");
                                counts[match outcome {
                                    Ok(Outcome::Success) => 0,
                                    Ok(Outcome::Failed(_)) => 1,
                                    Ok(Outcome::Unknown(_)) => 2,
                                    Err(_) => 3,
                                }] += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
    assert_eq!(counts.iter().sum::<usize>(), 2 * 9 * 10 * 8 * 6 * 5 * 3);
}

/// Ids of the head that were sent as numbers are those of the request, and are violations. So are odd
/// texts, whose raw value can be read.
#[test]
fn odd_members_of_the_head_are_read_and_listed() {
    let odd = RESPONSE
        .replace("\"211xxxxxxxxxxxxxxx044\"", "211")
        .replace("\"1234567asdfasdf1123fda\"", "17")
        .replace("\"{}\"", "[ ]");
    let request = PayCancelRequest {
        head: RequestHead::new(text!("211"), time(), text!("17")),
        body: PayCancelRequestBody {
            partner_id: text!("218"),
            transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
        },
    };
    let read = read(&request, signed(&odd).as_bytes(), &[]).unwrap();
    assert_eq!(read.outcome, SUCCESS);
    let expected = [
        "clientId: expected a string, found a number",
        "reqMsgId: expected a string, found a number",
        "reserve: expected a string, found an array",
    ];
    assert_eq!(read.violations, expected);
    // One odd member is enough.
    for (odd, expected) in [
        (
            RESPONSE.replace("\"211xxxxxxxxxxxxxxx044\"", "211"),
            expected[0],
        ),
        (
            RESPONSE.replace("\"1234567asdfasdf1123fda\"", "17"),
            expected[1],
        ),
        (RESPONSE.replace("\"{}\"", "[ ]"), expected[2]),
        (
            RESPONSE.replace("\"SUCCESS\"", "true"),
            "resultCode: expected a string, found a boolean",
        ),
    ] {
        let response = PayCancelResponse::decode(odd.as_bytes(), &mut []).unwrap();
        let response = response.assume_verified_by_caller();
        let listed: Vec<_> = response.violations().map(|it| it.to_string()).collect();
        assert!(listed.iter().any(|it| it == expected), "{listed:?}");
    }
    let response = PayCancelResponse::decode(odd.as_bytes(), &mut []).unwrap();
    let response = response.assume_verified_by_caller();
    let reserve = response.head.reserve.unwrap();
    let raw = reserve.odd().unwrap();
    assert_eq!((raw.text, raw.json_type), ("[ ]", JsonType::Array));
    assert_eq!(reserve.valid(), None);
    assert_eq!(response.head.client_id.json_type(), JsonType::Number);
    assert_eq!(AsRef::<str>::as_ref(&response.head.client_id), "211");
    assert!(response.head.client_id == *"211" && response.head.client_id != *"212");
    assert_eq!(response.head.resp_time.unwrap().odd(), None);
}
