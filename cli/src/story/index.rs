//! What stories are found by.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;

use super::key::{Awaited, Key};

/// So many stories may be found by one key; of more than that the first go.
const MOST_ALIKE: usize = 1 << 10;

/// Stories by their keys; several where a key is an address, or a ticket that authorizes nothing.
#[derive(Debug, Default)]
pub(super) struct Index {
    stories: HashMap<Key, VecDeque<u64>>,
    /// How many keys are of clients that are awaited at a host.
    awaited: BTreeMap<IpAddr, usize>,
}

impl Index {
    pub(super) fn insert(&mut self, key: Key, number: u64) -> bool {
        let found = self.stories.entry(key.clone()).or_default();
        if found.contains(&number) {
            return false;
        }
        if let (Key::Awaited(awaited), true) = (&key, found.is_empty()) {
            *self.awaited.entry(awaited.host).or_default() += 1;
        }
        found.push_back(number);
        true
    }

    pub(super) fn remove(&mut self, key: &Key, number: u64) {
        let Some(found) = self.stories.get_mut(key) else { return };
        found.retain(|other| *other != number);
        if found.is_empty() {
            self.stories.remove(key);
            if let Key::Awaited(awaited) = key {
                self.forget(awaited.host);
            }
        }
    }

    pub(super) fn first(&self, key: &Key) -> Option<u64> {
        self.stories.get(key)?.front().copied()
    }

    /// All stories of a key.
    pub(super) fn all(&self, key: &Key) -> impl Iterator<Item = u64> {
        self.stories.get(key).into_iter().flatten().copied()
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

    /// Whether any client is awaited at a host, which is asked of every connection.
    pub(super) fn awaits_at(&self, host: IpAddr) -> bool {
        !self.awaited.is_empty() && self.awaited.contains_key(&host)
    }

    /// A key of a client that is awaited there is gone.
    fn forget(&mut self, host: IpAddr) {
        if let Entry::Occupied(mut keys) = self.awaited.entry(host) {
            *keys.get_mut() -= 1;
            if *keys.get() == 0 {
                keys.remove();
            }
        }
    }
}
