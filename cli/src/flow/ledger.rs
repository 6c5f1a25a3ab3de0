//! What all connections share: what they hold together, what there is to tell, and who has outlived
//! its connection.

use super::{Flow, Notice};

/// Octets held, counted as the limits count, and notices that were not asked for yet.
#[derive(Debug)]
pub(super) struct Ledger<T> {
    pub(super) held: usize,
    pub(super) notices: Vec<Notice>,
    /// What the caller has of connections that have ended, where it is still wanted.
    pub(super) ended: Vec<(Flow, Box<T>)>,
    pub(super) outlives: fn(&T) -> bool,
}

impl<T> Ledger<T> {
    pub(super) fn new(outlives: fn(&T) -> bool) -> Self {
        Self { held: 0, notices: Vec::new(), ended: Vec::new(), outlives }
    }

    /// What something holds has changed.
    #[inline]
    pub(super) fn change(&mut self, before: usize, after: usize) {
        self.held = self.held.saturating_sub(before).saturating_add(after);
    }

    /// A connection has ended.
    pub(super) fn end(&mut self, flow: Flow, state: Option<Box<T>>) {
        if let Some(state) = state.filter(|state| (self.outlives)(state)) {
            self.ended.push((flow, state));
        }
    }
}
