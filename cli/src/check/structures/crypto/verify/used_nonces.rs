//! The memory of nonces that a test asks for, which also knows what it was asked.

use std::cell::RefCell;
use std::collections::HashSet;
use std::convert::Infallible;

use rehome::crypto::{Freshness, NonceMemory, NonceUse, Refusal};
use rehome::tls::{MigrationToken, SessionId};
use rehome::wire::Decode;

use crate::value::model::Octets;

/// Nonces of one session, and every use that was asked for.
pub(super) struct UsedNonces {
    /// With the session_id before them, which is as long for all that get here.
    used: RefCell<HashSet<[Vec<u8>; 2]>>,
    asked: RefCell<Vec<Asked>>,
}

/// What a memory is asked, and what it said.
#[derive(Debug, PartialEq)]
struct Asked {
    key: [Vec<u8>; 2],
    now: u64,
    retain_until: u64,
    freshness: Freshness,
}

fn key(session_id: SessionId<'_>, nonce: &[u8]) -> [Vec<u8>; 2] {
    [session_id.as_bytes().to_vec(), nonce.to_vec()]
}

impl UsedNonces {
    /// Octets that are too few or too many for a nonce may be among them: no token has them.
    pub(super) fn new(session_id: SessionId<'_>, used: &[Octets]) -> Self {
        let used = used.iter().map(|nonce| key(session_id, &nonce.0)).collect();
        Self { used: RefCell::new(used), asked: RefCell::default() }
    }

    /// Whether the memory was asked when it had to be: once, and for the token's nonce, where nothing
    /// else was wrong with the token, and else not at all, so that its nonce is not used up.
    pub(super) fn hold_against(
        &self,
        octets: &[u8],
        now: u64,
        refusal: Option<&Refusal>,
    ) -> Result<(), String> {
        let freshness = match refusal {
            None => Some(Freshness::Fresh),
            Some(Refusal::Replayed) => Some(Freshness::Replayed),
            Some(_) => None,
        };
        let token = MigrationToken::from_bytes(octets).ok();
        let expected = freshness.zip(token).map(|(freshness, token)| Asked {
            key: key(token.session_id(), token.nonce().as_bytes()),
            now,
            retain_until: token.expiry_timestamp(),
            freshness,
        });
        let asked = self.asked.borrow();
        if asked.iter().eq(&expected) {
            Ok(())
        } else {
            Err("the memory of nonces is not asked once, and after all else".to_owned())
        }
    }
}

impl NonceMemory for UsedNonces {
    type Error = Infallible;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Infallible> {
        let key = key(used.session_id, used.nonce.as_bytes());
        let freshness = if self.used.borrow_mut().insert(key.clone()) {
            Freshness::Fresh
        } else {
            Freshness::Replayed
        };
        let NonceUse { now, retain_until, .. } = *used;
        self.asked.borrow_mut().push(Asked { key, now, retain_until, freshness });
        Ok(freshness)
    }
}

#[cfg(test)]
mod tests {
    use rehome::crypto::{Grant, HashAlgorithm, SessionKeys, Verifier};
    use rehome::tls::{IpAddress, Nonce};

    use super::*;

    /// The octets of a token that expires at 9.
    fn token(keys: &SessionKeys) -> Vec<u8> {
        let target_address = IpAddress::new([192, 0, 2, 44].into(), 443);
        let nonce = Nonce::from_array(&[3; 16]);
        let grant = Grant { target_address, expiry_timestamp: 9, nonce };
        let mut octets = vec![0; keys.issued_len(&grant)];
        keys.issue(&grant, &mut octets).unwrap();
        octets
    }

    #[test]
    fn a_nonce_is_used_once_and_by_nobody_who_is_refused() {
        let keys = SessionKeys::derive(HashAlgorithm::Sha256, &[1; 32]).unwrap();
        let octets = token(&keys);
        for (used, now, code) in [
            (2, 8, None),
            (3, 8, Some("replayed")),
            (3, 10, Some("expired")),
            (2, 10, Some("expired")),
        ] {
            let nonces = UsedNonces::new(keys.session_id(), &[Octets(vec![used; 16])]);
            let refused = || Verifier::at(now).verify_octets(&keys, &octets, &nonces).err();
            let refusal = refused();
            assert_eq!(refusal.as_ref().map(Refusal::code), code);
            assert_eq!(nonces.hold_against(&octets, now, refusal.as_ref()), Ok(()));
            // What asks too late, too early, twice or never is found.
            for other in [Some(Refusal::Expired), Some(Refusal::Replayed), None] {
                let held = nonces.hold_against(&octets, now, other.as_ref());
                assert_eq!(held.is_ok(), other == refusal, "{refusal:?}, {other:?}");
            }
            if refusal.is_none() {
                assert_eq!(refused(), Some(Refusal::Replayed));
                assert!(nonces.hold_against(&octets, now, None).is_err());
            }
        }
    }
}
