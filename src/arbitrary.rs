//! [`Arbitrary`] where it cannot be derived: only values that can be encoded come out.
//!
//! What borrows does so from the fuzzer's octets. A [`MigrationToken`](crate::tls::MigrationToken)
//! cannot, since its fields stand in one piece; take a [`MigrationTokenBuf`], or decode one.

use std::net::IpAddr;
use std::num::NonZeroU8;
use std::vec::Vec;

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::code_points::{CodePoints, OptionKind, OptionKinds};
use crate::tcp::{
    Layout, Migrate, MigratePermitted, OtherOption, ServiceAffinity, TcpFlags, TcpHeader,
    TcpOption, TcpOptions, TcpOptionsBuf,
};
use crate::tls::{MigrationTokenBuf, MigrationTokenClaims, Signature};
use crate::wire::{Decode, Opaque, OpaqueBuf};

impl<'a, const MIN: usize, const MAX: usize> Arbitrary<'a> for Opaque<'a, MIN, MAX> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let len = u.int_in_range(MIN..=u.len().clamp(MIN, MAX))?;
        Self::new(u.bytes(len)?).map_err(|_| Error::IncorrectFormat)
    }

    fn size_hint(_: usize) -> (usize, Option<usize>) {
        (MIN, None)
    }
}

impl<const MIN: usize, const MAX: usize> Arbitrary<'_> for OpaqueBuf<MIN, MAX> {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Opaque::arbitrary(u)?.to_buf())
    }
}

impl Arbitrary<'_> for MigrationTokenBuf {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let claims = MigrationTokenClaims::arbitrary(u)?;
        Ok(Self::new(&claims, Signature::arbitrary(u)?))
    }
}

/// A set without collisions; the default where the numbers that came up collide.
impl Arbitrary<'_> for CodePoints {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let set = Self::builder()
            .migration_support(u.arbitrary()?)
            .migration_allowed(u.arbitrary()?)
            .migration_token(u.arbitrary()?)
            .migrate_notify(u.arbitrary()?)
            .migrate_request(u.arbitrary()?);
        Ok(set.build().unwrap_or_default())
    }
}

/// A set without collisions; the default where the numbers that came up collide.
impl Arbitrary<'_> for OptionKinds {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let set = Self::builder()
            .service_affinity_ipv4(u.arbitrary()?)
            .service_affinity_ipv6(u.arbitrary()?)
            .migrate_permitted(u.arbitrary()?)
            .migrate(u.arbitrary()?);
        Ok(set.build().unwrap_or_default())
    }
}

impl Arbitrary<'_> for TcpFlags {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Self::from_bits(u.int_in_range(0..=0x0fff)?).ok_or(Error::IncorrectFormat)
    }
}

impl Arbitrary<'_> for ServiceAffinity {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let option = Self::new(IpAddr::arbitrary(u)?, u.arbitrary()?);
        Ok(option.with_layout(Layout::arbitrary(u)?))
    }
}

impl<'a> Arbitrary<'a> for MigratePermitted<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match NonZeroU8::new(u.arbitrary()?) {
            None => Self::Insecure,
            Some(curve) => Self::Secure { curve, key_data: array(u)? },
        })
    }
}

impl<'a> Arbitrary<'a> for Migrate<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { reqno: u.arbitrary()?, token: array(u)?, request: array(u)? })
    }
}

/// Of any kind but those that have types of their own by default.
impl<'a> Arbitrary<'a> for OtherOption<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (kind, data) = (OptionKind::arbitrary(u)?, Opaque::arbitrary(u)?);
        Self::new(kind, data).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for TcpOption<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=5)? {
            0 => Self::End,
            1 => Self::Nop,
            2 => ServiceAffinity::arbitrary(u)?.into(),
            3 => MigratePermitted::arbitrary(u)?.into(),
            4 => Migrate::arbitrary(u)?.into(),
            _ => OtherOption::arbitrary(u)?.into(),
        })
    }
}

