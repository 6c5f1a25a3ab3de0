//! Where the lanes stand, mostly.

/// So many slots there are for each chain of the index, and so many at least and at most.
const EACH: usize = 4;
const LEAST: usize = 1 << 10;
const MOST: usize = 1 << 17;

/// The place of an entry, and whether its lane is that of the segments from the higher endpoint.
pub(super) type Place = (usize, bool);

/// For each hint the lane that was wanted last of those whose ends have one with the same last bits. A
/// slot that nothing was put into says the first one of all, so whoever asks has to see whose it is.
#[derive(Debug)]
pub(super) struct Slots(Vec<u32>);

impl Slots {
    /// Beside an index of so many chains. Their number is a power of 2.
    pub(super) fn new(chains: usize) -> Self {
        let count = chains.saturating_mul(EACH).clamp(LEAST, MOST);
        Self(vec![0; count.next_power_of_two()])
    }

    #[inline]
    fn at(&self, hint: u32) -> usize {
        usize::try_from(hint).unwrap_or(0) & (self.0.len().wrapping_sub(1))
    }

    #[inline]
    pub(super) fn get(&self, hint: u32) -> Option<Place> {
        let place = *self.0.get(self.at(hint))?;
        Some((usize::try_from(place >> 1).ok()?, place & 1 != 0))
    }

    /// A place that is too far on is not said, and looked up each time.
    pub(super) fn put(&mut self, hint: u32, (entry, higher): Place) {
        let place = u32::try_from(entry).ok().and_then(|entry| entry.checked_mul(2));
        let at = self.at(hint);
        if let (Some(slot), Some(place)) = (self.0.get_mut(at), place) {
            *slot = place | u32::from(higher);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_with_one_hint_the_last_is_known() {
        let mut slots = Slots::new(0);
        slots.put(5, (7, true));
        slots.put(5 + 1024, (8, false));
        slots.put(6, (9, true));
        assert_eq!([5, 6].map(|hint| slots.get(hint)), [Some((8, false)), Some((9, true))]);
        slots.put(5, (1 << 31, true));
        assert_eq!(slots.get(5), Some((8, false)), "too far on to be said");
        slots.put(u32::MAX, ((1 << 31) - 1, true));
        assert_eq!(slots.get(1023), Some(((1 << 31) - 1, true)));
    }

    #[test]
    fn there_are_more_for_more_chains() {
        let counts = [0, 256, 257, 512, 1 << 15, 1 << 20].map(|chains| Slots::new(chains).0.len());
        assert_eq!(counts, [1 << 10, 1 << 10, 1 << 11, 1 << 11, 1 << 17, 1 << 17]);
    }
}
