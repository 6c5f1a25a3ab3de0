//! E: a session's keys derived and a token verified. Each looks at session_id, signature and expiry of a
//! token whose layout is known: it has an IPv4 target and a nonce of 16 octets. Callgrind doesn't know the
//! processor's instructions for hashes, so these are timed only.

mod rustcrypto;

use std::hint::black_box;

use rehome::crypto::{Grant, HashAlgorithm, SessionKeys, Verifier};
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;
use subtle::ConstantTimeEq;

use crate::work::{Entry, TURNS, Work};

const NOW: u64 = 1_800_000_000;
const SECRET: [u8; 48] = [7; 48];
/// Where the signature's length octet stands.
const SIGNED: usize = 65;

/// A token that the first 32 or 48 octets of the secret sign.
fn token(hash: HashAlgorithm) -> Vec<u8> {
    let target_address = IpAddress::new([192, 0, 2, 44].into(), 443);
    let nonce = Nonce::from_array(&[0x5c; 16]);
    let grant = Grant { target_address, expiry_timestamp: NOW + 300, nonce };
    let keys = SessionKeys::derive(hash, &SECRET[..hash.output_len()]).expect("keys");
    let mut buf = [0; 114];
    let len = keys.issue(&grant, &mut buf).expect("a token");
    buf[..len].to_vec()
}

/// What a token says, where its layout is known.
struct Token<'a> {
    signed: &'a [u8],
    session_id: &'a [u8; 32],
    expiry_timestamp: u64,
    signature: &'a [u8],
}

impl<'a> Token<'a> {
    #[inline(always)]
    fn read(octets: &'a [u8], hash_len: usize) -> Option<Self> {
        let (signed, signature) = octets.split_at_checked(SIGNED)?;
        let [0, _, _, _, _, _, _, 32, rest @ ..] = signed else { return None };
        let (session_id, rest) = rest.split_first_chunk::<32>()?;
        let (expiry_timestamp, rest) = rest.split_first_chunk::<8>()?;
        let (&len, signature) = signature.split_first()?;
        if rest.first() != Some(&16) || usize::from(len) != hash_len || signature.len() != hash_len
        {
            return None;
        }
        let expiry_timestamp = u64::from_be_bytes(*expiry_timestamp);
        Some(Self { signed, session_id, expiry_timestamp, signature })
    }

    #[inline(always)]
    fn is_valid(&self, session_id: &[u8; 32], signs: impl FnOnce(&[u8], &[u8]) -> bool) -> bool {
        bool::from(self.session_id.ct_eq(session_id))
            && signs(self.signed, self.signature)
            && NOW <= self.expiry_timestamp
    }
}

/// `HkdfLabel` for one of the two labels.
fn label(len: u8, end: &[u8; 3]) -> Vec<u8> {
    let id_or_mac: &[u8] = if end == b"mac" { b"mac" } else { b"id" };
    let label = [b"tls13 migration ", id_or_mac].concat();
    [&[0, len, label.len() as u8][..], &label, &[0]].concat()
}

/// The same code for ring and for aws-lc-rs, which has ring's interface.
macro_rules! by_ring {
    ($module:ident, $crate_name:ident) => {
        mod $module {
            use $crate_name::{hkdf, hmac};

            use super::Token;

            pub(super) struct Keys {
                session_id: [u8; 32],
                key: hmac::Key,
                hash_len: usize,
            }

            struct Length(usize);

            impl hkdf::KeyType for Length {
                fn len(&self) -> usize {
                    self.0
                }
            }

            pub(super) fn derive(secret: &[u8], labels: &[Vec<u8>; 2]) -> Option<Keys> {
                let hash_len = secret.len();
                let (kdf, mac) = match hash_len {
                    32 => (hkdf::HKDF_SHA256, hmac::HMAC_SHA256),
                    _ => (hkdf::HKDF_SHA384, hmac::HMAC_SHA384),
                };
                let prk = hkdf::Prk::new_less_safe(kdf, secret);
                let (mut session_id, mut mac_key) = ([0; 32], [0; 48]);
                let mac_key = mac_key.get_mut(..hash_len)?;
                prk.expand(&[&labels[0]], Length(32)).ok()?.fill(&mut session_id).ok()?;
                prk.expand(&[&labels[1]], Length(hash_len)).ok()?.fill(mac_key).ok()?;
                Some(Keys { session_id, key: hmac::Key::new(mac, mac_key), hash_len })
            }

            pub(super) fn check(keys: &Keys, octets: &[u8]) -> bool {
                let signs =
                    |content: &[u8], tag: &[u8]| hmac::verify(&keys.key, content, tag).is_ok();
                Token::read(octets, keys.hash_len)
                    .is_some_and(|token| token.is_valid(&keys.session_id, signs))
            }
        }
    };
}

