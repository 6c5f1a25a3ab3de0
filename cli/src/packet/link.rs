//! Link headers: Ethernet with its tags, Linux cooked, raw IP, and the loopback types.
//!
//! ```text
//! Ethernet         destination(6) source(6) protocol(2)
//! tag              control(2) protocol(2)
//! Linux cooked     packet type(2) ARPHRD(2) address length(2) address(8) protocol(2)
//! Linux cooked v2  protocol(2) reserved(2) interface(4) ARPHRD(2) packet type(1)
//!                  address length(1) address(8)
//! null, loop       address family(4), not looked at: the version of IP says which it is
//! ```

use super::{Segment, ip};
use crate::capture::LinkType;

impl LinkType {
    /// BSD loopback.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// Raw IP, as most systems number it inside a file by mistake.
    pub const RAW_12: Self = Self(12);
    /// Raw IP, as OpenBSD does.
    pub const RAW_14: Self = Self(14);
    /// Raw IP.
    pub const RAW: Self = Self(101);
    /// OpenBSD loopback.
    pub const LOOP: Self = Self(108);
    /// Linux cooked.
    pub const LINUX_SLL: Self = Self(113);
    /// Linux cooked, version 2.
    pub const LINUX_SLL2: Self = Self(276);

    /// Whether frames of it are looked into.
    #[must_use]
    pub fn is_read(self) -> bool {
        reader(self).is_some()
    }
}

pub(super) const ETHERNET_IPV4: u16 = 0x0800;
pub(super) const ETHERNET_IPV6: u16 = 0x86dd;
const TAG_802_1Q: u16 = 0x8100;
const TAG_802_1AD: u16 = 0x88a8;

/// Finds the segment in a frame.
type Reader = for<'a> fn(&'a [u8]) -> Option<Segment<'a>>;

/// How frames of a link type are looked into, if they are.
#[inline]
fn reader(link_type: LinkType) -> Option<Reader> {
    Some(match link_type {
        LinkType::ETHERNET => ethernet,
        LinkType::LINUX_SLL => linux_cooked,
        LinkType::LINUX_SLL2 => linux_cooked_v2,
        LinkType::RAW | LinkType::RAW_12 | LinkType::RAW_14 => ip::either,
        LinkType::NULL | LinkType::LOOP => loopback,
        _ => return None,
    })
}

#[inline]
pub(super) fn segment(link_type: LinkType, frame: &[u8]) -> Option<Segment<'_>> {
    reader(link_type)?(frame)
}

fn loopback(frame: &[u8]) -> Option<Segment<'_>> {
    ip::either(frame.get(4..)?)
}

#[inline]
fn ethernet(frame: &[u8]) -> Option<Segment<'_>> {
    let (header, rest) = frame.split_first_chunk::<14>()?;
    protocol(u16::from_be_bytes([header[12], header[13]]), rest)
}

fn linux_cooked(frame: &[u8]) -> Option<Segment<'_>> {
    let (header, rest) = frame.split_first_chunk::<16>()?;
    protocol(u16::from_be_bytes([header[14], header[15]]), rest)
}

fn linux_cooked_v2(frame: &[u8]) -> Option<Segment<'_>> {
    let (header, rest) = frame.split_first_chunk::<20>()?;
    protocol(u16::from_be_bytes([header[0], header[1]]), rest)
}

/// What follows a protocol number of Ethernet; tags are stepped over.
#[inline]
fn protocol(mut number: u16, mut rest: &[u8]) -> Option<Segment<'_>> {
    loop {
        match number {
            ETHERNET_IPV4 => return ip::v4(rest),
            ETHERNET_IPV6 => return ip::v6(rest),
            TAG_802_1Q | TAG_802_1AD => {
                let (tag, after) = rest.split_first_chunk::<4>()?;
                number = u16::from_be_bytes([tag[2], tag[3]]);
                rest = after;
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests;
