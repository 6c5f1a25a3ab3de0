//! From a captured frame to the TCP segment in it, past link and IP headers.
//!
//! The walk follows the rules of the test vectors for captures of TCP to the letter:
//!
//! - read are the link types that [`LinkType`] has a name for here; tags of 802.1Q and 802.1ad are
//!   stepped over, in any number;
//! - IPv4 options and the IPv6 extension headers hop-by-hop, routing, destination options and
//!   fragment are stepped over, in any order and number, and nothing else is;
//! - the IP length bounds the segment; an IP length of 0 means up to the end of what was captured;
//! - a fragment that is not the first is not read; the first is read like a whole packet;
//! - checksums are not looked at.
//!
//! Whatever does not come out as TCP by these rules is `None`.

mod ends;
mod glance;
mod ip;
mod link;

use std::net::IpAddr;

use crate::capture::LinkType;
pub use ends::Ends;
pub use glance::Glance;

/// A TCP segment as far as it was captured, from the first octet of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The IP source address.
    pub source: IpAddr,
    /// The IP destination address.
    pub destination: IpAddr,
    /// Header and payload, up to the IP length or the end of what was captured.
    pub octets: &'a [u8],
    /// How many octets more the segment has by the IP length: they were not captured. None are
    /// known to be missing where that length is 0.
    pub missing: usize,
}

/// The TCP segment in a frame of this link type, if there is one.
#[inline]
pub fn tcp_segment(link_type: LinkType, frame: &[u8]) -> Option<Segment<'_>> {
    link::segment(link_type, frame)
}
