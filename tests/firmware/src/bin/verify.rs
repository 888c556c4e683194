//! Reads a response and verifies it with a key that the compiler loaded.
#![no_std]
#![no_main]

use core::hint::black_box;

use alipay_acquiring::{PayCancelResponse, signature::Rsa2048VerifyingKey};
use firmware::{check, entry, exit, measure, receive};

static PLATFORM: Rsa2048VerifyingKey =
    match Rsa2048VerifyingKey::from_der(include_bytes!(env!("PLATFORM_DER"))) {
        Ok(key) => key,
        Err(_) => panic!("no key"),
    };

#[entry]
fn main() -> ! {
    let mut buffer = [0; 1024];
    let path = "answers/refused.json";
    let input = receive(path, &mut buffer);
    let mut verified = false;
    measure("verify", &mut || {
        if let Ok(response) = PayCancelResponse::decode(input, &mut []) {
            verified = black_box(&response).verify(&PLATFORM).is_ok();
        }
    });
    check(path, verified);
    exit(0)
}
