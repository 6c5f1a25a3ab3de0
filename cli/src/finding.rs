//! What is wrong in what a capture carries, or worth a look.
//!
//! A [`Finding`] is no element: decoding says what is there, a finding what that means by the
//! documents. Each has an [`Id`] that stays, and the table of them is the one of `FINDINGS.md`.

mod code_points;
mod id;
mod rules;
mod target;
mod tcp;
mod tls;
mod token;

use std::net::SocketAddr;

use crate::capture::FrameId;
use crate::element::{Element, Heard, Sent};
use crate::flow::{Direction, Flow};
pub use id::{Id, Severity};
pub(crate) use rules::Findings;
pub use rules::Rules;

/// Something that a rule says of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub id: Id,
    /// The frame that shows it.
    pub frame: FrameId,
    /// The numbers of other frames that it takes to see it.
    pub others: Vec<u64>,
    /// The connection's number, where it belongs to one.
    pub flow: Option<u64>,
    /// Who sent what shows it.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// What is wrong, in words.
    pub message: String,
}

/// Takes findings as they are made.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Finding);

impl Finding {
    /// Of what one end sent the other.
    pub(crate) fn new(
        id: Id,
        frame: FrameId,
        flow: Option<u64>,
        [source, destination]: [SocketAddr; 2],
        message: impl Into<String>,
    ) -> Self {
        Self { id, frame, others: Vec::new(), flow, source, destination, message: message.into() }
    }

    /// Of an element.
    pub(crate) fn of(id: Id, element: &Element, message: impl Into<String>) -> Self {
        let ends = [element.source, element.destination];
        Self::new(id, element.frame, element.flow, ends, message)
    }

    /// Of a segment.
    pub(crate) fn of_segment(id: Id, sent: &Sent<'_>, message: impl Into<String>) -> Self {
        let flow = sent.flow.map(|flow| flow.number);
        Self::new(id, sent.frame, flow, [sent.source, sent.destination], message)
    }

    /// Of a message of TLS.
    pub(crate) fn of_message(id: Id, heard: &Heard<'_>, message: impl Into<String>) -> Self {
        let frame = heard.message.span.completed_by;
        Self::of_flow(id, *heard.flow, heard.direction, frame, message)
    }

    /// Of what went this way through a connection.
    pub(crate) fn of_flow(
        id: Id,
        flow: Flow,
        direction: Direction,
        frame: FrameId,
        message: impl Into<String>,
    ) -> Self {
        let (source, destination) = flow.endpoints(direction);
        Self::new(id, frame, Some(flow.number), [source, destination], message)
    }

    /// The same, which it takes these frames too to see.
    pub(crate) fn with(mut self, frames: impl IntoIterator<Item = u64>) -> Self {
        self.others.extend(frames);
        self
    }

    /// All its frames, in order, each once.
    #[must_use]
    pub fn frames(&self) -> Vec<u64> {
        let mut frames = self.others.clone();
        frames.push(self.frame.number);
        frames.sort_unstable();
        frames.dedup();
        frames
    }
}
