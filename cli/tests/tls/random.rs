//! Numbers that look random, the same ones each time.

pub(crate) struct Random(pub(crate) u32);

impl Random {
    /// A number below `end`, which is small.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % end
    }
}
