//! Most segments of a large capture: those that bring nothing to be read.

use super::idle::Clock;
use super::lanes::Lane;
use super::table::Flows;
use crate::packet::Glance;

impl<T: Default> Flows<T> {
    /// Takes segments that were glanced at, up to the first that brings something to be read, or after
    /// which there is something to tell, as [`Flows::segment`] would, but for [`Flows::current`]. Says how
    /// many; the next is to be taken there. Not to be asked while [`Flows::is_crowded`].
    #[inline(always)]
    pub fn pass_over(&mut self, segments: &[Option<Glance>]) -> usize {
        let mut passed = 0;
        while let Some(Some(segment)) = segments.get(passed) {
            if !self.pass(segment).unwrap_or_else(|| self.open_and_pass(segment)) {
                break;
            }
            passed += 1;
        }
        passed
    }

    /// Lets a segment pass, if its lane is open and it may. None where there is no open lane.
    #[inline(always)]
    fn pass(&mut self, segment: &Glance) -> Option<bool> {
        let Self { table, clock, segments, .. } = self;
        let lane = table.open_lane(&segment.ends, segment.hint)?;
        Some(pass_on(lane, clock, segments, segment).is_some())
    }

    #[inline(never)]
    fn open_and_pass(&mut self, segment: &Glance) -> bool {
        let Self { table, clock, segments, .. } = self;
        let lane = table.open(&segment.ends, segment.hint);
        lane.and_then(|lane| pass_on(lane, clock, segments, segment)).is_some()
    }
}

/// Lets a segment pass on an open lane, if it may.
#[inline(always)]
fn pass_on(lane: &mut Lane, clock: &mut Clock, segments: &mut u64, segment: &Glance) -> Option<()> {
    let octets = lane.passes(segment)?;
    let now = clock.passes(segment.time, lane.time)?;
    *segments = segments.wrapping_add(1);
    lane.pass(octets, *segments, now);
    Some(())
}
