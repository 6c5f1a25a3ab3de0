use std::collections::HashSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, MutexGuard};
use std::time::Duration;

use super::*;
use crate::capture::{CHUNK, Item};

const FRAMES: u64 = 9000;

/// Frames of 1000 octets, of which each but the last is a segment.
fn capture() -> Vec<u8> {
    let segment = [
        &[0x45, 0, 3, 232, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 1, 1, 2, 2][..],
        &[0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 0, 0, 0, 0, 0, 0],
        &[0; 960],
    ]
    .concat();
    let header = |length: u32| [[0; 4], [0; 4], length.to_le_bytes(), [0; 4]].concat();
    let file_header = [&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0][..], &[0; 12], &[101, 0, 0, 0]];
    let record = [header(1000), segment].concat();
    [file_header.concat(), record.repeat(FRAMES as usize - 1), header(0)].concat()
}

/// A file of so many octets a read.
#[derive(Clone)]
struct Memory<'a> {
    octets: &'a [u8],
    /// Before octets behind so many others are read.
    before: &'a (dyn Fn(u64) + Sync),
    /// How many were read.
    read: Arc<AtomicUsize>,
    at_once: usize,
    /// What becomes of a read at the end.
    at_end: fn() -> io::Result<usize>,
    at: u64,
}

impl<'a> Memory<'a> {
    fn new(octets: &'a [u8]) -> Self {
        let read = Arc::default();
        Self { octets, before: &|_| (), read, at_once: usize::MAX, at_end: || Ok(0), at: 0 }
    }
}

impl ReadAt for Memory<'_> {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        (self.before)(at);
        let there_are = self.octets.get(at as usize..).unwrap_or_default();
        let count = there_are.len().min(octets.len()).min(self.at_once);
        if count == 0 {
            return (self.at_end)();
        }
        octets[..count].copy_from_slice(&there_are[..count]);
        self.read.fetch_add(count, Ordering::Relaxed);
        Ok(count)
    }

    fn pass_over(&mut self, octets: u64) {
        self.at += octets;
    }
}

impl Read for Memory<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let count = self.read_at(octets, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Hears up to a frame, and panics there if told to.
struct Heard {
    last: u64,
    until: u64,
    panics: bool,
}

impl Heard {
    fn until(until: u64, panics: bool) -> Mutex<Self> {
        Mutex::new(Self { last: 0, until, panics })
    }
}

impl Listener for Heard {
    fn hear(&mut self, batch: &Batch<Seen>) -> bool {
        batch.parts().all(|part| {
            part.seen().iter().enumerate().all(|(at, seen)| {
                let Some(Item::Frame(frame)) = part.item(at) else { panic!("a frame") };
                self.last += 1;
                assert_eq!(frame.number(), self.last);
                assert_eq!(seen.is_some(), frame.octets().len() == 1000);
                assert!(!self.panics || self.last < self.until, "as told");
                self.last < self.until
            })
        })
    }
}

/// Counts them.
struct Frames(u64);

impl Listener for Frames {
    fn hear(&mut self, batch: &Batch<Seen>) -> bool {
        self.0 += batch.items().count() as u64;
        true
    }
}

/// Opens a gate at the end.
struct Opens<'a>(Frames, Option<MutexGuard<'a, ()>>);

impl Listener for Opens<'_> {
    fn hear(&mut self, batch: &Batch<Seen>) -> bool {
        if self.0.hear(batch) && self.0.0 == FRAMES {
            self.1 = None;
        }
        true
    }
}

#[test]
fn all_is_heard_in_order_by_any_number_of_threads() {
    let capture = capture();
    for (threads, patience) in (1..9).flat_map(|threads| [(threads, 0), (threads, PATIENCE)]) {
        let heard = Heard::until(u64::MAX, false);
        by_threads(threads, patience, &Memory::new(&capture), &heard).unwrap();
        assert_eq!(lock(&heard).last, FRAMES);
    }
}

#[test]
fn whatever_a_read_brings() {
    let capture = capture();
    for (threads, at_once) in [(1, 99_999), (2, 99_999), (2, 65_537), (3, 1_000)] {
        let heard = Heard::until(u64::MAX, false);
        let file = Memory { at_once, ..Memory::new(&capture) };
        by_threads(threads, PATIENCE, &file, &heard).unwrap();
        assert_eq!(lock(&heard).last, FRAMES);
    }
}

