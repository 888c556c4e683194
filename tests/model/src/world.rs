//! The world of the model: a terminal with a store of two pages and a clock, a platform that knows the
//! truth, and a network between them.

use alipay_acquiring::cancel::rules::Rules;
use alipay_acquiring::cancel::{Cancel, Decision, End, Policy, Step};

use crate::platform::{self, Answers, NEXT_PLATFORM, PLATFORM, Says};

pub(crate) const START: i64 = 1_767_225_600;
/// How far a clock jumps, in seconds: longer than every limit.
const JUMP: i64 = 1000;
/// The answers that the network holds at most.
const IN_FLIGHT: usize = 2;
/// Room for a record with evidence.
const BUFFER: usize = 768;

pub(crate) type Machine<R> = Cancel<[u8; BUFFER], R>;

/// The whole state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct State<R> {
    pub(crate) cancel: Machine<R>,
    pub(crate) asks: Asks,
    pub(crate) pages: [Vec<u8>; 2],
    pub(crate) now: i64,
    pub(crate) world: World,
    pub(crate) seen: Seen,
}

/// What the machine asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asks {
    Nothing,
    Store,
    Send,
    Wait {
        seconds: i64,
    },
    NewMessage,
    Finished(End),
    /// The store cannot be loaded, so staff are alerted.
    StoreIsDamaged,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct World {
    /// The truth.
    pub(crate) cancelled: bool,
    /// The request was sent, and the terminal waits for an answer.
    awaiting: bool,
    /// Answers of the platform that have not arrived, sorted.
    in_flight: Vec<(u8, Says)>,
    /// When each message was signed.
    signed_at: Vec<i64>,
    /// How much more may go wrong.
    troubles: u8,
    /// How often staff may try again.
    tries: u8,
    clock_jumped: bool,
    is_another_try: bool,
}

/// What the properties need to know of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Seen {
    /// A record of a cancel was stored, and neither "void" was shown nor has a person decided.
    pub(crate) owed: bool,
    pub(crate) sent_what_was_not_stored: bool,
    pub(crate) sent_other_bytes: bool,
    pub(crate) renewed_too_early: bool,
    /// Sends since the cancel began, or since staff tried again.
    pub(crate) sends: u16,
    /// Steps since the last send.
    pub(crate) steps: u8,
}

/// What may happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Write,
    WriteFails,
    /// The power is cut after a part of the write: 1, 2 or 3 quarters of the bytes.
    WriteIsTorn(usize),
    WriteThenPowerCut,
    /// The request is lost.
    RequestIsLost,
    /// The platform processes the request, and its answer is on its way.
    PlatformSays(Says),
    Arrives(usize),
    /// It arrives, and will arrive again.
    ArrivesTwice(usize),
    ArrivesTruncated(usize),
    Timeout,
    Forgery,
    Replay,
    /// An attacker has posted a request with the terminal's ids, and the platform signs its refusal.
    ProvokedFailure,
    WaitIsOver,
    ClockJumps(i64),
    Sign,
    KeyFails,
    CashierSawVoid,
    StaffDecide(Decision),
    PowerCut,
}

impl Action {
    /// Whether it is one of the troubles, of which there is a limited number.
    const fn is_trouble(&self) -> bool {
        matches!(
            self,
            Self::WriteFails
                | Self::WriteIsTorn(_)
                | Self::WriteThenPowerCut
                | Self::ArrivesTwice(_)
                | Self::ArrivesTruncated(_)
                | Self::Forgery
                | Self::Replay
                | Self::ProvokedFailure
                | Self::ClockJumps(_)
                | Self::KeyFails
                | Self::PowerCut
        )
    }
}

pub(crate) fn load<R: Rules>(policy: Policy, pages: &[Vec<u8>; 2]) -> Option<Machine<R>> {
    let [first, second] = pages;
    Cancel::load_with_rules(policy, [first, second], [0; BUFFER]).ok()
}

impl<R: Rules + Clone> State<R> {
    /// A terminal that begins a cancel.
    pub(crate) fn new(policy: Policy, window_end: Option<i64>, troubles: u8, tries: u8) -> Self {
        let pages = [vec![], vec![]];
        let mut cancel: Machine<R> = load(policy, &pages).expect("an empty store");
        let envelope = platform::request(0, START);
        cancel.begin(&envelope, window_end).expect("idle");
        let world = World {
            signed_at: vec![START],
            troubles,
            tries,
            ..World::default()
        };
        let mut state = Self {
            cancel,
            asks: Asks::Nothing,
            pages,
            now: START,
            world,
            seen: Seen::default(),
        };
        state.ask();
        state
    }

