//! What there is to do for threads that read a capture together.

use std::collections::BTreeMap;
use std::hint::spin_loop;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};

use super::batches::Seen;
use crate::capture::{Batch, CaptureError};

/// So many batches are read ahead at most.
const MOST: usize = 4;
/// Where so few are left, those that sleep go on.
const FEW: usize = 1;
/// So often a thread looks whether something is free before it sleeps.
const LOOKS: u32 = 2000;

/// A batch, or what came instead: the end of the file, or an error.
pub(super) type Read = Result<Option<Batch<Seen>>, CaptureError>;

/// What a thread is to do next.
pub(super) enum Job {
    /// Read a batch, into this one, and look at it.
    Read(Batch<Seen>),
    /// Tell what is in this one.
    Tell(Read),
}

/// Deals out jobs, so that no thread has to wait while there is something to do.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    shelf: Mutex<Shelf>,
    /// There is something to do for those that found nothing.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Shelf {
    /// What was read, by its number.
    read: BTreeMap<u64, Read>,
    /// The number of the next to be told.
    next: u64,
    /// How many threads read.
    reading: usize,
    /// How many threads sleep.
    asleep: usize,
    /// Batches to be used again.
    used: Vec<Batch<Seen>>,
    is_over: bool,
}

impl Jobs {
    /// The next one, as soon as there is one. None when all is over. One thread tells, of whatever was
    /// read, and reads only where nothing is to be told.
    pub(super) fn next(&self, tells: bool) -> Option<Job> {
        let mut shelf = lock(&self.shelf);
        while !shelf.is_over {
            let next = shelf.next;
            if let Some(read) = tells.then(|| shelf.read.remove(&next)).flatten() {
                shelf.next += 1;
                let is_room = shelf.ahead() <= FEW;
                self.wake(shelf, is_room);
                return Some(Job::Tell(read));
            }
            if shelf.ahead() < MOST {
                shelf.reading += 1;
                return Some(Job::Read(shelf.used.pop().unwrap_or_default()));
            }
            shelf.asleep += 1;
            shelf = self.changed.wait(shelf).unwrap_or_else(PoisonError::into_inner);
            shelf.asleep -= 1;
        }
        None
    }

    /// That batch was read.
    pub(super) fn read(&self, number: u64, read: Read) {
        let mut shelf = lock(&self.shelf);
        shelf.reading -= 1;
        shelf.read.insert(number, read);
        let is_awaited = number == shelf.next;
        self.wake(shelf, is_awaited);
    }

    /// What is in that batch was told.
    pub(super) fn told(&self, batch: Batch<Seen>) {
        lock(&self.shelf).used.push(batch);
    }

    /// Ends it for all threads when what is returned is dropped.
    pub(super) fn ending(&self) -> Ending<'_> {
        Ending(self)
    }

    /// Lets go of the shelf, and wakes those that sleep where there is something for them.
    fn wake(&self, shelf: MutexGuard<'_, Shelf>, is_something: bool) {
        let is_awaited = is_something && shelf.asleep > 0;
        drop(shelf);
        if is_awaited {
            self.changed.notify_all();
        }
    }
}

impl Shelf {
    fn ahead(&self) -> usize {
        self.read.len() + self.reading
    }
}

/// Of [`Jobs::ending`].
#[derive(Debug)]
pub(super) struct Ending<'a>(&'a Jobs);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let Self(jobs) = self;
        let mut shelf = lock(&jobs.shelf);
        shelf.is_over = true;
        jobs.wake(shelf, true);
    }
}

/// Locks a mutex, whatever became of who had it. It is mostly free again before a thread could be woken.
pub(super) fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..LOOKS {
        match value.try_lock() {
            Ok(value) => return value,
            Err(TryLockError::Poisoned(value)) => return value.into_inner(),
            Err(TryLockError::WouldBlock) => spin_loop(),
        }
    }
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
