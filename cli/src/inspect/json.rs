//! JSON Lines of the form `rehome-inspect/1`.

mod account;
mod element;
mod end;

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::net::SocketAddr;

use serde::Serialize;

use super::notices::{Message, Told};
use super::output::Lines;
use super::tally::End;
use crate::capture::Timestamp;
use crate::element::Element;
use crate::finding::Finding;
use crate::flow::Direction;
use crate::story::Story;
use account::{FindingLine, StoryLine};
use element::ElementLine;
use end::EndLine;

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

    fn story(&mut self, story: &Story) -> io::Result<()> {
        self.line("story", &StoryLine::from(story))
    }

    fn notice(&mut self, notice: &Told) -> io::Result<()> {
        self.line("notice", &NoticeLine::from(notice))
    }

    fn end(&mut self, end: &End) -> io::Result<()> {
        self.line("end", &EndLine::from(end))
    }

    fn summary(&mut self, end: &End) -> io::Result<()> {
        self.end(end)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A connection, as seen from who sent what the line is about.
#[derive(Serialize)]
struct FlowLine {
    number: Option<u64>,
    source: SocketAddr,
    destination: SocketAddr,
}

#[derive(Serialize)]
struct NoticeLine<'a> {
    code: &'static str,
    frame: Option<u64>,
    flow: Option<FlowLine>,
    direction: Option<&'static str>,
    message: &'a Message,
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
