//! The octets of one direction, as far as they can be read.

use std::ops::Range;

use super::held::{Held, Piece};
use super::history::History;
use super::{Limits, What};
use crate::capture::FrameId;

/// No window reaches so far (RFC 7323, section 2.3), so what is further on can't be held, and a gap
/// that so many octets were passed over after can't be filled.
const WINDOW: u64 = 1 << 30;

/// What was read, and what waits.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Where the next octet to be read stands.
    pub(super) next: u64,
    history: History,
    pub(super) held: Held,
    /// These need not be given out, nor remembered.
    pub(super) skipped: Range<u64>,
    /// The frame that showed how far it goes.
    pub(super) seen_by: Option<FrameId>,
    /// The limit was told of.
    refused: bool,
    /// Octets that were passed over since they were too far on.
    beyond: u64,
}

/// What is given out next.
#[derive(Debug)]
pub(super) struct Given<'a> {
    pub(super) what: Octets<'a>,
    /// Where it begins.
    pub(super) offset: u64,
    /// So many of the first octets are not to be remembered.
    skipped: u64,
}

/// Octets, and where they come from.
#[derive(Debug)]
pub(super) enum Octets<'a> {
    /// The segment at hand, in this frame.
    Fresh(&'a [u8], FrameId),
    /// An earlier one.
    Held(Piece),
}

impl Given<'_> {
    pub(super) fn octets(&self) -> (&[u8], FrameId) {
        match &self.what {
            Octets::Fresh(octets, frame) => (octets, *frame),
            Octets::Held(piece) => (&piece.octets, piece.frame),
        }
    }
}

impl Stream {
    /// Of which nothing was read, and what it has comes with this frame.
    pub(super) fn seen_by(frame: FrameId) -> Self {
        Self { seen_by: Some(frame), ..Self::default() }
    }

    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.history.cost() + self.held.cost()
    }

    /// Forgets what was given out, so that copies of it can't be compared.
    pub(super) fn forget(&mut self) {
        self.history = History::default();
    }

    /// A gap can't be filled any more.
    pub(super) fn is_lost(&self) -> bool {
        self.beyond >= WINDOW
    }

    /// The first of these octets that is another than was sent before.
    pub(super) fn differs(&self, start: u64, octets: &[u8]) -> Option<What> {
        let difference = self.history.differs(start, octets);
        let (offset, given_by) = difference.or_else(|| self.held.differs(start, octets))?;
        Some(What::OverlapDiffers { offset, given_by })
    }

    /// Those of the octets that are to be read now. If they come after a gap they are held, or it
    /// is told why not.
    pub(super) fn take<'a>(
        &mut self,
        start: u64,
        octets: &'a [u8],
        frame: FrameId,
        limits: &Limits,
    ) -> Result<&'a [u8], What> {
        let Some(ahead) = start.checked_sub(self.next).filter(|ahead| *ahead > 0) else {
            let read = usize::try_from(self.next.saturating_sub(start)).unwrap_or(usize::MAX);
            return Ok(octets.get(read..).unwrap_or_default());
        };
        if ahead >= WINDOW {
            self.beyond = self.beyond.saturating_add(octets.len() as u64);
        } else if !self.held.hold(start, octets, frame, limits.waiting()) && !self.refused {
            self.refused = true;
            return Err(What::OctetsLimit { offset: start });
        }
        Ok(&[])
    }

    /// What comes next, if anything does: of the segment at hand, which then has less left, or held.
    #[inline]
    pub(super) fn advance<'a>(
        &mut self,
        fresh: &mut &'a [u8],
        frame: FrameId,
    ) -> Option<Given<'a>> {
        let until = self.held.first().map_or(u64::MAX, |(at, _)| at.saturating_sub(self.next));
        let until = usize::try_from(until).unwrap_or(usize::MAX);
        if until == 0 {
            let piece = self.held.pop()?;
            *fresh = fresh.get(piece.octets.len()..).unwrap_or_default();
            return Some(self.give(Octets::Held(piece)));
        }
        let (octets, rest) = fresh.split_at_checked(until).unwrap_or((fresh, &[]));
        *fresh = rest;
        if octets.is_empty() {
            return None;
        }
        Some(self.give(Octets::Fresh(octets, frame)))
    }

    fn give<'a>(&mut self, what: Octets<'a>) -> Given<'a> {
        let (offset, skipped) = (self.next, self.skipped.end.saturating_sub(self.next));
        let given = Given { what, offset, skipped };
        self.next = offset.saturating_add(given.octets().0.len() as u64);
        given
    }

    /// Remembers what was given out.
    pub(super) fn remember(&mut self, given: &Given<'_>, room: usize) {
        let (octets, frame) = given.octets();
        let end = given.offset.saturating_add(octets.len() as u64);
        // What was skipped since then stands at its end.
        let skips_end = given.offset < self.skipped.start && self.skipped.end >= end;
        let end = if skips_end { end.min(self.skipped.start) } else { end };
        let [from, until] = [given.skipped, end.saturating_sub(given.offset)]
            .map(|octets| usize::try_from(octets).unwrap_or(usize::MAX));
        if let Some(octets) = octets.get(from..until) {
            self.history.push(octets, end, frame, room);
        }
    }
}
