//! Sections, interfaces and blocks of pcapng, and what is wrong with broken ones.

use super::build::{
    Order, block, enhanced, interface, mixed, mixed_blocks, obsolete, option, section, simple,
};
use super::{Fault, check_everywhere, fault, frames, read};
use crate::capture::MAX_BLOCK;
use Order::{Big, Little};

#[test]
fn sections_of_either_order_and_every_packet_block() {
    assert_eq!(
        frames(&mixed()),
        [
            (1, 1, b"first".to_vec(), Some((7, 1000))),
            (2, 1, b"cut ".to_vec(), None),
            (3, 1, b"abc".to_vec(), None),
            (4, 276, b"fifth".to_vec(), Some((1, 500_000_000))),
            (5, 101, b"sixth.".to_vec(), Some((11, 500_000_000))),
            (6, 101, b"end".to_vec(), None),
        ]
    );
    let mut end = 0;
    let ends = mixed_blocks().into_iter().map(|block| {
        end += block.len();
        end
    });
    check_everywhere(&mixed(), &ends.collect::<Vec<_>>());
}

#[test]
fn the_snap_length_bounds_a_simple_packet() {
    let file = |snap, original, octets| {
        [section(Big), interface(Big, 1, snap, &[]), simple(Big, original, octets)].concat()
    };
    assert_eq!(frames(&file(2, 4, b"abcd"))[0].2, b"ab");
    assert_eq!(frames(&file(0, 3, b"abc"))[0].2, b"abc");
    assert_eq!(frames(&file(9, 3, b"abc"))[0].2, b"abc");
    assert_eq!(frames(&file(0, 900, b"abcd"))[0].2, b"abcd");
}

#[test]
fn options_after_the_end_of_options_do_not_count() {
    let options = [option(Little, 0, &[]), option(Little, 9, &[0])].concat();
    let file =
        [section(Little), interface(Little, 1, 0, &options), enhanced(Little, 0, 2_000_000, b"x")];
    assert_eq!(frames(&file.concat())[0].3, Some((2, 0)));
}

#[test]
fn options_of_a_packet_are_stepped_over() {
    let mut packet = enhanced(Little, 0, 0, b"octets");
    let options = [option(Little, 1, b"a comment"), option(Little, 0, &[])].concat();
    let end = packet.len() - 4;
    packet.splice(end..end, options);
    let length = Little.u32(packet.len() as u32);
    packet[4..8].copy_from_slice(&length);
    let end = packet.len() - 4;
    packet[end..].copy_from_slice(&length);
    let file = [section(Little), interface(Little, 1, 0, &[]), packet].concat();
    assert_eq!(frames(&file)[0].2, b"octets");
}

#[test]
fn a_block_that_is_no_packet_may_be_longer_than_the_bound() {
    let long = block(Little, 11, &vec![1; MAX_BLOCK + 1000]);
    let file =
        [section(Little), interface(Little, 1, 0, &[]), long, enhanced(Little, 0, 0, b"after")];
    assert_eq!(frames(&file.concat())[0].2, b"after");
}

#[test]
fn a_packet_beyond_the_bound_is_refused() {
    let long = enhanced(Little, 0, 0, &vec![1; MAX_BLOCK]);
    let file = [section(Little), interface(Little, 1, 0, &[]), long].concat();
    assert!(fault(&file).to_string().starts_with("a packet block of 4194336 octets, "));
}

#[test]
fn what_is_beyond_the_bound_is_named() {
    let long = vec![0; MAX_BLOCK];
    let long_interface = [section(Little), interface(Little, 1, 0, &long)].concat();
    let mut long_section = section(Little);
    long_section[4..8].copy_from_slice(&Little.u32(8 << 20));
    for (file, expected) in [
        (long_section, "a section header of 8388608 octets, of which at most 4194304 are taken"),
        (long_interface, "an interface description of 4194324 octets, "),
    ] {
        let fault = fault(&file);
        assert!(matches!(fault, Fault::TooLong { .. }));
        assert!(fault.to_string().starts_with(expected), "{fault}");
    }
}

#[test]
fn what_is_broken_ends_the_file_after_the_frames_before() {
    let start =
        || vec![section(Little), interface(Little, 1, 0, &[]), enhanced(Little, 0, 0, b"x")];
    let with_length = |mut block: Vec<u8>, at: usize, length: u32| {
        block[at..at + 4].copy_from_slice(&length.to_le_bytes());
        block
    };
    let packet = || enhanced(Little, 0, 0, b"octets");
    let packet_end = packet().len() - 4;
    let broken = [
        enhanced(Little, 1, 0, b"of no interface"),
        obsolete(Little, 7, 0, b"nor this"),
        with_length(packet(), 4, 0),
        with_length(packet(), 4, 8),
        with_length(packet(), 4, 38),
        with_length(packet(), packet_end, 44),
        with_length(packet(), 20, 9),
        with_length(packet(), 20, u32::MAX),
        with_length(obsolete(Little, 0, 0, b"octets"), 20, 9),
        with_length(obsolete(Little, 0, 0, b"octets"), 20, u32::MAX),
        with_length(block(Little, 99, b"other"), 16, 21),
        with_length(section(Little), 8, 0),
        with_length(section(Little), 12, 2),
        block(Little, 1, b"abcd"),
        block(Little, 2, b"abcd"),
        block(Little, 3, b""),
        block(Little, 6, b"abcdabcdabcd"),
        [section(Little), simple(Little, 1, b"x")].concat(),
    ];
    for broken in broken {
        let (seen, error) = read(&[start().concat(), broken.clone()].concat()[..]);
        assert_eq!(seen.len(), 1, "{broken:?}");
        let error = error.unwrap_or_else(|| panic!("{broken:?}"));
        assert!(matches!(error.fault, Fault::Malformed(_)), "{error}: {broken:?}");
        assert_eq!(error.frames(), 1);
    }
}

#[test]
fn interfaces_are_bounded() {
    let file = [section(Big), interface(Big, 1, 0, &[]).repeat((1 << 16) + 1)].concat();
    assert!(matches!(fault(&file), Fault::Malformed(_)));
}
