//! `IPAddress` (draft-wang-tls-service-affinity-00, section 4.2).
//!
//! ```text
//!  0        1..5              5..7          0        1..17             17..19
//! +--------+-----------------+--------+    +--------+-----------------+--------+
//! | type 0 | ipv4_address[4] | port   | or | type 1 | ipv6_address[16]| port   |
//! +--------+-----------------+--------+    +--------+-----------------+--------+
//! ```

use core::fmt;
use core::net::{IpAddr, SocketAddr, SocketAddrV4};

use crate::error::{Reason, ScopedAddress};
use crate::wire::{Decode, Encode, Fault, Reader, Sink};

const TYPE: &str = "IPAddress.type";
const PORT: &str = "IPAddress.port";
/// Where the fields end.
const IPV4_FIELDS: [(usize, &str); 2] = [(5, "IPAddress.ipv4_address"), (7, PORT)];
const IPV6_FIELDS: [(usize, &str); 2] = [(17, "IPAddress.ipv6_address"), (19, PORT)];
pub(super) const IPV4: u8 = 0;
const IPV6: u8 = 1;

/// Where to carry on: an address and a port, 7 or 19 octets.
///
/// Port 0 and the unspecified address are well-formed; whether a target is usable is for
/// [`IpAddress::is_usable`] to say. An IPv4-mapped address is an IPv6 address and stays one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct IpAddress {
    /// `ipv4_address` or `ipv6_address`.
    pub address: IpAddr,
    /// `port`.
    pub port: u16,
}

impl IpAddress {
    /// An address and a port.
    #[inline]
    #[must_use]
    pub const fn new(address: IpAddr, port: u16) -> Self {
        Self { address, port }
    }

    /// Whether a client could connect there at all: the port is not 0, and the address neither
    /// unspecified nor multicast nor the IPv4 broadcast address. (A ruling; the draft is silent.)
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let to_one = match self.address.to_canonical() {
            IpAddr::V4(address) => !address.is_broadcast(),
            IpAddr::V6(_) => true,
        };
        let address = self.address.to_canonical();
        self.port != 0 && to_one && !address.is_unspecified() && !address.is_multicast()
    }
}

impl IpAddress {
    /// The IPv4 address behind its type and, read with it in one piece, the octet that follows: of the
    /// field `next`.
    #[inline(always)]
    pub(super) fn decode_ipv4<F: Fault>(
        reader: &mut Reader<'_, F>,
        next: &'static str,
    ) -> Result<(Self, u8), F> {
        let [_, address @ .., p, q, octet] = reader.block::<8>(&IPV4_FIELDS, next)?;
        Ok((Self::new((*address).into(), u16::from_be_bytes([*p, *q])), *octet))
    }

    /// The same of an IPv6 address.
    #[inline(always)]
    pub(super) fn decode_ipv6<F: Fault>(
        reader: &mut Reader<'_, F>,
        next: &'static str,
    ) -> Result<(Self, u8), F> {
        let [_, address @ .., p, q, octet] = reader.block::<20>(&IPV6_FIELDS, next)?;
        Ok((Self::new((*address).into(), u16::from_be_bytes([*p, *q])), *octet))
    }
}

/// `type`, which is judged before what follows and left to be read with it.
#[inline(always)]
pub(super) fn address_type<F: Fault>(reader: &Reader<'_, F>) -> Result<u8, F> {
    match reader.rest().first() {
        Some(&found @ (IPV4 | IPV6)) => Ok(found),
        Some(&found) => Err(reader.refuse(Reason::UnknownValue { found }, TYPE, 0)),
        None => Err(reader.too_short(TYPE)),
    }
}

impl IpAddress {
    /// Writes it and the octet that follows in one piece.
    #[inline(always)]
    pub(super) fn write_with_next<S: Sink>(&self, next: u8, sink: &mut S) {
        let [high, low] = self.port.to_be_bytes();
        match self.address {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                sink.put_array([IPV4, a, b, c, d, high, low, next]);
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = address.octets();
                sink.put_array([
                    IPV6, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, high, low, next,
                ]);
            }
        }
    }
}

