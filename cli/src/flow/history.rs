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
        let at = first_difference(copies, self.octets.as_slices(), passed)?;
        let offset = start.max(begin).saturating_add(at as u64);
        let after = self.spans.partition_point(|(start, _)| *start <= offset);
        let (_, frame) = self.spans.get(after.checked_sub(1)?)?;
        Some((offset, *frame))
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
