//! What is remembered of a connection that has ended: which segments may be left over of it.

use super::Direction;
use super::direction::Pair;
use super::half::Half;
use super::incoming::Incoming;

/// The sequence numbers of a direction: the first, and how many come after it.
#[derive(Clone, Copy, Debug)]
struct Range {
    first: u32,
    length: u32,
}

/// A connection that has ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tombstone(Pair<Option<Range>>);

impl Tombstone {
    pub(super) fn of(halves: &Pair<Half>) -> Self {
        Self(Pair { forward: Range::of(&halves.forward), backward: Range::of(&halves.backward) })
    }

    /// A segment that begins no new connection: an RST, one whose number lies in the old stream, or
    /// a repeated SYN/ACK.
    pub(super) fn has_left_over(&self, direction: Direction, segment: &Incoming<'_>) -> bool {
        if segment.rst() {
            return true;
        }
        let Some(range) = self.0.of(direction) else {
            return false;
        };
        let distance = segment.sequence.wrapping_sub(range.first);
        if segment.syn() {
            return segment.acknowledges().is_some() && distance == 0;
        }
        distance <= range.length
    }
}

impl Range {
    /// From the SYN, or where it would have been, up to one past the FIN. Half of all numbers at
    /// most, the last.
    fn of(half: &Half) -> Option<Self> {
        let first = half.anchor?.wrapping_sub(1);
        let end = half.fin.map_or(half.seen, |fin| half.seen.max(fin).saturating_add(1));
        let length = end.saturating_add(1);
        let before = length.saturating_sub(1 << 31);
        let [.., a, b, c, d] = before.to_be_bytes();
        let first = first.wrapping_add(u32::from_be_bytes([a, b, c, d]));
        Some(Self { first, length: u32::try_from(length - before).unwrap_or(u32::MAX) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(seen: u64, fin: Option<u64>) -> Option<(u32, u32)> {
        let mut half = Half::new();
        (half.anchor, half.seen, half.fin) = (Some(101), seen, fin);
        Range::of(&half).map(|range| (range.first, range.length))
    }

    #[test]
    fn from_the_syn_to_one_past_the_fin() {
        assert_eq!(range(0, None), Some((100, 1)));
        assert_eq!(range(0, Some(0)), Some((100, 2)));
        assert_eq!(range(9, Some(9)), Some((100, 11)));
        assert_eq!(
            range(9, Some(5)),
            Some((100, 11)),
            "what was seen beyond it is no more to read"
        );
        assert!(Range::of(&Half::new()).is_none());
    }

    #[test]
    fn of_long_streams_half_of_all_numbers() {
        assert_eq!(range((1 << 31) - 1, None), Some((100, 1 << 31)));
        assert_eq!(range(1 << 31, None), Some((101, 1 << 31)));
        assert_eq!(
            range((1 << 33) + 7, Some((1 << 33) + 7)),
            Some((109u32.wrapping_add(1 << 31), 1 << 31))
        );
        assert_eq!(range(u64::MAX, Some(u64::MAX)).map(|range| range.1), Some(1 << 31));
    }
}
