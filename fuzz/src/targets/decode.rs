//! Any bytes into every decoder. Accepted messages are compared with `serde_json` and written
//! again.

use std::fmt::Debug;

use alipay_acquiring::{
    Claimed, ClaimedResult, DecodeError, DecodeErrorKind, Envelope, FreeText, Lenient, MessageKind,
    PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode, ResultInfo, Timestamp, UnsignedFailure, Unverified,
    function::ResultMeaning,
    json::JsonType,
    signature::{InvalidSignature, Signature, SignatureTextError, SigningBytes, Verifier},
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::common::{Peer, members, read_back, write};

/// Returns whether the input is accepted as a request or as a response.
pub fn decode(input: &[u8]) -> bool {
    let peer = Peer::read(input);
    let [mut first, mut second, mut third, mut fourth] = [(); 4].map(|()| vec![0; input.len()]);
    let request = peer.judge(PayCancelRequest::decode(input, &mut first));
    let response = peer.judge(PayCancelResponse::decode(input, &mut second));
    let envelope = peer.judge(Envelope::decode(input, &mut third));
    let claimed = envelope.map(|envelope| envelope.claimed());
    let unsigned = UnsignedFailure::decode(input, &mut fourth);
    let unsigned = match std::str::from_utf8(input) {
        Ok(_) => peer.judge(unsigned),
        Err(_) => {
            check_not_utf8(input);
            return false;
        }
    };

    if let Ok(request) = &request {
        check_request(&peer, request);
        assert_eq!(claimed, Ok(request.claimed()));
        let found = MessageKind::Request;
        assert_eq!(
            kind(&unsigned),
            Some(DecodeErrorKind::WrongMessage { found })
        );
    }
    if let Ok(response) = &response {
        check_response(&peer, response);
        assert_eq!(claimed, Ok(response.claimed()));
        let is_signed = response.signature().is_ok();
        assert_eq!(
            kind(&unsigned),
            is_signed.then_some(DecodeErrorKind::Signed)
        );
    }
    if let Ok(claimed) = &claimed {
        check_claimed(&peer, claimed);
        check_signed_claims(&peer, claimed);
    }
    if let Ok(unsigned) = &unsigned {
        assert!(request.is_err());
        assert_eq!(claimed, Ok(unsigned.claimed));
        check_unsigned(&peer, unsigned);
    }

    // Reading through `Envelope` gives the same message or the same error.
    match &envelope {
        Ok(envelope) => {
            let [mut first, mut second] = [(); 2].map(|()| vec![0; input.len()]);
            check_less_scratch(&request, envelope.read::<PayCancelRequestBody>(&mut first));
            check_less_scratch(
                &response,
                envelope.read::<PayCancelResponseBody>(&mut second),
            );
        }
        Err(_) => assert!(request.is_err() && response.is_err()),
    }

    let mut scratch = vec![0; input.len() / 16];
    check_less_scratch(&request, PayCancelRequest::decode(input, &mut scratch));
    let mut scratch = vec![0; input.len() / 16];
    check_less_scratch(&response, PayCancelResponse::decode(input, &mut scratch));
    request.is_ok() || response.is_ok()
}

// Comparison with serde_json

impl Peer<'_> {
    /// Compares a text with the string at a pointer.
    fn agrees(&self, pointer: &str, text: Option<&str>) {
        if let Some(value) = self.value(pointer) {
            assert_eq!(text, value.as_str(), "{pointer}");
        }
    }

    /// The same for a member whose empty string means absent.
    fn agrees_or_empty(&self, pointer: &str, text: Option<&str>) {
        if let Some(value) = self.value(pointer) {
            let string = value.as_str().filter(|string| !string.is_empty());
            assert_eq!(text, string, "{pointer}");
        }
    }

    /// The same for a time.
    fn agrees_on_time(&self, pointer: &str, time: Option<Timestamp>) {
        if let Some(value) = self.value(pointer) {
            let string = value.as_str().filter(|string| !string.is_empty());
            let parsed = string.map(|string| Timestamp::parse(string).unwrap());
            assert_eq!(time, parsed, "{pointer}");
        }
    }

    /// The same for a member of a response: a value that is not a string is compared as JSON. An empty
    /// string means absent if it is not a value.
    fn agrees_leniently(&self, pointer: &str, text: Option<&str>, empty_is_absent: bool) {
        match self.value(pointer) {
            None => {}
            Some(Value::Null) => assert_eq!(text, None, "{pointer}"),
            Some(Value::String(string)) => {
                let is_absent = string.is_empty() && empty_is_absent;
                let expected = (!is_absent).then_some(string.as_str());
                assert_eq!(text, expected, "{pointer}");
            }
            Some(other) => {
                let raw = text.expect("a value that is not null is not absent");
                assert_eq!(
                    serde_json::from_str::<Value>(raw).unwrap(),
                    *other,
                    "{pointer}"
                );
            }
        }
    }

    /// The same for a claim in a head: an array or an object is no claim.
    fn agrees_on_claim(&self, pointer: &str, text: Option<&str>) {
        match self.value(pointer) {
            Some(Value::Array(_) | Value::Object(_)) => assert_eq!(text, None, "{pointer}"),
            _ => self.agrees_leniently(pointer, text, true),
        }
    }

    /// The same for a time of a response, which may be odd.
    fn agrees_on_lenient_time(&self, pointer: &str, time: Option<Lenient<'_, Timestamp>>) {
        match time {
            Some(Lenient::Odd(raw)) => {
                assert!(raw.json_type != JsonType::String || Timestamp::parse(raw.text).is_err());
                self.agrees_leniently(pointer, Some(raw.text), true);
            }
            Some(Lenient::Valid(time)) => self.agrees_on_time(pointer, Some(time)),
            None => self.agrees_leniently(pointer, None, true),
        }
    }

    /// The same for `reserve`. If it is an object, its raw text is compared.
    fn agrees_on_reserve(&self, pointer: &str, reserve: Option<&str>) {
        match self.value(pointer) {
            Some(object @ Value::Object(_)) => {
                let raw = reserve.expect("an object is not absent");
                assert_eq!(serde_json::from_str::<Value>(raw).unwrap(), *object);
            }
            _ => self.agrees(pointer, reserve),
        }
    }
}

