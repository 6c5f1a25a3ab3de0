//! How long connections had no segment, by the times of the frames.

use std::time::Duration;

use crate::capture::FrameId;
use crate::packet::Glance;

/// The time of the capture, and when it is worth a look which connections have been idle for too
/// long. Times may be missing, and go backwards: what is judged by is the earliest time of a run
/// of frames, so that one odd clock among several forgets nothing that others still use.
#[derive(Debug)]
pub(super) struct Clock {
    /// In nanoseconds.
    idle: u64,
    /// The last time that a frame had.
    now: u64,
    /// The earliest time in this run.
    earliest: u64,
    /// No connection had its last segment before.
    oldest: u64,
    /// Segments until the run ends.
    left: usize,
}

/// The time of what has none.
pub(super) const NEVER: u64 = Glance::NEVER;
/// The last time that a frame can have.
const LAST: u64 = NEVER - 1;

impl Clock {
    pub(super) fn new(idle: Duration) -> Self {
        let idle = u64::try_from(idle.as_nanos()).unwrap_or(NEVER);
        Self { idle, now: NEVER, earliest: NEVER, oldest: NEVER, left: 0 }
    }

    /// Takes note of a frame, and tells whether a run of frames has ended.
    #[inline]
    pub(super) fn tick(&mut self, frame: FrameId) -> bool {
        if let Some(time) = frame.time {
            let now = time.nanoseconds_in_all().min(LAST);
            self.now = now;
            self.earliest = self.earliest.min(now);
        }
        self.left = self.left.saturating_sub(1);
        self.is_run_over()
    }

    /// Takes note of a frame by its time, which may be [`NEVER`], as [`Clock::tick`] does, and tells when
    /// it happens, unless a run of frames ends with it, or it has been too long since the `last` one, or
    /// that had no time and this one has.
    #[inline(always)]
    pub(super) fn passes(&mut self, time: u64, last: u64) -> Option<u64> {
        if self.left <= 1 {
            return None;
        }
        if time == NEVER {
            let may = !self.is_past(last) && (last != NEVER || self.now == NEVER);
            self.left -= usize::from(may);
            return may.then_some(self.now);
        }
        if last == NEVER || time.saturating_sub(last) > self.idle {
            return None;
        }
        self.left -= 1;
        (self.now, self.earliest) = (time, self.earliest.min(time));
        Some(time)
    }

    /// The later one of a time and now. A frame without a time has that of the last one.
    #[inline]
    pub(super) fn latest(&self, last: u64) -> u64 {
        if last == NEVER { self.now } else { last.max(self.now) }
    }

    /// Since then it has been too long.
    #[inline]
    pub(super) fn is_past(&self, last: u64) -> bool {
        self.too_long(last, self.now)
    }

    #[inline]
    fn too_long(&self, last: u64, now: u64) -> bool {
        // Once a frame had a time, what comes later has one.
        now.saturating_sub(last) > self.idle && now != NEVER
    }

    /// A run of frames has ended.
    pub(super) fn is_run_over(&self) -> bool {
        self.left == 0
    }

    /// Ends a run and begins one of so many segments. Returns the time to judge by, if something
    /// may have been idle for too long.
    pub(super) fn turn(&mut self, segments: usize) -> Option<u64> {
        self.left = segments;
        let time = std::mem::replace(&mut self.earliest, NEVER);
        self.oldest = self.oldest.min(time);
        self.too_long(self.oldest, time).then_some(time)
    }

    /// Whether something is still to be kept at this time; asked of all, to know the oldest left.
    pub(super) fn keeps(&self, last: u64, time: u64) -> bool {
        !self.too_long(last, time)
    }

    /// What is left is no older than this.
    pub(super) fn set_oldest(&mut self, oldest: u64) {
        self.oldest = oldest;
    }
}
