//! What the options of segments say, and of TCP service affinity.

use rehome::tcp::{ServiceAffinity, SynOffer, TcpFlags, TcpOption};

use super::key::{Awaited, Protocol};
use super::step::Contact;
use super::stories::{Sink, Stories};
use super::{Family, Step, StepKind};
use crate::element::Sent;
use crate::flow::Flow;

impl Stories {
    /// A segment with one of the four options, or with SAF on its SYN.
    pub(super) fn options(&mut self, sent: &Sent<'_>, flow: &Flow, sink: Sink<'_>) {
        if sent.header.flags.syn_offer() == SynOffer::ServiceAffinity {
            self.offer(sent, flow);
        }
        let kinds = self.kinds;
        for option in sent.header.options.known_with(&kinds) {
            match option {
                Ok(TcpOption::ServiceAffinity(affinity)) => self.affinity(sent, flow, &affinity),
                Ok(TcpOption::MigratePermitted(permitted)) => self.permitted(sent, flow, permitted),
                Ok(TcpOption::Migrate(migrate)) => self.migrate(sent, flow, &migrate, sink),
                _ => {}
            }
        }
    }

    /// A SYN with SAF.
    fn offer(&mut self, sent: &Sent<'_>, flow: &Flow) {
        let contact = Contact { flow: *flow, ends: [sent.source, sent.destination] };
        let number = self.number_of(flow, Protocol::Affinity);
        let number = number.unwrap_or_else(|| self.begin(Family::TcpAffinity, contact));
        if self.at(number).is_some_and(|plot| !plot.has(StepKind::Offer, flow.number)) {
            self.add(number, Step::new(StepKind::Offer, sent.frame, contact, true, "SAF"));
        }
    }

    /// A Service Affinity option, which a client follows on a segment with FIN.
    fn affinity(&mut self, sent: &Sent<'_>, flow: &Flow, affinity: &ServiceAffinity) {
        let contact = Contact { flow: *flow, ends: [sent.destination, sent.source] };
        let own = self.of(flow, Protocol::Affinity);
        let detail = format!("service_affinity {affinity}");
        let (is_known, is_by_client) = own.map_or((false, false), |plot| {
            let its = |step: &&Step| step.flow == Some(flow.number);
            let again = plot.steps(StepKind::Trigger).filter(its).any(|step| step.detail == detail);
            let mut contacts = plot.steps(StepKind::Contact).filter(its);
            (again, contacts.any(|step| step.source == sent.source))
        });
        if is_known || is_by_client || !sent.header.flags.contains(TcpFlags::FIN) {
            return;
        }
        let number = self.number_of(flow, Protocol::Affinity);
        let number = number.unwrap_or_else(|| self.begin(Family::TcpAffinity, contact));
        self.add(number, Step::new(StepKind::Trigger, sent.frame, contact, false, detail));
        let (client, host) = (sent.destination.ip(), affinity.address());
        let awaited = Awaited::at(Protocol::Affinity, client, host, Some(affinity.port()));
        self.wait(number, awaited);
    }
}
