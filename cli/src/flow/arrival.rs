//! A segment that brought something to be read.

use std::ops::Range;

use super::connection::Birth;
use super::entry::{Entry, Stage};
use super::ledger::Ledger;
use super::stream::Given;
use super::{Chunk, Direction, Flow};
use crate::capture::FrameId;

/// The octets that a segment brought in order, its own and those that had waited for it. What is
/// not asked for is passed over when this is dropped.
#[derive(Debug)]
pub struct Arrival<'a, T: Default> {
    pub(super) entry: &'a mut Entry<T>,
    pub(super) birth: Birth,
    pub(super) direction: Direction,
    /// What is left of the segment.
    pub(super) fresh: &'a [u8],
    pub(super) frame: FrameId,
    /// What was given out last. Whether it is to be remembered is known when the caller has read it.
    pub(super) given: Option<Given<'a>>,
    pub(super) ledger: &'a mut Ledger<T>,
    /// How much of a direction is kept to compare with.
    pub(super) history: usize,
}

impl<T: Default> Arrival<'_, T> {
    /// The connection.
    pub fn flow(&self) -> Flow {
        self.birth.flow(&self.entry.ends())
    }

    /// The direction of the octets.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The next octets, each time of one frame, with what the caller has of the connection.
    pub fn next_chunk(&mut self) -> Option<(&mut T, Chunk<'_>)> {
        let Stage::Live(connection) = &mut self.entry.stage else {
            return None;
        };
        let stream = connection.halves.of_mut(self.direction).reading.stream_mut()?;
        // Mostly there is one chunk.
        if self.fresh.is_empty() && stream.held.is_empty() {
            return None;
        }
        let before = stream.cost();
        let given = stream.advance(&mut self.fresh, self.frame)?;
        if let Some(last) = &self.given {
            stream.remember(last, self.history);
        }
        self.ledger.change(before, stream.cost());
        let given = self.given.insert(given);
        let (octets, given_by) = given.octets();
        let state = connection.state.get_or_insert_default();
        Some((state, Chunk { octets, offset: given.offset, given_by }))
    }

    /// Remembers what was given out last, if its direction is still of interest.
    fn remember(&mut self) {
        let (Stage::Live(connection), Some(given)) = (&mut self.entry.stage, &self.given) else {
            return;
        };
        if let Some(stream) = connection.halves.of_mut(self.direction).reading.stream_mut() {
            let before = stream.cost();
            stream.remember(given, self.history);
            self.ledger.change(before, stream.cost());
        }
    }

    /// So many octets are held in what the caller has of the connection. They count towards the
    /// limits of all connections.
    pub fn hold(&mut self, octets: usize) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            self.ledger.change(connection.state_cost, octets);
            connection.state_cost = octets;
        }
    }

    /// These octets of a direction's stream are of no interest, if they are not given out yet or came
    /// with the last chunk. They may be given out or not, and copies of them need not be the same.
    pub fn skip(&mut self, direction: Direction, octets: Range<u64>) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            connection.halves.of_mut(direction).reading.skip(octets);
        }
    }

    /// A direction is of no more interest: what it holds is freed, and only the life of the
    /// connection is followed.
    pub fn ignore(&mut self, direction: Direction) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            let half = connection.halves.of_mut(direction);
            self.ledger.change(half.cost(), 0);
            half.ignore();
            if !connection.is_of_interest() {
                connection.state = None;
                self.ledger.change(connection.state_cost, 0);
                connection.state_cost = 0;
            }
        }
    }
}

impl<T: Default> Drop for Arrival<'_, T> {
    fn drop(&mut self) {
        while self.next_chunk().is_some() {}
        self.remember();
        self.entry.settle(self.ledger);
        self.entry.open();
    }
}
