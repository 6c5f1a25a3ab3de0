//! The time of a frame: ticks of a clock whose resolution the file states.

/// A time since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds, rounded down.
    pub seconds: u64,
    /// The rest, below 1,000,000,000.
    pub nanoseconds: u32,
}

/// What a frame's ticks count, and from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    ticks_per_second: u128,
    offset: i64,
}

impl Clock {
    pub(super) const MICROSECONDS: Self = Self::decimal(6, 0);
    pub(super) const NANOSECONDS: Self = Self::decimal(9, 0);

    /// `if_tsresol` and `if_tsoffset` of pcapng: a power of 10, or of 2 where the high bit is set.
    pub(super) const fn new(resolution: u8, offset: i64) -> Self {
        let exponent = (resolution & 0x7f) as u32;
        if resolution < 0x80 {
            return Self::decimal(exponent, offset);
        }
        // The exponent is at most 127, and 2^127 fits.
        Self { ticks_per_second: 1 << exponent, offset }
    }

    /// Powers that don't fit are so large that 64 bits of ticks are no nanosecond, as is the bound.
    const fn decimal(exponent: u32, offset: i64) -> Self {
        Self { ticks_per_second: 10u128.saturating_pow(exponent), offset }
    }

    /// The time after so many ticks, where it is one that [`Timestamp`] can tell.
    pub(super) fn at(self, ticks: u64) -> Option<Timestamp> {
        let ticks = u128::from(ticks);
        let whole = i128::try_from(ticks.checked_div(self.ticks_per_second)?).ok()?;
        let rest = ticks.checked_rem(self.ticks_per_second)?;
        // `rest` has at most 64 bits, so this product has at most 94.
        let nanoseconds = (rest * 1_000_000_000).checked_div(self.ticks_per_second)?;
        Some(Timestamp {
            seconds: u64::try_from(whole + i128::from(self.offset)).ok()?,
            nanoseconds: u32::try_from(nanoseconds).ok()?,
        })
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
    fn every_resolution_is_total() {
        for resolution in 0..=u8::MAX {
            for ticks in [0, 1, u64::MAX / 2, u64::MAX] {
                let time = time(resolution, 0, ticks);
                assert!(time.is_some_and(|(_, nanoseconds)| nanoseconds < 1_000_000_000));
            }
        }
    }
}
