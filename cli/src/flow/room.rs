//! What is forgotten, and when.

use super::What;
use super::table::Flows;
use crate::capture::FrameId;

impl<T: Default> Flows<T> {
    /// More is held than may be. The next segment that [`Flows::segment`] takes makes room.
    #[inline]
    pub fn is_crowded(&self) -> bool {
        self.table.len() > self.limits.flows || self.ledger.held > self.limits.total_octets
    }

    /// Keeps to the limits on time, connections and octets. Each look through the table is paid for
    /// by the segments since the last one, or by the eighth of the connections or octets that it
    /// frees.
    #[cold]
    pub(super) fn make_room(&mut self, frame: FrameId) {
        let first = self.ledger.notices.len();
        self.forget_idle(frame);
        if self.table.len() > self.limits.flows {
            self.forget_eighth(frame);
        }
        if self.ledger.held > self.limits.total_octets {
            self.free_octets(frame);
        }
        if let Some(new) = self.ledger.notices.get_mut(first..) {
            new.sort_by_key(|notice| notice.flow.number);
        }
    }

    fn forget_idle(&mut self, frame: FrameId) {
        if !self.clock.is_run_over() {
            return;
        }
        let Some(time) = self.clock.turn(self.table.len().saturating_mul(4).max(4096)) else {
            return;
        };
        let mut oldest = u64::MAX;
        let Self { table, clock, ledger, .. } = self;
        table.retain(|entry| {
            let kept = clock.keeps(entry.time, time);
            if kept {
                oldest = oldest.min(entry.time);
            } else {
                entry.forget(What::IdleLimit, frame, ledger);
            }
            kept
        });
        clock.set_oldest(oldest);
    }

    /// The eighth that is missed least: connections that have ended, those of no interest, those
    /// without a SYN, then the others; of each kind those first that were idle longest.
    fn forget_eighth(&mut self, frame: FrameId) {
        let mut ranks: Vec<_> = self.table.iter_mut().map(|entry| entry.rank()).collect();
        let over = self.table.len().saturating_sub(self.limits.flows);
        let count = over.max(self.limits.flows / 8).min(ranks.len());
        let Some(last) = count.checked_sub(1) else {
            return;
        };
        let (_, &mut last, _) = ranks.select_nth_unstable(last);
        let Self { table, ledger, .. } = self;
        table.retain(|entry| {
            let kept = entry.rank() > last;
            if !kept {
                entry.forget(What::FlowsLimit, frame, ledger);
            }
            kept
        });
    }

    /// Frees an eighth of the octets, of the connections that were idle longest: first what is only
    /// kept to compare with, then the connections, those without a SYN before others.
    fn free_octets(&mut self, frame: FrameId) {
        let most = self.limits.total_octets / 8 * 7;
        let holding = self.table.iter_mut().filter(|entry| entry.cost() > 0);
        let mut holding: Vec<_> = holding.collect();
        holding.sort_unstable_by_key(|entry| entry.last);
        for entry in &mut holding {
            if self.ledger.held <= most {
                return;
            }
            let before = entry.cost();
            entry.forget_history();
            self.ledger.change(before, entry.cost());
        }
        holding.sort_by_key(|entry| entry.has_syn());
        for entry in holding {
            if self.ledger.held <= most {
                return;
            }
            if entry.cost() > 0 {
                entry.forget(What::TotalLimit, frame, &mut self.ledger);
            }
        }
    }
}
