//! Issuing tokens.

use core::time::Duration;

use super::{SessionKeys, SignedContent};
use crate::error::BufferTooSmall;
use crate::tls::{IpAddress, MigrationTokenClaims, Nonce};
use crate::wire::{Encode, SliceSink};

/// The longest that a token is to live: seven days, the longest that TLS lets a ticket live
/// (RFC 8446, section 4.6.1). Without its ticket a token is of no use.
pub const MAX_TOKEN_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The last second of a token that is issued at `now`, in seconds since the Unix epoch: `lifetime`
/// later, in whole seconds, or [`MAX_TOKEN_LIFETIME`] where that is shorter.
#[must_use]
pub fn expiry_timestamp(now: u64, lifetime: Duration) -> u64 {
    now.saturating_add(lifetime.min(MAX_TOKEN_LIFETIME).as_secs())
}

/// What a server grants a session: all that a token says but the session_id, which is the keys' own
/// and can't be mistaken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Grant<'a> {
    /// Where the client is to carry on. It moves to a [usable](IpAddress::is_usable) target only.
    pub target_address: IpAddress,
    /// The last second at which the token is valid, in seconds since the Unix epoch; see
    /// [`expiry_timestamp`].
    pub expiry_timestamp: u64,
    /// Octets that no other token of the session has: 16 or more, from a good source of randomness.
    pub nonce: Nonce<'a>,
}

impl SessionKeys {
    /// Writes a token for this session, signed, to the start of `buf`, and returns how many octets
    /// it took: [`SessionKeys::issued_len`].
    ///
    /// # Errors
    /// `buf` is too small; it is left untouched.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use rehome::crypto::{Grant, HashAlgorithm, SessionKeys, expiry_timestamp};
    /// use rehome::tls::{IpAddress, Nonce};
    ///
    /// # let (resumption_master_secret, random) = ([7; 32], [9; 16]);
    /// let keys = SessionKeys::derive(HashAlgorithm::Sha256, &resumption_master_secret)?;
    /// let grant = Grant {
    ///     target_address: IpAddress::new([192, 0, 2, 44].into(), 443),
    ///     expiry_timestamp: expiry_timestamp(1_800_000_000, Duration::from_secs(300)),
    ///     nonce: Nonce::from_array(&random),
    /// };
    /// let mut buf = [0; 795];
    /// let len = keys.issue(&grant, &mut buf)?;
    /// assert_eq!(len, 98);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn issue(&self, grant: &Grant<'_>, buf: &mut [u8]) -> Result<usize, BufferTooSmall> {
        self.issue_with(grant, SignedContent::Encoded, buf)
    }

    /// [`SessionKeys::issue`] for peers that read the signed content otherwise.
    ///
    /// # Errors
    /// As [`SessionKeys::issue`].
    pub fn issue_with(
        &self,
        grant: &Grant<'_>,
        signed_content: SignedContent,
        buf: &mut [u8],
    ) -> Result<usize, BufferTooSmall> {
        let claims = self.claims(grant);
        let (needed, available) = (self.issued_len(grant), buf.len());
        let (content, signature) = buf
            .get_mut(..needed)
            .and_then(|token| token.split_at_mut_checked(claims.encoded_len()))
            .ok_or(BufferTooSmall { needed, available })?;
        claims.write(&(), &mut SliceSink::new(content));
        let tag = signed_content.sign(self.mac(), content, &claims);
        tag.as_signature().write(&(), &mut SliceSink::new(signature));
        Ok(needed)
    }

    /// How many octets a token with this grant takes: 98 to 382.
    #[must_use]
    pub fn issued_len(&self, grant: &Grant<'_>) -> usize {
        self.claims(grant).encoded_len() + 1 + self.hash().output_len()
    }

    fn claims<'a>(&'a self, grant: &Grant<'a>) -> MigrationTokenClaims<'a> {
        let Grant { target_address, expiry_timestamp, nonce } = *grant;
        MigrationTokenClaims {
            target_address,
            session_id: self.session_id(),
            expiry_timestamp,
            nonce,
        }
    }
}
