//! What a scan is told, and what it tells.

use rehome::{CodePoints, OptionKinds};

use crate::element::Element;
use crate::finding::Finding;
use crate::flow::{self, Direction, Flow, Limits};
use crate::story::{Said, Story};
use crate::tls;

/// By what a capture is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// The numbers of the TLS formats.
    pub code_points: CodePoints,
    /// The kinds of the TCP options.
    pub kinds: OptionKinds,
    /// What is held at most.
    pub limits: Limits,
}

/// What a scan tells.
#[derive(Debug)]
pub enum Report {
    /// An element.
    Element(Box<Element>),
    /// Something that a reader of the elements should know.
    Notice(Notice),
    /// What a rule says.
    Finding(Box<Finding>),
    /// What became of a session that may move, across its connections.
    Story(Box<Story>),
}

impl From<Finding> for Report {
    fn from(finding: Finding) -> Self {
        Self::Finding(Box::new(finding))
    }
}

impl From<Said> for Report {
    fn from(said: Said) -> Self {
        match said {
            Said::Finding(finding) => finding.into(),
            Said::Story(story) => Self::Story(Box::new(story)),
        }
    }
}

/// Why elements may be missing, or what else is odd about a connection.
#[derive(Clone, Debug)]
pub enum Notice {
    /// About its segments.
    Flow(flow::Notice),
    /// About its TLS.
    Tls(Flow, Direction, tls::Notice),
}
