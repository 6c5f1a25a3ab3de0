//! What most frames hold, seen at a glance.

use super::link::{ETHERNET_IPV4, ETHERNET_IPV6};
use crate::capture::LinkType;

/// A segment in the middle of a connection: no SYN, FIN or RST, and no options but timestamps.
///
/// [`glance`] finds it in a frame faster than [`tcp_segment`](super::tcp_segment) does, and what it says
/// is the same. It finds it only in the usual place: behind a link header without tags and an IP header
/// without options or extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Source and destination. IPv4 addresses stand at the end.
    pub addresses: [[u64; 2]; 2],
    /// Source and destination.
    pub ports: [u16; 2],
    /// Whether it is IPv6.
    pub is_v6: bool,
    /// The sequence number.
    pub sequence_number: u32,
    /// How many octets of payload were captured.
    pub payload: u32,
    /// How many octets more the segment has by the IP length.
    pub missing: u32,
}

impl Glance {
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

/// The segment in a frame, where it is an ordinary one in its usual place.
#[inline]
pub fn glance(link_type: LinkType, frame: &[u8]) -> Option<Glance> {
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

#[inline]
fn v4(packet: &[u8]) -> Option<Glance> {
    let (ip, rest) = packet.split_first_chunk::<20>()?;
    let [0x45, _, l0, l1, _, _, f0, f1, _, TCP, _, _, s0, s1, s2, s3, d0, d1, d2, d3] = *ip else {
        return None;
    };
    // Fragments are judged elsewhere, and a length that says nothing.
    let length = u16::from_be_bytes([l0, l1]).checked_sub(20)?;
    if f0 & 0x3f != 0 || f1 != 0 {
        return None;
    }
    let addresses = [[s0, s1, s2, s3], [d0, d1, d2, d3]]
        .map(|address| [0, u64::from(u32::from_be_bytes(address))]);
    segment(addresses, false, rest, length)
}

#[inline]
fn v6(packet: &[u8]) -> Option<Glance> {
    let (ip, rest) = packet.split_first_chunk::<8>()?;
    let [0x60..=0x6f, _, _, _, l0, l1, TCP, _] = *ip else { return None };
    let (addresses, rest) = rest.split_first_chunk::<32>()?;
    let (source, destination) = addresses.split_first_chunk::<16>()?;
    let destination = destination.first_chunk::<16>()?;
    let addresses = [source, destination].map(|octets| {
        let [high @ .., i, j, k, l, m, n, o, p] = *octets;
        [u64::from_be_bytes(high), u64::from_be_bytes([i, j, k, l, m, n, o, p])]
    });
    let length = u16::from_be_bytes([l0, l1]);
    segment(addresses, true, rest, length)
}

#[inline]
fn segment(addresses: [[u64; 2]; 2], is_v6: bool, octets: &[u8], length: u16) -> Option<Glance> {
    let tcp = octets.first_chunk::<20>()?;
    let [s0, s1, d0, d1, n0, n1, n2, n3, _, _, _, _, offset, flags, ..] = *tcp;
    let header = match offset >> 4 {
        5 => 20,
        8 if *octets.get(20..32)?.first_chunk()? == TIMESTAMPS => 32,
        _ => return None,
    };
    if flags & LIFE != 0 {
        return None;
    }
    let length = u32::from(length).checked_sub(header)?;
    let captured = u32::try_from(octets.len()).ok()?.checked_sub(header)?;
    let payload = length.min(captured);
    Some(Glance {
        addresses,
        ports: [u16::from_be_bytes([s0, s1]), u16::from_be_bytes([d0, d1])],
        is_v6,
        sequence_number: u32::from_be_bytes([n0, n1, n2, n3]),
        payload,
        missing: length - payload,
    })
}

#[cfg(test)]
mod tests;
