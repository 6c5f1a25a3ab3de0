//! What all connections share: what they hold together, and what there is to tell.

use super::Notice;

/// Octets held, counted as the limits count, and notices that were not asked for yet.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) held: usize,
    pub(super) notices: Vec<Notice>,
}

impl Ledger {
    /// What something holds has changed.
    #[inline]
    pub(super) fn change(&mut self, before: usize, after: usize) {
        self.held = self.held.saturating_sub(before).saturating_add(after);
    }
}
