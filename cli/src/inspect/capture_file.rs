//! A capture that is a regular file, which can be read again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::capture::key_logs;

/// Below so many octets it does not pay to read ahead.
const SHORT: u64 = 4 << 20;

/// The file from some octet on. A clone is read by itself, also at the same time.
#[derive(Clone, Debug)]
pub(super) struct CaptureFile {
    file: Arc<Mutex<File>>,
    /// Where the next octet stands.
    at: u64,
}

impl CaptureFile {
    /// What is behind the octet at which the file stands.
    pub(super) fn new(mut file: File) -> io::Result<Self> {
        let at = file.stream_position()?;
        Ok(Self { file: Arc::new(Mutex::new(file)), at })
    }

    /// Hands over all secrets in it.
    pub(super) fn secrets(&self, add: &mut dyn FnMut(&[u8])) {
        // What can't be read here can't be read a second time, and is told then.
        let _ = key_logs(self.clone(), add);
    }

    /// Whether it pays to read it ahead in a thread.
    pub(super) fn is_worth_a_thread(&self) -> bool {
        let is_long = self.lock().metadata().is_ok_and(|metadata| metadata.len() >= SHORT);
        is_long && thread::available_parallelism().is_ok_and(|number| number.get() > 1)
    }

    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for CaptureFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = self.lock();
        file.seek(SeekFrom::Start(self.at))?;
        let octets = file.read(buf)?;
        drop(file);
        self.at = self.at.saturating_add(octets as u64);
        Ok(octets)
    }
}
