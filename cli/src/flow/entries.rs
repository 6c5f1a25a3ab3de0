//! Where the table keeps what it has: side by side, and found by an index.

use super::entry::Entry;
use super::index::Index;
use super::lanes::{Lane, Lanes};
use crate::packet::Ends;

/// Entries by their endpoints.
///
/// The lanes are asked first, which know where an entry stands unless others have taken their place, and
/// then the index.
#[derive(Debug)]
pub(super) struct Entries<T> {
    entries: Vec<Entry<T>>,
    /// By the ends whose source is the lower one.
    index: Index,
    lanes: Lanes,
}

impl<T> Entries<T> {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), index: Index::new(), lanes: Lanes::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The open lane between these ends, if there is one.
    #[inline(always)]
    pub(super) fn open_lane(&mut self, ends: &Ends, hint: u32) -> Option<&mut Lane> {
        self.lanes.open_one(ends, hint)
    }

    /// Opens the lane between these ends, if anything may pass there.
    pub(super) fn open(&mut self, ends: &Ends, hint: u32) -> Option<&mut Lane> {
        let at = self.at(ends, hint, false)?;
        let entry = self.entries.get(at)?;
        let half = entry.half(ends.is_from_higher())?;
        let lane = self.lanes.of_entry(at, hint)?;
        lane.open(half, entry.last, entry.time);
        Some(lane).filter(|lane| lane.is_open())
    }

    /// What stands at a place.
    pub(super) fn get(&self, at: usize) -> Option<&Entry<T>> {
        self.entries.get(at)
    }

    /// The entry of a segment between these ends, or a new one if one is wanted, and its place.
    pub(super) fn find(
        &mut self,
        ends: &Ends,
        is_new_wanted: bool,
    ) -> Option<(usize, &mut Entry<T>)> {
        let hint = ends.hint();
        let at = self.at(ends, hint, is_new_wanted)?;
        let entry = self.entries.get_mut(at)?;
        for hint in [hint, ends.reverse().hint()] {
            if let Some(lane) = self.lanes.of_entry(at, hint).filter(|lane| lane.is_open()) {
                entry.catch_up(lane);
            }
        }
        Some((at, entry))
    }

    /// Where the entry stands. Its lane is there then.
    #[inline]
    fn at(&mut self, ends: &Ends, hint: u32, is_new_wanted: bool) -> Option<usize> {
        match self.lanes.of(ends, hint).map(|lane| lane.at()) {
            Some(at) if at < self.entries.len() => Some(at),
            _ => self.look_up(ends, hint, is_new_wanted),
        }
    }

    #[inline(never)]
    fn look_up(&mut self, ends: &Ends, hint: u32, is_new_wanted: bool) -> Option<usize> {
        let Self { entries, index, .. } = self;
        let key = if ends.is_from_higher() { ends.reverse() } else { *ends };
        let is_its = |at: usize| entries.get(at).is_some_and(|entry| entry.key == key);
        let at = match index.find(&key, is_its) {
            Some(at) => {
                self.lanes.miss();
                at
            }
            None if !is_new_wanted => return None,
            None => {
                let at = self.add(key);
                // The answer comes soon.
                let back = ends.reverse();
                self.put_lane(&back, back.hint(), at);
                at
            }
        };
        if self.lanes.are_few() {
            self.forget_lanes();
        }
        self.put_lane(ends, hint, at);
        Some(at)
    }

    /// Adds an entry, and returns where it stands.
    fn add(&mut self, key: Ends) -> usize {
        let at = self.entries.len();
        if self.index.is_full() {
            self.index.build(self.entries.iter().map(|entry| &entry.key));
        }
        self.index.push(&key);
        self.entries.push(Entry::new(key));
        at
    }

    /// Puts a closed lane in its place. What has passed on an open one that stood there is told.
    fn put_lane(&mut self, ends: &Ends, hint: u32, at: usize) {
        if let Some(mut replaced) = self.lanes.put(ends, hint, at) {
            if let Some(entry) = self.entries.get_mut(replaced.at()) {
                entry.catch_up(&mut replaced);
            }
        }
    }

    /// Tells the entries what has passed, and closes all lanes.
    fn settle(&mut self) {
        for lane in self.lanes.iter_mut().filter(|lane| lane.is_open()) {
            if let Some(entry) = self.entries.get_mut(lane.at()) {
                entry.catch_up(lane);
            }
        }
    }

    /// Each lane is found anew when it is missed.
    fn forget_lanes(&mut self) {
        for mut lane in self.lanes.take_all() {
            if let Some(entry) = self.entries.get_mut(lane.at()) {
                entry.catch_up(&mut lane);
            }
        }
    }

    /// All of them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry<T>> {
        self.settle();
        self.entries.iter_mut()
    }

    /// Drops those that are not to be kept. It takes time for each, kept or not.
    pub(super) fn retain(&mut self, keep: impl FnMut(&mut Entry<T>) -> bool) {
        self.settle();
        let before = self.entries.len();
        self.entries.retain_mut(keep);
        if self.entries.len() == before {
            return;
        }
        self.forget_lanes();
        self.index.build(self.entries.iter().map(|entry| &entry.key));
    }
}
