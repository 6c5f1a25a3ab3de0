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

    /// A segment that begins no new connection: an RST, one that has nothing which the old stream
    /// had not, or a repeated SYN/ACK.
    pub(super) fn has_left_over(&self, direction: Direction, segment: &Incoming<'_>) -> bool {
        if segment.rst() {
            return true;
        }
        let Some(range) = self.0.of(direction) else {
            return false;
        };
        if segment.syn() && (segment.acknowledges().is_none() || range.distance(segment) != 0) {
            return false;
        }
        range.contains(segment)
    }

    /// A segment that has something of the old stream, or stands in it.
    pub(super) fn meets(&self, direction: Direction, segment: &Incoming<'_>) -> bool {
        self.0.of(direction).is_some_and(|range| range.meets(segment))
    }
}

impl Range {
    /// How far behind the first number a segment begins.
    fn distance(&self, segment: &Incoming<'_>) -> u32 {
        segment.sequence.wrapping_sub(self.first)
    }

    /// All of a segment lies in it.
    fn contains(&self, segment: &Incoming<'_>) -> bool {
        let end = u64::from(self.distance(segment)).saturating_add(segment.numbers());
        end <= u64::from(self.length)
    }

    /// Some of a segment lies in it.
    fn meets(&self, segment: &Incoming<'_>) -> bool {
        let before = u64::from(self.first.wrapping_sub(segment.sequence));
        self.contains(segment) || self.distance(segment) < self.length || before < segment.numbers()
    }

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
    use rehome::tcp::{TcpFlags, TcpHeader};

    use super::*;
    use crate::capture::FrameId;

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

    /// Whether a segment is left over, and whether it meets the stream, of which the SYN has 100, ten
    /// octets follow, and then the FIN.
    fn judge(sequence: u32, flags: TcpFlags, octets: &[u8]) -> (bool, bool) {
        let mut half = Half::new();
        (half.anchor, half.seen, half.fin) = (Some(101), 10, Some(10));
        let tombstone = Tombstone::of(&Pair { forward: half, backward: Half::new() });
        let header = TcpHeader { sequence_number: sequence, flags, ..TcpHeader::default() };
        let segment = Incoming::new(&header, octets, 0, FrameId { number: 1, time: None });
        assert!(!tombstone.meets(Direction::Backward, &segment));
        assert_eq!(tombstone.has_left_over(Direction::Backward, &segment), segment.rst());
        (
            tombstone.has_left_over(Direction::Forward, &segment),
            tombstone.meets(Direction::Forward, &segment),
        )
    }

    #[test]
    fn only_what_was_all_there_is_left_over() {
        const ACK: TcpFlags = TcpFlags::ACK;
        let fin = ACK | TcpFlags::FIN;
        let ten = b"0123456789";
        let all = [
            (100, ACK, &b""[..], (true, true), "a probe"),
            (100, ACK, b"?", (true, true), "a probe with an octet"),
            (99, ACK, b"", (false, false), "before it"),
            (99, ACK, b"?", (false, false), "with an octet before it"),
            (99, ACK, b"??", (false, true), "from before it into it"),
            (90, ACK, &[0; 99], (false, true), "all around it"),
            (101, ACK, ten, (true, true), "sent again"),
            (101, fin, ten, (true, true), "with its FIN"),
            (111, fin, b"", (true, true), "the FIN alone"),
            (111, ACK, b"?", (true, true), "an octet in its place"),
            (112, ACK, b"", (true, true), "the last acknowledgment"),
            (112, ACK, b"?", (false, false), "an octet behind it"),
            (112, fin, b"", (false, false), "a FIN behind it"),
            (110, fin, b"9!", (false, true), "out of it"),
            (113, ACK, b"", (false, false), "behind it"),
            (100, ACK | TcpFlags::SYN, b"", (true, true), "SYN/ACK again"),
            (101, ACK | TcpFlags::SYN, b"", (false, true), "another SYN/ACK"),
            (100, TcpFlags::SYN, b"", (false, true), "a SYN"),
            (9_999, TcpFlags::RST, b"", (true, false), "an RST"),
        ];
        for (sequence, flags, octets, expected, what) in all {
            assert_eq!(judge(sequence, flags, octets), expected, "{what}");
        }
    }
}
