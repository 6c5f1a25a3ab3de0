//! Remembering which tokens were used.

#[cfg(feature = "std")]
mod memory;

use core::time::Duration;

use super::MAX_TOKEN_LIFETIME;
use crate::tls::{Nonce, SessionId};

#[cfg(feature = "std")]
pub use memory::{InMemoryNonces, InMemoryNoncesError};

/// For how long memories keep a nonce by default: [`MAX_TOKEN_LIFETIME`], and a day on top for
/// clocks that differ.
pub const MAX_NONCE_RETENTION: Duration =
    Duration::from_secs(MAX_TOKEN_LIFETIME.as_secs() + 24 * 60 * 60);

/// One use of a nonce, to be remembered until the token can't be valid any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NonceUse<'a> {
    /// The session of the token: a nonce is unique within its session only (a ruling).
    pub session_id: SessionId<'a>,
    /// The nonce of the token.
    pub nonce: Nonce<'a>,
    /// The verifier's clock, in seconds since the Unix epoch.
    pub now: u64,
    /// The last second at which a verifier would take the token: its expiry, and the tolerance for
    /// clocks on top.
    pub retain_until: u64,
}

/// What a memory says of a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a nonce that was used before must refuse its token"]
pub enum Freshness {
    /// It was never used, and is used now.
    Fresh,
    /// It was used before.
    Replayed,
}

/// A memory of the nonces that were used, one for all servers that a token may be presented to.
///
/// Implementations keep to this (a ruling where the draft only says that used nonces are tracked):
///
/// - The key is session_id and nonce together, so that no octet can pass from one to the other.
/// - Asking and remembering are one atomic step: of any number of servers that ask for one nonce at
///   the same time, exactly one is told [`Freshness::Fresh`].
/// - A nonce is kept to the end of the second [`NonceUse::retain_until`] by the latest clock seen. A
///   memory that is full, out of reach or can't express that second says so by an error.
/// - What it can't tell is an error, never `Fresh`.
///
/// Only tokens with a right signature get here, so strangers can't fill it. A client can: it knows
/// its session's secret and can sign tokens with expiries of its own. Bound how long an entry may
/// be kept, as `InMemoryNonces` (feature `std`) does.
///
/// The method takes `&self`; a memory for one thread can keep its state in a `Cell`.
pub trait NonceMemory {
    /// Why a memory can't tell.
    type Error;

    /// Uses a nonce, and says whether it was used before.
    ///
    /// # Errors
    /// The memory can't tell, or can't remember it. The token is refused.
    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Self::Error>;
}

impl<M: NonceMemory + ?Sized> NonceMemory for &M {
    type Error = M::Error;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Self::Error> {
        (**self).consume(used)
    }
}
