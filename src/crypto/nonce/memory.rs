//! A memory of nonces for the servers of one process.

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Freshness, MAX_NONCE_RETENTION, NonceMemory, NonceUse};

/// How many parts there are, each with a lock of its own.
const SHARDS: usize = 64;
/// The fewest entries of a part that are worth looking through for expired ones.
const SWEEP_AT_LEAST: usize = 256;

/// A [`NonceMemory`] in the memory of one process, for any number of threads.
///
/// It holds at most as many nonces as it was made for, and grows as they come. Expired ones make
/// room; a live one is never given up: when no expired ones are left, new ones are refused.
///
/// A nonce takes 25 octets in a table that is between 7/16 and 7/8 full, about 50 in practice, and
/// the tables do not shrink. It stands there as 128 bits, two SipHashes with keys of
/// [`RandomState`]: a new nonce that meets one of ten million has a chance below 2^-100, and would
/// be refused, not accepted.
///
/// Time is what the uses of nonces say. It may step back: what may have been forgotten meanwhile is
/// refused. So a clock that is once far ahead can refuse tokens until it is that late indeed.
///
/// What it knows ends with the process. A server that starts again and still accepts the tickets it
/// had issued before can't know which of their tokens were used: it should take none until the longest lifetime
/// of a token has passed since its start, or use a memory that lasts.
///
/// ```
/// use rehome::crypto::{Freshness, InMemoryNonces, NonceMemory, NonceUse};
/// use rehome::tls::{Nonce, SessionId};
///
/// let nonces = InMemoryNonces::new(1_000_000);
/// let used = NonceUse {
///     session_id: SessionId::from_array(&[1; 32]),
///     nonce: Nonce::from_array(&[2; 16]),
///     now: 1_800_000_000,
///     retain_until: 1_800_000_300,
/// };
/// assert_eq!(nonces.consume(&used)?, Freshness::Fresh);
/// assert_eq!(nonces.consume(&used)?, Freshness::Replayed);
/// # Ok::<(), rehome::crypto::InMemoryNoncesError>(())
/// ```
pub struct InMemoryNonces {
    capacity: usize,
    max_retention: Duration,
    keys: [RandomState; 2],
    shards: [Mutex<Shard>; SHARDS],
    len: AtomicUsize,
    sweep: Mutex<Sweep>,
}

impl InMemoryNonces {
    /// A memory for at most `capacity` nonces that keeps none for longer than
    /// [`MAX_NONCE_RETENTION`].
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            max_retention: MAX_NONCE_RETENTION,
            keys: [RandomState::new(), RandomState::new()],
            shards: core::array::from_fn(|_| Mutex::default()),
            len: AtomicUsize::new(0),
            sweep: Mutex::default(),
        }
    }

    /// Refuses what would have to be kept for longer than this, in whole seconds: a client can sign
    /// tokens of its own session with any expiry, and must not fill the memory for ever.
    #[must_use]
    pub const fn max_retention(mut self, max_retention: Duration) -> Self {
        self.max_retention = max_retention;
        self
    }

    /// How many nonces there are, expired ones that still stand there included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn tag(&self, used: &NonceUse<'_>) -> Tag {
        let [first, second] = self.keys.each_ref().map(|key| {
            let mut hasher = key.build_hasher();
            hasher.write_usize(used.session_id.len());
            hasher.write(used.session_id.as_bytes());
            hasher.write(used.nonce.as_bytes());
            hasher.finish()
        });
        Tag(first, second)
    }

    fn shard(&self, tag: Tag) -> &Mutex<Shard> {
        let [first, others @ ..] = &self.shards;
        let [.., octet] = tag.0.to_be_bytes();
        others.get(usize::from(octet) % SHARDS).unwrap_or(first)
    }

    /// Takes the room of one entry, if there is any.
    fn reserve(&self) -> bool {
        let more = |len| (len < self.capacity).then_some(len + 1);
        self.len.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    fn release(&self, entries: usize) {
        self.len.fetch_sub(entries, Ordering::Relaxed);
    }

    /// Drops what has expired, shard by shard until there is room: each shard at most once for each
    /// second of the clock. Says whether there is.
    fn make_room(&self, now: u64) -> bool {
        let mut sweep = lock(&self.sweep);
        // Another thread has made it meanwhile.
        if self.len() < self.capacity {
            return true;
        }
        if now > sweep.clock {
            *sweep = Sweep { clock: now, done: 0 };
        }
        for shard in self.shards.iter().skip(sweep.done) {
            sweep.done += 1;
            let dropped = lock(shard).sweep(now);
            self.release(dropped);
            if dropped > 0 {
                return true;
            }
        }
        false
    }

    /// None where all room is taken.
    fn try_consume(
        &self,
        tag: Tag,
        now: u64,
        retain_until: u64,
    ) -> Result<Option<Freshness>, InMemoryNoncesError> {
        let mut shard = lock(self.shard(tag));
        if shard.entries.len() >= shard.sweep_at && now > shard.forgotten {
            self.release(shard.sweep(now));
        }
        if retain_until < shard.forgotten.max(now) {
            return Err(InMemoryNoncesError::Passed { retain_until });
        }
        if let Some(until) = shard.entries.get_mut(&tag) {
            if *until >= now {
                return Ok(Some(Freshness::Replayed));
            }
            *until = retain_until;
            return Ok(Some(Freshness::Fresh));
        }
        if !self.reserve() {
            return Ok(None);
        }
        if shard.entries.try_reserve(1).is_err() {
            self.release(1);
            return Err(InMemoryNoncesError::OutOfMemory);
        }
        shard.entries.insert(tag, retain_until);
        Ok(Some(Freshness::Fresh))
    }
}

