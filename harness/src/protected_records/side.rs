//! One direction as it is written, and what has to be told of it.

use arbitrary::{Result, Unstructured};
use rehome::CodePoints;
use rehome_cli::tls::Sender;

use super::length;
use super::seal::Sealer;
use crate::record_layer::Told;

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
const FINISHED: u8 = 20;
const NEW_SESSION_TICKET: u8 = 4;
/// Type, version and length.
const HEADER: usize = 5;

#[derive(Debug)]
pub(super) struct Side {
    sender: Sender,
    pub(super) octets: Vec<u8>,
    pub(super) told: Vec<Told>,
}

/// Which octets of the messages a record holds, and where in the stream it stands.
struct Part {
    content: (usize, usize),
    record: (usize, usize),
}

impl Side {
    pub(super) fn new(sender: Sender) -> Self {
        Self { sender, octets: Vec::new(), told: Vec::new() }
    }

    /// A message in the clear, in one record or more.
    pub(super) fn hello(&mut self, u: &mut Unstructured<'_>, message: &[u8]) -> Result<()> {
        // What begins a stream is known for a hello by its first octet.
        let mut at = 0;
        while at < message.len() {
            let end = at + length(u, message.len() - at)?;
            self.clear(HANDSHAKE, &message[at..end]);
            at = end;
        }
        let span = (HEADER as u64, self.octets.len() as u64);
        let sender = Some(self.sender);
        self.told.push(Told::Message(sender, false, false, false, message.to_vec(), span));
        Ok(())
    }

    /// What means nothing in TLS 1.3.
    pub(super) fn change_cipher_spec(&mut self) {
        self.clear(CHANGE_CIPHER_SPEC, &[1]);
    }

    /// Messages one behind the other, cut into records without regard to where they end.
    pub(super) fn messages(
        &mut self,
        u: &mut Unstructured<'_>,
        messages: &[Vec<u8>],
        sealer: &mut Sealer,
        is_application: bool,
    ) -> Result<()> {
        let octets = messages.concat();
        let (mut parts, mut at) = (Vec::new(), 0);
        while at < octets.len() {
            let end = at + length(u, octets.len() - at)?;
            let record = self.sealed(u, HANDSHAKE, &octets[at..end], sealer)?;
            parts.push(Part { content: (at, end), record });
            at = end;
        }
        let mut start = 0;
        for message in messages {
            let end = start + message.len();
            let first = parts.iter().find(|part| part.content.1 > start);
            let last = parts.iter().find(|part| part.content.1 >= end);
            if let Some((first, last)) = first.zip(last) {
                self.tell(message, (first.record.0, last.record.1), is_application);
            }
            start = end;
        }
        Ok(())
    }

    fn tell(&mut self, message: &[u8], (start, end): (usize, usize), is_application: bool) {
        let sender = Some(self.sender);
        let migrate_request = CodePoints::default().migrate_request().0;
        match message.first() {
            Some(&FINISHED) => self.told.push(Told::Finished(sender)),
            Some(&msg_type) if [NEW_SESSION_TICKET, migrate_request].contains(&msg_type) => {
                let span = (start as u64, end as u64);
                let octets = message.to_vec();
                self.told.push(Told::Message(sender, false, true, is_application, octets, span));
            }
            _ => {}
        }
    }

    pub(super) fn alert(&mut self, u: &mut Unstructured<'_>, sealer: &mut Sealer) -> Result<()> {
        let alert: [u8; 2] = u.arbitrary()?;
        let (start, end) = self.sealed(u, ALERT, &alert, sealer)?;
        let span = (start as u64, end as u64);
        let sender = Some(self.sender);
        self.told.push(Told::Message(sender, true, true, true, alert.to_vec(), span));
        Ok(())
    }

    /// Application data, of which nothing is told.
    pub(super) fn data(&mut self, u: &mut Unstructured<'_>, sealer: &mut Sealer) -> Result<()> {
        let data = vec![0; u.int_in_range(0..=200)?];
        self.sealed(u, APPLICATION_DATA, &data, sealer).map(drop)
    }

    fn clear(&mut self, content_type: u8, fragment: &[u8]) {
        let [high, low] = u16::try_from(fragment.len()).unwrap_or(u16::MAX).to_be_bytes();
        self.octets.extend([content_type, 3, 3, high, low]);
        self.octets.extend(fragment);
    }

    /// Where the record stands.
    fn sealed(
        &mut self,
        u: &mut Unstructured<'_>,
        content_type: u8,
        content: &[u8],
        sealer: &mut Sealer,
    ) -> Result<(usize, usize)> {
        let padding = if u.ratio(1, 4)? { u.int_in_range(0..=30)? } else { 0 };
        let inner_plaintext = [content, &[content_type], &vec![0; padding][..]].concat();
        let start = self.octets.len();
        self.octets.extend(sealer.seal(&inner_plaintext));
        Ok((start, self.octets.len()))
    }
}
