//! What is wrong with a capture file, and where.

use std::fmt;
use std::io;

/// A capture that can't be read on; the frames before this point were fine.
#[derive(Debug)]
pub struct CaptureError {
    pub(super) fault: Fault,
    pub(super) offset: u64,
    pub(super) frames: u64,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// The operating system could not read the file.
    Read(io::Error),
    /// There is not one octet.
    Empty,
    /// The first octets are those of neither pcap nor pcapng.
    NotACapture,
    /// The file ends inside a header, a record or a block.
    Truncated,
    /// What has to be held in memory is larger than [`MAX_BLOCK`](super::MAX_BLOCK), or than
    /// [`MAX_SECRETS`](super::MAX_SECRETS).
    TooLong {
        /// What it is.
        block: &'static str,
        /// How long it claims to be.
        octets: u64,
        /// How long it may be.
        most: usize,
    },
    /// A block contradicts itself or the file format.
    Malformed(&'static str),
}

impl CaptureError {
    /// What went wrong.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The octet of the file at which the block, record or header begins that is at fault.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many frames came before it.
    pub fn frames(&self) -> u64 {
        self.frames
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Fault::Empty | Fault::NotACapture = self.fault {
            return self.fault.fmt(f);
        }
        write!(f, "octet {}, frames before it {}: {}", self.offset, self.frames, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Empty => f.write_str("the file is empty"),
            Self::NotACapture => f.write_str("neither a pcap nor a pcapng file"),
            Self::Truncated => f.write_str("the file ends in the middle of a block"),
            Self::TooLong { block, octets, most } => {
                write!(f, "{block} of {octets} octets, of which at most {most} are taken")
            }
            Self::Malformed(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for CaptureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Read(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}
