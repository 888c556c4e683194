//! `linear` lists the kinds of input. `linear KIND SIZE…` creates one input of about SIZE bytes for
//! each size, and handles it once in the function `counted`, whose instructions the script `run`
//! counts.

mod inputs;
mod received;

use std::hint::black_box;

use alipay_acquiring::json::{Reader, Writer};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Envelope, PayCancelRequest, PayCancelResponse,
    PayCancelResponseBuf, Text, Timestamp, UnsignedFailure, ValueError,
    signature::{InvalidSignature, Signature, SigningBytes, Verifier},
};
use inputs::{KINDS, NOT_UTF8};
use received::{Pieces, Received};

/// The work that is done with an input.
#[derive(Clone, Copy)]
pub enum Work {
    Request,
    Response,
    /// Decodes, verifies and reads a response that owns its bytes.
    OwnedResponse,
    Claimed,
    UnsignedFailure,
    Digest,
    Text,
    Timestamp,
    Write,
    /// Writes the input as an id.
    WriteId,
    /// Reads an array of numbers.
    Array,
    /// Reads a serde type.
    Deserialize,
    /// Splits the input at its spaces, and writes it as a list of strings.
    Serialize,
    /// The control: sums all preceding bytes, again and again, so its work is quadratic.
    Quadratic,
}

/// The result of the work.
#[derive(Debug, PartialEq)]
pub enum End {
    Done,
    Refused(DecodeErrorKind),
    /// A text of more characters than this.
    TooLong(usize),
    Value(ValueError),
    InvalidSignature,
}

impl From<DecodeError> for End {
    fn from(error: DecodeError) -> Self {
        match error.kind() {
            DecodeErrorKind::Value(error) => error.into(),
            kind => Self::Refused(kind),
        }
    }
}

impl From<ValueError> for End {
    fn from(error: ValueError) -> Self {
        match error {
            ValueError::TooLong { max, .. } => Self::TooLong(max),
            _ => Self::Value(error),
        }
    }
}

struct AnyKey;

impl Verifier for AnyKey {
    fn verify(&self, bytes: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        black_box(bytes.digest());
        Ok(())
    }
}

/// The only function whose instructions are counted.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
#[inline(never)]
fn counted(work: Work, bytes: &[u8], scratch: &mut [u8]) -> Result<(), End> {
    let text = || str::from_utf8(bytes).expect("UTF-8");
    match work {
        Work::Request => {
            let request = PayCancelRequest::decode(bytes, scratch)?;
            let verified = request.verify(&AnyKey).map_err(|_| End::InvalidSignature)?;
            black_box(*verified);
        }
        Work::Response => {
            let response = PayCancelResponse::decode(bytes, scratch)?;
            let verified = response
                .verify(&AnyKey)
                .map_err(|_| End::InvalidSignature)?;
            black_box(*verified);
        }
        Work::OwnedResponse => {
            let response = PayCancelResponseBuf::decode(bytes)?;
            let verified = response
                .verify(&AnyKey)
                .map_err(|_| End::InvalidSignature)?;
            black_box(verified.with(|response| response.body.cancel_time.is_some())?);
        }
        Work::Claimed => drop(black_box(
            Envelope::decode(bytes, scratch).map(|envelope| envelope.claimed())?,
        )),
        Work::UnsignedFailure => drop(black_box(UnsignedFailure::decode(bytes, scratch)?)),
        Work::Digest => drop(black_box(SigningBytes::new(bytes).digest())),
        Work::Text => drop(black_box(Text::<64>::new(text())?)),
        Work::Timestamp => drop(black_box(Timestamp::parse(text())?)),
        Work::Write => {
            let mut writer = Writer::new(scratch);
            writer.string(text());
            black_box(writer.len());
        }
        Work::WriteId => {
            let mut writer = Writer::new(scratch);
            writer.id_member("id", text());
            assert!(!black_box(writer).has_failed());
        }
        Work::Array => {
            let mut reader = Reader::new(bytes, scratch)?;
            let mut elements = reader.array()?;
            while reader.next_element(&mut elements)? {
                black_box(reader.number()?);
            }
            reader.finish()?;
        }
        Work::Deserialize => {
            let mut reader = Reader::new(bytes, scratch)?;
            let received: Received = reader.deserialize()?;
            reader.finish()?;
            black_box((received.name, received.list, received.map));
        }
        Work::Serialize => {
            let mut writer = Writer::new(scratch);
            writer.serialize(&Pieces(text()));
            assert!(!writer.has_failed());
            black_box(writer.len());
        }
        Work::Quadratic => {
            let sum = |end| {
                bytes[..end]
                    .iter()
                    .map(|&byte| black_box(u64::from(byte)))
                    .sum::<u64>()
            };
            black_box((0..bytes.len()).step_by(1024).map(sum).sum::<u64>());
        }
    }
    Ok(())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, sizes)) = arguments.split_first() else {
        return KINDS.iter().for_each(|kind| println!("{}", kind.name));
    };
    let kind = KINDS
        .iter()
        .find(|kind| kind.name == name)
        .expect("KIND is in the list");
    for size in sizes {
        let size = size.parse().expect("SIZE is a number");
        let input = (kind.make)(size);
        assert!(
            (size..2 * size).contains(&input.len()),
            "{size}: {}",
            input.len()
        );
        let input: Vec<u8> = input
            .bytes()
            .map(|byte| {
                if [byte] == *NOT_UTF8.as_bytes() {
                    0x81
                } else {
                    byte
                }
            })
            .collect();
        // The writer may need six bytes for one byte of input.
        let mut scratch = vec![0; 6 * input.len() + 2];
        let end = match counted(kind.work, &input, &mut scratch) {
            Ok(()) => End::Done,
            Err(end) => end,
        };
        assert_eq!(end, kind.end, "{name}: unexpected result");
        println!("{}", input.len());
    }
}
