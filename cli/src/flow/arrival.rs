//! A segment that brought something to be read.

use super::entry::{Entry, Stage};
use super::held::Piece;
use super::key::Key;
use super::ledger::Ledger;
use super::stream::Given;
use super::{Chunk, Direction, Flow};
use crate::capture::FrameId;

/// The octets that a segment brought in order, its own and those that had waited for it. What is
/// not asked for is passed over when this is dropped.
#[derive(Debug)]
pub struct Arrival<'a, T> {
    pub(super) entry: &'a mut Entry<T>,
    pub(super) flow: Flow,
    pub(super) key: Key,
    pub(super) direction: Direction,
    /// What is left of the segment.
    pub(super) fresh: &'a [u8],
    pub(super) frame: FrameId,
    /// Held octets that are given out.
    pub(super) piece: Option<Piece>,
    pub(super) ledger: &'a mut Ledger<T>,
    /// How much of a direction is kept to compare with.
    pub(super) history: usize,
}

impl<T> Arrival<'_, T> {
    /// The connection.
    pub fn flow(&self) -> Flow {
        self.flow
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
        let stream = connection.halves.of_mut(self.direction).stream.as_mut()?;
        let before = stream.cost();
        let offset = stream.next;
        let given = stream.advance(&mut self.fresh, self.frame, self.history);
        self.ledger.change(before, stream.cost());
        let (octets, given_by) = match given? {
            Given::Fresh(octets) => (octets, self.frame),
            Given::Held(piece) => {
                let piece = self.piece.insert(piece);
                (&*piece.octets, piece.frame)
            }
        };
        Some((&mut connection.state, Chunk { octets, offset, given_by }))
    }

    /// So many octets are held in what the caller has of the connection. They count towards the
    /// limits of all connections.
    pub fn hold(&mut self, octets: usize) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            self.ledger.change(connection.state_cost, octets);
            connection.state_cost = octets;
        }
    }

    /// Octets of a direction up to an offset in its stream are of no interest. They may be given out or
    /// not, and copies of them need not be the same.
    pub fn skip(&mut self, direction: Direction, until: u64) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            if let Some(stream) = &mut connection.halves.of_mut(direction).stream {
                stream.skipped_to = until;
            }
        }
    }

    /// A direction is of no more interest: what it holds is freed, and only the life of the
    /// connection is followed.
    pub fn ignore(&mut self, direction: Direction) {
        if let Stage::Live(connection) = &mut self.entry.stage {
            let half = connection.halves.of_mut(direction);
            self.ledger.change(half.cost(), 0);
            half.ignore();
        }
    }
}

impl<T> Drop for Arrival<'_, T> {
    fn drop(&mut self) {
        while self.next_chunk().is_some() {}
        self.entry.settle(&self.key, self.ledger);
    }
}
