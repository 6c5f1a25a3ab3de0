//! The last octets that were given out, kept to compare copies with.

use std::collections::VecDeque;

use super::OVERHEAD;
use crate::capture::FrameId;

/// The end of a stream as far as it was given out, without what was passed over.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The octets of each frame, in order.
    spans: VecDeque<Span>,
    /// How many octets they have.
    length: usize,
}

#[derive(Debug)]
struct Span {
    /// Where in the stream it begins.
    start: u64,
    octets: Box<[u8]>,
    frame: FrameId,
}

impl History {
    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.length + self.spans.len() * OVERHEAD
    }

    /// Takes over the octets that go up to `end`, and drops the oldest where it is more than `room`.
    pub(super) fn push(&mut self, octets: &[u8], end: u64, frame: FrameId, room: usize) {
        let most = room.saturating_sub(OVERHEAD);
        let kept = octets.get(octets.len().saturating_sub(most)..).unwrap_or(octets);
        if kept.is_empty() {
            return;
        }
        while self.cost() + OVERHEAD + kept.len() > room && self.drop_oldest() {}
        let start = end.saturating_sub(kept.len() as u64);
        self.spans.push_back(Span { start, octets: kept.into(), frame });
        self.length += kept.len();
    }

    /// Drops the octets of the oldest frame, and tells whether there was one.
    fn drop_oldest(&mut self) -> bool {
        let Some(span) = self.spans.pop_front() else {
            return false;
        };
        self.length -= span.octets.len();
        true
    }

    /// The first of these octets that is another than was given out, and the frame that gave that.
    pub(super) fn differs(&self, start: u64, octets: &[u8]) -> Option<(u64, FrameId)> {
        if self.spans.back().is_none_or(|last| last.end() <= start) {
            return None;
        }
        let end = start.saturating_add(octets.len() as u64);
        let first = self.spans.partition_point(|span| span.end() <= start);
        let spans = self.spans.range(first..).take_while(|span| span.start < end);
        spans.into_iter().find_map(|span| {
            let at = first_difference((start, octets), (span.start, &span.octets))?;
            Some((at, span.frame))
        })
    }
}

impl Span {
    fn end(&self) -> u64 {
        self.start.saturating_add(self.octets.len() as u64)
    }
}

/// Where in the stream a copy is first another than the octets before it, each with where it begins. What
/// only one of them has is not compared.
pub(super) fn first_difference(
    (start, copy): (u64, &[u8]),
    (earlier_start, earlier): (u64, &[u8]),
) -> Option<u64> {
    let from = start.max(earlier_start);
    let at = |start: u64| usize::try_from(from - start).ok();
    let (copy, earlier) = (copy.get(at(start)?..)?, earlier.get(at(earlier_start)?..)?);
    let length = copy.len().min(earlier.len());
    // Copies are mostly equal, which is known faster as a whole.
    if copy.get(..length) == earlier.get(..length) {
        return None;
    }
    let first = copy.iter().zip(earlier).position(|(copy, octet)| copy != octet)?;
    Some(from.saturating_add(first as u64))
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
    fn differences_are_found_where_both_have_octets() {
        let stream = b"abcdefgh";
        for start in 0..8u64 {
            for earlier in 0..8u64 {
                let behind = |start: u64| &stream[start as usize..];
                let (own, its) = ((start, behind(start)), (earlier, behind(earlier)));
                assert_eq!(first_difference(own, its), None);
                assert_eq!(first_difference((start, b""), its), None);
                for wrong in start.max(earlier)..8 {
                    let mut copy = behind(start).to_vec();
                    copy[(wrong - start) as usize] = b'!';
                    copy.extend(b"beyond");
                    assert_eq!(first_difference((start, &copy), its), Some(wrong));
                }
            }
        }
    }
}
