//! The owned form of a token.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::claims::Signed;
use super::{MigrationToken, MigrationTokenClaims, Signature};
use crate::tls::IpAddress;
use crate::wire::{Encode, Opaque};

/// The owned form of [`MigrationToken`]: its octets in one allocation, and where its fields stand.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MigrationTokenBuf {
    octets: Vec<u8>,
    target_address: IpAddress,
    session_id_len: usize,
    expiry_timestamp: u64,
    nonce_len: usize,
}

impl MigrationTokenBuf {
    /// The token that these claims and this signature make.
    ///
    /// Whether the signature is right is not looked at; that takes the session's key.
    #[inline]
    #[must_use]
    pub fn new(claims: &MigrationTokenClaims<'_>, signature: Signature<'_>) -> Self {
        Self::with_octets(Signed { claims, signature }.to_vec(), claims)
    }

    /// The borrowed form.
    #[must_use]
    pub fn as_token(&self) -> MigrationToken<'_> {
        let session_id = self.target_address.encoded_len() + 1;
        let expiry = session_id + self.session_id_len;
        let nonce = expiry + 9;
        let signature = nonce + self.nonce_len + 1;
        MigrationToken {
            target_address: self.target_address,
            session_id: Opaque::from_checked(self.octets(session_id..expiry)),
            expiry_timestamp: self.expiry_timestamp,
            nonce: Opaque::from_checked(self.octets(nonce..signature - 1)),
            signature: Opaque::from_checked(self.octets(signature..self.octets.len())),
            signed_content: self.octets(0..signature - 1),
        }
    }

    /// A part of the token, which has all of them.
    fn octets(&self, range: Range<usize>) -> &[u8] {
        self.octets.get(range).unwrap_or_default()
    }

    /// The token's octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets
    }

    /// The token's octets, in their own allocation.
    #[inline]
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.octets
    }

    fn with_octets(octets: Vec<u8>, claims: &MigrationTokenClaims<'_>) -> Self {
        Self {
            octets,
            target_address: claims.target_address,
            session_id_len: claims.session_id.len(),
            expiry_timestamp: claims.expiry_timestamp,
            nonce_len: claims.nonce.len(),
        }
    }
}

impl From<MigrationToken<'_>> for MigrationTokenBuf {
    fn from(token: MigrationToken<'_>) -> Self {
        Self::with_octets(token.to_vec(), &token.claims())
    }
}

impl fmt::Debug for MigrationTokenBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_token().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Opaque;

    #[test]
    fn owned_and_borrowed_are_the_same_token() {
        for target in ["192.0.2.1", "2001:db8::1"] {
            let claims = MigrationTokenClaims {
                target_address: IpAddress::new(target.parse().unwrap(), 443),
                session_id: Opaque::from_array(&[1; 33]),
                expiry_timestamp: u64::MAX,
                nonce: Opaque::from_array(&[2; 17]),
            };
            let owned = MigrationTokenBuf::new(&claims, Opaque::from_array(&[3; 48]));
            let token = owned.as_token();
            assert_eq!(token.claims(), claims);
            assert_eq!(token.signature().as_bytes(), [3; 48]);
            assert_eq!(token.to_vec(), owned.as_bytes());
            assert_eq!(token.to_buf(), owned);
            assert_eq!(token.to_vec(), owned.into_vec());
        }
    }
}
