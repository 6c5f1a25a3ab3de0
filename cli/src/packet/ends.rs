//! Between whom a segment goes.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Source and destination of a segment, in words, which are compared faster than what they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// An IPv4 address is the second word.
    pub(crate) addresses: [[u64; 2]; 2],
    pub(crate) ports: [u16; 2],
    pub(crate) is_v6: bool,
}

impl Ends {
    /// Of IPv4.
    #[inline]
    pub(super) fn v4(addresses: [[u8; 4]; 2], ports: [u16; 2]) -> Self {
        let addresses = addresses.map(|address| [0, u64::from(u32::from_be_bytes(address))]);
        Self { addresses, ports, is_v6: false }
    }

    /// Of IPv6.
    #[inline]
    pub(super) fn v6(addresses: [[u8; 16]; 2], ports: [u16; 2]) -> Self {
        let addresses = addresses.map(|[high @ .., i, j, k, l, m, n, o, p]| {
            [u64::from_be_bytes(high), u64::from_be_bytes([i, j, k, l, m, n, o, p])]
        });
        Self { addresses, ports, is_v6: true }
    }

    /// Of an IP packet, whose addresses are of one version.
    #[inline]
    #[must_use]
    pub fn new(source: IpAddr, destination: IpAddr, ports: [u16; 2]) -> Self {
        match (source, destination) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                Self::v4([source, destination].map(|address| address.octets()), ports)
            }
            (IpAddr::V6(source), IpAddr::V6(destination)) => {
                Self::v6([source, destination].map(|address| address.octets()), ports)
            }
            _ => Self::mapped([source, destination], ports),
        }
    }

    /// Of two versions, as no packet has them.
    #[cold]
    fn mapped(addresses: [IpAddr; 2], ports: [u16; 2]) -> Self {
        let octets = addresses.map(|address| match address {
            IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
            IpAddr::V6(address) => address.octets(),
        });
        Self::v6(octets, ports)
    }

    /// Of a segment the other way.
    #[inline]
    #[must_use]
    pub fn reverse(self) -> Self {
        let Self { addresses: [source, destination], ports: [from, to], is_v6 } = self;
        Self { addresses: [destination, source], ports: [to, from], is_v6 }
    }

    /// Whether the source is the higher of the two.
    #[inline]
    #[must_use]
    pub fn is_from_higher(&self) -> bool {
        let Self { addresses: [source, destination], ports: [from, to], .. } = *self;
        source > destination || source == destination && from > to
    }

    /// Source and destination.
    #[must_use]
    pub fn sockets(&self) -> (SocketAddr, SocketAddr) {
        let Self { addresses: [source, destination], ports: [from, to], is_v6 } = *self;
        let v4 = |[_, low]: [u64; 2], port| {
            let [.., a, b, c, d] = low.to_be_bytes();
            SocketAddr::from(([a, b, c, d], port))
        };
        let v6 = |[high, low]: [u64; 2], port| {
            let address = Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low));
            SocketAddr::from((address, port))
        };
        match is_v6 {
            false => (v4(source, from), v4(destination, to)),
            true => (v6(source, from), v6(destination, to)),
        }
    }

    /// A number that is mostly another one for other ends, and known at once. Whoever wants can make
    /// ends that have the same.
    #[inline]
    #[must_use]
    pub fn hint(&self) -> u32 {
        let [source, destination] = self.addresses.map(|[high, low]| high ^ low);
        let [from, to] = self.ports.map(u64::from);
        let mixed = (source.rotate_left(32) ^ destination).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (from << 16 | to).wrapping_mul(0xd6e8_feb8_6659_fd93);
        u32::try_from(mixed >> 32).unwrap_or(0)
    }
}

/// As few words as there are.
impl Hash for Ends {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [[a, source], [c, destination]] = self.addresses;
        let [from, to] = self.ports.map(u64::from);
        if self.is_v6 {
            [a, source, c, destination].into_iter().for_each(|word| state.write_u64(word));
        } else {
            state.write_u64(source << 32 | destination);
        }
        state.write_u64(from << 16 | to);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};

    use super::*;

    fn ends(source: (&str, u16), destination: (&str, u16)) -> Ends {
        let [from, to] = [source, destination].map(|(address, _)| address.parse().unwrap());
        Ends::new(from, to, [source.1, destination.1])
    }

    #[test]
    fn both_directions_have_one_that_is_from_the_higher() {
        for (one, other) in [("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2")] {
            for (port, other_port) in [(1, 2), (2, 1)] {
                let there = ends((one, port), (other, other_port));
                let back = ends((other, other_port), (one, port));
                assert_eq!(there.reverse(), back);
                assert!(!there.is_from_higher() && back.is_from_higher());
                let address = |address: &str, port| SocketAddr::new(address.parse().unwrap(), port);
                assert_eq!(there.sockets(), (address(one, port), address(other, other_port)));
            }
            assert!(ends((one, 2), (one, 1)).is_from_higher());
        }
    }

    #[test]
    fn other_ends_differ() {
        let state = RandomState::new();
        let one = ends(("192.0.2.1", 1), ("192.0.2.1", 2));
        let others = [
            ends(("192.0.2.1", 2), ("192.0.2.1", 1)),
            ends(("192.0.2.1", 1), ("192.0.2.2", 2)),
            ends(("192.0.2.2", 1), ("192.0.2.1", 2)),
            ends(("::ffff:192.0.2.1", 1), ("::ffff:192.0.2.1", 2)),
            ends(("::192.0.2.1", 1), ("::192.0.2.1", 2)),
        ];
        for other in others {
            assert_ne!(one, other);
            assert_ne!(state.hash_one(one), state.hash_one(other));
        }
        assert_eq!(state.hash_one(one), state.hash_one(one));
    }
}
