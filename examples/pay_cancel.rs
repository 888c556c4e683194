//! A payCancel from end to end, in one process: a terminal sends a request, a gateway responds.
//!
//! Run it with `cargo run --example pay_cancel`. In a real system there is a network between the
//! two, and a secure element holds the terminal's private key.

use std::error::Error;

use alipay_acquiring::{
    Failure, FreeText, Outcome, PayCancelRequest, PayCancelRequestBody, PayCancelResponse,
    PayCancelResponseBody, PayCancelResultCode, RequestHead, ResponseHead, ResultInfo, Timestamp,
    TransactionId, UnknownReason, UtcOffset,
    function::{ResultCode, ResultMeaning},
    signature::{RsaSigningKey, RsaVerifyingKey},
    text,
};

// Test keys. Each side has its own private key and the public key of the other side.
const CLIENT_PRIVATE: &str = include_str!("../tests/fixtures/keys/client_private.pkcs8.pem");
const CLIENT_PUBLIC: &str = include_str!("../tests/fixtures/keys/client_public.spki.pem");
const PLATFORM_PRIVATE: &str = include_str!("../tests/fixtures/keys/platform_private.pkcs8.pem");
const PLATFORM_PUBLIC: &str = include_str!("../tests/fixtures/keys/platform_public.spki.pem");

fn main() -> Result<(), Box<dyn Error>> {
    println!("A pay call timed out, so the terminal cancels the transaction.\n");

    // The terminal writes and signs a request, with the values of the specification's sample.
    let request = PayCancelRequest {
        head: RequestHead {
            reserve: Some(text!("{}")),
            ..RequestHead::new(
                text!("211xxxxxxxxxxxxxxx044"),
                Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::from_minutes(330)?)?,
                text!("1234567asdfasdf1123fda"),
            )
        },
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
        },
    };
    let client_key = RsaSigningKey::from_text(CLIENT_PRIVATE)?;
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let sent = request.sign(&mut buffer, &client_key)?;
    print_envelope("1. The terminal sends", sent)?;

    println!("2. The gateway verifies the request with the client's public key and reads it:");
    let response = gateway(sent, PayCancelResultCode::Success, "success")?;
    print_envelope("3. The gateway responds with", &response)?;

    println!("4. The terminal verifies the response and matches it to its request. The outcome:");
    act(conclude(&request, &response));

    println!("The same request, but the platform refuses it:");
    let response = gateway(sent, PayCancelResultCode::OrderStatusInvalid, "paid out")?;
    act(conclude(&request, &response));

    println!("The same request, but the platform does not know the result:");
    let response = gateway(sent, PayCancelResultCode::UnknownException, "try again")?;
    act(conclude(&request, &response));

    println!("The refusal, but an attacker on the network changes it into a success:");
    let response = gateway(sent, PayCancelResultCode::OrderStatusInvalid, "paid out")?;
    let tampered = String::from_utf8(response)?
        .replace("\"F\"", "\"S\"")
        .replace("12005003", "00000000")
        .replace("ORDER_STATUS_INVALID", "SUCCESS");
    act(conclude(&request, tampered.as_bytes()));

    println!("No response at all:");
    act(Outcome::Unknown(UnknownReason::NoAnswer));
    Ok(())
}

/// The outcome after this response. Every error, from bad bytes to the response to another request,
/// is a reason why the outcome is unknown.
fn conclude(request: &PayCancelRequest, response: &[u8]) -> Outcome {
    fn outcome(request: &PayCancelRequest, response: &[u8]) -> Result<Outcome, UnknownReason> {
        let platform_key = RsaVerifyingKey::from_text(PLATFORM_PUBLIC).expect("a good key");
        let mut scratch = [0; 2048];
        let response = PayCancelResponse::decode(response, &mut scratch)?;
        let response = response.verify(&platform_key)?;
        let answer = response.answering(request)?;
        let result_msg = answer.body.result_info.result_msg;
        println!("   resultMsg: {:?}", result_msg.map(|msg| msg.as_str()));
        Ok(answer.outcome())
    }
    outcome(request, response).unwrap_or_else(Outcome::Unknown)
}

/// Prints the outcome and what the terminal does.
fn act(outcome: Outcome) {
    println!("   {outcome}");
    println!(
        "   -> {}\n",
        match outcome {
            Outcome::Success => "The sale is void: let the customer go.",
            Outcome::Failed(Failure::TryLater) =>
                "The payment may be live: wait, then send the same bytes again.",
            Outcome::Failed(Failure::Refused) =>
                "This cancel was refused, but the payment may be live: query, refund, call staff.",
            Outcome::Failed(Failure::Unlisted) =>
                "The payment may be live, and the code is a new one: query the transaction, then call \
                 staff.",
            Outcome::Failed(Failure::NotProcessed) =>
                "The payment may be live, and anyone can provoke this answer: keep the request, send \
                 the same bytes again, then alert staff.",
            Outcome::Unknown(
                UnknownReason::UnlistedStatus
                | UnknownReason::Contradiction(_)
                | UnknownReason::Transaction(_),
            ) =>
                "Nothing can be concluded from this response: query the transaction, then call staff.",
            Outcome::Unknown(_) => "Send the same bytes again, with a longer wait each time.",
        }
    );
}

/// A gateway in one function: it verifies and reads a request, and responds with this code.
fn gateway(
    request: &[u8],
    code: PayCancelResultCode,
    result_msg: &str,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut scratch = [0; 2048];
    let request = PayCancelRequest::decode(request, &mut scratch)?;
    // A gateway with many clients chooses the key by the `clientId` that the request claims.
    let client_id = request.claimed().client_id;
    let client_key = match client_id {
        Some("211xxxxxxxxxxxxxxx044") => RsaVerifyingKey::from_text(CLIENT_PUBLIC)?,
        _ => return Err("unknown client".into()),
    };
    let request = request.verify(&client_key)?;
    println!(
        "   client {} asks to cancel transaction {} of partner {}",
        request.head.client_id,
        request.body.transaction.preferred(),
        request.body.partner_id,
    );

    let resp_time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
    let done = code.row().meaning == ResultMeaning::Success;
    let response = PayCancelResponse {
        head: ResponseHead {
            reserve: request.head.reserve.map(Into::into),
            ..ResponseHead::answering(&request.head, resp_time)
        },
        body: PayCancelResponseBody {
            result_info: ResultInfo::new(code, FreeText::new(result_msg)?),
            acquirement_id: request.body.transaction.acquirement_id().map(Into::into),
            merchant_trans_id: Some(text!("510xxxxxxxxxxxxxx002").into()),
            cancel_time: done.then_some(resp_time.into()),
        },
    };
    let platform_key = RsaSigningKey::from_text(PLATFORM_PRIVATE)?;
    let mut buffer = [0; PayCancelResponse::MAX_LEN];
    Ok(response.sign(&mut buffer, &platform_key)?.to_vec())
}

/// Prints an envelope and shortens its signature.
fn print_envelope(what: &str, envelope: &[u8]) -> Result<(), Box<dyn Error>> {
    let text = core::str::from_utf8(envelope)?;
    let signature = text.find(",\"signature\":\"").ok_or("no signature")? + 24;
    println!("{what} {} bytes:", envelope.len());
    println!("   {}…\"}}\n", &text[..signature]);
    Ok(())
}
