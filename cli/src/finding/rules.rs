//! What the rules are given, and what they remember.

use std::time::Duration;

use rehome::{CodePoints, OptionKinds};

use super::{Finding, Id, Sink, tcp, tls, token};
use crate::element::{Element, Finished, Heard, Sent};
use crate::flow;

/// No ticket is good for longer (RFC 8446, section 4.6.1).
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// By what is judged.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The numbers of the TLS formats.
    pub code_points: CodePoints,
    /// The kinds of the TCP options.
    pub kinds: OptionKinds,
    /// A token may be issued for so long.
    pub max_lifetime: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            code_points: CodePoints::default(),
            kinds: OptionKinds::default(),
            max_lifetime: WEEK,
        }
    }
}

/// Makes findings of what is read, as it is read.
#[derive(Debug)]
pub(crate) struct Findings {
    rules: Rules,
    tcp: tcp::Memory,
    tls: tls::Memory,
    tokens: token::Memory,
}

impl Findings {
    /// Nothing was read yet.
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            tcp: tcp::Memory::default(),
            tls: tls::Memory::default(),
            tokens: token::Memory::default(),
        }
    }

    /// A segment with SYN, FIN or RST, or one that is an element.
    pub(crate) fn segment(&mut self, sent: &Sent<'_>, sink: Sink<'_>) {
        self.tcp.segment(&self.rules, sent, sink);
    }

    /// A message of TLS.
    pub(crate) fn message(&mut self, heard: &Heard<'_>, sink: Sink<'_>) {
        if let Some((element, error)) =
            heard.element.and_then(|element| Some((element, element.value.as_ref().err()?)))
        {
            sink(Finding::of(Id::Malformed, element, error.to_string()));
        }
        self.tls.message(&self.rules, heard, sink);
    }

    /// A handshake has ended for one side.
    pub(crate) fn finished(&mut self, finished: &Finished, sink: Sink<'_>) {
        self.tls.finished(finished, sink);
    }

    /// What was told of the segments of a connection.
    pub(crate) fn notice(&mut self, notice: &flow::Notice, sink: Sink<'_>) {
        self.tcp.notice(notice, sink);
    }

    /// An element whose verdict is known now.
    pub(crate) fn verdict(&mut self, element: &Element, sink: Sink<'_>) {
        self.tls.verdict(&self.rules, element, sink);
        self.tokens.verdict(&self.rules, element, sink);
    }
}
