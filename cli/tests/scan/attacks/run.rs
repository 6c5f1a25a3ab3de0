//! Reads a capture that is made meanwhile, and measures.

use std::io::Read;
use std::time::{Duration, Instant};

use rehome_cli::capture::CaptureReader;
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::flow::Limits;
use rehome_cli::scan::{Account, Report, Scan, Settings};
use rehome_cli::tls::KeyLog;

use crate::memory::peak_of;
use crate::wire::{self, Segment};

/// Of each attack so many octets are read for each that is said.
const TIMES: u64 = if cfg!(debug_assertions) { 1 } else { 10 };

/// Under these no attack may take more than `MOST`: the window over the file takes 1 MiB, what is
/// behind gaps and what is held of TLS 1 MiB each and not twice that, the rest are the connections.
pub(crate) const LIMITS: Limits =
    Limits { flows: 64, octets: 64 << 10, total_octets: 1 << 20, idle: Duration::from_secs(3600) };
const MOST: usize = 5 << 20;

/// A file of blocks that `make` writes, each by its number, up to a length.
pub(crate) struct Made<F> {
    make: F,
    block: Vec<u8>,
    read: usize,
    number: u64,
    left: u64,
}

impl<F: FnMut(u64, &mut Vec<u8>)> Made<F> {
    pub(crate) fn new(head: Vec<u8>, length: u64, make: F) -> Self {
        Self { make, block: head, read: 0, number: 0, left: length }
    }
}

impl<F: FnMut(u64, &mut Vec<u8>)> Read for Made<F> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.block.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.block.clear();
            self.read = 0;
            while self.block.len() < 32 << 10 {
                (self.make)(self.number, &mut self.block);
                self.number += 1;
            }
            self.left = self.left.saturating_sub(self.block.len() as u64);
        }
        let count = room.len().min(self.block.len() - self.read);
        room[..count].copy_from_slice(&self.block[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}

/// Segments of a capture, each by its number.
pub(crate) fn segments<'a>(
    mut segment: impl FnMut(u64) -> Segment<'a> + 'a,
) -> impl FnMut(u64, &mut Vec<u8>) + 'a {
    move |number, out| {
        let segment = segment(number);
        wire::record(out, 1_700_000_000, |out| wire::frame(out, wire::RAW, &segment));
    }
}

/// What reading took.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) peak: usize,
    pub(crate) frames: u64,
    pub(crate) elements: u64,
    pub(crate) notices: u64,
    pub(crate) time: Duration,
}

pub(crate) fn run(limits: Limits, input: impl Read, expects_keys: bool) -> Taken {
    let mut taken = Taken::default();
    let start = Instant::now();
    let peak = peak_of(|| {
        let mut key_log = KeyLog::new();
        key_log.set_more_may_come(expects_keys);
        let settings = Settings { limits, ..Settings::default() };
        let account = Account::new(Rules::default());
        let mut scan = Scan::new(settings, key_log, Judge::new()).with_account(account);
        let mut reader = CaptureReader::new(input).unwrap();
        while let Ok(Some(frame)) = reader.next_frame() {
            taken.frames = frame.number();
            scan.frame(&frame, &mut |report| match report {
                Report::Element(_) => taken.elements += 1,
                Report::Notice(_) => taken.notices += 1,
                Report::Finding(_) | Report::Story(_) => {}
            });
        }
        scan.finish(&mut |_| ());
    });
    (taken.peak, taken.time) = (peak, start.elapsed());
    taken
}

/// Reads so many MiB of segments under small limits, of which they take no more than is said there.
pub(crate) fn is_bounded(mebibytes: u64, make: impl FnMut(u64, &mut Vec<u8>)) -> Taken {
    is_bounded_with(LIMITS, mebibytes, make)
}

pub(crate) fn is_bounded_with(
    limits: Limits,
    mebibytes: u64,
    make: impl FnMut(u64, &mut Vec<u8>),
) -> Taken {
    let length = (TIMES * mebibytes) << 20;
    let taken = run(limits, Made::new(wire::pcap(wire::RAW), length, make), true);
    let (peak, length) = (taken.peak >> 10, length >> 10);
    println!("{peak} KiB of memory for {length} KiB in {} frames", taken.frames);
    assert!(taken.peak < MOST, "{peak} KiB of memory for {length} KiB");
    taken
}
