//! Records protected (RFC 8446, sections 5.2, 5.3 and 7.3).

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::ChaCha20Poly1305;
use rehome::crypto::{HashAlgorithm, Label, hkdf_expand_label};
use rehome::wire::Opaque;

/// A cipher suite.
#[derive(Clone, Copy, Debug)]
pub(super) enum Suite {
    Aes128GcmSha256,
    Aes256GcmSha384,
    ChaCha20Poly1305Sha256,
}

impl Suite {
    pub(super) const ALL: [Self; 3] =
        [Self::Aes128GcmSha256, Self::Aes256GcmSha384, Self::ChaCha20Poly1305Sha256];

    /// The low octet of its number.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Aes128GcmSha256 => 1,
            Self::Aes256GcmSha384 => 2,
            Self::ChaCha20Poly1305Sha256 => 3,
        }
    }

    fn key_length(self) -> usize {
        if matches!(self, Self::Aes128GcmSha256) { 16 } else { 32 }
    }

    pub(super) fn hash(self) -> HashAlgorithm {
        match self {
            Self::Aes256GcmSha384 => HashAlgorithm::Sha384,
            Self::Aes128GcmSha256 | Self::ChaCha20Poly1305Sha256 => HashAlgorithm::Sha256,
        }
    }
}

/// Protects records under one traffic secret, in their order.
#[derive(Debug)]
pub(super) struct Sealer {
    suite: Suite,
    secret: Vec<u8>,
    key: Vec<u8>,
    iv: Vec<u8>,
    sequence_number: u64,
}

impl Sealer {
    pub(super) fn new(suite: Suite, secret: Vec<u8>) -> Self {
        let key = expand(suite, &secret, Label::from_array(b"key"), suite.key_length());
        let iv = expand(suite, &secret, Label::from_array(b"iv"), 12);
        Self { suite, secret, key, iv, sequence_number: 0 }
    }

    /// The one after a KeyUpdate.
    pub(super) fn updated(&self) -> Self {
        let label = Label::from_array(b"traffic upd");
        Self::new(self.suite, expand(self.suite, &self.secret, label, self.secret.len()))
    }

    /// The record of a TLSInnerPlaintext.
    pub(super) fn seal(&mut self, inner_plaintext: &[u8]) -> Vec<u8> {
        let length = u16::try_from(inner_plaintext.len() + 16).unwrap_or(u16::MAX);
        let [high, low] = length.to_be_bytes();
        let header = [23, 3, 3, high, low];
        let mut nonce = self.iv.clone();
        let number = self.sequence_number.to_be_bytes();
        nonce.iter_mut().skip(4).zip(number).for_each(|(octet, number)| *octet ^= number);
        self.sequence_number += 1;
        let sealed = match self.suite {
            Suite::Aes128GcmSha256 => self.with::<Aes128Gcm>(&nonce, &header, inner_plaintext),
            Suite::Aes256GcmSha384 => self.with::<Aes256Gcm>(&nonce, &header, inner_plaintext),
            Suite::ChaCha20Poly1305Sha256 => {
                self.with::<ChaCha20Poly1305>(&nonce, &header, inner_plaintext)
            }
        };
        [&header[..], &sealed].concat()
    }

    fn with<C: AeadInOut + KeyInit>(
        &self,
        nonce: &[u8],
        header: &[u8],
        inner_plaintext: &[u8],
    ) -> Vec<u8> {
        let mut octets = inner_plaintext.to_vec();
        let cipher = C::new_from_slice(&self.key);
        let sealed = cipher.ok().zip(nonce.try_into().ok()).is_some_and(|(cipher, nonce)| {
            cipher.encrypt_in_place(nonce, header, &mut octets).is_ok()
        });
        assert!(sealed, "a short record can be protected");
        octets
    }
}

fn expand(suite: Suite, secret: &[u8], label: Label<'_>, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    let context = Opaque::from_array(&[]);
    let expanded = hkdf_expand_label(suite.hash(), secret, label, context, &mut out);
    assert!(expanded.is_ok(), "so few octets can be derived");
    out
}
