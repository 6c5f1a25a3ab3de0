//! Most segments of a large capture: those that bring nothing to be read.

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
            if !self.pass(segment).unwrap_or_else(|| self.find_and_pass(segment)) {
                break;
            }
            passed += 1;
        }
        passed
    }

    /// Whether a segment may pass, which it does then. None where no slot knows its entry.
    #[inline(always)]
    fn pass(&mut self, segment: &Glance) -> Option<bool> {
        let Self { table, clock, segments, .. } = self;
        let (entry, higher) = table.known(&segment.ends, segment.hint)?;
        Some(entry.pass(higher, segment, clock, segments).is_some())
    }

    #[inline(never)]
    fn find_and_pass(&mut self, segment: &Glance) -> bool {
        let is_found = self.table.look_up(&segment.ends, segment.hint).is_some();
        is_found && self.pass(segment) == Some(true)
    }
}
