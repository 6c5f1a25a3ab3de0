//! The protection of records (RFC 8446, sections 5.2, 5.3 and 7.3).

use std::fmt;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::ChaCha20Poly1305;
use rehome::crypto::{HashAlgorithm, Label, hkdf_expand_label};
use rehome::wire::Opaque;
use zeroize::Zeroize;

use super::secret::Secret;

/// A cipher suite whose records can be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CipherSuite {
    Aes128GcmSha256,
    Aes256GcmSha384,
    ChaCha20Poly1305Sha256,
}

impl CipherSuite {
    pub(super) const ALL: [Self; 3] =
        [Self::Aes128GcmSha256, Self::Aes256GcmSha384, Self::ChaCha20Poly1305Sha256];

    /// By its number (RFC 8446, appendix B.4).
    pub(super) const fn new(number: u16) -> Option<Self> {
        match number {
            0x1301 => Some(Self::Aes128GcmSha256),
            0x1302 => Some(Self::Aes256GcmSha384),
            0x1303 => Some(Self::ChaCha20Poly1305Sha256),
            _ => None,
        }
    }

    pub(super) const fn hash(self) -> HashAlgorithm {
        match self {
            Self::Aes128GcmSha256 | Self::ChaCha20Poly1305Sha256 => HashAlgorithm::Sha256,
            Self::Aes256GcmSha384 => HashAlgorithm::Sha384,
        }
    }
}

enum Cipher {
    Aes128Gcm(Box<Aes128Gcm>),
    Aes256Gcm(Box<Aes256Gcm>),
    ChaCha20Poly1305(ChaCha20Poly1305),
}

/// What opens the records under one traffic secret, in their order.
pub(super) struct RecordKeys {
    suite: CipherSuite,
    secret: Secret,
    cipher: Cipher,
    iv: [u8; 12],
    sequence_number: u64,
}

impl RecordKeys {
    /// None where the secret is not as long as the suite's hash.
    pub(super) fn new(suite: CipherSuite, secret: Secret) -> Option<Self> {
        let cipher = Cipher::new(suite, &secret)?;
        let mut iv = [0; 12];
        expand(suite, &secret, Label::from_array(b"iv"), &mut iv)?;
        Some(Self { suite, secret, cipher, iv, sequence_number: 0 })
    }

    /// The keys after a KeyUpdate.
    pub(super) fn updated(self) -> Option<Self> {
        let mut octets = [0; 48];
        let next = octets.get_mut(..self.suite.hash().output_len())?;
        expand(self.suite, &self.secret, Label::from_array(b"traffic upd"), next)?;
        let secret = Secret::new(next);
        octets.zeroize();
        Self::new(self.suite, secret?)
    }

    /// Opens the next record: `plaintext` becomes its TLSInnerPlaintext. Says whether it is authentic;
    /// one that is not doesn't count.
    pub(super) fn open(
        &mut self,
        header: &[u8; 5],
        encrypted_record: &[u8],
        plaintext: &mut Vec<u8>,
    ) -> bool {
        plaintext.clear();
        plaintext.extend_from_slice(encrypted_record);
        let mut nonce = self.iv;
        for (octet, number) in nonce.iter_mut().skip(4).zip(self.sequence_number.to_be_bytes()) {
            *octet ^= number;
        }
        let nonce = nonce.into();
        let opened = match &self.cipher {
            Cipher::Aes128Gcm(cipher) => cipher.decrypt_in_place(&nonce, header, plaintext),
            Cipher::Aes256Gcm(cipher) => cipher.decrypt_in_place(&nonce, header, plaintext),
            Cipher::ChaCha20Poly1305(cipher) => cipher.decrypt_in_place(&nonce, header, plaintext),
        };
        if opened.is_ok() {
            self.sequence_number = self.sequence_number.wrapping_add(1);
        }
        opened.is_ok()
    }
}

impl Cipher {
    fn new(suite: CipherSuite, secret: &Secret) -> Option<Self> {
        let (label, mut octets) = (Label::from_array(b"key"), [0; 32]);
        let length = if suite == CipherSuite::Aes128GcmSha256 { 16 } else { 32 };
        let key = octets.get_mut(..length)?;
        expand(suite, secret, label, key)?;
        let cipher = match suite {
            CipherSuite::Aes128GcmSha256 => {
                Aes128Gcm::new_from_slice(key).map(|cipher| Self::Aes128Gcm(cipher.into()))
            }
            CipherSuite::Aes256GcmSha384 => {
                Aes256Gcm::new_from_slice(key).map(|cipher| Self::Aes256Gcm(cipher.into()))
            }
            CipherSuite::ChaCha20Poly1305Sha256 => {
                ChaCha20Poly1305::new_from_slice(key).map(Self::ChaCha20Poly1305)
            }
        };
        octets.zeroize();
        cipher.ok()
    }
}

fn expand(suite: CipherSuite, secret: &Secret, label: Label<'_>, out: &mut [u8]) -> Option<()> {
    hkdf_expand_label(suite.hash(), secret.as_bytes(), label, Opaque::from_array(&[]), out).ok()
}

impl fmt::Debug for RecordKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKeys").field("suite", &self.suite).finish_non_exhaustive()
    }
}
