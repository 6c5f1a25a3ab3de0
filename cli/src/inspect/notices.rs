//! Why elements may be missing, in words.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::flow_set::FlowSet;
use crate::flow::{self, Direction, Flow};
use crate::scan::{Notice, Scan};
use crate::tls;

/// So many of a code are told singly to people.
const SINGLY: u64 = 10;

/// Something that a reader of the elements should know.
#[derive(Debug)]
pub(super) struct Told {
    /// A name that stays.
    pub(super) code: &'static str,
    /// The frame that showed it.
    pub(super) frame: Option<u64>,
    pub(super) flow: Option<Flow>,
    pub(super) direction: Option<Direction>,
    pub(super) message: Message,
}

/// What is told, put into words only where it is printed.
#[derive(Debug)]
pub(super) enum Message {
    Words(String),
    Flow(flow::What),
    Tls { offset: u64, what: tls::What },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Flow(what) => what.fmt(f),
            Self::Tls { offset, what } => write!(f, "at octet {offset}: {what}"),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Told {
    /// Of the capture as a whole.
    pub(super) fn of_all(code: &'static str, message: String) -> Self {
        let message = Message::Words(message);
        Self { code, frame: None, flow: None, direction: None, message }
    }

    /// What there is to say when a capture has ended.
    pub(super) fn of_capture(scan: &Scan) -> Vec<Self> {
        let unread = scan.unread().map(|(link_type, count)| {
            let link_type = link_type
                .map_or_else(|| "other link types".to_owned(), |it| format!("link type {}", it.0));
            let frames = if count == 1 { "1 frame" } else { &*format!("{count} frames") };
            let verb = if count == 1 { "is" } else { "are" };
            Self::of_all("unknown_link", format!("{frames} of {link_type} {verb} not read"))
        });
        let mut told: Vec<_> = unread.collect();
        if scan.key_log_is_full() {
            let message = "more secrets are given than are kept, so that some are not used";
            told.push(Self::of_all("key_log_limit", message.to_owned()));
        }
        if scan.judge_is_full() {
            let message = "more tickets and nonces were seen than are kept, so that verdicts may \
                           lack a session_mismatch or replayed";
            told.push(Self::of_all("judge_limit", message.to_owned()));
        }
        told
    }
}

impl From<Notice> for Told {
    fn from(notice: Notice) -> Self {
        match notice {
            Notice::Flow(flow::Notice { flow, direction, frame, what }) => Self {
                code: what.code(),
                frame: Some(frame.number),
                flow: Some(flow),
                direction,
                message: Message::Flow(what),
            },
            Notice::Tls(flow, direction, tls::Notice { frame, offset, what }) => Self {
                code: what.code(),
                frame: Some(frame.number),
                flow: Some(flow),
                direction: Some(direction),
                message: Message::Tls { offset, what },
            },
        }
    }
}

/// Tells people of notices: the first of a code one by one, how many there were at the end.
#[derive(Default)]
pub(super) struct Notices {
    codes: BTreeMap<&'static str, Count>,
}

#[derive(Default)]
struct Count {
    told: u64,
    /// The connections of those that were not told.
    flows: FlowSet,
}

impl Notices {
    /// Takes a notice, and tells of it unless it is one of many.
    pub(super) fn take(&mut self, notice: &Told, err: &mut dyn Write) -> io::Result<()> {
        let count = self.codes.entry(notice.code).or_default();
        let is_common = common(notice.code).is_some();
        match notice.flow {
            Some(flow) if is_common || count.told >= SINGLY => {
                count.flows.insert(flow.number);
                Ok(())
            }
            _ => {
                count.told += 1;
                notice.write(err)
            }
        }
    }

    /// Tells of those that were not told yet, where so many secrets are known.
    pub(super) fn finish(&mut self, secrets: usize, err: &mut dyn Write) -> io::Result<()> {
        let has_empty = self.codes.contains_key("key_log_empty");
        for (code, count) in std::mem::take(&mut self.codes) {
            let connections = match count.flows.len() {
                0 => continue,
                1 => "1 connection".to_owned(),
                number => format!("{number} connections"),
            };
            match common(code) {
                Some(what) => write!(err, "rehome: {connections}: {what}"),
                None => write!(err, "rehome: {connections} more: {code}"),
            }?;
            match secrets {
                _ if code != "no_secret" => writeln!(err),
                0 if has_empty => writeln!(err),
                0 => writeln!(err, ": no key log is given"),
                1 => writeln!(err, ": the one secret given is not for them"),
                _ => writeln!(err, ": none of the {secrets} secrets given is for them"),
            }?;
        }
        Ok(())
    }
}

/// What is not told singly, since whole captures are full of it.
fn common(code: &str) -> Option<&'static str> {
    Some(match code {
        "no_secret" => "no secret is given for records",
        "no_hello" => "the client's hello was not captured",
        "other_cipher_suite" => "records of other cipher suites can't be decrypted",
        "gap" => "octets are missing, and what follows them was not read",
        _ => return None,
    })
}

impl Told {
    fn write(&self, err: &mut dyn Write) -> io::Result<()> {
        write!(err, "rehome: ")?;
        if let Some(frame) = self.frame {
            write!(err, "frame {frame}: ")?;
        }
        if let Some(flow) = self.flow {
            let (from, to) = flow.endpoints(self.direction.unwrap_or(Direction::Forward));
            let link = if self.direction.is_some() { ">" } else { "-" };
            write!(err, "connection {}, {from} {link} {to}: ", flow.number)?;
        }
        writeln!(err, "{}", self.message)
    }
}
