//! No message is accepted as another one, no signature for another message, and no answer for
//! another request. An unsigned answer leads to no conclusion.

use alipay_acquiring::function::{Body, ResultCode};
use alipay_acquiring::{
    DecodeErrorKind, Failure, Message, MessageKind, Outcome, PayCancelRequest,
    PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody, PayCancelResultCode,
    RequestHead, ResponseHead, ResultInfo, Text, Timestamp, TransactionId, UnknownReason,
    ValueError, function::Head, signature::RsaVerifyingKey, text,
};
use evidence::other_functions::{
    NextVersionBody, NextVersionRequest, NextVersionResponse, PayQueryRequest, PayQueryRequestBody,
    PayQueryResponse, PayQueryResponseBody, PayQueryResultCode,
};
use evidence::place::Places;
use evidence::{
    envelope, escape_all, fixture_text, report, report_none, sign, signing_key, verifying_key,
};

const ACQUIREMENT: Text<64> = text!("2015xxxxxxxxxxxxxxxxxxxxx747");
const MERCHANT: Text<64> = text!("510xxxxxxxxxxxxxx002");

fn time() -> Timestamp {
    Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap()
}

fn request_head() -> RequestHead<'static> {
    let (client, message) = (
        text!("211xxxxxxxxxxxxxxx044"),
        text!("1234567asdfasdf1123fda"),
    );
    RequestHead::new(client, time(), message)
}

fn request_body() -> PayCancelRequestBody<'static> {
    PayCancelRequestBody {
        partner_id: text!("218820000000000000023"),
        transaction: TransactionId::Both {
            acquirement_id: ACQUIREMENT,
            merchant_trans_id: MERCHANT,
        },
    }
}

fn response_body() -> PayCancelResponseBody<'static> {
    PayCancelResponseBody {
        result_info: ResultInfo::new(PayCancelResultCode::Success, text!("success")),
        acquirement_id: Some(ACQUIREMENT.into()),
        merchant_trans_id: Some(MERCHANT.into()),
        cancel_time: None,
    }
}

fn response_head() -> ResponseHead<'static> {
    ResponseHead::answering(&request_head(), time())
}

// Messages

/// Signs a message. All have the same key, so the signature cannot be the reason of a refusal.
fn signed<H: Head<'static>, B: Body<'static, Head = H>>(head: H, body: B) -> String {
    let mut buffer = vec![0; 4096];
    let message = Message { head, body };
    let envelope = message.sign(&mut buffer, &signing_key("client")).unwrap();
    String::from_utf8(envelope.to_vec()).unwrap()
}

/// One signed message of each type.
fn messages() -> [String; 6] {
    let query = PayQueryRequestBody {
        partner_id: request_body().partner_id,
        transaction: request_body().transaction,
    };
    let queried = PayQueryResponseBody {
        result_info: ResultInfo::new(PayQueryResultCode::Success, text!("success")),
        acquirement_id: Some(ACQUIREMENT.into()),
        merchant_trans_id: Some(MERCHANT.into()),
        payment_status: Some(text!("PAID").into()),
    };
    [
        signed(request_head(), request_body()),
        signed(response_head(), response_body()),
        signed(request_head(), NextVersionBody(request_body())),
        signed(response_head(), NextVersionBody(response_body())),
        signed(request_head(), query),
        signed(response_head(), queried),
    ]
}

#[derive(Debug, PartialEq)]
enum Refusal {
    Decode(DecodeErrorKind, Option<&'static str>),
    Signature,
}

fn read<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    input: &'a str,
    scratch: &'a mut [u8],
    key: &RsaVerifyingKey,
) -> Result<(), Refusal> {
    let message = Message::<H, B>::decode(input.as_bytes(), scratch)
        .map_err(|error| Refusal::Decode(error.kind(), error.field()))?;
    message.verify(key).map_err(|_| Refusal::Signature)?;
    Ok(())
}

type Read = for<'a> fn(&'a str, &'a mut [u8], &RsaVerifyingKey) -> Result<(), Refusal>;

