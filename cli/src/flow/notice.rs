//! What there is to tell of a connection beside its octets.

use std::fmt;

use super::{Direction, Flow};
use crate::capture::FrameId;

/// Something about a connection that was being read: not all of it came out, or not for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The connection.
    pub flow: Flow,
    /// The direction; none where it is about the whole connection.
    pub direction: Option<Direction>,
    /// The frame that showed it, or at which it was noticed.
    pub frame: FrameId,
    /// What it is.
    pub what: What,
}

/// What a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The frame has another octet than was sent before at this place of the stream. The earlier
    /// one counts. Of one segment only the first such octet is told.
    OverlapDiffers {
        /// Where in the stream.
        offset: u64,
        /// The frame with the earlier octet.
        given_by: FrameId,
    },
    /// A segment was not held, since its direction holds as many octets as it may. This is told
    /// once for a direction.
    OctetsLimit {
        /// Where in the stream the segment begins.
        offset: u64,
    },
    /// The connection was forgotten, since all together hold as many octets as they may.
    TotalLimit,
    /// The connection was forgotten, since there are as many as there may be.
    FlowsLimit,
    /// The connection was forgotten, since it had no segment for too long.
    IdleLimit,
    /// Octets are missing, and what follows them never came out.
    Gap {
        /// Where in the stream they are missing.
        offset: u64,
        /// How many.
        missing: u64,
    },
}

impl What {
    /// A name that stays.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OverlapDiffers { .. } => "overlap_differs",
            Self::OctetsLimit { .. } => "octets_limit",
            Self::TotalLimit => "total_limit",
            Self::FlowsLimit => "flows_limit",
            Self::IdleLimit => "idle_limit",
            Self::Gap { .. } => "gap",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverlapDiffers { offset, given_by } => {
                let first = given_by.number;
                write!(f, "octet {offset} is another than in frame {first}, which counts")
            }
            Self::OctetsLimit { offset } => {
                write!(f, "too many octets are held after a gap to hold those from {offset} on")
            }
            Self::TotalLimit => f.write_str("forgotten, since too many octets are held in all"),
            Self::FlowsLimit => f.write_str("forgotten, since there are too many connections"),
            Self::IdleLimit => f.write_str("forgotten after too long without a segment"),
            Self::Gap { offset, missing } => {
                write!(f, "{missing} octets are missing from {offset} on, and it was not read on")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_code_and_words() {
        let given_by = FrameId { number: 3, time: None };
        for (what, code, words) in [
            (
                What::OverlapDiffers { offset: 5, given_by },
                "overlap_differs",
                "octet 5 is another than in frame 3, which counts",
            ),
            (
                What::OctetsLimit { offset: 5 },
                "octets_limit",
                "too many octets are held after a gap to hold those from 5 on",
            ),
            (
                What::Gap { offset: 5, missing: 6 },
                "gap",
                "6 octets are missing from 5 on, and it was not read on",
            ),
            (What::TotalLimit, "total_limit", "forgotten, since too many octets are held in all"),
            (What::FlowsLimit, "flows_limit", "forgotten, since there are too many connections"),
            (What::IdleLimit, "idle_limit", "forgotten after too long without a segment"),
        ] {
            assert_eq!((what.code(), &*what.to_string()), (code, words));
        }
    }
}
