//! Capture files, pcap and pcapng, read frame by frame from any [`Read`].
//!
//! [`CaptureReader`] streams: it holds one buffer of 256 KiB, which grows only for a single packet
//! block that is larger, and never past [`MAX_BLOCK`], or for secrets up to [`MAX_SECRETS`]. A
//! [`Batch`] has one of its own. Block contents are
//! parsed by the crate `pcap-parser`, but for those that nearly all blocks are; the framing around them
//! is ours, so that a length which lies is an error and not a request for more input.

mod batch;
mod error;
mod pcap;
mod pcapng;
mod piece;
mod reader;
mod time;
mod window;

pub use batch::{Batch, Part};
pub use error::{CaptureError, Fault};
pub use piece::{CHUNK, ReadAt};
pub use reader::CaptureReader;
pub use time::Timestamp;
pub use window::{MAX_BLOCK, MAX_SECRETS};

use std::io::Read;

use time::Clock;

#[cfg(test)]
mod tests;

/// How the octets of a frame begin, by the numbers of the tcpdump registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkType(pub u16);

/// Which frame of a capture, and when it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameId {
    /// The frame's number in its file, counted from 1.
    pub number: u64,
    /// When it was captured. A Simple Packet Block does not say.
    pub time: Option<Timestamp>,
}

/// What a [`FrameId`] is made of. Most frames are never told of, and their time need not be known.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    number: u64,
    ticks: Option<u64>,
    clock: Clock,
}

impl Mark {
    /// Before the first frame.
    pub const NONE: Self = Self { number: 0, ticks: None, clock: Clock::MICROSECONDS };

    /// The frame's number in its file, counted from 1.
    #[inline]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The frame.
    pub fn id(&self) -> FrameId {
        FrameId { number: self.number, time: self.ticks.and_then(|ticks| self.clock.at(ticks)) }
    }

    /// The time in nanoseconds since 1970-01-01 00:00 UTC, at most one less than 64 bits tell.
    #[inline]
    pub fn nanoseconds(&self) -> Option<u64> {
        self.clock.nanoseconds(self.ticks?).map(|time| time.min(u64::MAX - 1))
    }
}

/// One frame of a capture: its octets as far as they were captured.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    mark: Mark,
    link_type: LinkType,
    octets: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The frame's number in its file, counted from 1.
    pub fn number(&self) -> u64 {
        self.mark.number
    }

    /// Its number and time.
    pub fn id(&self) -> FrameId {
        self.mark.id()
    }

    /// Its number and time, to be known later.
    #[inline]
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// What the octets begin with.
    #[inline]
    pub fn link_type(&self) -> LinkType {
        self.link_type
    }

    /// The octets that were captured, which may be fewer than were on the wire.
    #[inline]
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// When the frame was captured. A Simple Packet Block does not say.
    pub fn time(&self) -> Option<Timestamp> {
        self.mark.id().time
    }
}

/// What a capture holds.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A frame.
    Frame(Frame<'a>),
    /// A key log of TLS, out of a Decryption Secrets Block.
    Secrets(&'a [u8]),
}

/// What stands at the front of the window.
#[derive(Clone, Copy, Debug)]
enum Found {
    Packet(Packet),
    Secrets(SecretsBlock),
}

impl Found {
    fn some_packet(packet: Packet) -> Option<Self> {
        Some(Self::Packet(packet))
    }
}

/// Hands over all key logs of a capture, wherever in it they stand. A pcap has none, and is not read.
///
/// # Errors
/// As [`CaptureReader`]; what came before was handed over.
pub fn key_logs<R: Read>(input: R, mut each: impl FnMut(&[u8])) -> Result<(), CaptureError> {
    let mut reader = CaptureReader::new(input)?;
    if reader.may_hold_secrets() {
        while let Some(item) = reader.next_item()? {
            if let Item::Secrets(text) = item {
                each(text);
            }
        }
    }
    Ok(())
}

/// Where in the window a key log stands.
#[derive(Clone, Copy, Debug)]
struct SecretsBlock {
    /// Octets of the block, from its first to its last.
    block: usize,
    /// Octets of the block before those of the key log.
    before: usize,
    length: usize,
}

/// Where in the window the next frame stands, and what its block says of it.
#[derive(Clone, Copy, Debug)]
struct Packet {
    link_type: LinkType,
    ticks: Option<u64>,
    clock: Clock,
    /// Octets of the block, or the record, from its first to its last.
    block: usize,
    /// Octets of the block before the captured ones.
    before: usize,
    captured: usize,
}
