//! All connections.

use std::vec::Drain;

use rehome::tcp::TcpHeader;

use super::connection::{Birth, Connection};
use super::entries::Entries;
use super::entry::{Entry, Stage};
use super::idle::Clock;
use super::incoming::Incoming;
use super::ledger::Ledger;
use super::{Arrival, Direction, Flow, Limits, Notice, What};
use crate::capture::FrameId;
use crate::packet::{Ends, Segment};

/// The connections of a capture, each with a `T` of the caller's, which is dropped when the
/// connection ends, unless it is still wanted.
#[derive(Debug)]
pub struct Flows<T> {
    pub(super) limits: Limits,
    pub(super) table: Entries<T>,
    pub(super) clock: Clock,
    pub(super) ledger: Ledger<T>,
    may_begin: fn(&[u8]) -> bool,
    /// Connections so far.
    count: u64,
    /// Segments so far.
    pub(super) segments: u64,
    current: Option<Current>,
}

/// The connection of the last segment, which may have ended with it.
#[derive(Clone, Copy, Debug)]
struct Current {
    /// The place of the entry.
    at: usize,
    birth: Birth,
    /// The segment's.
    direction: Direction,
}

impl<T: Default> Flows<T> {
    /// No connections yet.
    pub fn new(limits: Limits) -> Self {
        Self::outliving(limits, |_| false)
    }

    /// No connections yet. What the caller has of a connection that ends, and is not forgotten for a
    /// limit, is kept for [`Flows::ended`] where `outlives` says so.
    pub fn outliving(limits: Limits, outlives: fn(&T) -> bool) -> Self {
        Self {
            limits,
            table: Entries::new(limits.flows),
            clock: Clock::new(limits.idle),
            ledger: Ledger::new(outlives),
            may_begin: |_| true,
            count: 0,
            segments: 0,
            current: None,
        }
    }

    /// A direction that begins with octets which do not pass this is of no interest. It is not asked where
    /// others came before the first ones.
    #[must_use]
    pub fn beginning(self, may_begin: fn(&[u8]) -> bool) -> Self {
        Self { may_begin, ..self }
    }

    /// Takes the segment of a frame, with its header and payload. None where nothing is to be read:
    /// it brought no new octets, or they come after a gap, or are of no interest.
    #[inline(never)]
    pub fn segment<'a>(
        &'a mut self,
        segment: &Segment<'_>,
        header: &TcpHeader<'_>,
        payload: &'a [u8],
        frame: FrameId,
    ) -> Option<Arrival<'a, T>> {
        self.segments = self.segments.wrapping_add(1);
        if self.clock.tick(frame) | self.is_crowded() {
            self.make_room(frame);
        }
        let ports = [header.source_port, header.destination_port];
        let ends = Ends::new(segment.source, segment.destination, ports);
        let higher = ends.is_from_higher();
        let incoming = Incoming::new(header, payload, segment.missing, frame);
        self.current = None;
        let (at, entry) = self.table.find(&ends, !incoming.rst())?;
        let idle = self.clock.is_past(entry.time);
        (entry.last, entry.time) = (self.segments, self.clock.latest(entry.time));
        if idle {
            entry.forget(What::IdleLimit, frame, &mut self.ledger);
        }
        if let (true, Stage::Live(connection)) = (incoming.rst(), &entry.stage) {
            let (birth, direction) = (connection.birth, entry.direction(higher));
            self.current = Some(Current { at, birth, direction });
        }
        let brought = self.take(at, higher, &incoming);
        let entry = self.table.get_mut(at)?;
        let Some((birth, direction, fresh)) = brought else {
            entry.open();
            return None;
        };
        let (ledger, history) = (&mut self.ledger, self.limits.history());
        Some(Arrival { entry, birth, direction, fresh, frame, given: None, ledger, history })
    }

    /// Takes a segment into the connection whose entry stands there. What it brings to be read, of which
    /// connection, and in which direction.
    #[inline(always)]
    fn take<'a>(
        &mut self,
        at: usize,
        higher: bool,
        segment: &Incoming<'a>,
    ) -> Option<(Birth, Direction, &'a [u8])> {
        let Self { table, ledger, limits, may_begin, count, current, .. } = self;
        let entry = table.get_mut(at)?;
        let direction = entry.admit(higher, segment, count, ledger)?;
        let Entry { lanes, higher, stage, .. } = &mut *entry;
        let Stage::Live(connection) = stage else { return None };
        let birth = connection.birth;
        *current = Some(Current { at, birth, direction });
        let half = connection.halves.of(direction);
        if segment.is_empty() && half.anchor.is_some() {
            return None;
        }
        let before = half.cost();
        let tell = |what| {
            let flow = birth.flow(&lanes.ends(*higher));
            let direction = Some(direction);
            ledger.notices.push(Notice { flow, direction, frame: segment.frame, what });
        };
        let fresh = connection.take(direction, segment, limits, *may_begin, tell);
        ledger.change(before, connection.halves.of(direction).cost());
        if fresh.is_empty() {
            entry.settle(ledger);
            return None;
        }
        Some((birth, direction, fresh))
    }

    /// How many connections there were so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether [`Flows::notices`] or [`Flows::ended`] would hand anything over.
    #[inline]
    pub fn has_news(&self) -> bool {
        !self.ledger.notices.is_empty() || !self.ledger.ended.is_empty()
    }

    /// What there is to tell since this was last asked. To be asked now and then, since it is kept
    /// until then.
    pub fn notices(&mut self) -> Drain<'_, Notice> {
        self.ledger.notices.drain(..)
    }

    /// The connection that the last segment belongs to, if it belongs to one, and its direction.
    pub fn current(&self) -> Option<(Flow, Direction)> {
        let Current { at, birth, direction } = self.current?;
        Some((birth.flow(&self.table.get(at)?.ends()), direction))
    }

    /// What the caller has of connections that have ended since this was last asked, and that is
    /// still wanted. To be asked now and then, since it is kept until then.
    pub fn ended(&mut self) -> Drain<'_, (Flow, Box<T>)> {
        self.ledger.ended.drain(..)
    }

    /// The capture has ended: tells of the gaps in connections that were being read.
    pub fn finish(&mut self) {
        let first = self.ledger.notices.len();
        for entry in self.table.iter_mut() {
            entry.tell_gaps(&mut self.ledger.notices);
        }
        if let Some(new) = self.ledger.notices.get_mut(first..) {
            new.sort_by_key(|notice| (notice.flow.number, notice.direction));
        }
    }

    /// Goes through what the caller has of the connections that have not ended, and of which there was
    /// something to read and may be more, in order of their numbers. `visit` says how much it holds
    /// then, as [`Arrival::hold`] does.
    pub fn visit(&mut self, mut visit: impl FnMut(Flow, &mut T) -> usize) {
        let live = self.table.iter_mut().filter_map(|entry| {
            let ends = entry.ends();
            let Stage::Live(connection) = &mut entry.stage else { return None };
            let flow = connection.flow(&ends);
            let Connection { state, state_cost, .. } = &mut **connection;
            Some((flow, state.as_mut()?, state_cost))
        });
        let mut live: Vec<_> = live.collect();
        live.sort_by_key(|(flow, ..)| flow.number);
        for (flow, state, cost) in live {
            let held = visit(flow, state);
            self.ledger.change(*cost, held);
            *cost = held;
        }
    }

    /// What is held, counted as the limits count.
    pub fn held(&self) -> usize {
        self.ledger.held
    }

    /// Connections that are followed, those that have just ended included.
    pub fn followed(&self) -> usize {
        self.table.len()
    }
}
