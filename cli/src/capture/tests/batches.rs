//! What comes in batches is what comes one by one.

use std::io::Read;

use super::Dripping;
use super::build::{Order, block, enhanced, interface, mixed, obsolete, pcap, section};
use crate::capture::{Batch, CaptureReader, Item, MAX_BLOCK};
use Order::{Big, Little};

fn said(item: &Item<'_>) -> String {
    match item {
        Item::Frame(frame) => {
            let octets = frame.octets();
            let length = octets.len();
            let start = &octets[..length.min(20)];
            format!("{:?} {:?} {length} {start:?}", frame.id(), frame.link_type())
        }
        Item::Secrets(text) => format!("secrets {text:?}"),
    }
}

fn one_by_one(input: impl Read) -> Vec<String> {
    let mut said_of = Vec::new();
    let mut reader = CaptureReader::new(input).unwrap();
    let error = loop {
        match reader.next_item() {
            Ok(Some(item)) => said_of.push(said(&item)),
            Ok(None) => break String::new(),
            Err(error) => break error.to_string(),
        }
    };
    said_of.push(error);
    said_of
}

fn in_batches(input: impl Read) -> Vec<String> {
    let mut said_of = Vec::new();
    let mut reader = CaptureReader::new(input).unwrap();
    let mut batch = Batch::<()>::default();
    let error = loop {
        match reader.next_batch(&mut batch) {
            Ok(true) => assert!(batch.each(|entry| {
                said_of.push(said(&entry.item()));
                true
            })),
            Ok(false) => break String::new(),
            Err(error) => break error.to_string(),
        }
    };
    said_of.push(error);
    said_of
}

fn check(file: &[u8]) {
    assert_eq!(in_batches(file), one_by_one(file));
}

#[test]
fn of_either_format_cut_anywhere() {
    for file in [mixed(), pcap(Big, true, 1, &[b"one", b"", b"three"])] {
        assert_eq!(in_batches(Dripping(&file, false)), one_by_one(&file[..]));
        (28..=file.len()).for_each(|cut| check(&file[..cut]));
    }
}

#[test]
fn with_any_octet_changed() {
    let file = mixed();
    for at in 28..file.len() {
        for octet in [0, 1, 6, 10, 0x7f, 0xff] {
            let mut file = file.clone();
            file[at] = octet;
            check(&file);
        }
    }
}

#[test]
fn longer_than_what_is_read_at_once() {
    let start = [section(Little), interface(Little, 1, 0, &[]), interface(Little, 101, 0, &[])];
    let mut file = start.concat();
    for length in 0..3000 {
        file.extend(enhanced(Little, (length / 100 % 2) as u32, length, &vec![9; length as usize]));
        if length % 333 == 0 {
            file.extend(block(Little, 5, b"statistics"));
            file.extend(obsolete(Little, 1, 5, b"obsolete"));
        }
    }
    check(&file);
    // Behind secrets there is room for a block beyond the bound.
    let secrets = [&Little.u32(0x544c_534b)[..], &Little.u32(6 << 20), &vec![b'#'; 6 << 20]];
    file.extend(block(Little, 10, &secrets.concat()));
    file.extend(enhanced(Little, 0, 0, &vec![1; MAX_BLOCK - 36]));
    file.extend(enhanced(Little, 0, 0, &vec![1; MAX_BLOCK]));
    check(&file);
}
