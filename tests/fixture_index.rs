//! Every envelope of the fixtures gives the values or the error that `index.tsv` lists.

#![cfg(feature = "rsa")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use alipay_acquiring::{
    Claimed, DecodeError, DecodeErrorKind, Envelope, Lenient, MessageKind, PayCancel,
    PayCancelRequest, PayCancelResponse, SignType, TimeError, Timestamp, UnsignedFailure,
    ValueError,
    function::Function,
    signature::{InvalidSignature, Verifier},
};
use common::fixtures::{fixture, fixture_path};
use common::keys::verifying_key;
use serde_json::Value;

// The table

#[derive(Clone, Copy)]
struct Row {
    path: &'static str,
    direction: &'static str,
    key: &'static str,
    verdict: &'static str,
    reason: &'static str,
    values: &'static str,
}

/// All rows except the heading. Their number is checked, so that no row is lost unnoticed.
fn rows() -> Vec<Row> {
    let rows: Vec<Row> = include_str!("fixtures/index.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, direction, key, verdict, reason, values] = cells[..] else {
                panic!("not six columns: {line}");
            };
            Row {
                path,
                direction,
                key,
                verdict,
                reason,
                values,
            }
        })
        .collect();
    assert_eq!(rows.len(), ROWS);
    rows
}

const ROWS: usize = 210;
const ACCEPTED: usize = 115;

#[test]
fn the_table_lists_exactly_the_files() {
    let listed: BTreeSet<String> = rows().iter().map(|row| row.path.to_string()).collect();
    assert_eq!(listed.len(), ROWS, "a path is listed twice");
    let mut found = BTreeSet::new();
    for folder in ["golden", "peers", "odd", "refused"] {
        for entry in fs::read_dir(fixture_path(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            // `golden` also contains spans, signatures and the original texts of the specification.
            if name.ends_with(".json") || folder != "golden" {
                found.insert(format!("{folder}/{name}"));
            }
        }
    }
    assert_eq!(listed, found);
}

// Accepted envelopes

/// Values by path, such as `head.clientId`. Times are parsed by this crate.
type Values = BTreeMap<String, String>;

/// The column `values`.
fn expected_values(row: Row) -> Values {
    fn flatten(prefix: &str, value: &Value, values: &mut Values) {
        for (name, value) in value.as_object().unwrap() {
            let path = format!("{prefix}{name}");
            match value {
                Value::Object(_) => flatten(&format!("{path}."), value, values),
                Value::String(text) if name.ends_with("Time") => {
                    // The text of an odd time is not parsed.
                    let value = Timestamp::parse(text).map_or_else(|_| text.clone(), time);
                    values.insert(path, value);
                }
                Value::String(text) => {
                    values.insert(path, text.clone());
                }
                _ => panic!("{path}: the value is not a text"),
            }
        }
    }
    let mut values = Values::new();
    let column = serde_json::from_str(row.values).unwrap();
    flatten("", &column, &mut values);
    values
}

/// All components of a time as text.
fn time(time: Timestamp) -> String {
    format!("{time:?}")
}

/// The same for a time that may be odd.
fn lenient_time(value: Lenient<'_, Timestamp>) -> String {
    value.valid().map_or_else(|| value.to_string(), time)
}

fn collect<const N: usize>(values: [(&str, Option<String>); N]) -> Values {
    let present = values
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_string(), value?)));
    present.collect()
}

fn request_values(request: &PayCancelRequest<'_>) -> Values {
    let (head, body) = (&request.head, &request.body);
    let ids = body.transaction;
    collect([
        ("head.version", Some(PayCancel::VERSION.to_string())),
        ("head.function", Some(PayCancel::NAME.to_string())),
        ("head.clientId", Some(head.client_id.to_string())),
        ("head.reqTime", Some(time(head.req_time))),
        ("head.reqMsgId", Some(head.req_msg_id.to_string())),
        ("head.reserve", head.reserve.map(|text| text.to_string())),
        (
            "head.signType",
            head.sign_type.map(|SignType::Rsa2| "RSA2".to_string()),
        ),
        ("body.partnerId", Some(body.partner_id.to_string())),
        (
            "body.acquirementId",
            ids.acquirement_id().map(|id| id.to_string()),
        ),
        (
            "body.merchantTransId",
            ids.merchant_trans_id().map(|id| id.to_string()),
        ),
    ])
}

