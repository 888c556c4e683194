//! A cancel with the driver and a simulated flash. The power is cut at every operation of the flash and
//! after every send. After each cut the cancel goes on with the same bytes, until it ends with "void".
#![no_std]
#![no_main]

use alipay_acquiring::cancel::{Cancel, Decision, End, LoadError, Policy, Step};
use alipay_acquiring::signature::{Rsa2048VerifyingKey, Signature};
use cortex_m::singleton;
use firmware::request::request;
use firmware::{check, entry, exit, measure, print_number, receive};

static PLATFORM: Rsa2048VerifyingKey =
    match Rsa2048VerifyingKey::from_der(include_bytes!(env!("PLATFORM_DER"))) {
        Ok(key) => key,
        Err(_) => panic!("no key"),
    };

/// A page of the flash.
const PAGE: usize = 1024;
/// The driver's buffer: an envelope of 685 bytes, 41 bytes around it, and 104 bytes of evidence, in
/// whole words.
const RECORD: usize = 832;
/// Where a record has its envelope.
const HEADER: usize = 32;
const RECEIVE: usize = 1024;
const SEND: usize = 704;
const SCRATCH: usize = 448;

#[entry]
fn main() -> ! {
    let (Some(pages), Some(record), Some(received), Some(send), Some(scratch)) = (
        singleton!(: [[u8; PAGE]; 2] = [[0xFF; PAGE]; 2]),
        singleton!(: [u8; RECORD] = [0; RECORD]),
        singleton!(: [u8; RECEIVE] = [0; RECEIVE]),
        singleton!(: [u8; SEND] = [0; SEND]),
        singleton!(: [u8; SCRATCH] = [0; SCRATCH]),
    ) else {
        exit(1)
    };
    let envelope = sign(send, received);
    let mut terminal = Terminal {
        device: Device {
            pages,
            received,
            envelope,
            operations: 0,
            power: u32::MAX,
            posts: 0,
        },
        record,
        scratch,
    };
    measure("cancel", &mut || {
        check("without a cut", terminal.power_up().is_ok());
    });
    check("posts", terminal.device.posts == 3);

    let operations = terminal.device.operations;
    for power in 0..operations {
        terminal.device.reset(power);
        check("the power is cut", terminal.power_up().is_err());
        terminal.device.power = u32::MAX;
        check("after the cut", terminal.power_up().is_ok());
        check("answered", terminal.device.posts >= 3);
    }
    print_number("power cuts", operations);
    exit(0)
}

/// Signs the request, with the secure element's signature.
#[inline(never)]
fn sign<'b>(send: &'b mut [u8], received: &mut [u8]) -> &'b [u8] {
    let sample = request("1234567asdfasdf1123fda");
    let Ok(draft) = sample.draft(send, 256) else {
        exit(1)
    };
    match &Signature::new(receive("golden/request.sig", received)) {
        Ok(signature) => draft.finish(signature).unwrap_or_default(),
        Err(_) => exit(1),
    }
}

struct Terminal {
    device: Device,
    record: &'static mut [u8],
    scratch: &'static mut [u8],
}

impl Terminal {
    /// From power-up until the cancel is closed, or until the power is cut.
    #[inline(never)]
    fn power_up(&mut self) -> Result<(), PowerCut> {
        let Self {
            device,
            record,
            scratch,
        } = self;
        let [first, second] = &*device.pages;
        let loaded = Cancel::load(Policy::DEFAULT, [first, second], &mut **record);
        let mut cancel = match loaded {
            Ok(cancel) => cancel,
            Err(error) => {
                // The first write was cut. A person has looked up the sale: it is still to be cancelled.
                check(
                    "torn",
                    error == LoadError::Torn { page: 0 } && device.posts == 0,
                );
                device.erase(0)?;
                let Ok(empty) = Cancel::load(Policy::DEFAULT, [&[], &[]], &mut **record) else {
                    exit(1)
                };
                empty
            }
        };
        // The journal of the sales says that this one is to be cancelled, unless that is done.
        if cancel.request().is_none() && device.posts < 3 {
            check("nothing was sent", device.posts == 0);
            check("begin", cancel.begin(device.envelope, None).is_ok());
        }
        run(&mut cancel, device, scratch)
    }
}

