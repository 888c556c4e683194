//! A response read with jiter, driven by hand.
//!
//! jiter lends each string only until its next step. So this code checks UTF-8 once for the whole
//! text and returns slices of that text. Names are compared without unescaping, so a name with
//! escapes is unknown.

use std::borrow::Cow;
use std::mem;

use jiter::{Jiter, Peek};

use crate::wire::{Body, Envelope, Head, Info, Response, Unescaped};

/// The envelope, and the raw text of `response`.
pub(super) type Read<'j, T> = (Envelope<Response<T>, T>, &'j str);

/// Reads a response; `tape` is a buffer for strings with escapes. `None` if the bytes are not such
/// a response, or if a member occurs twice.
#[inline]
pub(super) fn read<'j, T: Text<'j>>(bytes: &'j [u8], tape: &mut Vec<u8>) -> Option<Read<'j, T>> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut input = Input {
        jiter: Jiter::with_tape(bytes, mem::take(tape)),
        text,
    };
    let read = envelope(&mut input);
    *tape = input.jiter.into_tape();
    read
}

pub(super) struct Input<'j> {
    jiter: Jiter<'j>,
    text: &'j str,
}

impl<'j> Input<'j> {
    /// Reads an object. `known` maps a name to its number, `value` reads the value of the member
    /// with this number.
    #[inline]
    fn object(
        &mut self,
        known: impl Fn(&[u8]) -> Option<u8>,
        mut value: impl FnMut(&mut Self, u8) -> Option<()>,
    ) -> Option<()> {
        let mut name = self.jiter.next_object_bytes().ok()?.map(&known);
        while let Some(number) = name {
            match number {
                Some(number) => value(self, number)?,
                None => self.jiter.next_skip().ok()?,
            }
            name = self.jiter.next_key_bytes().ok()?.map(&known);
        }
        Some(())
    }

    /// Reads a string into an empty `Option`; `null` leaves it empty.
    #[inline]
    fn string<T: Text<'j>>(&mut self, place: &mut Option<T>) -> Option<()> {
        match self.jiter.peek().ok()? {
            Peek::String => put(place, T::take(self)?),
            Peek::Null => self.jiter.known_null().ok(),
            _ => None,
        }
    }
}

/// Refuses a duplicate member.
#[inline]
fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    match place.replace(value) {
        None => Some(()),
        Some(_) => None,
    }
}

/// How a string is returned.
pub(super) trait Text<'j>: Sized {
    /// Reads the next string.
    fn take(input: &mut Input<'j>) -> Option<Self>;
}

/// The raw text with its escapes: the fastest way that jiter offers.
pub(super) struct Raw<'j>(&'j str);

impl AsRef<str> for Raw<'_> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl<'j> Text<'j> for Raw<'j> {
    #[inline]
    fn take(input: &mut Input<'j>) -> Option<Self> {
        let rest = input.text.get(input.jiter.current_index() + 1..)?;
        let len = input.jiter.known_bytes().ok()?.len();
        rest.get(..len).map(Self)
    }
}

/// `None` if the string has escapes.
impl<'j> Text<'j> for &'j str {
    #[inline]
    fn take(input: &mut Input<'j>) -> Option<Self> {
        let rest = input.text.get(input.jiter.current_index() + 1..)?;
        borrowed(rest, input.jiter.known_str().ok()?)
    }
}

impl<'j> Text<'j> for Unescaped<'j> {
    #[inline]
    fn take(input: &mut Input<'j>) -> Option<Self> {
        let rest = input.text.get(input.jiter.current_index() + 1..)?;
        let string = input.jiter.known_str().ok()?;
        Some(Self(match borrowed(rest, string) {
            Some(slice) => Cow::Borrowed(slice),
            None => Cow::Owned(string.to_owned()),
        }))
    }
}

/// The string as a slice of the text, if it had no escapes.
#[inline]
fn borrowed<'j>(rest: &'j str, string: &str) -> Option<&'j str> {
    match string.as_ptr() == rest.as_ptr() {
        true => rest.get(..string.len()),
        false => None,
    }
}

