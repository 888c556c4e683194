//! Any text into `Signature::from_base64`, compared with the crate `base64`.

use alipay_acquiring::{PayCancelRequest, RequestHead, TransactionId, signature::Signature, text};
use alipay_acquiring::{PayCancelRequestBody, Timestamp, UtcOffset};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Decodes the input alone, and at the end of texts that are long enough for a signature.
pub fn base64(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else {
        return false;
    };
    let accepted = check(text);

    // Complete groups of four symbols, which decode to 255 and to 510 bytes.
    let mut long = String::with_capacity(680 + text.len());
    for _ in 0..2 {
        long.extend(["Zm9v"; 85]);
        long.push_str(text);
        check(&long);
        long.truncate(long.len() - text.len());
    }
    accepted
}

fn check(text: &str) -> bool {
    let mut bytes = [0; Signature::MAX_LEN + 3];
    let expected = STANDARD
        .decode_slice(text, &mut bytes)
        .ok()
        .and_then(|len| Signature::new(&bytes[..len]).ok());
    let signature = Signature::from_base64(text).ok();
    assert_eq!(signature, expected);

    let Some(signature) = signature else {
        return false;
    };
    assert!((Signature::MIN_LEN..=Signature::MAX_LEN).contains(&signature.as_bytes().len()));
    assert_eq!(encode(&signature), text);
    true
}

/// The text of a signature in an envelope that the crate writes.
fn encode(signature: &Signature) -> String {
    const ID: TransactionId<'_> = TransactionId::Merchant(text!("m"));
    let time = Timestamp::new(2001, 7, 4, 12, 8, 56, UtcOffset::UTC).unwrap();
    let message = PayCancelRequest {
        head: RequestHead::new(text!("c"), time, text!("r")),
        body: PayCancelRequestBody {
            partner_id: text!("p"),
            transaction: ID,
        },
    };
    let len = signature.as_bytes().len();
    let mut buffer = [0; 1024];
    let draft = message.draft(&mut buffer, len).unwrap();
    let written = draft.finish(signature).unwrap();
    assert_eq!(written.len(), message.encoded_len(len));
    let written = std::str::from_utf8(written).unwrap();
    let (_, text) = written.split_once(r#","signature":""#).unwrap();
    text.strip_suffix(r#""}"#).unwrap().to_string()
}
