//! One run in which the contestants take turns. Prints a table for each scenario, then all ratios
//! in one line.
//!
//! ```sh
//! cargo bench -p peers                       # about 90 seconds after the build
//! cargo bench -p peers -- compact write      # some scenarios
//! cargo bench -p peers -- --record /FILE     # saves the measurements
//! cargo test -p peers --bench table          # checks every result without measuring
//! ```

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use peers::draw::Draw;
use peers::messages::Messages;
use peers::{Contestant, SCENARIOS, Scenario, Standing};

/// How long each scenario is measured.
const TIME: Duration = Duration::from_secs(8);

/// The approximate length of a turn: much longer than reading the clock takes, and short enough for
/// thousands of turns.
const TURN: Duration = Duration::from_micros(60);

fn main() {
    let mut run = Run::from_arguments();
    let messages = Messages::new();
    for scenario in &SCENARIOS {
        run.race(scenario, &messages);
    }
    run.finish();
}

/// The arguments, and the measurements so far.
struct Run {
    /// Whether to measure time: `cargo bench` passes `--bench`, `cargo test` does not.
    is_timed: bool,
    /// The names of the scenarios to run; empty for all.
    wanted: Vec<String>,
    record: Option<String>,
    measured: Vec<Measured>,
}

/// The measurements of one scenario.
struct Measured {
    name: &'static str,
    rows: Vec<Row>,
}

/// The measurements of one contestant.
struct Row {
    name: &'static str,
    note: &'static str,
    standing: Standing,
    /// Nanoseconds per message, for each turn.
    turns: Vec<f64>,
}

