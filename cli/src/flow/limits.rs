//! How much may be held.

use std::time::Duration;

/// Bounds on memory and on waiting.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that are followed at once, those that have just ended included.
    pub flows: usize,
    /// Octets held for one direction of a connection: half of them, but at most 64 KiB, of what was
    /// given out, to compare copies with, the rest of what waits for a gap to be filled.
    pub octets: usize,
    /// Octets held for all connections together, those that the caller holds included.
    pub total_octets: usize,
    /// After so long without a segment a connection is forgotten.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            flows: 65_536,
            octets: 4 << 20,
            total_octets: 512 << 20,
            idle: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

impl Limits {
    /// Of `octets`, those for what was given out.
    pub(super) fn history(&self) -> usize {
        (self.octets / 2).min(64 << 10)
    }

    /// Of `octets`, those for what follows a gap.
    pub(super) fn waiting(&self) -> usize {
        self.octets.saturating_sub(self.history())
    }
}
