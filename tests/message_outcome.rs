//! The result table, and the outcome that follows from a response.
#![cfg(feature = "rsa")]

use std::fmt::Display;

use alipay_acquiring::{
    Answer, Contradiction, DecodeErrorKind, EncodeError, Failure, FreeText, Outcome,
    PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode, RequestHead, ResponseHead, ResultCodeId, ResultInfo, ResultStatus, Text,
    Timestamp, TransactionId, TransactionIds, UnknownReason, UnsignedFailure, Unverified,
    Violation,
    function::{ResultCode, ResultMeaning},
    signature::{InvalidSignature, RsaSigningKey, RsaVerifyingKey, Signer},
    text,
};
use base64ct::{Base64, Encoding};

const CLIENT_PRIVATE: &str = include_str!("fixtures/keys/client_private.pkcs8.pem");
const PLATFORM_PRIVATE: &str = include_str!("fixtures/keys/platform_private.pkcs8.pem");
const PLATFORM_PUBLIC: &str = include_str!("fixtures/keys/platform_public.spki.pem");

const TRY_LATER: Outcome = Outcome::Failed(Failure::TryLater);
const REFUSED: Outcome = Outcome::Failed(Failure::Refused);
const NOT_PROCESSED: Outcome = Outcome::Failed(Failure::NotProcessed);
const UNLISTED: Outcome = Outcome::Failed(Failure::Unlisted);
const REPORTED: Outcome = Outcome::Unknown(UnknownReason::Reported);

/// The result table of the specification in its order, written here independently of the crate:
/// code, id, status. The last column is the outcome that this crate concludes.
#[rustfmt::skip]
const ROWS: [(&str, &str, &str, Outcome); 22] = [
    ("USER_NOT_EXIST",               "12002005", "F", REFUSED),
    ("USER_STATUS_ABNORMAL",         "12002006", "F", REFUSED),
    ("ORDER_STATUS_INVALID",         "12005003", "F", REFUSED),
    ("ORDER_NOT_EXIST",              "12005004", "F", REFUSED),
    ("MERCHANT_BALANCE_NOT_ENOUGH",  "12006009", "F", REFUSED),
    ("ORDER_CANCEL_WINDOW_EXPIRED",  "12002018", "F", REFUSED),
    ("SIGN_TYPE_INVALID",            "12005134", "F", NOT_PROCESSED),
    ("SIGN_TYPE_NOT_SUPPORT",        "12005135", "F", NOT_PROCESSED),
    ("SUCCESS",                      "00000000", "S", Outcome::Success),
    ("PROCESS_FAIL",                 "00000019", "F", REFUSED),
    ("UNKNOWN_EXCEPTION",            "00000901", "U", REPORTED),
    ("PARAM_ILLEGAL",                "00000004", "F", NOT_PROCESSED),
    ("INVALID_SIGNATURE",            "00000007", "F", NOT_PROCESSED),
    ("KEY_NO_FOUND",                 "00000008", "F", NOT_PROCESSED),
    ("NO_INTERFACE_DEF",             "00000013", "F", NOT_PROCESSED),
    ("API_IS_INVALID",               "00000014", "F", NOT_PROCESSED),
    ("OAUTH_FAILED",                 "00000016", "F", NOT_PROCESSED),
    ("ACCESS_DENIED",                "00000021", "F", NOT_PROCESSED),
    ("CLIENT_FORBIDDEN_ACCESS_API",  "12014152", "F", NOT_PROCESSED),
    ("UNKNOWN_CLIENT",               "12014155", "F", NOT_PROCESSED),
    ("INVALID_CLIENT_STATUS",        "12014156", "F", NOT_PROCESSED),
    ("REQUEST_TRAFFIC_EXCEED_LIMIT", "00000024", "F", TRY_LATER),
];

const STATUSES: [&str; 3] = ["S", "F", "U"];
/// The last three are misspelled codes of the table.
const UNLISTED_CODES: [&str; 4] = ["SOME_NEW_CODE", "success", "SUCCESS ", "ORDER_NOT_EXIS"];
const UNLISTED_ID: &str = "12005999";

