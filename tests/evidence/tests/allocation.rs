//! The codec does not allocate. An allocator counts while the codec handles every prefix of every
//! fixture.
//!
//! Private keys do allocate, because the crate `rsa` needs a heap.

#![allow(unsafe_code, reason = "a global allocator needs it")]

#[path = "../../common/der.rs"]
mod der;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::convert::Infallible;
use std::fmt::{self, Write};
use std::hint::black_box;

use alipay_acquiring::function::{Answers, Body, ResponseBody};
use alipay_acquiring::{
    Envelope, Message, MessageIds, PayCancelRequest, PayCancelRequestBody, PayCancelResponse,
    PayCancelResponseBody, PayCancelResultCode, RequestHead, Text, Timestamp, TransactionId,
    UnsignedFailure, Verified,
    function::Head,
    signature::{
        AwsLcSigningKey, InvalidSignature, KeyError, RsaSigningKey, RsaVerifyingKey, Signature,
        Signer, SigningBytes, Verifier,
    },
    text,
};
use base64ct::{Base64, Encoding};
use der::integers;
use evidence::other_functions::{
    Amount, MinorUnits, NextVersionBody, PayQueryRequest, PayQueryRequestBody,
    PayQueryResponseBody, RefundRequest, RefundRequestBody,
};
use evidence::{envelopes, fixture, fixture_text, report, report_none, signing_key};
use num_bigint::BigUint;

// The counter

struct Counting;

thread_local! {
    /// One counter for each thread, so that the test harness is not counted. Creating it does not
    /// allocate, and it needs no destructor.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // Freeing counts too: the allocation may have been made before counting began.
        count();
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often this thread allocates or frees while `run` runs.
fn allocations(run: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

// The work

/// Accepts every signature, but reads the same data as a real verifier.
struct AcceptsAll;

impl Verifier for AcceptsAll {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        black_box((bytes.digest(), signature.as_bytes()));
        Ok(())
    }
}

struct FixedSigner(usize);

impl Signer for FixedSigner {
    type Error = Infallible;

    fn signature_len(&self) -> usize {
        self.0
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, Infallible> {
        black_box(bytes.digest());
        let signature = [0xA5; Signature::MAX_LEN];
        Ok(Signature::new(&signature[..self.0]).expect("a valid length of a signature"))
    }
}

/// Formats into a fixed buffer. Text that does not fit is dropped.
struct Fixed([u8; 8192], usize);

impl Write for Fixed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some(room) = self.0[self.1..].get_mut(..text.len()) {
            room.copy_from_slice(text.as_bytes());
            self.1 += text.len();
        }
        Ok(())
    }
}

fn format(value: impl fmt::Debug, display: Option<&dyn fmt::Display>) {
    let mut fixed = Fixed([0; 8192], 0);
    write!(fixed, "{value:?}").unwrap();
    if let Some(display) = display {
        write!(fixed, "{display}").unwrap();
    }
    black_box(fixed.1);
}

#[derive(Default)]
struct Ran {
    decoded: u64,
    refused: u64,
    written: u64,
    answered: u64,
    claimed: u64,
}

/// Decodes a message, and writes it again.
fn message<'a, H: Head<'a> + fmt::Debug, B: Body<'a, Head = H> + fmt::Debug>(
    input: &'a [u8],
    scratch: &'a mut [u8],
    ran: &mut Ran,
    then: impl FnOnce(&Verified<'_, Message<H, B>>, &mut Ran),
) {
    let unverified = match Message::<H, B>::decode(input, scratch) {
        Ok(unverified) => unverified,
        Err(error) => {
            format(error, Some(&error));
            ran.refused += 1;
            return;
        }
    };
    format(&unverified, None);
    format(unverified.claimed(), None);
    ran.decoded += 1;
    let Ok(message) = unverified.verify(&AcceptsAll) else {
        ran.refused += 1;
        return;
    };
    for violation in message.violations() {
        format(violation, Some(&violation));
    }
    black_box(message.encoded_len(256));
    let mut buffer = [0; 16384];
    for len in [0, 300, buffer.len()] {
        match message.sign(&mut buffer[..len], &FixedSigner(256)) {
            Ok(envelope) => {
                black_box(envelope);
                ran.written += 1;
            }
            Err(error) => format(error, Some(&error)),
        }
    }
    if let Ok(draft) = message.draft(&mut buffer, 512) {
        black_box(draft.signing_bytes().digest());
        let signature = Signature::new(&[0x5A; 512]).expect("a valid length of a signature");
        black_box(
            draft
                .finish(&signature)
                .expect("the buffer is large enough"),
        );
        ran.written += 1;
    }
    then(&message, ran);
}

