//! The keys of a session (draft-wang-tls-service-affinity-00, section 4.2; RFC 8446, section 7.1).
//!
//! ```text
//!              HKDF-Expand-Label, "migration id"     +------------+
//!            +-------------------------------------->| session_id |  32 octets, in the token
//! +-----+    |                                       +------------+
//! | RMS |----+
//! +-----+    |                                       +---------+
//!            +-------------------------------------->| MAC key |  Hash.length octets, secret
//!              HKDF-Expand-Label, "migration mac"    +---------+
//! ```

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::ZeroizeOnDrop;

use super::hmac::wipe;
use super::mac::Mac;
use super::{HashAlgorithm, KeyError, Labels};
use crate::tls::SessionId;
use crate::wire::Opaque;

/// What a server knows of one session: its session_id and the key that signs its tokens, with the
/// HMAC keyed by it, so that many tokens cost one derivation.
///
/// All of it comes from the session's `resumption_master_secret`. That can't be recovered from the
/// PSK, so a server that is to verify a token needs it in the ticket, or in the store where it looks
/// up PSKs.
///
/// The key and the keyed state are zeroised on drop, Debug shows neither, equality takes the same
/// time whatever the octets. There is no `Clone`, so that copies of a secret are not made in
/// passing. The secret that it is made from stays the caller's, to zeroise too.
pub struct SessionKeys {
    session_id: [u8; 32],
    mac_key: MacKey,
    mac: Mac,
}

/// As many octets of the array as the hash has.
struct MacKey([u8; 48]);

impl Drop for MacKey {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl SessionKeys {
    /// The keys of the session with this `resumption_master_secret`, under the default labels.
    ///
    /// # Errors
    /// The secret has another length than the hash.
    pub fn derive(hash: HashAlgorithm, resumption_master_secret: &[u8]) -> Result<Self, KeyError> {
        Self::derive_with(hash, resumption_master_secret, &Labels::default())
    }

    /// [`SessionKeys::derive`] under other labels.
    ///
    /// # Errors
    /// As [`SessionKeys::derive`].
    pub fn derive_with(
        hash: HashAlgorithm,
        resumption_master_secret: &[u8],
        labels: &Labels<'_>,
    ) -> Result<Self, KeyError> {
        let mut prk = Mac::new(hash);
        prk.key(resumption_master_secret)?;
        // Made where it is returned, since a move would leave a copy behind.
        let mut made =
            Ok(Self { session_id: [0; 32], mac_key: MacKey([0; 48]), mac: Mac::new(hash) });
        if let Ok(Self { session_id, mac_key, mac }) = &mut made {
            let context = Opaque::from_array(&[]);
            prk.expand_label(labels.session_id(), context, session_id)?;
            let key = mac_key.0.get_mut(..hash.output_len()).unwrap_or_default();
            prk.expand_label(labels.mac_key(), context, key)?;
            mac.key(key)?;
        }
        made
    }

    /// The hash of the session's cipher suite.
    #[must_use]
    pub const fn hash(&self) -> HashAlgorithm {
        self.mac.hash()
    }

    /// The session's id, as its tokens carry it.
    #[must_use]
    pub const fn session_id(&self) -> SessionId<'_> {
        SessionId::from_array(&self.session_id)
    }

    /// The key that signs the session's tokens, `Hash.length` octets: a secret, for those who check
    /// it against another implementation.
    #[must_use]
    pub fn mac_key(&self) -> &[u8] {
        self.mac_key.0.get(..self.hash().output_len()).unwrap_or_default()
    }

    pub(super) const fn mac(&self) -> &Mac {
        &self.mac
    }
}

/// In constant time, but for the hash.
impl PartialEq for SessionKeys {
    fn eq(&self, other: &Self) -> bool {
        let same_id = self.session_id.ct_eq(&other.session_id);
        let same_key = self.mac_key.0.ct_eq(&other.mac_key.0);
        self.hash() == other.hash() && bool::from(same_id & same_key)
    }
}

impl Eq for SessionKeys {}

/// Its parts wipe themselves.
impl ZeroizeOnDrop for SessionKeys {}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionKeys")
            .field("hash", &self.hash())
            .field("session_id", &self.session_id())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Label;
    use crate::crypto::hash::hkdf_expand_label;
    use std::format;
    use std::vec;

    fn keys(octet: u8) -> SessionKeys {
        SessionKeys::derive(HashAlgorithm::Sha256, &[octet; 32]).unwrap()
    }

    #[test]
    fn a_secret_of_the_wrong_length_is_an_error() {
        for (hash, expected) in [(HashAlgorithm::Sha256, 32), (HashAlgorithm::Sha384, 48)] {
            for found in (0..100).filter(|found| *found != expected) {
                let error = SessionKeys::derive(hash, &vec![7; found]).unwrap_err();
                assert_eq!(error, KeyError::SecretLength { hash, found, expected });
            }
            let keys = SessionKeys::derive(hash, &vec![7; expected]).unwrap();
            assert_eq!(keys.mac_key().len(), expected);
        }
    }

    #[test]
    fn keys_are_equal_by_what_they_hold() {
        assert_eq!(keys(1), keys(1));
        assert_ne!(keys(1), keys(2));
        let labels = Labels::new(Labels::default().session_id(), Label::from_array(b"mac"));
        let other_key =
            SessionKeys::derive_with(HashAlgorithm::Sha256, &[1; 32], &labels.unwrap()).unwrap();
        assert_eq!(keys(1).session_id(), other_key.session_id());
        assert_ne!(keys(1), other_key);
    }

    #[test]
    fn debug_shows_no_secret() {
        let keys = keys(1);
        let shown = format!("{keys:?}");
        assert!(shown.contains("session_id"), "{shown}");
        for secret in [keys.mac_key(), &[1; 32]] {
            let hex: std::string::String = secret.iter().map(|o| format!("{o:02x}")).collect();
            assert!(!shown.contains(&hex[..8]), "{shown}");
            assert!(!shown.contains(&format!("{:?}", &secret[..4])[1..10]), "{shown}");
        }
    }

    #[test]
    fn what_keeps_keys_is_zeroised_on_drop() {
        fn zeroised<T: ZeroizeOnDrop>() {}
        zeroised::<SessionKeys>();
        zeroised::<crate::crypto::MigrateKey>();
        // It is so by a feature of its crate only.
        zeroised::<sha1::Sha1>();
    }

    #[test]
    fn hkdf_gives_no_more_than_255_blocks() {
        let expand = |len| {
            let (label, context) = (Label::from_array(b"x"), Opaque::from_array(&[]));
            hkdf_expand_label(HashAlgorithm::Sha256, &[0; 32], label, context, &mut vec![0; len])
        };
        assert_eq!(expand(255 * 32), Ok(()));
        let error = KeyError::OutputLength { found: 255 * 32 + 1, max: 255 * 32 };
        assert_eq!(expand(255 * 32 + 1), Err(error));
    }
}
