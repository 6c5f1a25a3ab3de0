//! pcap-parser for the records, etherparse for the headers of a frame, and the options as in C.

use std::io::Read;

use etherparse::{SlicedPacket, TransportSlice};
use pcap_parser::traits::PcapReaderIterator;
use pcap_parser::{LegacyPcapReader, PcapBlockOwned, PcapError};

use super::Found;
use crate::options;

pub(super) fn scan(input: impl Read) -> Found {
    let mut reader = LegacyPcapReader::new(1 << 20, input).expect("a capture");
    let mut found = Found::default();
    loop {
        match reader.next() {
            Ok((length, block)) => {
                if let PcapBlockOwned::Legacy(packet) = block {
                    found.frames += 1;
                    found.options += of_frame(packet.data);
                }
                reader.consume(length);
            }
            Err(PcapError::Eof) => return found,
            Err(PcapError::Incomplete(_)) => reader.refill().expect("octets"),
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn of_frame(frame: &[u8]) -> u64 {
    let mut count = 0;
    if let Ok(SlicedPacket { transport: Some(TransportSlice::Tcp(tcp)), .. }) =
        SlicedPacket::from_ethernet(frame)
    {
        options::by_etherparse(tcp.options(), &mut count);
    }
    count
}
