//! Where the octets that a command works on come from: an argument, a file, standard input.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read, stdin};
use std::path::PathBuf;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::ending::Failure;
use crate::hex::{self, NotHex};

/// The most octets that are read; the longest token has 1590 digits.
const LIMIT: u16 = 8192;

/// A file, or standard input where it is named `-`.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl Source {
    /// All that is there.
    pub(crate) fn read(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Stdin => read_all(stdin().lock()),
            Self::File(path) => read_all(File::open(path)?),
        }
    }

    /// The octets that stand there in hexadecimal.
    pub(crate) fn read_hex(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        decode(&self.read()?)
    }

    /// The same of what is no secret; an error names the argument.
    pub(crate) fn read_hex_of(&self, name: &str) -> Result<Vec<u8>, Failure> {
        match self.read_hex() {
            Ok(octets) => Ok(octets.to_vec()),
            Err(error) => Err(Failure::Unreadable(format!("{name} {self}: {error}"))),
        }
    }

    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self, Self::Stdin)
    }
}

/// Reads hexadecimal with or without space around it.
pub(crate) fn decode(text: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
    let octets = hex::decode(text.trim_ascii());
    octets.map(Zeroizing::new).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// What is no secret on standard input: text of at most so many octets.
pub(crate) fn read_text(limit: u32) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: &dyn fmt::Display| Failure::Unreadable(format!("-: {error}"));
    let mut text = Vec::new();
    let read = stdin().lock().take(u64::from(limit) + 1).read_to_end(&mut text);
    match read.map(u32::try_from) {
        Ok(Ok(octets)) if octets <= limit => Ok(text),
        Ok(_) => Err(unreadable(&format!("more than {limit} characters"))),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Into a buffer that never grows, so that nothing is left behind when it is wiped.
fn read_all(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(usize::from(LIMIT) + 1));
    from.take(u64::from(LIMIT) + 1).read_to_end(&mut octets)?;
    if octets.len() > usize::from(LIMIT) {
        return Err(io::Error::other(format!("more than {LIMIT} octets")));
    }
    Ok(octets)
}

impl From<OsString> for Source {
    fn from(name: OsString) -> Self {
        if name == "-" { Self::Stdin } else { Self::File(name.into()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// An argument: octets in hexadecimal, or `-`.
#[derive(Clone, Debug)]
pub(crate) enum HexOrStdin {
    Octets(Vec<u8>),
    Stdin,
}

impl HexOrStdin {
    /// The octets; an error names the argument.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Octets(octets) => Ok(octets.clone()),
            Self::Stdin => Source::Stdin.read_hex_of(name),
        }
    }

    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self, Self::Stdin)
    }
}

impl FromStr for HexOrStdin {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        match text {
            "-" => Ok(Self::Stdin),
            _ => hex::decode(text.as_bytes()).map(Self::Octets),
        }
    }
}
