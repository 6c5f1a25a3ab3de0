//! Traces: the records of a connection in their order, and what is in them.
//!
//! ```text
//! client HEX    a record of the client
//! server HEX    a record of the server
//! gives HEX     a message that the record before holds, protected
//! ```

use data_encoding::HEXLOWER;
use rehome_cli::flow::Direction;
use rehome_cli::tls::{Sender, Span};

use crate::reader::{Given, frame};

/// One record, or a handshake message as one record.
pub(crate) struct Record {
    pub(crate) direction: Direction,
    pub(crate) octets: Vec<u8>,
    /// Where in its stream it stands.
    pub(crate) offset: u64,
    /// What is to come out of it.
    pub(crate) gives: Option<Given>,
}

impl Record {
    pub(crate) fn is_protected(&self) -> bool {
        self.octets[0] == 23
    }
}

pub(crate) struct Trace {
    pub(crate) name: &'static str,
    pub(crate) records: Vec<Record>,
    pub(crate) keys: &'static str,
}

impl Trace {
    /// The client's direction is forward.
    pub(crate) fn read(name: &'static str, records: &str, keys: &'static str) -> Self {
        let mut trace = Self { name, records: Vec::new(), keys };
        for line in records.lines().filter(|line| !line.starts_with('#')) {
            let (word, digits) = line.split_once(' ').unwrap();
            let octets = HEXLOWER.decode(digits.as_bytes()).unwrap();
            match word {
                "client" => trace.add(Direction::Forward, octets),
                "server" => trace.add(Direction::Backward, octets),
                "gives" => trace.gives(octets, true),
                _ => panic!("{name}: {word}"),
            }
        }
        trace
    }

    fn add(&mut self, direction: Direction, octets: Vec<u8>) {
        let offset = self.of(direction).map(|record| record.octets.len() as u64).sum();
        let message = octets[5..].to_vec();
        let is_hello = octets[0] == 22;
        self.records.push(Record { direction, octets, offset, gives: None });
        if is_hello {
            self.gives(message, false);
        }
    }

    fn gives(&mut self, octets: Vec<u8>, is_protected: bool) {
        let number = self.records.len() as u64;
        let record = self.records.last_mut().unwrap();
        let header = if is_protected { 0 } else { 5 };
        let end = record.offset + record.octets.len() as u64;
        record.gives = Some(Given {
            direction: record.direction,
            sender: Some(match record.direction {
                Direction::Forward => Sender::Client,
                Direction::Backward => Sender::Server,
            }),
            is_alert: octets.len() == 2,
            is_protected,
            octets,
            span: Span {
                octets: record.offset + header..end,
                frames: vec![number],
                completed_by: frame(number),
            },
        });
    }

    pub(crate) fn of(&self, direction: Direction) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.direction == direction)
    }

    /// What is to come out of a direction.
    pub(crate) fn given(&self, direction: Direction) -> Vec<Given> {
        self.of(direction).filter_map(|record| record.gives.clone()).collect()
    }

    /// The key log without the lines of some labels.
    pub(crate) fn keys_without(&self, label: &str) -> String {
        let lines = self.keys.lines().filter(|line| !line.contains(label));
        lines.fold(String::new(), |lines, line| lines + line + "\n")
    }
}
