//! Keys, tokens and requests by the crates of the hashes alone, in the fewest steps that safe code
//! takes: labels are constants, a token has an IPv4 target and a nonce of 16 octets, and HMAC's states
//! and keys are not wiped.

use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384};
use subtle::ConstantTimeEq;

/// What is granted: address, port, expiry, nonce.
pub(crate) type Granted = ([u8; 4], u16, u64, [u8; 16]);

macro_rules! session {
    ($keys:ident, $hash:ty, $len:literal, $token:literal, $mac_info:literal) => {
        pub(crate) struct $keys {
            pub(crate) session_id: [u8; 32],
            mac: Hmac<$hash>,
        }

        impl $keys {
            #[inline(never)]
            pub(crate) fn derive(secret: &[u8; $len]) -> Option<Self> {
                let prk = Hmac::<$hash>::new_from_slice(secret).ok()?;
                let mut expand = prk.clone();
                expand.update(b"\0\x20\x12tls13 migration id\0\x01");
                let id = expand.finalize().into_bytes();
                let mut expand = prk;
                expand.update($mac_info);
                let key = expand.finalize().into_bytes();
                let mac = Hmac::new_from_slice(&key).ok()?;
                Some(Self { session_id: *id.first_chunk()?, mac })
            }

            #[inline(never)]
            pub(crate) fn issue(&self, granted: &Granted, buf: &mut [u8]) -> Option<usize> {
                let ([a, b, c, d], port, expiry, nonce) = *granted;
                let [p, q] = port.to_be_bytes();
                let token = buf.first_chunk_mut::<$token>()?;
                let (content, signature) = token.split_first_chunk_mut::<65>()?;
                let (target, rest) = content.split_first_chunk_mut::<8>()?;
                *target = [0, a, b, c, d, p, q, 32];
                let (session_id, rest) = rest.split_first_chunk_mut::<32>()?;
                *session_id = self.session_id;
                let (expires, rest) = rest.split_first_chunk_mut::<8>()?;
                *expires = expiry.to_be_bytes();
                let (len, rest) = rest.split_first_mut()?;
                *len = 16;
                *rest.first_chunk_mut()? = nonce;
                let mut mac = self.mac.clone();
                mac.update(content);
                let (len, rest) = signature.split_first_mut()?;
                *len = $len;
                *rest.first_chunk_mut()? = mac.finalize().into_bytes().into();
                Some($token)
            }

            #[inline(never)]
            pub(crate) fn check(&self, token: &[u8], now: u64) -> Option<bool> {
                let (content, signature) = token.first_chunk::<$token>()?.split_at(65);
                let [0, _, _, _, _, _, _, 32, rest @ ..] = content else { return None };
                let (session_id, rest) = rest.split_first_chunk::<32>()?;
                let (expires, _) = rest.split_first_chunk::<8>()?;
                if !bool::from(session_id.ct_eq(&self.session_id)) {
                    return None;
                }
                let mut mac = self.mac.clone();
                mac.update(content);
                mac.verify_slice(signature.get(1..)?).ok()?;
                Some(now <= u64::from_be_bytes(*expires))
            }
        }
    };
}

session!(Keys256, Sha256, 32, 98, b"\0\x20\x13tls13 migration mac\0\x01");
session!(Keys384, Sha384, 48, 114, b"\0\x30\x13tls13 migration mac\0\x01");

/// `Ni`, `Nj`, the key, `SeqNo` and ReqNo, one after the other.
#[inline(never)]
pub(crate) fn request(octets: &[u8; 38]) -> [u8; 8] {
    let hash: [u8; 20] = Sha1::digest(octets).into();
    *hash.first_chunk().unwrap_or(&[0; 8])
}