// Messages

fn check_request(peer: &Peer<'_>, unverified: &Unverified<'_, PayCancelRequest<'_>>) {
    serde_json::from_slice::<once::RequestEnvelope>(peer.input).expect("each name occurs once");
    let signature = check_envelope(peer, unverified, "request");
    let request = unverified.assume_verified_by_caller();
    let (head, body) = (&request.head, &request.body);
    let transaction = body.transaction;
    peer.agrees("/request/head/clientId", Some(&head.client_id));
    peer.agrees("/request/head/reqMsgId", Some(&head.req_msg_id));
    peer.agrees_on_time("/request/head/reqTime", Some(head.req_time));
    peer.agrees_on_reserve("/request/head/reserve", head.reserve.as_deref());
    let sign_type = head.sign_type.map(|sign_type| sign_type.as_str());
    peer.agrees_or_empty("/request/head/signType", sign_type);
    peer.agrees("/request/body/partnerId", Some(&body.partner_id));
    peer.agrees_or_empty(
        "/request/body/acquirementId",
        transaction.acquirement_id().as_deref(),
    );
    peer.agrees_or_empty(
        "/request/body/merchantTransId",
        transaction.merchant_trans_id().as_deref(),
    );

    if let Some(written) = write(&*request, &signature) {
        let mut scratch = vec![0; written.envelope.len()];
        read_back(&*request, &signature, &written, &mut scratch);
    }
}

fn check_response(peer: &Peer<'_>, unverified: &Unverified<'_, PayCancelResponse<'_>>) {
    serde_json::from_slice::<once::ResponseEnvelope>(peer.input).expect("each name occurs once");
    let signature = check_envelope(peer, unverified, "response");
    let response = unverified.assume_verified_by_caller();
    let (head, body) = (&response.head, &response.body);
    let result = &body.result_info;
    let text = |text: Option<Lenient<'_, FreeText<'_, 256>>>| text.map(|text| text.to_string());
    let (reserve, result_msg) = (text(head.reserve), text(result.result_msg));
    peer.agrees_leniently("/response/head/clientId", Some(&head.client_id), false);
    peer.agrees_leniently("/response/head/reqMsgId", Some(&head.req_msg_id), false);
    peer.agrees_on_lenient_time("/response/head/respTime", head.resp_time);
    peer.agrees_leniently("/response/head/reserve", reserve.as_deref(), false);
    let [status, id, code, msg] = RESULT_INFO;
    peer.agrees_leniently(status, Some(&result.result_status.to_string()), false);
    peer.agrees_leniently(id, Some(&result.result_code_id.to_string()), false);
    peer.agrees_leniently(code, Some(&result.result_code), false);
    peer.agrees_leniently(msg, result_msg.as_deref(), false);
    peer.agrees_leniently(
        "/response/body/acquirementId",
        body.acquirement_id.as_deref(),
        true,
    );
    peer.agrees_leniently(
        "/response/body/merchantTransId",
        body.merchant_trans_id.as_deref(),
        true,
    );
    peer.agrees_on_lenient_time("/response/body/cancelTime", body.cancel_time);
    is_success_only_if_all_members_say_so(peer, response.body.result_info);

    if let Some(written) = write(&*response, &signature) {
        let mut scratch = vec![0; written.envelope.len()];
        read_back(&*response, &signature, &written, &mut scratch);
    }
}