    /// Asks the machine what to do.
    fn ask(&mut self) {
        self.asks = match self.cancel.step(self.now, u8::MAX) {
            Step::Idle => Asks::Nothing,
            Step::Store(_) => Asks::Store,
            Step::Send(_) => Asks::Send,
            Step::Wait(wait) => Asks::Wait {
                seconds: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
            },
            Step::NewMessage(old) => {
                let number: usize = old.head.req_msg_id.parse().unwrap_or_default();
                let age = self.now - self.world.signed_at[number];
                let renew_after = POLICY.renew_after.as_secs();
                let is_old = u64::try_from(age).is_ok_and(|age| age >= renew_after);
                let is_explained = self.world.clock_jumped || self.world.is_another_try;
                self.seen.renewed_too_early |= !is_old && !is_explained;
                Asks::NewMessage
            }
            Step::Finished(end) => Asks::Finished(end),
        };
        if self.asks != Asks::Send {
            self.world.awaiting = false;
        }
    }

    /// Everything that may happen next.
    pub(crate) fn actions(&self, actions: &mut Vec<Action>) {
        let first = actions.len();
        let arrivals = 0..self.world.in_flight.len();
        match self.asks {
            Asks::Nothing | Asks::StoreIsDamaged => return,
            Asks::Store => {
                actions.extend([Action::Write, Action::WriteFails, Action::WriteThenPowerCut]);
                actions.extend((1..4).map(Action::WriteIsTorn));
                actions.extend(arrivals.map(Action::Arrives));
            }
            Asks::Send if !self.world.awaiting => {
                actions.push(Action::RequestIsLost);
                for says in [Says::Success, Says::Refused, Says::Reported, Says::TryLater] {
                    actions.push(Action::PlatformSays(says));
                }
                for says in [Says::NotProcessed, Says::OtherSale, Says::Unsigned] {
                    actions.push(Action::PlatformSays(says));
                }
            }
            Asks::Send => {
                actions.extend(arrivals.clone().map(Action::Arrives));
                actions.extend(arrivals.clone().map(Action::ArrivesTwice));
                actions.extend(arrivals.map(Action::ArrivesTruncated));
                actions.extend([Action::Timeout, Action::Forgery, Action::Replay]);
                actions.extend([Action::ProvokedFailure, Action::ClockJumps(JUMP)]);
                actions.push(Action::ClockJumps(-JUMP));
            }
            Asks::Wait { .. } => {
                actions.push(Action::WaitIsOver);
                actions.extend(arrivals.map(Action::Arrives));
                actions.extend([Action::ClockJumps(JUMP), Action::ClockJumps(-JUMP)]);
            }
            Asks::NewMessage => {
                actions.extend([Action::Sign, Action::KeyFails]);
                actions.extend(arrivals.map(Action::Arrives));
            }
            Asks::Finished(End::Void) => actions.push(Action::CashierSawVoid),
            Asks::Finished(_) => {
                actions.push(Action::StaffDecide(Decision::Close));
                if self.world.tries > 0 {
                    actions.push(Action::StaffDecide(Decision::TryAgain));
                }
                actions.extend(arrivals.map(Action::Arrives));
            }
        }
        actions.push(Action::PowerCut);
        if self.world.troubles == 0 {
            let mut at = 0;
            actions.retain(|action| {
                at += 1;
                at <= first || !action.is_trouble()
            });
        }
    }

    /// Lets it happen.
    pub(crate) fn apply(&mut self, action: &Action, answers: &Answers, policy: Policy) {
        self.world.troubles -= u8::from(action.is_trouble());
        self.seen.steps = self.seen.steps.saturating_add(1);
        match action {
            Action::Write => self.write(4, true),
            Action::WriteFails => self.cancel.store_failed(),
            Action::WriteIsTorn(quarters) => {
                self.write(*quarters, false);
                return self.power_cut(policy);
            }
            Action::WriteThenPowerCut => {
                self.write(4, false);
                return self.power_cut(policy);
            }
            Action::RequestIsLost => self.send(None),
            Action::PlatformSays(says) => self.send(Some(*says)),
            Action::Arrives(at) => {
                let (number, says) = self.world.in_flight.remove(*at);
                self.arrive(answers.authentic(number, says));
            }
            Action::ArrivesTwice(at) => {
                let (number, says) = self.world.in_flight[*at];
                self.arrive(answers.authentic(number, says));
            }
            Action::ArrivesTruncated(at) => {
                let (number, says) = self.world.in_flight.remove(*at);
                let answer = answers.authentic(number, says);
                self.arrive(&answer[..answer.len() - 1]);
            }
            Action::Timeout => self.cancel.no_answer(),
            Action::Forgery => self.arrive(answers.forged(self.current())),
            Action::Replay => self.arrive(answers.earlier()),
            Action::ProvokedFailure => {
                self.arrive(answers.authentic(self.current(), Says::NotProcessed));
            }
            Action::WaitIsOver => {
                if let Asks::Wait { seconds } = self.asks {
                    self.now += seconds;
                }
                self.cancel.waited();
            }
            Action::ClockJumps(seconds) => {
                self.now += seconds;
                self.world.clock_jumped = true;
            }
            Action::Sign => self.sign(),
            Action::KeyFails => self.cancel.no_message(),
            Action::CashierSawVoid => self.decide(Decision::Close),
            Action::StaffDecide(decision) => self.decide(*decision),
            Action::PowerCut => return self.power_cut(policy),
        }
        self.ask();
    }

