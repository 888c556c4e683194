//! The contestants that read a response.

mod by_hand;
#[cfg(feature = "simdjson")]
mod on_demand;

use std::borrow::Cow;
use std::hint::black_box;

use alipay_acquiring::PayCancelResponse;
use base64ct::{Base64, Encoding};
use serde_json::value::RawValue;
use sonic_rs::LazyValue;

use crate::Contestant;
use crate::Standing::{Floor, Ours, Peer, SameJob};
use crate::messages::Message;
use crate::places::Placed;
use crate::wire::{Envelope, Response, Unescaped, texts};

/// The result of a contestant, for the check: the signed span if the contestant keeps it, the
/// values, the signature.
type Found<'a, S> = (Option<&'a str>, Response<String>, S);

fn check(name: &str, message: &Message, found: Found<'_, impl AsRef<str>>) {
    let (span, response, signature) = found;
    assert_eq!(response, message.values.response, "{name}");
    assert_eq!(signature.as_ref(), message.values.signature, "{name}");
    assert!(span.is_none_or(|span| span == message.span), "{name}");
}

/// Creates a contestant. The expression `read` parses a text and returns `Some` result. The
/// expression `found` converts the result for the check, which is done here for each message before
/// the timing starts.
macro_rules! contestant {
    ($standing:expr, $name:literal, $note:expr, $messages:expr,
        |$text:ident| $read:expr, |$answer:ident| $found:expr $(,)?) => {{
        let messages: &[Message] = $messages;
        for message in messages {
            let $text: &str = &message.text;
            let $answer = $read.expect($name);
            check($name, message, $found);
        }
        let mut texts = Placed::new(messages, str::to_owned);
        let run = move |passes| {
            let texts = texts.next();
            for _ in 0..passes {
                for text in texts {
                    let $text: &str = black_box(text);
                    // By reference: the whole result must be in memory, and the compiler cannot
                    // remove a part of it.
                    match &$read {
                        Some(answer) => _ = black_box(answer),
                        None => panic!(concat!($name, " refuses a message")),
                    }
                }
            }
        };
        Contestant::new($standing, $name, $note, messages.len(), run)
    }};
}

/// This crate.
fn ours(messages: &[Message]) -> Contestant<'_> {
    let mut scratch = [0; 2048];
    contestant!(
        Ours,
        "alipay-acquiring",
        "span kept, values checked, all of it strict",
        messages,
        |text| PayCancelResponse::decode(text.as_bytes(), &mut scratch).ok(),
        |answer| {
            let signature = Base64::encode_string(answer.signature().unwrap().as_bytes());
            let span = std::str::from_utf8(answer.signing_bytes().as_bytes()).unwrap();
            let response = texts(&answer.assume_verified_by_caller());
            (Some(span), response, signature)
        },
    )
}

/// The lower bound: a parser must at least look at every byte of the text.
fn floor(messages: &[Message]) -> Contestant<'_> {
    let mut texts = Placed::new(messages, str::to_owned);
    let run = move |passes| {
        let texts = texts.next();
        for _ in 0..passes {
            for text in texts {
                let text = black_box(text.as_bytes());
                assert!(black_box(std::str::from_utf8(text)).is_ok());
            }
        }
    };
    let note = "UTF-8 only";
    Contestant::new(Floor, "core::str::from_utf8", note, messages.len(), run)
}

/// simd-json, which unescapes in place.
fn simd_json<'m>(messages: &'m [Message], note: &'static str) -> Contestant<'m> {
    let (mut copy, mut buffers) = (Vec::new(), simd_json::Buffers::default());
    contestant!(
        Peer,
        "simd-json",
        note,
        messages,
        |text| {
            copy.clear();
            copy.extend_from_slice(text.as_bytes());
            simd_json::serde::from_slice_with_buffers::<Plain>(&mut copy, &mut buffers).ok()
        },
        |answer| (None, answer.response.to_owned_texts(), answer.signature),
    )
}

/// The contestants for messages in which no string has an escape.
pub fn contestants(messages: &[Message]) -> Vec<Contestant<'_>> {
    let (mut tape, mut typed_tape) = (Vec::new(), Vec::new());
    let mut all = vec![
        ours(messages),
        contestant!(
            Peer,
            "serde_json from_slice",
            "no span, values unchecked",
            messages,
            |text| serde_json::from_slice::<Plain>(text.as_bytes()).ok(),
            |answer| (None, answer.response.to_owned_texts(), answer.signature),
        ),
        contestant!(
            Peer,
            "serde_json from_str",
            "no span, values unchecked; UTF-8 checked before",
            messages,
            |text| serde_json::from_str::<Plain>(text).ok(),
            |answer| (None, answer.response.to_owned_texts(), answer.signature),
        ),
        contestant!(
            SameJob,
            "serde_json RawValue, typed",
            "span kept, values checked",
            messages,
            |text| raw_value(text.as_bytes()),
            |answer| (Some(answer.span), texts(&answer.message), answer.signature),
        ),
        contestant!(
            Peer,
            "sonic-rs",
            "no span, values unchecked",
            messages,
            |text| sonic_rs::from_slice::<Plain>(text.as_bytes()).ok(),
            |answer| (None, answer.response.to_owned_texts(), answer.signature),
        ),
        contestant!(
            SameJob,
            "sonic-rs LazyValue, typed",
            "span kept, values checked",
            messages,
            |text| lazy_value(text.as_bytes()),
            |answer| (Some(answer.span), texts(&answer.message), answer.signature),
        ),
        simd_json(
            messages,
            "no span, values unchecked; its mutable copy is timed",
        ),
        contestant!(
            Peer,
            "jiter by hand",
            "values unchecked, escapes left raw",
            messages,
            |text| by_hand::read::<by_hand::Raw>(text.as_bytes(), &mut tape),
            |answer| {
                let (envelope, span) = answer;
                let signature = envelope.signature;
                (Some(span), envelope.response.to_owned_texts(), signature)
            },
        ),
        contestant!(
            Peer,
            "jiter by hand, typed",
            "span kept, values checked",
            messages,
            |text| by_hand_typed(text.as_bytes(), &mut typed_tape),
            |answer| (Some(answer.span), texts(&answer.message), answer.signature),
        ),
        contestant!(
            Peer,
            "serde-json-core",
            "no span, values unchecked; control characters pass",
            messages,
            |text| serde_json_core::from_slice::<Plain>(text.as_bytes()).ok(),
            |answer| {
                let (envelope, _) = answer;
                (None, envelope.response.to_owned_texts(), envelope.signature)
            },
        ),
    ];
    add_on_demand_and_floor(&mut all, messages);
    all
}

