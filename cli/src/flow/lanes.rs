//! What most segments of a large capture need: those that bring nothing to be read.

use super::half::Half;
use crate::packet::{Ends, Glance};

/// So many octets go over a lane before the connection is asked again.
const MOST: u32 = 1 << 30;

/// Both directions between two endpoints: what may pass without a look at the connection.
#[derive(Debug)]
pub(super) struct Lanes {
    /// Of the lower endpoint, of the higher one, and of the lower one again: source and destination of
    /// either direction stand side by side.
    addresses: [[u64; 2]; 3],
    ports: [u16; 3],
    is_v6: bool,
    /// Of the segments whose source is the lower endpoint, and of those whose source is the higher one.
    both: [Lane; 2],
}

/// One direction. What passes is taken down here. The connection is told before anything else is done
/// with it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lane {
    is_open: bool,
    /// Octets may pass in any order, and without having been captured: none is of interest.
    anyhow: bool,
    /// The sequence number of the next octet.
    next: u32,
    /// So many octets may pass from there on.
    room: u32,
}

impl Lanes {
    /// Closed ones, between these ends, of which the source is the lower one.
    pub(super) fn new(key: &Ends) -> Self {
        let Ends { addresses: [low, high], ports: [from, to], is_v6 } = *key;
        let both = [Lane::default(); 2];
        Self { addresses: [low, high, low], ports: [from, to, from], is_v6, both }
    }

    /// Of the segments whose source is the higher endpoint or not.
    pub(super) fn ends(&self, higher: bool) -> Ends {
        let Self { addresses: [low, high, _], ports: [from, to, _], is_v6, .. } = *self;
        let key = Ends { addresses: [low, high], ports: [from, to], is_v6 };
        if higher { key.reverse() } else { key }
    }

    /// Whether these are the ends of such segments.
    #[inline(always)]
    pub(super) fn are_between(&self, ends: &Ends, higher: bool) -> bool {
        let first = usize::from(higher);
        self.addresses.get(first..).and_then(|all| all.first_chunk()) == Some(&ends.addresses)
            && self.ports.get(first..).and_then(|all| all.first_chunk()) == Some(&ends.ports)
            && self.is_v6 == ends.is_v6
    }

    /// From the higher endpoint or not.
    #[inline(always)]
    pub(super) fn lane_mut(&mut self, higher: bool) -> Option<&mut Lane> {
        self.both.get_mut(usize::from(higher))
    }
}

impl Lane {
    /// The sequence number of the next octet, if it is open.
    #[inline]
    pub(super) fn next(&self) -> Option<u32> {
        self.is_open.then_some(self.next)
    }

    pub(super) fn close(&mut self) {
        self.is_open = false;
    }

    /// Lets pass what changes nothing but how far a direction goes, and when its last segment was.
    /// A direction that has not begun, or has come to its end, is closed.
    #[inline]
    pub(super) fn open(&mut self, half: &Half) {
        self.close();
        let Some(next) = half.next().filter(|_| half.fin.is_none()) else { return };
        let (room, anyhow) = match half.reading.stream() {
            _ if half.loose => (0, false),
            None if !half.reading.is_of_interest() => (MOST, true),
            Some(stream) if stream.held.is_empty() => {
                let skipped = stream.skipped.end.saturating_sub(stream.next);
                (u32::try_from(skipped).map_or(MOST, |skipped| skipped.min(MOST)), false)
            }
            _ => (0, false),
        };
        *self = Self { is_open: true, anyhow, next, room };
    }

    /// How far a segment goes over what came before, if it may pass.
    #[inline(always)]
    pub(super) fn passes(&self, segment: &Glance) -> Option<u32> {
        if !self.is_open {
            return None;
        }
        if segment.is_empty() {
            return Some(0);
        }
        let distance = segment.sequence_number.wrapping_sub(self.next);
        if !self.anyhow {
            let payload = segment.payload;
            let fits = distance == 0 && segment.missing == 0 && payload <= self.room;
            return fits.then_some(payload);
        }
        let end =
            i64::from(distance as i32) + i64::from(segment.payload) + i64::from(segment.missing);
        u32::try_from(end.max(0)).ok().filter(|end| *end <= self.room)
    }

    /// So many octets have passed.
    #[inline(always)]
    pub(super) fn pass(&mut self, octets: u32) {
        self.next = self.next.wrapping_add(octets);
        self.room -= octets;
    }
}
