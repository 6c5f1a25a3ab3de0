//! What stands together in a capture, in a buffer of its own.

use super::time::Clock;
use super::{Frame, Item, LinkType, Mark, Packet};

/// Frames and key logs that stand one after the other in a capture, and what a `P` tells of each, where
/// that was asked for.
///
/// It goes from one processor's cache to another's: so what is alike in many frames stands once.
#[derive(Debug)]
pub struct Batch<P> {
    pub(super) octets: Vec<u8>,
    places: Vec<Place>,
    runs: Vec<Run>,
    seen: Vec<P>,
}

/// Where in the buffer something stands, and when it was captured.
#[derive(Clone, Copy, Debug)]
struct Place {
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
enum Kind {
    Frame { link_type: LinkType, clock: Clock, has_time: bool },
    Secrets,
}

impl<P> Default for Batch<P> {
    fn default() -> Self {
        Self { octets: Vec::new(), places: Vec::new(), runs: Vec::new(), seen: Vec::new() }
    }
}

impl<P> Batch<P> {
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.runs.clear();
        self.seen.clear();
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
        match self.runs.last_mut() {
            Some(run) if run.kind == kind => run.count += 1,
            _ => self.runs.push(Run { count: 1, kind, number }),
        }
        // A buffer is far shorter than 4 GiB.
        let [start, length] =
            [start, length].map(|octets| u32::try_from(octets).unwrap_or(u32::MAX));
        self.places.push(Place { start, length, ticks });
    }

    /// Looks at each.
    pub(super) fn look(&mut self, look: impl Fn(&Item<'_>) -> P) {
        let mut seen = std::mem::take(&mut self.seen);
        self.each(|entry| {
            seen.push(look(&entry.item()));
            true
        });
        self.seen = seen;
    }

    /// Hands over what stands here, in order, while more is wanted. Says whether it still is.
    #[inline(always)]
    pub fn each(&self, mut each: impl FnMut(Entry<'_, P>) -> bool) -> bool {
        let (mut places, mut seen) = (self.places.iter(), self.seen.iter());
        for run in &self.runs {
            for (number, place) in (run.number..).zip(places.by_ref().take(run.count)) {
                let (octets, seen) = (&*self.octets, seen.next());
                if !each(Entry { octets, run, place, number, seen }) {
                    return false;
                }
            }
        }
        true
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
}

/// A frame or a key log of a [`Batch`].
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a, P> {
    octets: &'a [u8],
    run: &'a Run,
    place: &'a Place,
    number: u64,
    seen: Option<&'a P>,
}

impl<'a, P> Entry<'a, P> {
    /// What was seen in it, if it was looked at.
    #[inline(always)]
    pub fn seen(&self) -> Option<&'a P> {
        self.seen
    }

    /// What it is.
    #[inline]
    pub fn item(&self) -> Item<'a> {
        let place = [self.place.start, self.place.length].map(|octets| octets as usize);
        let [start, length] = place;
        let octets = self.octets.get(start..).unwrap_or_default();
        let octets = octets.get(..length).unwrap_or(octets);
        match (self.run.mark(self.place, self.number), self.run.kind) {
            (Some(mark), Kind::Frame { link_type, .. }) => {
                Item::Frame(Frame { mark, link_type, octets })
            }
            _ => Item::Secrets(octets),
        }
    }
}
