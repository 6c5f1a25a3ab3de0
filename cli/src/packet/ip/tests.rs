use super::*;

const TCP_OCTETS: &[u8] = b"a tcp header of 20 octets and a payload";

/// An IPv4 packet of protocol TCP, whose total length is its own.
fn ipv4(options: &[u8], payload: &[u8]) -> Vec<u8> {
    let total = 20 + options.len() + payload.len();
    let mut packet = vec![0x45 + (options.len() / 4) as u8, 0];
    packet.extend((total as u16).to_be_bytes());
    packet.extend([0, 0, 0x40, 0, 64, TCP, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2]);
    [&packet[..], options, payload].concat()
}

/// An IPv6 packet with these headers between it and TCP, each with its number.
fn ipv6(extensions: &[(u8, &[u8])], payload: &[u8]) -> Vec<u8> {
    let mut numbers: Vec<u8> = extensions.iter().map(|(number, _)| *number).collect();
    numbers.push(TCP);
    let mut octets = Vec::new();
    for ((_, extension), next) in extensions.iter().zip(&numbers[1..]) {
        octets.push(*next);
        octets.extend(&extension[1..]);
    }
    octets.extend(payload);
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend((octets.len() as u16).to_be_bytes());
    packet.extend([numbers[0], 64]);
    packet.extend(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).octets());
    packet.extend(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 2).octets());
    [packet, octets].concat()
}

fn octets(packet: &[u8]) -> Option<&[u8]> {
    either(packet).map(|segment| segment.octets)
}

