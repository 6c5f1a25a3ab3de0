//! What a scan is told, and what it tells.

use rehome::{CodePoints, OptionKinds};

use crate::element::Element;
use crate::flow::{self, Direction, Flow, Limits};
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
}

/// Why elements may be missing, or what else is odd about a connection.
#[derive(Clone, Debug)]
pub enum Notice {
    /// About its segments.
    Flow(flow::Notice),
    /// About its TLS.
    Tls(Flow, Direction, tls::Notice),
}
