//! Most segments of a large capture: those that bring nothing to be read.

use super::table::Flows;
use crate::packet::Glance;

impl<T: Default> Flows<T> {
    /// Takes a segment that was glanced at, if it brings nothing to be read and there is nothing to tell
    /// after it, as [`Flows::segment`] would, but for [`Flows::current`]. Else nothing happens, and it is
    /// to be taken there. Not to be asked while [`Flows::is_crowded`].
    #[inline(always)]
    pub fn pass_over(&mut self, segment: &Glance, time: Option<u64>) -> bool {
        self.pass(segment, time).unwrap_or_else(|| self.open_and_pass(segment, time))
    }

    /// Lets a segment pass, if its lane is open and it may. None where there is no open lane.
    #[inline(always)]
    fn pass(&mut self, segment: &Glance, time: Option<u64>) -> Option<bool> {
        let lane = self.table.open_lane(&segment.ends, segment.hint)?;
        let Some(octets) = lane.passes(segment) else { return Some(false) };
        let Some(now) = self.clock.passes(time, lane.time) else { return Some(false) };
        self.segments = self.segments.wrapping_add(1);
        lane.pass(octets, self.segments, now);
        Some(true)
    }

    #[inline(never)]
    fn open_and_pass(&mut self, segment: &Glance, time: Option<u64>) -> bool {
        let is_there = self.table.open(&segment.ends, segment.hint).is_some();
        is_there && self.pass(segment, time).unwrap_or(false)
    }
}
