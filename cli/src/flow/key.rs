//! What a connection is found by.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::packet::Glance;

type Endpoint = (IpAddr, u16);

/// Two endpoints, in an order that is the same for both directions: the lower, then the higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    addresses: [[u64; 2]; 2],
    rest: [u32; 2],
}

/// An endpoint in words, which are compared faster than what they stand for: its address, then its
/// port, and above that the version of IP.
type End = ([u64; 2], u32);

const V6: u32 = 1 << 16;

#[inline]
fn end((address, port): Endpoint) -> End {
    match address {
        IpAddr::V4(address) => ([0, u64::from(address.to_bits())], u32::from(port)),
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = address.octets();
            let high = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            let low = u64::from_be_bytes([i, j, k, l, m, n, o, p]);
            ([high, low], V6 | u32::from(port))
        }
    }
}

fn socket(([high, low], rest): End) -> SocketAddr {
    let [_, _, high_port, low_port] = rest.to_be_bytes();
    let address = match rest & V6 {
        0 => {
            let [.., a, b, c, d] = low.to_be_bytes();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        _ => IpAddr::V6(Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low))),
    };
    (address, u16::from_be_bytes([high_port, low_port])).into()
}

impl Key {
    /// The key, and whether the source is the higher endpoint.
    #[inline]
    pub(super) fn of(source: Endpoint, destination: Endpoint) -> (Self, bool) {
        Self::sorted(end(source), end(destination))
    }

    /// The same for a segment that was glanced at.
    #[inline]
    pub(super) fn of_glance(glance: &Glance) -> (Self, bool) {
        let version = if glance.is_v6 { V6 } else { 0 };
        let [source, destination] = glance.addresses;
        let [source_port, destination_port] = glance.ports.map(|port| version | u32::from(port));
        Self::sorted((source, source_port), (destination, destination_port))
    }

    #[inline]
    fn sorted(source: End, destination: End) -> (Self, bool) {
        let is_higher = source > destination;
        let ((lower, lower_rest), (higher, higher_rest)) =
            if is_higher { (destination, source) } else { (source, destination) };
        (Self { addresses: [lower, higher], rest: [lower_rest, higher_rest] }, is_higher)
    }

    /// Source and destination, the source being the higher endpoint or not.
    pub(super) fn endpoints(&self, higher: bool) -> (SocketAddr, SocketAddr) {
        let [lower, upper] = self.addresses;
        let [lower_rest, upper_rest] = self.rest;
        let (lower, upper) = (socket((lower, lower_rest)), socket((upper, upper_rest)));
        if higher { (upper, lower) } else { (lower, upper) }
    }

    #[inline]
    fn ports(&self) -> u64 {
        let [lower, higher] = self.rest.map(u64::from);
        lower << 32 | higher
    }

    /// A number that is mostly another one for another key, and known at once. Whoever wants can make
    /// keys that have the same.
    #[inline]
    pub(super) fn hint(&self) -> u64 {
        let [[a, b], [c, d]] = self.addresses;
        let ports = self.ports();
        let lower = (a ^ b.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let higher = (c ^ d.rotate_left(32)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        let mixed = lower ^ higher.rotate_left(29) ^ ports;
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ mixed >> 32
    }
}

/// As few words as there are.
impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in self.addresses.into_iter().flatten() {
            if word != 0 {
                state.write_u64(word);
            }
        }
        state.write_u64(self.ports());
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};

    use super::*;

    fn endpoint(address: &str, port: u16) -> Endpoint {
        (address.parse().unwrap(), port)
    }

    #[test]
    fn both_directions_have_one_key() {
        let state = RandomState::new();
        for (one, other) in [("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::2")] {
            for (port, other_port) in [(1, 2), (2, 1)] {
                let (one, other) = (endpoint(one, port), endpoint(other, other_port));
                let (key, higher) = Key::of(one, other);
                let (back, back_higher) = Key::of(other, one);
                assert_eq!(key, back);
                assert_eq!(state.hash_one(key), state.hash_one(back));
                assert_eq!(key.hint(), back.hint());
                assert_ne!(higher, back_higher);
                assert_eq!(key.endpoints(higher), (one.into(), other.into()));
                assert_eq!(key.endpoints(back_higher), (other.into(), one.into()));
            }
        }
    }

    #[test]
    fn a_mapped_address_is_another() {
        let one = endpoint("192.0.2.1", 1);
        let mapped = endpoint("::ffff:192.0.2.1", 1);
        let same_words = endpoint("::192.0.2.1", 1);
        assert_ne!(Key::of(one, one), Key::of(mapped, mapped));
        assert_ne!(Key::of(one, one), Key::of(same_words, same_words));
        assert_ne!(Key::of(one, one), Key::of(one, endpoint("192.0.2.1", 2)));
    }
}
