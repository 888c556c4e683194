//! The contestants that write a response.

use std::array;
use std::hint::black_box;

use alipay_acquiring::PayCancelResponse;

use crate::Contestant;
use crate::Standing::{Floor, Ours, Peer};
use crate::messages::Message;
use crate::places::{PLACES, move_on};

/// Room for any response.
const ROOM: usize = PayCancelResponse::MAX_LEN;

/// A copy of the value in each place.
fn placed<T>(value: impl Fn() -> T) -> [&'static T; PLACES] {
    array::from_fn(|place| {
        move_on(place);
        &*Box::leak(Box::new(value()))
    })
}

/// Creates a contestant. The expression `write` writes the values and returns `Some` result. The
/// expression `written` returns the span in it, which is checked here before the timing starts.
macro_rules! contestant {
    ($standing:expr, $name:literal, $note:literal, $message:expr, $values:expr,
        |$value:ident| $write:expr, |$answer:ident| $written:expr $(,)?) => {{
        let values = $values;
        for $value in &values {
            let $answer = $write.expect($name);
            assert_eq!($written, $message.span.as_bytes(), $name);
        }
        let mut places = (0..PLACES).cycle();
        let run = move |passes| {
            let values = &values[places.next().unwrap_or_default()];
            for _ in 0..passes {
                let $value = black_box(values);
                match &$write {
                    Some(answer) => _ = black_box(answer),
                    None => panic!(concat!($name, " writes nothing")),
                }
            }
        };
        Contestant::new($standing, $name, $note, 1, run)
    }};
}

/// The contestants that write the values of this message.
pub fn contestants(message: &Message) -> Vec<Contestant<'_>> {
    let responses = placed(|| message.values.response.map(String::clone));
    let spans = placed(|| message.span.clone());
    let texts = || responses.map(|response| response.map(String::as_str));
    let (mut buffer, mut core_buffer, mut copy_buffer) = ([0; ROOM], [0; ROOM], [0; ROOM]);
    let (mut sonic, mut json, mut simd) = (Vec::new(), Vec::new(), Vec::new());
    vec![
        contestant!(
            Ours,
            "alipay-acquiring",
            "rules checked; begins the envelope",
            message,
            texts().map(|texts| texts.typed().unwrap()),
            |response| response.draft(&mut buffer, 256).ok(),
            |draft| draft.signing_bytes().as_bytes(),
        ),
        contestant!(
            Peer,
            "serde_json",
            "nothing checked, times are texts",
            message,
            texts(),
            |response| {
                json.clear();
                serde_json::to_writer(&mut json, response)
                    .ok()
                    .map(|()| &json)
            },
            |written| written,
        ),
        contestant!(
            Peer,
            "sonic-rs",
            "nothing checked, times are texts",
            message,
            texts(),
            |response| {
                sonic.clear();
                sonic_rs::to_writer(&mut sonic, response)
                    .ok()
                    .map(|()| &sonic)
            },
            |written| written,
        ),
        contestant!(
            Peer,
            "simd-json",
            "nothing checked, times are texts",
            message,
            texts(),
            |response| {
                simd.clear();
                simd_json::to_writer(&mut simd, response)
                    .ok()
                    .map(|()| &simd)
            },
            |written| written,
        ),
        contestant!(
            Peer,
            "serde-json-core",
            "nothing checked, times are texts",
            message,
            texts(),
            |response| {
                let len = serde_json_core::to_slice(response, &mut core_buffer).ok();
                len.and_then(|len| core_buffer.get(..len))
            },
            |written| written,
        ),
        contestant!(
            Floor,
            "memcpy",
            "copies the final text",
            message,
            spans.map(|span| span.as_bytes()),
            |span| {
                let mut room = copy_buffer.get_mut(..span.len());
                room.iter_mut().for_each(|room| room.copy_from_slice(span));
                room
            },
            |written| &*written,
        ),
    ]
}
