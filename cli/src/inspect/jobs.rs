//! What there is to do for threads that read a capture together.

use std::collections::BTreeMap;
use std::hint::spin_loop;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::panicking;

use super::lock::lock;
use crate::capture::{Batch, CHUNK, CaptureError};
use crate::packet::Glance;

/// So many batches are read ahead at most.
const MOST: u64 = 4;
/// Where so few are left, those that sleep go on.
const FEW: u64 = 1;
/// So often a thread looks whether there is something for it before it takes over what it waits for, or
/// sleeps: for longer than a stretch is read.
pub(super) const PATIENCE: u32 = 100;
/// For so long it looks away in between. It does not yield: on a busy processor that lasts for milliseconds.
const AWAY: u32 = 32;

/// What a glance at a frame shows.
pub(super) type Seen = Option<Glance>;

/// A batch, or what came instead: the end of the file, or an error.
pub(super) type Read = Result<Option<Batch<Seen>>, CaptureError>;

/// What a thread is to do next.
pub(super) enum Job {
    /// Read a stretch of the file into this batch, and look at it.
    Read(Stretch, Batch<Seen>),
    /// Tell what is in this one.
    Tell(Read),
}

/// A stretch of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// How many are before it.
    number: u64,
    /// Where it will begin, if all goes as expected. None where that is known: it is its turn.
    pub(super) at: Option<u64>,
}

/// Of which stretch a thread is to find the frames.
pub(super) enum Turn {
    /// Of its own.
    Its,
    /// Of this one before. The thread that was to read it was taken from its processor, as it seems.
    Of(Stretch, Batch<Seen>),
    /// Of none: another thread has done it, or all is over.
    Gone,
}

/// Deals out jobs, so that no thread has to wait while there is something to do.
#[derive(Debug)]
pub(super) struct Jobs {
    shelf: Mutex<Shelf>,
    /// There is something to do for those that found nothing.
    changed: Condvar,
    patience: u32,
}

#[derive(Debug, Default)]
struct Shelf {
    /// What was read, by the number of the stretch.
    read: BTreeMap<u64, Read>,
    /// The number of the stretch that is to be told next.
    told: u64,
    /// The number of the one in which frames are to be found next.
    turn: u64,
    /// A thread finds them.
    is_taken: bool,
    /// The number of the one that is to be read next.
    number: u64,
    /// Where that begins.
    at: u64,
    /// The end of the file was read, or an error.
    is_read: bool,
    /// How many threads sleep.
    asleep: usize,
    /// Batches to be used again.
    used: Vec<Batch<Seen>>,
    is_over: bool,
}

impl Jobs {
    /// Of a file of which so many octets were read, for threads of so much [patience](PATIENCE).
    pub(super) fn new(read: u64, patience: u32) -> Self {
        let shelf = Shelf { at: read, ..Shelf::default() };
        Self { shelf: Mutex::new(shelf), changed: Condvar::new(), patience }
    }

    /// The next one, as soon as there is one. None when all is over. One thread tells, of whatever was
    /// read, and reads only where nothing is to be told.
    pub(super) fn next(&self, tells: bool) -> Option<Job> {
        let (mut shelf, mut patience) = (lock(&self.shelf), self.patience);
        while !shelf.is_over {
            let told = shelf.told;
            if let Some(read) = tells.then(|| shelf.read.remove(&told)).flatten() {
                shelf.told += 1;
                let is_room = shelf.ahead() <= FEW;
                self.wake(shelf, is_room);
                return Some(Job::Tell(read));
            }
            // Who only reads is soon gone then, and need not be waited for.
            if shelf.is_read && !tells {
                return None;
            }
            if shelf.ahead() < MOST && !shelf.is_read {
                return Some(Job::Read(shelf.claim(), shelf.batch()));
            }
            // What is to be told is not even being found.
            if tells && patience == 0 && shelf.turn == told && shelf.take_over() {
                return Some(Job::Read(Stretch { number: told, at: None }, shelf.batch()));
            }
            shelf = self.wait(shelf, &mut patience);
        }
        None
    }

