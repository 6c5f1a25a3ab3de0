//! What stands together in a capture, in a buffer of its own.

use super::piece::{Piece, ReadAt};
use super::time::Clock;
use super::{Frame, Item, LinkType, Mark, Packet, Timestamp};

/// Frames and key logs that stand one after the other in a capture, and what a `P` tells of each, where
/// that was asked for.
///
/// It goes from one processor's cache to another's: so what is alike in many frames stands once.
#[derive(Debug)]
pub struct Batch<P> {
    pub(super) octets: Vec<u8>,
    /// What was read ahead into the buffer.
    ahead: Option<Piece>,
    places: Vec<Place>,
    runs: Vec<Run>,
    seen: Vec<P>,
}

/// Where in the buffer something stands, and when it was captured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    start: u32,
    length: u32,
    ticks: u64,
}

/// What so many have in common.
#[derive(Clone, Copy, Debug)]
struct Run {
    count: usize,
    kind: Kind,
    /// The number of the first frame.
    number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Frame { link_type: LinkType, clock: Clock, has_time: bool },
    Secrets,
}

impl<P> Default for Batch<P> {
    fn default() -> Self {
        let (places, runs, seen) = (Vec::new(), Vec::new(), Vec::new());
        Self { octets: Vec::new(), ahead: None, places, runs, seen }
    }
}

impl<P> Batch<P> {
    /// Empties it, and returns what was read ahead.
    pub(super) fn clear(&mut self) -> Option<Piece> {
        self.places.clear();
        self.runs.clear();
        self.seen.clear();
        self.ahead.take()
    }

    /// Reads up to [`CHUNK`](super::CHUNK) octets that stand behind so many others in the input, before a
    /// [`CaptureReader`](super::CaptureReader) comes there. What was in the batch is lost.
    pub fn read_ahead(&mut self, input: &impl ReadAt, at: u64) {
        self.clear();
        self.ahead = Some(Piece::read(&mut self.octets, input, at));
    }

    /// Adds the frame of a packet that stands there.
    #[inline]
    pub(super) fn push_frame(&mut self, start: usize, packet: &Packet, number: u64) {
        let Packet { link_type, ticks, clock, .. } = *packet;
        let kind = Kind::Frame { link_type, clock, has_time: ticks.is_some() };
        self.push(kind, number, start + packet.before, packet.captured, ticks.unwrap_or(0));
    }

    /// Adds a key log.
    pub(super) fn push_secrets(&mut self, start: usize, length: usize) {
        self.push(Kind::Secrets, 0, start, length, 0);
    }

    #[inline]
    fn push(&mut self, kind: Kind, number: u64, start: usize, length: usize, ticks: u64) {
        self.count(kind, number, 1);
        self.places.push(Place::new(start, length, ticks));
    }

    /// Adds frames that have all in common but where they stand and when they were captured. Says how many
    /// there were.
    #[inline]
    pub(super) fn push_frames(
        &mut self,
        kind: Kind,
        number: u64,
        places: impl Iterator<Item = Place>,
    ) -> usize {
        let before = self.places.len();
        self.places.extend(places);
        let count = self.places.len() - before;
        if count > 0 {
            self.count(kind, number, count);
        }
        count
    }

    /// So many more of a kind.
    #[inline]
    fn count(&mut self, kind: Kind, number: u64, count: usize) {
        match self.runs.last_mut() {
            Some(run) if run.kind == kind => run.count += count,
            _ => self.runs.push(Run { count, kind, number }),
        }
    }

