//! `Claimed`: what a message says about itself before it is verified, even if it cannot be decoded.

mod common;

use alipay_acquiring::DecodeErrorKind as Kind;
use alipay_acquiring::{
    Claimed, Envelope, MessageKind, PayCancelRequest, PayCancelResponse, Timestamp,
};
use common::golden::*;

#[test]
fn claims_are_read_even_if_the_message_cannot_be_decoded() {
    let whole = Claimed {
        message: MessageKind::Request,
        function: Some("alipay.intl.acquiring.common.payCancel"),
        version: Some("2.0.2"),
        client_id: Some("211xxxxxxxxxxxxxxx044"),
        req_msg_id: Some("1234567asdfasdf1123fda"),
        sign_type: Some("RSA2"),
    };
    let nothing = Claimed {
        message: MessageKind::Request,
        function: None,
        version: None,
        client_id: None,
        req_msg_id: None,
        sign_type: None,
    };
    let response = MessageKind::Response;
    let request = request();
    let (body, body_end) = object_span(&request, "body");
    let (head, head_end) = object_span(&request, "head");
    let with_head = |value: &str| format!("{}{value}{}", &request[..head], &request[head_end..]);
    let with_body = |value: &str| format!("{}{value}{}", &request[..body], &request[body_end..]);
    let sign_type = |value: &str| with(&request, "signType", value);
    let claiming = |sign_type| Claimed {
        sign_type: Some(sign_type),
        ..whole
    };
    let long = "x".repeat(1000);
    let rows: Vec<(&str, String, Claimed<'_>)> = vec![
        (
            "a response",
            RESPONSE.to_string(),
            Claimed {
                message: response,
                sign_type: None,
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
        ("another signType", sign_type("\"RSA\"").0, claiming("RSA")),
        ("signType escaped", sign_type("\"RS\\u00412\"").0, whole),
        ("signType a number", sign_type("2").0, claiming("2")),
        (
            "signType an object",
            sign_type(r#"{ "a": "\u0041" }"#).0,
            claiming(r#"{ "a": "\u0041" }"#),
        ),
        ("signType false", sign_type("false").0, claiming("false")),
        (
            "signType null",
            sign_type("null").0,
            Claimed {
                sign_type: None,
                ..whole
            },
        ),
        (
            "signType empty",
            sign_type("\"\"").0,
            Claimed {
                sign_type: None,
                ..whole
            },
        ),
        (
            "no signType",
            without(&request, "signType"),
            Claimed {
                sign_type: None,
                ..whole
            },
        ),
        (
            "signType in a response, where it is unknown",
            edit(
                RESPONSE,
                "\"version\"",
                "\"signType\":1,\"signType\":2,\"version\"",
            ),
            Claimed {
                message: response,
                sign_type: None,
                ..whole
            },
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
                client_id: Some("211"),
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
fn claims_of_invalid_json_are_refused() {
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
        let signed = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_request_claims());
        assert_eq!(signed.unwrap_err(), error, "{text}");
    }
}

/// Claims can be verified even if the whole message cannot be decoded, so the sender is known.
#[test]
#[cfg(feature = "rsa")]
fn claims_can_be_verified_without_the_message() {
    let golden = include_str!("fixtures/golden/request.json");
    let key = common::keys::verifying_key("client");
    let rows = [
        ("golden", golden.to_string(), true),
        (
            "one byte changed",
            golden.replace("2001-07", "2001-08"),
            false,
        ),
        ("not base64", with(golden, "signature", "\"?\"").0, false),
    ];
    for (name, text, holds) in rows {
        let claimed = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_request_claims())
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
        .and_then(|envelope| envelope.read_response_claims(&mut []));
    let found = MessageKind::Request;
    assert_eq!(other.unwrap_err().kind(), Kind::WrongMessage { found });
    for (unsigned, kind, at) in [
        ("null", Kind::Unsigned, 0),
        ("\"\"", Kind::Unsigned, 0),
        (
            "7",
            common::json::wrong_type(alipay_acquiring::json::JsonType::String, "7"),
            golden.find(",\"signature\":").unwrap() + 13,
        ),
    ] {
        let text = with(golden, "signature", unsigned).0;
        let refused = Envelope::decode(text.as_bytes(), &mut [])
            .and_then(|envelope| envelope.read_request_claims())
            .unwrap_err();
        assert_eq!(fault(refused), (kind, at, Some("signature")), "{unsigned}");
    }
}

#[test]
fn response_head_uses_the_claimed_ids() {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").unwrap();
    let rows = [
        (Some("c"), Some("m"), Ok(("c", "m"))),
        (None, Some("m"), Err("clientId: empty text")),
        (Some("c"), None, Err("reqMsgId: empty text")),
        (
            Some("ccccccccccccccccccccccccccccccccc"),
            Some("m"),
            Err("clientId: longer than 32 characters (33)"),
        ),
    ];
    for (client_id, req_msg_id, expected) in rows {
        let claimed = Claimed {
            message: MessageKind::Request,
            function: None,
            version: None,
            client_id,
            req_msg_id,
            sign_type: None,
        };
        let head = claimed.response_head(time);
        let head = head.map_err(|error| error.to_string());
        let ids = head
            .as_ref()
            .map(|head| (head.client_id.as_str(), head.req_msg_id.as_str()));
        assert_eq!(ids.map_err(String::as_str), expected, "{claimed:?}");
    }
}

#[test]
fn claims_of_a_decoded_message_are_the_same() {
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
fn debug_of_an_unverified_message_shows_only_its_text() {
    let mut scratch = [];
    let unverified = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut scratch).unwrap();
    let span = std::str::from_utf8(unverified.signing_bytes().as_bytes()).unwrap();
    let signature = golden_signature();
    assert_eq!(
        format!("{unverified:?}"),
        format!("Unverified {{ signing_bytes: {span:?}, signature: {signature:?}, .. }}"),
    );
}
