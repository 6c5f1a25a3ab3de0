//! Where the table keeps what it has: side by side, and found by an index.

use std::collections::HashMap;

use super::entry::Entry;
use super::key::Key;

/// So many hints there are at first, and at most.
const HINTS: [usize; 2] = [1 << 8, 1 << 16];

/// Entries by their keys.
///
/// The index has the hash of the standard library, by which nobody can make keys meet, but which takes
/// longer than all else that is done for most segments. So a guess comes first, where the entry may
/// stand, which is right where connections are few or a segment follows others of its connection.
#[derive(Debug)]
pub(super) struct Entries<T> {
    entries: Vec<Slot<T>>,
    index: HashMap<Key, usize>,
    /// Where an entry stands, by the hint of its key. Any may be wrong.
    hints: Vec<u32>,
}

#[derive(Debug)]
struct Slot<T> {
    key: Key,
    entry: Entry<T>,
}

impl<T> Entries<T> {
    pub(super) fn new() -> Self {
        let [hints, _] = HINTS;
        Self { entries: Vec::new(), index: HashMap::new(), hints: vec![0; hints] }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry of a key, if it stands where the guess is.
    #[inline]
    pub(super) fn guess(&mut self, key: &Key) -> Option<&mut Entry<T>> {
        let at = *self.hints.get(self.hint(key))?;
        let slot = self.entries.get_mut(usize::try_from(at).ok()?)?;
        (slot.key == *key).then_some(&mut slot.entry)
    }

    /// The entry of a key, wherever it stands, or a new one if one is wanted.
    #[inline]
    pub(super) fn find(&mut self, key: &Key, is_new_wanted: bool) -> Option<&mut Entry<T>> {
        let hint = self.hint(key);
        let guess = self.hints.get(hint).and_then(|at| usize::try_from(*at).ok());
        let guess = guess.filter(|at| self.entries.get(*at).is_some_and(|slot| slot.key == *key));
        let at = match guess {
            Some(at) => at,
            None => self.look_up(key, hint, is_new_wanted)?,
        };
        self.entries.get_mut(at).map(|slot| &mut slot.entry)
    }

    #[inline]
    fn hint(&self, key: &Key) -> usize {
        let mask = self.hints.len().wrapping_sub(1);
        usize::try_from(key.hint() & (mask as u64)).unwrap_or(0)
    }

    fn look_up(&mut self, key: &Key, hint: usize, is_new_wanted: bool) -> Option<usize> {
        let at = match self.index.get(key) {
            Some(at) => *at,
            None if !is_new_wanted => return None,
            None => {
                let at = self.entries.len();
                self.index.insert(*key, at);
                self.entries.push(Slot { key: *key, entry: Entry::new() });
                at
            }
        };
        if let Some(place) = self.hints.get_mut(hint) {
            *place = u32::try_from(at).unwrap_or(u32::MAX);
        }
        let [_, most] = HINTS;
        if self.entries.len() > self.hints.len() / 2 && self.hints.len() < most {
            // They are not moved: each is found anew when it is missed.
            self.hints.resize(self.hints.len() * 4, 0);
        }
        Some(at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Entry<T>)> {
        self.entries.iter().map(|Slot { key, entry }| (key, entry))
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Key, &mut Entry<T>)> {
        self.entries.iter_mut().map(|Slot { key, entry }| (&*key, entry))
    }

    /// Drops those that are not to be kept. It takes time for each, kept or not.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Key, &mut Entry<T>) -> bool) {
        let before = self.entries.len();
        self.entries.retain_mut(|Slot { key, entry }| keep(key, entry));
        if self.entries.len() == before {
            return;
        }
        self.index.clear();
        self.index.extend(self.entries.iter().enumerate().map(|(at, slot)| (slot.key, at)));
    }
}