const ACQUIREMENT: Text<64> = text!("2015xxxxxxxxxxxxxxxxxxxxx747");
const MERCHANT: Text<64> = text!("510xxxxxxxxxxxxxx002");
const OTHER: Text<64> = text!("another");

fn request(transaction: TransactionId<'static>) -> PayCancelRequest<'static> {
    PayCancelRequest {
        head: RequestHead::new(
            text!("211xxxxxxxxxxxxxxx044"),
            time(),
            text!("1234567asdfasdf1123fda"),
        ),
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction,
        },
    }
}

fn sample_request() -> PayCancelRequest<'static> {
    request(TransactionId::Acquirement(ACQUIREMENT))
}

fn time() -> Timestamp {
    Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap()
}

/// A response to the sample request.
fn response(result_info: ResultInfo<'_>) -> PayCancelResponse<'_> {
    PayCancelResponse {
        head: ResponseHead::answering(&sample_request().head, time()),
        body: PayCancelResponseBody {
            result_info,
            acquirement_id: Some(ACQUIREMENT.into()),
            merchant_trans_id: Some(MERCHANT.into()),
            cancel_time: None,
        },
    }
}

fn result_info<'a>(
    status: &str,
    id: &str,
    code: &'a str,
    result_msg: Option<&'a str>,
) -> ResultInfo<'a> {
    ResultInfo {
        result_status: ResultStatus::parse(status).unwrap().into(),
        result_code_id: ResultCodeId::parse(id).unwrap().into(),
        result_code: Text::new(code).unwrap().into(),
        result_msg: result_msg.map(|msg| FreeText::new(msg).unwrap().into()),
    }
}

