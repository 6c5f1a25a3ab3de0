//! The reader: which of the two formats it is, and one frame after the other.

use std::fmt;
use std::io::{Empty, Read};

use super::pcap::Pcap;
use super::pcapng::{Pcapng, SECTION_HEADER};
use super::window::Window;
use super::{CaptureError, Fault, Found, Frame, Item, Mark, Packet, ReadAhead, SecretsBlock};

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
    failed: bool,
}

#[derive(Debug)]
enum Format {
    Pcap(Pcap),
    Pcapng(Pcapng),
}

impl CaptureReader<Empty> {
    /// Begins to read, as [`CaptureReader::new`] does, what is read ahead.
    pub fn ahead(input: ReadAhead) -> Result<Self, CaptureError> {
        Self::over(Window::ahead(input))
    }
}

impl<R: Read> CaptureReader<R> {
    /// Begins to read. Fails where the input is no capture at all.
    pub fn new(input: R) -> Result<Self, CaptureError> {
        Self::over(Window::new(input))
    }

    fn over(mut window: Window<R>) -> Result<Self, CaptureError> {
        match Format::detect(&mut window) {
            Ok(format) => Ok(Self { window, format, frames: 0, failed: false }),
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
    #[inline]
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, CaptureError> {
        Ok(match self.find()? {
            Some(Found::Packet(packet)) => Some(Item::Frame(self.frame(&packet))),
            Some(Found::Secrets(SecretsBlock { block, before, length })) => {
                Some(Item::Secrets(part(self.window.take(block), before, length)))
            }
            None => None,
        })
    }

    /// Hands over all frames and key logs to come, as [`CaptureReader::next_item`] would, while more are
    /// wanted.
    ///
    /// # Errors
    /// Those of [`CaptureReader::next_item`], after what came before.
    #[inline]
    pub fn each_item(
        &mut self,
        mut each: impl FnMut(Item<'_>) -> bool,
    ) -> Result<(), CaptureError> {
        loop {
            if !self.each_at_hand(&mut each) {
                return Ok(());
            }
            match self.next_item()? {
                Some(item) if each(item) => {}
                _ => return Ok(()),
            }
        }
    }

    /// Hands over the frames that are wholly at hand, where nothing stands between them. Says whether
    /// more are wanted.
    #[inline]
    fn each_at_hand(&mut self, each: &mut impl FnMut(Item<'_>) -> bool) -> bool {
        let Format::Pcap(pcap) = &self.format else { return true };
        let at_hand = self.window.at_hand();
        let (mut rest, mut frames, mut is_wanted) = (at_hand, self.frames, true);
        while is_wanted {
            let Some((frame, next)) = pcap.frame(rest, frames + 1) else { break };
            (rest, frames) = (next, frames + 1);
            is_wanted = each(Item::Frame(frame));
        }
        let read = at_hand.len() - rest.len();
        self.frames = frames;
        self.window.take(read);
        is_wanted
    }

    /// Moves the window to the next block of interest.
    #[inline]
    fn find(&mut self) -> Result<Option<Found>, CaptureError> {
        if self.failed {
            return Ok(None);
        }
        self.format.next(&mut self.window).map_err(|fault| self.fail(fault))
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

    /// How many frames were read so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    fn fail(&mut self, fault: Fault) -> CaptureError {
        self.failed = true;
        CaptureError { fault, offset: self.window.position(), frames: self.frames }
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
}

impl<R> fmt::Debug for CaptureReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaptureReader")
            .field("format", &self.format)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}
