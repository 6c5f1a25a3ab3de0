//! What stories are found by.

use std::collections::{HashMap, VecDeque};

use super::key::{Awaited, Key};

/// So many stories may be found by one address; of more than that the first go.
const MOST_ALIKE: usize = 1 << 10;

/// Stories by their keys; several only where a key is an address.
#[derive(Debug, Default)]
pub(super) struct Index {
    stories: HashMap<Key, VecDeque<u64>>,
    /// How many keys are of clients that are awaited.
    awaited: usize,
}

impl Index {
    pub(super) fn insert(&mut self, key: Key, number: u64) -> bool {
        let found = self.stories.entry(key.clone()).or_default();
        if found.contains(&number) {
            return false;
        }
        if found.is_empty() && matches!(key, Key::Awaited(_)) {
            self.awaited += 1;
        }
        found.push_back(number);
        true
    }

    pub(super) fn remove(&mut self, key: &Key, number: u64) {
        let Some(found) = self.stories.get_mut(key) else { return };
        found.retain(|other| *other != number);
        if found.is_empty() {
            self.stories.remove(key);
            self.awaited = self.awaited.saturating_sub(usize::from(matches!(key, Key::Awaited(_))));
        }
    }

    pub(super) fn first(&self, key: &Key) -> Option<u64> {
        self.stories.get(key)?.front().copied()
    }

    /// Those of a key that are more than there may be.
    pub(super) fn surplus(&mut self, key: &Key) -> Option<u64> {
        let found = self.stories.get_mut(key).filter(|found| found.len() > MOST_ALIKE)?;
        found.pop_front()
    }

    /// The story that has waited longest by a key. It waits on, behind the others, since what begins
    /// there may fail.
    pub(super) fn turn(&mut self, awaited: Awaited) -> Option<u64> {
        let found = self.stories.get_mut(&Key::Awaited(awaited))?;
        found.rotate_left(1);
        found.back().copied()
    }

    /// The story of a key, if it is the only one.
    pub(super) fn only(&self, key: &Key) -> Option<u64> {
        let found = self.stories.get(key)?;
        found.front().filter(|_| found.len() == 1).copied()
    }

    /// Whether any client is awaited.
    pub(super) fn awaits_any(&self) -> bool {
        self.awaited > 0
    }
}
