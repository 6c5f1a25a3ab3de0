//! Which TCP segments are elements of a capture.

use rehome::OptionKinds;
use rehome::tcp::{SynOffer, TcpHeader};

use crate::value::tcp::SegmentValue;

/// What is told of a segment: one that has any of the four options, malformed or not, or a SYN that
/// offers service affinity.
#[inline]
pub(super) fn value(header: &TcpHeader<'_>, kinds: &OptionKinds) -> Option<SegmentValue> {
    let mut options = header.options.known_with(kinds).peekable();
    if options.peek().is_none() && header.flags.syn_offer() != SynOffer::ServiceAffinity {
        return None;
    }
    Some(SegmentValue::new(header.flags, options, kinds))
}
