//! simdjson's On-Demand parser in C++: two ways to read the members, each with and without the copy
//! of the text.

use std::hint::black_box;

use peer_simdjson::{Answer, Member, Padded, Parser, Way};

use super::check;
use crate::Contestant;
use crate::Standing::OtherLanguage;
use crate::messages::Message;
use crate::places::Placed;
use crate::wire::{Body, Head, Info, Response};

/// All four contestants.
pub(super) fn contestants(messages: &[Message]) -> [Contestant<'_>; 4] {
    [
        with_copy("On-Demand, iterating", Way::Iterate, messages),
        without_copy("On-Demand, iterating, padded", Way::Iterate, messages),
        with_copy("On-Demand, finding", Way::Find, messages),
        without_copy("On-Demand, finding, padded", Way::Find, messages),
    ]
}

/// A text that arrives in a buffer without padding must be copied. The copy is timed, as in the
/// row of simd-json.
fn with_copy<'m>(name: &'static str, way: Way, messages: &'m [Message]) -> Contestant<'m> {
    let (mut parser, mut copy) = (Parser::new(), Padded::new(b""));
    for message in messages {
        copy.set(message.text.as_bytes());
        check_answer(name, message, parser.read(&copy, way));
    }
    let note = "no span, values unchecked; its padded copy is timed";
    let mut texts = Placed::new(messages, str::to_owned);
    Contestant::new(OtherLanguage, name, note, messages.len(), move |passes| {
        let texts = texts.next();
        for _ in 0..passes {
            for text in texts {
                copy.set(black_box(text.as_bytes()));
                finish(name, parser.read(&copy, way));
            }
        }
    })
}

/// The same for a text that arrived in a buffer with padding.
fn without_copy<'m>(name: &'static str, way: Way, messages: &'m [Message]) -> Contestant<'m> {
    let mut parser = Parser::new();
    let mut texts = Placed::new(messages, |text| Padded::new(text.as_bytes()));
    for (message, text) in messages.iter().zip(texts.next()) {
        check_answer(name, message, parser.read(text, way));
    }
    let note = "no span, values unchecked; its input has padding, no copy";
    Contestant::new(OtherLanguage, name, note, messages.len(), move |passes| {
        let texts = texts.next();
        for _ in 0..passes {
            for text in texts {
                finish(name, parser.read(black_box(text), way));
            }
        }
    })
}

#[inline]
fn finish(name: &str, answer: Option<Answer<'_>>) {
    assert!(black_box(answer).is_some(), "{name} refuses a message");
}

/// Compares all strings with the expected ones.
fn check_answer(name: &str, message: &Message, answer: Option<Answer<'_>>) {
    let answer = answer.expect(name);
    let optional = |member| answer.get(member).map(str::to_owned);
    let text = |member| optional(member).unwrap();
    let response = Response {
        head: Head {
            version: text(Member::Version),
            function: text(Member::Function),
            client_id: text(Member::ClientId),
            resp_time: text(Member::RespTime),
            req_msg_id: text(Member::ReqMsgId),
            reserve: optional(Member::Reserve),
        },
        body: Body {
            result_info: Info {
                result_status: text(Member::ResultStatus),
                result_code_id: text(Member::ResultCodeId),
                result_code: text(Member::ResultCode),
                result_msg: optional(Member::ResultMsg),
            },
            acquirement_id: optional(Member::AcquirementId),
            merchant_trans_id: optional(Member::MerchantTransId),
            cancel_time: optional(Member::CancelTime),
        },
    };
    check(name, message, (None, response, text(Member::Signature)));
}