impl NonceMemory for InMemoryNonces {
    type Error = InMemoryNoncesError;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, InMemoryNoncesError> {
        let NonceUse { now, retain_until, .. } = *used;
        let (retention, max) = (retain_until.saturating_sub(now), self.max_retention.as_secs());
        if retention > max {
            return Err(InMemoryNoncesError::TooLong { retention, max });
        }
        let tag = self.tag(used);
        loop {
            if let Some(freshness) = self.try_consume(tag, now, retain_until)? {
                return Ok(freshness);
            }
            if !self.make_room(now) {
                return Err(InMemoryNoncesError::Full { capacity: self.capacity });
            }
        }
    }
}

impl fmt::Debug for InMemoryNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryNonces")
            .field("capacity", &self.capacity)
            .field("max_retention", &self.max_retention)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// How far the search for room has come.
#[derive(Default)]
struct Sweep {
    /// The clock for which it goes on.
    clock: u64,
    /// How many shards have been swept for it.
    done: usize,
}

/// A nonce of a session: two hashes, the first of which chooses the shard.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Tag(u64, u64);

/// Takes the last word of a [`Tag`], which is a hash already.
#[derive(Default)]
struct LastWord(u64);

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
struct Shard {
    /// The last second to keep each nonce.
    entries: HashMap<Tag, u64, BuildHasherDefault<LastWord>>,
    /// What was to be kept to an earlier second than this may be gone.
    forgotten: u64,
    /// The number of entries at which expired ones are looked for.
    sweep_at: usize,
}

impl Shard {
    /// Drops what has expired, and says how much that was. The next time is after as many new
    /// entries as there are now, so that an entry pays for a constant number of looks.
    fn sweep(&mut self, now: u64) -> usize {
        let before = self.entries.len();
        self.entries.retain(|_, until| *until >= now);
        let after = self.entries.len();
        self.forgotten = self.forgotten.max(now);
        self.sweep_at = SWEEP_AT_LEAST.max(2 * after);
        before - after
    }
}

/// No code that holds a lock leaves its data half changed, so a panic of another thread does no harm.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why an [`InMemoryNonces`] can't tell, or can't keep a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InMemoryNoncesError {
    /// All room is taken by nonces that are still live.
    Full {
        /// For how many nonces there is room.
        capacity: usize,
    },
    /// The nonce would have to be kept for longer than the memory keeps any.
    TooLong {
        /// For how many seconds it would have to be kept.
        retention: u64,
        /// The greatest number of seconds.
        max: u64,
    },
    /// The time to which the nonce had to be kept has passed, by this clock or by one that was seen
    /// before: it may have been used and forgotten.
    Passed {
        /// That time, in seconds since the Unix epoch.
        retain_until: u64,
    },
    /// The system has no memory left.
    OutOfMemory,
}

impl fmt::Display for InMemoryNoncesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { capacity } => write!(f, "all room for {capacity} nonces is taken"),
            Self::TooLong { retention, max } => {
                write!(f, "a nonce to be kept for {retention} seconds, where {max} are the most")
            }
            Self::Passed { retain_until } => {
                write!(f, "second {retain_until}, to which the nonce had to be kept, has passed")
            }
            Self::OutOfMemory => f.write_str("the system has no memory left"),
        }
    }
}

