//! Enhanced Packet Blocks, which are read here, against `pcap-parser`.

use pcap_parser::pcapng::{parse_enhancedpacketblock_be, parse_enhancedpacketblock_le};

use super::build::{Order, block, enhanced, interface, option, section};
use super::{Fault, fault, read};
use Order::{Big, Little};

/// Interface, the time's halves and the captured length, where it is a block.
fn expected(order: Order, block: &[u8]) -> Option<[u32; 4]> {
    let parsed = match order {
        Big => parse_enhancedpacketblock_be(block),
        Little => parse_enhancedpacketblock_le(block),
    };
    let block = parsed.ok()?.1;
    Some([block.if_id, block.ts_high, block.ts_low, block.caplen])
}

/// A block with these octets behind the original length, and this captured length.
fn packet(order: Order, captured: u32, octets: &[u8]) -> Vec<u8> {
    let words = [0, 0x102, 0x304_0506, captured, 7].map(|number| order.u32(number));
    block(order, 6, &[&words.concat(), octets].concat())
}

fn check(order: Order, block: &[u8]) -> bool {
    let file = [&section(order)[..], &interface(order, 1, 0, &[]), block].concat();
    let (seen, error) = read(&file[..]);
    let Some([0, high, low, captured]) = expected(order, block) else {
        assert!(seen.is_empty(), "{block:?}");
        let error = error.unwrap_or_else(|| panic!("{block:?}"));
        assert!(matches!(error.fault, Fault::Malformed("a broken enhanced packet block")));
        return false;
    };
    assert!(error.is_none(), "{error:?}: {block:?}");
    let ticks = u64::from(high) << 32 | u64::from(low);
    let time = Some((ticks / 1_000_000, (ticks % 1_000_000 * 1000) as u32));
    assert_eq!(seen, [(1, 1, block[28..][..captured as usize].to_vec(), time)]);
    true
}

#[test]
fn every_length_that_a_packet_may_claim() {
    for order in [Big, Little] {
        let mut taken = 0;
        for length in 0..=24 {
            let octets: Vec<u8> = (1..=length).collect();
            let around = (0..40).chain(u32::MAX - 40..=u32::MAX);
            let powers = (3..32).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1]);
            for captured in around.chain(powers) {
                taken += usize::from(check(order, &packet(order, captured, &octets)));
            }
        }
        assert!(taken > 400, "{taken}");
    }
}

#[test]
fn blocks_too_short_for_their_fixed_part() {
    for order in [Big, Little] {
        for length in [0, 4, 8, 12, 16] {
            assert!(!check(order, &block(order, 6, &vec![0; length])), "{length}");
        }
        assert!(check(order, &block(order, 6, &[0; 20])));
    }
}

#[test]
fn options_of_any_kind_behind_the_packet() {
    let broken = [0xff, 0xff, 0xff, 0xff];
    for order in [Big, Little] {
        let comment = [option(order, 1, b"a comment"), option(order, 0, &[])].concat();
        for options in [&comment[..], &broken, &[0, 1, 0, 1], &[0; 64]] {
            assert!(check(order, &packet(order, 4, &[b"four", options].concat())));
        }
    }
}

#[test]
fn a_broken_block_is_told_before_an_interface_that_is_not_there() {
    let start = [section(Little), interface(Little, 1, 0, &[])].concat();
    let mut block = enhanced(Little, 1, 0, b"octets");
    let words = "a packet of an interface that its section does not describe";
    assert_eq!(fault(&[&start[..], &block].concat()).to_string(), words);
    block[20] = 9;
    let words = "a broken enhanced packet block";
    assert_eq!(fault(&[&start[..], &block].concat()).to_string(), words);
}
