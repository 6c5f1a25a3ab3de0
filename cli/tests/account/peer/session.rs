//! Sessions that issue tokens, and what knows them.

use rehome::crypto::{Grant, HashAlgorithm, SessionKeys};
use rehome::tls::Nonce;
use rehome_cli::element::Judge;

use crate::capture::address;

/// A session whose `resumption_master_secret` is known.
pub(crate) struct Session {
    secret: [u8; 32],
    keys: SessionKeys,
}

impl Session {
    /// Of a secret that has this octet throughout.
    pub(crate) fn new(octet: u8) -> Self {
        let secret = [octet; 32];
        Self { secret, keys: SessionKeys::derive(HashAlgorithm::Sha256, &secret).unwrap() }
    }

    /// A token with a nonce that has this octet throughout.
    pub(crate) fn token(&self, target: &str, expiry_timestamp: u64, nonce: u8) -> Vec<u8> {
        let nonce = [nonce; 16];
        let grant = Grant {
            target_address: address(target).try_into().unwrap(),
            expiry_timestamp,
            nonce: Nonce::from_array(&nonce),
        };
        let mut token = vec![0; self.keys.issued_len(&grant)];
        self.keys.issue(&grant, &mut token).unwrap();
        token
    }
}

/// Knows these sessions.
pub(crate) fn judge(sessions: &[&Session]) -> Judge {
    let mut judge = Judge::new();
    for session in sessions {
        judge.add_session(HashAlgorithm::Sha256, &session.secret).unwrap();
    }
    judge
}
