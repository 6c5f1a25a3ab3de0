//! TCP Migrate: its key, tokens and requests, and who may move a connection
//! (draft-snoeren-tcp-migrate-00 and the slides of June 2000).
//!
//! ```text
//! Token   = SHA-1(Ni, Nj, K)                 the first 8 octets: which connection
//! Request = SHA-1(Ni, Nj, K, SeqNo, ReqNo)   the first 8 octets: that its peer asks
//!                 4   4  25      4      1
//! ```

mod connection;
mod key;
mod state;

use core::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

pub use connection::{MigrateConnection, MigrateEvent};
pub use key::{MigrateKey, SharedSecretError};
pub use state::{
    MigrateAnswer, MigrateReason, MigrateState, MigrateStep, StateEvent, SynJudgement,
};

use crate::tcp::Migrate;

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

    /// What is to be said of the option of a SYN with this sequence number, after the ReqNo in this
    /// octet was accepted last. Whether one that is [stale](SynJudgement::Stale) is a duplicate takes
    /// more of the last SYN, which a [`MigrateConnection`] has.
    #[must_use]
    pub fn judge(&self, migrate: &Migrate<'_>, seqno: u32, last_reqno: Option<u8>) -> SynJudgement {
        if !self.is_token(migrate) {
            SynJudgement::UnknownToken
        } else if last_reqno.is_some_and(|last| !self.view.is_newer(migrate.reqno, last)) {
            SynJudgement::Stale
        } else if !self.is_request(migrate, seqno) {
            SynJudgement::WrongRequest
        } else {
            SynJudgement::Right
        }
    }

    fn keyed(&self) -> Sha1 {
        let initial = [self.ni.to_be_bytes(), self.nj.to_be_bytes()];
        Sha1::new().chain_update(initial.as_flattened()).chain_update(self.key.as_bytes())
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
