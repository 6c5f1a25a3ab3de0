//! The key of a connection that may be moved.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// `K`: the key that both ends of a connection share, 25 octets.
///
/// In the secure variant both ends agree on it by elliptic-curve Diffie-Hellman, from the
/// [`PublicKey`](crate::tcp::PublicKey)s of their SYNs. That is the caller's: neither document
/// assigns a number to any curve, nor says how its points stand in 25 octets, so there is nothing to
/// agree on with a stranger; who has settled that with their peers brings the shared secret here. The
/// insecure variant has a key of zeros.
///
/// It is zeroised on drop, not shown by Debug, and compared in constant time. There is no `Clone`, so
/// that copies of a secret are not made in passing.
pub struct MigrateKey([u8; 25]);

impl MigrateKey {
    /// The key of the insecure variant: zeros. Whoever knows the initial sequence numbers can move
    /// the connection.
    pub const INSECURE: Self = Self([0; 25]);

    /// A shared secret of at most 25 octets, padded with zeros on the left.
    ///
    /// # Errors
    /// It has more octets, or is zero: that comes of an exchange that has failed, and would be
    /// [`MigrateKey::INSECURE`].
    pub fn from_shared_secret(shared_secret: &[u8]) -> Result<Self, SharedSecretError> {
        let mut key = Self::INSECURE;
        let too_long = SharedSecretError::TooLong { found: shared_secret.len() };
        let padding = key.0.len().checked_sub(shared_secret.len()).ok_or(too_long)?;
        for (to, from) in key.0.iter_mut().skip(padding).zip(shared_secret) {
            *to = *from;
        }
        if key == Self::INSECURE { Err(SharedSecretError::Zero) } else { Ok(key) }
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A key as it is, that of zeros too.
impl From<[u8; 25]> for MigrateKey {
    fn from(key: [u8; 25]) -> Self {
        Self(key)
    }
}

impl Drop for MigrateKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for MigrateKey {}

/// In constant time.
impl PartialEq for MigrateKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for MigrateKey {}

impl fmt::Debug for MigrateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MigrateKey(..)")
    }
}

/// A shared secret can't be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SharedSecretError {
    /// It has more octets than the key.
    TooLong {
        /// How many octets it has.
        found: usize,
    },
    /// All its octets are zero, or it has none.
    Zero,
}

impl fmt::Display for SharedSecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { found } => {
                write!(f, "a shared secret of {found} octets, where the key has 25")
            }
            Self::Zero => f.write_str("a shared secret of zero, which is the insecure key"),
        }
    }
}

impl core::error::Error for SharedSecretError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_secret_is_padded_on_the_left() {
        for len in 1..=25 {
            let key = MigrateKey::from_shared_secret(&[9; 25][..len]).unwrap();
            assert!(key.0[..25 - len].iter().all(|octet| *octet == 0));
            assert!(key.0[25 - len..].iter().all(|octet| *octet == 9));
        }
        let error = MigrateKey::from_shared_secret(&[0; 26]).unwrap_err();
        assert_eq!(error, SharedSecretError::TooLong { found: 26 });
    }

    #[test]
    fn the_insecure_key_is_taken_by_its_name_only() {
        for len in 0..=25 {
            let error = MigrateKey::from_shared_secret(&[0; 25][..len]).unwrap_err();
            assert_eq!(error, SharedSecretError::Zero);
        }
        assert_eq!(MigrateKey::from([0; 25]), MigrateKey::INSECURE);
    }
}
