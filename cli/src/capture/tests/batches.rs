//! A capture batch by batch: what comes out one by one.

use std::io::{self, Read};

use proptest::collection::vec;
use proptest::prelude::*;

use super::build::{
    Order, block, enhanced, interface, mixed, obsolete, option, pcap, section, simple,
};
use super::{Broken, Dripping};
use crate::capture::piece::LENGTH;
use crate::capture::{
    Batch, CHUNK, CaptureError, CaptureReader, Frame, Item, MAX_BLOCK, ReadAt, key_logs,
};
use Order::{Big, Little};

/// A frame's number, link type, octets and time; of a key log, its octets.
type Kept = (u64, u16, Vec<u8>, Option<(u64, u32)>);

/// What a capture holds, and the offset, the frames and the words of the error that ends it.
#[derive(Debug, Default, PartialEq)]
struct Contents {
    items: Vec<Kept>,
    error: Option<(u64, u64, String)>,
}

impl Contents {
    fn end(&mut self, error: &CaptureError) {
        self.error = Some((error.offset(), error.frames(), error.to_string()));
    }
}

fn kept(item: &Item<'_>) -> Kept {
    match item {
        Item::Frame(frame) => {
            let time = frame.time().map(|time| (time.seconds, time.nanoseconds));
            (frame.number(), frame.link_type().0, frame.octets().to_vec(), time)
        }
        Item::Secrets(text) => (0, 0, text.to_vec(), None),
    }
}

fn seen(frame: &Frame<'_>, time: Option<u64>) -> Option<Kept> {
    assert_eq!(time, frame.mark().nanoseconds());
    Some(kept(&Item::Frame(*frame)))
}

fn one_by_one(input: impl Read) -> Contents {
    let mut contents = Contents::default();
    let read = CaptureReader::new(input).and_then(|mut reader| {
        while let Some(item) = reader.next_item()? {
            contents.items.push(kept(&item));
        }
        Ok(())
    });
    read.unwrap_or_else(|error| contents.end(&error));
    contents
}

/// Takes what is in a batch, and tells whether it was looked at.
fn take(batch: &Batch<Option<Kept>>, contents: &mut Contents) -> bool {
    let (before, mut first_time, mut last) = (contents.items.len(), None, None);
    for item in batch.items() {
        if let Item::Frame(frame) = item {
            first_time = first_time.or(frame.time());
            last = Some(frame.id());
        }
        contents.items.push(kept(&item));
    }
    let all_seen: Vec<_> = batch.parts().flat_map(|part| part.seen()).collect();
    let is_seen = !all_seen.is_empty();
    let as_seen = |kept: &Kept| (kept.0 > 0).then(|| kept.clone());
    assert!(
        !is_seen || contents.items[before..].iter().map(as_seen).eq(all_seen.into_iter().cloned())
    );
    assert!(contents.items.len() > before, "a batch is never empty");
    assert_eq!(batch.first_time(), first_time);
    assert_eq!(batch.last_mark().map(|mark| mark.id()), last);
    is_seen
}

/// How many batches there were, and what was in them.
fn in_batches(input: impl Read) -> (usize, Contents) {
    in_batches_of(input, |reader, batch| reader.next_batch(batch))
}

/// The same, of a capture that is read ahead: where it goes on, a little before, far before, or behind.
fn ahead(file: &[u8], lengths: &[usize]) -> (usize, Contents) {
    let mut turn = 0;
    in_batches_of(Pieces::of(file, lengths), |reader, batch| {
        let (now, length) = (reader.octets_read(), 9 * lengths[turn % lengths.len()]);
        let before = |octets| now.saturating_sub(octets as u64);
        let begin = [now, before(5), now, before(length), now + 1][turn % 5];
        turn += 1;
        let until = file.len().min(begin as usize + length);
        batch.read_ahead(&io::Cursor::new(&file[..until]), begin);
        reader.next_batch_ahead(batch)
    })
}

fn in_batches_of<R: Read>(
    input: R,
    mut next: impl FnMut(&mut CaptureReader<R>, &mut Batch<Option<Kept>>) -> Result<bool, CaptureError>,
) -> (usize, Contents) {
    let (mut count, mut contents, mut batch) = (0, Contents::default(), Batch::default());
    let mut reader = match CaptureReader::new(input) {
        Ok(reader) => reader,
        Err(error) => {
            contents.end(&error);
            return (0, contents);
        }
    };
    loop {
        match next(&mut reader, &mut batch) {
            Ok(true) => {
                assert!(!take(&batch, &mut contents));
                batch.look(&seen);
                assert!(take(&batch, &mut Contents::default()));
            }
            Ok(false) => break,
            Err(error) => {
                contents.end(&error);
                break;
            }
        }
        count += 1;
    }
    assert!(!reader.next_batch(&mut batch).unwrap(), "nothing follows the end or an error");
    (count, contents)
}

#[test]
fn an_input_that_fails_in_the_middle() {
    let file = pcap(Little, false, 1, &[b"one", b"two", b"three"]);
    for end in 24..=file.len() {
        let input = || file[..end].chain(Broken);
        let expected = one_by_one(input());
        assert!(expected.error.as_ref().unwrap().2.contains("the disk is on fire"));
        assert_eq!(in_batches(input()).1, expected);
    }
}

