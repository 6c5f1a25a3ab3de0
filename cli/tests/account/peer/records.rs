//! Records, in the clear and protected.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use rehome::crypto::{HashAlgorithm, Label, hkdf_expand_label};
use rehome::wire::Opaque;

use super::messages::vector;

/// A secret, and how many records it has protected.
pub(super) type Epoch = ([u8; 32], u64);

/// A record in the clear.
pub(super) fn plain(content_type: u8, fragment: &[u8]) -> Vec<u8> {
    [&[content_type, 3, 3][..], &vector(fragment)].concat()
}

/// A protected record (RFC 8446, sections 5.2 and 5.3).
pub(super) fn seal((secret, number): &mut Epoch, content_type: u8, content: &[u8]) -> Vec<u8> {
    let (key, mut nonce): ([u8; 16], [u8; 12]) = (expand(secret, b"key"), expand(secret, b"iv"));
    for (octet, number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
        *octet ^= number;
    }
    *number += 1;
    let mut octets = [content, &[content_type]].concat();
    let header = plain(23, &vec![0; octets.len() + 16])[..5].to_vec();
    let cipher = Aes128Gcm::new_from_slice(&key).unwrap();
    cipher.encrypt_in_place(&nonce.into(), &header, &mut octets).unwrap();
    plain(23, &octets)
}

fn expand<const N: usize, const L: usize>(secret: &[u8; 32], label: &[u8; L]) -> [u8; N] {
    let mut out = [0; N];
    let label = Label::new(label).unwrap();
    let empty = Opaque::from_array(&[]);
    hkdf_expand_label(HashAlgorithm::Sha256, secret, label, empty, &mut out).unwrap();
    out
}