fn response_values(response: &PayCancelResponse<'_>) -> Values {
    let (head, body) = (&response.head, &response.body);
    let info = &body.result_info;
    collect([
        ("head.version", Some(PayCancel::VERSION.to_string())),
        ("head.function", Some(PayCancel::NAME.to_string())),
        ("head.clientId", Some(head.client_id.to_string())),
        ("head.respTime", head.resp_time.map(lenient_time)),
        ("head.reqMsgId", Some(head.req_msg_id.to_string())),
        ("head.reserve", head.reserve.map(|text| text.to_string())),
        (
            "body.resultInfo.resultStatus",
            Some(info.result_status.to_string()),
        ),
        (
            "body.resultInfo.resultCodeId",
            Some(info.result_code_id.to_string()),
        ),
        (
            "body.resultInfo.resultCode",
            Some(info.result_code.to_string()),
        ),
        (
            "body.resultInfo.resultMsg",
            info.result_msg.map(|text| text.to_string()),
        ),
        (
            "body.acquirementId",
            body.acquirement_id.map(|id| id.to_string()),
        ),
        (
            "body.merchantTransId",
            body.merchant_trans_id.map(|id| id.to_string()),
        ),
        ("body.cancelTime", body.cancel_time.map(lenient_time)),
    ])
}

/// The result of reading an envelope.
struct Read {
    values: Values,
    signing_bytes: Vec<u8>,
    claimed: Values,
}

/// Decodes and verifies. The outer error comes from `decode`, the inner one from `verify`.
fn read(
    row: Row,
    input: &[u8],
    scratch_len: usize,
    key: &impl Verifier,
) -> Result<Result<Read, InvalidSignature>, DecodeError> {
    let mut scratch = vec![0; scratch_len];
    macro_rules! read {
        ($Message:ident, $values:ident) => {{
            let unverified = $Message::decode(input, &mut scratch)?;
            unverified.verify(key).map(|message| Read {
                values: $values(&message),
                signing_bytes: unverified.signing_bytes().as_bytes().to_vec(),
                claimed: claimed_values(&unverified.claimed()),
            })
        }};
    }
    Ok(match row.direction {
        "request" => read!(PayCancelRequest, request_values),
        "response" => read!(PayCancelResponse, response_values),
        other => panic!("{}: {other} is no direction", row.path),
    })
}

fn claimed_values(claimed: &Claimed<'_>) -> Values {
    collect([
        ("message", Some(claimed.message.to_string())),
        ("head.version", claimed.version.map(str::to_string)),
        ("head.function", claimed.function.map(str::to_string)),
        ("head.clientId", claimed.client_id.map(str::to_string)),
        ("head.reqMsgId", claimed.req_msg_id.map(str::to_string)),
    ])
}

/// The expected values of `Claimed`: the kind of message, and some of the row's values.
fn expected_claims(row: Row) -> Values {
    let mut values = expected_values(row);
    values.retain(|name, _| {
        [
            "head.version",
            "head.function",
            "head.clientId",
            "head.reqMsgId",
        ]
        .contains(&name.as_str())
    });
    values.insert("message".to_string(), row.direction.to_string());
    values
}

