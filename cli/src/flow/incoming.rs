//! A segment as the streams see it.

use rehome::tcp::{TcpFlags, TcpHeader};

use crate::capture::FrameId;

/// Whether a segment is a SYN, and no SYN/ACK.
#[inline]
pub(crate) fn opens(flags: TcpFlags) -> bool {
    flags.contains(TcpFlags::SYN) && !flags.contains(TcpFlags::ACK)
}

/// What of a segment matters here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'a> {
    pub(super) sequence: u32,
    pub(super) acknowledgment: u32,
    flags: TcpFlags,
    pub(super) payload: &'a [u8],
    /// Octets of the payload, at its end, that were not captured.
    missing: usize,
    pub(super) frame: FrameId,
}

impl<'a> Incoming<'a> {
    #[inline]
    pub(super) fn new(
        header: &TcpHeader<'_>,
        payload: &'a [u8],
        missing: usize,
        frame: FrameId,
    ) -> Self {
        Self {
            sequence: header.sequence_number,
            acknowledgment: header.acknowledgment_number,
            flags: header.flags,
            payload,
            missing,
            frame,
        }
    }

    #[inline]
    pub(super) fn syn(&self) -> bool {
        self.flags.contains(TcpFlags::SYN)
    }

    #[inline]
    pub(super) fn opens(&self) -> bool {
        opens(self.flags)
    }

    #[inline]
    pub(super) fn fin(&self) -> bool {
        self.flags.contains(TcpFlags::FIN)
    }

    #[inline]
    pub(super) fn rst(&self) -> bool {
        self.flags.contains(TcpFlags::RST)
    }

    /// The acknowledgment number, where the segment has one.
    #[inline]
    pub(super) fn acknowledges(&self) -> Option<u32> {
        self.flags.contains(TcpFlags::ACK).then_some(self.acknowledgment)
    }

    /// How many octets the sender put into it.
    #[inline]
    pub(super) fn length(&self) -> u32 {
        // IP knows no more than 65,535 of them; an octet beyond 4 GiB is none of a segment.
        u32::try_from(self.payload.len().saturating_add(self.missing)).unwrap_or(u32::MAX)
    }

    /// How many sequence numbers it takes.
    #[inline]
    pub(super) fn numbers(&self) -> u64 {
        u64::from(self.length()) + u64::from(self.syn()) + u64::from(self.fin())
    }

    /// The sequence number of its first octet. The SYN takes one itself.
    #[inline]
    pub(super) fn first(&self) -> u32 {
        self.sequence.wrapping_add(u32::from(self.syn()))
    }

    /// It only acknowledges.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.length() == 0 && !self.syn() && !self.fin() && !self.rst()
    }
}
