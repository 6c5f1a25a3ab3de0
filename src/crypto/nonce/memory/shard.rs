//! A part of the memory.

use core::hash::Hasher;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// The fewest entries of a part that are worth looking through for expired ones.
const SWEEP_AT_LEAST: usize = 256;
/// A table with room for so many times its entries gives some back: to look through it takes the time
/// of its room.
const SHRINK_AT: usize = 8;

/// A nonce of a session: two hashes, the first of which chooses the shard.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Tag(pub(super) u64, pub(super) u64);

/// Takes the last word of a [`Tag`], which is a hash already.
#[derive(Default)]
pub(super) struct LastWord(u64);

impl Hasher for LastWord {
    fn write(&mut self, octets: &[u8]) {
        for octet in octets {
            self.0 = self.0.rotate_left(8) ^ u64::from(*octet);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Default)]
pub(super) struct Shard {
    /// The last second to keep each nonce.
    pub(super) entries: HashMap<Tag, u64, BuildHasherDefault<LastWord>>,
    /// What was to be kept to an earlier second than this may be gone.
    pub(super) forgotten: u64,
    /// The number of entries at which expired ones are looked for.
    pub(super) sweep_at: usize,
}

impl Shard {
    /// Drops what has expired, and says how much that was. The next time is after as many new
    /// entries as there are now, so that an entry pays for a constant number of looks.
    pub(super) fn sweep(&mut self, now: u64) -> usize {
        let before = self.entries.len();
        self.entries.retain(|_, until| *until >= now);
        let after = self.entries.len();
        if self.entries.capacity() > SHRINK_AT * after.max(SWEEP_AT_LEAST) {
            self.entries.shrink_to(2 * after);
        }
        self.forgotten = self.forgotten.max(now);
        self.sweep_at = SWEEP_AT_LEAST.max(2 * after);
        before - after
    }
}
