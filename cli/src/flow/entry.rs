//! What the table has for a pair of endpoints.

use super::connection::{Birth, Connection, Course};
use super::direction::Direction;
use super::idle::{Clock, NEVER};
use super::incoming::Incoming;
use super::lanes::Lanes;
use super::ledger::Ledger;
use super::slots::Slots;
use super::tombstone::Tombstone;
use super::{Notice, What};
use crate::capture::FrameId;
use crate::packet::{Ends, Glance};

/// What stands between two endpoints, in two lines of the cache.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Entry<T> {
    pub(super) lanes: Lanes,
    /// Forward is from the higher one.
    pub(super) higher: bool,
    /// The number of its last segment.
    pub(super) last: u64,
    /// The latest time of one in nanoseconds.
    pub(super) time: u64,
    pub(super) stage: Stage<T>,
}

/// A connection, or one that has ended.
#[derive(Debug)]
pub(super) enum Stage<T> {
    Live(Box<Connection<T>>),
    Over(Tombstone),
}

impl<T: Default> Entry<T> {
    /// The direction of a segment in the connection that it belongs to, which may end another and
    /// may begin with it. None where it belongs to none.
    #[inline]
    pub(super) fn admit(
        &mut self,
        higher: bool,
        segment: &Incoming<'_>,
        count: &mut u64,
        ledger: &mut Ledger<T>,
    ) -> Option<Direction> {
        let direction = self.direction(higher);
        if let Stage::Live(connection) = &self.stage {
            match connection.course(direction, segment) {
                Course::Goes => return Some(direction),
                Course::Strays => return None,
                Course::Ends | Course::Another => self.end(ledger),
            }
        }
        if let Stage::Over(tombstone) = &self.stage {
            if tombstone.has_left_over(direction, segment) {
                return None;
            }
        }
        *count = count.saturating_add(1);
        self.higher = higher;
        let birth = Birth { number: *count, begun: segment.frame, is_whole: segment.opens() };
        self.stage = Stage::Live(Box::new(Connection::new(birth)));
        Some(Direction::Forward)
    }
}

impl<T> Entry<T> {
    /// Nothing stood here before.
    pub(super) fn new(key: &Ends) -> Self {
        let stage = Stage::Over(Tombstone::default());
        Self { lanes: Lanes::new(key), higher: false, last: 0, time: NEVER, stage }
    }

    /// From whom and to whom the connection goes.
    pub(super) fn ends(&self) -> Ends {
        self.lanes.ends(self.higher)
    }

    /// Says where its lanes stand.
    pub(super) fn put(&self, at: usize, slots: &mut Slots) {
        for higher in [false, true] {
            slots.put(self.lanes.ends(higher).hint(), (at, higher));
        }
    }

    /// Tells the connection what has passed.
    #[inline]
    pub(super) fn catch_up(&mut self) {
        for higher in [false, true] {
            let direction = self.direction(higher);
            let next = self.lanes.lane_mut(higher).and_then(|lane| lane.next());
            if let (Some(next), Stage::Live(connection)) = (next, &mut self.stage) {
                connection.halves.of_mut(direction).go_on_to(next);
            }
        }
    }

    /// Lets pass what may from now on. To be called when anything was done with the connection.
    #[inline]
    pub(super) fn open(&mut self) {
        for higher in [false, true] {
            let direction = self.direction(higher);
            let Some(lane) = self.lanes.lane_mut(higher) else { continue };
            match &self.stage {
                Stage::Live(connection) => lane.open(connection.halves.of(direction)),
                Stage::Over(_) => lane.close(),
            }
        }
    }

    /// Lets a segment pass, from the higher endpoint or not, if it may.
    #[inline(always)]
    pub(super) fn pass(
        &mut self,
        higher: bool,
        segment: &Glance,
        clock: &mut Clock,
        segments: &mut u64,
    ) -> Option<()> {
        let lane = self.lanes.lane_mut(higher)?;
        let octets = lane.passes(segment)?;
        let now = clock.passes(segment.time, self.time)?;
        lane.pass(octets);
        *segments = segments.wrapping_add(1);
        // Either both have a time or none has.
        (self.last, self.time) = (*segments, self.time.max(now));
        Some(())
    }

    /// Of a segment whose source is the higher endpoint or not.
    #[inline]
    pub(super) fn direction(&self, higher: bool) -> Direction {
        if higher == self.higher { Direction::Forward } else { Direction::Backward }
    }

    /// Ends the connection if both directions have come to their ends.
    #[inline]
    pub(super) fn settle(&mut self, ledger: &mut Ledger<T>) {
        if let Stage::Live(connection) = &self.stage {
            if connection.is_over() {
                self.bury(connection.tombstone(), ledger);
            }
        }
    }

    /// Ends the connection, if there is one, and tells of its gaps.
    fn end(&mut self, ledger: &mut Ledger<T>) {
        self.tell_gaps(&mut ledger.notices);
        if let Stage::Live(connection) = &self.stage {
            self.bury(connection.tombstone(), ledger);
        }
    }

    fn bury(&mut self, tombstone: Tombstone, ledger: &mut Ledger<T>) {
        let stage = std::mem::replace(&mut self.stage, Stage::Over(tombstone));
        if let Stage::Live(connection) = stage {
            ledger.change(connection.cost(), 0);
            ledger.end(connection.flow(&self.ends()), connection.state);
        }
    }

    /// Forgets what stands here, and tells why if it was being read.
    pub(super) fn forget(&mut self, what: What, frame: FrameId, ledger: &mut Ledger<T>) {
        if let Stage::Live(connection) = &self.stage {
            if connection.is_of_interest() {
                let flow = connection.flow(&self.ends());
                ledger.notices.push(Notice { flow, direction: None, frame, what });
            }
            ledger.change(connection.cost(), 0);
        }
        self.stage = Stage::Over(Tombstone::default());
        self.open();
    }

    pub(super) fn tell_gaps(&self, notices: &mut Vec<Notice>) {
        let Stage::Live(connection) = &self.stage else {
            return;
        };
        let flow = connection.flow(&self.ends());
        notices.extend(connection.gaps().map(|(direction, what, frame)| Notice {
            flow,
            direction: Some(direction),
            frame,
            what,
        }));
    }

    /// How much it is missed by its last segment, ended connections least. One that began in the middle is missed less
    /// than one with a SYN: it may be a stray segment, or what came of one that was forgotten.
    pub(super) fn rank(&self) -> (u8, u64) {
        let kind = match &self.stage {
            Stage::Over(_) => 0,
            Stage::Live(connection) if !connection.is_of_interest() => 1,
            Stage::Live(connection) if !connection.has_syn() => 2,
            Stage::Live(_) => 3,
        };
        (kind, self.last)
    }

    /// A SYN of its connection was captured.
    pub(super) fn has_syn(&self) -> bool {
        matches!(&self.stage, Stage::Live(connection) if connection.has_syn())
    }

    /// What it counts towards the limits.
    pub(super) fn cost(&self) -> usize {
        match &self.stage {
            Stage::Live(connection) => connection.cost(),
            Stage::Over(_) => 0,
        }
    }

    /// Forgets what was given out.
    pub(super) fn forget_history(&mut self) {
        if let Stage::Live(connection) = &mut self.stage {
            for half in [&mut connection.halves.forward, &mut connection.halves.backward] {
                if let Some(stream) = half.reading.stream_mut() {
                    stream.forget();
                }
            }
        }
    }
}
