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
/// stand, which is right where connections are few or a segment follows others of its connection. What
/// most segments need and change stands by itself, so that they get by with one line of the cache.
#[derive(Debug)]
pub(super) struct Entries<T> {
    tops: Vec<Top>,
    entries: Vec<Entry<T>>,
    index: HashMap<Key, usize>,
    /// Where an entry stands, by the hint of its key. Any may be wrong.
    hints: Vec<u32>,
}

/// What most segments need of an entry.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Top {
    pub(super) key: Key,
    /// Its last segment, by number and by time in nanoseconds.
    pub(super) last: u64,
    time: u64,
    /// Whether acknowledgments of the lower and of the higher endpoint are known to change nothing but
    /// the two above. Forgotten whenever the entry may change.
    calm: [bool; 2],
}

/// The time of what has none.
const NEVER: u64 = u64::MAX;

impl Top {
    fn new(key: Key) -> Self {
        Self { key, last: 0, time: NEVER, calm: [false; 2] }
    }

    #[inline]
    pub(super) fn time(&self) -> Option<u64> {
        (self.time != NEVER).then_some(self.time)
    }

    #[inline]
    pub(super) fn set_time(&mut self, time: Option<u64>) {
        self.time = time.unwrap_or(NEVER);
    }

    #[inline]
    pub(super) fn is_calm(&self, higher: bool) -> bool {
        let [low, high] = self.calm;
        if higher { high } else { low }
    }

    pub(super) fn set_calm(&mut self, higher: bool) {
        let [low, high] = &mut self.calm;
        *(if higher { high } else { low }) = true;
    }
}

impl<T> Entries<T> {
    pub(super) fn new() -> Self {
        let [hints, _] = HINTS;
        let (tops, entries) = (Vec::new(), Vec::new());
        Self { tops, entries, index: HashMap::new(), hints: vec![0; hints] }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry of a key, if it stands where the guess is. It must not be changed but for how far its
    /// directions go.
    #[inline]
    pub(super) fn guess(&mut self, key: &Key) -> Option<Guess<'_, T>> {
        let at = *self.hints.get(self.hint(key))?;
        let at = usize::try_from(at).ok()?;
        let top = self.tops.get_mut(at)?;
        (top.key == *key).then_some(Guess { top, entries: &mut self.entries, at })
    }

    /// The entry of a key, wherever it stands, or a new one if one is wanted.
    #[inline]
    pub(super) fn find(
        &mut self,
        key: &Key,
        is_new_wanted: bool,
    ) -> Option<(&mut Top, &mut Entry<T>)> {
        let hint = self.hint(key);
        let guess = self.hints.get(hint).and_then(|at| usize::try_from(*at).ok());
        let guess = guess.filter(|at| self.tops.get(*at).is_some_and(|top| top.key == *key));
        let at = match guess {
            Some(at) => at,
            None => self.look_up(key, hint, is_new_wanted)?,
        };
        let (top, entry) = (self.tops.get_mut(at)?, self.entries.get_mut(at)?);
        top.calm = [false; 2];
        Some((top, entry))
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
                self.tops.push(Top::new(*key));
                self.entries.push(Entry::new());
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

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Top, &Entry<T>)> {
        self.tops.iter().zip(&self.entries)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Top, &mut Entry<T>)> {
        self.tops.iter_mut().zip(&mut self.entries).map(|(top, entry)| {
            top.calm = [false; 2];
            (&*top, entry)
        })
    }

    /// Drops those that are not to be kept. It takes time for each, kept or not.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Top, &mut Entry<T>) -> bool) {
        let before = self.entries.len();
        let mut kept = Vec::with_capacity(before);
        let mut tops = self.tops.iter_mut();
        self.entries.retain_mut(|entry| {
            let keeps = tops.next().is_some_and(|top| {
                top.calm = [false; 2];
                keep(top, entry)
            });
            kept.push(keeps);
            keeps
        });
        if self.entries.len() == before {
            return;
        }
        let mut kept = kept.into_iter();
        self.tops.retain(|_| kept.next().unwrap_or(false));
        self.index.clear();
        self.index.extend(self.tops.iter().enumerate().map(|(at, top)| (top.key, at)));
    }
}

/// An entry that was guessed.
pub(super) struct Guess<'a, T> {
    pub(super) top: &'a mut Top,
    entries: &'a mut [Entry<T>],
    at: usize,
}

impl<T> Guess<'_, T> {
    #[inline]
    pub(super) fn entry(&mut self) -> Option<&mut Entry<T>> {
        self.entries.get_mut(self.at)
    }
}
