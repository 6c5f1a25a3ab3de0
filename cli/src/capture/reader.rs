//! The reader: which of the two formats it is, and one frame after the other.

use std::fmt;
use std::io::Read;

use super::pcap::Pcap;
use super::pcapng::{Pcapng, SECTION_HEADER};
use super::piece::ReadAt;
use super::window::Window;
use super::{Batch, CaptureError, Fault, Found, Frame, Item, Mark, Packet, SecretsBlock};

/// Reads the frames of a pcap or pcapng file.
///
/// ```
/// use rehome_cli::capture::CaptureReader;
///
/// // A pcap header (microseconds, little-endian, raw IP), and a frame of one octet.
/// let file = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\x04\0\x65\0\0\0\
///              \x07\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\x45";
/// let mut capture = CaptureReader::new(&file[..])?;
/// while let Some(frame) = capture.next_frame()? {
///     assert_eq!((frame.number(), frame.octets()), (1, &[0x45][..]));
/// }
/// # Ok::<(), rehome_cli::capture::CaptureError>(())
/// ```
pub struct CaptureReader<R> {
    window: Window<R>,
    format: Format,
    frames: u64,
    /// What is wrong behind a batch.
    held: Option<CaptureError>,
    failed: bool,
}

#[derive(Debug)]
enum Format {
    Pcap(Pcap),
    Pcapng(Pcapng),
}

impl<R: Read> CaptureReader<R> {
    /// Begins to read. Fails where the input is no capture at all.
    pub fn new(input: R) -> Result<Self, CaptureError> {
        let mut window = Window::new(input);
        match Format::detect(&mut window) {
            Ok(format) => Ok(Self { window, format, frames: 0, held: None, failed: false }),
            Err(fault) => Err(CaptureError { fault, offset: 0, frames: 0 }),
        }
    }

    /// Whether the file's format has room for secrets.
    pub(super) fn may_hold_secrets(&self) -> bool {
        matches!(self.format, Format::Pcapng(_))
    }

    /// The next frame, or `None` at the end of the file and after an error. Secrets are passed over.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, CaptureError> {
        loop {
            match self.find()? {
                Some(Found::Packet(packet)) => return Ok(Some(self.frame(&packet))),
                Some(Found::Secrets(secrets)) => drop(self.window.take(secrets.block)),
                None => return Ok(None),
            }
        }
    }

    /// The next frame or key log, or `None` at the end of the file and after an error.
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, CaptureError> {
        Ok(match self.find()? {
            Some(Found::Packet(packet)) => Some(Item::Frame(self.frame(&packet))),
            Some(Found::Secrets(SecretsBlock { block, before, length })) => {
                Some(Item::Secrets(part(self.window.take(block), before, length)))
            }
            None => None,
        })
    }

    /// Fills a batch with what comes next: with all that is there without waiting, and at least one frame
    /// or key log. `false` at the end of the file and after an error.
    ///
    /// # Errors
    /// Those of [`CaptureReader::next_item`], after what came before.
    pub fn next_batch<P>(&mut self, batch: &mut Batch<P>) -> Result<bool, CaptureError> {
        batch.clear();
        self.change_to(batch);
        self.fill(batch)
    }

    /// Goes on in a batch's buffer: it keeps that, which may be in the cache of whoever fills it. A new batch
    /// has none, and gets the window's with what is at hand.
    fn change_to<P>(&mut self, batch: &mut Batch<P>) {
        if !batch.octets.is_empty() {
            self.window.change(&mut batch.octets);
        }
    }

    /// Moves all that comes next into a batch, which gets the window's buffer.
    fn fill<P>(&mut self, batch: &mut Batch<P>) -> Result<bool, CaptureError> {
        let is_any = self.push_all(batch);
        self.window.change(&mut batch.octets);
        is_any
    }

    fn push_all<P>(&mut self, batch: &mut Batch<P>) -> Result<bool, CaptureError> {
        let Some(first) = self.find()? else { return Ok(false) };
        self.push(first, batch);
        loop {
            let Self { format, window, frames, .. } = self;
            let (at_hand, start, next) = (window.at_hand(), window.start(), *frames + 1);
            let (count, length) = match format {
                Format::Pcap(it) => it.push_all(at_hand, start, next, batch),
                Format::Pcapng(it) => it.push_all(at_hand, start, next, batch),
            };
            *frames += count as u64;
            window.take(length);
            if !self.format.is_at_hand(self.window.at_hand()) {
                break;
            }
            match self.format.step(&mut self.window) {
                Ok(found) => found.into_iter().for_each(|found| self.push(found, batch)),
                Err(fault) => {
                    self.held = Some(self.error(fault));
                    break;
                }
            }
        }
        Ok(true)
    }

    /// Moves what was found into a batch whose buffer is still the window's.
    #[inline]
    fn push<P>(&mut self, found: Found, batch: &mut Batch<P>) {
        let start = self.window.start();
        match found {
            Found::Packet(packet) => {
                self.window.take(packet.block);
                self.frames += 1;
                batch.push_frame(start, &packet, self.frames);
            }
            Found::Secrets(SecretsBlock { block, before, length }) => {
                self.window.take(block);
                batch.push_secrets(start + before, length);
            }
        }
    }

    /// Moves the window to the next block of interest.
    #[inline]
    fn find(&mut self) -> Result<Option<Found>, CaptureError> {
        if self.failed {
            return Ok(None);
        }
        let found = match self.held.take() {
            Some(error) => Err(error),
            None => self.format.next(&mut self.window).map_err(|fault| self.error(fault)),
        };
        self.failed = found.is_err();
        found
    }

    #[inline]
    fn frame(&mut self, packet: &Packet) -> Frame<'_> {
        self.frames += 1;
        Frame {
            mark: Mark { number: self.frames, ticks: packet.ticks, clock: packet.clock },
            link_type: packet.link_type,
            octets: part(self.window.take(packet.block), packet.before, packet.captured),
        }
    }

    /// How many octets of the input were read so far. Some of them may be held for what comes next.
    pub fn octets_read(&self) -> u64 {
        self.window.read_so_far()
    }

    /// How many frames were read so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    fn error(&self, fault: Fault) -> CaptureError {
        CaptureError { fault, offset: self.window.position(), frames: self.frames }
    }
}