const EIGHT: &[u8] = &[0; 8];
const SIXTEEN: &[u8] = &[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const FIRST_FRAGMENT: &[u8] = &[0, 0xff, 0, 1, 9, 9, 9, 9];

#[test]
fn addresses_and_segment() {
    let v4 = ipv4(&[], TCP_OCTETS);
    let segment = either(&v4).unwrap();
    assert_eq!(segment.source, Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(segment.destination, Ipv4Addr::new(198, 51, 100, 2));
    assert_eq!(segment.octets, TCP_OCTETS);
    let v6 = ipv6(&[], TCP_OCTETS);
    let segment = either(&v6).unwrap();
    assert_eq!(segment.source, "2001:db8::1".parse::<Ipv6Addr>().unwrap());
    assert_eq!(segment.destination, "2001:db8::2".parse::<Ipv6Addr>().unwrap());
    assert_eq!(segment.octets, TCP_OCTETS);
}

#[test]
fn ipv4_options_are_stepped_over() {
    for words in 0..=10 {
        assert_eq!(octets(&ipv4(&vec![1; words * 4], TCP_OCTETS)), Some(TCP_OCTETS));
    }
}

#[test]
fn a_version_or_header_length_that_cannot_be_is_no_packet() {
    for first in (0..=u8::MAX).filter(|octet| !matches!(octet, 0x45..=0x4f | 0x60..=0x6f)) {
        let mut packet = ipv4(&[1; 40], TCP_OCTETS);
        packet[0] = first;
        assert_eq!(octets(&packet), None, "{first:02x}");
    }
    assert_eq!(v4(&ipv6(&[], TCP_OCTETS)), None);
    assert_eq!(v6(&ipv4(&[], TCP_OCTETS)), None);
}

#[test]
fn the_ip_length_bounds_the_segment_and_0_does_not() {
    for mut packet in [ipv4(&[1; 4], TCP_OCTETS), ipv6(&[(0, EIGHT)], TCP_OCTETS)] {
        let at = if packet[0] >> 4 == 4 { 2 } else { 4 };
        packet.extend(b"padding");
        assert_eq!(octets(&packet), Some(TCP_OCTETS));
        let length = packet[at + 1];
        packet[at + 1] = length - 3;
        assert_eq!(octets(&packet), Some(&TCP_OCTETS[..TCP_OCTETS.len() - 3]));
        packet[at + 1] = 0;
        assert_eq!(octets(&packet), Some(&[TCP_OCTETS, b"padding"].concat()[..]));
        packet[at + 1] = 7;
        assert_eq!(octets(&packet), None, "an IP length that ends inside the headers");
        packet[at] = 0xff;
        assert_eq!(octets(&packet), Some(&[TCP_OCTETS, b"padding"].concat()[..]));
    }
}

#[test]
fn what_is_cut_in_the_headers_is_none_and_in_the_segment_is_short() {
    let packets = [
        (ipv4(&[1; 8], TCP_OCTETS), 28),
        (ipv6(&[(44, FIRST_FRAGMENT), (60, SIXTEEN), (43, EIGHT)], TCP_OCTETS), 72),
    ];
    for (packet, headers) in packets {
        for cut in 0..headers {
            assert_eq!(octets(&packet[..cut]), None);
        }
        for cut in headers..=packet.len() {
            assert_eq!(octets(&packet[..cut]), Some(&packet[headers..cut]));
        }
    }
}

#[test]
fn what_the_ip_length_states_beyond_the_capture_is_missing() {
    let packets = [
        (ipv4(&[1; 8], TCP_OCTETS), 28),
        (ipv6(&[(44, FIRST_FRAGMENT), (60, SIXTEEN)], TCP_OCTETS), 64),
    ];
    for (packet, headers) in packets {
        let length = if packet[0] >> 4 == 4 { 2..4 } else { 4..6 };
        for cut in headers..=packet.len() {
            let mut captured = packet[..cut].to_vec();
            assert_eq!(either(&captured).unwrap().missing, packet.len() - cut);
            captured[length.clone()].fill(0);
            assert_eq!(either(&captured).unwrap().missing, 0, "no length, nothing missing");
        }
        let padded = [&packet[..], b"padding"].concat();
        assert_eq!(either(&padded).unwrap().missing, 0);
    }
}

#[test]
fn only_the_first_fragment_is_read() {
    let mut packet = ipv4(&[], TCP_OCTETS);
    packet[6] = 0x20;
    assert_eq!(octets(&packet), Some(TCP_OCTETS), "more fragments follow");
    for offset in [[0x20, 1], [0, 1], [0x10, 0], [0x1f, 0xff]] {
        packet[6..8].copy_from_slice(&offset);
        assert_eq!(octets(&packet), None);
    }
    assert_eq!(octets(&ipv6(&[(44, FIRST_FRAGMENT)], TCP_OCTETS)), Some(TCP_OCTETS));
    for offset in [[0, 8], [0, 9], [0x80, 0]] {
        let later = [0, 0, offset[0], offset[1], 0, 0, 0, 0];
        assert_eq!(octets(&ipv6(&[(44, &later)], TCP_OCTETS)), None);
    }
}

#[test]
fn four_extension_headers_are_stepped_over_in_any_order_and_number() {
    let all: [(u8, &[u8]); 4] = [(0, EIGHT), (43, SIXTEEN), (44, FIRST_FRAGMENT), (60, EIGHT)];
    assert_eq!(octets(&ipv6(&all, TCP_OCTETS)), Some(TCP_OCTETS));
    let mut backwards = all.repeat(20);
    backwards.reverse();
    assert_eq!(octets(&ipv6(&backwards, TCP_OCTETS)), Some(TCP_OCTETS));
    let longest = [&[0, 255][..], &[0; 2046]].concat();
    assert_eq!(octets(&ipv6(&[(60, &longest)], TCP_OCTETS)), Some(TCP_OCTETS));
}

#[test]
fn nothing_else_is_stepped_over() {
    for number in (0..=u8::MAX).filter(|number| ![0, 6, 43, 44, 60].contains(number)) {
        assert_eq!(octets(&ipv6(&[(number, EIGHT)], TCP_OCTETS)), None, "{number}");
        let mut packet = ipv4(&[], TCP_OCTETS);
        packet[9] = number;
        assert_eq!(octets(&packet), None, "{number}");
    }
}
