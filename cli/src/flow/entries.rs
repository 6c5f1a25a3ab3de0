//! Where the table keeps what it has: side by side, and found by an index.

use std::collections::HashMap;

use super::entry::Entry;
use super::lanes::{Lane, Lanes};
use crate::packet::Ends;

/// Entries by their endpoints.
///
/// The index has the hash of the standard library, by which nobody can make endpoints meet, but which
/// takes longer than all else that is done for most segments. So the lanes are asked first, which know
/// where an entry stands unless others have taken their place.
#[derive(Debug)]
pub(super) struct Entries<T> {
    entries: Vec<Entry<T>>,
    /// By the ends whose source is the lower one.
    index: HashMap<Ends, usize>,
    lanes: Lanes,
}

impl<T> Entries<T> {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), index: HashMap::new(), lanes: Lanes::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The lane between these ends, if it is there.
    #[inline]
    pub(super) fn lane(&mut self, ends: &Ends, hint: u32) -> Option<&mut Lane> {
        self.lanes.of(ends, hint)
    }

    /// The lane between these ends, opened if anything may pass there.
    #[inline(never)]
    pub(super) fn open(&mut self, ends: &Ends) -> Option<&mut Lane> {
        let at = self.at(ends, false)?;
        let entry = self.entries.get(at)?;
        let lane = self.lanes.of(ends, ends.hint())?;
        if !lane.is_open() {
            let half = entry.half(ends.is_from_higher())?;
            lane.open(half, entry.last, entry.time);
        }
        Some(lane)
    }

    /// The entry of a segment between these ends, or a new one if one is wanted.
    pub(super) fn find(&mut self, ends: &Ends, is_new_wanted: bool) -> Option<&mut Entry<T>> {
        let at = self.at(ends, is_new_wanted)?;
        let entry = self.entries.get_mut(at)?;
        for ends in [*ends, ends.reverse()] {
            if let Some(lane) = self.lanes.of(&ends, ends.hint()) {
                entry.catch_up(lane);
            }
        }
        Some(entry)
    }

    /// Where the entry stands. Its lane is there then.
    fn at(&mut self, ends: &Ends, is_new_wanted: bool) -> Option<usize> {
        if let Some(lane) = self.lanes.of(ends, ends.hint()) {
            if lane.at() < self.entries.len() {
                return Some(lane.at());
            }
        }
        let key = if ends.is_from_higher() { ends.reverse() } else { *ends };
        let at = match self.index.get(&key) {
            Some(at) => *at,
            None if !is_new_wanted => return None,
            None => {
                let at = self.entries.len();
                self.index.insert(key, at);
                self.entries.push(Entry::new(key));
                if self.lanes.are_few(2 * self.entries.len()) {
                    self.forget_lanes();
                }
                // The answer comes soon.
                self.put_lane(&ends.reverse(), at);
                at
            }
        };
        self.put_lane(ends, at);
        Some(at)
    }

    /// Puts a closed lane in its place. What has passed on the one that stood there is told.
    fn put_lane(&mut self, ends: &Ends, at: usize) {
        if let Some(mut replaced) = self.lanes.put(ends, at) {
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
        for mut lane in self.lanes.take_all(2 * self.entries.len()) {
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
        self.index.clear();
        self.index.extend(self.entries.iter().enumerate().map(|(at, entry)| (entry.key, at)));
    }
}
