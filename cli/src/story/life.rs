//! What connections begin and end with.

use rehome::tcp::TcpFlags;

use super::key::Protocol;
use super::step::Contact;
use super::stories::Stories;
use super::{Step, StepKind};
use crate::element::Sent;
use crate::flow::Flow;

impl Stories {
    /// A client may begin a connection with an address that it was told.
    pub(super) fn arrives(&mut self, sent: &Sent<'_>, flow: &Flow) {
        let flags = sent.header.flags;
        if !flags.contains(TcpFlags::SYN) {
            return;
        }
        let ends = match flags.contains(TcpFlags::ACK) {
            true => [sent.destination, sent.source],
            false => [sent.source, sent.destination],
        };
        let [_, server] = ends;
        if !self.index.awaits_at(server.ip()) {
            return;
        }
        for protocol in [Protocol::Tls, Protocol::Affinity] {
            if self.number_of(flow, protocol).is_none() {
                if let Some(number) = self.arrive(protocol, ends) {
                    self.contact(number, Contact { flow: *flow, ends });
                }
            }
        }
    }

    /// What the segments of a connection say of its life.
    pub(super) fn life(&mut self, number: u64, sent: &Sent<'_>, flow: &Flow) {
        let flags = sent.header.flags;
        let Some(plot) = self.at(number) else { return };
        let begins = |step: &&Step| matches!(step.kind, StepKind::Contact | StepKind::Resume);
        let mut its = plot.story.steps.iter().filter(|step| step.flow == Some(flow.number));
        let contact = its.find(begins);
        let Some(contact) = contact else { return };
        let (ends, is_answer) = (contact.ends(), contact.source != sent.source);
        let is_by_client = ends[0] == sent.source;
        let contact = Contact { flow: *flow, ends };
        let is_tcp = plot.protocol != Protocol::Tls;
        let (kind, detail) = if flags.contains(TcpFlags::RST) {
            (StepKind::Reset, if is_by_client { "by the client" } else { "" })
        } else if flags.contains(TcpFlags::FIN) {
            // One with a Service Affinity option is told as what it asks for.
            if is_tcp && plot.has(StepKind::Trigger, flow.number) {
                return;
            }
            (StepKind::Close, "")
        } else if is_tcp && is_answer && flags.contains(TcpFlags::SYN) {
            let is_tried = plot.has(StepKind::Attempt, flow.number) || plot.is_later(flow.number);
            if !is_tried {
                return;
            }
            (StepKind::Accept, "SYN ACK")
        } else {
            return;
        };
        if plot.has(kind, flow.number) {
            return;
        }
        self.add(number, Step::new(kind, sent.frame, contact, is_by_client, detail));
        if kind == StepKind::Accept {
            self.accepted(number, flow);
        }
    }

    /// The session goes on in a connection.
    pub(super) fn accepted(&mut self, number: u64, flow: &Flow) {
        self.stop_waiting(number);
        self.change(number, |plot| {
            if let Some(migrating) = &mut plot.migrating {
                migrating.accepted(flow.number);
            }
        });
    }
}
