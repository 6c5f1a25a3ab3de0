//! The states of SHA-256 and SHA-384 (FIPS 180-4), by the compression functions of `sha2`.

use sha2::block_api::{compress256, compress512};
use zeroize::optimization_barrier;

/// The state of a hash between two blocks of so many octets, which gives a digest of so many.
pub(in crate::crypto) trait State<const BLOCK: usize, const DIGEST: usize>:
    Copy
{
    /// The state before the first block (FIPS 180-4, section 5.3).
    const INITIAL: Self;

    /// Takes in the next blocks.
    fn compress(&mut self, blocks: &[[u8; BLOCK]]);

    /// The digest, behind the last block.
    fn digest(&self) -> [u8; DIGEST];

    /// Overwrites it.
    fn wipe(&mut self);
}

impl State<64, 32> for [u32; 8] {
    const INITIAL: Self = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];

    #[inline(always)]
    fn compress(&mut self, blocks: &[[u8; 64]]) {
        compress256(self, blocks);
    }

    #[inline(always)]
    fn digest(&self) -> [u8; 32] {
        *self.map(u32::to_be_bytes).as_flattened().first_chunk().unwrap_or(&[0; 32])
    }

    #[inline(always)]
    fn wipe(&mut self) {
        wipe(self);
    }
}

/// SHA-384 is SHA-512 from another start, cut short.
impl State<128, 48> for [u64; 8] {
    const INITIAL: Self = [
        0xcbbb_9d5d_c105_9ed8,
        0x629a_292a_367c_d507,
        0x9159_015a_3070_dd17,
        0x152f_ecd8_f70e_5939,
        0x6733_2667_ffc0_0b31,
        0x8eb4_4a87_6858_1511,
        0xdb0c_2e0d_64f9_8fa7,
        0x47b5_481d_befa_4fa4,
    ];

    #[inline(always)]
    fn compress(&mut self, blocks: &[[u8; 128]]) {
        compress512(self, blocks);
    }

    #[inline(always)]
    fn digest(&self) -> [u8; 48] {
        *self.map(u64::to_be_bytes).as_flattened().first_chunk().unwrap_or(&[0; 48])
    }

    #[inline(always)]
    fn wipe(&mut self) {
        wipe(self);
    }
}

/// Overwrites what is not to be found in memory any more. `zeroize` does it value by value, octet by
/// octet; these are stores as wide as the processor has.
#[inline(always)]
pub(in crate::crypto) fn wipe<T: Copy + From<u8>, const N: usize>(values: &mut [T; N]) {
    *values = [T::from(0); N];
    optimization_barrier(values);
}
