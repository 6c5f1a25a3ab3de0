//! What the signature of a token is over.

use super::mac::{Mac, Tag};
use crate::tls::MigrationTokenClaims;
use crate::wire::{Encode, Sink};

/// How "a concatenation of the target_address, session_id, expiry_timestamp and nonce fields"
/// (draft-wang-tls-service-affinity-00, section 4.2) is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum SignedContent {
    /// The fields as they are encoded, with their length octets: the token's octets before the
    /// length octet of its signature. (A ruling.)
    #[default]
    Encoded,
    /// The values alone, without the length octets of session_id and nonce: for peers that chose
    /// this reading, and for nobody else.
    ///
    /// It is weaker: nothing in what is signed says where session_id ends and the nonce begins, so one
    /// signature holds for several tokens. Without the key, from a token that was seen, another can
    /// be made whose session_id is an octet longer, whose expiry is made of the next eight octets
    /// (the old expiry's last seven and one of the nonce: thousands of years later) and whose
    /// nonce is an octet shorter, so that it looks unused. [`Verifier`](super::Verifier) stops this
    /// where it compares the session_id, which has 32 octets, with the session's; an implementation
    /// that compares less, or looks the session up by a part of it, is open to it.
    Bare,
}

impl SignedContent {
    /// The signature over a token's content, which is given as it is encoded and by its claims.
    #[inline(always)]
    pub(super) fn sign(self, mac: &Mac, encoded: &[u8], claims: &MigrationTokenClaims<'_>) -> Tag {
        match mac {
            Mac::Sha256(mac, _) => Tag::Sha256(mac.sign(|to| self.write(encoded, claims, to))),
            Mac::Sha384(mac) => Tag::Sha384(mac.sign(|to| self.write(encoded, claims, to))),
        }
    }

    #[inline(always)]
    fn write(self, encoded: &[u8], claims: &MigrationTokenClaims<'_>, to: &mut impl Sink) {
        match self {
            Self::Encoded => to.put(encoded),
            Self::Bare => {
                claims.target_address.write(&(), to);
                to.put(claims.session_id.as_bytes());
                to.put_array(claims.expiry_timestamp.to_be_bytes());
                to.put(claims.nonce.as_bytes());
            }
        }
    }
}
