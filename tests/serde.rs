//! `Serialize`: the wire's own names, whatever the format.

#![cfg(all(feature = "serde", feature = "heapless"))]

use alipay_acquiring::{
    Envelope, Failure, MessageIds, Outcome, PayCancelRequest, PayCancelResponse, RequestHead, Text,
    Timestamp, Unknown, UnsignedFailure,
};
use serde_json::{Value, json};

mod common;

/// The value of `message` in an envelope, less the two members that the types leave out.
fn on_the_wire(envelope: &[u8], message: &str) -> Value {
    let envelope: Value = serde_json::from_slice(envelope).expect("JSON");
    let mut value = envelope[message].clone();
    let head = value["head"].as_object_mut().expect("a head");
    assert!(head.remove("version").is_some() && head.remove("function").is_some());
    value
}

#[test]
fn messages_have_the_names_of_the_wire() {
    let request = common::fixture("golden/request.json");
    let response = common::fixture("golden/response.json");
    let mut scratch = [0; 0];
    let read = PayCancelRequest::decode(&request, &mut scratch).expect("golden");
    let read = serde_json::to_value(*read.assume_verified_by_caller()).expect("a value");
    assert_eq!(read, on_the_wire(&request, "request"));

    let mut scratch = [0; 0];
    let read = PayCancelResponse::decode(&response, &mut scratch).expect("golden");
    let read = serde_json::to_value(*read.assume_verified_by_caller()).expect("a value");
    assert_eq!(read, on_the_wire(&response, "response"));
}

#[test]
fn outcomes_tell_what_and_why() {
    let table = [
        (Outcome::Success, json!("Success")),
        (
            Outcome::Failed(Failure::TryLater),
            json!({"Failed": "TryLater"}),
        ),
        (
            Outcome::Failed(Failure::NotProcessed),
            json!({"Failed": "RequestNotProcessed"}),
        ),
        (
            Outcome::Unknown(Unknown::NoAnswer),
            json!({"Unknown": "no answer"}),
        ),
    ];
    for (outcome, expected) in table {
        assert_eq!(
            serde_json::to_value(outcome).expect("a value"),
            expected,
            "{outcome}"
        );
    }
}

#[test]
fn claims_and_ids() {
    let response = common::fixture("golden/response.json");
    let mut scratch = [0; 0];
    let claimed = Envelope::decode(&response, &mut scratch)
        .map(|envelope| envelope.claimed())
        .expect("golden");
    assert_eq!(
        serde_json::to_value(claimed).expect("a value"),
        json!({
            "message": "response",
            "function": "alipay.intl.acquiring.common.payCancel",
            "version": "2.0.2",
            "clientId": "211xxxxxxxxxxxxxxx044",
            "reqMsgId": "1234567asdfasdf1123fda",
        })
    );

    let mut scratch = [0; 0];
    let unsigned = br#"{"response":{"body":{"resultInfo":{"resultCode":"KEY_NO_FOUND"}}}}"#;
    let unsigned = UnsignedFailure::decode(unsigned, &mut scratch).expect("unsigned");
    let unsigned = serde_json::to_value(unsigned).expect("a value");
    assert_eq!(unsigned["claimedResultCode"], "KEY_NO_FOUND");
    assert_eq!(unsigned["claimed"]["clientId"], Value::Null);

    let mut scratch = [0; 0];
    let read = PayCancelResponse::decode(&response, &mut scratch).expect("golden");
    let ids = MessageIds::from(&read.assume_verified_by_caller().head);
    assert_eq!(
        serde_json::to_value(&ids).expect("a value"),
        json!({"clientId": "211xxxxxxxxxxxxxxx044", "reqMsgId": "1234567asdfasdf1123fda"})
    );
    assert_eq!(
        ids.to_string(),
        "211xxxxxxxxxxxxxxx044/1234567asdfasdf1123fda"
    );

    // The longest ids there are.
    let [client, message] = [32, 64].map(|chars| "\u{1f600}".repeat(chars));
    let head = RequestHead::new(
        Text::new(&client).expect("32 characters"),
        Timestamp::parse("2001-07-04T12:08:56+05:30").expect("a time"),
        Text::new(&message).expect("64 characters"),
    );
    let ids = MessageIds::from(&head);
    assert_eq!((ids.client_id(), ids.req_msg_id()), (&*client, &*message));
}
