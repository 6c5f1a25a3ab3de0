//! One direction of a connection: where its octets stand, and how far it has come.

use super::incoming::Incoming;
use super::reading::Reading;
use super::stream::Stream;
use super::{Limits, What};
use crate::capture::FrameId;

/// What is known of one direction.
#[derive(Debug)]
pub(super) struct Half {
    /// The sequence number of its SYN, where that was captured.
    pub(super) syn: Option<u32>,
    /// The sequence number of the first octet, once there was a segment.
    pub(super) anchor: Option<u32>,
    /// What its first segment acknowledges.
    pub(super) acknowledges: Option<u32>,
    /// It begins at a segment that had nothing in it and may have been a keep-alive probe.
    pub(super) loose: bool,
    /// How far it goes by the segments that had something in them, its FIN not counted.
    pub(super) seen: u64,
    /// Where its FIN stands.
    pub(super) fin: Option<u64>,
    pub(super) reading: Reading,
}

impl Half {
    /// A direction of interest that had no segment yet.
    pub(super) fn new() -> Self {
        Self {
            syn: None,
            anchor: None,
            acknowledges: None,
            loose: false,
            seen: 0,
            fin: None,
            reading: Reading::Untouched,
        }
    }

    /// How far it was read, or how far it goes where it is of no interest.
    #[inline]
    fn near(&self) -> u64 {
        match &self.reading {
            Reading::Begun(stream) => stream.next,
            Reading::Untouched | Reading::Nothing => self.seen,
        }
    }

