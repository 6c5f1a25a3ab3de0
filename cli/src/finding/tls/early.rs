//! What is said before the handshake has ended.

use std::collections::HashMap;

use crate::element::{Element, Finished, Heard};
use crate::finding::{Finding, Id, Sink};
use crate::tls::Sender;

/// So many messages are remembered until the client's Finished is heard,
const MOST: usize = 1 << 16;
/// and so many of a connection.
const MOST_OF_FLOW: usize = 4;

/// Messages of servers under keys of application data, in connections whose client's Finished was not
/// heard.
#[derive(Debug, Default)]
pub(super) struct Early {
    waiting: HashMap<u64, Vec<Sent>>,
    held: usize,
}

impl Early {
    /// A `migrate_notify` or `migrate_request`. In the clear it is wrong whatever was heard, and
    /// whichever version is spoken: the handshake has not ended, or somebody has put it in, who need
    /// not know any key. (Where a hello chooses TLS 1.2, nothing is read behind it.)
    pub(super) fn message(&mut self, heard: &Heard<'_>, element: &Element, sink: Sink<'_>) {
        let name = element.kind.name();
        let of = |message| Finding::of(Id::BeforeHandshakeEnd, element, message);
        if !heard.message.is_protected {
            return sink(of(format!("{name} in the clear, where anybody can send it")));
        }
        if !heard.message.is_application {
            return sink(of(format!(
                "{name} under keys that are not yet those of application data"
            )));
        }
        if element.sender != Some(Sender::Server) {
            return;
        }
        // When it was sent, and not when it could be read.
        let frames = &heard.message.span.frames;
        let Some(sent) = frames.iter().copied().max() else { return };
        let message = format!("{name} before the client's Finished");
        let early = Sent { frame: sent, finding: of(message).with([sent]) };
        match heard.handshake.client_finished {
            Some(finished) => early.tell(finished.number, sink),
            None => self.remember(heard.flow.number, early),
        }
    }

    fn remember(&mut self, flow: u64, sent: Sent) {
        if self.held >= MOST {
            return;
        }
        let its = self.waiting.entry(flow).or_default();
        if its.len() < MOST_OF_FLOW {
            its.push(sent);
            self.held = self.held.saturating_add(1);
        }
    }

    pub(super) fn finished(&mut self, finished: &Finished, sink: Sink<'_>) {
        if finished.sender != Some(Sender::Client) {
            return;
        }
        let its = self.waiting.remove(&finished.flow.number).unwrap_or_default();
        self.held = self.held.saturating_sub(its.len());
        its.into_iter().for_each(|sent| sent.tell(finished.frame.number, sink));
    }
}

/// A message, and what is to be told of it if it was early.
#[derive(Debug)]
struct Sent {
    frame: u64,
    finding: Finding,
}

impl Sent {
    fn tell(self, finished: u64, sink: Sink<'_>) {
        if self.frame < finished {
            sink(self.finding.with([finished]));
        }
    }
}
