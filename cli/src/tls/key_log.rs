//! Secrets from key logs (the SSLKEYLOGFILE format, RFC 9850).
//!
//! ```text
//! label SP client_random, 64 digits SP secret, in hexadecimal
//! ```
//!
//! Lines end with LF, CR or both. What is no such line is ignored, as are labels that protect no
//! records of TLS 1.3.

mod lines;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};

use data_encoding::HEXLOWER_PERMISSIVE;
use zeroize::Zeroize;

use super::record_keys::CipherSuite;
use super::secret::{LONGEST_SECRET, Secret};
pub use lines::Lines;

/// `ClientHello.random`, by which the lines of a key log tell connections apart.
pub type ClientRandom = [u8; 32];

/// So many secrets are kept; it bounds the memory that a file can claim.
const MOST: usize = 1 << 21;
/// So many of one label and client_random: a hello that was copied leads to several.
const MOST_ALIKE: usize = 32;
/// The longest line that is looked at; those of TLS 1.3 have 194 characters at most.
const LONGEST_LINE: usize = 1024;

/// What a secret protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// `CLIENT_EARLY_TRAFFIC_SECRET`.
    ClientEarly,
    /// `CLIENT_HANDSHAKE_TRAFFIC_SECRET`.
    ClientHandshake,
    /// `SERVER_HANDSHAKE_TRAFFIC_SECRET`.
    ServerHandshake,
    /// `CLIENT_TRAFFIC_SECRET_0`.
    ClientApplication,
    /// `SERVER_TRAFFIC_SECRET_0`.
    ServerApplication,
}

impl Label {
    fn read(text: &[u8]) -> Option<Self> {
        match text {
            b"CLIENT_EARLY_TRAFFIC_SECRET" => Some(Self::ClientEarly),
            b"CLIENT_HANDSHAKE_TRAFFIC_SECRET" => Some(Self::ClientHandshake),
            b"SERVER_HANDSHAKE_TRAFFIC_SECRET" => Some(Self::ServerHandshake),
            b"CLIENT_TRAFFIC_SECRET_0" => Some(Self::ClientApplication),
            b"SERVER_TRAFFIC_SECRET_0" => Some(Self::ServerApplication),
            _ => None,
        }
    }
}

/// The secrets that are known, of all connections.
#[derive(Default)]
pub struct KeyLog {
    secrets: HashMap<ClientRandom, Vec<(Label, Secret)>>,
    kept: usize,
    is_full: bool,
    more_may_come: bool,
}

impl KeyLog {
    /// No secrets, and none to come but those that are added before the first record is read.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says whether secrets may be added later. While that is so, records whose secret is not there
    /// are held, as far as their connection's limit allows.
    pub fn set_more_may_come(&mut self, more_may_come: bool) {
        self.more_may_come = more_may_come;
    }

    /// Whether a secret that is not there may still be added.
    pub fn more_may_come(&self) -> bool {
        self.more_may_come
    }

    /// Changes with every secret, and where no more come.
    pub(super) fn version(&self) -> (usize, bool) {
        (self.kept, self.more_may_come)
    }

    /// Whether any of these lines is a secret, be it known or not.
    #[must_use]
    pub fn has_secret(text: &[u8]) -> bool {
        lines_of(text).any(|line| read_line(line).is_some())
    }

    /// How many secrets there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept
    }

    /// Adds the secrets of whole lines. Says whether there are more now.
    pub fn add(&mut self, text: &[u8]) -> bool {
        let before = self.kept;
        lines_of(text).for_each(|line| self.add_line(line));
        self.kept > before
    }

    /// Adds the secrets of all lines of a file.
    ///
    /// # Errors
    /// It can't be read; what came before counts.
    pub fn read(&mut self, input: impl Read) -> io::Result<()> {
        let mut lines = Lines::new(input);
        let mut add = |text: &[u8]| {
            self.add(text);
        };
        lines.read(&mut add)?;
        lines.finish(&mut add);
        Ok(())
    }

    fn add_line(&mut self, line: &[u8]) {
        let Some((client_random, label, secret)) = read_line(line) else { return };
        // One that is known takes no room: adding lines again changes nothing.
        let alike = || self.secrets(&client_random, label);
        if alike().count() >= MOST_ALIKE || alike().any(|its| *its == secret) {
            return;
        }
        if self.kept >= MOST {
            self.is_full = true;
            return;
        }
        let of_connection =
            self.secrets.entry(client_random).or_insert_with(|| Vec::with_capacity(1));
        of_connection.push((label, secret));
        self.kept += 1;
    }

    /// Whether there was no room for a secret.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Whether there is any secret of a connection.
    pub(super) fn knows(&self, client_random: &ClientRandom) -> bool {
        self.secrets.contains_key(client_random)
    }

    /// The secrets of a connection under a label: more than one where a hello was sent twice.
    pub(super) fn secrets(
        &self,
        client_random: &ClientRandom,
        label: Label,
    ) -> impl Iterator<Item = &Secret> {
        let of_connection = self.secrets.get(client_random).map(Vec::as_slice).unwrap_or_default();
        of_connection.iter().filter(move |(its, _)| *its == label).map(|(_, secret)| secret)
    }

    /// Those of them that a cipher suite can use.
    pub(super) fn secrets_for(
        &self,
        client_random: &ClientRandom,
        label: Label,
        suite: CipherSuite,
    ) -> impl Iterator<Item = &Secret> {
        let length = suite.hash().output_len();
        self.secrets(client_random, label).filter(move |secret| secret.as_bytes().len() == length)
    }
}

impl fmt::Debug for KeyLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyLog").field("secrets", &self.kept).finish_non_exhaustive()
    }
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|octet| matches!(octet, b'\n' | b'\r'))
}

fn read_line(line: &[u8]) -> Option<(ClientRandom, Label, Secret)> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let mut words = line.split(|octet| *octet == b' ');
    let label = Label::read(words.next()?)?;
    let mut client_random = [0; 32];
    read_hex(words.next()?, &mut client_random)?;
    let mut octets = [0; LONGEST_SECRET];
    let digits = words.next()?;
    let octets_of_it = octets.get_mut(..digits.len() / 2)?;
    let secret = read_hex(digits, octets_of_it).and_then(|()| Secret::new(octets_of_it));
    octets.zeroize();
    if words.next().is_some() {
        return None;
    }
    Some((client_random, label, secret?))
}

/// Digits of either case for exactly so many octets.
fn read_hex(digits: &[u8], octets: &mut [u8]) -> Option<()> {
    if digits.len() != 2 * octets.len() {
        return None;
    }
    HEXLOWER_PERMISSIVE.decode_mut(digits, octets).ok().map(|_| ())
}

#[cfg(test)]
mod tests;
