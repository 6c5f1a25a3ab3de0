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
use core::net::{IpAddr, SocketAddr, SocketAddrV4};

use super::option::put_head;
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::ScopedAddress;
use crate::wire::{Encode, Sink};

/// Where a service node asks a client to connect: kind 79 for IPv4, kind 80 for IPv6 by default.
///
/// It belongs on a segment with FIN from the service node.
// Numbers rather than an `IpAddr`: the walk over a list keeps those in registers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceAffinity {
    is_ipv6: bool,
    /// The upper and lower half of an IPv6 address; an IPv4 address is in the lower one.
    address: (u64, u64),
    port: u16,
    reserved: Option<u16>,
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
    pub fn new(address: IpAddr, port: u16) -> Self {
        match address {
            IpAddr::V4(address) => Self::from_ipv4(address.octets(), port, None),
            IpAddr::V6(address) => Self::from_ipv6(&address.octets(), port, None),
        }
    }

    /// The same option in either layout.
    #[inline]
    #[must_use]
    pub const fn with_layout(self, layout: Layout) -> Self {
        let reserved = match layout {
            Layout::Compact => None,
            Layout::Padded { reserved } => Some(reserved),
        };
        Self { reserved, ..self }
    }

    /// The service node's own address. An IPv4-mapped address is an IPv6 address and stays one.
    #[inline]
    #[must_use]
    pub fn address(&self) -> IpAddr {
        let (high, low) = self.address;
        if self.is_ipv6 {
            (u128::from(high) << 64 | u128::from(low)).to_be_bytes().into()
        } else {
            let [_, _, _, _, address @ ..] = low.to_be_bytes();
            address.into()
        }
    }

    /// The service node's port.
    #[inline]
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Which of the draft's two pictures the octets follow.
    #[inline]
    #[must_use]
    pub const fn layout(&self) -> Layout {
        match self.reserved {
            None => Layout::Compact,
            Some(reserved) => Layout::Padded { reserved },
        }
    }

    /// The kind that its address has, by the default kinds.
    #[inline]
    #[must_use]
    pub fn kind(&self) -> OptionKind {
        self.kind_with(&OptionKinds::default())
    }

    /// The kind that its address has, by other kinds.
    #[inline]
    #[must_use]
    pub const fn kind_with(&self, kinds: &OptionKinds) -> OptionKind {
        if self.is_ipv6 { kinds.service_affinity_ipv6() } else { kinds.service_affinity_ipv4() }
    }

    /// Reads the data of an IPv4 option; none where it has another length.
    #[inline(always)]
    pub(super) fn ipv4(data: &[u8]) -> Option<Self> {
        match *data {
            [a, b, c, d, p, q] => {
                Some(Self::from_ipv4([a, b, c, d], u16::from_be_bytes([p, q]), None))
            }
            [r, s, a, b, c, d, p, q] => {
                let reserved = Some(u16::from_be_bytes([r, s]));
                Some(Self::from_ipv4([a, b, c, d], u16::from_be_bytes([p, q]), reserved))
            }
            _ => None,
        }
    }

    /// Reads the data of an IPv6 option; none where it has another length.
    #[inline(always)]
    pub(super) fn ipv6(data: &[u8]) -> Option<Self> {
        if let Ok([address @ .., p, q]) = <&[u8; 18]>::try_from(data) {
            return Some(Self::from_ipv6(address, u16::from_be_bytes([*p, *q]), None));
        }
        let [r, s, address @ .., p, q] = <&[u8; 20]>::try_from(data).ok()?;
        let reserved = Some(u16::from_be_bytes([*r, *s]));
        Some(Self::from_ipv6(address, u16::from_be_bytes([*p, *q]), reserved))
    }

    #[inline(always)]
    fn from_ipv4(address: [u8; 4], port: u16, reserved: Option<u16>) -> Self {
        let address = (0, u32::from_be_bytes(address).into());
        Self { is_ipv6: false, address, port, reserved }
    }

    #[inline(always)]
    fn from_ipv6(address: &[u8; 16], port: u16, reserved: Option<u16>) -> Self {
        let &[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = address;
        let high = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let low = u64::from_be_bytes([i, j, k, l, m, n, o, p]);
        Self { is_ipv6: true, address: (high, low), port, reserved }
    }
}

impl Encode for ServiceAffinity {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        let reserved = if self.reserved.is_some() { 2 } else { 0 };
        if self.is_ipv6 { 20 + reserved } else { 8 + reserved }
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        put_head(sink, self.kind_with(kinds), self.encoded_len());
        if let Some(reserved) = self.reserved {
            sink.put_array(reserved.to_be_bytes());
        }
        match self.address() {
            IpAddr::V4(address) => sink.put_array(address.octets()),
            IpAddr::V6(address) => sink.put_array(address.octets()),
        }
        sink.put_array(self.port.to_be_bytes());
    }
}

impl fmt::Debug for ServiceAffinity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAffinity")
            .field("address", &self.address())
            .field("port", &self.port)
            .field("layout", &self.layout())
            .finish()
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
        Self::new(option.address(), option.port)
    }
}

impl From<SocketAddrV4> for ServiceAffinity {
    fn from(address: SocketAddrV4) -> Self {
        Self::new((*address.ip()).into(), address.port())
    }
}

impl TryFrom<SocketAddr> for ServiceAffinity {
    type Error = ScopedAddress;

    fn try_from(address: SocketAddr) -> Result<Self, ScopedAddress> {
        ScopedAddress::refuse(address)?;
        Ok(Self::new(address.ip(), address.port()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::TcpOption;
    use crate::wire::Decode;
    use core::net::SocketAddrV6;
    use std::string::ToString;

    #[test]
    fn the_length_tells_the_layouts_apart() {
        let address = "192.0.2.40".parse().unwrap();
        let compact = TcpOption::from_bytes(&[79, 8, 192, 0, 2, 40, 1, 187]).unwrap();
        assert_eq!(compact, ServiceAffinity::new(address, 443).into());
        let padded = TcpOption::from_bytes(&[79, 10, 0xff, 1, 192, 0, 2, 40, 1, 187]).unwrap();
        let layout = Layout::Padded { reserved: 0xff01 };
        assert_eq!(padded, ServiceAffinity::new(address, 443).with_layout(layout).into());
    }

    #[test]
    fn a_mapped_address_stays_with_the_ipv6_kind() {
        let option = ServiceAffinity::new("::ffff:192.0.2.40".parse().unwrap(), 443);
        assert_eq!(option.kind(), OptionKind(80));
        assert_eq!(option.encoded_len(), 20);
        assert_eq!(option.to_string(), "[::ffff:192.0.2.40]:443");
    }

    #[test]
    fn socket_addresses_go_both_ways_but_for_a_scope() {
        for text in ["192.0.2.40:443", "[2001:db8::40]:443"] {
            let address: SocketAddr = text.parse().unwrap();
            assert_eq!(SocketAddr::from(ServiceAffinity::try_from(address).unwrap()), address);
        }
        let scoped = SocketAddrV6::new("fe80::1".parse().unwrap(), 443, 0, 3);
        assert_eq!(ServiceAffinity::try_from(SocketAddr::V6(scoped)), Err(ScopedAddress(scoped)));
    }
}
