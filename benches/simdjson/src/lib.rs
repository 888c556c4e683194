//! simdjson's On-Demand parser in C++ reads a payCancel response: a contestant of
//! `benches/peers`, which may not have unsafe code itself.
//!
//! `read.cpp` drives the parser. It is compiled for the same target as the other contestants, so
//! simdjson selects its kernels at run time.

use std::ptr::NonNull;

// Links the library.
use simdjson_sys as _;

/// A string of the message. The numbers are places in `Answer` of `read.cpp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    Version,
    Function,
    ClientId,
    RespTime,
    ReqMsgId,
    Reserve,
    ResultStatus,
    ResultCodeId,
    ResultCode,
    ResultMsg,
    AcquirementId,
    MerchantTransId,
    CancelTime,
    Signature,
}

const MEMBERS: usize = Member::Signature as usize + 1;

/// The strings of a message, with their escapes replaced. They are in buffers of the parser.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a>(&'a Texts);

impl<'a> Answer<'a> {
    /// The string of this member. `None` if it is missing or `null`.
    pub fn get(&self, member: Member) -> Option<&'a str> {
        let Text { start, len } = self.0.0[member as usize];
        let start = NonNull::new(start.cast_mut())?;
        // SAFETY: On-Demand returned this string. It is in a buffer of the parser, which the
        // lifetime keeps borrowed.
        let bytes = unsafe { std::slice::from_raw_parts(start.as_ptr(), len) };
        Some(std::str::from_utf8(bytes).expect("simdjson checks UTF-8"))
    }
}

/// `Answer` of `read.cpp`.
#[derive(Debug)]
#[repr(transparent)]
struct Texts([Text; MEMBERS]);

/// `Text` of `read.cpp`.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Text {
    start: *const u8,
    len: usize,
}

/// A text and the padding behind it that simdjson needs.
#[derive(Debug)]
pub struct Padded {
    bytes: Vec<u8>,
    len: usize,
}

impl Padded {
    /// Copies a text.
    pub fn new(text: &[u8]) -> Self {
        let mut padded = Self {
            bytes: Vec::new(),
            len: 0,
        };
        padded.set(text);
        padded
    }

    /// Copies another text into the same buffer.
    pub fn set(&mut self, text: &[u8]) {
        let needed = text.len() + padding();
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        self.bytes[..text.len()].copy_from_slice(text);
        self.len = text.len();
    }
}

fn padding() -> usize {
    // SAFETY: it is a constant.
    unsafe { peer_simdjson_padding }
}

/// The parser. Its buffers are reused.
#[derive(Debug)]
pub struct Parser {
    raw: NonNull<RawParser>,
    texts: Texts,
}

impl Parser {
    /// Creates a parser.
    #[expect(
        clippy::new_without_default,
        reason = "a parser is not a default value"
    )]
    pub fn new() -> Self {
        let absent = Text {
            start: std::ptr::null(),
            len: 0,
        };
        // SAFETY: it has no preconditions.
        let raw = unsafe { peer_simdjson_new() };
        Self {
            raw: NonNull::new(raw).expect("memory for a parser"),
            texts: Texts([absent; MEMBERS]),
        }
    }

    /// Reads a response. `None` if the text is not a response with all required members.
    #[inline]
    pub fn read<'a>(&'a mut self, text: &'a Padded, way: Way) -> Option<Answer<'a>> {
        let read = match way {
            Way::Iterate => peer_simdjson_iterate,
            Way::Find => peer_simdjson_find,
        };
        let (start, texts) = (text.bytes.as_ptr(), &mut self.texts);
        // SAFETY: the parser exists and is not in use. `Padded::set` made sure that the padding
        // follows the text. `Texts` has the layout of `Answer` in C++.
        let is_read = unsafe { read(self.raw.as_ptr(), start, text.len, texts) };
        is_read.then_some(Answer(&self.texts))
    }
}

/// How the members are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Goes through the members in the order of the text.
    Iterate,
    /// Finds each member, in the expected order. It starts where the last one ended.
    Find,
}

impl Drop for Parser {
    fn drop(&mut self) {
        // SAFETY: `new` created it, and nothing uses it any more.
        unsafe { peer_simdjson_delete(self.raw.as_ptr()) };
    }
}

/// simdjson's `ondemand::parser`.
#[repr(C)]
struct RawParser {
    opaque: [u8; 0],
}

// SAFETY: these are the declarations of `read.cpp`.
unsafe extern "C" {
    static peer_simdjson_padding: usize;
    fn peer_simdjson_new() -> *mut RawParser;
    fn peer_simdjson_delete(parser: *mut RawParser);
    fn peer_simdjson_iterate(
        parser: *mut RawParser,
        text: *const u8,
        len: usize,
        texts: &mut Texts,
    ) -> bool;
    fn peer_simdjson_find(
        parser: *mut RawParser,
        text: *const u8,
        len: usize,
        texts: &mut Texts,
    ) -> bool;
}

#[cfg(test)]
mod tests {
    use super::{Member, Padded, Parser, Way};

    const TEXT: &str = r#"{"response":{"head":{"version":"1","function":"2","clientId":"3",
        "respTime":"4","reqMsgId":"5","more":[6]},"body":{"resultInfo":{"resultStatus":"7",
        "resultCodeId":"8","resultCode":"\u0039\/"},"cancelTime":null}},"signature":"10"}"#;

    #[test]
    fn reads_a_response_and_refuses_what_is_not_one() {
        let mut parser = Parser::new();
        let texts = [
            (TEXT.to_owned(), true),
            (TEXT.replace("reqMsgId", "other"), false),
            (TEXT.replace(r#""4""#, "4"), false),
            (TEXT.replace(r#""5""#, "\"\u{1}\""), false),
            (TEXT.replace("[6]", "6]"), false),
            (TEXT[..TEXT.len() - 1].to_owned(), false),
            (String::new(), false),
        ];
        for way in [Way::Iterate, Way::Find] {
            for (text, is_response) in &texts {
                let padded = Padded::new(text.as_bytes());
                let answer = parser.read(&padded, way);
                assert_eq!(answer.is_some(), *is_response, "{way:?} {text}");
                if let Some(answer) = answer {
                    assert_eq!(answer.get(Member::Version), Some("1"));
                    assert_eq!(answer.get(Member::ResultCode), Some("9/"));
                    assert_eq!(answer.get(Member::CancelTime), None);
                    assert_eq!(answer.get(Member::Signature), Some("10"));
                }
            }
        }
    }
}
