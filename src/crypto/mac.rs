//! The HMAC that signs a session's tokens, by the hash of the session.

use super::hmac::{HmacSha256, HmacSha384, wipe};
use super::{HashAlgorithm, KeyError, Label};
use crate::tls::Signature;
use crate::wire::Opaque;

/// HMAC with the hash of a session.
///
/// The shorter variant is filled up to the length of the longer one, and the filling is wiped too.
/// Octets that belong to nothing take on what stood on the stack, such as a secret, and go along
/// with every move of the value.
pub(super) enum Mac {
    Sha256(HmacSha256, [u8; FILLING]),
    Sha384(HmacSha384),
}

const FILLING: usize = size_of::<HmacSha384>() - size_of::<HmacSha256>();

/// The states wipe themselves.
impl Drop for Mac {
    #[inline(always)]
    fn drop(&mut self) {
        if let Self::Sha256(_, filling) = self {
            wipe(filling);
        }
    }
}

impl Mac {
    /// Not keyed yet.
    pub(super) const fn new(hash: HashAlgorithm) -> Self {
        match hash {
            HashAlgorithm::Sha256 => Self::Sha256(HmacSha256::NEW, [0; FILLING]),
            HashAlgorithm::Sha384 => Self::Sha384(HmacSha384::NEW),
        }
    }

    /// Takes in a key or secret.
    pub(super) fn key(&mut self, key: &[u8]) -> Result<(), KeyError> {
        let hash = self.hash();
        let wrong = KeyError::SecretLength { hash, found: key.len(), expected: hash.output_len() };
        match self {
            Self::Sha256(mac, _) => key.try_into().map(|key| mac.key(key)),
            Self::Sha384(mac) => key.try_into().map(|key| mac.key(key)),
        }
        .map_err(|_| wrong)
    }

    /// HKDF-Expand-Label, where this is keyed by the secret.
    pub(super) fn expand_label(
        &self,
        label: Label<'_>,
        context: Opaque<'_, 0, 255>,
        out: &mut [u8],
    ) -> Result<(), KeyError> {
        let (found, max) = (out.len(), 255 * self.hash().output_len());
        if found > max {
            return Err(KeyError::OutputLength { found, max });
        }
        match self {
            Self::Sha256(mac, _) => mac.expand_label(label, context, out),
            Self::Sha384(mac) => mac.expand_label(label, context, out),
        }
        Ok(())
    }

    pub(super) const fn hash(&self) -> HashAlgorithm {
        match self {
            Self::Sha256(..) => HashAlgorithm::Sha256,
            Self::Sha384(_) => HashAlgorithm::Sha384,
        }
    }
}

/// The HMAC over a token's content, as long as the hash.
pub(super) enum Tag {
    Sha256([u8; 32]),
    Sha384([u8; 48]),
}

impl Tag {
    pub(super) const fn as_signature(&self) -> Signature<'_> {
        match self {
            Self::Sha256(octets) => Signature::from_array(octets),
            Self::Sha384(octets) => Signature::from_array(octets),
        }
    }
}

/// The right signature of a token that somebody made up is not to be found in memory.
impl Drop for Tag {
    #[inline(always)]
    fn drop(&mut self) {
        match self {
            Self::Sha256(octets) => wipe(octets),
            Self::Sha384(octets) => wipe(octets),
        }
    }
}
