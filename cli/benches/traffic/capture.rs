//! Frames in a file.

use std::io::{self, Write};

/// The two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Pcap,
    Pcapng,
}

/// A capture that is being written.
pub(super) struct Capture<W> {
    format: Format,
    out: W,
    frames: u64,
    octets: u64,
}

/// The time of the first frame, in microseconds.
const BEGIN: u64 = 1_800_000_000_000_000;

impl<W: Write> Capture<W> {
    pub(super) fn begin(format: Format, mut out: W) -> io::Result<Self> {
        match format {
            Format::Pcap => {
                words(&mut out, &[0xa1b2_c3d4, 4 << 16 | 2, 0, 0, 1 << 18, 1])?;
            }
            Format::Pcapng => {
                let unknown = u32::MAX;
                words(&mut out, &[0x0a0d_0d0a, 28, 0x1a2b_3c4d, 1, unknown, unknown, 28])?;
                words(&mut out, &[1, 20, 1, 1 << 18, 20])?;
            }
        }
        Ok(Self { format, out, frames: 0, octets: 0 })
    }

    /// The octets of frames so far, and of what stands before each.
    pub(super) fn octets(&self) -> u64 {
        self.octets
    }

    pub(super) fn frame(&mut self, head: &[u8], payload: &[u8]) -> io::Result<()> {
        let length = (head.len() + payload.len()) as u32;
        let time = BEGIN + self.frames * 4;
        self.frames += 1;
        let padding = (4 - length % 4) % 4;
        let block = 32 + length + padding;
        match self.format {
            Format::Pcap => {
                let [seconds, rest] = [time / 1_000_000, time % 1_000_000];
                words(&mut self.out, &[seconds as u32, rest as u32, length, length])?;
                self.octets += 16 + u64::from(length);
            }
            Format::Pcapng => {
                let [high, low] = [(time >> 32) as u32, time as u32];
                words(&mut self.out, &[6, block, 0, high, low, length, length])?;
                self.octets += u64::from(block);
            }
        }
        self.out.write_all(head)?;
        self.out.write_all(payload)?;
        if self.format == Format::Pcapng {
            self.out.write_all(&[0; 3][..padding as usize])?;
            words(&mut self.out, &[block])?;
        }
        Ok(())
    }

    /// How many frames there are.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.frames)
    }
}

fn words(out: &mut impl Write, words: &[u32]) -> io::Result<()> {
    words.iter().try_for_each(|word| out.write_all(&word.to_le_bytes()))
}
