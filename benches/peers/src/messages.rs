//! The input messages, and the values that every contestant must find in them.

use std::iter;

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::draw::Draw;
use crate::wire::{Body, Envelope, FUNCTION, Head, Info, Response, VERSION};

macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!("../../../tests/fixtures/", $path))
    };
}

pub(crate) use fixture;

/// The inputs of all scenarios.
#[derive(Debug)]
pub struct Messages {
    /// The specification's sample as canonical text.
    pub compact: Vec<Message>,
    /// 256 other messages as canonical text.
    pub varied: Vec<Message>,
    /// The sample, indented by four spaces.
    pub pretty: Vec<Message>,
    /// The sample with its members in 16 other orders.
    pub any: Vec<Message>,
    /// A message as PHP and as Python write it.
    pub escaped: Vec<Message>,
}

impl Messages {
    /// Creates the inputs. They are the same in every run.
    #[expect(
        clippy::new_without_default,
        reason = "the inputs are not a default value"
    )]
    pub fn new() -> Self {
        Self {
            compact: vec![Message::fixture(fixture!("golden/response.json"), sample())],
            varied: varied(),
            pretty: vec![Message::fixture(
                fixture!("golden/response.indented.json"),
                sample(),
            )],
            any: any_order(),
            escaped: escaped(),
        }
    }

    /// The specification's sample.
    pub fn sample(&self) -> &Message {
        &self.compact[0]
    }
}

/// An envelope and its expected content.
#[derive(Debug)]
pub struct Message {
    /// The whole text.
    pub text: String,
    /// Its signed span.
    pub span: String,
    /// The values, with the signature in base64.
    pub values: Envelope<Response<String>, String>,
}

