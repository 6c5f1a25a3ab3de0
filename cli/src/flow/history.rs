//! The last octets that were given out, kept to compare copies with.

use std::collections::VecDeque;

use super::OVERHEAD;
use crate::capture::FrameId;

/// The end of a stream as far as it was given out, without what was passed over.
#[derive(Debug, Default)]
pub(super) struct History {
    octets: VecDeque<u8>,
    /// The octets of each frame, in order.
    spans: VecDeque<Span>,
    /// Octets so far, those that were dropped included.
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    /// Where in the stream it begins.
    start: u64,
    length: usize,
    /// How many octets came before it.
    before: u64,
    frame: FrameId,
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
        let (start, length) = (end.saturating_sub(kept.len() as u64), kept.len());
        self.spans.push_back(Span { start, length, before: self.count, frame });
        self.count = self.count.saturating_add(length as u64);
    }

    /// Drops the octets of the oldest frame, and tells whether there was one.
    fn drop_oldest(&mut self) -> bool {
        let Some(span) = self.spans.pop_front() else {
            return false;
        };
        self.octets.drain(..span.length.min(self.octets.len()));
        true
    }

    /// The first of these octets that is another than was given out, and the frame that gave that.
    pub(super) fn differs(&self, start: u64, octets: &[u8]) -> Option<(u64, FrameId)> {
        if self.spans.back().is_none_or(|last| last.end() <= start) {
            return None;
        }
        let end = start.saturating_add(octets.len() as u64);
        let dropped = self.count.saturating_sub(self.octets.len() as u64);
        let first = self.spans.partition_point(|span| span.end() <= start);
        let spans = self.spans.range(first..).take_while(|span| span.start < end);
        spans.into_iter().find_map(|span| {
            let from = start.max(span.start);
            let until = end.min(span.end());
            let at = |offset: u64| usize::try_from(offset.checked_sub(start)?).ok();
            let copy = octets.get(at(from)?..at(until)?)?;
            let passed = span.before.checked_sub(dropped)?.checked_add(from - span.start)?;
            let passed = usize::try_from(passed).ok()?;
            let at = first_difference(copy, self.octets.as_slices(), passed)?;
            Some((from.saturating_add(at as u64), span.frame))
        })
    }
}

impl Span {
    fn end(&self) -> u64 {
        self.start.saturating_add(self.length as u64)
    }
}

/// Where a copy is first another than the octets of two slices after so many. What goes beyond them
/// is not compared.
fn first_difference(copy: &[u8], (first, second): (&[u8], &[u8]), passed: usize) -> Option<usize> {
    let (_, first_left) = first.split_at_checked(passed).unwrap_or((first, &[]));
    let second_left = second.get(passed.saturating_sub(first.len())..).unwrap_or_default();
    let (head, tail) = copy.split_at_checked(first_left.len()).unwrap_or((copy, &[]));
    let differs = |copy: &[u8], octets: &[u8]| {
        let length = copy.len().min(octets.len());
        // Copies are mostly equal, which is known faster as a whole.
        if copy.get(..length) == octets.get(..length) {
            return None;
        }
        copy.iter().zip(octets).position(|(copy, octet)| copy != octet)
    };
    let in_tail = || Some(differs(tail, second_left)? + head.len());
    differs(head, first_left).or_else(in_tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_over_is_not_compared() {
        let frame = |number| FrameId { number, time: None };
        let mut history = History::default();
        history.push(b"abc", 3, frame(1), 1000);
        history.push(b"xyz", 13, frame(2), 1000);
        assert_eq!(history.differs(0, b"abc!!!!!!!xyz?"), None);
        assert_eq!(history.differs(1, b"b!"), Some((2, frame(1))));
        assert_eq!(history.differs(2, b"c!!!!!!!xy!"), Some((12, frame(2))));
        assert_eq!(history.differs(3, b"!!!!!!!!"), Some((10, frame(2))));
        assert_eq!(history.differs(3, b"!!!!!!!"), None);
        assert_eq!(history.differs(13, b"!"), None);
        history.push(&[0; 900], 913, frame(3), 1200);
        assert_eq!(history.differs(0, b"!!!"), None, "dropped");
        assert_eq!(history.differs(10, b"x!"), Some((11, frame(2))));
    }

    #[test]
    fn differences_are_found_in_both_slices() {
        let stream = b"abcdefgh";
        for middle in 0..=8 {
            let slices = stream.split_at(middle);
            for start in 0..8 {
                assert_eq!(first_difference(&stream[start..], slices, start), None);
                assert_eq!(first_difference(b"", slices, start), None);
                for wrong in start..8 {
                    let mut copy = stream.to_vec();
                    copy[wrong] = b'!';
                    copy.extend(b"beyond");
                    let at = first_difference(&copy[start..], slices, start);
                    assert_eq!(at, Some(wrong - start));
                }
            }
        }
    }
}
