//! A file that is read anywhere by several threads.

use std::fs::File;
use std::io;

#[cfg(not(unix))]
use std::sync::Mutex;

/// A file without a place where it stands.
#[derive(Debug)]
pub(super) struct SharedFile {
    #[cfg(unix)]
    file: File,
    /// Elsewhere it has one, and one thread reads at a time.
    #[cfg(not(unix))]
    file: Mutex<File>,
}

#[cfg(unix)]
impl SharedFile {
    pub(super) fn new(file: File) -> Self {
        Self { file }
    }

    /// How many octets it has.
    pub(super) fn length(&self) -> io::Result<u64> {
        self.file.metadata().map(|metadata| metadata.len())
    }

    /// Reads octets that stand behind so many others.
    pub(super) fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, octets, at)
    }
}

#[cfg(not(unix))]
impl SharedFile {
    pub(super) fn new(file: File) -> Self {
        Self { file: Mutex::new(file) }
    }

    /// How many octets it has.
    pub(super) fn length(&self) -> io::Result<u64> {
        super::lock::lock(&self.file).metadata().map(|metadata| metadata.len())
    }

    /// Reads octets that stand behind so many others.
    pub(super) fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        use std::io::{Read, Seek, SeekFrom};

        let mut file = super::lock::lock(&self.file);
        file.seek(SeekFrom::Start(at))?;
        file.read(octets)
    }
}
