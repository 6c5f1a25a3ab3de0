use std::net::Ipv4Addr;

use super::super::tcp_segment;
use super::*;

const IPV4: [u8; 24] =
    [0x45, 0, 0, 24, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, b't', b'c', b'p', b'!'];

/// The same segment in IPv6.
fn ipv6() -> Vec<u8> {
    let addresses = [[0x20; 16], [0x30; 16]].concat();
    [&[0x60, 0, 0, 0, 0, 4, 6, 64][..], &addresses, b"tcp!"].concat()
}

/// Whether the segment is found, and only where the link header is whole.
fn found(link_type: u16, header: &[u8], packet: &[u8]) -> bool {
    let frame = [header, packet].concat();
    for cut in 0..header.len() {
        assert_eq!(tcp_segment(LinkType(link_type), &frame[..cut]), None);
    }
    let segment = tcp_segment(LinkType(link_type), &frame);
    assert!(segment.is_none_or(|segment| segment.octets == b"tcp!"));
    segment.is_some()
}

/// A link header for a protocol number.
type Header = fn(u16) -> Vec<u8>;

fn ethernet(protocol: u16) -> Vec<u8> {
    [&[0xff; 12][..], &protocol.to_be_bytes()].concat()
}

fn cooked(protocol: u16) -> Vec<u8> {
    [&[0, 4, 0, 1, 0, 6, 9, 9, 9, 9, 9, 9, 0, 0][..], &protocol.to_be_bytes()].concat()
}

fn cooked_v2(protocol: u16) -> Vec<u8> {
    [&protocol.to_be_bytes()[..], &[0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 9, 9, 9, 9, 9, 9, 0, 0]].concat()
}

const WITH_PROTOCOL: [(u16, Header); 3] = [(1, ethernet), (113, cooked), (276, cooked_v2)];

#[test]
fn protocols_of_ethernet_and_linux_cooked() {
    for (link_type, header) in WITH_PROTOCOL {
        assert!(found(link_type, &header(0x0800), &IPV4));
        assert!(found(link_type, &header(0x86dd), &ipv6()));
        assert!(!found(link_type, &header(0x0800), &ipv6()));
        assert!(!found(link_type, &header(0x86dd), &IPV4));
        for other in [0, 6, 24, 0x0806, 0x8137, 0x8847, 0x8864, 0x9100, 0x0008] {
            assert!(!found(link_type, &header(other), &IPV4), "{other:04x}");
        }
    }
}

#[test]
fn tags_are_stepped_over_in_any_number() {
    let tag = |protocol: u16| [&[0xe0, 5][..], &protocol.to_be_bytes()].concat();
    for (link_type, header) in WITH_PROTOCOL {
        assert!(found(link_type, &[header(0x8100), tag(0x0800)].concat(), &IPV4));
        assert!(found(link_type, &[header(0x88a8), tag(0x8100), tag(0x86dd)].concat(), &ipv6()));
        let many = [header(0x8100), tag(0x88a8).repeat(300), tag(0x0800)].concat();
        assert!(found(link_type, &many, &IPV4));
        assert!(!found(link_type, &[header(0x9100), tag(0x0800)].concat(), &IPV4));
    }
}

#[test]
fn raw_ip_goes_by_the_version() {
    for link_type in [12, 14, 101] {
        assert!(found(link_type, &[], &IPV4));
        assert!(found(link_type, &[], &ipv6()));
    }
}

#[test]
fn null_and_loop_go_by_the_version_whatever_the_family() {
    for link_type in [0, 108] {
        for family in [0u32, 2, 7, 10, 24, 30, 2 << 24, 30 << 24, u32::MAX] {
            assert!(found(link_type, &family.to_be_bytes(), &IPV4));
            assert!(found(link_type, &family.to_be_bytes(), &ipv6()));
        }
        assert!(!found(link_type, &[0, 0, 0, 2], &[0x50; 40]));
    }
}

#[test]
fn other_link_types_are_not_read() {
    for link_type in (0..=u16::MAX).filter(|n| ![0, 1, 12, 14, 101, 108, 113, 276].contains(n)) {
        assert_eq!(tcp_segment(LinkType(link_type), &IPV4), None);
        assert_eq!(
            tcp_segment(LinkType(link_type), &[ethernet(0x0800), IPV4.to_vec()].concat()),
            None
        );
    }
}

#[test]
fn addresses_come_through() {
    let frame = [ethernet(0x0800), IPV4.to_vec()].concat();
    let segment = tcp_segment(LinkType::ETHERNET, &frame).unwrap();
    assert_eq!(segment.source, Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(segment.destination, Ipv4Addr::new(192, 0, 2, 2));
}

proptest::proptest! {
    /// No frame panics, and a segment is the end of the frame or a part of it.
    #[test]
    fn any_frame(link_type in 0u16..300, frame: Vec<u8>) {
        if let Some(segment) = tcp_segment(LinkType(link_type), &frame) {
            proptest::prop_assert!(segment.octets.len() <= frame.len());
        }
    }
}
