//! A race: the contestants of a scenario take turns, and the time of each turn is kept.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::draw::Draw;
use crate::{Contestant, Scenario, Standing};

/// The number of blocks into which a race is cut. It is odd, so that one block is in the middle.
pub const BLOCKS: usize = 9;

/// The note of a row that has ratios instead of times.
pub const IS_RATIO: &str = "a ratio, not a time";

/// The measurements of one scenario.
#[derive(Debug)]
pub struct Measured {
    /// The name of the scenario.
    pub name: &'static str,
    /// The contestants in the order of the table.
    pub rows: Vec<Row>,
    /// The scenario's pair: the quotient of the two times in each round.
    pub pair: Option<Row>,
}

/// The measurements of one contestant.
#[derive(Debug)]
pub struct Row {
    /// The name of the contestant, or both names of a pair.
    pub name: String,
    /// How its work differs from that of the others.
    pub note: &'static str,
    /// Its role in the table.
    pub standing: Standing,
    /// Nanoseconds per message, for each round.
    pub turns: Vec<f64>,
}

impl Measured {
    /// Gives every contestant one turn in each round, in another order each time, until the time is
    /// up. A disturbance that lasts longer than a turn affects all contestants.
    pub fn race(scenario: &Scenario, contestants: &mut [Contestant<'_>], time: Duration) -> Self {
        let passes: Vec<usize> = contestants.iter_mut().map(passes_in_a_turn).collect();
        let mut turns = vec![Vec::new(); contestants.len()];
        let mut order: Vec<usize> = (0..contestants.len()).collect();
        let mut draw = Draw::new(2);
        let (start, mut rounds) = (Instant::now(), 0);
        while start.elapsed() < time || rounds < BLOCKS {
            rounds += 1;
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
        let rows = contestants.iter().zip(turns);
        let rows = rows.map(|(contestant, turns)| Row {
            name: contestant.name.to_owned(),
            note: contestant.note,
            standing: contestant.standing,
            turns,
        });
        let rows: Vec<Row> = rows.collect();
        Self {
            name: scenario.name,
            pair: scenario.pair.map(|names| pair(&rows, names)),
            rows,
        }
    }

    /// All rounds of the race.
    pub fn all_rounds(&self) -> Range<usize> {
        0..self.rows[0].turns.len()
    }

    /// The rounds of each block.
    pub fn blocks(&self) -> [Range<usize>; BLOCKS] {
        let rounds = self.all_rounds().end;
        std::array::from_fn(|block| rounds * block / BLOCKS..rounds * (block + 1) / BLOCKS)
    }

    /// The smallest median of all rows with one of these standings, in these rounds.
    pub fn least(&self, standings: &[Standing], rounds: &Range<usize>) -> Option<f64> {
        let rows = self.rows.iter();
        let rows = rows.filter(|row| standings.contains(&row.standing));
        rows.map(|row| row.quantile(0.5, rounds))
            .min_by(f64::total_cmp)
    }

    /// The row of this contestant.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl Row {
    /// The value that this share of the turns is below, in these rounds.
    pub fn quantile(&self, share: f64, rounds: &Range<usize>) -> f64 {
        let mut sorted = self.turns[rounds.clone()].to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share).round() as usize]
    }
}

/// The approximate length of a turn: much longer than reading the clock takes, and short enough for
/// thousands of turns.
const TURN: Duration = Duration::from_micros(60);

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

/// The time of the first contestant divided by that of the second, round by round.
fn pair(rows: &[Row], (first, second): (&str, &str)) -> Row {
    let turns = |name| {
        let row = rows.iter().find(|row| row.name == name);
        &row.expect("both contestants of the pair").turns
    };
    let quotients = turns(first).iter().zip(turns(second));
    Row {
        name: format!("{first} / {second}"),
        note: IS_RATIO,
        standing: Standing::Ours,
        turns: quotients.map(|(first, second)| first / second).collect(),
    }
}
