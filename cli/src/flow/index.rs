//! Where entries stand, by their endpoints.

use std::hash::{BuildHasher, RandomState};

use crate::packet::Ends;

/// So many chains there are at first.
const LEAST: usize = 1 << 8;
/// The end of a chain.
const NONE: u32 = u32::MAX;

/// Chains of those entries whose endpoints have the same hash. Entries are numbered as they come.
#[derive(Debug)]
pub(super) struct Index {
    hash: Multilinear,
    /// Where a chain begins. Their number is a power of 2.
    heads: Vec<u32>,
    /// What comes behind an entry in its chain.
    nexts: Vec<u32>,
}

impl Index {
    pub(super) fn new() -> Self {
        Self { hash: Multilinear::new(), heads: vec![NONE; LEAST], nexts: Vec::new() }
    }

    #[inline]
    fn chain(&self, ends: &Ends) -> usize {
        // A power of 2.
        self.hash.of(ends) & (self.heads.len().wrapping_sub(1))
    }

    /// The entry of these ends, which `is_it` knows.
    #[inline]
    pub(super) fn find(&self, ends: &Ends, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let mut next = *self.heads.get(self.chain(ends))?;
        while next != NONE {
            let at = usize::try_from(next).ok()?;
            if is_it(at) {
                return Some(at);
            }
            next = *self.nexts.get(at)?;
        }
        None
    }

    /// There are as many entries as chains, so it is time to build it anew.
    pub(super) fn is_full(&self) -> bool {
        self.nexts.len() >= self.heads.len()
    }

    /// How many chains there are.
    pub(super) fn chains(&self) -> usize {
        self.heads.len()
    }

    /// Adds the next entry, which is not in it.
    pub(super) fn push(&mut self, ends: &Ends) {
        let (chain, at) = (self.chain(ends), self.nexts.len());
        if let (Some(head), Ok(at)) = (self.heads.get_mut(chain), u32::try_from(at)) {
            self.nexts.push(std::mem::replace(head, at));
        }
    }

    /// Forgets all, and adds these.
    pub(super) fn build(&mut self, all: impl ExactSizeIterator<Item = Ends>) {
        let chains = all.len().saturating_mul(2).next_power_of_two().max(LEAST);
        (self.heads, self.nexts) = (vec![NONE; chains], Vec::with_capacity(chains));
        all.for_each(|ends| self.push(&ends));
    }
}

/// A hash of endpoints by random numbers: each of their words times one. Two of them have the same
/// one as seldom as by chance, whoever chose them without knowing the numbers (Lemire and Kaser:
/// Strongly universal string hashing is fast, 2014).
#[derive(Debug)]
struct Multilinear([u64; 11]);

impl Multilinear {
    fn new() -> Self {
        let random = RandomState::new();
        let mut count = 0;
        Self([(); 11].map(|()| {
            count += 1;
            random.hash_one(count)
        }))
    }

    #[inline]
    fn of(&self, ends: &Ends) -> usize {
        let Self([one, v6, numbers @ .., ports]) = self;
        let Ends { addresses: [[a, source], [b, destination]], ports: [from, to], is_v6 } = *ends;
        let times = |number: &u64, word: u64| number.wrapping_mul(word & 0xffff_ffff);
        let [source_low, destination_low, source_high, destination_high, c, d, e, f] = numbers;
        let mut sum = one
            .wrapping_add(times(ports, u64::from(from) << 16 | u64::from(to)))
            .wrapping_add(times(source_low, source))
            .wrapping_add(times(destination_low, destination));
        // Of IPv4 these are 0.
        if is_v6 {
            sum = sum
                .wrapping_add(*v6)
                .wrapping_add(times(source_high, source >> 32))
                .wrapping_add(times(destination_high, destination >> 32))
                .wrapping_add(times(c, a))
                .wrapping_add(times(d, a >> 32))
                .wrapping_add(times(e, b))
                .wrapping_add(times(f, b >> 32));
        }
        usize::try_from(sum >> 32).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(which: u32) -> Ends {
        // Ports, addresses and the version vary, as much as whoever wants to make them meet can.
        let [a, b, c, d] = which.to_be_bytes();
        match which % 3 {
            0 => Ends::new([10, a, b, c].into(), [10, 0, 0, d].into(), [1, 2]),
            1 => {
                Ends::new([10, 0, 0, 1].into(), [10, 0, 0, 2].into(), [u16::from(c), u16::from(d)])
            }
            _ => Ends::new([u16::from(c); 8].into(), [u16::from(d); 8].into(), [1, 2]),
        }
    }

    #[test]
    fn what_was_added_is_found_where_it_stands() {
        let all: Vec<_> = (0..3000).map(ends).collect();
        let mut index = Index::new();
        for (at, ends) in all.iter().enumerate() {
            assert_eq!(index.find(ends, |at| all[at] == *ends), None);
            if index.is_full() {
                index.build(all[..at].iter().copied());
            }
            index.push(ends);
        }
        for (at, ends) in all.iter().enumerate() {
            assert_eq!(index.find(ends, |at| all[at] == *ends), Some(at));
            assert_eq!(index.find(&ends.reverse(), |at| all[at] == ends.reverse()), None);
        }
        index.build(all[..1000].iter().copied());
        let found = all.iter().map(|ends| index.find(ends, |at| all[at] == *ends));
        assert!(found.enumerate().all(|(at, found)| found == Some(at).filter(|at| *at < 1000)));
    }

    #[test]
    fn each_word_counts() {
        let hash = Multilinear::new();
        let one = Ends { addresses: [[0; 2]; 2], ports: [0; 2], is_v6: true };
        let mut others = vec![one, one.reverse(), Ends { is_v6: false, ..one }];
        for bit in 0..64 {
            for word in 0..4 {
                let mut other = one;
                other.addresses[word / 2][word % 2] = 1 << bit;
                others.push(other);
            }
        }
        others.extend(
            (0..16)
                .flat_map(|bit| [[1 << bit, 0], [0, 1 << bit]].map(|ports| Ends { ports, ..one })),
        );
        let mut hashes: Vec<_> = others.iter().map(|ends| hash.of(ends)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        // The first two are the same, and of the others two may meet, once in a hundred thousand times.
        assert!(hashes.len() >= others.len() - 2, "{} of {}", hashes.len(), others.len());
    }
}
