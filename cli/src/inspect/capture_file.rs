//! A capture that is a regular file, which can be read again.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use super::shared_file::SharedFile;
use crate::capture::{ReadAt, key_logs};

/// Below so many octets more than one thread does not pay.
const SHORT: u64 = 4 << 20;

/// The file from some octet on. A clone is read by itself, also at the same time.
#[derive(Clone, Debug)]
pub(super) struct CaptureFile {
    file: Arc<SharedFile>,
    /// Where it begins.
    begin: u64,
    /// So many octets of it were read.
    read: u64,
}

impl CaptureFile {
    /// What is behind the octet at which the file stands.
    pub(super) fn new(mut file: File) -> io::Result<Self> {
        let begin = file.stream_position()?;
        Ok(Self { file: Arc::new(SharedFile::new(file)), begin, read: 0 })
    }

    /// Hands over all secrets in it.
    pub(super) fn secrets(&self, add: &mut dyn FnMut(&[u8])) {
        // What can't be read here can't be read a second time, and is told then.
        let _ = key_logs(self.clone(), add);
    }

    /// How many threads may read it.
    pub(super) fn threads(&self) -> usize {
        let is_long = self.file.length().is_ok_and(|length| length >= SHORT);
        let there_are = || thread::available_parallelism().map_or(1, NonZero::get);
        if is_long { there_are() } else { 1 }
    }
}

impl ReadAt for CaptureFile {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        self.file.read_at(octets, self.begin.saturating_add(at))
    }

    fn pass_over(&mut self, octets: u64) {
        self.read = self.read.saturating_add(octets);
    }
}

impl Read for CaptureFile {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let count = self.read_at(octets, self.read)?;
        self.pass_over(count as u64);
        Ok(count)
    }
}
