//! The ratios, their limits and their goals.

use std::fmt;
use std::ops::Range;

use crate::Standing;
use crate::Standing::{OtherLanguage, Ours, Peer, SameJob};
use crate::race::Measured;

/// A ratio of two times of one scenario.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    /// Its name in all tables.
    pub name: &'static str,
    /// The scenario that it is computed from.
    pub scenario: &'static str,
    /// What it compares.
    pub what: &'static str,
    /// Computes it from some rounds of the race. `None` if a contestant that it needs does not take part.
    pub of: fn(&Measured, &Range<usize>) -> Option<f64>,
    /// What it must be. `None` if it is only shown.
    pub limit: Option<Limit>,
}

/// What a ratio must be, and what it should become.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// More is better.
    AtLeast { limit: f64, goal: f64 },
    /// Less is better.
    AtMost { limit: f64, goal: Option<f64> },
}

/// All ratios.
pub const RATIOS: [Ratio; 16] = [
    Ratio {
        name: "compact",
        scenario: "compact",
        what: "the fastest peer's time over ours, the compact response",
        of: lead,
        limit: at_least(2.6, 3.0),
    },
    Ratio {
        name: "varied",
        scenario: "varied",
        what: "the fastest peer's time over ours, 256 different responses",
        of: lead,
        limit: at_least(2.5, 3.0),
    },
    Ratio {
        name: "same_job",
        scenario: "compact",
        what: "the fastest serde-based peer that does the same job, compact response",
        of: lead_in_the_same_job,
        limit: at_least(4.6, 6.0),
    },
    Ratio {
        name: "pretty",
        scenario: "pretty",
        what: "the fastest peer's time over ours, the indented response",
        of: lead,
        limit: at_least(2.0, 2.4),
    },
    Ratio {
        name: "any",
        scenario: "any",
        what: "the fastest peer's time over ours, members in other orders",
        of: lead,
        limit: at_least(1.6, 2.0),
    },
    Ratio {
        name: "escaped",
        scenario: "escaped",
        what: "the fastest peer's time over ours, responses with escapes",
        of: lead,
        limit: at_least(1.5, 1.8),
    },
    Ratio {
        name: "write",
        scenario: "write",
        what: "the fastest peer's time over ours, writing",
        of: lead,
        limit: at_least(6.0, 9.0),
    },
    Ratio {
        name: "verify",
        scenario: "verify",
        what: "the time of `RsaVerifyingKey` over that of aws-lc-rs",
        of: of_the_pair,
        limit: at_most(1.6, Some(1.3)),
    },
    Ratio {
        name: "whole_read",
        scenario: "whole_read",
        what: "our time from bytes to a verified outcome over the signature alone",
        of: of_the_pair,
        limit: at_most(1.08, None),
    },
    Ratio {
        name: "whole_write",
        scenario: "whole_write",
        what: "our time from values to signed bytes over the signature alone",
        of: of_the_pair,
        limit: at_most(1.02, None),
    },
    Ratio {
        name: "by_hand",
        scenario: "compact",
        what: "the time of `jiter by hand, typed`, the same job, over ours, compact response",
        of: lead_over_by_hand,
        limit: None,
    },
    Ratio {
        name: "compact, On-Demand",
        scenario: "compact",
        what: "the time of simdjson On-Demand over ours",
        of: lead_over_other_languages,
        limit: None,
    },
    Ratio {
        name: "varied, On-Demand",
        scenario: "varied",
        what: "the time of simdjson On-Demand over ours",
        of: lead_over_other_languages,
        limit: None,
    },
    Ratio {
        name: "pretty, On-Demand",
        scenario: "pretty",
        what: "the time of simdjson On-Demand over ours",
        of: lead_over_other_languages,
        limit: None,
    },
    Ratio {
        name: "any, On-Demand",
        scenario: "any",
        what: "the time of simdjson On-Demand over ours",
        of: lead_over_other_languages,
        limit: None,
    },
    Ratio {
        name: "escaped, On-Demand",
        scenario: "escaped",
        what: "the time of simdjson On-Demand over ours",
        of: lead_over_other_languages,
        limit: None,
    },
];

const fn at_least(limit: f64, goal: f64) -> Option<Limit> {
    Some(Limit::AtLeast { limit, goal })
}

const fn at_most(limit: f64, goal: Option<f64>) -> Option<Limit> {
    Some(Limit::AtMost { limit, goal })
}

