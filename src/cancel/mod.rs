//! The driver of a cancel: what to store, send, wait for and conclude, one step at a time.
//!
//! A terminal cancels a sale because its `pay` call had no clear result. [`Cancel`] is the loop around
//! the codec: it stores before it sends, sends the same bytes again, asks for a new message when that
//! helps, concludes from each answer, survives a power cut at any point, stops in time, and alerts staff.
//! It has no clock, no storage, no network and no heap. Its user does what it asks for:
//!
//! ```
//! # use std::{cell::Cell, time::Duration};
//! # use alipay_acquiring::{*, signature::{RsaSigningKey, RsaVerifyingKey}};
//! # const KEY: &str =
//! #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/client_private.pkcs8.pem"));
//! # const PLATFORM: &str =
//! #     include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/platform_public.spki.pem"));
//! # const ANSWER: &[u8] =
//! #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden/response.json"));
//! # #[derive(Default)]
//! # struct Device { pages: [Vec<u8>; 2], posts: usize, waits: usize, said: Vec<&'static str> }
//! # impl Device {
//! #     fn now(&self) -> i64 { 994_228_736 + self.waits as i64 }
//! #     fn random(&self) -> u8 { 77 }
//! #     fn write(&mut self, page: u8, bytes: &[u8]) -> Result<(), ()> {
//! #         self.pages[usize::from(page)] = bytes.to_vec();
//! #         Ok(())
//! #     }
//! #     fn post(&mut self, request: &StoredRequest) -> Option<&'static [u8]> {
//! #         assert!(request.as_bytes().starts_with(b"{\"request\":"));
//! #         self.posts += 1;
//! #         (self.posts == 2).then_some(ANSWER)
//! #     }
//! #     fn sleep(&mut self, _: Duration) { self.waits += 1; }
//! #     fn sign<'b>(&self, body: PayCancelRequestBody, client_id: Text<32>, send: &'b mut [u8]) -> Option<&'b [u8]> {
//! #         let now = Timestamp::from_unix_seconds(self.now(), UtcOffset::UTC).ok()?;
//! #         let head = RequestHead::new(client_id, now, text!("1234567asdfasdf1123fda"));
//! #         PayCancelRequest { head, body }.sign(send, &RsaSigningKey::from_text(KEY).unwrap()).ok()
//! #     }
//! #     fn show(&mut self, text: &'static str) { self.said.push(text); }
//! #     fn alert_staff(&mut self, _: &Cancel<[u8; 1024]>) {}
//! # }
//! use alipay_acquiring::cancel::{Cancel, Decision, End, Policy, Step, StoredRequest, screen};
//!
//! /// Runs until the cancel has ended, or at once if there is none.
//! fn run(cancel: &mut Cancel<[u8; 1024]>, device: &mut Device, platform: &[&RsaVerifyingKey]) {
//!     let mut scratch = [0; 448];
//!     loop {
//!         match cancel.step(device.now(), device.random()) {
//!             Step::Idle => return,
//!             Step::Store(write) => {
//!                 match device.write(write.page(), write.bytes()).map(|()| write.done()) {
//!                     Ok(stored) => cancel.stored(stored),
//!                     Err(_) => cancel.store_failed(),
//!                 }
//!             }
//!             Step::Send(request) => match device.post(&request) {
//!                 Some(answer) => {
//!                     let outcome = cancel.answer(answer, &mut scratch, platform);
//!                     println!("{}", outcome.code());
//!                 }
//!                 None => cancel.no_answer(),
//!             },
//!             Step::Wait(duration) => {
//!                 device.sleep(duration);
//!                 cancel.waited();
//!             }
//!             Step::NewMessage(old) => {
//!                 let mut send = [0; 704];
//!                 match device.sign(old.body, old.head.client_id, &mut send) {
//!                     Some(envelope) if cancel.message(envelope).is_ok() => {}
//!                     _ => cancel.no_message(),
//!                 }
//!             }
//!             Step::Finished(end) => {
//!                 device.show(screen::english(end));
//!                 if end.alerts_staff() {
//!                     return device.alert_staff(cancel); // later: `decided`, then `run` again
//!                 }
//!                 let _ = cancel.decided(Decision::Close);
//!             }
//!         }
//!     }
//! }
//!
//! # let mut device = Device::default();
//! # let platform = RsaVerifyingKey::from_text(PLATFORM)?;
//! // At power-up: continue what the store holds.
//! let [first, second] = &device.pages;
//! let mut cancel = Cancel::load(Policy::DEFAULT, [first, second], [0; 1024])?;
//! run(&mut cancel, &mut device, &[&platform]);
//!
//! // After a `pay` call without a clear result: sign, begin, run.
//! let body = PayCancelRequestBody {
//!     partner_id: text!("218820000000000000023"),
//!     transaction: TransactionId::Acquirement(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
//! };
//! let mut send = [0; 704];
//! let envelope = device.sign(body, text!("211xxxxxxxxxxxxxxx044"), &mut send).ok_or("the key fails")?;
//! let window_end = None; // in Hong Kong: 00:15 of the next day, as Unix time
//! cancel.begin(envelope, window_end)?;
//! run(&mut cancel, &mut device, &[&platform]);
//! # assert_eq!(device.said, ["The sale is void. Let the customer go."]);
//! # assert_eq!((device.posts, device.waits), (2, 1));
//! # let [first, second] = &device.pages;
//! # assert_eq!(Cancel::load(Policy::DEFAULT, [first, second], [0; 1024])?.request(), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What follows each outcome
//!
//! | outcome | what follows |
//! | --- | --- |
//! | success | the end [`Void`](End::Void) |
//! | failed, refused | the end [`Refused`](End::Refused) |
//! | failed, unlisted code; unknown: unlisted status, contradiction, wrong transaction | the end [`Unclear`](End::Unclear) |
//! | failed, not processed | a retry; after the last one [`NotProcessed`](End::NotProcessed) |
//! | failed, try later; unknown for any other reason; no answer | a retry; after the last one [`GaveUp`](End::GaveUp) |
//!
//! A retry sends the same bytes. If they are older than [`Policy::renew_after`], the machine asks for a
//! new message first. If the message cannot be signed, it sends the old one.
//!
//! # The store
//!
//! The store has two pages. Each write goes to the page that does not hold the current record, so a power
//! cut during a write loses nothing. A record has a version, a serial number and a checksum. The counts are
//! stored before each send. So after a power cut the driver may have counted one send too many, never one too
//! few. A record is 41 bytes longer than its envelope. Evidence takes up to 104 bytes more, if the buffer has
//! room.
//!
//! A store that replaces its content in one indivisible step, such as a file that is renamed, needs only
//! one page. It ignores [`PageWrite::page`], and passes `&[]` as the second page to [`Cancel::load`].
//!
//! The machine knows nothing of a cancel that was not stored yet. Nothing of it was sent. If power may fail
//! between the `pay` call and the first write, the terminal must find the sale in a journal of its own.
//!
//! After an end the record remains until [`decided`](Cancel::decided) is called and its record is stored. Until
//! then [`Cancel::begin`] begins no other cancel. After "void" the terminal calls it, once the cashier has seen
//! the text. After every other end it reports a person's [`Decision`].
//!
//! # The clock
//!
//! The machine takes the time from [`step`](Cancel::step), in Unix seconds, and from `reqTime` of the
//! messages. A wait has a length, not an end, so a clock that jumps does not change it. If the clock goes
//! back, the number of sends still limits the cancel. If it jumps forward, limits of time end a cancel only
//! after [`Policy::sends_at_least`] sends.

mod error;
mod evidence;
mod machine;
mod policy;
mod record;
pub mod screen;
mod step;

pub use crate::cancel::error::{LoadError, MessageError, NotAsked};
pub use crate::cancel::evidence::{Evidence, EvidenceKind};
pub use crate::cancel::machine::Cancel;
pub use crate::cancel::policy::{End, Policy};
pub use crate::cancel::step::{Decision, PageWrite, Step, Stored, StoredRequest};

/// Items for the tests of the machine, which replace one of its rules. They are not part of the public
/// interface.
#[doc(hidden)]
pub mod rules {
    pub use crate::cancel::policy::{After, AtEnd, Rules, Standard, Times};
}
