//! A memory of nonces for the servers of one process.

mod error;
mod shard;
#[cfg(test)]
mod tests;

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Freshness, MAX_NONCE_RETENTION, NonceMemory, NonceUse};
pub use error::InMemoryNoncesError;
use shard::{Shard, Tag};

/// How many parts there are, each with a lock of its own.
const SHARDS: usize = 64;

/// A [`NonceMemory`] in the memory of one process, for any number of threads.
///
/// It holds at most as many nonces as it was made for, and grows as they come. Expired ones make
/// room; a live one is never given up: when no expired ones are left, new ones are refused.
///
/// A nonce takes 25 octets in a table that is between 7/16 and 7/8 full, about 50 in practice. It
/// stands there as 128 bits, two SipHashes with a key of [`RandomState`]: a new nonce meets one of
/// ten million with a chance below 2^-100, and would be refused, not accepted.
///
/// Time is what the uses of nonces say. It may step back: what may have been forgotten meanwhile is
/// refused. So a clock that is once far ahead can refuse tokens until it is that late indeed.
///
/// What it knows ends with the process. A server that starts again and still accepts the tickets it
/// had issued before can't know which of their tokens were used: it should take none until the
/// longest lifetime of a token has passed since its start, or use a memory that lasts.
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
    key: RandomState,
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
            key: RandomState::new(),
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
        let [first, second] = [1, 2].map(|half| {
            let mut hasher = self.key.build_hasher();
            hasher.write_u8(half);
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

/// No code that holds a lock leaves its data half changed, so a panic of another thread does no harm.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
