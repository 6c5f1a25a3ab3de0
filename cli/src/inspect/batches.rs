//! A capture, batch by batch.

use std::io::Read;
use std::sync::Mutex;
use std::thread;

use super::capture_file::CaptureFile;
use super::jobs::{Job, Jobs, PATIENCE, Seen, Stretch, Turn};
use super::lock::lock;
use super::processors::Processors;
use crate::capture::{Batch, CaptureError, CaptureReader, ReadAt};
use crate::packet::Glance;

/// So many threads at most: while one tells what is in a batch, another reads one, and a third looks at
/// the one between.
const MOST: usize = 3;

/// Whoever is told what is in a capture.
pub(super) trait Listener {
    /// Hears what is in the next batch, and says whether more is wanted.
    fn hear(&mut self, batch: &Batch<Seen>) -> bool;
}

/// Reads a file, with as many threads as pay.
pub(super) fn of_file(
    file: &CaptureFile,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    by_threads(file.threads().min(MOST), PATIENCE, file, listener)
}

/// Reads what comes through a pipe.
pub(super) fn of_pipe(
    pipe: impl Read,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError> {
    let (mut reader, mut batch) = (CaptureReader::new(pipe)?, Batch::default());
    while reader.next_batch(&mut batch)? {
        batch.look(&Glance::of);
        if !lock(listener).hear(&batch) {
            break;
        }
    }
    Ok(())
}

fn by_threads<F>(
    threads: usize,
    patience: u32,
    file: &F,
    listener: &Mutex<impl Listener>,
) -> Result<(), CaptureError>
where
    F: ReadAt + Clone + Send + Sync,
{
    let reader = CaptureReader::new(file.clone())?;
    let jobs = Jobs::new(reader.octets_read(), patience);
    let source = Source { file, reader: Mutex::new(reader), processors: Processors::new() };
    thread::scope(|scope| {
        for _ in 1..threads {
            // One that there is no room for is done without.
            let _ = thread::Builder::new().spawn_scoped(scope, || source.help(&jobs));
        }
        source.work(&jobs, listener)
    })
}

/// A file that several threads read.
struct Source<'a, F> {
    file: &'a F,
    /// Finds the frames, in one stretch after the other.
    reader: Mutex<CaptureReader<F>>,
    processors: Processors,
}

impl<F: ReadAt> Source<'_, F> {
    /// Does what there is to do until all is told.
    fn work(&self, jobs: &Jobs, listener: &Mutex<impl Listener>) -> Result<(), CaptureError> {
        let _ending = jobs.ending();
        while let Some(job) = jobs.next(true) {
            self.processors.go_first();
            match job {
                Job::Read(stretch, batch) => self.read(jobs, &stretch, batch),
                Job::Tell(read) => match read? {
                    Some(batch) if lock(listener).hear(&batch) => jobs.give_back(batch),
                    _ => break,
                },
            }
        }
        Ok(())
    }

    /// Reads for the thread that tells.
    fn help(&self, jobs: &Jobs) {
        // Nobody should wait for this thread then.
        let _ending = jobs.ending_by_panic();
        while let Some(Job::Read(stretch, batch)) = jobs.next(false) {
            self.processors.give_way();
            self.read(jobs, &stretch, batch);
        }
    }

    /// Reads a stretch. Only to find its frames it has to be its turn.
    fn read(&self, jobs: &Jobs, stretch: &Stretch, mut batch: Batch<Seen>) {
        if let Some(at) = stretch.at {
            batch.read_ahead(self.file, at);
            loop {
                match jobs.await_turn(stretch) {
                    Turn::Its => break,
                    Turn::Of(other, batch) => self.find(jobs, &other, batch),
                    Turn::Gone => return jobs.give_back(batch),
                }
            }
        }
        self.find(jobs, stretch, batch);
    }

    /// Finds the frames of the stretch whose turn it is, and looks at them.
    fn find(&self, jobs: &Jobs, stretch: &Stretch, mut batch: Batch<Seen>) {
        let mut reader = lock(&self.reader);
        let (read, octets) = (reader.next_batch_ahead(&mut batch), reader.octets_read());
        drop(reader);
        jobs.found(octets);
        batch.look(&Glance::of);
        jobs.read(stretch, read.map(|is_any| is_any.then_some(batch)));
    }
}

#[cfg(test)]
mod tests;
