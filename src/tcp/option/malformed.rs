//! Options that are refused.

use core::fmt;

use super::{Framed, KIND};
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::Error;
use crate::wire::{Fault, Reader};

/// An option of a list that is not what its kind demands, or that breaks the list.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MalformedOption<'a> {
    /// From its kind octet to the end of the area.
    octets: &'a [u8],
    offset: usize,
    kinds: OptionKinds,
}

impl<'a> MalformedOption<'a> {
    /// The option that `reader` stands at, which was refused.
    #[inline(always)]
    pub(in crate::tcp) const fn new<F: Fault>(reader: &Reader<'a, F>, kinds: OptionKinds) -> Self {
        Self { octets: reader.rest(), offset: reader.offset(), kinds }
    }

    /// Its kind.
    #[inline]
    #[must_use]
    pub fn kind(&self) -> OptionKind {
        OptionKind(self.octets.first().copied().unwrap_or_default())
    }

    /// The offset of its kind octet in the area.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong with it. The option is read once more for that.
    #[must_use]
    pub fn error(&self) -> Error {
        let mut reader = Reader::delimited(self.octets);
        let read = Framed::decode(&mut reader).and_then(|framed| framed.read(&self.kinds, 0));
        // What was refused once is refused again.
        let error = read.err().unwrap_or_else(|| reader.too_short(KIND));
        Error::new(error.reason(), error.field(), self.offset.saturating_add(error.offset()))
    }
}

impl From<MalformedOption<'_>> for Error {
    fn from(option: MalformedOption<'_>) -> Self {
        option.error()
    }
}

impl fmt::Display for MalformedOption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "option of kind {}: {}", self.kind().0, self.error())
    }
}

impl fmt::Debug for MalformedOption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedOption")
            .field("kind", &self.kind())
            .field("offset", &self.offset)
            .field("error", &self.error())
            .finish()
    }
}

impl core::error::Error for MalformedOption<'_> {}
