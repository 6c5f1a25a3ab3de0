//! Most segments of a large capture: those that bring nothing to be read.

use super::table::Flows;
use crate::packet::Glance;

impl<T: Default> Flows<T> {
    /// Takes a segment that was glanced at, if it brings nothing to be read and there is nothing to tell
    /// after it, as [`Flows::segment`] would, but for [`Flows::current`]. Else nothing happens, and it is
    /// to be taken there.
    #[inline(always)]
    pub fn pass_over(&mut self, segment: &Glance, time: Option<u64>) -> bool {
        if self.is_crowded() {
            return false;
        }
        let Some(lane) = self.table.lane(&segment.ends, segment.hint) else { return false };
        let Some(octets) = lane.passes(segment) else { return false };
        let Some(now) = self.clock.passes(time, lane.time) else { return false };
        self.segments = self.segments.wrapping_add(1);
        lane.pass(octets, self.segments, now);
        true
    }
}
