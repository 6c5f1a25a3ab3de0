//! What is said before the handshake has ended.

use std::collections::BTreeMap;

use rehome::{ContentType, HandshakeType};

use crate::element::{Element, Finished, Heard, Kind};
use crate::finding::{Finding, Id, Rules, Sink};
use crate::tls::Sender;

/// So many messages are remembered until the client's Finished is heard. Those of the connection that
/// began first are forgotten first, since it may be one whose Finished never comes.
const MOST: usize = 1 << 16;

/// Messages of servers under keys of application data, in connections whose client's Finished was not
/// heard.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// By the connection's number, and in the order in which they were read.
    waiting: BTreeMap<(u64, u64), Sent>,
    /// Messages so far.
    count: u64,
}

impl Early {
    /// A `migrate_notify` or `migrate_request`. In the clear it is wrong whatever was heard, and
    /// whichever version is spoken: the handshake has not ended, or somebody has put it in, who need
    /// not know any key. (Where a hello chooses TLS 1.2, nothing is read behind it.)
    pub(super) fn message(&mut self, heard: &Heard<'_>, element: &Element, sink: Sink<'_>) {
        let name = element.kind.name();
        let of = |message| Finding::of(Id::BeforeHandshakeEnd, element, message);
        if !heard.message.is_protected {
            return sink(of(in_the_clear(element.kind)));
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

    /// A `migrate_request` in the clear is no element.
    pub(super) fn in_the_clear(rules: &Rules, heard: &Heard<'_>) -> Option<Finding> {
        let message = heard.message;
        let is_clear = message.content_type == ContentType::HANDSHAKE && !message.is_protected;
        let its = message.octets.first().copied().map(HandshakeType);
        let is_request = its == Some(rules.code_points.migrate_request());
        (is_clear && is_request).then(|| {
            let message = in_the_clear(Kind::MigrateRequest);
            Finding::of_message(Id::BeforeHandshakeEnd, heard, message)
        })
    }

    fn remember(&mut self, flow: u64, sent: Sent) {
        self.count = self.count.saturating_add(1);
        self.waiting.insert((flow, self.count), sent);
        if self.waiting.len() > MOST {
            self.waiting.pop_first();
        }
    }

    pub(super) fn finished(&mut self, finished: &Finished, sink: Sink<'_>) {
        if finished.sender != Some(Sender::Client) {
            return;
        }
        while let Some(sent) = self.next_of(finished.flow.number) {
            sent.tell(finished.frame.number, sink);
        }
    }

    /// Takes out the first message of a connection.
    fn next_of(&mut self, flow: u64) -> Option<Sent> {
        let key = self.waiting.range((flow, 0)..=(flow, u64::MAX)).next().map(|(key, _)| *key)?;
        self.waiting.remove(&key)
    }
}

fn in_the_clear(kind: Kind) -> String {
    format!("{} in the clear, where anybody can send it", kind.name())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::FrameId;
    use crate::flow::Flow;

    const ENDPOINT: ([u8; 4], u16) = ([192, 0, 2, 1], 1);

    fn frame(number: u64) -> FrameId {
        FrameId { number, time: None }
    }

    /// A message in this frame.
    fn remember(early: &mut Early, flow: u64, number: u64) {
        let ends = [ENDPOINT.into(); 2];
        let finding = Finding::new(Id::BeforeHandshakeEnd, frame(number), Some(flow), ends, "");
        early.remember(flow, Sent { frame: number, finding });
    }

    /// The frames of what is told of a connection at its Finished, behind all frames.
    fn told(early: &mut Early, flow: u64, sender: Sender) -> Vec<u64> {
        let (source, destination) = (ENDPOINT.into(), ENDPOINT.into());
        let flow = Flow { number: flow, source, destination, begun: frame(1), is_whole: true };
        let finished = Finished { flow, sender: Some(sender), frame: frame(u64::MAX) };
        let mut frames = Vec::new();
        early.finished(&finished, &mut |finding| frames.push(finding.frame.number));
        frames
    }

    #[test]
    fn each_connection_has_its_own() {
        let early = &mut Early::default();
        for number in 1..=30 {
            remember(early, number % 3, number);
        }
        assert!(told(early, 1, Sender::Server).is_empty());
        for flow in 0..3 {
            let its = (1..=30).filter(|number| number % 3 == flow).collect::<Vec<_>>();
            assert_eq!(told(early, flow, Sender::Client), its);
            assert!(told(early, flow, Sender::Client).is_empty());
        }
        assert_eq!(early.waiting.len(), 0);
    }

    #[test]
    fn the_oldest_connection_is_forgotten_first() {
        let most = u64::try_from(MOST).unwrap();
        let early = &mut Early::default();
        (0..4).for_each(|number| remember(early, 1, number));
        (4..most).for_each(|number| remember(early, number, number));
        assert_eq!(early.waiting.len(), MOST);
        // Of its messages the first goes first.
        remember(early, most, most);
        remember(early, 1, 7);
        assert_eq!(early.waiting.len(), MOST);
        assert_eq!(told(early, 1, Sender::Client), [2, 3, 7]);
        for flow in [4, most] {
            assert_eq!(told(early, flow, Sender::Client), [flow]);
        }
    }
}
