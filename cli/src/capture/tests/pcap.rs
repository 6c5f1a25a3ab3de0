//! Both byte orders and resolutions of pcap, and lengths that lie.

use super::build::{Order, pcap};
use super::{Fault, check_everywhere, fault, frames, read};
use crate::capture::MAX_BLOCK;

#[test]
fn the_four_magics() {
    for order in [Order::Big, Order::Little] {
        for (nanoseconds, fraction) in [(false, 5000), (true, 5)] {
            let file = pcap(order, nanoseconds, 113, &[b"one", b"", b"three"]);
            assert_eq!(
                frames(&file),
                [
                    (1, 113, b"one".to_vec(), Some((100, fraction))),
                    (2, 113, vec![], Some((101, fraction))),
                    (3, 113, b"three".to_vec(), Some((102, fraction))),
                ]
            );
            check_everywhere(&file, &[24, 43, 59]);
        }
    }
}

#[test]
fn the_high_bits_of_the_link_type_are_not_part_of_it() {
    let file = pcap(Order::Big, false, 0xf400_0001, &[b"x"]);
    assert_eq!(frames(&file)[0].1, 1);
}

#[test]
fn a_length_beyond_the_bound_is_refused_without_reading_for_it() {
    let mut file = pcap(Order::Little, false, 1, &[b"one", b"two"]);
    file[43 + 8..43 + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let (seen, error) = read(&file[..]);
    assert_eq!(seen.len(), 1);
    assert!(
        matches!(error.unwrap().fault, Fault::TooLong { octets, .. } if octets == (1 << 32) + 15)
    );
}

#[test]
fn a_large_record_grows_the_window_up_to_the_bound() {
    let large = vec![7; MAX_BLOCK - 16];
    let file = pcap(Order::Little, false, 1, &[b"one", &large, b"three"]);
    assert_eq!(
        frames(&file).iter().map(|frame| frame.2.len()).collect::<Vec<_>>(),
        [3, large.len(), 5]
    );
    let larger = vec![7; MAX_BLOCK - 15];
    assert!(matches!(fault(&pcap(Order::Little, false, 1, &[&larger])), Fault::TooLong { .. }));
}

#[test]
fn many_frames_slide_through_the_window() {
    let octets = vec![9; 1500];
    let many = vec![&octets[..]; 5000];
    let seen = frames(&pcap(Order::Big, true, 1, &many));
    assert_eq!(seen.len(), 5000);
    assert!(seen.iter().all(|frame| frame.2 == octets));
}

#[test]
fn the_modified_format_is_not_read() {
    let mut file = pcap(Order::Little, false, 1, &[b"one"]);
    file[..4].copy_from_slice(&0xa1b2_cd34u32.to_le_bytes());
    assert!(matches!(fault(&file), Fault::NotACapture));
}
