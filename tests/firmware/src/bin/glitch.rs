//! A terminal that concludes from one response, for the campaign of `tests/glitch`: what does it believe if
//! a glitch skips instructions?
//!
//! It does not run in QEMU. The campaign's emulator maps the network at [`NETWORK`], and reads
//! `GLITCH_SCREEN` when the image reaches `glitch_done`.
#![no_std]
#![no_main]

use core::hint::black_box;
use core::ptr;

use alipay_acquiring::{
    Outcome, PayCancelRequest, PayCancelResponse, UnknownReason, signature::Rsa2048VerifyingKey,
};
use cortex_m_rt::entry;
use firmware::request::request;

static PLATFORM: Rsa2048VerifyingKey =
    match Rsa2048VerifyingKey::from_der(include_bytes!(env!("PLATFORM_DER"))) {
        Ok(key) => key,
        Err(_) => panic!("no key"),
    };

/// What the campaign puts into the terminal: two lengths, the `reqMsgId` of the request that waits for its
/// answer, and the response.
#[repr(C)]
struct Network {
    id_len: usize,
    response_len: usize,
    id: [u8; 32],
    response: [u8; 2048],
}

const NETWORK: *const Network = 0x6000_0000 as *const Network;

/// What the customer sees, in words of memory.
#[unsafe(no_mangle)]
static mut GLITCH_SCREEN: [u8; 32] = [0; 32];

#[entry]
fn main() -> ! {
    // SAFETY: the campaign maps it, and nothing writes it.
    let network = unsafe { &*NETWORK };
    let id = network.id.get(..network.id_len).unwrap_or_default();
    let response = network
        .response
        .get(..network.response_len)
        .unwrap_or_default();
    let sent = request(core::str::from_utf8(id).unwrap_or_default());
    let mut scratch = [0; 448];
    let (outcome, words) = conclude(&sent, response, &mut scratch)
        .unwrap_or_else(|reason| (Outcome::Unknown(reason), [0; 2]));
    if cfg!(feature = "naive") {
        if outcome == Outcome::Success {
            show(0, SUCCESS);
        }
        glitch_done()
    }
    // One branch can be skipped. So each half of the text has its own, with its own word.
    let [first, second] = words;
    let [is_first, is_second] = Outcome::SUCCESS_WORDS;
    if first == is_first {
        show(0, FIRST);
    } else {
        show(0, outcome.code());
    }
    if second == is_second {
        show(FIRST.len(), SECOND);
    }
    glitch_done()
}

/// What a customer sees who may go, and its halves.
const SUCCESS: &str = "the sale is void";
const FIRST: &str = "the sale";
const SECOND: &str = " is void";

/// Decodes and verifies a response, matches it to this request, and returns the outcome.
#[inline(never)]
fn conclude(
    sent: &PayCancelRequest<'_>,
    response: &[u8],
    scratch: &mut [u8],
) -> Result<(Outcome, [u32; 2]), UnknownReason> {
    let response = PayCancelResponse::decode(response, scratch)?;
    let response = response.verify(&PLATFORM)?;
    let answer = response.answering(sent)?;
    Ok((answer.outcome(), answer.outcome_words()))
}

#[inline(never)]
fn show(at: usize, text: &str) {
    let screen = &raw mut GLITCH_SCREEN;
    for (byte, index) in text.bytes().zip(at..32) {
        // SAFETY: the index is less than 32, and there is no other reference to the screen.
        unsafe { ptr::write_volatile(screen.cast::<u8>().add(index), byte) };
    }
}

/// The campaign ends the emulation here.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn glitch_done() -> ! {
    loop {
        black_box(());
    }
}
