//! Makes capture files.

#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    Big,
    Little,
}

impl Order {
    pub(super) fn u16(self, number: u16) -> [u8; 2] {
        match self {
            Self::Big => number.to_be_bytes(),
            Self::Little => number.to_le_bytes(),
        }
    }

    pub(super) fn u32(self, number: u32) -> [u8; 4] {
        match self {
            Self::Big => number.to_be_bytes(),
            Self::Little => number.to_le_bytes(),
        }
    }
}

/// A pcap file whose frame `n`, from 0, is at `100 + n` seconds and 5 ticks.
pub(super) fn pcap(order: Order, nanoseconds: bool, link_type: u32, frames: &[&[u8]]) -> Vec<u8> {
    let magic = if nanoseconds { 0xa1b2_3c4d } else { 0xa1b2_c3d4 };
    let mut file = Vec::from(order.u32(magic));
    file.extend([order.u16(2), order.u16(4)].concat());
    file.extend([0, 0, 65535, link_type].map(|number| order.u32(number)).concat());
    for (second, octets) in (100..).zip(frames) {
        let length = octets.len() as u32;
        file.extend([second, 5, length, length].map(|number| order.u32(number)).concat());
        file.extend(*octets);
    }
    file
}

/// One block of pcapng, its contents padded to 4 octets.
pub(super) fn block(order: Order, kind: u32, contents: &[u8]) -> Vec<u8> {
    let padding = contents.len().next_multiple_of(4) - contents.len();
    let length = order.u32((contents.len() + padding + 12) as u32);
    [&order.u32(kind)[..], &length, contents, &[0; 4][..padding], &length].concat()
}

pub(super) fn section(order: Order) -> Vec<u8> {
    let version = [order.u16(1), order.u16(0)].concat();
    block(order, 0x0a0d_0d0a, &[&order.u32(0x1a2b_3c4d)[..], &version, &[0xff; 8]].concat())
}

/// An option of a block, padded.
pub(super) fn option(order: Order, code: u16, octets: &[u8]) -> Vec<u8> {
    let padding = octets.len().next_multiple_of(4) - octets.len();
    [&order.u16(code)[..], &order.u16(octets.len() as u16), octets, &[0; 4][..padding]].concat()
}

pub(super) fn interface(order: Order, link_type: u16, snap: u32, options: &[u8]) -> Vec<u8> {
    block(order, 1, &[&order.u16(link_type)[..], &[0; 2], &order.u32(snap), options].concat())
}

pub(super) fn enhanced(order: Order, interface: u32, ticks: u64, octets: &[u8]) -> Vec<u8> {
    let words = [interface, (ticks >> 32) as u32, ticks as u32];
    let length = order.u32(octets.len() as u32);
    let header = words.map(|number| order.u32(number)).concat();
    block(order, 6, &[&header[..], &length, &order.u32(2000), octets].concat())
}

pub(super) fn simple(order: Order, original: u32, octets: &[u8]) -> Vec<u8> {
    block(order, 3, &[&order.u32(original)[..], octets].concat())
}

pub(super) fn obsolete(order: Order, interface: u16, ticks: u64, octets: &[u8]) -> Vec<u8> {
    let numbers = [(ticks >> 32) as u32, ticks as u32, octets.len() as u32, 2000];
    let header = numbers.map(|number| order.u32(number)).concat();
    block(order, 2, &[&order.u16(interface)[..], &[0xff; 2], &header, octets].concat())
}

/// The blocks of a file with two sections of different byte order, and all kinds of packet block.
pub(super) fn mixed_blocks() -> Vec<Vec<u8>> {
    use Order::{Big, Little};
    let milliseconds = [option(Big, 9, &[3]), option(Big, 14, &10i64.to_be_bytes())].concat();
    vec![
        section(Little),
        interface(Little, 1, 4, &[]),
        enhanced(Little, 0, 7_000_001, b"first"),
        block(Little, 0x0bad, b"\x01\x02\x03\x04not a frame"),
        block(Little, 10, &[&Little.u32(0x544c_534b)[..], &Little.u32(3), b"key"].concat()),
        simple(Little, 9, b"cut "),
        simple(Little, 3, b"abc"),
        section(Big),
        interface(Big, 101, 0, &milliseconds),
        interface(Big, 276, 0, &option(Big, 9, &[0x81])),
        enhanced(Big, 1, 3, b"fifth"),
        obsolete(Big, 0, 1500, b"sixth."),
        simple(Big, 3, b"end"),
        block(Big, 0x4000_0bad, b"\x01\x02\x03\x04nor this"),
    ]
}

pub(super) fn mixed() -> Vec<u8> {
    mixed_blocks().concat()
}
