//! The hash of a session, HMAC and HKDF-Expand-Label with it (RFC 8446, section 7.1).

use core::fmt;

use super::Label;
use super::mac::Mac;
use crate::wire::Opaque;

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
    let mut prk = Mac::new(hash);
    prk.key(secret)?;
    prk.expand_label(label, context, out)
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
