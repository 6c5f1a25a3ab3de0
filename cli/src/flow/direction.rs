//! Connections, their directions, and pieces of their streams.

use std::net::SocketAddr;

use crate::capture::FrameId;

/// Which of a connection's two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the endpoint that sent the connection's first segment in the capture.
    Forward,
    /// To that endpoint.
    Backward,
}

impl Direction {
    /// Both, forward first.
    pub const BOTH: [Self; 2] = [Self::Forward, Self::Backward];

    /// The other one.
    pub fn reverse(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// A connection in the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// Connections count from 1, in order of their first segments.
    pub number: u64,
    /// Who sent the first segment.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// The frame of that segment.
    pub begun: FrameId,
    /// It is the SYN: the connection was captured from its beginning.
    pub is_whole: bool,
}

impl Flow {
    /// From whom and to whom a direction goes.
    pub fn endpoints(&self, direction: Direction) -> (SocketAddr, SocketAddr) {
        match direction {
            Direction::Forward => (self.source, self.destination),
            Direction::Backward => (self.destination, self.source),
        }
    }
}

/// Octets of one direction that one frame gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// The octets, never none.
    pub octets: &'a [u8],
    /// Where in the stream they stand. 0 is the first octet after the SYN, or the first that was
    /// captured.
    pub offset: u64,
    /// The frame that they came with: the first of those that carried them.
    pub given_by: FrameId,
}

/// A value for each direction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pair<V> {
    pub(super) forward: V,
    pub(super) backward: V,
}

impl<V> Pair<V> {
    #[inline]
    pub(super) fn of(&self, direction: Direction) -> &V {
        match direction {
            Direction::Forward => &self.forward,
            Direction::Backward => &self.backward,
        }
    }

    #[inline]
    pub(super) fn of_mut(&mut self, direction: Direction) -> &mut V {
        match direction {
            Direction::Forward => &mut self.forward,
            Direction::Backward => &mut self.backward,
        }
    }
}
