//! Which TCP segments are elements of a capture.

use rehome::OptionKinds;
use rehome::tcp::{SynOffer, TcpHeader};

use super::{Element, Kind, Place, Value};
use crate::capture::Frame;
use crate::packet::Segment;
use crate::value::tcp::SegmentValue;

/// What is told of a segment: one that has any of the four options, malformed or not, or a SYN that
/// offers service affinity. Which connection it belongs to is not known here.
#[inline]
pub(crate) fn element(
    frame: &Frame<'_>,
    segment: &Segment<'_>,
    header: &TcpHeader<'_>,
    kinds: &OptionKinds,
) -> Option<Box<Element>> {
    let mut options = header.options.known_with(kinds).peekable();
    if options.peek().is_none() && header.flags.syn_offer() != SynOffer::ServiceAffinity {
        return None;
    }
    let length = usize::from(header.data_offset()) * 4;
    let start = segment.octets.as_ptr().addr().saturating_sub(frame.octets().as_ptr().addr());
    Some(Box::new(Element {
        frame: frame.id(),
        flow: None,
        source: (segment.source, header.source_port).into(),
        destination: (segment.destination, header.destination_port).into(),
        sender: None,
        kind: Kind::TcpSegment,
        place: Place::Frame(start..start + length),
        octets: segment.octets.get(..length).unwrap_or_default().to_vec(),
        value: Ok(Value::TcpSegment(SegmentValue::new(header.flags, options, kinds))),
        verdict: None,
    }))
}