/// Gives pieces of these lengths, over and over.
struct Pieces {
    rest: io::Cursor<Vec<u8>>,
    lengths: Vec<usize>,
    at: usize,
}

impl Pieces {
    fn of(file: &[u8], lengths: &[usize]) -> Self {
        Self { rest: io::Cursor::new(file.to_vec()), lengths: lengths.to_vec(), at: 0 }
    }
}

impl ReadAt for Pieces {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        self.rest.read_at(octets, at)
    }

    fn pass_over(&mut self, octets: u64) {
        self.rest.pass_over(octets);
    }
}

impl Read for Pieces {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let length = self.lengths[self.at % self.lengths.len()].clamp(1, buf.len());
        self.at += 1;
        self.rest.read(&mut buf[..length])
    }
}

/// However a capture comes, in batches it is the same.
fn is_the_same(file: &[u8], lengths: &[usize]) -> Contents {
    let expected = one_by_one(file);
    assert_eq!(in_batches(file).1, expected);
    assert_eq!(in_batches(Pieces::of(file, lengths)).1, expected);
    assert_eq!(ahead(file, lengths).1, expected);
    expected
}

fn secrets(order: Order, text: &[u8]) -> Vec<u8> {
    let length = order.u32(text.len() as u32);
    block(order, 10, &[&order.u32(0x544c_534b)[..], &length, text].concat())
}

#[test]
fn wherever_a_file_ends_or_is_broken() {
    let files = [mixed(), pcap(Big, true, 1, &[b"one", b"", b"three"])];
    for file in &files {
        for cut in 0..=file.len() {
            is_the_same(&file[..cut], &[7]);
        }
        for at in 0..file.len() {
            let mut broken = file.clone();
            broken[at] ^= 0xff;
            is_the_same(&broken, &[64, 1]);
        }
        let (count, dripping) = in_batches(Dripping(file, false));
        assert_eq!((count, &dripping), (dripping.items.len(), &one_by_one(&file[..])));
        assert_eq!(in_batches(&file[..]).0, 1);
    }
}

#[test]
fn secrets_may_stand_first_and_last() {
    let log = secrets(Little, b"CLIENT_RANDOM");
    let begun = [section(Little), interface(Little, 1, 0, &[])].concat();
    let frame = enhanced(Little, 0, 5, b"frame");
    for (blocks, numbers) in [
        (vec![&log], vec![0]),
        (vec![&log, &frame], vec![0, 1]),
        (vec![&frame, &log, &log], vec![1, 0, 0]),
        (vec![&frame, &frame, &log, &frame, &log], vec![1, 2, 0, 3, 0]),
    ] {
        let blocks = blocks.into_iter().map(|block| &block[..]).collect::<Vec<_>>().concat();
        let read = is_the_same(&[&begun[..], &blocks].concat(), &[40]);
        assert_eq!(read.items.iter().map(|item| item.0).collect::<Vec<_>>(), numbers);
    }
}

#[test]
fn what_is_read_ahead_is_not_read_again() {
    let file = pcap(Little, false, 1, &vec![&[1; 1000][..]; 900]);
    let mut reader = CaptureReader::new(io::Cursor::new(&file)).unwrap();
    let (mut batch, mut frames) = (Batch::<()>::default(), 0);
    assert!(reader.next_batch(&mut batch).unwrap());
    loop {
        frames += batch.items().count();
        let at = reader.octets_read();
        batch.read_ahead(&io::Cursor::new(&file), at);
        let is_any = reader.next_batch_ahead(&mut batch).unwrap();
        assert_eq!(reader.octets_read(), (at + CHUNK as u64).min(file.len() as u64));
        if !is_any {
            break;
        }
    }
    assert_eq!(frames, 900);
}

#[test]
fn interfaces_that_alternate() {
    let milliseconds = option(Little, 9, &[3]);
    let mut file = [
        section(Little),
        interface(Little, 1, 0, &[]),
        interface(Little, 101, 0, &milliseconds),
        interface(Little, 1, 0, &milliseconds),
    ]
    .concat();
    for frame in 0..60 {
        match frame % 5 {
            4 => file.extend(simple(Little, 2, b"ab")),
            3 => file.extend(obsolete(Little, 1, frame, b"abc")),
            which => file.extend(enhanced(Little, which as u32, frame, b"abcd")),
        }
        if frame == 30 {
            file.extend(section(Big));
            file.extend([Big, Big, Big].map(|order| interface(order, 228, 0, &[])).concat());
            file.extend(section(Little));
            file.extend([1, 101, 276].map(|link| interface(Little, link, 0, &[])).concat());
        }
    }
    let read = is_the_same(&file, &[100, 3]);
    assert_eq!((read.items.len(), read.error), (60, None));
}

