//! Keys and tokens, what is computed by the hashes directly, and a memory of nonces that records
//! what it is asked.

use std::cell::RefCell;
use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use rehome::crypto::{
    Freshness, Grant, HashAlgorithm, NonceMemory, NonceUse, SessionKeys, SignedContent,
};
use rehome::tls::{IpAddress, Nonce};
use sha2::{Sha256, Sha384};

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const HASHES: [HashAlgorithm; 2] = [HashAlgorithm::Sha256, HashAlgorithm::Sha384];
pub(crate) const READINGS: [SignedContent; 2] = [SignedContent::Encoded, SignedContent::Bare];

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let octet = |i| u8::from_str_radix(&text[i..i + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(octet).collect()
}

/// HMAC by its crate.
pub(crate) fn hmac(hash: HashAlgorithm, key: &[u8], content: &[u8]) -> Vec<u8> {
    fn with<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> Vec<u8> {
        let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
        mac.update(content);
        mac.finalize().into_bytes().to_vec()
    }
    match hash {
        HashAlgorithm::Sha256 => with::<Hmac<Sha256>>(key, content),
        HashAlgorithm::Sha384 => with::<Hmac<Sha384>>(key, content),
        _ => unreachable!(),
    }
}

/// The keys of the session whose secret is this octet throughout.
pub(crate) fn keys(hash: HashAlgorithm, octet: u8) -> SessionKeys {
    SessionKeys::derive(hash, &vec![octet; hash.output_len()]).unwrap()
}

pub(crate) fn v4() -> IpAddress {
    IpAddress::new([192, 0, 2, 44].into(), 443)
}

pub(crate) fn v6() -> IpAddress {
    IpAddress::new([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x2c].into(), 443)
}

/// A grant for five minutes.
pub(crate) fn grant(target_address: IpAddress, nonce: &[u8]) -> Grant<'_> {
    Grant { target_address, expiry_timestamp: NOW + 300, nonce: Nonce::new(nonce).unwrap() }
}

pub(crate) fn issue(keys: &SessionKeys, grant: &Grant<'_>, reading: SignedContent) -> Vec<u8> {
    let mut token = vec![0; keys.issued_len(grant)];
    assert_eq!(keys.issue_with(grant, reading, &mut token), Ok(token.len()));
    token
}

/// The fields of a token, put together here.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) target: IpAddress,
    pub(crate) session_id: Vec<u8>,
    pub(crate) expiry: u64,
    pub(crate) nonce: Vec<u8>,
}

impl Fields {
    fn target(&self) -> Vec<u8> {
        let port = self.target.port.to_be_bytes();
        match self.target.address {
            IpAddr::V4(ip) => [&[0][..], &ip.octets(), &port].concat(),
            IpAddr::V6(ip) => [&[1][..], &ip.octets(), &port].concat(),
        }
    }

    /// What is signed.
    pub(crate) fn content(&self, reading: SignedContent) -> Vec<u8> {
        let (target, expiry) = (self.target(), self.expiry.to_be_bytes());
        let len = |octets: &[u8]| [u8::try_from(octets.len()).unwrap()];
        let (session_id, nonce) = (&self.session_id[..], &self.nonce[..]);
        match reading {
            SignedContent::Encoded => {
                let lengths = [len(session_id), len(nonce)];
                [&target, &lengths[0][..], session_id, &expiry, &lengths[1], nonce].concat()
            }
            SignedContent::Bare => [&target, session_id, &expiry[..], nonce].concat(),
        }
    }

    /// The token's octets.
    pub(crate) fn octets(&self, signature: &[u8]) -> Vec<u8> {
        let len = u8::try_from(signature.len()).unwrap();
        [&self.content(SignedContent::Encoded)[..], &[len], signature].concat()
    }
}

/// What a memory was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) session_id: Vec<u8>,
    pub(crate) nonce: Vec<u8>,
    pub(crate) now: u64,
    pub(crate) retain_until: u64,
}

/// A memory that is out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Down;

/// A memory that keeps all that it is asked.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) asked: RefCell<Vec<Asked>>,
    pub(crate) down: bool,
}

impl NonceMemory for Recorder {
    type Error = Down;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Down> {
        let session_id = used.session_id.as_bytes().to_vec();
        let nonce = used.nonce.as_bytes().to_vec();
        let mut asked = self.asked.borrow_mut();
        let known = asked.iter().any(|one| one.session_id == session_id && one.nonce == nonce);
        asked.push(Asked { session_id, nonce, now: used.now, retain_until: used.retain_until });
        match (self.down, known) {
            (true, _) => Err(Down),
            (_, true) => Ok(Freshness::Replayed),
            (_, false) => Ok(Freshness::Fresh),
        }
    }
}

/// A second, often at the start or the end of time.
pub(crate) fn any_second() -> impl Strategy<Value = u64> {
    prop_oneof![0..3_u64, u64::MAX - 2..=u64::MAX, NOW - 3..NOW + 3, any::<u64>()]
}