impl Run {
    fn from_arguments() -> Self {
        let mut run = Self {
            is_timed: false,
            wanted: Vec::new(),
            record: None,
            measured: Vec::new(),
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => run.is_timed = true,
                "--record" => run.record = Some(arguments.next().expect("--record FILE")),
                name => {
                    let is_known = SCENARIOS.iter().any(|scenario| scenario.name == name);
                    assert!(is_known, "there is no scenario {name}");
                    run.wanted.push(argument);
                }
            }
        }
        run
    }

    /// Measures a scenario and prints its table. Creating the contestants also checks their
    /// results.
    fn race(&mut self, scenario: &Scenario, messages: &Messages) {
        let name = scenario.name;
        if !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| wanted == name) {
            return;
        }
        let mut contestants = (scenario.contestants)(messages);
        if !self.is_timed {
            for contestant in &mut contestants {
                contestant.run(1);
            }
            println!("{name}: {} contestants agree", contestants.len());
            return;
        }
        let measured = Measured {
            name,
            rows: measure(&mut contestants),
        };
        println!("\n{name}: {}\n\n{}", scenario.title, measured.table());
        self.measured.push(measured);
    }

    /// Prints the ratios of the scenarios that were run.
    fn finish(self) {
        if !self.is_timed {
            return;
        }
        let mut line = String::from("ratios:");
        for (ratio, scenario, of) in RATIOS {
            if let Some(measured) = self.measured.iter().find(|run| run.name == scenario) {
                write!(line, " {ratio}={:.2}", of(measured)).unwrap();
            }
        }
        if let Some(path) = &self.record {
            let text = self.recorded(&line);
            fs::write(path, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        println!("{line}");
    }

    /// The content of the record: the environment and all measurements.
    fn recorded(&self, ratios: &str) -> String {
        let mut text = String::new();
        for (name, value) in circumstances() {
            writeln!(text, "# {name}: {value}").unwrap();
        }
        writeln!(text, "# {ratios}").unwrap();
        text += "scenario\tcontestant\tstanding\tturns\tp10\tp25\tmedian\tp75\tp90\tnote\n";
        for scenario in &self.measured {
            for row in scenario.rows.iter().chain(&scenario.pairs()) {
                let (name, standing) = (row.name, row.standing);
                write!(
                    text,
                    "{}\t{name}\t{standing:?}\t{}",
                    scenario.name,
                    row.turns.len()
                )
                .unwrap();
                for share in [0.10, 0.25, 0.50, 0.75, 0.90] {
                    write!(text, "\t{:.4}", quantile(&row.turns, share)).unwrap();
                }
                writeln!(text, "\t{}", row.note).unwrap();
            }
        }
        text
    }
}

type Ratio = fn(&Measured) -> f64;

/// The ratios of the last line: name, scenario, and formula.
const RATIOS: [(&str, &str, Ratio); 9] = [
    ("compact", "compact", Measured::lead),
    ("varied", "varied", Measured::lead),
    ("same_job", "compact", Measured::lead_in_the_same_job),
    ("pretty", "pretty", Measured::lead),
    ("any", "any", Measured::lead),
    ("escaped", "escaped", Measured::lead),
    ("write", "write", Measured::lead),
    ("whole_read", "whole_read", Measured::over_floor),
    ("whole_write", "whole_write", Measured::over_floor),
];

impl Measured {
    /// The smallest median of all rows with this standing.
    fn least(&self, standing: Standing) -> Option<f64> {
        let rows = self.rows.iter().filter(|row| row.standing == standing);
        rows.map(Row::median).min_by(f64::total_cmp)
    }

    fn fastest_peer(&self) -> Option<f64> {
        let peers = [Standing::Peer, Standing::SameJob];
        let least = peers.iter().filter_map(|&standing| self.least(standing));
        least.min_by(f64::total_cmp)
    }

    fn ours(&self) -> f64 {
        self.least(Standing::Ours).expect("a scenario has our row")
    }

    /// The fastest peer's time divided by ours.
    fn lead(&self) -> f64 {
        self.fastest_peer().expect("a peer") / self.ours()
    }

    /// The same, only with the peers that do the same job.
    fn lead_in_the_same_job(&self) -> f64 {
        let same_job = self.least(Standing::SameJob);
        same_job.expect("a peer that does the same job") / self.ours()
    }

    /// Our time divided by the floor's: the median of all rounds.
    fn over_floor(&self) -> f64 {
        self.pairs().expect("a pair").median()
    }

    /// Our time divided by the floor's in each round, if there are no other contestants.
    fn pairs(&self) -> Option<Row> {
        let [ours, floor] = &*self.rows else {
            return None;
        };
        let pairs = ours.turns.iter().zip(&floor.turns);
        Some(Row {
            name: "whole / signature alone",
            note: "a ratio, not a time",
            standing: Standing::Ours,
            turns: pairs.map(|(ours, floor)| ours / floor).collect(),
        })
    }

    fn table(&self) -> String {
        let width = |text: fn(&Row) -> &str| self.rows.iter().map(|row| text(row).len()).max();
        let name_width = width(|row| row.name).unwrap_or(0);
        let note_width = width(|row| row.note).unwrap_or(0);
        let (peer, floor) = (self.fastest_peer(), self.least(Standing::Floor));
        let mut table = format!(
            "| {:name_width$} | {:>9} | {:>19} | {:>6} | {:>7} | {:note_width$} |\n",
            "contestant", "median ns", "10 % to 90 %", "× peer", "× floor", "what it does"
        );
        let dashes = |width| "-".repeat(width);
        writeln!(
            table,
            "| {} | {}: | {}: | {}: | {}: | {} |",
            dashes(name_width),
            dashes(8),
            dashes(18),
            dashes(5),
            dashes(6),
            dashes(note_width)
        )
        .unwrap();
        for row in &self.rows {
            let median = row.median();
            let spread = format!(
                "{:.1} to {:.1}",
                quantile(&row.turns, 0.10),
                quantile(&row.turns, 0.90)
            );
            let over = |least: Option<f64>| {
                least.map_or(String::new(), |least| format!("{:.2}", median / least))
            };
            writeln!(
                table,
                "| {:name_width$} | {median:>9.1} | {spread:>19} | {:>6} | {:>7} | {:note_width$} |",
                row.name,
                over(peer),
                over(floor),
                row.note
            )
            .unwrap();
        }
        if let Some(pairs) = self.pairs() {
            writeln!(
                table,
                "\n{}: {:.3}, 10 % to 90 % of {} pairs: {:.3} to {:.3}",
                pairs.name,
                pairs.median(),
                pairs.turns.len(),
                quantile(&pairs.turns, 0.10),
                quantile(&pairs.turns, 0.90)
            )
            .unwrap();
        }
        table
    }
}

impl Row {
    fn median(&self) -> f64 {
        quantile(&self.turns, 0.50)
    }
}

/// Gives every contestant one turn in each round, in another order each time, until the time is up.
/// A disturbance that lasts longer than a turn affects all contestants.
fn measure(contestants: &mut [Contestant<'_>]) -> Vec<Row> {
    let passes: Vec<usize> = contestants.iter_mut().map(passes_in_a_turn).collect();
    let mut turns = vec![Vec::new(); contestants.len()];
    let mut order: Vec<usize> = (0..contestants.len()).collect();
    let mut draw = Draw::new(2);
    let start = Instant::now();
    while start.elapsed() < TIME {
        draw.shuffle(&mut order);
        for &index in &order {
            let (contestant, passes) = (&mut contestants[index], passes[index]);
            // The turn before was another contestant's, so bring code and data back into the
            // caches.
            contestant.run(passes.div_ceil(4));
            let start = Instant::now();
            contestant.run(passes);
            let nanos = start.elapsed().as_nanos() as f64;
            turns[index].push(nanos / (passes * contestant.messages) as f64);
        }
    }
    contestants
        .iter()
        .zip(turns)
        .map(|(contestant, turns)| Row {
            name: contestant.name,
            note: contestant.note,
            standing: contestant.standing,
            turns,
        })
        .collect()
}

fn passes_in_a_turn(contestant: &mut Contestant<'_>) -> usize {
    let mut passes = 1;
    loop {
        let start = Instant::now();
        contestant.run(passes);
        if start.elapsed() >= TURN {
            return passes;
        }
        passes *= 2;
    }
}

/// The value that this share of the values is below.
fn quantile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// The environment: machine, compiler and commit.
fn circumstances() -> Vec<(&'static str, String)> {
    let says = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        let text = output.map_or(String::new(), |output| {
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        });
        if text.is_empty() {
            "unknown".to_owned()
        } else {
            text
        }
    };
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = model.map_or("unknown", |model| {
        model.trim_start_matches(['\t', ' ', ':'])
    });
    vec![
        (
            "commit",
            says("git", &["describe", "--always", "--dirty", "--abbrev=12"]),
        ),
        ("date", says("date", &["-u", "+%F %R UTC"])),
        ("compiler", says("rustc", &["--version"])),
        (
            "processor",
            format!("{processor}, {cores} cores, {}", env::consts::ARCH),
        ),
    ]
}
