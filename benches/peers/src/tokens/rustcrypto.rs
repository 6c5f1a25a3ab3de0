//! By the crates `hmac` and `sha2`: one state keyed by the secret for both labels, one kept for tokens.

macro_rules! by_hash {
    ($module:ident, $hash:ty, $len:literal) => {
        pub(super) mod $module {
            use hmac::{Hmac, KeyInit, Mac};

            use super::super::Token;

            pub(in super::super) struct Keys {
                session_id: [u8; 32],
                mac: Hmac<$hash>,
            }

            pub(in super::super) fn derive(secret: &[u8], labels: &[Vec<u8>; 2]) -> Option<Keys> {
                let prk = Hmac::<$hash>::new_from_slice(secret).ok()?;
                let expand = |label: &[u8]| {
                    let mut mac = prk.clone();
                    mac.update(label);
                    mac.update(&[1]);
                    mac.finalize().into_bytes()
                };
                let session_id = *expand(&labels[0]).first_chunk()?;
                let mac = Hmac::new_from_slice(&expand(&labels[1])).ok()?;
                Some(Keys { session_id, mac })
            }

            pub(in super::super) fn check(keys: &Keys, octets: &[u8]) -> bool {
                let signs = |content: &[u8], tag: &[u8]| {
                    let mut mac = keys.mac.clone();
                    mac.update(content);
                    mac.verify_slice(tag).is_ok()
                };
                Token::read(octets, $len)
                    .is_some_and(|token| token.is_valid(&keys.session_id, signs))
            }
        }
    };
}

by_hash!(sha256, sha2::Sha256, 32);
by_hash!(sha384, sha2::Sha384, 48);
