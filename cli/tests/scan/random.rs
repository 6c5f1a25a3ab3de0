//! Numbers that follow from a seed.

/// xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    /// Below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn octets(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// All of both, each in its order.
    pub(crate) fn merge<T>(&mut self, first: Vec<T>, second: Vec<T>) -> Vec<T> {
        let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
        let mut merged = Vec::new();
        while first.peek().is_some() || second.peek().is_some() {
            let takes_first = self.one_in(2);
            merged.extend(if takes_first { first.next() } else { second.next() });
        }
        merged
    }
}