by_ring!(by_ring, ring);
by_ring!(by_aws_lc, aws_lc_rs);

fn check(keys: &SessionKeys, octets: &[u8]) -> bool {
    let Ok(token) = MigrationToken::from_bytes(octets) else { return false };
    Verifier::at(NOW).check(keys, token).is_ok()
}

/// Everybody's check of these octets with keys derived from this secret.
fn verdicts(hash: HashAlgorithm, secret: &[u8], octets: &[u8]) -> [bool; 4] {
    let labels = labels(hash);
    let keys = SessionKeys::derive(hash, secret).expect("keys");
    [
        check(&keys, octets),
        match hash {
            HashAlgorithm::Sha256 => rustcrypto::sha256::check(
                &rustcrypto::sha256::derive(secret, &labels).expect("keys"),
                octets,
            ),
            _ => rustcrypto::sha384::check(
                &rustcrypto::sha384::derive(secret, &labels).expect("keys"),
                octets,
            ),
        },
        by_ring::check(&by_ring::derive(secret, &labels).expect("keys"), octets),
        by_aws_lc::check(&by_aws_lc::derive(secret, &labels).expect("keys"), octets),
    ]
}

fn labels(hash: HashAlgorithm) -> [Vec<u8>; 2] {
    [label(32, b"id "), label(hash.output_len() as u8, b"mac")]
}

/// Asserts that all take a valid token, and refuse it with any octet changed that they look at.
pub(crate) fn agree() -> usize {
    let mut inputs = 0;
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        let secret = &SECRET[..hash.output_len()];
        let token = token(hash);
        assert_eq!(verdicts(hash, secret, &token), [true; 4]);
        for at in 0..token.len() {
            let mut changed = token.clone();
            changed[at] ^= 1;
            assert_eq!(verdicts(hash, secret, &changed), [false; 4], "octet {at}");
            inputs += 1;
        }
        let mut other = secret.to_vec();
        other[0] ^= 1;
        assert_eq!(verdicts(hash, &other, &token), [false; 4]);
    }
    inputs
}

macro_rules! entries {
    ($name:literal, $hash:expr, $derive:expr, $check:expr) => {{
        let hash: HashAlgorithm = $hash;
        let (labels, octets) = (labels(hash), token(hash));
        let secret = &SECRET[..hash.output_len()];
        let kept = $derive(secret, &labels).expect("keys");
        let kept_octets = octets.clone();
        let fresh = Entry::new($name, move || {
            let keys = $derive(black_box(secret), black_box(&labels)).expect("keys");
            u64::from($check(&keys, black_box(&octets)))
        });
        let kept =
            Entry::new($name, move || u64::from($check(black_box(&kept), black_box(&kept_octets))));
        (fresh, kept)
    }};
}

pub(crate) fn works() -> Vec<Work> {
    let work = |row, title, entries| Work {
        row,
        title,
        turns: TURNS,
        is_counted: false,
        nothing: Entry::new("nothing", || 0),
        entries,
    };
    let sha256 = HashAlgorithm::Sha256;
    let sha384 = HashAlgorithm::Sha384;
    let (fresh, kept) = [
        entries!("rehome", sha256, |secret, _: &_| SessionKeys::derive(sha256, secret), check),
        entries!("RustCrypto", sha256, rustcrypto::sha256::derive, rustcrypto::sha256::check),
        entries!("ring", sha256, by_ring::derive, by_ring::check),
        entries!("aws-lc-rs", sha256, by_aws_lc::derive, by_aws_lc::check),
    ]
    .into_iter()
    .unzip();
    let (fresh384, kept384) = [
        entries!("rehome", sha384, |secret, _: &_| SessionKeys::derive(sha384, secret), check),
        entries!("RustCrypto", sha384, rustcrypto::sha384::derive, rustcrypto::sha384::check),
        entries!("ring", sha384, by_ring::derive, by_ring::check),
        entries!("aws-lc-rs", sha384, by_aws_lc::derive, by_aws_lc::check),
    ]
    .into_iter()
    .unzip();
    vec![
        work("E256", "derive a session's keys and verify a token, SHA-256", fresh),
        work("E256k", "verify with the keys kept, SHA-256", kept),
        work("E384", "derive and verify, SHA-384", fresh384),
        work("E384k", "verify with the keys kept, SHA-384", kept384),
    ]
}
