//! `sign`: writes a signed envelope.

use std::time::SystemTime;

use alipay_acquiring::function::Function;
use alipay_acquiring::signature::{RsaSigningKey, Signer, SigningBytes};
use alipay_acquiring::{
    Envelope, FreeText, MessageKind, PayCancel, PayCancelRequest, PayCancelRequestBody,
    RequestHead, Text, Timestamp, TransactionIds,
};
use base64ct::{Base64, Encoding};
use serde_json::json;

use crate::arguments::Sign;
use crate::claims::Claims;
use crate::files;
use crate::key_file::read_private;
use crate::output::{Answer, Report};

pub(crate) fn run(arguments: &Sign) -> Answer {
    let key = read_private(&arguments.key)?;
    let envelope = match (&arguments.message, &arguments.body) {
        (Some(file), _) => {
            let kind = match arguments.response {
                true => MessageKind::Response,
                false => MessageKind::Request,
            };
            sign_text(kind, &text_of(files::read(file)?)?, &key)?
        }
        (None, Some(file)) => {
            let body = text_of(files::read(file)?)?;
            let span = format!("{{\"head\":{},\"body\":{body}}}", head(arguments)?);
            sign_text(MessageKind::Request, &span, &key)?
        }
        (None, None) => sign_fields(arguments, &key)?,
    };
    report(&envelope, &key)
}

fn report(envelope: &str, key: &RsaSigningKey) -> Answer {
    let keys = [(String::new(), key.verifying_key())];
    let claims = Claims::read(envelope.as_bytes(), &keys)
        .map_err(|error| format!("nothing was signed: the result would be refused: {error}"))?;
    // The text was only checked inside of its envelope, where `{},"x":{}` is valid, too.
    if claims.key.is_none() {
        return Err(
            "nothing was signed: expected one JSON object with head and body, found several values"
                .to_owned(),
        );
    }
    Ok(Report {
        text: format!("{envelope}\n"),
        json: json!({
            "envelope": envelope,
            "keyFingerprint": key.fingerprint().to_string(),
            "claims": claims.json(),
        }),
        is_yes: true,
    })
}

/// The text of a JSON file, without the white space around it.
fn text_of(bytes: Vec<u8>) -> Result<String, String> {
    let text =
        String::from_utf8(bytes).map_err(|error| format!("expected JSON in UTF-8: {error}"))?;
    let is_white_space = [' ', '\t', '\r', '\n'];
    Ok(text.trim_matches(is_white_space).to_owned())
}

/// Signs exactly this text, and puts it into an envelope.
fn sign_text(kind: MessageKind, span: &str, key: &RsaSigningKey) -> Result<String, String> {
    let signature = key
        .sign(SigningBytes::new(span.as_bytes()))
        .map_err(|error| error.to_string())?;
    let signature = Base64::encode_string(signature.as_bytes());
    let name = kind.as_str();
    let envelope = format!("{{\"{name}\":{span},\"signature\":\"{signature}\"}}");
    let mut scratch = vec![0; envelope.len()];
    // The offset is that in the envelope; the text begins after the name.
    let before = name.len() + 4;
    Envelope::decode(envelope.as_bytes(), &mut scratch).map_err(|error| {
        let offset = error.offset().saturating_sub(before);
        format!(
            "nothing was signed: at byte {offset} of the message: {}",
            error.kind()
        )
    })?;
    Ok(envelope)
}

/// The head of a request with any function, in the order of the specification.
fn head(arguments: &Sign) -> Result<String, String> {
    let client_id = required(arguments.client_id.as_deref(), "--client-id")?;
    let mut head = json!({
        "version": arguments.function_version.as_deref().unwrap_or(PayCancel::VERSION),
        "function": arguments.function.as_deref().unwrap_or(PayCancel::NAME),
        "clientId": client_id,
        "reqTime": req_time(arguments)?.to_string(),
        "reqMsgId": req_msg_id(arguments)?,
    });
    if let Some(reserve) = &arguments.reserve {
        head["reserve"] = json!(reserve);
    }
    head["signType"] = json!("RSA2");
    Ok(head.to_string())
}

fn sign_fields(arguments: &Sign, key: &RsaSigningKey) -> Result<String, String> {
    let client_id = required(arguments.client_id.as_deref(), "--client-id")?;
    let partner_id = required(arguments.partner_id.as_deref(), "--partner-id")?;
    let req_msg_id = req_msg_id(arguments)?;
    let ids = TransactionIds {
        acquirement_id: text(arguments.acquirement_id.as_deref(), "acquirementId")?,
        merchant_trans_id: text(arguments.merchant_trans_id.as_deref(), "merchantTransId")?,
    };
    let transaction = ids
        .transaction_id()
        .ok_or("expected --acquirement-id or --merchant-trans-id, found neither")?;
    let mut head = RequestHead::try_new(client_id, req_time(arguments)?, &req_msg_id)
        .map_err(|error| error.to_string())?;
    if let Some(reserve) = &arguments.reserve {
        let reserve = FreeText::new(reserve).map_err(|error| format!("reserve: {error}"))?;
        head.reserve = Some(reserve);
    }
    let request = PayCancelRequest {
        head,
        body: PayCancelRequestBody {
            partner_id: Text::new(partner_id).map_err(|error| format!("partnerId: {error}"))?,
            transaction,
        },
    };
    let envelope = request
        .sign_to_vec(key)
        .map_err(|error| format!("nothing was signed: {error}"))?;
    String::from_utf8(envelope).map_err(|error| error.to_string())
}

fn text<'a>(value: Option<&'a str>, field: &str) -> Result<Option<Text<'a, 64>>, String> {
    let text = value.map(Text::new).transpose();
    text.map_err(|error| format!("{field}: {error}"))
}

fn required<'a>(value: Option<&'a str>, option: &str) -> Result<&'a str, String> {
    value.ok_or_else(|| format!("expected {option}, found none"))
}

/// The time that was given, or the time now.
fn req_time(arguments: &Sign) -> Result<Timestamp, String> {
    let time = match &arguments.req_time {
        Some(text) => Timestamp::parse(text),
        None => Timestamp::try_from(SystemTime::now()),
    };
    time.map_err(|error| format!("reqTime: {error}"))
}

/// The id that was given, or a random one.
fn req_msg_id(arguments: &Sign) -> Result<String, String> {
    if let Some(id) = &arguments.req_msg_id {
        return Ok(id.clone());
    }
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
