//! Reads octets as a connection, and keeps what it gives.

use rehome::tls::{ClientHello, NewSessionTicket, PskIdentity};
use rehome::wire::Decode;
use rehome::{ContentType, HandshakeType};
use rehome_cli::capture::FrameId;
use rehome_cli::flow::{Chunk, Direction};
use rehome_cli::tls::{Connection, Event, KeyLog, Notice, Reading, Sender, Span};

/// A message as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) direction: Direction,
    pub(crate) sender: Option<Sender>,
    pub(crate) is_alert: bool,
    pub(crate) is_protected: bool,
    pub(crate) octets: Vec<u8>,
    pub(crate) span: Span,
}

impl Given {
    pub(crate) fn is(&self, msg_type: HandshakeType) -> bool {
        !self.is_alert && self.octets[0] == msg_type.0
    }

    /// The ticket in a NewSessionTicket; the one that a ClientHello offers first.
    pub(crate) fn identity(&self) -> Option<Vec<u8>> {
        if self.is(HandshakeType::NEW_SESSION_TICKET) {
            return Some(
                NewSessionTicket::from_bytes(&self.octets).unwrap().ticket.as_bytes().to_vec(),
            );
        }
        let offered = ClientHello::from_bytes(&self.octets).unwrap().pre_shared_key?;
        let (first, _) = PskIdentity::from_prefix(&offered[2..]).unwrap();
        Some(first.identity.as_bytes().to_vec())
    }
}

/// All that a connection gave, each kind in its order.
#[derive(Default)]
pub(crate) struct All {
    pub(crate) messages: Vec<Given>,
    pub(crate) notices: Vec<(Direction, Notice)>,
}

impl All {
    pub(crate) fn add(&mut self, direction: Direction, event: Event<'_>) {
        match event {
            Event::Message(message) => self.messages.push(Given {
                direction,
                sender: message.sender,
                is_alert: message.content_type == ContentType::ALERT,
                is_protected: message.is_protected,
                octets: message.octets.to_vec(),
                span: message.span,
            }),
            Event::Notice(notice) => self.notices.push((direction, notice)),
            Event::Finished { .. } => {}
        }
    }

    /// The messages of a direction.
    pub(crate) fn of(&self, direction: Direction) -> Vec<Given> {
        let of_it = |message: &&Given| message.direction == direction;
        self.messages.iter().filter(of_it).cloned().collect()
    }

    /// The notices: direction, offset and code.
    pub(crate) fn told(&self) -> Vec<(Direction, u64, &'static str)> {
        let told =
            |(direction, notice): &(_, Notice)| (*direction, notice.offset, notice.what.code());
        self.notices.iter().map(told).collect()
    }
}

/// Reads one connection, frame by frame.
pub(crate) struct Reader {
    pub(crate) connection: Connection,
    pub(crate) key_log: KeyLog,
    pub(crate) all: All,
    frame: u64,
    offsets: [u64; 2],
}

pub(crate) fn frame(number: u64) -> FrameId {
    FrameId { number, time: None }
}

impl Reader {
    pub(crate) fn new(keys: &str) -> Self {
        let mut key_log = KeyLog::new();
        key_log.add(keys.as_bytes());
        let (connection, all) = (Connection::default(), All::default());
        Self { connection, key_log, all, frame: 0, offsets: [0; 2] }
    }

    /// The next octets of a direction, in a frame of their own.
    pub(crate) fn feed(&mut self, direction: Direction, octets: &[u8]) {
        self.frame += 1;
        let frame = frame(self.frame);
        let offset = &mut self.offsets[usize::from(direction == Direction::Backward)];
        let chunk = Chunk { octets, offset: *offset, given_by: frame };
        *offset += octets.len() as u64;
        let Self { connection, key_log, all, .. } = self;
        let mut plaintext = Vec::new();
        let mut reading = reading(key_log, &mut plaintext);
        connection.read(direction, &chunk, frame, &mut reading, &mut |direction, event| {
            all.add(direction, event);
        });
    }

    /// Adds secrets, the last ones, and reads what waits for them.
    pub(crate) fn add_last(&mut self, keys: &str) {
        let Self { connection, key_log, all, .. } = self;
        key_log.set_more_may_come(false);
        key_log.add(keys.as_bytes());
        let mut plaintext = Vec::new();
        let mut reading = reading(key_log, &mut plaintext);
        connection.retry(frame(self.frame), &mut reading, &mut |direction, event| {
            all.add(direction, event);
        });
    }
}

pub(crate) fn reading<'a>(key_log: &'a KeyLog, plaintext: &'a mut Vec<u8>) -> Reading<'a> {
    let migrate_request = rehome::CodePoints::default().migrate_request();
    Reading { key_log, migrate_request, limit: 1 << 20, plaintext }
}