#[test]
fn records_that_end_where_the_buffer_does() {
    for short in [0, 1, 16, 17, 40] {
        // The first read ends before, at or behind the end of the second record.
        let first = vec![1; CHUNK - 24 - 16 - 16 - short];
        for second in [0, 1, 16, 24] {
            let second = vec![2; second];
            let file = pcap(Little, false, 1, &[&first, &second, b"third", &first, b""]);
            assert_eq!(is_the_same(&file, &[CHUNK, 9]).items.len(), 5);
        }
    }
}

#[test]
fn blocks_longer_than_the_buffer() {
    let long = vec![7; MAX_BLOCK - 32];
    let begun = [section(Little), interface(Little, 1, 0, &[])].concat();
    let frame = enhanced(Little, 0, 5, b"frame");
    let longest = enhanced(Little, 0, 5, &long);
    let log = secrets(Little, &vec![b'#'; 2 * MAX_BLOCK]);
    let other = block(Little, 99, &vec![9; 3 * MAX_BLOCK]);
    let blocks = [&begun, &frame, &longest, &frame, &log, &other, &longest, &longest, &frame];
    let file = blocks.into_iter().map(|block| &block[..]).collect::<Vec<_>>().concat();
    let read = is_the_same(&file, &[1 << 20, 5000]);
    assert_eq!((read.items.len(), &read.error), (7, &None));
    let longer = [file, enhanced(Little, 0, 5, &[&long[..], b"x"].concat())].concat();
    let read = is_the_same(&longer, &[1 << 20]);
    assert_eq!((read.items.len(), read.error.is_some()), (7, true));
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
    is_the_same(&file, &[100_000]);
    // Behind secrets there is room for a block beyond the bound.
    let secrets = [&Little.u32(0x544c_534b)[..], &Little.u32(6 << 20), &vec![b'#'; 6 << 20]];
    file.extend(block(Little, 10, &secrets.concat()));
    file.extend(enhanced(Little, 0, 0, &vec![1; MAX_BLOCK - 36]));
    file.extend(enhanced(Little, 0, 0, &vec![1; MAX_BLOCK]));
    is_the_same(&file, &[100_000]);
}

#[test]
fn a_batch_is_not_the_larger_for_a_large_block_before_it() {
    let mut file = [section(Little), interface(Little, 1, 0, &[])].concat();
    for _ in 0..2 {
        // Secrets that are none of TLS.
        file.extend(block(Little, 10, &[&[0; 8][..], &vec![0; 4 * CHUNK]].concat()));
        file.extend(enhanced(Little, 0, 5, &[1; 1000]).repeat(3000));
    }
    // And some that are handed over.
    file.extend(secrets(Little, &vec![b'#'; 4 * CHUNK]));
    file.extend(enhanced(Little, 0, 5, &[1; 1000]).repeat(3000));
    let mut reader = CaptureReader::new(&file[..]).unwrap();
    let (mut batch, mut largest) = (Batch::<()>::default(), 0);
    while reader.next_batch(&mut batch).unwrap() {
        if batch.items().all(|item| matches!(item, Item::Frame(_))) {
            largest = largest.max(batch.octets.len());
        }
    }
    assert_eq!(largest, LENGTH);
}

proptest! {
    /// Any blocks, whole, cut or broken, in pieces of any length.
    #[test]
    fn in_batches_all_is_the_same(
        which in vec(0usize..9, 0..60),
        change in prop::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>())),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        lengths in vec(1usize..300, 1..9),
        is_big in any::<bool>(),
    ) {
        let order = if is_big { Big } else { Little };
        let mut file = [section(order), interface(order, 1, 9, &[])].concat();
        for (at, which) in which.iter().enumerate() {
            file.extend(match which {
                0 => [section(order), interface(order, 101, 0, &option(order, 9, &[9]))].concat(),
                1 => interface(order, 276, 0, &[]),
                2 => simple(order, at as u32, &vec![1; at]),
                3 => secrets(order, &vec![b'#'; at]),
                4 => block(order, 99, &vec![2; at * 9]),
                5 => obsolete(order, 0, at as u64, &vec![3; at]),
                _ => enhanced(order, 0, at as u64, &vec![4; at * 3]),
            });
        }
        if let Some((at, octet)) = change {
            let at = at.index(file.len());
            file[at] = octet;
        }
        file.truncate(cut.map_or(file.len(), |at| at.index(file.len())));
        let expected = is_the_same(&file, &lengths);
        let mut texts = expected.items.iter().filter(|item| item.0 == 0).map(|item| &item.2);
        let _ = key_logs(&file[..], |text| assert_eq!(texts.next().map(|text| &text[..]), Some(text)));
        prop_assert_eq!(texts.next(), None);
    }

    #[test]
    fn records_are_the_same_in_batches(
        lengths in vec(0usize..90, 0..60),
        change in prop::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>())),
        pieces in vec(1usize..300, 1..9),
    ) {
        let frames: Vec<_> = lengths.iter().map(|length| vec![1; *length]).collect();
        let frames: Vec<_> = frames.iter().map(|frame| &frame[..]).collect();
        let mut file = pcap(Big, false, 1, &frames);
        if let Some((at, octet)) = change {
            let at = at.index(file.len());
            file[at] = octet;
        }
        is_the_same(&file, &pieces);
    }
}
