//! Any segments, followed within limits.
//!
//! An input is four octets of limits, and then segments: an octet that says between which ends and in
//! which direction, the length of the segment in two octets, the segment from its TCP header on.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use rehome::tcp::TcpHeader;
use rehome_cli::capture::FrameId;
use rehome_cli::flow::{Flows, Limits};
use rehome_cli::packet::Segment;

/// What a single piece counts beside its octets.
const OVERHEAD: usize = 128;

/// Any segments as connections: chunks follow one another, and what is held stays within limits.
pub fn flow_segments(octets: &[u8]) {
    let Some((&[flows, one, all, idle], mut rest)) = octets.split_first_chunk() else { return };
    let limits = Limits {
        flows: usize::from(flows),
        octets: usize::from(one) << 5,
        total_octets: usize::from(all) << 6,
        idle: Duration::from_secs(idle.into()),
    };
    let mut flows = Flows::<()>::new(limits);
    let mut ends = HashMap::new();
    let mut number = 0;
    while let Some((&[between, high, low], behind)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([high, low])).min(behind.len());
        let (octets, behind) = behind.split_at(length);
        rest = behind;
        number += 1;
        // Bit 7: cut short in the capture.
        let missing = if between & 0x80 == 0 { 0 } else { 77 };
        let [source, destination] = addresses(between);
        let segment = Segment { source, destination, octets, missing };
        let Ok((header, payload)) = TcpHeader::from_segment_options_unvalidated(octets) else {
            continue;
        };
        let frame = FrameId { number, time: None };
        if let Some(mut arrival) = flows.segment(&segment, &header, payload, frame) {
            let of = (arrival.flow().number, arrival.direction());
            while let Some(((), chunk)) = arrival.next_chunk() {
                assert!(!chunk.octets.is_empty(), "a chunk is never empty");
                assert!((1..=number).contains(&chunk.given_by.number));
                let next = ends.entry(of).or_insert(0);
                assert_eq!(chunk.offset, *next, "each octet comes out once, and in order");
                *next += chunk.octets.len() as u64;
            }
        }
        // But for what one segment adds before the next is read.
        let most = limits.total_octets.saturating_add(limits.octets.max(payload.len() + OVERHEAD));
        assert!(flows.held() <= most, "{} are held, and {limits:?}", flows.held());
        assert!(flows.followed() <= limits.flows + 1);
        assert!(flows.count() <= number);
        for notice in flows.notices() {
            assert!((1..=number).contains(&notice.frame.number));
            assert!(!notice.what.code().is_empty());
        }
    }
    flows.finish();
    assert!(flows.notices().all(|notice| notice.what.code() == "gap"));
}

/// Source and destination by the low bits: direction, IP version, and who it is.
fn addresses(between: u8) -> [IpAddr; 2] {
    let peer = between >> 2 & 7;
    let ends = match between & 2 {
        0 => [Ipv4Addr::LOCALHOST, Ipv4Addr::new(192, 0, 2, peer)].map(IpAddr::from),
        _ => [Ipv6Addr::LOCALHOST, Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, peer.into())]
            .map(IpAddr::from),
    };
    let [one, other] = ends;
    if between & 1 == 0 { [one, other] } else { [other, one] }
}
