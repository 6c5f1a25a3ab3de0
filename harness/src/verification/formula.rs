//! The sessions, and their keys and signatures by the crates `hkdf` and `hmac`
//! (draft-wang-tls-service-affinity-00, section 4.2; RFC 8446, section 7.1).

use std::sync::LazyLock;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rehome::crypto::{HashAlgorithm, SessionKeys};
use sha2::{Sha256, Sha384};

/// A session whose keys are known twice.
pub(super) struct Session {
    pub(super) keys: SessionKeys,
    pub(super) session_id: Vec<u8>,
    mac_key: Vec<u8>,
}

/// Two sessions of either hash.
pub(super) fn sessions() -> &'static [Session] {
    static SESSIONS: LazyLock<Vec<Session>> = LazyLock::new(|| {
        let sha256 = [1, 2].map(|octet| session(HashAlgorithm::Sha256, octet));
        let sha384 = [1, 2].map(|octet| session(HashAlgorithm::Sha384, octet));
        sha256.into_iter().chain(sha384).flatten().collect()
    });
    assert_eq!(SESSIONS.len(), 4, "every session has keys");
    &SESSIONS
}

/// The session whose `resumption_master_secret` is this octet throughout.
fn session(hash: HashAlgorithm, octet: u8) -> Option<Session> {
    let secret = vec![octet; hash.output_len()];
    let keys = SessionKeys::derive(hash, &secret).ok()?;
    let session_id = expand_label(hash, &secret, b"tls13 migration id", 32)?;
    let mac_key = expand_label(hash, &secret, b"tls13 migration mac", hash.output_len())?;
    assert_eq!(keys.session_id().as_bytes(), session_id);
    assert_eq!(keys.mac_key(), mac_key);
    Some(Session { keys, session_id, mac_key })
}

/// HKDF-Expand-Label with an empty context.
fn expand_label(hash: HashAlgorithm, secret: &[u8], label: &[u8], len: usize) -> Option<Vec<u8>> {
    let length = u16::try_from(len).ok()?.to_be_bytes();
    let label_length = u8::try_from(label.len()).ok()?;
    let info = [&length[..], &[label_length], label, &[0]].concat();
    let mut out = vec![0; len];
    match hash {
        HashAlgorithm::Sha256 => {
            Hkdf::<Sha256>::from_prk(secret).ok()?.expand(&info, &mut out).ok()?;
        }
        _ => Hkdf::<Sha384>::from_prk(secret).ok()?.expand(&info, &mut out).ok()?,
    }
    Some(out)
}

impl Session {
    /// The signature over a content.
    pub(super) fn sign(&self, content: &[u8]) -> Vec<u8> {
        match self.keys.hash() {
            HashAlgorithm::Sha256 => hmac::<Hmac<Sha256>>(&self.mac_key, content),
            _ => hmac::<Hmac<Sha384>>(&self.mac_key, content),
        }
    }
}

fn hmac<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length.
    let mac = <M as KeyInit>::new_from_slice(key).map(|mac| mac.chain_update(content));
    mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
}
