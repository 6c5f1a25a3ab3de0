//! Why the memory of one process can't tell.

use core::fmt;

/// Why an [`InMemoryNonces`](super::InMemoryNonces) can't tell, or can't keep a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InMemoryNoncesError {
    /// All room is taken by nonces that are still live.
    Full {
        /// For how many nonces there is room.
        capacity: usize,
    },
    /// The nonce would have to be kept for longer than the memory keeps any.
    TooLong {
        /// For how many seconds it would have to be kept.
        retention: u64,
        /// The greatest number of seconds.
        max: u64,
    },
    /// The time to which the nonce had to be kept has passed, by this clock or by one that was seen
    /// before: it may have been used and forgotten.
    Passed {
        /// That time, in seconds since the Unix epoch.
        retain_until: u64,
    },
    /// The system has no memory left.
    OutOfMemory,
}

impl fmt::Display for InMemoryNoncesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { capacity } => write!(f, "all room for {capacity} nonces is taken"),
            Self::TooLong { retention, max } => {
                write!(f, "a nonce to be kept for {retention} seconds, where {max} are the most")
            }
            Self::Passed { retain_until } => {
                write!(f, "second {retain_until}, to which the nonce had to be kept, has passed")
            }
            Self::OutOfMemory => f.write_str("the system has no memory left"),
        }
    }
}

impl core::error::Error for InMemoryNoncesError {}
