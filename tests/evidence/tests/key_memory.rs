//! Copies of a private key that stay in memory: this test searches the memory of its own process, live
//! and freed, heap and stack, for the primes and for the text that the key was loaded from.
//!
//! It pins what SECURITY.md says of each backend. If an update of a backend changes the result, the
//! test fails, and then SECURITY.md and the documentation of the keys must change too.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::hint::black_box;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use alipay_acquiring::signature::{
    AwsLcSigningKey, KeyError, RsaSigningKey, Signer, SigningBytes, SigningFailed,
};
use evidence::{fixture, fixture_path, report, report_none};

/// The bytes searched for are stored masked, so that the search does not find itself.
const MASK: u8 = 0xA5;

/// Bytes from the middle of a secret. The allocator overwrites the first bytes of a freed block.
struct Needle(Vec<u8>);

impl Needle {
    fn new<'a>(bytes: impl Iterator<Item = &'a u8>) -> Self {
        Self(bytes.map(|byte| byte ^ MASK).collect())
    }

    fn is_at(&self, bytes: &[u8]) -> bool {
        bytes
            .iter()
            .zip(&self.0)
            .all(|(byte, masked)| byte ^ MASK == *masked)
    }
}

const NEEDLE_LEN: usize = 48;

/// How often each secret is in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Copies {
    /// p and q, lowest byte first: both backends compute with them in this order.
    primes: [u64; 2],
    /// p and q, highest byte first, as in DER.
    der: [u64; 2],
    base64: u64,
}

struct Search {
    primes: [Needle; 2],
    der: [Needle; 2],
    base64: Needle,
    buffer: Vec<u8>,
}

impl Search {
    fn new() -> Self {
        let mut der = fixture("keys/client_private.pkcs1.der");
        let primes = primes(&der).map(|prime| {
            let middle = prime.start + (prime.len() - NEEDLE_LEN) / 2;
            middle..middle + NEEDLE_LEN
        });
        let forward = primes.clone().map(|range| Needle::new(der[range].iter()));
        let backward = primes.map(|range| Needle::new(der[range].iter().rev()));
        wipe(&mut der);
        let mut base64 = fixture(TEXT);
        let middle = base64.len() / 2;
        let text = Needle::new(base64[middle..middle + NEEDLE_LEN].iter());
        wipe(&mut base64);
        Self {
            primes: backward,
            der: forward,
            base64: text,
            buffer: vec![0; 1 << 20],
        }
    }

    /// Counts the copies in all memory that this process can write.
    fn copies(&mut self) -> Copies {
        let memory = File::open("/proc/self/mem").unwrap();
        let own = self.buffer.as_ptr().addr();
        let own = own..own + self.buffer.len();
        let mut copies = Copies {
            primes: [0; 2],
            der: [0; 2],
            base64: 0,
        };
        let mut searched = 0;
        for region in writable_regions() {
            for part in without(&region, &own) {
                searched += self.count(&memory, part, &mut copies);
            }
        }
        assert!(searched > 100_000, "{searched} bytes of memory");
        copies
    }

    /// Adds the copies in one part of the memory, and returns how many bytes were read.
    fn count(&mut self, memory: &File, part: Range<usize>, copies: &mut Copies) -> usize {
        let mut at = part.start;
        let mut read = 0;
        while at + NEEDLE_LEN <= part.end {
            let len = self.buffer.len().min(part.end - at);
            let address = u64::try_from(at).unwrap();
            // Guard pages cannot be read.
            let Ok(len @ NEEDLE_LEN..) = memory.read_at(&mut self.buffer[..len], address) else {
                break;
            };
            for window in self.buffer[..len].windows(NEEDLE_LEN) {
                for prime in 0..2 {
                    copies.primes[prime] += u64::from(self.primes[prime].is_at(window));
                    copies.der[prime] += u64::from(self.der[prime].is_at(window));
                }
                copies.base64 += u64::from(self.base64.is_at(window));
            }
            read += len;
            // The next window has not been looked at yet.
            at += len - (NEEDLE_LEN - 1);
        }
        read
    }
}

