//! What the signature of a token is over.

use super::hash::{Mac, Tag};
use crate::tls::MigrationTokenClaims;
use crate::wire::{Encode, SliceSink};

/// How "a concatenation of the target_address, session_id, expiry_timestamp and nonce fields"
/// (draft-wang-tls-service-affinity-00, section 4.2) is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignedContent {
    /// The fields as they are encoded, with their length octets: the token's octets before the
    /// length octet of its signature. (A ruling.)
    #[default]
    Encoded,
    /// The values alone, without the length octets of session_id and nonce: for peers that chose
    /// this reading, and for nobody else.
    ///
    /// It is weaker. Nothing in what is signed says where session_id ends and where the nonce
    /// begins, so the same signature holds for tokens of other content: an octet can move over from
    /// one field to the next. One who changes a token that they have seen, without the key, can move
    /// the expiry to where seven of its octets and one of a neighbour stand. What stops them is
    /// that the session_id of a session has 32 octets, which [`Verifier`](super::Verifier) compares
    /// before it looks at the signature; implementations that do not, or that look a session up by
    /// whatever stands there, are open to it.
    Bare,
}

impl SignedContent {
    /// The signature over a token's content, which is given as it is encoded and by its claims.
    pub(super) fn sign(self, mac: &Mac, encoded: &[u8], claims: &MigrationTokenClaims<'_>) -> Tag {
        match self {
            Self::Encoded => mac.sign(&[encoded]),
            Self::Bare => {
                let mut target_address = [0; 19];
                let len = claims.target_address.encoded_len();
                claims.target_address.write(&(), &mut SliceSink::new(&mut target_address));
                mac.sign(&[
                    target_address.get(..len).unwrap_or_default(),
                    claims.session_id.as_bytes(),
                    &claims.expiry_timestamp.to_be_bytes(),
                    claims.nonce.as_bytes(),
                ])
            }
        }
    }
}
