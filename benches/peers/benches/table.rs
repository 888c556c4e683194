//! One run in which the contestants take turns. Prints a table for each scenario, then all ratios
//! and whether their limits are met.
//!
//! ```sh
//! cargo bench -p peers                       # about 90 seconds after the build
//! cargo bench -p peers -- compact write      # some scenarios
//! cargo bench -p peers -- --seconds 1        # a second for each scenario instead of eight
//! cargo bench -p peers -- --busy             # beside a load on the other core and on the memory
//! cargo bench -p peers -- --record /FILE     # saves the measurements
//! cargo test -p peers --bench table          # checks every result without measuring
//! ```

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Duration;

use peers::load::Load;
use peers::messages::Messages;
use peers::race::{BLOCKS, Measured};
use peers::ratio::{Figure, RATIOS, Ratio};
use peers::{SCENARIOS, Scenario, Standing};

fn main() {
    let mut run = Run::from_arguments();
    let messages = Messages::new();
    if run.is_busy && run.is_timed {
        run.load = Some(Load::start());
    }
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
    /// How long each scenario is measured.
    time: Duration,
    is_busy: bool,
    /// The load beside the run.
    load: Option<Load>,
    record: Option<String>,
    measured: Vec<Measured>,
}

impl Run {
    fn from_arguments() -> Self {
        let mut run = Self {
            is_timed: false,
            wanted: Vec::new(),
            time: Duration::from_secs(8),
            is_busy: false,
            load: None,
            record: None,
            measured: Vec::new(),
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .unwrap_or_else(|| panic!("{argument} VALUE"))
            };
            match argument.as_str() {
                "--bench" => run.is_timed = true,
                "--busy" => run.is_busy = true,
                "--record" => run.record = Some(value()),
                "--seconds" => {
                    let seconds = value().parse().expect("a number of seconds");
                    run.time = Duration::from_secs_f64(seconds);
                }
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
        let measured = Measured::race(scenario, &mut contestants, self.time);
        println!("\n{name}: {}\n\n{}", scenario.title, table(&measured));
        self.measured.push(measured);
    }

    /// Prints the ratios of the scenarios that were run, and writes the record.
    fn finish(self) {
        if !self.is_timed {
            return;
        }
        let load = self.load.as_ref();
        let load = load.map_or("none".to_owned(), |load| load.to_string());
        println!("{}load beside the run: {load}", self.ratios());
        if let Some(path) = &self.record {
            let text = self.recorded(&load);
            fs::write(path, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }

    /// The ratios that can be computed from the scenarios and contestants of this run.
    fn figures(&self) -> impl Iterator<Item = (&'static Ratio, Figure)> {
        RATIOS.iter().filter_map(|ratio| {
            let measured = self.measured.iter().find(|run| run.name == ratio.scenario);
            Some((ratio, ratio.figure(measured?)?))
        })
    }

    /// The ratios with their spread and their verdicts.
    fn ratios(&self) -> String {
        let seconds = self.time.as_secs_f64() / BLOCKS as f64;
        let mut text = format!(
            "ratios: the median of {BLOCKS} blocks of {seconds:.2} s, and the lowest to the highest\n"
        );
        for (ratio, figure) in self.figures() {
            let (lowest, highest) = (figure.lowest, figure.highest);
            let spread = format!("{:.3} ({lowest:.3} to {highest:.3})", figure.median);
            let limit = match &ratio.limit {
                Some(limit) => format!("{limit}: {}", limit.verdict(&figure)),
                None => "no limit".to_owned(),
            };
            writeln!(text, "  {:18}  {spread:24}  {limit}", ratio.name).unwrap();
        }
        if cfg!(not(feature = "simdjson")) {
            text += "without simdjson's On-Demand parser; `--features simdjson` adds it\n";
        }
        text
    }

    /// The content of the record: the environment, the ratios, and all measurements.
    fn recorded(&self, load: &str) -> String {
        let mut text = String::new();
        for (name, value) in circumstances() {
            writeln!(text, "# {name}: {value}").unwrap();
        }
        writeln!(text, "# seconds: {}", self.time.as_secs_f64()).unwrap();
        writeln!(text, "# load: {load}").unwrap();
        text += "ratio\tmedian\tlowest\thighest\tlimit\tgoal\twhat\n";
        for (ratio, figure) in self.figures() {
            let limit = ratio.limit.map_or(String::new(), |limit| limit.to_string());
            let goal = ratio.limit.map_or(String::new(), |limit| limit.goal());
            let (median, lowest, highest) = (figure.median, figure.lowest, figure.highest);
            write!(
                text,
                "{}\t{median:.4}\t{lowest:.4}\t{highest:.4}",
                ratio.name
            )
            .unwrap();
            writeln!(text, "\t{limit}\t{goal}\t{}", ratio.what).unwrap();
        }
        text += "\nscenario\tcontestant\tstanding\tturns\tp10\tp25\tmedian\tp75\tp90\tnote\n";
        for measured in &self.measured {
            let rounds = measured.all_rounds();
            for row in measured.rows.iter().chain(&measured.pair) {
                let (name, standing, count) = (&row.name, row.standing, rounds.len());
                write!(text, "{}\t{name}\t{standing:?}\t{count}", measured.name).unwrap();
                for share in [0.10, 0.25, 0.50, 0.75, 0.90] {
                    write!(text, "\t{:.4}", row.quantile(share, &rounds)).unwrap();
                }
                writeln!(text, "\t{}", row.note).unwrap();
            }
        }
        text
    }
}

fn table(measured: &Measured) -> String {
    let rows = &measured.rows;
    let name_width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let note_width = rows.iter().map(|row| row.note.len()).max().unwrap_or(0);
    let rounds = measured.all_rounds();
    let peer = measured.least(&[Standing::Peer, Standing::SameJob], &rounds);
    let floor = measured.least(&[Standing::Floor], &rounds);
    let mut table = format!(
        "| {:name_width$} | {:>9} | {:>22} | {:>6} | {:>7} | {:note_width$} |\n",
        "contestant", "median ns", "10 % to 90 %", "× peer", "× floor", "what it does"
    );
    let dashes = |width| "-".repeat(width);
    writeln!(
        table,
        "| {} | {}: | {}: | {}: | {}: | {} |",
        dashes(name_width),
        dashes(8),
        dashes(21),
        dashes(5),
        dashes(6),
        dashes(note_width)
    )
    .unwrap();
    for row in rows {
        let [low, median, high] = [0.10, 0.50, 0.90].map(|share| row.quantile(share, &rounds));
        let spread = format!("{low:.1} to {high:.1}");
        let over = |least: Option<f64>| {
            least.map_or(String::new(), |least| format!("{:.2}", median / least))
        };
        let (peer, floor, name, note) = (over(peer), over(floor), &row.name, row.note);
        writeln!(
            table,
            "| {name:name_width$} | {median:>9.1} | {spread:>22} | {peer:>6} | {floor:>7} | {note:note_width$} |"
        )
        .unwrap();
    }
    if let Some(pair) = &measured.pair {
        let [low, median, high] = [0.10, 0.50, 0.90].map(|share| pair.quantile(share, &rounds));
        let (name, count) = (&pair.name, rounds.len());
        writeln!(
            table,
            "\n{name}: {median:.3}, 10 % to 90 % of {count} rounds: {low:.3} to {high:.3}"
        )
        .unwrap();
    }
    table
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
