//! Capture files, and the frames in them.

use std::io::{self, Cursor, Read};

use rehome::tcp::TcpHeader;
use rehome_cli::capture::{
    Batch, CaptureError, CaptureReader, Fault, Frame, Item, MAX_BLOCK, ReadAt, Timestamp, key_logs,
};
use rehome_cli::packet::{Ends, Glance, tcp_segment};

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

    let in_parts = Parts { rest: Cursor::new(octets), random: Random::of(octets) };
    assert_eq!(contents(CaptureReader::new(in_parts)), whole, "reads of any length give the same");
    // A reader's buffer is large, so that the other forms take turns.
    match Random::of(octets).below(3) {
        0 => {
            let at_once = by_batches(CaptureReader::new(octets), CaptureReader::next_batch);
            assert_eq!(at_once, whole, "in batches are the same");
            let in_parts = Parts { rest: Cursor::new(octets), random: Random::of(octets) };
            let ahead = by_batches(CaptureReader::new(in_parts), next_ahead(octets));
            assert_eq!(ahead, whole, "read ahead are the same");
        }
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

/// What is seen in an item: the number of a frame.
type Number = Option<u64>;

/// The same, batch by batch, each of which `next` fills.
fn by_batches<R: Read>(
    reader: Result<CaptureReader<R>, CaptureError>,
    mut next: impl FnMut(&mut CaptureReader<R>, &mut Batch<Number>) -> Result<bool, CaptureError>,
) -> Contents {
    let (mut items, mut batch) = (Vec::new(), Batch::default());
    let read = reader.and_then(|mut reader| {
        while next(&mut reader, &mut batch)? {
            let (first, mut last) = (items.len(), None);
            batch.look(&|frame, time| {
                assert_eq!(time, frame.mark().nanoseconds());
                Some(frame.number())
            });
            let mut seen = batch.parts().flat_map(|part| part.seen());
            for item in batch.items() {
                let number = match item {
                    Item::Frame(frame) => Some(frame.number()),
                    Item::Secrets(_) => None,
                };
                assert_eq!(seen.next(), Some(&number), "each is looked at once");
                if let Item::Frame(frame) = item {
                    last = Some(frame.id());
                }
                items.push(of_item(item));
            }
            assert!(seen.next().is_none());
            assert!(items.len() > first, "a batch is never empty");
            assert_eq!(batch.last_mark().map(|mark| mark.id()), last);
        }
        Ok(())
    });
    Contents { items, error: read.err().map(|error| of_error(&error)) }
}

/// Fills a batch of which some was read ahead: from where the reader is, or nearly, up to anywhere.
fn next_ahead<R: ReadAt>(
    octets: &[u8],
) -> impl FnMut(&mut CaptureReader<R>, &mut Batch<Number>) -> Result<bool, CaptureError> {
    let mut random = Random::of(octets);
    move |reader, batch| {
        let near = u64::try_from(random.below(4)).unwrap_or_default();
        let begin = reader.octets_read().saturating_add(1).saturating_sub(near);
        let until = octets.get(..random.below(octets.len())).unwrap_or_default();
        batch.read_ahead(&Cursor::new(until), begin);
        reader.next_batch_ahead(batch)
    }
}

/// Gives its octets in parts of any length.
struct Parts<'a> {
    rest: Cursor<&'a [u8]>,
    random: Random,
}

impl ReadAt for Parts<'_> {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        self.rest.read_at(octets, at)
    }

    fn pass_over(&mut self, octets: u64) {
        self.rest.pass_over(octets);
    }
}

impl Read for Parts<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let length = self.random.length(buf.len());
        self.rest.read(buf.get_mut(..length).unwrap_or_default())
    }
}

/// Asserts that what is seen of a frame at a glance is what stands in it.
pub(crate) fn is_seen_right(frame: &Frame<'_>) {
    let time = frame.mark().nanoseconds();
    let Some(seen) = Glance::of(frame, time) else { return };
    let segment = tcp_segment(frame.link_type(), frame.octets());
    let read = segment.and_then(|segment| {
        let (header, payload) = TcpHeader::from_segment_options_unvalidated(segment.octets).ok()?;
        let ports = [header.source_port, header.destination_port];
        let ends = Ends::new(segment.source, segment.destination, ports);
        Some(Glance {
            ends,
            hint: ends.hint(),
            sequence_number: header.sequence_number,
            payload: payload.len().try_into().unwrap_or(u32::MAX),
            missing: segment.missing.try_into().unwrap_or(u32::MAX),
            time: time.unwrap_or(Glance::NEVER),
        })
    });
    assert_eq!(Some(seen), read, "a glance says what stands there");
}