#[rustfmt::skip]
const TYPES: [(&str, MessageKind, &str, &str, Read); 6] = {
    use MessageKind::{Request, Response};
    const CANCEL: &str = "payCancel";
    const QUERY: &str = "payQuery";
    [
        ("PayCancelRequest",    Request,  CANCEL, "2.0.2", |i, s, k| read::<_, PayCancelRequestBody>(i, s, k)),
        ("PayCancelResponse",   Response, CANCEL, "2.0.2", |i, s, k| read::<_, PayCancelResponseBody>(i, s, k)),
        ("NextVersionRequest",  Request,  CANCEL, "2.0.4", |i, s, k| read::<_, NextVersionBody<PayCancelRequestBody>>(i, s, k)),
        ("NextVersionResponse", Response, CANCEL, "2.0.4", |i, s, k| read::<_, NextVersionBody<PayCancelResponseBody>>(i, s, k)),
        ("PayQueryRequest",     Request,  QUERY,  "2.0.2", |i, s, k| read::<_, PayQueryRequestBody>(i, s, k)),
        ("PayQueryResponse",    Response, QUERY,  "2.0.2", |i, s, k| read::<_, PayQueryResponseBody>(i, s, k)),
    ]
};

/// The whole name of a function of [`TYPES`].
fn full_name(function: &str) -> &'static str {
    let names = [
        "alipay.intl.acquiring.common.payCancel",
        "alipay.intl.acquiring.offline.payQuery",
    ];
    names
        .into_iter()
        .find(|name| name.ends_with(function))
        .unwrap()
}

/// Every message is decoded as every type. The kind, the function and the version distinguish them.
#[test]
fn no_message_is_decoded_as_another_type() {
    let key = verifying_key("client");
    let unsupported = |field, expected| {
        let kind = DecodeErrorKind::Value(ValueError::Unsupported { expected });
        Err(Refusal::Decode(kind, Some(field)))
    };
    let (mut diagonal, mut off_diagonal) = (0, 0);
    for (sent, text) in TYPES.into_iter().zip(messages()) {
        for wanted in TYPES {
            let mut scratch = [0; 2048];
            let verdict = (wanted.4)(&text, &mut scratch, &key);
            let expected = if sent.1 != wanted.1 {
                let found = sent.1;
                Err(Refusal::Decode(
                    DecodeErrorKind::WrongMessage { found },
                    None,
                ))
            } else if sent.3 != wanted.3 {
                unsupported("version", wanted.3)
            } else if sent.2 != wanted.2 {
                unsupported("function", full_name(wanted.2))
            } else {
                Ok(())
            };
            let same = sent.0 == wanted.0;
            assert_eq!(expected.is_ok(), same);
            // For a message of the wrong kind, only the kind of the error is compared.
            let verdict = match verdict {
                Err(Refusal::Decode(kind @ DecodeErrorKind::WrongMessage { .. }, _)) => {
                    Err(Refusal::Decode(kind, None))
                }
                verdict => verdict,
            };
            assert_eq!(verdict, expected, "{} as {}", sent.0, wanted.0);
            *(if same {
                &mut diagonal
            } else {
                &mut off_diagonal
            }) += 1;
        }
    }
    report("substitution types accepted-as-themselves", diagonal);
    report("substitution types refused", off_diagonal);
    assert_eq!((diagonal, off_diagonal), (6, 30));
}

/// `request` is renamed to `response` and the other way round, and the message is signed again.
#[test]
fn a_renamed_message_is_refused() {
    let key = verifying_key("client");
    let mut refused = 0;
    for (sent, text) in TYPES.into_iter().zip(messages()) {
        let places = Places::of(&text);
        let (span, other) = match sent.1 {
            MessageKind::Request => (places.value("request").of(&text), "response"),
            MessageKind::Response => (places.value("response").of(&text), "request"),
        };
        let renamed = envelope(other, span, &sign(span, &signing_key("client")));
        for wanted in TYPES {
            let mut scratch = [0; 2048];
            let verdict = (wanted.4)(&renamed, &mut scratch, &key);
            assert!(
                matches!(verdict, Err(Refusal::Decode(..))),
                "{} as {}",
                sent.0,
                wanted.0
            );
            refused += 1;
        }
    }
    report("substitution renamed refused", refused);
}

