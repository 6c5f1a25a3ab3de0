//! The life of one connection.

use super::direction::Pair;
use super::half::Half;
use super::incoming::Incoming;
use super::tombstone::Tombstone;
use super::{Direction, Flow, Limits, What};
use crate::capture::FrameId;
use crate::packet::Ends;

/// A connection that has begun and not ended.
#[derive(Debug)]
pub(super) struct Connection<T> {
    pub(super) birth: Birth,
    pub(super) halves: Pair<Half>,
    /// The caller's, as soon as there was something to read and while there may be more.
    pub(super) state: Option<Box<T>>,
    /// What that holds.
    pub(super) state_cost: usize,
}

/// How a connection came about, by which it is told from others between the same endpoints.
#[derive(Clone, Copy, Debug)]
pub(super) struct Birth {
    pub(super) number: u64,
    /// The frame of its first segment.
    pub(super) begun: FrameId,
    /// That is the SYN.
    pub(super) is_whole: bool,
}

impl Birth {
    /// What is told of the connection. Forward is from the source.
    pub(super) fn flow(self, ends: &Ends) -> Flow {
        let (source, destination) = ends.sockets();
        let Self { number, begun, is_whole } = self;
        Flow { number, source, destination, begun, is_whole }
    }
}

/// What a segment is to the connection that stands between its endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// A segment of it.
    Goes,
    /// Its end.
    Ends,
    /// Its end too, since another one begins with this segment.
    Another,
    /// Of no connection.
    Strays,
}

impl<T> Connection<T> {
    pub(super) fn new(birth: Birth) -> Self {
        let halves = Pair { forward: Half::new(), backward: Half::new() };
        Self { birth, halves, state: None, state_cost: 0 }
    }
}

impl<T> Connection<T> {
    /// What is told of it. Forward is from the source.
    pub(super) fn flow(&self, ends: &Ends) -> Flow {
        self.birth.flow(ends)
    }

    /// Judges a segment by its flags and numbers.
    #[inline]
    pub(super) fn course(&self, direction: Direction, segment: &Incoming<'_>) -> Course {
        if segment.rst() {
            Course::Ends
        } else if segment.syn() {
            self.course_of_syn(direction, segment)
        } else if self.has_both_fins() && !self.tombstone().meets(direction, segment) {
            Course::Another
        } else {
            Course::Goes
        }
    }

    /// Both directions had their FIN, but octets before one of them may be missing.
    #[inline]
    fn has_both_fins(&self) -> bool {
        self.halves.forward.fin.is_some() && self.halves.backward.fin.is_some()
    }

    fn course_of_syn(&self, direction: Direction, segment: &Incoming<'_>) -> Course {
        let own = self.halves.of(direction);
        let other = self.halves.of(direction.reverse());
        if self.has_both_fins() {
            return Course::Another;
        }
        let fits = match (own.syn, own.anchor) {
            (Some(syn), _) => syn == segment.sequence,
            // The SYN of a direction that begins in the capture right after it.
            (None, Some(anchor)) => anchor == segment.first(),
            (None, None) => other.syn.is_some() || self.is_late(direction, segment),
        };
        if fits {
            return Course::Goes;
        }
        match segment.acknowledges() {
            None => Course::Another,
            Some(_) if own.anchor.is_some() && own.is_untouched() => Course::Goes,
            Some(number) if !other.may_be_acknowledged_by(number) => Course::Another,
            Some(_) if own.anchor.is_none() => Course::Goes,
            Some(_) => Course::Strays,
        }
    }

    /// The first segment of a direction is a SYN, and the other direction is on its way already: it
    /// belongs to that if it is what that acknowledges.
    fn is_late(&self, direction: Direction, segment: &Incoming<'_>) -> bool {
        let acknowledged = self.halves.of(direction.reverse()).acknowledges;
        segment.acknowledges().is_none()
            && acknowledged
                .is_none_or(|number| number.wrapping_sub(segment.first()) <= segment.length())
    }

    /// The octets of a segment that are to be read now, after what is to be told of it.
    #[inline]
    pub(super) fn take<'a>(
        &mut self,
        direction: Direction,
        segment: &Incoming<'a>,
        limits: &Limits,
        may_begin: fn(&[u8]) -> bool,
        tell: impl FnMut(What),
    ) -> &'a [u8] {
        let half = self.halves.of_mut(direction);
        half.begin(segment);
        let start = half.reach(segment);
        half.take(start, segment, limits, may_begin, tell)
    }

    /// Both directions have come to their ends.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.halves.forward.is_done() && self.halves.backward.is_done()
    }

    /// A SYN of it was captured.
    pub(super) fn has_syn(&self) -> bool {
        self.halves.forward.syn.is_some() || self.halves.backward.syn.is_some()
    }

    /// It is being read.
    pub(super) fn is_of_interest(&self) -> bool {
        self.halves.forward.reading.is_of_interest()
            || self.halves.backward.reading.is_of_interest()
    }

    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.halves.forward.cost() + self.halves.backward.cost() + self.state_cost
    }

    /// The directions in which something is missing.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (Direction, What, FrameId)> {
        Direction::BOTH.into_iter().filter_map(|direction| {
            let (what, frame) = self.halves.of(direction).gap()?;
            Some((direction, what, frame))
        })
    }

    /// What is remembered when it has ended, or would be.
    pub(super) fn tombstone(&self) -> Tombstone {
        Tombstone::of(&self.halves)
    }
}