impl<R: ReadAt> CaptureReader<R> {
    /// As [`CaptureReader::next_batch`], of what was [read ahead](Batch::read_ahead) into the batch. Where that
    /// is not what comes next in the input, it is read anew.
    ///
    /// # Errors
    /// Those of [`CaptureReader::next_item`], after what came before.
    pub fn next_batch_ahead<P>(&mut self, batch: &mut Batch<P>) -> Result<bool, CaptureError> {
        let piece = batch.clear();
        if !piece.is_some_and(|piece| self.window.change_ahead(&mut batch.octets, &piece)) {
            self.change_to(batch);
        }
        self.fill(batch)
    }
}

/// So many octets of a block, or as many as there are.
#[inline]
fn part(block: &[u8], before: usize, length: usize) -> &[u8] {
    let after = block.get(before..).unwrap_or_default();
    after.get(..length).unwrap_or(after)
}

impl Format {
    fn detect<R: Read>(window: &mut Window<R>) -> Result<Self, Fault> {
        if !window.fill(4)? {
            return Err(match window.at_hand() {
                [] => Fault::Empty,
                _ => Fault::NotACapture,
            });
        }
        if window.at_hand().starts_with(&SECTION_HEADER) {
            return Ok(Self::Pcapng(Pcapng::default()));
        }
        Pcap::read_header(window).map(Self::Pcap)
    }

    #[inline]
    fn next<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<Found>, Fault> {
        match self {
            Self::Pcap(pcap) => Ok(pcap.next(window)?.map(Found::Packet)),
            Self::Pcapng(pcapng) => pcapng.next(window),
        }
    }

    /// Whether what stands next is wholly at hand.
    #[inline]
    fn is_at_hand(&mut self, octets: &[u8]) -> bool {
        match self {
            Self::Pcap(pcap) => pcap.is_at_hand(octets),
            Self::Pcapng(pcapng) => pcapng.is_at_hand(octets),
        }
    }

    /// What stands next, where it is wholly at hand and is of interest.
    #[inline]
    fn step<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<Found>, Fault> {
        match self {
            Self::Pcap(pcap) => Ok(pcap.next(window)?.map(Found::Packet)),
            Self::Pcapng(pcapng) => pcapng.block(window),
        }
    }
}

impl<R> fmt::Debug for CaptureReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaptureReader")
            .field("format", &self.format)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}
