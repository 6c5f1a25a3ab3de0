//! Where the frames come from.

use std::fs::File;
use std::io::{self, Read, stdin};

use super::capture_file::CaptureFile;
use crate::input::Source;

/// The first octets of a pcapng, in both byte orders.
const PCAPNG: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// An opened capture.
pub(super) enum Input {
    /// A regular file, which can be read twice.
    File(CaptureFile),
    /// A pipe, or what else can be read only once.
    Pipe(Box<dyn Read>),
}

impl Input {
    pub(super) fn open(source: &Source) -> io::Result<Self> {
        let file = match source {
            Source::File(path) => File::open(path)?,
            Source::Stdin => match standard_input()? {
                Some(file) => file,
                None => return Ok(Self::Pipe(Box::new(stdin()))),
            },
        };
        Ok(match file.metadata()?.is_file() {
            true => Self::File(CaptureFile::new(file)?),
            false => Self::Pipe(Box::new(file)),
        })
    }
}

/// Whether secrets may come with the frames of a pipe; it begins with the octets that this needed.
pub(super) fn may_hold_secrets(mut pipe: Box<dyn Read>) -> io::Result<(Box<dyn Read>, bool)> {
    let mut first = Vec::new();
    pipe.by_ref().take(4).read_to_end(&mut first)?;
    let may = first == PCAPNG;
    Ok((Box::new(io::Cursor::new(first).chain(pipe)), may))
}

/// Standard input as a file, which it may be.
#[cfg(unix)]
fn standard_input() -> io::Result<Option<File>> {
    use std::os::fd::AsFd;
    stdin().as_fd().try_clone_to_owned().map(|fd| Some(fd.into()))
}

#[cfg(not(unix))]
fn standard_input() -> io::Result<Option<File>> {
    Ok(None)
}
