//! `MigrationToken` (draft-wang-tls-service-affinity-00, section 4.2), 98 to 795 octets.
//!
//! ```text
//! +-----------------------+---+--------------------+------------------+---+---------------+---+-------------------+
//! | target_address 7 / 19 | n | session_id 32..255 | expiry_timestamp | n | nonce 16..255 | n | signature 32..255 |
//! +-----------------------+---+--------------------+------------------+---+---------------+---+-------------------+
//! |<----------------------------- signed content ---------------------------------------->|
//! ```

mod claims;
#[cfg(feature = "alloc")]
mod owned;

use core::fmt;

pub use claims::MigrationTokenClaims;
#[cfg(feature = "alloc")]
pub use owned::MigrationTokenBuf;

use super::ip_address::{self, IpAddress};
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

const SESSION_ID: &str = "MigrationToken.session_id";
const NONCE: &str = "MigrationToken.nonce";
/// The least that stands behind `nonce`: a signature.
const BEHIND_NONCE: usize = 1 + 32;
/// The least that stands behind `session_id`.
const BEHIND_SESSION_ID: usize = size_of::<u64>() + 1 + 16 + BEHIND_NONCE;
/// The least that a token takes.
const SHORTEST: usize = 7 + 1 + 32 + BEHIND_SESSION_ID;

/// `opaque session_id<32..255>`: which TLS session a token belongs to.
pub type SessionId<'a> = Opaque<'a, 32, 255>;
/// `opaque nonce<16..255>`: makes a token good for one use.
pub type Nonce<'a> = Opaque<'a, 16, 255>;
/// `opaque signature<32..255>`: the HMAC over a token's signed content.
pub type Signature<'a> = Opaque<'a, 32, 255>;

/// A token with its signature, as it stands in octets.
///
/// Its fields and its signed content are read from the same octets and cannot be set apart from
/// each other. Decoding says nothing about the signature.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MigrationToken<'a> {
    target_address: IpAddress,
    session_id: SessionId<'a>,
    expiry_timestamp: u64,
    nonce: Nonce<'a>,
    signature: Signature<'a>,
    signed_content: &'a [u8],
}

impl<'a> MigrationToken<'a> {
    /// What the token says.
    #[inline]
    #[must_use]
    pub fn claims(&self) -> MigrationTokenClaims<'a> {
        MigrationTokenClaims {
            target_address: self.target_address(),
            session_id: self.session_id,
            expiry_timestamp: self.expiry_timestamp,
            nonce: self.nonce,
        }
    }

    /// Where the client is to carry on.
    #[inline]
    #[must_use]
    pub const fn target_address(&self) -> IpAddress {
        self.target_address
    }

    /// Which session the token belongs to.
    #[inline]
    #[must_use]
    pub const fn session_id(&self) -> SessionId<'a> {
        self.session_id
    }

    /// The last second at which the token is valid, in seconds since the Unix epoch.
    #[inline]
    #[must_use]
    pub const fn expiry_timestamp(&self) -> u64 {
        self.expiry_timestamp
    }

    /// The value that makes the token good for one use.
    #[inline]
    #[must_use]
    pub const fn nonce(&self) -> Nonce<'a> {
        self.nonce
    }

    /// The HMAC over the signed content.
    #[inline]
    #[must_use]
    pub const fn signature(&self) -> Signature<'a> {
        self.signature
    }

    /// What the signature is over: the token's octets before the signature's length octet.
    #[inline]
    #[must_use]
    pub const fn signed_content(&self) -> &'a [u8] {
        self.signed_content
    }

    /// An owned copy.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_buf(&self) -> MigrationTokenBuf {
        MigrationTokenBuf::from(*self)
    }
}

impl<'a> Decode<'a> for MigrationToken<'a> {
    type Context = ();
    const NAME: &'static str = "MigrationToken";

    #[inline(always)]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        let start = reader.rest();
        reader.foresee(SHORTEST)?;
        // Two ways apart to the end: where they meet again, what differs has to be kept at hand.
        match ip_address::address_type(reader)? {
            ip_address::IPV4 => {
                let (target_address, length) = IpAddress::decode_ipv4(reader, SESSION_ID)?;
                Self::decode_behind(reader, start, target_address, length)
            }
            _ => {
                let (target_address, length) = IpAddress::decode_ipv6(reader, SESSION_ID)?;
                Self::decode_behind(reader, start, target_address, length)
            }
        }
    }
}

