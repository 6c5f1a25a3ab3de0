//! IPv4 and IPv6 headers, as far as the TCP segment.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Segment;

const HOP_BY_HOP: u8 = 0;
const TCP: u8 = 6;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const DESTINATION_OPTIONS: u8 = 60;

/// By the version in the first octet.
#[inline]
pub(super) fn either(packet: &[u8]) -> Option<Segment<'_>> {
    match packet.first()? >> 4 {
        4 => v4(packet),
        6 => v6(packet),
        _ => None,
    }
}

#[inline]
pub(super) fn v4(packet: &[u8]) -> Option<Segment<'_>> {
    let header = packet.first_chunk::<20>()?;
    let header_length = usize::from(header[0] & 0x0f) * 4;
    let fragment_offset = u16::from_be_bytes([header[6], header[7]]) & 0x1fff;
    if header[0] >> 4 != 4 || header_length < 20 || fragment_offset != 0 || header[9] != TCP {
        return None;
    }
    let (packet, missing) = bounded(packet, u16::from_be_bytes([header[2], header[3]]));
    let [.., a, b, c, d, e, f, g, h] = *header;
    Some(Segment {
        source: Ipv4Addr::new(a, b, c, d).into(),
        destination: Ipv4Addr::new(e, f, g, h).into(),
        octets: packet.get(header_length..)?,
        missing,
    })
}

#[inline]
pub(super) fn v6(packet: &[u8]) -> Option<Segment<'_>> {
    let (header, payload) = packet.split_first_chunk::<8>()?;
    let (source, payload) = payload.split_first_chunk::<16>()?;
    let (destination, payload) = payload.split_first_chunk::<16>()?;
    if header[0] >> 4 != 6 {
        return None;
    }
    let (payload, missing) = bounded(payload, u16::from_be_bytes([header[4], header[5]]));
    Some(Segment {
        source: Ipv6Addr::from(*source).into(),
        destination: Ipv6Addr::from(*destination).into(),
        octets: past_extensions(header[6], payload)?,
        missing,
    })
}

/// Steps over extension headers up to TCP.
#[inline]
fn past_extensions(mut next: u8, mut rest: &[u8]) -> Option<&[u8]> {
    while next != TCP {
        let header = rest.first_chunk::<8>()?;
        let length = match next {
            HOP_BY_HOP | ROUTING | DESTINATION_OPTIONS => (usize::from(header[1]) + 1) * 8,
            FRAGMENT if u16::from_be_bytes([header[2], header[3]]) >> 3 == 0 => 8,
            _ => return None,
        };
        next = header[0];
        rest = rest.get(length..)?;
    }
    Some(rest)
}

/// Cuts at a length that IP states, and tells how many octets are missing up to it. A length of 0,
/// which offload leaves behind, states none.
#[inline]
fn bounded(octets: &[u8], length: u16) -> (&[u8], usize) {
    match usize::from(length) {
        0 => (octets, 0),
        length => match octets.get(..length) {
            Some(octets) => (octets, 0),
            None => (octets, length.saturating_sub(octets.len())),
        },
    }
}

#[cfg(test)]
mod tests;
