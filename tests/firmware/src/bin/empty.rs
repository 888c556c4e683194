//! The whole harness and nothing else. Its flash is subtracted from the flash of the other images.
#![no_std]
#![no_main]

use firmware::{check, entry, exit, measure, print_hex, receive, same_as_file};

#[entry]
fn main() -> ! {
    let mut buffer = [0; 1024];
    let path = "golden/request.json";
    let file = receive(path, &mut buffer);
    check("the same file", same_as_file(path, file));
    print_hex("first", file.first_chunk::<4>().unwrap_or(&[0; 4]));
    measure("empty", &mut || ());
    exit(0)
}
