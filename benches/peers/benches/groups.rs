//! The scenarios as criterion groups. Use it while you optimize one scenario: criterion compares
//! each run with the previous one.
//!
//! ```sh
//! cargo bench -p peers --features groups --bench groups -- read/compact
//! ```

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use peers::SCENARIOS;
use peers::messages::Messages;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let messages = Messages::new();
    for scenario in &SCENARIOS {
        let mut group = criterion.benchmark_group(scenario.group);
        for mut contestant in (scenario.contestants)(&messages) {
            group.throughput(Throughput::Elements(contestant.messages as u64));
            group.bench_function(BenchmarkId::new(scenario.name, contestant.name), |b| {
                b.iter_custom(|passes| {
                    let start = Instant::now();
                    contestant.run(passes as usize);
                    start.elapsed()
                });
            });
        }
    }
    criterion.final_summary();
}
