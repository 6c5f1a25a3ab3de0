//! Capture files, and the frames in them.

use std::io::{self, Read};
use std::net::IpAddr;

use rehome::tcp::TcpHeader;
use rehome_cli::capture::{
    CaptureError, CaptureReader, Fault, Frame, Item, MAX_BLOCK, Timestamp, key_logs,
};
use rehome_cli::packet::{Glance, glance, tcp_segment};

use crate::random::Random;

/// A frame: its number, time, link type and octets; or a key log, of number 0.
type Kept = (u64, Option<Timestamp>, Option<u16>, Vec<u8>);

/// What a capture holds: its frames and key logs, and how it ends.
#[derive(Debug, PartialEq, Eq)]
struct Contents {
    items: Vec<Kept>,
    error: Option<(String, u64, u64)>,
}

/// Any octets as a capture file: they are read the same however they come, and nothing that is read
/// is more than there is.
pub fn capture_reader(octets: &[u8]) {
    let whole = contents(CaptureReader::new(octets));
    let bounds = |(.., octets): &Kept| octets.len();
    assert!(whole.items.iter().map(bounds).sum::<usize>() <= octets.len());
    if let Some((message, offset, frames)) = &whole.error {
        assert!(!message.is_empty());
        assert!(*offset <= octets.len() as u64, "{message}: the offset is inside the file");
        assert_eq!(*frames, frames_of(&whole).count() as u64, "{message}: so many came before");
    }
    let numbers = frames_of(&whole).map(|(number, ..)| *number);
    assert!(numbers.eq(1..=frames_of(&whole).count() as u64), "frames count from 1");

    let in_parts = Parts { rest: octets, random: Random::of(octets) };
    assert_eq!(contents(CaptureReader::new(in_parts)), whole, "reads of any length give the same");
    // A reader's buffer is large, so that the other forms take turns.
    match Random::of(octets).below(3) {
        0 => assert_eq!(each_item(octets), whole, "all at once are the same"),
        1 => frames_alone(octets, &whole),
        _ => {
            let mut texts = whole.items.iter().filter(|(number, ..)| *number == 0);
            let _ = key_logs(octets, |text| {
                assert_eq!(texts.next().map(|(.., its)| &its[..]), Some(text));
            });
            assert_eq!(texts.next(), None, "all key logs are handed over");
        }
    }
}

/// Asserts that key logs are passed over where frames are asked for.
fn frames_alone(octets: &[u8], whole: &Contents) {
    let mut frames = frames_of(whole);
    if let Ok(mut reader) = CaptureReader::new(octets) {
        while let Ok(Some(frame)) = reader.next_frame() {
            assert_eq!(frames.next(), Some(&of_frame(&frame)));
        }
    }
    assert_eq!(frames.next(), None);
}

fn frames_of(contents: &Contents) -> impl Iterator<Item = &Kept> {
    contents.items.iter().filter(|(number, ..)| *number > 0)
}

fn of_frame(frame: &Frame<'_>) -> Kept {
    assert!(frame.octets().len() <= MAX_BLOCK);
    (frame.number(), frame.time(), Some(frame.link_type().0), frame.octets().to_vec())
}

fn of_item(item: Item<'_>) -> Kept {
    match item {
        Item::Frame(frame) => of_frame(&frame),
        Item::Secrets(text) => (0, None, None, text.to_vec()),
    }
}

fn of_error(error: &CaptureError) -> (String, u64, u64) {
    assert!(!matches!(error.fault(), Fault::Read(_)), "octets in memory can be read");
    (error.to_string(), error.offset(), error.frames())
}

fn contents<R: Read>(reader: Result<CaptureReader<R>, CaptureError>) -> Contents {
    let mut contents = Contents { items: Vec::new(), error: None };
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(error) => return Contents { error: Some(of_error(&error)), ..contents },
    };
    loop {
        match reader.next_item() {
            Ok(Some(item)) => contents.items.push(of_item(item)),
            Ok(None) => break,
            Err(error) => contents.error = Some(of_error(&error)),
        }
        if contents.error.is_some() {
            assert!(matches!(reader.next_item(), Ok(None)), "nothing follows an error");
            break;
        }
    }
    contents
}

fn each_item(octets: &[u8]) -> Contents {
    let mut items = Vec::new();
    let read = CaptureReader::new(octets).and_then(|mut reader| {
        reader.each_item(|item| {
            items.push(of_item(item));
            true
        })
    });
    Contents { items, error: read.err().map(|error| of_error(&error)) }
}

/// Gives its octets in parts of any length.
struct Parts<'a> {
    rest: &'a [u8],
    random: Random,
}

impl Read for Parts<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let length = self.random.length(buf.len().min(self.rest.len()));
        self.rest.read(buf.get_mut(..length).unwrap_or_default())
    }
}

/// Asserts that what is seen of a frame at a glance is what stands in it.
pub(crate) fn is_seen_right(frame: &Frame<'_>) {
    let Some(seen) = glance(frame.link_type(), frame.octets()) else { return };
    let segment = tcp_segment(frame.link_type(), frame.octets());
    let read = segment.and_then(|segment| {
        let (header, payload) = TcpHeader::from_segment_options_unvalidated(segment.octets).ok()?;
        let words = |address| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)),
            IpAddr::V6(address) => u128::from(address),
        };
        Some(Glance {
            addresses: [segment.source, segment.destination].map(words).map(|address| {
                let [high, low] = [address >> 64, address & u128::from(u64::MAX)];
                [high, low].map(|half| u64::try_from(half).unwrap_or_default())
            }),
            ports: [header.source_port, header.destination_port],
            is_v6: segment.source.is_ipv6(),
            sequence_number: header.sequence_number,
            payload: payload.len().try_into().unwrap_or(u32::MAX),
            missing: segment.missing.try_into().unwrap_or(u32::MAX),
        })
    });
    assert_eq!(Some(seen), read, "a glance says what stands there");
}
