//! What a decoder says of octets that it refuses: nothing, or all.

use crate::error::{Error, Reason};

/// What a decoder returns for octets that it refuses: an [`Error`] or [`Unexplained`].
///
/// A decoder is written once and compiled for both. Good octets are read with [`Unexplained`], whose
/// refusals cost nothing to prepare for; bad ones are read a second time, out of line, for their
/// [`Error`]. There are no other implementations.
pub trait Fault: Clone + From<Error> + sealed::Sealed {
    /// Whether it says what is wrong.
    const EXPLAINS: bool;

    /// `reason`, in `field`, `offset` octets into the caller's input.
    fn at(reason: Reason, field: &'static str, offset: usize) -> Self;

    /// The input ended at the offset `end`, with `left` octets that belong to the first of `fields`
    /// that ends beyond them, or else to the `last` one.
    fn short(
        fields: &'static [(usize, &'static str)],
        last: &'static str,
        left: usize,
        end: usize,
        enclosed: bool,
    ) -> Self;
}

impl Fault for Error {
    const EXPLAINS: bool = true;

    #[inline]
    fn at(reason: Reason, field: &'static str, offset: usize) -> Self {
        Self::new(reason, field, offset)
    }

    fn short(
        fields: &'static [(usize, &'static str)],
        last: &'static str,
        left: usize,
        end: usize,
        enclosed: bool,
    ) -> Self {
        let cut = fields.iter().find(|&&(field_end, _)| left < field_end);
        let reason = if enclosed { Reason::Truncated } else { Reason::Incomplete };
        Self::new(reason, cut.map_or(last, |&(_, field)| field), end)
    }
}

/// A refusal without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unexplained;

impl From<Error> for Unexplained {
    #[inline(always)]
    fn from(_: Error) -> Self {
        Self
    }
}

impl Fault for Unexplained {
    const EXPLAINS: bool = false;

    #[inline(always)]
    fn at(_: Reason, _: &'static str, _: usize) -> Self {
        Self
    }

    #[inline(always)]
    fn short(
        _: &'static [(usize, &'static str)],
        _: &'static str,
        _: usize,
        _: usize,
        _: bool,
    ) -> Self {
        Self
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Error {}
    impl Sealed for super::Unexplained {}
}
