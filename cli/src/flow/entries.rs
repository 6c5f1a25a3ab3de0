//! Where the table keeps what it has: side by side, and found by an index.

use super::entry::Entry;
use super::index::Index;
use super::slots::{Place, Slots};
use crate::packet::Ends;

/// Room for so many entries is set aside at first, if there may be as many. It takes memory only as it is
/// used, while entries that are moved to a larger room take both.
const ROOM: usize = 1 << 13;

/// Entries by their endpoints.
///
/// The slots are asked first, which mostly know where an entry stands, and then the index.
#[derive(Debug)]
pub(super) struct Entries<T> {
    entries: Vec<Entry<T>>,
    /// By the ends whose source is the lower one.
    index: Index,
    slots: Slots,
}

impl<T> Entries<T> {
    /// There may be so many of them.
    pub(super) fn new(most: usize) -> Self {
        let entries = Vec::with_capacity(ROOM.min(most));
        Self { entries, index: Index::new(), slots: Slots::new(0) }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry of a segment between these ends, if its slot knows it, and whether the source is the higher
    /// one.
    #[inline(always)]
    pub(super) fn known(&mut self, ends: &Ends, hint: u32) -> Option<(&mut Entry<T>, bool)> {
        let (at, higher) = self.slots.get(hint)?;
        let entry =
            self.entries.get_mut(at).filter(|entry| entry.lanes.are_between(ends, higher))?;
        Some((entry, higher))
    }

    /// What stands at a place.
    pub(super) fn get(&self, at: usize) -> Option<&Entry<T>> {
        self.entries.get(at)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Entry<T>> {
        self.entries.get_mut(at)
    }

    /// The entry of a segment between these ends, or a new one if one is wanted, and its place.
    pub(super) fn find(
        &mut self,
        ends: &Ends,
        is_new_wanted: bool,
    ) -> Option<(usize, &mut Entry<T>)> {
        let hint = ends.hint();
        let at = match self.slots.get(hint).filter(|place| self.is_of(ends, *place)) {
            Some((at, _)) => at,
            None => match self.look_up(ends, hint) {
                None if !is_new_wanted => return None,
                found => found.unwrap_or_else(|| self.add(ends)),
            },
        };
        let entry = self.entries.get_mut(at)?;
        entry.catch_up();
        Some((at, entry))
    }

    /// Whether segments between these ends have their lane at a place.
    #[inline]
    fn is_of(&self, ends: &Ends, (at, higher): Place) -> bool {
        self.entries.get(at).is_some_and(|entry| entry.lanes.are_between(ends, higher))
    }

    /// Where the entry stands, by the index. The slot of the hint knows it then.
    #[inline(never)]
    pub(super) fn look_up(&mut self, ends: &Ends, hint: u32) -> Option<usize> {
        let higher = ends.is_from_higher();
        let key = if higher { ends.reverse() } else { *ends };
        let at = self.index.find(&key, |at| self.is_of(ends, (at, higher)))?;
        self.slots.put(hint, (at, higher));
        Some(at)
    }

    /// Adds an entry, and returns where it stands.
    fn add(&mut self, ends: &Ends) -> usize {
        if self.index.is_full() {
            self.build();
        }
        let key = if ends.is_from_higher() { ends.reverse() } else { *ends };
        let (at, entry) = (self.entries.len(), Entry::new(&key));
        self.index.push(&key);
        entry.put(at, &mut self.slots);
        self.entries.push(entry);
        at
    }

    /// Builds anew what says where each entry stands.
    fn build(&mut self) {
        let Self { entries, index, slots } = self;
        index.build(entries.iter().map(|entry| entry.lanes.ends(false)));
        *slots = Slots::new(index.chains());
        for (at, entry) in entries.iter().enumerate() {
            entry.put(at, slots);
        }
    }

    /// All of them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry<T>> {
        self.entries.iter_mut().for_each(Entry::catch_up);
        self.entries.iter_mut()
    }

    /// Drops those that are not to be kept. It takes time for each, kept or not.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut Entry<T>) -> bool) {
        let before = self.entries.len();
        self.entries.retain_mut(|entry| {
            entry.catch_up();
            keep(entry)
        });
        if self.entries.len() < before {
            self.build();
        }
    }
}
