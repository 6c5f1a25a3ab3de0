//! Capture files, pcap and pcapng, read frame by frame from any [`Read`](std::io::Read).
//!
//! [`CaptureReader`] streams: it holds one buffer of 1 MiB, which grows only for a single packet
//! block that is larger, and never past [`MAX_BLOCK`]. Block contents are parsed by the crate
//! `pcap-parser`; the framing around them is ours, so that a length which lies is an error and not
//! a request for more input.

mod error;
mod pcap;
mod pcapng;
mod reader;
mod time;
mod window;

pub use error::{CaptureError, Fault};
pub use reader::CaptureReader;
pub use time::Timestamp;
pub use window::MAX_BLOCK;

use time::Clock;

#[cfg(test)]
mod tests;

/// How the octets of a frame begin, by the numbers of the tcpdump registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkType(pub u16);

/// Which frame of a capture, and when it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameId {
    /// The frame's number in its file, counted from 1.
    pub number: u64,
    /// When it was captured. A Simple Packet Block does not say.
    pub time: Option<Timestamp>,
}

/// One frame of a capture: its octets as far as they were captured.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    number: u64,
    link_type: LinkType,
    octets: &'a [u8],
    ticks: Option<u64>,
    clock: Clock,
}

impl<'a> Frame<'a> {
    /// The frame's number in its file, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Its number and time.
    pub fn id(&self) -> FrameId {
        FrameId { number: self.number, time: self.time() }
    }

    /// What the octets begin with.
    pub fn link_type(&self) -> LinkType {
        self.link_type
    }

    /// The octets that were captured, which may be fewer than were on the wire.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// When the frame was captured. A Simple Packet Block does not say.
    pub fn time(&self) -> Option<Timestamp> {
        self.clock.at(self.ticks?)
    }
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
