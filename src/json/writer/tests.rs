//! That the fast path takes what it is for. What it refuses is written all the same, only later, so no
//! other test would notice.

extern crate std;

use std::{format, string::String};

use super::*;

#[test]
fn strings_that_fit_and_need_no_escape() {
    for (room, value, is_taken) in [
        (5, "ab", true),
        (4, "ab", false),
        (0, "", false),
        (3, "", true),
        (64, "a string that is longer than two chunks are", true),
        (64, "a string that is longer than two chunks are\n", false),
        (64, "\"", false),
    ] {
        let mut buffer = [0; 64];
        let mut writer = Writer::new(&mut buffer[..room]);
        let taken = writer.plain_string([b":", b"\""], value);
        assert_eq!(taken.is_some(), is_taken, "{value} in {room}");
        let len = writer.len();
        let written = if is_taken {
            format!(":\"{value}\"")
        } else {
            String::new()
        };
        assert_eq!(&buffer[..len], written.as_bytes(), "{value} in {room}");
    }
}
