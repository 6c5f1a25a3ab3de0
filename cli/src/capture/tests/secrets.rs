//! Decryption Secrets Blocks.

use super::build::{Order, block, enhanced, interface, option, pcap, section};
use super::{check_everywhere, fault, frames};
use crate::capture::{CaptureReader, Fault, Item, MAX_BLOCK, MAX_SECRETS, key_logs};
use Order::{Big, Little};

const TLS_KEY_LOG: u32 = 0x544c_534b;

fn secrets(order: Order, kind: u32, text: &[u8], options: &[u8]) -> Vec<u8> {
    let padding = text.len().next_multiple_of(4) - text.len();
    let length = order.u32(text.len() as u32);
    let head = [order.u32(kind), length].concat();
    block(order, 10, &[&head[..], text, &[0; 3][..padding], options].concat())
}

fn found(file: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    key_logs(file, |text| found.push(text.to_vec())).unwrap();
    found
}

#[test]
fn key_logs_are_found_wherever_they_stand() {
    let end = option(Big, 0, &[]);
    let comment = [option(Big, 1, b"a comment"), end].concat();
    let blocks = [
        section(Little),
        secrets(Little, TLS_KEY_LOG, b"first", &[]),
        interface(Little, 1, 0, &[]),
        enhanced(Little, 0, 0, b"x"),
        secrets(Little, 0x5747_4b4c, b"WireGuard", &[]),
        secrets(Little, TLS_KEY_LOG, b"", &[]),
        section(Big),
        interface(Big, 1, 0, &[]),
        enhanced(Big, 0, 0, b"y"),
        secrets(Big, TLS_KEY_LOG, b"last.", &comment),
    ];
    let file = blocks.concat();
    assert_eq!(found(&file), [&b"first"[..], b"", b"last."]);
    assert_eq!(frames(&file).len(), 2);
    let mut end = 0;
    let ends = blocks.iter().map(|block| {
        end += block.len();
        end
    });
    check_everywhere(&file, &ends.collect::<Vec<_>>());
    // In the order of the file, between the frames.
    let mut reader = CaptureReader::new(&file[..]).unwrap();
    let mut items = Vec::new();
    while let Some(item) = reader.next_item().unwrap() {
        items.push(match item {
            Item::Frame(frame) => format!("frame {}", frame.number()),
            Item::Secrets(text) => String::from_utf8(text.to_vec()).unwrap(),
        });
    }
    assert_eq!(items, ["first", "frame 1", "", "frame 2", "last."]);
}

#[test]
fn a_pcap_has_none() {
    assert_eq!(found(&pcap(Little, false, 1, &[b"x"])), Vec::<Vec<u8>>::new());
    assert!(key_logs(&b"text"[..], |_| ()).is_err());
}

#[test]
fn secrets_may_be_longer_than_a_packet_but_not_without_bound() {
    let long = vec![b'#'; MAX_BLOCK + 1000];
    let file = [section(Little), secrets(Little, TLS_KEY_LOG, &long, &[])].concat();
    assert!(found(&file) == [&long[..]]);
    let mut endless = [section(Little), secrets(Little, TLS_KEY_LOG, b"", &[])].concat();
    let length = u32::try_from(MAX_SECRETS + 4).unwrap();
    endless[32..36].copy_from_slice(&Little.u32(length));
    let fault = fault(&endless);
    assert_eq!(
        fault.to_string(),
        "a decryption secrets block of 67108868 octets, of which at most 67108864 are taken"
    );
}

#[test]
fn secrets_longer_than_their_block_are_refused() {
    let mut file = [section(Little), secrets(Little, TLS_KEY_LOG, b"four", &[])].concat();
    file[40..44].copy_from_slice(&Little.u32(99));
    let fault = fault(&file);
    assert!(matches!(fault, Fault::Malformed("a broken decryption secrets block")), "{fault}");
}