/// A result means success only if its three members are exactly those texts.
fn is_success_only_if_all_members_say_so(peer: &Peer<'_>, result: ResultInfo<'_>) {
    let [status, id, code, _] = RESULT_INFO;
    let is = |pointer, text| peer.value(pointer).is_none_or(|value| *value == text);
    let all_say_so = is(status, "S") && is(id, "00000000") && is(code, "SUCCESS");
    let meaning = result.meaning::<PayCancelResultCode>();
    let is_success = meaning == Ok(ResultMeaning::Success);
    assert!(!is_success || all_say_so, "{result:?}");
}

const RESULT_INFO: [&str; 4] = [
    "/response/body/resultInfo/resultStatus",
    "/response/body/resultInfo/resultCodeId",
    "/response/body/resultInfo/resultCode",
    "/response/body/resultInfo/resultMsg",
];

/// Checks the span and the signature. Returns a signature for writing: the one of the envelope if
/// it is valid base64.
fn check_envelope<M>(peer: &Peer<'_>, unverified: &Unverified<'_, M>, name: &str) -> Signature {
    let text = std::str::from_utf8(peer.input).unwrap();
    let (_, span) = members(text).find(|(member, _)| member == name).unwrap();
    let signed = unverified.signing_bytes().as_bytes();
    assert!(
        std::ptr::eq(signed, span.as_bytes()),
        "the span must be the bytes of the value in the input"
    );

    assert!(unverified.verify(&Never).is_err());
    match unverified.signature() {
        Ok(signature) => {
            assert!(unverified.verify(&Always).is_ok());
            // Only canonical base64 is accepted, so the length of the text is known.
            let text = peer.value("/signature").and_then(Value::as_str);
            assert!(
                text.is_none_or(|text| text.len() == signature.as_bytes().len().div_ceil(3) * 4)
            );
            signature
        }
        Err(SignatureTextError) => {
            assert!(unverified.verify(&Always).is_err());
            Signature::new(&[0x5A; 256]).unwrap()
        }
    }
}

/// Types with the names that are read. The derived code refuses a name that occurs twice.
macro_rules! once {
    ($($Object:ident { $($name:ident: $Value:ty),* })*) => {
        #[allow(non_snake_case, dead_code)]
        mod once {
            use super::{Any, Deserialize};
            $(
                #[derive(Deserialize)]
                pub struct $Object { $($name: $Value),* }
            )*
        }
    };
}

type Any = Option<IgnoredAny>;

once! {
    RequestEnvelope { request: Request, signature: Any, response: Any }
    Request { head: RequestHead, body: RequestBody }
    RequestHead {
        version: Any, function: Any, clientId: Any, reqTime: Any, reqMsgId: Any, reserve: Any,
        signType: Any
    }
    RequestBody { partnerId: Any, acquirementId: Any, merchantTransId: Any }
    ResponseEnvelope { response: Response, signature: Any, request: Any }
    Response { head: ResponseHead, body: ResponseBody }
    ResponseHead {
        version: Any, function: Any, clientId: Any, respTime: Any, reqMsgId: Any, reserve: Any
    }
    ResponseBody {
        resultInfo: ResultInfo, acquirementId: Any, merchantTransId: Any, cancelTime: Any
    }
    ResultInfo { resultStatus: Any, resultCodeId: Any, resultCode: Any, resultMsg: Any }
}

struct Never;

impl Verifier for Never {
    fn verify(&self, _: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        Err(InvalidSignature)
    }
}

struct Always;

