//! The hash of a session, HMAC and HKDF-Expand-Label with it (RFC 8446, section 7.1).

use core::fmt;

use hmac::digest::Output;
use hmac::{Hmac, KeyInit};
use sha2::{Sha256, Sha384};
use zeroize::Zeroize;

use super::Label;
use crate::tls::Signature;
use crate::wire::Opaque;

/// What every label begins with on the wire.
const PREFIX: &[u8] = b"tls13 ";

/// The hash of a session's cipher suite: what HKDF and HMAC are built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256, of 32 octets.
    Sha256,
    /// SHA-384, of 48 octets.
    Sha384,
}

impl HashAlgorithm {
    /// The hash of a cipher suite of TLS 1.3 (RFC 8446, appendix B.4), if it is one of the five.
    #[must_use]
    pub const fn of_cipher_suite(cipher_suite: u16) -> Option<Self> {
        match cipher_suite {
            0x1301 | 0x1303..=0x1305 => Some(Self::Sha256),
            0x1302 => Some(Self::Sha384),
            _ => None,
        }
    }

    /// `Hash.length`, in octets.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
        })
    }
}

/// `HKDF-Expand-Label(secret, label, context, out.len())` of RFC 8446, section 7.1. The label is
/// given without its `"tls13 "`.
///
/// A session's keys need no more than [`SessionKeys`](super::SessionKeys); this is for those who
/// derive a `resumption_master_secret` or a PSK.
///
/// # Errors
/// `secret` has another length than the hash, or `out` more than 255 times that length; `out` is
/// left untouched.
pub fn hkdf_expand_label(
    hash: HashAlgorithm,
    secret: &[u8],
    label: Label<'_>,
    context: Opaque<'_, 0, 255>,
    out: &mut [u8],
) -> Result<(), KeyError> {
    Prk::new(hash, secret)?.expand_label(label, context, out)
}

/// A secret from which others are derived: HMAC keyed by it.
pub(super) struct Prk(Mac);

impl Prk {
    #[inline(always)]
    pub(super) fn new(hash: HashAlgorithm, secret: &[u8]) -> Result<Self, KeyError> {
        Mac::new(hash, secret).map(Self)
    }

    pub(super) fn expand_label(
        &self,
        label: Label<'_>,
        context: Opaque<'_, 0, 255>,
        out: &mut [u8],
    ) -> Result<(), KeyError> {
        let (found, len) = (out.len(), self.0.hash().output_len());
        if found > 255 * len {
            return Err(KeyError::OutputLength { found, max: 255 * len });
        }
        let [.., high, low] = found.to_be_bytes();
        let [.., label_length] = (PREFIX.len() + label.len()).to_be_bytes();
        let [.., context_length] = context.len().to_be_bytes();
        // struct HkdfLabel: the length, `label<7..255>`, `context<0..255>`.
        let head = [high, low, label_length];
        let info: [&[u8]; 5] =
            [&head, PREFIX, label.as_bytes(), &[context_length], context.as_bytes()];
        match &self.0 {
            Mac::Sha256(mac, _) => expand(mac, &info, out),
            Mac::Sha384(mac) => expand(mac, &info, out),
        }
        Ok(())
    }
}

/// HKDF-Expand (RFC 5869, section 2.3), whose `info` comes in pieces. It is written out: the crate
/// `hkdf` keeps a path to a panic that the compiler can't rule out, and leaves the blocks in memory.
fn expand<M: hmac::Mac + Clone>(prk: &M, info: &[&[u8]], out: &mut [u8]) {
    let mut previous: Option<Output<M>> = None;
    for (octets, number) in out.chunks_mut(M::output_size()).zip(1_u8..=255) {
        let mut mac = prk.clone();
        if let Some(previous) = &mut previous {
            mac.update(previous);
            previous.as_mut_slice().zeroize();
        }
        info.iter().for_each(|piece| mac.update(piece));
        mac.update(&[number]);
        let block = previous.insert(mac.finalize().into_bytes());
        for (to, from) in octets.iter_mut().zip(block.iter()) {
            *to = *from;
        }
    }
    if let Some(last) = &mut previous {
        last.as_mut_slice().zeroize();
    }
}

/// HMAC keyed once, for many contents.
///
/// The shorter variant is filled up to the length of the longer one, and the filling is wiped too.
/// Octets that belong to nothing take on what stood on the stack, such as a secret, and go along
/// with every move of the value.
pub(super) enum Mac {
    Sha256(Hmac<Sha256>, [u8; FILLING]),
    Sha384(Hmac<Sha384>),
}

const FILLING: usize = size_of::<Hmac<Sha384>>() - size_of::<Hmac<Sha256>>();

/// The states wipe themselves.
impl Drop for Mac {
    fn drop(&mut self) {
        if let Self::Sha256(_, filling) = self {
            filling.zeroize();
        }
    }
}

impl Mac {
    #[inline(always)]
    pub(super) fn new(hash: HashAlgorithm, key: &[u8]) -> Result<Self, KeyError> {
        let (found, expected) = (key.len(), hash.output_len());
        let wrong = KeyError::SecretLength { hash, found, expected };
        if found != expected {
            return Err(wrong);
        }
        match hash {
            HashAlgorithm::Sha256 => {
                Hmac::new_from_slice(key).map(|mac| Self::Sha256(mac, [0; FILLING]))
            }
            HashAlgorithm::Sha384 => Hmac::new_from_slice(key).map(Self::Sha384),
        }
        .map_err(|_| wrong)
    }

    pub(super) const fn hash(&self) -> HashAlgorithm {
        match self {
            Self::Sha256(..) => HashAlgorithm::Sha256,
            Self::Sha384(_) => HashAlgorithm::Sha384,
        }
    }

    /// The HMAC over these pieces, one after the other.
    pub(super) fn sign(&self, pieces: &[&[u8]]) -> Tag {
        match self {
            Self::Sha256(mac, _) => Tag::Sha256(finish(mac.clone(), pieces).into()),
            Self::Sha384(mac) => Tag::Sha384(finish(mac.clone(), pieces).into()),
        }
    }
}

fn finish<M: hmac::Mac>(mut mac: M, pieces: &[&[u8]]) -> Output<M> {
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes()
}

/// The HMAC over a token's content, as long as the hash.
pub(super) enum Tag {
    Sha256([u8; 32]),
    Sha384([u8; 48]),
}

impl Tag {
    pub(super) const fn as_signature(&self) -> Signature<'_> {
        match self {
            Self::Sha256(octets) => Signature::from_array(octets),
            Self::Sha384(octets) => Signature::from_array(octets),
        }
    }
}

/// The right signature of a token that somebody made up is not to be found in memory.
impl Drop for Tag {
    fn drop(&mut self) {
        match self {
            Self::Sha256(octets) => octets.zeroize(),
            Self::Sha384(octets) => octets.zeroize(),
        }
    }
}

/// A key can't be derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret has another length than the hash.
    SecretLength {
        /// The hash.
        hash: HashAlgorithm,
        /// The secret's length, in octets.
        found: usize,
        /// The hash's length, in octets.
        expected: usize,
    },
    /// HKDF gives no more than 255 times the hash's length.
    OutputLength {
        /// How many octets were asked for.
        found: usize,
        /// How many there can be.
        max: usize,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecretLength { hash, found, expected } => {
                let octets = if *found == 1 { "octet" } else { "octets" };
                write!(f, "a secret of {found} {octets}, where {hash} needs {expected}")
            }
            Self::OutputLength { found, max } => {
                write!(f, "{found} octets asked of HKDF, which gives at most {max}")
            }
        }
    }
}

impl core::error::Error for KeyError {}
