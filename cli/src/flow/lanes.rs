//! What most segments of a large capture need: those that bring nothing to be read.

use super::half::Half;
use crate::packet::{Ends, Glance};

/// So many there are at first, and at most.
const COUNT: [usize; 2] = [1 << 8, 1 << 15];
/// So many octets go over a lane before the entry is asked again.
const MOST: u32 = 1 << 30;

/// One direction of a connection, in one line of the cache: where its entry stands, and, while it is
/// open, what may pass without a look at that.
///
/// What passes is taken down here. The entry is told before anything else is done with it.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Lane {
    addresses: [[u64; 2]; 2],
    ports: [u16; 2],
    /// The entry's place above, and the bits below.
    mark: u32,
    /// The sequence number of the next octet.
    next: u32,
    /// So many octets may pass from there on.
    room: u32,
    /// The number of the last segment that passed.
    pub(super) last: u64,
    /// The latest time of one in nanoseconds, or when the entry had its latest before.
    pub(super) time: u64,
}

/// The bits of a mark.
const V6: u32 = 1;
const OPEN: u32 = 2;
/// Octets may pass in any order, and without having been captured: none is of interest.
const ANYHOW: u32 = 4;
const BITS: u32 = 3;

/// The lane of nothing.
const EMPTY: Lane = Lane {
    addresses: [[0; 2]; 2],
    ports: [0; 2],
    mark: u32::MAX << BITS,
    next: 0,
    room: 0,
    last: 0,
    time: 0,
};

impl Lane {
    /// Of an entry, closed. None where so many entries are more than can be told apart.
    fn new(ends: &Ends, at: usize) -> Option<Self> {
        let at = u32::try_from(at).ok().filter(|at| *at < u32::MAX >> BITS)?;
        let Ends { addresses, ports, is_v6 } = *ends;
        Some(Self { addresses, ports, mark: at << BITS | u32::from(is_v6), ..EMPTY })
    }

    #[inline]
    fn is_of(&self, ends: &Ends) -> bool {
        self.addresses == ends.addresses
            && self.ports == ends.ports
            && self.mark & V6 == u32::from(ends.is_v6)
    }

    #[inline]
    fn is_open_to(&self, ends: &Ends) -> bool {
        self.addresses == ends.addresses
            && self.ports == ends.ports
            && self.mark & (V6 | OPEN) == OPEN | u32::from(ends.is_v6)
    }

    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.mark & OPEN != 0
    }

    pub(super) fn close(&mut self) {
        self.mark &= !(OPEN | ANYHOW);
    }

    /// Where the entry stands.
    pub(super) fn at(&self) -> usize {
        usize::try_from(self.mark >> BITS).unwrap_or(usize::MAX)
    }

    pub(super) fn next(&self) -> u32 {
        self.next
    }

    /// Whether the source is the higher of the two endpoints.
    pub(super) fn is_from_higher(&self) -> bool {
        let Self { addresses, ports, mark, .. } = *self;
        Ends { addresses, ports, is_v6: mark & V6 != 0 }.is_from_higher()
    }

    /// Lets pass what changes nothing but how far a direction goes, and when its last segment was.
    /// A direction that has not begun, or has come to its end, stays closed.
    pub(super) fn open(&mut self, half: &Half, last: u64, time: u64) {
        let Some(next) = half.next().filter(|_| half.fin.is_none()) else { return };
        let (room, anyhow) = match half.reading.stream() {
            _ if half.loose => (0, 0),
            None if !half.reading.is_of_interest() => (MOST, ANYHOW),
            Some(stream) if stream.held.is_empty() => {
                let skipped = stream.skipped.end.saturating_sub(stream.next);
                (u32::try_from(skipped).map_or(MOST, |skipped| skipped.min(MOST)), 0)
            }
            _ => (0, 0),
        };
        self.mark |= OPEN | anyhow;
        (self.next, self.room, self.last, self.time) = (next, room, last, time);
    }

    /// How far a segment goes over what came before, if it may pass where the lane is open.
    #[inline(always)]
    pub(super) fn passes(&self, segment: &Glance) -> Option<u32> {
        if segment.is_empty() {
            return Some(0);
        }
        let distance = segment.sequence_number.wrapping_sub(self.next);
        if self.mark & ANYHOW == 0 {
            let payload = segment.payload;
            let fits = distance == 0 && segment.missing == 0 && payload <= self.room;
            return fits.then_some(payload);
        }
        let end =
            i64::from(distance as i32) + i64::from(segment.payload) + i64::from(segment.missing);
        u32::try_from(end.max(0)).ok().filter(|end| *end <= self.room)
    }

    /// A segment has passed.
    #[inline]
    pub(super) fn pass(&mut self, octets: u32, last: u64, time: u64) {
        self.next = self.next.wrapping_add(octets);
        self.room -= octets;
        self.last = last;
        self.time = self.time.max(time);
    }
}

/// The lanes of the directions that had segments last, each where the hint of its ends says; of two
/// that have the same, the one that was wanted last.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Vec<Lane>,
    /// How often one that had been there was missed.
    missed: usize,
}

impl Lanes {
    pub(super) fn new() -> Self {
        let [least, _] = COUNT;
        Self { all: vec![EMPTY; least], missed: 0 }
    }

    #[inline]
    fn place(&self, hint: u32) -> usize {
        // A power of 2.
        usize::try_from(hint).unwrap_or(0) & (self.all.len().wrapping_sub(1))
    }

    /// The lane of these ends, if it is there.
    #[inline]
    pub(super) fn of(&mut self, ends: &Ends, hint: u32) -> Option<&mut Lane> {
        let place = self.place(hint);
        self.all.get_mut(place).filter(|lane| lane.is_of(ends))
    }

    /// The same, if it is open.
    #[inline(always)]
    pub(super) fn open_one(&mut self, ends: &Ends, hint: u32) -> Option<&mut Lane> {
        let place = self.place(hint);
        self.all.get_mut(place).filter(|lane| lane.is_open_to(ends))
    }

    /// The lane where this hint says, if it is one of this entry.
    #[inline]
    pub(super) fn of_entry(&mut self, at: usize, hint: u32) -> Option<&mut Lane> {
        let place = self.place(hint);
        self.all.get_mut(place).filter(|lane| lane.at() == at)
    }

    /// Puts a closed lane in its place, and returns the open one that stood there.
    pub(super) fn put(&mut self, ends: &Ends, hint: u32, at: usize) -> Option<Lane> {
        let (place, lane) = (self.place(hint), Lane::new(ends, at)?);
        let stood = self.all.get_mut(place)?;
        let open = stood.is_open().then_some(*stood);
        *stood = lane;
        open
    }

    /// One is missed that had been there.
    pub(super) fn miss(&mut self) {
        self.missed = self.missed.saturating_add(1);
    }

    /// Forgets all, and returns them. There are more then, if they were few.
    pub(super) fn take_all(&mut self) -> Vec<Lane> {
        let [_, most] = COUNT;
        let count = if self.are_few() { 4 * self.all.len() } else { self.all.len() };
        self.missed = 0;
        std::mem::replace(&mut self.all, vec![EMPTY; count.min(most)])
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Lane> {
        self.all.iter_mut()
    }

    /// Whether as many were missed as there are. Those of connections that have fallen silent make room
    /// for others, and nobody misses them.
    pub(super) fn are_few(&self) -> bool {
        let [_, most] = COUNT;
        self.missed >= self.all.len() && self.all.len() < most
    }
}