/// As many options as fit, by the default kinds.
impl Arbitrary<'_> for TcpOptionsBuf {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut options = Self::new();
        for option in Vec::<TcpOption<'_>>::arbitrary(u)? {
            if options.push(option).is_err() {
                break;
            }
        }
        Ok(options)
    }
}

/// The longest start of some octets that is a list without a fault.
impl<'a> Arbitrary<'a> for TcpOptions<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let area = Opaque::<0, 40>::arbitrary(u)?.as_bytes();
        let lists =
            (0..=area.len()).rev().filter_map(|len| Self::from_bytes(area.get(..len)?).ok());
        lists.into_iter().next().ok_or(Error::IncorrectFormat)
    }
}

/// Its options are of a length that needs no padding.
impl<'a> Arbitrary<'a> for TcpHeader<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let options = TcpOptions::arbitrary(u)?;
        let padded = options.as_bytes().len() % 4 == 0;
        Ok(Self {
            source_port: u.arbitrary()?,
            destination_port: u.arbitrary()?,
            sequence_number: u.arbitrary()?,
            acknowledgment_number: u.arbitrary()?,
            flags: u.arbitrary()?,
            window: u.arbitrary()?,
            checksum: u.arbitrary()?,
            urgent_pointer: u.arbitrary()?,
            options: if padded { options } else { TcpOptions::default() },
        })
    }
}

fn array<'a, const N: usize>(u: &mut Unstructured<'a>) -> Result<&'a [u8; N]> {
    u.bytes(N)?.first_chunk().ok_or(Error::NotEnoughData)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{
        Alert, Extension, HandshakeMessage, IpAddress, MigrateNotify, MigrateRequest,
        MigrateRequestBuf, PskIdentity, Record,
    };
    use crate::wire::Encode;
    use std::fmt::Debug;

    /// What comes out is encoded to octets that decode to it.
    fn comes_back<'a, T>(octets: &'a [u8])
    where
        T: Arbitrary<'a> + Encode + Debug,
        T: for<'b> Decode<'b, Context = <T as Encode>::Context> + PartialEq,
    {
        if let Ok(value) = T::arbitrary(&mut Unstructured::new(octets)) {
            let octets = value.to_vec();
            assert_eq!(T::from_bytes(&octets), Ok(value));
        }
    }

    /// The same for what borrows from the octets.
    macro_rules! comes_back {
        ($octets:expr, $($ty:ty),*) => {$(
            if let Ok(value) = <$ty>::arbitrary(&mut Unstructured::new($octets)) {
                let encoded = value.to_vec();
                assert_eq!(<$ty>::from_bytes(&encoded), Ok(value));
            }
        )*};
    }

    #[test]
    fn every_value_that_comes_out_can_be_encoded_and_decoded() {
        let mut state = 1_u64;
        let mut values = 0;
        for len in (0..2000).map(|i| i % 300) {
            let octets: Vec<u8> = (0..len)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    state.to_be_bytes()[0]
                })
                .collect();
            comes_back::<IpAddress>(&octets);
            comes_back::<Alert>(&octets);
            comes_back::<MigrateNotify>(&octets);
            comes_back!(&octets, MigrateRequest<'_>, Extension<'_>, HandshakeMessage<'_>);
            comes_back!(&octets, Record<'_>, PskIdentity<'_>, TcpOption<'_>, TcpHeader<'_>);
            if let Ok(token) = MigrationTokenBuf::arbitrary(&mut Unstructured::new(&octets)) {
                let decoded = crate::tls::MigrationToken::from_bytes(token.as_bytes());
                assert_eq!(decoded, Ok(token.as_token()));
                values += 1;
            }
            if let Ok(buf) = TcpOptionsBuf::arbitrary(&mut Unstructured::new(&octets)) {
                assert!(TcpOptions::from_bytes(buf.as_bytes()).is_ok());
                values += 1;
            }
            if let Ok(request) = MigrateRequestBuf::arbitrary(&mut Unstructured::new(&octets)) {
                assert_eq!(request.as_request().target, request.target.as_opaque());
                values += 1;
            }
        }
        assert!(values > 1000, "{values}");
    }
}