/// The text of a response. It is built here, since the crate does not write contradictions. Its
/// signature is a placeholder.
fn answer_text(info: &ResultInfo<'_>, ids: [Option<Text<'_, 64>>; 2]) -> String {
    let member = |name: &str, value: Option<&str>| {
        value.map_or(String::new(), |value| format!(r#","{name}":"{value}""#))
    };
    format!(
        concat!(
            r#"{{"response":{{"head":{{"version":"2.0.2","#,
            r#""function":"alipay.intl.acquiring.common.payCancel","#,
            r#""clientId":"211xxxxxxxxxxxxxxx044","respTime":"2001-07-04T12:08:56+05:30","#,
            r#""reqMsgId":"1234567asdfasdf1123fda"}},"body":{{"resultInfo":{{"#,
            r#""resultStatus":"{}","resultCodeId":"{}","resultCode":"{}"{}}}{}{}}}}},"#,
            r#""signature":"none"}}"#,
        ),
        info.result_status,
        info.result_code_id,
        info.result_code,
        member("resultMsg", info.result_msg.map(|msg| msg.as_str())),
        member("acquirementId", ids[0].as_deref()),
        member("merchantTransId", ids[1].as_deref()),
    )
}

const IDS: [Option<Text<64>>; 2] = [Some(ACQUIREMENT), Some(MERCHANT)];

/// Replaces the placeholder by a valid signature.
fn sign_text(text: &str, key: &RsaSigningKey) -> String {
    let mut scratch = [0; 1024];
    let read = PayCancelResponse::decode(text.as_bytes(), &mut scratch).unwrap();
    let signature = key.sign(read.signing_bytes()).unwrap();
    let signature = Base64::encode_string(signature.as_bytes());
    text.replace("\"none\"", &format!("\"{signature}\""))
}

fn sign(message: &PayCancelResponse<'_>, key: &RsaSigningKey) -> String {
    let mut buffer = [0; 2048];
    String::from_utf8(message.sign(&mut buffer, key).unwrap().to_vec()).unwrap()
}

type Conclusion = (Outcome, Vec<Violation>);

fn with_decoded<T>(
    text: &str,
    then: impl FnOnce(&Unverified<'_, PayCancelResponse<'_>>) -> Result<T, UnknownReason>,
) -> Result<T, UnknownReason> {
    let mut scratch = [0; 1024];
    then(&PayCancelResponse::decode(text.as_bytes(), &mut scratch)?)
}

/// The outcome. Its words must say the same.
fn outcome<M>(answer: &Answer<'_, M>) -> Outcome {
    let [first, second] = answer.outcome_words();
    let [is_first, is_second] = Outcome::SUCCESS_WORDS;
    let is_success = answer.outcome() == Outcome::Success;
    assert_eq!([first == is_first, second == is_second], [is_success; 2]);
    answer.outcome()
}

/// Does what a terminal does with a response: decodes, verifies, matches, and concludes. Also
/// returns the violations.
fn conclude(request: &PayCancelRequest<'_>, text: &str) -> Result<Conclusion, UnknownReason> {
    let key = RsaVerifyingKey::from_text(PLATFORM_PUBLIC).unwrap();
    with_decoded(text, |response| {
        let response = response.verify(&key)?;
        let answer = response.answering(request)?;
        assert_eq!(answer.body, response.body);
        Ok((outcome(&answer), answer.violations().collect()))
    })
}

/// The same without the signature, for tables with too many rows to sign.
fn conclude_unsigned(
    request: &PayCancelRequest<'_>,
    text: &str,
) -> Result<Conclusion, UnknownReason> {
    with_decoded(text, |response| {
        let response = response.assume_verified_by_caller();
        let answer = response.answering(request)?;
        Ok((outcome(&answer), answer.violations().collect()))
    })
}

#[test]
fn the_table_is_that_of_the_specification() {
    let mut rows = 0;
    for (&code, (name, id, status, outcome)) in PayCancelResultCode::ALL.iter().zip(ROWS) {
        let row = code.row();
        assert_eq!(row.name, name);
        assert_eq!(row.id.to_string(), id, "{name}");
        assert_eq!(row.meaning.status().as_str(), status, "{name}");
        let meaning = match outcome {
            Outcome::Success => ResultMeaning::Success,
            Outcome::Failed(failure) => ResultMeaning::Failed(failure),
            Outcome::Unknown(_) => ResultMeaning::Unknown,
        };
        assert_eq!(row.meaning, meaning, "{name}");
        let info = result_info(status, id, name, Some("msg"));
        assert_eq!(info, ResultInfo::new(code, text!("msg")), "{name}");
        assert_eq!(info.code::<PayCancelResultCode>(), Ok(Some(code)), "{name}");
        assert_eq!(info.meaning::<PayCancelResultCode>(), Ok(meaning), "{name}");
        rows += 1;
    }
    assert_eq!((rows, PayCancelResultCode::ALL.len()), (22, 22));
}

#[test]
fn the_outcome_of_every_listed_code() {
    let key = RsaSigningKey::from_text(PLATFORM_PRIVATE).unwrap();
    let mut rows = 0;
    for (name, id, status, outcome) in ROWS {
        let text = sign(&response(result_info(status, id, name, Some("msg"))), &key);
        assert_eq!(
            conclude(&sample_request(), &text),
            Ok((outcome, vec![])),
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, 22);
}

/// Triples of status, id and code that differ from a row of the table in one value, and triples
/// that are not in the table. Each has its meaning or its contradiction.
fn other_triples() -> Vec<([&'static str; 3], Result<ResultMeaning, Contradiction>)> {
    let mut triples = Vec::new();
    for (code, id, listed_status, _) in ROWS {
        let other_ids = ROWS.iter().map(|row| row.1).filter(|&other| other != id);
        for status in STATUSES {
            for other in other_ids.clone().chain([UNLISTED_ID]) {
                triples.push(([status, other, code], Err(Contradiction::CodeWithOtherId)));
            }
            for other in UNLISTED_CODES {
                triples.push(([status, id, other], Err(Contradiction::IdWithOtherCode)));
            }
            if status != listed_status {
                triples.push(([status, id, code], Err(Contradiction::OtherStatus)));
            }
        }
    }
    for code in UNLISTED_CODES {
        let unlisted = |status| [status, UNLISTED_ID, code];
        triples.push((unlisted("S"), Err(Contradiction::UnlistedSuccess)));
        triples.push((unlisted("F"), Ok(ResultMeaning::Failed(Failure::Unlisted))));
        triples.push((unlisted("U"), Ok(ResultMeaning::Unknown)));
    }
    triples
}

#[test]
fn every_contradiction_of_every_row() {
    let mut rows = 0;
    for ([status, id, code], expected) in other_triples() {
        let row = format!("{status} {id} {code}");
        let info = result_info(status, id, code, Some("msg"));
        let looked_up = info.code::<PayCancelResultCode>();
        assert_eq!(looked_up, expected.map(|_| None), "{row}");
        assert_eq!(info.meaning::<PayCancelResultCode>(), expected, "{row}");

        let (outcome, violation) = match expected {
            Err(why) => (
                Outcome::Unknown(UnknownReason::Contradiction(why)),
                Some(Violation::Result(why)),
            ),
            Ok(ResultMeaning::Unknown) => (REPORTED, None),
            Ok(_) => (UNLISTED, None),
        };
        assert_eq!(
            conclude_unsigned(&sample_request(), &answer_text(&info, IDS)),
            Ok((outcome, violation.into_iter().collect())),
            "{row}"
        );
        // A result with a contradiction is not written, and any other result is.
        let written = response(info).draft(&mut [0; 2048], 256).map(drop);
        assert_eq!(
            written.err(),
            violation.map(EncodeError::Violation),
            "{row}"
        );
        rows += 1;
    }
    // For each row and status: 21 other ids, an unlisted id and 4 unlisted codes. For each row: 2
    // other statuses. For each unlisted code: 3 statuses.
    assert_eq!(rows, 22 * 3 * (22 + 4) + 22 * 2 + 4 * 3);
}

#[test]
fn a_signed_contradiction_is_unknown() {
    let key = RsaSigningKey::from_text(PLATFORM_PRIVATE).unwrap();
    let table = [
        (["S", "12005004", "SUCCESS"], Contradiction::CodeWithOtherId),
        (["S", "00000000", "DONE"], Contradiction::IdWithOtherCode),
        (["F", "00000000", "SUCCESS"], Contradiction::OtherStatus),
        (["S", "00000999", "DONE"], Contradiction::UnlistedSuccess),
    ];
    let mut rows = 0;
    for ([status, id, code], why) in table {
        let info = result_info(status, id, code, Some("msg"));
        let text = sign_text(&answer_text(&info, IDS), &key);
        assert_eq!(
            conclude(&sample_request(), &text),
            Ok((
                Outcome::Unknown(UnknownReason::Contradiction(why)),
                vec![Violation::Result(why)]
            )),
            "{why:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 4);
}

#[test]
fn a_success_must_name_the_requested_transaction() {
    const A: Text<64> = ACQUIREMENT;
    const M: Text<64> = MERCHANT;
    const ACQUIREMENT_ID: Outcome = Outcome::Unknown(UnknownReason::Transaction("acquirementId"));
    const MERCHANT_TRANS_ID: Outcome =
        Outcome::Unknown(UnknownReason::Transaction("merchantTransId"));
    let by_acquirement = TransactionId::Acquirement(A);
    let by_merchant = TransactionId::Merchant(M);
    let by_both = TransactionIds {
        acquirement_id: Some(A),
        merchant_trans_id: Some(M),
    }
    .transaction_id()
    .unwrap();
    let missing = |field| Violation::Missing { field };
    let no_a = missing("acquirementId");
    let no_m = missing("merchantTransId");
    let differs = Violation::Differs {
        field: "merchantTransId",
    };
    let done = Outcome::Success;
    #[rustfmt::skip]
    let table = [
        // The id in the request, the ids in the response, the outcome, and the violations.
        ("acquirement: right",            by_acquirement, Some(A),     Some(M),     done, vec![]),
        ("acquirement: any merchant id",  by_acquirement, Some(A),     Some(OTHER), done, vec![]),
        ("acquirement: wrong",            by_acquirement, Some(OTHER), Some(M),     ACQUIREMENT_ID, vec![]),
        ("acquirement: missing",          by_acquirement, None,        Some(M),     ACQUIREMENT_ID, vec![no_a]),
        ("acquirement: no merchant id",   by_acquirement, Some(A),     None,        MERCHANT_TRANS_ID, vec![no_m]),
        ("acquirement: ids exchanged",    by_acquirement, Some(M),     Some(A),     ACQUIREMENT_ID, vec![]),
        ("merchant: right",               by_merchant,    Some(A),     Some(M),     done, vec![]),
        ("merchant: any acquirement id",  by_merchant,    Some(OTHER), Some(M),     done, vec![]),
        ("merchant: wrong",               by_merchant,    Some(A),     Some(OTHER), MERCHANT_TRANS_ID, vec![]),
        ("merchant: missing",             by_merchant,    Some(A),     None,        MERCHANT_TRANS_ID, vec![no_m]),
        ("merchant: no acquirement id",   by_merchant,    None,        Some(M),     ACQUIREMENT_ID, vec![no_a]),
        ("merchant: ids exchanged",       by_merchant,    Some(M),     Some(A),     MERCHANT_TRANS_ID, vec![]),
        ("both: right",                   by_both,        Some(A),     Some(M),     done, vec![]),
        ("both: merchant id differs",     by_both,        Some(A),     Some(OTHER), done, vec![differs]),
        ("both: acquirement id wrong",    by_both,        Some(OTHER), Some(M),     ACQUIREMENT_ID, vec![]),
        ("both: both wrong",              by_both,        Some(OTHER), Some(OTHER), ACQUIREMENT_ID, vec![]),
        ("both: no acquirement id",       by_both,        None,        Some(M),     ACQUIREMENT_ID, vec![no_a]),
        ("both: no merchant id",          by_both,        Some(A),     None,        MERCHANT_TRANS_ID, vec![no_m]),
        ("both: neither",                 by_both,        None,        None,        ACQUIREMENT_ID, vec![no_a, no_m]),
    ];
    let mut rows = 0;
    for (name, sent, acquirement, merchant, outcome, violations) in table {
        let ids = [acquirement, merchant];
        let success = result_info("S", "00000000", "SUCCESS", Some("success"));
        let concluded = conclude_unsigned(&request(sent), &answer_text(&success, ids));
        assert_eq!(concluded, Ok((outcome, violations.clone())), "{name}");

        // A failure or an unknown result need not name the transaction. If both ids were sent and
        // the merchant's differs, that is still a violation.
        let reported = violations.contains(&differs).then_some(differs);
        for (info, outcome) in [
            (
                result_info("F", "12005004", "ORDER_NOT_EXIST", Some("no")),
                REFUSED,
            ),
            (
                result_info("U", "00000901", "UNKNOWN_EXCEPTION", Some("?")),
                REPORTED,
            ),
        ] {
            let concluded = conclude_unsigned(&request(sent), &answer_text(&info, ids));
            let expected = (outcome, reported.into_iter().collect());
            assert_eq!(concluded, Ok(expected), "{name}, {info:?}");
        }
        // The violations of the message itself come first.
        let silent = result_info("S", "00000000", "SUCCESS", None);
        let concluded = conclude_unsigned(&request(sent), &answer_text(&silent, ids));
        let mut expected = vec![NO_MSG];
        expected.extend(&violations);
        assert_eq!(concluded, Ok((outcome, expected)), "{name}, no resultMsg");
        rows += 1;
    }
    assert_eq!(rows, 19);
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let info = result_info("S", "00000000", "SUCCESS", Some("success"));
    let text = answer_text(&info, IDS);
    let table = [
        ("clientId", "211xxxxxxxxxxxxxxx044", "211xxxxxxxxxxxxxxx045"),
        ("clientId", "211xxxxxxxxxxxxxxx044", "211xxxxxxxxxxxxxxx04"),
        (
            "reqMsgId",
            "1234567asdfasdf1123fda",
            "1234567ASDFASDF1123fda",
        ),
        (
            "reqMsgId",
            "1234567asdfasdf1123fda",
            "1234567asdfasdf1123fda ",
        ),
    ];
    let mut rows = 0;
    for (field, sent, answered) in table {
        let concluded = conclude_unsigned(&sample_request(), &text.replace(sent, answered));
        let Err(UnknownReason::Mismatch(mismatch)) = concluded else {
            panic!("{answered}: {concluded:?}");
        };
        assert_eq!(mismatch.field(), field, "{answered}");
        let shown = format!("this answers another request: {field} differs");
        assert_eq!(mismatch.to_string(), shown);
        rows += 1;
    }
    assert_eq!(rows, 4);

    // If both differ, the error names the first one.
    let both = text.replace("044", "045").replace("fda", "fdb");
    let concluded = conclude_unsigned(&sample_request(), &both);
    assert!(matches!(concluded, Err(UnknownReason::Mismatch(it)) if it.field() == "clientId"));
}

#[test]
fn swapped_answers_are_refused() {
    let key = RsaSigningKey::from_text(PLATFORM_PRIVATE).unwrap();
    let first = sample_request();
    let mut second = first;
    second.head.req_msg_id = text!("1234567asdfasdf1123fdb");
    let success = ResultInfo::new(PayCancelResultCode::Success, text!("success"));
    let mut to_second = response(success);
    to_second.head = ResponseHead::answering(&second.head, time());
    let to_first = sign(&response(success), &key);
    let to_second = sign(&to_second, &key);

    let done = Ok((Outcome::Success, vec![]));
    assert_eq!(conclude(&first, &to_first), done);
    assert_eq!(conclude(&second, &to_second), done);
    for swapped in [conclude(&first, &to_second), conclude(&second, &to_first)] {
        assert!(
            matches!(swapped, Err(UnknownReason::Mismatch(it)) if it.field() == "reqMsgId"),
            "{swapped:?}"
        );
    }
}

#[test]
fn only_the_signature_of_the_platform_is_accepted() {
    let platform = RsaSigningKey::from_text(PLATFORM_PRIVATE).unwrap();
    let client = RsaSigningKey::from_text(CLIENT_PRIVATE).unwrap();
    let refusal = ResultInfo::new(PayCancelResultCode::OrderStatusInvalid, text!("paid out"));
    let genuine = sign(&response(refusal), &platform);
    let success = genuine
        .replace("\"F\"", "\"S\"")
        .replace("12005003", "00000000")
        .replace("ORDER_STATUS_INVALID", "SUCCESS");
    assert_ne!(success, genuine);
    let table = [
        ("unchanged", genuine.clone(), Ok((REFUSED, vec![]))),
        (
            "changed to a success",
            success,
            Err(UnknownReason::InvalidSignature),
        ),
        (
            "one more space",
            genuine.replacen("\"head\":", "\"head\": ", 1),
            Err(UnknownReason::InvalidSignature),
        ),
        (
            "the client's key",
            sign(&response(refusal), &client),
            Err(UnknownReason::InvalidSignature),
        ),
        (
            "a signature of three bytes",
            answer_text(&refusal, IDS),
            Err(UnknownReason::InvalidSignature),
        ),
    ];
    let mut rows = 0;
    for (name, text, expected) in table {
        assert_eq!(conclude(&sample_request(), &text), expected, "{name}");
        rows += 1;
    }
    assert_eq!(rows, 5);
}

#[test]
fn an_unsigned_answer_is_unknown() {
    let mut rows = 0;
    for (code, id, status, _) in ROWS {
        let text = answer_text(&result_info(status, id, code, Some("msg")), IDS);
        for (name, unsigned) in [
            ("removed", text.replace(r#","signature":"none""#, "")),
            ("empty", text.replace("\"none\"", "\"\"")),
            ("null", text.replace("\"none\"", "null")),
        ] {
            assert_ne!(unsigned, text);
            let mut scratch = [];
            let decoded = PayCancelResponse::decode(unsigned.as_bytes(), &mut scratch);
            let error = decoded.expect_err(code);
            assert_eq!(error.kind(), DecodeErrorKind::Unsigned, "{code}, {name}");
            assert_eq!(
                UnknownReason::from(error),
                UnknownReason::Unsigned,
                "{code}, {name}"
            );

            let mut scratch = [];
            let claimed = UnsignedFailure::decode(unsigned.as_bytes(), &mut scratch).unwrap();
            assert_eq!(claimed.result.result_status, Some(status), "{code}, {name}");
            assert_eq!(claimed.result.result_code_id, Some(id), "{code}, {name}");
            assert_eq!(claimed.result.result_code, Some(code), "{code}, {name}");
            assert_eq!(
                claimed.to_string(),
                format!("unsigned, so only claimed: \"{code}\" (\"msg\")")
            );
            rows += 1;
        }
    }
    assert_eq!(rows, 66);
}

#[test]
fn errors_convert_to_reasons() {
    let text = answer_text(&result_info("S", "00000000", "SUCCESS", None), IDS);
    let decode_error = |text: &str| {
        let mut scratch = [];
        PayCancelResponse::decode(text.as_bytes(), &mut scratch).unwrap_err()
    };
    let cut = decode_error(&text[..text.len() - 1]);
    assert_eq!(cut.kind(), DecodeErrorKind::UnexpectedEnd);
    assert_eq!(UnknownReason::from(cut), UnknownReason::Undecodable(cut));
    let unsigned = decode_error(&text.replace("none", ""));
    assert_eq!(UnknownReason::from(unsigned), UnknownReason::Unsigned);
    assert_eq!(
        UnknownReason::from(InvalidSignature),
        UnknownReason::InvalidSignature
    );
    // `an_answer_to_another_request_is_refused` tests the conversion of a mismatch.
}

const NO_MSG: Violation = Violation::Missing { field: "resultMsg" };
const NO_ACQUIREMENT: Violation = Violation::Missing {
    field: "acquirementId",
};
const NO_MERCHANT: Violation = Violation::Missing {
    field: "merchantTransId",
};

#[test]
fn a_missing_result_msg_does_not_change_the_outcome() {
    let success = ["S", "00000000", "SUCCESS"];
    let failure = ["F", "12005004", "ORDER_NOT_EXIST"];
    let unknown = ["U", "00000901", "UNKNOWN_EXCEPTION"];
    let table = [
        (success, Some("done"), Outcome::Success, vec![]),
        (success, Some(""), Outcome::Success, vec![]),
        (success, None, Outcome::Success, vec![NO_MSG]),
        (failure, Some("no"), REFUSED, vec![]),
        (failure, Some(""), REFUSED, vec![NO_MSG]),
        (failure, None, REFUSED, vec![NO_MSG]),
        (unknown, Some("?"), REPORTED, vec![]),
        (unknown, Some(""), REPORTED, vec![NO_MSG]),
        (unknown, None, REPORTED, vec![NO_MSG]),
    ];
    let mut rows = 0;
    for ([status, id, code], msg, outcome, violations) in table {
        let text = answer_text(&result_info(status, id, code, msg), IDS);
        let concluded = conclude_unsigned(&sample_request(), &text);
        assert_eq!(concluded, Ok((outcome, violations)), "{status}, {msg:?}");
        rows += 1;
    }
    assert_eq!(rows, 9);
}

#[test]
fn violations_are_listed_in_order_and_the_first_stops_the_writer() {
    const CODE: Violation = Violation::Result(Contradiction::CodeWithOtherId);
    const STATUS: Violation = Violation::Result(Contradiction::OtherStatus);
    let [a, m] = IDS;
    let success = ["S", "00000000", "SUCCESS"];
    let table = [
        (success, Some("done"), [a, m], vec![]),
        (success, None, [a, m], vec![NO_MSG]),
        (success, Some("done"), [None, m], vec![NO_ACQUIREMENT]),
        (success, Some("done"), [a, None], vec![NO_MERCHANT]),
        (
            success,
            Some(""),
            [None, None],
            vec![NO_ACQUIREMENT, NO_MERCHANT],
        ),
        (
            success,
            None,
            [None, None],
            vec![NO_MSG, NO_ACQUIREMENT, NO_MERCHANT],
        ),
        (
            ["S", "12005004", "SUCCESS"],
            None,
            [None, None],
            vec![CODE, NO_MSG, NO_ACQUIREMENT, NO_MERCHANT],
        ),
        // The code requires the ids, whatever the status is.
        (
            ["F", "00000000", "SUCCESS"],
            Some(""),
            [None, m],
            vec![STATUS, NO_MSG, NO_ACQUIREMENT],
        ),
        (
            ["S", "12005004", "ORDER_NOT_EXIST"],
            Some(""),
            [None, None],
            vec![STATUS],
        ),
        (
            ["F", "12005004", "ORDER_NOT_EXIST"],
            Some("no"),
            [None, None],
            vec![],
        ),
        (
            ["F", "12005004", "ORDER_NOT_EXIST"],
            None,
            [None, None],
            vec![NO_MSG],
        ),
    ];
    let mut rows = 0;
    for ([status, id, code], msg, ids, violations) in table {
        let row = format!("{status} {id} {code}, {msg:?}, {ids:?}");
        let info = result_info(status, id, code, msg);
        let mut message = response(info);
        [message.body.acquirement_id, message.body.merchant_trans_id] =
            ids.map(|id| id.map(Into::into));
        let listed: Vec<_> = message.violations().collect();
        assert_eq!(listed, violations, "{row}");
        // The message that is read has the same violations.
        let text = answer_text(&info, ids);
        let read = conclude_unsigned(&sample_request(), &text);
        assert_eq!(read.map(|it| it.1), Ok(violations.clone()), "{row}");

        let first = violations.first().map(|&it| EncodeError::Violation(it));
        let written = message.draft(&mut [0; 2048], 256).map(drop);
        assert_eq!(written.err(), first, "{row}");
        // A violation is reported before a buffer that is too small.
        let written = message.draft(&mut [], 256).map(drop);
        let too_small = EncodeError::BufferTooSmall {
            needed: message.encoded_len(256),
        };
        assert_eq!(written, Err(first.unwrap_or(too_small)), "{row}");
        rows += 1;
    }
    assert_eq!(rows, 11);
}

#[test]
fn outcome_messages() {
    let text = answer_text(&result_info("S", "00000000", "SUCCESS", None), IDS);
    let mut scratch = [];
    let undecodable = PayCancelResponse::decode(&text.as_bytes()[..1], &mut scratch).unwrap_err();
    let of = |why| Outcome::Unknown(why);
    let other = text.replace("1234567asdfasdf1123fda", "another");
    let mismatch = conclude_unsigned(&sample_request(), &other).unwrap_err();
    let table: [(&dyn Display, &str); 18] = [
        (&ResultMeaning::Success, "success"),
        (
            &ResultMeaning::Failed(Failure::TryLater),
            "failed: too much traffic, send the request again later",
        ),
        (&ResultMeaning::Unknown, "unknown"),
        (&Failure::Refused, "the request was refused"),
        (&Outcome::Success, "success"),
        (
            &TRY_LATER,
            "failed: too much traffic, send the request again later; this does not say whether there is a payment",
        ),
        (
            &REFUSED,
            "failed: the request was refused; this does not say whether there is a payment",
        ),
        (
            &NOT_PROCESSED,
            "failed: the request was not processed; this does not say whether there is a payment",
        ),
        (
            &UNLISTED,
            "failed: the result table does not list the code; this does not say whether there is a payment",
        ),
        (&REPORTED, "unknown: the platform does not know"),
        (
            &of(UnknownReason::UnlistedStatus),
            "unknown: resultStatus: expected S, F or U",
        ),
        (
            &of(UnknownReason::Contradiction(Contradiction::CodeWithOtherId)),
            "unknown: resultCode: listed with another resultCodeId",
        ),
        (
            &of(UnknownReason::Transaction("acquirementId")),
            "unknown: acquirementId: missing, or not the one that was sent",
        ),
        (&of(UnknownReason::NoAnswer), "unknown: no answer"),
        (
            &of(UnknownReason::Unsigned),
            "unknown: the answer is not signed",
        ),
        (
            &of(UnknownReason::Undecodable(undecodable)),
            "unknown: at byte 1: the input ends too early",
        ),
        (
            &of(UnknownReason::InvalidSignature),
            "unknown: the signature does not hold",
        ),
        (
            &of(mismatch),
            "unknown: this answers another request: reqMsgId differs",
        ),
    ];
    let mut rows = 0;
    for (value, words) in table {
        assert_eq!(value.to_string(), words);
        rows += 1;
    }
    assert_eq!(rows, 18);
}