/// The same for a response, and concludes its outcome.
fn response<'a, B, Q>(
    input: &'a [u8],
    scratch: &'a mut [u8],
    ran: &mut Ran,
    request: &Message<RequestHead<'static>, Q>,
) where
    B: ResponseBody<'a> + Answers<Q> + fmt::Debug,
    Q: Body<'static, Head = RequestHead<'static>, Function = B::Function>,
{
    message::<_, B>(input, scratch, ran, |response, ran| {
        format(MessageIds::from(&response.head), None);
        match response.answering(request) {
            Ok(answer) => {
                format(answer.outcome(), Some(&answer.outcome()));
                for violation in answer.violations() {
                    format(violation, Some(&violation));
                }
                ran.answered += 1;
            }
            Err(error) => format(error, Some(&error)),
        }
    });
}

fn head() -> RequestHead<'static> {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30").expect("a time");
    let (client, message) = (
        text!("211xxxxxxxxxxxxxxx044"),
        text!("1234567asdfasdf1123fda"),
    );
    RequestHead::new(client, time, message)
}

const ACQUIREMENT: Text<64> = text!("2015xxxxxxxxxxxxxxxxxxxxx747");

/// Does everything that is possible with an input.
fn do_everything(input: &[u8], ran: &mut Ran) {
    let cancel = PayCancelRequest {
        head: head(),
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(ACQUIREMENT),
        },
    };
    let next_version = Message {
        head: head(),
        body: NextVersionBody(cancel.body),
    };
    let query = PayQueryRequest {
        head: head(),
        body: PayQueryRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(ACQUIREMENT),
        },
    };
    let mut scratch = [0; 4096];
    let scratch = &mut scratch[..];
    message::<_, PayCancelRequestBody>(input, scratch, ran, |request, _| {
        format(MessageIds::from(&request.head), None);
    });
    message::<_, NextVersionBody<PayCancelRequestBody>>(input, scratch, ran, |_, _| ());
    message::<_, PayQueryRequestBody>(input, scratch, ran, |_, _| ());
    response::<PayCancelResponseBody, _>(input, scratch, ran, &cancel);
    response::<NextVersionBody<PayCancelResponseBody>, _>(input, scratch, ran, &next_version);
    response::<PayQueryResponseBody, _>(input, scratch, ran, &query);
    match Envelope::decode(input, scratch) {
        Ok(envelope) => {
            format(envelope.claimed(), None);
            format(envelope, None);
            let mut second = [0; 4096];
            match envelope.read::<PayCancelRequestBody>(&mut second) {
                Ok(request) => format(request, None),
                Err(error) => {
                    black_box(PayCancelResultCode::from(error));
                }
            }
            if let Err(error) = envelope.read_request_claims() {
                format(error, Some(&error));
            }
            ran.claimed += 1;
        }
        Err(error) => format(error, Some(&error)),
    }
    match UnsignedFailure::decode(input, scratch) {
        Ok(failure) => {
            format(failure, Some(&failure));
            ran.claimed += 1;
        }
        Err(error) => format(error, Some(&error)),
    }
}

// The tests

#[test]
fn the_counter_counts() {
    // A box, a vector that grows, and a value on the stack.
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 2);
    assert_eq!(
        allocations(|| { black_box(vec![0_u8; 9]).reserve_exact(99) }),
        3
    );
    assert_eq!(
        allocations(|| {
            black_box([0_u8; 99]);
        }),
        0
    );

    // The crate `rsa` allocates. The counter counts that too, through the same trait.
    let key = signing_key("client");
    let bytes = SigningBytes::new(b"{}");
    let signed = allocations(|| {
        black_box(key.sign(bytes).is_ok());
    });
    report("allocation control-counted", signed);
}

/// Arithmetic with private keys allocates, so a key that is refused without allocating is refused
/// before any arithmetic.
#[test]
fn a_huge_private_key_causes_no_arithmetic() {
    let small = fixture("keys/client_private.pkcs1.der");
    let loading = allocations(|| drop(black_box(RsaSigningKey::from_der(&small))));
    report("allocation control-key-loaded", loading);

    let huge = (BigUint::from(1_u8) << (8 * 262_144)) + 1_u8;
    let e = BigUint::from(65537_u32);
    let der = integers(&[
        &BigUint::ZERO,
        &huge,
        &e,
        &huge,
        &huge,
        &huge,
        &huge,
        &huge,
        &huge,
    ]);
    let mut errors = [None; 2];
    let allocated = allocations(|| {
        errors = [
            RsaSigningKey::from_der(&der).err(),
            AwsLcSigningKey::from_der(&der).err(),
        ];
    });
    let is_size = |error| matches!(error, Some(KeyError::Size { .. }));
    assert!(errors.into_iter().all(is_size), "{errors:?}");
    report_none("allocation huge-private-key", allocated);
}

