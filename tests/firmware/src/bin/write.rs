//! Writes a request: first only the signing bytes, then the whole envelope with its signature.
#![no_std]
#![no_main]

use core::hint::black_box;

use alipay_acquiring::signature::Signature;
use firmware::request::request;
use firmware::{check, entry, exit, measure, receive, same_as_file};

#[entry]
fn main() -> ! {
    let request = black_box(request("1234567asdfasdf1123fda"));
    let mut buffer = [0; 704];
    let mut signature = [0; 256];
    let Ok(signature) = Signature::new(receive("golden/request.sig", &mut signature)) else {
        exit(1)
    };
    let mut drafted = false;
    measure("write", &mut || {
        drafted = black_box(&request.draft(&mut buffer, 256)).is_ok()
    });
    check("draft", drafted);
    // Includes `draft` again, because a draft can be finished only once.
    let mut len = 0;
    measure("write.whole", &mut || {
        if let Ok(draft) = request.draft(&mut buffer, 256)
            && let Ok(envelope) = draft.finish(&signature)
        {
            len = envelope.len();
        }
    });
    let envelope = buffer.get(..len).unwrap_or_default();
    check("golden", same_as_file("golden/request.json", envelope));
    exit(0)
}
