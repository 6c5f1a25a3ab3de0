use std::fs::File;

use rehome::tcp::TcpHeader;
use rehome_cli::capture::{Batch, CaptureReader, Item};
use rehome_cli::packet::tcp_segment;

use super::Found;

/// How many options of ours a frame has.
#[inline(always)]
fn options(item: &Item<'_>) -> u64 {
    let Item::Frame(frame) = item else { return 0 };
    let segment = tcp_segment(frame.link_type(), frame.octets());
    let parsed = segment.map(|segment| TcpHeader::from_segment_options_unvalidated(segment.octets));
    match parsed {
        Some(Ok((header, _))) => header.options.known().count() as u64,
        _ => 0,
    }
}

/// In one thread: reading is bound by the memory, and this is little beside it.
pub(super) fn scan(file: File) -> Found {
    let (mut found, mut batch) = (Found::default(), Batch::<()>::default());
    let mut reader = CaptureReader::new(file).expect("a capture");
    while reader.next_batch(&mut batch).expect("whole packets") {
        for item in batch.items() {
            found.frames += 1;
            found.options += options(&item);
        }
    }
    found
}