    /// Writes some quarters of the record. All four may be confirmed.
    fn write(&mut self, quarters: usize, is_confirmed: bool) {
        let Step::Store(write) = self.cancel.step(self.now, u8::MAX) else {
            return;
        };
        let (page, bytes) = (usize::from(write.page()), write.bytes());
        self.pages[page] = bytes[..bytes.len() * quarters / 4].to_vec();
        let stored = write.done();
        if is_confirmed {
            self.cancel.stored(stored);
            // A closed record is no debt. `decide` has marked it.
            self.seen.owed |= self.cancel.request().is_some();
        }
    }

    fn send(&mut self, says: Option<Says>) {
        let Step::Send(request) = self.cancel.step(self.now, u8::MAX) else {
            return;
        };
        let bytes = request.as_bytes();
        let number = platform::number(bytes);
        let holds = |page: &Vec<u8>| {
            let is_there = page.windows(bytes.len()).any(|window| window == bytes);
            is_there && load::<R>(POLICY, &[page.clone(), vec![]]).is_some()
        };
        let is_stored = self.pages.iter().any(holds);
        let signed_at = self.world.signed_at[usize::from(number)];
        self.seen.sent_what_was_not_stored |= !is_stored;
        self.seen.sent_other_bytes |= platform::request(number, signed_at) != bytes;
        self.seen.sends += 1;
        self.seen.steps = 0;
        self.world.awaiting = true;
        if let Some(says) = says {
            self.world.cancelled |= says == Says::Success;
            if self.world.in_flight.len() < IN_FLIGHT {
                self.world.in_flight.push((number, says));
                self.world.in_flight.sort_unstable();
                self.world.in_flight.dedup();
            }
        }
    }

    fn arrive(&mut self, answer: &[u8]) {
        let _ = self
            .cancel
            .answer(answer, &mut [0; 1024], &[&PLATFORM, &NEXT_PLATFORM]);
        // The terminal no longer waits, even if the machine sends again.
        self.world.awaiting = false;
    }

    /// The number of the current message.
    fn current(&self) -> u8 {
        let request = self.cancel.request();
        let number = request.map(|request| request.head.req_msg_id.parse());
        number.and_then(Result::ok).unwrap_or_default()
    }

    fn sign(&mut self) {
        let number = u8::try_from(self.world.signed_at.len()).expect("few messages");
        let envelope = platform::request(number, self.now);
        self.world.signed_at.push(self.now);
        self.cancel.message(&envelope).expect("a new message");
    }

    fn decide(&mut self, decision: Decision) {
        self.cancel.decided(decision).expect("it has ended");
        match decision {
            Decision::Close => self.seen.owed = false,
            Decision::TryAgain => {
                self.world.tries -= 1;
                self.world.is_another_try = true;
                self.seen.sends = 0;
            }
        }
        self.seen.steps = 0;
    }

    fn power_cut(&mut self, policy: Policy) {
        self.seen.steps = 0;
        self.world.awaiting = false;
        match load(policy, &self.pages) {
            Some(cancel) => {
                self.cancel = cancel;
                self.ask();
            }
            None => self.asks = Asks::StoreIsDamaged,
        }
    }
}

/// The policy of the model: all limits are reached within a few sends.
pub(crate) const POLICY: Policy = Policy {
    first_wait: std::time::Duration::from_secs(1),
    longest_wait: std::time::Duration::from_secs(4),
    sends: 4,
    sends_at_least: 2,
    give_up_after: std::time::Duration::from_secs(30),
    renew_after: std::time::Duration::from_secs(6),
    store_attempts: 2,
};
