//! What stories are found by.

use std::net::SocketAddr;

use super::plot::Key;
use super::stories::Stories;

/// So many stories may wait for a client at an address; of more than that the first go.
const MOST_ALIKE: usize = 64;

impl Stories {
    /// The story that is found by a key.
    pub(super) fn find(&self, key: &Key) -> Option<u64> {
        self.index.get(key)?.front().copied()
    }

    /// The story that is found by a key, if it is the only one.
    pub(super) fn find_only(&self, key: &Key) -> Option<u64> {
        self.index.get(key).filter(|found| found.len() == 1)?.front().copied()
    }

    /// Has a story be found by a key.
    pub(super) fn know(&mut self, number: u64, key: Key) {
        let found = self.index.entry(key.clone()).or_default();
        if found.contains(&number) {
            return;
        }
        if !matches!(key, Key::Awaited(..) | Key::Secure(_)) {
            found.clear();
        } else if found.len() >= MOST_ALIKE {
            found.pop_front();
        }
        found.push_back(number);
        if let Some(oldest) = self.change(number, |plot| plot.know(key)).flatten() {
            self.unknow(number, &oldest);
        }
    }

    /// The story that has waited longest for a client at an address. It waits on, behind the others,
    /// since what begins there may fail.
    pub(super) fn arrive(&mut self, [client, server]: [SocketAddr; 2]) -> Option<u64> {
        let found = self.index.get_mut(&Key::Awaited(client.ip(), server))?;
        found.rotate_left(1);
        found.back().copied()
    }

    /// A story need not wait any more for a client at an address.
    pub(super) fn has_arrived(&mut self, number: u64, [client, server]: [SocketAddr; 2]) {
        let key = Key::Awaited(client.ip(), server);
        self.change(number, |plot| plot.unknow(&key));
        self.unknow(number, &key);
    }

    pub(super) fn unknow(&mut self, number: u64, key: &Key) {
        if let Some(found) = self.index.get_mut(key) {
            found.retain(|other| *other != number);
            if found.is_empty() {
                self.index.remove(key);
            }
        }
    }
}
