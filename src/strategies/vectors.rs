//! Octets and numbers, at their bounds more often than not.
//!
//! Strategies of several shapes are boxed, here and in the modules beside: the values in the making
//! of those that are not take kilobytes of the stack each.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use proptest::arbitrary::{Arbitrary, any};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};

use crate::wire::OpaqueBuf;

/// Octets whose number is within the range: one time in four the smallest, one time in four the
/// greatest.
pub fn octets(len: RangeInclusive<usize>) -> impl Strategy<Value = Vec<u8>> + Clone {
    let (min, max) = (*len.start(), *len.end());
    let near = min.saturating_add(8).min(max);
    prop_oneof![Just(min..=min), Just(max..=max), Just(min..=near), Just(min..=max)]
        .prop_flat_map(|len| vec(any::<u8>(), len))
        .boxed()
}

/// Octets for a field that is `opaque field<MIN..MAX>`.
pub fn opaque<const MIN: usize, const MAX: usize>()
-> impl Strategy<Value = OpaqueBuf<MIN, MAX>> + Clone {
    opaque_up_to(MAX)
}

/// The same with a greatest length of its own, for fields whose greatest is too much for a test.
pub(super) fn opaque_up_to<const MIN: usize, const MAX: usize>(
    max: usize,
) -> impl Strategy<Value = OpaqueBuf<MIN, MAX>> + Clone {
    octets(MIN..=max.clamp(MIN, MAX))
        .prop_filter_map("a length out of range", |octets| OpaqueBuf::new(octets).ok())
}

/// Any number, often one of these.
pub(super) fn often<T>(bounds: &'static [T]) -> impl Strategy<Value = T> + Clone
where
    T: Arbitrary + Clone + 'static,
    T::Strategy: Clone,
{
    prop_oneof![proptest::sample::select(bounds), any::<T>()].boxed()
}

/// A port, 0 among them: it is well-formed.
pub(super) fn port() -> impl Strategy<Value = u16> + Clone {
    often(&[0, 1, 443, u16::MAX])
}

/// Any 32 bits.
pub(super) fn word() -> impl Strategy<Value = u32> + Clone {
    often(&[0, 1, u32::MAX - 1, u32::MAX])
}

/// Seconds since the Unix epoch, to the end of time.
pub(super) fn second() -> impl Strategy<Value = u64> + Clone {
    often(&[0, 1, 1_800_000_000, u64::MAX - 1, u64::MAX])
}
