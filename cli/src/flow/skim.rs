//! Most segments of a large capture: those that bring nothing to be read.

use super::entry::{Entry, Stage};
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
        let Some(mut guess) = self.table.guess(&key) else { return false };
        let last = guess.top.time();
        if !segment.is_empty() {
            let Some(half) = guess.entry().and_then(|entry| entry.half(higher)) else {
                return false;
            };
            if !half.may_pass_over(segment) || !self.clock.passes(time, last) {
                return false;
            }
            half.pass_over(segment);
        } else {
            if !guess.top.is_calm(higher) {
                let half = guess.entry().and_then(|entry| entry.half(higher));
                if !half.is_some_and(|half| half.is_under_way()) {
                    return false;
                }
                guess.top.set_calm(higher);
            }
            if !self.clock.passes(time, last) {
                return false;
            }
        }
        self.segments = self.segments.wrapping_add(1);
        guess.top.last = self.segments;
        guess.top.set_time(self.clock.now());
        true
    }
}

impl<T> Entry<T> {
    /// The direction from one of the endpoints, of a connection that has not ended.
    #[inline]
    fn half(&mut self, higher: bool) -> Option<&mut Half> {
        let direction = self.direction(higher);
        match &mut self.stage {
            Stage::Live(connection) => Some(connection.halves.of_mut(direction)),
            Stage::Over(_) => None,
        }
    }
}

impl Half {
    /// Whether it has begun, and has not come to its end.
    #[inline]
    fn is_under_way(&self) -> bool {
        self.fin.is_none() && self.anchor.is_some()
    }

    /// Whether a segment changes nothing but how far it goes.
    #[inline]
    fn may_pass_over(&self, segment: &Glance) -> bool {
        if !self.is_under_way() || self.loose {
            return false;
        }
        match &self.stream {
            None => true,
            Some(stream) => {
                let end = stream.next.saturating_add(u64::from(segment.payload));
                end <= stream.skipped_to
                    && segment.missing == 0
                    && self.seen == stream.next
                    && stream.held.is_empty()
                    && u64::try_from(self.offset(segment.sequence_number)) == Ok(stream.next)
            }
        }
    }

    /// Takes note of how far a segment goes.
    #[inline]
    fn pass_over(&mut self, segment: &Glance) {
        let length = i64::from(segment.payload) + i64::from(segment.missing);
        let end = self.offset(segment.sequence_number).saturating_add(length);
        self.seen = self.seen.max(u64::try_from(end).unwrap_or(0));
        if let Some(stream) = &mut self.stream {
            stream.next = self.seen;
        }
    }
}