/// Every signature is tried with every other message. All are made with the same key.
#[test]
fn no_signature_is_accepted_for_another_message() {
    let key = verifying_key("client");
    let texts = messages();
    let (mut diagonal, mut off_diagonal) = (0, 0);
    for (i, (wanted, text)) in TYPES.into_iter().zip(&texts).enumerate() {
        for (j, other) in texts.iter().enumerate() {
            let signature = Places::of(other).value("signature").of(other).to_string();
            let swapped = Places::of(text)
                .value("signature")
                .replace(text, &signature);
            let mut scratch = [0; 2048];
            let verdict = (wanted.4)(&swapped, &mut scratch, &key);
            if i == j {
                assert_eq!(verdict, Ok(()));
                diagonal += 1;
            } else {
                assert_eq!(verdict, Err(Refusal::Signature), "{j} under {}", wanted.0);
                off_diagonal += 1;
            }
        }
    }
    report("substitution signatures accepted-as-themselves", diagonal);
    report("substitution signatures refused", off_diagonal);
}

/// The golden envelopes with another function or version, signed with the right key.
#[test]
fn another_function_or_version_is_refused() {
    const FAMILY: [&str; 9] = [
        "alipay.intl.acquiring.offline.pay",
        "alipay.intl.acquiring.offline.payQuery",
        "alipay.intl.acquiring.common.refund",
        "alipay.intl.acquiring.common.payQuery",
        "alipay.intl.acquiring.agreement.payCancel",
        "alipay.intl.acquiring.common.paycancel",
        "alipay.intl.acquiring.common.payCancel ",
        "alipay.intl.acquiring.common.payCance",
        "payCancel",
    ];
    const VERSIONS: [&str; 7] = [
        "2.0.0", "2.0.1", "2.0.4", "2.0.20", "2.0", "02.0.2", "2.0.2 ",
    ];
    let functions = FAMILY.map(|function| ("function", function));
    let versions = VERSIONS.map(|version| ("version", version));
    let mut refused = 0;
    for (wanted, path, signer) in [
        (TYPES[0], "golden/request.json", "client"),
        (TYPES[1], "golden/response.json", "platform"),
    ] {
        let (golden, kind) = (fixture_text(path), wanted.1.as_str());
        for (field, value) in functions.into_iter().chain(versions) {
            for value in [value.to_string(), escape_all(value)] {
                let place = format!("{kind}.head.{field}");
                let value = format!("\"{value}\"");
                let changed = Places::of(&golden).value(&place).replace(&golden, &value);
                let places = Places::of(&changed);
                let span = places.value(kind).of(&changed);
                let text = envelope(kind, span, &sign(span, &signing_key(signer)));
                let mut scratch = [0; 2048];
                let verdict = (wanted.4)(&text, &mut scratch, &verifying_key(signer));
                let expected = match field {
                    "version" => wanted.3,
                    _ => full_name(wanted.2),
                };
                let kind = DecodeErrorKind::Value(ValueError::Unsupported { expected });
                assert_eq!(verdict, Err(Refusal::Decode(kind, Some(field))), "{value}");
                refused += 1;
            }
        }
    }
    report("substitution function-and-version refused", refused);
}

// Answers

const ACQUIREMENTS: [Text<64>; 3] = [
    ACQUIREMENT,
    text!("2015xxxxxxxxxxxxxxxxxxxxx748"),
    text!("2"),
];
const MERCHANTS: [Text<64>; 3] = [MERCHANT, text!("510xxxxxxxxxxxxxx003"), text!("5")];

/// Requests that all differ in some value, and a successful response to each.
fn dialogues() -> Vec<(PayCancelRequest<'static>, PayCancelResponse<'static>)> {
    let mut dialogues = Vec::new();
    for client_id in [
        text!("211xxxxxxxxxxxxxxx044"),
        text!("211xxxxxxxxxxxxxxx045"),
    ] {
        for req_msg_id in [
            text!("1234567asdfasdf1123fda"),
            text!("1234567ASDFASDF1123FDA"),
        ] {
            for (acquirement_id, merchant_trans_id) in ACQUIREMENTS.into_iter().zip(MERCHANTS) {
                for transaction in [
                    TransactionId::Acquirement(acquirement_id),
                    TransactionId::Merchant(merchant_trans_id),
                    TransactionId::Both {
                        acquirement_id,
                        merchant_trans_id,
                    },
                ] {
                    let request = PayCancelRequest {
                        head: RequestHead {
                            client_id,
                            req_msg_id,
                            ..request_head()
                        },
                        body: PayCancelRequestBody {
                            transaction,
                            ..request_body()
                        },
                    };
                    let response = PayCancelResponse {
                        head: ResponseHead::answering(&request.head, time()),
                        body: PayCancelResponseBody {
                            acquirement_id: Some(acquirement_id.into()),
                            merchant_trans_id: Some(merchant_trans_id.into()),
                            ..response_body()
                        },
                    };
                    dialogues.push((request, response));
                }
            }
        }
    }
    dialogues
}

