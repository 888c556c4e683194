//! The feature `rsa`: signing on the device, which needs a heap.
#![no_std]
#![no_main]

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use alipay_acquiring::signature::RsaSigningKey;
use embedded_alloc::LlffHeap;
use firmware::request::request;
use firmware::{check, entry, exit, measure, print_number, receive, same_as_file};

/// A heap of fixed size that counts the bytes in use, now and at most.
struct Counted {
    heap: LlffHeap,
    used: AtomicUsize,
    most: AtomicUsize,
}

// SAFETY: every call is passed on to `heap` unchanged.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = self.used.fetch_add(layout.size(), Relaxed) + layout.size();
        self.most.fetch_max(used, Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        unsafe { self.heap.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        self.used.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        unsafe { self.heap.dealloc(at, layout) }
    }
}

#[global_allocator]
static HEAP: Counted = Counted {
    heap: LlffHeap::empty(),
    used: AtomicUsize::new(0),
    most: AtomicUsize::new(0),
};

const HEAP_LEN: usize = 16 * 1024;

#[entry]
fn main() -> ! {
    let Some(room) = cortex_m::singleton!(: [u8; HEAP_LEN] = [0; HEAP_LEN]) else {
        exit(1)
    };
    // SAFETY: called once, and no other code uses this memory.
    unsafe { HEAP.heap.init(room.as_mut_ptr() as usize, HEAP_LEN) };

    let mut der = [0; 1280];
    let der = receive("keys/client_private.pkcs8.der", &mut der);
    let mut loaded = None;
    measure("load", &mut || loaded = RsaSigningKey::from_der(der).ok());
    let Some(key) = loaded else { exit(1) };
    let request = request("1234567asdfasdf1123fda");
    let mut buffer = [0; 704];
    let mut len = 0;
    measure("sign", &mut || {
        len = request.sign(&mut buffer, &key).map_or(0, <[u8]>::len);
    });
    let envelope = buffer.get(..len).unwrap_or_default();
    check("golden", same_as_file("golden/request.json", envelope));
    print_number("sign.heap", HEAP.most.load(Relaxed) as u32);
    exit(0)
}