/// The loop of the driver's documentation.
fn run(
    cancel: &mut Cancel<&mut [u8]>,
    device: &mut Device,
    scratch: &mut [u8],
) -> Result<(), PowerCut> {
    loop {
        match cancel.step(device.now(), 255) {
            Step::Idle => return Ok(()),
            Step::Store(write) => {
                device.write(write.page(), write.bytes())?;
                let stored = write.done();
                cancel.stored(stored);
            }
            Step::Send(request) => match device.post(request.as_bytes())? {
                Some(answer) => _ = cancel.answer(answer, scratch, &[&PLATFORM]),
                None => cancel.no_answer(),
            },
            Step::Wait(_) => cancel.waited(),
            // The message is too young to be replaced.
            Step::NewMessage(_) => exit(1),
            Step::Finished(end) => {
                check("void", end == End::Void);
                check("close", cancel.decided(Decision::Close).is_ok());
            }
        }
    }
}

struct PowerCut;

/// The flash, the network and the clock.
struct Device {
    pages: &'static mut [[u8; PAGE]; 2],
    received: &'static mut [u8],
    envelope: &'static [u8],
    /// How many operations were done.
    operations: u32,
    /// The power is cut during the operation after so many.
    power: u32,
    posts: u32,
}

impl Device {
    fn reset(&mut self, power: u32) {
        for page in &mut *self.pages {
            page.fill(0xFF);
        }
        (self.operations, self.power, self.posts) = (0, power, 0);
    }

    /// Counts an operation. It is cut if no power is left.
    fn operate(&mut self) -> Result<(), PowerCut> {
        self.operations = self.operations.wrapping_add(1);
        match self.operations <= self.power {
            true => Ok(()),
            false => Err(PowerCut),
        }
    }

    /// Erases a page. A cut leaves its second half as it was.
    fn erase(&mut self, page: u8) -> Result<(), PowerCut> {
        let done = self.operate();
        let erased = if done.is_ok() { PAGE } else { PAGE / 2 };
        if let Some(page) = self.pages.get_mut(usize::from(page)) {
            page.iter_mut().take(erased).for_each(|byte| *byte = 0xFF);
        }
        done
    }

    /// Erases a page, and writes it in words of eight bytes. A cut leaves half of a word. A write can only
    /// clear bits.
    fn write(&mut self, page: u8, bytes: &[u8]) -> Result<(), PowerCut> {
        self.erase(page)?;
        check("page", bytes.len() <= PAGE);
        for (index, word) in bytes.chunks(8).enumerate() {
            let done = self.operate();
            let written = if done.is_ok() { 8 } else { 4 };
            if let Some(page) = self.pages.get_mut(usize::from(page)) {
                let room = page.iter_mut().skip(8 * index);
                for (room, byte) in room.zip(word).take(written) {
                    *room &= byte;
                }
            }
            done?;
        }
        Ok(())
    }

    /// Sends the request: first there is no answer, then the platform does not know, then it is done.
    fn post(&mut self, request: &[u8]) -> Result<Option<&[u8]>, PowerCut> {
        check("the same bytes", request == self.envelope);
        let is_stored = |page: &[u8; PAGE]| {
            let envelope = page.get(HEADER..).unwrap_or_default();
            envelope.starts_with(request)
        };
        check("stored", self.pages.iter().any(is_stored));
        self.posts = self.posts.wrapping_add(1);
        self.operate()?;
        Ok(match self.posts {
            1 => None,
            2 => Some(receive("answers/unknown.json", self.received)),
            _ => Some(receive("golden/response.json", self.received)),
        })
    }

    /// The time of the sample request, and a second for each send.
    fn now(&self) -> i64 {
        994_228_736 + i64::from(self.posts)
    }
}