impl Verifier for Always {
    fn verify(&self, _: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// With less scratch, the result is the same, or the scratch is too small.
fn check_less_scratch<M: PartialEq + Debug>(
    enough: &Result<Unverified<'_, M>, DecodeError>,
    less: Result<Unverified<'_, M>, DecodeError>,
) {
    match (enough, less) {
        (_, Err(error)) if matches!(error.kind(), DecodeErrorKind::ScratchTooSmall { .. }) => {}
        (Err(enough), Err(less)) => assert_eq!(*enough, less),
        (Ok(enough), Ok(less)) => assert_eq!(
            *enough.assume_verified_by_caller(),
            *less.assume_verified_by_caller()
        ),
        (enough, less) => panic!("{enough:?}; with less scratch: {less:?}"),
    }
}

// Claims

fn check_claimed(peer: &Peer<'_>, claimed: &Claimed<'_>) {
    let name = match peer.value("/request") {
        Some(Value::Null) => "response",
        Some(_) => "request",
        None => return,
    };
    let at = |member| format!("/{name}/head/{member}");
    peer.agrees_on_claim(&at("function"), claimed.function);
    peer.agrees_on_claim(&at("version"), claimed.version);
    peer.agrees_on_claim(&at("clientId"), claimed.client_id);
    peer.agrees_on_claim(&at("reqMsgId"), claimed.req_msg_id);
    match name {
        "request" => peer.agrees_leniently(&at("signType"), claimed.sign_type, true),
        _ => assert_eq!(claimed.sign_type, None),
    }
}

/// Claims that are read with the signature are the same. Reading them works only for the right kind
/// of message, and only if it is signed.
fn check_signed_claims(peer: &Peer<'_>, claimed: &Claimed<'_>) {
    for message in [MessageKind::Request, MessageKind::Response] {
        let [mut first, mut second] = [(); 2].map(|()| vec![0; peer.input.len()]);
        let envelope = Envelope::decode(peer.input, &mut first);
        let signed = envelope.and_then(|envelope| match message {
            MessageKind::Request => {
                let signed = envelope.read_request_claims()?;
                check_envelope(peer, &signed, "request");
                Ok(signed.claimed())
            }
            MessageKind::Response => {
                let signed = envelope.read_response_claims(&mut second)?;
                check_envelope(peer, &signed, "response");
                check_result(peer, &signed.assume_verified_by_caller().result);
                Ok(signed.claimed())
            }
        });
        match peer.judge(signed) {
            Ok(signed) => {
                assert_eq!(message, claimed.message);
                assert_eq!(signed, *claimed);
            }
            // A duplicate in the result is found only if the result is read.
            Err(error) if error.kind() == DecodeErrorKind::Duplicate => {
                assert_eq!(message, MessageKind::Response);
            }
            // The signature may be of another type, before or after the message.
            Err(error) => match error.kind() {
                DecodeErrorKind::WrongType { .. } => assert_eq!(error.field(), Some("signature")),
                DecodeErrorKind::Unsigned => assert_eq!(message, claimed.message),
                kind => assert_eq!(
                    (kind, message != claimed.message),
                    (
                        DecodeErrorKind::WrongMessage {
                            found: claimed.message
                        },
                        true
                    )
                ),
            },
        }
    }
}

fn check_unsigned(peer: &Peer<'_>, unsigned: &UnsignedFailure<'_>) {
    check_result(peer, &unsigned.result);
    let signature = peer.value("/signature").and_then(Value::as_str);
    assert!(signature.is_none_or(|text| Signature::from_base64(text).is_err()));
    assert!(!unsigned.result_msg_is_unreadable || std::str::from_utf8(peer.input).is_err());
}

/// A text that is not UTF-8 is refused everywhere. Only the ASCII members of an unsigned failure are read.
fn check_not_utf8(input: &[u8]) {
    let [mut first, mut second] = [(); 2].map(|()| vec![0; 2 * input.len()]);
    assert!(PayCancelRequest::decode(input, &mut first).is_err());
    assert!(PayCancelResponse::decode(input, &mut first).is_err());
    assert!(Envelope::decode(input, &mut first).is_err());
    let Ok(unsigned) = UnsignedFailure::decode(input, &mut second) else {
        return;
    };
    let (claimed, result) = (unsigned.claimed, unsigned.result);
    for text in [
        claimed.client_id,
        claimed.req_msg_id,
        result.result_status,
        result.result_code_id,
        result.result_code,
        result.result_msg,
    ] {
        // An escape can be any character.
        let is_raw = text.is_some_and(|text| !input.contains(&b'\\') && !text.is_ascii());
        assert!(!is_raw, "{text:?}");
    }
    assert!(!unsigned.result_msg_is_unreadable || result.result_msg.is_none());
}

fn check_result(peer: &Peer<'_>, result: &ClaimedResult<'_>) {
    let [status, id, code, msg] = RESULT_INFO;
    peer.agrees_leniently(status, result.result_status, true);
    peer.agrees_leniently(id, result.result_code_id, true);
    peer.agrees_leniently(code, result.result_code, true);
    peer.agrees_leniently(msg, result.result_msg, true);
}

fn kind<T>(result: &Result<T, DecodeError>) -> Option<DecodeErrorKind> {
    result.as_ref().err().map(DecodeError::kind)
}
