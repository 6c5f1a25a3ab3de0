//! Numbers that follow from an input, to cut it by: the input itself stays as it is.

/// The same numbers for the same octets.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn of(octets: &[u8]) -> Self {
        let mix = |hash: u64, &octet: &u8| (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3);
        Self(octets.iter().fold(0xcbf2_9ce4_8422_2325, mix) | 1)
    }

    /// Below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let number = usize::try_from(self.0 >> 33).unwrap_or_default();
        number.checked_rem(end).unwrap_or_default()
    }

    /// A length from 1 on, short ones more often than long ones, and at most `most`.
    pub(crate) fn length(&mut self, most: usize) -> usize {
        let order = self.below(12);
        (1 + self.below(1 << order)).min(most)
    }
}