/// Every successful response is tried as the answer to every request, and verified each time.
#[test]
fn no_answer_is_accepted_for_another_request() {
    let (key, signer) = (verifying_key("platform"), signing_key("platform"));
    let dialogues = dialogues();
    let (mut right, mut wrong_ids, mut wrong_transaction) = (0, 0, 0);
    for (_, response) in &dialogues {
        let mut buffer = vec![0; 4096];
        let text = response.sign(&mut buffer, &signer).unwrap();
        let mut scratch = [];
        let unverified = PayCancelResponse::decode(text, &mut scratch).unwrap();
        let response = unverified.verify(&key).unwrap();
        for (request, right_response) in &dialogues {
            let same_ids = response.head.client_id == right_response.head.client_id
                && response.head.req_msg_id == right_response.head.req_msg_id;
            let same_transaction =
                response.body.acquirement_id == right_response.body.acquirement_id;
            match (response.answering(request), same_ids, same_transaction) {
                (Ok(answer), true, true) => {
                    assert_eq!(answer.outcome(), Outcome::Success);
                    assert_eq!(answer.violations().count(), 0);
                    right += 1;
                }
                (Ok(answer), true, false) => {
                    let named = match request.body.transaction {
                        TransactionId::Merchant(_) => "merchantTransId",
                        _ => "acquirementId",
                    };
                    let expected = Outcome::Unknown(UnknownReason::Transaction(named));
                    assert_eq!(answer.outcome(), expected);
                    wrong_transaction += 1;
                }
                (Err(mismatch), false, _) => {
                    let same_client = response.head.client_id == right_response.head.client_id;
                    let field = if same_client { "reqMsgId" } else { "clientId" };
                    assert_eq!(mismatch.field(), field);
                    wrong_ids += 1;
                }
                (verdict, _, _) => panic!("{verdict:?} for {request:?}"),
            }
        }
    }
    // 36 dialogues: four pairs of client and message ids, and three transactions, each in three
    // requests.
    assert_eq!((right, wrong_ids, wrong_transaction), (108, 972, 216));
    report("substitution answers right", right);
    report("substitution answers other-client-or-message", wrong_ids);
    report("substitution answers other-transaction", wrong_transaction);
    report_none(
        "substitution answers off-diagonal-accepted",
        36 * 36 - right - wrong_ids - wrong_transaction,
    );
}

// The same for the other functions of the family. The crate does the matching for them, and it
// computes their outcomes.

#[test]
fn outcomes_of_other_functions_follow_their_result_tables() {
    let (key, signer) = (verifying_key("platform"), signing_key("platform"));
    let query = PayQueryRequest {
        head: request_head(),
        body: PayQueryRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(ACQUIREMENT),
        },
    };
    let mut concluded = 0;
    for &code in PayQueryResultCode::ALL {
        for acquirement_id in [Some(ACQUIREMENT), Some(MERCHANT), None] {
            let response = PayQueryResponse {
                head: response_head(),
                body: PayQueryResponseBody {
                    result_info: ResultInfo::new(code, text!("msg")),
                    acquirement_id: acquirement_id.map(Text::into),
                    merchant_trans_id: None,
                    payment_status: None,
                },
            };
            let mut buffer = vec![0; PayQueryResponse::MAX_LEN];
            let text = response.sign(&mut buffer, &signer).unwrap();
            let mut scratch = [];
            let unverified = PayQueryResponse::decode(text, &mut scratch).unwrap();
            let read = unverified.verify(&key).unwrap();
            assert_eq!(*read, response);
            let outcome = read.answering(&query).unwrap().outcome();
            let expected = match (code, acquirement_id == Some(ACQUIREMENT)) {
                (PayQueryResultCode::Success, true) => Outcome::Success,
                (PayQueryResultCode::Success, false) => {
                    Outcome::Unknown(UnknownReason::Transaction("acquirementId"))
                }
                (PayQueryResultCode::UnknownException, _) => {
                    Outcome::Unknown(UnknownReason::Reported)
                }
                (PayQueryResultCode::OrderNotExist, _) => Outcome::Failed(Failure::Refused),
                (_, _) => Outcome::Failed(Failure::NotProcessed),
            };
            assert_eq!(outcome, expected, "{code:?}");
            concluded += 1;
        }
    }

    // A row of payCancel's table contradicts the table of payQuery.
    let info = ResultInfo::new(PayCancelResultCode::OrderNotExist, text!("msg"));
    assert!(info.code::<PayQueryResultCode>().is_err());

    let request = NextVersionRequest {
        head: request_head(),
        body: NextVersionBody(request_body()),
    };
    let response = NextVersionResponse {
        head: response_head(),
        body: NextVersionBody(response_body()),
    };
    let mut buffer = vec![0; NextVersionResponse::MAX_LEN];
    let text = response.sign(&mut buffer, &signer).unwrap();
    let mut scratch = [];
    let unverified = NextVersionResponse::decode(text, &mut scratch).unwrap();
    let answer = unverified.verify(&key).unwrap();
    assert_eq!(
        answer.answering(&request).unwrap().outcome(),
        Outcome::Success
    );
    concluded += 1;
    report("substitution other-functions concluded", concluded);
}

