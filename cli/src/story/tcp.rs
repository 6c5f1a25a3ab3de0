//! What the options of segments say.

use rehome::tcp::{MigratePermitted, ServiceAffinity, SynOffer, TcpFlags, TcpOption};

use super::migrate::Migrating;
use super::plot::{Key, Plot};
use super::stories::{Contact, Sink, Stories};
use super::{Family, Step, StepKind};
use crate::element::Sent;
use crate::flow::Flow;

impl Stories {
    /// A segment with one of the four options, or with SAF on its SYN.
    pub(super) fn options(&mut self, sent: &Sent<'_>, flow: Flow, sink: Sink<'_>) {
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
    fn offer(&mut self, sent: &Sent<'_>, flow: Flow) {
        let ends = [sent.source, sent.destination];
        let number = self.number_of(flow);
        let number =
            number.unwrap_or_else(|| self.begin(Family::TcpAffinity, Contact { flow, ends }));
        let is_new = self.plot(number).is_some_and(|plot| !plot.has(StepKind::Offer, flow));
        if is_new {
            self.add(number, Step::new(StepKind::Offer, sent.frame, Some(flow), ends, "SAF"));
        }
    }

    /// A Service Affinity option, which a client follows on a segment with FIN.
    fn affinity(&mut self, sent: &Sent<'_>, flow: Flow, affinity: &ServiceAffinity) {
        let ends = [sent.source, sent.destination];
        let back = [sent.destination, sent.source];
        let number = self.number_of(flow);
        let number =
            number.unwrap_or_else(|| self.begin(Family::TcpAffinity, Contact { flow, ends: back }));
        let Some(plot) = self.plot(number) else { return };
        let detail = format!("service_affinity {affinity}");
        // Sent again.
        if plot.steps(StepKind::Trigger).any(|step| step.detail == detail) {
            return;
        }
        let is_client = plot.steps(StepKind::Contact).any(|step| step.source == sent.source);
        if !sent.header.flags.contains(TcpFlags::FIN) || is_client {
            return;
        }
        self.add(number, Step::new(StepKind::Trigger, sent.frame, Some(flow), ends, detail));
        let target = (affinity.address(), affinity.port()).into();
        self.know(number, Key::Awaited(sent.destination.ip(), target));
    }

    /// A Migrate-Permitted option on a SYN or SYN/ACK.
    fn permitted(&mut self, sent: &Sent<'_>, flow: Flow, permitted: MigratePermitted<'_>) {
        if !sent.header.flags.contains(TcpFlags::SYN) {
            return;
        }
        let ends = [sent.source, sent.destination];
        let detail = match permitted {
            MigratePermitted::Insecure => "Migrate-Permitted, insecure".to_owned(),
            MigratePermitted::Secure { curve, .. } => {
                format!("Migrate-Permitted, secure, curve {curve}")
            }
        };
        let is_secure = matches!(permitted, MigratePermitted::Secure { .. });
        let sequence = sent.header.sequence_number;
        if sent.is_syn() {
            if self.of(flow).is_some() {
                return;
            }
            let number = self.begin(Family::TcpMigrate, Contact { flow, ends });
            self.add(number, Step::new(StepKind::Offer, sent.frame, Some(flow), ends, detail));
            let migrating = Migrating::new(sequence, is_secure);
            self.change(number, |plot| plot.set_migrating(migrating));
            return;
        }
        let is_new = |plot: &Plot| !plot.has(StepKind::Agree, flow);
        if let Some(number) = self.of(flow).filter(|plot| is_new(plot)).map(|it| it.story.number) {
            self.add(number, Step::new(StepKind::Agree, sent.frame, Some(flow), ends, detail));
            self.agreed(number, sent, is_secure);
        }
    }

    /// Both ends permit migration: the connection is known by its Token, or its Tokens by all keys
    /// that are given. Where it is secure its own key may be none of them.
    fn agreed(&mut self, number: u64, sent: &Sent<'_>, is_secure: bool) {
        let keys = std::mem::take(&mut self.migrate_keys);
        let nj = sent.header.sequence_number;
        let tokens = self.change(number, |plot| {
            let migrating = plot.migrating.as_mut()?;
            let before = migrating.cost();
            let tokens = migrating.agreed(nj, is_secure, &keys);
            plot.held = plot.held.saturating_sub(before).saturating_add(migrating.cost());
            Some(tokens)
        });
        self.migrate_keys = keys;
        if is_secure {
            self.has_secure = true;
            self.know(number, Key::Secure(sent.source));
        }
        let tokens = tokens.flatten().unwrap_or_default();
        tokens.into_iter().for_each(|token| self.know(number, Key::Token(token)));
    }
}
