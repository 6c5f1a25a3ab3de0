//! What most frames hold, seen at a glance.

use super::Ends;
use super::link::{ETHERNET_IPV4, ETHERNET_IPV6};
use crate::capture::{Frame, LinkType};

/// A segment in the middle of a connection: no SYN, FIN or RST, and no options but timestamps.
///
/// [`Glance::of`] finds it in a frame faster than [`tcp_segment`](super::tcp_segment) does, and what it says
/// is the same. It finds it only in the usual place: behind a link header without tags and an IP header
/// without options or extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Source and destination.
    pub ends: Ends,
    /// The [`hint`](Ends::hint) of these.
    pub hint: u32,
    /// The sequence number.
    pub sequence_number: u32,
    /// How many octets of payload were captured.
    pub payload: u32,
    /// How many octets more the segment has by the IP length.
    pub missing: u32,
    /// The [`Mark::nanoseconds`](crate::capture::Mark::nanoseconds) of its frame, or [`Glance::NEVER`].
    pub time: u64,
}

impl Glance {
    /// The time of what has none, which is later than all.
    pub const NEVER: u64 = u64::MAX;

    /// What a glance at a frame of that time shows.
    #[inline(always)]
    #[must_use]
    pub fn of(frame: &Frame<'_>, time: Option<u64>) -> Option<Self> {
        let seen = glance(frame.link_type(), frame.octets())?;
        Some(Self { time: time.unwrap_or(Self::NEVER), ..seen })
    }

    /// Whether it only acknowledges.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payload == 0 && self.missing == 0
    }
}

const TCP: u8 = 6;
/// FIN, SYN and RST.
const LIFE: u8 = 7;
/// NOP, NOP, Timestamps.
const TIMESTAMPS: [u8; 4] = [1, 1, 8, 10];

/// The segment in a frame, where it is an ordinary one in its usual place, without the time.
#[inline(always)]
fn glance(link_type: LinkType, frame: &[u8]) -> Option<Glance> {
    let (protocol, packet) = match link_type {
        LinkType::ETHERNET => {
            let (header, packet) = frame.split_first_chunk::<14>()?;
            (u16::from_be_bytes([header[12], header[13]]), packet)
        }
        LinkType::LINUX_SLL => {
            let (header, packet) = frame.split_first_chunk::<16>()?;
            (u16::from_be_bytes([header[14], header[15]]), packet)
        }
        LinkType::LINUX_SLL2 => {
            let (header, packet) = frame.split_first_chunk::<20>()?;
            (u16::from_be_bytes([header[0], header[1]]), packet)
        }
        LinkType::RAW | LinkType::RAW_12 | LinkType::RAW_14 => match frame.first()? >> 4 {
            4 => (ETHERNET_IPV4, frame),
            _ => (ETHERNET_IPV6, frame),
        },
        _ => return None,
    };
    match protocol {
        ETHERNET_IPV4 => v4(packet),
        ETHERNET_IPV6 => v6(packet),
        _ => None,
    }
}

#[inline(always)]
fn v4(packet: &[u8]) -> Option<Glance> {
    // Two headers, whose lengths are asked for at once.
    let [0x45, _, l0, l1, _, _, f0, f1, _, TCP, _, _, s0, s1, s2, s3, d0, d1, d2, d3, ..] =
        *packet.first_chunk::<40>()?
    else {
        return None;
    };
    // Fragments are judged elsewhere, and a length that says nothing.
    let length = u32::from(u16::from_be_bytes([l0, l1])).checked_sub(20)?;
    if f0 & 0x3f != 0 || f1 != 0 {
        return None;
    }
    let addresses = [[s0, s1, s2, s3], [d0, d1, d2, d3]];
    segment(|ports| Ends::v4(addresses, ports), packet.get(20..)?, length)
}

#[inline(always)]
fn v6(packet: &[u8]) -> Option<Glance> {
    let (ip, rest) = packet.split_first_chunk::<8>()?;
    let [0x60..=0x6f, _, _, _, l0, l1, TCP, _] = *ip else { return None };
    let (source, rest) = rest.split_first_chunk::<16>()?;
    let (destination, rest) = rest.split_first_chunk::<16>()?;
    let length = u32::from(u16::from_be_bytes([l0, l1]));
    segment(|ports| Ends::v6([*source, *destination], ports), rest, length)
}

#[inline(always)]
fn segment(ends: impl FnOnce([u16; 2]) -> Ends, octets: &[u8], length: u32) -> Option<Glance> {
    let tcp = octets.first_chunk::<20>()?;
    let [s0, s1, d0, d1, n0, n1, n2, n3, _, _, _, _, offset, flags, ..] = *tcp;
    let header: u8 = match offset >> 4 {
        5 => 20,
        8 if *octets.get(20..32)?.first_chunk()? == TIMESTAMPS => 32,
        _ => return None,
    };
    if flags & LIFE != 0 {
        return None;
    }
    let length = length.checked_sub(u32::from(header))?;
    let captured = octets.len() - usize::from(header);
    let payload = u32::try_from(captured).map_or(length, |captured| captured.min(length));
    let ends = ends([u16::from_be_bytes([s0, s1]), u16::from_be_bytes([d0, d1])]);
    Some(Glance {
        ends,
        hint: ends.hint(),
        sequence_number: u32::from_be_bytes([n0, n1, n2, n3]),
        payload,
        missing: length - payload,
        time: Glance::NEVER,
    })
}

#[cfg(test)]
mod tests;
