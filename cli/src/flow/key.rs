//! What a connection is found by.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

type Endpoint = (IpAddr, u16);

/// Two endpoints, in an order that is the same for both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    lower: Endpoint,
    higher: Endpoint,
}

impl Key {
    /// The key, and whether the source is the higher endpoint.
    #[inline]
    pub(super) fn of(source: Endpoint, destination: Endpoint) -> (Self, bool) {
        if source <= destination {
            (Self { lower: source, higher: destination }, false)
        } else {
            (Self { lower: destination, higher: source }, true)
        }
    }

    /// Source and destination, the source being the higher endpoint or not.
    pub(super) fn endpoints(&self, higher: bool) -> (SocketAddr, SocketAddr) {
        let [lower, upper] = [self.lower, self.higher].map(SocketAddr::from);
        if higher { (upper, lower) } else { (lower, upper) }
    }
}

/// As few words as there are, since this is done for each segment.
impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        if let (IpAddr::V4(lower), IpAddr::V4(higher)) = (self.lower.0, self.higher.0) {
            state.write_u64(u64::from(lower.to_bits()) << 32 | u64::from(higher.to_bits()));
        } else {
            self.lower.0.hash(state);
            self.higher.0.hash(state);
        }
        state.write_u32(u32::from(self.lower.1) << 16 | u32::from(self.higher.1));
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
        assert_ne!(Key::of(one, one), Key::of(mapped, mapped));
        assert_ne!(Key::of(one, one), Key::of(one, endpoint("192.0.2.1", 2)));
    }
}
