use proptest::prelude::*;
use rehome::tcp::{TcpFlags, TcpHeader};

use super::*;
use crate::packet::tcp_segment;

/// A frame whose segment is ordinary.
fn frame(link_type: LinkType, is_v6: bool, has_options: bool, payload: usize) -> Vec<u8> {
    let protocol = if is_v6 { ETHERNET_IPV6 } else { ETHERNET_IPV4 }.to_be_bytes();
    let mut frame = match link_type {
        LinkType::ETHERNET => [&[6; 12][..], &protocol].concat(),
        LinkType::LINUX_SLL => [&[0; 14][..], &protocol].concat(),
        LinkType::LINUX_SLL2 => [&protocol[..], &[0; 18]].concat(),
        _ => Vec::new(),
    };
    let header = if has_options { 32 } else { 20 };
    let length = u16::try_from(header + payload).unwrap();
    if is_v6 {
        frame.extend([0x60, 0, 0, 0]);
        frame.extend(length.to_be_bytes());
        frame.extend([6, 64]);
        frame.extend(1..33);
    } else {
        frame.extend([0x45, 0]);
        frame.extend((length + 20).to_be_bytes());
        frame.extend([0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
    }
    frame.extend([0x12, 0x34, 1, 0xbb, 1, 2, 3, 4, 5, 6, 7, 8]);
    frame.extend([u8::try_from(header * 4).unwrap(), 0x10, 1, 0, 0, 0, 0, 0]);
    if has_options {
        frame.extend([1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2]);
    }
    frame.resize(frame.len() + payload, 0x5a);
    frame
}

/// What a glance would have to say, by those who look closely.
fn looked_at(link_type: LinkType, frame: &[u8]) -> Option<Glance> {
    let segment = tcp_segment(link_type, frame)?;
    let (header, payload) = TcpHeader::from_segment_options_unvalidated(segment.octets).ok()?;
    let flags = [TcpFlags::SYN, TcpFlags::FIN, TcpFlags::RST];
    assert!(!flags.into_iter().any(|flag| header.flags.contains(flag)));
    assert_eq!(header.options.known().count(), 0);
    let ports = [header.source_port, header.destination_port];
    let ends = Ends::new(segment.source, segment.destination, ports);
    Some(Glance {
        ends,
        hint: ends.hint(),
        sequence_number: header.sequence_number,
        payload: u32::try_from(payload.len()).unwrap(),
        missing: u32::try_from(segment.missing).unwrap(),
        time: Glance::NEVER,
    })
}

const LINK_TYPES: [LinkType; 6] = [
    LinkType::ETHERNET,
    LinkType::LINUX_SLL,
    LinkType::LINUX_SLL2,
    LinkType::RAW,
    LinkType::RAW_12,
    LinkType::RAW_14,
];

#[test]
fn ordinary_segments_are_seen() {
    for link_type in LINK_TYPES {
        for (is_v6, has_options) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut frame = frame(link_type, is_v6, has_options, 9);
            let seen = glance(link_type, &frame);
            assert!(seen.is_some_and(|seen| seen.payload == 9 && seen.missing == 0));
            assert_eq!(seen, looked_at(link_type, &frame));
            frame.truncate(frame.len() - 4);
            let seen = glance(link_type, &frame);
            assert!(seen.is_some_and(|seen| seen.payload == 5 && seen.missing == 4));
            frame.extend([0; 99]);
            assert_eq!(glance(link_type, &frame), looked_at(link_type, &frame));
        }
    }
}

#[test]
fn segments_that_matter_are_left_to_others() {
    let ordinary = frame(LinkType::RAW, false, true, 9);
    let changes: [(usize, u8); 9] = [
        (0, 0x46),
        (3, 0),
        (6, 0x20),
        (7, 1),
        (9, 17),
        (33, 0x11),
        (33, 0x02),
        (33, 0x14),
        (42, 79),
    ];
    for (at, octet) in changes {
        let mut frame = ordinary.clone();
        frame[at] = octet;
        assert_eq!(glance(LinkType::RAW, &frame), None, "{at}");
    }
    assert_eq!(glance(LinkType::NULL, &ordinary), None);
}

proptest! {
    /// Whatever stands in a frame, a glance says nothing else than who looks closely.
    #[test]
    fn a_glance_is_never_wrong(
        link_type in 0..LINK_TYPES.len(),
        (is_v6, has_options, payload) in (any::<bool>(), any::<bool>(), 0usize..40),
        changes in prop::collection::vec((0usize..90, any::<u8>()), 0..4),
        cut in 0usize..120,
    ) {
        let link_type = LINK_TYPES[link_type];
        let mut frame = frame(link_type, is_v6, has_options, payload);
        for (at, octet) in changes {
            if let Some(place) = frame.get_mut(at) {
                *place = octet;
            }
        }
        frame.truncate(cut.max(14));
        if let Some(seen) = glance(link_type, &frame) {
            prop_assert_eq!(Some(seen), looked_at(link_type, &frame));
        }
    }
}