// Unsigned answers

/// Does what a terminal does with a response: decodes, verifies, matches and concludes.
fn conclude(request: &PayCancelRequest<'_>, text: &str, key: &RsaVerifyingKey) -> Outcome {
    let mut scratch = [0; 2048];
    let mut concluded = || {
        let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch)?;
        let response = response.verify(key)?;
        Ok::<_, UnknownReason>(response.answering(request)?.outcome())
    };
    concluded().unwrap_or_else(Outcome::Unknown)
}

#[test]
fn the_outcome_of_an_unsigned_answer_is_unknown() {
    let key = verifying_key("platform");
    let request = PayCancelRequest {
        head: request_head(),
        body: request_body(),
    };
    let golden = fixture_text("golden/response.json");
    let genuine = Places::of(&golden)
        .value("signature")
        .of(&golden)
        .to_string();
    let (mut unsigned, mut badly_signed) = (0, 0);
    for &code in PayCancelResultCode::ALL {
        let row = code.row();
        for status in ["S", "F", "U"] {
            let info = format!(
                r#"{{"resultStatus":"{status}","resultCodeId":"{}","resultCode":"{}","resultMsg":"msg"}}"#,
                row.id, row.name
            );
            let places = Places::of(&golden);
            let text = places
                .value("response.body.resultInfo")
                .replace(&golden, &info);
            let places = Places::of(&text);
            let span = places.value("response").of(&text);
            let with = |signature: &str| format!(r#"{{"response":{span},{signature}}}"#);
            for text in [
                format!(r#"{{"response":{span}}}"#),
                with(r#""signature":"""#),
                with(r#""signature":null"#),
                with(&format!(r#""{}":"""#, escape_all("signature"))),
                // Similar names.
                with(&format!(r#""Signature":{genuine}"#)),
                with(&format!(r#""sign":{genuine}"#)),
                with(&format!(r#""signature ":{genuine}"#)),
                with(&format!(r#""x":{{"signature":{genuine}}}"#)),
            ] {
                let outcome = conclude(&request, &text, &key);
                assert_eq!(outcome, Outcome::Unknown(UnknownReason::Unsigned), "{text}");
                unsigned += 1;
            }
            for signature in ["0", "true", "[]", "{}", r#"" ""#, r#""AAAA""#, r#""null""#] {
                let outcome = conclude(
                    &request,
                    &with(&format!(r#""signature":{signature}"#)),
                    &key,
                );
                let unknown = UnknownReason::InvalidSignature;
                assert!(
                    matches!(outcome, Outcome::Unknown(UnknownReason::Undecodable(_)))
                        || outcome == Outcome::Unknown(unknown),
                    "{signature}: {outcome:?}"
                );
                badly_signed += 1;
            }
            // The signature of the genuine success, with this result.
            if info
                != Places::of(&golden)
                    .value("response.body.resultInfo")
                    .of(&golden)
            {
                let outcome = conclude(&request, &with(&format!(r#""signature":{genuine}"#)), &key);
                assert_eq!(outcome, Outcome::Unknown(UnknownReason::InvalidSignature));
                badly_signed += 1;
            }
        }
    }
    // The control: the genuine response is a success.
    assert_eq!(conclude(&request, &golden, &key), Outcome::Success);
    report("substitution unsigned unknown", unsigned);
    report("substitution badly-signed unknown", badly_signed);
}