/// The fastest peer's time divided by ours.
fn lead(measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    lead_over(&[Peer, SameJob], measured, rounds)
}

/// The same, only with the peers that do the same job.
fn lead_in_the_same_job(measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    lead_over(&[SameJob], measured, rounds)
}

fn lead_over_other_languages(measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    lead_over(&[OtherLanguage], measured, rounds)
}

fn lead_over_by_hand(measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    let by_hand = measured.row("jiter by hand, typed")?;
    Some(by_hand.quantile(0.5, rounds) / measured.least(&[Ours], rounds)?)
}

fn lead_over(standings: &[Standing], measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    Some(measured.least(standings, rounds)? / measured.least(&[Ours], rounds)?)
}

/// The median of the quotients of the scenario's pair.
fn of_the_pair(measured: &Measured, rounds: &Range<usize>) -> Option<f64> {
    Some(measured.pair.as_ref()?.quantile(0.5, rounds))
}

/// The figures of one ratio in one run: the ratio is computed in each block.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The median of the blocks.
    pub median: f64,
    /// The lowest block.
    pub lowest: f64,
    /// The highest block.
    pub highest: f64,
}

impl Ratio {
    /// Computes the ratio in each block. `None` if a contestant that it needs does not take part.
    pub fn figure(&self, measured: &Measured) -> Option<Figure> {
        let blocks = measured.blocks().into_iter();
        let ratios: Option<Vec<f64>> = blocks.map(|rounds| (self.of)(measured, &rounds)).collect();
        let mut ratios = ratios?;
        ratios.sort_by(f64::total_cmp);
        Some(Figure {
            median: ratios[ratios.len() / 2],
            lowest: ratios[0],
            highest: ratios[ratios.len() - 1],
        })
    }
}

impl Limit {
    /// Says whether these figures meet the limit and reach the goal.
    pub fn verdict(&self, figure: &Figure) -> &'static str {
        let worst = match self {
            Self::AtLeast { .. } => figure.lowest,
            Self::AtMost { .. } => figure.highest,
        };
        match (self.is_met(figure.median), self.is_met(worst)) {
            (true, true) if self.is_goal_reached(worst) => "limit met, goal reached",
            (true, true) => "limit met",
            (true, false) => "limit met by the median, NOT in every block",
            (false, _) => "limit NOT met",
        }
    }

    fn is_met(&self, ratio: f64) -> bool {
        match *self {
            Self::AtLeast { limit, .. } => ratio >= limit,
            Self::AtMost { limit, .. } => ratio <= limit,
        }
    }

    fn is_goal_reached(&self, ratio: f64) -> bool {
        match *self {
            Self::AtLeast { goal, .. } => ratio >= goal,
            Self::AtMost { goal, .. } => goal.is_some_and(|goal| ratio <= goal),
        }
    }

    /// The goal, as text. Empty if there is none.
    pub fn goal(&self) -> String {
        match *self {
            Self::AtLeast { goal, .. } => goal.to_string(),
            Self::AtMost { goal, .. } => goal.map_or(String::new(), |goal| goal.to_string()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast { limit, .. } => write!(f, "at least {limit}"),
            Self::AtMost { limit, .. } => write!(f, "at most {limit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Figure, Limit};

    #[test]
    fn a_verdict_looks_at_the_median_and_at_the_worst_block() {
        let at_least = Limit::AtLeast {
            limit: 2.0,
            goal: 3.0,
        };
        let at_most = Limit::AtMost {
            limit: 1.6,
            goal: Some(1.3),
        };
        for (limit, lowest, median, highest, verdict) in [
            (at_least, 3.0, 3.5, 4.0, "limit met, goal reached"),
            (at_least, 2.0, 3.5, 4.0, "limit met"),
            (
                at_least,
                1.9,
                2.0,
                4.0,
                "limit met by the median, NOT in every block",
            ),
            (at_least, 1.8, 1.9, 4.0, "limit NOT met"),
            (at_most, 1.0, 1.2, 1.3, "limit met, goal reached"),
            (at_most, 1.0, 1.2, 1.6, "limit met"),
            (
                at_most,
                1.0,
                1.6,
                1.7,
                "limit met by the median, NOT in every block",
            ),
            (at_most, 1.0, 1.7, 1.8, "limit NOT met"),
        ] {
            let figure = Figure {
                median,
                lowest,
                highest,
            };
            assert_eq!(limit.verdict(&figure), verdict, "{limit} {figure:?}");
        }
    }
}
