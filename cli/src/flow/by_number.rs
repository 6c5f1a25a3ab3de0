//! Maps that are asked for most connections.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// By the numbers of connections, which count from 1 and are no attacker's choice: one multiplication
/// spreads them.
pub type ByNumber<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;

/// Takes numbers.
#[derive(Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        octets.iter().for_each(|&octet| self.write_u64(u64::from(octet)));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    /// What is not a number is an enumeration, told by its discriminant.
    #[inline]
    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}
