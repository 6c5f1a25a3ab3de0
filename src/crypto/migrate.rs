//! TCP Migrate: its key, tokens and requests, and who may move a connection
//! (draft-snoeren-tcp-migrate-00 and the slides of June 2000).
//!
//! ```text
//! Token   = SHA-1(Ni, Nj, K)                 the first 8 octets: which connection
//! Request = SHA-1(Ni, Nj, K, SeqNo, ReqNo)   the first 8 octets: that its peer asks
//!                 4   4  25      4      1
//! ```

mod connection;
mod state;

use core::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use connection::{MigrateConnection, MigrateEvent};
pub use state::{
    MigrateAnswer, MigrateReason, MigrateState, MigrateStep, StateEvent, SynJudgement,
};

use crate::tcp::Migrate;

/// `K`: the key that both ends of a connection share, 25 octets.
///
/// In the secure variant both ends agree on it by elliptic-curve Diffie-Hellman, from the
/// [`PublicKey`](crate::tcp::PublicKey)s of their SYNs. That is the caller's: neither document
/// assigns a number to any curve, nor says how its points stand in 25 octets, so there is nothing to
/// agree on with a stranger; who has settled that with their peers brings the shared secret here. The
/// insecure variant has a key of zeros.
///
/// It is zeroised on drop, not shown by Debug, and compared in constant time. There is no `Clone`, so
/// that copies of a secret are not made in passing.
pub struct MigrateKey([u8; 25]);

impl MigrateKey {
    /// The key of the insecure variant: zeros. Whoever knows the initial sequence numbers can move
    /// the connection.
    pub const INSECURE: Self = Self([0; 25]);

    /// A shared secret of at most 25 octets, padded with zeros on the left.
    ///
    /// # Errors
    /// It has more octets, or is zero: that comes of an exchange that has failed, and would be
    /// [`MigrateKey::INSECURE`].
    pub fn from_shared_secret(shared_secret: &[u8]) -> Result<Self, SharedSecretError> {
        let mut key = Self::INSECURE;
        let too_long = SharedSecretError::TooLong { found: shared_secret.len() };
        let padding = key.0.len().checked_sub(shared_secret.len()).ok_or(too_long)?;
        for (to, from) in key.0.iter_mut().skip(padding).zip(shared_secret) {
            *to = *from;
        }
        if key == Self::INSECURE { Err(SharedSecretError::Zero) } else { Ok(key) }
    }
}

/// A key as it is, that of zeros too.
impl From<[u8; 25]> for MigrateKey {
    fn from(key: [u8; 25]) -> Self {
        Self(key)
    }
}

impl Drop for MigrateKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for MigrateKey {}

/// In constant time.
impl PartialEq for MigrateKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for MigrateKey {}

impl fmt::Debug for MigrateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MigrateKey(..)")
    }
}

/// A shared secret can't be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SharedSecretError {
    /// It has more octets than the key.
    TooLong {
        /// How many octets it has.
        found: usize,
    },
    /// All its octets are zero, or it has none.
    Zero,
}

impl fmt::Display for SharedSecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { found } => {
                write!(f, "a shared secret of {found} octets, where the key has 25")
            }
            Self::Zero => f.write_str("a shared secret of zero, which is the insecure key"),
        }
    }
}

impl core::error::Error for SharedSecretError {}

/// Which bits of its octet are ReqNo.
///
/// Ruling: the slides have 8 bits; the draft has 7, with the Preload flag above them. Each hashes
/// what it calls ReqNo as one octet, so the draft's view with the Preload bit clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ReqNoView {
    /// All eight, as the slides have it.
    EightBit,
    /// The lower seven, as the draft has it. The Preload flag above them is hashed by nobody: on the
    /// way it can be set and cleared.
    SevenBit,
}

impl ReqNoView {
    /// ReqNo in its octet.
    #[must_use]
    pub const fn reqno(self, octet: u8) -> u8 {
        match self {
            Self::EightBit => octet,
            Self::SevenBit => octet & 0x7f,
        }
    }

    /// Whether the ReqNo of one octet is newer than that of the last one accepted, in serial
    /// arithmetic: ahead by less than half of the numbers. (A ruling: exactly half is not newer.)
    ///
    /// Numbers come round: after 129 moves (65 in the view of 7 bits) a copy of the first request is
    /// newer again, and its Request still right. The documents have nothing against it; a connection
    /// that may move so often should be ended before.
    #[must_use]
    pub const fn is_newer(self, octet: u8, last: u8) -> bool {
        let ahead = self.reqno(octet.wrapping_sub(last));
        let half = match self {
            Self::EightBit => 0x80,
            Self::SevenBit => 0x40,
        };
        0 < ahead && ahead < half
    }
}

