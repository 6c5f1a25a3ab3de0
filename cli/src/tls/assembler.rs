//! Handshake messages out of the fragments of records (RFC 8446, section 5.1).

use std::borrow::Cow;

use rehome::HandshakeType;

use super::inbox::{Source, Span};

/// Type and length.
const HEADER: usize = 4;

/// The message that is being read.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    /// Its octets so far; of one that is passed over the header alone.
    message: Vec<u8>,
    /// How many of its octets are passed over.
    passed_over: usize,
    span: Option<Span>,
}

/// A message that is complete.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    pub(super) msg_type: HandshakeType,
    /// The whole message; none where it is passed over.
    pub(super) octets: Option<Cow<'a, [u8]>>,
    pub(super) span: Span,
}

/// The type and length of the message that begins so, header included.
fn header(octets: &[u8]) -> Option<(HandshakeType, usize)> {
    let [msg_type, high, middle, low] = *octets.first_chunk::<HEADER>()?;
    let body = u32::from_be_bytes([0, high, middle, low]);
    let length = HEADER.saturating_add(usize::try_from(body).unwrap_or(usize::MAX));
    Some((HandshakeType(msg_type), length))
}

/// The message that stands first, if all of it is there.
fn whole(octets: &[u8]) -> Option<(HandshakeType, &[u8])> {
    let (msg_type, length) = header(octets)?;
    Some((msg_type, octets.get(..length)?))
}

impl Assembler {
    /// Whether no message has begun.
    pub(super) fn is_between_messages(&self) -> bool {
        self.message.is_empty()
    }

    /// What it takes of memory, in octets.
    pub(super) fn held(&self) -> usize {
        let frames = self.span.as_ref().map_or(0, |span| span.frames.capacity());
        self.message.capacity().saturating_add(frames.saturating_mul(size_of::<u64>()))
    }

    /// Reads from `octets[*at..]`, which `source` stands for, up to the end of the next message. Of a
    /// message that is not `wanted` by type and length, header included, the octets are not kept.
    pub(super) fn next<'a>(
        &mut self,
        octets: &'a [u8],
        at: &mut usize,
        source: &Source<'_>,
        wanted: impl FnOnce(HandshakeType, usize) -> bool,
    ) -> Option<Whole<'a>> {
        let start = *at;
        let mut rest = octets.get(start..)?;
        // Most messages are at hand as a whole.
        if let Some((msg_type, message)) = whole(rest).filter(|_| self.is_between_messages()) {
            let is_wanted = wanted(msg_type, message.len());
            *at = start.saturating_add(message.len());
            source.extend(&mut self.span, start..*at, is_wanted);
            let octets = is_wanted.then_some(Cow::Borrowed(message));
            return Some(Whole { msg_type, octets, span: self.span.take()? });
        }
        let Some((msg_type, length)) = self.header(&mut rest) else {
            return self.wait(octets, at, source, true);
        };
        let is_wanted = wanted(msg_type, length);
        let missing = length.saturating_sub(self.message.len() + self.passed_over);
        let (taken, after) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
        if is_wanted {
            self.message.extend_from_slice(taken);
        } else {
            self.passed_over += taken.len();
        }
        if taken.len() < missing {
            return self.wait(octets, at, source, is_wanted);
        }
        *at = octets.len() - after.len();
        source.extend(&mut self.span, start..*at, is_wanted);
        let message = std::mem::take(&mut self.message);
        self.passed_over = 0;
        let octets = is_wanted.then_some(Cow::Owned(message));
        Some(Whole { msg_type, octets, span: self.span.take()? })
    }

    /// Completes the header, and says what it says: the type, and the length of the whole message.
    fn header(&mut self, rest: &mut &[u8]) -> Option<(HandshakeType, usize)> {
        let missing = HEADER.saturating_sub(self.message.len());
        let (taken, after) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
        self.message.extend_from_slice(taken);
        *rest = after;
        header(&self.message)
    }

    /// All octets are taken, and the message is not complete.
    fn wait<'a>(
        &mut self,
        octets: &[u8],
        at: &mut usize,
        source: &Source<'_>,
        is_wanted: bool,
    ) -> Option<Whole<'a>> {
        if *at < octets.len() {
            source.extend(&mut self.span, *at..octets.len(), is_wanted);
        }
        *at = octets.len();
        None
    }
}
