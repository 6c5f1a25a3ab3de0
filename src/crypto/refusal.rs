//! Why a token is refused, and what a server does then.

use core::convert::Infallible;
use core::fmt;

use crate::error::Error;

/// Why a token is refused.
///
/// A token that is [malformed](Refusal::Malformed) breaks the handshake, with the alert that
/// [`Error::alert`] names. After every other refusal the server does not accept the PSK that the
/// token came with, and goes on with a full handshake; it sends no alert, and need not tell the
/// client why. What else a server does:
///
/// | refusal | what it may mean | what to do |
/// |---|---|---|
/// | `Malformed` | a broken client | abort with the alert |
/// | `SessionMismatch` | ticket and token of different sessions, or labels that differ | count it; labels are one decision for all servers |
/// | `BadSignature` | a forged or damaged token, or the other reading of the content | count it, rate-limit its source |
/// | `Expired` | a slow client, or clocks apart | nothing; look at the clocks if there are many |
/// | `WrongTarget` | a token for another server, or an address that this one does not know as its own | count it; after a change of addresses look at the configuration |
/// | `Replayed` | a copied hello, or a client that tries twice | count it, and never take its early data |
/// | `NonceMemory` | the memory is full or out of reach, or a clock has jumped | raise an alarm: no session can move until it is mended |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal<E = Infallible> {
    /// It is no token.
    Malformed(Error),
    /// Its session_id is not the session's.
    SessionMismatch,
    /// Its signature is not that of the session's key over its content.
    BadSignature,
    /// Its expiry_timestamp has passed.
    Expired,
    /// Its target_address is not one of the server's own.
    WrongTarget,
    /// Its nonce was used before.
    Replayed,
    /// The memory of nonces can't tell whether its nonce was used, or can't keep it.
    NonceMemory(E),
}

impl<E> Refusal<E> {
    /// The name of this refusal in the test vectors: a few words in snake case that do not change.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(error) => error.reason().code(),
            Self::SessionMismatch => "session_mismatch",
            Self::BadSignature => "bad_signature",
            Self::Expired => "expired",
            Self::WrongTarget => "wrong_target",
            Self::Replayed => "replayed",
            Self::NonceMemory(_) => "nonce_memory",
        }
    }
}

impl Refusal {
    /// The same refusal, where a memory of nonces might have been the reason.
    #[must_use]
    pub fn widen<E>(self) -> Refusal<E> {
        match self {
            Self::Malformed(error) => Refusal::Malformed(error),
            Self::SessionMismatch => Refusal::SessionMismatch,
            Self::BadSignature => Refusal::BadSignature,
            Self::Expired => Refusal::Expired,
            Self::WrongTarget => Refusal::WrongTarget,
            Self::Replayed => Refusal::Replayed,
            Self::NonceMemory(never) => match never {},
        }
    }
}

impl<E: fmt::Display> fmt::Display for Refusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not a token: {error}"),
            Self::SessionMismatch => f.write_str("session_id is not the session's"),
            Self::BadSignature => f.write_str("signature is not that of the session's key"),
            Self::Expired => f.write_str("expiry_timestamp has passed"),
            Self::WrongTarget => f.write_str("target_address is not one of the server's own"),
            Self::Replayed => f.write_str("nonce was used before"),
            Self::NonceMemory(error) => write!(f, "the memory of nonces can't tell: {error}"),
        }
    }
}

impl<E: core::error::Error> core::error::Error for Refusal<E> {
    /// What is behind the error of a memory of nonces, which itself stands in this one's text.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NonceMemory(error) => error.source(),
            _ => None,
        }
    }
}