    /// Waits until frames were found in all stretches before this one, or are to be by this thread.
    pub(super) fn await_turn(&self, stretch: &Stretch) -> Turn {
        let (mut shelf, mut patience) = (lock(&self.shelf), self.patience);
        while !shelf.is_over && shelf.turn <= stretch.number {
            let number = shelf.turn;
            match (number == stretch.number, patience) {
                (true, _) if shelf.take_over() => return Turn::Its,
                (true, _) => break,
                (false, 0) if shelf.take_over() => {
                    return Turn::Of(Stretch { number, at: None }, shelf.batch());
                }
                (false, _) => shelf = self.wait(shelf, &mut patience),
            }
        }
        Turn::Gone
    }

    /// Frames were found in the next one, of the file so many octets were read.
    pub(super) fn found(&self, read: u64) {
        let mut shelf = lock(&self.shelf);
        shelf.turn += 1;
        shelf.is_taken = false;
        // Those that are being read will bring as much.
        let being_read = (shelf.number - shelf.turn).saturating_mul(CHUNK as u64);
        shelf.at = read.saturating_add(being_read);
        self.wake(shelf, true);
    }

    /// That stretch was read.
    pub(super) fn read(&self, stretch: &Stretch, read: Read) {
        let mut shelf = lock(&self.shelf);
        shelf.is_read |= !matches!(read, Ok(Some(_)));
        shelf.read.insert(stretch.number, read);
        let is_something = shelf.is_read || stretch.number == shelf.told;
        self.wake(shelf, is_something);
    }

    /// What is in that batch was told, or is not needed.
    pub(super) fn give_back(&self, batch: Batch<Seen>) {
        lock(&self.shelf).used.push(batch);
    }

    /// Ends it for all threads when what is returned is dropped.
    pub(super) fn ending(&self) -> Ending<'_> {
        Ending { jobs: self, only_by_panic: false }
    }

    /// The same, but only where the thread panics.
    pub(super) fn ending_by_panic(&self) -> Ending<'_> {
        Ending { jobs: self, only_by_panic: true }
    }

    /// Lets go of the shelf for a moment; without patience, until there is something for those that sleep.
    /// Whoever sleeps is woken late, and often on the processor of whoever wakes it.
    fn wait<'a>(
        &'a self,
        mut shelf: MutexGuard<'a, Shelf>,
        patience: &mut u32,
    ) -> MutexGuard<'a, Shelf> {
        if let Some(left) = patience.checked_sub(1) {
            *patience = left;
            drop(shelf);
            (0..AWAY).for_each(|_| spin_loop());
            return lock(&self.shelf);
        }
        shelf.asleep += 1;
        let mut shelf = self.changed.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        shelf.asleep -= 1;
        shelf
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
    /// How many were read, or are being read, and were not told.
    fn ahead(&self) -> u64 {
        self.number - self.told
    }

    /// A batch that was used, or a new one.
    fn batch(&mut self) -> Batch<Seen> {
        self.used.pop().unwrap_or_default()
    }

    /// Takes the turn, unless a thread has it.
    fn take_over(&mut self) -> bool {
        !std::mem::replace(&mut self.is_taken, true)
    }

    /// The next stretch to be read.
    fn claim(&mut self) -> Stretch {
        let (number, at) = (self.number, self.at);
        self.number += 1;
        if number == 0 {
            self.is_taken = true;
            return Stretch { number, at: None };
        }
        self.at = at.saturating_add(CHUNK as u64);
        Stretch { number, at: Some(at) }
    }
}

/// Of [`Jobs::ending`].
#[derive(Debug)]
pub(super) struct Ending<'a> {
    jobs: &'a Jobs,
    only_by_panic: bool,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let Self { jobs, only_by_panic } = self;
        if *only_by_panic && !panicking() {
            return;
        }
        let mut shelf = lock(&jobs.shelf);
        shelf.is_over = true;
        jobs.wake(shelf, true);
    }
}
