//! `IPAddress` (draft-wang-tls-service-affinity-00, section 4.2).
//!
//! ```text
//!  0        1..5              5..7          0        1..17             17..19
//! +--------+-----------------+--------+    +--------+-----------------+--------+
//! | type 0 | ipv4_address[4] | port   | or | type 1 | ipv6_address[16]| port   |
//! +--------+-----------------+--------+    +--------+-----------------+--------+
//! ```

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::error::{Error, Reason};
use crate::wire::{Decode, Encode, Reader, Sink};

const TYPE: &str = "IPAddress.type";
const IPV4: u8 = 0;
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

    /// The address and, read with it in one piece, the octet that follows.
    #[inline(always)]
    pub(super) fn decode_with_next(
        reader: &mut Reader<'_>,
        next: &'static str,
    ) -> Result<(Self, u8), Error> {
        match reader.rest().first() {
            Some(&IPV4) => {
                if let Some(&[_, a, b, c, d, p, q, octet]) = reader.rest().first_chunk() {
                    reader.array::<8>(next)?;
                    return Ok((Self::v4([a, b, c, d], [p, q]), octet));
                }
            }
            Some(&IPV6) => {
                if let Some(&[_, ref address @ .., p, q, octet]) = reader.rest().first_chunk::<20>()
                {
                    reader.array::<20>(next)?;
                    return Ok((Self::v6(*address, [p, q]), octet));
                }
            }
            _ => {}
        }
        let address = Self::decode(reader, &())?;
        Ok((address, reader.u8(next)?))
    }

    #[inline(always)]
    fn v4(address: [u8; 4], port: [u8; 2]) -> Self {
        Self::new(IpAddr::V4(Ipv4Addr::from(address)), u16::from_be_bytes(port))
    }

    #[inline(always)]
    fn v6(address: [u8; 16], port: [u8; 2]) -> Self {
        Self::new(IpAddr::V6(Ipv6Addr::from(address)), u16::from_be_bytes(port))
    }
}

impl Decode<'_> for IpAddress {
    type Context = ();
    const NAME: &'static str = "IPAddress";

    #[inline]
    fn decode(reader: &mut Reader<'_>, (): &()) -> Result<Self, Error> {
        match reader.u8(TYPE)? {
            IPV4 => {
                let address = *reader.array("IPAddress.ipv4_address")?;
                Ok(Self::v4(address, *reader.array("IPAddress.port")?))
            }
            IPV6 => {
                let address = *reader.array("IPAddress.ipv6_address")?;
                Ok(Self::v6(address, *reader.array("IPAddress.port")?))
            }
            found => Err(reader.error(Reason::UnknownValue { found }, TYPE, 1)),
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

    #[inline]
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
        Self::new(IpAddr::V4(*address.ip()), address.port())
    }
}

impl TryFrom<SocketAddrV6> for IpAddress {
    type Error = ScopedAddress;

    fn try_from(address: SocketAddrV6) -> Result<Self, ScopedAddress> {
        if address.scope_id() != 0 || address.flowinfo() != 0 {
            return Err(ScopedAddress(address));
        }
        Ok(Self::new(IpAddr::V6(*address.ip()), address.port()))
    }
}

impl TryFrom<SocketAddr> for IpAddress {
    type Error = ScopedAddress;

    fn try_from(address: SocketAddr) -> Result<Self, ScopedAddress> {
        match address {
            SocketAddr::V4(address) => Ok(address.into()),
            SocketAddr::V6(address) => address.try_into(),
        }
    }
}

/// An address with a scope id or flow information, for which `IPAddress` has no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopedAddress(pub SocketAddrV6);

impl fmt::Display for ScopedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has a scope id or flow information, which no format here carries", self.0)
    }
}

impl core::error::Error for ScopedAddress {}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(IpAddress::try_from(scoped), Err(ScopedAddress(scoped)));
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
