//! Runs the driver of a cancel through every interleaving of answers, failures and power cuts, up to a
//! bound. See README.md.

mod mutants;
mod platform;
mod properties;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use alipay_acquiring::cancel::Policy;
use alipay_acquiring::cancel::rules::{Rules, Standard};
use stateright::{Checker, HasDiscoveries, Model, Property};

use platform::Answers;
use properties::{
    ALERTED, ENDS, NOT_EARLY, NOT_LOST, PROPERTIES, REACHED, SAME_BYTES, STORED_FIRST, VOID,
};
use world::{Action, POLICY, START, State};

/// The bound of a run.
#[derive(Debug, Clone, Copy)]
struct Bound {
    /// How often the policy sends.
    sends: u16,
    /// How much may go wrong.
    troubles: u8,
    /// How often staff may try again.
    tries: u8,
}

/// Enough for every mutant.
const SMALL: Bound = Bound {
    sends: 3,
    troubles: 1,
    tries: 0,
};
const BOUNDED: [Bound; 2] = [
    Bound {
        sends: 3,
        troubles: 2,
        tries: 0,
    },
    Bound {
        sends: 2,
        troubles: 1,
        tries: 1,
    },
];
const DEEP: [Bound; 2] = [
    Bound {
        sends: 4,
        troubles: 2,
        tries: 0,
    },
    Bound {
        sends: 3,
        troubles: 1,
        tries: 1,
    },
];

impl Bound {
    const fn policy(self) -> Policy {
        Policy {
            sends: self.sends,
            ..POLICY
        }
    }
}

struct Cancels<R> {
    bound: Bound,
    answers: Arc<Answers>,
    rules: PhantomData<fn() -> R>,
}

impl<R> Model for Cancels<R>
where
    R: Rules + Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static,
{
    type State = State<R>;
    type Action = Action;

    fn init_states(&self) -> Vec<State<R>> {
        let Bound {
            troubles, tries, ..
        } = self.bound;
        [None, Some(START + 5)]
            .map(|window_end| State::new(self.bound.policy(), window_end, troubles, tries))
            .into()
    }

    fn actions(&self, state: &State<R>, actions: &mut Vec<Action>) {
        state.actions(actions);
    }

    fn next_state(&self, state: &State<R>, action: Action) -> Option<State<R>> {
        let mut next = state.clone();
        next.apply(&action, &self.answers, self.bound.policy());
        Some(next)
    }

    /// Only mutants leave it.
    fn within_boundary(&self, state: &State<R>) -> bool {
        state.seen.sends <= self.bound.sends + 1 && state.seen.steps <= properties::STEPS + 1
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let always = properties::always().into_iter();
        let always = always.map(|(name, holds)| Property::always(name, holds));
        let reached = properties::reached().into_iter();
        let reached = reached.map(|(name, is_reached)| Property::sometimes(name, is_reached));
        always.chain(reached).collect()
    }
}

/// What a run has found.
struct Found {
    states: usize,
    /// Each property that is violated, and each state that was reached, with the actions that lead there.
    discoveries: BTreeMap<&'static str, String>,
}

/// Checks the machine with these rules. With `until`, the run ends when this property is violated.
fn check<R>(bound: Bound, answers: &Arc<Answers>, until: Option<&'static str>) -> Found
where
    R: Rules + Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static,
{
    let model = Cancels::<R> {
        bound,
        answers: answers.clone(),
        rules: PhantomData,
    };
    let finish = match until {
        Some(property) => HasDiscoveries::AllOf(BTreeSet::from([property])),
        None => HasDiscoveries::AllFailures,
    };
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    let checker = model.checker().finish_when(finish);
    match until {
        // A search in breadth, with one thread, finds a short way to a violation.
        Some(_) => Found::of(&checker.spawn_bfs().join()),
        // A search in depth needs less memory.
        None => Found::of(&checker.threads(threads).spawn_dfs().join()),
    }
}

impl Found {
    fn of<M: Model<Action = Action>>(checker: &impl Checker<M>) -> Self
    where
        M::State: Debug + Clone + Hash + PartialEq,
    {
        let discoveries = checker.discoveries().into_iter();
        Self {
            states: checker.unique_state_count(),
            discoveries: discoveries
                .map(|(name, path)| (name, format!("{:?}", path.into_actions())))
                .collect(),
        }
    }
}

fn main() -> ExitCode {
    let bounds = match std::env::args().nth(1).as_deref() {
        None => BOUNDED,
        Some("--deep") => DEEP,
        Some(other) => {
            eprintln!("expected no argument or --deep, found {other:?}");
            return ExitCode::from(2);
        }
    };
    let answers = Arc::new(Answers::new());
    let began = Instant::now();
    let mut states = 0;
    let mut discoveries = BTreeMap::new();
    for bound in bounds {
        let began = Instant::now();
        let found = check::<Standard>(bound, &answers, None);
        println!(
            "{bound:?}: {} states in {:.0?}",
            found.states,
            began.elapsed()
        );
        states += found.states;
        discoveries.extend(found.discoveries);
    }
    let mut is_ok = true;
    let mut holding = 0;
    for property in PROPERTIES {
        match discoveries.get(property) {
            None => {
                holding += 1;
                println!("holds: {property}");
            }
            Some(actions) => {
                is_ok = false;
                println!("VIOLATED: {property}\n    by {actions}");
            }
        }
    }
    for state in REACHED {
        let is_reached = discoveries.contains_key(state);
        is_ok &= is_reached;
        println!(
            "{}: {state}",
            if is_reached { "reached" } else { "NOT REACHED" }
        );
    }

    let mut mutants = 0;
    let mut caught = 0;
    let mut caught_by = BTreeSet::new();
    macro_rules! mutants {
        ($($Mutant:ident: $property:expr;)+) => {
            $(
                mutants += 1;
                let found = check::<mutants::$Mutant>(SMALL, &answers, Some($property));
                match found.discoveries.get($property) {
                    Some(actions) => {
                        caught += 1;
                        caught_by.insert($property);
                        println!("caught: {}\n    by {actions}", stringify!($Mutant));
                    }
                    None => println!("NOT CAUGHT: {}", stringify!($Mutant)),
                }
            )+
        };
    }
    mutants! {
        SilenceIsVoid: VOID;
        AnyAnswerIsVoid: VOID;
        OtherSaleIsVoid: VOID;
        ReplayIsVoid: VOID;
        ForgeryIsVoid: VOID;
        SendsFirst: STORED_FIRST;
        ForgetsARefusal: NOT_LOST;
        ForgetsWhenItGivesUp: NOT_LOST;
        NewIdEveryTime: SAME_BYTES;
        NeverGivesUp: ENDS;
        OnlyTheClockEnds: ENDS;
        StopsInSilence: ALERTED;
        TrustsTheClock: NOT_EARLY;
        BelievesNotProcessed: NOT_EARLY;
    }
    for property in PROPERTIES {
        if !caught_by.contains(property) {
            is_ok = false;
            println!("NO MUTANT violates: {property}");
        }
    }
    is_ok &= caught == mutants;
    println!("{:.0?} in all", began.elapsed());
    println!(
        "model: {states} states, {holding} properties hold, {caught} of {mutants} mutants caught"
    );
    ExitCode::from(u8::from(!is_ok))
}