impl Message {
    /// Puts a span into a compact envelope, with `response` first.
    fn compact(span: String, values: Envelope<Response<String>, String>) -> Self {
        let signature = &values.signature;
        Self {
            text: format!(r#"{{"response":{span},"signature":"{signature}"}}"#),
            span,
            values,
        }
    }

    /// Reads a fixture. Its span begins at the first `{` after the first colon, and ends with the
    /// last `}` before the signature.
    fn fixture(text: &str, response: Response<String>) -> Self {
        let start = text.find(':').unwrap() + 1;
        let start = start + text[start..].find('{').unwrap();
        let end = text[..text.rfind("\"signature\"").unwrap()]
            .rfind('}')
            .unwrap()
            + 1;
        let value: Value = serde_json::from_str(text).unwrap();
        Self {
            text: text.into(),
            span: text[start..end].into(),
            values: Envelope {
                response,
                signature: value["signature"].as_str().unwrap().into(),
            },
        }
    }
}

/// The values of the specification's sample.
fn sample() -> Response<String> {
    let sample = Response {
        head: Head {
            version: VERSION,
            function: FUNCTION,
            client_id: "211xxxxxxxxxxxxxxx044",
            resp_time: "2001-07-04T12:08:56+05:30",
            req_msg_id: "1234567asdfasdf1123fda",
            reserve: Some("{}"),
        },
        body: Body {
            result_info: Info {
                result_status: "S",
                result_code_id: "00000000",
                result_code: "SUCCESS",
                result_msg: Some("success"),
            },
            acquirement_id: Some("2015xxxxxxxxxxxxxxxxxxxxx747"),
            merchant_trans_id: Some("510xxxxxxxxxxxxxx002"),
            cancel_time: Some("2001-07-04T12:08:56+05:30"),
        },
    };
    sample.map(|text| (*text).into())
}

/// The message as PHP and Python write it with their default settings. PHP writes `\/` and `\uXXXX`
/// in values, and `\/` in the signature. Python writes `\uXXXX`, and white space between tokens.
fn escaped() -> Vec<Message> {
    let mut response = sample();
    response.head.reserve = Some(r#"{"note":"中文😀","path":"a/b"}"#.into());
    response.body.result_info.result_msg = Some("成功 / success 😀".into());
    response.body.merchant_trans_id = Some("510/中文😀/002".into());
    [
        fixture!("peers/php-default.response.json"),
        fixture!("peers/python-default.response.json"),
    ]
    .map(|text| Message::fixture(text, response.clone()))
    .into()
}

/// The canonical text with its members in other orders.
fn any_order() -> Vec<Message> {
    let canonical: Value = serde_json::from_str(fixture!("golden/response.json")).unwrap();
    let signature = canonical["signature"].as_str().unwrap();
    let mut draw = Draw::new(3);
    let mut message = || {
        let span = shuffled(&canonical["response"], &mut draw);
        let mut members = [
            format!(r#""response":{span}"#),
            format!(r#""signature":"{signature}""#),
        ];
        draw.shuffle(&mut members);
        Message {
            text: format!("{{{}}}", members.join(",")),
            span,
            values: Envelope {
                response: sample(),
                signature: signature.into(),
            },
        }
    };
    iter::repeat_with(&mut message).take(16).collect()
}

fn shuffled(value: &Value, draw: &mut Draw) -> String {
    let Value::Object(members) = value else {
        return value.to_string();
    };
    let mut members: Vec<_> = members
        .iter()
        .map(|(name, value)| format!(r#""{name}":{}"#, shuffled(value, draw)))
        .collect();
    draw.shuffle(&mut members);
    format!("{{{}}}", members.join(","))
}

/// So many messages that the branch predictor cannot learn them. They differ in ids, times, results
/// and optional members. All text is ASCII. The signatures are random bytes, so they are invalid.
fn varied() -> Vec<Message> {
    let mut draw = Draw::new(1);
    let mut message = || {
        let response = draw_response(&mut draw);
        let span = serde_json::to_string(&response).unwrap();
        let signature = Base64::encode_string(&draw.bytes::<256>());
        Message::compact(
            span,
            Envelope {
                response,
                signature,
            },
        )
    };
    iter::repeat_with(&mut message).take(256).collect()
}

const DIGITS: &str = "0123456789";
const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A response without violations, so that this crate can write it too.
fn draw_response(draw: &mut Draw) -> Response<String> {
    let code = match draw.once_in(2) {
        true => PayCancelResultCode::Success,
        false => PayCancelResultCode::ALL[draw.below(PayCancelResultCode::ALL.len())],
    };
    // A success must name both ids.
    let has_ids = code == PayCancelResultCode::Success;
    let row = code.row();
    let message = draw.one_of(&[
        "success",
        "ok",
        "The transaction does not exist.",
        "System busy, please try again later",
    ]);
    let reserve = draw.one_of(&["{}", "till 7", "shop 12/3"]);
    Response {
        head: Head {
            version: VERSION.into(),
            function: FUNCTION.into(),
            client_id: format!("211{}", draw.text(18, DIGITS)),
            resp_time: draw_time(draw),
            req_msg_id: draw_id(draw),
            reserve: draw.once_in(2).then(|| reserve.into()),
        },
        body: Body {
            result_info: Info {
                result_status: row.meaning.status().to_string(),
                result_code_id: row.id.to_string(),
                result_code: row.name.to_string(),
                result_msg: Some(message.into()),
            },
            acquirement_id: (has_ids || draw.once_in(2))
                .then(|| format!("2015{}", draw.text(24, DIGITS))),
            merchant_trans_id: (has_ids || draw.once_in(2)).then(|| draw_id(draw)),
            cancel_time: draw.once_in(2).then(|| draw_time(draw)),
        },
    }
}

/// 16 to 32 letters and digits.
fn draw_id(draw: &mut Draw) -> String {
    let len = 16 + draw.below(17);
    draw.text(len, ALPHANUMERIC)
}

fn draw_time(draw: &mut Draw) -> String {
    let (year, month, day) = (
        2001 + draw.below(30),
        1 + draw.below(12),
        1 + draw.below(28),
    );
    let (hour, minute, second) = (draw.below(24), draw.below(60), draw.below(60));
    let offset = draw.one_of(&["+08:00", "+05:30", "-08:00", "+00:00"]);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}")
}
