//! Which TCP segments are elements of a capture.

use rehome::OptionKinds;
use rehome::tcp::{SynOffer, TcpHeader};

use crate::value::tcp::SegmentValue;

/// What is told of a segment: one that has any of the four options, malformed or not, or a SYN that
/// offers service affinity. One whose header is cut, or is none, is not told of.
#[inline]
pub(super) fn element(octets: &[u8]) -> Option<SegmentValue> {
    let (header, _) = TcpHeader::from_segment_options_unvalidated(octets).ok()?;
    let mut options = header.options.known().peekable();
    if options.peek().is_none() && header.flags.syn_offer() != SynOffer::ServiceAffinity {
        return None;
    }
    Some(SegmentValue::new(header.flags, options, &OptionKinds::default()))
}
