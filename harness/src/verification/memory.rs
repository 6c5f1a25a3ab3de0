//! Memories of nonces: one that forgets nothing, one that is out of reach, and that of the library.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use rehome::crypto::{
    Freshness, InMemoryNonces, InMemoryNoncesError, MAX_NONCE_RETENTION, NonceMemory, NonceUse,
};

/// What a nonce is remembered by: session_id and nonce.
pub(super) type Key = (Vec<u8>, Vec<u8>);

fn key(used: &NonceUse<'_>) -> Key {
    (used.session_id.as_bytes().to_vec(), used.nonce.as_bytes().to_vec())
}

/// A memory that is out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Down;

impl NonceMemory for Down {
    type Error = Self;

    fn consume(&self, _: &NonceUse<'_>) -> Result<Freshness, Self> {
        Err(Self)
    }
}

/// A memory that forgets nothing.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    known: RefCell<HashSet<Key>>,
    asked: Cell<usize>,
}

impl Recorder {
    pub(super) fn knows(&self, key: &Key) -> bool {
        self.known.borrow().contains(key)
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.get()
    }
}

impl NonceMemory for Recorder {
    type Error = Down;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Down> {
        self.asked.set(self.asked() + 1);
        let fresh = self.known.borrow_mut().insert(key(used));
        Ok(if fresh { Freshness::Fresh } else { Freshness::Replayed })
    }
}

/// The memories that the tokens of one input are held against.
#[derive(Debug)]
pub(super) struct Memories {
    pub(super) recorder: Recorder,
    in_process: InMemoryNonces,
    /// What it has taken, and the last second to keep each.
    taken: HashMap<Key, u64>,
    /// The latest clock it has seen.
    clock: u64,
}

impl Default for Memories {
    fn default() -> Self {
        Self {
            recorder: Recorder::default(),
            in_process: InMemoryNonces::new(100),
            taken: HashMap::new(),
            clock: 0,
        }
    }
}

impl Memories {
    /// Asserts that the memory of the library says what it has to: that a nonce is fresh once until
    /// the second has passed to which it must be kept, that it keeps none for too long, and that it
    /// refuses what it may have forgotten only where a clock was later than that second.
    pub(super) fn in_process(&mut self, used: &NonceUse<'_>) {
        let (key, max) = (key(used), MAX_NONCE_RETENTION.as_secs());
        let retention = used.retain_until - used.now;
        let live = self.taken.get(&key).is_some_and(|&until| until >= used.now);
        let before = self.in_process.len();
        let answer = self.in_process.consume(used);
        match answer {
            Ok(Freshness::Fresh) => {
                assert!(!live, "a nonce is taken twice");
                self.taken.insert(key, used.retain_until);
            }
            Ok(Freshness::Replayed) => assert!(live, "a nonce is refused that was never used"),
            Err(InMemoryNoncesError::TooLong { .. }) => {}
            Err(InMemoryNoncesError::Passed { retain_until }) => {
                assert_eq!(retain_until, used.retain_until);
                assert!(self.clock > retain_until, "no clock was as late");
            }
            Err(error) => assert!(before > 100, "{error}"),
        }
        let too_long = InMemoryNoncesError::TooLong { retention, max };
        assert_eq!(answer == Err(too_long), retention > max);
        if retention <= max {
            self.clock = self.clock.max(used.now);
        }
        assert!(self.in_process.len() <= before + 1);
    }
}
