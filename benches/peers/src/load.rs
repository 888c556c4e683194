//! A load for the other core and for the memory, beside which a run can measure.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{fmt, fs, thread};

/// A thread that runs until the program ends. It adds one to each word of a buffer that is twice as
/// large as the last-level cache, again and again, so it reads and writes main memory all the time.
///
/// It is not bound to a core: that is left to the operating system, which gives it another core
/// than the one that measures, if one is free.
#[derive(Debug)]
pub struct Load {
    megabytes: usize,
    /// How many MiB were read and written so far.
    done: Arc<AtomicUsize>,
    start: Instant,
}

impl Load {
    /// Starts the thread.
    pub fn start() -> Self {
        let megabytes = 2 * last_level_cache();
        let mut words = vec![1_u64; megabytes * MEGABYTE / size_of::<u64>()];
        let done = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&done);
        thread::spawn(move || {
            loop {
                for part in words.chunks_mut(MEGABYTE / size_of::<u64>()) {
                    for word in black_box(part) {
                        *word = word.wrapping_add(1);
                    }
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Self {
            megabytes,
            done,
            start: Instant::now(),
        }
    }
}

/// Says what the thread does and how much it did, so that a reader sees that it ran.
impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gigabytes = self.done.load(Ordering::Relaxed) as f64 / 1024.0;
        let speed = gigabytes / self.start.elapsed().as_secs_f64();
        let size = self.megabytes;
        write!(
            f,
            "one thread added 1 to each word of a buffer of {size} MiB, again and again; it read and \
             wrote {speed:.1} GiB a second"
        )
    }
}

const MEGABYTE: usize = 1 << 20;

/// The size of the largest cache of the first core in MiB, rounded up; 64 if the system does not
/// say it.
fn last_level_cache() -> usize {
    let sizes = (0..8).filter_map(|index| {
        let path = format!("/sys/devices/system/cpu/cpu0/cache/index{index}/size");
        let size = fs::read_to_string(path).ok()?;
        size.trim().strip_suffix('K')?.parse::<usize>().ok()
    });
    sizes.max().map_or(64, |kibibytes| kibibytes.div_ceil(1024))
}
