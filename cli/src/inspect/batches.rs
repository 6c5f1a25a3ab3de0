//! A capture, batch by batch.

use std::io::Read;
use std::sync::Mutex;
use std::thread;

use super::capture_file::CaptureFile;
use super::jobs::{Job, Jobs, lock};
use crate::capture::{Batch, CaptureError, CaptureReader};
use crate::packet::Glance;

/// What a glance at a frame shows.
pub(super) type Seen = Option<Glance>;

/// So many threads at most: while one tells what is in a batch, another reads one, and a third looks at
/// the one between.
const MOST: usize = 3;

/// Whoever is told what is in a capture.
pub(super) trait Listener {
    /// Hears what is in the next batch, and says whether more is wanted.
    fn hear(&mut self, batch: &Batch<Seen>) -> bool;
}

/// The batches that are still to be read.
struct Unread<R> {
    reader: CaptureReader<R>,
    /// The number of the next.
    next: u64,
}

/// Reads a file, with as many threads as pay.
pub(super) fn of_file(
    file: &CaptureFile,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    by_threads(file.threads().min(MOST), file.clone(), listener)
}

fn by_threads(
    threads: usize,
    input: impl Read + Send,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    let (unread, jobs) = (Unread::new(input)?, Jobs::default());
    thread::scope(|scope| {
        for _ in 1..threads {
            // One that there is no room for is done without.
            let _ = thread::Builder::new().spawn_scoped(scope, || help(&unread, &jobs));
        }
        work(&unread, &jobs, listener)
    })
}

/// Reads what comes through a pipe.
pub(super) fn of_pipe(
    pipe: Box<dyn Read>,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    work(&Unread::new(pipe)?, &Jobs::default(), listener)
}

impl<R: Read> Unread<R> {
    fn new(input: R) -> Result<Mutex<Self>, CaptureError> {
        CaptureReader::new(input).map(|reader| Mutex::new(Self { reader, next: 0 }))
    }

    /// Fills a batch. Says which one it is, and whether there was anything left.
    fn next(&mut self, batch: &mut Batch<Seen>) -> (u64, Result<bool, CaptureError>) {
        let number = self.next;
        self.next = number.saturating_add(1);
        (number, self.reader.next_batch(batch))
    }
}

/// Does what there is to do until all is told.
fn work<R: Read>(
    unread: &Mutex<Unread<R>>,
    jobs: &Jobs,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    let _ending = jobs.ending();
    while let Some(job) = jobs.next(true) {
        match job {
            Job::Read(batch) => read(unread, jobs, batch),
            Job::Tell(read) => match read? {
                Some(batch) if lock(listener).hear(&batch) => jobs.told(batch),
                _ => break,
            },
        }
    }
    Ok(())
}

/// Reads for the thread that tells.
fn help<R: Read>(unread: &Mutex<Unread<R>>, jobs: &Jobs) {
    // Where this ends before all is told, that is by a panic, and nobody should wait for it.
    let _ending = jobs.ending();
    while let Some(Job::Read(batch)) = jobs.next(false) {
        read(unread, jobs, batch);
    }
}

/// Reads a batch, and looks at it.
fn read<R: Read>(unread: &Mutex<Unread<R>>, jobs: &Jobs, mut batch: Batch<Seen>) {
    let (number, read) = lock(unread).next(&mut batch);
    batch.look(&Glance::of);
    jobs.read(number, read.map(|is_any| is_any.then_some(batch)));
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::capture::Item;

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

    #[test]
    fn all_is_heard_in_order_by_any_number_of_threads() {
        let capture = capture();
        for threads in 1..9 {
            let heard = Heard::until(u64::MAX, false);
            by_threads(threads, &capture[..], &heard).unwrap();
            assert_eq!(lock(&heard).last, FRAMES);
        }
    }

    #[test]
    fn nothing_is_heard_after_the_end_of_interest() {
        let capture = capture();
        for (threads, until) in [(1, 1), (2, 1), (2, 5000), (8, 3), (8, FRAMES)] {
            let heard = Heard::until(until, false);
            by_threads(threads, &capture[..], &heard).unwrap();
            assert_eq!(lock(&heard).last, until);
        }
    }

    #[test]
    fn an_error_comes_after_what_is_before_it() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is on fire"))
            }
        }
        let capture = capture();
        for threads in [1, 2, 8] {
            let heard = Heard::until(u64::MAX, false);
            let input = Cursor::new(&capture[..24 + 1016 * 7000 + 5]).chain(Broken);
            let error = by_threads(threads, input, &heard).unwrap_err();
            assert!(error.to_string().contains("the disk is on fire"), "{error}");
            assert_eq!((lock(&heard).last, error.frames()), (7000, 7000));
            let cut = &capture[..capture.len() - 1];
            let error = by_threads(threads, cut, &Heard::until(u64::MAX, false)).unwrap_err();
            assert_eq!(error.frames(), FRAMES - 1);
        }
    }

    #[test]
    fn a_thread_that_panics_ends_all() {
        let capture = capture();
        for threads in [1, 2, 8] {
            let heard = Heard::until(4000, true);
            let read = || by_threads(threads, &capture[..], &heard);
            assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
            assert_eq!(lock(&heard).last, 4000);
        }
    }
}