impl<'a> MigrationToken<'a> {
    /// What follows `target_address` and the length octet of `session_id` in a token that begins at
    /// `start`.
    #[inline(always)]
    fn decode_behind<F: Fault>(
        reader: &mut Reader<'a, F>,
        start: &'a [u8],
        target_address: IpAddress,
        length: u8,
    ) -> Result<Self, F> {
        reader.foresee(usize::from(length) + BEHIND_SESSION_ID)?;
        let session_id = reader.opaque_body(length.into(), SESSION_ID)?;
        let [expiry_timestamp @ .., length] =
            reader.block::<9>(&[(8, "MigrationToken.expiry_timestamp")], NONCE)?;
        reader.foresee(usize::from(*length) + BEHIND_NONCE)?;
        let nonce = reader.opaque_body((*length).into(), NONCE)?;
        let expiry_timestamp = u64::from_be_bytes(*expiry_timestamp);
        let claims = MigrationTokenClaims { target_address, session_id, expiry_timestamp, nonce };
        Ok(Self {
            target_address,
            session_id,
            expiry_timestamp,
            nonce,
            signature: reader.opaque("MigrationToken.signature")?,
            signed_content: start.get(..claims.encoded_len()).unwrap_or_default(),
        })
    }
}

impl Encode for MigrationToken<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        self.signed_content.len() + self.signature.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        sink.put(self.signed_content);
        self.signature.write(&(), sink);
    }
}

impl fmt::Debug for MigrationToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MigrationToken")
            .field("claims", &self.claims())
            .field("signature", &self.signature)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{BufferTooSmall, Error, Reason};

    fn claims() -> MigrationTokenClaims<'static> {
        MigrationTokenClaims {
            target_address: IpAddress::new([192, 0, 2, 1].into(), 443),
            session_id: Opaque::from_array(&[1; 32]),
            expiry_timestamp: 0x0102_0304_0506_0708,
            nonce: Opaque::from_array(&[2; 16]),
        }
    }

    fn sample() -> [u8; 98] {
        let mut octets = [0; 98];
        claims().encode_signed(Opaque::from_array(&[3; 32]), &mut octets).unwrap();
        octets
    }

    #[test]
    fn the_smallest_token_field_by_field() {
        let octets = sample();
        let token = MigrationToken::from_bytes(&octets).unwrap();
        assert_eq!(token.claims(), claims());
        assert_eq!(token.signature().as_bytes(), [3; 32]);
        assert_eq!(token.signed_content(), &octets[..65]);
        let mut buf = [0; 98];
        assert_eq!(token.encode(&mut buf), Ok(98));
        assert_eq!(buf, octets);
        assert_eq!(claims().encode(&mut buf), Ok(65));
    }

    #[test]
    fn what_was_written_is_what_would_be_read() {
        let session_id = [4; 255];
        let nonce = [5; 77];
        let claims = MigrationTokenClaims {
            target_address: IpAddress::new([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into(), 8443),
            session_id: Opaque::from_array(&session_id),
            nonce: Opaque::from_array(&nonce),
            ..claims()
        };
        let mut buf = [0; 800];
        let len = claims.encode_signed(Opaque::from_array(&[6; 48]), &mut buf).unwrap();
        let token = MigrationToken::from_bytes(&buf[..len]).unwrap();
        assert_eq!(token.claims(), claims);
        assert_eq!(token.signature().as_bytes(), [6; 48]);
    }

    #[test]
    fn every_length_is_judged_at_its_octet() {
        for (offset, min, field) in [
            (7, 32, "MigrationToken.session_id"),
            (48, 16, "MigrationToken.nonce"),
            (65, 32, "MigrationToken.signature"),
        ] {
            let mut octets = sample();
            octets[offset] = min - 1;
            let found = usize::from(min - 1);
            let reason = Reason::LengthOutOfRange { found, min: found + 1, max: 255 };
            let error = Error::new(reason, field, offset);
            assert_eq!(MigrationToken::from_bytes(&octets), Err(error));
            assert_eq!(MigrationToken::from_bytes(&octets[..=offset]), Err(error));
        }
    }

    #[test]
    fn truncation_names_the_field_that_is_not_whole() {
        let octets = sample();
        for (len, field) in [
            (0, "IPAddress.type"),
            (4, "IPAddress.ipv4_address"),
            (6, "IPAddress.port"),
            (7, "MigrationToken.session_id"),
            (39, "MigrationToken.session_id"),
            (40, "MigrationToken.expiry_timestamp"),
            (48, "MigrationToken.nonce"),
            (64, "MigrationToken.nonce"),
            (65, "MigrationToken.signature"),
            (97, "MigrationToken.signature"),
        ] {
            let error = MigrationToken::from_bytes(&octets[..len]).unwrap_err();
            assert_eq!(error, Error::new(Reason::Incomplete, field, len));
        }
    }

    #[test]
    fn a_buffer_too_small_stays_as_it_was() {
        let mut buf = [0xaa; 97];
        let error = claims().encode_signed(Opaque::from_array(&[3; 32]), &mut buf).unwrap_err();
        assert_eq!(error, BufferTooSmall { needed: 98, available: 97 });
        assert_eq!(buf, [0xaa; 97]);
    }
}
