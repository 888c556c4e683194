//! That the fast path takes what it is for. What it refuses is written all the same, only later, so no
//! other test would notice.

use super::*;

#[test]
fn strings_that_fit_and_need_no_escape() {
    for (room, value, is_taken) in [
        (4, "ab", true),
        (3, "ab", false),
        (0, "", false),
        (2, "", true),
        (64, "a string that is longer than two chunks are", true),
        (64, "a string that is longer than two chunks are\n", false),
        (64, "\"", false),
    ] {
        let mut buffer = [0; 64];
        let mut writer = Writer::new(&mut buffer[..room]);
        let taken = writer.plain_string([b"\""], value);
        assert_eq!(taken.is_some(), is_taken, "{value} in {room}");
        let len = writer.len();
        assert_eq!(
            len,
            if is_taken { value.len() + 2 } else { 0 },
            "{value} in {room}"
        );
        if let Some((b'"', written)) = buffer[..len].split_first() {
            assert_eq!(written.strip_suffix(b"\""), Some(value.as_bytes()));
        }
    }
}
