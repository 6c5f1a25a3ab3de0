//! Which extension types a block has had so far, without an allocator and in linear time.

/// How many types of 64 and above are remembered before the block is searched as a whole.
const LISTED: usize = 16;

/// The types below 64 in a bitmap, the first [`LISTED`] others in a list. A block with more is
/// searched for its first repetition as a whole, once.
pub(super) struct Seen<'a> {
    block: &'a [u8],
    low: u64,
    /// Zero where nothing stands: a type below 64 never does.
    listed: [u16; LISTED],
    count: usize,
    /// Where the first repetition stands, once the block was searched.
    repetition: Option<usize>,
}

impl<'a> Seen<'a> {
    #[inline(always)]
    pub(super) fn new(block: &'a [u8]) -> Self {
        Self { block, low: 0, listed: [0; LISTED], count: 0, repetition: None }
    }

    /// Remembers the type that `rest` of the block begins with, and says whether it occurred before.
    #[inline(always)]
    pub(super) fn repeats(&mut self, extension_type: u16, rest: &[u8]) -> bool {
        if extension_type < 64 {
            let bit = 1 << extension_type;
            let repeats = self.low & bit != 0;
            self.low |= bit;
            return repeats;
        }
        if let Some(slot) = self.listed.get_mut(self.count) {
            *slot = extension_type;
            self.count += 1;
            // The slot itself counts once.
            return self.listed.iter().filter(|&&listed| listed == extension_type).count() > 1;
        }
        let block = self.block;
        let repetition = *self.repetition.get_or_insert_with(|| first_repetition(block));
        repetition == block.len().saturating_sub(rest.len())
    }
}

/// Where a type stands that occurred before, or the block's length where none does.
///
/// One pass for each value of a type's highest two bits, so that two kilobytes are enough.
#[cold]
#[inline(never)]
fn first_repetition(block: &[u8]) -> usize {
    let mut first = block.len();
    for page in 0..4 {
        let mut seen = [0_u64; 256];
        let mut rest = block;
        while let Some((&[high, low], tail)) = rest.split_first_chunk() {
            let position = block.len().saturating_sub(rest.len());
            if position >= first {
                break;
            }
            if high >> 6 == page {
                let bit = 1 << (low & 63);
                if let Some(word) = seen.get_mut(usize::from(high << 2 | low >> 6)) {
                    if *word & bit != 0 {
                        first = position;
                        break;
                    }
                    *word |= bit;
                }
            }
            let Some((&length, tail)) = tail.split_first_chunk() else {
                break;
            };
            let length = usize::from(u16::from_be_bytes(length));
            rest = tail.get(length..).unwrap_or_default();
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::vec::Vec;

    /// The types of a block of empty extensions, and where the first repetition is found.
    fn found(types: &[u16]) -> Option<usize> {
        let block: Vec<u8> =
            types.iter().flat_map(|t| [t.to_be_bytes(), [0, 0]]).flatten().collect();
        let mut seen = Seen::new(&block);
        types.iter().enumerate().position(|(i, &t)| seen.repeats(t, &block[i * 4..]))
    }

    fn expected(types: &[u16]) -> Option<usize> {
        let mut set = HashSet::new();
        types.iter().position(|t| !set.insert(*t))
    }

    #[test]
    fn repetitions_are_found_wherever_they_stand() {
        for count in [1, 2, 15, 16, 17, 18, 40, 200] {
            let types: Vec<u16> = (0..count).map(|i: u16| i.wrapping_mul(397) ^ 0x8a3c).collect();
            assert_eq!(found(&types), expected(&types));
            for (first, second) in [(0, count), (count / 2, count), (count - 1, count)] {
                let mut types = types.clone();
                types.insert(usize::from(second), types[usize::from(first)]);
                types.push(types[0]);
                assert_eq!(found(&types), expected(&types), "{count}: {first} at {second}");
            }
        }
    }

    #[test]
    fn all_types_once_are_fine() {
        let types: Vec<u16> = (0..=u16::MAX).rev().collect();
        assert_eq!(found(&types), None);
        let mut again = types.clone();
        again.push(0xfe4d);
        assert_eq!(found(&again), Some(65536));
    }

    #[test]
    fn low_and_high_types_are_told_apart() {
        assert_eq!(found(&[0, 64, 128, 0x4000, 63, 1]), None);
        assert_eq!(found(&[0, 64, 0]), Some(2));
        assert_eq!(found(&[0x1f00, 64, 0x1f00]), Some(2));
    }
}