    /// Looks at each frame, given its [`Mark::nanoseconds`]; key logs have the default.
    pub fn look(&mut self, look: &impl Fn(&Frame<'_>, Option<u64>) -> P)
    where
        P: Default,
    {
        self.seen.clear();
        let mut places = &*self.places;
        for run in &self.runs {
            let (its, rest) = places.split_at_checked(run.count).unwrap_or((places, &[]));
            places = rest;
            let length = run.nanoseconds_a_tick();
            self.seen.extend(its.iter().enumerate().map(|(index, place)| {
                let number = run.number.wrapping_add(index as u64);
                let Item::Frame(frame) = run.item(&self.octets, place, number) else {
                    return P::default();
                };
                let time = match length {
                    Some(length) => Some(place.ticks.saturating_mul(length).min(u64::MAX - 1)),
                    None => frame.mark.nanoseconds(),
                };
                look(&frame, time)
            }));
        }
    }

    /// What stands here, in order, those together that have so much in common.
    #[inline]
    pub fn parts(&self) -> impl Iterator<Item = Part<'_, P>> {
        let (mut places, mut seen) = (&*self.places, &*self.seen);
        self.runs.iter().map(move |run| {
            let (its, rest) = places.split_at_checked(run.count).unwrap_or((places, &[]));
            let (its_seen, rest_seen) = seen.split_at_checked(run.count).unwrap_or((seen, &[]));
            (places, seen) = (rest, rest_seen);
            Part { octets: &self.octets, run, places: its, seen: its_seen }
        })
    }

    /// What stands here, in order.
    #[inline]
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.parts().flat_map(|part| (0..part.places.len()).filter_map(move |at| part.item(at)))
    }

    /// When the first frame with a time was captured.
    pub fn first_time(&self) -> Option<Timestamp> {
        let mut places = &*self.places;
        self.runs.iter().find_map(|run| {
            let (its, rest) = places.split_at_checked(run.count).unwrap_or((places, &[]));
            places = rest;
            its.iter().find_map(|place| run.mark(place, 0)?.id().time)
        })
    }

    /// The last frame, if there is one.
    pub fn last_mark(&self) -> Option<Mark> {
        let mut end = self.places.len();
        self.runs.iter().rev().find_map(|run| {
            let last = self.places.get(end.checked_sub(1)?)?;
            end = end.saturating_sub(run.count);
            run.mark(last, run.number.saturating_add(run.count as u64).saturating_sub(1))
        })
    }
}

impl Run {
    #[inline(always)]
    fn mark(&self, place: &Place, number: u64) -> Option<Mark> {
        match self.kind {
            Kind::Frame { clock, has_time, .. } => {
                Some(Mark { number, ticks: has_time.then_some(place.ticks), clock })
            }
            Kind::Secrets => None,
        }
    }

    /// The length of a tick, where times are a multiple of it.
    fn nanoseconds_a_tick(&self) -> Option<u64> {
        match self.kind {
            Kind::Frame { clock, has_time: true, .. } => clock.nanoseconds_a_tick(),
            _ => None,
        }
    }

    /// What stands at a place.
    #[inline(always)]
    fn item<'a>(&self, octets: &'a [u8], place: &Place, number: u64) -> Item<'a> {
        let octets = place.of(octets);
        match (self.mark(place, number), self.kind) {
            (Some(mark), Kind::Frame { link_type, .. }) => {
                Item::Frame(Frame { mark, link_type, octets })
            }
            _ => Item::Secrets(octets),
        }
    }
}

impl Place {
    #[inline]
    pub(super) fn new(start: usize, length: usize, ticks: u64) -> Self {
        // A buffer is far shorter than 4 GiB.
        let [start, length] =
            [start, length].map(|octets| u32::try_from(octets).unwrap_or(u32::MAX));
        Self { start, length, ticks }
    }

    /// What stands there.
    #[inline(always)]
    fn of<'a>(&self, octets: &'a [u8]) -> &'a [u8] {
        let [start, length] = [self.start, self.length].map(|octets| octets as usize);
        octets.get(start..start.wrapping_add(length)).unwrap_or_default()
    }
}

/// What stands one after the other in a [`Batch`] and is of one kind: key logs, or frames of one link type.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a, P> {
    octets: &'a [u8],
    run: &'a Run,
    places: &'a [Place],
    seen: &'a [P],
}

impl<'a, P> Part<'a, P> {
    /// What stands there, counted from 0. None behind the last.
    #[inline]
    pub fn item(&self, at: usize) -> Option<Item<'a>> {
        let place = self.places.get(at)?;
        Some(self.run.item(self.octets, place, self.run.number.wrapping_add(at as u64)))
    }

    /// What was seen in each, if they were looked at.
    #[inline]
    pub fn seen(&self) -> &'a [P] {
        self.seen
    }
}
