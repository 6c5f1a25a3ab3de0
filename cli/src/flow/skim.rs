//! Most segments of a large capture: those that bring nothing to be read.

use super::idle::Clock;
use super::lanes::Lane;
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
        let Self { table, clock, segments, .. } = self;
        let lane = table.open_lane(&segment.ends, segment.hint)?;
        Some(pass_on(lane, clock, segments, segment, time).is_some())
    }

    #[inline(never)]
    fn open_and_pass(&mut self, segment: &Glance, time: Option<u64>) -> bool {
        let Self { table, clock, segments, .. } = self;
        let lane = table.open(&segment.ends, segment.hint);
        lane.and_then(|lane| pass_on(lane, clock, segments, segment, time)).is_some()
    }
}

/// Lets a segment pass on an open lane, if it may.
#[inline(always)]
fn pass_on(
    lane: &mut Lane,
    clock: &mut Clock,
    segments: &mut u64,
    segment: &Glance,
    time: Option<u64>,
) -> Option<()> {
    let octets = lane.passes(segment)?;
    let now = clock.passes(time, lane.time)?;
    *segments = segments.wrapping_add(1);
    lane.pass(octets, *segments, now);
    Some(())
}
