//! The time of a frame: ticks of a clock whose resolution the file states.

/// A time since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds, rounded down.
    pub seconds: u64,
    /// The rest, below 1,000,000,000.
    pub nanoseconds: u32,
}

impl Timestamp {
    /// All of it in nanoseconds, or the last that 64 bits tell.
    #[inline]
    pub(crate) fn nanoseconds_in_all(self) -> u64 {
        self.seconds.saturating_mul(1_000_000_000).saturating_add(u64::from(self.nanoseconds))
    }
}

/// What a frame's ticks count, and from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// `if_tsresol`: a power of 10, or of 2 where the high bit is set.
    resolution: u8,
    /// In seconds.
    offset: i64,
}

impl Clock {
    pub(super) const MICROSECONDS: Self = Self::new(6, 0);
    pub(super) const NANOSECONDS: Self = Self::new(9, 0);

    /// `if_tsresol` and `if_tsoffset` of pcapng.
    pub(super) const fn new(resolution: u8, offset: i64) -> Self {
        Self { resolution, offset }
    }

    fn ticks_per_second(self) -> u128 {
        let exponent = u32::from(self.resolution & 0x7f);
        match self.resolution {
            // Powers that don't fit are so large that 64 bits of ticks are no nanosecond, as is the
            // bound.
            ..0x80 => 10u128.saturating_pow(exponent),
            // The exponent is at most 127, and 2^127 fits.
            _ => 1 << exponent,
        }
    }

    /// The time after so many ticks, where it is one that [`Timestamp`] can tell.
    #[inline]
    pub(super) fn at(self, ticks: u64) -> Option<Timestamp> {
        // Those of most files, since a division by what is known is none.
        let [seconds, rest] = match self {
            Self::MICROSECONDS => [ticks / 1_000_000, ticks % 1_000_000 * 1_000],
            Self::NANOSECONDS => [ticks / 1_000_000_000, ticks % 1_000_000_000],
            _ => return self.at_any(ticks),
        };
        Some(Timestamp { seconds, nanoseconds: u32::try_from(rest).ok()? })
    }

    fn at_any(self, ticks: u64) -> Option<Timestamp> {
        let (ticks, in_a_second) = (u128::from(ticks), self.ticks_per_second());
        let whole = i128::try_from(ticks.checked_div(in_a_second)?).ok()?;
        let rest = ticks.checked_rem(in_a_second)?;
        // `rest` has at most 64 bits, so this product has at most 94.
        let nanoseconds = (rest * 1_000_000_000).checked_div(in_a_second)?;
        Some(Timestamp {
            seconds: u64::try_from(whole + i128::from(self.offset)).ok()?,
            nanoseconds: u32::try_from(nanoseconds).ok()?,
        })
    }

    /// [`Timestamp::nanoseconds_in_all`] of that time, for the clocks of most files without a division.
    #[inline]
    pub(super) fn nanoseconds(self, ticks: u64) -> Option<u64> {
        match self.nanoseconds_a_tick() {
            Some(length) => Some(ticks.saturating_mul(length)),
            None => self.at(ticks).map(Timestamp::nanoseconds_in_all),
        }
    }

    /// The length of a tick, of the clocks of most files.
    #[inline]
    pub(super) fn nanoseconds_a_tick(self) -> Option<u64> {
        match self {
            Self::MICROSECONDS => Some(1000),
            Self::NANOSECONDS => Some(1),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(resolution: u8, offset: i64, ticks: u64) -> Option<(u64, u32)> {
        let time = Clock::new(resolution, offset).at(ticks)?;
        Some((time.seconds, time.nanoseconds))
    }

    #[test]
    fn powers_of_ten_and_of_two() {
        assert_eq!(time(6, 0, 1_700_000_000_123_456), Some((1_700_000_000, 123_456_000)));
        assert_eq!(time(0, 0, 7), Some((7, 0)));
        assert_eq!(time(9, 0, 1_000_000_001), Some((1, 1)));
        assert_eq!(time(0x80, 0, 9), Some((9, 0)));
        assert_eq!(time(0x8a, 0, 1024 + 512), Some((1, 500_000_000)));
        assert_eq!(time(0xff, 0, u64::MAX), Some((0, 0)));
        assert_eq!(time(0x7f, 0, u64::MAX), Some((0, 0)));
        assert_eq!(time(0, 0, u64::MAX), Some((u64::MAX, 0)));
    }

    #[test]
    fn offsets_move_whole_seconds_and_stay_in_range() {
        assert_eq!(time(6, 3600, 1_500_000), Some((3601, 500_000_000)));
        assert_eq!(time(6, -1, 1_500_000), Some((0, 500_000_000)));
        assert_eq!(time(6, -2, 1_500_000), None);
        assert_eq!(time(0, 1, u64::MAX), None);
        assert_eq!(time(6, i64::MIN, 0), None);
    }

    #[test]
    fn nanoseconds_are_those_of_the_time() {
        for resolution in [0, 3, 6, 7, 9, 10, 0x8a] {
            for offset in [0, 3600, -1, i64::MIN] {
                let clock = Clock::new(resolution, offset);
                for ticks in [0, 1_700_000_000_123_456, u64::MAX / 1000, u64::MAX] {
                    assert_eq!(clock.at(ticks), clock.at_any(ticks), "{clock:?} {ticks}");
                    let expected = clock.at(ticks).map(Timestamp::nanoseconds_in_all);
                    assert_eq!(clock.nanoseconds(ticks), expected, "{clock:?} {ticks}");
                }
            }
        }
    }

    #[test]
    fn every_resolution_is_total() {
        for resolution in 0..=u8::MAX {
            for ticks in [0, 1, u64::MAX / 2, u64::MAX] {
                let time = time(resolution, 0, ticks);
                assert!(time.is_some_and(|(_, nanoseconds)| nanoseconds < 1_000_000_000));
            }
        }
    }
}