fn envelope<'j, T: Text<'j>>(input: &mut Input<'j>) -> Option<Read<'j, T>> {
    let (mut message, mut signature) = (None, None);
    input.object(
        |name| match name {
            b"response" => Some(0),
            b"signature" => Some(1),
            _ => None,
        },
        |input, member| match member {
            0 => {
                input.jiter.peek().ok()?;
                let start = input.jiter.current_index();
                let read = response(input)?;
                let span = input.text.get(start..input.jiter.current_index())?;
                put(&mut message, (read, span))
            }
            _ => input.string(&mut signature),
        },
    )?;
    input.jiter.finish().ok()?;
    let ((response, span), signature) = (message?, signature?);
    Some((
        Envelope {
            response,
            signature,
        },
        span,
    ))
}

#[inline]
fn response<'j, T: Text<'j>>(input: &mut Input<'j>) -> Option<Response<T>> {
    let (mut head_read, mut body_read) = (None, None);
    input.object(
        |name| match name {
            b"head" => Some(0),
            b"body" => Some(1),
            _ => None,
        },
        |input, member| match member {
            0 => put(&mut head_read, head(input)?),
            _ => put(&mut body_read, body(input)?),
        },
    )?;
    Some(Response {
        head: head_read?,
        body: body_read?,
    })
}

#[inline]
fn head<'j, T: Text<'j>>(input: &mut Input<'j>) -> Option<Head<T>> {
    let (mut version, mut function, mut client_id) = (None, None, None);
    let (mut resp_time, mut req_msg_id, mut reserve) = (None, None, None);
    input.object(
        |name| match name {
            b"version" => Some(0),
            b"function" => Some(1),
            b"clientId" => Some(2),
            b"respTime" => Some(3),
            b"reqMsgId" => Some(4),
            b"reserve" => Some(5),
            _ => None,
        },
        |input, member| match member {
            0 => input.string(&mut version),
            1 => input.string(&mut function),
            2 => input.string(&mut client_id),
            3 => input.string(&mut resp_time),
            4 => input.string(&mut req_msg_id),
            _ => input.string(&mut reserve),
        },
    )?;
    Some(Head {
        version: version?,
        function: function?,
        client_id: client_id?,
        resp_time: resp_time?,
        req_msg_id: req_msg_id?,
        reserve,
    })
}

#[inline]
fn body<'j, T: Text<'j>>(input: &mut Input<'j>) -> Option<Body<T>> {
    let (mut result_info, mut acquirement_id) = (None, None);
    let (mut merchant_trans_id, mut cancel_time) = (None, None);
    input.object(
        |name| match name {
            b"resultInfo" => Some(0),
            b"acquirementId" => Some(1),
            b"merchantTransId" => Some(2),
            b"cancelTime" => Some(3),
            _ => None,
        },
        |input, member| match member {
            0 => put(&mut result_info, info(input)?),
            1 => input.string(&mut acquirement_id),
            2 => input.string(&mut merchant_trans_id),
            _ => input.string(&mut cancel_time),
        },
    )?;
    Some(Body {
        result_info: result_info?,
        acquirement_id,
        merchant_trans_id,
        cancel_time,
    })
}

#[inline]
fn info<'j, T: Text<'j>>(input: &mut Input<'j>) -> Option<Info<T>> {
    let (mut result_status, mut result_code_id) = (None, None);
    let (mut result_code, mut result_msg) = (None, None);
    input.object(
        |name| match name {
            b"resultStatus" => Some(0),
            b"resultCodeId" => Some(1),
            b"resultCode" => Some(2),
            b"resultMsg" => Some(3),
            _ => None,
        },
        |input, member| match member {
            0 => input.string(&mut result_status),
            1 => input.string(&mut result_code_id),
            2 => input.string(&mut result_code),
            _ => input.string(&mut result_msg),
        },
    )?;
    Some(Info {
        result_status: result_status?,
        result_code_id: result_code_id?,
        result_code: result_code?,
        result_msg,
    })
}