    /// It had neither octets nor FIN yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.seen == 0 && self.fin.is_none()
    }

    /// Nothing more comes: the octets up to its FIN were read, or are of no interest.
    pub(super) fn is_done(&self) -> bool {
        self.fin.is_some_and(|fin| !self.reading.is_of_interest() || fin <= self.near())
    }

    /// An acknowledgment of this direction's SYN, or of what came with it.
    pub(super) fn may_be_acknowledged_by(&self, acknowledgment: u32) -> bool {
        let past = |anchor| u64::from(acknowledgment.wrapping_sub(anchor));
        self.anchor.is_none_or(|anchor| past(anchor) <= self.seen)
    }

    /// What it counts towards the limits.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        self.reading.stream().map_or(0, Stream::cost)
    }

    /// Begins at a segment, if it has not begun, or anew at a SYN, which mostly changes nothing.
    #[inline]
    pub(super) fn begin(&mut self, segment: &Incoming<'_>) {
        if segment.syn() {
            self.syn = Some(segment.sequence);
            self.anchor = None;
        }
        if self.anchor.is_none() {
            self.anchor = Some(segment.first());
            self.acknowledges = segment.acknowledges();
            self.loose = segment.is_empty();
        }
    }

    /// Where a sequence number stands in the stream; below 0 it is of nothing in it.
    #[inline]
    pub(super) fn offset(&self, sequence: u32) -> i64 {
        let near = self.near();
        let expected = self.anchor.unwrap_or(sequence).wrapping_add(low_half(near));
        let distance = sequence.wrapping_sub(expected) as i32;
        i64::try_from(near).unwrap_or(i64::MAX).saturating_add(i64::from(distance))
    }

    /// The sequence number of what comes next, once it has begun.
    pub(super) fn next(&self) -> Option<u32> {
        Some(self.anchor?.wrapping_add(low_half(self.near())))
    }

    /// Takes note that all up to a sequence number was passed over.
    pub(super) fn go_on_to(&mut self, next: u32) {
        let passed = self.next().map_or(0, |now| u64::from(next.wrapping_sub(now)));
        let next = self.near().saturating_add(passed);
        self.seen = self.seen.max(next);
        if let Some(stream) = self.reading.stream_mut() {
            stream.next = next;
        }
    }

    /// Takes note of how far a segment goes, and returns where it begins.
    #[inline]
    pub(super) fn reach(&mut self, segment: &Incoming<'_>) -> i64 {
        let mut start = self.offset(segment.first());
        if self.loose && start == 1 {
            self.move_up();
            start = 0;
        }
        // Of a segment without octets only its FIN shows that those before it were sent.
        if segment.length() == 0 && !segment.fin() {
            return start;
        }
        if start <= 0 {
            self.loose = false;
        }
        let end = start.saturating_add(i64::from(segment.length()));
        let Ok(end) = u64::try_from(end) else {
            return start;
        };
        if segment.fin() && self.fin.is_none() {
            self.end(end);
        }
        let end = end.min(self.fin.unwrap_or(u64::MAX));
        if end > self.seen {
            self.seen = end;
            if let Some(stream) = self.reading.stream_mut() {
                stream.seen_by = Some(segment.frame);
            }
        }
        start
    }

    /// The first segment was a keep-alive probe: the stream begins an octet later.
    #[cold]
    fn move_up(&mut self) {
        self.loose = false;
        self.anchor = self.anchor.map(|anchor| anchor.wrapping_add(1));
        self.seen = self.seen.saturating_sub(1);
        self.fin = self.fin.map(|fin| fin.saturating_sub(1));
        if let Some(stream) = self.reading.stream_mut() {
            stream.held.move_up();
        }
    }

    /// Ends where a FIN stands, unless octets after that were read.
    fn end(&mut self, at: u64) {
        if let Some(stream) = self.reading.stream_mut() {
            if at < stream.next {
                return;
            }
            stream.held.cut(at);
            self.seen = self.seen.min(at);
        }
        self.fin = Some(at);
    }

    /// The octets of a segment that are to be read now, after what is to be told of it.
    pub(super) fn take<'a>(
        &mut self,
        start: i64,
        segment: &Incoming<'a>,
        limits: &Limits,
        may_begin: fn(&[u8]) -> bool,
        mut tell: impl FnMut(What),
    ) -> &'a [u8] {
        if !self.reading.is_of_interest() {
            return &[];
        }
        // What stands before the beginning and after the FIN is cut off.
        let before = usize::try_from(start.saturating_neg().max(0)).unwrap_or(usize::MAX);
        let start = u64::try_from(start).unwrap_or(0);
        let octets = segment.payload.get(before..).unwrap_or_default();
        let most = self.fin.map_or(u64::MAX, |fin| fin.saturating_sub(start));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let octets = octets.get(..most).unwrap_or(octets);
        if let Reading::Untouched = self.reading {
            if start == 0 && !octets.is_empty() && !may_begin(octets) {
                self.ignore();
                return &[];
            }
            // What shows that something comes is this segment: before it there was none.
            if self.seen > 0 {
                self.reading = Reading::Begun(Box::new(Stream::seen_by(segment.frame)));
            }
        }
        let Some(stream) = self.reading.stream_mut().filter(|_| !octets.is_empty()) else {
            return &[];
        };
        if let Some(difference) = stream.differs(start, octets) {
            tell(difference);
        }
        let fresh = stream.take(start, octets, segment.frame, limits).unwrap_or_else(|what| {
            tell(what);
            &[]
        });
        if stream.is_lost() {
            if let Some((what, _)) = self.gap() {
                tell(what);
            }
            self.ignore();
        }
        fresh
    }

    /// What is missing, and the frame that shows it.
    pub(super) fn gap(&self) -> Option<(What, FrameId)> {
        let stream = self.reading.stream()?;
        let held = stream.held.first().map(|(at, piece)| (at, piece.frame));
        let (until, frame) = held.or_else(|| Some((self.seen, stream.seen_by?)))?;
        let missing = until.checked_sub(stream.next).filter(|missing| *missing > 0)?;
        Some((What::Gap { offset: stream.next, missing }, frame))
    }

    /// It is of no more interest.
    pub(super) fn ignore(&mut self) {
        self.reading = Reading::Nothing;
    }
}

fn low_half(offset: u64) -> u32 {
    let [.., a, b, c, d] = offset.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}