impl core::error::Error for InMemoryNoncesError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{Nonce, SessionId};
    use std::vec::Vec;

    const NOW: u64 = 1_800_000_000;

    fn consume(
        nonces: &InMemoryNonces,
        number: u64,
        now: u64,
        retain_until: u64,
    ) -> Result<Freshness, InMemoryNoncesError> {
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&number.to_be_bytes());
        nonces.consume(&NonceUse {
            session_id: SessionId::from_array(&[7; 32]),
            nonce: Nonce::from_array(&nonce),
            now,
            retain_until,
        })
    }

    #[test]
    fn a_nonce_is_kept_to_the_end_of_its_last_second() {
        let nonces = InMemoryNonces::new(1);
        assert_eq!(consume(&nonces, 1, NOW, NOW + 5), Ok(Freshness::Fresh));
        for now in NOW..=NOW + 5 {
            assert_eq!(consume(&nonces, 1, now, NOW + 5), Ok(Freshness::Replayed));
            assert_eq!(
                consume(&nonces, 2, now, NOW + 5),
                Err(InMemoryNoncesError::Full { capacity: 1 })
            );
        }
        assert_eq!(consume(&nonces, 2, NOW + 6, NOW + 6), Ok(Freshness::Fresh));
        assert_eq!(nonces.len(), 1);
    }

    #[test]
    fn a_live_nonce_survives_any_number_of_others() {
        let nonces = InMemoryNonces::new(1000);
        assert_eq!(consume(&nonces, 0, NOW, NOW + 100), Ok(Freshness::Fresh));
        for number in 1..50_000 {
            let now = NOW + number / 500;
            assert_eq!(consume(&nonces, number, now, now), Ok(Freshness::Fresh));
            assert!(nonces.len() <= 1000);
        }
        assert_eq!(consume(&nonces, 0, NOW + 100, NOW + 100), Ok(Freshness::Replayed));
    }

    #[test]
    fn a_clock_that_goes_back_brings_nothing_forgotten_back() {
        let nonces = InMemoryNonces::new(1);
        assert_eq!(consume(&nonces, 1, NOW, NOW), Ok(Freshness::Fresh));
        assert_eq!(consume(&nonces, 2, NOW + 1, NOW + 1), Ok(Freshness::Fresh));
        // The first was dropped for the second.
        let passed = InMemoryNoncesError::Passed { retain_until: NOW };
        assert_eq!(consume(&nonces, 1, NOW, NOW), Err(passed));
    }

    #[test]
    fn what_would_stay_too_long_is_refused() {
        let nonces = InMemoryNonces::new(10).max_retention(Duration::from_secs(60));
        assert_eq!(consume(&nonces, 1, NOW, NOW + 60), Ok(Freshness::Fresh));
        let error = InMemoryNoncesError::TooLong { retention: 61, max: 60 };
        assert_eq!(consume(&nonces, 2, NOW, NOW + 61), Err(error));
        let error = InMemoryNoncesError::TooLong { retention: u64::MAX - NOW, max: 60 };
        assert_eq!(consume(&nonces, 3, NOW, u64::MAX), Err(error));
        assert_eq!(nonces.len(), 1);
    }

    #[test]
    fn octets_that_move_between_the_fields_are_another_nonce() {
        let nonces = InMemoryNonces::new(100);
        let octets: Vec<u8> = (0..64).collect();
        for at in 32..=48 {
            let (session_id, nonce) = octets.split_at(at);
            let used = NonceUse {
                session_id: SessionId::new(session_id).unwrap(),
                nonce: Nonce::new(nonce).unwrap(),
                now: NOW,
                retain_until: NOW,
            };
            assert_eq!(nonces.consume(&used), Ok(Freshness::Fresh));
            assert_eq!(nonces.consume(&used), Ok(Freshness::Replayed));
        }
    }

    #[test]
    fn all_shards_are_used_alike() {
        let nonces = InMemoryNonces::new(usize::MAX);
        for number in 0..64_000 {
            assert_eq!(consume(&nonces, number, NOW, NOW), Ok(Freshness::Fresh));
        }
        for shard in &nonces.shards {
            let len = lock(shard).entries.len();
            assert!((700..1300).contains(&len), "{len} of 64,000 in one of 64 shards");
        }
    }
}