/// What both ends of a migrateable connection know, and others do not: the initial sequence numbers
/// and the key.
///
/// ```
/// use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};
/// use rehome::tcp::Migrate;
///
/// let secrets = MigrateSecrets {
///     ni: 0x0102_0304,
///     nj: 0x0506_0708,
///     key: MigrateKey::INSECURE,
///     view: ReqNoView::SevenBit,
/// };
/// let (token, request) = (secrets.token(), secrets.request(0x090a_0b0c, 1));
/// let migrate = Migrate { reqno: 1, token: &token, request: &request };
/// assert!(secrets.is_token(&migrate) && secrets.is_request(&migrate, 0x090a_0b0c));
/// ```
pub struct MigrateSecrets {
    /// `Ni`: the initial sequence number of the end that opened the connection.
    pub ni: u32,
    /// `Nj`: that of the other end.
    pub nj: u32,
    /// `K`.
    pub key: MigrateKey,
    /// How both ends read ReqNo.
    pub view: ReqNoView,
}

impl MigrateSecrets {
    /// `Token`: which connection is meant. It stays the same for the life of the connection.
    #[must_use]
    pub fn token(&self) -> [u8; 8] {
        first_eight(self.keyed())
    }

    /// `Request`: that the peer itself asks to move, in a SYN of this sequence number and with this
    /// octet for ReqNo.
    #[must_use]
    pub fn request(&self, seqno: u32, reqno_octet: u8) -> [u8; 8] {
        let reqno = self.view.reqno(reqno_octet);
        first_eight(self.keyed().chain_update(seqno.to_be_bytes()).chain_update([reqno]))
    }

    /// Whether an option means this connection, in constant time.
    #[must_use]
    pub fn is_token(&self, migrate: &Migrate<'_>) -> bool {
        self.token().ct_eq(migrate.token).into()
    }

    /// Whether the option of a SYN with this sequence number was made by one who knows the secrets,
    /// in constant time. Whether it is a new one is for [`ReqNoView::is_newer`] to say.
    #[must_use]
    pub fn is_request(&self, migrate: &Migrate<'_>, seqno: u32) -> bool {
        self.request(seqno, migrate.reqno).ct_eq(migrate.request).into()
    }

    fn keyed(&self) -> Sha1 {
        let initial = [self.ni.to_be_bytes(), self.nj.to_be_bytes()];
        Sha1::new().chain_update(initial.as_flattened()).chain_update(self.key.0.as_slice())
    }
}

/// The key is shown by nobody, the initial sequence numbers neither: in the insecure variant they
/// are all that there is to know.
impl fmt::Debug for MigrateSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MigrateSecrets").field("view", &self.view).finish_non_exhaustive()
    }
}

fn first_eight(hash: Sha1) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 20] = hash.finalize().into();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_secret_is_padded_on_the_left() {
        for len in 1..=25 {
            let key = MigrateKey::from_shared_secret(&[9; 25][..len]).unwrap();
            assert!(key.0[..25 - len].iter().all(|octet| *octet == 0));
            assert!(key.0[25 - len..].iter().all(|octet| *octet == 9));
        }
        let error = MigrateKey::from_shared_secret(&[0; 26]).unwrap_err();
        assert_eq!(error, SharedSecretError::TooLong { found: 26 });
    }

    #[test]
    fn the_insecure_key_is_taken_by_its_name_only() {
        for len in 0..=25 {
            let error = MigrateKey::from_shared_secret(&[0; 25][..len]).unwrap_err();
            assert_eq!(error, SharedSecretError::Zero);
        }
        assert_eq!(MigrateKey::from([0; 25]), MigrateKey::INSECURE);
    }

    #[test]
    fn newer_is_less_than_half_of_the_numbers_ahead() {
        for (view, numbers) in [(ReqNoView::EightBit, 256_u16), (ReqNoView::SevenBit, 128)] {
            for last in 0..=255 {
                for octet in 0..=255 {
                    let of = |octet: u8| u16::from(octet) % numbers;
                    let ahead = (numbers + of(octet) - of(last)) % numbers;
                    let newer = ahead != 0 && ahead < numbers / 2;
                    assert_eq!(view.is_newer(octet, last), newer, "{view:?} {octet} {last}");
                }
            }
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let key = MigrateKey::from_shared_secret(&[0xab; 25]).unwrap();
        let secrets = MigrateSecrets { ni: 171, nj: 171, key, view: ReqNoView::EightBit };
        let shown = std::format!("{secrets:?} {:?}", secrets.key).to_lowercase();
        assert!(!shown.contains("171") && !shown.contains("ab"), "{shown}");
    }
}