/// The contestants for messages whose strings have escapes.
///
/// No peer does the same job as this crate here: its typed values would borrow unescaped text, and
/// nothing would own that text. serde-json-core does not take part: its `&str` keeps the escapes.
pub fn contestants_for_escapes(messages: &[Message]) -> Vec<Contestant<'_>> {
    let mut tape = Vec::new();
    let mut all = vec![
        ours(messages),
        contestant!(
            Peer,
            "serde_json from_slice",
            "no span, values unchecked; allocates for escapes",
            messages,
            |text| serde_json::from_slice::<Owning>(text.as_bytes()).ok(),
            |answer| (None, answer.response.to_owned_texts(), &answer.signature.0),
        ),
        contestant!(
            Peer,
            "serde_json from_str",
            "no span, values unchecked; allocates; UTF-8 checked before",
            messages,
            |text| serde_json::from_str::<Owning>(text).ok(),
            |answer| (None, answer.response.to_owned_texts(), &answer.signature.0),
        ),
        contestant!(
            Peer,
            "sonic-rs",
            "no span, values unchecked; allocates for escapes",
            messages,
            |text| sonic_rs::from_slice::<Owning>(text.as_bytes()).ok(),
            |answer| (None, answer.response.to_owned_texts(), &answer.signature.0),
        ),
        simd_json(
            messages,
            "no span, values unchecked; unescapes in its copy, which is timed",
        ),
        contestant!(
            Peer,
            "jiter by hand",
            "values unchecked; allocates for escapes",
            messages,
            |text| by_hand::read::<Unescaped>(text.as_bytes(), &mut tape),
            |answer| {
                let (envelope, span) = answer;
                let signature = envelope.signature.0.into_owned();
                (Some(span), envelope.response.to_owned_texts(), signature)
            },
        ),
    ];
    add_on_demand_and_floor(&mut all, messages);
    all
}

/// The contestants that are last in both lists.
fn add_on_demand_and_floor<'m>(all: &mut Vec<Contestant<'m>>, messages: &'m [Message]) {
    #[cfg(feature = "simdjson")]
    all.extend(on_demand::contestants(messages));
    all.push(floor(messages));
}

/// An envelope whose values borrow from the input.
type Plain<'a> = Envelope<Response<&'a str>, &'a str>;

/// An envelope whose values own their text if it had escapes.
type Owning<'a> = Envelope<Response<Unescaped<'a>>, Unescaped<'a>>;

/// The same content that `PayCancelResponse::decode` returns.
struct Typed<'a> {
    message: PayCancelResponse<'a>,
    span: &'a str,
    signature: &'a str,
}

#[inline]
fn raw_value(bytes: &[u8]) -> Option<Typed<'_>> {
    let envelope: Envelope<&RawValue, &str> = serde_json::from_slice(bytes).ok()?;
    let span = envelope.response.get();
    let response: Response<&str> = serde_json::from_str(span).ok()?;
    Some(Typed {
        message: response.typed()?,
        span,
        signature: envelope.signature,
    })
}

#[inline]
fn lazy_value(bytes: &[u8]) -> Option<Typed<'_>> {
    #[derive(serde::Deserialize)]
    struct Lazy<'a> {
        #[serde(borrow)]
        response: LazyValue<'a>,
        signature: &'a str,
    }
    let envelope: Lazy = sonic_rs::from_slice(bytes).ok()?;
    let Cow::Borrowed(span) = envelope.response.as_raw_cow() else {
        return None;
    };
    let response: Response<&str> = sonic_rs::from_str(span).ok()?;
    Some(Typed {
        message: response.typed()?,
        span,
        signature: envelope.signature,
    })
}

#[inline]
fn by_hand_typed<'a>(bytes: &'a [u8], tape: &mut Vec<u8>) -> Option<Typed<'a>> {
    let (envelope, span) = by_hand::read::<&str>(bytes, tape)?;
    Some(Typed {
        message: envelope.response.typed()?,
        span,
        signature: envelope.signature,
    })
}
