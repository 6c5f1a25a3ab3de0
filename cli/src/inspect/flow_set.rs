//! Which connections something was told of.

/// Connections up to this number are told apart.
const MOST: u64 = 1 << 28;

/// The numbers of connections, a bit each. As they count from 1, this takes less than the connections
/// take to be captured, and 32 MiB at most. Those behind [`MOST`] are one.
#[derive(Debug, Default)]
pub(super) struct FlowSet(Vec<u64>);

impl FlowSet {
    pub(super) fn insert(&mut self, number: u64) {
        let number = number.min(MOST);
        let Ok(word) = usize::try_from(number / 64) else { return };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (number % 64);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_count_once() {
        let mut flows = FlowSet::default();
        assert_eq!(flows.len(), 0);
        for number in [1, 63, 64, 1, 1000, 64] {
            flows.insert(number);
        }
        assert_eq!(flows.len(), 4);
    }

    #[test]
    fn the_room_is_bounded() {
        let mut flows = FlowSet::default();
        for number in [MOST, MOST + 1, u64::MAX] {
            flows.insert(number);
        }
        assert_eq!(flows.len(), 1);
        assert_eq!(flows.0.len(), (MOST / 64) as usize + 1);
    }
}
