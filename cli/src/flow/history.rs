//! The last octets that were given out, kept to compare copies with.

use std::collections::VecDeque;

use super::OVERHEAD;
use crate::capture::FrameId;

/// The end of a stream as far as it was given out.
#[derive(Debug, Default)]
pub(super) struct History {
    octets: VecDeque<u8>,
    /// Where the octets of each frame begin, in order. The last ones go up to `end`.
    spans: VecDeque<(u64, FrameId)>,
    end: u64,
}

impl History {
    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.octets.len() + self.spans.len() * OVERHEAD
    }

    /// Takes over the octets that go up to `end`, and drops the oldest where it is more than `room`.
    pub(super) fn push(&mut self, octets: &[u8], end: u64, frame: FrameId, room: usize) {
        let most = room.saturating_sub(OVERHEAD);
        let kept = octets.get(octets.len().saturating_sub(most)..).unwrap_or(octets);
        if kept.is_empty() {
            return;
        }
        while self.cost() + OVERHEAD + kept.len() > room && self.drop_oldest() {}
        self.octets.extend(kept);
        self.spans.push_back((end.saturating_sub(kept.len() as u64), frame));
        self.end = end;
    }

    /// Drops the octets of the oldest frame, and tells whether there was one.
    fn drop_oldest(&mut self) -> bool {
        let Some((start, _)) = self.spans.pop_front() else {
            return false;
        };
        let next = self.spans.front().map_or(self.end, |(start, _)| *start);
        let count = usize::try_from(next.saturating_sub(start)).unwrap_or(usize::MAX);
        self.octets.drain(..count.min(self.octets.len()));
        true
    }

    /// The first of these octets that is another than was given out, and the frame that gave that.
    pub(super) fn differs(&self, start: u64, octets: &[u8]) -> Option<(u64, FrameId)> {
        let begin = self.end.saturating_sub(self.octets.len() as u64);
        if start >= self.end {
            return None;
        }
        let skipped = usize::try_from(begin.saturating_sub(start)).ok()?;
        let passed = usize::try_from(start.saturating_sub(begin)).ok()?;
        let copies = octets.get(skipped..)?;
        let mut earlier = self.octets.iter().skip(passed);
        let at = copies.iter().zip(&mut earlier).position(|(copy, octet)| copy != octet)?;
        let offset = start.max(begin).saturating_add(at as u64);
        let after = self.spans.partition_point(|(start, _)| *start <= offset);
        let (_, frame) = self.spans.get(after.checked_sub(1)?)?;
        Some((offset, *frame))
    }
}
