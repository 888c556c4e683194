//! The crate's reader and `serde_json` give the same verdict on every short input.

use std::collections::BTreeMap;
use std::thread;
use std::time::Instant;

use alipay_acquiring::json::Reader;
use evidence::{report, report_none};
use serde::de::IgnoredAny;
use serde_json::Value;

/// A set of inputs: all strings of up to `max` symbols, between `before` and `after`.
struct Space {
    name: &'static str,
    symbols: Vec<Vec<u8>>,
    max: usize,
    before: &'static [u8],
    after: &'static [u8],
}

fn symbols<const N: usize>(symbols: [&[u8]; N]) -> Vec<Vec<u8>> {
    symbols.map(<[u8]>::to_vec).to_vec()
}

fn spaces() -> [Space; 4] {
    [
        Space {
            name: "bytes",
            symbols: (0..=u8::MAX).map(|byte| vec![byte]).collect(),
            max: 3,
            before: b"",
            after: b"",
        },
        // Whole documents. Some symbols have several bytes, so six symbols can form longer inputs
        // than six bytes.
        Space {
            name: "documents",
            symbols: symbols([
                b"{", b"}", b"[", b"]", b":", b",", b"\"", b"\\", b"/", b"u", b"0", b"1", b"-",
                b".", b"e", b"E", b"+", b"tru", b" ", b"\t", b"\xc3", b"\xa9", b"\\ud83d",
                b"\\ude00",
            ]),
            max: 6,
            before: b"",
            after: b"",
        },
        // The content of a string: escapes, control characters, and the limits of UTF-8.
        Space {
            name: "strings",
            symbols: symbols([
                b"\\", b"u", b"\"", b"/", b"b", b"n", b"0", b"8", b"D", b"d", b"f", b"G", b"\0",
                b"\x1f", b"\x7f", b"\x80", b"\xbf", b"\xc0", b"\xc2", b"\xe0", b"\xed", b"\xa0",
                b"\xf0", b"\x90", b"\xf4", b"\\uD83D", b"\\uDE00", b"\\u00",
            ]),
            max: 5,
            before: b"\"",
            after: b"\"",
        },
        Space {
            name: "numbers",
            symbols: symbols([b"0", b"1", b"9", b"-", b"+", b".", b"e", b"E"]),
            max: 8,
            before: b"",
            after: b"",
        },
    ]
}

fn accepts(input: &[u8]) -> bool {
    let mut scratch = [];
    let verdict = Reader::new(input, &mut scratch).and_then(|mut reader| {
        reader.skip_value()?;
        reader.finish()
    });
    verdict.is_ok()
}

/// Whether an input is a known difference. The second argument is whether this crate accepts it.
type Explains = fn(&[u8], bool) -> bool;

/// The known differences with their reasons. Each must occur, and no other may.
const KNOWN: [(&str, Explains); 1] = [
    // RFC 8259, section 6, sets no range for numbers. This crate skips numbers and checks only
    // their grammar. serde_json refuses a number that no `f64` can represent.
    ("number-out-of-range", |input, accepted| {
        let refusal = serde_json::from_slice::<Value>(input).err();
        accepted
            && refusal.is_some_and(|error| error.to_string().starts_with("number out of range"))
    }),
];

#[derive(Default)]
struct Tally {
    inputs: u64,
    accepted: u64,
    known: BTreeMap<&'static str, u64>,
    unexplained: Vec<Vec<u8>>,
}

impl Tally {
    fn run(&mut self, input: &[u8]) {
        let accepted = accepts(input);
        self.inputs += 1;
        self.accepted += u64::from(accepted);
        if accepted != serde_json::from_slice::<Value>(input).is_ok() {
            match KNOWN.iter().find(|(_, explains)| explains(input, accepted)) {
                Some((name, _)) => *self.known.entry(name).or_default() += 1,
                None => self.unexplained.push(input.to_vec()),
            }
        }
    }

    /// Runs `input` followed by every string of up to `more` symbols, the empty one included.
    fn extend(&mut self, space: &Space, input: &mut Vec<u8>, more: usize) {
        let len = input.len();
        input.extend_from_slice(space.after);
        self.run(input);
        input.truncate(len);
        if more > 0 {
            for symbol in &space.symbols {
                input.extend_from_slice(symbol);
                self.extend(space, input, more - 1);
                input.truncate(len);
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.accepted += other.accepted;
        for (name, count) in other.known {
            *self.known.entry(name).or_default() += count;
        }
        self.unexplained.extend(other.unexplained);
    }
}

/// Runs a set on two threads. Each thread takes every second one of the first symbols.
fn run(space: &Space) -> Tally {
    let mut all = Tally::default();
    all.extend(space, &mut space.before.to_vec(), 0);
    thread::scope(|scope| {
        let run_half = |first: usize| {
            scope.spawn(move || {
                let mut tally = Tally::default();
                for symbol in space.symbols.iter().skip(first).step_by(2) {
                    let mut input = [space.before, symbol].concat();
                    tally.extend(space, &mut input, space.max - 1);
                }
                tally
            })
        };
        for half in [run_half(0), run_half(1)] {
            all.add(half.join().unwrap());
        }
    });
    all
}

#[test]
fn serde_json_gives_the_same_verdict_on_every_short_input() {
    let mut all = Tally::default();
    for space in spaces() {
        let start = Instant::now();
        let tally = run(&space);
        // The number of all strings, so none was left out.
        let size = space.symbols.len() as u64;
        let max = u32::try_from(space.max).unwrap();
        let expected: u64 = (0..=max).map(|len| size.pow(len)).sum();
        assert_eq!(tally.inputs, expected, "{}", space.name);
        println!(
            "{}: {} inputs of {size} symbols, {} accepted, {:.1} s",
            space.name,
            tally.inputs,
            tally.accepted,
            start.elapsed().as_secs_f64()
        );
        all.add(tally);
    }
    for (name, _) in KNOWN {
        let met = all.known.get(name).copied().unwrap_or(0);
        report(&format!("exhaustive known-difference {name}"), met);
    }
    for input in all.unexplained.iter().take(20) {
        println!("differs: {}", input.escape_ascii());
    }
    report_none("exhaustive unexplained", all.unexplained.len() as u64);
    report("exhaustive inputs", all.inputs);
    report("exhaustive accepted", all.accepted);
    report("exhaustive refused", all.inputs - all.accepted);
    assert!(all.inputs > 100_000_000);
}

/// The control: the comparison finds the differences of a reader that is less strict.
#[test]
fn the_comparison_finds_a_less_strict_reader() {
    let mut differences = 0;
    for content in [&br"\ud83d"[..], br"\ude00", b"\xc3", b"\xed\xa0\x80"] {
        let input = [b"\"", content, b"\""].concat();
        let lax = serde_json::from_slice::<IgnoredAny>(&input).is_ok();
        differences += u64::from(lax != accepts(&input));
    }
    report("exhaustive control-differences", differences);
}