/// Public keys are loaded from text and DER, verify a signature, and refuse one.
#[test]
fn the_verifying_key_does_not_allocate() {
    let text = fixture_text("golden/response.json");
    let mut verified = 0;
    let mut allocated = 0;
    for name in ["client", "platform", "rsa3072", "rsa4096"] {
        let pem = fixture_text(&format!("keys/{name}_public.spki.pem"));
        allocated += allocations(|| {
            let key = RsaVerifyingKey::from_text(&pem).expect("a key");
            let mut scratch = [];
            let response = PayCancelResponse::decode(text.as_bytes(), &mut scratch);
            let response = response.expect("golden");
            assert_eq!(response.verify(&key).is_ok(), name == "platform");
            format(&key, None);
            verified += 1;
        });
    }
    for text in ["", "AAAA", "-----BEGIN PUBLIC KEY-----"] {
        allocated += allocations(|| format(RsaVerifyingKey::from_text(text).err(), None));
    }
    report("allocation keys", verified);
    report_none("allocation of-keys", allocated);
}

#[test]
fn the_codec_does_not_allocate() {
    let envelopes = envelopes();
    let mut ran = Ran::default();
    let mut inputs = 0;
    let mut allocated = 0;
    for (path, input) in &envelopes {
        for len in 0..=input.len() {
            let here = allocations(|| do_everything(&input[..len], &mut ran));
            if here > 0 {
                println!("{path}, the first {len} bytes: {here}");
            }
            allocated += here;
            inputs += 1;
        }
    }
    report("allocation envelopes", envelopes.len() as u64);
    report("allocation inputs", inputs);
    report("allocation messages-decoded", ran.decoded);
    report("allocation messages-written", ran.written);
    report("allocation answers-concluded", ran.answered);
    report("allocation claims-read", ran.claimed);
    report("allocation refusals", ran.refused);
    report_none("allocation allocations", allocated);
}

/// Every prefix of a message whose body is a serde type, with escapes in names, texts and amounts.
#[test]
fn serde_bodies_do_not_allocate() {
    let refund = RefundRequest {
        head: head(),
        body: RefundRequestBody {
            merchant_id: text!("218820000000000000023"),
            acquirement_id: Some(ACQUIREMENT),
            merchant_trans_id: None,
            merchant_refund_id: text!("r-1"),
            refund_amount: Amount {
                currency: text!("USD"),
                value: MinorUnits(1250),
            },
            refund_reason: Some(text!("\"\\ \u{1f600}")),
        },
    };
    let mut buffer = [0; RefundRequest::MAX_LEN];
    let text = refund.sign(&mut buffer, &FixedSigner(256)).expect("signed");
    let text = std::str::from_utf8(text).expect("JSON");
    let escaped = text
        .replace("merchantRefundId", "merchantRefund\\u0049d")
        .replace("1250", "\\u0031250");
    assert_ne!(text, escaped);
    let mut ran = Ran::default();
    let mut allocated = 0;
    for text in [text, &escaped] {
        for len in 0..=text.len() {
            let input = &text.as_bytes()[..len];
            let mut scratch = [0; 4096];
            allocated += allocations(|| {
                message::<_, RefundRequestBody>(input, &mut scratch, &mut ran, |request, _| {
                    format(request.body, None);
                });
            });
        }
    }
    report("allocation serde-bodies-decoded", ran.decoded);
    report("allocation serde-bodies-refused", ran.refused);
    report_none("allocation of-serde-bodies", allocated);
}

/// With every length of the scratch, strings are unescaped, or the scratch is too small.
#[test]
fn no_scratch_length_causes_an_allocation() {
    let text = fixture_text("peers/php-default.response.json");
    let mut runs = 0;
    for len in 0..=text.len() {
        let here = allocations(|| {
            let mut scratch = [0; 4096];
            let scratch = &mut scratch[..len];
            let mut ran = Ran::default();
            message::<_, PayCancelResponseBody>(text.as_bytes(), scratch, &mut ran, |_, _| ());
            black_box(ran.decoded);
        });
        assert_eq!(here, 0, "{len}");
        runs += 1;
    }
    report("allocation scratch-lengths", runs);
}

/// Values and signatures that are no part of a message.
#[test]
fn values_do_not_allocate() {
    let base64 = Base64::encode_string(&[0xA5; 512]);
    let here = allocations(|| {
        for text in [
            "",
            "2001-07-04T12:08:56+05:30",
            "2016-12-31t23:59:60.123456789z",
        ] {
            let time = Timestamp::parse(text);
            format(time, None);
            format(Text::<20>::new(text), None);
        }
        format(Signature::from_base64(&base64), None);
        format(Signature::from_base64("AAAA"), None);
        format(Signature::new(&[0; 255]), None);
    });
    report_none("allocation values", here);
}
