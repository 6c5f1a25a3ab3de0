//! Most segments of a large capture: those that bring nothing to be read.

use super::entry::Stage;
use super::half::Half;
use super::key::Key;
use super::table::Flows;
use crate::packet::Glance;

impl<T: Default> Flows<T> {
    /// Takes a segment that was glanced at, if it brings nothing to be read and there is nothing to tell
    /// after it, as [`Flows::segment`] would, but for [`Flows::current`]. Else nothing happens, and it is
    /// to be taken there.
    #[inline]
    pub fn pass_over(&mut self, segment: &Glance, time: Option<u64>) -> bool {
        if self.is_crowded() {
            return false;
        }
        let (key, higher) = Key::of_glance(segment);
        let Some(entry) = self.table.guess(&key) else { return false };
        let direction = entry.direction(higher);
        let Stage::Live(connection) = &mut entry.stage else { return false };
        let half = connection.halves.of_mut(direction);
        if !half.may_pass_over(segment) || !self.clock.passes(time, entry.time) {
            return false;
        }
        half.pass_over(segment);
        self.segments = self.segments.wrapping_add(1);
        entry.last = self.segments;
        entry.time = self.clock.now();
        true
    }
}

impl Half {
    /// Whether a segment changes nothing but how far it goes.
    #[inline]
    fn may_pass_over(&self, segment: &Glance) -> bool {
        if self.fin.is_some() || self.anchor.is_none() {
            return false;
        }
        match &self.stream {
            _ if segment.payload == 0 && segment.missing == 0 => true,
            None => !self.loose,
            Some(stream) => {
                let end = stream.next.saturating_add(u64::from(segment.payload));
                end <= stream.skipped_to
                    && segment.missing == 0
                    && self.seen == stream.next
                    && !self.loose
                    && stream.held.is_empty()
                    && u64::try_from(self.offset(segment.sequence_number)) == Ok(stream.next)
            }
        }
    }

    /// Takes note of how far a segment goes.
    #[inline]
    fn pass_over(&mut self, segment: &Glance) {
        if segment.payload == 0 && segment.missing == 0 {
            return;
        }
        let length = i64::from(segment.payload) + i64::from(segment.missing);
        let end = self.offset(segment.sequence_number).saturating_add(length);
        self.seen = self.seen.max(u64::try_from(end).unwrap_or(0));
        if let Some(stream) = &mut self.stream {
            stream.next = self.seen;
        }
    }
}
