//! Traffic secrets (RFC 8446, section 7.1).

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// The length of SHA-384.
pub(super) const LONGEST_SECRET: usize = 48;

/// A traffic secret. It is wiped when it is dropped, and Debug does not show it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(super) struct Secret {
    octets: [u8; LONGEST_SECRET],
    #[zeroize(skip)]
    length: usize,
}

impl Secret {
    /// None where the length is of no hash.
    pub(super) fn new(secret: &[u8]) -> Option<Self> {
        if !matches!(secret.len(), 32 | 48) {
            return None;
        }
        let mut octets = [0; LONGEST_SECRET];
        octets.get_mut(..secret.len())?.copy_from_slice(secret);
        Some(Self { octets, length: secret.len() })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
