//! What a token says, and how it is written with a signature.

use super::{Nonce, SessionId, Signature};
use crate::error::BufferTooSmall;
use crate::tls::IpAddress;
use crate::wire::{Encode, Sink};

/// What a token says, before it is signed.
///
/// Encoded it is the content to be signed: the fields as they stand on the wire, length octets
/// included (a ruling: octets cannot move from one field to the next). With a signature it makes a
/// [`MigrationToken`](super::MigrationToken).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MigrationTokenClaims<'a> {
    /// Where the client is to carry on.
    pub target_address: IpAddress,
    /// Which session the token belongs to.
    pub session_id: SessionId<'a>,
    /// The last second at which the token is valid, in seconds since the Unix epoch.
    pub expiry_timestamp: u64,
    /// A value that no other token of the session has.
    pub nonce: Nonce<'a>,
}

impl MigrationTokenClaims<'_> {
    /// How many octets the token takes that these claims and this signature make.
    #[inline]
    #[must_use]
    pub fn signed_len(&self, signature: Signature<'_>) -> usize {
        self.encoded_len() + signature.encoded_len()
    }

    /// Writes the token that these claims and this signature make to the start of `buf` and returns
    /// how many octets it took.
    ///
    /// Whether the signature is right is not looked at; that takes the session's key.
    ///
    /// # Errors
    /// `buf` is too small; it is left untouched.
    ///
    /// ```
    /// use rehome::tls::{
    ///     IpAddress, MigrationToken, MigrationTokenClaims, Nonce, SessionId, Signature,
    /// };
    /// use rehome::wire::Decode;
    ///
    /// let claims = MigrationTokenClaims {
    ///     target_address: IpAddress::new([192, 0, 2, 1].into(), 443),
    ///     session_id: SessionId::from_array(&[7; 32]),
    ///     expiry_timestamp: 1_800_000_000,
    ///     nonce: Nonce::from_array(&[9; 16]),
    /// };
    /// let mut buf = [0; 98];
    /// let len = claims.encode_signed(Signature::from_array(&[0x5a; 32]), &mut buf)?;
    /// assert_eq!(len, 98);
    /// assert_eq!(MigrationToken::from_bytes(&buf)?.claims(), claims);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn encode_signed(
        &self,
        signature: Signature<'_>,
        buf: &mut [u8],
    ) -> Result<usize, BufferTooSmall> {
        Signed { claims: self, signature }.encode(buf)
    }
}

/// The signed content.
impl Encode for MigrationTokenClaims<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        self.target_address.encoded_len()
            + self.session_id.encoded_len()
            + size_of::<u64>()
            + self.nonce.encoded_len()
    }

    #[inline(always)]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        let [.., session_id_length] = self.session_id.length_octets();
        self.target_address.write_with_next(session_id_length, sink);
        sink.put_at_least::<32>(self.session_id.as_bytes());
        let [a, b, c, d, e, f, g, h] = self.expiry_timestamp.to_be_bytes();
        let [.., nonce_length] = self.nonce.length_octets();
        sink.put_array([a, b, c, d, e, f, g, h, nonce_length]);
        sink.put_at_least::<16>(self.nonce.as_bytes());
    }
}

/// Claims and a signature in one go.
pub(super) struct Signed<'c, 'a> {
    pub(super) claims: &'c MigrationTokenClaims<'a>,
    pub(super) signature: Signature<'c>,
}

impl Encode for Signed<'_, '_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        self.claims.signed_len(self.signature)
    }

    #[inline(always)]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        self.claims.write(&(), sink);
        let [.., signature_length] = self.signature.length_octets();
        sink.put_array([signature_length]);
        sink.put_at_least::<32>(self.signature.as_bytes());
    }
}
