//! Frames and pcap files, written.

use std::net::{IpAddr, SocketAddr};

/// The link types that are read: null, Ethernet, raw IP three times, loop, Linux cooked twice.
pub(crate) const LINK_TYPES: [u16; 8] = [0, 1, 12, 14, 101, 108, 113, 276];
pub(crate) const RAW: u16 = 101;

pub(crate) const FIN: u8 = 1;
pub(crate) const SYN: u8 = 2;
pub(crate) const RST: u8 = 4;
pub(crate) const ACK: u8 = 16;

#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
    pub(crate) sequence: u32,
    pub(crate) acknowledgment: u32,
    pub(crate) flags: u8,
    pub(crate) payload: &'a [u8],
}

/// Appends the frame of a segment.
pub(crate) fn frame(out: &mut Vec<u8>, link_type: u16, segment: &Segment<'_>) {
    let ether_type: u16 = if segment.source.is_ipv4() { 0x0800 } else { 0x86dd };
    match link_type {
        0 | 108 => out.extend([2; 4]),
        1 => out.extend([6; 12]),
        113 => out.extend([0; 14]),
        _ => {}
    }
    if [1, 113, 276].contains(&link_type) {
        out.extend(ether_type.to_be_bytes());
    }
    if link_type == 276 {
        out.extend([0; 18]);
    }
    let length = 20 + segment.payload.len() as u16;
    match (segment.source.ip(), segment.destination.ip()) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            out.extend([0x45, 0]);
            out.extend((20 + length).to_be_bytes());
            out.extend([0, 0, 0, 0, 64, 6, 0, 0]);
            out.extend(source.octets());
            out.extend(destination.octets());
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            out.extend([0x60, 0, 0, 0]);
            out.extend(length.to_be_bytes());
            out.extend([6, 64]);
            out.extend(source.octets());
            out.extend(destination.octets());
        }
        _ => panic!("two versions of IP"),
    }
    out.extend(segment.source.port().to_be_bytes());
    out.extend(segment.destination.port().to_be_bytes());
    out.extend(segment.sequence.to_be_bytes());
    out.extend(segment.acknowledgment.to_be_bytes());
    out.extend([0x50, segment.flags, 255, 255, 0, 0, 0, 0]);
    out.extend(segment.payload);
}

/// The header of a pcap file.
pub(crate) fn pcap(link_type: u16) -> Vec<u8> {
    let mut file = vec![0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0];
    file.extend(u32::from(link_type).to_be_bytes());
    file
}

/// Appends a record to a pcap file.
pub(crate) fn record(file: &mut Vec<u8>, seconds: u64, frame: impl FnOnce(&mut Vec<u8>)) {
    file.extend((seconds as u32).to_be_bytes());
    file.extend([0; 12]);
    let start = file.len();
    frame(file);
    let length = ((file.len() - start) as u32).to_be_bytes();
    file[start - 8..start - 4].copy_from_slice(&length);
    file[start - 4..start].copy_from_slice(&length);
}
