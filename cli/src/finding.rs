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
use crate::flow::Flow;
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
    /// Of an element.
    pub(crate) fn of(id: Id, element: &Element, message: impl Into<String>) -> Self {
        Self {
            id,
            frame: element.frame,
            others: Vec::new(),
            flow: element.flow,
            source: element.source,
            destination: element.destination,
            message: message.into(),
        }
    }

    /// Of a segment.
    pub(crate) fn of_segment(id: Id, sent: &Sent<'_>, message: impl Into<String>) -> Self {
        Self {
            id,
            frame: sent.frame,
            others: Vec::new(),
            flow: sent.flow.map(|flow| flow.number),
            source: sent.source,
            destination: sent.destination,
            message: message.into(),
        }
    }

    /// Of a message of TLS.
    pub(crate) fn of_message(id: Id, heard: &Heard<'_>, message: impl Into<String>) -> Self {
        let (source, destination) = heard.flow.endpoints(heard.direction);
        Self {
            id,
            frame: heard.message.span.completed_by,
            others: Vec::new(),
            flow: Some(heard.flow.number),
            source,
            destination,
            message: message.into(),
        }
    }

    /// Of a connection, as it went from its first segment on.
    pub(crate) fn of_flow(id: Id, flow: Flow, frame: FrameId, message: impl Into<String>) -> Self {
        Self {
            id,
            frame,
            others: Vec::new(),
            flow: Some(flow.number),
            source: flow.source,
            destination: flow.destination,
            message: message.into(),
        }
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