/// Reads the text with `serde_json`. It refuses numbers that no `f64` can represent, which occur in
/// skipped members, so they are replaced.
fn read_with_serde_json(text: &[u8]) -> Value {
    let text = str::from_utf8(text).unwrap().replace("1E400", "1E40");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn accepted_envelopes_verify_and_have_the_listed_values() {
    let keys = BTreeMap::from(["client", "platform"].map(|name| (name, verifying_key(name))));
    let mut count = 0;
    for row in rows().into_iter().filter(|row| row.verdict == "ok") {
        let path = row.path;
        let input = fixture(path);
        let scratch_len = if input.contains(&b'\\') {
            input.len()
        } else {
            0
        };
        let read = read(row, &input, scratch_len, &keys[row.key])
            .unwrap_or_else(|error| panic!("{path}: {error}"))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(read.values, expected_values(row), "{path}");

        // The span is exactly the value of the message, braces included.
        let span = &read.signing_bytes;
        assert!(span.starts_with(b"{") && span.ends_with(b"}"), "{path}");
        assert!(input.windows(span.len()).any(|part| part == span), "{path}");
        let whole = read_with_serde_json(&input);
        let part = read_with_serde_json(span);
        assert_eq!(part, whole[row.direction], "{path}");

        // The claims are the same in `Envelope` and in `Unverified`.
        let mut scratch = vec![0; scratch_len];
        let claimed = Envelope::decode(&input, &mut scratch)
            .map(|envelope| envelope.claimed())
            .unwrap();
        assert_eq!(claimed_values(&claimed), expected_claims(row), "{path}");
        assert_eq!(read.claimed, expected_claims(row), "{path}");
        count += 1;
    }
    assert_eq!(count, ACCEPTED);
}

#[test]
fn the_span_of_the_golden_messages_is_the_one_that_openssl_signed() {
    for (path, span) in [
        ("golden/request.json", "golden/request.span"),
        ("golden/response.json", "golden/response.span"),
    ] {
        let row = *rows().iter().find(|row| row.path == path).unwrap();
        let key = verifying_key(row.key);
        let read = read(row, &fixture(path), 0, &key).unwrap().unwrap();
        assert_eq!(read.signing_bytes, fixture(span), "{path}");
    }
}

#[test]
fn an_accepted_envelope_is_refused_with_the_other_key_and_as_the_other_message() {
    let keys = BTreeMap::from(["client", "platform"].map(|name| (name, verifying_key(name))));
    let mut count = 0;
    for row in rows().into_iter().filter(|row| row.verdict == "ok") {
        let path = row.path;
        let input = fixture(path);
        let (other_key, other_direction) = match row.direction {
            "request" => ("platform", "response"),
            _ => ("client", "request"),
        };
        let verdict = read(row, &input, input.len(), &keys[other_key]).unwrap();
        assert_eq!(verdict.err(), Some(InvalidSignature), "{path}");

        let swapped = Row {
            direction: other_direction,
            ..row
        };
        let error = read(swapped, &input, input.len(), &keys[row.key])
            .err()
            .unwrap_or_else(|| panic!("{path} was decoded as a {other_direction}"));
        assert_eq!(error.kind(), wrong_message(row.direction), "{path}");
        assert_eq!(error.field(), Some(row.direction), "{path}");

        // An envelope with a signature is no unsigned failure.
        let mut scratch = vec![0; input.len()];
        let error = UnsignedFailure::decode(&input, &mut scratch).unwrap_err();
        let expected = match row.direction {
            "request" => wrong_message("request"),
            _ => DecodeErrorKind::Signed,
        };
        assert_eq!(error.kind(), expected, "{path}");
        count += 1;
    }
    assert_eq!(count, ACCEPTED);
}

/// The error for a message of this direction where the other one is expected.
fn wrong_message(direction: &str) -> DecodeErrorKind {
    let found = match direction {
        "request" => MessageKind::Request,
        _ => MessageKind::Response,
    };
    DecodeErrorKind::WrongMessage { found }
}

// Refused envelopes

type Refusal = (DecodeErrorKind, Option<&'static str>);

/// The error that `decode` must return; `None` if the message decodes and only its signature is
/// wrong.
fn expected_refusal(row: Row) -> Option<Refusal> {
    use DecodeErrorKind as Kind;

    let (_, name) = row.path.split_once('/').unwrap();
    Some(match row.reason {
        "bom" => (Kind::ByteOrderMark, None),
        "both" => {
            let other = match row.direction {
                "request" => "response",
                _ => "request",
            };
            (wrong_message(other), Some(other))
        }
        "duplicate" => (Kind::Duplicate, Some(duplicate_field(name))),
        "missing" => (Kind::Missing, Some("acquirementId or merchantTransId")),
        "sign-type" => (
            Kind::Value(ValueError::Unsupported { expected: "RSA2" }),
            Some("signType"),
        ),
        "signature" => return None,
        "surrogate" => (
            Kind::LoneSurrogate,
            // For an error in a skipped member, the field is the nearest enclosing member that is
            // read.
            Some(match name {
                "lone-surrogate-reserve.json" => "reserve",
                "lone-surrogate-skipped-name.json" => "head",
                "lone-surrogate-skipped-value.json" => "body",
                _ => panic!("{name}"),
            }),
        ),
        "time" => (
            Kind::Value(ValueError::Timestamp(TimeError::NoColonInOffset)),
            Some(match name {
                "time-no-colon-req-time.json" => "reqTime",
                _ => panic!("{name}"),
            }),
        ),
        "trailing" if name.starts_with("trailing-nul.") => (Kind::NulBytes, None),
        "trailing" => (Kind::TrailingBytes, None),
        "truncated" => (
            Kind::UnexpectedEnd,
            match name.split('.').next() {
                Some("truncated-in-signature") => Some("signature"),
                Some("truncated-in-span") => Some("head"),
                Some("truncated-last-brace") => None,
                _ => panic!("{name}"),
            },
        ),
        "unsigned" => match name {
            "unsigned-no-head.json" => (Kind::Missing, Some("head")),
            "unsigned-null-head-members.json" => (Kind::Missing, Some("version")),
            "unsigned-short-head.json" => (Kind::Missing, Some("clientId")),
            _ => (Kind::Unsigned, Some("signature")),
        },
        "utf8" => (Kind::InvalidUtf8, None),
        other => panic!("{other} is no reason"),
    })
}

/// The member that occurs twice in a file named `twice-…`.
fn duplicate_field(name: &str) -> &'static str {
    const FIELDS: &[(&str, &str)] = &[
        ("twice-after-", "acquirementId"),
        ("twice-body-", "body"),
        ("twice-client-id-", "clientId"),
        ("twice-head-", "head"),
        ("twice-request-acquirement-id-", "acquirementId"),
        ("twice-request-client-id-", "clientId"),
        ("twice-request-forged-", "request"),
        ("twice-request-head-", "head"),
        ("twice-response-forged-", "response"),
        ("twice-result-info-", "resultInfo"),
        ("twice-result-status-", "resultStatus"),
        ("twice-signature-", "signature"),
    ];
    FIELDS
        .iter()
        .find(|(prefix, _)| name.starts_with(prefix))
        .unwrap_or_else(|| panic!("{name}"))
        .1
}

#[test]
fn refused_envelopes_are_refused_for_the_listed_reason() {
    let keys = BTreeMap::from(["client", "platform"].map(|name| (name, verifying_key(name))));
    let mut reasons = BTreeMap::new();
    for row in rows().into_iter().filter(|row| row.verdict == "refused") {
        let path = row.path;
        let input = fixture(path);
        let key = keys.get(row.key).unwrap_or(&keys["client"]);
        match (read(row, &input, input.len(), key), expected_refusal(row)) {
            (Err(error), Some(expected)) => {
                assert_eq!((error.kind(), error.field()), expected, "{path}: {error}");
                assert!(error.offset() <= input.len(), "{path}: {error}");
            }
            (Ok(verdict), None) => assert_eq!(verdict.err(), Some(InvalidSignature), "{path}"),
            (Err(error), None) => panic!("{path}: expected an invalid signature, found: {error}"),
            (Ok(_), Some(_)) => panic!("{path}: expected an error of decode, found none"),
        }
        *reasons.entry(row.reason).or_insert(0) += 1;
    }
    assert_eq!(
        reasons,
        BTreeMap::from([
            ("bom", 2),
            ("both", 8),
            ("duplicate", 30),
            ("missing", 1),
            ("sign-type", 2),
            ("signature", 24),
            ("surrogate", 3),
            ("time", 1),
            ("trailing", 8),
            ("truncated", 6),
            ("unsigned", 8),
            ("utf8", 2),
        ])
    );
}

#[test]
fn unsigned_envelopes_have_the_listed_claims() {
    let mut count = 0;
    for row in rows().into_iter().filter(|row| row.reason == "unsigned") {
        let path = row.path;
        let input = fixture(path);
        let mut scratch = vec![0; input.len()];
        let claimed = Envelope::decode(&input, &mut scratch)
            .map(|envelope| envelope.claimed())
            .unwrap();
        assert_eq!(claimed_values(&claimed), expected_claims(row), "{path}");

        let mut scratch = vec![0; input.len()];
        let failure = UnsignedFailure::decode(&input, &mut scratch);
        if row.direction == "request" {
            let kind = failure.unwrap_err().kind();
            assert_eq!(kind, wrong_message("request"), "{path}");
        } else {
            let failure = failure.unwrap();
            let info = |text: Option<&str>| text.map(str::to_string);
            let mut claims = claimed_values(&failure.claimed);
            claims.extend(collect([
                (
                    "body.resultInfo.resultStatus",
                    info(failure.result.result_status),
                ),
                (
                    "body.resultInfo.resultCodeId",
                    info(failure.result.result_code_id),
                ),
                (
                    "body.resultInfo.resultCode",
                    info(failure.result.result_code),
                ),
                ("body.resultInfo.resultMsg", info(failure.result.result_msg)),
            ]));
            let mut expected = expected_values(row);
            expected.retain(|name, _| name.starts_with("body.resultInfo."));
            expected.extend(expected_claims(row));
            assert_eq!(claims, expected, "{path}");
        }
        count += 1;
    }
    assert_eq!(count, 8);
}
