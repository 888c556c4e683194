//! `json::Writer`: the lengths of strings and objects.

use alipay_acquiring::json;

#[test]
fn lengths_of_objects() {
    let mut buffer = [0; 64];
    let mut writer = json::Writer::new(&mut buffer);
    assert!(writer.is_empty());
    writer.begin_object();
    assert!(!writer.is_empty());
    writer.end_object();
    assert_eq!(writer.len(), json::max_object_len(&[]));
    // A control character is written as six bytes, the longest escape.
    let mut writer = json::Writer::new(&mut buffer);
    writer.begin_object();
    writer.member("a", "\0");
    writer.member("long", "\0\0\0");
    writer.end_object();
    let members = [
        ("a", json::max_string_len(1)),
        ("long", json::max_string_len(3)),
    ];
    assert_eq!(writer.len(), json::max_object_len(&members));
    assert_eq!(json::max_object_len(&[("a", usize::MAX)]), usize::MAX);
    assert_eq!(json::max_string_len(usize::MAX), usize::MAX);
}