impl Decode<'_> for IpAddress {
    type Context = ();
    const NAME: &'static str = "IPAddress";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'_, F>, (): &()) -> Result<Self, F> {
        match address_type(reader)? {
            IPV4 => {
                let [_, address @ .., p, q] = reader.block::<7>(&IPV4_FIELDS, PORT)?;
                Ok(Self::new((*address).into(), u16::from_be_bytes([*p, *q])))
            }
            _ => {
                let [_, address @ .., p, q] = reader.block::<19>(&IPV6_FIELDS, PORT)?;
                Ok(Self::new((*address).into(), u16::from_be_bytes([*p, *q])))
            }
        }
    }
}

impl Encode for IpAddress {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        match self.address {
            IpAddr::V4(_) => 7,
            IpAddr::V6(_) => 19,
        }
    }

    #[inline(always)]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        match self.address {
            IpAddr::V4(address) => {
                sink.put_array([IPV4]);
                sink.put_array(address.octets());
            }
            IpAddr::V6(address) => {
                sink.put_array([IPV6]);
                sink.put_array(address.octets());
            }
        }
        sink.put_array(self.port.to_be_bytes());
    }
}

/// As a [`SocketAddr`] prints: `192.0.2.1:443`, `[2001:db8::1]:443`.
impl fmt::Display for IpAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SocketAddr::from(*self).fmt(f)
    }
}

impl From<IpAddress> for SocketAddr {
    fn from(target: IpAddress) -> Self {
        Self::new(target.address, target.port)
    }
}

impl From<SocketAddrV4> for IpAddress {
    fn from(address: SocketAddrV4) -> Self {
        Self::new((*address.ip()).into(), address.port())
    }
}

impl TryFrom<SocketAddr> for IpAddress {
    type Error = ScopedAddress;

    fn try_from(address: SocketAddr) -> Result<Self, ScopedAddress> {
        ScopedAddress::refuse(address)?;
        Ok(Self::new(address.ip(), address.port()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use core::net::SocketAddrV6;

    const V4: [u8; 7] = [0, 192, 0, 2, 1, 1, 187];

    #[test]
    fn both_types_come_back_as_they_went() {
        let mut v6 = [0; 19];
        v6[0] = 1;
        v6[16] = 1;
        v6[18] = 80;
        for (octets, text) in [(&V4[..], "192.0.2.1:443"), (&v6[..], "[::1]:80")] {
            let address = IpAddress::from_bytes(octets).unwrap();
            assert_eq!(SocketAddr::from(address), text.parse().unwrap());
            let mut buf = [0; 19];
            let len = address.encode(&mut buf).unwrap();
            assert_eq!(&buf[..len], octets);
        }
    }

    #[test]
    fn a_type_is_judged_before_what_follows() {
        let error = IpAddress::from_bytes(&[2]).unwrap_err();
        assert_eq!(error, Error::new(Reason::UnknownValue { found: 2 }, TYPE, 0));
        let error = IpAddress::from_bytes(&[1, 192, 0, 2, 1, 1, 187]).unwrap_err();
        assert_eq!(error, Error::new(Reason::Incomplete, "IPAddress.ipv6_address", 7));
    }

    #[test]
    fn a_mapped_address_stays_ipv6() {
        let mapped = IpAddress::new("::ffff:192.0.2.1".parse().unwrap(), 443);
        assert_eq!(mapped.encoded_len(), 19);
        assert_ne!(mapped, IpAddress::from_bytes(&V4).unwrap());
    }

    #[test]
    fn a_scope_is_not_lost_in_silence() {
        let scoped = SocketAddrV6::new("fe80::1".parse().unwrap(), 443, 0, 3);
        assert_eq!(IpAddress::try_from(SocketAddr::V6(scoped)), Err(ScopedAddress(scoped)));
        let plain: SocketAddr = "[fe80::1]:443".parse().unwrap();
        assert_eq!(SocketAddr::from(IpAddress::try_from(plain).unwrap()), plain);
    }

    #[test]
    fn targets_that_no_client_can_use() {
        for target in ["0.0.0.0:1", "[::]:1", "224.0.0.1:1", "255.255.255.255:1", "192.0.2.1:0"] {
            let target: SocketAddr = target.parse().unwrap();
            assert!(!IpAddress::try_from(target).unwrap().is_usable(), "{target}");
        }
        for target in ["[ff02::1]:1", "[::ffff:0.0.0.0]:1", "[::ffff:255.255.255.255]:1"] {
            let target: SocketAddr = target.parse().unwrap();
            assert!(!IpAddress::try_from(target).unwrap().is_usable(), "{target}");
        }
        assert!(IpAddress::from_bytes(&V4).unwrap().is_usable());
    }
}
