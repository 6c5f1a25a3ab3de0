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
