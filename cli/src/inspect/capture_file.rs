//! A capture that is a regular file, which can be read again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::thread;

use super::jobs::lock;
use crate::capture::key_logs;

/// Below so many octets more than one thread does not pay.
const SHORT: u64 = 4 << 20;

/// The file from some octet on. A clone is read by itself, also at the same time.
#[derive(Clone, Debug)]
pub(super) struct CaptureFile {
    /// With where it stands.
    file: Arc<Mutex<(File, u64)>>,
    /// Where the next octet is.
    at: u64,
}

impl CaptureFile {
    /// What is behind the octet at which the file stands.
    pub(super) fn new(mut file: File) -> io::Result<Self> {
        let at = file.stream_position()?;
        Ok(Self { file: Arc::new(Mutex::new((file, at))), at })
    }

    /// Hands over all secrets in it.
    pub(super) fn secrets(&self, add: &mut dyn FnMut(&[u8])) {
        // What can't be read here can't be read a second time, and is told then.
        let _ = key_logs(self.clone(), add);
    }

    /// How many threads may read it.
    pub(super) fn threads(&self) -> usize {
        let is_long = lock(&self.file).0.metadata().is_ok_and(|metadata| metadata.len() >= SHORT);
        let there_are = || thread::available_parallelism().map_or(1, NonZero::get);
        if is_long { there_are() } else { 1 }
    }
}

impl Read for CaptureFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let (file, at) = &mut *lock(&self.file);
        if *at != self.at {
            *at = file.seek(SeekFrom::Start(self.at))?;
        }
        let octets = file.read(buf)?;
        *at = at.saturating_add(octets as u64);
        self.at = *at;
        Ok(octets)
    }
}
