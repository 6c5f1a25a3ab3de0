//! The Service Affinity options (draft-wang-tcpm-tcp-service-affinity-option-06, sections 4.1, 4.2).
//!
//! ```text
//! compact: +---------+-------------+-----------------+------+
//!          | kind    | length 8/20 | address 4 / 16  | port |
//!          +---------+-------------+-----------------+------+
//! padded:  +---------+--------------+-------------+----------------+------+
//!          | kind    | length 10/22 | reserved(2) | address 4 / 16 | port |
//!          +---------+--------------+-------------+----------------+------+
//! ```

use core::fmt;
use core::net::{IpAddr, SocketAddr};

use super::option::put_head;
use crate::code_points::{OptionKind, OptionKinds};
use crate::wire::{Encode, Sink};

/// Where a service node asks a client to connect: kind 79 for IPv4, kind 80 for IPv6 by default.
///
/// It belongs on a segment with FIN from the service node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ServiceAffinity {
    /// The service node's own address. An IPv4-mapped address is an IPv6 address and stays one.
    pub address: IpAddr,
    /// The service node's port.
    pub port: u16,
    /// Which of the draft's two pictures the octets follow.
    pub layout: Layout,
}

/// Ruling: the draft's text and its IANA table give lengths 8 and 20, while its figures show a
/// Reserved field, which makes 10 and 22. Both are read, the length tells them apart, and compact is
/// what is sent by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Layout {
    /// Address and port behind the length.
    #[default]
    Compact,
    /// Two reserved octets before the address.
    Padded {
        /// Zero when sent; kept as it was read.
        reserved: u16,
    },
}

impl ServiceAffinity {
    /// An option in the compact layout.
    #[inline]
    #[must_use]
    pub const fn new(address: IpAddr, port: u16) -> Self {
        Self { address, port, layout: Layout::Compact }
    }

    /// The kind that its address has.
    #[inline]
    #[must_use]
    pub const fn kind(&self, kinds: &OptionKinds) -> OptionKind {
        match self.address {
            IpAddr::V4(_) => kinds.service_affinity_ipv4(),
            IpAddr::V6(_) => kinds.service_affinity_ipv6(),
        }
    }

    /// Reads the data of an IPv4 option; none where it has another length.
    #[inline(always)]
    pub(super) fn ipv4(data: &[u8]) -> Option<Self> {
        match *data {
            [a, b, c, d, p, q] => Some(Self::from_parts([a, b, c, d], [p, q], Layout::Compact)),
            [r, s, a, b, c, d, p, q] => {
                let reserved = u16::from_be_bytes([r, s]);
                Some(Self::from_parts([a, b, c, d], [p, q], Layout::Padded { reserved }))
            }
            _ => None,
        }
    }

    /// Reads the data of an IPv6 option; none where it has another length.
    #[inline(always)]
    pub(super) fn ipv6(data: &[u8]) -> Option<Self> {
        if let Ok(&[ref address @ .., p, q]) = <&[u8; 18]>::try_from(data) {
            return Some(Self::from_parts(*address, [p, q], Layout::Compact));
        }
        let &[r, s, ref address @ .., p, q] = <&[u8; 20]>::try_from(data).ok()?;
        let reserved = u16::from_be_bytes([r, s]);
        Some(Self::from_parts(*address, [p, q], Layout::Padded { reserved }))
    }

    #[inline(always)]
    fn from_parts(address: impl Into<IpAddr>, port: [u8; 2], layout: Layout) -> Self {
        Self { address: address.into(), port: u16::from_be_bytes(port), layout }
    }
}

impl Encode for ServiceAffinity {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        let padding = match self.layout {
            Layout::Compact => 0,
            Layout::Padded { .. } => 2,
        };
        match self.address {
            IpAddr::V4(_) => 8 + padding,
            IpAddr::V6(_) => 20 + padding,
        }
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        put_head(sink, self.kind(kinds), self.encoded_len());
        if let Layout::Padded { reserved } = self.layout {
            sink.put_array(reserved.to_be_bytes());
        }
        match self.address {
            IpAddr::V4(address) => sink.put_array(address.octets()),
            IpAddr::V6(address) => sink.put_array(address.octets()),
        }
        sink.put_array(self.port.to_be_bytes());
    }
}

/// The address and port to connect to, as a [`SocketAddr`] prints.
impl fmt::Display for ServiceAffinity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SocketAddr::from(*self).fmt(f)
    }
}

impl From<ServiceAffinity> for SocketAddr {
    fn from(option: ServiceAffinity) -> Self {
        Self::new(option.address, option.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::TcpOption;
    use crate::wire::Decode;
    use std::string::ToString;

    #[test]
    fn the_length_tells_the_layouts_apart() {
        let address = "192.0.2.40".parse().unwrap();
        let compact = TcpOption::from_bytes(&[79, 8, 192, 0, 2, 40, 1, 187]).unwrap();
        assert_eq!(compact, ServiceAffinity::new(address, 443).into());
        let padded = TcpOption::from_bytes(&[79, 10, 0xff, 1, 192, 0, 2, 40, 1, 187]).unwrap();
        let layout = Layout::Padded { reserved: 0xff01 };
        assert_eq!(padded, ServiceAffinity { address, port: 443, layout }.into());
    }

    #[test]
    fn a_mapped_address_stays_with_the_ipv6_kind() {
        let option = ServiceAffinity::new("::ffff:192.0.2.40".parse().unwrap(), 443);
        assert_eq!(option.kind(&OptionKinds::default()), OptionKind(80));
        assert_eq!(option.encoded_len(), 20);
        assert_eq!(option.to_string(), "[::ffff:192.0.2.40]:443");
    }
}
