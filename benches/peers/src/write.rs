//! Who writes a response.

use std::hint::black_box;

use alipay_acquiring::PayCancelResponse;

use crate::Contestant;
use crate::Standing::{Floor, Ours, Peer};
use crate::messages::Message;

/// Room for any response.
const ROOM: usize = PayCancelResponse::MAX_LEN;

/// A contestant: `write` makes `Some` answer of the values, `written` tells the span in it. That is
/// checked here, before anything is timed.
macro_rules! contestant {
    ($standing:expr, $name:literal, $note:literal, $message:expr, $values:expr,
        |$value:ident| $write:expr, |$answer:ident| $written:expr $(,)?) => {{
        let values = $values;
        {
            let $value = &values;
            let $answer = $write.expect($name);
            assert_eq!($written, $message.span.as_bytes(), $name);
        }
        let run = move |passes| {
            for _ in 0..passes {
                let $value = black_box(&values);
                match &$write {
                    Some(answer) => _ = black_box(answer),
                    None => panic!(concat!($name, " writes nothing")),
                }
            }
        };
        Contestant::new($standing, $name, $note, 1, run)
    }};
}

/// Those who write the values of this message.
pub fn contestants(message: &Message) -> Vec<Contestant<'_>> {
    let texts = || message.values.response.map(String::as_str);
    let (mut buffer, mut core_buffer, mut copy_buffer) = ([0; ROOM], [0; ROOM], [0; ROOM]);
    let (mut sonic, mut json, mut simd) = (Vec::new(), Vec::new(), Vec::new());
    vec![
        contestant!(
            Ours,
            "alipay-acquiring",
            "rules checked; begins the envelope",
            message,
            texts().typed().unwrap(),
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
            message.span.as_bytes(),
            |span| {
                let mut room = copy_buffer.get_mut(..span.len());
                room.iter_mut().for_each(|room| room.copy_from_slice(span));
                room
            },
            |written| &*written,
        ),
    ]
}