#[test]
fn most_is_read_once() {
    // A frame that is longer than some stretches, where the first of them ends.
    let (capture, long) = (capture(), vec![0; 1_500_000]);
    let (before, after) = capture.split_at(24 + 1016 * 300);
    let header = [[0; 4], [0; 4], (long.len() as u32).to_le_bytes(), [0; 4]].concat();
    let capture = [before, &header, &long, after, &capture[24..]].concat();
    for threads in [1, 2, 3] {
        let (file, frames) = (Memory::new(&capture), Mutex::new(Frames(0)));
        by_threads(threads, u32::MAX, &file, &frames).unwrap();
        assert_eq!(lock(&frames).0, 2 * FRAMES + 1);
        let read = file.read.load(Ordering::Relaxed);
        // But what others read meanwhile.
        assert!(read <= capture.len() + threads * CHUNK, "{read} of {}", capture.len());
    }
}

#[test]
fn nobody_waits_for_a_thread_that_stands_still() {
    let (capture, gate, first) = (capture(), Mutex::new(()), thread::current().id());
    let others_wait = |_| {
        if thread::current().id() != first {
            drop(lock(&gate));
        }
    };
    for threads in 2..8 {
        let heard = Mutex::new(Opens(Frames(0), Some(lock(&gate))));
        let file = Memory { before: &others_wait, ..Memory::new(&capture) };
        by_threads(threads, PATIENCE, &file, &heard).unwrap();
        assert_eq!(lock(&heard).0.0, FRAMES);
    }
}

#[test]
fn all_threads_read() {
    let (capture, threads) = (capture(), 3);
    // One that reads behind the beginning waits there for the others.
    let (met, begun) = (Barrier::new(threads), Mutex::new(HashSet::new()));
    let meet = |at| {
        if at > 0 && lock(&begun).insert(thread::current().id()) {
            met.wait();
        }
    };
    let (file, frames) = (Memory { before: &meet, ..Memory::new(&capture) }, Mutex::new(Frames(0)));
    by_threads(threads, PATIENCE, &file, &frames).unwrap();
    assert_eq!((lock(&frames).0, lock(&begun).len()), (FRAMES, threads));
}

/// Takes its time.
struct Slow(Frames, Arc<AtomicU64>);

impl Listener for Slow {
    fn hear(&mut self, batch: &Batch<Seen>) -> bool {
        thread::sleep(Duration::from_millis(1));
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.hear(batch)
    }
}

#[test]
fn little_is_read_before_it_is_told() {
    let (capture, told) = (capture(), Arc::new(AtomicU64::new(0)));
    let ahead = |at: u64| {
        let told = told.load(Ordering::Relaxed) * CHUNK as u64;
        assert!(at <= told + 6 * CHUNK as u64, "{at} where {told} are told");
    };
    let file = Memory { before: &ahead, ..Memory::new(&capture) };
    let heard = Mutex::new(Slow(Frames(0), told.clone()));
    by_threads(3, PATIENCE, &file, &heard).unwrap();
    assert_eq!(lock(&heard).0.0, FRAMES);
}

#[test]
fn nothing_is_heard_after_the_end_of_interest() {
    let capture = capture();
    for (threads, until) in [(1, 1), (2, 1), (2, 5000), (8, 3), (8, FRAMES)] {
        let heard = Heard::until(until, false);
        by_threads(threads, PATIENCE, &Memory::new(&capture), &heard).unwrap();
        assert_eq!(lock(&heard).last, until);
    }
}

#[test]
fn an_error_comes_after_what_is_before_it() {
    let capture = capture();
    for threads in [1, 2, 8] {
        let heard = Heard::until(u64::MAX, false);
        let whole = Memory::new(&capture[..24 + 1016 * 7000 + 5]);
        let at_end = || Err(io::Error::other("the disk is on fire"));
        let file = Memory { at_end, ..whole };
        let error = by_threads(threads, PATIENCE, &file, &heard).unwrap_err();
        assert!(error.to_string().contains("the disk is on fire"), "{error}");
        assert_eq!((lock(&heard).last, error.frames()), (7000, 7000));
        let cut = Memory::new(&capture[..capture.len() - 1]);
        let error =
            by_threads(threads, PATIENCE, &cut, &Heard::until(u64::MAX, false)).unwrap_err();
        assert_eq!(error.frames(), FRAMES - 1);
    }
}

#[test]
fn a_thread_that_panics_ends_all() {
    let capture = capture();
    for threads in [1, 2, 8] {
        let file = Memory { at_end: || panic!("as told"), ..Memory::new(&capture) };
        let read = || by_threads(threads, PATIENCE, &file, &Heard::until(u64::MAX, false));
        assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
        let heard = Heard::until(4000, true);
        let read = || by_threads(threads, PATIENCE, &Memory::new(&capture), &heard);
        assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
        assert_eq!(lock(&heard).last, 4000);
    }
}
