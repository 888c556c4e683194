//! Reads responses with all checks except the signature's.
#![no_std]
#![no_main]

use core::hint::black_box;

use alipay_acquiring::PayCancelResponse;
use firmware::{check, entry, exit, measure, receive};

#[entry]
fn main() -> ! {
    let mut buffer = [0; 1024];
    for (name, path) in [
        ("read", "answers/refused.json"),
        ("read.golden", "golden/response.json"),
    ] {
        let input = receive(path, &mut buffer);
        let mut read = false;
        measure(name, &mut || {
            read = black_box(&PayCancelResponse::decode(input, &mut [])).is_ok();
        });
        check(path, read);
    }
    exit(0)
}
