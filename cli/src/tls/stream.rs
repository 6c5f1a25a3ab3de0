//! One direction of a connection: records are cut and opened, and their messages handed on
//! (RFC 8446, section 5).

mod content;

use rehome::ContentType;
use rehome::tls::Record;
use rehome::wire::Decode;

use super::assembler::Assembler;
use super::hellos::{Hellos, HellosState};
use super::inbox::{Inbox, Source};
use super::message::{Event, Notice, Sender, What};
use super::protection::Protection;
use super::reading::Reading;
use crate::capture::FrameId;
use crate::flow::Chunk;

/// `type`, `legacy_record_version` and `length`.
const HEADER: usize = 5;
/// The longest fragment (RFC 8446, section 5.2).
const LONGEST: usize = (1 << 14) + 256;

#[derive(Debug, Default)]
pub(super) struct Stream {
    inbox: Inbox,
    at: At,
    sender: Option<Sender>,
    protection: Protection,
    messages: Assembler,
    /// Records were passed over that had to be opened, so none behind them can be.
    is_lost: bool,
    /// It was told why records are passed over.
    is_told: bool,
    /// What was known when the next record could not be opened.
    waited_with: Option<Known>,
    /// What was known when a record was passed over for which nothing could be tried.
    hopeless_with: Option<(Known, Option<Sender>)>,
}

/// What opening a record depends on beside its stream.
pub(super) type Known = (HellosState, (usize, bool));

/// What is known now.
pub(super) fn known(hellos: &Hellos, reading: &Reading<'_>) -> Known {
    (hellos.state(), reading.key_log.version())
}

/// Where in the stream the inbox begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// At its first octet: it may be anything.
    #[default]
    Start,
    /// At a record.
    Record,
    /// In a handshake record in the clear, of which so much is missing.
    Handshake(usize),
    /// In a record that is passed over: behind its header, and where it ends.
    PassedOver { from: u64, until: u64 },
    /// Nothing more is read.
    Over,
}

/// What of a stream is still of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// All.
    All,
    /// What stands before a record that is passed over, and behind it.
    AllBut {
        /// The first octet behind the record's header.
        from: u64,
        /// The first one behind the record.
        until: u64,
    },
    /// Nothing.
    Nothing,
}

/// What came of a step.
enum Step {
    Done,
    /// More octets are needed.
    NeedsOctets,
    /// A hello or a secret is needed.
    Waits,
    /// Nothing more can be read.
    Ends(Option<What>),
}

/// What a stream works with.
pub(super) struct Context<'c, 'r> {
    pub(super) hellos: &'c mut Hellos,
    pub(super) reading: &'c mut Reading<'r>,
    /// The frame that is being read.
    pub(super) frame: FrameId,
    pub(super) sink: &'c mut dyn FnMut(Event<'_>),
}

impl Context<'_, '_> {
    fn tell(&mut self, offset: u64, what: What) {
        (self.sink)(Event::Notice(Notice { frame: self.frame, offset, what }));
    }
}

/// Whether a stream may be TLS that begins so: with a hello in a record of any version, since that means
/// nothing, or with the header of another record of version 3.
pub fn may_begin(octets: &[u8]) -> bool {
    match octets {
        [] | [20..=23] | [20..=23, 3] => true,
        [20..=23, 3, ..] | [22, _, _, _, _, 1 | 2, ..] => {
            Record::from_prefix(octets).map_or_else(|error| error.is_incomplete(), |_| true)
        }
        [22, rest @ ..] => rest.len() < HEADER,
        _ => false,
    }
}

impl Stream {
    /// Takes the next octets, and tells whether there are any to read.
    pub(super) fn push(&mut self, chunk: &Chunk<'_>, frame: FrameId, known: Known) -> bool {
        let chunk = self.without_passed_over(chunk, known);
        if self.at == At::Start && self.inbox.at_hand().is_empty() && !may_begin(chunk.octets) {
            self.end();
        }
        let is_wanted = self.at != At::Over && !chunk.octets.is_empty();
        if is_wanted {
            self.inbox.push(&chunk, frame);
        }
        is_wanted
    }

