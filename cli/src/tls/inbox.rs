//! Octets of a stream that were not read yet, and the frames that they came in.

use std::collections::VecDeque;
use std::ops::Range;

use crate::capture::FrameId;
use crate::flow::Chunk;

/// Where in a stream something stands, and which frames it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The octets, counted from the start of the stream: of a message in the clear its own and the
    /// record headers between them, of a protected one all of its records.
    pub octets: Range<u64>,
    /// The numbers of the frames that gave its own octets, or those of its records, in their order.
    pub frames: Vec<u64>,
    /// The frame that delivered the last missing octet.
    pub completed_by: FrameId,
}

/// Octets that one frame gave.
#[derive(Clone, Copy, Debug)]
struct Piece {
    end: u64,
    given_by: u64,
    delivered_by: FrameId,
}

/// The octets of a stream from the first that was not read.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    octets: Vec<u8>,
    read: usize,
    offset: u64,
    pieces: VecDeque<Piece>,
}

impl Inbox {
    /// Takes the next octets of the stream, which became readable in the frame `delivered_by`.
    pub(super) fn push(&mut self, chunk: &Chunk<'_>, delivered_by: FrameId) {
        if self.at_hand().is_empty() {
            self.offset = chunk.offset;
        } else if self.read > self.octets.len() / 2 {
            self.octets.drain(..self.read);
            self.read = 0;
        }
        self.octets.extend_from_slice(chunk.octets);
        let given_by = chunk.given_by.number;
        self.pieces.push_back(Piece { end: self.end(), given_by, delivered_by });
    }

    pub(super) fn at_hand(&self) -> &[u8] {
        self.octets.get(self.read..).unwrap_or_default()
    }

    /// Where in the stream the next octet stands.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    fn end(&self) -> u64 {
        self.offset.saturating_add(length(self.at_hand()))
    }

    /// Passes over octets at hand.
    pub(super) fn consume(&mut self, octets: usize) {
        let octets = octets.min(self.at_hand().len());
        self.read += octets;
        self.offset = self.offset.saturating_add(u64::try_from(octets).unwrap_or(u64::MAX));
        while self.pieces.front().is_some_and(|piece| piece.end <= self.offset) {
            self.pieces.pop_front();
        }
        // Most connections are between records most of the time.
        if self.at_hand().is_empty() {
            (self.octets, self.read, self.pieces) = Default::default();
        }
    }

    /// What it takes of memory, in octets.
    pub(super) fn held(&self) -> usize {
        let pieces = self.pieces.capacity().saturating_mul(size_of::<Piece>());
        self.octets.capacity().saturating_add(pieces)
    }

    /// The numbers of the frames that gave octets of this range, which is at hand.
    fn frames(&self, range: &Range<u64>) -> impl Iterator<Item = u64> {
        let start = self.pieces.partition_point(|piece| piece.end <= range.start);
        let end = self.pieces.partition_point(|piece| piece.end < range.end);
        self.pieces.range(start..self.pieces.len().min(end.saturating_add(1))).map(|p| p.given_by)
    }

    /// The frame in which the octet at this offset, which is at hand, became readable.
    pub(super) fn delivered_by(&self, offset: u64) -> Option<FrameId> {
        let piece = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces.get(piece).map(|piece| piece.delivered_by)
    }
}

/// A part of the inbox that is being read, with what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    inbox: &'a Inbox,
    octets: Range<u64>,
    is_record: bool,
}

impl<'a> Source<'a> {
    /// Octets that are read as they are, from the next one on.
    pub(super) fn clear(inbox: &'a Inbox, octets: usize) -> Self {
        Self { inbox, octets: range(inbox, octets), is_record: false }
    }

    /// The plaintext of a record of so many octets that stands next.
    pub(super) fn record(inbox: &'a Inbox, octets: usize) -> Self {
        Self { inbox, octets: range(inbox, octets), is_record: true }
    }

    /// Where a part of these octets stands.
    pub(super) fn span(&self, part: Range<usize>) -> Option<Span> {
        let mut span = None;
        self.extend(&mut span, part, true);
        span
    }

    /// Extends `span` by a part of these octets, or begins it there, with or without their frames.
    pub(super) fn extend(
        &self,
        span: &mut Option<Span>,
        part: Range<usize>,
        are_frames_wanted: bool,
    ) {
        let at = |index: usize| {
            self.octets.start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX))
        };
        let octets =
            if self.is_record { self.octets.clone() } else { at(part.start)..at(part.end) };
        let Some(completed_by) = self.inbox.delivered_by(octets.end.saturating_sub(1)) else {
            return;
        };
        let span = span.get_or_insert_with(|| Span {
            octets: octets.start..octets.start,
            frames: Vec::new(),
            completed_by,
        });
        for frame in self.inbox.frames(&octets).filter(|_| are_frames_wanted) {
            if span.frames.last() != Some(&frame) {
                span.frames.push(frame);
            }
        }
        span.octets.end = octets.end;
        span.completed_by = completed_by;
    }
}

fn range(inbox: &Inbox, octets: usize) -> Range<u64> {
    let octets = u64::try_from(octets).unwrap_or(u64::MAX);
    inbox.offset()..inbox.offset().saturating_add(octets)
}

fn length(octets: &[u8]) -> u64 {
    u64::try_from(octets.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(number: u64) -> FrameId {
        FrameId { number, time: None }
    }

    #[test]
    fn octets_are_known_by_their_frames() {
        let mut inbox = Inbox::default();
        for (number, offset, octets) in [(1, 100, "abc"), (9, 103, "d"), (4, 104, "efg")] {
            let chunk = Chunk { octets: octets.as_bytes(), offset, given_by: frame(number) };
            inbox.push(&chunk, frame(9));
        }
        assert_eq!(inbox.at_hand(), b"abcdefg");
        inbox.consume(1);
        let mut span = None;
        Source::clear(&inbox, 6).extend(&mut span, 1..3, true);
        let expected = Span { octets: 102..104, frames: vec![1, 9], completed_by: frame(9) };
        assert_eq!(span, Some(expected));
        Source::clear(&inbox, 6).extend(&mut span, 3..4, true);
        assert_eq!(span.as_ref().unwrap().frames, [1, 9, 4]);
        assert_eq!(span.unwrap().octets, 102..105);
        let mut span = None;
        Source::record(&inbox, 3).extend(&mut span, 0..1, true);
        assert_eq!(span.unwrap().octets, 101..104);
        inbox.consume(3);
        assert_eq!((inbox.offset(), inbox.at_hand()), (104, &b"efg"[..]));
        assert!(inbox.held() >= 3 + size_of::<Piece>());
        inbox.consume(9);
        assert_eq!((inbox.offset(), inbox.held()), (107, 0));
    }
}
