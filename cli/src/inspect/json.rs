//! JSON Lines of the form `rehome-inspect/1`.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::net::SocketAddr;
use std::ops::Range;

use rehome::Error;
use serde::Serialize;

use super::notices::Told;
use super::output::{End, Lines};
use crate::capture::Timestamp;
use crate::element::{Element, Kind, Place, Value};
use crate::finding::Finding;
use crate::flow::Direction;
use crate::hex::Hex;
use crate::story::Story;
use crate::tls::Sender;

/// The form, and its version, which grows by one where a reader of the old form would misread the new
/// one.
const SCHEMA: &str = "rehome-inspect/1";

pub(super) struct Json {
    out: BufWriter<Stdout>,
}

impl Json {
    pub(super) fn new() -> Self {
        Self { out: BufWriter::with_capacity(64 << 10, stdout()) }
    }

    fn line(&mut self, kind: &'static str, content: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &Line { schema: SCHEMA, kind, content })?;
        self.out.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Line<'a, T> {
    schema: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

impl Lines for Json {
    fn element(&mut self, element: &Element) -> io::Result<()> {
        self.line("element", &ElementLine::from(element))
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.line("finding", &FindingLine::from(finding))
    }

    fn story(&mut self, _: &Story) -> io::Result<()> {
        Ok(())
    }

    fn notice(&mut self, notice: &Told) -> io::Result<()> {
        self.line("notice", &NoticeLine::from(notice))
    }

    fn end(&mut self, end: &End) -> io::Result<()> {
        self.line("end", end)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[derive(Serialize)]
struct ElementLine<'a> {
    frame: u64,
    /// Seconds since 1970, in decimal.
    time: Option<String>,
    flow: FlowLine,
    sender: Option<&'static str>,
    element: Kind,
    #[serde(flatten)]
    outcome: Outcome<'a>,
    hex: Hex<'a>,
    offsets: Offsets<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
}

/// A connection, as seen from who sent what the line is about.
#[derive(Serialize)]
struct FlowLine {
    number: Option<u64>,
    source: SocketAddr,
    destination: SocketAddr,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Value { value: &'a Value },
    Error { error: &'static str, message: String, field: &'static str, offset: usize },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Offsets<'a> {
    Frame { frame: [usize; 2] },
    Stream { stream: [u64; 2], frames: &'a [u64], protected: bool },
}

#[derive(Serialize)]
struct FindingLine<'a> {
    id: &'static str,
    severity: &'static str,
    section: &'static str,
    frames: Vec<u64>,
    flow: FlowLine,
    message: &'a str,
}

impl<'a> From<&'a Finding> for FindingLine<'a> {
    fn from(finding: &'a Finding) -> Self {
        let (source, destination) = (finding.source, finding.destination);
        Self {
            id: finding.id.code(),
            severity: finding.id.severity().name(),
            section: finding.id.source(),
            frames: finding.frames(),
            flow: FlowLine { number: finding.flow, source, destination },
            message: &finding.message,
        }
    }
}

#[derive(Serialize)]
struct NoticeLine<'a> {
    code: &'static str,
    frame: Option<u64>,
    flow: Option<FlowLine>,
    direction: Option<&'static str>,
    message: &'a str,
}

impl<'a> From<&'a Element> for ElementLine<'a> {
    fn from(element: &'a Element) -> Self {
        let (source, destination) = (element.source, element.destination);
        Self {
            frame: element.frame.number,
            time: element.frame.time.map(unix_seconds),
            flow: FlowLine { number: element.flow, source, destination },
            sender: element.sender.map(|sender| match sender {
                Sender::Client => "client",
                Sender::Server => "server",
            }),
            element: element.kind,
            outcome: match &element.value {
                Ok(value) => Outcome::Value { value },
                Err(error) => error.into(),
            },
            hex: Hex(&element.octets),
            offsets: (&element.place).into(),
            verdict: element.verdict,
        }
    }
}

impl From<&Error> for Outcome<'_> {
    fn from(error: &Error) -> Self {
        Self::Error {
            error: error.reason().code(),
            message: error.to_string(),
            field: error.field(),
            offset: error.offset(),
        }
    }
}

impl<'a> From<&'a Place> for Offsets<'a> {
    fn from(place: &'a Place) -> Self {
        match place {
            Place::Frame(Range { start, end }) => Self::Frame { frame: [*start, *end] },
            Place::Stream { octets: Range { start, end }, frames, is_protected } => {
                Self::Stream { stream: [*start, *end], frames, protected: *is_protected }
            }
        }
    }
}

impl<'a> From<&'a Told> for NoticeLine<'a> {
    fn from(notice: &'a Told) -> Self {
        let flow = notice.flow.map(|flow| {
            let (source, destination) =
                flow.endpoints(notice.direction.unwrap_or(Direction::Forward));
            FlowLine { number: Some(flow.number), source, destination }
        });
        let direction = notice.direction.map(|direction| match direction {
            Direction::Forward => "forward",
            Direction::Backward => "backward",
        });
        Self { code: notice.code, frame: notice.frame, flow, direction, message: &notice.message }
    }
}

/// With nine decimals, so that no reader rounds it.
fn unix_seconds(time: Timestamp) -> String {
    format!("{}.{:09}", time.seconds, time.nanoseconds)
}
