//! `send`: posts a request, and shows everything that comes back.

use std::time::{Duration, Instant};

use alipay_acquiring::Outcome;
use alipay_acquiring::PayCancel;
use alipay_acquiring::function::Function;
use alipay_acquiring::signature::RsaVerifyingKey;
use serde_json::{Map, Value, json};
use ureq::Agent;

use crate::arguments::Send;
use crate::claims::Claims;
use crate::key_file::read_public_keys;
use crate::output::{Answer, Report, heading, row, verdict};
use crate::{files, outcome};

/// The largest answer that is read, in bytes.
const MAX_ANSWER: u64 = 1024 * 1024;

pub(crate) fn run(arguments: &Send) -> Answer {
    let url = &arguments.url;
    if !url.starts_with("http://") {
        return Err(format!(
            "expected a URL that begins with http://, found {url:?}; for https, send the file with curl \
             and pass its answer to `alipay-envelope outcome`"
        ));
    }
    let keys = read_public_keys(&arguments.keys)?;
    let request = files::read(&arguments.file)?;
    let start = Instant::now();
    let exchange = post(arguments, &request);
    let milliseconds = start.elapsed().as_millis();
    let (text, json, answer) = match &exchange {
        Ok(answer) => (answer.text(), answer.json(), answer.body.as_slice()),
        Err(error) => (format!("no answer: {error}\n"), no_answer(error), &[][..]),
    };
    let conclusion = conclude(&request, answer, &keys);
    let mut members = json!({
        "url": url,
        "requestLength": request.len(),
        "milliseconds": u64::try_from(milliseconds).unwrap_or(u64::MAX),
    });
    for part in [json, conclusion.json] {
        if let (Value::Object(members), Value::Object(part)) = (&mut members, part) {
            members.extend(part);
        }
    }
    let sent = format!("POST {url:?}, {} bytes, {milliseconds} ms", request.len());
    Ok(Report {
        text: format!("{}\n{text}\n{}", heading(sent), conclusion.text),
        json: members,
        is_yes: exchange.is_ok() && conclusion.is_yes,
    })
}

/// What the other side has sent.
struct Received {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Received {
    fn text(&self) -> String {
        let mut text = row("HTTP status", self.status);
        for (name, value) in &self.headers {
            text += &row(name, format!("{value:?}"));
        }
        let body = String::from_utf8_lossy(&self.body);
        text += &row("length", format!("{} bytes", self.body.len()));
        for line in body.lines() {
            // Control characters could control the screen.
            let shown: String = line.chars().map(visible).collect();
            text += &format!("  | {shown}\n");
        }
        text
    }

    fn json(&self) -> Value {
        let headers: Map<_, _> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        json!({
            "httpStatus": self.status,
            "headers": headers,
            "answer": String::from_utf8_lossy(&self.body),
            "answerLength": self.body.len(),
            "transportError": null,
        })
    }
}

/// Printable characters are shown as they are.
fn visible(character: char) -> String {
    match character {
        '\'' | '"' | '\\' => character.to_string(),
        _ => character.escape_debug().to_string(),
    }
}

fn no_answer(error: &str) -> Value {
    json!({
        "httpStatus": null,
        "headers": {},
        "answer": null,
        "answerLength": 0,
        "transportError": error,
    })
}

fn post(arguments: &Send, request: &[u8]) -> Result<Received, String> {
    let agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(arguments.timeout)))
        // Signed bytes are sent only to the address that was given.
        .max_redirects(0)
        .proxy(None)
        // The HTTP status is not signed, so it decides nothing.
        .http_status_as_error(false)
        .build()
        .new_agent();
    let post = agent.post(&arguments.url).content_type("application/json");
    let mut response = post.send(request).map_err(|error| error.to_string())?;
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), value.into_owned())
    });
    let headers = headers.collect();
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(MAX_ANSWER);
    let body = body.read_to_vec().map_err(|error| error.to_string())?;
    Ok(Received {
        status,
        headers,
        body,
    })
}

/// Of payCancel with a key: the outcome. Else whether the answer is a verified success, as far as this can
/// be said without the result table of its function.
fn conclude(request: &[u8], answer: &[u8], keys: &[(String, RsaVerifyingKey)]) -> Report {
    if keys.is_empty() {
        return without_key(answer);
    }
    let sent = Claims::read(request, &[]).ok();
    let is_pay_cancel = sent
        .as_ref()
        .is_some_and(|sent| sent.function.as_deref() == Some(PayCancel::NAME));
    if is_pay_cancel && let Ok(concluded) = outcome::conclude(request, answer, keys) {
        return Report {
            text: outcome::text(concluded, answer),
            json: json_of(answer, keys, outcome::json(concluded, answer)),
            is_yes: concluded == Outcome::Success,
        };
    }
    other_function(sent.as_ref(), answer, keys)
}

/// What the answer claims, which key verifies it, and the outcome.
fn json_of(answer: &[u8], keys: &[(String, RsaVerifyingKey)], outcome: Value) -> Value {
    let claims = Claims::read(answer, keys).ok();
    json!({
        "key": claims.as_ref().and_then(|claims| claims.key.clone()),
        "claims": claims.map(|claims| claims.json()),
        "outcome": outcome,
    })
}

fn without_key(answer: &[u8]) -> Report {
    let is_envelope = Claims::read(answer, &[]).is_ok();
    let text = match is_envelope {
        true => "the answer was not verified: no key was given",
        false => "the answer is no signed envelope",
    };
    Report {
        text: format!("{text}\n"),
        json: json_of(answer, &[], Value::Null),
        is_yes: is_envelope,
    }
}

fn other_function(
    sent: Option<&Claims>,
    answer: &[u8],
    keys: &[(String, RsaVerifyingKey)],
) -> Report {
    let claims = Claims::read(answer, keys);
    let (is_yes, text) = match (&claims, sent) {
        (Err(error), _) => (false, format!("the answer is no signed envelope: {error}")),
        (Ok(claims), _) if claims.key.is_none() => (
            false,
            "the signature of the answer does not hold".to_owned(),
        ),
        (Ok(_), None) => (false, "the request cannot be read".to_owned()),
        (Ok(claims), Some(sent)) if !claims.is_answer_to(sent) => {
            (false, "the answer belongs to another request".to_owned())
        }
        (Ok(claims), Some(_)) => {
            let status = claims.result_status.as_deref().unwrap_or("none");
            let text = format!("the answer is authentic, with the resultStatus {status:?}");
            (status == "S", text)
        }
    };
    let rows = claims.as_ref().map(Claims::text).unwrap_or_default();
    Report {
        text: format!("{}\n{rows}", verdict(is_yes, text)),
        json: json_of(answer, keys, Value::Null),
        is_yes,
    }
}