/// What is left of a region without this test's own buffer.
fn without(region: &Range<usize>, own: &Range<usize>) -> [Range<usize>; 2] {
    [
        region.start..region.end.min(own.start.max(region.start)),
        region.start.max(own.end.min(region.end))..region.end,
    ]
    .map(|part| part.start..part.end.max(part.start))
}

fn writable_regions() -> Vec<Range<usize>> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            let (start, end) = fields.next()?.split_once('-')?;
            let number = |text| usize::from_str_radix(text, 16).unwrap();
            let is_writable = fields.next()?.starts_with("rw");
            is_writable.then(|| number(start)..number(end))
        })
        .collect()
}

/// The places of p and q in the DER of an `RSAPrivateKey`.
fn primes(der: &[u8]) -> [Range<usize>; 2] {
    let mut at = 4;
    let mut numbers = Vec::new();
    while at < der.len() {
        let (header, len) = match der[at + 1] {
            0x81 => (3, usize::from(der[at + 2])),
            0x82 => (4, usize::from(der[at + 2]) << 8 | usize::from(der[at + 3])),
            len => (2, usize::from(len)),
        };
        numbers.push(at + header..at + header + len);
        at += header + len;
    }
    [numbers[4].clone(), numbers[5].clone()]
}

const TEXT: &str = "keys/client_private.pkcs8.b64";

fn wipe(secret: &mut [u8]) {
    black_box(&mut *secret).fill(0);
    black_box(secret);
}

/// The copies after loading, after three signatures, and after the key was dropped.
fn stages<K: Signer<Error = SigningFailed>>(
    search: &mut Search,
    load: fn(&str) -> Result<K, KeyError>,
) -> [Copies; 3] {
    let mut text = fs::read(fixture_path(TEXT)).unwrap();
    let key = load(std::str::from_utf8(&text).unwrap()).unwrap();
    wipe(&mut text);
    let loaded = search.copies();
    for text in [b"1", b"2", b"3"] {
        black_box(key.sign(SigningBytes::new(text)).unwrap());
    }
    let signed = search.copies();
    drop(key);
    [loaded, signed, search.copies()]
}

#[test]
fn copies_of_the_primes() {
    const NONE: Copies = Copies {
        primes: [0; 2],
        der: [0; 2],
        base64: 0,
    };
    let mut search = Search::new();
    assert_eq!(search.copies(), NONE, "before a key is loaded");

    // Control: the search finds a live copy. That it finds freed ones shows below, with the crate `rsa`.
    let mut der = fixture("keys/client_private.pkcs1.der");
    assert_eq!(search.copies().der, [1, 1], "a file that was read");
    wipe(&mut der);
    assert_eq!(search.copies(), NONE, "a file that was wiped");

    // AWS-LC first, since the crate `rsa` leaves copies.
    let [loaded, signed, dropped] = stages(&mut search, AwsLcSigningKey::from_text);
    for (stage, copies) in [("loaded", loaded), ("signed", signed)] {
        // The key itself.
        assert!(copies.primes.iter().all(|&count| count > 0), "{stage}");
        let others = Copies {
            primes: [0; 2],
            ..copies
        };
        assert_eq!(others, NONE, "AWS-LC, {stage}");
    }
    assert_eq!(dropped, NONE, "AWS-LC, dropped");
    report_none(
        "key-memory aws-lc-rs copies-left",
        dropped.primes.iter().sum(),
    );

    let [loaded, signed, dropped] = stages(&mut search, RsaSigningKey::from_text);
    for (stage, copies) in [("loaded", loaded), ("signed", signed), ("dropped", dropped)] {
        // Our own buffers are wiped.
        let others = Copies {
            primes: [0; 2],
            ..copies
        };
        assert_eq!(others, NONE, "rsa, {stage}");
    }
    // A known gap of the crate `rsa`; one prime is enough to compute the key. If nothing is left now,
    // SECURITY.md must say so.
    let left = dropped.primes.iter().sum();
    report("key-memory rsa copies-left", left);
}
