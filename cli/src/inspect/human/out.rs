//! Where lines for people go, with colour or without.

use std::io::{self, BufWriter, Stdout, Write, stdout};

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};

/// So much is written at a time, unless somebody waits for each line.
const BUFFER: usize = 64 << 10;

/// Standard output.
pub(super) enum Out {
    /// A terminal, or what is to be treated as one.
    Coloured(BufWriter<AutoStream<Stdout>>),
    /// Something else, or a terminal that is to have no colour.
    Plain(Plain<BufWriter<Stdout>>),
}

impl Out {
    /// With colour on a terminal, unless NO_COLOR and the like say something else.
    pub(super) fn new() -> Self {
        match AutoStream::choice(&stdout()) {
            ColorChoice::Never => {
                Self::Plain(Plain::new(BufWriter::with_capacity(BUFFER, stdout())))
            }
            choice => {
                let out = AutoStream::new(stdout(), choice);
                Self::Coloured(BufWriter::with_capacity(BUFFER, out))
            }
        }
    }
}

impl Write for Out {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Coloured(out) => out.write(octets),
            Self::Plain(out) => out.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Coloured(out) => out.flush(),
            Self::Plain(out) => out.flush(),
        }
    }
}

/// Takes the colour out before what buffers. That of the crate only goes straight to standard output,
/// which is written to line by line then.
pub(super) struct Plain<W> {
    out: W,
    strip: StripBytes,
}

impl<W: Write> Plain<W> {
    fn new(out: W) -> Self {
        Self { out, strip: StripBytes::new() }
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.strip.strip_next(octets).try_for_each(|plain| self.out.write_all(plain))?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::{BAD, styled};
    use super::*;

    #[test]
    fn what_is_written_piece_by_piece_is_stripped() {
        let mut out = Plain::new(Vec::new());
        styled(&mut out, BAD, &"caf\u{e9}").unwrap();
        for piece in ["\u{1b}", "[3", "1mred\u{1b}[0", "m\n"] {
            out.write_all(piece.as_bytes()).unwrap();
        }
        assert_eq!(out.out, "caf\u{e9}red\n".as_bytes());
    }
}