    /// What is passed over need not be held first.
    fn without_passed_over<'a>(&mut self, chunk: &Chunk<'a>, known: Known) -> Chunk<'a> {
        let mut chunk = *chunk;
        while self.inbox.at_hand().is_empty() {
            match (self.at, chunk.octets) {
                (At::PassedOver { until, .. }, octets) => {
                    let missing = until.saturating_sub(chunk.offset);
                    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
                    chunk.offset = chunk.offset.max(until);
                    if let Some(rest) = octets.get(missing..) {
                        chunk.octets = rest;
                        self.at = At::Record;
                    } else {
                        chunk.octets = &[];
                        break;
                    }
                }
                (At::Record, octets) => match self.hopeless_record(octets, known) {
                    Some(length) => self.pass_over(chunk.offset, length),
                    None => break,
                },
                _ => break,
            }
        }
        chunk
    }

    /// The length of the record that begins so, if it is protected and would be passed over whatever
    /// it holds. Then it need not be there.
    fn hopeless_record(&self, octets: &[u8], known: Known) -> Option<usize> {
        let [23, _, _, high, low, ..] = *octets else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        (length <= LONGEST && self.is_hopeless(known)).then_some(HEADER + length)
    }

    /// What is still of interest.
    pub(super) fn left(&self) -> Left {
        match self.at {
            At::Over => Left::Nothing,
            At::PassedOver { from, until } => Left::AllBut { from, until },
            _ => Left::All,
        }
    }

    /// Whether it stopped before a whole record.
    pub(super) fn waits(&self) -> bool {
        self.at == At::Record && self.record().is_ok_and(|record| record.is_some())
    }

    /// How many octets are held.
    pub(super) fn held(&self) -> usize {
        self.inbox.held().saturating_add(self.messages.held())
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        *self = Self { at: At::Over, ..Self::default() };
    }

    /// Nothing more is read but a hello that is still to come.
    pub(super) fn end_behind_hello(&mut self) {
        let may_come = match self.at {
            At::Start | At::Handshake(_) => true,
            At::Record => self.inbox.offset() == 0 || !self.messages.is_between_messages(),
            At::PassedOver { .. } | At::Over => false,
        };
        if self.sender.is_some() || !may_come {
            self.end();
        }
    }

    /// Reads as far as it goes.
    pub(super) fn advance(&mut self, context: &mut Context<'_, '_>) {
        loop {
            // Also what stands behind that hello in the same chunk.
            if context.hellos.is_other_protocol() {
                self.end_behind_hello();
            }
            let offset = self.inbox.offset();
            match self.step(context) {
                Step::Done => {}
                Step::NeedsOctets => return,
                Step::Waits if self.inbox.held() <= context.reading.limit => return,
                Step::Waits => {
                    self.is_lost = true;
                    context.tell(offset, What::HeldTooLong);
                }
                Step::Ends(what) => {
                    // What only looked like TLS at first is nothing to tell of.
                    let what = what.filter(|_| self.sender.is_some());
                    self.end();
                    return what.into_iter().for_each(|what| context.tell(offset, what));
                }
            }
        }
    }

    fn step(&mut self, context: &mut Context<'_, '_>) -> Step {
        match self.at {
            At::Over => Step::NeedsOctets,
            At::Start => self.start(),
            At::PassedOver { until, .. } => {
                let missing = until.saturating_sub(self.inbox.offset());
                self.inbox.consume(usize::try_from(missing).unwrap_or(usize::MAX));
                if self.inbox.offset() < until {
                    return Step::NeedsOctets;
                }
                self.at = At::Record;
                Step::Done
            }
            At::Handshake(missing) => self.handshake_in_the_clear(missing, context),
            At::Record => self.next_record(context),
        }
    }

    /// After `taken` of `missing` octets of a record: on to the next, or to the rest of this one.
    fn proceed(&mut self, rest: At, missing: usize, taken: usize) -> Step {
        self.at = if taken == missing { At::Record } else { rest };
        if taken == missing { Step::Done } else { Step::NeedsOctets }
    }

    /// TLS is known by its first octets: the header of a record, and where that is of a handshake, the
    /// type of a hello.
    fn start(&mut self) -> Step {
        let at_hand = self.inbox.at_hand();
        match at_hand {
            _ if !may_begin(at_hand) => Step::Ends(None),
            [22, _, _, _, _, 1 | 2, ..] | [22, _, _, 0, 0, ..] | [20 | 21 | 23, _, _, _, _, ..] => {
                self.at = At::Record;
                Step::Done
            }
            [22, _, _, _, _, _, ..] => Step::Ends(None),
            _ => Step::NeedsOctets,
        }
    }

    /// The record that stands next, if it is whole; or that it is none.
    fn record(&self) -> Result<Option<Record<'_>>, What> {
        let at_hand = self.inbox.at_hand();
        // Its version means nothing.
        if at_hand.first().is_some_and(|content_type| !(20..=23).contains(content_type)) {
            return Err(What::NotARecord);
        }
        match Record::from_prefix(at_hand) {
            Ok((record, _)) => Ok(Some(record)),
            Err(error) if error.is_incomplete() => Ok(None),
            Err(_) => Err(What::NotARecord),
        }
    }

    /// Passes over the record of so many octets that stands at this offset.
    fn pass_over(&mut self, offset: u64, length: usize) {
        let behind = |octets| offset.saturating_add(u64::try_from(octets).unwrap_or(u64::MAX));
        self.at = At::PassedOver { from: behind(HEADER), until: behind(length) };
    }

    fn next_record(&mut self, context: &mut Context<'_, '_>) -> Step {
        if let [22, _, _, high, low, ..] = *self.inbox.at_hand() {
            if !self.protection.allows_clear_handshake(context.hellos) {
                return Step::Ends(Some(What::Unprotected));
            }
            let length = usize::from(u16::from_be_bytes([high, low]));
            // A longer one is no record, which is told below.
            if length <= LONGEST {
                self.inbox.consume(HEADER);
                self.at = At::Handshake(length);
                return Step::Done;
            }
        }
        if let Some(length) =
            self.hopeless_record(self.inbox.at_hand(), known(context.hellos, context.reading))
        {
            self.pass_over(self.inbox.offset(), length);
            return Step::Done;
        }
        let record = match self.record() {
            Ok(Some(record)) => record,
            Ok(None) => return Step::NeedsOctets,
            Err(what) => return Step::Ends(Some(what)),
        };
        let length = HEADER + record.fragment.len();
        match record.content_type {
            ContentType::APPLICATION_DATA => return self.protected_record(length, context),
            ContentType::ALERT => {
                let source = Source::record(&self.inbox, length);
                self.alert(record.fragment.as_bytes(), source, false, context);
            }
            // change_cipher_spec means nothing in TLS 1.3.
            _ => {}
        }
        self.inbox.consume(length);
        Step::Done
    }
}
