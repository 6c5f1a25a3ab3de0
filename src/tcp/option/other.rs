//! Options of all other kinds, kept whole.

use core::fmt;

use crate::code_points::{OptionKind, OptionKinds};
use crate::wire::Opaque;

/// An option of a kind that is none of the four, with at most 38 octets of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OtherOption<'a> {
    kind: OptionKind,
    data: Opaque<'a, 0, 38>,
}

impl<'a> OtherOption<'a> {
    /// An option of any kind but 0, 1 and the four that have types of their own, by the default kinds.
    ///
    /// # Errors
    /// The kind is one of those.
    pub fn new(kind: OptionKind, data: Opaque<'a, 0, 38>) -> Result<Self, ReservedKind> {
        Self::new_with(kind, data, &OptionKinds::default())
    }

    /// [`OtherOption::new`] by other kinds.
    ///
    /// # Errors
    /// As [`OtherOption::new`].
    pub const fn new_with(
        kind: OptionKind,
        data: Opaque<'a, 0, 38>,
        kinds: &OptionKinds,
    ) -> Result<Self, ReservedKind> {
        if kind.0 <= OptionKind::NOP.0 || kinds.contains(kind) {
            return Err(ReservedKind(kind));
        }
        Ok(Self { kind, data })
    }

    /// An option whose kind and length the walk over its list has judged.
    #[inline(always)]
    pub(super) const fn framed(kind: OptionKind, data: &'a [u8]) -> Self {
        Self { kind, data: Opaque::from_checked(data) }
    }

    /// Timestamps, which no set of kinds has as one of its own.
    pub(in crate::tcp) const fn timestamps(data: &'a [u8; 8]) -> Self {
        Self { kind: OptionKind::TIMESTAMPS, data: Opaque::from_array(data) }
    }

    /// `kind`.
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> OptionKind {
        self.kind
    }

    /// The octets behind the length.
    #[inline]
    #[must_use]
    pub const fn data(&self) -> &'a [u8] {
        self.data.as_bytes()
    }
}

/// A kind whose options have a type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReservedKind(pub OptionKind);

impl fmt::Display for ReservedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "option kind {} has a type of its own", self.0.0)
    }
}

impl core::error::Error for ReservedKind {}
