//! Inputs in several places of memory.
//!
//! A read has to wait if its address differs from that of a recent write by a multiple of 4,096. With
//! one place only, chance would decide in each run whether that happens: it can make the shortest
//! times half as long again. So each turn uses the next place.

use crate::messages::Message;

/// The number of places.
pub(crate) const PLACES: usize = 16;

/// Moves the next allocations to another place. What it allocates is never freed: the process ends
/// soon.
pub(crate) fn move_on(place: usize) {
    Box::leak(vec![0_u8; 256 * place].into_boxed_slice());
}

/// The texts of some messages in several places. If there are many messages, one set of them is in
/// many places already.
pub(crate) struct Placed<T> {
    sets: Vec<Vec<T>>,
    turn: usize,
}

impl<T> Placed<T> {
    /// Copies the texts.
    pub(crate) fn new(messages: &[Message], copy: impl Fn(&str) -> T) -> Self {
        let places = 0..(PLACES / messages.len()).max(1);
        let sets = places.map(|place| {
            move_on(place);
            messages.iter().map(|message| copy(&message.text)).collect()
        });
        Self {
            sets: sets.collect(),
            turn: 0,
        }
    }

    /// The texts in the next place.
    pub(crate) fn next(&mut self) -> &[T] {
        self.turn += 1;
        &self.sets[self.turn % self.sets.len()]
    }
}
