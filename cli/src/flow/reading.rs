//! What is read of one direction of a connection.

use std::ops::Range;

use super::stream::Stream;

/// What is read of a direction.
#[derive(Debug)]
pub(super) enum Reading {
    /// All that comes. Nothing has come yet, and much that is captured never brings anything.
    Untouched,
    /// What its stream says.
    Begun(Box<Stream>),
    /// It is of no interest.
    Nothing,
}

impl Reading {
    #[inline]
    pub(super) fn is_of_interest(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// The stream, if anything has come and is of interest.
    #[inline]
    pub(super) fn stream(&self) -> Option<&Stream> {
        match self {
            Self::Begun(stream) => Some(stream),
            Self::Untouched | Self::Nothing => None,
        }
    }

    #[inline]
    pub(super) fn stream_mut(&mut self) -> Option<&mut Stream> {
        match self {
            Self::Begun(stream) => Some(stream),
            Self::Untouched | Self::Nothing => None,
        }
    }

    /// These octets need not be given out.
    pub(super) fn skip(&mut self, octets: Range<u64>) {
        if let (Self::Untouched, 1..) = (&self, octets.end) {
            *self = Self::Begun(Box::default());
        }
        if let Some(stream) = self.stream_mut() {
            stream.skipped = octets;
        }
    }
}
